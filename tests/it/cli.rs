//! The command line from outside: exit codes and bad input (`docs` of the contract: 0 passed, 1 failed, 2 could not check).

use std::{
    fs,
    io::Write,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

use crate::program::{bilint, code, text};

const STORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/pairs/libya");

/// A folder with two texts.
fn pair(source: &[u8], target: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.en.txt"), source).expect("written");
    fs::write(folder.path().join("a.de.txt"), target).expect("written");
    folder
}

const SOURCE: &[u8] = b"The harbour opened on Monday. Ships may land again.\n";
const TARGET: &[u8] = "Der Hafen öffnete am Montag. Schiffe dürfen wieder anlegen.\n".as_bytes();

fn check(source: &[u8], target: &[u8]) -> Output {
    let folder = pair(source, target);
    bilint(folder.path(), &["check", "a.en.txt", "a.de.txt"])
}

#[test]
fn exit_codes_are_boring() {
    let here = tempfile::tempdir().expect("a folder");
    for (args, expected) in [
        (vec!["--version"], 0),
        (vec!["--help"], 0),
        (vec!["check", "--no-such-flag"], 2),
        (vec!["check", "missing.txt", "other.txt"], 2),
        (vec!["check"], 2),
        (vec!["explain", "number-valu"], 2),
        (vec!["explain", "number-value"], 0),
        (vec!["rules"], 0),
        (vec!["check", "--fail-on", "dreadful", "."], 2),
        (vec!["completions", "bash"], 0),
        (vec!["man"], 0),
    ] {
        let output = bilint(here.path(), &args);
        assert_eq!(code(&output), expected, "{args:?}: {}", text(&output));
    }
    assert_eq!(code(&check(SOURCE, TARGET)), 0);
    assert!(text(&bilint(here.path(), &["explain", "number-valu"])).contains("number-value"));
}

#[test]
fn bad_bytes_are_an_error_or_decoded() {
    let binary = check(SOURCE, &[0x89, 1, 2, 3, 0xff, 0xfe, 0, 7, 0xc0, 0x80, 0x02]);
    assert_eq!(code(&binary), 2);
    assert!(text(&binary).contains("a.de.txt") && text(&binary).contains("byte"), "{}", text(&binary));
    let latin = check(SOURCE, b"Der Hafen \xf6ffnete am Montag. Schiffe d\xfcrfen wieder anlegen, und alle freuen sich dar\xfcber.\n");
    assert_eq!(code(&latin), 0, "{}", text(&latin));
    assert!(text(&latin).contains("windows-1252"), "{}", text(&latin));
}

#[test]
fn empty_and_equal_input_is_said() {
    for (source, target) in [(&b""[..], TARGET), (SOURCE, &b"\n \n"[..]), (&b""[..], &b""[..])] {
        let output = check(source, target);
        assert_eq!(code(&output), 2);
        assert!(text(&output).contains("empty"), "{}", text(&output));
    }
    let folder = pair(SOURCE, SOURCE);
    let output = bilint(folder.path(), &["check", "a.en.txt", "a.de.txt"]);
    assert_eq!(code(&output), 1, "{}", text(&output));
    assert!(text(&output).contains("Not translated"), "{}", text(&output));
}

#[test]
fn directories_that_pair_nothing_are_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    for (side, name) in [("x", "one.txt"), ("y", "two.txt")] {
        fs::create_dir(folder.path().join(side)).expect("made");
        fs::write(folder.path().join(side).join(name), SOURCE).expect("written");
    }
    let output = bilint(folder.path(), &["check", "x", "y"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("nothing to pair"), "{}", text(&output));
}

#[test]
fn a_bad_pair_does_not_stop_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    for (side, good, bad) in [("en", SOURCE, SOURCE), ("de", TARGET, &[0x89, 1, 2, 3, 0xff, 0xfe, 0, 7][..])] {
        fs::create_dir(folder.path().join(side)).expect("made");
        fs::write(folder.path().join(side).join("good.txt"), good).expect("written");
        fs::write(folder.path().join(side).join("bad.txt"), bad).expect("written");
    }
    let output = bilint(folder.path(), &["check", "en", "de", "--report", "out"]);
    assert_eq!(code(&output), 2);
    let summary = fs::read_to_string(folder.path().join("out/summary.csv")).expect("a summary");
    assert!(summary.contains("good.txt") && !summary.contains("bad.txt"), "{summary}");
}

#[test]
fn settings_are_checked() {
    let folder = pair(SOURCE, TARGET);
    fs::write(folder.path().join("bilint.toml"), "[gate]\nfail-onn = \"major\"\n").expect("written");
    let output = bilint(folder.path(), &["check", "a.en.txt", "a.de.txt"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("did you mean `fail-on`") && text(&output).contains("line 2"), "{}", text(&output));
    let output = bilint(folder.path(), &["check", "a.en.txt", "a.de.txt", "--no-config"]);
    assert_eq!(code(&output), 0, "{}", text(&output));
}

#[test]
fn hostile_text_is_survived() {
    let long = "the same words again and again ".repeat(30_000);
    let nested = format!("{}x{}", "<div><p>".repeat(10_000), "</p></div>".repeat(10_000));
    for (source, target) in [
        (long.as_bytes(), TARGET),
        ("a\0b\0c. The harbour opened.".as_bytes(), TARGET),
        ("\u{202e}The harbour\u{2066} opened.".as_bytes(), TARGET),
        (nested.as_bytes(), TARGET),
    ] {
        let output = check(source, target);
        assert!((0..=2).contains(&code(&output)), "{}", text(&output));
        assert!(!text(&output).contains("panicked"), "{}", text(&output));
    }
}

#[test]
fn malformed_tables_name_the_line() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("t.csv"), "only\none\ncolumn\n").expect("written");
    let output = bilint(folder.path(), &["check", "t.csv"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("--source-column"), "{}", text(&output));
}

#[test]
fn bilingual_tables_are_paired_by_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let table =
        "id\ten\tde\nk1\tThe bridge is 452 metres long.\tDie Brücke ist 542 Meter lang.\nk2\tShips may land.\tSchiffe dürfen anlegen.\n";
    fs::write(folder.path().join("t.tsv"), table).expect("written");
    let output = bilint(folder.path(), &["check", "t.tsv", "--report", "out"]);
    assert_eq!(code(&output), 1, "{}", text(&output));
    let issues = fs::read_to_string(folder.path().join("out/issues.csv")).expect("issues");
    assert!(issues.contains("number-value") && issues.contains(",k1,"), "{issues}");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let run = |threads: &str| {
        let out = tempfile::tempdir().expect("a folder");
        let (source, target) = (format!("{STORY}/story.ar.txt"), format!("{STORY}/damaged.en.txt"));
        let report = out.path().join("r");
        let output = bilint(
            out.path(),
            &[
                "check",
                "--no-config",
                "--threads",
                threads,
                &source,
                &target,
                "--report",
                report.to_str().expect("a path"),
                "--format",
                "jsonl",
            ],
        );
        let files = ["issues.csv", "names.csv", "alignment.csv", "summary.csv"].map(|name| fs::read(report.join(name)).expect("a report"));
        (output.stdout, files)
    };
    assert_eq!(run("1"), run("4"));
}

#[test]
fn an_unwritable_report_leaves_nothing_half_written() {
    let folder = pair(SOURCE, TARGET);
    fs::write(folder.path().join("out"), "a file is in the way").expect("written");
    let output = bilint(folder.path(), &["check", "a.en.txt", "a.de.txt", "--report", "out"]);
    assert_eq!(code(&output), 2);
    assert_eq!(fs::read_to_string(folder.path().join("out")).expect("still there"), "a file is in the way");
}

#[test]
fn score_keeps_order_and_survives_bad_lines() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bilint"))
        .args(["score", "--format", "jsonl", "--no-config"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let input = concat!(
        "{\"id\":\"a\",\"src_lang\":\"en\",\"tgt_lang\":\"de\",\"source\":\"The bridge is 452 metres long.\",\"target\":\"Die Brücke ist 542 Meter lang.\"}\n",
        "no json\n",
        "{\"id\":\"b\",\"src_lang\":\"en\",\"tgt_lang\":\"de\",\"source\":\"Ships may land.\",\"target\":\"Schiffe dürfen anlegen.\"}\n",
    );
    child.stdin.take().expect("stdin").write_all(input.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 0);
    let lines: Vec<serde_json::Value> =
        String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["findings"][0]["rule"], "number-value");
    assert!(lines[1]["error"].is_string());
    assert!(lines[2]["score"].as_f64() > lines[0]["score"].as_f64());
}

#[test]
fn align_prints_beads() {
    let folder = pair(SOURCE, TARGET);
    let output = bilint(folder.path(), &["align", "a.en.txt", "a.de.txt", "--format", "beads"]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    let lines: Vec<String> = String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("0\t0\t0.") && lines[1].starts_with("1\t1\t0."), "{lines:?}");
}

#[test]
fn a_file_that_is_not_there_is_told_once() {
    let folder = tempfile::tempdir().expect("a folder");
    for args in [&["check", "--config", "no.toml"][..], &["review", "import", "no.csv"], &["score", "no.tsv"]] {
        let output = bilint(folder.path(), args);
        let told = text(&output);
        assert_eq!(code(&output), 2, "{told}");
        assert_eq!(told.matches("os error").count(), 1, "{told}");
        assert!(told.contains(args[args.len() - 1]), "{told}");
    }
}

#[test]
fn figures_that_crossed_are_no_change_and_one_that_did_not_is() {
    let rows = |one: &str, two: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let table = format!(
            "en\tde\nThe old bridge cost 4,350 dollars.\tDie alte Brücke kostete {one} Dollar.\n\
             The new tunnel cost 7,120 dollars.\tDer neue Tunnel kostete {two} Dollar.\n"
        );
        fs::write(folder.path().join("table.tsv"), table).expect("written");
        let output = bilint(folder.path(), &["check", "table.tsv", "--no-config", "--format", "jsonl"]);
        text(&output).lines().filter(|line| line.contains("\"number-")).count()
    };
    assert_eq!(rows("4.350", "7.120"), 0);
    assert_eq!(rows("7.120", "4.350"), 0, "the figures of two sentences that changed places");
    assert_eq!(rows("3.350", "4.350"), 2, "the second has the figure of the first, the first has not the figure of the second");
}
