//! Whether a word may begin an entry of a list, by its first letters: most words of a text begin none, and are told so without a look-up.

use super::fold;
use crate::lang::is_word_character;

/// Bits of the set.
const BITS: usize = 1 << 13;
/// Bytes of a word that are looked at.
const BYTES: usize = 4;

/// Whether a character goes on with the first word of an entry.
pub(super) fn is_name(c: char) -> bool {
    is_word_character(c) || c == '\'' || unicode_normalization::char::is_combining_mark(c)
}

/// The beginnings of the entries of a list. Different ones may share a bit: a `true` is a perhaps, a `false` is sure.
#[derive(Debug, Clone)]
pub(super) struct Beginnings {
    /// Whether a longer word may go on behind a short entry: "einundzwanzig".
    glued: bool,
    bits: Box<[u64; BITS / 64]>,
}

impl Default for Beginnings {
    fn default() -> Self {
        Beginnings { glued: true, bits: Box::new([0; BITS / 64]) }
    }
}

impl Beginnings {
    /// Beginnings of a list whose short entries stand alone: nothing but endings of longer ones follows them.
    pub fn of_whole_words() -> Self {
        Beginnings { glued: false, ..Beginnings::default() }
    }

    /// Adds the first word of an entry.
    pub fn add(&mut self, entry: &str) {
        let end = entry.char_indices().find(|(_, c)| !is_name(*c)).map_or(entry.len(), |(at, _)| at);
        let word = &entry.as_bytes()[..end];
        if !word.is_empty() {
            let (at, bit) = place(word.iter().take(BYTES).fold(0, step));
            self.bits[at] |= bit;
        }
    }

    /// Whether some entry begins with the first letters of a word; a short one is the whole of it, unless words are glued.
    pub fn may_begin(&self, word: &str) -> bool {
        if !self.glued {
            let (at, bit) = place(word.as_bytes().iter().take(BYTES).fold(0, step));
            return self.bits[at] & bit != 0;
        }
        let mut hash = 0;
        word.as_bytes().iter().take(BYTES).any(|byte| {
            hash = step(hash, byte);
            let (at, bit) = place(hash);
            self.bits[at] & bit != 0
        })
    }
}

/// The hash of so many letters is made of that of one fewer; its highest bits are used.
fn step(hash: u64, byte: &u8) -> u64 {
    (hash ^ u64::from(*byte)).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Where the bit of a hash is.
fn place(hash: u64) -> (usize, u64) {
    let bit = hash >> (u64::BITS - BITS.ilog2());
    (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
}

/// The first characters of the folded entries of a list.
#[derive(Debug, Default)]
pub(super) struct FirstCharacters(Vec<char>);

impl FirstCharacters {
    pub fn new<'e>(entries: impl Iterator<Item = &'e str>) -> Self {
        let mut all: Vec<char> = entries.filter_map(|entry| entry.chars().next()).collect();
        all.sort_unstable();
        all.dedup();
        FirstCharacters(all)
    }

    /// Whether an entry may stand at the beginning of a text as it is written, behind blanks and hyphens. A `false` is sure.
    pub fn may_begin(&self, text: &str) -> bool {
        let body = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}'));
        let Some(first) = body.chars().next() else { return false };
        let mut buffer = [0; 4];
        // What folding drops says nothing.
        fold(first.encode_utf8(&mut buffer)).chars().next().is_none_or(|c| self.0.binary_search(&c).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_no_entry_is_told() {
        let mut list = Beginnings::default();
        for entry in ["un", "vierzig", "mid-may", "ألف", "a.m."] {
            list.add(entry);
        }
        for word in ["un", "und", "vierundvierzig", "mid", "ألفين", "am"] {
            assert!(list.may_begin(word), "{word}");
        }
        for word in ["viel", "house", "كتاب", ""] {
            assert!(!list.may_begin(word), "{word}");
        }
        let mut list = Beginnings::of_whole_words();
        for entry in ["un", "vierzig", "de la", "ألف"] {
            list.add(entry);
        }
        for (word, begins) in
            [("un", true), ("und", false), ("u", false), ("vierzigste", true), ("de", true), ("den", false), ("ألفين", true)]
        {
            assert_eq!(list.may_begin(word), begins, "{word}");
        }
    }

    #[test]
    fn first_characters_are_those_of_the_folded_text() {
        let list = FirstCharacters::new(["a.m.", "ابريل", "°c"].into_iter());
        for text in [" A.M.", "\u{a0}-am", "أبريل", "ºC", "\u{64b}x"] {
            assert!(list.may_begin(text), "{text}");
        }
        for text in ["p.m.", "", "  ", ", am"] {
            assert!(!list.may_begin(text), "{text}");
        }
    }
}
