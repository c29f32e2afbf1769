//! Every format's folder of fixtures: what its reader makes of a good file and of a broken one, and that no damage panics.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use bilint::{
    model::{BlockKind, Document, Loaded},
    read::{READERS, ReadOptions, Reader, load_bytes},
};
use proptest::prelude::*;

fn folder(format: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats").join(format)
}

/// The fixture files of a format, in order.
fn fixtures(format: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder(format))
        .unwrap_or_else(|error| panic!("fixtures/formats/{format}: {error}"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "snap" && extension != "new"))
        .collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_name().expect("a file").to_string_lossy().into_owned()
}

fn kind(kind: BlockKind) -> String {
    format!("{kind:?}").to_lowercase()
}

/// One line a block: `line:column kind [key] "text"`, then what was set aside.
fn shown(document: &Document) -> String {
    let mut out = format!("{} {}", document.format, document.encoding);
    if let Some(lang) = document.declared {
        write!(out, " declares {lang}").expect("a string grows");
    }
    out.push('\n');
    for block in &document.blocks {
        let at = block.locate(0);
        let key = block.key.as_ref().map(|key| format!(" [{key}]")).unwrap_or_default();
        writeln!(out, "{}:{} {}{key} {:?}", at.line, at.column, kind(block.kind), block.text).expect("a string grows");
        for (rule, reason) in block.ignores.iter() {
            writeln!(out, "    ignores {rule}: {reason}").expect("a string grows");
        }
    }
    for part in &document.set_aside {
        writeln!(out, "aside {}:{} {:?} {:?}", part.at.line, part.at.column, part.kind, part.text).expect("a string grows");
    }
    for note in &document.notes {
        writeln!(out, "note {note}").expect("a string grows");
    }
    out
}

#[test]
fn every_format_has_a_good_and_a_broken_file() {
    for reader in READERS {
        let files = fixtures(reader.name());
        assert!(files.len() >= 2, "fixtures/formats/{}: a small file and a broken or nasty one are wanted", reader.name());
        let known = files.iter().any(|file| reader.extensions().iter().any(|extension| name(file).ends_with(&format!(".{extension}"))));
        assert!(known, "fixtures/formats/{}: no file has the reader's extension", reader.name());
    }
}

#[test]
fn every_reader_has_a_fuzz_target_and_a_line_in_the_documentation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let targets = fs::read_to_string(root.join("fuzz/Cargo.toml")).expect("fuzz/Cargo.toml");
    let documentation = fs::read_to_string(root.join("docs/formats.md")).expect("docs/formats.md");
    for reader in READERS {
        let target = format!("read_{}", reader.name());
        assert!(targets.contains(&format!("\"{target}\"")), "fuzz/Cargo.toml: {target}");
        assert!(root.join(format!("fuzz/fuzz_targets/{target}.rs")).exists(), "{target}");
        for extension in reader.extensions() {
            assert!(documentation.contains(&format!("`.{extension}`")), "docs/formats.md: .{extension}");
        }
    }
}

#[test]
fn readers_make_of_the_fixtures_what_the_snapshots_say() {
    for reader in READERS {
        for file in fixtures(reader.name()) {
            let text = match load_bytes(fs::read(&file).expect("a fixture"), &name(&file), &ReadOptions::default()) {
                Ok(Loaded::One(document)) => shown(&document),
                Ok(Loaded::Pair { source, target }) => format!("source {}target {}", shown(&source), shown(&target)),
                Ok(Loaded::Many(many)) => many.variants.iter().map(|variant| shown(&variant.document)).collect(),
                Err(error) => format!("error: {error}\n"),
            };
            insta::with_settings!({ snapshot_path => folder(reader.name()), prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name(&file), text);
            });
        }
    }
}

/// What every reader owes: anchors ascend from zero, stand on letters, and point into the file.
fn sound(document: &Document, lines: &[&str]) -> Result<(), TestCaseError> {
    for block in &document.blocks {
        prop_assert!(block.anchors.first().is_some_and(|anchor| anchor.offset == 0), "{block:?}");
        for pair in block.anchors.windows(2) {
            prop_assert!(pair[0].offset <= pair[1].offset, "{block:?}");
        }
        for anchor in &block.anchors {
            prop_assert!(block.text.is_char_boundary(anchor.offset as usize), "{block:?}");
            let line = lines.get(anchor.at.line as usize - 1);
            prop_assert!(line.is_some(), "line {} of {}: {block:?}", anchor.at.line, lines.len());
            let columns = line.map_or(0, |line| line.chars().count());
            prop_assert!(
                anchor.at.column >= 1 && anchor.at.column as usize <= columns + 1,
                "column {} of {columns}: {block:?}",
                anchor.at.column
            );
        }
    }
    Ok(())
}

/// The text at a block's place is the text of the block, unless an escape or entity stands there.
fn in_place(document: &Document, lines: &[&str]) -> Result<(), TestCaseError> {
    for block in &document.blocks {
        for anchor in &block.anchors {
            let Some(wanted) = block.text[anchor.offset as usize..].chars().next() else { continue };
            let found = lines.get(anchor.at.line as usize - 1).and_then(|line| line.chars().nth(anchor.at.column as usize - 1));
            let same = found == Some(wanted)
                || matches!(found, Some('&' | '\\' | '"' | '\'' | '\0'))
                || wanted.is_whitespace()
                || wanted == '\u{fffc}';
            prop_assert!(same, "{wanted:?} wanted at {:?}, {found:?} found: {block:?}", anchor.at);
        }
    }
    Ok(())
}

/// Reads a file and holds the reader to its word; `whole` files also where markup stands between letters.
fn inspect(bytes: &[u8], name: &str, whole: bool) -> Result<(), TestCaseError> {
    let Ok(loaded) = load_bytes(bytes.to_vec(), name, &ReadOptions::default()) else { return Ok(()) };
    let documents = match &loaded {
        Loaded::One(document) => vec![document],
        Loaded::Pair { source, target } => vec![source, target],
        Loaded::Many(many) => many.variants.iter().map(|variant| &variant.document).collect(),
    };
    // Other encodings have other lines; their readers see the same text.
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    for document in documents.into_iter().filter(|document| document.encoding == "UTF-8") {
        sound(document, &lines)?;
        // The HTML tokenizer misplaces what follows broken character references and nameless tags.
        if !text.contains(['&', '<']) || whole {
            in_place(document, &lines)?;
        }
    }
    Ok(())
}

/// Cuts, doubles, swaps and overwrites parts of a file.
fn damaged(mut bytes: Vec<u8>, edits: &[(u8, u16, u16, u8)]) -> Vec<u8> {
    for (what, at, length, byte) in edits {
        if bytes.is_empty() {
            break;
        }
        let from = *at as usize % bytes.len();
        let to = (from + *length as usize % 40).min(bytes.len());
        match what % 4 {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let piece = bytes[from..to].to_vec();
                bytes.splice(from..from, piece);
            }
            2 => bytes[from] = *byte,
            _ => bytes.truncate(to.max(1)),
        }
    }
    bytes
}

/// Every case reads all fixtures: fewer than usual, unless more are asked for.
fn cases() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(200),
    }
}

/// The readers to put to the test: all, or those named in `BILINT_READERS`.
fn readers() -> impl Iterator<Item = &'static &'static dyn Reader> {
    let wanted = std::env::var("BILINT_READERS").ok();
    READERS.iter().filter(move |reader| wanted.as_ref().is_none_or(|wanted| wanted.split(',').any(|name| name == reader.name())))
}

/// An `e` behind an escape that stands for another `e`: its place is its own.
#[test]
fn letters_behind_escapes_stand_where_they_are_written() {
    let file = folder("strings").join("Main.strings");
    let edits = [(189, 55643, 38, 0)];
    inspect(&damaged(fs::read(&file).expect("a fixture"), &edits), &name(&file), false).expect("places");
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn damaged_fixtures_never_panic(edits in prop::collection::vec(any::<(u8, u16, u16, u8)>(), 0..6)) {
        for reader in readers() {
            for file in fixtures(reader.name()) {
                inspect(&damaged(fs::read(&file).expect("a fixture"), &edits), &name(&file), edits.is_empty())?;
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ -~\\n\\r\\té\u{645}\u{65e5}\u{202e}\u{0}]{0,300}") {
        for reader in readers() {
            inspect(text.as_bytes(), &format!("a.{}", reader.extensions()[0]), false)?;
        }
    }
}
