//! Linked text to learn from, and which pairs of words occur in it.

use std::ops::Range;

use super::Word;

/// Words of a bead beyond this many are left out of training: the cost of a bead is their product.
const LONGEST: usize = 80;

/// Pairs of words in beads for which room is made at once.
const MOST_ROOM: usize = 1 << 24;

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

/// Where each source word stands: the beads and the place in them, in their order.
pub(super) struct Occurrences {
    /// First place of each source word; one more at the end.
    rows: Vec<u32>,
    /// Bead, and place in `source` of the samples.
    places: Vec<(u32, u32)>,
}

impl Occurrences {
    pub fn new(samples: &Samples, words: usize) -> Self {
        let mut rows = vec![0u32; words + 1];
        for word in &samples.source {
            rows[*word as usize + 1] += 1;
        }
        for at in 1..rows.len() {
            rows[at] += rows[at - 1];
        }
        let mut places = vec![(0u32, 0u32); samples.source.len()];
        let mut next = rows.clone();
        let mut bead = 0u32;
        for (word, at) in samples.source.iter().zip(0u32..) {
            while samples.beads[bead as usize].0 <= at {
                bead += 1;
            }
            let place = &mut next[*word as usize];
            places[*place as usize] = (bead, at);
            *place += 1;
        }
        Occurrences { rows, places }
    }

    pub fn of(&self, word: usize) -> &[(u32, u32)] {
        &self.places[self.rows[word] as usize..self.rows[word + 1] as usize]
    }
}

/// A pair of words in a bead: its number and the places of its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub slot: u32,
    pub row: u8,
    pub column: u8,
}

/// A pair of words in a bead: the number of the pair among those of its source word, and the place of the target word. Three bytes, since there
/// are millions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found([u8; 3]);

impl Found {
    fn new(number: u16, column: u8) -> Self {
        let [low, high] = number.to_le_bytes();
        Found([low, high, column])
    }

    pub fn number(self) -> usize {
        usize::from(u16::from_le_bytes([self.0[0], self.0[1]]))
    }

    pub fn column(self) -> usize {
        usize::from(self.0[2])
    }
}

/// Those of the pairs that are worth a second look, numbered anew.
pub(super) struct Kept {
    /// First slot of each source word; one more at the end.
    rows: Vec<u32>,
    pub targets: Vec<Word>,
    /// Pairs of words in all beads, one source word of the vocabulary after the other.
    found: Vec<Found>,
    /// Where those of each source word of the samples begin and end.
    ranges: Vec<(u32, u32)>,
}

/// Collects the pairs that are kept, source word by source word.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    rows: Vec<u32>,
    targets: Vec<Word>,
}

impl Keeping {
    /// Begins the pairs of the next source word.
    pub fn begin(&mut self) {
        self.rows.push(end(&self.targets));
    }

    /// Keeps a pair of the source word; its number. No word has so many translations that it is full.
    pub fn keep(&mut self, target: Word) -> Option<u32> {
        let own = end(&self.targets) - self.rows.last().copied().unwrap_or(0);
        (own <= u32::from(u16::MAX)).then(|| {
            self.targets.push(target);
            end(&self.targets) - 1
        })
    }

    /// Finds the pairs in the beads, source word by source word.
    pub fn finish(mut self, samples: &Samples, occurrences: &Occurrences, targets: usize) -> Kept {
        self.rows.push(end(&self.targets));
        let Keeping { rows, targets: kept } = self;
        let mut slots = vec![u32::MAX; targets];
        // Room that is not used costs nothing; room that grows is copied.
        let most = (0..samples.len()).map(|bead| samples.sizes(bead)).map(|(rows, columns)| rows * columns).sum::<usize>();
        let mut found = Vec::with_capacity(most.min(MOST_ROOM));
        let mut ranges = vec![(0u32, 0u32); samples.source.len()];
        for word in 0..rows.len() - 1 {
            let own = rows[word]..rows[word + 1];
            if own.is_empty() {
                continue;
            }
            own.clone().for_each(|slot| slots[kept[slot as usize] as usize] = slot);
            for &(bead, at) in occurrences.of(word) {
                let start = end(&found);
                let bead = bead as usize;
                let words = &samples.target[samples.starts(bead).1..samples.beads[bead].1 as usize];
                for (column, target) in (0u8..).zip(words) {
                    let slot = slots[*target as usize];
                    if slot != u32::MAX {
                        found.push(Found::new(u16::try_from(slot - rows[word]).unwrap_or(u16::MAX), column));
                    }
                }
                ranges[at as usize] = (start, end(&found));
            }
            own.for_each(|slot| slots[kept[slot as usize] as usize] = u32::MAX);
        }
        found.shrink_to_fit();
        Kept { rows, targets: kept, found, ranges }
    }
}

impl Kept {
    /// The pairs of a bead of the samples they were found in, in the order of its words.
    pub fn cells<'k>(&'k self, samples: &'k Samples, bead: usize) -> impl Iterator<Item = Cell> + 'k {
        (0u8..).zip(self.rows_of(samples, bead)).flat_map(|(row, (own, found))| {
            let first = small(own.start);
            found.iter().map(move |found| Cell { slot: first + small(found.number()), row, column: found.0[2] })
        })
    }

    /// The same by source word of the bead, with the slots of the word.
    pub fn rows_of<'k>(&'k self, samples: &'k Samples, bead: usize) -> impl Iterator<Item = (Range<usize>, &'k [Found])> + 'k {
        let (from, to) = (samples.starts(bead).0, samples.beads[bead].0 as usize);
        (from..to).map(|at| {
            let (start, end) = self.ranges[at];
            (self.row(samples.source[at] as usize), &self.found[start as usize..end as usize])
        })
    }

    pub fn row(&self, word: usize) -> Range<usize> {
        self.rows[word] as usize..self.rows[word + 1] as usize
    }

    /// Source word of a slot.
    pub fn source(&self, slot: u32) -> usize {
        self.rows.partition_point(|start| *start <= slot).saturating_sub(1)
    }
}
