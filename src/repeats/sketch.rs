//! A sentence in sixteen bytes.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Langs;
use crate::{
    lang::{fold, is_word_character, words_in},
    model::Fnv,
};

/// Letters without which a sentence recurs by chance, and in another sense.
const LETTERS: usize = 20;

/// A sentence in sixteen bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sketch {
    /// Hash of its letters and figures.
    pub key: u64,
    /// One bit a word.
    pub words: u64,
}

impl Sketch {
    /// Words that both have, as a share of all; a little too high where words share a bit.
    pub fn likeness(self, other: Sketch) -> f64 {
        let all = (self.words | other.words).count_ones();
        if all == 0 { 1.0 } else { f64::from((self.words & other.words).count_ones()) / f64::from(all) }
    }
}

/// A sentence by its letters and figures alone; `None` where they are few.
pub(super) fn sketch(text: &str) -> Option<Sketch> {
    let folded = fold(text);
    let mut whole = FxHasher::default();
    let mut letters = 0;
    for c in folded.chars().filter(|c| is_word_character(*c)) {
        c.hash(&mut whole);
        // A sign of Chinese or Japanese weighs as a syllable.
        letters += if ('\u{3040}'..='\u{9fff}').contains(&c) { 3 } else { 1 };
    }
    let bit = |word: &str| {
        let mut hasher = FxHasher::default();
        word.hash(&mut hasher);
        1u64 << (hasher.finish() >> 58)
    };
    let words = words_in(&folded).map(bit).fold(0, |all, bit| all | bit);
    (letters >= LETTERS).then(|| Sketch { key: whole.finish(), words })
}

/// The two sentences of a pair, as others are held against them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparable {
    pub(super) source: Sketch,
    pub(super) target: Sketch,
}

impl Comparable {
    /// `None` where a side has few letters, or the translation was left as it was.
    #[must_use]
    pub fn new(source: &str, target: &str) -> Option<Self> {
        let (source, target) = (sketch(source)?, sketch(target)?);
        // What stands as in the source was not translated: anchors, commands, names.
        (source.key != target.key).then_some(Comparable { source, target })
    }

    /// What tells its source sentence from others.
    #[must_use]
    pub fn source_key(&self) -> u64 {
        self.source.key
    }
}

/// What tells pairs of languages apart.
pub(super) fn seed((source, target): Langs) -> u64 {
    let mut hash = Fnv::new();
    for lang in [source, target] {
        hash.add(&lang.map_or_else(String::new, |lang| lang.to_string()));
    }
    hash.finish()
}

/// The key of a sentence among those of all languages, spread evenly (the mixer of MurmurHash3, Appleby 2011).
pub(super) fn among(seed: u64, key: u64) -> u64 {
    let mut x = key ^ seed;
    x = (x ^ (x >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x = (x ^ (x >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

/// The key of a pair: the same texts but for white space and composition.
pub(super) fn pair_key(seed: u64, source: &str, target: &str) -> u64 {
    let mut hash = Fnv::new();
    for text in [source, target] {
        for word in text.split_whitespace() {
            match is_nfc_quick(word.chars()) {
                IsNormalized::Yes => hash.add(word),
                _ => hash.add(&word.nfc().collect::<String>()),
            }
        }
        hash.add("");
    }
    among(seed, hash.finish())
}

/// How sentences are told apart, shown on a sample of scripts: counts that were made otherwise fit no text.
pub(super) fn fingerprint() -> u64 {
    const SAMPLES: [&str; 3] = [
        "Élodie's 3 re-opened pumps stood in the Straßenbahn hall, ΟΔΟΣ 12.",
        "والمضخات القديمة في القاعة، و«الجسر» מהגשר הישן",
        "古い橋は一九二〇年に建てられた。 पुराना पुल बंद है।",
    ];
    let sketches = SAMPLES.map(|sample| sketch(sample).unwrap_or_default());
    sketches.iter().fold(pair_key(0, SAMPLES[0], SAMPLES[1]), |all, sketch| among(all, sketch.key ^ sketch.words.rotate_left(32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_may_differ_in_white_space_and_composition_only() {
        let key = |source: &str, target: &str| pair_key(7, source, target);
        assert_eq!(key("One  café.", "Ein\tCafé."), key(" One cafe\u{301}.", "Ein Cafe\u{301}.\n"));
        for other in [("One café", "Ein Café."), ("one café.", "Ein Café."), ("One café. Ein", "Café."), ("Ein Café.", "One café.")]
        {
            assert_ne!(key("One café.", "Ein Café."), key(other.0, other.1), "{other:?}");
        }
        assert_ne!(key("a", "b"), pair_key(8, "a", "b"));
    }
}
