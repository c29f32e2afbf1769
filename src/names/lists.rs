//! Word lists that come with the program: attested name elements in Latin letters, and common English words.
//!
//! Made by `examples/name_lists`; sources and licences are in `data/README.md`.

use std::{
    hash::{Hash, Hasher},
    sync::OnceLock,
};

use rustc_hash::{FxHashSet, FxHasher};

use super::tables::unpack;
use crate::model::Lang;

type Words = FxHashSet<u64>;

fn hashed(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

/// Each line repeats the first letters of the line before it, as many as its digit says.
fn words(packed: &[u8]) -> Words {
    let text = unpack(packed);
    let mut out = Words::default();
    let mut word: Vec<u8> = Vec::new();
    for line in text.as_bytes().split(|b| *b == b'\n') {
        let Some((digit, rest)) = line.split_first() else { continue };
        word.truncate(usize::from(digit.saturating_sub(b'0')));
        word.extend_from_slice(rest);
        out.insert(hashed(&word));
    }
    out
}

/// Whether a plain lower-case spelling is a name element somewhere in the world.
#[must_use]
pub fn attested(plain: &str) -> bool {
    static NAMES: OnceLock<Words> = OnceLock::new();
    NAMES.get_or_init(|| words(include_bytes!("data/lists/attested.txt.gz"))).contains(&hashed(plain.as_bytes()))
}

/// Whether a lower-case word is an ordinary word of a language; false where there is no list.
#[must_use]
pub fn common(lang: Option<Lang>, word: &str) -> bool {
    static ENGLISH: OnceLock<Words> = OnceLock::new();
    match lang {
        Some(lang) if lang.language() == "en" => {
            ENGLISH.get_or_init(|| words(include_bytes!("data/lists/common-en.txt.gz"))).contains(&hashed(word.as_bytes()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_know_their_words() {
        assert!(attested("jeremy") && attested("haftar") && attested("kamal") && attested("kamel"));
        assert!(!attested("jemery") && !attested(""));
        let english = Lang::parse("en-GB").ok();
        assert!(common(english, "street") && common(english, "democratic"));
        assert!(!common(english, "haftar") && !common(Lang::parse("de").ok(), "street"));
    }
}
