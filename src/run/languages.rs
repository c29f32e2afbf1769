//! The language of each side: flag, path, the file's own word, its text, in this order.

use crate::{
    lang,
    model::{Document, Lang, Origin},
};

/// Text looked at to tell a language: enough for certainty, little enough for speed.
const SAMPLE: usize = 6000;

/// The language of a document and how it became known.
pub(super) fn language(flag: Option<Lang>, path: Option<Lang>, document: &Document) -> (Option<Lang>, Origin) {
    let known = [(flag, Origin::Flag), (path, Origin::Path), (document.declared, Origin::Metadata)];
    if let Some((lang, origin)) = known.into_iter().find(|(lang, _)| lang.is_some()) {
        return (lang, origin);
    }
    match lang::detect(&sample(document)) {
        Some(found) => (Some(found.lang), Origin::Text),
        None => (None, Origin::Unknown),
    }
}

/// Blocks from the whole document until there is enough.
fn sample(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        if out.len() > SAMPLE {
            break;
        }
        out.push_str(&block.text);
        out.push('\n');
    }
    out
}

/// English name of a language, or a word for not knowing.
pub(super) fn name(lang: Option<Lang>) -> String {
    match lang {
        None => "unknown language".to_owned(),
        Some(lang) => lang::get(lang).map_or_else(|| lang.to_string(), |facts| facts.name.clone()),
    }
}
