//! The names of a batch of pairs: those that both sides hold, those that one side lacks, and those that do not sound right.
//!
//! Names are capitalised words of the Latin side, looked up by sound in the other. The batch is the gazetteer: a span that
//! answered a name in one sentence is a known name in the next one.

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_script::Script;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    candidates::{Candidate, Common, all_words, bare, candidates},
    contrast::Rival,
    letters::{EDGE, native},
    places::Gazetteer,
    search::{Found, Searcher},
    tables::script_of,
};
use crate::{lang::Language, model::Lang};

/// The probability from which a span answers a name, and the one below which nothing does.
const SAME: f32 = 0.5;
const SURE: f32 = 0.85;
const NOT_SAME: f32 = 0.12;
/// Score of a span that is the counterpart of a name even where its spelling is off.
const COUNTERPART: f32 = 6.0;
/// A span of this score and below this probability may be a name with a slip in it.
const DOUBTFUL: (f32, f32) = (2.0, 0.8);
/// Score below which a name is not in the text.
const ABSENT: f32 = 4.0;
/// A word this likely to be a name answers it when we look for what is missing.
const ANSWERS: f32 = 0.2;
/// Pairs whose letters tell the scripts of a batch.
const SAMPLE: usize = 200;
/// The probability from which a span is a known name.
const KNOWN: f32 = 0.8;
/// Letters of a span before it counts as known.
const KNOWN_LETTERS: usize = 4;
/// Letters of glued words before, and of an ending after, a known name.
const BEFORE: usize = 3;
const AFTER: usize = 3;

/// A language of the batch.
#[derive(Debug, Clone, Copy)]
pub struct Tongue<'a> {
    pub lang: Option<Lang>,
    pub facts: &'a Language,
}

/// A name that stands on both sides of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    pub pair: usize,
    pub source: Range<usize>,
    pub target: Range<usize>,
    /// The source word without glued particles.
    pub source_form: String,
    /// The target spelling, with its article.
    pub target_form: String,
    /// The probability that the two are one name.
    pub likeness: f64,
    /// Log-likelihood ratio of the alignment.
    pub score: f64,
    /// A Latin spelling one consonant away that fits better.
    pub rival: Option<Rival>,
}

/// A capitalised word of the Latin side that the other side does not answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Unanswered {
    pub pair: usize,
    /// Bytes of the Latin side.
    pub span: Range<usize>,
    pub form: String,
    pub initial: bool,
    /// Unanswered words of its run, and all words of it.
    pub run_unanswered: usize,
    pub run_words: usize,
    /// Pairs in which the batch answers this word, and pairs in which it does not.
    pub answered_elsewhere: usize,
    pub unanswered_elsewhere: usize,
    /// The best span all the same, in bytes of the other side, and its score.
    pub near: Option<(Range<usize>, f32)>,
}

/// A known name of the other side that no Latin word answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncovered {
    pub pair: usize,
    /// Bytes of the other side: the whole word.
    pub span: Range<usize>,
    /// As the batch writes it there, and on the Latin side.
    pub key: String,
    pub latin: String,
    /// Pairs in which it was answered, and pairs in which it stands.
    pub answered: usize,
    pub seen: usize,
}

/// All that was found.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    pub mentions: Vec<Mention>,
    pub unanswered: Vec<Unanswered>,
    pub uncovered: Vec<Uncovered>,
    /// Whether the Latin side is the source.
    pub source_is_latin: bool,
}

/// What the batch knows of a span.
#[derive(Debug, Clone, Default)]
struct Known {
    pairs: usize,
    last_pair: Option<usize>,
    seen: usize,
    last_seen: Option<usize>,
    latin: Vec<(String, usize)>,
}

/// One pair while it is surveyed.
struct Page<'t> {
    latin: &'t str,
    other: &'t str,
    found: Vec<Word>,
}

/// A candidate, its place on the other side, whether it stands there in Latin letters, and what would fit better.
type Word = (Candidate, Option<Found>, bool, Option<Rival>);

/// Surveys a batch. `None` when no side, or both, are Latin, or the other side cannot be read by sound.
#[must_use]
pub fn survey(pairs: &[(&str, &str)], source: Tongue<'_>, target: Tongue<'_>) -> Option<Survey> {
    let sample = pairs.iter().take(SAMPLE);
    let from = script_of(&sample.clone().map(|pair| pair.0).collect::<String>())?;
    let to = script_of(&sample.map(|pair| pair.1).collect::<String>())?;
    if (from == Script::Latin) == (to == Script::Latin) {
        return None;
    }
    let source_is_latin = from == Script::Latin;
    let (latin_facts, other, other_script) = if source_is_latin { (source.facts, target, to) } else { (target.facts, source, from) };
    let mut searcher = Searcher::new(other_script, other.lang, other.facts)?;
    let common = Common::new(pairs.iter().map(|pair| if source_is_latin { pair.0 } else { pair.1 }), latin_facts);
    let mut pages = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let (latin, other) = if source_is_latin { (pair.0, pair.1) } else { (pair.1, pair.0) };
        let mut found: Vec<Word> = Vec::new();
        if !latin.is_empty() && !other.is_empty() {
            let haystack = searcher.haystack(other);
            let lower = other.to_lowercase();
            for candidate in candidates(latin, &common) {
                let literal = lower.contains(&bare(&candidate.form));
                let place = (!literal).then(|| searcher.find(&candidate.form, other, &haystack)).flatten();
                let doubtful = place.as_ref().filter(|p| !source_is_latin && p.score >= DOUBTFUL.0 && p.probability < DOUBTFUL.1);
                let rival = doubtful.and_then(|p| searcher.rival(&other[p.span.clone()], &candidate.form));
                found.push((candidate, place, literal, rival));
            }
        }
        pages.push(Page { latin, other, found });
    }
    let mut out = Survey { source_is_latin, ..Survey::default() };
    let mut known: FxHashMap<String, Known> = FxHashMap::default();
    let mut tally: FxHashMap<String, (usize, usize)> = FxHashMap::default();
    for (at, page) in pages.iter().enumerate() {
        out.mentions(at, page, &mut known, &mut tally);
    }
    let (latin_lang, other_lang) = if source_is_latin { (source.lang, target.lang) } else { (target.lang, source.lang) };
    let exonyms =
        latin_lang.and_then(|lang| Gazetteer::new(lang, latin_facts)).zip(other_lang.and_then(|lang| Gazetteer::new(lang, other.facts)));
    for (at, page) in pages.iter().enumerate() {
        out.unanswered(at, page, &tally, common.capitals_everywhere, exonyms.as_ref());
    }
    let mut open: Vec<(usize, Range<usize>, String)> = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        for (span, key) in standing(page.other, &known) {
            let entry = known.entry(key.clone()).or_default();
            if entry.last_seen != Some(at) {
                entry.seen += 1;
                entry.last_seen = Some(at);
            }
            let covered = page.found.iter().any(|(_, found, _, _)| {
                found
                    .as_ref()
                    .is_some_and(|f| (f.probability >= NOT_SAME || f.score >= ABSENT) && f.span.start < span.end && span.start < f.span.end)
            });
            if !covered {
                open.push((at, span, key));
            }
        }
    }
    for (pair, span, key) in open {
        let page = &pages[pair];
        let facts = &known[&key];
        let word = &page.other[span.clone()];
        let said = |form: &String| page.latin.to_lowercase().contains(&bare(form));
        if facts.latin.iter().any(|(form, _)| said(form))
            || all_words(page.latin).any(|latin| searcher.likely(&key, latin).max(searcher.likely(word, latin)) >= ANSWERS)
        {
            continue;
        }
        let latin = facts.latin.iter().max_by_key(|(_, times)| *times).map(|(form, _)| form.clone()).unwrap_or_default();
        out.uncovered.push(Uncovered { pair, span, key, latin, answered: facts.pairs, seen: facts.seen });
    }
    Some(out)
}

impl Survey {
    fn mentions(
        &mut self,
        at: usize,
        page: &Page<'_>,
        known: &mut FxHashMap<String, Known>,
        tally: &mut FxHashMap<String, (usize, usize)>,
    ) {
        for (candidate, found, literal, rival) in &page.found {
            let score = tally.entry(bare(&candidate.form)).or_default();
            // The first word of a sentence has its capital from there: it takes more to believe.
            let least = if candidate.initial { SURE } else { SAME };
            let Some(found) =
                found.as_ref().filter(|f| f.probability >= least || (!candidate.initial && (f.score >= COUNTERPART || rival.is_some())))
            else {
                if !literal {
                    score.1 += 1;
                }
                continue;
            };
            score.0 += 1;
            // The same span for two words of one sentence: the better one has it.
            let better = page.found.iter().any(|(other, place, _, _)| {
                other.span != candidate.span
                    && bare(&other.form) != bare(&candidate.form)
                    && place
                        .as_ref()
                        .is_some_and(|p| p.span.start < found.span.end && found.span.start < p.span.end && p.score > found.score)
            });
            if better {
                continue;
            }
            let key = key_of(&page.other[found.span.clone()]);
            if found.probability >= KNOWN && key.chars().count() >= KNOWN_LETTERS {
                let entry = known.entry(key.clone()).or_default();
                if entry.last_pair != Some(at) {
                    entry.pairs += 1;
                    entry.last_pair = Some(at);
                }
                match entry.latin.iter_mut().find(|(form, _)| *form == candidate.form) {
                    Some((_, times)) => *times += 1,
                    None => entry.latin.push((candidate.form.clone(), 1)),
                }
            }
            let other_form = page.other[found.span.clone()].to_owned();
            let (source, target, source_form, target_form) = if self.source_is_latin {
                (candidate.span.clone(), found.span.clone(), bare(&candidate.form), other_form)
            } else {
                (found.span.clone(), candidate.span.clone(), other_form, candidate.form.clone())
            };
            self.mentions.push(Mention {
                pair: at,
                source,
                target,
                source_form,
                target_form,
                likeness: f64::from(found.probability),
                score: f64::from(found.score),
                rival: rival.clone(),
            });
        }
    }

    fn unanswered(
        &mut self,
        at: usize,
        page: &Page<'_>,
        tally: &FxHashMap<String, (usize, usize)>,
        capitals_everywhere: bool,
        exonyms: Option<&(Gazetteer, Gazetteer)>,
    ) {
        let absent =
            |found: &Option<Found>, literal: bool| !literal && found.as_ref().is_none_or(|f| f.probability < NOT_SAME && f.score < ABSENT);
        for (candidate, found, literal, rival) in &page.found {
            if rival.is_some() || !absent(found, *literal) {
                continue;
            }
            // Germany, ألمانيا, and German: the other side has the territory, by another name.
            let abroad = |(here, there): &(Gazetteer, Gazetteer)| {
                let codes = here.of_word(&bare(&candidate.form));
                !codes.is_empty() && codes.iter().any(|code| there.hints(page.other, *code))
            };
            if exonyms.is_some_and(abroad) {
                continue;
            }
            let (answered, not) = tally.get(&bare(&candidate.form)).copied().unwrap_or_default();
            if capitals_everywhere && answered == 0 {
                continue;
            }
            let run: Vec<bool> = page
                .found
                .iter()
                .filter(|(other, ..)| other.run == candidate.run)
                .map(|(_, found, literal, _)| absent(found, *literal))
                .collect();
            self.unanswered.push(Unanswered {
                pair: at,
                span: candidate.span.clone(),
                form: candidate.form.clone(),
                initial: candidate.initial,
                run_unanswered: run.iter().filter(|absent| **absent).count(),
                run_words: run.len(),
                answered_elsewhere: answered,
                unanswered_elsewhere: not.saturating_sub(1),
                near: found.as_ref().map(|f| (f.span.clone(), f.score)),
            });
        }
    }
}

/// The letters of a span, as a key.
fn key_of(text: &str) -> String {
    native(text).letters.iter().collect::<String>().trim().to_owned()
}

/// Known names that stand in a text, as whole words but for what a language glues on; the longest key of each word.
fn standing(text: &str, known: &FxHashMap<String, Known>) -> Vec<(Range<usize>, String)> {
    let mut out = Vec::new();
    for (at, word) in text.unicode_word_indices() {
        let letters: Vec<char> = native(word).letters.into_iter().filter(|c| *c != EDGE).collect();
        if letters.len() < KNOWN_LETTERS || letters.len() > 40 {
            continue;
        }
        let mut best: Option<String> = None;
        for skip in 0..=BEFORE.min(letters.len() - KNOWN_LETTERS) {
            for cut in 0..=AFTER {
                let Some(end) = letters.len().checked_sub(cut).filter(|end| end - skip.min(*end) >= KNOWN_LETTERS) else { break };
                let key: String = letters[skip..end].iter().collect();
                if known.contains_key(&key) && best.as_ref().is_none_or(|b| b.len() < key.len()) {
                    best = Some(key);
                }
            }
        }
        if let Some(key) = best {
            out.push((at..at + word.len(), key));
        }
    }
    out
}
