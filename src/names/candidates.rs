//! Words of a Latin text that may be names, without a tagger: capital letters that nothing else explains.

use std::{ops::Range, sync::Arc};

use rustc_hash::FxHashSet;

use super::{
    kept::{Kept, shared},
    words::hashed,
};
use crate::lang::Language;
use crate::lang::{is_letter, lowered, word_indices, words_in};

/// Shorter words are like too much.
const SHORTEST: usize = 4;
/// Share of capitals among words inside sentences above which capitals mean nothing (German nouns, titles): English news that is
/// full of names stays below a third, German text is near a half.
const CAPITALS_EVERYWHERE: f64 = 0.40;
/// Words of a text before its capitals are counted.
const ENOUGH: u32 = 200;

/// A capitalised word, with the article before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub span: Range<usize>,
    /// As it stands, article included, possessive ending not.
    pub form: Arc<str>,
    /// After a full stop, colon or opening quotation any word is capitalised.
    pub initial: bool,
    /// Which run of capitalised words it belongs to, and whether it starts the run.
    pub run: u32,
}

/// What a Latin text calls common, learnt from the text itself and from the language's file.
#[derive(Debug, Clone, Default)]
pub struct Common {
    /// Words of the text and of the language, hashed.
    words: FxHashSet<u64>,
    listed: Option<&'static FxHashSet<u64>>,
    /// Every noun has a capital letter: one alone says nothing.
    pub capitals_everywhere: bool,
}

impl Common {
    #[must_use]
    pub fn new<'t>(texts: impl Iterator<Item = &'t str>, facts: &'static Language) -> Self {
        static LISTED: Kept<FxHashSet<u64>> = Kept::new();
        let mut common = Common::default();
        let (mut capitals, mut all) = (0u32, 0u32);
        for text in texts {
            for (at, word) in words_in(text).enumerate() {
                if word.starts_with(char::is_lowercase) {
                    common.words.insert(hashed(word));
                }
                if at > 0 && word.chars().count() > SHORTEST {
                    all += 1;
                    capitals += u32::from(word.starts_with(char::is_uppercase));
                }
            }
        }
        common.listed = Some(LISTED.of(facts, None, || {
            let lists = facts.calendar.months.iter().chain(&facts.calendar.weekdays).flatten();
            let words = facts.words.function.iter().chain(&facts.words.titles).chain(&facts.words.honorifics);
            let listed = lists.chain(words).map(|w| hashed(&w.to_lowercase()));
            listed.chain(facts.negation.words().map(hashed)).collect()
        }));
        common.capitals_everywhere = all > ENOUGH && f64::from(capitals) > CAPITALS_EVERYWHERE * f64::from(all);
        common
    }

    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        let hash = lowered(word, hashed);
        self.words.contains(&hash) || self.listed.is_some_and(|listed| listed.contains(&hash))
    }
}

/// The capitalised words of a text that are not common.
#[must_use]
pub fn candidates(text: &str, common: &Common) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    let mut initial = true;
    let mut before: Option<(usize, &str)> = None;
    let mut run = 0;
    let mut run_goes_on = false;
    for (at, word) in word_indices(text) {
        let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        let capital = stem.starts_with(char::is_uppercase);
        let letters = if capital { stem.chars().filter(|c| is_letter(*c)).count() } else { 0 };
        let acronym = || letters > 1 && stem.chars().filter(|c| is_letter(*c)).all(char::is_uppercase);
        let name = capital && letters >= SHORTEST && !acronym() && !common.has(stem) && !contracted(stem);
        if name {
            let article = before.filter(|(from, article)| is_article(article) && is_joint(&text[from + article.len()..at]));
            let start = article.map_or(at, |(from, _)| from);
            let end = at + stem.len();
            if !run_goes_on {
                run += 1;
            }
            // An article makes it a name wherever it stands.
            out.push(Candidate { span: start..end, form: shared(&text[start..end]), initial: initial && article.is_none(), run });
        }
        let rest = &text[at + word.len()..];
        let trimmed = rest.trim_start();
        initial =
            trimmed.starts_with(['.', '!', '?', ':', '“', '"', '«', '…', '|', '—', '–', '(']) || (initial && !name && is_article(word));
        run_goes_on = (name || is_article(word)) && stem.len() == word.len() && (rest.starts_with(' ') || rest.starts_with('-'));
        before = Some((at, word));
    }
    out
}

/// You've, They'll, Don't: no names, unlike O'Brien and D'Angelo.
fn contracted(word: &str) -> bool {
    let Some((_, after)) = word.split_once(['\'', '’']) else { return false };
    after.chars().count() <= 2 && after.chars().all(char::is_lowercase)
}

/// Words of a Latin text that could be a name, whatever their case.
pub fn all_words(text: &str) -> impl Iterator<Item = &str> {
    words_in(text).filter(|word| word.chars().filter(|c| is_letter(*c)).count() >= SHORTEST)
}

/// The Arabic article as a word of its own.
#[must_use]
pub fn is_article(word: &str) -> bool {
    matches!(word, "Al" | "al" | "El" | "el" | "AL" | "EL")
}

/// What may stand between an article and its name.
fn is_joint(text: &str) -> bool {
    matches!(text, " " | "-" | "\u{2011}" | "\u{a0}" | "’")
}

/// A spelling without its article, in lower case.
#[must_use]
pub fn bare(form: &str) -> String {
    lowered(form, |lower| {
        let cut = ["al-", "al ", "el-", "el ", "al\u{2011}"].iter().find_map(|article| lower.strip_prefix(article));
        cut.unwrap_or(lower).to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lang::or_default, model::Lang};

    fn forms(text: &str) -> Vec<String> {
        let facts = or_default(Lang::parse("en").ok());
        let common = Common::new([text, "the army said that it left"].into_iter(), facts);
        candidates(text, &common).into_iter().map(|c| c.form.to_string()).collect()
    }

    #[test]
    fn capitals_that_nothing_else_explains_are_names() {
        assert_eq!(forms("President Fayez Al Sarraj met him on Monday in Tripoli."), ["Fayez", "Al Sarraj", "Tripoli"]);
        assert_eq!(forms("The Army of NATO said Haftar’s men left"), ["Haftar"]);
        assert!(forms("He left. The end.").is_empty());
    }

    #[test]
    fn runs_and_starts_are_told() {
        let common = Common::default();
        let found = candidates("Brown met Kelly Humphreys, Thomas left.", &common);
        let runs: Vec<(u32, bool)> = found.iter().map(|c| (c.run, c.initial)).collect();
        assert_eq!(runs, [(1, true), (2, false), (2, false), (3, false)]);
    }
}
