//! Whether a word may begin an entry of a list, by its first letters: most words of a text begin none, and are told so without a look-up.

use crate::lang::is_word_character;

/// Bits of the set.
const BITS: usize = 1 << 13;
/// Bytes of a word that are looked at.
const BYTES: usize = 4;

/// The beginnings of the entries of a list. Different ones may share a bit: a `true` is a perhaps, a `false` is sure.
#[derive(Debug, Clone)]
pub(super) struct Beginnings {
    bits: Box<[u64; BITS / 64]>,
}

impl Default for Beginnings {
    fn default() -> Self {
        Beginnings { bits: Box::new([0; BITS / 64]) }
    }
}

impl Beginnings {
    /// Adds the first word of an entry.
    pub fn add(&mut self, entry: &str) {
        let end = entry
            .char_indices()
            .find(|(_, c)| !(is_word_character(*c) || *c == '\'' || unicode_normalization::char::is_combining_mark(*c)))
            .map_or(entry.len(), |(at, _)| at);
        let word = &entry.as_bytes()[..end];
        if !word.is_empty() {
            let bit = bit(&word[..word.len().min(BYTES)]);
            self.bits[bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Whether some entry begins with the first letters of a word, or with the whole of it.
    pub fn may_begin(&self, word: &str) -> bool {
        let bytes = word.as_bytes();
        (1..=bytes.len().min(BYTES)).any(|length| {
            let bit = bit(&bytes[..length]);
            self.bits[bit / 64] & (1 << (bit % 64)) != 0
        })
    }
}

fn bit(bytes: &[u8]) -> usize {
    let hash = bytes.iter().fold(bytes.len(), |hash, byte| (hash ^ usize::from(*byte)).wrapping_mul(0x9e37_79b1));
    (hash >> 7) % BITS
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
    }
}
