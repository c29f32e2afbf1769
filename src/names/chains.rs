//! The words of a pair as parts of names: which of them stand in a row, what the other side has for each, and how much speaks for a name.

use std::{
    cell::RefCell,
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering},
};

use rustc_hash::FxHashSet;

use super::{
    cities::{Cities, City},
    clues::plain,
    kept::{Kept, Memo},
    lists::{Forms, attested, common},
    page::{Page, overlap},
    places::Gazetteer,
    search::Searcher,
    survey::Tongue,
    words::{key, key_of},
};
use crate::{
    lang::{lowered, word_indices},
    model::Lang,
    text::romanize::romanize,
};

/// A word of the other side is the counterpart of a Latin one from this probability on.
const LINKED: f32 = 0.5;
/// Letters of a case ending, and those that are left before it.
const ENDING: usize = 3;
const STEM: usize = 4;
/// People of a name before their number alone makes a word a name.
const MANY: u32 = 20;
/// Letters of a name that is looked for in a whole text.
const SHORTEST: usize = 4;
/// How much makes a word after a given name a surname.
const SURNAME: f32 = 0.5;
/// Words before a name among which its title stands.
const TITLE: usize = 4;

/// What a language lists around names, as sets.
#[derive(Debug)]
pub struct Listed {
    titles: FxHashSet<String>,
    others: FxHashSet<String>,
    particles: FxHashSet<String>,
    articles: Vec<String>,
    /// The letters of the articles, as names are compared.
    article_keys: Vec<String>,
    clitics: Vec<String>,
    lang: Option<Lang>,
    /// Which language this is, for what is remembered of words.
    id: usize,
}

/// What a language says of a word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said {
    /// A title, an honorific or an occupation; a particle of names; a word of grammar or of the calendar.
    title: bool,
    small: bool,
    other: bool,
    /// An ordinary word, and one that starts with an article.
    ordinary: bool,
    article: bool,
}

thread_local! {
    static SAID: RefCell<Memo<Said>> = RefCell::default();
    static WEIGHTS: RefCell<Memo<f32>> = RefCell::default();
}

impl Listed {
    /// What a language lists, gathered once and kept.
    #[must_use]
    pub fn of(tongue: Tongue) -> &'static Self {
        static ALL: Kept<Listed> = Kept::new();
        ALL.of(tongue.facts, tongue.lang, || Self::new(tongue))
    }

    fn new(tongue: Tongue) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let (words, names) = (&tongue.facts.words, &tongue.facts.names);
        let parts = |list: &Vec<String>| list.iter().flat_map(|w| w.split(' ')).map(str::to_lowercase).collect::<Vec<_>>();
        let calendar = tongue.facts.calendar.months.iter().chain(&tongue.facts.calendar.weekdays).flatten().map(|w| w.to_lowercase());
        Listed {
            titles: [&words.titles, &words.honorifics, &names.roles].into_iter().flat_map(parts).collect(),
            others: words.function.iter().map(|w| w.to_lowercase()).chain(calendar).collect(),
            particles: names.particles.iter().map(|w| w.to_lowercase()).collect(),
            articles: words.article_prefixes.clone(),
            article_keys: words.article_prefixes.iter().map(|article| key_of(article)).collect(),
            clitics: words.clitics.clone(),
            lang: tongue.lang,
            id: NEXT.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// What the language says of a word.
    #[must_use]
    pub fn said(&self, word: &str) -> Said {
        SAID.with_borrow_mut(|memo| {
            memo.get(self.id, word, || {
                lowered(word, |lower| Said {
                    title: self.titles.contains(lower)
                        || self.clitics.iter().any(|c| lower.strip_prefix(c.as_str()).is_some_and(|rest| self.titles.contains(rest))),
                    small: self.particles.contains(lower),
                    other: self.others.contains(lower),
                    ordinary: common(self.lang, lower),
                    article: self.articles.iter().any(|article| lower.starts_with(article.as_str())),
                })
            })
        })
    }
}

/// A word of the Latin side.
#[derive(Debug, Clone)]
pub struct Token<'t> {
    pub span: Range<usize>,
    pub word: &'t str,
    pub capital: bool,
    /// Which word of the other side it answers.
    pub unit: Option<usize>,
    /// It may be a name by itself: no title, no calendar word, no territory, no word of grammar.
    pub free: bool,
    pub ordinary: bool,
    pub small: bool,
    pub title: bool,
    pub city: Option<City>,
}

/// A word of the other side.
#[derive(Debug, Clone)]
pub struct Unit<'t> {
    pub span: Range<usize>,
    pub word: &'t str,
    /// Which word of the Latin side answers it, and how likely.
    pub token: Option<(usize, f32)>,
    /// How much makes it a name; nothing for words that are none.
    pub weight: f32,
    pub small: bool,
    pub article: bool,
    pub territory: bool,
    pub city: Option<City>,
    /// It is a title; a title stands before it.
    title: bool,
    pub titled: bool,
}

/// Both sides of a pair.
#[derive(Debug)]
pub struct Sides<'t> {
    pub tokens: Vec<Token<'t>>,
    pub units: Vec<Unit<'t>>,
}

/// Units in a row that make a name.
pub type Chain = Range<usize>;

/// What the languages of a batch know of names.
#[derive(Debug)]
pub struct Knowledge<'a> {
    pub latin: Tongue,
    pub other: Tongue,
    pub here: &'static Listed,
    pub there: &'static Listed,
    pub forms: Option<&'static Forms>,
    pub exonyms: Option<&'a (&'static Gazetteer, &'static Gazetteer)>,
    pub cities: Option<(&'static Cities, &'static Cities)>,
}

impl Knowledge<'_> {
    /// People who are called by a word of the other side, its article aside.
    fn people(&self, word: &str) -> u32 {
        let Some(forms) = self.forms else { return 0 };
        let key = key(word);
        let bare = self.there.article_keys.iter().filter_map(|article| key.strip_prefix(article.as_str()));
        bare.map(|rest| forms.people(rest)).chain([forms.people(&key)]).max().unwrap_or(0)
    }

    /// What a name of the other side means as a word.
    #[must_use]
    pub fn meanings(&self, word: &str) -> &[String] {
        let meanings = &self.other.facts.names.meanings;
        if meanings.is_empty() {
            return &[];
        }
        lowered(word, |lower| {
            let bare = self.there.articles.iter().filter_map(|article| lower.strip_prefix(article.as_str()));
            std::iter::once(lower).chain(bare).find_map(|form| meanings.get(form)).map_or(&[][..], Vec::as_slice)
        })
    }
}

/// Welsh, O'Brien, and not AMs.
fn word_like(word: &str) -> bool {
    word.chars().count() > 2 && word.chars().nth(1).is_some_and(|c| !c.is_uppercase())
}

fn capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase) && word.chars().any(char::is_lowercase)
}

impl<'t> Sides<'t> {
    #[must_use]
    pub fn new(page: &Page<'t>, known: &Knowledge<'_>, searcher: &mut Searcher) -> Self {
        // Most texts of another script have no Latin letters at all.
        let plain_other = !page.other.bytes().any(|b| b.is_ascii_alphabetic());
        let lower_other = if plain_other && page.latin.is_ascii() { String::new() } else { page.other.to_lowercase() };
        let mut tokens: Vec<Token<'t>> = word_indices(page.latin)
            .map(|(at, word)| {
                let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
                let Said { title, small, other, ordinary, .. } = known.here.said(word);
                let capital = capital(word);
                let city = known.cities.filter(|_| capital).and_then(|(here, _)| here.of(word));
                let territory = || known.exonyms.is_some_and(|(here, _)| here.derives(word));
                // What stands in Latin letters on the other side as well is no stranger.
                let literal = || lowered(word, |lower| lower_other.contains(lower));
                let free = capital && city.is_none() && !small && !title && !other && !territory() && !literal();
                Token { span: at..at + word.len(), word, capital, unit: None, free, ordinary, small, title, city }
            })
            .collect();
        let words: Vec<(usize, &str)> = word_indices(page.other).collect();
        let mut units: Vec<Unit<'t>> = words
            .iter()
            .map(|(at, word)| {
                let Said { title, small, other, article, .. } = known.there.said(word);
                let territory = known.exonyms.is_some_and(|(_, there)| there.derives(word));
                let cased = word.starts_with(char::is_lowercase);
                let city = known.cities.filter(|_| !cased).and_then(|(_, there)| there.of(word));
                let listed = territory || small || city.is_some() || title || other;
                let weight = if listed { 0.0 } else { weight(word, known) };
                Unit { span: *at..at + word.len(), word, token: None, weight, small, article, territory, city, title, titled: false }
            })
            .collect();
        // The same city by its names in the two languages.
        for (number, token) in tokens.iter_mut().enumerate() {
            let city = token.city;
            if let Some(unit) = units.iter().position(|unit| city.is_some() && unit.city == city) {
                token.unit = Some(unit);
                units[unit].token = Some((number, 1.0));
            }
        }
        for word in page.words.iter() {
            let Some(found) = word.found.as_ref().filter(|f| f.probability >= LINKED) else { continue };
            let unit = units.iter().position(|u| overlap(&u.span, &found.span) > 0);
            let token = tokens.iter().rposition(|t| overlap(&t.span, &word.candidate.span) > 0);
            let (Some(unit), Some(token)) = (unit, token) else { continue };
            if tokens[token].city != units[unit].city {
                continue;
            }
            tokens[token].unit = Some(unit);
            if units[unit].token.is_none_or(|(_, sure)| sure < found.probability) {
                units[unit].token = Some((token, found.probability));
            }
        }
        short(&mut tokens, &mut units, searcher);
        for at in 0..units.len() {
            units[at].titled = titled(&units[..at], known);
        }
        // With its article after a given name a title is a surname, and behind a title any word: كامل الوزير, الوزير عادل الجبير.
        for at in 1..units.len() {
            let (before, unit) = (&units[at - 1], &units[at]);
            let surname = unit.article && unit.weight == 0.0 && unit.city.is_none() && !before.article && before.weight >= 1.0;
            if surname && !unit.territory && (before.titled || unit.title) {
                units[at].weight = SURNAME;
            }
        }
        // A capital that starts a sentence is one only before another.
        if units.len() > 1 && capital(units[0].word) && !(capital(units[1].word) && joined(page.other, &units[0].span, &units[1].span)) {
            units[0].weight = 0.0;
        }
        Sides { tokens, units }
    }

    /// The names of the other side that have several words, or a title before them.
    #[must_use]
    pub fn chains(&self, text: &str) -> Vec<Chain> {
        let mut out = Vec::new();
        let named = |unit: &Unit<'_>| unit.city.is_none() && !unit.territory && (unit.weight > 0.0 || unit.token.is_some());
        let mut at = 0;
        while at < self.units.len() {
            if !named(&self.units[at]) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while let Some(next) = self.units.get(end) {
                if !joined(text, &self.units[end - 1].span, &next.span) || !(named(next) || next.small || self.units[end - 1].small) {
                    break;
                }
                end += 1;
            }
            while end > at + 1 && self.units[end - 1].small {
                end -= 1;
            }
            if end > at + 1 || self.units[at].titled {
                out.push(at..end);
            }
            at = end;
        }
        out
    }

    /// The word beside a token, particles between skipped; before it or after it.
    #[must_use]
    pub fn beside(&self, text: &str, token: usize, after: bool) -> Option<usize> {
        let mut at = token;
        loop {
            let next = if after { at + 1 } else { at.checked_sub(1)? };
            let (first, second) =
                if after { (self.tokens.get(at)?, self.tokens.get(next)?) } else { (self.tokens.get(next)?, self.tokens.get(at)?) };
            if !joined(text, &first.span, &second.span) {
                return None;
            }
            if !self.tokens[next].small {
                return Some(next);
            }
            at = next;
        }
    }

    /// Capitalised words in a row that answer nothing, each a name somewhere.
    #[must_use]
    pub fn strangers(&self, text: &str) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        let called = |t: &Token<'_>| !t.small && !t.ordinary && attested(&plain(t.word));
        let fits = |t: &Token<'_>| t.free && t.unit.is_none() && (!t.ordinary || attested(&plain(t.word))) && word_like(t.word);
        let mut at = 0;
        while at < self.tokens.len() {
            if !fits(&self.tokens[at]) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while let Some(next) = self.tokens.get(end) {
                if !joined(text, &self.tokens[end - 1].span, &next.span) || !(fits(next) || next.small) {
                    break;
                }
                end += 1;
            }
            while end > at + 1 && self.tokens[end - 1].small {
                end -= 1;
            }
            // Beside a word that is no stranger it is a part of something else.
            let near = [at.checked_sub(1).filter(|n| self.near(text, *n, at)), Some(end).filter(|n| self.near(text, end - 1, *n))];
            let part = near.into_iter().flatten().any(|n| self.tokens[n].capital && !self.tokens[n].small && self.tokens[n].unit.is_some());
            if !part && self.tokens[at..end].iter().any(called) {
                out.push(at..end);
            }
            at = end;
        }
        out
    }

    fn near(&self, text: &str, one: usize, other: usize) -> bool {
        matches!((self.tokens.get(one), self.tokens.get(other)), (Some(a), Some(b)) if joined(text, &a.span, &b.span))
    }
}

/// Names too short to be looked for in a whole text: Amr, Abe, Xi.
fn short(tokens: &mut [Token<'_>], units: &mut [Unit<'_>], searcher: &mut Searcher) {
    for (at, token) in tokens.iter_mut().enumerate() {
        if !token.free || token.unit.is_some() || token.ordinary || !(2..SHORTEST).contains(&token.word.chars().count()) {
            continue;
        }
        let mut likely: Vec<(usize, f32)> = Vec::new();
        for (n, unit) in units.iter().enumerate().filter(|(_, unit)| unit.token.is_none() && unit.weight > 0.0) {
            likely.push((n, searcher.likely(unit.word, token.word)));
        }
        let best = likely.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((unit, sure)) = best.filter(|(_, sure)| *sure >= LINKED) {
            token.unit = Some(unit);
            units[unit].token = Some((at, sure));
        }
    }
}

/// Whether nothing but a blank or a hyphen stands between two words.
fn joined(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    text.get(one.end..other.start)
        .is_some_and(|between| between.chars().all(|c| c == '-' || c.is_whitespace()) && between.chars().count() <= 1)
}

/// Whether a title stands before a word, its adjectives between: وزير الخارجية السعودي.
fn titled(before: &[Unit<'_>], known: &Knowledge<'_>) -> bool {
    for unit in before.iter().rev().take(TITLE) {
        if unit.title {
            return true;
        }
        let adjective = known.there.articles.iter().any(|article| unit.word.starts_with(article.as_str()))
            || known.exonyms.is_some_and(|(_, there)| !there.of_word(unit.word).is_empty());
        if !adjective {
            return false;
        }
    }
    false
}

/// How much by itself makes a word a name.
fn weight(word: &str, known: &Knowledge<'_>) -> f32 {
    let owner = known.there.id * 2 + usize::from(known.forms.is_some());
    WEIGHTS.with_borrow_mut(|memo| memo.get(owner, word, || weighed(word, known)))
}

fn weighed(word: &str, known: &Knowledge<'_>) -> f32 {
    if word.chars().any(|c| c.is_ascii_alphanumeric()) {
        return 0.0;
    }
    let people = known.people(word);
    if people > 0 {
        return if people >= MANY { 1.0 } else { 0.7 };
    }
    if known.forms.is_some() {
        return if known.meanings(word).is_empty() { 0.0 } else { 0.5 };
    }
    let cased = capital(word);
    if word.chars().next().is_some_and(char::is_lowercase) || word.chars().count() < 2 {
        return 0.0;
    }
    let letters = romanize(word);
    let called =
        (0..=ENDING).filter_map(|cut| letters.get(..letters.len().checked_sub(cut)?)).filter(|stem| stem.len() >= STEM).any(attested);
    match (cased, called) {
        (true, true) => 1.0,
        (true, false) => 0.5,
        (false, true) => 0.4,
        (false, false) if !known.meanings(word).is_empty() => 0.4,
        (false, false) => 0.0,
    }
}
