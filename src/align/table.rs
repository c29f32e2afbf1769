//! The forward sums of the dynamic programme, a row of the table at a time and all cells of a row together.

use super::{
    band::Band,
    evidence::Evidence,
    margin::Rows,
    math::{exp, ln},
    model::{ADDED, Model, TYPES},
    prepare::Doc,
};

/// Stands for the logarithm of zero and stays finite in sums.
pub(super) const NEVER: f32 = -1e30;
/// Beads this much less likely than their cell, as a logarithm, are left out.
const CUT: f32 = 10.0;

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
    /// Each bead that ends in each cell, with everything before it: row by row, type by type.
    scores: Vec<f32>,
    /// Type of the last bead of the likeliest path into each cell.
    best: Vec<u8>,
    largest: Vec<f32>,
    sums: Vec<f32>,
    links: Vec<f32>,
    likeness: Vec<f32>,
    /// By side: half the log-density of unrelated lines' lengths, by number of lines.
    unrelated: &'a [Vec<Vec<f32>>; 2],
}

/// A bead that ends in a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub kind: usize,
    /// Share of the cell's likelihood.
    pub share: f32,
}

impl<'a> Table<'a> {
    pub fn new(doc: &'a Doc, model: &'a Model, band: &'a Band, unrelated: &'a [Vec<Vec<f32>>; 2]) -> Self {
        let cells = band.cells();
        Table {
            doc,
            model,
            band,
            alpha: vec![NEVER; cells],
            tops: vec![NEVER; cells],
            base: vec![0.0; band.rows.len()],
            scores: vec![NEVER; cells * TYPES.len()],
            best: vec![u8::MAX; cells],
            largest: Vec::new(),
            sums: Vec::new(),
            links: Vec::new(),
            likeness: Vec::new(),
            unrelated,
        }
    }

    /// Logarithm of the likelihood of everything before a cell.
    pub fn likelihood(&self, i: usize, j: usize) -> f64 {
        match self.band.cell(i, j).map(|cell| self.alpha[cell]) {
            Some(alpha) if alpha > NEVER / 2.0 => f64::from(alpha) + self.base(i),
            _ => f64::NEG_INFINITY,
        }
    }

    /// Likelihoods of the cells of a row, up to a factor that is the same for all of them, and the end of the best path.
    pub fn ends(&self, i: usize) -> (&[f32], usize) {
        let cells = self.band.offset(i)..self.band.offset(i + 1);
        let tops = self.tops[cells.clone()].iter().enumerate();
        let best = tops.fold((0, NEVER), |best, (at, top)| if *top > best.1 { (at, *top) } else { best });
        (&self.alpha[cells], best.0 + self.band.row(i).0)
    }

    /// Type of the last bead of the likeliest path into a cell.
    pub fn best(&self, cell: usize) -> Option<usize> {
        Some(usize::from(self.best[cell])).filter(|kind| *kind < TYPES.len())
    }

    fn base(&self, i: usize) -> f64 {
        self.base[i - self.band.first]
    }

    /// Works out row `i`, the rows before being done.
    pub fn row(&mut self, i: usize, evidence: &Evidence<'_>, vectors: Option<&Rows<'_>>) {
        let (low, high) = self.band.row(i);
        let width = high - low + 1;
        let first = self.band.first;
        if i > first {
            let before = &self.alpha[self.band.offset(i - 1)..self.band.offset(i)];
            let top = before.iter().fold(NEVER, |top, alpha| top.max(*alpha));
            self.base[i - first] = self.base(i - 1) + if top > NEVER / 2.0 { f64::from(top) } else { 0.0 };
        }
        for (kind, &(a, b, _)) in TYPES.iter().enumerate() {
            let Some(row) = i.checked_sub(a).filter(|row| a > 0 && *row >= first) else { continue };
            let from = self.band.row(row);
            let strip = Strip { kind, i, row, low: low.max(from.0 + b), high: high.min(from.1 + b) };
            if strip.low <= strip.high {
                self.fill(strip, evidence, vectors);
            }
        }
        self.sum(i, width);
    }

    fn fill(&mut self, strip: Strip, evidence: &Evidence<'_>, vectors: Option<&Rows<'_>>) {
        let Strip { kind, i, row, low, high } = strip;
        let (a, b, _) = TYPES[kind];
        let ends = self.band.row(i);
        let width = ends.1 - ends.0 + 1;
        let count = high - low + 1;
        #[expect(clippy::cast_possible_truncation, reason = "neighbouring rows")]
        let prior = (self.base(row) - self.base(i)) as f32 + self.model.types[kind];
        let links = &mut self.links;
        links.clear();
        if b > 0 && self.model.lexical > 0.0 {
            let (before, sums) = evidence.forward(low, a, b);
            links.extend(sums[..count].iter().zip(before).map(|(sum, before)| sum - before));
            for back in 0..a {
                for (sum, more) in links.iter_mut().zip(evidence.backward(i - back, low, b)) {
                    *sum += more;
                }
            }
        } else {
            links.resize(count, 0.0);
        }
        if b > 0 {
            let lengths = &self.doc.target.lengths;
            let model = self.model;
            let source = real(self.doc.source.lengths[i] - self.doc.source.lengths[row]) * model.ratio;
            let half = 0.5 * model.lexical;
            let (after, before) = (&lengths[low..=high], &lengths[low - b..=high - b]);
            let own = self.unrelated[0][a - 1][i];
            let unrelated = &self.unrelated[1][b - 1][low..=high];
            for (((link, after), before), other) in links.iter_mut().zip(after).zip(before).zip(unrelated) {
                *link = half * *link + model.length_score(source, real(after - before), own + other);
            }
            if let Some(vectors) = vectors {
                vectors.add(kind, i, low, links, &mut self.likeness);
            }
            if self.doc.source.structured && self.doc.target.structured {
                for (j, link) in (low..).zip(links.iter_mut()) {
                    *link += Model::structure_score(&self.doc.source, row..i, &self.doc.target, j - b..j);
                }
            }
        }
        let offset = self.band.offset(i);
        let start = self.band.offset(row) + low - b - self.band.row(row).0;
        let out = &mut self.scores[offset * TYPES.len() + kind * width + low - ends.0..][..count];
        for ((out, from), link) in out.iter_mut().zip(&self.alpha[start..start + count]).zip(links.iter()) {
            *out = from + (prior + link);
        }
        let cells = offset + low - ends.0;
        let (earlier, tops) = self.tops.split_at_mut(cells);
        let (tops, best) = (&mut tops[..count], &mut self.best[cells..cells + count]);
        #[expect(clippy::cast_possible_truncation, reason = "few types")]
        let number = kind as u8;
        for (((top, best), from), link) in tops.iter_mut().zip(best).zip(&earlier[start..start + count]).zip(links.iter()) {
            let through = from + (prior + link);
            let better = through > *top;
            *top = if better { through } else { *top };
            *best = if better { number } else { *best };
        }
    }

    /// Sums the bead types of a row; additions, which stay in the row, last.
    fn sum(&mut self, i: usize, width: usize) {
        let offset = self.band.offset(i);
        let scores = &mut self.scores[offset * TYPES.len()..(offset + width) * TYPES.len()];
        self.largest.clear();
        self.largest.resize(width, NEVER);
        for scores in scores.chunks_exact(width) {
            for (largest, score) in self.largest.iter_mut().zip(scores) {
                *largest = largest.max(*score);
            }
        }
        self.sums.clear();
        self.sums.resize(width, 0.0);
        for scores in scores.chunks_exact(width) {
            for ((sum, largest), score) in self.sums.iter_mut().zip(&self.largest).zip(scores) {
                *sum += exp(score - largest);
            }
        }
        let alpha = &mut self.alpha[offset..offset + width];
        for ((alpha, largest), sum) in alpha.iter_mut().zip(&self.largest).zip(&self.sums) {
            *alpha = largest + ln(*sum);
        }
        let tops = &mut self.tops[offset..offset + width];
        if i == self.band.first {
            (alpha[0], tops[0]) = (0.0, 0.0);
        }
        let prior = self.model.types[ADDED];
        let mut before = (NEVER, NEVER);
        let added = &mut scores[ADDED * width..(ADDED + 1) * width];
        let best = &mut self.best[offset..offset + width];
        for (((alpha, score), top), best) in alpha.iter_mut().zip(added).zip(tops).zip(best) {
            *score = before.0 + prior;
            let (more, less) = if *score > *alpha { (*score, *alpha) } else { (*alpha, *score) };
            *alpha = if less > more - 20.0 { more + ln(1.0 + exp(less - more)) } else { more };
            let through = before.1 + prior;
            if through > *top {
                #[expect(clippy::cast_possible_truncation, reason = "few types")]
                {
                    (*top, *best) = (through, ADDED as u8);
                }
            }
            before = (*alpha, *top);
        }
    }

    /// The beads that carry a noticeable share of a cell's likelihood. What is left out must not leak away over thousands of
    /// rows: the shares are of what is kept.
    pub fn edges(&self, i: usize, j: usize, out: &mut Vec<Edge>) {
        out.clear();
        let Some(cell) = self.band.cell(i, j) else { return };
        let alpha = self.alpha[cell];
        let mut sum = 0.0;
        for kind in 0..TYPES.len() {
            let score = self.score(i, j, kind);
            if score >= alpha - CUT && score > NEVER / 2.0 {
                let share = exp(score - alpha);
                sum += share;
                out.push(Edge { kind, share });
            }
        }
        for edge in out {
            edge.share /= sum;
        }
    }

    fn score(&self, i: usize, j: usize, kind: usize) -> f32 {
        let (low, high) = self.band.row(i);
        self.scores[self.band.offset(i) * TYPES.len() + kind * (high - low + 1) + j - low]
    }

    /// Share of a bead in its cell, and the log-likelihood ratio of its link.
    pub fn bead(&self, i: usize, j: usize, kind: usize) -> (f32, f32) {
        let (a, b, _) = TYPES[kind];
        let score = self.score(i, j, kind);
        let share = self.band.cell(i, j).map_or(0.0, |cell| exp((score - self.alpha[cell]).min(0.0)));
        let from = self.band.cell(i - a, j - b).map_or(0.0, |cell| self.alpha[cell]);
        #[expect(clippy::cast_possible_truncation, reason = "neighbouring rows")]
        let shift = (self.base(i - a) - self.base(i)) as f32;
        (share, score - from - shift - self.model.types[kind])
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of a bead")]
fn real(length: i32) -> f32 {
    length as f32
}
