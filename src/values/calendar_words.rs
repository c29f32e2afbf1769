//! Words of the calendar of a language: months, weekdays, halves of the day, feasts, years said from today.

use rustc_hash::FxHashMap;

use super::{
    beginnings::{Beginnings, FirstCharacters},
    fold, fold_phrase,
};
use crate::{
    lang::{Language, is_letter, once_a_language},
    model::Arrange,
};

/// What a word or a run of words names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// 1 is January.
    Month(u8),
    /// 1 is Monday.
    Weekday(u8),
    /// `last-year`, `this-week`, `tomorrow`: the keys of the language files.
    Relative(&'static str),
    Feast(&'static str),
}

/// An entry: what it may name, and whether it is an everyday word or an abbreviation as well.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub meanings: Vec<Meaning>,
    pub loose: bool,
}

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct CalendarWords {
    entries: FxHashMap<String, Entry>,
    /// The same, sorted.
    sorted: Vec<String>,
    /// Forms without their last letters, where endings are many.
    stems: FxHashMap<String, (Entry, usize)>,
    prefixes: Vec<String>,
    beginnings: Beginnings,
    /// Words, or letters where words are not separated, of the longest entry.
    pub longest: usize,
    pub am: Vec<String>,
    pub pm: Vec<String>,
    pub clock: Vec<String>,
    /// The first characters of the last three.
    pub halves: FirstCharacters,
    pub capital: bool,
}

/// Letters cut from a form, and letters that may follow what is left.
const CUT: usize = 1;
const ENDING: usize = 4;

impl CalendarWords {
    once_a_language!(CalendarWords);

    fn new(language: &'static Language) -> Self {
        let calendar = &language.calendar;
        let folded = |list: &Vec<String>| list.iter().map(|word| fold_phrase(word)).collect::<Vec<_>>();
        let mut words = CalendarWords {
            prefixes: language.words.clitics.iter().map(|word| fold(word)).collect(),
            am: folded(&calendar.am),
            pm: folded(&calendar.pm),
            clock: folded(&calendar.clock),
            capital: calendar.capital,
            ..CalendarWords::default()
        };
        let loose = folded(&calendar.loose);
        let alphabetic = !language.unspaced;
        let mut add = |form: &str, meaning: Meaning, stem: bool| {
            let form = fold_phrase(form);
            let count = form.chars().count();
            let short = alphabetic && count <= 3 && form.chars().all(|c| is_letter(c) && !is_abjad(c));
            let entry = words.entries.entry(form.clone()).or_default();
            entry.meanings.push(meaning.clone());
            entry.loose |= short || loose.contains(&form);
            words.longest = words.longest.max(if language.unspaced { count } else { form.split(' ').count() });
            if stem && calendar.inflects && count >= 5 && !form.contains(' ') {
                let cut: String = form.chars().take(count - CUT).collect();
                let known = words.stems.entry(cut).or_default();
                known.0.meanings.push(meaning);
                known.1 = known.1.max(count);
            }
        };
        for (list, make) in [(&calendar.months, Meaning::Month as fn(u8) -> Meaning), (&calendar.weekdays, Meaning::Weekday)] {
            for (forms, number) in list.iter().zip(1..) {
                forms.iter().for_each(|form| add(form, make(number), true));
            }
        }
        for (key, forms) in &calendar.relative {
            forms.iter().for_each(|form| add(form, Meaning::Relative(key), false));
        }
        for (key, forms) in &calendar.feasts {
            forms.iter().for_each(|form| add(form, Meaning::Feast(key), calendar.inflects));
        }
        words.beginnings = if language.unspaced { Beginnings::default() } else { Beginnings::of_whole_words() };
        words.entries.keys().chain(words.stems.keys()).for_each(|entry| words.beginnings.add(entry));
        words.sorted = words.entries.keys().cloned().collect();
        words.sorted.sort_unstable();
        for list in [&mut words.am, &mut words.pm] {
            list.arrange_by_key(|word| std::cmp::Reverse(word.len()));
        }
        words.halves = FirstCharacters::new([&words.am, &words.pm, &words.clock].into_iter().flatten().map(String::as_str));
        words
    }

    /// Whether a folded word may be an entry or begin one. A `false` is sure.
    pub fn may_mean(&self, word: &str) -> bool {
        self.beginnings.may_begin(word)
            || self.prefixes.iter().filter_map(|prefix| word.strip_prefix(prefix.as_str())).any(|rest| self.beginnings.may_begin(rest))
    }

    /// Whether an entry begins with a folded word or is the same.
    pub fn begins(&self, word: &str) -> bool {
        let at = self.sorted.partition_point(|entry| entry.as_str() < word);
        self.sorted.get(at).is_some_and(|entry| entry.starts_with(word))
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry for a folded word or run of words as it stands.
    pub fn exact(&self, phrase: &str) -> Option<&Entry> {
        self.entries.get(phrase)
    }

    /// The entry for one word, with the particles glued before it and the endings behind it taken off.
    pub fn word(&self, word: &str) -> Option<&Entry> {
        self.exact(word).or_else(|| self.inflected(word)).or_else(|| {
            let rest = self.prefixes.iter().filter_map(|prefix| word.strip_prefix(prefix.as_str()));
            let month = |entry: &Entry| entry.meanings.iter().any(|meaning| matches!(meaning, Meaning::Month(_)));
            rest.filter(|rest| rest.chars().count() >= 3)
                .find_map(|rest| self.exact(rest).filter(|entry| rest.chars().count() >= 4 || month(entry)))
        })
    }

    fn inflected(&self, word: &str) -> Option<&Entry> {
        if self.stems.is_empty() {
            return None;
        }
        let count = word.chars().count();
        (0..=CUT + ENDING).find_map(|drop| {
            let kept = count.checked_sub(drop).filter(|kept| *kept >= 4)?;
            let end = word.char_indices().nth(kept).map_or(word.len(), |(at, _)| at);
            self.stems.get(&word[..end]).filter(|(_, longest)| count <= longest + ENDING).map(|(entry, _)| entry)
        })
    }
}

/// Letters of scripts that write no vowels: three of them are a whole word.
fn is_abjad(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{900}'..='\u{10ff}' | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}')
}
