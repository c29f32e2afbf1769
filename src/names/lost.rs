//! Words of the other side that are names, or sound like one, and that no Latin word answers.

use std::{ops::Range, rc::Rc};

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_script::{Script, UnicodeScript};

use super::{
    candidates::{Common, all_words, bare, candidates},
    cities::{Cities, capital_of},
    clues::Clues,
    evidence::{UnitFacts, log_odds, weights},
    foreign::Ear,
    lattice::Target,
    letters::{EDGE, native},
    page::{Page, overlap},
    places::Gazetteer,
    search::Searcher,
    survey::{Batch, KNOWN_LETTERS, Known, Lost, Tongue, UNSPACED_LETTERS, model_of_unit},
    tables::script_of,
    together::{Bond, Company, Frequency, Piece, Pieces, piece},
    words::{glued, is_capital, key, key_of},
};
use crate::lang::{Language, is_letter, word_indices, words_in};

/// A span that answers a Latin word at least this likely is no lost name.
const COVERS: f32 = 0.5;
/// Letters of glued words before, and of an ending after, a known name.
const BEFORE: usize = 3;
const AFTER: usize = 3;
/// The same for Korean, in parts of syllables.
const PARTICLES: usize = 7;
/// Letters of the longest known name that is looked for where words have no blanks between them.
const LONGEST: usize = 24;
/// Words of a sentence that are looked at because they sound foreign.
const FOREIGN: usize = 2;
/// Letters that a name and its adjective share, and that their endings have at most.
const STEM: usize = 4;
/// Letters of a known name in scripts that write sounds without blanks.
const SOUNDS: usize = 6;
/// Katakana in a row before they are a name.
const KATAKANA: usize = 3;

/// A word to be looked at.
#[derive(Debug, Clone)]
struct Unit {
    span: Range<usize>,
    key: String,
    known: bool,
    capital: bool,
    katakana: bool,
    foreign: f32,
}

/// How many pairs have a known name, and which was the last one.
#[derive(Debug, Default)]
struct Seen(FxHashMap<String, (usize, usize)>);

impl Seen {
    fn note(&mut self, key: &str, at: usize) {
        match self.0.get_mut(key) {
            Some((_, last)) if *last == at => {}
            Some((times, last)) => (*times, *last) = (*times + 1, at),
            None => drop(self.0.insert(key.to_owned(), (1, at))),
        }
    }

    fn times(&self, key: &str) -> usize {
        self.0.get(key).map_or(0, |(times, _)| *times)
    }
}

/// Looks for them in all pairs, by what the batch knows and what these pairs alone taught of it.
pub fn lost(
    pages: &[Page<'_>],
    (batch, own): (&Batch, &Batch),
    clues: &Clues<'_>,
    other: Tongue,
    searcher: &mut Searcher,
    exonyms: Option<&(&'static Gazetteer, &'static Gazetteer)>,
    cities: Option<(&'static Cities, &'static Cities)>,
) -> Vec<Lost> {
    let common = Common::new(pages.iter().map(|page| page.other), other.facts);
    let script = pages.iter().find_map(|page| script_of(page.other));
    let ear = script.and_then(|script| Ear::new(script, pages.iter().flat_map(|page| words_in(page.other))));
    let endings = match script {
        Some(Script::Hangul) => PARTICLES,
        // Names have no cases there: what follows makes it another word.
        Some(Script::Arabic | Script::Hebrew) => 0,
        _ => AFTER,
    };
    let times = times(pages);
    let mut open: Vec<(usize, Unit)> = Vec::new();
    let mut seen_in = Seen::default();
    for (at, page) in pages.iter().enumerate() {
        let mut units = if other.facts.unspaced {
            known_inside(at, page, batch, &mut seen_in)
        } else {
            known_units(at, page, (batch, own), &mut seen_in, other, endings)
        };
        if !other.facts.unspaced {
            let named = if page.other.contains(is_capital) { candidates(page.other, &common) } else { Vec::new() };
            units.extend(named.iter().filter(|c| !c.initial && !common.capitals_everywhere && !is_latin(&c.form)).map(|c| Unit {
                span: c.span.clone(),
                key: key_of(&page.other[c.span.clone()]),
                known: false,
                capital: true,
                katakana: false,
                foreign: 0.0,
            }));
            let cased = named.iter().any(|c| !is_latin(&c.form));
            if let Some(ear) = ear.as_ref().filter(|_| !cased) {
                units.extend(foreign_units(page, ear, &times, other));
            }
        } else {
            units.extend(katakana_units(page));
        }
        let mut seen: Vec<Range<usize>> = Vec::new();
        for unit in units {
            let answered =
                page.words.iter().filter_map(|w| w.found.as_ref()).any(|f| f.probability >= COVERS && overlap(&f.span, &unit.span) > 0);
            if answered || seen.iter().any(|span| overlap(span, &unit.span) > 0) {
                continue;
            }
            seen.push(unit.span.clone());
            open.push((at, unit));
        }
    }
    let bonds = Bonds::new(pages, &open);
    // Pairs that have a name: those of this document were looked at, of the others those that answer it are known.
    let seen = |key: &str| {
        let pairs = |batch: &Batch| batch.known.get(key).map_or(0, |known| known.pairs);
        seen_in.times(key) + pairs(batch).saturating_sub(pairs(own))
    };
    let mut latin: Option<(usize, LatinSide<'_>)> = None;
    let mut out = Vec::new();
    for (at, unit) in &open {
        let page = &pages[*at];
        let (_, latin) = match &mut latin {
            Some(known) if known.0 == *at => known,
            other => other.insert((*at, LatinSide::default())),
        };
        out.extend(judge(*at, unit, page, latin, batch, seen(&unit.key), clues, searcher, exonyms, cities, &times, &bonds));
    }
    out
}

/// In how many pairs each word of the other side stands, by its letters.
fn times(pages: &[Page<'_>]) -> Times {
    let mut times: FxHashMap<Rc<str>, (usize, usize)> = FxHashMap::default();
    for (at, page) in pages.iter().enumerate() {
        for word in words_in(page.other) {
            let (count, last) = times.entry(key(word)).or_insert((0, usize::MAX));
            if *last != at {
                (*count, *last) = (*count + 1, at);
            }
        }
    }
    times
}

/// Word → pairs that have it, and the last of them.
type Times = FxHashMap<Rc<str>, (usize, usize)>;

/// The Latin side of a pair as its lost names ask for it, made ready once.
#[derive(Default)]
struct LatinSide<'p> {
    lower: Option<String>,
    words: Option<Vec<(&'p str, Rc<Target>)>>,
}

#[expect(clippy::too_many_arguments, reason = "all that is known of a word")]
#[expect(clippy::cast_precision_loss, reason = "counts and lengths")]
fn judge<'p>(
    at: usize,
    unit: &Unit,
    page: &Page<'p>,
    latin: &mut LatinSide<'p>,
    batch: &Batch,
    seen: usize,
    clues: &Clues<'_>,
    searcher: &mut Searcher,
    exonyms: Option<&(&'static Gazetteer, &'static Gazetteer)>,
    cities: Option<(&'static Cities, &'static Cities)>,
    times: &Times,
    bonds: &Bonds,
) -> Option<Lost> {
    let unknown = Known::default();
    let known = batch.known.get(&unit.key).filter(|_| unit.known).unwrap_or(&unknown);
    let written = &page.other[unit.span.clone()];
    // The territory is named, or one of the spellings that the batch has for it.
    let abroad = exonyms.is_some_and(|(here, there)| {
        let codes = there.of_word(written);
        !codes.is_empty()
            && (codes.iter().any(|code| here.hints(page.latin, *code)) || here.places(page.latin).iter().any(|p| codes.contains(&p.code)))
    });
    // The country stands for its capital, or the capital for the country.
    let abroad = abroad
        || exonyms.zip(cities).is_some_and(|((here, there), (cities_here, cities_there))| {
            let spoken = cities_there.of(written).and_then(capital_of);
            let codes = there.of_word(written);
            spoken.is_some_and(|code| here.hints(page.latin, code))
                || (!codes.is_empty()
                    && words_in(page.latin).any(|word| cities_here.of(word).and_then(capital_of).is_some_and(|code| codes.contains(&code))))
        });
    let mut said = |form: &str| {
        let lower = latin.lower.get_or_insert_with(|| page.latin.to_lowercase());
        lower.contains(&bare(form)) || all_words(lower).any(|word| akin(word, &bare(form)))
    };
    if abroad || known.latin.iter().any(|(form, _)| said(form)) {
        return None;
    }
    let words = latin.words.get_or_insert_with(|| all_words(page.latin).map(|word| (word, searcher.target(word))).collect());
    let (_, score, mut likeness) = searcher.answer(written, words).unwrap_or((0, -5.0, 0.0));
    let part = unit.known && *unit.key != *key(written);
    if part {
        likeness = likeness.max(searcher.answer(&unit.key, words).map_or(0.0, |best| best.2));
    }
    let flag = |is: bool| f32::from(u8::from(is));
    let many = |n: usize| (1.0 + n as f32).ln();
    let letters = native(written).count().max(1) as f32;
    let beside =
        page.words.iter().filter_map(|w| w.found.as_ref()).any(|f| f.probability >= 0.6 && gap(page.other, &f.span, &unit.span) == 0);
    let bond = bonds.of(&unit.key, at);
    let facts: UnitFacts = [
        1.0,
        log_odds(likeness),
        (score / letters).clamp(-2.0, 4.0),
        letters.min(14.0),
        many(known.pairs),
        many(seen.saturating_sub(known.pairs + 1)),
        flag(unit.capital),
        flag(unit.katakana),
        unit.foreign,
        flag(times.get(unit.key.as_str()).map_or(0, |(count, _)| *count) <= 1),
        bond.here.min(8.0),
        bond.lacking.min(8.0),
        flag(beside),
        flag(clues.knows(&known.latin)),
        flag(part),
    ];
    let alone = weights().alone(model_of_unit(known.pairs), &facts);
    let latin = known.latin.iter().max_by_key(|(_, n)| *n).map(|(form, _)| form.clone()).unwrap_or_default();
    Some(Lost {
        pair: at,
        span: unit.span.clone(),
        key: unit.key.clone(),
        latin,
        answered: known.pairs,
        seen,
        place: false,
        facts: clues.keeps_facts.then(|| Box::new(facts)),
        alone,
        doubt: alone,
    })
}

/// Scotland and Scottish, Catalonia and Catalans: one stem with endings.
fn akin(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    shared >= STEM && one.chars().count().max(other.chars().count()) <= shared + STEM
}

/// Letters between two spans.
fn gap(text: &str, one: &Range<usize>, other: &Range<usize>) -> usize {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    text.get(first.end..second.start).map_or(usize::MAX, |between| between.chars().filter(|c| is_letter(*c)).count())
}

/// Known names that stand in a text, as whole words but for what a language glues on; the longest key of each word.
fn known_units(at: usize, page: &Page<'_>, (batch, own): (&Batch, &Batch), seen: &mut Seen, other: Tongue, endings: usize) -> Vec<Unit> {
    let mut out = Vec::new();
    if batch.known.is_empty() {
        return out;
    }
    for (from, word) in word_indices(page.other) {
        let letters: Vec<char> = key(word).chars().filter(|c| *c != EDGE).collect();
        if letters.len() < KNOWN_LETTERS || letters.len() > 40 || is_small(word, other.facts, batch) {
            continue;
        }
        let mut best: Option<String> = None;
        for skip in 0..=BEFORE.min(letters.len() - KNOWN_LETTERS) {
            if !glued(&letters[..skip], other.facts) {
                continue;
            }
            for cut in 0..=endings {
                let Some(end) = letters.len().checked_sub(cut).filter(|end| end - skip.min(*end) >= KNOWN_LETTERS) else { break };
                let key: String = letters[skip..end].iter().collect();
                if batch.known.contains_key(&key) && best.as_ref().is_none_or(|b| b.len() < key.len()) {
                    best = Some(key);
                }
            }
        }
        let ordinary = |key: &String| {
            let own = own.known.contains_key(key);
            batch.is_ordinary(word, own) || batch.is_ordinary(key, own)
        };
        let Some(key) = best.filter(|key| !ordinary(key)) else { continue };
        seen.note(&key, at);
        out.push(Unit { span: from..from + word.len(), key, known: true, capital: false, katakana: false, foreign: 0.0 });
    }
    out
}

/// Known names in a text without blanks between words; the longest at each place.
fn known_inside(at: usize, page: &Page<'_>, batch: &Batch, seen: &mut Seen) -> Vec<Unit> {
    let letters = native(page.other);
    let written = |n: usize| page.other.get(*letters.from.get(n)? as usize..)?.chars().next();
    let mut out: Vec<Unit> = Vec::new();
    let mut next = 0;
    for from in 0..letters.letters.len() {
        if from < next || letters.letters[from] == EDGE {
            continue;
        }
        let longest = LONGEST.min(letters.letters.len() - from);
        let script = letters.letters[from].script();
        let shortest = if matches!(script, Script::Han | Script::Katakana | Script::Hiragana) { UNSPACED_LETTERS } else { SOUNDS };
        let found = (shortest..=longest).rev().find_map(|length| {
            let key: String = letters.letters[from..from + length].iter().collect();
            // Katakana words end where the katakana end; hiragana are folded to katakana in the letters, so the text is asked.
            let cut = written(from).is_some_and(katakana)
                && [from.checked_sub(1), Some(from + length)].into_iter().flatten().any(|n| written(n).is_some_and(katakana));
            (!cut && batch.known.contains_key(key.trim_end())).then(|| (key.trim_end().to_owned(), length))
        });
        let Some((key, length)) = found else { continue };
        next = from + length;
        seen.note(&key, at);
        let end = letters.from.get(next).map_or(page.other.len(), |byte| *byte as usize);
        let span = letters.from[from] as usize..end;
        if page.other.get(span.clone()).is_some_and(|text| !text.is_empty()) {
            out.push(Unit { span, key, known: true, capital: false, katakana: false, foreign: 0.0 });
        }
    }
    out
}

/// Whether a word is no name as it is written: a word of grammar, or one in small letters where names have capitals, unless the batch has a
/// name for it as a rule: Scot for шотландец.
fn is_small(word: &str, facts: &Language, batch: &Batch) -> bool {
    let capitals = |c: char| matches!(c.script(), Script::Cyrillic | Script::Greek | Script::Armenian);
    let small = word.starts_with(char::is_lowercase) && word.starts_with(capitals);
    (small && !batch.mostly_answers(word)) || (!word.starts_with(char::is_uppercase) && facts.words.is_function(word))
}

fn is_latin(text: &str) -> bool {
    text.chars().any(|c| is_letter(c) && c.script() == Script::Latin)
}

/// The words that sound most like a name, where no capitals tell.
fn foreign_units(page: &Page<'_>, ear: &Ear, times: &Times, other: Tongue) -> Vec<Unit> {
    let mut units: Vec<Unit> = word_indices(page.other)
        .filter(|(_, word)| word.chars().filter(|c| is_letter(*c) && c.script() != Script::Latin).count() >= KNOWN_LETTERS)
        .map(|(from, word)| (from, word, key(word)))
        .filter(|(_, word, key)| times.get(key).is_some_and(|(n, _)| *n <= 2) && !other.facts.words.is_function(word))
        .map(|(from, word, key)| Unit {
            span: from..from + word.len(),
            key: key.to_string(),
            known: false,
            capital: false,
            katakana: false,
            foreign: ear.foreign(word),
        })
        .collect();
    units.sort_by(|a, b| b.foreign.total_cmp(&a.foreign).then(a.span.start.cmp(&b.span.start)));
    units.truncate(FOREIGN);
    units
}

fn katakana(c: char) -> bool {
    c.script() == Script::Katakana || c == 'ー'
}

fn katakana_units(page: &Page<'_>) -> Vec<Unit> {
    word_indices(page.other)
        .filter(|(_, word)| word.chars().all(katakana) && word.chars().count() >= KATAKANA)
        .map(|(from, word)| Unit {
            span: from..from + word.len(),
            key: key_of(word),
            known: false,
            capital: false,
            katakana: true,
            foreign: 0.0,
        })
        .collect()
}

/// Which Latin words stand with the words of the other side.
struct Bonds<'a> {
    words: Pieces<'a>,
    frequency: Frequency,
    companies: FxHashMap<String, Company>,
}

impl<'a> Bonds<'a> {
    fn new(pages: &'a [Page<'a>], open: &[(usize, Unit)]) -> Self {
        let words = Pieces::new(pages.len(), |at| {
            let pieces = all_words(pages[at].latin).map(|word| piece(&word.to_lowercase().chars().collect::<Vec<_>>()));
            let mut words: Vec<Piece> = pieces.collect();
            words.sort_unstable();
            words.dedup();
            words
        });
        // What stands together is told from other pairs.
        if pages.len() < 2 {
            return Bonds { words, frequency: Frequency::default(), companies: FxHashMap::default() };
        }
        let frequency = words.frequency();
        let wanted: FxHashSet<&str> = open.iter().map(|(_, unit)| unit.key.as_str()).collect();
        let mut places: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, page) in pages.iter().enumerate() {
            for key in words_in(page.other).map(key_of).filter(|key| wanted.contains(key.as_str())) {
                let list = places.entry(key).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        let companies = places
            .into_iter()
            .filter(|(_, list)| list.len() > 1)
            .map(|(key, list)| (key, Company::new(list.iter().map(|at| words.of(*at)), &frequency)))
            .collect();
        Bonds { words, frequency, companies }
    }

    fn of(&self, key: &str, at: usize) -> Bond {
        self.companies.get(key).map_or_else(Bond::default, |company| company.bond(&self.words.of(at), &self.frequency))
    }
}
