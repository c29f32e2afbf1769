//! How the evidence about a name is weighed: over a few measured facts, the mean of a logistic model, with the weights of
//! `data/evidence.tsv`, and of boosted trees. The trees see what matters together only; the logistic model holds them where a language has
//! facts that the trees never met.

use std::{fmt::Write as _, sync::OnceLock};

use super::{tables::evidence_trees, trees::Trees};

/// Facts about a Latin word that should have a counterpart.
pub const WORD_FACTS: [&str; 24] = [
    "one",
    "likeness",
    "score a letter",
    "length",
    "initial",
    "ordinary word",
    "ordinary but answered",
    "answered elsewhere",
    "unanswered elsewhere",
    "usual counterpart",
    "another counterpart",
    "company here",
    "company lacking",
    "beside its neighbour",
    "apart from its neighbour",
    "slip seen in batch",
    "slip attested",
    "slip gain",
    "slip gain, unseen",
    "table gain",
    "attested",
    "exonym",
    "alone in batch",
    "run",
];
/// Facts about a word of the other side that may be a name.
pub const UNIT_FACTS: [&str; 15] = [
    "one",
    "likeness",
    "score a letter",
    "length",
    "answered elsewhere",
    "unanswered elsewhere",
    "capital",
    "katakana",
    "sounds foreign",
    "once in batch",
    "company here",
    "company lacking",
    "beside a name",
    "attested",
    "part of the word",
];

pub type WordFacts = [f32; WORD_FACTS.len()];
pub type UnitFacts = [f32; UNIT_FACTS.len()];

/// A model: which items it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// A Latin word that the other side answers, and one that it does not.
    Answered,
    Unanswered,
    /// A word of the other side that the batch knows as a name, and one that it does not.
    Known,
    Unknown,
}

impl Model {
    pub const ALL: [Model; 4] = [Model::Answered, Model::Unanswered, Model::Known, Model::Unknown];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Model::Answered => "answered",
            Model::Unanswered => "unanswered",
            Model::Known => "known",
            Model::Unknown => "unknown",
        }
    }

    #[must_use]
    pub fn facts(self) -> &'static [&'static str] {
        match self {
            Model::Answered | Model::Unanswered => &WORD_FACTS,
            Model::Known | Model::Unknown => &UNIT_FACTS,
        }
    }
}

/// What may be wrong with a pair: a word of one kind, or a word of each side together, one name for another. The weights are added
/// to the log odds.
pub const PAIR_FACTS: [&str; 5] = ["answered", "unanswered", "known", "unknown", "both sides"];
const PAIR: &str = "pair";

/// Log odds where there is nothing to doubt, and the most that one doubt counts.
pub const NOTHING: f32 = -6.0;
const MOST: f32 = 5.0;

/// The weights of all models.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    pub facts: [Vec<f32>; 4],
    /// Empty where the logistic models are to judge by themselves.
    pub trees: [Trees; 4],
    pub pair: [f32; PAIR_FACTS.len()],
}

/// The weights that come with the program.
#[must_use]
pub fn weights() -> &'static Weights {
    static ALL: OnceLock<Weights> = OnceLock::new();
    ALL.get_or_init(|| Weights { trees: Model::ALL.map(evidence_trees), ..Weights::read(include_str!("data/evidence.tsv")) })
}

/// The strongest doubts of a pair, by model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doubts([f32; 4]);

impl Default for Doubts {
    fn default() -> Self {
        Doubts([NOTHING; 4])
    }
}

impl Doubts {
    pub fn add(&mut self, model: Model, alone: f32) {
        let at = model as usize;
        self.0[at] = self.0[at].max(alone);
    }

    /// The strongest doubt of a model.
    #[must_use]
    pub fn of(&self, model: Model) -> f32 {
        self.0[model as usize]
    }

    /// The log odds of each thing that may be wrong with the pair.
    #[must_use]
    pub fn faults(&self) -> [f32; PAIR_FACTS.len()] {
        let [answered, unanswered, known, unknown] = self.0.map(|doubt| doubt.clamp(NOTHING, MOST));
        [answered, unanswered, known, unknown, unanswered + known.max(unknown)]
    }
}

/// The logarithm of the sum of odds.
#[must_use]
pub fn together(log_odds: &[f32]) -> f32 {
    let most = log_odds.iter().copied().fold(f32::MIN, f32::max);
    most + log_odds.iter().map(|l| (l - most).exp()).sum::<f32>().ln()
}

impl Weights {
    /// Reads `data/evidence.tsv`; what is not there weighs nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let value = |model: &str, fact: &str| -> f32 {
            let line = text.lines().find_map(|line| line.strip_prefix(model)?.strip_prefix('\t')?.strip_prefix(fact)?.strip_prefix('\t'));
            line.and_then(|weight| weight.parse().ok()).unwrap_or(0.0)
        };
        Weights {
            facts: Model::ALL.map(|model| model.facts().iter().map(|fact| value(model.name(), fact)).collect()),
            pair: PAIR_FACTS.map(|fact| value(PAIR, fact)),
            ..Weights::default()
        }
    }

    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::from("model\tfact\tweight\n");
        for (model, weights) in Model::ALL.iter().zip(&self.facts) {
            for (fact, weight) in model.facts().iter().zip(weights) {
                let _ = writeln!(out, "{}\t{fact}\t{weight:.4}", model.name());
            }
        }
        for (fact, weight) in PAIR_FACTS.iter().zip(self.pair) {
            let _ = writeln!(out, "{PAIR}\t{fact}\t{weight:.4}");
        }
        out
    }

    /// Log odds that something is wrong, by the item alone.
    #[must_use]
    pub fn alone(&self, model: Model, facts: &[f32]) -> f32 {
        let linear: f32 = self.facts[model as usize].iter().zip(facts).map(|(weight, fact)| weight * fact).sum();
        let trees = &self.trees[model as usize];
        if trees.roots.is_empty() { linear } else { f32::midpoint(linear, trees.log_odds(facts)) }
    }

    /// Log odds that something is wrong with an item, by itself or together with the other side of the pair.
    #[must_use]
    pub fn joined(&self, model: Model, alone: f32, pair: &Doubts) -> f32 {
        let own = alone + self.pair[model as usize];
        let across = match model {
            Model::Answered => return own,
            Model::Unanswered => pair.of(Model::Known).max(pair.of(Model::Unknown)),
            Model::Known | Model::Unknown => pair.of(Model::Unanswered),
        };
        together(&[own, alone.clamp(NOTHING, MOST) + across.clamp(NOTHING, MOST) + self.pair[4]])
    }
}

/// The log odds of a probability, within reason.
#[must_use]
pub fn log_odds(probability: f32) -> f32 {
    let p = probability.clamp(0.002, 0.998);
    (p / (1.0 - p)).ln()
}

/// The probability of log odds.
#[must_use]
pub fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_has_its_weights() {
        let text = include_str!("data/evidence.tsv");
        for model in Model::ALL {
            for fact in model.facts() {
                assert!(text.lines().any(|line| line.starts_with(&format!("{}\t{fact}\t", model.name()))), "{} {fact}", model.name());
            }
        }
        assert_eq!(Weights::read(text).write(), text);
        assert!(weights().trees.iter().all(|trees| !trees.roots.is_empty()));
        assert!((probability(log_odds(0.3)) - 0.3).abs() < 1e-4);
    }
}
