//! Why a name of the source may rightly be gone from its translation: what else may stand for it there.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    lang::{Language, is_letter, lowered, words_in},
    names::{Kept, Survey, words::key_of},
};

/// Letters of an acronym.
const ACRONYM: Range<usize> = 2..7;
/// Letters of a stem that chance does not often hit.
const STEM: usize = 4;
/// Letters of a case ending.
const CASE: usize = 2;
/// Words between a title and a name.
const TITLE: usize = 2;

/// What is asked for every missing name of a document.
pub(super) struct Excuses<'a> {
    /// Bytes of the source that the translation answers, by pair.
    answered: FxHashMap<usize, Vec<Range<usize>>>,
    pronouns: (&'a FxHashSet<&'static str>, &'a FxHashSet<&'static str>),
    titles: (&'a FxHashSet<String>, &'a FxHashSet<String>),
    facts: (&'static Language, &'static Language),
}

/// A missing name.
pub(super) struct Missing<'g> {
    pub pair: usize,
    pub span: &'g Range<usize>,
    /// The name in Latin letters, as far as it is known.
    pub latin: &'g str,
    /// How the batch writes it on the other side, as far as that is known.
    pub reading: &'g str,
    pub place: bool,
    /// Pairs that answer it, and pairs that have it.
    pub answered: usize,
    pub seen: usize,
}

fn titles(facts: &Language) -> FxHashSet<String> {
    let ranks = facts.names.ranks.values().flatten();
    [&facts.words.titles, &facts.words.honorifics, &facts.names.roles]
        .into_iter()
        .flatten()
        .chain(ranks)
        .flat_map(|phrase| phrase.split(' '))
        .map(|word| word.trim_end_matches('*').to_lowercase())
        .filter(|word| word.chars().count() > 1 && !facts.words.is_function(word))
        .collect()
}

impl<'a> Excuses<'a> {
    pub fn new(survey: &Survey, source: &'static Language, target: &'static Language) -> Self {
        static PRONOUNS: Kept<FxHashSet<&'static str>> = Kept::new();
        static TITLES: Kept<FxHashSet<String>> = Kept::new();
        let mut answered: FxHashMap<usize, Vec<Range<usize>>> = FxHashMap::default();
        for mention in survey.mentions.iter() {
            answered.entry(mention.pair).or_default().push(mention.source.clone());
        }
        let pronouns = |facts: &'static Language| PRONOUNS.of(facts, None, || facts.words.pronouns.iter().map(String::as_str).collect());
        let titles = |facts: &'static Language| TITLES.of(facts, None, || titles(facts));
        Excuses {
            answered,
            pronouns: (pronouns(source), pronouns(target)),
            titles: (titles(source), titles(target)),
            facts: (source, target),
        }
    }

    /// What may stand for a name of the source, if anything.
    pub fn of(&self, gap: &Missing<'_>, source: &str, target: &str) -> Option<&'static str> {
        if gap.seen > gap.answered * 2 {
            return Some("the translations seldom have it");
        }
        if self.beside_a_name(gap, source) {
            return Some("the rest of the name is there");
        }
        if bracketed(source, gap.span) {
            return Some("it stands in brackets");
        }
        if made_of(target, gap.reading) {
            return Some("a word made of it may stand for it");
        }
        let initial = gap.latin.chars().next().map(|c| c.to_ascii_uppercase());
        if acronyms(target).iter().any(|word| gap.place || initial.is_some_and(|initial| word.contains(initial))) {
            return Some("an acronym may stand for it");
        }
        let count = |text: &str, known: &FxHashSet<&str>| words_in(text).filter(|word| lowered(word, |word| known.contains(word))).count();
        if !self.pronouns.0.is_empty() && count(target, self.pronouns.1) > count(source, self.pronouns.0) {
            return Some("a pronoun may stand for it");
        }
        let titled = |text: &str, known: &FxHashSet<String>| words_in(text).any(|word| lowered(word, |word| known.contains(word)));
        if titled(near(source, gap.span), self.titles.0) && titled(target, self.titles.1) {
            return Some("a title may stand for it");
        }
        None
    }

    /// Whether a word calls on God.
    pub fn is_divine(&self, word: &str) -> bool {
        let lists = || self.facts.0.names.divine.iter().chain(&self.facts.1.names.divine);
        words_in(word).any(|word| {
            let key = key_of(word);
            let ended = |name: &str, end: &str| end.is_empty() || (name.chars().count() >= STEM && end.chars().count() <= CASE);
            lists().map(|name| key_of(name)).any(|name| key.strip_prefix(name.as_str()).is_some_and(|end| ended(&name, end)))
        })
    }

    /// Whether a part of the same name has its counterpart.
    fn beside_a_name(&self, gap: &Missing<'_>, source: &str) -> bool {
        let touches = |span: &Range<usize>| {
            let between = if span.end <= gap.span.start { span.end..gap.span.start } else { gap.span.end..span.start };
            source.get(between).is_some_and(|text| matches!(text, " " | "-" | "·" | "・" | "\u{a0}" | ""))
        };
        self.answered.get(&gap.pair).is_some_and(|spans| spans.iter().any(touches))
    }
}

/// Whether some word of a text holds the stem of a name: "северокорейский" that of Корея.
fn made_of(text: &str, name: &str) -> bool {
    let letters = name.chars().count();
    let stem: String = name.chars().take(letters.saturating_sub(1).max(STEM)).flat_map(char::to_lowercase).collect();
    letters >= STEM && name.chars().all(is_letter) && words_in(text).any(|word| lowered(word, |word| word.contains(&stem)))
}

/// The words around a name among which its title stands.
fn near<'t>(text: &'t str, span: &Range<usize>) -> &'t str {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let start = before.unicode_word_indices().rev().take(TITLE).last().map_or(span.start, |(at, _)| at);
    let end = after.unicode_word_indices().take(1).last().map_or(span.end, |(at, word)| span.end + at + word.len());
    text.get(start..end).unwrap_or_default()
}

fn bracketed(text: &str, span: &Range<usize>) -> bool {
    let before = text.get(..span.start).and_then(|text| text.trim_end().chars().next_back());
    let after = text.get(span.end..).and_then(|text| text.trim_start().chars().next());
    matches!(before, Some('(' | '[' | '（')) || matches!(after, Some(')' | ']' | '）'))
}

/// Words in Latin capitals: EU, M&S, AMs.
fn acronyms(text: &str) -> Vec<&str> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '&' | '.');
    let capital = |word: &str| {
        let word = word.trim_end_matches('s');
        let letters = word.chars().filter(char::is_ascii_alphabetic).count();
        ACRONYM.contains(&letters) && word.chars().all(|c| !c.is_ascii_lowercase())
    };
    text.split(|c: char| !inside(c)).map(|word| word.trim_matches('.')).filter(|word| capital(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lang::or_default, model::Lang};

    fn excuse(lang: &str, source: &str, name: &str, latin: &str, target: &str) -> Option<&'static str> {
        let facts = |tag: &str| or_default(Lang::parse(tag).ok());
        let excuses = Excuses::new(&Survey::default(), facts(lang), facts("en"));
        let at = source.find(name).unwrap_or(0);
        let gap = Missing { pair: 0, span: &(at..at + name.len()), latin, reading: latin, place: false, answered: 3, seen: 4 };
        excuses.of(&gap, source, target)
    }

    #[test]
    fn what_stands_for_a_name_excuses_it() {
        assert!(excuse("ar", "وصل سبنسر أمس", "سبنسر", "Spencer", "M&S arrived yesterday").is_some());
        assert!(excuse("ru", "Адамс сказал это", "Адамс", "Adams", "He said so").is_some());
        assert!(excuse("fa", "رئیس جمهور ترامپ گفت", "ترامپ", "Trump", "The President said so").is_some());
        assert!(excuse("fa", "رئیس جمهور (ترامپ) گفت", "ترامپ", "Trump", "The man said so").is_some());
        assert!(excuse("ru", "Адамс сказал это", "Адамс", "Adams", "This was said yesterday").is_none());
        assert!(excuse("ru", "Она слышала, как Адамс сказал это", "Адамс", "Adams", "She heard it said").is_none());
        assert!(made_of("встреча с северокорейским лидером", "Корея") && !made_of("встреча с лидером", "Корея"));
        assert!(!made_of("in the ashes", "Ash"), "too short to tell");
        assert_eq!(acronyms("AMs of the U.K. and M&S, and I"), ["AMs", "U.K", "M&S"]);
    }
}
