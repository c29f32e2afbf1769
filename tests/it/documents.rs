//! Document mode and `bilint report`: what shards say together is what one run says.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::program::{bilint, code, text};

const FILES: [&str; 4] = ["issues.csv", "names.csv", "alignment.csv", "summary.csv"];

/// The beginning of the story under seven names, a line cut out of each, in two trees and as JSON lines.
fn corpus(folder: &Path) -> Vec<String> {
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pairs/libya");
    let read = |name: &str| fs::read_to_string(story.join(name)).expect("the story").lines().take(16).collect::<Vec<_>>().join("\n");
    let (source, target) = (read("story.ar.txt"), read("story.en.txt"));
    fs::create_dir_all(folder.join("ar")).expect("a folder");
    fs::create_dir_all(folder.join("en")).expect("a folder");
    (0..7)
        .map(|n| {
            // Each document lacks another line, and has another figure.
            let lines: Vec<&str> = target.lines().enumerate().filter(|(at, _)| *at != n + 3).map(|(_, line)| line).collect();
            let (source, target) = (format!("{source}\n\n{}\n", 1000 + n), format!("{}\n\n{}\n", lines.join("\n"), 1003 + n));
            let (one, two) = (format!("ar/{n:02}.txt"), format!("en/{n:02}.txt"));
            fs::write(folder.join(&one), &source).expect("written");
            fs::write(folder.join(&two), &target).expect("written");
            let texts = json!({"id": n, "source": source, "target": target, "source_path": one, "target_path": two});
            let paths = json!({"id": format!("n{n}"), "src_lang": "ar", "tgt_lang": "en", "source_path": one, "target_path": two});
            (if n % 4 == 3 { paths } else { texts }).to_string() + "\n"
        })
        .collect()
}

fn reports(folder: &Path) -> Vec<String> {
    FILES.iter().map(|name| fs::read_to_string(folder.join(name)).expect("a report")).collect()
}

#[test]
fn reports_of_shards_are_those_of_one_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let lines = corpus(here);
    let whole = bilint(here, &["check", "ar", "en", "--alone", "--no-config", "--report", "whole"]);
    assert_eq!(code(&whole), 1, "{}", text(&whole));
    let expected = reports(&here.join("whole"));
    assert!(expected[0].lines().count() > 7 && expected[1].lines().count() > 2, "{}", expected[0]);
    for shards in [1, 2, 5] {
        let mut names = Vec::new();
        // Documents go round, so that no shard holds neighbours.
        for shard in 0..shards {
            let part: String = lines.iter().skip(shard).step_by(shards).cloned().collect();
            fs::write(here.join("part.jsonl"), part).expect("written");
            let name = format!("{shards}-{shard}.jsonl{}", ["", ".gz", ".zst"][shard % 3]);
            let done = bilint(here, &["check", "--documents", "part.jsonl", "--no-config", "--output", &name]);
            assert_eq!(code(&done), 0, "{}", text(&done));
            names.insert(0, name);
        }
        let out = format!("out{shards}");
        let args: Vec<&str> = ["report"].into_iter().chain(names.iter().map(String::as_str)).collect();
        let done = bilint(here, &[&args[..], &["--report", &out, "--no-config"]].concat());
        assert_eq!(code(&done), 1, "{}", text(&done));
        assert!(text(&done).contains("FAILED"), "{}", text(&done));
        for (name, (one, other)) in FILES.iter().zip(expected.iter().zip(reports(&here.join(&out)))) {
            assert!(*one == other, "{name} of {shards} shards is another one");
        }
    }
    // The look of the sheets is that of the merging run.
    let look =
        ["--report", "plain", "--no-config", "--suspect-only", "--no-bom", "--csv-sep", "semicolon", "--lang", "ar", "--fail-on", "never"];
    let done = bilint(here, &[&["report", "1-0.jsonl"], &look[..]].concat());
    assert_eq!(code(&done), 0, "{}", text(&done));
    let again = bilint(
        here,
        &["check", "ar", "en", "--alone", "--no-config", "--report", "one", "--suspect-only", "--no-bom", "--csv-sep", "semicolon"],
    );
    assert_eq!(code(&again), 1);
    assert_eq!(reports(&here.join("plain"))[2], reports(&here.join("one"))[2]);
}

#[test]
fn lines_say_all_of_a_document_and_bad_ones_do_not_stop_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let good = json!({"id": "a", "src_lang": "en", "tgt_lang": "de", "source": "The bridge is 452 metres long.", "target": "Die Brücke ist 542 Meter lang."});
    let input = format!(
        "{good}\nno JSON\n{}\n\n{}\n",
        json!({"id": 7, "source": "x"}),
        json!({"id": 8, "source_path": "none", "target_path": "none"})
    );
    fs::write(here.join("in.jsonl"), input).expect("written");
    let done = bilint(here, &["check", "--documents", "in.jsonl", "--no-config"]);
    assert_eq!(code(&done), 0, "{}", text(&done));
    assert!(text(&done).contains("3 of 4 lines could not be checked"), "{}", text(&done));
    let lines: Vec<Value> = String::from_utf8_lossy(&done.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let kinds: Vec<&str> = lines.iter().filter_map(|line| line["kind"].as_str()).collect();
    assert_eq!(kinds, ["finding", "document", "error", "error", "error"]);
    assert_eq!((&lines[0]["rule"], &lines[0]["document"]), (&json!("number-value"), &json!("a")));
    assert_eq!((&lines[1]["target_file"], &lines[1]["findings"]), (&json!("a.target"), &json!(1)));
    assert_eq!(lines[1]["summary"]["gate"], "fail");
    assert!(lines[3]["error"].as_str().is_some_and(|error| error.contains("line 3 lacks `target`")), "{}", lines[3]);
    assert_eq!((&lines[3]["document"], &lines[3]["line"]), (&json!(7), &json!(3)));
    assert_eq!(code(&bilint(here, &["check", "--documents", "in.jsonl", "--strict"])), 2);
    // What was not checked is not passed over by the report.
    fs::write(here.join("out.jsonl"), &done.stdout).expect("written");
    let report = bilint(here, &["report", "out.jsonl", "--report", "r", "--no-config"]);
    assert_eq!(code(&report), 2);
    assert!(text(&report).contains("not checked: `out.jsonl`: line 2"), "{}", text(&report));
    assert!(here.join("r/issues.csv").exists());
}

#[test]
fn damaged_shards_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let input = json!({"id": "a", "src_lang": "en", "tgt_lang": "de", "source": "There are 452 ships.", "target": "Es sind 542 Schiffe."})
        .to_string();
    fs::write(here.join("in.jsonl"), input).expect("written");
    let done = bilint(here, &["check", "--documents", "in.jsonl", "--no-config", "--output", "out.jsonl"]);
    assert_eq!(code(&done), 0, "{}", text(&done));
    let whole = fs::read_to_string(here.join("out.jsonl")).expect("a shard");
    let lines: Vec<&str> = whole.lines().collect();
    for (shard, part) in [
        (format!("{}\n", lines[0]), "ends within a document"),
        (format!("{}\n", lines[1]), "0 findings stand before"),
        ("{\"kind\":\"other\"}\n".to_owned(), "line 1: no line of"),
        (String::new(), "nothing was checked"),
        (format!("{whole}{whole}"), "is there twice"),
    ] {
        fs::write(here.join("bad.jsonl"), shard).expect("written");
        let report = bilint(here, &["report", "bad.jsonl", "--report", "r", "--no-config"]);
        assert_eq!(code(&report), 2, "{}", text(&report));
        assert!(text(&report).contains(part), "{}", text(&report));
    }
}

#[test]
fn documents_judged_while_others_are_read_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    for tag in ["en", "de"] {
        fs::create_dir(here.join(tag)).expect("a folder");
    }
    // More than two rounds of documents; the last ones are held against the first.
    for n in 0..140 {
        let figure = if n % 10 == 9 { 2 * n } else { n };
        let valve = if n == 135 { "Vor dem Gehen dreht man das Ventil zu." } else { "Schließen Sie das Ventil, bevor Sie gehen." };
        let source =
            format!("The harbour has {n} cranes and a long pier.\n\nClose the valve before you leave.\n\nNobody works on Sunday.\n");
        let target = format!("Der Hafen hat {figure} Kräne und eine lange Mole.\n\n{valve}\n\nAm Sonntag arbeitet niemand.\n");
        fs::write(here.join(format!("en/{n:03}.txt")), source).expect("written");
        fs::write(here.join(format!("de/{n:03}.txt")), target).expect("written");
    }
    let run = |threads: &str| {
        let done = bilint(here, &["check", "en", "de", "--no-config", "--report", threads, "--threads", threads]);
        assert_eq!(code(&done), 1, "{}", text(&done));
        reports(&here.join(threads))
    };
    let one = run("1");
    assert!((9..140).step_by(10).all(|n| one[0].contains(&format!("de/{n:03}.txt"))), "{}", one[0]);
    assert!(one[0].contains("translated otherwise at de/000.txt:3"), "{}", one[0]);
    assert_eq!(one[3].lines().count(), 141);
    assert!(one == run("3"));
}
