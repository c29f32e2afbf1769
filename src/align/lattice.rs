//! The dynamic programme: the likeliest path of beads, and the posterior of each of its beads by forward–backward.

use std::ops::Range;

use super::{
    band::Band,
    evidence::Evidence,
    model::{Model, TYPES},
    prepare::{Doc, Line},
};

/// A bead of the path.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub source: Range<usize>,
    pub target: Range<usize>,
    /// Probability under the model that the bead is right.
    pub posterior: f32,
    /// Log-likelihood ratio of length and words against unrelated text, without the type's prior.
    pub score: f32,
    /// Characters of the source side, for scaling the score.
    pub length: f32,
}

#[derive(Debug, Clone)]
pub(super) struct Path {
    pub steps: Vec<Step>,
    /// Logarithm of the total likelihood.
    pub likelihood: f64,
    /// Expected number of beads of each type.
    pub types: [f64; TYPES.len()],
}

pub(super) struct Lattice<'a> {
    doc: &'a Doc,
    model: &'a Model,
    band: &'a Band,
    evidence: &'a Evidence,
    source_lengths: Vec<f32>,
    target_lengths: Vec<f32>,
}

const NEVER: f32 = f32::NEG_INFINITY;

impl<'a> Lattice<'a> {
    pub fn new(doc: &'a Doc, model: &'a Model, band: &'a Band, evidence: &'a Evidence) -> Self {
        Lattice { doc, model, band, evidence, source_lengths: running(&doc.source), target_lengths: running(&doc.target) }
    }

    /// Log-likelihood ratio of a linked bead that ends at (i, j), without its type's prior.
    fn link(&self, i: usize, j: usize, a: usize, b: usize) -> f32 {
        let source = self.source_lengths[i] - self.source_lengths[i - a];
        let target = self.target_lengths[j] - self.target_lengths[j - b];
        let mut words = 0.0;
        for k in 0..b {
            if let Some(cell) = self.band.cell(i, j - k) {
                words += self.evidence.forward(cell, a);
            }
        }
        for k in 0..a {
            if let Some(cell) = self.band.cell(i - k, j) {
                words += self.evidence.backward(cell, b);
            }
        }
        self.model.length_score(source, target)
            + 0.5 * self.model.lexical * words
            + Model::structure_score(&self.doc.source[i - a..i], &self.doc.target[j - b..j])
    }

    /// Finds the likeliest path.
    pub fn solve(&self) -> Path {
        let cells = self.band.cells();
        let mut scores = vec![[NEVER; TYPES.len()]; cells];
        let mut alpha = vec![f64::NEG_INFINITY; cells];
        let mut best = vec![NEVER; cells];
        let mut choice = vec![u8::MAX; cells];
        let (n, m) = (self.doc.source.len(), self.doc.target.len());
        for i in 0..=n {
            let (low, high) = self.band.rows[i];
            for j in low..=high {
                let Some(at) = self.band.cell(i, j) else { continue };
                if i == 0 && j == 0 {
                    alpha[at] = 0.0;
                    best[at] = 0.0;
                    continue;
                }
                let mut sum = LogSum::default();
                for (kind, &(a, b, _)) in TYPES.iter().enumerate() {
                    let Some(from) = self.from(i, j, a, b).filter(|from| best[*from] > NEVER) else { continue };
                    let link = if a == 0 || b == 0 { 0.0 } else { self.link(i, j, a, b) };
                    let score = self.model.types[kind] + link;
                    scores[at][kind] = score;
                    sum.add(alpha[from] + f64::from(score));
                    if best[from] + score > best[at] {
                        best[at] = best[from] + score;
                        choice[at] = u8::try_from(kind).unwrap_or(u8::MAX);
                    }
                }
                alpha[at] = sum.value();
            }
        }
        let end = self.band.cell(n, m).unwrap_or(0);
        let likelihood = alpha.get(end).copied().unwrap_or(0.0);
        let (beta, types) = self.backward(&scores, &alpha, likelihood);
        let steps = self.trace(&scores, &alpha, &beta, &choice, likelihood);
        Path { steps, likelihood, types }
    }

    fn from(&self, i: usize, j: usize, a: usize, b: usize) -> Option<usize> {
        self.band.cell(i.checked_sub(a)?, j.checked_sub(b)?)
    }

    fn backward(&self, scores: &[[f32; TYPES.len()]], alpha: &[f64], likelihood: f64) -> (Vec<f64>, [f64; TYPES.len()]) {
        let (n, m) = (self.doc.source.len(), self.doc.target.len());
        let mut sums = vec![LogSum::default(); scores.len()];
        let mut types = [0f64; TYPES.len()];
        if let Some(end) = self.band.cell(n, m) {
            sums[end].add(0.0);
        }
        for i in (0..=n).rev() {
            let (low, high) = self.band.rows[i];
            for j in (low..=high).rev() {
                let Some(at) = self.band.cell(i, j) else { continue };
                let here = sums[at].value();
                if here == f64::NEG_INFINITY {
                    continue;
                }
                for (kind, &(a, b, _)) in TYPES.iter().enumerate() {
                    let score = scores[at][kind];
                    if score == NEVER {
                        continue;
                    }
                    let Some(from) = self.from(i, j, a, b) else { continue };
                    sums[from].add(here + f64::from(score));
                    let log = alpha[from] + f64::from(score) + here - likelihood;
                    if log > -20.0 {
                        types[kind] += log.exp();
                    }
                }
            }
        }
        (sums.iter().map(LogSum::value).collect(), types)
    }

    fn trace(&self, scores: &[[f32; TYPES.len()]], alpha: &[f64], beta: &[f64], choice: &[u8], likelihood: f64) -> Vec<Step> {
        let (mut i, mut j) = (self.doc.source.len(), self.doc.target.len());
        let mut steps = Vec::new();
        while i > 0 || j > 0 {
            let Some(at) = self.band.cell(i, j) else { break };
            let kind = usize::from(choice[at]);
            let Some(&(a, b, _)) = TYPES.get(kind) else { break };
            let Some(from) = self.from(i, j, a, b) else { break };
            let score = scores[at][kind];
            #[expect(clippy::cast_possible_truncation, reason = "a probability")]
            let posterior = (alpha[from] + f64::from(score) + beta[at] - likelihood).exp().clamp(0.0, 1.0) as f32;
            let linked = a > 0 && b > 0;
            steps.push(Step {
                source: i - a..i,
                target: j - b..j,
                posterior,
                score: if linked { score - self.model.types[kind] } else { 0.0 },
                length: self.source_lengths[i] - self.source_lengths[i - a],
            });
            i -= a;
            j -= b;
        }
        // A band that cuts itself off would leave a rest: it becomes null beads, so that every segment is covered.
        for at in (0..j).rev() {
            steps.push(Step { source: i..i, target: at..at + 1, posterior: 0.0, score: 0.0, length: 0.0 });
        }
        for at in (0..i).rev() {
            steps.push(Step { source: at..at + 1, target: 0..0, posterior: 0.0, score: 0.0, length: 0.0 });
        }
        steps.reverse();
        steps
    }
}

fn running(lines: &[Line]) -> Vec<f32> {
    let mut total = 0.0;
    let mut sums = vec![0.0];
    for line in lines {
        total += line.length;
        sums.push(total);
    }
    sums
}

/// Sum of exponentials, kept as a logarithm.
#[derive(Debug, Clone, Copy)]
struct LogSum {
    largest: f64,
    rest: f64,
}

impl Default for LogSum {
    fn default() -> Self {
        LogSum { largest: f64::NEG_INFINITY, rest: 0.0 }
    }
}

impl LogSum {
    fn add(&mut self, log: f64) {
        if log == f64::NEG_INFINITY {
            return;
        }
        if log <= self.largest {
            self.rest += (log - self.largest).exp();
        } else {
            self.rest = self.rest * (self.largest - log).exp() + 1.0;
            self.largest = log;
        }
    }

    fn value(&self) -> f64 {
        if self.rest > 0.0 { self.largest + self.rest.ln() } else { f64::NEG_INFINITY }
    }
}
