//! The rows of the four spreadsheets as cells, the same for CSV and XLSX.

use std::{borrow::Cow, cmp::Reverse};

use serde::{Deserialize, Serialize};

use super::{
    cells::{clipped, isolated, text, visible},
    columns::{ALIGNMENT, Column, ISSUES, NAMES, SUMMARY},
    record::{FindingRecord, SpanRecord},
    texts::Texts,
};
use crate::{
    config::{Gate, ReportSettings},
    gate::{Tally, score},
    model::{BeadRow, Lang, NameRow, PairOutcome, Reported, Severity, Standing},
};

/// One of the four spreadsheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sheet {
    Issues,
    Names,
    Alignment,
    Summary,
}

impl Sheet {
    pub const ALL: [Sheet; 4] = [Sheet::Issues, Sheet::Names, Sheet::Alignment, Sheet::Summary];

    pub fn columns(self) -> &'static [Column] {
        match self {
            Sheet::Issues => ISSUES,
            Sheet::Names => NAMES,
            Sheet::Alignment => ALIGNMENT,
            Sheet::Summary => SUMMARY,
        }
    }

    /// Name of its CSV file.
    pub fn file(self) -> &'static str {
        match self {
            Sheet::Issues => "issues.csv",
            Sheet::Names => "names.csv",
            Sheet::Alignment => "alignment.csv",
            Sheet::Summary => "summary.csv",
        }
    }

    /// Name of its sheet in a workbook.
    pub fn title(self) -> &'static str {
        match self {
            Sheet::Issues => "Issues",
            Sheet::Names => "Names",
            Sheet::Alignment => "Alignment",
            Sheet::Summary => "Summary",
        }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Cell {
    Blank,
    Number(u64),
    /// A word of our own: nothing in it can mislead a spreadsheet.
    Word(String),
    /// Text of the documents, verbatim.
    Text(String),
    /// Our sentence with pieces of the documents in it.
    Message(String),
}

impl Cell {
    fn optional(value: Option<impl Into<u64>>) -> Self {
        value.map_or(Cell::Blank, |value| Cell::Number(value.into()))
    }

    fn quote(quote: Option<&SpanRecord<'_>>) -> Self {
        quote.map_or(Cell::Blank, |quote| Cell::Text(clipped(&quote.text, None).into_owned()))
    }

    /// The cell as CSV has it.
    pub fn guarded(&self, settings: &ReportSettings) -> String {
        match self {
            Cell::Blank => String::new(),
            Cell::Number(number) => number.to_string(),
            Cell::Word(word) => word.clone(),
            Cell::Text(value) => text(value, settings.raw),
            Cell::Message(value) if settings.bidi_isolates => isolated(&text(value, settings.raw)),
            Cell::Message(value) => text(value, settings.raw),
        }
    }

    /// The cell as a workbook has it, where text is typed and needs no guard.
    pub fn typed(&self, settings: &ReportSettings) -> String {
        match self {
            Cell::Text(value) if !settings.raw => visible(value).into_owned(),
            Cell::Message(value) if settings.bidi_isolates => isolated(&visible(value)),
            Cell::Message(value) => visible(value).into_owned(),
            other => other.guarded(settings),
        }
    }
}

/// Report order: severity, confidence, document, place, rule. By document, severity comes after the place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    first: Reverse<(Severity, u8)>,
    document: u32,
    line: u32,
    column: u32,
    rule: Cow<'static, str>,
    then: Reverse<(Severity, u8)>,
}

impl Rank {
    /// The rank of a finding in the document of this number.
    pub fn new(reported: &Reported, document: u32, by_document: bool) -> Self {
        let Reported { finding, line, column, .. } = reported;
        Rank::at((finding.severity, finding.confidence), document, (*line, *column), Cow::Borrowed(finding.rule), by_document)
    }

    /// The same of a finding that was read.
    pub fn of(record: &FindingRecord<'_>, document: u32, by_document: bool) -> Self {
        let rule = Cow::Owned(record.rule.clone().into_owned());
        Rank::at((record.severity, record.confidence), document, (record.line, record.column), rule, by_document)
    }

    fn at(weight: (Severity, u8), document: u32, (line, column): (u32, u32), rule: Cow<'static, str>, by_document: bool) -> Self {
        let first = if by_document { (Severity::Info, 0) } else { weight };
        Rank { first: Reverse(first), document, line, column, rule, then: Reverse(weight) }
    }
}

/// A row of `issues.csv` without its number.
pub(super) fn issue(finding: &FindingRecord<'_>, texts: &Texts) -> Vec<Cell> {
    let clip = |value: &str, quote: &Option<SpanRecord<'_>>| {
        Cell::Text(clipped(value, quote.as_ref().map(SpanRecord::range).as_ref()).into_owned())
    };
    let word = |text: &str| Cell::Word(text.to_owned());
    let message = if finding.standing == Standing::Open.as_str() { texts.still_open(&finding.message) } else { finding.message.clone() };
    vec![
        Cell::Word(finding.severity.to_string()),
        word(&finding.issue),
        Cell::Message(clipped(&message, None).into_owned()),
        Cell::quote(finding.source_span.as_ref()),
        Cell::quote(finding.target_span.as_ref()),
        finding.suggestion.as_deref().map_or(Cell::Blank, |suggestion| Cell::Text(clipped(suggestion, None).into_owned())),
        Cell::Blank,
        Cell::Blank,
        clip(&finding.source, &finding.source_span),
        clip(&finding.target, &finding.target_span),
        Cell::Number(u64::from(finding.confidence)),
        Cell::Text(finding.file.clone().into_owned()),
        Cell::Number(u64::from(finding.line)),
        Cell::Text(finding.segment.clone().into_owned()),
        word(&finding.rule),
        word(&finding.mqm),
        Cell::Text(finding.source_file.clone().into_owned()),
        Cell::Number(u64::from(finding.source_line)),
        word(&finding.id),
    ]
}

/// A row of `names.csv` as plain text, for a stream.
#[must_use]
pub fn name_cells(number: usize, name: &NameRow) -> Vec<String> {
    let counted = |forms: &[(String, u32)]| forms.iter().map(|(form, count)| format!("{form} ({count})")).collect::<Vec<_>>().join(" | ");
    let wrong = name.severity.is_some();
    vec![
        number.to_string(),
        name.severity.map_or_else(String::new, |severity| severity.to_string()),
        name.issue.clone(),
        name.message.clone(),
        name.source_name.clone(),
        name.proposed.clone(),
        counted(&name.variants),
        String::new(),
        String::new(),
        name.count().to_string(),
        name.kind.to_owned(),
        name.confidence.to_string(),
        name.first_file.clone(),
        name.first_line.to_string(),
        if wrong { name.rule.to_owned() } else { String::new() },
        name.id.clone(),
        name.expected.join("; "),
        counted(&name.source_forms),
        name.evidence.clone(),
    ]
}

/// A row of `names.csv` without its number.
pub(super) fn name(name: &NameRow, texts: &Texts) -> Vec<Cell> {
    let counted = |forms: &[(String, u32)]| forms.iter().map(|(form, count)| format!("{form} ({count})")).collect::<Vec<_>>().join(" | ");
    vec![
        name.severity.map_or(Cell::Blank, |severity| Cell::Word(severity.to_string())),
        Cell::Word(texts.issue(&name.issue).to_owned()),
        Cell::Message(name.message.clone()),
        Cell::Text(name.source_name.clone()),
        Cell::Text(name.proposed.clone()),
        Cell::Text(clipped(&counted(&name.variants), None).into_owned()),
        Cell::Blank,
        Cell::Blank,
        Cell::Number(name.count()),
        Cell::Word(name.kind.to_owned()),
        Cell::Number(u64::from(name.confidence)),
        Cell::Text(name.first_file.clone()),
        Cell::Number(u64::from(name.first_line)),
        name.severity.map_or(Cell::Blank, |_| Cell::Word(name.rule.to_owned())),
        Cell::Word(name.id.clone()),
        Cell::Text(name.expected.join("; ")),
        Cell::Text(counted(&name.source_forms)),
        Cell::Message(name.evidence.clone()),
    ]
}

/// A row of `alignment.csv` without its number.
pub(super) fn bead(bead: &BeadRow, outcome: &PairOutcome) -> Vec<Cell> {
    let language = |lang: Option<Lang>| lang.map_or(Cell::Blank, |lang| Cell::Word(lang.to_string()));
    vec![
        Cell::Word(bead.status.as_str().to_owned()),
        Cell::optional(bead.score),
        bead.link.map_or(Cell::Blank, |link| Cell::Word(link.as_str().to_owned())),
        Cell::Text(clipped(&bead.source, None).into_owned()),
        Cell::Text(clipped(&bead.target, None).into_owned()),
        language(outcome.source.lang),
        language(outcome.target.lang),
        Cell::optional(bead.length_pct),
        Cell::Word(bead.rules.join(" ")),
        Cell::Text(outcome.target.path.clone()),
        Cell::optional(bead.line),
        Cell::Text(outcome.source.path.clone()),
        Cell::optional(bead.source_line),
        Cell::Text(bead.segment.clone()),
    ]
}

/// A row of `summary.csv`.
pub(super) fn summary(outcome: &PairOutcome, gate: &Gate, texts: &Texts) -> Vec<Cell> {
    let mut tally = Tally::new(gate);
    tally.add(outcome);
    let verdict = tally.verdict();
    let score = score(outcome, gate);
    let worst = outcome.findings.iter().find(|f| f.standing.counts()).map_or("", |f| f.finding.issue);
    vec![
        Cell::Text(outcome.target.path.clone()),
        Cell::Text(outcome.source.path.clone()),
        Cell::Number(u64::from(outcome.source.words)),
        Cell::Number(u64::from(outcome.target.segments)),
        Cell::Number(u64::from(verdict.critical)),
        Cell::Number(u64::from(verdict.major)),
        Cell::Number(u64::from(verdict.minor)),
        Cell::Number(u64::from(verdict.suppressed + verdict.baselined)),
        Cell::optional(score.value),
        Cell::Word(score.kind.as_str().to_owned()),
        Cell::Word(if verdict.failed { "fail" } else { "pass" }.to_owned()),
        Cell::Word(texts.issue(worst).to_owned()),
    ]
}
