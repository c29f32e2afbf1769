//! The Code Quality report of GitLab: a JSON array, one entry a finding, fingerprints unique.

use std::io::{self, Write};

use serde_json::json;

use super::{Report, texts::Texts, unique::Unique};
use crate::{
    config::ReportSettings,
    gate::Verdict,
    model::{PairOutcome, RunSummary},
};

pub struct Gitlab {
    out: Box<dyn Write>,
    texts: Texts,
    unique: Unique,
    rows: usize,
}

impl Gitlab {
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings) -> Self {
        Gitlab { out, texts: Texts::new(settings.language), unique: Unique::default(), rows: 0 }
    }
}

impl Report for Gitlab {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        for reported in outcome.findings.iter().filter(|f| f.standing.counts()) {
            let finding = &reported.finding;
            let row = json!({
                "description": format!("{}: {}", self.texts.issue(finding.issue), self.texts.message(finding)),
                "check_name": finding.rule,
                "fingerprint": self.unique.of(reported),
                "severity": finding.severity.as_str(),
                "location": { "path": reported.file, "lines": { "begin": reported.line, "end": reported.end_line } },
            });
            write!(self.out, "{}{row}", if self.rows == 0 { "[\n" } else { ",\n" })?;
            self.rows += 1;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        writeln!(self.out, "{}", if self.rows == 0 { "[]" } else { "\n]" })?;
        self.out.flush()
    }
}
