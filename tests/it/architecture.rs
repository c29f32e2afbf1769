//! Who may import whom. This table is the architecture.

use std::{fs, path::Path};

const MAY: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("config", &["model"]),
    ("lang", &["model"]),
    ("text", &["model", "lang"]),
    ("values", &["model", "lang", "text"]),
    ("names", &["model", "lang", "text"]),
    ("read", &["model", "text"]),
    ("terms", &["model", "lang"]),
    ("segment", &["model", "lang", "text"]),
    ("lexicon", &["model", "lang", "text", "values", "names"]),
    ("repeats", &["model", "lang"]),
    ("align", &["model", "lang", "text", "values", "names", "lexicon"]),
    ("rules", &["model", "config", "lang", "text", "segment", "values", "names", "lexicon", "repeats", "terms"]),
    ("gate", &["model", "config"]),
    ("report", &["model", "config", "gate"]),
    ("review", &["model", "config", "gate", "read"]),
    (
        "run",
        &[
            "model", "config", "lang", "text", "values", "names", "read", "segment", "lexicon", "repeats", "align", "rules", "gate",
            "report", "terms",
        ],
    ),
    // The command line sees the run, the settings, and the lists it prints or streams by.
    ("cli", &["run", "config", "model", "rules", "report", "read", "names", "gate", "review", "lexicon", "repeats", "terms"]),
];

/// Rooms named in `crate::room` paths of a file, also inside `use crate::{room, …}`.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(body) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in body.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 && (c.is_alphanumeric() || c == '_') {
                    word.push(c);
                } else {
                    if depth == 0 && (c == ':' || c == ',') && !word.is_empty() {
                        found.push(word.clone());
                    }
                    if c == ',' || c == '{' || c == '}' || c == ':' {
                        word.clear();
                    }
                }
            }
            if !word.is_empty() {
                found.push(word);
            }
        } else {
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

fn files(folder: &Path, visit: &mut dyn FnMut(&Path, &str)) {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("src can be read").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, visit);
        } else if path.extension().is_some_and(|e| e == "rs") {
            visit(&path, &fs::read_to_string(&path).expect("a source file"));
        }
    }
}

#[test]
fn imports_go_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    let mut checked = 0;
    for (room, allowed) in MAY {
        files(&src.join(room), &mut |path, text| {
            checked += 1;
            for other in imports(text) {
                let is_room = MAY.iter().any(|(name, _)| *name == other);
                if is_room && other != *room && !allowed.contains(&other.as_str()) {
                    broken.push(format!("{} imports {other}", path.strip_prefix(&src).unwrap_or(path).display()));
                }
            }
        });
    }
    assert!(checked > 50, "only {checked} files were looked at");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn main_is_a_page() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).expect("main.rs");
    assert!(main.lines().count() <= 60);
}
