//! What the readers make of files: `units FILE…` prints a line a text with file, format, language and units; with `--all`
//! every unit with its place, key and text.

#![expect(clippy::print_stdout, reason = "it prints")]

use std::{env, path::Path, process::ExitCode};

use bilint::{
    model::{Document, Loaded, State},
    read::{ReadOptions, load},
};

fn main() -> ExitCode {
    let mut options = ReadOptions::default();
    let mut all = false;
    let mut failed = false;
    for argument in env::args().skip(1) {
        match argument.as_str() {
            "--all" => all = true,
            "--one-side" => options.one_side = true,
            path => match load(Path::new(path), path, &options) {
                Ok(Loaded::One(document)) => show("text", &document, all),
                Ok(Loaded::Pair { source, target }) => {
                    show("source", &source, all);
                    show("target", &target, all);
                }
                Ok(Loaded::Many(many)) => many.variants.iter().for_each(|variant| show("variant", &variant.document, all)),
                Err(error) => {
                    println!("{path}\terror\t{error}");
                    failed = true;
                }
            },
        }
    }
    if failed { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

fn show(side: &str, document: &Document, all: bool) {
    let filled = document.blocks.iter().filter(|block| !block.text.is_empty()).count();
    let count = |state: State| document.blocks.iter().filter(|block| block.state() == state).count();
    let lang = document.declared.map_or_else(|| "-".to_owned(), |lang| lang.to_string());
    let (path, format, units) = (&document.path, document.format, document.blocks.len());
    let (pending, draft) = (count(State::Pending), count(State::Draft));
    println!("{path}\t{format}\t{side}\t{lang}\t{units} units\t{filled} filled\t{pending} pending\t{draft} draft\t{}", document.encoding);
    for note in &document.notes {
        println!("\tnote: {note}");
    }
    for block in document.blocks.iter().filter(|_| all) {
        let at = block.locate(0);
        println!("{}:{}\t{:?}\t{}\t{:?}", at.line, at.column, block.kind, block.key.as_deref().unwrap_or_default(), block.text);
    }
}
