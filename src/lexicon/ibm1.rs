//! IBM Model 1 (Brown et al. 1993) in both directions at once, trained on weighted beads with an absolute discount, so that
//! rare words do not explain each other by chance.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Entry, Prior, Table, Unwanted, Word};

/// Rounds of expectation–maximisation: more sharpen little and overfit small batches.
const ROUNDS: usize = 4;
/// Taken off every expected count, and added to every denominator.
const DISCOUNTED: (f32, f32) = (0.3, 0.7);
/// The same where the bead that is judged did not teach: little chance is left to guard against.
const LEFT_OUT: (f32, f32) = (0.1, 0.3);
/// Pseudo-counts that words alike on the surface start with.
const PRIOR_COUNT: f32 = 1.0;
/// Words of a bead beyond this many are left out of training: the cost of a bead is their product.
const LONGEST: usize = 80;
/// Entries below this probability both ways are dropped from the table.
const NEGLIGIBLE: f32 = 0.002;

/// Beads after which it is asked whether the result is still wanted.
const ASKS: usize = 4096;

/// Linked text to learn from, in one stretch of memory.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    source: Vec<Word>,
    target: Vec<Word>,
    /// Ends in `source` and `target`, and how sure the link is, 0 to 1.
    beads: Vec<(u32, u32, f32)>,
    /// Fold of each bead.
    folds: Vec<u32>,
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

/// What is known of two words that occur together.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    forward: f32,
    backward: f32,
    expected_forward: f32,
    expected_backward: f32,
}

/// Every pair of words that occur in one bead, numbered; pairs of one source word stand together.
struct Pairs {
    /// First slot of each source word; one more at the end.
    rows: Vec<u32>,
    targets: Vec<Word>,
    /// For each bead a matrix of slots, source words down.
    slots: Vec<u32>,
}

impl Pairs {
    fn new(samples: &Samples, sizes: (usize, usize)) -> Self {
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

    /// Source word of a slot.
    fn source(&self, slot: u32) -> usize {
        self.rows.partition_point(|start| *start <= slot).saturating_sub(1)
    }

    fn row(&self, word: usize) -> std::ops::Range<usize> {
        self.rows[word] as usize..self.rows[word + 1] as usize
    }
}

/// What training came to: probabilities as a table, expected counts for a lexicon.
pub struct Trained {
    pairs: Arc<Pairs>,
    /// Probabilities, and the expected counts of the last round.
    slots: Vec<Slot>,
    /// Expected counts of each source and of each target word.
    pub(super) totals: (Vec<f32>, Vec<f32>),
    below: (Vec<f32>, Vec<f32>),
}

/// Learns `p(target | source)` and `p(source | target)` for vocabularies of these sizes.
pub(super) fn train(samples: &Samples, prior: &Prior, sizes: (usize, usize), unwanted: Unwanted<'_>) -> Trained {
    Task::new(samples, prior, sizes, unwanted).train(None)
}

/// The same once without the beads of each fold.
pub(super) fn cross(samples: &Samples, prior: &Prior, sizes: (usize, usize), folds: usize, unwanted: Unwanted<'_>) -> Vec<Table> {
    let task = Task::new(samples, prior, sizes, unwanted);
    (0..folds).into_par_iter().map(|fold| task.train(Some(small(fold))).table(prior)).collect()
}

/// What all folds share.
struct Task<'a> {
    samples: &'a Samples,
    sizes: (usize, usize),
    pairs: Arc<Pairs>,
    alike: Vec<(u32, Entry)>,
    mass: (Vec<f32>, Vec<f32>),
    unwanted: Unwanted<'a>,
}

impl<'a> Task<'a> {
    fn new(samples: &'a Samples, prior: &Prior, sizes: (usize, usize), unwanted: Unwanted<'a>) -> Self {
        let pairs = Pairs::new(samples, sizes);
        let alike = likeness(&pairs, prior, sizes);
        Task { samples, sizes, pairs: Arc::new(pairs), alike, mass: prior.mass(sizes), unwanted }
    }

    fn train(&self, without: Option<u32>) -> Trained {
        let Task { samples, sizes, pairs, alike, mass: (prior_source, prior_target), unwanted } = self;
        let (discount, more) = if without.is_some() { LEFT_OUT } else { DISCOUNTED };
        let mut slots: Vec<Slot> = vec![Slot::default(); pairs.targets.len()];
        // Uniform start, lifted where words look alike.
        for slot in &mut slots {
            (slot.forward, slot.backward) = (0.01, 0.01);
        }
        for (at, entry) in alike {
            slots[*at as usize].forward += entry.forward;
            slots[*at as usize].backward += entry.backward;
        }
        let mut totals = (vec![0f32; sizes.0], vec![0f32; sizes.1]);
        let (mut below_source, mut below_target) = (vec![0.0; sizes.0], vec![0.0; sizes.1]);
        for _ in 0..ROUNDS {
            if unwanted() {
                break;
            }
            slots.iter_mut().for_each(|slot| (slot.expected_forward, slot.expected_backward) = (0.0, 0.0));
            expect(samples, pairs, without, &mut slots, *unwanted);
            totals.0.fill(0.0);
            totals.1.fill(0.0);
            for word in 0..sizes.0 {
                for at in pairs.row(word) {
                    totals.0[word] += slots[at].expected_forward;
                    totals.1[pairs.targets[at] as usize] += slots[at].expected_backward;
                }
            }
            let below = |totals: &[f32], prior: &[f32]| -> Vec<f32> {
                totals.iter().zip(prior).map(|(total, prior)| 1.0 / (total + more + PRIOR_COUNT * prior)).collect()
            };
            below_source = below(&totals.0, prior_source);
            below_target = below(&totals.1, prior_target);
            for (word, below) in below_source.iter().enumerate() {
                for at in pairs.row(word) {
                    let slot = &mut slots[at];
                    slot.forward = (slot.expected_forward - discount).max(0.0) * below;
                    slot.backward = (slot.expected_backward - discount).max(0.0) * below_target[pairs.targets[at] as usize];
                }
            }
            for (at, entry) in alike {
                let (source, target) = (pairs.source(*at), pairs.targets[*at as usize] as usize);
                slots[*at as usize].forward += PRIOR_COUNT * entry.forward * below_source[source];
                slots[*at as usize].backward += PRIOR_COUNT * entry.backward * below_target[target];
            }
        }
        Trained { pairs: Arc::clone(pairs), slots, totals, below: (below_source, below_target) }
    }
}

impl Trained {
    /// The probabilities, likeness included.
    pub(super) fn table(&self, prior: &Prior) -> Table {
        let Trained { pairs, slots, below, .. } = self;
        let mut table = Table::default();
        for (word, below_source) in below.0.iter().enumerate() {
            let kept = pairs.row(word).filter(|at| slots[*at].forward > NEGLIGIBLE || slots[*at].backward > NEGLIGIBLE);
            let mut row: Vec<Entry> =
                kept.map(|at| Entry { target: pairs.targets[at], forward: slots[at].forward, backward: slots[at].backward }).collect();
            row.sort_unstable_by_key(|entry| entry.target);
            // Likeness counts for words that were never linked, too.
            let linked = row.len();
            for entry in prior.row(u32::try_from(word).unwrap_or(u32::MAX)) {
                if row[..linked].binary_search_by_key(&entry.target, |known| known.target).is_err() {
                    row.push(Entry {
                        target: entry.target,
                        forward: PRIOR_COUNT * entry.forward * below_source,
                        backward: PRIOR_COUNT * entry.backward * below.1[entry.target as usize],
                    });
                }
            }
            row.sort_unstable_by_key(|entry| entry.target);
            table.push_row(row);
        }
        table
    }

    /// Expected counts of a source word with each word it was linked to: how often it was translated so, and the other way round.
    pub(super) fn counts(&self, word: usize) -> impl Iterator<Item = (Word, f32, f32)> {
        self.pairs.row(word).map(|at| {
            let slot = &self.slots[at];
            (self.pairs.targets[at], slot.expected_forward, slot.expected_backward)
        })
    }
}

/// The pairs that look alike.
fn likeness(pairs: &Pairs, prior: &Prior, sizes: (usize, usize)) -> Vec<(u32, Entry)> {
    let mut found = Vec::new();
    let mut known: Vec<Option<Entry>> = vec![None; sizes.1];
    for (word, number) in (0..sizes.0).zip(0..) {
        let partners = prior.row(number);
        if partners.is_empty() || pairs.row(word).is_empty() {
            continue;
        }
        for entry in partners {
            known[entry.target as usize] = Some(*entry);
        }
        for at in pairs.row(word) {
            if let Some(entry) = known[pairs.targets[at] as usize] {
                found.push((u32::try_from(at).unwrap_or(u32::MAX), entry));
            }
        }
        for entry in partners {
            known[entry.target as usize] = None;
        }
    }
    found
}

/// Expected counts of every pair.
fn expect(samples: &Samples, pairs: &Pairs, without: Option<u32>, slots: &mut [Slot], unwanted: Unwanted<'_>) {
    let mut columns: Vec<f32> = Vec::new();
    let mut offset = 0;
    for (at, ((source, target, weight), of)) in samples.iter().zip(&samples.folds).enumerate() {
        if at % ASKS == 0 && unwanted() {
            return;
        }
        let width = target.len();
        let matrix = &pairs.slots[offset..offset + source.len() * width];
        offset += matrix.len();
        if without.is_some_and(|fold| fold == *of) {
            continue;
        }
        columns.clear();
        columns.resize(width, 0.0);
        for row in matrix.chunks_exact(width) {
            for (sum, slot) in columns.iter_mut().zip(row) {
                *sum += slots[*slot as usize].forward;
            }
        }
        for sum in columns.iter_mut() {
            *sum = if *sum > 0.0 { weight / *sum } else { 0.0 };
        }
        for row in matrix.chunks_exact(width) {
            let sum: f32 = row.iter().map(|slot| slots[*slot as usize].backward).sum();
            let share = if sum > 0.0 { weight / sum } else { 0.0 };
            for (column, slot) in columns.iter().zip(row) {
                let slot = &mut slots[*slot as usize];
                slot.expected_forward += slot.forward * column;
                slot.expected_backward += slot.backward * share;
            }
        }
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
        assert!(trained.totals.0.iter().all(|total| *total > 0.0), "the first round was done");
    }
}
