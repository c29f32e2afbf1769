//! The names of a batch of pairs: those that both sides hold, those that one side lacks, and those that do not sound right.
//!
//! Names are capitalised words of the Latin side, looked up by sound in the other. The batch is the gazetteer: a span that
//! answered a name in one sentence is a known name in the next one.

use std::{borrow::Cow, ops::Range, sync::Arc};

use rustc_hash::FxHashMap;
use unicode_script::{Script, UnicodeScript};

use super::{
    adapt::sure_names,
    candidates::Common,
    chains::{Knowledge, Listed},
    cities::Cities,
    clues::{Clues, plain},
    contrast::Rival,
    evidence::{Doubts, Model, UnitFacts, WordFacts, weights},
    kept::shared,
    lists::forms,
    lost::lost,
    page::{Page, Word, overlap},
    places::Gazetteer,
    rendered::{Rendered, rendered},
    respelt::respelt,
    search::Searcher,
    standing::{Stands, standing},
    tables::script_of_all,
    variants::{Variant, variants},
    words::{glued, hashed, key, key_of},
};
use crate::{
    lang::{Language, word_indices},
    model::Lang,
};

/// The probability from which a span answers a name, and the one for the first word of a sentence.
const SAME: f32 = 0.5;
const SURE: f32 = 0.85;
/// Score of a span that is the counterpart of a name even where its spelling is off.
const COUNTERPART: f32 = 6.0;
/// Pairs whose letters tell the scripts of a batch.
const SAMPLE: usize = 200;
/// The probability from which a span is a known name.
const KNOWN: f32 = 0.8;
/// Letters of a span before it counts as known.
pub(super) const KNOWN_LETTERS: usize = 4;
/// The same where a letter is a syllable.
pub(super) const UNSPACED_LETTERS: usize = 3;

/// A language of the batch.
#[derive(Debug, Clone, Copy)]
pub struct Tongue {
    pub lang: Option<Lang>,
    pub facts: &'static Language,
}

/// A name that stands on both sides of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    pub pair: usize,
    pub source: Range<usize>,
    pub target: Range<usize>,
    /// The source word without glued particles. Mentions of one form share it.
    pub source_form: Arc<str>,
    /// The target spelling, with its article.
    pub target_form: Arc<str>,
    /// The probability that the two are one name.
    pub likeness: f64,
    /// Log-likelihood ratio of the alignment.
    pub score: f64,
}

/// A spelling one slip away that is better known.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    pub spelling: String,
    /// Pairs of the batch that have it.
    pub elsewhere: usize,
    /// People or places are called so.
    pub attested: bool,
    /// How much better it fits the other side.
    pub gain: f32,
}

/// A capitalised word of the Latin side, what answers it, and how doubtful that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Strange {
    pub pair: usize,
    /// Bytes of the Latin side.
    pub span: Range<usize>,
    pub form: Arc<str>,
    pub run: u32,
    pub answered: bool,
    /// Pairs in which the batch answers this word, and pairs in which it does not.
    pub answered_elsewhere: usize,
    pub unanswered_elsewhere: usize,
    /// The best span, in bytes of the other side, and the probability that it is the name.
    pub near: Option<(Range<usize>, f32)>,
    pub slip: Option<Box<Slip>>,
    pub rival: Option<Box<Rival>>,
    /// It is the name of a territory or a city, or made of one.
    pub place: bool,
    /// What tells of it, where that is kept.
    pub facts: Option<Box<WordFacts>>,
    /// Log odds that something is wrong with it: by itself, and with what the other side says.
    pub alone: f32,
    pub doubt: f32,
}

/// A word of the other side that is, or may be, a name and that no Latin word answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    pub pair: usize,
    /// Bytes of the other side: the whole word.
    pub span: Range<usize>,
    /// As the batch writes it there, and on the Latin side; empty where the batch does not know it.
    pub key: String,
    pub latin: String,
    /// Pairs in which it was answered, and pairs in which it stands.
    pub answered: usize,
    pub seen: usize,
    /// It is the name of a territory or a city, or made of one.
    pub place: bool,
    /// What tells of it, where that is kept.
    pub facts: Option<Box<UnitFacts>>,
    pub alone: f32,
    pub doubt: f32,
}

/// All that was found.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    pub mentions: Arc<Vec<Mention>>,
    pub strange: Vec<Strange>,
    pub lost: Vec<Lost>,
    /// Rarer spellings of a name, where the Latin side is the translation.
    pub variants: Vec<Variant>,
    /// Names that stand as another name or as a word.
    pub rendered: Vec<Rendered>,
    /// Names that are not where they should be.
    pub stands: Vec<Stands>,
    /// Whether the Latin side is the source.
    pub source_is_latin: bool,
}

/// What the batch knows of a span.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub pairs: usize,
    last_pair: Option<usize>,
    pub latin: Vec<(String, usize)>,
}

/// What a batch has, gathered before anything is judged. That of several documents is merged; texts are not kept.
#[derive(Debug, Default)]
pub struct Batch {
    pub known: FxHashMap<String, Known>,
    /// Latin word → pairs that answer it, and pairs that do not.
    pub tally: FxHashMap<String, (usize, usize)>,
    /// Latin word → keys that answered it.
    pub keys: FxHashMap<String, FxHashMap<String, usize>>,
    /// Plain spelling → pairs that have it.
    pub spellings: FxHashMap<String, usize>,
    /// Words of the other side, as they are written and by their letters.
    pub words: FxHashMap<u64, Stood>,
}

/// In how many pairs a word of the other side stands, and in how many of them a Latin name answers it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stood {
    pub pairs: u32,
    pub answered: u32,
}

impl Stood {
    /// Whether a word stands so often without the name that it is an ordinary one, whatever a sentence or two made of it. A document that
    /// has the name itself may well drop it now and then.
    fn is_ordinary(self, own: bool) -> bool {
        let (often, of) = if own { OFTEN_HERE } else { OFTEN };
        self.pairs.saturating_sub(self.answered) >= often && self.answered * of < self.pairs
    }
}

/// Pairs that have a word and not the name before it is an ordinary word, and of how many pairs one must answer it; the same in a document
/// that has the name.
const OFTEN: (u32, u32) = (3, 3);
const OFTEN_HERE: (u32, u32) = (8, 6);

/// Words and spans kept a batch: further ones are known in their own document only, so that memory has a bound (some 200 MB).
const MOST: usize = 500_000;

/// Adds to an entry; a new one only while there is room.
fn entry<K: std::hash::Hash + Eq + Clone, V: Default>(map: &mut FxHashMap<K, V>, key: &K) -> Option<()> {
    if !map.contains_key(key) {
        if map.len() >= MOST {
            return None;
        }
        map.insert(key.clone(), V::default());
    }
    Some(())
}

impl Batch {
    /// Whether the batch has a word as an ordinary one: «الآن» is "now" though one story has an Alan.
    #[must_use]
    pub fn is_ordinary(&self, word: &str, own: bool) -> bool {
        self.words.get(&hashed(word)).is_some_and(|stood| stood.is_ordinary(own))
    }

    /// Whether a name of the other side answers a word, as it is written, in most pairs that have it.
    #[must_use]
    pub fn mostly_answers(&self, word: &str) -> bool {
        self.words.get(&hashed(word)).is_some_and(|stood| stood.answered * 2 > stood.pairs)
    }

    /// Notes the words of the other side of a pair, and which of them a name of the Latin side answers.
    fn note(&mut self, page: &Page<'_>) {
        let spans: Vec<&Range<usize>> =
            page.words.iter().filter(|word| word.believed).filter_map(|word| word.found.as_ref()).map(|found| &found.span).collect();
        let mut seen: FxHashMap<u64, bool> = FxHashMap::default();
        for (at, word) in word_indices(page.other) {
            let span = at..at + word.len();
            let answered = spans.iter().any(|found| overlap(found, &span) > 0);
            let letters = key(word);
            *seen.entry(hashed(word)).or_default() |= answered;
            if *letters != *word {
                *seen.entry(hashed(&letters)).or_default() |= answered;
            }
        }
        for (word, answered) in seen {
            let stood = self.words.entry(word).or_default();
            stood.pairs += 1;
            stood.answered += u32::from(answered);
        }
    }

    /// Adds what another document has.
    pub fn merge(&mut self, other: &Batch) {
        for (key, more) in &other.known {
            let Some(known) = entry(&mut self.known, key).and_then(|()| self.known.get_mut(key)) else { continue };
            known.pairs += more.pairs;
            for (form, times) in &more.latin {
                match known.latin.iter_mut().find(|(known, _)| known == form) {
                    Some((_, count)) => *count += times,
                    None => known.latin.push((form.clone(), *times)),
                }
            }
        }
        for (word, (yes, no)) in &other.tally {
            let Some(tally) = entry(&mut self.tally, word).and_then(|()| self.tally.get_mut(word)) else { continue };
            *tally = (tally.0 + yes, tally.1 + no);
        }
        for (word, keys) in &other.keys {
            let Some(known) = entry(&mut self.keys, word).and_then(|()| self.keys.get_mut(word)) else { continue };
            for (key, times) in keys {
                *known.entry(key.clone()).or_default() += times;
            }
        }
        for (word, more) in &other.words {
            if let Some(stood) = entry(&mut self.words, word).and_then(|()| self.words.get_mut(word)) {
                stood.pairs = stood.pairs.saturating_add(more.pairs);
                stood.answered = stood.answered.saturating_add(more.answered);
            }
        }
        for (word, times) in &other.spellings {
            if let Some(count) = entry(&mut self.spellings, word).and_then(|()| self.spellings.get_mut(word)) {
                *count += times;
            }
        }
    }
}

/// The names of a document looked up in its pairs: the costly half of a survey, for which other documents are not needed.
#[derive(Debug)]
pub struct Searched {
    words: Vec<Vec<Word>>,
    searcher: Searcher,
    other_script: Script,
    capitals_everywhere: bool,
    source_is_latin: bool,
    /// Names on both sides, in order.
    pub mentions: Arc<Vec<Mention>>,
    /// What this document has for the batch.
    pub batch: Batch,
}

/// Surveys a batch, its habits learnt. `None` when no side, or both, are Latin, or the other side cannot be read by sound.
#[must_use]
pub fn survey(pairs: &[(&str, &str)], source: Tongue, target: Tongue) -> Option<Survey> {
    search(pairs, source, target, true).map(|searched| judge(pairs, source, target, &searched, None, true))
}

/// Looks the names of a document up. Where `adapt` says so, the table learns from the names that were surely found, and doubtful pairs
/// are searched again.
#[must_use]
pub fn search(pairs: &[(&str, &str)], source: Tongue, target: Tongue, adapt: bool) -> Option<Searched> {
    let sample = pairs.iter().take(SAMPLE);
    let from = script_of_all(sample.clone().map(|pair| pair.0))?;
    let to = script_of_all(sample.map(|pair| pair.1))?;
    if (from == Script::Latin) == (to == Script::Latin) {
        return None;
    }
    let source_is_latin = from == Script::Latin;
    let (latin, other, other_script) = if source_is_latin { (source, target, to) } else { (target, source, from) };
    let mut searcher = Searcher::new(other_script, other.lang, other.facts)?;
    let common = Common::new(pairs.iter().map(|pair| if source_is_latin { pair.0 } else { pair.1 }), latin.facts);
    let mut pages: Vec<Page<'_>> = pairs
        .iter()
        .map(|pair| {
            let (latin, other) = if source_is_latin { (pair.0, pair.1) } else { (pair.1, pair.0) };
            Page::new(latin, other, &common, &mut searcher, !source_is_latin)
        })
        .collect();
    if adapt && searcher.adapt(&sure_names(&pages)) {
        for page in pages.iter_mut().filter(|page| page.is_doubtful()) {
            *page = Page::new(page.latin, page.other, &common, &mut searcher, !source_is_latin);
        }
    }
    let mut survey = Survey { source_is_latin, ..Survey::default() };
    let mut batch = Batch::default();
    for (at, page) in pages.iter_mut().enumerate() {
        survey.mentions(at, page, &mut batch, other.facts);
        for (nth, word) in page.words.iter().enumerate() {
            // Once a pair.
            if page.words[..nth].iter().all(|before| before.bare != word.bare) {
                *batch.spellings.entry(plain(&word.bare)).or_default() += 1;
            }
        }
        if !other.facts.unspaced {
            batch.note(page);
        }
    }
    Some(Searched {
        words: pages.into_iter().map(|page| page.words.into_owned()).collect(),
        searcher,
        other_script,
        capitals_everywhere: common.capitals_everywhere,
        source_is_latin,
        mentions: survey.mentions,
        batch,
    })
}

/// Judges the names of a document by what it has itself, or by what its batch has, itself included. What doubts are worked out from takes
/// more room than all else, and is kept only where `keeps_facts` says so.
#[must_use]
pub fn judge(
    pairs: &[(&str, &str)],
    source: Tongue,
    target: Tongue,
    searched: &Searched,
    batch: Option<&Batch>,
    keeps_facts: bool,
) -> Survey {
    let source_is_latin = searched.source_is_latin;
    let (latin, other) = if source_is_latin { (source, target) } else { (target, source) };
    let mut searcher = searched.searcher.clone();
    let own = &searched.batch;
    let batch = batch.unwrap_or(own);
    let pages: Vec<Page<'_>> = pairs
        .iter()
        .zip(&searched.words)
        .map(|(pair, words)| {
            let (latin, other) = if source_is_latin { (pair.0, pair.1) } else { (pair.1, pair.0) };
            Page { latin, other, words: Cow::Borrowed(words) }
        })
        .collect();
    let mut out = Survey { source_is_latin, mentions: Arc::clone(&searched.mentions), ..Survey::default() };
    let exonyms =
        latin.lang.and_then(|lang| Gazetteer::of(lang, latin.facts)).zip(other.lang.and_then(|lang| Gazetteer::of(lang, other.facts)));
    let clues = Clues::new(&pages, batch, exonyms.as_ref(), latin.lang, other.facts.unspaced, keeps_facts);
    for (at, page) in pages.iter().enumerate() {
        out.strange.extend(clues.words(at, page, &mut searcher, searched.capitals_everywhere));
    }
    let cities = Cities::of_language(latin).zip(Cities::of_language(other));
    out.lost = lost(&pages, (batch, own), &clues, other, &mut searcher, exonyms.as_ref(), cities);
    out.join();
    out.tell_places(&pages, exonyms.as_ref(), cities);
    if !source_is_latin {
        out.variants = variants(&pages, &mut searcher, latin.lang, exonyms.as_ref());
        out.rendered = rendered(&pages, latin, other, &mut searcher, exonyms.as_ref());
        let forms = forms(searched.other_script);
        let known = Knowledge { latin, other, here: Listed::of(latin), there: Listed::of(other), forms, exonyms: exonyms.as_ref(), cities };
        out.stands = standing(&pages, &out.strange, &known, &mut searcher);
        out.stands.extend(respelt(&pages, batch, latin, &mut searcher, exonyms.as_ref()));
    }
    out
}

impl Survey {
    fn mentions(&mut self, at: usize, page: &mut Page<'_>, batch: &mut Batch, facts: &Language) {
        let shortest = if facts.unspaced { UNSPACED_LETTERS } else { KNOWN_LETTERS };
        for word in page.words.to_mut() {
            let candidate = &word.candidate;
            let score = batch.tally.entry(word.bare.to_string()).or_default();
            // The first word of a sentence has its capital from there: it takes more to believe.
            let least = if candidate.initial { SURE } else { SAME };
            let believed = word
                .found
                .as_ref()
                .filter(|f| f.probability >= least || (!candidate.initial && (f.score >= COUNTERPART || word.rival.is_some())));
            let Some(found) = believed else {
                if !word.literal {
                    score.1 += 1;
                }
                continue;
            };
            score.0 += 1;
            word.believed = true;
            let key = key_of(&page.other[found.span.clone()]);
            if found.probability >= KNOWN {
                *batch.keys.entry(word.bare.to_string()).or_default().entry(key.clone()).or_default() += 1;
                if key.chars().count() >= shortest {
                    let entry = batch.known.entry(key.clone()).or_default();
                    if entry.last_pair != Some(at) {
                        entry.pairs += 1;
                        entry.last_pair = Some(at);
                    }
                    match entry.latin.iter_mut().find(|(form, _)| **form == *candidate.form) {
                        Some((_, times)) => *times += 1,
                        None => entry.latin.push((candidate.form.to_string(), 1)),
                    }
                }
            }
            let whole = if self.source_is_latin { widened(page.other, &found.span, facts) } else { found.span.clone() };
            let other_form = shared(&page.other[whole.clone()]);
            let (source, target, source_form, target_form) = if self.source_is_latin {
                (candidate.span.clone(), whole, word.bare.clone(), other_form)
            } else {
                (found.span.clone(), candidate.span.clone(), other_form, candidate.form.clone())
            };
            Arc::make_mut(&mut self.mentions).push(Mention {
                pair: at,
                source,
                target,
                source_form,
                target_form,
                likeness: f64::from(found.probability),
                score: f64::from(found.score),
            });
        }
    }

    /// Tells places from persons, as far as there are lists.
    fn tell_places(
        &mut self,
        pages: &[Page<'_>],
        exonyms: Option<&(&'static Gazetteer, &'static Gazetteer)>,
        cities: Option<(&'static Cities, &'static Cities)>,
    ) {
        for word in &mut self.strange {
            word.place =
                exonyms.is_some_and(|(here, _)| here.derives(&word.form)) || cities.is_some_and(|(here, _)| here.of(&word.form).is_some());
        }
        for unit in &mut self.lost {
            let written = pages.get(unit.pair).and_then(|page| page.other.get(unit.span.clone())).unwrap_or_default();
            unit.place =
                exonyms.is_some_and(|(_, there)| there.derives(written)) || cities.is_some_and(|(_, there)| there.of(written).is_some());
        }
    }

    /// A doubt is surer where the pair has another one.
    fn join(&mut self) {
        let mut pairs: FxHashMap<usize, Doubts> = FxHashMap::default();
        for word in &self.strange {
            pairs.entry(word.pair).or_default().add(model_of_word(word.answered), word.alone);
        }
        for unit in &self.lost {
            pairs.entry(unit.pair).or_default().add(model_of_unit(unit.answered), unit.alone);
        }
        for word in &mut self.strange {
            word.doubt = weights().joined(model_of_word(word.answered), word.alone, &pairs[&word.pair]);
        }
        for unit in &mut self.lost {
            unit.doubt = weights().joined(model_of_unit(unit.answered), unit.alone, &pairs[&unit.pair]);
        }
    }
}

/// A span with the letters that were cut off its words, where names have no endings; small words glued to the front stay outside.
fn widened(text: &str, span: &Range<usize>, facts: &Language) -> Range<usize> {
    let semitic = |c: char| matches!(c.script(), Script::Arabic | Script::Hebrew);
    if facts.unspaced || !text.get(span.clone()).is_some_and(|piece| piece.contains(semitic)) {
        return span.clone();
    }
    let mut out = span.clone();
    for (at, word) in word_indices(text) {
        let end = at + word.len();
        if at < out.start && out.start < end {
            let before: Vec<char> = key_of(&text[at..out.start]).chars().collect();
            if !glued(&before, facts) {
                out.start = at;
            }
        }
        if at < out.end && out.end < end {
            out.end = end;
        }
    }
    out
}

/// The model that judges a Latin word.
#[must_use]
pub fn model_of_word(answered: bool) -> Model {
    if answered { Model::Answered } else { Model::Unanswered }
}

/// The model that judges a word of the other side.
#[must_use]
pub fn model_of_unit(answered: usize) -> Model {
    if answered > 0 { Model::Known } else { Model::Unknown }
}
