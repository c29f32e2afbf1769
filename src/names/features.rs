//! What is measured of a pair of names before the trees weigh it.

use strsim::{jaro_winkler, normalized_levenshtein};

use super::{
    costs::Costs,
    lattice::{Room, Source, Step, Target, Whole},
    letters::Letters,
};
use crate::text::romanize::skeleton;

/// How many features there are.
pub const FEATURES: usize = 31;

pub type Features = [f32; FEATURES];

/// Source words that are tried in another order: family names first in one language and last in another.
const REORDERED: std::ops::RangeInclusive<usize> = 2..=4;
/// What another order of words must gain to be believed.
const ORDER_GAIN: f32 = 4.0;

/// What one alignment says.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Facts {
    /// Sum of the weights, its mean a letter, and its share of what a perfect spelling could have.
    pub total: f32,
    pub mean: f32,
    pub share: f32,
    /// Lowest mean of a target word, lowest sum of a source word per letter.
    pub worst_word: f32,
    pub worst_source_word: f32,
    /// Lowest sum over three neighbouring target letters, and lowest letter.
    pub worst_three: f32,
    pub worst: f32,
    /// Weights below zero, summed, and steps that the table does not know.
    pub lost: f32,
    pub unknown: f32,
    pub reordered: f32,
}

/// The buffers of a comparison.
#[derive(Debug, Default)]
pub struct Bench {
    pub room: Room,
    letters: Vec<f32>,
}

impl Clone for Bench {
    /// Room that nobody has used yet.
    fn clone(&self) -> Self {
        Bench::default()
    }
}

impl Bench {
    /// Aligns two names whole, in the best order of the source's words.
    #[must_use]
    pub fn whole(&mut self, source: &Source, target: &Target, costs: &Costs) -> Facts {
        let straight = self.one_order(source, target, costs);
        let words = source.edges.iter().filter(|edge| **edge).count().saturating_sub(1);
        if straight.mean > 1.2 || !REORDERED.contains(&words) {
            return straight;
        }
        let mut best = straight;
        for symbols in rotations(&source.symbols) {
            let turned = source.reordered(symbols, costs);
            // The weight alone tells most orders off.
            let total = self.room.weigh(&turned, target, costs, &Whole(turned.symbols.len()));
            if total > best.total && total >= straight.total + ORDER_GAIN {
                best = Facts { reordered: 1.0, ..self.one_order(&turned, target, costs) };
            }
        }
        best
    }

    fn one_order(&mut self, source: &Source, target: &Target, costs: &Costs) -> Facts {
        let (total, _) = self.room.align(source, target, costs, &Whole(source.symbols.len()));
        self.facts(total, source, target, costs)
    }

    /// What the path of the last alignment says.
    #[expect(clippy::cast_precision_loss, reason = "lengths of names")]
    pub fn facts(&mut self, total: f32, source: &Source, target: &Target, costs: &Costs) -> Facts {
        let path = &self.room.path;
        let mut facts = Facts { total, ..Facts::default() };
        self.letters.clear();
        self.letters.resize(target.codes.len(), 0.0);
        let mut worst_source: f32 = f32::INFINITY;
        let (mut word, mut long) = (0.0, 0usize);
        let mut bound = 0.0;
        for Step { source: at, target: to, source_length, target_length, weight, known } in path {
            if *target_length == 0 {
                let near = (*to as usize).min(target.codes.len().saturating_sub(1));
                self.letters[near] += weight;
            } else {
                let each = weight / f32::from(*target_length);
                for slot in &mut self.letters[*to as usize..*to as usize + *target_length as usize] {
                    *slot += each;
                }
            }
            if *weight < 0.0 {
                facts.lost += weight;
            }
            facts.unknown += f32::from(u8::from(!known));
            word += weight;
            for symbol in &source.symbols[*at as usize..*at as usize + *source_length as usize] {
                if *symbol == 0 {
                    if long >= 2 {
                        worst_source = worst_source.min(word / long as f32);
                    }
                    (word, long) = (0.0, 0);
                } else {
                    long += 1;
                    bound += costs.best(*symbol);
                }
            }
        }
        if long >= 2 {
            worst_source = worst_source.min(word / long as f32);
        }
        let (n, m) = (count(&source.edges), target.codes.iter().filter(|c| **c != 0).count());
        facts.mean = 2.0 * total / (n + m).max(1) as f32;
        facts.share = total / bound.max(1.0);
        facts.worst = self.letters.iter().copied().fold(f32::INFINITY, f32::min);
        facts.worst_three = self.letters.windows(3).map(|w| w.iter().sum()).fold(f32::INFINITY, f32::min);
        facts.worst_word = words(&target.codes)
            .filter(|range| range.len() >= 3)
            .map(|range| {
                let length = range.len() as f32;
                self.letters[range].iter().sum::<f32>() / length
            })
            .fold(f32::INFINITY, f32::min)
            .min(facts.mean + 2.0);
        facts.worst_source_word = worst_source.min(facts.mean + 2.0);
        facts.worst_three = facts.worst_three.min(20.0);
        facts.worst = facts.worst.min(9.0);
        facts
    }
}

fn count(edges: &[bool]) -> usize {
    edges.iter().filter(|edge| !**edge).count()
}

/// Runs of letters between edges.
fn words(codes: &[u8]) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while codes.get(at) == Some(&0) {
            at += 1;
        }
        let start = at;
        while codes.get(at).is_some_and(|c| *c != 0) {
            at += 1;
        }
        (at > start).then_some(start..at)
    })
}

/// The words with the first moved to the end, and with the last moved to the start.
fn rotations(symbols: &[u16]) -> Vec<Vec<u16>> {
    let words: Vec<&[u16]> = symbols.split(|s| *s == 0).filter(|word| !word.is_empty()).collect();
    let join = |order: Vec<&[u16]>| {
        let mut out = vec![0];
        for word in order {
            out.extend_from_slice(word);
            out.push(0);
        }
        out
    };
    let (mut first, mut last) = (words.clone(), words);
    first.rotate_left(1);
    last.rotate_right(1);
    if first == last { vec![join(first)] } else { vec![join(first), join(last)] }
}

/// All features of a pair: the table's facts, those of the second table, and what plain comparison says.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "likenesses and lengths of names")]
pub fn features(own: &Facts, second: &Facts, generic: bool, source: &Letters, plain: &Letters, target: &Letters) -> Features {
    let text = |letters: &Letters| -> String { letters.letters.iter().collect::<String>().trim().to_owned() };
    let (one, other) = (text(plain), text(target));
    let (bones, other_bones) = (skeleton(&one), skeleton(&other));
    let (n, m, p) = (source.count() as f32, target.count() as f32, plain.count() as f32);
    let spaces = |text: &str| text.matches(' ').count() as f32 + 1.0;
    [
        own.total,
        own.mean,
        own.share,
        own.worst_word,
        own.worst_source_word,
        own.worst_three,
        own.worst,
        own.lost,
        own.unknown,
        own.reordered,
        second.total,
        second.mean,
        second.share,
        second.worst_word,
        second.worst_source_word,
        second.worst_three,
        second.worst,
        second.lost,
        second.unknown,
        jaro_winkler(&one, &other) as f32,
        normalized_levenshtein(&one, &other) as f32,
        jaro_winkler(&bones, &other_bones) as f32,
        normalized_levenshtein(&bones, &other_bones) as f32,
        (bones.len() as f32) - (other_bones.len() as f32),
        n,
        m,
        m / n.max(1.0),
        m / p.max(1.0),
        spaces(&one) - spaces(&other),
        spaces(&other),
        f32::from(u8::from(generic)),
    ]
}
