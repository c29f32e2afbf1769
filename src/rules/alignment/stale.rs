use rustc_hash::FxHashMap;

use crate::{
    declare_rule,
    model::{Severity, text_hash},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A translation that stands as it was accepted (`bilint lock`) while its source has changed since (`bilint check --lock`).
    ///
    /// ## Why it matters
    ///
    /// It may say what the source no longer says.
    ///
    /// ## Example
    ///
    /// "The ferry leaves at noon." became "The ferry leaves at one."; the translation is the old one. Not found: another wrapping of lines, a translation that changed too.
    ///
    /// ## What it cannot see
    ///
    /// Whether the change matters to the translation.
    Stale, id = "stale", family = "alignment", severity = Info, mqm = "Accuracy", scope = Document
}

/// The translations that were accepted, and the sources they were accepted for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Path of the translation, and hash of a text of it → hashes of its sources.
    texts: FxHashMap<(String, u64), Vec<u64>>,
}

impl Accepted {
    /// Adds a translation and the source it is of, both by their hash.
    pub fn add(&mut self, path: &str, target: u64, source: u64) {
        self.texts.entry((path.to_owned(), target)).or_default().push(source);
    }

    /// Whether the translation was accepted, and for another source.
    fn is_stale(&self, path: &str, target: &str, source: &str) -> bool {
        let known = self.texts.get(&(path.to_owned(), text_hash(target)));
        known.is_some_and(|sources| !sources.contains(&text_hash(source)))
    }
}

impl Rule for Stale {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(accepted) = cx.accepted else { return Err("no lock was given (--lock)") };
        for pair in bitext.pairs.iter().filter(|pair| pair.is_linked()) {
            let (source, target) = (pair.source_text(), pair.target_text());
            if accepted.is_stale(bitext.target.path, target, source) {
                // Who gives a lock wants to know: more than the hint that a changed source is elsewhere.
                out.report(pair.place(), Severity::Minor, 75, "Maybe outdated", "Source changed after this translation was accepted")
                    .source_span(source, 0..source.len())
                    .target_span(target, 0..target.len())
                    .because("lock", "another source");
            }
        }
        Ok(())
    }
}
