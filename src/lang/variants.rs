//! What the regions and scripts of one language write differently, and looking words up in it.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What the regions or scripts of one language write differently.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Variants {
    /// Regions that spell alike, one list for each side of `spellings`.
    pub regions: Vec<Vec<String>>,
    /// One word in the spelling of either side; `-` where a word goes on, as in [`super::Phrases`].
    pub spellings: Vec<(String, String)>,
    /// Scripts of either side of `letters`.
    pub scripts: Vec<String>,
    /// Letters of either side that the other writes otherwise, in the same order.
    pub letters: Vec<String>,
    #[serde(skip)]
    index: OnceLock<SpellingIndex>,
}

/// Where a word stands in `spellings`: row and side (0 or 1).
pub type Spelt = (usize, usize);

/// The spellings by word, for whole words, beginnings and endings.
#[derive(Debug, Clone, Default)]
struct SpellingIndex {
    words: FxHashMap<String, Spelt>,
    beginnings: FxHashMap<String, Spelt>,
    endings: FxHashMap<String, Spelt>,
    /// Lengths in bytes that beginnings and endings have, as bits: others are not looked up.
    lengths: [u64; 2],
}

impl Variants {
    /// The row and side of a lower-case word, if the regions spell it differently.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<Spelt> {
        let index = self.index.get_or_init(|| self.indexed());
        if let Some(found) = index.words.get(word) {
            return Some(*found);
        }
        let cuts = || word.char_indices().map(|(at, _)| at).skip(1);
        let has = |side: usize, length: usize| index.lengths[side] & (1 << length.min(63)) != 0;
        let starts = || cuts().filter(|at| has(0, *at)).filter_map(|at| index.beginnings.get(&word[..at])).last();
        let ends = || cuts().filter(|at| has(1, word.len() - at)).find_map(|at| index.endings.get(&word[at..]));
        starts().or_else(ends).copied()
    }

    /// The word as the other side spells it.
    #[must_use]
    pub fn other(&self, word: &str, (row, side): Spelt) -> Option<String> {
        let (first, second) = self.spellings.get(row)?;
        let (own, other) = if side == 0 { (first, second) } else { (second, first) };
        let bare = |text: &str| text.trim_matches('-').to_owned();
        Some(word.replacen(&bare(own), &bare(other), 1))
    }

    /// The side of a region, if the regions spell differently.
    #[must_use]
    pub fn side_of_region(&self, region: &str) -> Option<usize> {
        self.regions.iter().position(|group| group.iter().any(|known| known == region))
    }

    fn indexed(&self) -> SpellingIndex {
        let mut index = SpellingIndex::default();
        for (row, (first, second)) in self.spellings.iter().enumerate() {
            for (side, written) in [first, second].into_iter().enumerate() {
                let (list, bare) = match (written.strip_prefix('-'), written.strip_suffix('-')) {
                    (Some(rest), _) => (&mut index.endings, rest.trim_end_matches('-')),
                    (None, Some(rest)) => {
                        index.words.entry(rest.to_lowercase()).or_insert((row, side));
                        (&mut index.beginnings, rest)
                    }
                    (None, None) => (&mut index.words, written.as_str()),
                };
                list.entry(bare.to_lowercase()).or_insert((row, side));
            }
        }
        for (list, lengths) in [&index.beginnings, &index.endings].into_iter().zip(&mut index.lengths) {
            *lengths = list.keys().fold(0, |bits, word| bits | 1 << word.len().min(63));
        }
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_their_other_spelling() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let variants = Variants {
            regions: vec![vec!["GB".into(), "AU".into()], vec!["US".into()]],
            spellings: vec![pair("centre", "center"), pair("colour-", "color-"), pair("-straße", "-strasse")],
            ..Variants::default()
        };
        let other = |word: &str| variants.find(word).and_then(|spelt| variants.other(word, spelt));
        assert_eq!(other("center").as_deref(), Some("centre"));
        assert_eq!(other("colouring").as_deref(), Some("coloring"));
        assert_eq!(other("color").as_deref(), Some("colour"));
        assert_eq!(other("hauptstrasse").as_deref(), Some("hauptstraße"));
        assert_eq!(other("centred"), None);
        assert_eq!((variants.side_of_region("US"), variants.side_of_region("CA")), (Some(1), None));
    }
}
