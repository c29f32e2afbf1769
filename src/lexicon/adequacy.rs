//! What in the source has no counterpart, and what in the translation no origin, word by word.
//!
//! A word counts as missing only against its own habit: the lexicon knows how often each word finds a counterpart elsewhere,
//! and a word that seldom does (an article, a particle) is never missed. A pair that the lexicon was learnt from is judged
//! by what the others teach: rare words explain themselves otherwise.

use std::{
    hash::{Hash, Hasher},
    ops::Range,
};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::{
    Lexicon, Samples, Trained, Vocabulary, Word,
    book::{Count, end, real, units},
};
use crate::text::tokens::each_token;

/// Share of words that stand there for no word of the other side.
const UNEXPLAINED: f32 = 0.5;
/// Taken off every count, and added to every denominator, as in training.
const DISCOUNT: f32 = 0.3;
const DENOMINATOR: f32 = 0.7;
/// Pairs in which a word must have been looked for before anything is expected of it.
const FEWEST: f32 = 3.0;
/// Words of a side that are looked at: the rest is not judged.
const MOST_WORDS: usize = 80;
/// Information at which a word has its full weight, in nats: one word in 3,000.
const FULL: f32 = 8.0;

/// Chance that a word finds a counterpart in a text that is no translation, as far as its habit allows.
const BY_CHANCE: f32 = 0.15;
const BY_CHANCE_OF_USUAL: f32 = 0.6;
/// A word that usually finds a counterpart, and one that found none.
const USUALLY: f32 = 0.5;
const NOT_FOUND: f32 = 0.2;
/// Words without counterpart that make a gap.
const FEWEST_OF_GAP: usize = 2;

/// Share of the habits that pairs like those learnt from keep; what falls short of it is another kind of text.
const KEPT: f32 = 0.93;
/// Pairs looked at to see how far habits hold, and the fewest habits that show it.
const TEMPERED_BY: usize = 500;
const FEWEST_HABITS: f32 = 20.0;

impl Lexicon {
    /// Looks how far the habits of words hold in the texts at hand. Elsewhere the same words may be translated otherwise, and
    /// what is only unusual must not pass for missing.
    pub fn temper<'t>(&mut self, pairs: impl Iterator<Item = (&'t str, &'t str)>) {
        self.temper = None;
        let mut sums = [(0f32, 0f32); 2];
        for (source, target) in pairs.take(TEMPERED_BY) {
            let account = Adequacy::new(self, source, target, true);
            for (sum, side) in sums.iter_mut().zip([&account.source, &account.target]) {
                *sum = (sum.0 + side.expected, sum.1 + side.found);
            }
        }
        let [source, target] =
            sums.map(|(expected, found)| if expected < FEWEST_HABITS { 0.5 } else { (found / expected / KEPT).clamp(0.2, 1.0) });
        self.temper = Some((source, target));
    }
}

/// One word of a side.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// How well the other side explains it, 0 to 1.
    pub found: f32,
    /// How well it is explained elsewhere; `None` where too little is known.
    pub usual: Option<f32>,
    /// How much the word says, 0 to 1.
    pub weight: f32,
}

impl Token {
    /// Log-likelihood ratio of what was found: a translation against a text about something else.
    fn evidence(&self) -> f32 {
        let Some(usual) = self.usual else { return 0.0 };
        let usual = usual.clamp(0.02, 0.95);
        let chance = BY_CHANCE.min(BY_CHANCE_OF_USUAL * usual);
        self.weight * (self.found * (usual / chance).ln() + (1.0 - self.found) * ((1.0 - usual) / (1.0 - chance)).ln())
    }

    fn is_missed(&self) -> bool {
        self.found < NOT_FOUND && self.usual.is_some_and(|usual| usual > USUALLY)
    }
}

/// A run of words that nothing on the other side answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Its words by their places.
    words: Range<usize>,
    /// Log-likelihood ratio for its standing there alone.
    pub evidence: f32,
    /// Share of the side's words that stand in it.
    pub share: f64,
}

impl Gap {
    /// Bytes of the text whose account it is: whole pieces between blanks.
    #[must_use]
    pub fn span(&self, text: &str) -> Range<usize> {
        let (mut words, mut span) = (0, None);
        for piece in text.split_whitespace() {
            let start = piece.as_ptr() as usize - text.as_ptr() as usize;
            let before = words;
            each_token(piece, |_| words += 1);
            if words > self.words.start && before < self.words.end {
                let from = span.map_or(start, |span: Range<usize>| span.start);
                span = Some(from..start + piece.len());
            }
        }
        span.unwrap_or_default()
    }
}

/// The words of one side, and what they add up to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Side {
    pub tokens: Vec<Token>,
    /// Weighted sum of what is usual, over the words that are known, and of what was found of it.
    pub expected: f32,
    pub found: f32,
}

/// The account of a pair.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Adequacy {
    pub source: Side,
    pub target: Side,
}

impl Side {
    /// Share of what was to be expected that was found; one where nothing is known.
    #[must_use]
    pub fn share(&self) -> f32 {
        ((self.found + 0.5) / (self.expected + 0.5)).min(1.0)
    }

    /// Log-likelihood ratio of what the words found: a translation against a text about something else.
    #[must_use]
    pub fn evidence(&self) -> f32 {
        self.tokens.iter().map(Token::evidence).sum()
    }

    /// The run of words that most clearly has no counterpart.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        let (mut best, mut start, mut sum) = ((0.0, 0..0), 0, 0.0);
        for (at, token) in self.tokens.iter().enumerate() {
            if sum <= 0.0 {
                (start, sum) = (at, 0.0);
            }
            sum -= token.evidence();
            if sum > best.0 {
                best = (sum, start..at + 1);
            }
        }
        let (evidence, run) = best;
        let words = self.tokens.get(run.clone())?;
        if words.iter().filter(|token| token.is_missed()).count() < FEWEST_OF_GAP {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
        let share = words.len() as f64 / self.tokens.len() as f64;
        Some(Gap { words: run, evidence, share })
    }
}

impl Adequacy {
    /// The account of two texts. `own`: the lexicon was learnt from this pair, too.
    #[must_use]
    pub fn new(lexicon: &Lexicon, source: &str, target: &str, own: bool) -> Self {
        if let Some(known) = lexicon.judged.as_ref().filter(|_| own).and_then(|judged| judged.of(source, target)) {
            return Self::sum(lexicon, words_of(known.0), words_of(known.1), own);
        }
        let words = |text: &str, vocabulary: &Vocabulary| -> Vec<Option<Word>> {
            let mut words = Vec::new();
            each_token(text, |token| {
                if words.len() < MOST_WORDS {
                    words.push(vocabulary.number(token));
                }
            });
            words
        };
        let (from, to) = (words(source, &lexicon.source.vocabulary), words(target, &lexicon.target.vocabulary));
        let (found_source, found_target) = support(lexicon, &from, &to, if own { 1.0 } else { 0.0 });
        Self::sum(lexicon, from.into_iter().zip(found_source), to.into_iter().zip(found_target), own)
    }

    /// What words of both sides, each with how well it is explained, add up to.
    fn sum(
        lexicon: &Lexicon,
        source: impl Iterator<Item = (Option<Word>, f32)>,
        target: impl Iterator<Item = (Option<Word>, f32)>,
        own: bool,
    ) -> Self {
        let temper = lexicon.temper.unwrap_or((1.0, 1.0));
        Adequacy { source: Side::sum(source, &lexicon.source, temper.0, own), target: Side::sum(target, &lexicon.target, temper.1, own) }
    }
}

impl Side {
    fn sum(words: impl Iterator<Item = (Option<Word>, f32)>, known: &super::book::Words, temper: f32, own: bool) -> Self {
        let mut side = Side { tokens: Vec::with_capacity(words.size_hint().0), ..Side::default() };
        for (word, found) in words {
            let mut token = Token { found, usual: None, weight: 0.0 };
            if let Some(word) = word {
                token.weight = (-known.vocabulary.share(word).ln() / FULL).clamp(0.0, 1.0);
                token.usual = usual(known.usual[word as usize], if own { Some(found) } else { None }).map(|usual| usual * temper);
            }
            if let Some(usual) = token.usual {
                side.expected += token.weight * usual;
                side.found += token.weight * found.min(usual);
            }
            side.tokens.push(token);
        }
        side
    }
}

/// How well a word is explained as a rule, this pair left out.
fn usual((times, found): (u32, u32), own: Option<f32>) -> Option<f32> {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^24 where it matters")]
    let (mut times, mut sum) = (times as f32, found as f32 / 256.0);
    if let Some(found) = own {
        times -= 1.0;
        sum -= found;
    }
    // One pair in which it was not found goes in beforehand.
    (times >= FEWEST).then(|| (sum / (times + 1.0)).clamp(0.0, 1.0))
}

/// A word of the source and one of the target that the lexicon has seen together.
#[derive(Debug, Clone, Copy)]
struct Cell {
    row: u32,
    column: u32,
    link: Link,
}

/// What the lexicon says of two words.
#[derive(Debug, Clone, Copy)]
struct Link {
    /// Times that each was linked to the other, forward and backward.
    counts: (f32, f32),
    /// Probabilities of the link, forward and backward.
    shares: (f32, f32),
}

impl Link {
    fn new(lexicon: &Lexicon, source: Word, count: Count) -> Self {
        let real = |units: u32| real(u64::from(units));
        Link { counts: (real(count.forward), real(count.backward)), shares: lexicon.probabilities(source, count) }
    }
}

/// How many counts stand before a word, found in steps that double: the next word of a text is seldom far.
fn ahead(counts: &[Count], word: Word) -> usize {
    let mut end = 1;
    while end < counts.len() && counts[end].target < word {
        end *= 2;
    }
    let start = end / 2;
    let end = counts.len().min(end + 1);
    start.min(end) + counts.get(start..end).map_or(0, |part| part.partition_point(|count| count.target < word))
}

/// Bits that tell most words from those of a sentence, and words of a row, by those of the sentence, up to which it is read through.
const BITS: usize = 512;
const SHORT_ROW: usize = 8;

fn bit(word: Word) -> usize {
    word as usize % BITS
}

/// How well each source and each target word is explained by the other side, with `own` occurrences of this very pair taken
/// out of the counts.
fn support(lexicon: &Lexicon, source: &[Option<Word>], target: &[Option<Word>], own: f32) -> (Vec<f32>, Vec<f32>) {
    let width = target.len();
    // The words of the target by number, so that each row is walked through once.
    let mut columns_of: Vec<(Word, u32)> = target.iter().zip(0..).filter_map(|(word, column)| Some(((*word)?, column))).collect();
    columns_of.sort_unstable();
    let mut here = [0u64; BITS / 64];
    for (word, _) in &columns_of {
        here[bit(*word) / 64] |= 1 << (bit(*word) % 64);
    }
    let mut cells: Vec<Cell> = Vec::with_capacity(source.len() * 4);
    for (row, s) in (0u32..).zip(source) {
        let Some(s) = *s else { continue };
        let first = cells.len();
        let counts = lexicon.row(s);
        let mut add = |count: &Count, same: &[(Word, u32)]| {
            let link = Link::new(lexicon, s, *count);
            let cell = |column: u32| Cell { row, column, link };
            cells.extend(same.iter().map(|(_, column)| cell(*column)));
        };
        if counts.len() <= SHORT_ROW * width {
            // A short row is read through: most of its words are told by one bit not to stand here.
            for count in counts.iter().filter(|count| here[bit(count.target) / 64] >> (bit(count.target) % 64) & 1 == 1) {
                let start = columns_of.partition_point(|(word, _)| *word < count.target);
                let same = columns_of[start..].partition_point(|(word, _)| *word == count.target);
                add(count, &columns_of[start..start + same]);
            }
        } else {
            let mut rest = counts;
            for same in columns_of.chunk_by(|a, b| a.0 == b.0) {
                rest = &rest[ahead(rest, same[0].0)..];
                let Some(count) = rest.first() else { break };
                if count.target == same[0].0 {
                    add(count, same);
                }
            }
        }
        // Sums go by row, then column, as the words stand in the text.
        cells[first..].sort_unstable_by_key(|cell| cell.column);
    }
    explain(lexicon, source, target, &cells, own)
}

/// How well the words of both sides are explained by those that the lexicon has seen together, row by row.
fn explain(lexicon: &Lexicon, source: &[Option<Word>], target: &[Option<Word>], cells: &[Cell], own: f32) -> (Vec<f32>, Vec<f32>) {
    let (mut rows, mut columns) = (vec![0f32; source.len()], vec![0f32; target.len()]);
    for cell in cells {
        columns[cell.column as usize] += cell.link.shares.0;
        rows[cell.row as usize] += cell.link.shares.1;
    }
    // How many words of the other side each explains in all texts.
    let linked = |words: &[Option<Word>], known: &super::book::Words| -> Vec<f32> {
        words.iter().map(|word| word.map_or(0.0, |word| real(known.linked[word as usize]))).collect()
    };
    let (source_linked, target_linked) = (linked(source, &lexicon.source), linked(target, &lexicon.target));
    let (mut explained_source, mut explained_target) = (vec![0f32; source.len()], vec![0f32; target.len()]);
    for cell in cells {
        let (row, column, Link { counts, shares }) = (cell.row as usize, cell.column as usize, cell.link);
        let share = |part: f32, whole: f32| if whole > 0.0 { own * part / whole } else { 0.0 };
        let left =
            |count: f32, share: f32, linked: f32| ((count - share - DISCOUNT).max(0.0)) / (linked - share + DENOMINATOR).max(DENOMINATOR);
        explained_target[column] += left(counts.0, share(shares.0, columns[column]), source_linked[row]);
        explained_source[row] += left(counts.1, share(shares.1, rows[row]), target_linked[column]);
    }
    let judge = |explained: Vec<f32>, words: &[Option<Word>], others: usize, vocabulary: &Vocabulary| -> Vec<f32> {
        #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
        let others = others.max(1) as f32;
        let judged = explained.into_iter().zip(words).map(|(explained, word)| {
            let related = (1.0 - UNEXPLAINED) * explained / others;
            let chance = UNEXPLAINED * word.map_or(0.0, |word| vocabulary.share(word));
            if related > 0.0 { related / (related + chance) } else { 0.0 }
        });
        judged.collect()
    };
    let found_source = judge(explained_source, source, target.len(), &lexicon.source.vocabulary);
    let found_target = judge(explained_target, target, source.len(), &lexicon.target.vocabulary);
    (found_source, found_target)
}

/// How well the words of pairs explain each other, pair by pair.
#[derive(Debug, Clone, Default)]
pub(super) struct Judged {
    /// By the hash of both texts: the number of the sample.
    numbers: FxHashMap<u64, u32>,
    samples: Samples,
    /// As the words stand in the samples.
    found: (Vec<f32>, Vec<f32>),
}

/// The words of a side, and how well each is explained.
type Explained<'j> = (&'j [Word], &'j [f32]);

fn words_of<'j>((words, found): Explained<'j>) -> impl Iterator<Item = (Option<Word>, f32)> + 'j {
    words.iter().map(|word| Some(*word)).zip(found.iter().copied())
}

/// What two texts are known by.
pub(super) fn key(source: &str, target: &str) -> u64 {
    let mut hasher = FxHasher::default();
    (source, target).hash(&mut hasher);
    hasher.finish()
}

impl Judged {
    /// What is remembered of a pair of these texts.
    fn of(&self, source: &str, target: &str) -> Option<(Explained<'_>, Explained<'_>)> {
        let number = *self.numbers.get(&key(source, target))? as usize;
        let (from, to) = (self.samples.starts(number), self.samples.beads.get(number)?);
        let (source, target) = (from.0..to.0 as usize, from.1..to.1 as usize);
        let source = (self.samples.source.get(source.clone())?, self.found.0.get(source)?);
        Some((source, (self.samples.target.get(target.clone())?, self.found.1.get(target)?)))
    }
}

/// Learns how well each word is explained as a rule, each pair judged by the others; with the keys of the samples, what is found of each pair
/// is kept.
pub(super) fn learn_usual(lexicon: &mut Lexicon, samples: Samples, trained: &Trained, keys: Option<Vec<u64>>) {
    let some = |words: &[Word]| words.iter().map(|word| Some(*word)).collect::<Vec<_>>();
    // What the lexicon says of each pair of words that was trained; those that come to nothing say nothing.
    let mut known: Vec<Option<Link>> = Vec::new();
    for word in 0..end(&lexicon.ends) {
        known.extend(trained.counts(word as usize).map(|(target, forward, backward)| {
            let count = Count { target, forward: units(forward), backward: units(backward) };
            (count.forward + count.backward > 0).then(|| Link::new(lexicon, word, count))
        }));
    }
    let judge = |(number, (source, target, weight)): (usize, (&[Word], &[Word], f32))| {
        let cells: Vec<Cell> = trained
            .cells(&samples, number)
            .filter_map(|cell| {
                let link = (*known.get(cell.slot as usize)?)?;
                Some(Cell { row: cell.row.into(), column: cell.column.into(), link })
            })
            .collect();
        explain(lexicon, &some(source), &some(target), &cells, weight)
    };
    let pairs: Vec<(&[Word], &[Word], f32)> = samples.iter().collect();
    let judged: Vec<(Vec<f32>, Vec<f32>)> = pairs.par_iter().copied().enumerate().map(judge).collect();
    drop(known);
    for ((source, target, weight), (from, to)) in pairs.iter().zip(&judged) {
        // Doubtful links say nothing about habits.
        if *weight < 0.5 {
            continue;
        }
        for (words, found, known) in [(source, from, &mut lexicon.source.usual), (target, to, &mut lexicon.target.usual)] {
            for (word, found) in words.iter().zip(found) {
                let usual = &mut known[*word as usize];
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 256")]
                let part = (found * 256.0).round() as u32;
                *usual = (usual.0.saturating_add(1), usual.1.saturating_add(part));
            }
        }
    }
    debug_assert_eq!(end(&lexicon.ends) as usize, lexicon.source.vocabulary.len());
    if let Some(keys) = keys {
        // A pair is judged as one that taught in full.
        let full = samples.beads.iter().map(|(.., weight)| *weight >= 1.0);
        let numbers = keys.into_iter().zip(0..).zip(full).filter(|(_, full)| *full).map(|(numbered, _)| numbered).collect();
        let mut found = (Vec::with_capacity(samples.source.len()), Vec::with_capacity(samples.target.len()));
        for (from, to) in judged {
            found.0.extend(from);
            found.1.extend(to);
        }
        lexicon.judged = Some(Box::new(Judged { numbers, samples, found }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::book::tests::learnt;

    fn town() -> Lexicon {
        let (places, states) = (
            [("harbour", "Hafen"), ("bridge", "Brücke"), ("market", "Markt"), ("school", "Schule"), ("castle", "Burg")],
            [("open", "offen"), ("closed", "geschlossen"), ("new", "neu"), ("ruined", "zerstört")],
        );
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (place, ort) in places {
            for (state, zustand) in states {
                pairs.push((format!("the {place} is {state}"), format!("{ort} ist {zustand}")));
            }
        }
        learnt(&pairs.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect::<Vec<_>>())
    }

    fn missing(side: &Side) -> Vec<usize> {
        let missed = side.tokens.iter().enumerate().filter(|(_, t)| t.usual.is_some_and(|usual| usual > 0.5) && t.found < 0.2);
        missed.map(|(at, _)| at).collect()
    }

    #[test]
    fn sees_what_has_no_counterpart() {
        let lexicon = town();
        let whole = Adequacy::new(&lexicon, "the harbour is open", "Hafen ist offen", true);
        assert!(missing(&whole.source).is_empty() && missing(&whole.target).is_empty(), "{whole:?}");
        let cut = Adequacy::new(&lexicon, "the harbour is open", "Hafen ist", false);
        assert_eq!(missing(&cut.source), [3], "{cut:?}");
        let added = Adequacy::new(&lexicon, "the harbour is", "Hafen ist zerstört", false);
        assert_eq!(missing(&added.target), [2], "{added:?}");
        assert!(whole.source.share() > cut.source.share());
    }

    #[test]
    fn finds_the_run_that_is_left_out_and_tells_a_stranger() {
        let lexicon = town();
        let cut = Adequacy::new(&lexicon, "the harbour is open the bridge is ruined", "Hafen ist offen", false);
        let gap = cut.source.gap().expect("a gap");
        let text = "the harbour is open the bridge is ruined";
        assert_eq!(&text[gap.span(text)], "bridge is ruined");
        assert_eq!(cut.target.gap(), None);
        let stranger = Adequacy::new(&lexicon, "the harbour is open", "Burg zerstört", false);
        assert!(stranger.source.evidence() < -0.2 && stranger.target.evidence() < -0.2, "{stranger:?}");
        let translation = Adequacy::new(&lexicon, "the harbour is open", "Hafen ist offen", true);
        assert!(translation.source.evidence() > 0.2 && translation.source.gap().is_none(), "{translation:?}");
    }

    #[test]
    fn expects_less_where_habits_do_not_hold() {
        let mut lexicon = town();
        let strangers: Vec<(&str, &str)> = vec![("the harbour is open", "Burg zerstört"); 100];
        lexicon.temper(strangers.into_iter());
        let (source, target) = lexicon.temper.expect("looked at");
        assert!(source < 0.7 && target < 0.7, "{source} {target}");
        let stranger = Adequacy::new(&lexicon, "the harbour is open", "Burg zerstört", false);
        assert!(stranger.source.evidence() > Adequacy::new(&town(), "the harbour is open", "Burg zerstört", false).source.evidence());
    }

    #[test]
    fn expects_nothing_of_unknown_words() {
        let strange = Adequacy::new(&town(), "quux blah", "zzz", false);
        assert!((strange.source.share() - 1.0).abs() < 1e-6 && (strange.target.share() - 1.0).abs() < 1e-6);
        assert_eq!(Adequacy::new(&town(), "", "", true), Adequacy::default());
    }
}
