//! The part of the table that is searched: all of it for a short document, a band round the likely path for a long one.

use super::{
    lattice::Path,
    prepare::{Batch, Doc},
};
use crate::lexicon::Word;

/// Tables up to this many cells are searched whole.
const WHOLE: usize = 400_000;
/// Half the width of the first band, in lines.
const HALF: usize = 50;
/// Bands never grow beyond this half width: time and memory stay linear.
const WIDEST: usize = 400;

/// For each number of source lines consumed, the numbers of target lines that are considered (both inclusive).
#[derive(Debug, Clone)]
pub(super) struct Band {
    pub rows: Vec<(usize, usize)>,
    /// Where each row starts in arrays over all cells; one more at the end.
    pub offsets: Vec<usize>,
    half: usize,
    centre: Vec<usize>,
}

impl Band {
    fn new(rows: Vec<(usize, usize)>, half: usize, centre: Vec<usize>) -> Self {
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        let mut at = 0;
        for (low, high) in &rows {
            offsets.push(at);
            at += high - low + 1;
        }
        offsets.push(at);
        Band { rows, offsets, half, centre }
    }

    pub fn cells(&self) -> usize {
        self.offsets.last().copied().unwrap_or(0)
    }

    /// Index of a cell, if it is in the band.
    pub fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let (low, high) = *self.rows.get(i)?;
        (low <= j && j <= high).then(|| self.offsets[i] + j - low)
    }

    fn is_whole(&self) -> bool {
        self.centre.is_empty()
    }
}

/// The first band: whole, or round a path through words that are rare and alike on both sides.
pub(super) fn first(batch: &Batch, doc: &Doc) -> Band {
    let (n, m) = (doc.source.len(), doc.target.len());
    if (n + 1).saturating_mul(m + 1) <= WHOLE {
        return Band::new(vec![(0, m); n + 1], 0, Vec::new());
    }
    let anchors = anchors(batch, doc);
    let centre = interpolate(&anchors, n, m);
    around(centre, HALF, m)
}

/// A wider band if the path runs along the edge of this one.
pub(super) fn widened(band: &Band, path: &Path, doc: &Doc) -> Option<Band> {
    if band.is_whole() || band.half >= WIDEST {
        return None;
    }
    let m = doc.target.len();
    const MARGIN: usize = 6;
    let touches = path.steps.iter().any(|step| {
        let (low, high) = band.rows[step.source.end];
        let j = step.target.end;
        (low > 0 && j < low + MARGIN) || (high < m && j + MARGIN > high)
    });
    touches.then(|| {
        let mut centre = vec![0; doc.source.len() + 1];
        let mut from = 0;
        for step in &path.steps {
            for slot in centre.iter_mut().take(step.source.end + 1).skip(from) {
                *slot = step.target.end;
            }
            from = step.source.end + 1;
        }
        around(centre, (band.half * 2).min(WIDEST), m)
    })
}

fn around(centre: Vec<usize>, half: usize, m: usize) -> Band {
    let n = centre.len() - 1;
    let mut rows: Vec<(usize, usize)> = centre.iter().map(|c| (c.saturating_sub(half), (c + half).min(m))).collect();
    rows[0].0 = 0;
    rows[n].1 = m;
    // Each row must be reachable from the one before by beads of at most eight lines, or by additions inside it.
    for i in 1..=n {
        rows[i].0 = rows[i].0.max(rows[i - 1].0).min(rows[i - 1].1);
        rows[i].1 = rows[i].1.max(rows[i - 1].1);
        if rows[i].1 - rows[i].0 > 8 * half {
            rows[i].0 = rows[i].1 - 8 * half;
            rows[i].0 = rows[i].0.min(rows[i - 1].1);
        }
    }
    Band::new(rows, half, centre)
}

/// Pairs of lines that share a token found once on each side; the longest increasing run of them.
fn anchors(batch: &Batch, doc: &Doc) -> Vec<(usize, usize)> {
    const NEVER: usize = usize::MAX;
    let once = |lines: &[super::prepare::Line], size: usize| -> Vec<(usize, u32)> {
        let mut seen: Vec<(usize, u32)> = vec![(NEVER, 0); size];
        for (at, line) in lines.iter().enumerate() {
            for word in &line.words {
                let slot = &mut seen[*word as usize];
                if slot.0 != at {
                    *slot = (at, slot.1 + 1);
                }
            }
        }
        seen
    };
    let source = once(&doc.source, batch.source.len());
    let target = once(&doc.target, batch.target.len());
    let mut points: Vec<(usize, usize)> = Vec::new();
    for (word, (i, count)) in source.iter().enumerate() {
        if *count != 1 {
            continue;
        }
        let Some(text) = batch.source.words().get(word) else { continue };
        if text.chars().count() < 2 {
            continue;
        }
        if let Some(other) = batch.target.number(text).map(|w: Word| target[w as usize])
            && other.1 == 1
        {
            points.push((*i, other.0));
        }
    }
    points.sort_unstable();
    points.dedup();
    increasing(&points)
}

/// Longest chain of points that rises on both axes (patience sorting).
fn increasing(points: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; points.len()];
    for (at, point) in points.iter().enumerate() {
        let place = tails.partition_point(|tail| points[*tail].1 < point.1);
        before[at] = place.checked_sub(1).map(|p| tails[p]);
        if place == tails.len() {
            tails.push(at);
        } else {
            tails[place] = at;
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(at) = next {
        chain.push(points[at]);
        next = before[at];
    }
    chain.reverse();
    chain
}

/// Target position for each source position, straight between anchors. An anchor off the line its neighbours draw is dropped.
fn interpolate(anchors: &[(usize, usize)], n: usize, m: usize) -> Vec<usize> {
    let mut points = vec![(0, 0)];
    for window in 0..anchors.len() {
        let (i, j) = anchors[window];
        let near = |other: Option<&(usize, usize)>| {
            other.is_some_and(|(a, b)| a.abs_diff(i) <= 60 && (a.abs_diff(i)).abs_diff(b.abs_diff(j)) <= 20)
        };
        if (near(window.checked_sub(1).and_then(|w| anchors.get(w))) || near(anchors.get(window + 1)))
            && points.last().is_none_or(|p| p.0 < i)
        {
            points.push((i, j));
        }
    }
    points.push((n, m));
    let mut centre = Vec::with_capacity(n + 1);
    for pair in points.windows(2) {
        let ((i0, j0), (i1, j1)) = (pair[0], pair[1]);
        for i in i0..i1 {
            centre.push(j0 + (j1.saturating_sub(j0)) * (i - i0) / (i1 - i0).max(1));
        }
    }
    centre.resize(n, m);
    centre.push(m);
    centre
}
