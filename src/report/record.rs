//! A finding as JSON, there and back: what `--format jsonl` prints, and what a shard hands to the report over all shards.

use std::{borrow::Cow, ops::Range};

use serde::{Deserialize, Serialize};

use super::texts::Texts;
use crate::model::{Quote, Reported, Severity, Standing};

/// Grows when a field changes its meaning; new fields do not count.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// A finding with everything that reports show of it, in the language of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingRecord<'a> {
    pub schema_version: u32,
    pub id: Cow<'a, str>,
    pub rule: Cow<'a, str>,
    pub severity: Severity,
    pub confidence: u8,
    pub issue: Cow<'a, str>,
    pub message: Cow<'a, str>,
    pub source_span: Option<SpanRecord<'a>>,
    pub target_span: Option<SpanRecord<'a>>,
    pub suggestion: Option<Cow<'a, str>>,
    pub evidence: Vec<EvidenceRecord<'a>>,
    pub mqm: Cow<'a, str>,
    pub source: Cow<'a, str>,
    pub target: Cow<'a, str>,
    pub file: Cow<'a, str>,
    pub line: u32,
    pub column: u32,
    pub source_file: Cow<'a, str>,
    pub source_line: u32,
    pub segment: Cow<'a, str>,
    /// Why it is hidden, if it is.
    pub suppressed: Option<Cow<'a, str>>,
    pub standing: Cow<'a, str>,
    pub end_line: u32,
    pub end_column: u32,
    pub source_column: u32,
}

/// Verbatim text and its bytes in the text of its side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpanRecord<'a> {
    pub text: Cow<'a, str>,
    pub start: u32,
    pub end: u32,
}

/// A fact behind a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvidenceRecord<'a> {
    pub label: Cow<'a, str>,
    pub value: Cow<'a, str>,
}

impl SpanRecord<'_> {
    pub(super) fn range(&self) -> Range<u32> {
        self.start..self.end
    }
}

impl<'a> FindingRecord<'a> {
    pub(super) fn new(reported: &'a Reported, texts: &Texts) -> Self {
        let finding = &reported.finding;
        let span = |quote: &'a Option<Quote>| {
            let quote = quote.as_ref()?;
            Some(SpanRecord { text: Cow::Borrowed(&quote.text), start: quote.span.start, end: quote.span.end })
        };
        let evidence = |fact: &'a crate::model::Evidence| EvidenceRecord { label: fact.label.into(), value: fact.value.as_str().into() };
        FindingRecord {
            schema_version: SCHEMA_VERSION,
            id: reported.id.as_str().into(),
            rule: finding.rule.into(),
            severity: finding.severity,
            confidence: finding.confidence,
            issue: texts.issue(finding.issue).into(),
            message: texts.message(finding),
            source_span: span(&finding.source),
            target_span: span(&finding.target),
            suggestion: finding.suggestion.as_deref().map(Cow::Borrowed),
            evidence: finding.evidence.iter().map(evidence).collect(),
            mqm: reported.mqm.into(),
            source: reported.source_text.as_str().into(),
            target: reported.target_text.as_str().into(),
            file: reported.file.as_str().into(),
            line: reported.line,
            column: reported.column,
            source_file: reported.source_file.as_str().into(),
            source_line: reported.source_line,
            segment: reported.segment.as_str().into(),
            suppressed: reported.standing.reason().map(Cow::Borrowed),
            standing: reported.standing.as_str().into(),
            end_line: reported.end_line,
            end_column: reported.end_column,
            source_column: reported.source_column,
        }
    }

    /// How the finding stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (self.standing.as_ref(), &self.suppressed) {
            ("open", _) => Standing::Open,
            ("baselined", _) => Standing::Baselined,
            ("suppressed", reason) => Standing::Suppressed(reason.as_deref().unwrap_or_default().to_owned()),
            _ => Standing::New,
        }
    }
}
