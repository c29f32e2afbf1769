//! IBM Model 1 (Brown et al. 1993) in both directions at once, trained on weighted beads with an absolute discount, so that
//! rare words do not explain each other by chance. The first round looks at every pair of words that occur in one bead; most of
//! them fall to the discount and are not looked at again. Lexicons that each leave out a fold of the beads share that round, and
//! the later ones are worked out side by side.

use std::sync::Arc;

use rayon::prelude::*;

use super::{
    Entry, Prior, Table, Unwanted, Word,
    pairs::{Cell, Keeping, Kept, Occurrences, Samples},
};

/// Rounds of expectation–maximisation: more sharpen little and overfit small batches.
const ROUNDS: usize = 4;
/// Taken off every expected count, and added to every denominator.
const DISCOUNTED: (f32, f32) = (0.3, 0.7);
/// The same where the bead that is judged did not teach: little chance is left to guard against.
const LEFT_OUT: (f32, f32) = (0.1, 0.3);
/// What any two words start with.
const UNIFORM: f32 = 0.01;
/// Pseudo-counts that words alike on the surface start with.
const PRIOR_COUNT: f32 = 1.0;
/// Entries below this probability both ways are dropped from the table.
const NEGLIGIBLE: f32 = 0.002;
/// Beads after which it is asked whether the result is still wanted.
const ASKS: usize = 4096;

/// What is known of two words that occur together, in lexicons side by side.
#[derive(Debug, Clone, Copy)]
struct Slot<const L: usize> {
    forward: [f32; L],
    backward: [f32; L],
    expected_forward: [f32; L],
    expected_backward: [f32; L],
}

/// What is said of each source and of each target word.
type Sides = (Vec<f32>, Vec<f32>);
/// By word, in lexicons side by side.
type ByWord<const L: usize> = Vec<[f32; L]>;

/// What training came to: probabilities as a table, expected counts for a lexicon.
pub struct Trained<const L: usize = 1> {
    kept: Arc<Kept>,
    /// Probabilities, and the expected counts of the last round.
    slots: Vec<Slot<L>>,
    /// Expected counts of each source and of each target word.
    totals: (ByWord<L>, ByWord<L>),
    below: (ByWord<L>, ByWord<L>),
}

/// Learns `p(target | source)` and `p(source | target)` for vocabularies of these sizes.
pub(super) fn train(samples: &Samples, prior: &Prior, sizes: (usize, usize), unwanted: Unwanted<'_>) -> Trained {
    Task::new(samples, prior, sizes, 1, unwanted).train([u32::MAX])
}

/// The same once without the beads of each fold.
pub(super) fn cross(samples: &Samples, prior: &Prior, sizes: (usize, usize), folds: usize, unwanted: Unwanted<'_>) -> Vec<Table> {
    let task = Task::new(samples, prior, sizes, folds, unwanted);
    match folds {
        ..4 => task.beside::<1>(prior, folds),
        4..16 => task.beside::<4>(prior, folds),
        _ => task.beside::<8>(prior, folds),
    }
}

/// What all folds share.
struct Task<'a> {
    samples: &'a Samples,
    kept: Arc<Kept>,
    /// Of the pairs that are kept: what they start with, and what the first round expects.
    start: Vec<(f32, f32)>,
    expected: Vec<(f32, f32)>,
    /// The likeness of those that look alike.
    alike: Vec<(u32, Entry)>,
    first: First,
    mass: Sides,
    discount: (f32, f32),
    unwanted: Unwanted<'a>,
}

/// What the first round comes to.
struct First {
    /// By fold, and of all of them at the end: expected counts of each source and of each target word.
    totals: Vec<Sides>,
    /// For each target word of each bead, its weight by what explains it; for each source word likewise.
    shares: Sides,
}

impl<'a> Task<'a> {
    fn new(samples: &'a Samples, prior: &Prior, sizes: (usize, usize), folds: usize, unwanted: Unwanted<'a>) -> Self {
        let discount = if folds > 1 { LEFT_OUT } else { DISCOUNTED };
        let first = First::new(samples, prior, sizes, folds, unwanted);
        let occurrences = Occurrences::new(samples, sizes.0);
        let (mut keeping, mut start, mut expected, mut alike) = (Keeping::default(), Vec::new(), Vec::new(), Vec::new());
        // Word by word: all pairs that occur are many times those that are kept.
        let (mut likeness, mut row) = (Likeness::new(sizes.1), Row::new(sizes.1));
        for word in 0..sizes.0 {
            keeping.begin();
            let partners = prior.row(small(word));
            likeness.set(partners);
            row.begin();
            for &(bead, at) in occurrences.of(word) {
                let own = samples.starts(bead as usize).1..samples.beads[bead as usize].1 as usize;
                let row_share = first.shares.1[at as usize];
                for (target, share) in samples.target[own.clone()].iter().zip(&first.shares.0[own]) {
                    let start = likeness.start(*target);
                    row.add(*target, start.0 * share, start.1 * row_share);
                }
            }
            for (target, count) in row.counted() {
                let like = likeness.of(target);
                let wanted = count.0 > discount.0 || count.1 > discount.0 || like.is_some();
                if let Some(slot) = wanted.then(|| keeping.keep(target)).flatten() {
                    start.push(likeness.start(target));
                    expected.push(count);
                    alike.extend(like.map(|entry| (slot, *entry)));
                }
            }
            likeness.clear(partners);
        }
        let kept = Arc::new(keeping.finish(samples, &occurrences, sizes.1));
        Task { samples, kept, start, expected, alike, first, mass: prior.mass(sizes), discount, unwanted }
    }

    /// The tables of so many folds, some side by side.
    fn beside<const L: usize>(&self, prior: &Prior, folds: usize) -> Vec<Table> {
        let lanes: Vec<usize> = (0..folds).step_by(L).collect();
        let tables = |from: &usize| {
            let trained = self.train::<L>(std::array::from_fn(|lane| small((from + lane).min(folds - 1))));
            (0..L.min(folds - from)).map(|lane| trained.lane(lane, prior)).collect::<Vec<_>>()
        };
        lanes.par_iter().flat_map_iter(tables).collect()
    }

    /// Lexicons that each leave out one fold, or none.
    fn train<const L: usize>(&self, without: [u32; L]) -> Trained<L> {
        let (mut slots, mut totals) = self.begin(without);
        let mut below = self.maximise(&mut slots, &totals);
        for _ in 1..ROUNDS {
            if (self.unwanted)() {
                break;
            }
            slots.iter_mut().for_each(|slot| (slot.expected_forward, slot.expected_backward) = ([0.0; L], [0.0; L]));
            self.expect(without, &mut slots);
            totals.0.fill([0.0; L]);
            totals.1.fill([0.0; L]);
            for (word, total) in totals.0.iter_mut().enumerate() {
                for at in self.kept.row(word) {
                    *total = plus(*total, slots[at].expected_forward);
                    let other = &mut totals.1[self.kept.targets[at] as usize];
                    *other = plus(*other, slots[at].expected_backward);
                }
            }
            below = self.maximise(&mut slots, &totals);
        }
        Trained { kept: Arc::clone(&self.kept), slots, totals, below }
    }

    /// What the first round expects without each fold: all of it less what the fold itself says.
    fn begin<const L: usize>(&self, without: [u32; L]) -> (Vec<Slot<L>>, (ByWord<L>, ByWord<L>)) {
        let slot = |(start, expected): (&(f32, f32), &(f32, f32))| Slot {
            forward: [start.0; L],
            backward: [start.1; L],
            expected_forward: [expected.0; L],
            expected_backward: [expected.1; L],
        };
        let mut slots: Vec<Slot<L>> = self.start.iter().zip(&self.expected).map(slot).collect();
        for (bead, fold) in self.samples.folds.iter().enumerate() {
            let Some(lane) = without.iter().position(|lane| lane == fold) else { continue };
            let from = self.samples.starts(bead);
            self.kept.cells(self.samples, bead).for_each(|Cell { slot, row, column }| {
                let slot = &mut slots[slot as usize];
                slot.expected_forward[lane] -= slot.forward[lane] * self.first.shares.0[from.1 + usize::from(column)];
                slot.expected_backward[lane] -= slot.backward[lane] * self.first.shares.1[from.0 + usize::from(row)];
            });
        }
        let Some((all, folds)) = self.first.totals.split_last() else { return (slots, Default::default()) };
        let less = |side: fn(&Sides) -> &Vec<f32>| -> ByWord<L> {
            let of = |word: usize| without.map(|fold| side(all)[word] - folds.get(fold as usize).map_or(0.0, |own| side(own)[word]));
            (0..side(all).len()).map(of).collect()
        };
        let totals = (less(|sides| &sides.0), less(|sides| &sides.1));
        (slots, totals)
    }

    /// Probabilities from expected counts; gives what the counts of each word were divided by.
    fn maximise<const L: usize>(&self, slots: &mut [Slot<L>], totals: &(ByWord<L>, ByWord<L>)) -> (ByWord<L>, ByWord<L>) {
        let (discount, more) = self.discount;
        let below = |totals: &[[f32; L]], prior: &[f32]| -> ByWord<L> {
            totals.iter().zip(prior).map(|(total, prior)| total.map(|total| 1.0 / (total + more + PRIOR_COUNT * prior))).collect()
        };
        let below = (below(&totals.0, &self.mass.0), below(&totals.1, &self.mass.1));
        let probability =
            |expected: [f32; L], below: [f32; L]| std::array::from_fn(|lane| (expected[lane] - discount).max(0.0) * below[lane]);
        for (word, own) in below.0.iter().enumerate() {
            for at in self.kept.row(word) {
                let slot = &mut slots[at];
                slot.forward = probability(slot.expected_forward, *own);
                slot.backward = probability(slot.expected_backward, below.1[self.kept.targets[at] as usize]);
            }
        }
        for (at, entry) in &self.alike {
            let (source, target) = (self.kept.source(*at), self.kept.targets[*at as usize] as usize);
            let slot = &mut slots[*at as usize];
            slot.forward = plus(slot.forward, below.0[source].map(|below| PRIOR_COUNT * entry.forward * below));
            slot.backward = plus(slot.backward, below.1[target].map(|below| PRIOR_COUNT * entry.backward * below));
        }
        below
    }

    /// Expected counts of every pair.
    fn expect<const L: usize>(&self, without: [u32; L], slots: &mut [Slot<L>]) {
        let (mut rows, mut columns): (Vec<[f32; L]>, Vec<[f32; L]>) = (Vec::new(), Vec::new());
        for (bead, &(.., weight)) in self.samples.beads.iter().enumerate() {
            if bead > 0 && bead % ASKS == 0 && (self.unwanted)() {
                return;
            }
            let sizes = self.samples.sizes(bead);
            for (sums, size) in [(&mut rows, sizes.0), (&mut columns, sizes.1)] {
                sums.clear();
                sums.resize(size, [0.0; L]);
            }
            for (sum, (own, found)) in rows.iter_mut().zip(self.kept.rows_of(self.samples, bead)) {
                let slots = &slots[own];
                for found in found {
                    let slot = &slots[found.number()];
                    let column = &mut columns[found.column()];
                    *column = plus(*column, slot.forward);
                    *sum = plus(*sum, slot.backward);
                }
            }
            let weights = without.map(|fold| if fold == self.samples.folds[bead] { 0.0 } else { weight });
            for sum in rows.iter_mut().chain(&mut columns) {
                *sum = std::array::from_fn(|lane| if sum[lane] > 0.0 { weights[lane] / sum[lane] } else { 0.0 });
            }
            for (row, (own, found)) in rows.iter().zip(self.kept.rows_of(self.samples, bead)) {
                let slots = &mut slots[own];
                for found in found {
                    let slot = &mut slots[found.number()];
                    let column = &columns[found.column()];
                    for lane in 0..L {
                        slot.expected_forward[lane] += slot.forward[lane] * column[lane];
                        slot.expected_backward[lane] += slot.backward[lane] * row[lane];
                    }
                }
            }
        }
    }
}

impl First {
    fn new(samples: &Samples, prior: &Prior, sizes: (usize, usize), folds: usize, unwanted: Unwanted<'_>) -> Self {
        let none = || (vec![0f32; sizes.0], vec![0f32; sizes.1]);
        let mut totals = vec![none(); if folds > 1 { folds } else { 0 }];
        let mut all = none();
        let mut shares = (Vec::with_capacity(samples.target.len()), Vec::with_capacity(samples.source.len()));
        let mut likeness = Likeness::new(sizes.1);
        // What the pairs of a bead start with both ways, source words down.
        let mut starts: (Vec<f32>, Vec<f32>) = Default::default();
        for (at, (source, target, weight)) in samples.iter().enumerate() {
            if at % ASKS == 0 && unwanted() {
                // What is missing is read as nothing.
                shares.0.resize(samples.target.len(), 0.0);
                shares.1.resize(samples.source.len(), 0.0);
                break;
            }
            let width = target.len();
            starts.0.clear();
            starts.1.clear();
            for word in source {
                let partners = prior.row(*word);
                if partners.is_empty() {
                    starts.0.resize(starts.0.len() + width, UNIFORM);
                    starts.1.resize(starts.1.len() + width, UNIFORM);
                } else {
                    likeness.set(partners);
                    starts.extend(target.iter().map(|target| likeness.start(*target)));
                    likeness.clear(partners);
                }
            }
            let share = |sum: f32| if sum > 0.0 { weight / sum } else { 0.0 };
            let first = shares.0.len();
            shares.0.resize(first + width, 0.0);
            let columns = &mut shares.0[first..];
            for row in starts.0.chunks_exact(width) {
                for (sum, start) in columns.iter_mut().zip(row) {
                    *sum += start;
                }
            }
            columns.iter_mut().for_each(|sum| *sum = share(*sum));
            let mut own = totals.get_mut(samples.folds[at] as usize);
            for ((word, forward), backward) in source.iter().zip(starts.0.chunks_exact(width)).zip(starts.1.chunks_exact(width)) {
                let row_share = share(backward.iter().sum());
                shares.1.push(row_share);
                let sum: f32 = columns.iter().zip(forward).map(|(column, start)| start * column).sum();
                for sums in std::iter::once(&mut all).chain(own.as_deref_mut()) {
                    sums.0[*word as usize] += sum;
                    for (other, start) in target.iter().zip(backward) {
                        sums.1[*other as usize] += start * row_share;
                    }
                }
            }
        }
        totals.push(all);
        First { totals, shares }
    }
}

/// The words that one source word looks like, by their numbers.
struct Likeness<'p> {
    partners: &'p [Entry],
    /// By target word: its place among them, from one on.
    places: Vec<u32>,
}

impl<'p> Likeness<'p> {
    fn new(targets: usize) -> Self {
        Likeness { partners: &[], places: vec![0; targets] }
    }

    fn set(&mut self, partners: &'p [Entry]) {
        self.partners = partners;
        for (entry, place) in partners.iter().zip(1..) {
            self.places[entry.target as usize] = place;
        }
    }

    fn clear(&mut self, partners: &[Entry]) {
        partners.iter().for_each(|entry| self.places[entry.target as usize] = 0);
    }

    fn of(&self, target: Word) -> Option<&'p Entry> {
        match self.places[target as usize] {
            0 => None,
            place => self.partners.get(place as usize - 1),
        }
    }

    /// A uniform start, lifted where words look alike.
    fn start(&self, target: Word) -> (f32, f32) {
        self.of(target).map_or((UNIFORM, UNIFORM), |entry| (UNIFORM + entry.forward, UNIFORM + entry.backward))
    }
}

/// The words that one source word meets, in order, and what the beads expect of each pair.
struct Row {
    /// By target word: whose it was last, and its place in the row.
    seen: Vec<(u32, u32)>,
    number: u32,
    counts: Vec<(Word, (f32, f32))>,
}

impl Row {
    fn new(targets: usize) -> Self {
        Row { seen: vec![(0, 0); targets], number: 0, counts: Vec::new() }
    }

    fn begin(&mut self) {
        self.number += 1;
        self.counts.clear();
    }

    fn add(&mut self, target: Word, forward: f32, backward: f32) {
        let seen = &mut self.seen[target as usize];
        if seen.0 != self.number {
            *seen = (self.number, small(self.counts.len()));
            self.counts.push((target, (0.0, 0.0)));
        }
        let count = &mut self.counts[seen.1 as usize].1;
        *count = (count.0 + forward, count.1 + backward);
    }

    fn counted(&self) -> impl Iterator<Item = (Word, (f32, f32))> {
        self.counts.iter().copied()
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn plus<const L: usize>(one: [f32; L], other: [f32; L]) -> [f32; L] {
    std::array::from_fn(|lane| one[lane] + other[lane])
}

impl<const L: usize> Trained<L> {
    /// The probabilities of one of the lexicons, likeness included.
    fn lane(&self, lane: usize, prior: &Prior) -> Table {
        let Trained { kept, slots, below, .. } = self;
        let mut table = Table::default();
        let mut row: Vec<Entry> = Vec::new();
        for (word, below_source) in below.0.iter().enumerate() {
            let entries = kept.row(word).map(|at| Entry {
                target: kept.targets[at],
                forward: slots[at].forward[lane],
                backward: slots[at].backward[lane],
            });
            row.clear();
            row.extend(entries.filter(|entry| entry.forward > NEGLIGIBLE || entry.backward > NEGLIGIBLE));
            row.sort_unstable_by_key(|entry| entry.target);
            // Likeness counts for words that were never linked, too.
            let linked = row.len();
            for entry in prior.row(small(word)) {
                if row[..linked].binary_search_by_key(&entry.target, |known| known.target).is_err() {
                    row.push(Entry {
                        target: entry.target,
                        forward: PRIOR_COUNT * entry.forward * below_source[lane],
                        backward: PRIOR_COUNT * entry.backward * below.1[entry.target as usize][lane],
                    });
                }
            }
            row.sort_unstable_by_key(|entry| entry.target);
            table.push_row(row.iter().copied());
        }
        table
    }
}

impl Trained {
    /// The probabilities, likeness included.
    pub(super) fn table(&self, prior: &Prior) -> Table {
        self.lane(0, prior)
    }

    /// Expected counts of each source and of each target word.
    pub(super) fn totals(&self) -> [impl Iterator<Item = f32>; 2] {
        [&self.totals.0, &self.totals.1].map(|totals| totals.iter().map(|[total]| *total))
    }

    /// Expected counts of a source word with each word it was linked to: how often it was translated so, and the other way round.
    pub(super) fn counts(&self, word: usize) -> impl Iterator<Item = (Word, f32, f32)> {
        self.kept.row(word).map(|at| {
            let Slot { expected_forward: [forward], expected_backward: [backward], .. } = self.slots[at];
            (self.kept.targets[at], forward, backward)
        })
    }

    /// The pairs of words of a bead of the samples it was trained on, row by row; slots are numbered as [`Self::counts`] gives them.
    pub(super) fn cells<'s>(&'s self, samples: &'s Samples, bead: usize) -> impl Iterator<Item = Cell> + 's {
        self.kept.cells(samples, bead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_which_word_answers_which() {
        // 0 → 4 and 1 → 5 always, 2 → 6 once in company of each.
        let mut samples = Samples::default();
        for (source, target) in [(&[0, 1][..], &[5, 4][..]), (&[0, 2], &[6, 4]), (&[1, 2], &[5, 6]), (&[0], &[4])] {
            samples.add(source, target, 1.0, 0);
        }
        let table = train(&samples, &Prior::default(), (3, 7), &|| false).table(&Prior::default());
        for (s, t) in [(0, 4), (1, 5), (2, 6)] {
            let best = |p: fn(&Entry) -> f32| table.row(s).iter().max_by(|a, b| p(a).total_cmp(&p(b))).map(|entry| entry.target);
            assert_eq!(best(|entry| entry.forward), Some(t), "{s}: {:?}", table.row(s));
            assert_eq!(best(|entry| entry.backward), Some(t), "{s}: {:?}", table.row(s));
        }
    }

    #[test]
    fn stops_learning_when_nobody_wants_it() {
        let mut samples = Samples::default();
        samples.add(&[0, 1], &[1, 0], 1.0, 0);
        let asked = std::sync::atomic::AtomicUsize::new(0);
        let unwanted = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 2;
        let trained = train(&samples, &Prior::default(), (2, 2), &unwanted);
        assert!(asked.into_inner() <= 3, "asked before each round and within it, and no more after the answer");
        assert!(trained.totals.0.iter().all(|[total]| *total > 0.0), "the first round was done");
    }

    #[test]
    fn lexicons_side_by_side_are_those_of_the_other_folds_alone() {
        // Every fold lacks what only it says: the word 7 of fold 3.
        let beads: [(&[Word], &[Word], f32); 6] = [
            (&[0, 1], &[5, 4], 1.0),
            (&[0, 2], &[6, 4], 0.5),
            (&[1, 2, 2], &[5, 6], 1.0),
            (&[0, 3], &[4, 7], 1.0),
            (&[0, 1, 2], &[4, 5, 6], 0.8),
            (&[1], &[5], 1.0),
        ];
        let (folds, sizes) = (4, (4, 8));
        let some = |without: Option<usize>| {
            let mut samples = Samples::default();
            for (at, (source, target, weight)) in beads.into_iter().enumerate().filter(|(at, _)| Some(at % folds) != without) {
                samples.add(source, target, weight, at % folds);
            }
            samples
        };
        let prior = Prior::default();
        let tables = cross(&some(None), &prior, sizes, folds, &|| false);
        assert_eq!(tables.len(), folds);
        for (fold, table) in tables.iter().enumerate() {
            let rest = some(Some(fold));
            let alone = Task::new(&rest, &prior, sizes, folds, &|| false).train([u32::MAX]).lane(0, &prior);
            for word in 0..4 {
                let near =
                    |a: &Entry, b: &Entry| a.target == b.target && (a.forward - b.forward).abs() + (a.backward - b.backward).abs() < 1e-4;
                let (one, other) = (table.row(word), alone.row(word));
                assert!(one.len() == other.len() && one.iter().zip(other).all(|(a, b)| near(a, b)), "{fold}, {word}: {one:?} {other:?}");
            }
        }
        assert!(tables[3].row(3).is_empty() && !tables[0].row(3).is_empty());
    }
}
