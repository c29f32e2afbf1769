//! Linked text to learn from, and which pairs of words occur in it.

use std::ops::Range;

use super::Word;

/// Words of a bead beyond this many are left out of training: the cost of a bead is their product.
const LONGEST: usize = 80;

/// Linked text to learn from, in one stretch of memory.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    pub(super) source: Vec<Word>,
    pub(super) target: Vec<Word>,
    /// Ends in `source` and `target`, and how sure the link is, 0 to 1.
    pub(super) beads: Vec<(u32, u32, f32)>,
    /// Fold of each bead.
    pub(super) folds: Vec<u32>,
}

impl Samples {
    /// Adds one bead to a fold.
    pub fn add(&mut self, source: &[Word], target: &[Word], weight: f32, fold: usize) {
        if source.is_empty() || target.is_empty() {
            return;
        }
        self.source.extend(source.iter().take(LONGEST));
        self.target.extend(target.iter().take(LONGEST));
        self.folds.push(small(fold));
        self.beads.push((end(&self.source), end(&self.target), weight));
    }

    /// Where the words of a bead start on both sides.
    pub(super) fn starts(&self, bead: usize) -> (usize, usize) {
        bead.checked_sub(1).map_or((0, 0), |before| (self.beads[before].0 as usize, self.beads[before].1 as usize))
    }

    /// Numbers of words of a bead.
    pub(super) fn sizes(&self, bead: usize) -> (usize, usize) {
        let (from, to) = (self.starts(bead), self.beads[bead]);
        (to.0 as usize - from.0, to.1 as usize - from.1)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.beads.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.beads.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[Word], &[Word], f32)> {
        let mut from = (0, 0);
        self.beads.iter().map(move |&(s, t, weight)| {
            let bead = (&self.source[from.0..s as usize], &self.target[from.1..t as usize], weight);
            from = (s as usize, t as usize);
            bead
        })
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn end<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// Every pair of words that occur in one bead, numbered; pairs of one source word stand together.
pub(super) struct Pairs {
    /// First slot of each source word; one more at the end.
    rows: Vec<u32>,
    pub targets: Vec<Word>,
    /// For each bead a matrix of slots, source words down.
    pub slots: Vec<u32>,
}

impl Pairs {
    pub fn new(samples: &Samples, sizes: (usize, usize)) -> Self {
        // Where each source word occurs: the bead's place in `slots` and its target words.
        let mut starts = vec![0u32; sizes.0 + 1];
        for word in &samples.source {
            starts[*word as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut places = vec![(0u32, 0u32, 0u32); samples.source.len()];
        let mut next = starts.clone();
        let (mut offset, mut from) = (0u32, 0u32);
        for ((source, target, _), bead) in samples.iter().zip(&samples.beads) {
            for word in source {
                let place = &mut next[*word as usize];
                places[*place as usize] = (offset, from, bead.1);
                *place += 1;
                offset += end(target);
            }
            from = bead.1;
        }
        let mut slots = vec![0u32; offset as usize];
        let mut targets: Vec<Word> = Vec::new();
        let mut rows = Vec::with_capacity(sizes.0 + 1);
        let mut seen = vec![(u32::MAX, 0u32); sizes.1];
        for word in 0..sizes.0 {
            rows.push(end(&targets));
            let number = u32::try_from(word).unwrap_or(u32::MAX);
            for &(offset, from, to) in &places[starts[word] as usize..starts[word + 1] as usize] {
                let row = &mut slots[offset as usize..(offset + to - from) as usize];
                for (slot, target) in row.iter_mut().zip(&samples.target[from as usize..to as usize]) {
                    let known = &mut seen[*target as usize];
                    if known.0 != number {
                        *known = (number, end(&targets));
                        targets.push(*target);
                    }
                    *slot = known.1;
                }
            }
        }
        rows.push(end(&targets));
        Pairs { rows, targets, slots }
    }

    pub fn row(&self, word: usize) -> Range<usize> {
        self.rows[word] as usize..self.rows[word + 1] as usize
    }
}

/// A pair of words in a bead: its number and the places of its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub slot: u32,
    pub row: u8,
    pub column: u8,
}

/// Those of the pairs that are worth a second look, numbered anew.
pub(super) struct Kept {
    /// First slot of each source word; one more at the end.
    rows: Vec<u32>,
    pub targets: Vec<Word>,
    cells: Vec<Cell>,
    /// Where the cells of each bead end.
    ends: Vec<u32>,
}

impl Kept {
    /// The pairs kept, and the new number of each of them by its old one.
    pub fn new(samples: &Samples, pairs: Pairs, keep: &[bool]) -> (Self, Vec<u32>) {
        let mut numbers = Vec::with_capacity(keep.len() + 1);
        let mut count = 0;
        for kept in keep {
            numbers.push(count);
            count += u32::from(*kept);
        }
        numbers.push(count);
        let rows = pairs.rows.iter().map(|start| numbers[*start as usize]).collect();
        let targets = pairs.targets.iter().zip(keep).filter(|(_, kept)| **kept).map(|(target, _)| *target).collect();
        let (mut cells, mut ends) = (Vec::new(), Vec::with_capacity(samples.len()));
        let mut offset = 0;
        for (source, target, _) in samples.iter() {
            let matrix = &pairs.slots[offset..offset + source.len() * target.len()];
            offset += matrix.len();
            for (row, slots) in (0u8..).zip(matrix.chunks_exact(target.len())) {
                for (column, slot) in (0u8..).zip(slots) {
                    if keep[*slot as usize] {
                        cells.push(Cell { slot: numbers[*slot as usize], row, column });
                    }
                }
            }
            ends.push(end(&cells));
        }
        (Kept { rows, targets, cells, ends }, numbers)
    }

    /// The pairs of a bead.
    pub fn cells(&self, bead: usize) -> &[Cell] {
        let start = if bead == 0 { 0 } else { self.ends[bead - 1] };
        &self.cells[start as usize..self.ends[bead] as usize]
    }

    pub fn row(&self, word: usize) -> Range<usize> {
        self.rows[word] as usize..self.rows[word + 1] as usize
    }

    /// Source word of a slot.
    pub fn source(&self, slot: u32) -> usize {
        self.rows.partition_point(|start| *start <= slot).saturating_sub(1)
    }
}
