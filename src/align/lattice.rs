//! The dynamic programme: the likeliest path of beads, and the posterior of each of its beads.
//!
//! The forward sums keep, for every cell, only the beads that carry a noticeable share of its likelihood. Posteriors then run
//! backwards along these shares without a second evaluation (forward filtering, backward smoothing).

use std::ops::Range;

use super::{
    band::Band,
    evidence::{Evidence, Links},
    model::{LONGEST, Model, TYPES},
    prepare::Doc,
    table::Table,
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
    /// Links that are likely enough to teach, on the path or not: source lines, target lines, posterior.
    pub links: Vec<(Range<usize>, Range<usize>, f32)>,
    /// Logarithm of the total likelihood.
    pub likelihood: f64,
    /// Expected number of beads of each type.
    pub types: [f64; TYPES.len()],
    /// For each number of source lines, the numbers of target lines that noticeable paths pass through.
    pub support: Vec<(usize, usize)>,
    /// Share of paths that run along the edge of the band, at its worst row.
    pub leak: f32,
}

/// Cells that fewer paths pass through are not followed back.
const FAINT: f64 = 1e-9;
/// Cells that fewer paths pass through do not belong to the support.
const SUPPORT: f64 = 1e-6;
/// Beads less likely than this teach nothing.
const TEACHES: f64 = 0.1;

struct Lattice<'a> {
    doc: &'a Doc,
    band: &'a Band,
    table: Table<'a>,
}

/// Finds the likeliest path.
pub(super) fn solve(doc: &Doc, model: &Model, band: &Band, links: &Links) -> Path {
    let mut table = Table::new(doc, model, band);
    let mut evidence = Evidence::new(doc, model, links);
    for i in 0..band.rows.len() {
        if i > 0 && model.lexical > 0.0 {
            evidence.advance(i, band);
        }
        table.row(i, &evidence);
    }
    let likelihood = table.likelihood();
    Lattice { doc, band, table }.backward(likelihood)
}

impl Lattice<'_> {
    fn edges(&self, cell: usize) -> std::ops::Range<usize> {
        let start = if cell == 0 { 0 } else { self.table.ends[cell - 1] };
        start as usize..self.table.ends[cell] as usize
    }

    fn backward(&self, likelihood: f64) -> Path {
        let cells = self.band.cells();
        let mut gamma = vec![0f64; cells];
        let mut types = [0f64; TYPES.len()];
        let mut support = vec![(usize::MAX, 0); self.band.rows.len()];
        let mut leak = 0f64;
        if likelihood > f64::NEG_INFINITY
            && let Some(last) = gamma.last_mut()
        {
            *last = 1.0;
        }
        let m = self.doc.target.len();
        let mut links = Vec::new();
        for i in (0..self.band.rows.len()).rev() {
            let (low, high) = self.band.rows[i];
            for j in (low..=high).rev() {
                let at = self.band.offsets[i] + j - low;
                let here = gamma[at];
                if here < FAINT {
                    continue;
                }
                if here > SUPPORT {
                    support[i] = (support[i].0.min(j), support[i].1.max(j));
                }
                if (j == low && low > 0 && i > 0) || (j == high && high < m) {
                    leak = leak.max(here);
                }
                for edge in &self.table.edges[self.edges(at)] {
                    let (a, b, _) = TYPES[usize::from(edge.kind)];
                    let Some(from) = from(self.band, i, j, a, b) else { continue };
                    let mass = here * f64::from(edge.share);
                    gamma[from] += mass;
                    types[usize::from(edge.kind)] += mass;
                    if mass > TEACHES && a > 0 && b > 0 {
                        #[expect(clippy::cast_possible_truncation, reason = "a probability")]
                        links.push((i - a..i, j - b..j, mass as f32));
                    }
                }
            }
        }
        let steps = self.trace(&gamma);
        #[expect(clippy::cast_possible_truncation, reason = "a probability")]
        Path { steps, links, likelihood, types, support, leak: leak as f32 }
    }

    fn trace(&self, gamma: &[f64]) -> Vec<Step> {
        let (mut i, mut j) = (self.doc.source.len(), self.doc.target.len());
        let mut steps = Vec::new();
        while i > 0 || j > 0 {
            let Some(at) = self.band.cell(i, j) else { break };
            let Some(edge) = self.table.edges.get(self.table.best[at] as usize) else { break };
            let (a, b, _) = TYPES[usize::from(edge.kind)];
            #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a probability, a length")]
            steps.push(Step {
                source: i - a..i,
                target: j - b..j,
                posterior: (gamma[at] * f64::from(edge.share)).clamp(0.0, 1.0) as f32,
                score: edge.link,
                length: (self.doc.source.lengths[i] - self.doc.source.lengths[i - a]) as f32,
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

/// Cell that a bead ending in (i, j) starts from, if the band holds it.
fn from(band: &Band, i: usize, j: usize, a: usize, b: usize) -> Option<usize> {
    debug_assert!(a <= LONGEST && b <= LONGEST);
    band.cell(i.checked_sub(a)?, j.checked_sub(b)?)
}
