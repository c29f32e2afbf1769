//! Number words of a language, indexed once.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{beginnings::Beginnings, fold_phrase};
use crate::lang::{Language, once_a_language};

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    Cardinal(f64),
    Multiplier(f64),
    /// A cardinal where it stands alone, a multiplier after a number: Arabic "ألفا", two thousand or "(twenty) thousand".
    Either(f64, f64),
    /// Ordinals, fractions, months: they answer a figure, but never raise one.
    Hint(f64),
    Joiner,
}

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct NumberWords {
    meanings: FxHashMap<String, Meaning>,
    /// First word of a run of several → words of the longest run.
    runs: FxHashMap<String, usize>,
    /// Ordinals without their last two letters: their endings are many and say nothing about the value.
    stems: FxHashMap<String, f64>,
    beginnings: Beginnings,
    weak: Vec<String>,
    counters: &'static [String],
    endings: Vec<String>,
    language: Option<&'static Language>,
    prefixes: Vec<String>,
    articles: Vec<String>,
    /// Number words are glued together ("fünfundzwanzig").
    compound: bool,
    /// Letters of the longest entry: how far to look where words are not separated.
    pub longest: usize,
    /// Some entry has an apostrophe inside ("п'ять").
    pub apostrophes: bool,
}

/// Endings up to this many letters are forgiven on a magnitude word: "miljoonaa", "milyonu", "мільйонами".
const ENDING: usize = 3;

impl NumberWords {
    once_a_language!(NumberWords);

    fn new(language: &'static Language) -> Self {
        let numbers = &language.numbers;
        let mut words = NumberWords {
            weak: numbers.weak.iter().map(|word| fold_phrase(word)).collect(),
            counters: &numbers.counters,
            endings: numbers.endings.iter().map(|ending| fold_phrase(ending)).collect(),
            prefixes: language.words.clitics.iter().chain(&language.words.article_prefixes).map(|word| fold_phrase(word)).collect(),
            articles: language.words.article_prefixes.iter().map(|word| fold_phrase(word)).collect(),
            compound: numbers.compound,
            language: Some(language),
            ..NumberWords::default()
        };
        for (month, forms) in (1u8..).zip(&language.calendar.months) {
            for form in forms {
                words.add(form, Meaning::Hint(f64::from(month)));
            }
        }
        let add_all = |words: &mut NumberWords, list: &BTreeMap<String, f64>, meaning: fn(f64) -> Meaning| {
            list.iter().for_each(|(word, value)| words.add(word, meaning(*value)));
        };
        add_all(&mut words, &numbers.fractions, Meaning::Hint);
        add_all(&mut words, &numbers.ordinals, Meaning::Hint);
        add_all(&mut words, &numbers.cardinals, Meaning::Cardinal);
        add_all(&mut words, &numbers.multipliers, Meaning::Multiplier);
        for (word, value) in &numbers.ordinals {
            let word = fold_phrase(word);
            let length = word.chars().count();
            if length >= 6 && !word.contains(' ') {
                words.stems.entry(word.chars().take(length - 2).collect()).or_insert(*value);
            }
        }
        for word in &numbers.joiners {
            words.meanings.entry(fold_phrase(word)).or_insert(Meaning::Joiner);
        }
        let glued = numbers.compound || language.unspaced || !words.endings.is_empty();
        words.beginnings = if glued { Beginnings::default() } else { Beginnings::of_whole_words() };
        let entries = words.meanings.keys().chain(words.stems.keys()).chain(words.runs.keys());
        entries.for_each(|entry| words.beginnings.add(entry));
        words
    }

    fn add(&mut self, word: &str, meaning: Meaning) {
        let word = fold_phrase(word);
        if word.is_empty() {
            return;
        }
        let count = word.split(' ').count();
        if count > 1 {
            let first = word.split(' ').next().unwrap_or_default().to_owned();
            let longest = self.runs.entry(first).or_default();
            *longest = (*longest).max(count);
        }
        self.longest = self.longest.max(word.chars().count());
        self.apostrophes |= word.contains('\'');
        let known = self.meanings.get(&word).copied();
        let meaning = match (known, meaning) {
            (Some(Meaning::Cardinal(one) | Meaning::Either(one, _)), Meaning::Multiplier(times)) if (one - times).abs() > 0.5 => {
                Meaning::Either(one, times)
            }
            _ => meaning,
        };
        self.meanings.insert(word, meaning);
    }

    pub fn is_empty(&self) -> bool {
        self.meanings.is_empty()
    }

    /// Whether a folded word may have a meaning or begin a run that has one. A `false` is sure.
    pub fn may_mean(&self, word: &str) -> bool {
        let behind = |word: &str| {
            self.prefixes.iter().filter_map(|prefix| word.strip_prefix(prefix.as_str())).any(|rest| self.beginnings.may_begin(rest))
        };
        self.beginnings.may_begin(word)
            || behind(word)
            || self.prefixes.iter().filter_map(|prefix| word.strip_prefix(prefix.as_str())).any(behind)
    }

    /// No number word of any language is longer, in bytes; taking a longer one apart would cost its square.
    const LONGEST: usize = 256;

    /// Words of the longest run that starts with this word; 1 where there is none.
    pub fn run(&self, first: &str) -> usize {
        self.runs.get(first).copied().unwrap_or(1)
    }

    /// Whether a text, as it is written, begins with a word that counts what stands behind it.
    pub fn counts(&self, text: &str) -> bool {
        self.counters.iter().any(|counter| text.starts_with(counter.as_str()))
    }

    /// The meaning of exactly this, folded.
    pub fn exact(&self, word: &str) -> Option<Meaning> {
        self.meanings.get(word).copied()
    }

    /// The meaning of a folded word, with up to two glued particles or articles taken off, or of its parts.
    pub fn meaning(&self, word: &str) -> Option<Meaning> {
        if word.len() > Self::LONGEST {
            return None;
        }
        let compound = || if self.compound { self.compounded(word) } else { None };
        self.exact(word)
            .or_else(|| self.stripped(word, 2))
            .or_else(compound)
            .or_else(|| self.cased(word))
            .or_else(|| self.ordinal(word).map(Meaning::Hint))
    }

    /// A magnitude word with an ending we do not list.
    pub fn inflected(&self, word: &str) -> Option<f64> {
        let mut cut = word;
        for _ in 0..ENDING {
            let (at, _) = cut.char_indices().next_back()?;
            cut = &cut[..at];
            if cut.chars().count() < 4 {
                return None;
            }
            if let Some(Meaning::Multiplier(value) | Meaning::Either(_, value)) = self.meanings.get(cut)
                && *value >= 1000.0
            {
                return Some(*value);
            }
        }
        None
    }

    /// A cardinal with a case ending: it answers a figure, but may be another word (Turkish "yüzden", for that reason).
    fn cased(&self, word: &str) -> Option<Meaning> {
        let small = || self.language.is_some_and(|language| language.words.is_function(word));
        let mut stems = self.endings.iter().filter_map(|ending| word.strip_suffix(ending.as_str())).filter(|_| !small());
        stems.find_map(|stem| match self.meanings.get(stem)? {
            Meaning::Cardinal(value) | Meaning::Either(value, _) => Some(Meaning::Hint(*value)),
            _ => None,
        })
    }

    /// The value of an ordinal with an ending we do not list.
    pub fn ordinal(&self, word: &str) -> Option<f64> {
        let mut cut = word;
        for _ in 0..5 {
            if cut.chars().count() < 4 {
                return None;
            }
            if let Some(value) = self.stems.get(cut) {
                return Some(*value);
            }
            cut = &cut[..cut.char_indices().next_back()?.0];
        }
        None
    }

    fn stripped(&self, word: &str, depth: u8) -> Option<Meaning> {
        if depth == 0 {
            return None;
        }
        self.prefixes
            .iter()
            .filter_map(|prefix| word.strip_prefix(prefix.as_str()))
            .filter(|rest| rest.chars().count() >= 3)
            .find_map(|rest| self.meanings.get(rest).copied().filter(|m| *m != Meaning::Joiner).or_else(|| self.stripped(rest, depth - 1)))
    }

    /// "fünfundzwanzig", "zweitausend". What is left over may be an ending or another word: then it is only a hint ("vierundzwanzigjährig").
    fn compounded(&self, word: &str) -> Option<Meaning> {
        let mut sum = Sum::default();
        let mut rest = word;
        let mut parts = 0;
        let mut length = 0;
        while !rest.is_empty() {
            // No longer than the longest number word: a word of megabytes would cost its square.
            let mut end = rest.len().min(self.longest * 4);
            let found = loop {
                if rest.is_char_boundary(end)
                    && let Some(meaning) = self.meanings.get(&rest[..end])
                    && !(*meaning == Meaning::Joiner && parts == 0)
                {
                    break Some((*meaning, end));
                }
                end -= 1;
                if end == 0 {
                    break None;
                }
            };
            match found {
                Some((Meaning::Joiner, _)) => {}
                Some((Meaning::Cardinal(value), _)) => sum.add(value),
                Some((Meaning::Multiplier(value) | Meaning::Either(_, value), _)) => sum.multiply(value),
                Some((Meaning::Hint(value), end)) if parts >= 1 && end == rest.len() && value >= 1.0 => {
                    sum.add(value);
                    return Some(Meaning::Hint(sum.value()));
                }
                Some((Meaning::Hint(_), _)) | None => break,
            }
            let end = found.map_or(0, |(_, end)| end);
            parts += 1;
            length += rest[..end].chars().count();
            rest = &rest[end..];
        }
        match (parts, rest.is_empty()) {
            (2.., true) => Some(Meaning::Cardinal(sum.value())),
            (1.., false) if length >= 5 => Some(Meaning::Hint(sum.value())),
            _ => None,
        }
    }

    /// A cardinal with the article glued on is an ordinal or a set known before ("القرن العشرين", "the four").
    pub fn has_article(&self, word: &str) -> bool {
        self.exact(word).is_none() && self.articles.iter().any(|article| word.contains(article.as_str()))
    }

    pub fn is_weak(&self, word: &str) -> bool {
        self.weak.iter().any(|weak| weak == word)
    }
}

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
            // "seratus dua puluh": only the two is multiplied by ten.
            let last = self.group % value;
            self.group = match (self.group == 0.0, last == 0.0) {
                (true, _) => value,
                // "a hundred, ten and five" where ten is a word that multiplies.
                (false, true) if self.group > value => self.group + value,
                (false, true) => self.group * value,
                (false, false) => self.group - last + last * value,
            };
        } else {
            let group = if self.group == 0.0 && self.total == 0.0 { 1.0 } else { self.group };
            // "مليونان وخمسمئة ألف": a million in one word with its two stays as it is.
            let last = if group > value { group % value } else { group };
            if group == 0.0 {
                self.total *= value;
            } else if last > 0.0 {
                self.total += group - last + last * value;
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
