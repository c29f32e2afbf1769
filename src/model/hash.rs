//! Hashes of texts that stay the same over versions and machines.

use unicode_normalization::UnicodeNormalization;

/// NFC with white space folded: re-wrapping a paragraph is no change.
pub(crate) fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// The hash of a text, whatever its line breaks and composition.
#[must_use]
pub fn text_hash(text: &str) -> u64 {
    let mut hash = Fnv::new();
    hash.add(&normalised(text));
    hash.finish()
}

/// FNV-1a over words of eight bytes, finished by the mixer of MurmurHash3: quick, and the same on every machine.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut add = |word: [u8; 8]| {
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x0100_0000_01b3);
        hash ^= hash >> 29;
    };
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| add(*word));
    if !rest.is_empty() {
        let mut word = [0u8; 8];
        word[..rest.len()].copy_from_slice(rest);
        add(word);
    }
    hash = (hash ^ bytes.len() as u64).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

/// FNV-1a of 64 bits (Fowler, Noll, Vo), finished by the mixer of MurmurHash3: stable over versions and machines, which the
/// standard library's hasher does not promise.
pub(crate) struct Fnv(u64);

impl Fnv {
    pub fn new() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    pub fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub fn finish(&self) -> u64 {
        let mut x = self.0;
        x = (x ^ (x >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        x = (x ^ (x >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        x ^ (x >> 33)
    }
}
