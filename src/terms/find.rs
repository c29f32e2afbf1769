//! Finding terms in running text, whatever their inflection.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Entry, Status};
use crate::{
    lang::{Language, fold, is_word_character, word_indices, words_in},
    model::{Arrange, Lang},
};

/// What the glossary says of one source term.
#[derive(Debug, Clone, Default)]
pub struct Term {
    pub source: String,
    /// Right renderings, the preferred one first.
    pub approved: Vec<String>,
    pub forbidden: Vec<String>,
    pub keep: bool,
    langs: Vec<(Option<Lang>, Option<Lang>)>,
    /// The words of the source term, folded.
    words: Vec<String>,
}

/// A term at its place in a source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Place of the term in [`Glossary::terms`].
    pub term: usize,
    /// Bytes of the text.
    pub span: Range<usize>,
}

/// The terms of all glossaries of a run, ready to be looked up.
#[derive(Debug, Default)]
pub struct Glossary {
    pub terms: Vec<Term>,
    /// Head of a term's first word → terms.
    heads: FxHashMap<String, Vec<usize>>,
    /// The source terms as they are, for languages that do not separate words.
    whole: Option<AhoCorasick>,
}

/// Letters of a word by which terms are looked up.
const HEAD: usize = 3;
/// Letters that an ending may have.
const ENDING: usize = 4;

impl Glossary {
    /// Joins the lines about one source term.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut terms: Vec<Term> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for entry in entries {
            let key = fold(&entry.source);
            // Without a source every line stands for itself.
            let place = if key.is_empty() { terms.len() } else { *places.entry(key).or_insert(terms.len()) };
            if place == terms.len() {
                terms.push(Term { words: words(&entry.source), source: entry.source.clone(), ..Term::default() });
            }
            let term = &mut terms[place];
            match entry.status {
                Status::Approved => term.approved.push(entry.target),
                Status::Forbidden => term.forbidden.push(entry.target),
                Status::Keep => term.keep = true,
            }
            if !term.langs.contains(&entry.langs) {
                term.langs.push(entry.langs);
            }
        }
        let mut heads: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, term) in terms.iter().enumerate() {
            if let Some(first) = term.words.first() {
                heads.entry(head(first).to_owned()).or_default().push(at);
            }
        }
        // An automaton that cannot be built (terms of gigabytes) finds nothing.
        let whole = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(terms.iter().map(|term| term.source.as_str()))
            .ok();
        Glossary { terms, heads, whole }
    }

    /// The terms of a source text, longest first where they overlap; each once.
    #[must_use]
    pub fn find(&self, text: &str, language: &Language, langs: (Option<Lang>, Option<Lang>)) -> Vec<Found> {
        let mut found = if language.unspaced { self.find_whole(text) } else { self.find_words(text, language) };
        found.retain(|found| self.terms[found.term].speaks(langs));
        found.arrange_by_key(|found| (std::cmp::Reverse(found.span.len()), found.span.start));
        let mut kept: Vec<Found> = Vec::new();
        let mut seen = FxHashSet::default();
        for one in found {
            let inside = kept.iter().any(|longer| longer.span.start < one.span.end && one.span.start < longer.span.end);
            if !inside && seen.insert(one.term) {
                kept.push(one);
            }
        }
        kept.arrange_by_key(|found| found.span.start);
        kept
    }

    /// The terms that forbid a rendering whatever the source says.
    pub fn unconditional(&self, langs: (Option<Lang>, Option<Lang>)) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(move |term| term.source.is_empty() && term.speaks(langs))
    }

    fn find_whole(&self, text: &str) -> Vec<Found> {
        let places = self.whole.iter().flat_map(|whole| whole.find_iter(text));
        places.filter(|place| !place.is_empty()).map(|place| Found { term: place.pattern().as_usize(), span: place.range() }).collect()
    }

    fn find_words(&self, text: &str, language: &Language) -> Vec<Found> {
        let places: Vec<(usize, &str, String)> = word_indices(text).map(|(at, word)| (at, word, fold(word))).collect();
        let mut found = Vec::new();
        for first in 0..places.len() {
            for form in forms(&places[first].2, language) {
                for &term in self.heads.get(head(form)).into_iter().flatten() {
                    let wanted = &self.terms[term].words;
                    let Some(run) = places.get(first..first + wanted.len()) else { continue };
                    let fits =
                        |(wanted, place): (&String, &(usize, &str, String))| forms(&place.2, language).any(|form| same_word(wanted, form));
                    let rest = wanted.iter().zip(run).skip(1).all(fits);
                    if rest && same_word(&wanted[0], form) {
                        let last = &run[run.len() - 1];
                        found.push(Found { term, span: places[first].0..last.0 + last.1.len() });
                    }
                }
            }
        }
        found
    }
}

impl Term {
    /// Whether the term is one of these languages; unknown languages fit any.
    fn speaks(&self, (source, target): (Option<Lang>, Option<Lang>)) -> bool {
        let fits = |own: Option<Lang>, other: Option<Lang>| own.zip(other).is_none_or(|(own, other)| own.same_language(&other));
        self.langs.iter().any(|langs| fits(langs.0, source) && fits(langs.1, target))
    }
}

/// Where a rendering stands in a target text word by word, whatever its endings.
#[must_use]
pub fn place(term: &str, text: &str, language: &Language) -> Option<Range<usize>> {
    if language.unspaced {
        return text.find(term).map(|at| at..at + term.len());
    }
    let wanted = words(term);
    let places: Vec<(usize, &str, String)> = word_indices(text).map(|(at, word)| (at, word, fold(word))).collect();
    let fits = |(wanted, place): (&String, &(usize, &str, String))| forms(&place.2, language).any(|form| same_word(wanted, form));
    let run = places.windows(wanted.len().max(1)).find(|run| !wanted.is_empty() && wanted.iter().zip(*run).all(fits))?;
    let last = run.last()?;
    Some(run[0].0..last.0 + last.1.len())
}

/// How many of the words of a rendering a target text holds in any form and order, also inside compounds; a share from 0 to 1.
#[must_use]
pub fn share(term: &str, text: &str, language: &Language) -> f64 {
    if language.unspaced {
        let signs: Vec<char> = term.chars().filter(|c| is_word_character(*c)).collect();
        let there = signs.iter().filter(|c| text.contains(**c)).count();
        return if text.contains(term) || signs.is_empty() { 1.0 } else { 0.9 * there as f64 / signs.len() as f64 };
    }
    let folded = fold(text);
    let wanted = words(term);
    let wanted: Vec<&String> = wanted.iter().filter(|word| !language.words.is_function(word)).collect();
    let said: Vec<&str> = words_in(&folded).collect();
    let is_there =
        |word: &str| folded.contains(stem(word)) || said.iter().flat_map(|said| forms(said, language)).any(|form| same_word(word, form));
    let there = wanted.iter().filter(|word| is_there(word)).count();
    if wanted.is_empty() { 1.0 } else { there as f64 / wanted.len() as f64 }
}

fn words(term: &str) -> Vec<String> {
    words_in(term).map(fold).collect()
}

/// The start of a word, by which terms are looked up: endings do not reach so far.
fn head(word: &str) -> &str {
    word.char_indices().nth(HEAD).map_or(word, |(at, _)| &word[..at])
}

/// The part of a word that its forms share: two thirds, three letters at least.
fn stem(word: &str) -> &str {
    let letters = word.chars().count();
    let kept = (letters * 2).div_ceil(3).max(HEAD);
    word.char_indices().nth(kept).map_or(word, |(at, _)| &word[..at])
}

/// A word, and what is left of it without articles and particles that are written together with it.
fn forms<'w>(word: &'w str, language: &'w Language) -> impl Iterator<Item = &'w str> {
    let without = move |prefixes: &'w [String], word: &'w str| {
        prefixes.iter().find_map(move |prefix| word.strip_prefix(prefix.as_str()).filter(|rest| rest.chars().count() >= HEAD))
    };
    let bare = without(&language.words.clitics, word);
    let plain = without(&language.words.article_prefixes, word);
    let both = bare.and_then(|rest| without(&language.words.article_prefixes, rest));
    [Some(word), bare, plain, both].into_iter().flatten()
}

/// Whether two folded words are forms of one: equal, or alike but for a short ending.
fn same_word(a: &str, b: &str) -> bool {
    if a == b || same_root(a, b) {
        return true;
    }
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let (left, right) = (a.chars().count(), b.chars().count());
    let longest = left.max(right);
    // A short word takes a short ending: tap, taps.
    if shared == left.min(right) && shared >= HEAD && longest - shared <= shared - 2 {
        return longest - shared <= 2;
    }
    shared > HEAD && longest - shared <= ENDING && shared * 3 >= longest * 2
}

/// Arabic and Hebrew form words around consonants (عرض, عروض): whether two words have three or more and the same ones.
fn same_root(a: &str, b: &str) -> bool {
    let of_roots = |word: &str| word.starts_with(|c: char| ('\u{5d0}'..='\u{64a}').contains(&c));
    let consonants = |word: &str| word.chars().filter(|c| !matches!(c, 'ا' | 'و' | 'ي' | 'ة' | 'ו' | 'י')).collect::<String>();
    of_roots(a) && of_roots(b) && {
        let root = consonants(a);
        root.chars().count() >= HEAD && root == consonants(b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::find;

    fn glossary(rows: &[(&str, &str)]) -> Glossary {
        let entry = |(source, target): &(&str, &str)| Entry {
            source: (*source).to_owned(),
            target: (*target).to_owned(),
            status: Status::Approved,
            langs: (None, None),
        };
        Glossary::new(rows.iter().map(entry).collect())
    }

    fn found(glossary: &Glossary, text: &str, tag: &str) -> Vec<String> {
        let language = find(tag).unwrap_or_else(|| panic!("{tag}"));
        glossary.find(text, language, (None, None)).into_iter().map(|found| text[found.span].to_owned()).collect()
    }

    #[test]
    fn terms_are_found_in_any_form() {
        let terms = glossary(&[
            ("pump station", "Pumpwerk"),
            ("pump", "Pumpe"),
            ("valve", "Ventil"),
            ("مضخة", "pump"),
            ("насос", "pump"),
            ("水泵", "pump"),
        ]);
        assert_eq!(found(&terms, "Two pump stations and their valves", "en"), ["pump stations", "valves"]);
        assert!(found(&terms, "The pumpkin is ripe", "en").is_empty());
        assert_eq!(found(&terms, "توقفت المضخة أمس", "ar"), ["المضخة"]);
        assert_eq!(found(&terms, "Старые насосы стоят", "ru"), ["насосы"]);
        assert_eq!(found(&terms, "这台水泵旧了", "zh"), ["水泵"]);
        assert!(found(&terms, "He pulled the punt", "en").is_empty());
    }

    #[test]
    fn renderings_are_found_in_any_form() {
        let language = |tag| find(tag).unwrap_or_else(|| panic!("{tag}"));
        assert!(share("Ventil", "Die Ventile sind neu", language("de")) > 0.99);
        assert!(share("alte Pumpe", "ein altes Pumpenhaus", language("de")) > 0.99);
        assert!(share("عروض", "إنشاء تقديرات في بند عرض أسعار", language("ar")) > 0.99);
        assert!(share("Ventil", "Die Pumpe ist neu", language("de")) < 0.01);
        assert_eq!(place("Diaoyu", "the Diaoyu islands", language("en")), Some(4..10));
    }
}
