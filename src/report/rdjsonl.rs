//! Diagnostics of reviewdog, one JSON object a line: ranges whose end is exclusive, suggestions, the source as related place.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Report, texts::Texts};
use crate::{
    config::ReportSettings,
    gate::Verdict,
    model::{PairOutcome, RunSummary, Severity},
};

pub struct Rdjsonl {
    out: Box<dyn Write>,
    texts: Texts,
}

impl Rdjsonl {
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings) -> Self {
        Rdjsonl { out, texts: Texts::new(settings.language) }
    }
}

impl Report for Rdjsonl {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        for reported in outcome.findings.iter().filter(|f| f.standing.counts()) {
            let finding = &reported.finding;
            let range = json!({
                "start": { "line": reported.line, "column": reported.column },
                "end": { "line": reported.end_line, "column": reported.end_column },
            });
            let mut diagnostic = json!({
                "message": format!("{}: {}", self.texts.issue(finding.issue), self.texts.message(finding)),
                "location": { "path": reported.file, "range": range },
                "severity": match finding.severity {
                    Severity::Critical | Severity::Major => "ERROR",
                    Severity::Minor => "WARNING",
                    Severity::Info => "INFO",
                },
                "source": { "name": "bilint" },
                "code": { "value": finding.rule },
                "related_locations": [{
                    "message": "source",
                    "location": {
                        "path": reported.source_file,
                        "range": { "start": { "line": reported.source_line, "column": reported.source_column } },
                    },
                }],
            });
            // A suggestion replaces the words it is about; without them there is nothing to replace.
            if let (Some(suggestion), Some(_)) = (&finding.suggestion, &finding.target) {
                diagnostic["suggestions"] = Value::Array(vec![json!({ "range": range, "text": suggestion })]);
            }
            writeln!(self.out, "{diagnostic}")?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        self.out.flush()
    }
}
