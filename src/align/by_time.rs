//! Subtitles: sentences of two languages belong together when they stand on the screen together.

use crate::model::{Bead, Segment};

/// Sentences of a bead, at most, on one side.
const MOST: usize = 4;
/// Half the band of sentences looked at round the diagonal by time.
const BAND: usize = 40;
/// What a sentence without a counterpart costs, in shares of a whole overlap.
const SKIP: f64 = 0.3;
/// What every sentence beyond the first of a side costs.
const EXTRA: f64 = 0.45;

/// When a segment stands on the screen, in milliseconds, by its share of the cues that its block runs over.
fn span(segment: &Segment) -> Option<(f64, f64)> {
    let cues = &segment.unit.as_ref()?.cues;
    let at = |offset: u32| {
        let index = cues.partition_point(|cue| cue.offset <= offset).checked_sub(1)?;
        let cue = cues.get(index)?;
        let next = cues.get(index + 1).map_or(cue.offset + cue.characters.max(1) * 2, |next| next.offset);
        let share = f64::from(offset - cue.offset) / f64::from(next.saturating_sub(cue.offset).max(1));
        Some(f64::from(cue.start) + share.min(1.0) * f64::from(cue.end - cue.start))
    };
    let last = cues.last()?;
    let start = at(segment.span.start)?;
    // A segment that ends its block ends with the last cue.
    let block_end = cues.iter().map(|cue| cue.offset).max()?;
    let end = if segment.span.end > block_end && cues.len() == 1 { f64::from(last.end) } else { at(segment.span.end)? };
    Some((start, end.max(start + 1.0)))
}

/// Aligns by time; `None` where a segment has none.
#[must_use]
pub fn by_time(source: &[Segment], target: &[Segment]) -> Option<Vec<Bead>> {
    let spans = |side: &[Segment]| side.iter().map(span).collect::<Option<Vec<_>>>();
    let (from, to) = (spans(source)?, spans(target)?);
    let (rows, width) = (from.len(), 2 * BAND + 1);
    // For each source sentence, the target sentence that stands nearest in time: the middle of the band.
    let middle: Vec<usize> = (0..=rows)
        .map(|row| from.get(row).map_or(to.len(), |(start, _)| to.partition_point(|(_, end)| end <= start)))
        .scan(0, |most, at| {
            *most = at.max(*most);
            Some(*most)
        })
        .collect();
    let low = |row: usize| middle[row].saturating_sub(BAND);
    let mut best = vec![f64::NEG_INFINITY; (rows + 1) * width];
    let mut way = vec![(0u8, 0u8); (rows + 1) * width];
    let cell = |row: usize, column: usize| {
        let offset = column.checked_sub(low(row))?;
        (offset < width).then_some(row * width + offset)
    };
    let overlap = |row: usize, rows: usize, column: usize, columns: usize| {
        let (a, b) = ((from[row].0, from[row + rows - 1].1), (to[column].0, to[column + columns - 1].1));
        let common = (a.1.min(b.1) - a.0.max(b.0)).max(0.0);
        common / (a.1.max(b.1) - a.0.min(b.0)).max(1.0)
    };
    if let Some(start) = cell(0, 0) {
        best[start] = 0.0;
    }
    for row in 0..=rows {
        for column in low(row)..=(low(row) + width - 1).min(to.len()) {
            let Some(here) = cell(row, column) else { continue };
            let mut found = (best[here], way[here]);
            for (m, n) in steps() {
                let (Some(before_row), Some(before_column)) = (row.checked_sub(m), column.checked_sub(n)) else { continue };
                let Some(before) = cell(before_row, before_column).filter(|before| best[*before].is_finite()) else { continue };
                #[expect(clippy::cast_precision_loss, reason = "at most four")]
                let gain = if m == 0 || n == 0 {
                    -SKIP * (m + n) as f64
                } else {
                    overlap(before_row, m, before_column, n) * (m.max(n)) as f64 - EXTRA * (m + n - 2) as f64
                };
                let total = best[before] + gain;
                if total > found.0 {
                    #[expect(clippy::cast_possible_truncation, reason = "at most four")]
                    let step = (m as u8, n as u8);
                    found = (total, step);
                }
            }
            (best[here], way[here]) = found;
        }
    }
    let mut beads = Vec::new();
    let (mut row, mut column) = (rows, to.len());
    while row > 0 || column > 0 {
        let (m, n) = way[cell(row, column)?];
        let (m, n) = (usize::from(m), usize::from(n));
        if m + n == 0 {
            return None;
        }
        (row, column) = (row - m, column - n);
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        #[expect(clippy::cast_possible_truncation, reason = "a share")]
        let confidence = if m == 0 || n == 0 { 0.5 } else { (0.4 + 0.6 * overlap(row, m, column, n)) as f32 };
        beads.push(Bead {
            source: narrow(row)..narrow(row + m),
            target: narrow(column)..narrow(column + n),
            confidence,
            score: 0.0,
            moved: false,
        });
    }
    beads.reverse();
    Some(beads)
}

/// Sentences of each side that a bead may have.
fn steps() -> impl Iterator<Item = (usize, usize)> {
    let linked = (1..=MOST).flat_map(|m| (1..=MOST).filter(move |n| m == 1 || *n == 1 || (m == 2 && *n == 2)).map(move |n| (m, n)));
    [(1, 0), (0, 1)].into_iter().chain(linked)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Cue, Unit};

    fn segment(number: u32, start: u32, end: u32) -> Segment {
        let cue = Cue { offset: 0, start, end, characters: 1, longest_line: 1, lines: 1 };
        Segment { unit: Some(Arc::new(Unit { cues: vec![cue], ..Unit::default() })), ..Segment::line(number, "a") }
    }

    fn beads(source: &[(u32, u32)], target: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let side = |spans: &[(u32, u32)]| spans.iter().zip(0..).map(|((from, to), at)| segment(at, *from, *to)).collect::<Vec<_>>();
        let found = by_time(&side(source), &side(target)).unwrap_or_default();
        found.iter().map(|bead| (bead.source.end - bead.source.start, bead.target.end - bead.target.start)).collect()
    }

    #[test]
    fn what_stands_together_belongs_together() {
        let source = [(0, 2000), (2000, 4000), (5000, 6000), (9000, 9900)];
        assert_eq!(beads(&source, &[(0, 1900), (2100, 4000), (5000, 6100), (9000, 9900)]), [(1, 1); 4]);
        assert_eq!(beads(&source, &[(0, 4000), (5000, 6000), (9000, 9900)]), [(2, 1), (1, 1), (1, 1)]);
        assert_eq!(beads(&source, &[(0, 2000), (2000, 4000), (9000, 9900)]), [(1, 1), (1, 1), (1, 0), (1, 1)]);
        assert_eq!(beads(&[(0, 1000)], &[]), [(1, 0)]);
    }
}
