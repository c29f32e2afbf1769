//! What users ask for, from outside: reports that open anywhere, verdicts that come back, a gate that CI trusts.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

use crate::program::{bilint, code, text};

const STORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/pairs/libya");

/// A folder with the damaged story, checked with the arguments.
pub fn story() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(format!("{STORY}/story.ar.txt"), folder.path().join("story.ar.txt")).expect("copied");
    fs::copy(format!("{STORY}/damaged.en.txt"), folder.path().join("story.en.txt")).expect("copied");
    folder
}

fn check(folder: &Path, more: &[&str]) -> Output {
    bilint(folder, &[&["check", "story.ar.txt", "story.en.txt"], more].concat())
}

/// Rows of a CSV report.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).expect("a report");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(|row| row.expect("a well-formed row")).collect()
}

fn edit(path: &Path, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(path).expect("a file");
    let changed = change(&text);
    assert_ne!(text, changed, "the edit changed nothing");
    fs::write(path, changed).expect("written");
}

/// Writes verdicts into `issues.csv` as a spreadsheet would, and saves it with semicolons and without the mark.
fn mark(report: &Path, verdicts: &[(&str, &str, &str)]) {
    let text = fs::read_to_string(report).expect("issues.csv");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|known| known == name).expect("the column");
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_path(report).expect("writable");
    writer.write_record(&header).expect("written");
    for row in reader.records() {
        let mut cells: Vec<String> = row.expect("a row").iter().map(str::to_owned).collect();
        if let Some((_, verdict, comment)) = verdicts.iter().find(|(id, ..)| *id == cells[column("id")]) {
            cells[column("verdict")] = (*verdict).to_owned();
            cells[column("comment")] = (*comment).to_owned();
        }
        writer.write_record(&cells).expect("written");
    }
    writer.flush().expect("written");
}

/// Story 1.
#[test]
fn wrong_figures_are_the_first_row_with_both_spans() {
    let folder = story();
    assert_eq!(code(&check(folder.path(), &["--report", "out"])), 1);
    let issues = rows(&folder.path().join("out/issues.csv"));
    assert_eq!((issues[0]["n"].as_str(), issues[0]["severity"].as_str(), issues[0]["rule"].as_str()), ("1", "critical", "number-value"));
    assert_eq!((issues[0]["source_span"].as_str(), issues[0]["target_span"].as_str()), ("“100”", "“1,000”"));
}

/// Story 2.
#[test]
fn one_look_at_the_names() {
    let folder = story();
    check(folder.path(), &["--report", "out"]);
    let names = rows(&folder.path().join("out/names.csv"));
    let sarraj: Vec<_> = names.iter().filter(|row| row["source_name"].contains("السراج")).collect();
    assert_eq!(sarraj.len(), 1, "{names:#?}");
    assert!(sarraj[0]["variants"].contains("Al Sarraj ("), "{sarraj:#?}");
    assert!(!sarraj[0]["use"].is_empty() && sarraj[0]["verdict"].is_empty());
}

/// Story 5.
#[test]
fn a_pull_request_is_blocked_by_new_faults_only() {
    let folder = story();
    let run = |args: &[&str]| code(&check(folder.path(), args));
    assert_eq!(run(&[]), 1);
    assert_eq!(run(&["--fail-on", "never"]), 0);
    assert_eq!(run(&["--min-confidence", "100"]), 0);
    assert_eq!(run(&["--no-such-flag"]), 2);
    assert_eq!(run(&["--profile", "nws"]), 2);
    assert_eq!(code(&bilint(folder.path(), &["check", "none-*"])), 2);
    assert_eq!(run(&["--write-baseline", "base.toml"]), 0);
    assert_eq!(run(&["--baseline", "base.toml"]), 0);
    edit(&folder.path().join("story.en.txt"), |text| text.replace("90,000", "70,000"));
    assert_eq!(run(&["--baseline", "base.toml"]), 1);
}

/// Story 9.
#[test]
fn a_false_alarm_is_said_once() {
    let folder = story();
    check(folder.path(), &["--report", "out"]);
    let issues = rows(&folder.path().join("out/issues.csv"));
    let (first, second) = (&issues[0], issues.iter().find(|row| row["rule"] == "url-email-handle").expect("a link row"));
    mark(&folder.path().join("out/issues.csv"), &[(&first["id"], "fix", ""), (&second["id"], " FP ", "the desk wants it so")]);
    let output = bilint(folder.path(), &["review", "import", "out/issues.csv"]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    assert!(text(&output).contains("2 verdicts: 1 fix, 1 fp."), "{}", text(&output));
    let again = |out: &str| {
        let output = check(folder.path(), &["--report", out]);
        (text(&output), rows(&folder.path().join(out).join("issues.csv")))
    };
    let (said, now) = again("two");
    assert!(said.contains("1 still open") && said.contains("1 suppressed"), "{said}");
    assert!(now.iter().all(|row| row["id"] != second["id"]));
    let open = now.iter().find(|row| row["id"] == first["id"]).expect("still there");
    assert!(open["message"].starts_with("Still open: "), "{open:?}");
    // Moved: a new paragraph above, and another name for the file.
    edit(&folder.path().join("story.en.txt"), |text| format!("Updated\n\n{text}"));
    fs::rename(folder.path().join("story.en.txt"), folder.path().join("moved.en.txt")).expect("renamed");
    let output = bilint(folder.path(), &["check", "story.ar.txt", "moved.en.txt", "--report", "three"]);
    assert!(rows(&folder.path().join("three/issues.csv")).iter().all(|row| row["id"] != second["id"]), "{}", text(&output));
    // Edited: a fresh look.
    edit(&folder.path().join("moved.en.txt"), |text| text.replace("Residents who fled", "The residents who fled"));
    bilint(folder.path(), &["check", "story.ar.txt", "moved.en.txt", "--report", "four"]);
    assert!(rows(&folder.path().join("four/issues.csv")).iter().any(|row| row["rule"] == second["rule"] && row["line"] == "33"));
}

/// Story 9, the files: sorted, and a verdict that runs out.
#[test]
fn verdicts_run_out_and_stale_ones_are_listed() {
    let folder = story();
    check(folder.path(), &["--report", "out"]);
    let issues = rows(&folder.path().join("out/issues.csv"));
    let id = issues[0]["id"].as_str();
    mark(&folder.path().join("out/issues.csv"), &[(id, "ok", "agreed")]);
    assert_eq!(code(&bilint(folder.path(), &["review", "import", "out/issues.csv", "--until", "2030-01-31", "--by", "desk"])), 0);
    let file = fs::read_to_string(folder.path().join("bilint-suppressions.toml")).expect("the file");
    assert!(file.contains("until = 2030-01-31") && file.contains("by = \"desk\"") && file.contains("reason = \"agreed\""), "{file}");
    let said = |day: &str| text(&check(folder.path(), &["--today", day]));
    assert!(said("2030-01-31").contains("1 suppressed"));
    let late = said("2030-02-01");
    assert!(!late.contains("1 suppressed") && late.contains("ran out on 2030-01-31"), "{late}");
    edit(&folder.path().join("story.en.txt"), |text| text.replace("1,000 military", "1,000 army"));
    let gone = said("2030-01-01");
    assert!(gone.contains(&format!("removable suppression: {id}")), "{gone}");
}

/// Story 9, inline: a comment with a reason.
#[test]
fn a_comment_silences_one_place() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.en.md"), "The bridge is 452 metres long.\n\nThe tower is 97 metres high.\n").expect("written");
    let german = "<!-- bilint-ignore-next number-value: the source is wrong, confirmed -->\n\nDie Brücke ist 542 Meter lang.\n\nDer Turm ist 79 Meter hoch.\n";
    fs::write(folder.path().join("a.de.md"), german).expect("written");
    let output = bilint(folder.path(), &["check", "a.en.md", "a.de.md", "--format", "jsonl"]);
    let lines: Vec<serde_json::Value> =
        String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let suppressed: Vec<&str> = lines.iter().filter_map(|line| line["suppressed"].as_str()).collect();
    assert_eq!(suppressed, ["the source is wrong, confirmed"], "{lines:#?}");
    assert!(lines.iter().any(|line| line["standing"] == "new" && line["line"] == 5), "{lines:#?}");
}

/// Story 12.
#[test]
fn legacy_debt_is_written_down_and_paid_off() {
    let folder = story();
    let wrote = check(folder.path(), &["--write-baseline", "base.toml"]);
    assert_eq!(code(&wrote), 0, "{}", text(&wrote));
    let baseline = fs::read_to_string(folder.path().join("base.toml")).expect("the baseline");
    assert!(!baseline.contains("military"), "no text of the documents: {baseline}");
    let ids: Vec<&str> = baseline.lines().filter(|line| line.starts_with("\"bl-")).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    assert!(ids.len() > 5 && ids == sorted);
    let held = check(folder.path(), &["--baseline", "base.toml", "--max-new", "0"]);
    assert_eq!(code(&held), 0, "{}", text(&held));
    assert!(text(&held).contains("baselined: critical"), "{}", text(&held));
    edit(&folder.path().join("story.en.txt"), |text| text.replace("1,000 military", "100 military"));
    let paid = check(folder.path(), &["--baseline", "base.toml"]);
    assert_eq!(code(&paid), 0, "{}", text(&paid));
    assert!(text(&paid).contains("removable baseline entry"), "{}", text(&paid));
    assert_eq!(code(&check(folder.path(), &["--baseline", "base.toml", "--strict-baseline"])), 1);
    assert_eq!(code(&check(folder.path(), &["--baseline", "no-such.toml"])), 2);
}

/// Story 13.
#[test]
fn annotations_are_no_spam() {
    let folder = story();
    let page = folder.path().join("page.md");
    let output = Command::new(env!("CARGO_BIN_EXE_bilint"))
        .current_dir(folder.path())
        .env("GITHUB_STEP_SUMMARY", &page)
        .args(["check", "story.ar.txt", "story.en.txt", "--format", "github"])
        .output()
        .expect("the binary runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = |start: &str| printed.lines().filter(|line| line.starts_with(start)).count();
    assert!(count("::error ") <= 10 && count("::warning ") <= 10 && count("::notice ") == 1, "{printed}");
    assert!(printed.lines().next().is_some_and(|line| line.contains("critical")), "{printed}");
    assert!(fs::read_to_string(&page).expect("the job summary").contains("| story.en.txt |"));
}

/// Story 18.
#[test]
fn every_row_can_be_read_alone() {
    let folder = story();
    check(folder.path(), &["--report", "out"]);
    for row in rows(&folder.path().join("out/issues.csv")) {
        assert!(!row["file"].is_empty() && !row["line"].is_empty() && !row["message"].is_empty(), "{row:?}");
        assert!(!row["source"].is_empty() || !row["target"].is_empty(), "{row:?}");
    }
}

fn git(folder: &Path, args: &[&str]) {
    let identity =
        ["-c", "user.name=desk", "-c", "user.email=desk@example.org", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").current_dir(folder).args(identity).args(args).output().expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Story 20.
#[test]
fn only_what_changed_is_reported() {
    if Command::new("git").arg("--version").output().is_err() {
        eprintln!("skipped: there is no git");
        return;
    }
    let folder = story();
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "first"]);
    let untouched = check(folder.path(), &["--since", "HEAD"]);
    assert_eq!(code(&untouched), 0, "{}", text(&untouched));
    edit(&folder.path().join("story.en.txt"), |text| text.replace("17 branches", "19 branches"));
    let changed = check(folder.path(), &["--since", "HEAD", "--format", "jsonl"]);
    assert_eq!(code(&changed), 1, "{}", text(&changed));
    let lines: Vec<serde_json::Value> =
        String::from_utf8_lossy(&changed.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(lines.iter().any(|line| line["rule"] == "number-value"), "{lines:#?}");
    assert!(lines.iter().all(|line| line["target"].as_str().is_some_and(|text| text.contains("19 branches"))), "{lines:#?}");
    // A sentence that is deleted shows up although no present segment changed.
    fs::copy(format!("{STORY}/story.en.txt"), folder.path().join("story.en.txt")).expect("copied");
    git(folder.path(), &["commit", "--quiet", "--all", "-m", "second"]);
    edit(&folder.path().join("story.en.txt"), |text| {
        let mut paragraphs: Vec<&str> = text.split("\n\n").collect();
        paragraphs.remove(5);
        paragraphs.join("\n\n")
    });
    let deleted = check(folder.path(), &["--since", "HEAD", "--format", "jsonl"]);
    assert!(text(&deleted).contains("\"rule\":\"omission\""), "{}", text(&deleted));
    assert_eq!(code(&check(folder.path(), &["--since", "no-such-revision"])), 2);
}

/// Story 22.
#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = story();
    let run = |out: &str, threads: &str| {
        check(folder.path(), &["--report", out, "--report-format", "csv,xlsx", "--threads", threads]);
        let names = ["issues.csv", "names.csv", "alignment.csv", "summary.csv", "report.xlsx"];
        names.map(|name| fs::read(folder.path().join(out).join(name)).expect("a report"))
    };
    let first = run("one", "1");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(first == run("two", "3"), "reports differ");
    let header = String::from_utf8_lossy(&first[3]).lines().next().map(str::to_owned).unwrap_or_default();
    assert_eq!(header, "\u{feff}file,source_file,words,segments,critical,major,minor,suppressed,score,score_kind,gate,worst_issue");
}

/// Story 25.
#[test]
fn one_score_a_document_with_its_arithmetic() {
    let folder = story();
    let short = text(&check(folder.path(), &[]));
    assert!(short.contains("Too short for a score: ") && short.contains(" points in ") && short.contains(" per 1,000"), "{short}");
    for name in ["story.ar.txt", "story.en.txt"] {
        edit(&folder.path().join(name), |text| [text, text, text].join("\n\n"));
    }
    let long = text(&check(folder.path(), &["--report", "out"]));
    assert!(long.contains(" of 100 (unreviewed): ") && long.contains("×25"), "{long}");
    let summary = rows(&folder.path().join("out/summary.csv"));
    assert!(summary[0]["score"].parse::<u8>().is_ok_and(|score| score <= 100) && summary[0]["score_kind"] == "unreviewed");
}

/// Story 26.
#[test]
fn a_rule_is_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = text(&bilint(folder.path(), &["explain", "number-value"]));
    for part in ["What it finds", "Why it matters", "## Found", "## Not found", "How to silence it", "bilint-ignore-next number-value"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// Story 27.
#[test]
fn an_arabic_desk_reads_arabic() {
    let folder = story();
    check(folder.path(), &["--report", "out", "--lang", "ar"]);
    let issues = rows(&folder.path().join("out/issues.csv"));
    assert_eq!(issues[0]["issue"], "تغيّر الرقم");
    assert!(issues[0].contains_key("severity") && issues[0]["severity"] == "critical" && issues[0]["rule"] == "number-value");
    assert_eq!(code(&check(folder.path(), &["--lang", "xx"])), 2);
}

/// Story 28.
#[test]
fn code_scanning_takes_the_log() {
    let folder = story();
    check(folder.path(), &["--format", "sarif", "--output", "log.sarif"]);
    let log: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.path().join("log.sarif")).expect("a log")).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(results.len() > 5 && results.len() <= 25_000);
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "story.en.txt");
    assert!(place["region"]["endColumn"].as_u64() > place["region"]["startColumn"].as_u64());
}

/// Story 30.
#[test]
fn rules_earn_their_keep() {
    let folder = story();
    check(folder.path(), &["--report", "out"]);
    let issues = rows(&folder.path().join("out/issues.csv"));
    let verdicts: Vec<(&str, &str, &str)> = issues
        .iter()
        .enumerate()
        .map(|(at, row)| {
            (
                row["id"].as_str(),
                if row["rule"] == "url-email-handle" {
                    "fp"
                } else if at % 2 == 0 {
                    "fix"
                } else {
                    "مقبول"
                },
                "",
            )
        })
        .collect();
    mark(&folder.path().join("out/issues.csv"), &verdicts);
    assert_eq!(code(&bilint(folder.path(), &["review", "import", "out/issues.csv"])), 0);
    let stats = text(&bilint(folder.path(), &["review", "stats"]));
    let line = |rule: &str| stats.lines().find(|line| line.starts_with(rule)).map(str::to_owned).unwrap_or_default();
    assert!(line("url-email-handle").ends_with("0 %") && line("number-value").ends_with("100 %"), "{stats}");
}

/// A verdict that nobody understands is listed, and the rest is taken in.
#[test]
fn unknown_words_are_listed() {
    let folder = story();
    check(folder.path(), &["--report", "out"]);
    let issues = rows(&folder.path().join("out/issues.csv"));
    mark(&folder.path().join("out/issues.csv"), &[(&issues[0]["id"], "perhaps", ""), (&issues[1]["id"], "fix", "")]);
    let output = bilint(folder.path(), &["review", "import", "out/issues.csv"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("“perhaps”") && text(&output).contains("1 verdict: 1 fix."), "{}", text(&output));
    assert_eq!(code(&bilint(folder.path(), &["review", "import", "story.ar.txt"])), 2);
}

/// A workbook comes back as well as a CSV file.
#[test]
fn a_workbook_comes_back() {
    let folder = story();
    check(folder.path(), &["--report", "out", "--report-format", "xlsx"]);
    assert!(!folder.path().join("out/issues.csv").exists());
    let output = bilint(folder.path(), &["review", "import", "out/report.xlsx"]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    assert!(text(&output).contains("0 verdicts"), "{}", text(&output));
}

/// The names that a reviewer settled stay settled.
#[test]
fn a_settled_name_stays_settled() {
    let folder = story();
    check(folder.path(), &["--report", "out"]);
    let before = rows(&folder.path().join("out/names.csv"));
    let row = before.iter().find(|row| !row["issue"].is_empty()).expect("a name that needs a decision");
    edit(&folder.path().join("out/names.csv"), |text| {
        let header = text.lines().next().expect("a header");
        let forms = &row["variants"];
        format!(
            "{header}\n1,minor,,,{},{},{forms},ok,both in use,7,name,90,a,1,name-variant,{}\n",
            row["source_name"], row["use"], row["id"]
        )
    });
    let output = bilint(folder.path(), &["review", "import", "out/names.csv"]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    check(folder.path(), &["--report", "two"]);
    let after = rows(&folder.path().join("two/names.csv"));
    let now = after.iter().find(|now| now["id"] == row["id"]).expect("the name");
    assert!(now["issue"].is_empty(), "{now:?}");
}

/// Minute 5: settings, CI file and baseline for a tree.
#[test]
fn init_writes_what_check_then_uses() {
    let folder = tempfile::tempdir().expect("a folder");
    for (lang, words) in
        [("en", "The bridge is 452 metres long. Ships may land."), ("de", "Die Brücke ist 542 Meter lang. Schiffe dürfen anlegen.")]
    {
        fs::create_dir_all(folder.path().join("content").join(lang)).expect("made");
        fs::write(folder.path().join("content").join(lang).join("a.md"), words).expect("written");
    }
    let output = bilint(folder.path(), &["init", "--ci", "github"]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    assert!(text(&output).contains("profile: docs") && text(&output).contains("baseline with 1 finding"), "{}", text(&output));
    let again = bilint(folder.path(), &["check"]);
    assert_eq!(code(&again), 0, "{}", text(&again));
    assert!(text(&again).contains("in the baseline"), "{}", text(&again));
    edit(&folder.path().join("content/de/a.md"), |text| text.replace("542", "254"));
    assert_eq!(code(&bilint(folder.path(), &["check"])), 1);
    assert_eq!(code(&bilint(folder.path(), &["init"])), 2);
    assert!(fs::read_to_string(folder.path().join(".github/workflows/translations.yml")).expect("the CI file").contains("bilint check"));
}

/// Files that a hook passes lead to their pairs.
#[test]
fn changed_files_lead_to_their_pairs() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, words) in [
        ("a.en.md", "The bridge is 452 metres long."),
        ("a.de.md", "Die Brücke ist 542 Meter lang."),
        ("b.en.md", "Ships may land."),
        ("b.de.md", "Schiffe dürfen anlegen."),
    ] {
        fs::write(folder.path().join(name), words).expect("written");
    }
    let run = |files: &[&str]| bilint(folder.path(), &[&["check", "--changed-pairs"], files].concat());
    assert_eq!(code(&run(&["a.de.md"])), 1, "{}", text(&run(&["a.de.md"])));
    assert_eq!(code(&run(&["b.en.md"])), 0, "{}", text(&run(&["b.en.md"])));
}
