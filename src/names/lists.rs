//! Word lists that come with the program: attested name elements in Latin letters, and common English words.
//!
//! Made by `examples/name_lists`; sources and licences are in `data/README.md`.

use std::{
    hash::{Hash, Hasher},
    sync::OnceLock,
};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet, FxHasher};

use unicode_script::Script;

use super::letters::native;
use crate::model::{Lang, packed_file, unpacked};

type Words = FxHashSet<u64>;

fn hashed(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

/// Each line repeats the first letters of the line before it, as many as its digit says.
fn words(packed: &[u8]) -> Words {
    let text = unpacked(packed);
    let mut out = Words::with_capacity_and_hasher(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1, FxBuildHasher);
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
    NAMES.get_or_init(|| words(packed_file!("names/data/lists/attested.txt"))).contains(&hashed(plain.as_bytes()))
}

/// Whether a lower-case word is an ordinary word of a language; false where there is no list.
#[must_use]
pub fn common(lang: Option<Lang>, word: &str) -> bool {
    static ENGLISH: OnceLock<Words> = OnceLock::new();
    match lang {
        Some(lang) if lang.language() == "en" => {
            ENGLISH.get_or_init(|| words(packed_file!("names/data/lists/common-en.txt"))).contains(&hashed(word.as_bytes()))
        }
        _ => false,
    }
}

/// Name elements in their own script, with the Latin spellings of the people who have them and how many those are.
#[derive(Debug, Default)]
pub struct Forms {
    spellings: FxHashMap<String, Vec<(String, u32)>>,
    sources: FxHashMap<String, Vec<(String, u32)>>,
}

impl Forms {
    fn read(text: &str) -> Self {
        let mut out = Forms::default();
        for line in text.lines() {
            let mut cells = line.split('\t');
            let Some(source) = cells.next() else { continue };
            for cell in cells {
                let Some((spelling, count)) = cell.split_once(' ') else { continue };
                let count = count.parse().unwrap_or(0);
                out.add(source, spelling, count);
            }
        }
        out
    }

    /// Of two counts of one spelling the higher holds.
    fn add(&mut self, source: &str, spelling: &str, count: u32) {
        let raise = |list: &mut Vec<(String, u32)>, form: &str| match list.iter_mut().find(|(known, _)| known == form) {
            Some((_, known)) => *known = count.max(*known),
            None => list.push((form.to_owned(), count)),
        };
        raise(self.spellings.entry(source.to_owned()).or_default(), spelling);
        raise(self.sources.entry(spelling.to_owned()).or_default(), source);
    }

    /// The plain Latin spellings of a source form.
    #[must_use]
    pub fn spellings(&self, source: &str) -> &[(String, u32)] {
        self.spellings.get(source).map_or(&[], Vec::as_slice)
    }

    /// The source forms of a plain Latin spelling.
    #[must_use]
    pub fn sources(&self, plain: &str) -> &[(String, u32)] {
        self.sources.get(plain).map_or(&[], Vec::as_slice)
    }

    /// People who are called by a source form.
    #[must_use]
    pub fn people(&self, source: &str) -> u32 {
        self.spellings(source).iter().map(|(_, count)| count).sum()
    }
}

/// The attested names of a script, for those where one spelling may stand for several names; `None` for the others.
#[must_use]
pub fn forms(script: Script) -> Option<&'static Forms> {
    static ARABIC: OnceLock<Forms> = OnceLock::new();
    (script == Script::Arabic).then(|| {
        ARABIC.get_or_init(|| {
            let own = include_str!("data/lists/forms-own.tsv").lines().map(|line| native_key(line) + "\n").collect::<String>();
            Forms::read(&(unpacked(packed_file!("names/data/lists/forms-arab.tsv")) + &own))
        })
    })
}

/// The attested Latin spellings of names in a script that writes its vowels, where how often people have each is not known.
#[must_use]
pub fn spelled(script: Script) -> Option<&'static Forms> {
    static CYRILLIC: OnceLock<Forms> = OnceLock::new();
    static GREEK: OnceLock<Forms> = OnceLock::new();
    let (cell, bytes): (_, &[u8]) = match script {
        Script::Cyrillic => (&CYRILLIC, packed_file!("names/data/lists/forms-cyrl.tsv")),
        Script::Greek => (&GREEK, packed_file!("names/data/lists/forms-grek.tsv")),
        _ => return None,
    };
    Some(cell.get_or_init(|| Forms::read(&unpacked(bytes))))
}

/// A line of a list with its name in the letters that names are compared in.
fn native_key(line: &str) -> String {
    let (source, rest) = line.split_once('\t').unwrap_or((line, ""));
    let letters: String = native(source).letters.into_iter().collect();
    format!("{}\t{rest}", letters.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_know_who_is_called_how() {
        let forms = forms(Script::Arabic).expect("a list");
        assert!(forms.people("كامل") > 100 && forms.sources("kamal").iter().any(|(source, _)| source == "كمال"));
        assert!(forms.spellings("كامل").iter().all(|(spelling, _)| spelling != "kamal"));
        assert!(forms.spellings("عمر").iter().any(|(spelling, _)| spelling == "omar"), "own list");
        assert!(forms.spellings("امير").iter().any(|(spelling, _)| spelling == "amir"), "own list, by its letters");
        assert!(super::forms(Script::Cyrillic).is_none());
        let cyrillic = spelled(Script::Cyrillic).expect("a list");
        assert_eq!(cyrillic.spellings("жозеп"), [("josep".to_owned(), 1)]);
        assert!(spelled(Script::Greek).is_some_and(|greek| !greek.spellings("γεωργιοσ").is_empty()) && spelled(Script::Arabic).is_none());
    }

    #[test]
    fn lists_know_their_words() {
        assert!(attested("jeremy") && attested("haftar") && attested("kamal") && attested("kamel"));
        assert!(!attested("jemery") && !attested(""));
        let english = Lang::parse("en-GB").ok();
        assert!(common(english, "street") && common(english, "democratic"));
        assert!(!common(english, "haftar") && !common(Lang::parse("de").ok(), "street"));
    }
}
