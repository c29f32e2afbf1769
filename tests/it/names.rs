//! Names of a whole batch: one spelling for all documents, one row a name, decisions in a file.

use std::fs;

use tempfile::TempDir;

use crate::program::{bilint, code, text};

/// Three stories; the last one has the article in another way.
fn desk() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("ar/a.txt", "وصل فايز السراج إلى تونس.\nثم غادر السراج البلاد.\nوتحدث السراج طويلا.\n");
    write("en/a.txt", "Fayez Al Sarraj arrived in Tunis.\nThen Al Sarraj left the country.\nAnd Al Sarraj spoke at length.\n");
    write("ar/b.txt", "سافر السراج أمس.\nوعاد السراج اليوم.\n");
    write("en/b.txt", "Yesterday Al Sarraj travelled.\nToday Al Sarraj came back.\n");
    write("ar/c.txt", "قال حفتر إن السراج غادر.\n");
    write("en/c.txt", "Haftar said that al-Sarraj had left.\n");
    folder
}

const ARGS: [&str; 7] = ["check", ".", "--source-lang", "ar", "--target-lang", "en", "--segmented"];

#[test]
fn a_batch_is_held_to_one_spelling() {
    let folder = desk();
    let done = bilint(folder.path(), &[&ARGS[..], &["--format", "jsonl"]].concat());
    let found: Vec<serde_json::Value> =
        String::from_utf8_lossy(&done.stdout).lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let variant = found.iter().find(|finding| finding["rule"] == "name-variant").unwrap_or_else(|| panic!("{}", text(&done)));
    assert!(variant.to_string().contains("en/c.txt"), "{variant}");
    assert!(variant["message"].as_str().is_some_and(|m| m.contains("“al-Sarraj” here, “Al Sarraj” 5 times elsewhere")), "{variant}");
}

#[test]
fn a_name_has_one_row_in_names_csv() {
    let folder = desk();
    bilint(folder.path(), &[&ARGS[..], &["--report", "out"]].concat());
    let rows = fs::read_to_string(folder.path().join("out/names.csv")).expect("a report");
    let sarraj: Vec<&str> = rows.lines().filter(|row| row.contains("السراج")).collect();
    let [row] = sarraj.as_slice() else { panic!("{rows}") };
    assert!(row.contains("Al Sarraj (5) | al-Sarraj (1)") && row.contains(",6,") && row.contains("en/a.txt"), "{row}");
    assert!(rows.lines().next().is_some_and(|head| head.contains(",verdict,comment,count,")), "{rows}");
    let listed = bilint(folder.path(), &["names", "list", ".", "--source-lang", "ar", "--target-lang", "en"]);
    if code(&listed) == 0 {
        assert_eq!(text(&listed).lines().filter(|row| row.contains("السراج")).count(), 1, "{}", text(&listed));
    }
}

#[test]
fn decisions_that_cannot_be_used_say_why() {
    for (decisions, hint) in [
        ("[[name]]\nsource = \"السراج\"\nuse = 3\n", "line 3"),
        ("[[name]]\nsource = \"السراج\"\nspelling = \"Al Sarraj\"\n", "spelling"),
        ("[[name]]\nuse = \"Al Sarraj\"\n", "source"),
        ("this is no table\n", "line 1"),
    ] {
        let folder = desk();
        fs::write(folder.path().join("names.toml"), decisions).expect("written");
        let done = bilint(folder.path(), &ARGS);
        assert_eq!(code(&done), 2, "{decisions}{}", text(&done));
        assert!(text(&done).contains("names.toml") && text(&done).contains(hint), "{decisions}{}", text(&done));
    }
}

#[test]
fn what_cannot_be_judged_is_not_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    // Coptic: no table and no facts; Chinese to Japanese: no side in Latin letters.
    for (source, target, langs) in [
        ("ⲁⲛⲟⲕ ⲡⲉ ⲡⲉⲧⲣⲟⲥ ⲁⲩⲱ ⲡⲁⲩⲗⲟⲥ.\n", "Я Пётр и Павел.\n", ("cop", "ru")),
        ("安倍晋三首相は東京で演説した。\n", "安倍晋三首相在东京发表演说。\n", ("ja", "zh")),
    ] {
        fs::write(folder.path().join("a.txt"), source).expect("written");
        fs::write(folder.path().join("b.txt"), target).expect("written");
        let args = ["check", "a.txt", "b.txt", "--segmented", "--source-lang", langs.0, "--target-lang", langs.1, "--format", "json"];
        let done = bilint(folder.path(), &args);
        let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|e| panic!("{e}: {}", text(&done)));
        let rules = report["rules"].as_array().expect("accounts");
        for rule in ["name-missing", "name-mismatch", "name-misspelt", "name-variant"] {
            let account = rules.iter().find(|account| account["rule"] == rule).expect("an account");
            assert_eq!((account["checked"].as_u64(), account["skipped"].as_u64()), (Some(0), Some(1)), "{account}");
            assert!(account["reason"].as_str().is_some_and(|reason| reason.starts_with("not checked")), "{account}");
        }
    }
}

#[test]
fn names_in_kanji_alone_are_not_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let account = |source: &str, target: &str| {
        fs::write(folder.path().join("a.txt"), source).expect("written");
        fs::write(folder.path().join("b.txt"), target).expect("written");
        let done = bilint(folder.path(), &["check", "a.txt", "b.txt", "--source-lang", "ja", "--target-lang", "en", "-v"]);
        let lines = String::from_utf8_lossy(&done.stderr).into_owned();
        lines.lines().find(|line| line.starts_with("name-mismatch:")).map(str::to_owned).unwrap_or_default()
    };
    let kanji = account("田中一郎知事は港で会見した。\n", "Governor Ichiro Tanaka spoke to the press at the port.\n");
    assert!(kanji.contains("1 skipped: not checked") && kanji.contains("kanji"), "{kanji}");
    let kana = account("クリストファーは港で会見した。\n", "Christopher spoke to the press at the port.\n");
    // A rule that checked everything has no line.
    assert_eq!(kana, "");
}

/// A story with a Joan, and others in whose language that is the word for young.
#[test]
fn a_name_of_one_story_makes_no_word_of_the_others_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("fa/a.txt", "دیروز جوان ریان به لندن آمد.\nهمه به جوان ریان سلام کردند.\n");
    write("en/a.txt", "Yesterday Joan Ryan came to London.\nEveryone greeted Joan Ryan.\n");
    let young = ["یک مرد جوان در را باز کرد.", "زن جوان نامه را خواند.", "کارگر جوان به خانه رفت.", "پسر جوان چیزی نگفت."];
    write("fa/b.txt", &(young.join("\n") + "\n"));
    write("en/b.txt", "A young man opened the door.\nThe woman read the letter.\nThe worker went home.\nThe boy said nothing.\n");
    let told = || {
        let languages = ["check", ".", "--source-lang", "fa", "--target-lang", "en", "--segmented", "--format", "jsonl"];
        let done = bilint(folder.path(), &[&languages[..], &["--only", "name-missing", "--only", "name-mismatch"]].concat());
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let out = told();
    assert!(!out.contains("Joan"), "{out}");
    // Where the story itself loses the name, that is told.
    write("fa/a.txt", "دیروز جوان ریان به لندن آمد.\nهمه به جوان ریان سلام کردند.\nبعد جوان ریان به پاریس رفت.\n");
    write("en/a.txt", "Yesterday Joan Ryan came to London.\nEveryone greeted Joan Ryan.\nAfter that the train left for Paris.\n");
    let out = told();
    assert!(out.contains("Joan"), "{out}");
}
