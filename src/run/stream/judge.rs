//! A pair → its score and findings.

use std::hash::BuildHasher;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::pairs::{Langs, Pair};
use crate::{
    config::Settings,
    lang::{lowered, words_in},
    lexicon::{Learner, Lexicon},
    model::{Bead, Finding, Segment, Severity},
    repeats::Corpus,
    rules::{Bitext, Context, Side, judge_each, suspect},
    run::{Saved, check::fitting},
    text::tokens::{each_token, has_digits},
};

/// Pairs of one pair of languages that a lexicon takes.
const FEWEST: usize = 20;

/// What the pairs of a batch, and lexicons learnt elsewhere, teach: one lexicon a pair of languages.
pub(super) type Taught = Vec<(Langs, Lexicon)>;

/// A pair that was judged.
pub(super) struct Judged<'a> {
    pub pair: &'a Pair,
    /// Its languages, as statistics and filters name them.
    pub languages: &'a str,
    pub score: f64,
    pub findings: Vec<Finding>,
    pub copies: Option<Copies<'a>>,
}

/// Where a pair stands in a corpus whose sentences were counted.
#[derive(Clone, Copy)]
pub(super) struct Copies<'a> {
    pub corpus: &'a Corpus,
    /// Number of the stream, and line in it.
    pub place: (u32, u32),
}

impl Judged<'_> {
    /// How often the pair occurs in the corpus, and whether this is its first place; once where nothing was counted.
    pub fn copies(&self) -> (u32, bool) {
        let Pair { source, target, langs, .. } = self.pair;
        self.copies.map_or((1, true), |copies| copies.corpus.copies(*langs, source, target, copies.place))
    }
}

/// Learns from the pairs of a batch, unless each is to be judged alone, and notes the languages met.
pub(super) fn teach(pairs: &[Result<Pair, String>], lexicons: &[Saved], alone: bool, met: &mut Vec<Langs>) -> Taught {
    let mut groups: Vec<(Langs, Vec<&Pair>)> = Vec::new();
    let mut places: FxHashMap<Langs, usize> = FxHashMap::default();
    for pair in pairs.iter().flatten() {
        let place = *places.entry(pair.langs).or_insert(groups.len());
        if place == groups.len() {
            groups.push((pair.langs, Vec::new()));
        }
        groups[place].1.push(pair);
    }
    for (langs, _) in &groups {
        if !met.contains(langs) {
            met.push(*langs);
        }
    }
    if alone {
        let known = |langs: Langs| Some((langs, fitting(lexicons, langs.0, langs.1)?.into_owned()));
        return groups.into_iter().filter_map(|(langs, _)| known(langs)).collect();
    }
    let learn = |((source, target), pairs): (Langs, Vec<&Pair>)| {
        let known = fitting(lexicons, source, target);
        if known.is_none() && pairs.len() < FEWEST {
            return None;
        }
        let mut learner = Learner::default();
        // One translation of a text teaches: further ones are variants of it, perhaps bad ones.
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for pair in pairs.iter().filter(|pair| seen.insert(&pair.source)) {
            learner.add(pair.source.trim(), pair.target.trim(), 1.0);
        }
        let mut taught = learner.learn_to_judge(source.zip(target));
        if let Some(known) = known {
            taught.merge(&known);
            taught.temper(pairs.iter().map(|pair| (pair.source.as_str(), pair.target.as_str())));
        }
        Some(((source, target), taught))
    };
    groups.into_par_iter().filter_map(learn).collect()
}

/// Judges pairs of the same languages, each by itself: the score, 0 to 100 with two decimals, and the findings.
pub(super) fn score_pairs(pairs: &[&Pair], cx: &Context<'_>, settings: &Settings) -> Vec<(f64, Vec<Finding>)> {
    let texts: Vec<([Segment; 1], [Segment; 1], Vec<Bead>)> = pairs.iter().map(|pair| as_document(&pair.source, &pair.target)).collect();
    let side = |lang, segments| Side { lang, path: "", segments, aside: &[] };
    let bitexts: Vec<Bitext<'_>> =
        texts.iter().map(|(from, to, beads)| Bitext::new(side(cx.source_lang, from), side(cx.target_lang, to), beads)).collect();
    let found = judge_each(&bitexts, cx);
    let score = |((pair, bitext), findings): ((&&Pair, &Bitext<'_>), _)| score(pair, bitext, findings, cx, settings);
    pairs.iter().zip(&bitexts).zip(found).map(score).collect()
}

/// A pair as a document of one line a side.
fn as_document(source: &str, target: &str) -> ([Segment; 1], [Segment; 1], Vec<Bead>) {
    let (from, to) = ([Segment::line(0, source.trim())], [Segment::line(0, target.trim())]);
    let empty = |segment: &Segment| segment.text.is_empty();
    let bead = |source, target| Bead { source, target, confidence: 1.0, score: 0.0, moved: false };
    let beads = match (empty(&from[0]), empty(&to[0])) {
        (false, true) => vec![bead(0..1, 0..0), bead(1..1, 0..1)],
        (true, false) => vec![bead(0..0, 0..1), bead(0..1, 1..1)],
        _ => vec![bead(0..1, 0..1)],
    };
    (from, to, beads)
}

fn score(pair: &Pair, bitext: &Bitext<'_>, mut findings: Vec<Finding>, cx: &Context<'_>, settings: &Settings) -> (f64, Vec<Finding>) {
    let Pair { source, target, .. } = pair;
    findings.retain(|f| f.confidence >= settings.report.min_confidence && f.severity >= settings.report.min_severity);
    let mut doubt = 0.0;
    for found in &findings {
        let weight = match found.severity {
            Severity::Critical => 0.6,
            Severity::Major => 0.4,
            Severity::Minor => 0.12,
            Severity::Info => 0.02,
        };
        // Findings add up as independent doubts.
        doubt = 1.0 - (1.0 - doubt) * (1.0 - weight * f64::from(found.confidence) / 100.0);
    }
    let score = 100.0
        * (1.0 - doubt)
        * fit(source, target, cx)
        * adequate(bitext, cx)
        * whole(source, target, cx)
        * fresh(source, target, cx)
        * together(bitext, cx);
    ((score * 100.0).round() / 100.0, findings)
}

/// How well lengths and surface tokens answer each other, 0.7 to 1: what tells apart two translations without findings.
fn fit(source: &str, target: &str, cx: &Context<'_>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
    let length = |text: &str| (text.chars().count() as f64).max(1.0);
    let expected = cx.target.length.log_ratio - cx.source.length.log_ratio;
    let shortest = length(source).min(length(target));
    let spread = (cx.target.length.deviation + cx.source.length.deviation) * (1.0 + 20.0 / shortest);
    let z = ((length(target) / length(source)).ln() - expected) / spread.max(0.05);
    let by_length = (-0.5 * z * z / 4.0).exp();
    let figures = |text: &str| {
        let mut list = Vec::new();
        // No token goes on behind a blank.
        for piece in text.split(' ').filter(|piece| has_digits(piece)) {
            each_token(piece, |token| {
                if token.starts_with(|c: char| c.is_ascii_digit()) {
                    list.push(token.to_owned());
                }
            });
        }
        list
    };
    let (mine, theirs): (Vec<String>, Vec<String>) = (figures(source), figures(target));
    let shared = mine.iter().filter(|token| theirs.contains(token)).count();
    let most = mine.len().max(theirs.len());
    #[expect(clippy::cast_precision_loss, reason = "tokens of a sentence")]
    let by_figures = if most == 0 { 1.0 } else { shared as f64 / most as f64 };
    0.7 + 0.22 * by_length + 0.08 * by_figures
}

/// Share of the usual length, as a logarithm, by which a translation may fall short without a sign of loss; how fast doubt grows below
/// it, and how much of the score it can take.
const SHORT: f64 = 0.05;
const STEEP: f64 = 4.0;
const MOST_LOST: f64 = 0.5;

/// How far a translation is as long as its source makes likely, as a factor: what falls short may have lost a part, below what any rule
/// would tell.
fn whole(source: &str, target: &str, cx: &Context<'_>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
    let length = |text: &str| text.trim().chars().count() as f64 + 3.0;
    if source.trim().is_empty() || target.trim().is_empty() {
        return 1.0;
    }
    let expected = cx.target.length.log_ratio - cx.source.length.log_ratio;
    let lack = (expected - SHORT - (length(target) / length(source)).ln()).max(0.0);
    1.0 - MOST_LOST * (1.0 - (-(lack * STEEP).powi(2) / 2.0).exp())
}

/// Letters of a word that recurs for a reason of its own seldom, words of a sentence that are counted at least, how much of the score goes
/// for a share of words said again, and how much at most.
const LONG_WORD: usize = 4;
const FEWEST_WORDS: usize = 6;
const AGAIN: f64 = 3.0;
const MOST_AGAIN: f64 = 0.6;

/// How far a translation says no word again that the source says once, as a factor. Texts without divided words are not counted.
fn fresh(source: &str, target: &str, cx: &Context<'_>) -> f64 {
    if cx.source.unspaced || cx.target.unspaced {
        return 1.0;
    }
    let again = |text: &str| {
        let (mut seen, mut all, mut again) = (FxHashSet::with_capacity_and_hasher(text.len() / 5, FxBuildHasher), 0, 0usize);
        for word in words_in(text) {
            all += 1;
            let long = word.chars().nth(LONG_WORD - 1).is_some();
            again += usize::from(long && !seen.insert(lowered(word, |word| FxBuildHasher.hash_one(word))));
        }
        (again, all)
    };
    let (own, all) = again(target);
    // What repeats nothing repeats no more than its source.
    let theirs = if own == 0 { 0 } else { again(source).0 };
    #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
    let share = own.saturating_sub(theirs) as f64 / all.max(FEWEST_WORDS) as f64;
    1.0 - (AGAIN * share).min(MOST_AGAIN)
}

/// How much of the score all signs of a pair that does not belong together take, and how slowly they do so.
const MOST_APART: f64 = 0.35;
const SLOWLY: f64 = 1.5;

/// How far all signs say that the two texts belong together, as a factor: below what the rule would tell.
fn together(bitext: &Bitext<'_>, cx: &Context<'_>) -> f64 {
    let verdict = bitext.pairs.first().filter(|pair| pair.is_linked()).and_then(|pair| suspect(bitext, pair, cx));
    verdict.map_or(1.0, |verdict| 1.0 - MOST_APART / (1.0 + (-f64::from(verdict.all) / SLOWLY).exp()))
}

/// How much of the score a run of source words without counterpart takes at most, and how slowly it does so with its evidence, in nats.
const MOST_OMITTED: f64 = 0.2;
const SLOWLY_OMITTED: f64 = 4.0;

/// How much of what was to be expected the words of both sides find in the other, and how little the longest gap in the source looks like a
/// loss, as a factor.
fn adequate(bitext: &Bitext<'_>, cx: &Context<'_>) -> f64 {
    let Some(account) = bitext.pairs.first().filter(|pair| pair.is_linked()).and_then(|pair| pair.adequacy(cx)) else { return 1.0 };
    let share = account.source.share().min(account.target.share());
    let evidence = account.source.gap().map_or(0.0, |gap| f64::from(gap.evidence));
    (0.8 + 0.2 * f64::from(share)) * (1.0 - MOST_OMITTED * (1.0 - (-evidence / SLOWLY_OMITTED).exp()))
}
