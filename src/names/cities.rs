//! Cities whose names do not sound alike everywhere: what answers Jerusalem, القدس, and which country a capital speaks for.

use std::{
    cell::RefCell,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use rustc_hash::FxHashMap;

use super::{
    kept::{Kept, Memo},
    survey::Tongue,
    words::{key, key_of},
};

/// Letters by which names are looked up, of an ending, and of small words before a name.
const STEM: usize = 3;
const ENDING: usize = 2;
const BEFORE: usize = 2;

/// A city by its line in the table: the same number in all languages.
pub type City = usize;

#[derive(Debug)]
struct Line {
    city: City,
    language: &'static str,
    names: &'static str,
}

#[derive(Debug, Default)]
struct Table {
    lines: Vec<Line>,
    /// Country of each city, where it is the capital.
    capital_of: Vec<Option<u16>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        let mut numbers: FxHashMap<&str, City> = FxHashMap::default();
        for line in include_str!("data/cities.tsv").lines().skip(1) {
            let [id, capital, language, names] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
            let next = numbers.len();
            let city = *numbers.entry(id).or_insert(next);
            if city == table.capital_of.len() {
                let country = id.bytes().take(2).fold(0, |code, b| code << 8 | u16::from(b));
                table.capital_of.push((capital == "1").then_some(country));
            }
            table.lines.push(Line { city, language, names });
        }
        table
    })
}

/// The country whose capital a city is.
#[must_use]
pub fn capital_of(city: City) -> Option<u16> {
    table().capital_of.get(city).copied().flatten()
}

/// The cities as one language names them.
#[derive(Debug, Default)]
pub struct Cities {
    by_stem: FxHashMap<String, Vec<(String, City)>>,
    small: Vec<String>,
    inflects: bool,
    /// Which list this is, for what is remembered of words.
    id: usize,
}

thread_local! {
    static NAMED: RefCell<Memo<Option<City>>> = RefCell::default();
}

impl Cities {
    /// The cities of a language, gathered once and kept; `None` for one that the table does not have.
    #[must_use]
    pub fn of_language(tongue: Tongue) -> Option<&'static Self> {
        static ALL: Kept<Option<Cities>> = Kept::new();
        ALL.of(tongue.facts, tongue.lang, || Self::new(tongue)).as_ref()
    }

    fn new(tongue: Tongue) -> Option<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let lang = tongue.lang?;
        let mut out = Cities { id: NEXT.fetch_add(1, Ordering::Relaxed), ..Cities::default() };
        for line in table().lines.iter().filter(|line| line.language == lang.language()) {
            for name in line.names.split('|') {
                let key = key_of(name);
                out.by_stem.entry(key.chars().take(STEM).collect()).or_default().push((key, line.city));
            }
        }
        let words = &tongue.facts.words;
        out.small = words.clitics.iter().chain(&words.article_prefixes).map(|w| key_of(w)).collect();
        // Where small words are glued to the front, and in English, the end of a name stays as it is.
        out.inflects = out.small.is_empty() && lang.language() != "en";
        (!out.by_stem.is_empty()).then_some(out)
    }

    /// The city that a word names.
    #[must_use]
    pub fn of(&self, word: &str) -> Option<City> {
        NAMED.with_borrow_mut(|memo| memo.get(self.id, word, || self.look_up(word)))
    }

    fn look_up(&self, word: &str) -> Option<City> {
        let whole = key(word);
        let mut rest = &*whole;
        for _ in 0..=BEFORE {
            if let Some(city) = self.whole(rest) {
                return Some(city);
            }
            rest = self.small.iter().find_map(|small| rest.strip_prefix(small.as_str()))?;
        }
        None
    }

    fn whole(&self, key: &str) -> Option<City> {
        let stem = key.char_indices().nth(STEM).map_or(key, |(end, _)| &key[..end]);
        let names = self.by_stem.get(stem)?;
        let same = |name: &str| {
            let shared = name.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
            shared + 1 >= name.chars().count() && key.chars().count() <= shared + ENDING && shared > STEM
        };
        let exact = names.iter().find(|(name, _)| name == key);
        exact.or_else(|| names.iter().find(|(name, _)| self.inflects && same(name))).map(|(_, city)| *city)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lang::or_default, model::Lang};

    fn cities(tag: &str) -> Cities {
        let lang = Lang::parse(tag).ok();
        Cities::new(Tongue { lang, facts: or_default(lang) }).expect("a table")
    }

    #[test]
    fn a_city_is_one_city_in_all_languages() {
        let english = cities("en");
        let jerusalem = english.of("Jerusalem");
        assert!(jerusalem.is_some() && english.of("Amal").is_none());
        for (tag, word) in [("ar", "القدس"), ("ar", "بالقدس"), ("he", "בירושלים"), ("ru", "Иерусалиме"), ("el", "Ιερουσαλήμ")]
        {
            assert_eq!(cities(tag).of(word), jerusalem, "{tag} {word}");
        }
        assert_eq!(cities("uk").of("Києві"), None);
        assert_eq!(capital_of(cities("ru").of("Москве").expect("a city")), Some(u16::from_be_bytes(*b"RU")));
        assert_eq!(capital_of(english.of("Aleppo").expect("a city")), None);
    }
}
