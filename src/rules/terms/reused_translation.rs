use super::{alone, is_sure};
use crate::{
    declare_rule, message,
    model::Severity,
    repeats::Otherwise,
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A sentence of the translation that already stands for quite another source sentence in the batch, or with `--repeats` in the corpus.
    ///
    /// ## Why it matters
    ///
    /// A translation memory or a translation system has put it in the wrong place, or a difference of the source is lost.
    ///
    /// ## Example
    ///
    /// "The north bridge is open." and "All roads lead to the harbour." are both "Die Nordbrücke ist offen." Not found: sources that differ in a word or two.
    ///
    /// ## What it cannot see
    ///
    /// Which of the two is right.
    ReusedTranslation, id = "reused-translation", family = "terms", severity = Minor, mqm = "Terminology", scope = Pair
}

/// Words of the other side that must be other ones, as a share, for the finding to be sure.
const APART: f64 = 0.6;

impl Rule for ReusedTranslation {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        alone(cx)
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(repeats) = cx.repeats.filter(|_| is_sure(pair)) else { return Ok(()) };
        let found = pair.comparable().and_then(|own| repeats.used_otherwise(&own));
        let Some(Otherwise { path, line, likeness }) = found else { return Ok(()) };
        let target = pair.target_text();
        if likeness > 1.0 - APART {
            return Ok(());
        }
        out.report(
            pair.place(),
            Severity::Minor,
            80,
            "Translation used twice",
            message!("The same translation stands for another sentence at {path}:{line}", path, line),
        )
        .target_span(target, 0..target.len())
        .because("first use", format!("{path}:{line}"));
        Ok(())
    }
}
