//! One finding a line as JSON, with `schema_version`; the lossless form.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Report, texts::Texts};
use crate::{
    config::ReportSettings,
    gate::Verdict,
    model::{PairOutcome, Quote, Reported, RunSummary},
};

/// Grows when a field changes its meaning; new fields do not count.
pub(super) const SCHEMA_VERSION: u32 = 1;

pub struct JsonLines {
    out: Box<dyn Write>,
    texts: Texts,
}

impl JsonLines {
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings) -> Self {
        JsonLines { out, texts: Texts::new(settings.language) }
    }
}

/// A finding as JSON.
pub(super) fn object(reported: &Reported, texts: &Texts) -> Value {
    let finding = &reported.finding;
    let span =
        |quote: &Option<Quote>| quote.as_ref().map(|quote| json!({"text": quote.text, "start": quote.span.start, "end": quote.span.end}));
    let evidence: Vec<_> = finding.evidence.iter().map(|e| json!({"label": e.label, "value": e.value})).collect();
    json!({
        "schema_version": SCHEMA_VERSION,
        "id": reported.id,
        "rule": finding.rule,
        "severity": finding.severity.as_str(),
        "confidence": finding.confidence,
        "issue": texts.issue(finding.issue),
        "message": texts.message(finding),
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
        "suppressed": reported.standing.reason(),
        "standing": reported.standing.as_str(),
        "end_line": reported.end_line,
        "end_column": reported.end_column,
        "source_column": reported.source_column,
    })
}

impl Report for JsonLines {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        for reported in &outcome.findings {
            let line = object(reported, &self.texts);
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        self.out.flush()
    }
}
