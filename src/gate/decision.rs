//! Exit 0 or 1, and why.

use std::collections::BTreeSet;

use super::{
    known::Known,
    score::{Score, score},
};
use crate::{
    config::Gate,
    model::{PairOutcome, Reported, Severity, Standing},
};

/// Counts over the whole run, fed with one outcome at a time.
#[derive(Debug, Clone)]
pub struct Tally {
    gate: Gate,
    counts: [u32; 4],
    at_gate: u32,
    new: u32,
    open: u32,
    suppressed: u32,
    baselined: u32,
    low_scores: Vec<(String, Option<u8>)>,
    seen: BTreeSet<String>,
    files: BTreeSet<String>,
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
    /// Marked `fix` by a reviewer and still there; they are among the counts above.
    pub open: u32,
    pub suppressed: u32,
    pub baselined: u32,
    /// Findings at or above the gate.
    pub at_gate: u32,
}

impl Tally {
    #[must_use]
    pub fn new(gate: &Gate) -> Self {
        Tally {
            gate: gate.clone(),
            counts: [0; 4],
            at_gate: 0,
            new: 0,
            open: 0,
            suppressed: 0,
            baselined: 0,
            low_scores: Vec::new(),
            seen: BTreeSet::new(),
            files: BTreeSet::new(),
        }
    }

    /// Counts one document pair.
    pub fn add(&mut self, outcome: &PairOutcome) {
        let mut fatal = false;
        for Reported { finding, standing, .. } in &outcome.findings {
            fatal |= self.finding(finding.severity, finding.confidence, standing);
        }
        let Score { value, .. } = score(outcome, &self.gate);
        self.document(&outcome.target.path, value, fatal);
    }

    /// Counts one finding; whether no score outweighs it.
    pub fn finding(&mut self, severity: Severity, confidence: u8, standing: &Standing) -> bool {
        match standing {
            Standing::Suppressed(_) => self.suppressed += 1,
            Standing::Baselined => self.baselined += 1,
            Standing::Open => self.open += 1,
            Standing::New => self.new += u32::from(severity > Severity::Info),
        }
        if !standing.counts() {
            return false;
        }
        self.counts[severity as usize] += 1;
        let sure = confidence >= self.gate.min_confidence;
        self.at_gate += u32::from(sure && self.gate.fail_on.is_some_and(|least| severity >= least));
        sure && severity == Severity::Critical
    }

    /// Notes the score of a document, of which the findings were counted.
    pub fn document(&mut self, path: &str, value: Option<u8>, fatal: bool) {
        if let (Some(value), Some(least)) = (value, self.gate.min_score) {
            // A good score does not outweigh a critical fault.
            if value < least {
                self.low_scores.push((path.to_owned(), Some(value)));
            } else if fatal {
                self.low_scores.push((path.to_owned(), None));
            }
        }
    }

    /// Remembers which known entries a document pair still has.
    pub fn remember(&mut self, outcome: &PairOutcome, known: &Known) {
        self.files.insert(outcome.target.path.clone());
        self.seen.extend(outcome.findings.iter().filter(|f| known.speaks_of(&f.id)).map(|f| f.id.clone()));
    }

    /// Fingerprints of known entries that were found again, and the files that were checked.
    #[must_use]
    pub fn remembered(self) -> (BTreeSet<String>, BTreeSet<String>) {
        (self.seen, self.files)
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
        if let Some(most) = self.gate.max_new
            && self.new > most
        {
            reasons.push(format!("{} new findings, at most {most} allowed", self.new));
        }
        for (path, value) in &self.low_scores {
            let least = self.gate.min_score.unwrap_or(0);
            reasons.push(match value {
                Some(value) => format!("{path}: score {value}, at least {least} wanted"),
                None => format!("{path}: a critical finding, whatever the score"),
            });
        }
        Verdict {
            failed: !reasons.is_empty(),
            reasons,
            critical: count(Severity::Critical),
            major: count(Severity::Major),
            minor: count(Severity::Minor),
            info: count(Severity::Info),
            open: self.open,
            suppressed: self.suppressed,
            baselined: self.baselined,
            at_gate: self.at_gate,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Finding, Origin, Place, Reported, SideInfo};

    /// A finding of one severity and confidence.
    pub fn reported(severity: Severity, confidence: u8) -> Reported {
        let finding = Finding {
            rule: "number-value",
            severity,
            confidence,
            place: Place { bead: 0, source: (0..1).into(), target: (0..1).into() },
            issue: "Number changed",
            message: "Source has 100, target has 1,000".to_owned(),
            template: None,
            source: None,
            target: None,
            suggestion: None,
            evidence: Vec::new(),
            also: 0,
            beside: None,
        };
        Reported {
            finding,
            mqm: "Accuracy/Mistranslation",
            source_text: String::new(),
            target_text: String::new(),
            file: "a.en.txt".into(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            source_file: "a.ar.txt".into(),
            source_line: 1,
            source_column: 1,
            segment: "s1".into(),
            id: "bl-aaaaaaaa".into(),
            standing: Standing::New,
        }
    }

    /// A document pair of so many source words with these findings.
    pub fn outcome(words: u32, findings: Vec<Reported>) -> PairOutcome {
        let side = |path: &str| SideInfo {
            path: path.to_owned(),
            format: "text",
            encoding: "UTF-8",
            lang: None,
            lang_name: "English".to_owned(),
            lang_origin: Origin::Text,
            segments: 1,
            words,
            set_aside: Vec::new(),
            notes: Vec::new(),
        };
        PairOutcome {
            source: side("a.ar.txt"),
            target: side("a.en.txt"),
            beads: Vec::new(),
            findings,
            names: Vec::new(),
            accounts: Vec::new(),
            linked: 0,
            merged: 0,
            unmatched_source: 0,
            unmatched_target: 0,
        }
    }

    fn verdict(gate: Gate, words: u32, findings: Vec<Reported>) -> Verdict {
        let mut tally = Tally::new(&gate);
        tally.add(&outcome(words, findings));
        tally.verdict()
    }

    #[test]
    fn the_gate_asks_for_severity_and_confidence() {
        use Severity::{Critical, Info, Major, Minor};
        for (severity, confidence, fails) in
            [(Critical, 90, true), (Critical, 89, false), (Major, 95, true), (Minor, 99, false), (Info, 100, false)]
        {
            let got = verdict(Gate::default(), 700, vec![reported(severity, confidence)]);
            assert_eq!(got.failed, fails, "{severity} {confidence}");
        }
        let never = Gate { fail_on: None, ..Gate::default() };
        assert!(!verdict(never.clone(), 700, vec![reported(Critical, 99)]).failed);
        // A score gate never lets a critical fault pass, however long the text.
        let scored = Gate { min_score: Some(90), ..never };
        assert!(verdict(scored, 50_000, vec![reported(Critical, 99)]).reasons[0].contains("whatever the score"));
    }

    #[test]
    fn what_was_settled_does_not_count() {
        let standing = |standing| Reported { standing, ..reported(Severity::Critical, 99) };
        let all = vec![standing(Standing::Suppressed("x".into())), standing(Standing::Baselined)];
        let got = verdict(Gate { max_new: Some(0), ..Gate::default() }, 700, all);
        assert_eq!((got.failed, got.critical, got.suppressed, got.baselined), (false, 0, 1, 1));
        let got = verdict(Gate::default(), 700, vec![standing(Standing::Open)]);
        assert_eq!((got.failed, got.open), (true, 1));
        let got = verdict(
            Gate { max_new: Some(1), fail_on: None, ..Gate::default() },
            700,
            vec![standing(Standing::New), standing(Standing::New)],
        );
        assert_eq!(got.reasons, ["2 new findings, at most 1 allowed"]);
    }
}
