//! SARIF 2.1.0 (OASIS), for code scanning: the worst 25,000 results, paths relative, columns in Unicode code points.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use serde_json::{Value, json};

use super::{Report, addresses::uri, rows::Rank, spool::Spool, texts::Texts, unique::Unique};
use crate::{
    config::ReportSettings,
    gate::Verdict,
    model::{PairOutcome, Reported, RunSummary, Severity, Standing},
};

/// Results that GitHub takes from one run.
const MOST: usize = 25_000;

pub struct Sarif {
    out: Box<dyn Write>,
    texts: Texts,
    results: Spool<Rank>,
    rules: BTreeMap<&'static str, (Severity, &'static str, &'static str)>,
    unique: Unique,
    documents: u32,
}

impl Sarif {
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings) -> Self {
        Sarif {
            out,
            texts: Texts::new(settings.language),
            results: Spool::new(),
            rules: BTreeMap::new(),
            unique: Unique::default(),
            documents: 0,
        }
    }

    fn result(&mut self, reported: &Reported) -> Value {
        let finding = &reported.finding;
        let message = self.texts.message(finding);
        let message = if message.is_empty() { self.texts.issue(finding.issue).into() } else { message };
        let mut result = json!({
            "ruleId": finding.rule,
            "level": level(finding.severity),
            "message": { "text": message },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(&reported.file) },
                    "region": {
                        "startLine": reported.line,
                        "startColumn": reported.column,
                        "endLine": reported.end_line,
                        "endColumn": reported.end_column,
                    },
                },
            }],
            "relatedLocations": [{
                "id": 1,
                "message": { "text": "source" },
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(&reported.source_file) },
                    "region": { "startLine": reported.source_line, "startColumn": reported.source_column },
                },
            }],
            "partialFingerprints": { "bilint/v1": self.unique.of(reported) },
            "rank": f64::from(finding.confidence),
            "properties": { "severity": finding.severity.as_str(), "segment": reported.segment },
        });
        match &reported.standing {
            Standing::Suppressed(reason) => result["suppressions"] = json!([{ "kind": "external", "justification": reason }]),
            Standing::Baselined => result["baselineState"] = json!("unchanged"),
            Standing::New | Standing::Open => {}
        }
        result
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::Major => "error",
        Severity::Minor => "warning",
        Severity::Info => "note",
    }
}

impl Report for Sarif {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        for reported in &outcome.findings {
            let finding = &reported.finding;
            let known = self.rules.entry(finding.rule).or_insert((finding.severity, finding.issue, reported.mqm));
            known.0 = known.0.max(finding.severity);
            let result = self.result(reported);
            self.results.push(Rank::new(reported, self.documents, false), &serde_json::to_vec(&result)?)?;
        }
        self.documents += 1;
        Ok(())
    }

    fn finish(&mut self, summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        let rules: Vec<Value> = self
            .rules
            .iter()
            .map(|(id, (severity, issue, mqm))| {
                json!({
                    "id": id,
                    "shortDescription": { "text": issue },
                    "fullDescription": { "text": format!("{issue} ({mqm})") },
                    "help": { "text": format!("`bilint explain {id}` says what it finds, why it matters, and how to silence it.") },
                    "defaultConfiguration": { "level": level(*severity) },
                    "properties": { "tags": ["translation", mqm] },
                })
            })
            .collect();
        let driver = json!({ "name": "bilint", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
        write!(
            self.out,
            "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\
             \"tool\":{{\"driver\":{driver}}},\"columnKind\":\"unicodeCodePoints\",\"results\":["
        )?;
        let results = std::mem::take(&mut self.results);
        let left = results.len().saturating_sub(MOST);
        let mut written = 0;
        let out = &mut self.out;
        results.drain(|_, result| {
            if written < MOST {
                out.write_all(if written == 0 { b"\n" } else { b",\n" })?;
                out.write_all(result)?;
            }
            written += 1;
            Ok(())
        })?;
        let mut notes: Vec<Value> =
            summary.problems.iter().map(|problem| json!({ "level": "error", "message": { "text": problem.message } })).collect();
        if left > 0 {
            notes.push(json!({ "level": "warning", "message": { "text": format!("{left} results left out: the worst {MOST} are here") } }));
        }
        let unread: BTreeSet<&str> = summary.problems.iter().map(|problem| problem.file.as_str()).collect();
        let invocation = json!({ "executionSuccessful": unread.is_empty(), "toolExecutionNotifications": notes });
        writeln!(self.out, "\n],\"invocations\":[{invocation}]}}]}}")?;
        self.out.flush()
    }
}
