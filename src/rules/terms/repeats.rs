//! Sentences that occur more than once in a batch, and how each was translated.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

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

/// Where a sentence was first met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    /// The other side.
    other: Sketch,
    /// Path of the translation, shared by its sentences.
    path: u32,
    /// Line of the translation.
    line: u32,
}

/// The sentences of a batch and their first translations. Filled in the order of the plan, so that any run says the same.
#[derive(Debug, Default)]
pub struct Repeats {
    sources: FxHashMap<u64, First>,
    targets: FxHashMap<u64, First>,
    paths: Vec<String>,
}

impl Repeats {
    /// Adds the pairs of a document.
    pub fn add(&mut self, bitext: &Bitext<'_>) {
        let path = u32::try_from(self.paths.len()).unwrap_or(u32::MAX);
        self.paths.push(bitext.target.path.to_owned());
        for pair in bitext.pairs.iter().filter(|pair| is_sure(pair)) {
            let (Some(source), Some(target)) = (sketch(pair.source_text()), sketch(pair.target_text())) else { continue };
            // What stands as in the source was not translated: anchors, commands, names.
            if source.key == target.key {
                continue;
            }
            let line = pair.target[0].at.line;
            if self.sources.len() < MOST {
                self.sources.entry(source.key).or_insert(First { other: target, path, line });
                self.targets.entry(target.key).or_insert(First { other: source, path, line });
            }
        }
    }

    /// Where a source sentence was first translated, if it was in other words: path, line, and how much of the words is the same, 0 to 1.
    #[must_use]
    pub fn translated_otherwise(&self, source: &str, target: &str) -> Option<(&str, u32, f64)> {
        self.differs(&self.sources, source, target)
    }

    /// Where a target sentence first stood for another source: path, line, and how much of the source's words is the same, 0 to 1.
    #[must_use]
    pub fn used_otherwise(&self, source: &str, target: &str) -> Option<(&str, u32, f64)> {
        self.differs(&self.targets, target, source)
    }

    fn differs(&self, known: &FxHashMap<u64, First>, sentence: &str, other: &str) -> Option<(&str, u32, f64)> {
        let own = sketch(sentence)?;
        let first = known.get(&own.key)?;
        let path = self.paths.get(first.path as usize)?;
        let other = sketch(other)?;
        (first.other.key != other.key && own.key != other.key).then(|| (path.as_str(), first.line, first.other.likeness(other)))
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
