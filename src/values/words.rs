//! Number words of a language, indexed once.

use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock},
};

use rustc_hash::FxHashMap;

use crate::lang::Language;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    Cardinal(f64),
    Multiplier(f64),
    /// Ordinals, fractions, months: they answer a figure, but never raise one.
    Hint(f64),
    Joiner,
}

type MakeMeaning = fn(f64) -> Meaning;

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct NumberWords {
    meanings: FxHashMap<String, Meaning>,
    weak: Vec<&'static str>,
    prefixes: Vec<&'static str>,
    /// Number words are glued together ("fünfundzwanzig").
    compound: bool,
}

impl NumberWords {
    /// The index for a language file; built once each.
    pub fn of(language: &'static Language) -> &'static NumberWords {
        static ALL: OnceLock<Mutex<FxHashMap<usize, &'static NumberWords>>> = OnceLock::new();
        thread_local! {
            static LAST: std::cell::Cell<Option<(usize, &'static NumberWords)>> = const { std::cell::Cell::new(None) };
        }
        let key = std::ptr::from_ref(language) as usize;
        if let Some((known, words)) = LAST.get()
            && known == key
        {
            return words;
        }
        let all = ALL.get_or_init(Mutex::default);
        let mut all = all.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // One small index a language, kept for the life of the program.
        let words = *all.entry(key).or_insert_with(|| Box::leak(Box::new(NumberWords::new(language))));
        LAST.set(Some((key, words)));
        words
    }

    fn new(language: &'static Language) -> Self {
        let numbers = &language.numbers;
        let mut meanings = FxHashMap::default();
        for (month, forms) in language.calendar.months.iter().enumerate() {
            for form in forms {
                #[expect(clippy::cast_precision_loss, reason = "at most twelve")]
                meanings.insert(form.to_lowercase(), Meaning::Hint((month + 1) as f64));
            }
        }
        let kinds: [(&BTreeMap<String, f64>, MakeMeaning); 4] = [
            (&numbers.fractions, Meaning::Hint),
            (&numbers.ordinals, Meaning::Hint),
            (&numbers.cardinals, Meaning::Cardinal),
            (&numbers.multipliers, Meaning::Multiplier),
        ];
        for (words, meaning) in kinds {
            for (word, value) in words {
                meanings.insert(word.to_lowercase(), meaning(*value));
            }
        }
        for word in &numbers.joiners {
            meanings.entry(word.to_lowercase()).or_insert(Meaning::Joiner);
        }
        let mut prefixes: Vec<&'static str> = Vec::new();
        for clitic in std::iter::once("").chain(language.words.clitics.iter().map(String::as_str)) {
            if !clitic.is_empty() {
                prefixes.push(clitic);
            }
        }
        prefixes.extend(language.words.article_prefixes.iter().map(String::as_str));
        NumberWords { meanings, weak: numbers.weak.iter().map(String::as_str).collect(), prefixes, compound: numbers.compound }
    }

    pub fn is_empty(&self) -> bool {
        self.meanings.is_empty()
    }

    /// No number word of any language is longer, in bytes; taking a longer one apart would cost its square.
    const LONGEST: usize = 256;

    /// The meaning of a lower-case word, with up to two glued particles or articles taken off.
    pub fn meaning(&self, word: &str) -> Option<Meaning> {
        if let Some(meaning) = self.meanings.get(word) {
            return Some(*meaning);
        }
        if word.len() > Self::LONGEST {
            return None;
        }
        self.stripped(word, 2).or_else(|| self.compound.then(|| self.compounded(word)).flatten())
    }

    fn stripped(&self, word: &str, depth: u8) -> Option<Meaning> {
        if depth == 0 {
            return None;
        }
        self.prefixes
            .iter()
            .filter_map(|prefix| word.strip_prefix(prefix))
            .filter(|rest| rest.chars().count() >= 3)
            .find_map(|rest| self.meanings.get(rest).copied().filter(|m| *m != Meaning::Joiner).or_else(|| self.stripped(rest, depth - 1)))
    }

    /// "fünfundzwanzig", "zweitausend": the whole word must be made of number words.
    fn compounded(&self, word: &str) -> Option<Meaning> {
        let mut sum = Sum::default();
        let mut rest = word;
        let mut parts = 0;
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).filter(|end| *end <= rest.len());
            let longest = ends.rev_sorted().into_iter().find(|end| self.meanings.contains_key(&rest[..*end]))?;
            match self.meanings[&rest[..longest]] {
                Meaning::Joiner => {}
                Meaning::Cardinal(value) => sum.add(value),
                Meaning::Multiplier(value) => sum.multiply(value),
                Meaning::Hint(_) => return None,
            }
            parts += 1;
            rest = &rest[longest..];
        }
        (parts >= 2).then(|| Meaning::Cardinal(sum.value()))
    }

    pub fn is_weak(&self, word: &str) -> bool {
        self.weak.contains(&word)
    }
}

/// Descending order of an ascending iterator.
trait RevSorted: Iterator<Item = usize> + Sized {
    fn rev_sorted(self) -> Vec<usize> {
        let mut all: Vec<usize> = self.collect();
        all.reverse();
        all
    }
}

impl<I: Iterator<Item = usize>> RevSorted for I {}

/// Adds number words up: units and tens add, hundreds multiply what stands before, thousands close a group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    total: f64,
    group: f64,
}

impl Sum {
    pub fn add(&mut self, value: f64) {
        self.group += value;
    }

    pub fn multiply(&mut self, value: f64) {
        if value < 1000.0 {
            self.group = if self.group == 0.0 { value } else { self.group * value };
        } else {
            let group = if self.group == 0.0 && self.total == 0.0 { 1.0 } else { self.group };
            if group == 0.0 {
                self.total *= value;
            } else {
                self.total += group * value;
            }
            self.group = 0.0;
        }
    }

    pub fn value(&self) -> f64 {
        self.total + self.group
    }
}
