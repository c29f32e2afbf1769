//! The forward sums of the dynamic programme, a row of the table at a time and all cells of a row together.

use super::{
    band::Band,
    evidence::Evidence,
    math::{exp, ln},
    model::{ADDED, Model, TYPES},
    prepare::Doc,
};

/// Stands for the logarithm of zero and stays finite in sums.
pub(super) const NEVER: f32 = -1e30;
/// Beads this much less likely than their cell, as a logarithm, are left out.
const CUT: f32 = 10.0;
/// Cells this much less likely than the best of their row are not followed any further.
const BEAM: f32 = 100.0;

/// A bead that ends in a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub kind: u8,
    /// Share of the cell's likelihood.
    pub share: f32,
    /// Log-likelihood ratio of the link.
    pub link: f32,
}

/// Where a bead type is evaluated: it ends in row `i` at columns `low` to `high` and starts in row `row`.
#[derive(Debug, Clone, Copy)]
struct Strip {
    kind: usize,
    i: usize,
    row: usize,
    low: usize,
    high: usize,
}

#[derive(Debug)]
pub(super) struct Table<'a> {
    doc: &'a Doc,
    model: &'a Model,
    band: &'a Band,
    /// Logarithm of the likelihood of everything before each cell, less the base of its row.
    alpha: Vec<f32>,
    /// The same for the best path only.
    tops: Vec<f32>,
    base: Vec<f64>,
    /// Of the row at hand, by bead type.
    scores: Vec<f32>,
    largest: Vec<f32>,
    sums: Vec<f32>,
    words: Vec<f32>,
    /// By side: half the log-density of unrelated lines' lengths, by number of lines.
    unrelated: [Vec<Vec<f32>>; 2],
    pub edges: Vec<Edge>,
    /// Where the edges of each cell end.
    pub ends: Vec<u32>,
    /// Edge of the likeliest path into each cell.
    pub best: Vec<u32>,
}

impl<'a> Table<'a> {
    pub fn new(doc: &'a Doc, model: &'a Model, band: &'a Band) -> Self {
        let cells = band.cells();
        Table {
            doc,
            model,
            band,
            alpha: vec![NEVER; cells],
            tops: vec![NEVER; cells],
            base: vec![0.0; band.rows.len()],
            scores: Vec::new(),
            largest: Vec::new(),
            sums: Vec::new(),
            words: Vec::new(),
            unrelated: [model.unrelated(&doc.source, false), model.unrelated(&doc.target, true)],
            edges: Vec::new(),
            ends: Vec::with_capacity(cells),
            best: vec![u32::MAX; cells],
        }
    }

    /// Logarithm of the likelihood of the whole document.
    pub fn likelihood(&self) -> f64 {
        match (self.alpha.last(), self.base.last()) {
            (Some(alpha), Some(base)) if *alpha > NEVER / 2.0 => f64::from(*alpha) + base,
            _ => f64::NEG_INFINITY,
        }
    }

    /// Works out row `i`, the rows before being done.
    pub fn row(&mut self, i: usize, evidence: &Evidence<'_>) {
        let (low, high) = self.band.rows[i];
        let width = high - low + 1;
        self.scores.clear();
        self.scores.resize(width * TYPES.len(), NEVER);
        if i > 0 {
            let before = &self.alpha[self.band.offsets[i - 1]..self.band.offsets[i]];
            let top = before.iter().fold(NEVER, |top, alpha| top.max(*alpha));
            self.base[i] = self.base[i - 1] + if top > NEVER / 2.0 { f64::from(top) } else { 0.0 };
        }
        for (kind, &(a, b, _)) in TYPES.iter().enumerate() {
            let Some(row) = i.checked_sub(a).filter(|_| a > 0) else { continue };
            let from = self.band.rows[row];
            let strip = Strip { kind, i, row, low: low.max(from.0 + b), high: high.min(from.1 + b) };
            if strip.low <= strip.high {
                self.fill(strip, evidence);
            }
        }
        self.sum(i, width);
        self.keep(i, width);
    }

    fn fill(&mut self, strip: Strip, evidence: &Evidence<'_>) {
        let Strip { kind, i, row, low, high } = strip;
        let (a, b, _) = TYPES[kind];
        let width = self.band.rows[i].1 - self.band.rows[i].0 + 1;
        let start = kind * width + low - self.band.rows[i].0;
        let count = high - low + 1;
        #[expect(clippy::cast_possible_truncation, reason = "neighbouring rows")]
        let prior = (self.base[row] - self.base[i]) as f32 + self.model.types[kind];
        let from = &self.alpha[self.band.offsets[row] + low - b - self.band.rows[row].0..][..count];
        let out = &mut self.scores[start..start + count];
        if b == 0 {
            for (out, from) in out.iter_mut().zip(from) {
                *out = from + prior;
            }
            return;
        }
        if self.model.lexical > 0.0 {
            self.words.clear();
            let (before, sums) = evidence.forward(low, a, b);
            self.words.extend(sums[..count].iter().zip(before).map(|(sum, before)| sum - before));
            for back in 0..a {
                for (sum, more) in self.words.iter_mut().zip(evidence.backward(i - back, low, b)) {
                    *sum += more;
                }
            }
        } else {
            self.words.clear();
            self.words.resize(count, 0.0);
        }
        let lengths = &self.doc.target.lengths;
        let model = self.model;
        let source = real(self.doc.source.lengths[i] - self.doc.source.lengths[row]) * model.ratio;
        let half = 0.5 * model.lexical;
        let (after, before) = (&lengths[low..=high], &lengths[low - b..=high - b]);
        let own = self.unrelated[0][a - 1][i];
        let unrelated = &self.unrelated[1][b - 1][low..=high];
        for (((((out, from), words), after), before), other) in
            out.iter_mut().zip(from).zip(&self.words).zip(after).zip(before).zip(unrelated)
        {
            *out = from + prior + half * words + model.length_score(source, real(after - before), own + other);
        }
        if self.doc.source.structured && self.doc.target.structured {
            for (j, out) in (low..).zip(out) {
                *out += Model::structure_score(&self.doc.source, row..i, &self.doc.target, j - b..j);
            }
        }
    }

    /// Sums the bead types of a row; additions, which stay in the row, last.
    fn sum(&mut self, i: usize, width: usize) {
        self.largest.clear();
        self.largest.resize(width, NEVER);
        for scores in self.scores.chunks_exact(width) {
            for (largest, score) in self.largest.iter_mut().zip(scores) {
                *largest = largest.max(*score);
            }
        }
        self.sums.clear();
        self.sums.resize(width, 0.0);
        for scores in self.scores.chunks_exact(width) {
            for ((sum, largest), score) in self.sums.iter_mut().zip(&self.largest).zip(scores) {
                *sum += exp(score - largest);
            }
        }
        let offset = self.band.offsets[i];
        let alpha = &mut self.alpha[offset..offset + width];
        for ((alpha, largest), sum) in alpha.iter_mut().zip(&self.largest).zip(&self.sums) {
            *alpha = largest + ln(*sum);
        }
        if i == 0 {
            alpha[0] = 0.0;
        }
        let prior = self.model.types[ADDED];
        let mut before = NEVER;
        for (alpha, score) in alpha.iter_mut().zip(&mut self.scores[ADDED * width..]) {
            *score = before + prior;
            let (more, less) = if *score > *alpha { (*score, *alpha) } else { (*alpha, *score) };
            *alpha = if less > more - 20.0 { more + ln(1.0 + exp(less - more)) } else { more };
            before = *alpha;
        }
    }

    /// Keeps the beads of a row that matter, and the best path into each cell.
    fn keep(&mut self, i: usize, width: usize) {
        let (low, _) = self.band.rows[i];
        let offset = self.band.offsets[i];
        let top = self.alpha[offset..offset + width].iter().fold(NEVER, |top, alpha| top.max(*alpha));
        for at in 0..width {
            let (cell, j) = (offset + at, low + at);
            let alpha = self.alpha[cell];
            if i == 0 && j == 0 {
                self.tops[cell] = 0.0;
            } else if alpha < top - BEAM {
                self.alpha[cell] = NEVER;
            } else {
                let first = self.edges.len();
                let mut sum = 0.0;
                for (kind, &(a, b, _)) in (0u8..).zip(&TYPES) {
                    let score = self.scores[usize::from(kind) * width + at];
                    if score < alpha - CUT {
                        continue;
                    }
                    let row = i - a;
                    let from = self.band.offsets[row] + j - b - self.band.rows[row].0;
                    #[expect(clippy::cast_possible_truncation, reason = "neighbouring rows")]
                    let shift = (self.base[row] - self.base[i]) as f32;
                    let link = score - self.alpha[from];
                    let best = self.tops[from] + link;
                    if best > self.tops[cell] {
                        self.tops[cell] = best;
                        self.best[cell] = super::prepare::small(self.edges.len());
                    }
                    let link = link - shift - self.model.types[usize::from(kind)];
                    let share = exp(score - alpha);
                    sum += share;
                    self.edges.push(Edge { kind, share, link });
                }
                // What was left out must not leak away over thousands of rows.
                for edge in &mut self.edges[first..] {
                    edge.share /= sum;
                }
            }
            self.ends.push(super::prepare::small(self.edges.len()));
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of a bead")]
fn real(length: i32) -> f32 {
    length as f32
}
