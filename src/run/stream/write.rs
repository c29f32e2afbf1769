//! Judged pairs → bytes, as the format wants them.

use std::io::Write;

use serde::Serialize;
use serde_json::Value;

use super::{
    judge::Judged,
    pairs::Form,
    source::{Batch, Raw},
};
use crate::model::{Finding, Quote};

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// The input line with `score` and `rules` appended.
    Tsv,
    /// Each pair as it came in.
    Input,
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a Value,
    score: f64,
    findings: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    rule: &'a str,
    severity: &'a str,
    confidence: u8,
    message: &'a str,
    source_span: Option<Span<'a>>,
    target_span: Option<Span<'a>>,
    suggestion: Option<&'a str>,
}

#[derive(Serialize)]
struct Span<'a> {
    text: &'a str,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Unread<'a> {
    line: u64,
    error: &'a str,
}

/// Bytes for one place: the lines of the source apart where Moses pairs stay two files.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub first: Vec<u8>,
    pub second: Vec<u8>,
}

/// A record as it came in.
pub(super) fn unchanged(out: &mut Written, batch: &Batch, raw: &Raw, form: &Form) {
    out.first.extend_from_slice(batch.bytes(&raw.at));
    out.first.push(b'\n');
    if matches!(form, Form::Moses) {
        out.second.extend_from_slice(batch.bytes(&raw.second));
        out.second.push(b'\n');
    }
}

/// A record that was judged.
pub(super) fn judged(out: &mut Written, batch: &Batch, raw: &Raw, judged: &Judged<'_>, format: Format, form: &Form) {
    match format {
        Format::Input => unchanged(out, batch, raw, form),
        Format::JsonLines => {
            let number = Value::from(raw.number);
            let id = if judged.pair.id.is_null() { &number } else { &judged.pair.id };
            let record = Record { id, score: judged.score, findings: judged.findings.iter().map(found).collect() };
            json(&mut out.first, &record);
        }
        Format::Tsv => {
            let out = &mut out.first;
            if matches!(form, Form::Table(_)) {
                out.extend_from_slice(batch.bytes(&raw.at));
            } else {
                match &judged.pair.id {
                    Value::Null => out.extend_from_slice(raw.number.to_string().as_bytes()),
                    Value::String(id) => flat(out, id),
                    other => flat(out, &other.to_string()),
                }
                for side in [&judged.pair.source, &judged.pair.target] {
                    out.push(b'\t');
                    flat(out, side);
                }
            }
            let mut rules: Vec<&str> = judged.findings.iter().map(|f| f.rule).collect();
            rules.dedup();
            // Writing into memory cannot fail.
            let _ = writeln!(out, "\t{}\t{}", judged.score, rules.join(" "));
        }
    }
}

/// A record that could not be understood.
pub(super) fn unread(out: &mut Written, batch: &Batch, raw: &Raw, message: &str, format: Format, form: &Form) {
    match format {
        Format::Input => unchanged(out, batch, raw, form),
        Format::JsonLines => json(&mut out.first, &Unread { line: raw.number, error: message }),
        Format::Tsv => {
            let out = &mut out.first;
            if matches!(form, Form::Json | Form::Table(_)) {
                out.extend_from_slice(String::from_utf8_lossy(batch.bytes(&raw.at)).as_bytes());
            } else {
                let _ = write!(out, "{}\t\t", raw.number);
            }
            out.extend_from_slice(b"\t\terror: ");
            flat(out, message);
            out.push(b'\n');
        }
    }
}

fn json(out: &mut Vec<u8>, record: &impl Serialize) {
    let _ = serde_json::to_writer(&mut *out, record);
    out.push(b'\n');
}

fn found(finding: &Finding) -> Found<'_> {
    fn span(quote: Option<&Quote>) -> Option<Span<'_>> {
        quote.map(|quote| Span { text: &quote.text, start: quote.span.start, end: quote.span.end })
    }
    Found {
        rule: finding.rule,
        severity: finding.severity.as_str(),
        confidence: finding.confidence,
        message: &finding.message,
        source_span: span(finding.source.as_ref()),
        target_span: span(finding.target.as_ref()),
        suggestion: finding.suggestion.as_deref(),
    }
}

/// Text in a cell.
fn flat(out: &mut Vec<u8>, text: &str) {
    out.extend(text.bytes().map(|byte| if matches!(byte, b'\t' | b'\n' | b'\r') { b' ' } else { byte }));
}
