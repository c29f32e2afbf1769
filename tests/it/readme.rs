//! The README's table of rules is the registry's. `BILINT_BLESS=1 cargo test readme` writes it anew.

use std::{fs, path::Path};

const BEGIN: &str = "<!-- rules -->\n";
const END: &str = "<!-- /rules -->";

/// The first sentence under "What it finds".
fn first_sentence(docs: &str) -> String {
    let body = docs.split_once("## What it finds").map_or(docs, |(_, rest)| rest);
    let paragraph: Vec<&str> = body.lines().map(str::trim).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
    let text = paragraph.join(" ").replace('|', "\\|");
    text.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
}

#[test]
fn readme_lists_every_rule() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).expect("README.md is there");
    let mut table = String::from("| rule | family | severity | finds |\n| --- | --- | --- | --- |\n");
    for rule in bilint::rules::all() {
        let meta = rule.meta();
        table.push_str(&format!("| `{}` | {} | {} | {} |\n", meta.id, meta.family, meta.severity, first_sentence(meta.docs)));
    }
    let (before, rest) = readme.split_once(BEGIN).expect("README.md has the rules marker");
    let (shown, after) = rest.split_once(END).expect("README.md closes the rules marker");
    if std::env::var_os("BILINT_BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).expect("README.md can be written");
        return;
    }
    assert_eq!(shown, table, "README.md's rules are out of date: BILINT_BLESS=1 cargo test readme");
}
