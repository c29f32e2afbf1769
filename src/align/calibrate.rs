//! From posteriors to probabilities that mean what they say.

use super::{lattice::Step, moved::Crossed};
use crate::model::Bead;

/// Slope and offset of the logit, fitted on the development sets: the posterior alone is too sure of itself on hard text.
const SLOPE: f32 = 0.75;
const OFFSET: f32 = -0.1;

/// The beads of a document, in the order of the target, with calibrated confidence.
pub(super) fn beads(crossed: &Crossed) -> Vec<Bead> {
    let mut moved = crossed.moved.iter().peekable();
    let mut out = Vec::with_capacity(crossed.path.steps.len() + crossed.moved.len());
    for step in &crossed.path.steps {
        while let Some(step) = moved.next_if(|moved| moved.target.start < step.target.end.max(step.target.start + 1)) {
            out.push(bead(step, true));
        }
        out.push(bead(step, false));
    }
    out.extend(moved.map(|step| bead(step, true)));
    out
}

fn bead(step: &Step, moved: bool) -> Bead {
    Bead {
        source: narrow(&step.source),
        target: narrow(&step.target),
        confidence: calibrated(step.posterior),
        score: if step.length > 0.0 { step.score / step.length } else { 0.0 },
        moved,
    }
}

fn calibrated(posterior: f32) -> f32 {
    let p = posterior.clamp(1e-5, 1.0 - 1e-5);
    1.0 / (1.0 + (-(SLOPE * (p / (1.0 - p)).ln() + OFFSET)).exp())
}

fn narrow(range: &std::ops::Range<usize>) -> std::ops::Range<u32> {
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    small(range.start)..small(range.end)
}
