use super::{alone, repeats::is_sure};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
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
    InconsistentTranslation, id = "inconsistent-translation", family = "terms", severity = Minor, mqm = "Terminology", scope = Pair
}

/// Words of the other side that must be other ones, as a share, for the finding to be sure.
const APART: f64 = 0.6;

impl Rule for InconsistentTranslation {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        alone(cx)
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(repeats) = cx.repeats.filter(|_| is_sure(pair)) else { return Ok(()) };
        let (source, target) = (pair.source_text(), pair.target_text());
        let Some((path, line, likeness)) = repeats.translated_otherwise(source, target) else { return Ok(()) };
        let (severity, confidence) = if likeness < APART { (Severity::Minor, 80) } else { (Severity::Info, 60) };
        out.report(
            pair.place(),
            severity,
            confidence,
            "Translated two ways",
            message!("The same sentence is translated otherwise at {path}:{line}", path, line),
        )
        .target_span(target, 0..target.len())
        .because("first translation", format!("{path}:{line}"));
        Ok(())
    }
}
