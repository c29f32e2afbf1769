//! Stories about what comes in: a clean pair, many pairs, the files of localisers, subtitles.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::program::{bilint, code, text};

const STORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/pairs/libya");

fn findings(folder: &Path, args: &[&str]) -> Vec<Value> {
    let output = bilint(folder, &[&["check", "--no-config", "--format", "jsonl"], args].concat());
    assert!(code(&output) < 2, "{args:?}: {}", text(&output));
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).filter(|row: &Value| row.get("rule").is_some()).collect()
}

/// What a rule says, by the segment it names.
fn segments<'v>(found: &'v [Value], rule: &str) -> Vec<&'v str> {
    found.iter().filter(|row| row["rule"] == rule).filter_map(|row| row["segment"].as_str()).collect()
}

/// Story 3.
#[test]
fn a_clean_pair_is_left_alone() {
    let output = bilint(Path::new(STORY), &["check", "--no-config", "story.ar.txt", "story.en.txt", "--format", "jsonl"]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    let rows = findings(Path::new(STORY), &["story.ar.txt", "story.en.txt"]);
    assert!(rows.len() <= 2, "{rows:?}");
}

/// Story 17, as far as a shared machine and a build for tests tell: what 48 pairs take over what one takes is bounded by their
/// number, and one pair does not wait for what it does not need. `benches/speed.py` takes the figures.
#[test]
fn many_pairs_take_as_long_as_there_are_many() {
    let folder = tempfile::tempdir().expect("a folder");
    let side = |lang: &str| fs::read_to_string(format!("{STORY}/story.{lang}.txt")).expect("the story");
    for lang in ["ar", "en"] {
        let text = side(lang);
        fs::create_dir_all(folder.path().join(lang)).expect("a folder");
        for number in 0..12 {
            fs::write(folder.path().join(format!("{lang}/story{number}.txt")), &text).expect("written");
        }
    }
    let timed = |args: &[&str]| {
        let start = Instant::now();
        let output = bilint(folder.path(), &[&["check", "--no-config"], args].concat());
        assert!(code(&output) < 2, "{}", text(&output));
        start.elapsed()
    };
    let one = (0..3).map(|_| timed(&["ar/story0.txt", "en/story0.txt"])).min().expect("three runs");
    let all = timed(&["ar", "en"]);
    assert!(all < one * 12 * 3 + Duration::from_secs(5), "one pair takes {one:?}, twelve {all:?}");
}

const SOURCE: &str = "The ferry takes 120 passengers to the island.";
const TARGET: &str = "Die Fähre bringt 210 Fahrgäste zur Insel.";

/// Story 19: each file has the same wrong figure in the unit `deck.seats`.
#[test]
fn units_of_localisers_keep_their_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let xliff = format!(
        "<xliff version=\"1.2\"><file source-language=\"en\" target-language=\"de\"><body><trans-unit id=\"deck.seats\"><source>{}</source>\
         <target>{TARGET}</target></trans-unit></body></file></xliff>",
        SOURCE.replace("120", "<g id=\"1\">120</g>")
    );
    let tmx = format!(
        "<tmx version=\"1.4\"><header srclang=\"en\"/><body><tu tuid=\"deck.seats\"><tuv xml:lang=\"en\"><seg>{SOURCE}</seg></tuv>\
         <tuv xml:lang=\"de\"><seg>{TARGET}</seg></tuv></tu></body></tmx>"
    );
    let po = format!("msgid \"\"\nmsgstr \"Language: de\\n\"\n\nmsgctxt \"deck.seats\"\nmsgid \"{SOURCE}\"\nmsgstr \"{TARGET}\"\n");
    let table = format!("id,en,de\ndeck.seats,{SOURCE},{TARGET}\n");
    for (name, content) in [("a.xlf", &xliff), ("a.tmx", &tmx), ("a.po", &po), ("a.csv", &table)] {
        fs::write(folder.path().join(name), content).expect("written");
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [["id", "en", "de"], ["deck.seats", SOURCE, TARGET]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).expect("two rows"), u16::try_from(column).expect("three columns"));
            sheet.write_string(row, column, *cell).expect("a cell");
        }
    }
    book.save(folder.path().join("a.xlsx")).expect("a workbook");
    for name in ["a.xlf", "a.tmx", "a.po", "a.csv", "a.xlsx"] {
        let found = findings(folder.path(), &[name, "--source-lang", "en", "--target-lang", "de"]);
        assert_eq!(segments(&found, "number-value"), ["deck.seats"], "{name}: {found:?}");
        // A code in the text is no text, but it counts.
        let tags = if name == "a.xlf" { vec!["deck.seats"] } else { Vec::new() };
        assert_eq!(segments(&found, "markup"), tags, "{name}: {found:?}");
    }
}

/// Story 29: the translation is cut into other cues than the film; time says what answers what.
#[test]
fn subtitles_are_aligned_by_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let english = "1\n00:00:01,000 --> 00:00:03,000\nThe harbour opened in 1931.\n\n\
                   2\n00:00:05,000 --> 00:00:08,000\nAnna Lindqvist runs it today.\n\n\
                   3\n00:00:10,000 --> 00:00:13,000\nIt has 14 cranes\nand one ferry.\n";
    let german = "11\n00:00:01,100 --> 00:00:03,000\nDer Hafen wurde 1913 eröffnet.\n\n\
                  12\n00:00:05,000 --> 00:00:06,400\nHeute leitet ihn\n\n\
                  13\n00:00:06,500 --> 00:00:08,000\nAnna Lindqvist.\n\n\
                  14\n00:00:10,000 --> 00:00:13,000\nEr hat 14 Kräne und eine Fähre.\n";
    fs::write(folder.path().join("film.en.srt"), english).expect("written");
    fs::write(folder.path().join("film.de.srt"), german).expect("written");
    let found = findings(folder.path(), &["film.en.srt", "film.de.srt"]);
    let wrong: Vec<(&str, &str)> = found.iter().filter_map(|row| Some((row["rule"].as_str()?, row["segment"].as_str()?))).collect();
    assert!(wrong.iter().any(|(rule, segment)| (rule.starts_with("number") || rule.starts_with("date")) && *segment == "11"), "{wrong:?}");
    assert!(found.iter().all(|row| row["segment"] == "11"), "{found:?}");
}
