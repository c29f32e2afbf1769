//! Exit 0 or 1, and why.

use super::score::{Score, score};
use crate::{
    config::Gate,
    model::{PairOutcome, Severity},
};

/// Counts over the whole run, fed with one outcome at a time.
#[derive(Debug, Clone)]
pub struct Tally {
    gate: Gate,
    counts: [u32; 4],
    at_gate: u32,
    suppressed: u32,
    low_scores: Vec<(String, u8)>,
}

/// What the run amounts to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    pub failed: bool,
    /// Why it failed, one sentence each.
    pub reasons: Vec<String>,
    pub critical: u32,
    pub major: u32,
    pub minor: u32,
    pub info: u32,
    pub suppressed: u32,
}

impl Tally {
    #[must_use]
    pub fn new(gate: &Gate) -> Self {
        Tally { gate: gate.clone(), counts: [0; 4], at_gate: 0, suppressed: 0, low_scores: Vec::new() }
    }

    /// Counts one document pair.
    pub fn add(&mut self, outcome: &PairOutcome) {
        for reported in &outcome.findings {
            if reported.suppressed.is_some() {
                self.suppressed += 1;
                continue;
            }
            let finding = &reported.finding;
            self.counts[finding.severity as usize] += 1;
            if self.gate.fail_on.is_some_and(|least| finding.severity >= least) && finding.confidence >= self.gate.min_confidence {
                self.at_gate += 1;
            }
        }
        let Score { value, .. } = score(outcome.findings.iter(), u64::from(outcome.source.words));
        if let (Some(value), Some(least)) = (value, self.gate.min_score)
            && value < least
        {
            self.low_scores.push((outcome.target.path.clone(), value));
        }
    }

    /// The verdict so far.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let count = |severity: Severity| self.counts[severity as usize];
        let mut reasons = Vec::new();
        if self.at_gate > 0
            && let Some(least) = self.gate.fail_on
        {
            let plural = if self.at_gate == 1 { "finding" } else { "findings" };
            reasons.push(format!("{} {plural} at or above \"{least}\"", self.at_gate));
        }
        let limits =
            [(Severity::Critical, self.gate.max_critical), (Severity::Major, self.gate.max_major), (Severity::Minor, self.gate.max_minor)];
        for (severity, most) in limits {
            if let Some(most) = most
                && count(severity) > most
            {
                reasons.push(format!("{} {severity} findings, at most {most} allowed", count(severity)));
            }
        }
        for (path, value) in &self.low_scores {
            let least = self.gate.min_score.unwrap_or(0);
            reasons.push(format!("{path}: score {value}, at least {least} wanted"));
        }
        Verdict {
            failed: !reasons.is_empty(),
            reasons,
            critical: count(Severity::Critical),
            major: count(Severity::Major),
            minor: count(Severity::Minor),
            info: count(Severity::Info),
            suppressed: self.suppressed,
        }
    }
}
