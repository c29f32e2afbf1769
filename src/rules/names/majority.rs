//! What most names of a batch have in common, for the switches that a house leaves open.

use std::hash::Hash;

use rustc_hash::FxHashMap;

/// Names that must speak before there is a majority, and the share of them that must agree, in hundredths.
const ENOUGH: usize = 5;
const CLEAR: usize = 80;
/// The same before a departure is more than information.
const SETTLED: (usize, usize) = (20, 90);

/// Votes for the ways to write something.
#[derive(Debug, Clone)]
pub(super) struct Votes<T>(FxHashMap<T, usize>);

impl<T> Default for Votes<T> {
    fn default() -> Self {
        Votes(FxHashMap::default())
    }
}

impl<T: Copy + Eq + Hash> Votes<T> {
    pub fn add(&mut self, way: T) {
        *self.0.entry(way).or_default() += 1;
    }

    /// The way that so many have, and nearly all, that leaving it is more than chance.
    pub fn settled(&self) -> bool {
        let all: usize = self.0.values().sum();
        let most = self.0.values().max().copied().unwrap_or(0);
        all >= SETTLED.0 && most * 100 >= all * SETTLED.1
    }

    /// The way that a clear majority has.
    pub fn clear(&self) -> Option<T> {
        let all: usize = self.0.values().sum();
        // A clear majority is one way only, so the order of the map does not matter.
        let (way, votes) = self.0.iter().max_by_key(|(_, votes)| **votes)?;
        (all >= ENOUGH && votes * 100 >= all * CLEAR).then_some(*way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_majority_is_clear_or_there_is_none() {
        let mut votes = Votes::default();
        for way in [1, 1, 1, 1] {
            votes.add(way);
        }
        assert_eq!(votes.clear(), None, "too few");
        votes.add(2);
        assert_eq!(votes.clear(), Some(1));
        assert!(!votes.settled());
        votes.add(2);
        assert_eq!(votes.clear(), None, "too mixed");
    }
}
