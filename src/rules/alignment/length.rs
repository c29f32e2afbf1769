//! Expected length of a translation: from the language files, corrected by the document itself.

use memchr::memchr;
use unicode_script::Script;

use crate::{
    lang::Language,
    rules::{Bitext, Context, Pair},
};

/// Pairs a document needs before its own ratio counts.
const ENOUGH: usize = 12;

/// How short a broken-off sentence must be, in robust deviations.
pub(crate) const SHORT: f64 = -1.7;
/// What is left of a sentence that was cut off without a word that shows it, at most, as a logarithm of what is usual.
pub(crate) const KEPT: f64 = -0.36;

/// Natural logarithm of target characters over source characters, as expected here.
pub(crate) fn expected(bitext: &Bitext<'_>, cx: &Context<'_>) -> f64 {
    let general = general(cx);
    let mut own: Vec<f64> =
        bitext.pairs.iter().filter(|p| p.is_linked() && characters(p.source_text()) >= 40.0).map(|p| log_ratio(p, cx)).collect();
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
    (log_ratio(pair, cx) - expected) / spread(characters(pair.source_text()), cx)
}

/// How far translations of a text of some characters spread.
fn spread(size: f64, cx: &Context<'_>) -> f64 {
    cx.target.length.deviation.max(cx.source.length.deviation).max(0.15) * (1.0 + 25.0 / size.max(1.0))
}

/// The same for the pair without some bytes of its translation, and without what else there is in a foreign script.
pub(crate) fn deviation_without(pair: &Pair<'_>, span: &std::ops::Range<usize>, expected: f64, cx: &Context<'_>) -> f64 {
    let size = characters(pair.source_text()).max(1.0);
    let target = pair.target_text();
    let own = |text: &str| text.chars().filter(|c| !c.is_ascii_alphabetic() || cx.target.writes(Script::Latin)).collect::<String>();
    let side = |part: Option<&str>| weighed(&own(part.unwrap_or_default()), cx.target);
    let rest = side(target.get(..span.start)) + side(target.get(span.end..));
    ((rest.max(1.0) / weighed(pair.source_text(), cx.source).max(1.0)).ln() - expected) / spread(size, cx)
}

/// How much longer than expected a translation is, as a logarithm.
pub(crate) fn excess(pair: &Pair<'_>, expected: f64, cx: &Context<'_>) -> f64 {
    log_ratio(pair, cx) - expected
}

fn log_ratio(pair: &Pair<'_>, cx: &Context<'_>) -> f64 {
    (weighed(pair.target_text(), cx.target).max(1.0) / weighed(pair.source_text(), cx.source).max(1.0)).ln()
}

/// Languages that need fewer characters than this, as logarithms, write syllables or words by one: Latin names in them are long.
const DENSE: f64 = -0.3;

/// Characters of a text as its language counts them: Latin letters in Chinese are as many as they are in English, and say as much.
fn weighed(text: &str, language: &Language) -> f64 {
    let all = characters(text);
    if language.length.log_ratio > DENSE {
        return all;
    }
    let latin = counted(text, |piece| piece.bytes().filter(u8::is_ascii_alphabetic).count());
    all - latin * (1.0 - language.length.log_ratio.exp())
}

/// Characters of a text, tags left out.
pub(crate) fn characters(text: &str) -> f64 {
    counted(text, |piece| if piece.is_ascii() { piece.len() } else { piece.chars().count() })
}

/// What is counted of a text outside its tags.
fn counted(text: &str, count: impl Fn(&str) -> usize) -> f64 {
    let mut sum = 0;
    let mut rest = text;
    while let Some(start) = memchr(b'<', rest.as_bytes()) {
        let tag = rest[start..].find('>').filter(|end| *end > 1 && !rest[start + 1..start + end].starts_with([' ', '=', '<']));
        let Some(end) = tag else { break };
        sum += count(&rest[..start]);
        rest = &rest[start + end + 1..];
    }
    f64::from(u32::try_from(sum + count(rest)).unwrap_or(u32::MAX))
}
