//! Names between two languages of the Latin script: they are copied, marks may be folded and endings added. A known name that is
//! copied elsewhere and not here is missing; one whose letters are changed on the way is misspelt.

use std::{
    cell::{LazyCell, RefCell},
    ops::Range,
    rc::Rc,
    sync::Arc,
};

use rustc_hash::{FxHashMap, FxHashSet};
use strsim::{damerau_levenshtein, osa_distance};

use super::{
    gathered::Gathered,
    suspicion::{Kind, Suspicion},
};
use crate::{
    lang::{Renderings, words_in},
    message,
    model::{Lang, Message},
    names::{
        Memo, Mention, Named, Survey,
        candidates::{Candidate, Common, bare, candidates},
        compare, entities,
        lists::{attested, common},
        places::Gazetteer,
        shared,
        words::uncased,
    },
    rules::Context,
    text::romanize::{romanize, skeleton},
};

/// Letters that two forms of one name share at least, and letters of an ending.
const STEM: usize = 4;
const ENDING: usize = 4;
/// Shorter words are near too much.
const SHORTEST: usize = 5;
/// Names without a counterpart that are compared in one pair.
const COMPARED: usize = 24;
/// Pairs that copy a name before it is known to be copied, and their share of all that have it, in hundredths.
const KNOWN: usize = 2;
const SHARE: usize = 75;
/// Pairs that copy a name before another name is surely a slip of it.
const USUAL: usize = 4;
/// How sure: another known name in its stead, a changed letter that the batch knows better, one that only lists know, nothing there.
const MISMATCH: u8 = 82;
const CHANGED: u8 = 84;
const DOUBTED: u8 = 70;
const MISSING: u8 = 70;
/// How sure another person in the stead of one is, and how likely two names are one at least that may be two languages' forms of it.
const REPLACED: u8 = 80;
const STRANGERS: f64 = 0.1;

/// A word that may be a name, and what it is compared by.
struct Word {
    candidate: Candidate,
    key: Rc<str>,
    /// It has its counterpart in the pair.
    answered: bool,
    /// Words of the name that it is part of, where none of them has a counterpart.
    open: u8,
}

/// The names of both sides of a pair.
struct Page {
    source: Vec<Word>,
    target: Vec<Word>,
}

/// A word as it is compared: plain letters, without what stands behind an apostrophe ("Erdoğan'ın").
fn key(form: &str) -> Rc<str> {
    KEYS.with_borrow_mut(|memo| memo.get(0, form, || spelled(form).into()))
}

thread_local! {
    static KEYS: RefCell<Memo<Rc<str>>> = RefCell::default();
}

fn spelled(form: &str) -> String {
    let bare = bare(form);
    let stem = bare.split_once(['\'', '’']).map_or(bare.as_str(), |(head, _)| if head.chars().count() >= STEM { head } else { &bare });
    romanize(stem).replace(' ', "")
}

/// A name without the ending that an apostrophe parts from it, as a form that mentions share.
fn without_ending(form: &Arc<str>) -> Arc<str> {
    let name = uncased(form);
    if name.len() == form.len() { Arc::clone(form) } else { shared(name) }
}

/// The same with umlauts as two letters: Schroeder for Schröder.
fn spelled_out(form: &str) -> Rc<str> {
    if form.is_ascii() {
        return key(form);
    }
    key(&form.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue"))
}

impl Page {
    /// `None` where the source has no names.
    fn new(source: &str, target: &str, commons: (&Common, &LazyCell<Common, impl FnOnce() -> Common>), cx: &Context<'_>) -> Option<Self> {
        let words = |text: &str, known: &Common| -> Vec<Word> {
            let word = |candidate: Candidate| Word { key: key(&candidate.form), candidate, answered: false, open: 0 };
            let ordinary = |word: &Word| common(cx.source_lang, &word.key) || common(cx.target_lang, &word.key);
            candidates(text, known).into_iter().map(word).filter(|word| word.key.len() >= STEM && !ordinary(word)).collect()
        };
        let source = Some(words(source, commons.0)).filter(|words| !words.is_empty())?;
        Some(Page { source, target: words(target, commons.1) })
    }

    /// Marks what has its counterpart, and answers what was copied: numbers of source and target words. `translation` is the whole text.
    fn answer(&mut self, translation: &str) -> Vec<(usize, usize)> {
        // Every word of it, as it is compared.
        let words: FxHashSet<Rc<str>> = words_in(translation).map(key).collect();
        let mut places: FxHashMap<Rc<str>, usize> = FxHashMap::default();
        for (at, word) in self.source.iter().enumerate() {
            places.entry(word.key.clone()).or_insert(at);
            places.entry(spelled_out(&word.candidate.form)).or_insert(at);
        }
        let copied: Vec<(usize, usize)> =
            self.target.iter().enumerate().filter_map(|(at, word)| Some((*places.get(&word.key)?, at))).collect();
        for word in &mut self.source {
            word.answered = words.contains(&word.key) || words.contains(&spelled_out(&word.candidate.form));
        }
        for (_, to) in &copied {
            self.target[*to].answered = true;
        }
        for at in 0..self.target.len().min(COMPARED) {
            if !self.target[at].answered {
                let other = self.source.iter().take(COMPARED).position(|word| inflected(&word.key, &self.target[at].key));
                if let Some(other) = other {
                    self.source[other].answered = true;
                    self.target[at].answered = true;
                }
            }
        }
        // A case ending may stand on any word of the translation, capital letter or not.
        for word in self.source.iter_mut().take(COMPARED).filter(|word| !word.answered) {
            word.answered = words.iter().any(|other| inflected(&word.key, other));
        }
        for words in [&mut self.source, &mut self.target] {
            for name in words.chunk_by_mut(|a, b| a.candidate.run == b.candidate.run) {
                let open = if name.iter().any(|word| word.answered) { 0 } else { u8::try_from(name.len()).unwrap_or(u8::MAX) };
                name.iter_mut().for_each(|word| word.open = open);
            }
        }
        copied
    }

    /// Keeps what has no counterpart: no more than that of a large file is in memory.
    fn forget(&mut self) {
        for words in [&mut self.source, &mut self.target] {
            words.retain(|word| !word.answered);
            words.shrink_to_fit();
        }
    }
}

/// Two forms of a word that differ in nothing but an ending.
fn inflected(one: &str, other: &str) -> bool {
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let rest = |text: &str| text.len() - shared;
    shared >= STEM
        && shared * 2 >= one.len().max(other.len())
        && rest(one) <= ENDING
        && rest(other) <= ENDING
        && rest(one).min(rest(other)) <= 1
}

/// Whether one is the other with a letter or two wrong inside.
fn changed(right: &str, shown: &str) -> bool {
    let far = if right.len() < 7 { 1 } else { 2 };
    right.len() >= SHORTEST
        && right.as_bytes().first() == shown.as_bytes().first()
        && right.len().abs_diff(shown.len()) <= 1
        && osa_distance(right, shown) <= far
        && damerau_levenshtein(right, shown) >= 1
}

/// Whether two names may be one given name in two languages: András and Andrew, Katarina and Catherine.
fn one_name(one: &str, other: &str) -> bool {
    let common = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    common >= STEM || skeleton(one) == skeleton(other)
}

/// The one name of a side, by its first word, that is surely a person's and has no counterpart; `None` where there is none, or more than one.
/// `fewest`: words of such a name at least. `ordinary`: what is no name, or another kind of one.
fn person(words: &[Word], fewest: u8, ordinary: &impl Fn(&Word) -> bool) -> Option<usize> {
    let mut found = None;
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.open >= fewest) {
        let name = || words[at..].iter().take(usize::from(word.open));
        let first = at == 0 || words[at - 1].candidate.run != word.candidate.run;
        let alone = word.open == 1 && word.candidate.initial;
        if !first || alone || !name().any(|part| attested(&part.key)) || name().any(ordinary) {
            continue;
        }
        if found.replace(at).is_some() {
            return None;
        }
    }
    found
}

/// A person of the source without a counterpart, and the one whom the translation names instead, by their first words.
fn replaced(page: &Page, ordinary: &impl Fn(&Word) -> bool) -> Option<(usize, usize)> {
    let (from, to) = (person(&page.source, 1, ordinary)?, person(&page.target, 2, ordinary)?);
    let name = |words: &'_ [Word], at: usize| -> Vec<Rc<str>> {
        words[at..].iter().take(usize::from(words[at].open)).map(|word| word.key.clone()).collect()
    };
    let (right, shown) = (name(&page.source, from), name(&page.target, to));
    let alike = |one: &str, other: &str| {
        let (one_named, other_named) = (Named { text: one, lang: None }, Named { text: other, lang: None });
        one_name(one, other) || compare(one_named, other_named) > STRANGERS
    };
    (!right.iter().any(|one| shown.iter().any(|other| alike(one, other)))).then_some((from, to))
}

/// What the batch knows of a name: pairs that copy it, pairs whose source has it, and where one stands.
#[derive(Default)]
struct Known {
    copied: usize,
    seen: usize,
}

/// The names of a batch of two languages in the Latin script.
pub(super) fn copied(texts: &[(&str, &str)], cx: &Context<'_>) -> Gathered {
    let commons = (
        Common::new(texts.iter().map(|pair| pair.0), cx.source),
        LazyCell::new(|| Common::new(texts.iter().map(|pair| pair.1), cx.target)),
    );
    // Those with a name that has no counterpart, by their pairs: the others have nothing to be asked about.
    // Room that is not used costs nothing; room that grows is copied.
    let mut pages: Vec<(usize, Page)> = Vec::with_capacity(texts.len());
    let mut mentions: Vec<Mention> = Vec::with_capacity(2 * texts.len());
    let mut known: FxHashMap<Rc<str>, Known> = FxHashMap::default();
    for (at, (source, target)) in texts.iter().enumerate() {
        // What the source does not name needs no counterpart.
        let Some(mut page) = Page::new(source, target, (&commons.0, &commons.1), cx) else { continue };
        let copied = page.answer(target);
        for word in &page.source {
            known.entry(word.key.clone()).or_default().seen += 1;
        }
        for (from, to) in copied {
            let (source, target) = (&page.source[from].candidate, &page.target[to].candidate);
            known.entry(page.source[from].key.clone()).or_default().copied += 1;
            mentions.push(Mention {
                pair: at,
                source: source.span.clone(),
                target: target.span.clone(),
                source_form: without_ending(&source.form),
                target_form: without_ending(&target.form),
                likeness: if source.initial || target.initial { 0.8 } else { 0.95 },
                score: 0.0,
            });
        }
        page.forget();
        if !page.source.is_empty() {
            pages.push((at, page));
        }
    }
    let gazetteer = LazyCell::new(|| cx.target_lang.and_then(|lang| Gazetteer::of(lang, cx.target)));
    let place = |key: &str| gazetteer.as_ref().is_some_and(|names| names.is_word(key));
    let source_gazetteer = LazyCell::new(|| cx.source_lang.and_then(|lang| Gazetteer::of(lang, cx.source)));
    let renderings = |lang: Option<Lang>, facts| lang.and_then(|lang| Renderings::of(lang, facts));
    let rendered = [renderings(cx.source_lang, cx.source), renderings(cx.target_lang, cx.target)];
    // What dictionaries render is a word, where all nouns have capitals, too.
    let ordinary = |word: &Word| {
        let small = word.candidate.form.to_lowercase();
        place(&word.key)
            || source_gazetteer.as_ref().is_some_and(|names| names.is_word(&word.key))
            || rendered.iter().flatten().any(|known| known.stems(&small).is_some())
    };
    // Two words that answer each other twice are two languages' forms of one name: Roma and Rome.
    let mut forms: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    let open = |words: &'_ [Word]| -> Vec<usize> { (0..words.len()).filter(|at| !words[*at].answered).take(COMPARED).collect() };
    for (_, page) in &pages {
        for to in open(&page.target) {
            for from in open(&page.source) {
                let (right, shown) = (&*page.source[from].key, &*page.target[to].key);
                if changed(right, shown) {
                    *forms.entry((right, shown)).or_default() += 1;
                }
            }
        }
    }
    let is_known = |key: &str| known.get(key).is_some_and(|k| k.copied >= KNOWN && k.copied * 100 >= k.seen * SHARE);
    let mut suspicions = Vec::new();
    for (at, page) in &pages {
        let at = *at;
        let beside = |name: &str| {
            let mut near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|near| texts.get(near));
            near.any(|(_, target)| words_in(target).any(|word| &*key(word) == name))
        };
        if let Some((from, to)) = replaced(page, &ordinary)
            && !beside(&page.source[from].key)
        {
            let (right, shown) = (&page.source[from].candidate, &page.target[to].candidate);
            let message = message!("Source has {name}, translation has “{shown}”", name = right.form, shown = shown.form);
            suspicions.push(suspicion(Kind::Mismatch, at, (right, Some(shown)), message, REPLACED, 0, Some(right.form.to_string()), false));
            continue;
        }
        let (source, target) = (open(&page.source), open(&page.target));
        let mut used: FxHashSet<usize> = FxHashSet::default();
        let mut last_run = None;
        for from in source {
            let word = &page.source[from];
            let elsewhere = known.get(&word.key).map_or(0, |k| k.copied);
            let near = target.iter().copied().find(|to| !used.contains(to) && changed(&word.key, &page.target[*to].key));
            if let Some(to) = near {
                let shown = &page.target[to];
                used.insert(to);
                let once = forms.get(&(&*word.key, &*shown.key)).is_none_or(|times| *times < 2);
                let listed = attested(&word.key) && !attested(&shown.key) && !common(cx.target_lang, &shown.key);
                if once && !place(&shown.key) && !is_known(&shown.key) && (elsewhere > 0 || listed) {
                    // A word that is a name itself, against a name that stands two or three times, may be the word of that language: Schilling.
                    let told = elsewhere > 0 && (elsewhere >= USUAL || !attested(&shown.key));
                    let sure = if told { CHANGED } else { DOUBTED };
                    let message = message!("{name} is “{shown}” here", name = word.candidate.form, shown = shown.candidate.form);
                    let suggestion = Some(word.candidate.form.to_string());
                    suspicions.push(suspicion(
                        Kind::Misspelt,
                        at,
                        (&word.candidate, Some(&shown.candidate)),
                        message,
                        sure,
                        elsewhere,
                        suggestion,
                        false,
                    ));
                }
                continue;
            }
            // Of a name of several words one finding says enough.
            if !is_known(&word.key) || word.candidate.initial || last_run == Some(word.candidate.run) {
                continue;
            }
            last_run = Some(word.candidate.run);
            let other = target.iter().copied().find(|to| !used.contains(to) && is_known(&page.target[*to].key));
            // András is Andrew in English: one name as two languages have it.
            if other.is_some_and(|to| one_name(&word.key, &page.target[to].key)) {
                continue;
            }
            let beside = beside(&word.key);
            if let Some(to) = other {
                used.insert(to);
                let shown = &page.target[to].candidate;
                let message = message!("Source has {name}, translation has “{shown}”", name = word.candidate.form, shown = shown.form);
                let suggestion = Some(word.candidate.form.to_string());
                suspicions.push(suspicion(
                    Kind::Mismatch,
                    at,
                    (&word.candidate, Some(shown)),
                    message,
                    MISMATCH,
                    elsewhere,
                    suggestion,
                    beside,
                ));
            } else {
                let message = message!("{name} is named in the source, not in this sentence or next to it", name = word.candidate.form);
                suspicions.push(suspicion(Kind::Missing, at, (&word.candidate, None), message, MISSING, elsewhere, None, beside));
            }
        }
    }
    let entities = entities(&mentions);
    let survey = Survey { mentions: Arc::new(mentions), ..Survey::default() };
    Gathered { survey, entities, suspicions }
}

#[expect(clippy::too_many_arguments, reason = "the fields of a suspicion")]
fn suspicion(
    kind: Kind,
    pair: usize,
    (source, target): (&Candidate, Option<&Candidate>),
    message: Message,
    confidence: u8,
    elsewhere: usize,
    suggestion: Option<String>,
    beside: bool,
) -> Suspicion {
    let span = |candidate: &Candidate| -> Range<usize> { candidate.span.clone() };
    let evidence = vec![("copied elsewhere", elsewhere.to_string())];
    Suspicion { kind, pair, source: Some(span(source)), target: target.map(span), message, confidence, beside, suggestion, evidence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_no_change_and_letters_inside_are() {
        assert!(inflected("erdogan", "erdogan") && inflected("merkel", "merkels") && inflected("warszawa", "warszawie"));
        assert!(!inflected("berlin", "bern") && !inflected("haftar", "sarraj"));
        assert!(changed("merkel", "merkle") && changed("steinmeier", "steinmaier") && changed("schroder", "schorder"));
        assert!(one_name("andras", "andrew") && one_name("katarina", "catherine") && !one_name("haftar", "sarraj"));
        assert!(!changed("roma", "rome") && !changed("haftar", "sarraj"));
        assert_eq!(&*key("Erdoğan'ın"), "erdogan");
        assert_eq!(&*key("O’Brien"), "obrien");
    }
}
