//! Words without a counterpart inside a sentence that is otherwise there, for omission and addition.

use super::length::{characters, excess};
use crate::{
    lexicon::Gap,
    rules::{Context, Pair},
};

/// Evidence from which a run of words counts as missing, and from which it is sure. Measured with lengths borne out: of 1,000
/// sound pairs of texts that repeat their words much, about one reaches the first and none the second.
const LIKELY: f32 = 3.4;
pub(super) const SURE: f32 = 5.0;
/// So much of what the run's share of the words would make must be seen in the length of the translation.
const SEEN: f64 = 0.3;
/// Shorter sources are not judged.
const SHORTEST: f64 = 40.0;

/// A run of words on one side of a pair that the other lacks, while its length bears that out.
pub(super) fn gap(pair: &Pair<'_>, cx: &Context<'_>, expected: f64, source: bool) -> Option<Gap> {
    if !pair.is_linked() {
        return None;
    }
    let excess = excess(pair, expected, cx);
    // What is long enough lacks nothing: no need to look at its words.
    if (source && excess >= 0.0) || (!source && excess <= 0.0) || characters(pair.source_text()) < SHORTEST {
        return None;
    }
    let account = pair.sure_adequacy(cx)?;
    let side = if source { &account.source } else { &account.target };
    let gap = side.gap().filter(|gap| gap.evidence > LIKELY)?;
    let due = -SEEN * (1.0 - gap.share).max(0.05).ln();
    let borne_out = if source { excess < -due } else { excess > due };
    borne_out.then_some(gap)
}
