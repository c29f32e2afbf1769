//! IBM Model 1 (Brown et al. 1993), trained on weighted beads with an absolute discount, so that rare words do not explain
//! each other by chance.

use rustc_hash::FxHashMap;

use super::Word;

/// Rounds of expectation–maximisation: more sharpen little and overfit small batches.
const ROUNDS: usize = 4;
/// Taken off every expected count, and added to every denominator.
const DISCOUNT: f32 = 0.3;
const DENOMINATOR: f32 = 0.7;
/// Pseudo-counts that words alike on the surface start with.
const PRIOR_COUNT: f32 = 1.0;
/// Words of a bead beyond this many are left out of training: the cost of a bead is their product.
const LONGEST: usize = 80;
/// Entries below this probability are dropped from the table.
const NEGLIGIBLE: f32 = 0.002;

/// Linked text to learn from.
#[derive(Debug, Clone)]
pub struct Sample {
    pub source: Vec<Word>,
    pub target: Vec<Word>,
    /// How sure the link is, 0 to 1.
    pub weight: f32,
}

impl Sample {
    #[must_use]
    pub fn flip(&self) -> Sample {
        Sample { source: self.target.clone(), target: self.source.clone(), weight: self.weight }
    }
}

/// For each word of one language its translations with probabilities, by number.
#[derive(Debug, Clone, Default)]
pub struct Table {
    rows: Vec<Vec<(Word, f32)>>,
}

impl Table {
    #[must_use]
    pub fn from_prior(prior: &[Vec<(Word, f32)>]) -> Self {
        Table { rows: prior.to_vec() }
    }

    /// Translations of a word.
    #[must_use]
    pub fn row(&self, word: Word) -> &[(Word, f32)] {
        self.rows.get(word as usize).map_or(&[], Vec::as_slice)
    }

    #[must_use]
    pub fn probability(&self, from: Word, to: Word) -> f32 {
        let row = self.row(from);
        row.binary_search_by_key(&to, |(word, _)| *word).map_or(0.0, |at| row[at].1)
    }

    /// Learns `p(target | source)` for `size` source words.
    #[must_use]
    pub fn learn(samples: &[Sample], prior: &[Vec<(Word, f32)>], size: usize) -> Self {
        // Every (source, target) pair that occurs together gets a slot; rounds then only walk over slots.
        let mut slots: FxHashMap<(Word, Word), u32> = FxHashMap::default();
        let mut pairs: Vec<(Word, Word)> = Vec::new();
        let mut walks: Vec<(Vec<u32>, usize, f32)> = Vec::with_capacity(samples.len());
        for sample in samples {
            let source = &sample.source[..sample.source.len().min(LONGEST)];
            let target = &sample.target[..sample.target.len().min(LONGEST)];
            let mut walk = Vec::with_capacity(source.len() * target.len());
            for &t in target {
                for &s in source {
                    let slot = *slots.entry((s, t)).or_insert_with(|| {
                        pairs.push((s, t));
                        u32::try_from(pairs.len() - 1).unwrap_or(u32::MAX)
                    });
                    walk.push(slot);
                }
            }
            walks.push((walk, source.len(), sample.weight));
        }
        drop(slots);
        let surface: Vec<f32> = pairs.iter().map(|(s, t)| lookup(prior, *s, *t)).collect();
        // Uniform start, lifted where words look alike.
        let mut probability: Vec<f32> = surface.iter().map(|weight| 0.01 + weight).collect();
        let mut expected = vec![0f32; pairs.len()];
        let mut totals = vec![0f32; size];
        for _ in 0..ROUNDS {
            expected.fill(0.0);
            totals.fill(0.0);
            for (walk, width, weight) in &walks {
                if *width == 0 {
                    continue;
                }
                for column in walk.chunks_exact(*width) {
                    let sum: f32 = column.iter().map(|slot| probability[*slot as usize]).sum();
                    if sum > 0.0 {
                        for slot in column {
                            expected[*slot as usize] += weight * probability[*slot as usize] / sum;
                        }
                    }
                }
            }
            for ((s, _), count) in pairs.iter().zip(&expected) {
                totals[*s as usize] += count;
            }
            for (at, (s, _)) in pairs.iter().enumerate() {
                let pseudo = PRIOR_COUNT * surface[at];
                let denominator = totals[*s as usize] + DENOMINATOR + PRIOR_COUNT * prior_mass(prior, *s);
                probability[at] = ((expected[at] - DISCOUNT).max(0.0) + pseudo) / denominator;
            }
        }
        let mut rows: Vec<Vec<(Word, f32)>> = vec![Vec::new(); size];
        for ((s, t), p) in pairs.iter().zip(&probability) {
            if *p > NEGLIGIBLE {
                rows[*s as usize].push((*t, *p));
            }
        }
        // Likeness counts for words that were never linked, too.
        for (s, row) in rows.iter_mut().enumerate() {
            let denominator = totals[s] + DENOMINATOR + PRIOR_COUNT * prior.get(s).map_or(0.0, |p| p.iter().map(|(_, w)| w).sum());
            row.sort_by_key(|(t, _)| *t);
            for (t, weight) in prior.get(s).map_or(&[][..], Vec::as_slice) {
                if let Err(at) = row.binary_search_by_key(t, |(word, _)| *word) {
                    row.insert(at, (*t, PRIOR_COUNT * weight / denominator));
                }
            }
        }
        Table { rows }
    }
}

fn lookup(prior: &[Vec<(Word, f32)>], s: Word, t: Word) -> f32 {
    prior.get(s as usize).map_or(0.0, |row| row.iter().find(|(word, _)| *word == t).map_or(0.0, |(_, weight)| *weight))
}

fn prior_mass(prior: &[Vec<(Word, f32)>], s: Word) -> f32 {
    prior.get(s as usize).map_or(0.0, |row| row.iter().map(|(_, weight)| weight).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_which_word_answers_which() {
        // 0 → 10 and 1 → 11 always, 2 → 12 once in company of each.
        let sample = |s: &[Word], t: &[Word]| Sample { source: s.to_vec(), target: t.to_vec(), weight: 1.0 };
        let samples = vec![sample(&[0, 1], &[11, 10]), sample(&[0, 2], &[12, 10]), sample(&[1, 2], &[11, 12]), sample(&[0], &[10])];
        let table = Table::learn(&samples, &[], 3);
        for (s, t) in [(0, 10), (1, 11), (2, 12)] {
            let best = table.row(s).iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(t, _)| *t);
            assert_eq!(best, Some(t), "{s}: {:?}", table.row(s));
        }
    }
}
