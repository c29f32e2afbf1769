//! What in the source has no counterpart, and what in the translation no origin, word by word.
//!
//! A word counts as missing only against its own habit: the lexicon knows how often each word finds a counterpart elsewhere,
//! and a word that seldom does (an article, a particle) is never missed. A pair that the lexicon was learnt from is judged
//! by what the others teach: rare words explain themselves otherwise.

use std::{hash::Hasher, ops::Range};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::{
    Lexicon, Samples, Word,
    book::{Count, end, real},
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
    /// Bytes of the text between blanks that the word stands in.
    pub span: Range<usize>,
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
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Log-likelihood ratio for its standing there alone.
    pub evidence: f32,
    /// Share of the side's words that stand in it.
    pub share: f64,
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
        let words = self.tokens.get(run)?;
        if words.iter().filter(|token| token.is_missed()).count() < FEWEST_OF_GAP {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
        let share = words.len() as f64 / self.tokens.len() as f64;
        Some(Gap { span: words.first()?.span.start..words.last()?.span.end, evidence, share })
    }
}

impl Adequacy {
    /// The account of two texts. `own`: the lexicon was learnt from this pair, too.
    #[must_use]
    pub fn new(lexicon: &Lexicon, source: &str, target: &str, own: bool) -> Self {
        let words = |text: &str, vocabulary: &super::Vocabulary| -> Vec<(Option<Word>, Range<usize>)> {
            let mut words = Vec::new();
            for piece in text.split_whitespace() {
                let start = piece.as_ptr() as usize - text.as_ptr() as usize;
                each_token(piece, |token| {
                    if words.len() < MOST_WORDS {
                        words.push((vocabulary.number(token), start..start + piece.len()));
                    }
                });
            }
            words
        };
        let (from, to) = (words(source, &lexicon.source.vocabulary), words(target, &lexicon.target.vocabulary));
        let numbers = |words: &[(Option<Word>, Range<usize>)]| words.iter().map(|(word, _)| *word).collect::<Vec<_>>();
        let (source_numbers, target_numbers) = (numbers(&from), numbers(&to));
        let known = lexicon.judged.as_ref().filter(|_| own).and_then(|judged| judged.of(&source_numbers, &target_numbers));
        let (source_found, target_found) =
            known.unwrap_or_else(|| support(lexicon, &source_numbers, &target_numbers, if own { 1.0 } else { 0.0 }));
        let temper = lexicon.temper.unwrap_or((1.0, 1.0));
        let side = |words: Vec<(Option<Word>, Range<usize>)>, found: Vec<f32>, known: &super::book::Words, temper: f32| {
            let mut side = Side::default();
            for ((word, span), found) in words.into_iter().zip(found) {
                let mut token = Token { span, found, usual: None, weight: 0.0 };
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
        };
        Adequacy { source: side(from, source_found, &lexicon.source, temper.0), target: side(to, target_found, &lexicon.target, temper.1) }
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
struct Cell {
    row: usize,
    column: usize,
    /// Times that each was linked to the other, forward and backward.
    counts: (f32, f32),
    /// Probabilities of the link, forward and backward.
    shares: (f32, f32),
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
    let mut columns_of: Vec<(Word, usize)> = target.iter().zip(0..).filter_map(|(word, column)| Some(((*word)?, column))).collect();
    columns_of.sort_unstable();
    let mut here = [0u64; BITS / 64];
    for (word, _) in &columns_of {
        here[bit(*word) / 64] |= 1 << (bit(*word) % 64);
    }
    let mut cells: Vec<Cell> = Vec::with_capacity(source.len() * 4);
    let mut columns = vec![0f32; width];
    let mut rows = vec![0f32; source.len()];
    for (row, s) in source.iter().enumerate() {
        let Some(s) = *s else { continue };
        let first = cells.len();
        let counts = lexicon.row(s);
        let mut add = |count: &Count, same: &[(Word, usize)]| {
            let (forward, backward) = lexicon.probabilities(s, *count);
            let cell = |column: usize| Cell {
                row,
                column,
                counts: (real(u64::from(count.forward)), real(u64::from(count.backward))),
                shares: (forward, backward),
            };
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
    for cell in &cells {
        columns[cell.column] += cell.shares.0;
        rows[cell.row] += cell.shares.1;
    }
    let mut explained_source = vec![0f32; source.len()];
    let mut explained_target = vec![0f32; width];
    for cell in &cells {
        let (Some(s), Some(t)) = (source[cell.row], target[cell.column]) else { continue };
        let share = |part: f32, whole: f32| if whole > 0.0 { own * part / whole } else { 0.0 };
        let left = |count: f32, share: f32, linked: u64| {
            ((count - share - DISCOUNT).max(0.0)) / (real(linked) - share + DENOMINATOR).max(DENOMINATOR)
        };
        explained_target[cell.column] += left(cell.counts.0, share(cell.shares.0, columns[cell.column]), lexicon.source.linked[s as usize]);
        explained_source[cell.row] += left(cell.counts.1, share(cell.shares.1, rows[cell.row]), lexicon.target.linked[t as usize]);
    }
    let judge = |explained: Vec<f32>, words: &[Option<Word>], others: usize, vocabulary: &super::Vocabulary| -> Vec<f32> {
        #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
        let others = others.max(1) as f32;
        let judged = explained.into_iter().zip(words).map(|(explained, word)| {
            let related = (1.0 - UNEXPLAINED) * explained / others;
            let chance = UNEXPLAINED * word.map_or(0.0, |word| vocabulary.share(word));
            if related > 0.0 { related / (related + chance) } else { 0.0 }
        });
        judged.collect()
    };
    let found_source = judge(explained_source, source, width, &lexicon.source.vocabulary);
    let found_target = judge(explained_target, target, source.len(), &lexicon.target.vocabulary);
    (found_source, found_target)
}

/// How well the words of pairs explain each other, pair by pair.
#[derive(Debug, Clone, Default)]
pub(super) struct Judged(FxHashMap<u64, JudgedPair>);

/// The words of both sides, and how well each is explained.
type JudgedPair = (Box<[Word]>, Box<[Word]>, Box<[f32]>, Box<[f32]>);

impl Judged {
    fn key(source: impl Iterator<Item = Word>, target: impl Iterator<Item = Word>) -> u64 {
        let mut hasher = FxHasher::default();
        source.for_each(|word| hasher.write_u32(word));
        hasher.write_u32(Word::MAX);
        target.for_each(|word| hasher.write_u32(word));
        hasher.finish()
    }

    /// What is remembered of a pair of these words.
    fn of(&self, source: &[Option<Word>], target: &[Option<Word>]) -> Option<(Vec<f32>, Vec<f32>)> {
        let all = |words: &[Option<Word>]| words.iter().all(Option::is_some);
        if !all(source) || !all(target) {
            return None;
        }
        let key = Self::key(source.iter().flatten().copied(), target.iter().flatten().copied());
        let (from, to, found_source, found_target) = self.0.get(&key)?;
        let same = from.iter().eq(source.iter().flatten()) && to.iter().eq(target.iter().flatten());
        same.then(|| (found_source.to_vec(), found_target.to_vec()))
    }
}

/// Learns how well each word is explained as a rule, each pair judged by the others; with `remembers`, what is found of each pair is kept.
pub(super) fn learn_usual(lexicon: &mut Lexicon, samples: &Samples, remembers: bool) {
    let pairs: Vec<(&[Word], &[Word], f32)> = samples.iter().collect();
    let some = |words: &[Word]| words.iter().map(|word| Some(*word)).collect::<Vec<_>>();
    let judged: Vec<(Vec<f32>, Vec<f32>)> =
        pairs.par_iter().map(|(source, target, weight)| support(lexicon, &some(source), &some(target), *weight)).collect();
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
    if remembers {
        let mut all = Judged::default();
        // A pair is judged as one that taught in full.
        for ((source, target, _), (from, to)) in pairs.iter().zip(judged).filter(|((_, _, weight), _)| *weight >= 1.0) {
            let key = Judged::key(source.iter().copied(), target.iter().copied());
            all.0.entry(key).or_insert_with(|| ((*source).into(), (*target).into(), from.into(), to.into()));
        }
        lexicon.judged = Some(Box::new(all));
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
        assert_eq!(&"the harbour is open the bridge is ruined"[gap.span], "bridge is ruined");
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
