//! The dynamic programme: the likeliest path of beads, and the posterior of each of its beads.
//!
//! The forward sums keep what each bead adds to its cell. Posteriors then run backwards along these shares without a second
//! evaluation (forward filtering, backward smoothing). A long document is solved block by block: each looks some rows beyond
//! its end, is cut where the path is sure to pass, and the next one starts there; so memory does not grow with the length.

use std::ops::Range;

use super::{
    band::{self, Band},
    evidence::{Evidence, Folds},
    margin::{Compared, Rows, Space},
    model::{LINKED, Model, PAIR, STATES, TYPES},
    prepare::Doc,
    table::{Edge, Table},
    watch::{Stopped, Watched},
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
    /// Expected number of null beads that follow one.
    pub runs_on: f64,
    /// For each number of source lines, the numbers of target lines that noticeable paths pass through.
    pub support: Vec<(usize, usize)>,
}

/// Cells that fewer paths pass through are not followed back.
const FAINT: f64 = 1e-9;
/// Cells that fewer paths pass through do not belong to the support.
const SUPPORT: f64 = 1e-6;
/// Share of paths along the edge of a band from which on a wider one is tried.
const LEAKS: f64 = 0.01;
/// Cells and rows of a block; fewer in tests, so that short texts, too, have several.
const BLOCK: (usize, usize) = if cfg!(test) { (16_000, 240) } else { (260_000, 1200) };
/// How often the band of a block grows.
const TRIES: usize = 4;
/// Rows of a block that only show where the path goes on from it.
const AHEAD: usize = 60;
/// Beads that a later pass need not look at again: more likely than this, and more than so many one after another.
const KEPT: f32 = 0.999;
const RUN: usize = 4;
/// A block is cut in the last cell before those that so many paths pass through, or in the one that most do.
const SURELY: f64 = 0.9999;

/// Finds the likeliest path in a band, which grows where the path runs along its edge. In a document that goes
/// on behind its last lines the path ends wherever it likes in the last row.
pub(super) fn solve(
    doc: &Doc,
    model: &Model,
    mut band: Band,
    links: Folds<'_>,
    sure: &Sure<'_>,
    space: Option<&Space<'_>>,
    watch: Watched<'_>,
) -> Result<Path, Stopped> {
    let compared = space.filter(|_| model.margins.is_some()).map(|space| Compared::new(doc, space));
    let (n, m) = (doc.source.len(), doc.target.len());
    let unrelated = [model.unrelated(&doc.source, false), model.unrelated(&doc.target, true)];
    let mut path = Path {
        steps: Vec::new(),
        links: Vec::new(),
        likelihood: 0.0,
        types: [0.0; TYPES.len()],
        runs_on: 0.0,
        support: vec![(usize::MAX, 0); n + 1],
    };
    let mut evidence = Evidence::new(doc, model, links);
    let mut single = model.clone();
    single.reach = 1;
    let mut alone = sure.rescored.then(|| Evidence::new(doc, &single, links));
    let mut runs = sure.runs.iter().peekable();
    let (mut start, mut tries) = ((0, 0), 0);
    while start != (n, m) || n + m == 0 {
        watch.go_on()?;
        if let Some(run) = runs.next_if(|run| sure.begins(run) == start) {
            let (from, taken) = (start, path.steps.len());
            start = sure.take(run, &mut path);
            if let Some(alone) = alone.as_mut() {
                let band = Band::diagonal(from, run.len());
                let table = fill(doc, &single, &band, alone, &unrelated, compared.as_ref());
                for step in &mut path.steps[taken..] {
                    step.score = table.bead(step.source.end, step.target.end, PAIR).1;
                }
            }
            watch.advances(run.len());
            continue;
        }
        let limit = runs.peek().map_or((n, m), |run| sure.begins(run));
        let end = last_row(&band, start.0, limit.0);
        let part = band.part(start.0..end + 1, start.1);
        let table = fill(doc, model, &part, &mut evidence, &unrelated, compared.as_ref());
        let mut block = Block {
            doc,
            whole: &band,
            band: &part,
            table,
            start,
            teaches: model.teaches,
            gamma: std::array::from_fn(|_| vec![0.0; part.cells()]),
        };
        let mut cut = if end == limit.0 && !(doc.open && limit == (n, m)) { block.put(limit) } else { block.spread(end) };
        let mut found = block.smooth(end);
        if end < limit.0 {
            cut = block.cut(cut, end - AHEAD);
            block.gamma.iter_mut().for_each(|gamma| gamma.fill(0.0));
            block.put(cut);
            found = block.smooth(cut.0);
        }
        if tries < TRIES
            && let Some(wider) = band::wider(&band, &found.leaks, start.0..end + 1, m)
        {
            tries += 1;
            band = wider;
            continue;
        }
        path.likelihood += block.table.likelihood(cut.0, cut.1);
        path.steps.extend(block.trace(cut));
        path.links.extend(found.links);
        for (sum, more) in path.types.iter_mut().zip(found.types) {
            *sum += more;
        }
        for (all, (low, high)) in path.support[start.0..].iter_mut().zip(found.support) {
            *all = (all.0.min(low), all.1.max(high));
        }
        path.runs_on += found.runs_on;
        watch.advances(cut.0 - start.0);
        if end == n {
            break;
        }
        (start, tries) = (cut, 0);
    }
    Ok(path)
}

/// What an earlier pass is sure of: runs of its beads, each of one line a side, that a later pass takes as they are.
#[derive(Debug, Default)]
pub(super) struct Sure<'a> {
    steps: &'a [Step],
    /// Runs of steps.
    runs: Vec<Range<usize>>,
    /// Whether the later pass gives them scores of its own.
    rescored: bool,
}

impl<'a> Sure<'a> {
    /// The beads at both ends of a run are looked at again with what lies beside them.
    pub fn of(path: &'a Path, rescored: bool) -> Self {
        let steps = &path.steps;
        let surely = |step: &Step| step.source.len() == 1 && step.target.len() == 1 && step.posterior > KEPT;
        let (mut runs, mut from) = (Vec::new(), 0);
        for at in 0..=steps.len() {
            if !steps.get(at).is_some_and(surely) {
                if at > from + RUN {
                    runs.push(from + 1..at - 1);
                }
                from = at + 1;
            }
        }
        Sure { steps, runs, rescored }
    }

    /// The cell where a run begins.
    fn begins(&self, run: &Range<usize>) -> (usize, usize) {
        (self.steps[run.start].source.start, self.steps[run.start].target.start)
    }

    /// Adds a run to a path; gives the cell where it ends.
    fn take(&self, run: &Range<usize>, path: &mut Path) -> (usize, usize) {
        let mut end = self.begins(run);
        let mut cross = |cell: (usize, usize)| {
            let row = &mut path.support[cell.0];
            *row = (row.0.min(cell.1), row.1.max(cell.1));
        };
        cross(end);
        for step in &self.steps[run.clone()] {
            end = (step.source.end, step.target.end);
            cross(end);
            path.types[PAIR] += 1.0;
            path.links.push((step.source.clone(), step.target.clone(), step.posterior));
            path.steps.push(step.clone());
        }
        end
    }
}

/// Last row of the block that starts in a row.
fn last_row(band: &Band, start: usize, n: usize) -> usize {
    let cells = |end: usize| band.offset(end + 1) - band.offset(start);
    if cells(n) <= BLOCK.0 {
        return n;
    }
    let mut rows = BLOCK.1 + AHEAD;
    while rows > 2 * AHEAD && cells((start + rows).min(n)) > BLOCK.0 {
        rows /= 2;
    }
    (start + rows.max(2 * AHEAD)).min(n)
}

fn fill<'a>(
    doc: &'a Doc,
    model: &'a Model,
    band: &'a Band,
    evidence: &mut Evidence<'_>,
    unrelated: &'a [Vec<Vec<f32>>; 2],
    compared: Option<&'a Compared<'a>>,
) -> Table<'a> {
    let mut rows = compared.zip(model.margins).map(|(compared, margins)| Rows::new(compared, margins, band));
    let mut table = Table::new(doc, model, band, unrelated);
    for i in band.first..band.end() {
        if i > 0 && model.lexical > 0.0 {
            evidence.advance(i, band);
        }
        if let Some(rows) = rows.as_mut() {
            rows.advance(i, band);
        }
        table.row(i, evidence, rows.as_ref());
    }
    table
}

/// Rows of a document that are solved together.
struct Block<'a> {
    doc: &'a Doc,
    /// The band of the whole document.
    whole: &'a Band,
    band: &'a Band,
    table: Table<'a>,
    /// Cell that all paths start from.
    start: (usize, usize),
    /// Beads less likely than this teach nothing.
    teaches: f64,
    /// Share of paths through each cell in each state.
    gamma: [Vec<f64>; STATES],
}

/// What all paths of a block together say.
struct Smoothed {
    links: Vec<(Range<usize>, Range<usize>, f32)>,
    types: [f64; TYPES.len()],
    runs_on: f64,
    /// From the first row of the block on.
    support: Vec<(usize, usize)>,
    /// Rows where paths run along the edge of the band, from the last to the first.
    leaks: Vec<usize>,
}

impl Block<'_> {
    /// All paths end in a cell.
    fn put(&mut self, cell: (usize, usize)) -> (usize, usize) {
        if let Some(at) = self.band.cell(cell.0, cell.1)
            && self.table.likelihood(cell.0, cell.1) > f64::NEG_INFINITY
        {
            let states = self.table.states(at);
            self.gamma.iter_mut().zip(states).for_each(|(gamma, share)| gamma[at] = f64::from(share));
        }
        cell
    }

    /// Share of paths through a cell.
    fn through(&self, cell: usize) -> f64 {
        self.gamma.iter().map(|gamma| gamma[cell]).sum()
    }

    /// Paths end anywhere in a row; gives the end of the likeliest one.
    fn spread(&mut self, i: usize) -> (usize, usize) {
        let (alpha, best) = self.table.ends(i);
        let top = f64::from(alpha.iter().copied().flatten().fold(f32::NEG_INFINITY, |top, alpha| top.max(*alpha)));
        let mut sum = 0.0;
        let from = self.band.offset(i);
        for (gamma, alpha) in self.gamma.iter_mut().zip(alpha) {
            for (gamma, alpha) in gamma[from..].iter_mut().zip(alpha) {
                *gamma = (f64::from(*alpha) - top).exp();
                sum += *gamma;
            }
        }
        self.gamma.iter_mut().flat_map(|gamma| &mut gamma[from..]).for_each(|gamma| *gamma /= sum);
        (i, best)
    }

    /// Runs the shares of paths back from row `end`.
    fn smooth(&mut self, end: usize) -> Smoothed {
        let mut out = Smoothed {
            links: Vec::new(),
            types: [0.0; TYPES.len()],
            runs_on: 0.0,
            support: vec![(usize::MAX, 0); self.band.rows.len()],
            leaks: Vec::new(),
        };
        let m = self.doc.target.len();
        let mut edges: Vec<Edge> = Vec::with_capacity(TYPES.len());
        for i in (self.band.first..=end).rev() {
            let (low, high) = self.band.row(i);
            let edge = self.whole.row(i);
            let support = &mut out.support[i - self.band.first];
            for j in (low..=high).rev() {
                let cell = self.band.offset(i) + j - low;
                let here = self.through(cell);
                if here < FAINT {
                    continue;
                }
                if here > SUPPORT {
                    *support = (support.0.min(j), support.1.max(j));
                }
                if here > LEAKS && ((j == edge.0 && j > 0 && i > 0) || (j == edge.1 && j < m)) {
                    out.leaks.push(i);
                }
                for state in 0..STATES {
                    let here = self.gamma[state][cell];
                    if here < FAINT {
                        continue;
                    }
                    self.table.edges((i, j), state, &mut edges);
                    for edge in &edges {
                        let (a, b, _) = TYPES[edge.kind];
                        let Some(from) = self.band.cell(i - a, j - b) else { continue };
                        let mass = here * f64::from(edge.share);
                        let shares = self.table.before(from, edge.kind).0;
                        for (gamma, share) in self.gamma.iter_mut().zip(shares) {
                            gamma[from] += mass * f64::from(share);
                        }
                        out.types[edge.kind] += mass;
                        if state != LINKED {
                            out.runs_on += mass * f64::from(1.0 - shares[LINKED]);
                        } else if mass > self.teaches {
                            #[expect(clippy::cast_possible_truncation, reason = "a probability")]
                            out.links.push((i - a..i, j - b..j, mass as f32));
                        }
                    }
                }
            }
        }
        out
    }

    /// The cell of the likeliest path to `end` where the block is cut, not behind row `last`.
    fn cut(&self, end: (usize, usize), last: usize) -> (usize, usize) {
        let mut best = (0.0, end);
        let (mut i, mut j) = end;
        let mut state = self.band.cell(i, j).map_or(LINKED, |cell| self.table.state(cell));
        while let Some((cell, kind)) = self.band.cell(i, j).and_then(|cell| Some((cell, self.table.best(cell, state)?))) {
            // Nowhere is a path as sure as where it starts: the first half would be cut into crumbs.
            if i <= self.band.first + (last - self.band.first) / 2 {
                break;
            }
            if i <= last {
                let share = self.through(cell);
                if share > SURELY {
                    return (i, j);
                }
                if share > best.0 {
                    best = (share, (i, j));
                }
            }
            let (a, b, _) = TYPES[kind];
            (i, j) = (i - a, j - b);
            state = self.band.cell(i, j).map_or(LINKED, |cell| self.table.before(cell, kind).1);
        }
        best.1
    }

    fn trace(&self, end: (usize, usize)) -> Vec<Step> {
        let (mut i, mut j) = end;
        let mut steps = Vec::new();
        let mut state = self.band.cell(i, j).map_or(LINKED, |cell| self.table.state(cell));
        while (i, j) != self.start {
            let Some(cell) = self.band.cell(i, j) else { break };
            let Some(kind) = self.table.best(cell, state) else { break };
            let (a, b, _) = TYPES[kind];
            let (share, link) = self.table.bead(i, j, kind);
            #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a probability, a length")]
            steps.push(Step {
                source: i - a..i,
                target: j - b..j,
                posterior: (self.gamma[state][cell] * f64::from(share)).clamp(0.0, 1.0) as f32,
                score: link,
                length: (self.doc.source.lengths[i] - self.doc.source.lengths[i - a]) as f32,
            });
            i -= a;
            j -= b;
            state = self.band.cell(i, j).map_or(LINKED, |cell| self.table.before(cell, kind).1);
        }
        // Were the path to break off, null beads would cover the rest: every segment has its bead.
        for at in (self.start.1..j).rev() {
            steps.push(Step { source: i..i, target: at..at + 1, posterior: 0.0, score: 0.0, length: 0.0 });
        }
        for at in (self.start.0..i).rev() {
            steps.push(Step { source: at..at + 1, target: self.start.1..self.start.1, posterior: 0.0, score: 0.0, length: 0.0 });
        }
        steps.reverse();
        steps
    }
}
