//! What a corpus repeats, counted in parts: `bilint learn --repeats`, and `--repeats` of `check` and `score`.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::program::{bilint, code, text};

const RULES: [&str; 4] = ["--only", "inconsistent-translation", "--only", "reused-translation"];
const LANGS: [&str; 5] = ["--no-config", "--source-lang", "en", "--target-lang", "de"];

/// Four documents of two trees and as JSON lines: one translates a sentence otherwise than the one before it, one uses a translation again.
fn documents(folder: &Path) -> Vec<String> {
    let shared = ("Close the valve before you leave the engine room.", "Schließen Sie das Ventil, bevor Sie den Maschinenraum verlassen.");
    let rows: [[(&str, &str); 3]; 4] = [
        [
            ("The harbour was built in the year 1920.", "Der Hafen wurde im Jahr 1920 gebaut."),
            shared,
            ("It has two long piers.", "Er hat zwei lange Molen."),
        ],
        [
            ("The old pumps are tested every morning.", "Die alten Pumpen werden jeden Morgen geprüft."),
            (shared.0, "Vor dem Gehen dreht man das Ventil im Maschinenraum zu."),
            ("Nobody knows them better.", "Niemand kennt sie besser."),
        ],
        [
            ("The harbour was built in the year 1920.", "Der Hafen wurde im Jahr 1920 gebaut."),
            shared,
            ("It has a lighthouse.", "Er hat einen Leuchtturm."),
        ],
        [
            ("Every ship that comes in pays the same fee.", "Die alten Pumpen werden jeden Morgen geprüft."),
            ("The crews sleep ashore.", "Die Mannschaften schlafen an Land."),
            shared,
        ],
    ];
    for tag in ["en", "de"] {
        fs::create_dir_all(folder.join(tag)).expect("a folder");
    }
    let document = |(n, rows): (usize, &[(&str, &str); 3])| {
        let side = |side: fn(&(&str, &str)) -> String| rows.iter().map(side).collect::<Vec<_>>().join("\n\n") + "\n";
        let (source, target) = (side(|row| row.0.to_owned()), side(|row| row.1.to_owned()));
        let (one, two) = (format!("en/{n}.txt"), format!("de/{n}.txt"));
        fs::write(folder.join(&one), &source).expect("written");
        fs::write(folder.join(&two), &target).expect("written");
        json!({"id": n, "source": source, "target": target, "source_path": one, "target_path": two}).to_string() + "\n"
    };
    rows.iter().enumerate().map(document).collect()
}

fn run(folder: &Path, args: &[&str]) -> String {
    let done = bilint(folder, args);
    assert_eq!(code(&done), 0, "{args:?}: {}", text(&done));
    text(&done)
}

#[test]
fn shards_of_documents_are_held_against_the_whole_corpus() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let lines = documents(here);
    let whole = bilint(here, &[&["check", "en", "de", "--report", "whole", "--fail-on", "never"], &LANGS[..], &RULES].concat());
    assert_eq!(code(&whole), 0, "{}", text(&whole));
    let expected = fs::read_to_string(here.join("whole/issues.csv")).expect("a report");
    assert!(expected.contains("inconsistent-translation") && expected.contains("reused-translation"), "{expected}");
    assert!(expected.contains("de/0.txt:3") && expected.contains("de/1.txt:1"), "{expected}");
    let mut shards = Vec::new();
    for shard in 0..2 {
        let part: String = lines.iter().skip(1 - shard).step_by(2).cloned().collect();
        fs::write(here.join(format!("{shard}.jsonl")), part).expect("written");
        let (input, output) = (format!("{shard}.jsonl"), format!("{shard}.rep"));
        run(here, &[&["learn", "--documents", &input, "--partial", "--repeats", &output], &LANGS[..]].concat());
        shards.push(input);
    }
    let told = run(here, &["learn", "--merge", "1.rep", "0.rep", "--repeats", "all.rep"]);
    assert!(told.contains("12 pairs counted"), "{told}");
    let mut judged = Vec::new();
    for shard in &shards {
        let output = format!("{shard}.out");
        run(here, &[&["check", "--documents", shard, "--repeats", "all.rep", "--output", &output], &LANGS[..], &RULES].concat());
        judged.push(output);
    }
    run(here, &["report", &judged[0], &judged[1], "--report", "merged", "--no-config", "--fail-on", "never"]);
    assert_eq!(fs::read_to_string(here.join("merged/issues.csv")).expect("a report"), expected);
    // So is a tree whose documents are judged each by itself.
    let alone = ["check", "en", "de", "--alone", "--repeats", "all.rep", "--report", "alone", "--fail-on", "never"];
    run(here, &[&alone[..], &LANGS, &RULES].concat());
    assert_eq!(fs::read_to_string(here.join("alone/issues.csv")).expect("a report"), expected);
    // A tree may be counted as it lies: the places are the same.
    run(here, &[&["learn", "en", "de", "--partial", "--repeats", "tree.rep"], &LANGS[..]].concat());
    run(here, &["learn", "--merge", "1.rep", "0.rep", "--partial", "--repeats", "sum.rep"]);
    assert!(fs::read(here.join("tree.rep")).expect("counts") == fs::read(here.join("sum.rep")).expect("counts"));
}

/// Two parts of a table of pairs, of which some occur in both.
fn parts(folder: &Path) -> Vec<(String, String)> {
    let row = |n: usize| {
        let target =
            if n == 7 { "Ganz anders steht es hier geschrieben.".to_owned() } else { format!("Im Hafen lagen {} alte Schiffe.", n % 5) };
        (format!("There were {} old ships in the harbour.", n % 5), target)
    };
    let rows: Vec<(String, String)> = (0..12).map(row).collect();
    for (part, rows) in rows.chunks(6).enumerate() {
        let table: String = rows.iter().map(|(source, target)| format!("{source}\t{target}\n")).collect();
        fs::write(folder.join(format!("part-{part}.tsv")), format!("source\ttarget\n{table}")).expect("written");
    }
    rows
}

#[test]
fn copies_are_dropped_from_the_parts_of_a_corpus() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let mut rows = parts(here);
    for part in ["part-0", "part-1"] {
        let (input, output, lexicon) = (format!("{part}.tsv"), format!("{part}.rep"), format!("{part}.lex"));
        run(here, &[&["learn", &input, "--partial", "--repeats", &output, "--output", &lexicon], &LANGS[..]].concat());
    }
    let told = run(
        here,
        &["learn", "--merge", "part-0.rep", "part-1.lex", "part-1.rep", "part-0.lex", "--repeats", "all.rep", "--output", "all.lex"],
    );
    assert!(told.contains("12 pairs counted") && told.contains("translations"), "{told}");
    let score = |input: &str, more: &[&str]| {
        let done = bilint(here, &[&["score", input, "--alone", "--lexicon", "all.lex"], &LANGS[..], more].concat());
        assert_eq!(code(&done), 0, "{}", text(&done));
        String::from_utf8(done.stdout).expect("text")
    };
    let filter = ["--repeats", "all.rep", "--format", "input", "--quiet", "--filter", "first"];
    let kept: Vec<String> = ["part-0.tsv", "part-1.tsv"]
        .iter()
        .flat_map(|part| score(part, &filter).lines().skip(1).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    rows.retain(|row| seen.insert(row.clone()));
    assert_eq!(kept, rows.iter().map(|(source, target)| format!("{source}\t{target}")).collect::<Vec<_>>());
    let many = score("part-0.tsv", &["--repeats", "all.rep", "--format", "input", "--quiet", "--filter", "copies>=3"]);
    assert_eq!(many.lines().count(), 1 + 3, "{many}");
    // The other wording is told with its place, which stands in the other part.
    let records = score("part-1.tsv", &["--repeats", "all.rep", "--only", "inconsistent-translation"]);
    let found: Vec<Value> = records.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(found[1]["findings"][0]["message"], "The same sentence is translated otherwise at part-0.tsv:4");
    assert_eq!(found.iter().filter(|record| record["findings"].as_array().is_some_and(|found| !found.is_empty())).count(), 1, "{records}");
    // A stream without a name goes by the one it is given.
    let piped = std::fs::File::open(here.join("part-1.tsv")).expect("a part");
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_bilint"))
        .current_dir(here)
        .args(["score", "--alone", "--lexicon", "all.lex", "--stream-name", "part-1.tsv"])
        .args(filter)
        .args(LANGS)
        .stdin(piped)
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&done.stdout), score("part-1.tsv", &filter));
}

#[test]
fn lines_that_answer_each_other_are_counted_by_the_name_of_the_translations() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("a.en"), "One bridge is open.\nThe other is closed.\nOne bridge is open.\n").expect("written");
    fs::write(here.join("a.de"), "Eine Brücke ist offen.\nDie andere ist zu.\nEine Brücke ist offen.\n").expect("written");
    run(here, &[&["learn", "--parallel", "a.en", "a.de", "--repeats", "a.rep"], &LANGS[..]].concat());
    let done = bilint(here, &[&["score", "a.en", "a.de", "--repeats", "a.rep", "--filter", "not first", "--quiet"], &LANGS[..]].concat());
    assert_eq!((code(&done), String::from_utf8_lossy(&done.stdout).lines().count()), (0, 1), "{}", text(&done));
}

#[test]
fn catalogues_are_counted_by_their_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("en.json"), r#"{"a": "Close the valve before you leave.", "b": "Close the valve before you leave."}"#)
        .expect("written");
    fs::write(here.join("de.json"), r#"{"a": "Vor dem Gehen das Ventil schließen.", "b": "Ventil zudrehen, wenn man geht."}"#)
        .expect("written");
    let told = run(here, &[&["learn", "en.json", "de.json", "--repeats", "all.rep"], &LANGS[..]].concat());
    assert!(told.contains("2 pairs counted; kept are 1 source sentences"), "{told}");
}

#[test]
fn what_cannot_be_held_against_a_corpus_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    parts(here);
    run(here, &[&["learn", "part-0.tsv", "--repeats", "0.rep"], &LANGS[..]].concat());
    run(here, &[&["learn", "part-0.tsv", "--output", "0.lex"], &LANGS[..]].concat());
    fs::write(here.join("text.rep"), "no counts").expect("written");
    for (args, part) in [
        (&["score", "part-0.tsv", "--filter", "first"][..], "`copies` and `first` need the counts of the corpus"),
        (&["score", "part-1.tsv", "--filter", "copies<2", "--repeats", "0.rep"], "counted no stream `part-1.tsv`"),
        (&["score", "part-1.tsv", "--repeats", "text.rep"], "holds no counts of sentences"),
        (&["check", "part-1.tsv", "--repeats", "none.rep"], "cannot read the counts"),
        (&["learn", "--merge", "0.rep", "--output", "all.lex"], "name a file for their sum with --repeats"),
        (&["learn", "--merge", "0.lex", "--repeats", "all.rep"], "there are no counts of sentences"),
        (&["learn", "--merge", "0.rep", "--repeats", "all.rep"], "keeps only what occurs more than once"),
        (&["learn", "part-0.tsv"], "--output"),
        (&["learn", "part-0.tsv", "part-1.tsv", "--repeats", "x.rep", "--stream-name", "x"], "--stream-name names one stream"),
    ] {
        let done = bilint(here, args);
        assert_eq!(code(&done), 2, "{args:?}: {}", text(&done));
        assert!(text(&done).contains(part), "{args:?}: {}", text(&done));
    }
    // Of a part alone there may be nothing to say.
    fs::write(here.join("bad.jsonl"), "{\"source\": 1}\n").expect("written");
    let alone = bilint(here, &["learn", "--documents", "bad.jsonl", "--repeats", "x.rep"]);
    assert!(code(&alone) == 2 && text(&alone).contains("nothing to learn"), "{}", text(&alone));
    let told = run(here, &["learn", "--documents", "bad.jsonl", "--partial", "--repeats", "none.rep"]);
    assert!(told.contains("1 of 1 lines could not be read") && told.contains("0 pairs counted"), "{told}");
    assert!(!here.join("all.rep").exists() && !here.join("all.lex").exists() && !here.join("x.rep").exists());
}

#[test]
fn damage_that_is_met_on_the_way_fails_the_run_and_leaves_no_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let lines = documents(here);
    fs::write(here.join("all.jsonl"), lines.concat()).expect("written");
    run(here, &[&["learn", "--documents", "all.jsonl", "--repeats", "all.rep"], &LANGS[..]].concat());
    let mut bytes = fs::read(here.join("all.rep")).expect("counts");
    // In the tables, behind the names: opening does not look there.
    let at = bytes.windows(8).position(|window| window == b"de/3.txt").expect("the last name") + 20;
    bytes[at] ^= 1;
    fs::write(here.join("all.rep"), bytes).expect("written");
    for args in [&["check", "en", "de", "--report", "out"][..], &["check", "--documents", "all.jsonl", "--output", "out/issues.csv"]] {
        fs::create_dir_all(here.join("out")).expect("a folder");
        let done = bilint(here, &[args, &["--repeats", "all.rep"], &LANGS[..]].concat());
        assert_eq!(code(&done), 2, "{}", text(&done));
        assert!(text(&done).contains("are damaged"), "{}", text(&done));
        assert!(!here.join("out/issues.csv").exists());
    }
}
