//! How alike two names sound: romanised, by spelling and by consonants.

use strsim::{jaro_winkler, normalized_levenshtein};

use crate::{
    model::Lang,
    text::romanize::{romanize, skeleton},
};

/// Likeness of a name and its rendering, 0 to 1; any script against any other.
#[must_use]
pub fn compare(source: &str, _source_lang: Option<Lang>, target: &str) -> f64 {
    sounds_like(&romanize(source), &romanize(target))
}

/// Likeness of two romanised names, 0 to 1: the mean of Jaro–Winkler on letters and normalised edit distance on consonants.
#[must_use]
pub fn sounds_like(one: &str, other: &str) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let spelling = jaro_winkler(one, other);
    let (bones, others) = (skeleton(one), skeleton(other));
    if bones.is_empty() || others.is_empty() {
        return spelling;
    }
    0.5 * spelling + 0.5 * normalized_levenshtein(&bones, &others)
}
