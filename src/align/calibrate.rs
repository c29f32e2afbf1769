//! From posteriors to probabilities that mean what they say: a logistic function of a few facts about a bead, its neighbours and
//! its document. The weights are data, fitted on labelled alignments by `benches/calibrate_align.py`.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::{lattice::Step, moved::Crossed};
use crate::model::{Bead, facts, packed_facts};

/// What the probability of a bead depends on.
pub const FEATURES: [&str; 11] = [
    "posterior",
    "neighbours",
    "score",
    "document-posterior",
    "document-score",
    "document-nulls",
    "null",
    "many",
    "moved",
    "posterior-by-document",
    "document-size",
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Calibration {
    offset: f32,
    weights: BTreeMap<String, f32>,
}

/// Offset, and a weight a feature.
static WEIGHTS: LazyLock<(f32, [f32; FEATURES.len()])> = LazyLock::new(|| {
    let fitted: Calibration = facts(packed_facts!("alignment")).unwrap_or_else(|_| Calibration { offset: 0.0, weights: BTreeMap::new() });
    (fitted.offset, FEATURES.map(|name| fitted.weights.get(name).copied().unwrap_or(0.0)))
});

/// A bead with what its confidence was worked out from.
#[derive(Debug, Clone)]
pub struct Explained {
    pub bead: Bead,
    pub features: [f32; FEATURES.len()],
}

/// The beads of a document, in the order of the target, with calibrated confidence.
pub(super) fn beads(crossed: &Crossed) -> Vec<Explained> {
    let mut order: Vec<(&Step, bool)> = Vec::with_capacity(crossed.path.steps.len() + crossed.moved.len());
    let mut moved = crossed.moved.iter().peekable();
    for step in &crossed.path.steps {
        while let Some(step) = moved.next_if(|moved| moved.target.start < step.target.end.max(step.target.start + 1)) {
            order.push((step, true));
        }
        order.push((step, false));
    }
    order.extend(moved.map(|step| (step, true)));
    let document = Document::new(&order);
    (0..order.len()).map(|at| explained(&order, at, &document)).collect()
}

/// What the beads of a document say together.
struct Document {
    posterior: f32,
    score: f32,
    nulls: f32,
    size: f32,
}

impl Document {
    fn new(order: &[(&Step, bool)]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "beads of a document")]
        let count = order.len().max(1) as f32;
        let sum = |value: fn(&Step) -> f32| order.iter().map(|(step, _)| value(step)).sum::<f32>();
        let nulls = sum(|step| f32::from(u8::from(is_null(step))));
        Document {
            posterior: logit(sum(|step| step.posterior) / count),
            score: (sum(|step| step.score.clamp(-4.0, 12.0)) / (count - nulls).max(1.0)).clamp(-4.0, 12.0),
            nulls: nulls / count,
            size: count.ln(),
        }
    }
}

fn is_null(step: &Step) -> bool {
    step.source.is_empty() || step.target.is_empty()
}

fn explained(order: &[(&Step, bool)], at: usize, document: &Document) -> Explained {
    let (step, moved) = order[at];
    let flag = |is: bool| f32::from(u8::from(is));
    let near = [at.checked_sub(1), Some(at + 1)];
    let neighbours = near.into_iter().flatten().filter_map(|at| order.get(at)).map(|(step, _)| logit(step.posterior));
    let many = step.source.len() + step.target.len() > 2;
    let posterior = logit(step.posterior);
    let features = [
        posterior,
        neighbours.fold(f32::INFINITY, f32::min).min(7.0),
        if is_null(step) { 0.0 } else { step.score.clamp(-4.0, 12.0) },
        document.posterior,
        document.score,
        document.nulls,
        flag(is_null(step)),
        flag(many),
        flag(moved),
        posterior * document.score,
        document.size,
    ];
    let (offset, weights) = &*WEIGHTS;
    let sum = offset + features.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f32>();
    let bead = Bead {
        source: narrow(&step.source),
        target: narrow(&step.target),
        confidence: 1.0 / (1.0 + (-sum).exp()),
        score: if step.length > 0.0 { step.score / step.length } else { 0.0 },
        moved,
    };
    Explained { bead, features }
}

fn logit(posterior: f32) -> f32 {
    let p = posterior.clamp(1e-3, 1.0 - 1e-3);
    (p / (1.0 - p)).ln()
}

fn narrow(range: &std::ops::Range<usize>) -> std::ops::Range<u32> {
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    small(range.start)..small(range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_a_weight() {
        let fitted: Calibration = facts(packed_facts!("alignment")).unwrap_or_else(|e| panic!("{e}"));
        let names: Vec<&str> = fitted.weights.keys().map(String::as_str).collect();
        let mut wanted = FEATURES.to_vec();
        wanted.sort_unstable();
        assert_eq!(names, wanted);
        assert!(
            fitted.weights["posterior"] + 5.0 * fitted.weights["posterior-by-document"] > 0.0,
            "the surer the path, the surer the bead"
        );
    }
}
