//! A glossary beside the texts: flags, settings file, errors.

use std::fs;

use tempfile::TempDir;

use crate::program::{bilint, code, text};

/// A pair in which the desk's place name is not used, and its glossary of two lines.
fn desk(glossary: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("story.ja.txt", "尖閣の近くで船が見つかった。\n乗組員は無事だった。\n");
    write("story.en.txt", "A ship was found near Diaoyu.\nThe crew was safe.\n");
    write("desk.csv", glossary);
    folder
}

/// Story 23.
#[test]
fn a_place_policy_is_two_lines_of_a_glossary() {
    let folder = desk("source,target,forbidden\n尖閣,Senkaku,Diaoyu\n");
    let args = ["check", "story.ja.txt", "story.en.txt", "--segmented", "--format", "jsonl"];
    let without = bilint(folder.path(), &args);
    assert!(!text(&without).contains("term-"), "{}", text(&without));
    let with = bilint(folder.path(), &[&args[..], &["--glossary", "desk.csv"]].concat());
    assert_eq!(code(&with), 1, "{}", text(&with));
    let found = text(&with);
    assert!(found.contains("term-forbidden") && found.contains("use “Senkaku”, found “Diaoyu”"), "{found}");
    fs::write(folder.path().join("bilint.toml"), "[terms]\nglossary = [\"desk.csv\"]\n").expect("written");
    assert!(text(&bilint(folder.path(), &args)).contains("term-forbidden"));
}

#[test]
fn a_stream_takes_a_glossary_too() {
    let folder = desk("source,target,forbidden\n尖閣,Senkaku,Diaoyu\n");
    let pairs = "src_lang\ttgt_lang\tsource\ttarget\nja\ten\t尖閣の近くで船が見つかった。\tA ship was found near Diaoyu.\n";
    fs::write(folder.path().join("pairs.tsv"), pairs).expect("written");
    let done = bilint(folder.path(), &["score", "pairs.tsv", "--glossary", "desk.csv"]);
    assert!(text(&done).contains("term-forbidden"), "{}", text(&done));
}

#[test]
fn glossaries_that_cannot_be_used_say_why() {
    let bad = [
        ("source,target,status\n尖閣,Senkaku,perhaps\n", "line 2"),
        ("source,target\n", "holds no term"),
        ("<tbx>\n<term>pump</langSet></tbx>", "line 2"),
    ];
    for (glossary, hint) in bad {
        let folder = desk(glossary);
        let done = bilint(folder.path(), &["check", "story.ja.txt", "story.en.txt", "--glossary", "desk.csv"]);
        assert_eq!(code(&done), 2);
        assert!(text(&done).contains("desk.csv") && text(&done).contains(hint), "{}", text(&done));
    }
    let folder = desk("");
    let done = bilint(folder.path(), &["check", "story.ja.txt", "story.en.txt", "--glossary", "none.csv"]);
    assert!(code(&done) == 2 && text(&done).contains("none.csv"));
}

/// A line of a document may hold several sentences: the wording that is shown is the one of the sentence that recurs.
#[test]
fn the_other_wording_is_that_of_the_same_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write(
        "gate.en.md",
        "Ships wait outside the harbour. The gate stays closed until further notice. Nobody knows why.\n\nSome other text stands here. The \
         gate stays closed until further notice.\n",
    );
    write(
        "gate.de.md",
        "Schiffe warten vor dem Hafen. Das Tor bleibt bis auf Weiteres geschlossen. Niemand weiß, warum.\n\nHier steht ein anderer Text. Bis man \
         etwas Neues hört, wird die Pforte nicht aufgemacht.\n",
    );
    let found = text(&bilint(folder.path(), &["check", "gate.en.md", "gate.de.md", "--format", "jsonl"]));
    assert!(found.contains("at gate.de.md:1: “Das Tor bleibt bis auf Weiteres geschlossen.”"), "{found}");
}
