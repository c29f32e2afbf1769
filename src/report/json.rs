//! The whole run as one JSON document: documents with scores, findings, names, the verdict.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{
    Report,
    record::{FindingRecord, SCHEMA_VERSION},
    texts::Texts,
};
use crate::{
    config::{Gate, ReportSettings},
    gate::{Verdict, score},
    model::{NameRow, PairOutcome, RunSummary, SideInfo},
};

pub struct Json {
    out: Box<dyn Write>,
    texts: Texts,
    gate: Gate,
    documents: u32,
}

impl Json {
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings, gate: &Gate) -> Self {
        Json { out, texts: Texts::new(settings.language), gate: gate.clone(), documents: 0 }
    }
}

fn side(info: &SideInfo) -> Value {
    json!({
        "path": info.path,
        "format": info.format,
        "encoding": info.encoding,
        "language": info.lang.map(|lang| lang.to_string()),
        "language_known_from": info.lang_origin.as_str(),
        "segments": info.segments,
        "words": info.words,
        "notes": info.notes,
    })
}

fn name(row: &NameRow) -> Value {
    let forms =
        |forms: &[(String, u32)]| -> Vec<Value> { forms.iter().map(|(form, count)| json!({"form": form, "count": count})).collect() };
    json!({
        "id": row.id,
        "severity": row.severity.map(|severity| severity.as_str()),
        "issue": row.issue,
        "message": row.message,
        "source_name": row.source_name,
        "use": row.proposed,
        "variants": forms(&row.variants),
        "count": row.count(),
        "type": row.kind,
        "confidence": row.confidence,
        "file": row.first_file,
        "line": row.first_line,
        "rule": row.severity.map(|_| row.rule),
        "expected": row.expected,
        "source_forms": forms(&row.source_forms),
        "evidence": row.evidence,
    })
}

impl Report for Json {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        let score = score(outcome, &self.gate);
        let document = json!({
            "source": side(&outcome.source),
            "target": side(&outcome.target),
            "score": score.value,
            "score_kind": score.kind.as_str(),
            "score_arithmetic": score.arithmetic,
            "findings": outcome.findings.iter().map(|reported| json!(FindingRecord::new(reported, &self.texts))).collect::<Vec<_>>(),
            "names": outcome.names.iter().map(name).collect::<Vec<_>>(),
        });
        let lead = if self.documents == 0 { format!("{{\"schema_version\":{SCHEMA_VERSION},\"documents\":[\n") } else { ",\n".to_owned() };
        self.documents += 1;
        write!(self.out, "{lead}{document}")
    }

    fn finish(&mut self, summary: &RunSummary, verdict: &Verdict) -> io::Result<()> {
        if self.documents == 0 {
            write!(self.out, "{{\"schema_version\":{SCHEMA_VERSION},\"documents\":[")?;
        }
        let rules: Vec<Value> = summary
            .accounts
            .iter()
            .map(|account| json!({"rule": account.rule, "checked": account.checked, "skipped": account.skipped, "reason": account.reason}))
            .collect();
        let problems: Vec<Value> = summary.problems.iter().map(|p| json!({"file": p.file, "message": p.message})).collect();
        let counts = json!({
            "critical": verdict.critical, "major": verdict.major, "minor": verdict.minor, "info": verdict.info,
            "open": verdict.open, "suppressed": verdict.suppressed, "baselined": verdict.baselined,
        });
        let gate = json!({"failed": verdict.failed, "reasons": verdict.reasons});
        writeln!(
            self.out,
            "\n],\"counts\":{counts},\"gate\":{gate},\"words\":{},\"segments\":{},\"names\":{},\"rules\":{},\"unpaired\":{},\"not_checked\":{}}}",
            summary.words,
            summary.segments,
            json!(summary.names.iter().map(name).collect::<Vec<_>>()),
            json!(rules),
            json!(summary.unpaired),
            json!(problems),
        )?;
        self.out.flush()
    }
}
