//! Sentences that occur more than once in a batch, and how each was translated.

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::{
    lang::{fold, is_word_character, words_in},
    model::Segment,
    rules::{Bitext, Pair},
};

/// Letters without which a sentence recurs by chance, and in another sense.
const LETTERS: usize = 20;
/// Beads less sure than this say nothing of how a sentence is translated.
const SURE: f32 = 0.5;
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
    /// Adds the pairs of a document.
    pub fn add(&mut self, bitext: &Bitext<'_>) {
        let path = u32::try_from(self.paths.len()).unwrap_or(u32::MAX);
        self.paths.push(bitext.target.path.to_owned());
        // Room that grows is copied: for a moment there are two.
        self.firsts.reserve(bitext.pairs.len().min(MOST.saturating_sub(self.firsts.len())));
        for pair in bitext.pairs.iter().filter(|pair| is_sure(pair)) {
            let (Some(source), Some(target)) = (sketch(pair.source_text()), sketch(pair.target_text())) else { continue };
            // What stands as in the source was not translated: anchors, commands, names.
            if source.key == target.key {
                continue;
            }
            let line = pair.target[0].at.line;
            if self.sources.len() < MOST {
                self.note(First { source, target, path, line });
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

    /// Where a source sentence was first translated, if it was in other words: path, line, and how much of the words is the same, 0 to 1.
    #[must_use]
    pub fn translated_otherwise(&self, source: &str, target: &str) -> Option<(&str, u32, f64)> {
        self.differs(&self.sources, (source_key, |first| first.target), source, target)
    }

    /// Where a target sentence first stood for another source: path, line, and how much of the source's words is the same, 0 to 1.
    #[must_use]
    pub fn used_otherwise(&self, source: &str, target: &str) -> Option<(&str, u32, f64)> {
        self.differs(&self.targets, (target_key, |first| first.source), target, source)
    }

    fn differs(&self, places: &HashTable<u32>, (key, across): Side, sentence: &str, other: &str) -> Option<(&str, u32, f64)> {
        let own = sketch(sentence)?;
        let first = first(&self.firsts, places, own.key, key)?;
        let path = self.paths.get(first.path as usize)?;
        let (other, known) = (sketch(other)?, across(first));
        (known.key != other.key && own.key != other.key).then(|| (path.as_str(), first.line, known.likeness(other)))
    }
}

/// Whether a pair is one sentence each and likely to be right. Forms of one text for several numbers differ by nature.
pub(super) fn is_sure(pair: &Pair<'_>) -> bool {
    let form = |segment: &Segment| segment.unit.as_ref().is_some_and(|unit| unit.plural.is_some());
    !pair.target.iter().any(form) && pair.source.len() == 1 && pair.target.len() == 1 && pair.bead.confidence >= SURE
}

/// A sentence in sixteen bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sketch {
    /// Hash of its letters and figures.
    key: u64,
    /// One bit a word.
    words: u64,
}

impl Sketch {
    /// Words that both have, as a share of all; a little too high where words share a bit.
    fn likeness(self, other: Sketch) -> f64 {
        let all = (self.words | other.words).count_ones();
        if all == 0 { 1.0 } else { f64::from((self.words & other.words).count_ones()) / f64::from(all) }
    }
}

/// What tells a sentence from others; `None` where it has few letters.
pub(super) fn key(text: &str) -> Option<u64> {
    sketch(text).map(|sketch| sketch.key)
}

/// A sentence by its letters and figures alone; `None` where they are few.
fn sketch(text: &str) -> Option<Sketch> {
    let folded = fold(text);
    let mut whole = FxHasher::default();
    let mut letters = 0;
    for c in folded.chars().filter(|c| is_word_character(*c)) {
        c.hash(&mut whole);
        // A sign of Chinese or Japanese weighs as a syllable.
        letters += if ('\u{3040}'..='\u{9fff}').contains(&c) { 3 } else { 1 };
    }
    let bit = |word: &str| {
        let mut hasher = FxHasher::default();
        word.hash(&mut hasher);
        1u64 << (hasher.finish() >> 58)
    };
    let words = words_in(&folded).map(bit).fold(0, |all, bit| all | bit);
    (letters >= LETTERS).then(|| Sketch { key: whole.finish(), words })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Bead, rules::Side};

    fn repeats(rows: &[(&str, &str)]) -> Repeats {
        let (sources, targets): (Vec<Segment>, Vec<Segment>) =
            rows.iter().zip(0..).map(|((source, target), at)| (Segment::line(at, *source), Segment::line(at, *target))).unzip();
        let beads: Vec<Bead> = (0..)
            .take(rows.len())
            .map(|at| Bead { source: at..at + 1, target: at..at + 1, confidence: 1.0, score: 0.0, moved: false })
            .collect();
        let side = |segments| Side { lang: None, path: "a.txt", segments, aside: &[] };
        let mut repeats = Repeats::default();
        repeats.add(&Bitext::new(side(&sources), side(&targets), &beads));
        repeats
    }

    #[test]
    fn the_first_translation_is_remembered() {
        let known = repeats(&[("The pumps are old and rusty.", "Die Pumpen sind alt und rostig."), ("Yes.", "Ja.")]);
        assert_eq!(known.translated_otherwise("The pumps are old and rusty.", "Die Pumpen sind alt und rostig!"), None);
        let (path, line, likeness) =
            known.translated_otherwise("The pumps are old and rusty.", "Alt sind sie, ganz verrostet.").expect("another");
        assert_eq!((path, line), ("a.txt", 1));
        assert!(likeness < 0.5, "{likeness}");
        assert!(known.used_otherwise("Quite another sentence stood here.", "Die Pumpen sind alt und rostig.").is_some());
        assert_eq!(known.translated_otherwise("Yes.", "Doch."), None, "short sentences recur in other senses");
    }
}
