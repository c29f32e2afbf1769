//! Learns a cost table from pairs of names by expectation maximisation over all their alignments (Ristad and Yianilos 1998;
//! pieces of several letters as in Bisani and Ney 2008).

use rustc_hash::FxHashMap;

use super::{
    costs::{Parts, base_alphabet, target_code},
    letters::Letters,
};

/// Rounds of expectation maximisation.
pub const ROUNDS: usize = 12;
/// Taken off the expected count of a piece of two source letters, and of any other, in each round: rare pieces die out.
const DISCOUNT_DOUBLE: f64 = 0.6;
const DISCOUNT: f64 = 0.05;
/// Operations counted less often at the end are left out of the table.
const KEPT: f64 = 1.0;
/// Longer names teach nothing that shorter ones do not.
const LONGEST: usize = 48;

/// A pair to learn from.
#[derive(Debug, Clone)]
pub struct Lesson {
    source: Vec<u16>,
    target: Vec<u8>,
    weight: f64,
}

/// An operation as one number: two source symbols (`NONE` for none) and the packed target letters.
type Key = u64;
const NONE: u64 = 0xffff;

fn key(source: &[u16], target: &[u8]) -> Key {
    let symbol = |at: usize| source.get(at).map_or(NONE, |s| u64::from(*s));
    symbol(0) << 32 | symbol(1) << 16 | target.iter().fold(0, |packed, code| packed << 5 | u64::from(*code + 1))
}

fn unpacked(key: Key) -> (Vec<u16>, Vec<u8>) {
    let symbols = [key >> 32 & 0xffff, key >> 16 & 0xffff];
    let source = symbols.into_iter().filter(|s| *s != NONE).map(|s| u16::try_from(s).unwrap_or(0)).collect();
    let mut target = Vec::new();
    let mut rest = key & 0x7fff;
    while rest > 0 {
        target.push(u8::try_from(rest & 31).unwrap_or(1) - 1);
        rest >>= 5;
    }
    target.reverse();
    (source, target)
}

/// The share an operation starts with.
fn first_guess(source: &[u16], target: &[u8]) -> f64 {
    let plain = match (source.len(), target.len()) {
        (1, 1) => 1e-2,
        (1, 2) => 1e-3,
        (1, 3) => 5e-5,
        (2, 1) => 2e-4,
        (2, 2) => 5e-5,
        (2, _) => 2e-6,
        _ => 2e-3,
    };
    let (from, to) = (source.contains(&0), target.contains(&0));
    if from == to { plain } else { plain * 0.02 }
}

/// Collects pairs, then learns.
#[derive(Debug, Clone, Default)]
pub struct Learner {
    alphabet: Vec<char>,
    symbols: FxHashMap<char, u16>,
    lessons: Vec<Lesson>,
}

impl Learner {
    /// A learner for an alphabet; letters outside it are romanised.
    #[must_use]
    pub fn new(letters: impl IntoIterator<Item = char>) -> Self {
        let mut alphabet = base_alphabet();
        for letter in letters {
            if !alphabet.contains(&letter) {
                alphabet.push(letter);
            }
        }
        let symbols = alphabet.iter().zip(0u16..).map(|(c, at)| (*c, at)).collect();
        Learner { alphabet, symbols, lessons: Vec::new() }
    }

    /// A learner for the alphabet of a table.
    #[must_use]
    pub fn with_alphabet(alphabet: Vec<char>) -> Self {
        let symbols = alphabet.iter().zip(0u16..).map(|(c, at)| (*c, at)).collect();
        Learner { alphabet, symbols, lessons: Vec::new() }
    }

    /// One more round from a table that is there: its shares count as `steady` steps, those of the lessons come on top. Only
    /// what the table knows can gain.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "logarithms")]
    pub fn round(&self, table: &Parts, steady: f64) -> Parts {
        let shares: FxHashMap<Key, f64> =
            table.operations.iter().map(|(source, target, log)| (key(source, target), f64::from(*log).exp())).collect();
        let mut counts: FxHashMap<Key, f64> = FxHashMap::default();
        let mut lattice = Lattice::default();
        for lesson in &self.lessons {
            lattice.count(lesson, Some(&shares), &mut counts);
        }
        let count = |operation: &(Vec<u16>, Vec<u8>, f32)| counts.get(&key(&operation.0, &operation.1)).copied().unwrap_or(0.0);
        let total: f64 = table.operations.iter().map(count).sum();
        let mut parts = table.clone();
        for (operation, known) in parts.operations.iter_mut().zip(&table.operations) {
            let share = f64::from(known.2).exp();
            operation.2 = ((share * steady + count(known)) / (steady + total)).ln() as f32;
        }
        parts
    }

    /// Adds a pair of names.
    pub fn add(&mut self, source: &Letters, target: &Letters, weight: f64) {
        let mut symbols: Vec<u16> = Vec::with_capacity(source.letters.len());
        for letter in &source.letters {
            match self.symbols.get(letter) {
                Some(symbol) => symbols.push(*symbol),
                None => symbols.extend(
                    any_ascii::any_ascii_char(*letter)
                        .chars()
                        .filter(char::is_ascii_alphabetic)
                        .map(|c| u16::from(target_code(c.to_ascii_lowercase()))),
                ),
            }
        }
        let target: Vec<u8> = target.letters.iter().map(|c| target_code(*c)).collect();
        if symbols.len() > 2 && target.len() > 2 && symbols.len() <= LONGEST && target.len() <= LONGEST {
            self.lessons.push(Lesson { source: symbols, target, weight });
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.lessons.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lessons.is_empty()
    }

    /// The table, from an even start.
    #[must_use]
    pub fn learn(&self) -> Parts {
        let mut shares: FxHashMap<Key, f64> = FxHashMap::default();
        for round in 0..ROUNDS {
            let mut counts: FxHashMap<Key, f64> = FxHashMap::default();
            let mut lattice = Lattice::default();
            for lesson in &self.lessons {
                lattice.count(lesson, (round > 0).then_some(&shares), &mut counts);
            }
            let last = round + 1 == ROUNDS;
            counts.retain(|key, count| {
                let double = key >> 16 & 0xffff != NONE;
                *count -= if double { DISCOUNT_DOUBLE } else { DISCOUNT };
                *count > if last { KEPT } else { 0.0 }
            });
            let mut keys: Vec<Key> = counts.keys().copied().collect();
            keys.sort_unstable();
            let total: f64 = keys.iter().map(|key| counts[key]).sum();
            shares = keys.into_iter().map(|key| (key, counts[&key] / total)).collect();
        }
        self.parts(&shares)
    }

    #[expect(clippy::cast_possible_truncation, reason = "logarithms")]
    fn parts(&self, shares: &FxHashMap<Key, f64>) -> Parts {
        let mut parts = Parts { alphabet: self.alphabet.clone(), ..Parts::default() };
        let mut keys: Vec<&Key> = shares.keys().collect();
        keys.sort_unstable();
        for key in keys {
            let (source, target) = unpacked(*key);
            parts.operations.push((source, target, shares[key].ln() as f32));
        }
        for lesson in &self.lessons {
            parts.source.add(&lesson.source, lesson.weight);
            parts.target.add(&lesson.target.iter().map(|c| u16::from(*c)).collect::<Vec<_>>(), lesson.weight);
        }
        for counts in [&mut parts.source, &mut parts.target] {
            counts.double.retain(|_, count| {
                *count = count.round();
                *count >= 2.0
            });
            counts.single.values_mut().for_each(|count| *count = count.round());
        }
        parts
    }
}

/// Forward and backward sums over the alignments of a pair.
#[derive(Debug, Default)]
struct Lattice {
    forward: Vec<f64>,
    backward: Vec<f64>,
    /// Cell, cell after, key and share of every step that may be taken.
    steps: Vec<(u32, u32, Key, f64)>,
}

impl Lattice {
    fn count(&mut self, lesson: &Lesson, shares: Option<&FxHashMap<Key, f64>>, counts: &mut FxHashMap<Key, f64>) {
        let (n, m) = (lesson.source.len(), lesson.target.len());
        let width = m + 1;
        self.steps.clear();
        for i in 0..=n {
            for j in 0..=m {
                for from in 0..=2usize.min(n - i) {
                    for to in 0..=3usize.min(m - j) {
                        if !matches!((from, to), (0, 1) | (1, _) | (2, 1..=3)) {
                            continue;
                        }
                        let (source, target) = (&lesson.source[i..i + from], &lesson.target[j..j + to]);
                        let key = key(source, target);
                        let share = match shares {
                            Some(shares) => shares.get(&key).copied().unwrap_or(0.0),
                            None => first_guess(source, target),
                        };
                        if share > 0.0 {
                            let cell = |i: usize, j: usize| u32::try_from(i * width + j).unwrap_or(u32::MAX);
                            self.steps.push((cell(i, j), cell(i + from, j + to), key, share));
                        }
                    }
                }
            }
        }
        let cells = (n + 1) * width;
        self.forward.clear();
        self.forward.resize(cells, 0.0);
        self.backward.clear();
        self.backward.resize(cells, 0.0);
        self.forward[0] = 1.0;
        self.backward[cells - 1] = 1.0;
        for (from, to, _, share) in &self.steps {
            self.forward[*to as usize] += self.forward[*from as usize] * share;
        }
        for (from, to, _, share) in self.steps.iter().rev() {
            self.backward[*from as usize] += self.backward[*to as usize] * share;
        }
        let whole = self.forward[cells - 1];
        if whole > 0.0 {
            for (from, to, key, share) in &self.steps {
                let part = self.forward[*from as usize] * share * self.backward[*to as usize] / whole;
                if part > 1e-6 {
                    *counts.entry(*key).or_default() += part * lesson.weight;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::letters::{latin, native};

    #[test]
    fn letters_find_their_sounds() {
        let names = [
            ("Саша", "Sasha"),
            ("Маша", "Masha"),
            ("Миша", "Misha"),
            ("Наташа", "Natasha"),
            ("Шаша", "Shasha"),
            ("Сима", "Sima"),
            ("Тася", "Tasya"),
            ("Таня", "Tanya"),
        ];
        let mut learner = Learner::new("абвгдежзийклмнопрстуфхцчшщъыьэюя".chars());
        for _ in 0..4 {
            for (from, to) in names {
                learner.add(&native(from), &latin(to), 1.0);
            }
        }
        let parts = learner.learn();
        let share = |from: char, to: &str| {
            let symbol = parts.alphabet.iter().position(|c| *c == from).and_then(|at| u16::try_from(at).ok());
            let to: Vec<u8> = to.chars().map(target_code).collect();
            parts
                .operations
                .iter()
                .find(|(s, t, _)| Some(s.as_slice()) == symbol.as_ref().map(std::slice::from_ref) && *t == to)
                .map(|o| o.2)
        };
        assert!(share('ш', "sh").is_some() && share('ш', "t").is_none());
        assert!(share('м', "m") > share('м', "n"));
        assert_eq!(learner.learn(), parts);
    }

    #[test]
    fn keys_unpack() {
        for (source, target) in [(vec![3u16, 4], vec![0u8, 26, 5]), (vec![], vec![7]), (vec![9], vec![])] {
            assert_eq!(unpacked(key(&source, &target)), (source, target));
        }
    }
}
