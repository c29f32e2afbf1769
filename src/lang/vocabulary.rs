//! The ordinary words of a language, where a list of them comes with the program (`data/words/README.md`).

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::model::{Lang, packed_file, unpacked};

/// Endings that make another form of a listed word, and what they stand for.
const ENDINGS: &[(&str, &str)] = &[
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("er", "e"),
    ("ers", ""),
    ("ers", "e"),
    ("ly", ""),
    ("ally", ""),
    ("ness", ""),
    ("ism", ""),
    ("ist", ""),
    ("ists", ""),
    ("al", ""),
    ("ity", ""),
];
/// Letters of the shorter part of a compound.
const PART: usize = 3;

/// The ordinary words of a language.
#[derive(Debug, Default)]
pub struct Vocabulary(FxHashSet<String>);

impl Vocabulary {
    /// Each line repeats the first letters of the line before it, as many as its digit says.
    fn read(packed: &[u8]) -> Self {
        let text = unpacked(packed);
        let mut words = FxHashSet::default();
        let mut word = String::new();
        for line in text.lines() {
            let shared = line.bytes().next().map_or(0, |digit| usize::from(digit.saturating_sub(b'0')));
            word.truncate(shared);
            word.push_str(line.get(1..).unwrap_or_default());
            words.insert(word.clone());
        }
        Vocabulary(words)
    }

    /// Whether a lower-case word is one of the language: listed, a form of a listed word, or two of them in one.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        let form = |(ending, rest): &(&str, &str)| {
            word.strip_suffix(ending).is_some_and(|stem| stem.len() >= PART && self.0.contains(&format!("{stem}{rest}")))
        };
        let compound = |at: usize| {
            word.get(..at).is_some_and(|head| self.0.contains(head)) && word.get(at..).is_some_and(|tail| self.0.contains(tail))
        };
        self.0.contains(word) || ENDINGS.iter().any(form) || (PART..(word.len() + 1).saturating_sub(PART)).any(compound)
    }
}

/// The ordinary words of a language, if there is a list.
#[must_use]
pub fn vocabulary(lang: Lang) -> Option<&'static Vocabulary> {
    static ENGLISH: OnceLock<Vocabulary> = OnceLock::new();
    (lang.language() == "en").then(|| ENGLISH.get_or_init(|| Vocabulary::read(packed_file!("lang/data/words/en.txt"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_forms_and_compounds_are_known() {
        let english = vocabulary(Lang::parse("en-GB").expect("a tag")).expect("a list");
        for word in ["street", "tsunami", "colour", "color", "harbours", "dashcam", "online"] {
            assert!(english.knows(word), "{word}");
        }
        for word in ["semana", "mieszkanie", "cercanos", "heute", "", "a"] {
            assert!(!english.knows(word), "{word}");
        }
        assert!(vocabulary(Lang::parse("de").expect("a tag")).is_none());
    }
}
