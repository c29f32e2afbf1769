//! Expected length of a translation: from the language files, corrected by the document itself.

use crate::rules::{Bitext, Context, Pair};

/// Pairs a document needs before its own ratio counts.
const ENOUGH: usize = 12;

/// Natural logarithm of target characters over source characters, as expected here.
pub(crate) fn expected(bitext: &Bitext<'_>, cx: &Context<'_>) -> f64 {
    let general = general(cx);
    let mut own: Vec<f64> = bitext.pairs.iter().filter(|p| p.is_linked() && characters(p.source_text()) >= 40.0).map(log_ratio).collect();
    if own.len() < ENOUGH {
        return general;
    }
    own.sort_by(f64::total_cmp);
    let median = own[own.len() / 2];
    // A strange document may shift the expectation, but not far.
    median.clamp(general - 0.5, general + 0.5)
}

/// The same for the two languages at large.
pub(crate) fn general(cx: &Context<'_>) -> f64 {
    cx.target.length.log_ratio - cx.source.length.log_ratio
}

/// Robust deviations a pair lies from the expectation; short text spreads more.
pub(crate) fn deviation(pair: &Pair<'_>, expected: f64, cx: &Context<'_>) -> f64 {
    let size = characters(pair.source_text());
    let spread = cx.target.length.deviation.max(cx.source.length.deviation).max(0.15);
    (log_ratio(pair) - expected) / (spread * (1.0 + 25.0 / size.max(1.0)))
}

/// How much longer than expected a translation is, as a logarithm.
pub(crate) fn excess(pair: &Pair<'_>, expected: f64) -> f64 {
    log_ratio(pair) - expected
}

fn log_ratio(pair: &Pair<'_>) -> f64 {
    (characters(pair.target_text()).max(1.0) / characters(pair.source_text()).max(1.0)).ln()
}

/// Characters of a text, tags left out.
pub(crate) fn characters(text: &str) -> f64 {
    let mut count = 0u32;
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let tag = rest[start..].find('>').filter(|end| *end > 1 && !rest[start + 1..start + end].starts_with([' ', '=', '<']));
        let Some(end) = tag else { break };
        count += length(&rest[..start]);
        rest = &rest[start + end + 1..];
    }
    f64::from(count + length(rest))
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
