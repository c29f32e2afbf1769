//! The part of the table that is searched: all of it for a short document, a band round the likely path for a long one, and
//! round what an earlier pass found possible.

use std::ops::Range;

use super::{
    coarse,
    evidence::Links,
    lattice::Path,
    prepare::Doc,
    watch::{Stopped, Watched},
};

/// Tables up to this many cells are searched whole. Fewer in tests, so that short texts, too, are searched in bands.
const WHOLE: usize = if cfg!(test) { 16_000 } else { 250_000 };
/// Lines added on both sides of where the first search says that the path can run.
const FIRST_MARGIN: usize = 4;
/// Rows on both sides of one where paths run along the edge that are widened with it.
const NEAR: usize = 15;
/// Cells a line that a band may have on average; of a short document, cells altogether.
const EACH: usize = 60;
const BUDGET: usize = 2 * WHOLE;
/// Lines added on both sides of what an earlier pass found possible.
const MARGIN: usize = 2;

/// For each number of source lines consumed, the numbers of target lines that are considered (both inclusive).
#[derive(Debug, Clone)]
pub(super) struct Band {
    /// The row that `rows` starts with, where it is a part of a band.
    pub first: usize,
    pub rows: Vec<(usize, usize)>,
    /// Where each row starts in arrays over all cells; one more at the end.
    pub offsets: Vec<usize>,
}

impl Band {
    /// A single path of beads of one line a side, from a cell on.
    pub fn diagonal((i, j): (usize, usize), steps: usize) -> Self {
        Band::of(i, (j..=j + steps).map(|j| (j, j)).collect())
    }

    /// Rows are stretched so that each can be reached from the one before.
    pub fn new(mut rows: Vec<(usize, usize)>, m: usize) -> Self {
        let n = rows.len() - 1;
        rows[0].0 = 0;
        rows[n].1 = m;
        for i in 1..=n {
            rows[i].1 = rows[i].1.max(rows[i - 1].1).min(m);
            rows[i].0 = rows[i].0.max(rows[i - 1].0).min(rows[i - 1].1);
        }
        for i in (0..n).rev() {
            rows[i].0 = rows[i].0.min(rows[i + 1].0);
        }
        Band::of(0, rows)
    }

    fn of(first: usize, rows: Vec<(usize, usize)>) -> Self {
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        let mut at = 0;
        for (low, high) in &rows {
            offsets.push(at);
            at += high - low + 1;
        }
        offsets.push(at);
        Band { first, rows, offsets }
    }

    /// Some rows of a whole band, from a cell on.
    pub fn part(&self, lines: Range<usize>, column: usize) -> Self {
        let rows = self.rows[lines.clone()].iter().map(|(low, high)| ((*low).max(column), (*high).max(column)));
        Band::of(lines.start, rows.collect())
    }

    /// Row after the last.
    pub fn end(&self) -> usize {
        self.first + self.rows.len()
    }

    /// Lowest and highest column of a row.
    pub fn row(&self, i: usize) -> (usize, usize) {
        self.rows[i - self.first]
    }

    /// Where a row starts in arrays over all cells.
    pub fn offset(&self, i: usize) -> usize {
        self.offsets[i - self.first]
    }

    pub fn cells(&self) -> usize {
        self.offsets.last().copied().unwrap_or(0)
    }

    /// Index of a cell, if it is in the band.
    pub fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let at = i.checked_sub(self.first)?;
        let (low, high) = *self.rows.get(at)?;
        (low <= j && j <= high).then(|| self.offsets[at] + j - low)
    }
}

/// The first band: whole, or where a search from coarse to fine lets the path run.
pub(super) fn first(doc: &Doc, links: &Links, watch: Watched<'_>) -> Result<Band, Stopped> {
    let (n, m) = (doc.source.len(), doc.target.len());
    if (n + 1).saturating_mul(m + 1) <= WHOLE {
        return Ok(Band::new(vec![(0, m); n + 1], m));
    }
    let rows = coarse::rows(doc, links, watch)?;
    let within = |half: usize| -> Vec<(usize, usize)> {
        let narrow = |&(low, high, middle): &(usize, usize, usize)| {
            let (low, high) = (low.max(middle.saturating_sub(half)), high.min(middle + half));
            (low.saturating_sub(FIRST_MARGIN), (high + FIRST_MARGIN).min(m))
        };
        rows.iter().map(narrow).collect()
    };
    // Where nothing tells one place from another the band would be the table: only its middle is searched then.
    let budget = BUDGET.max(EACH * (n + 1));
    let mut half = m;
    while half > EACH / 2 && within(half).iter().map(|(low, high)| high - low + 1).sum::<usize>() > budget {
        half /= 2;
    }
    Ok(Band::new(within(half), m))
}

/// The band round what a pass found possible.
pub(super) fn around(path: &Path, m: usize) -> Band {
    let rows = &path.support;
    let mut out = Vec::with_capacity(rows.len());
    for i in 0..rows.len() {
        let near = &rows[i.saturating_sub(MARGIN)..(i + MARGIN + 1).min(rows.len())];
        let low = near.iter().map(|row| row.0).min().unwrap_or(0);
        let high = near.iter().map(|row| row.1).max().unwrap_or(m);
        out.push((low.min(high).saturating_sub(MARGIN), (high + MARGIN).min(m)));
    }
    Band::new(out, m)
}

/// The band of a block twice as wide near some rows, where it may grow.
pub(super) fn wider(band: &Band, leaks: &[usize], block: Range<usize>, m: usize) -> Option<Band> {
    if leaks.is_empty() {
        return None;
    }
    let mut rows = band.rows.clone();
    let mut done = usize::MAX;
    for leak in leaks {
        let near = leak.saturating_sub(NEAR)..(leak + NEAR + 1).min(rows.len()).min(done);
        done = done.min(near.start);
        for (low, high) in rows.get_mut(near).unwrap_or_default() {
            let more = (*high - *low) / 2 + 1;
            (*low, *high) = (low.saturating_sub(more), (*high + more).min(m));
        }
    }
    let wider = Band::new(rows, m);
    let cells = wider.offset(block.end) - wider.offset(block.start);
    let most = if block.len() == band.rows.len() { BUDGET } else { EACH * block.len() };
    (cells <= most && cells > band.offset(block.end) - band.offset(block.start)).then_some(wider)
}
