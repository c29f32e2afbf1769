//! What the words say: how well a target line is explained by the one to eight source lines that end here, and the other
//! way round. Worked out row by row of the table, through an index of where words stand, so that only cells that share a
//! word pair cost anything.

use std::ops::Range;

use super::{
    band::Band,
    math::ln,
    model::{LONGEST, Model},
    prepare::{Batch, Doc, LONG, Side, small},
};
use crate::lexicon::Table;

/// Bounds of what one token may say, as logarithms.
const WORST: f32 = -1.5;
/// The same as ratios: e^−1.5 and e^3.
const LEAST: f32 = 0.223_130_16;
const MOST: f32 = 20.085_537;
/// Pairs less likely than this many times chance move no sum, and are left out.
const TELLS: f32 = 3.0;
/// In a long text, where frequent words are linked to thousands of rare ones, pairs that say a little more are left out, too.
const TELLS_LONG: f32 = 10.0;
/// So are pairs below this probability.
const NEGLIGIBLE: f32 = 0.002;

/// Beads with more lines than this on one side have one line on the other…
const SQUARE: usize = 4;
/// …and their words are not looked at where they are longer than this many times what the one line can hold, and so many
/// characters: lengths alone rule such beads out.
const CROWDED: (f32, f32) = (2.5, 40.0);

/// The lexicon as one document needs it: for each of its source words the target words that occur in it, with how many times
/// likelier than chance each explains the other.
#[derive(Debug, Default)]
pub(super) struct Links {
    starts: Vec<u32>,
    /// Local target words.
    targets: Vec<u32>,
    /// Target explained by source, source explained by target.
    ratios: Vec<(f32, f32)>,
}

impl Links {
    pub fn new(batch: &Batch<'_>, doc: &Doc, lexicon: &Table) -> Self {
        let starts = Vec::with_capacity(doc.source.distinct.len() + 1);
        let mut links = Links { starts, targets: Vec::new(), ratios: Vec::new() };
        let tells = if doc.source.len() > LONG { TELLS_LONG } else { TELLS };
        for word in &doc.source.distinct {
            links.starts.push(small(links.targets.len()));
            let share = batch.source.share(*word);
            for entry in lexicon.row(*word) {
                let Some(local) = doc.numbers.get(&entry.target) else { continue };
                let telling = |probability: f32, chance: f32| {
                    let ratio = probability / chance;
                    if ratio > tells && probability > NEGLIGIBLE { ratio } else { 0.0 }
                };
                let (forward, backward) = (telling(entry.forward, batch.target.share(entry.target)), telling(entry.backward, share));
                if forward + backward > 0.0 {
                    links.targets.push(*local);
                    links.ratios.push((forward, backward));
                }
            }
        }
        links.starts.push(small(links.targets.len()));
        links
    }

    pub fn row(&self, word: u32) -> impl Iterator<Item = (u32, f32, f32)> {
        let row = self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize;
        self.targets[row.clone()].iter().zip(&self.ratios[row]).map(|(target, (forward, backward))| (*target, *forward, *backward))
    }
}

/// Which words stand in a stretch of target lines: asked of every link of a line, so it is a bit a word.
#[derive(Debug)]
pub(super) struct Window<'a> {
    side: &'a Side,
    lines: Range<usize>,
    /// How often each word stands there.
    counts: Vec<u32>,
    /// A bit for each word that does.
    bits: Vec<u64>,
}

impl<'a> Window<'a> {
    pub fn new(side: &'a Side) -> Self {
        Window { side, lines: 0..0, counts: vec![0; side.distinct.len()], bits: vec![0; side.distinct.len() / 64 + 1] }
    }

    /// Goes to other lines; cheap where both ends move on a little.
    pub fn slide(&mut self, lines: Range<usize>) {
        let old = std::mem::replace(&mut self.lines, lines.clone());
        let (gone, come) = if lines.start < old.start || lines.start > old.end || lines.end < old.end {
            (old, lines)
        } else {
            (old.start..lines.start, old.end..lines.end)
        };
        for word in gone.flat_map(|line| self.side.local(line)) {
            let count = &mut self.counts[*word as usize];
            *count -= 1;
            if *count == 0 {
                self.bits[*word as usize / 64] &= !(1 << (*word % 64));
            }
        }
        for word in come.flat_map(|line| self.side.local(line)) {
            self.counts[*word as usize] += 1;
            self.bits[*word as usize / 64] |= 1 << (*word % 64);
        }
    }

    pub fn holds(&self, word: u32) -> bool {
        self.bits[word as usize / 64] >> (word % 64) & 1 == 1
    }
}

/// The lexicons of a document: one for all of its lines, or one for each fold of them, learnt without that fold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folds<'a> {
    pub links: &'a [Links],
    /// Fold of the first line.
    pub first: usize,
}

impl<'a> Folds<'a> {
    /// What to look up the words of a source line in.
    fn of(self, line: usize) -> &'a Links {
        &self.links[(self.first + line) % self.links.len()]
    }
}

/// A word of source line and a word of a target line that explain each other.
#[derive(Debug, Clone, Copy, Default)]
struct Touch {
    column: u32,
    source: u16,
    target: u16,
    forward: f32,
    backward: f32,
}

/// What one source line shares with the target lines near it.
#[derive(Debug, Default)]
struct Row {
    /// First column that `touches` and `ends` cover.
    first: usize,
    /// By column; `ends` closes each column's.
    touches: Vec<Touch>,
    ends: Vec<u32>,
}

impl Row {
    fn touches(&self, column: usize) -> &[Touch] {
        let Some(at) = column.checked_sub(self.first).filter(|at| *at < self.ends.len()) else { return &[] };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.touches[start as usize..self.ends[at] as usize]
    }
}

/// The words of a line that others explain, in the order in which they were met.
#[derive(Debug)]
struct Explained {
    /// By place in the line: which of them stands there, counted from one; none for zero.
    numbers: Vec<u16>,
    places: Vec<u16>,
    /// How well each is explained.
    masses: Vec<f32>,
    /// How telling they are together.
    telling: f32,
}

impl Default for Explained {
    fn default() -> Self {
        Explained { numbers: vec![0; 1 << 10], places: Vec::new(), masses: Vec::new(), telling: 0.0 }
    }
}

impl Explained {
    /// Adds what a word of the other side says of a place; `telling` by place.
    fn add(&mut self, place: u16, ratio: f32, telling: &[f32]) {
        let number = &mut self.numbers[usize::from(place)];
        if let Some(at) = number.checked_sub(1) {
            self.masses[usize::from(at)] += ratio;
        } else if ratio > 0.0 {
            self.places.push(place);
            self.masses.push(ratio);
            self.telling += telling[usize::from(place)];
            *number = u16::try_from(self.masses.len()).unwrap_or(u16::MAX);
        }
    }

    fn clear(&mut self) {
        for place in self.places.drain(..) {
            self.numbers[usize::from(place)] = 0;
        }
        self.masses.clear();
        self.telling = 0.0;
    }

    /// What the supported tokens say beyond unsupported ones, of which each says `alone`; `tokens` stand on the side that explains.
    fn excess(&self, untranslated: f32, alone: f32, tokens: u32) -> f32 {
        let share = (1.0 - untranslated) / words(tokens.max(1));
        let mut sum = 0.0;
        // The product of sixteen clipped ratios is far from the bounds of a float: one logarithm for all of them.
        for part in self.masses.chunks(16) {
            let mut ratios = [1.0; 16];
            for (ratio, mass) in ratios.iter_mut().zip(part) {
                *ratio = (share * mass + untranslated).clamp(LEAST, MOST);
            }
            sum += ln(ratios[..part.len()].iter().product());
        }
        sum - alone * self.telling
    }
}

/// Sums over columns, for beads with one to eight lines on the explaining side.
type Sums = [Vec<f32>; LONGEST];

/// Evidence of the row at hand and of the rows that beads ending in it may reach back to.
pub(super) struct Evidence<'a> {
    doc: &'a Doc,
    links: Folds<'a>,
    untranslated: f32,
    reach: usize,
    ratio: f32,
    /// What a token without any support says.
    alone: f32,
    rows: [Row; LONGEST],
    /// First column of the sums in the row at hand, eight left of the band where there is room.
    first: usize,
    /// For a = 1 to 8 source lines that end here: running sum over target lines of how well they are explained.
    forward: Sums,
    /// By row, modulo eight; for b = 1 to 8: this source line explained by target lines j − b to j − 1.
    backward: [(usize, Sums); LONGEST],
    unsorted: Vec<Touch>,
    window: Window<'a>,
    /// For each target word, how many of its places lie left of the row at hand; `u32::MAX` where it was not met yet.
    passed: Vec<u32>,
    explained: Explained,
}

impl<'a> Evidence<'a> {
    pub fn new(doc: &'a Doc, model: &Model, links: Folds<'a>) -> Self {
        Evidence {
            doc,
            links,
            untranslated: model.untranslated,
            reach: model.reach,
            ratio: model.ratio,
            alone: model.untranslated.ln().max(WORST),
            rows: Default::default(),
            first: 0,
            forward: Default::default(),
            backward: Default::default(),
            unsorted: Vec::new(),
            window: Window::new(&doc.target),
            passed: vec![u32::MAX; doc.target.distinct.len()],
            explained: Explained::default(),
        }
    }

    /// Goes on to row `i` (source lines up to `i`, exclusive), from 1; the rows of a band are visited in order, bands in any.
    pub fn advance(&mut self, i: usize, band: &Band) {
        let (low, high) = band.row(i);
        let low = low.max(1);
        // Beads that end in the band reach up to eight columns to its left; beads of later rows end where their bands do.
        self.first = low.saturating_sub(self.reach).max(1);
        let last = band.row((i + self.reach - 1).min(band.end() - 1)).1;
        self.collect(i, self.first, last);
        // Beads of more than one target line have at most four source lines; of more than four, one.
        let reach = |rows: usize| band.row((i + rows - 1).min(band.end() - 1)).1;
        self.sum_backward(i, low, [last, reach(SQUARE.min(self.reach)), high]);
        self.sum_forward(i, low, high);
    }

    /// Finds what this source line shares with the target lines `first − 1` to `last − 1`.
    fn collect(&mut self, i: usize, first: usize, last: usize) {
        let links = self.links.of(i - 1);
        let row = &mut self.rows[i % LONGEST];
        row.first = first;
        row.ends.clear();
        row.ends.resize((last + 1).saturating_sub(first), 0);
        self.unsorted.clear();
        self.window.slide(first - 1..last.max(first - 1));
        for (word, source) in self.doc.source.local(i - 1).iter().zip(0u16..) {
            for (target, forward, backward) in links.row(*word) {
                if !self.window.holds(target) {
                    continue;
                }
                let postings = self.doc.postings(target);
                // Bands rise, but for where a block begins anew.
                let from = &mut self.passed[target as usize];
                if *from == u32::MAX {
                    *from = small(postings.partition_point(|(line, _)| (*line as usize) + 1 < first));
                }
                while *from > 0 && postings[*from as usize - 1].0 as usize + 1 >= first {
                    *from -= 1;
                }
                while postings.get(*from as usize).is_some_and(|(line, _)| (*line as usize) + 1 < first) {
                    *from += 1;
                }
                for &(line, place) in &postings[*from as usize..] {
                    let column = line as usize + 1;
                    if column > last {
                        break;
                    }
                    if column >= first {
                        row.ends[column - first] += 1;
                        self.unsorted.push(Touch { column: small(column - first), source, target: place, forward, backward });
                    }
                }
            }
        }
        let mut start = 0;
        for end in &mut row.ends {
            let count = *end;
            *end = start;
            start += count;
        }
        row.touches.clear();
        row.touches.resize(self.unsorted.len(), Touch::default());
        for touch in &self.unsorted {
            let at = &mut row.ends[touch.column as usize];
            row.touches[*at as usize] = *touch;
            *at += 1;
        }
    }

    /// `reach` holds the last column for one target line, for up to four, and for more.
    fn sum_backward(&mut self, i: usize, low: usize, reach: [usize; 3]) {
        let last = reach[0];
        let row = &self.rows[i % LONGEST];
        let (start, sums) = &mut self.backward[i % LONGEST];
        *start = low;
        let telling = self.doc.source.telling(i - 1);
        let base = self.alone * self.doc.source.silence[i - 1];
        for sum in sums.iter_mut().take(self.reach) {
            sum.clear();
            sum.resize((last + 1).saturating_sub(low), base);
        }
        let lengths = &self.doc.target.lengths;
        let room = self.ratio * real(self.doc.source.lengths[i] - self.doc.source.lengths[i - 1]) * CROWDED.0 + CROWDED.1;
        for j in low..=last {
            let mut tokens = 0;
            let most = if j <= reach[2] {
                LONGEST
            } else if j <= reach[1] {
                SQUARE
            } else {
                1
            };
            for (back, sum) in sums.iter_mut().enumerate().take(j.min(most).min(self.reach)) {
                if back >= SQUARE && real(lengths[j] - lengths[j - 1 - back]) > room {
                    break;
                }
                tokens += self.doc.target.count(j - 1 - back);
                for touch in row.touches(j - back) {
                    self.explained.add(touch.source, touch.backward, telling);
                }
                if !self.explained.places.is_empty() {
                    sum[j - low] += self.explained.excess(self.untranslated, self.alone, tokens);
                }
            }
            self.explained.clear();
        }
    }

    fn sum_forward(&mut self, i: usize, low: usize, high: usize) {
        for sum in &mut self.forward {
            sum.clear();
            sum.push(0.0);
        }
        for j in self.first..=high {
            let telling = self.doc.target.telling(j - 1);
            let base = self.alone * self.doc.target.silence[j - 1];
            let room = real(self.doc.target.lengths[j] - self.doc.target.lengths[j - 1]) * CROWDED.0 + CROWDED.1;
            let mut tokens = 0;
            // Left of the band, only beads that reach so far back are of interest.
            let most = if j >= low {
                LONGEST
            } else if j + SQUARE > low {
                SQUARE
            } else {
                1
            };
            for (back, sums) in self.forward.iter_mut().enumerate().take(self.reach) {
                let mut sum = base;
                let lengths = &self.doc.source.lengths;
                if back < most && back < i && (back < SQUARE || self.ratio * real(lengths[i] - lengths[i - 1 - back]) <= room) {
                    tokens += self.doc.source.count(i - 1 - back);
                    for touch in self.rows[(i - back) % LONGEST].touches(j) {
                        self.explained.add(touch.target, touch.forward, telling);
                    }
                    if !self.explained.places.is_empty() {
                        sum += self.explained.excess(self.untranslated, self.alone, tokens);
                    }
                }
                sums.push(sums.last().copied().unwrap_or(0.0) + sum);
            }
            self.explained.clear();
        }
    }

    /// Running sums of target lines explained by the `a` source lines that end here, from `b` columns before column `j` on and
    /// from column `j` on: their difference covers `b` lines.
    pub fn forward(&self, j: usize, a: usize, b: usize) -> (&[f32], &[f32]) {
        let sums = &self.forward[a - 1];
        let at = j + 1 - self.first;
        (&sums[at - b..], &sums[at..])
    }

    /// How well source line `row − 1` is explained by the `b` target lines that end at column `j` and each one after it.
    pub fn backward(&self, row: usize, j: usize, b: usize) -> &[f32] {
        let (start, sums) = &self.backward[row % LONGEST];
        &sums[b - 1][j - start..]
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of a bead")]
fn real(length: i32) -> f32 {
    length as f32
}

#[expect(clippy::cast_precision_loss, reason = "tokens of a line")]
fn words(count: u32) -> f32 {
    count as f32
}
