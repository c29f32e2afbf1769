//! The part of the table that is searched: all of it for a short document, a band round the likely path for a long one, and
//! round what an earlier pass found possible.

use super::{anchors::anchors, evidence::Links, lattice::Path, prepare::Doc};

/// Tables up to this many cells are searched whole.
const WHOLE: usize = 250_000;
/// Half the width of the first band at an anchor, in lines.
const HALF: usize = 12;
/// How much the half width grows with the distance between anchors.
const SLACK: f64 = 0.15;
/// Bands never grow beyond this half width: time and memory stay linear.
const WIDEST: usize = 400;
/// Cells that a band without anchors may have, beyond what its narrowest form needs: a long document full of repetitions must
/// not take minutes.
const BUDGET: usize = 2_000_000;
/// A band may always be this wide on both sides of its middle.
const ALWAYS: usize = 50;
/// Lines added on both sides of what an earlier pass found possible.
const MARGIN: usize = 4;

/// For each number of source lines consumed, the numbers of target lines that are considered (both inclusive).
#[derive(Debug, Clone)]
pub(super) struct Band {
    pub rows: Vec<(usize, usize)>,
    /// Where each row starts in arrays over all cells; one more at the end.
    pub offsets: Vec<usize>,
}

impl Band {
    /// Rows are stretched so that each can be reached from the one before.
    fn new(mut rows: Vec<(usize, usize)>, m: usize) -> Self {
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
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        let mut at = 0;
        for (low, high) in &rows {
            offsets.push(at);
            at += high - low + 1;
        }
        offsets.push(at);
        Band { rows, offsets }
    }

    pub fn cells(&self) -> usize {
        self.offsets.last().copied().unwrap_or(0)
    }

    /// Index of a cell, if it is in the band.
    pub fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let (low, high) = *self.rows.get(i)?;
        (low <= j && j <= high).then(|| self.offsets[i] + j - low)
    }
}

/// The first band: whole, or round a path through words that are rare and alike on both sides.
pub(super) fn first(doc: &Doc, links: &Links) -> Band {
    let (n, m) = (doc.source.len(), doc.target.len());
    if (n + 1).saturating_mul(m + 1) <= WHOLE {
        return Band::new(vec![(0, m); n + 1], m);
    }
    let mut points = vec![(0, 0)];
    points.extend(anchors(doc, links));
    points.push((n, m));
    let mut rows = Vec::with_capacity(n + 1);
    let widest = (BUDGET / (2 * n)).clamp(ALWAYS, WIDEST);
    for pair in points.windows(2) {
        let ((i0, j0), (i1, j1)) = (pair[0], pair[1]);
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "line numbers")]
        let half = (HALF + (SLACK * (i1 - i0).max(j1 - j0) as f64) as usize).min(widest);
        for i in i0..i1 {
            let centre = j0 + (j1 - j0) * (i - i0) / (i1 - i0);
            // A gap on one side only must fit into the band whole.
            let (low, high) = if j1 - j0 + i1 - i0 <= 2 * half { (j0, j1) } else { (centre, centre) };
            rows.push((low.saturating_sub(half), (high + half).min(m)));
        }
    }
    rows.resize(n + 1, (m.saturating_sub(HALF), m));
    Band::new(rows, m)
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

/// Whether the path runs along the edge of its band, so that a wider one must be tried.
pub(super) fn leaks(path: &Path) -> bool {
    path.leak > 0.01
}

/// A band twice as wide.
pub(super) fn wider(band: &Band, m: usize) -> Option<Band> {
    let widest = band.rows.iter().map(|(low, high)| high - low).max().unwrap_or(0);
    if widest > 2 * WIDEST || (widest > 2 * ALWAYS && band.cells() > BUDGET) {
        return None;
    }
    let rows = band.rows.iter().map(|(low, high)| {
        let more = (high - low) / 2 + 1;
        (low.saturating_sub(more), (high + more).min(m))
    });
    Some(Band::new(rows.collect(), m))
}
