//! One pair of documents as lines of JSON: its findings, then the document itself with its rows of the spreadsheets. Lines of many
//! runs make the reports that one run would have made.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    columns::{ALIGNMENT, Column, SUMMARY},
    record::{FindingRecord, SCHEMA_VERSION},
    rows::{self, Cell},
    texts::Texts,
};
use crate::{
    config::{Gate, ReportSettings},
    gate::score,
    model::{NameRow, PairOutcome, Severity},
};

/// Columns that hold text of the documents or of their paths; all others hold our own words and numbers.
const TEXTS: &[&str] = &["source", "target", "file", "source_file", "segment"];
/// What a name may be of.
const KINDS: &[&str] = &["person", "place", "organisation", "name"];

/// A line of a shard.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ShardLine {
    Finding(Box<DocumentFinding<'static>>),
    Document(Box<DocumentRecord>),
    /// An input line that could not be checked.
    Error(DocumentError),
}

/// A finding and the id of its document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DocumentFinding<'a> {
    pub document: Value,
    #[serde(flatten)]
    pub finding: FindingRecord<'a>,
}

/// Why an input line was not checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DocumentError {
    pub document: Value,
    pub line: u64,
    pub error: String,
}

/// All about a pair of documents but its findings, which stand before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DocumentRecord {
    pub schema_version: u32,
    /// The id that the input gave.
    pub document: Value,
    pub source_file: String,
    pub target_file: String,
    pub source_lang: Option<String>,
    pub target_lang: Option<String>,
    /// How many findings stand before this line.
    pub findings: u32,
    /// The score of the document, where it is long enough for one.
    pub score: Option<u8>,
    /// Its row of `summary.csv`.
    pub summary: Map<String, Value>,
    /// Its rows of `alignment.csv`, without their numbers.
    pub alignment: Vec<Vec<Value>>,
    /// Its names, of which those of all documents make `names.csv`.
    pub names: Vec<NameRecord>,
}

/// A name of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NameRecord {
    severity: Option<Severity>,
    issue: String,
    message: String,
    source_name: String,
    proposed: String,
    variants: Vec<(String, u32)>,
    kind: String,
    confidence: u8,
    first_file: String,
    first_line: u32,
    rule: String,
    id: String,
    expected: Vec<String>,
    source_forms: Vec<(String, u32)>,
    evidence: String,
}

impl From<&NameRow> for NameRecord {
    fn from(row: &NameRow) -> Self {
        let NameRow { severity, issue, message, source_name, proposed, variants, kind, confidence, .. } = row.clone();
        let NameRow { first_file, first_line, rule, id, expected, source_forms, evidence, .. } = row.clone();
        NameRecord {
            severity,
            issue,
            message,
            source_name,
            proposed,
            variants,
            kind: kind.to_owned(),
            confidence,
            first_file,
            first_line,
            rule: rule.to_owned(),
            id,
            expected,
            source_forms,
            evidence,
        }
    }
}

impl NameRecord {
    /// The row again; `rule` knows the names of rules.
    #[must_use]
    pub fn row(self, rule: impl Fn(&str) -> Option<&'static str>) -> NameRow {
        NameRow {
            severity: self.severity,
            issue: self.issue,
            message: self.message,
            source_name: self.source_name,
            proposed: self.proposed,
            variants: self.variants,
            kind: KINDS.iter().find(|kind| **kind == self.kind).copied().unwrap_or("name"),
            confidence: self.confidence,
            first_file: self.first_file,
            first_line: self.first_line,
            rule: rule(&self.rule).unwrap_or_default(),
            id: self.id,
            expected: self.expected,
            source_forms: self.source_forms,
            evidence: self.evidence,
        }
    }
}

fn plain(cell: Cell) -> Value {
    match cell {
        Cell::Blank => Value::Null,
        Cell::Number(number) => Value::from(number),
        Cell::Word(text) | Cell::Text(text) | Cell::Message(text) => Value::String(text),
    }
}

fn cell(value: &Value, column: &Column) -> Cell {
    match value {
        Value::Number(number) => number.as_u64().map_or(Cell::Blank, Cell::Number),
        Value::String(text) if TEXTS.contains(&column.0) => Cell::Text(text.clone()),
        Value::String(text) => Cell::Word(text.clone()),
        _ => Cell::Blank,
    }
}

impl DocumentRecord {
    /// The cells of its row of `summary.csv`.
    pub(super) fn summary_cells(&self) -> Vec<Cell> {
        SUMMARY.iter().map(|column| cell(self.summary.get(column.0).unwrap_or(&Value::Null), column)).collect()
    }

    /// The cells of its rows of `alignment.csv`, without their numbers.
    pub(super) fn alignment_cells(&self) -> impl Iterator<Item = Vec<Cell>> {
        let null = &Value::Null;
        let row = move |row: &Vec<Value>| {
            ALIGNMENT[1..].iter().enumerate().map(|(at, column)| cell(row.get(at).unwrap_or(null), column)).collect()
        };
        self.alignment.iter().map(row)
    }
}

/// Writes pairs of documents as lines.
pub struct Shard {
    texts: Texts,
    gate: Gate,
}

impl Shard {
    #[must_use]
    pub fn new(settings: &ReportSettings, gate: &Gate) -> Self {
        Shard { texts: Texts::new(settings.language), gate: gate.clone() }
    }

    /// The lines of a pair.
    #[must_use]
    pub fn lines(&self, id: &Value, outcome: &PairOutcome) -> Vec<u8> {
        let mut out = Vec::new();
        for reported in &outcome.findings {
            let finding = FindingRecord::new(reported, &self.texts);
            push(&mut out, "finding", &DocumentFinding { document: id.clone(), finding });
        }
        let names = SUMMARY.iter().map(|(name, _)| (*name).to_owned());
        let record = DocumentRecord {
            schema_version: SCHEMA_VERSION,
            document: id.clone(),
            source_file: outcome.source.path.clone(),
            target_file: outcome.target.path.clone(),
            source_lang: outcome.source.lang.map(|lang| lang.to_string()),
            target_lang: outcome.target.lang.map(|lang| lang.to_string()),
            findings: u32::try_from(outcome.findings.len()).unwrap_or(u32::MAX),
            score: score(outcome, &self.gate).value,
            summary: names.zip(rows::summary(outcome, &self.gate, &self.texts).into_iter().map(plain)).collect(),
            alignment: outcome.beads.iter().map(|bead| rows::bead(bead, outcome).into_iter().map(plain).collect()).collect(),
            names: outcome.names.iter().map(NameRecord::from).collect(),
        };
        push(&mut out, "document", &record);
        out
    }

    /// The line of an input line that could not be checked.
    #[must_use]
    pub fn error(id: Value, line: u64, error: String) -> Vec<u8> {
        let mut out = Vec::new();
        push(&mut out, "error", &DocumentError { document: id, line, error });
        out
    }
}

/// A line that says first of what kind it is.
fn push(out: &mut Vec<u8>, kind: &'static str, record: &impl Serialize) {
    #[derive(Serialize)]
    struct Line<'a, T: Serialize> {
        kind: &'static str,
        #[serde(flatten)]
        record: &'a T,
    }
    // Writing into memory cannot fail.
    let _ = serde_json::to_writer(&mut *out, &Line { kind, record });
    out.push(b'\n');
}
