//! The sentences of a batch, in memory.

use std::borrow::Cow;

use hashbrown::HashTable;

use super::{
    Otherwise,
    sketch::{Comparable, Sketch},
};

/// Sentences kept a direction: further ones are not compared, so that memory has a bound (some 60 MB).
const MOST: usize = 1_000_000;

/// A pair of sentences of which one was met for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
struct First {
    source: Sketch,
    target: Sketch,
    /// Path of the translation, shared by its sentences.
    path: u32,
    /// Line of the translation.
    line: u32,
}

/// The sentences of a batch and their first translations. Filled in the order of the plan, so that any run says the same.
#[derive(Debug, Default)]
pub struct Repeats {
    firsts: Vec<First>,
    /// Places in `firsts`, by the hash of the sentence.
    sources: HashTable<u32>,
    targets: HashTable<u32>,
    paths: Vec<String>,
}

/// The first pair that has a sentence on one side, which `key` gives.
fn first<'f>(firsts: &'f [First], places: &HashTable<u32>, sentence: u64, key: fn(&First) -> u64) -> Option<&'f First> {
    let at = |place: &u32| firsts.get(*place as usize);
    at(places.find(sentence, |place| at(place).is_some_and(|first| key(first) == sentence))?)
}

/// The hash of a pair's own sentence, and the sketch of the other one.
type Side = (fn(&First) -> u64, fn(&First) -> Sketch);

fn source_key(first: &First) -> u64 {
    first.source.key
}

fn target_key(first: &First) -> u64 {
    first.target.key
}

impl Repeats {
    /// Adds the pairs of a document, each with the line of the translation. `path` is that of the translation.
    pub fn add(&mut self, path: &str, pairs: impl Iterator<Item = (Comparable, u32)>) {
        let number = u32::try_from(self.paths.len()).unwrap_or(u32::MAX);
        self.paths.push(path.to_owned());
        // Room that grows is copied: for a moment there are two.
        let most = pairs.size_hint().1.unwrap_or(0);
        self.firsts.reserve(most.min(MOST.saturating_sub(self.firsts.len())));
        for (Comparable { source, target }, line) in pairs {
            if self.sources.len() < MOST {
                self.note(First { source, target, path: number, line });
            }
        }
    }

    /// Notes a pair if one of its sentences is new.
    fn note(&mut self, pair: First) {
        let (place, firsts) = (u32::try_from(self.firsts.len()).unwrap_or(u32::MAX), &mut self.firsts);
        let new = [(&mut self.sources, source_key as fn(&First) -> u64), (&mut self.targets, target_key)].map(|(places, key)| {
            let new = first(firsts, places, key(&pair), key).is_none();
            if new {
                places.insert_unique(key(&pair), place, |at| firsts.get(*at as usize).map_or_else(|| key(&pair), key));
            }
            new
        });
        if new.contains(&true) {
            firsts.push(pair);
        }
    }

    /// Where a source sentence was first translated, if it was in other words.
    #[must_use]
    pub fn translated_otherwise(&self, pair: &Comparable) -> Option<Otherwise<'_>> {
        self.differs(&self.sources, (source_key, |first| first.target), pair.source, pair.target)
    }

    /// Where a target sentence first stood for another source.
    #[must_use]
    pub fn used_otherwise(&self, pair: &Comparable) -> Option<Otherwise<'_>> {
        self.differs(&self.targets, (target_key, |first| first.source), pair.target, pair.source)
    }

    fn differs(&self, places: &HashTable<u32>, (key, across): Side, own: Sketch, other: Sketch) -> Option<Otherwise<'_>> {
        let first = first(&self.firsts, places, own.key, key)?;
        let (path, known) = (self.paths.get(first.path as usize)?, across(first));
        let otherwise = || Otherwise { path: Cow::Borrowed(path), line: first.line, likeness: known.likeness(other) };
        (known.key != other.key).then(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(source: &str, target: &str) -> Comparable {
        Comparable::new(source, target).expect("long enough")
    }

    #[test]
    fn the_first_translation_is_remembered() {
        let mut known = Repeats::default();
        known.add("a.txt", [(pair("The pumps are old and rusty.", "Die Pumpen sind alt und rostig."), 1)].into_iter());
        assert_eq!(known.translated_otherwise(&pair("The pumps are old and rusty.", "Die Pumpen sind alt und rostig!")), None);
        let found = known.translated_otherwise(&pair("The pumps are old and rusty.", "Alt sind sie, ganz verrostet."));
        let Otherwise { path, line, likeness } = found.expect("another");
        assert_eq!((&*path, line), ("a.txt", 1));
        assert!(likeness < 0.5, "{likeness}");
        assert!(known.used_otherwise(&pair("Quite another sentence stood here.", "Die Pumpen sind alt und rostig.")).is_some());
    }

    #[test]
    fn short_sentences_recur_in_other_senses_and_copies_were_not_translated() {
        assert_eq!(Comparable::new("Yes.", "Doch."), None);
        assert_eq!(Comparable::new("systemctl restart the-old-service", "systemctl restart the-old-service."), None);
    }
}
