use rustc_hash::FxHashMap;

use super::{alone, repeats::is_sure};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A source sentence that the batch translates in two ways; the first one in the order of the files is the measure.
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
        let mut wordings: Option<FxHashMap<u32, &str>> = None;
        for pair in bitext.pairs.iter().filter(|pair| is_sure(pair)) {
            let (source, target) = (pair.source_text(), pair.target_text());
            let Some((path, line, likeness)) = repeats.translated_otherwise(source, target) else { continue };
            let (severity, confidence) = if likeness < APART { (Severity::Minor, 80) } else { (Severity::Info, 60) };
            // The other wording is at hand where it stands in the same document.
            let wording = (path == bitext.target.path).then(|| wordings.get_or_insert_with(|| by_line(bitext)).get(&line)).flatten();
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

/// The sentences of a document that repeats are noted of, by the line each begins in.
fn by_line<'a>(bitext: &Bitext<'a>) -> FxHashMap<u32, &'a str> {
    let mut lines = FxHashMap::default();
    for pair in bitext.pairs.iter().filter(|pair| is_sure(pair)) {
        lines.entry(pair.target[0].at.line).or_insert(&*pair.target[0].text);
    }
    lines
}
