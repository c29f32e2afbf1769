//! What the documents show is what the program does: the README's terminal output and table of rules, the columns of the
//! reports. `BILINT_BLESS=1 cargo test readme` writes them anew.

use std::{fs, path::Path, process::Command};

use bilint::report::{ALIGNMENT, Column, ISSUES, NAMES, SUMMARY};

/// The first sentence under "What it finds".
fn first_sentence(docs: &str) -> String {
    let body = docs.split_once("## What it finds").map_or(docs, |(_, rest)| rest);
    let paragraph: Vec<&str> = body.lines().map(str::trim).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
    let text = paragraph.join(" ").replace('|', "\\|");
    text.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
}

/// Holds what stands between `<!-- mark -->` and `<!-- /mark -->` of a document to `expected`, or writes it there.
fn hold(document: &str, mark: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{document}: {e}"));
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{document} has no {begin}"));
    let (shown, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{document} has no {end}"));
    if std::env::var_os("BILINT_BLESS").is_some() {
        fs::write(&path, format!("{before}{begin}{expected}{end}{after}")).expect("the document can be written");
        return;
    }
    assert_eq!(shown, expected, "{document} is out of date at {begin}: BILINT_BLESS=1 cargo test readme");
}

#[test]
fn readme_lists_every_rule() {
    let mut table = String::from("| rule | family | severity | finds |\n| --- | --- | --- | --- |\n");
    for rule in bilint::rules::all() {
        let meta = rule.meta();
        table.push_str(&format!("| `{}` | {} | {} | {} |\n", meta.id, meta.family, meta.severity, first_sentence(meta.docs)));
    }
    hold("README.md", "rules", &table);
}

#[test]
fn readme_shows_the_real_screen() {
    let story = "fixtures/pairs/libya";
    let output = Command::new(env!("CARGO_BIN_EXE_bilint"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["check", &format!("{story}/story.ar.txt"), &format!("{story}/damaged.en.txt"), "--no-config"])
        .output()
        .expect("the binary runs");
    let screen = String::from_utf8(output.stdout).expect("UTF-8");
    // The marks that isolate right-to-left words are for terminals; a browser shows them as boxes in some fonts.
    let screen: String = screen.chars().filter(|c| !matches!(c, '\u{2068}' | '\u{2069}')).collect();
    hold("README.md", "terminal", &format!("```text\n{screen}```\n"));
}

#[test]
fn report_columns_are_documented() {
    let files: [(&str, &[Column]); 4] = [("issues", ISSUES), ("names", NAMES), ("alignment", ALIGNMENT), ("summary", SUMMARY)];
    for (name, columns) in files {
        let mut table = String::from("| column | holds |\n| --- | --- |\n");
        for (column, meaning) in columns {
            table.push_str(&format!("| `{column}` | {meaning} |\n"));
        }
        hold("reports/README.md", name, &table);
    }
}

#[test]
fn peers_name_rules_that_exist() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/peers.md")).expect("docs/peers.md");
    let mut missing: Vec<&str> =
        bilint::rules::all().iter().map(|rule| rule.meta().id).filter(|id| !text.contains(&format!("`{id}`"))).collect();
    missing.sort_unstable();
    assert!(missing.is_empty(), "docs/peers.md has no place for {missing:?}");
    for piece in text.split('`').skip(1).step_by(2) {
        let command = piece.starts_with("bilint ");
        assert!(command || bilint::rules::find(piece).is_some(), "docs/peers.md: no rule is called {piece}");
    }
}
