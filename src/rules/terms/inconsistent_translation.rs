use rustc_hash::FxHashMap;

use super::{alone, sure_pairs};
use crate::{
    declare_rule, message,
    model::Severity,
    repeats::Otherwise,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A source sentence that the batch translates in two ways; the first one in the order of the files is the measure. With `--repeats`, that
    /// the whole corpus translates in two ways.
    ///
    /// ## Why it matters
    ///
    /// Readers of a manual take two wordings for two things; in a news archive one of them is often wrong.
    ///
    /// ## Example
    ///
    /// "Close the valve before you leave." is "Schließen Sie das Ventil, bevor Sie gehen." in one file and "Ventil beim Gehen zudrehen." in another. Not found: sentences of a
    /// few letters, which mean other things in other places; differences of case, marks and blanks.
    ///
    /// ## What it cannot see
    ///
    /// Which of the two is better.
    InconsistentTranslation, id = "inconsistent-translation", family = "terms", severity = Minor, mqm = "Terminology", scope = Document
}

/// Characters of the other wording that a message shows.
const LONGEST: usize = 120;
/// Words of the other side that must be other ones, as a share, for the finding to be sure.
const APART: f64 = 0.6;

impl Rule for InconsistentTranslation {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        alone(cx)
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(repeats) = cx.repeats else { return Ok(()) };
        let mut wordings: Option<FxHashMap<(u32, u64), &str>> = None;
        for pair in sure_pairs(bitext) {
            let Some(own) = pair.comparable() else { continue };
            let Some(Otherwise { path, line, likeness }) = repeats.translated_otherwise(&own) else { continue };
            let target = pair.target_text();
            let (severity, confidence) = if likeness < APART { (Severity::Minor, 80) } else { (Severity::Info, 60) };
            // The other wording is at hand where it stands in the same document.
            let here = path == bitext.target.path;
            let wording = if here { wordings.get_or_insert_with(|| by_place(bitext)).get(&(line, own.source_key())) } else { None };
            let message = match wording {
                Some(wording) => {
                    let wording: String = wording.chars().take(LONGEST).collect();
                    message!("The same sentence is translated otherwise at {path}:{line}: “{wording}”", path, line, wording)
                }
                None => message!("The same sentence is translated otherwise at {path}:{line}", path, line),
            };
            out.report(pair.place(), severity, confidence, "Translated two ways", message)
                .target_span(target, 0..target.len())
                .because("first translation", format!("{path}:{line}"));
        }
        Ok(())
    }
}

/// The translations of a document that repeats are noted of, by the line each begins in and the sentence it translates: a line may hold several.
fn by_place<'a>(bitext: &Bitext<'a>) -> FxHashMap<(u32, u64), &'a str> {
    let mut places = FxHashMap::default();
    for pair in sure_pairs(bitext) {
        if let (Some(own), [target]) = (pair.comparable(), pair.target) {
            places.entry((target.at.line, own.source_key())).or_insert(&*target.text);
        }
    }
    places
}
