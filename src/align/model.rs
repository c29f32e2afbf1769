//! The parameters of the likelihood: bead types, length ratio and variance, weights. Learnt again after every pass.

use std::ops::Range;

use super::{
    lattice::Path,
    margin::Margins,
    math::{ln, ln_gamma},
    passes::{FIRST, Start},
    prepare::{Batch, Side},
    table::NEVER,
};
use crate::model::BlockKind;

/// Bead types: source segments, target segments, prior share. The shares are a start; the batch corrects them.
pub(super) const TYPES: [(usize, usize, f64); 26] = [
    (1, 1, 0.85),
    (1, 0, 0.035),
    (0, 1, 0.035),
    (1, 2, 0.03),
    (2, 1, 0.03),
    (2, 2, 0.008),
    (1, 3, 0.006),
    (3, 1, 0.006),
    (2, 3, 0.001),
    (3, 2, 0.001),
    (3, 3, 0.0005),
    (1, 4, 0.0015),
    (4, 1, 0.0015),
    (2, 4, 0.0003),
    (4, 2, 0.0003),
    (3, 4, 0.0002),
    (4, 3, 0.0002),
    (4, 4, 0.0001),
    (1, 5, 0.0005),
    (5, 1, 0.0005),
    (1, 6, 0.0003),
    (6, 1, 0.0003),
    (1, 7, 0.0002),
    (7, 1, 0.0002),
    (1, 8, 0.0001),
    (8, 1, 0.0001),
];
/// Place of the bead of one line a side in [`TYPES`].
pub(super) const PAIR: usize = 0;
/// Places of the deletion and of the addition, the only type that stays in its row, in [`TYPES`].
pub(super) const MISSING: usize = 1;
pub(super) const ADDED: usize = 2;
/// What a path remembers: whether its last bead was a null bead. These states go by the places of the null beads in [`TYPES`].
pub(super) const LINKED: usize = 0;
pub(super) const STATES: usize = 3;
/// Share of runs of deletions that go on as additions, of those that go on. Additions never go on as deletions: the same lines would
/// be left out in several ways.
const TURNS: f32 = 0.15;
/// Longest side of a bead.
pub(super) const LONGEST: usize = 8;
/// Weight of the prior shares against what a batch shows, in beads.
const PRIOR_BEADS: f64 = 100.0;
/// Nulls never get a larger share than this: unbounded, they swallow hard text.
const NULL_CAP: f64 = 0.12;
/// What is missing comes in runs: share of beads that begin one, and of null beads that another one follows, as a start; how many
/// beads these shares weigh against what a batch shows; and the largest shares that a batch may come to.
const RUNS: [f64; 2] = [0.045, 0.4];
/// The same where each null bead stands alone: one follows another as often as it follows any bead.
const SCATTERED: [f64; 2] = [0.07, 0.07];
const PRIOR_RUNS: [f64; 2] = [100.0, 20.0];
const MOST_RUNS: [f64; 2] = [0.1, 0.85];
/// Weight of lexical evidence: tokens are not independent.
const LEXICAL: f32 = 0.6;
/// Degrees of freedom of the length difference: tails as heavy as Student's t, so that one strange sentence does not bend the path.
const FREEDOM: f32 = 4.0;
/// Logarithm of the density of Student's t with four degrees of freedom at its peak.
const PEAK: f32 = -0.980_829_3;
/// Square of the scale of the length difference, for each character (Gale & Church 1993 found a variance of 6.8 for European
/// pairs; half of it as the variance of t with four degrees of freedom is twice the square of its scale).
const SPREAD: f32 = 3.4;
/// The most that the lengths of one bead may say for it, as a logarithm.
const LENGTH_SAYS: f32 = 4.0;

/// Beads less likely than this teach nothing: they are many, and each says little.
const TEACHES: f64 = 0.1;

/// Line counts further apart than this change the start; so much of it is then the Poisson part.
const MIXES_FROM: f64 = 0.15;
const MIXED: f64 = 0.7;

/// Lengths of the lines of one side, taken to follow a gamma distribution: the lengths of several lines then do, too.
#[derive(Debug, Clone, Copy)]
struct Lengths {
    shape: f32,
    scale: f32,
}

impl Lengths {
    fn new(lengths: impl Iterator<Item = f32>) -> Self {
        let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for length in lengths.map(f64::from) {
            count += 1.0;
            sum += length;
            squares += length * length;
        }
        let mean = if count > 0.0 { (sum / count).max(1.0) } else { 1.0 };
        let variance = if count > 0.0 { (squares / count - mean * mean).max(mean) } else { mean };
        #[expect(clippy::cast_possible_truncation, reason = "shape of a distribution")]
        let shape = ((mean * mean / variance) as f32).clamp(0.5, 8.0);
        #[expect(clippy::cast_possible_truncation, reason = "characters")]
        let scale = mean as f32 / shape;
        Lengths { shape, scale }
    }

    /// Log-density of the joint length of so many unrelated lines.
    fn density(self, lines: f32, length: f32) -> f32 {
        let shape = self.shape * lines;
        let length = length.max(1.0);
        (shape - 1.0) * length.ln() - length / self.scale - ln_gamma(shape) - shape * self.scale.ln()
    }
}

#[derive(Debug, Clone)]
pub(super) struct Model {
    /// Logarithm of the share of each type.
    pub types: [f32; TYPES.len()],
    /// Logarithm of the share of beads that begin a run of null beads, and of null beads that the next one goes on from.
    pub runs: [f32; 2],
    /// Whether these are learnt. In a batch in doubt they would swallow what is hard to link.
    pub learns_runs: bool,
    /// Target characters a source character yields.
    pub ratio: f32,
    /// Square of the scale of length differences, for each character.
    pub spread: f32,
    /// Lengths of unrelated lines of each side.
    lengths: [Lengths; 2],
    /// Share of tokens that have no counterpart.
    pub untranslated: f32,
    pub lexical: f32,
    pub length: f32,
    /// Beads less likely than this teach nothing.
    pub teaches: f64,
    /// Longest side of a bead that is looked for.
    pub reach: usize,
    /// What the margins of vectors look like, where vectors are given and tell something.
    pub margins: Option<Margins>,
}

impl Model {
    pub fn new(batch: &Batch<'_>) -> Self {
        let total =
            |side: fn(&super::Doc) -> &Side| -> f32 { batch.docs.iter().flat_map(|doc| &side(doc).lines).map(|line| line.length).sum() };
        let per_line =
            |side: fn(&super::Doc) -> &Side| Lengths::new(batch.docs.iter().flat_map(|doc| &side(doc).lines).map(|line| line.length));
        let (source, target) = (total(|d| &d.source), total(|d| &d.target));
        let ratio = if source > 0.0 && target > 0.0 { (target / source).clamp(0.05, 20.0) } else { 1.0 };
        let lines = batch.line_counts();
        Model {
            types: start_types(lines.0, lines.1),
            runs: RUNS.map(log),
            learns_runs: false,
            ratio,
            spread: SPREAD * ratio.max(0.3),
            lengths: [per_line(|d| &d.source), per_line(|d| &d.target)],
            untranslated: FIRST[0],
            lexical: LEXICAL,
            length: 1.0,
            teaches: TEACHES,
            reach: LONGEST,
            margins: None,
        }
    }

    /// The same, taking null beads to stand alone.
    pub fn scattered(&self) -> Model {
        Model { runs: SCATTERED.map(log), ..self.clone() }
    }

    pub fn set_start(&mut self, start: Start, untranslated: f32) {
        self.untranslated = untranslated;
        (self.lexical, self.length) = match start {
            Start::Both => (LEXICAL, 1.0),
            Start::Length => (0.0, 1.0),
        };
    }

    /// Log-likelihood ratio of two lengths, that of the source as the target length that is expected of it, against unrelated
    /// lines, of which `unrelated` is the mean log-density.
    #[inline]
    pub fn length_score(&self, expected: f32, target: f32, unrelated: f32) -> f32 {
        let square = (self.spread * (target + expected) / 2.0).max(1.0);
        let difference = target - expected;
        let related = PEAK - 0.5 * ln(square) - 0.5 * (FREEDOM + 1.0) * ln(1.0 + difference * difference / (square * FREEDOM));
        self.length * (related - unrelated).min(LENGTH_SAYS)
    }

    /// For each number of lines consumed, half the log-density of the last one to eight lines' lengths, unrelated to the
    /// other side; in target characters.
    pub fn unrelated(&self, side: &Side, target: bool) -> Vec<Vec<f32>> {
        let lengths = self.lengths[usize::from(target)];
        let unit = if target { 0.0 } else { self.ratio.ln() };
        let mut out = Vec::with_capacity(LONGEST);
        for lines in 1..=LONGEST {
            let mut densities = vec![0.0; side.len() + 1];
            for (density, at) in densities.iter_mut().zip(0..).skip(lines) {
                #[expect(clippy::cast_precision_loss, reason = "lengths of a bead")]
                let (count, length) = (lines as f32, (side.lengths[at] - side.lengths[at - lines]) as f32);
                *density = 0.5 * (lengths.density(count, length) - unit);
            }
            out.push(densities);
        }
        out
    }

    /// Block structure as evidence: adds what it costs that these lines make one bead with so many lines of the target, of which the first
    /// ends before line `end`, the next one line later, and so on.
    pub fn add_structure(source: &Side, lines: Range<usize>, target: &Side, count: usize, end: usize, links: &mut [f32]) {
        let heading = |kind: BlockKind| matches!(kind, BlockKind::Heading(_));
        let first = source.lines[lines.start].kind;
        let titled = heading(first);
        // Joining blocks on one side only.
        let own = source.blocks[lines.end - 1] - source.blocks[lines.start];
        let others = target.lines[end - count..].iter().zip(&target.blocks[end - count..]).zip(&target.blocks[end - 1..]);
        for (link, ((other, from), to)) in links.iter_mut().zip(others) {
            let score = match (titled, heading(other.kind)) {
                (true, false) | (false, true) => -4.0,
                (true, true) => 1.0,
                _ if first != other.kind => -1.0,
                _ => 0.0,
            };
            #[expect(clippy::cast_precision_loss, reason = "at most fourteen")]
            let joined = (own + (to - from)) as f32;
            *link += score - 2.0 * joined;
        }
    }

    /// Logarithm of the share of a type among those that lead to the same state.
    pub fn among(&self, kind: usize) -> f32 {
        if kind == MISSING || kind == ADDED {
            return 0.0;
        }
        self.types[kind] - self.linked().ln()
    }

    /// Share of beads that are no null beads.
    fn linked(&self) -> f32 {
        (0..TYPES.len()).filter(|kind| *kind != MISSING && *kind != ADDED).map(|kind| self.types[kind].exp()).sum()
    }

    /// By the state that a bead leads to, by the state before it: what it costs, as a logarithm.
    pub fn costs(&self) -> [[f32; STATES]; STATES] {
        let [begins, stays] = self.runs.map(f32::exp);
        let nulls = [MISSING, ADDED].map(|kind| self.types[kind].exp());
        let [missing, added] = nulls.map(|share| share / (nulls[0] + nulls[1]));
        let mut shares = [[0.0; STATES]; STATES];
        shares[LINKED] = [1.0 - begins, 1.0 - stays, 1.0 - stays];
        shares[MISSING] = [begins * missing, stays * (1.0 - TURNS), 0.0];
        shares[ADDED] = [begins * added, stays * TURNS, stays];
        shares.map(|row| row.map(|share| if share > 0.0 { share.ln() } else { NEVER }))
    }

    /// Re-estimates type shares, ratio and variance from the paths.
    pub fn learn(&mut self, batch: &Batch<'_>, paths: &[Path]) {
        let mut shares: Vec<f64> = TYPES.iter().map(|(.., share)| share * PRIOR_BEADS).collect();
        let (mut source, mut target, mut squares, mut beads) = (0f32, 0f32, 0f32, 0f32);
        for path in paths {
            for (share, expected) in shares.iter_mut().zip(&path.types) {
                *share += expected;
            }
        }
        let linked = |visit: &mut dyn FnMut(f32, f32, f32)| {
            for (doc, path) in batch.docs.iter().zip(paths) {
                let length = |side: &Side, lines: &Range<usize>| -> f32 {
                    #[expect(clippy::cast_precision_loss, reason = "lengths of a bead")]
                    let length = (side.lengths[lines.end] - side.lengths[lines.start]) as f32;
                    length
                };
                for (source, target, weight) in &path.links {
                    visit(length(&doc.source, source), length(&doc.target, target), *weight);
                }
            }
        };
        linked(&mut |s, t, weight| {
            source += weight * s;
            target += weight * t;
        });
        if source > 100.0 && target > 100.0 {
            self.ratio = (target / source).clamp(0.05, 20.0);
        }
        // One round of expectation–maximisation for the scale of Student's t: far-off pairs count little.
        linked(&mut |s, t, weight| {
            let size = (t + self.ratio * s) / 2.0;
            if size > 0.0 {
                let difference = t - self.ratio * s;
                let square = difference * difference / size;
                squares += weight * square * (FREEDOM + 1.0) / (FREEDOM + square / self.spread);
                beads += weight;
            }
        });
        // Ten beads' worth of the usual spread keeps a short document sane.
        self.spread = ((squares + 10.0 * SPREAD * self.ratio.max(0.3)) / (beads + 10.0)).clamp(0.25, 30.0);
        self.types = logarithms(&shares);
        if self.learns_runs {
            self.learn_runs(paths);
        }
        if self.margins.is_some() {
            self.margins = Margins::learn(batch, paths);
        }
    }

    /// Re-estimates how often null beads begin and go on.
    fn learn_runs(&mut self, paths: &[Path]) {
        let sum = |count: &dyn Fn(&Path) -> f64| paths.iter().map(count).sum::<f64>();
        let nulls = sum(&|path| path.types[MISSING] + path.types[ADDED]);
        let (all, on) = (sum(&|path| path.types.iter().sum()), sum(&|path| path.runs_on));
        for (at, (some, of)) in [(nulls - on, all - nulls), (on, nulls)].into_iter().enumerate() {
            let share = (some + RUNS[at] * PRIOR_RUNS[at]) / (of + PRIOR_RUNS[at]);
            self.runs[at] = log(share.clamp(1e-4, MOST_RUNS[at]));
        }
    }
}

/// Target lines a source line.
#[expect(clippy::cast_precision_loss, reason = "line counts")]
fn ratio((source, target): (usize, usize)) -> f64 {
    if source > 0 && target > 0 { target as f64 / source as f64 } else { 1.0 }
}

/// Whether the line counts of the two sides are so near each other that beads of many lines are rare.
pub(super) fn even(lines: (usize, usize)) -> bool {
    let ratio = ratio(lines);
    ratio.max(1.0 / ratio) - 1.0 < MIXES_FROM
}

/// Shares that know how many lines each side has: where the target has ρ times as many, a source line is taken to become
/// one and a Poisson number (mean ρ − 1) of lines, mixed with the usual shares.
fn start_types(source: usize, target: usize) -> [f32; TYPES.len()] {
    let ratio = ratio((source, target));
    let more = ratio.max(1.0 / ratio) - 1.0;
    let mixed = if more < MIXES_FROM { 0.0 } else { MIXED };
    let mut shares = Vec::with_capacity(TYPES.len());
    for &(a, b, share) in &TYPES {
        let (one, many) = if ratio >= 1.0 { (a, b) } else { (b, a) };
        let mut poisson = 0.0;
        if one == 1 && many >= 1 {
            poisson = (-more).exp();
            for k in 1..many {
                #[expect(clippy::cast_precision_loss, reason = "at most eight")]
                {
                    poisson *= more / k as f64;
                }
            }
        }
        shares.push(share * (1.0 - mixed) + poisson * mixed);
    }
    logarithms(&shares)
}

#[expect(clippy::cast_possible_truncation, reason = "a logarithm near zero")]
fn log(share: f64) -> f32 {
    share.ln() as f32
}

fn logarithms(shares: &[f64]) -> [f32; TYPES.len()] {
    let total: f64 = shares.iter().sum();
    let mut out = [0f32; TYPES.len()];
    for ((log, share), &(a, b, _)) in out.iter_mut().zip(shares).zip(&TYPES) {
        let share = (share / total).max(1e-6);
        let share = if a == 0 || b == 0 { share.min(NULL_CAP) } else { share };
        #[expect(clippy::cast_possible_truncation, reason = "a logarithm near zero")]
        {
            *log = share.ln() as f32;
        }
    }
    out
}
