//! One finding a line as JSON, with `schema_version`; the lossless form.

use std::io::{self, Write};

use serde_json::json;

use super::Report;
use crate::{
    gate::Verdict,
    model::{PairOutcome, Quote, RunSummary},
};

/// Grows when a field changes its meaning; new fields do not count.
const SCHEMA_VERSION: u32 = 1;

pub struct JsonLines {
    out: Box<dyn Write>,
}

impl JsonLines {
    #[must_use]
    pub fn new(out: Box<dyn Write>) -> Self {
        JsonLines { out }
    }
}

impl Report for JsonLines {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        for reported in &outcome.findings {
            let finding = &reported.finding;
            let span = |quote: &Option<Quote>| {
                quote.as_ref().map(|quote| json!({"text": quote.text, "start": quote.span.start, "end": quote.span.end}))
            };
            let evidence: Vec<_> = finding.evidence.iter().map(|e| json!({"label": e.label, "value": e.value})).collect();
            let line = json!({
                "schema_version": SCHEMA_VERSION,
                "id": reported.id,
                "rule": finding.rule,
                "severity": finding.severity.as_str(),
                "confidence": finding.confidence,
                "issue": finding.issue,
                "message": finding.message,
                "source_span": span(&finding.source),
                "target_span": span(&finding.target),
                "suggestion": finding.suggestion,
                "evidence": evidence,
                "mqm": reported.mqm,
                "source": reported.source_text,
                "target": reported.target_text,
                "file": reported.file,
                "line": reported.line,
                "column": reported.column,
                "source_file": reported.source_file,
                "source_line": reported.source_line,
                "segment": reported.segment,
                "suppressed": reported.suppressed,
            });
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        self.out.flush()
    }
}
