//! Lists that each language sorts by its own alphabet: entries are held against their own wherever they stand.

use std::{fs, path::Path};

use crate::program::{bilint, code, text};

/// How a glossary is written.
const FORMS: [&str; 5] = ["paragraphs", "bullets", "table", "definitions", "letters"];

type Entry = (String, String);

/// The glossary in a language, sorted by it.
fn glossary(language: &str) -> Vec<Entry> {
    let table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lists/harbour.tsv")).expect("the glossary");
    let column = ["en", "fr", "ar", "ru"].iter().position(|known| *known == language).expect("a language of the glossary") * 2;
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    let mut entries: Vec<Entry> = table.lines().skip(1).map(cells).map(|row| (row[column].clone(), row[column + 1].clone())).collect();
    entries.sort();
    entries
}

fn written(entries: &[Entry], form: &str) -> String {
    let each = |entry: &dyn Fn(&Entry) -> String, between: &str| entries.iter().map(entry).collect::<Vec<_>>().join(between);
    match form {
        "paragraphs" => each(&|(term, text)| format!("**{term}** – {text}"), "\n\n"),
        "bullets" => each(&|(term, text)| format!("- **{term}** – {text}"), "\n"),
        "table" => format!("| 1 | 2 |\n| --- | --- |\n{}\n", each(&|(term, text)| format!("| {term} | {text} |"), "\n")),
        "definitions" => {
            format!("<html><body><dl>{}</dl></body></html>", each(&|(term, text)| format!("<dt>{term}</dt>\n<dd>{text}</dd>"), "\n"))
        }
        _ => {
            let mut out = String::new();
            let mut last = None;
            for (term, text) in entries {
                let first = term.chars().next();
                if last != Some(first) {
                    last = Some(first);
                    out.push_str(&format!("## {}\n\n", first.unwrap_or(' ')));
                }
                out.push_str(&format!("- **{term}** – {text}\n\n"));
            }
            out
        }
    }
}

/// What is said of the English glossary and a translation.
fn said(language: &str, form: &str, entries: &[Entry], severity: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let ending = if form == "definitions" { "html" } else { "md" };
    let (source, target) = (format!("terms.en.{ending}"), format!("terms.{language}.{ending}"));
    fs::write(folder.path().join(&source), written(&glossary("en"), form)).expect("written");
    fs::write(folder.path().join(&target), written(entries, form)).expect("written");
    let output = bilint(folder.path(), &["check", &source, &target, "--no-config", "--min-severity", severity, "--fail-on", "never"]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    text(&output)
}

#[test]
fn a_list_in_another_order_is_one_quiet_row() {
    for language in ["fr", "ar", "ru"] {
        for form in FORMS {
            let said = said(language, form, &glossary(language), "info");
            assert_eq!(said.matches("List in another order").count(), 1, "{language}, {form}: {said}");
            for loud in ["CRITICAL ", "MAJOR ", "Sentence", "Number"] {
                assert!(!said.contains(loud), "{language}, {form}: {said}");
            }
        }
    }
}

#[test]
fn an_entry_that_is_gone_is_found() {
    for form in ["paragraphs", "bullets"] {
        let mut entries = glossary("fr");
        entries.retain(|(term, _)| term != "Poste à quai");
        let said = said("fr", form, &entries, "major");
        assert!(said.contains("Sentence missing") && said.contains("given for 48 hours at most"), "{form}: {said}");
        assert_eq!(said.matches("MAJOR ").count(), 1, "{form}: {said}");
    }
}

#[test]
fn an_entry_is_judged_by_its_own() {
    let mut entries = glossary("fr");
    for (_, definition) in &mut entries {
        *definition = definition.replace("18 mètres à Tobrouk", "19 mètres à Tobrouk");
    }
    let said = said("fr", "bullets", &entries, "major");
    assert!(said.contains("Source has 18, target has 19"), "{said}");
    assert_eq!(said.matches("CRITICAL ").count() + said.matches("MAJOR ").count(), 1, "{said}");
}
