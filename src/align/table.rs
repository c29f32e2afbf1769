//! The forward sums of the dynamic programme, a row of the table at a time and all cells of a row together.

use super::{
    band::Band,
    evidence::Evidence,
    margin::Rows,
    math::{exp, ln},
    model::{ADDED, LINKED, MISSING, Model, STATES, TYPES},
    prepare::Doc,
};

/// Stands for the logarithm of zero and stays finite in sums.
pub(super) const NEVER: f32 = -1e30;
/// Beads this much less likely than their cell, as a logarithm, are left out.
const CUT: f32 = 10.0;
/// Paths that differ by less than this, as a logarithm, are equal but for rounding.
const EQUAL: f32 = 1e-3;

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
    /// By state: logarithm of the likelihood of everything before each cell, less the base of its row.
    alpha: [Vec<f32>; STATES],
    /// The same for the best path only.
    tops: [Vec<f32>; STATES],
    /// By the state that a bead leads to: what it starts from, which is all states with what it costs to go on so.
    sources: [Vec<f32>; STATES],
    /// The same for the best path only.
    starts: [Vec<f32>; STATES],
    /// By the state that a bead leads to, by the state before: the costs.
    costs: [[f32; STATES]; STATES],
    /// Types of beads with a line on both sides that are looked for.
    linked: Vec<usize>,
    /// By type: share among the beads that lead to its state.
    among: [f32; TYPES.len()],
    base: Vec<f64>,
    /// Each bead that ends in each cell, with everything before it: row by row, type by type.
    scores: Vec<f32>,
    /// By state: type of the last bead of the likeliest path into each cell.
    best: [Vec<u8>; STATES],
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
            alpha: std::array::from_fn(|_| vec![NEVER; cells]),
            tops: std::array::from_fn(|_| vec![NEVER; cells]),
            sources: std::array::from_fn(|_| vec![NEVER; cells]),
            starts: std::array::from_fn(|_| vec![NEVER; cells]),
            costs: model.costs(),
            linked: (0..TYPES.len()).filter(|kind| leads_to(*kind) == LINKED && within(*kind, model.reach)).collect(),
            among: std::array::from_fn(|kind| model.among(kind)),
            base: vec![0.0; band.rows.len()],
            scores: vec![NEVER; cells * TYPES.len()],
            best: std::array::from_fn(|_| vec![u8::MAX; cells]),
            largest: Vec::new(),
            sums: Vec::new(),
            links: Vec::new(),
            likeness: Vec::new(),
            unrelated,
        }
    }

    /// Logarithm of the likelihood of everything before a cell.
    pub fn likelihood(&self, i: usize, j: usize) -> f64 {
        match self.band.cell(i, j).map(|cell| sum(self.at(&self.alpha, cell))) {
            Some(alpha) if alpha > NEVER / 2.0 => f64::from(alpha) + self.base(i),
            _ => f64::NEG_INFINITY,
        }
    }

    #[expect(clippy::unused_self, reason = "reads as a question to the table")]
    fn at(&self, values: &[Vec<f32>; STATES], cell: usize) -> [f32; STATES] {
        std::array::from_fn(|state| values[state][cell])
    }

    /// Likelihoods of the cells of a row by state, up to a factor that is the same for all of them, and the end of the best path.
    pub fn ends(&self, i: usize) -> ([&[f32]; STATES], usize) {
        let cells = self.band.offset(i)..self.band.offset(i + 1);
        let top = |cell: usize| self.at(&self.tops, cell).into_iter().fold(NEVER, f32::max);
        let best = cells.clone().fold((cells.start, NEVER), |best, cell| if top(cell) > best.1 { (cell, top(cell)) } else { best });
        let of = |state: usize| &self.alpha[state][cells.clone()];
        (std::array::from_fn(of), best.0 - cells.start + self.band.row(i).0)
    }

    /// Share of the likelihood of a cell that is in each state.
    pub fn states(&self, cell: usize) -> [f32; STATES] {
        shares(self.at(&self.alpha, cell))
    }

    /// State in which the best path passes through a cell.
    pub fn state(&self, cell: usize) -> usize {
        largest(self.at(&self.tops, cell))
    }

    /// Of the likelihood that a bead of a type starts from, the share in each state, and the state of the best path.
    pub fn before(&self, cell: usize, kind: usize) -> ([f32; STATES], usize) {
        let costs = self.costs[leads_to(kind)];
        let of = |values: [f32; STATES]| std::array::from_fn(|state| values[state] + costs[state]);
        (shares(of(self.at(&self.alpha, cell))), largest(of(self.at(&self.tops, cell))))
    }

    /// Type of the last bead of the likeliest path into a cell in a state.
    pub fn best(&self, cell: usize, state: usize) -> Option<usize> {
        Some(usize::from(self.best[state][cell])).filter(|kind| *kind < TYPES.len())
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
            let before = self.band.offset(i - 1)..self.band.offset(i);
            let top = self.alpha.iter().flat_map(|alpha| &alpha[before.clone()]).fold(NEVER, |top, alpha| top.max(*alpha));
            self.base[i - first] = self.base(i - 1) + if top > NEVER / 2.0 { f64::from(top) } else { 0.0 };
        }
        for (kind, &(a, b, _)) in TYPES.iter().enumerate() {
            let Some(row) = i.checked_sub(a).filter(|row| a > 0 && within(kind, self.model.reach) && *row >= first) else { continue };
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
        let prior = (self.base(row) - self.base(i)) as f32 + self.among[kind];
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
                Model::add_structure(&self.doc.source, row..i, &self.doc.target, b, low, links);
            }
        }
        let offset = self.band.offset(i);
        let start = self.band.offset(row) + low - b - self.band.row(row).0;
        let state = leads_to(kind);
        let (from, through) = (&self.sources[state], &self.starts[state]);
        let out = &mut self.scores[offset * TYPES.len() + kind * width + low - ends.0..][..count];
        for ((out, from), link) in out.iter_mut().zip(&from[start..start + count]).zip(links.iter()) {
            *out = from + (prior + link);
        }
        let cells = offset + low - ends.0;
        let (tops, best) = (&mut self.tops[state][cells..cells + count], &mut self.best[state][cells..cells + count]);
        #[expect(clippy::cast_possible_truncation, reason = "few types")]
        let number = kind as u8;
        for (((top, best), from), link) in tops.iter_mut().zip(best).zip(&through[start..start + count]).zip(links.iter()) {
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
        let kinds = &self.linked;
        let linked = || kinds.iter().map(|kind| kind * width..(kind + 1) * width);
        self.largest.clear();
        self.largest.resize(width, NEVER);
        for scores in linked().map(|kind| &scores[kind]) {
            for (largest, score) in self.largest.iter_mut().zip(scores) {
                *largest = largest.max(*score);
            }
        }
        self.sums.clear();
        self.sums.resize(width, 0.0);
        for scores in linked().map(|kind| &scores[kind]) {
            for ((sum, largest), score) in self.sums.iter_mut().zip(&self.largest).zip(scores) {
                *sum += exp(score - largest);
            }
        }
        let alpha = &mut self.alpha[LINKED][offset..offset + width];
        for ((alpha, largest), sum) in alpha.iter_mut().zip(&self.largest).zip(&self.sums) {
            *alpha = largest + ln(*sum);
        }
        self.alpha[MISSING][offset..offset + width].copy_from_slice(&scores[MISSING * width..(MISSING + 1) * width]);
        if i == self.band.first {
            (self.alpha[LINKED][offset], self.tops[LINKED][offset]) = (0.0, 0.0);
        }
        let mut before = (NEVER, NEVER);
        for (cell, added) in (offset..offset + width).zip(&mut scores[ADDED * width..(ADDED + 1) * width]) {
            *added = before.0 + self.among[ADDED];
            self.alpha[ADDED][cell] = *added;
            self.tops[ADDED][cell] = before.1 + self.among[ADDED];
            if self.tops[ADDED][cell] > NEVER / 2.0 {
                #[expect(clippy::cast_possible_truncation, reason = "few types")]
                {
                    self.best[ADDED][cell] = ADDED as u8;
                }
            }
            let alpha: [f32; STATES] = std::array::from_fn(|state| self.alpha[state][cell]);
            let tops: [f32; STATES] = std::array::from_fn(|state| self.tops[state][cell]);
            for (to, costs) in self.costs.iter().enumerate() {
                self.sources[to][cell] = sum(std::array::from_fn(|state| alpha[state] + costs[state]));
                self.starts[to][cell] = (0..STATES).fold(NEVER, |top, state| top.max(tops[state] + costs[state]));
            }
            before = (self.sources[ADDED][cell], self.starts[ADDED][cell]);
        }
    }

    /// The beads that carry a noticeable share of the likelihood of a cell in a state. What is left out must not leak away over
    /// thousands of rows: the shares are of what is kept.
    pub fn edges(&self, (i, j): (usize, usize), state: usize, out: &mut Vec<Edge>) {
        out.clear();
        let Some(cell) = self.band.cell(i, j) else { return };
        let alpha = self.alpha[state][cell];
        let mut sum = 0.0;
        let kinds = if state == LINKED { &self.linked } else { std::slice::from_ref(&state) };
        for &kind in kinds {
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
        let state = leads_to(kind);
        let share = self.band.cell(i, j).map_or(0.0, |cell| exp((score - self.alpha[state][cell]).min(0.0)));
        let from = self.band.cell(i - a, j - b).map_or(0.0, |cell| self.sources[state][cell]);
        #[expect(clippy::cast_possible_truncation, reason = "neighbouring rows")]
        let shift = (self.base(i - a) - self.base(i)) as f32;
        (share, score - from - shift - self.among[kind])
    }
}

/// Whether a bead of a type has no more lines than this on either side.
fn within(kind: usize, reach: usize) -> bool {
    let (a, b, _) = TYPES[kind];
    a.max(b) <= reach
}

/// State after a bead of a type.
pub(super) fn leads_to(kind: usize) -> usize {
    if kind == MISSING || kind == ADDED { kind } else { LINKED }
}

/// Logarithm of a sum, of logarithms.
fn sum(values: [f32; STATES]) -> f32 {
    let top = values.into_iter().fold(NEVER, f32::max);
    top + ln(values.into_iter().map(|value| exp(value - top)).sum())
}

/// Shares in the sum, of logarithms.
fn shares(values: [f32; STATES]) -> [f32; STATES] {
    let all = sum(values);
    values.map(|value| exp(value - all))
}

/// The likeliest state. Of about equal ones a null bead: the first of two lines that are alike is the one that was translated.
fn largest(values: [f32; STATES]) -> usize {
    let slack = |best: usize| if best == LINKED { EQUAL } else { 0.0 };
    (0..STATES)
        .filter(|state| *state != LINKED)
        .fold(LINKED, |best, state| if values[state] > values[best] - slack(best) { state } else { best })
}

#[expect(clippy::cast_precision_loss, reason = "lengths of a bead")]
fn real(length: i32) -> f32 {
    length as f32
}
