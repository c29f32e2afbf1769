//! `bilint report`: what document mode wrote of many shards → the reports that one run would have written.

use std::{
    io::{self, BufRead},
    path::PathBuf,
};

use super::{RunError, check::NamesOfAll, open_lines};
use crate::{
    config::Settings,
    gate::{Known, Tally, Verdict},
    model::{Lang, RunSummary},
    report::{DocumentError, DocumentRecord, FindingRecord, Report, ShardLine, Spool, Spreadsheets},
    rules::find,
};

/// What the shards came to together.
#[derive(Debug, Clone, Default)]
pub struct Merged {
    pub documents: u64,
    pub verdict: Verdict,
    /// What was not checked, and why.
    pub problems: Vec<String>,
}

/// Translation and source: the order of the documents of a run, and what must be there once.
type Rank = (String, String);

/// Reads the lines of all shards and feeds the reports. The order of shards, and of documents in them, does not matter.
///
/// # Errors
/// When a shard cannot be read or is none, or a report cannot be written.
pub fn merge(shards: &[PathBuf], settings: &Settings, known: &Known, sheets: &mut Spreadsheets) -> Result<Merged, RunError> {
    let unwritten = |source| RunError::Write { what: "the report".to_owned(), source };
    let mut merged = Merged::default();
    let mut spool: Spool<Rank> = Spool::new();
    for path in shards {
        gather(path, &mut spool, &mut merged.problems)?;
    }
    let mut tally = Tally::new(&settings.gate);
    let mut names = NamesOfAll::default();
    let mut last: Option<Rank> = None;
    let mut twice = Vec::new();
    spool
        .drain(|rank, lines| {
            if last.as_ref() == Some(rank) {
                twice.push(rank.0.clone());
                return Ok(());
            }
            last = Some(rank.clone());
            merged.documents += 1;
            let (record, findings) = document(lines)?;
            let mut fatal = false;
            for finding in &findings {
                fatal |= tally.finding(finding.severity, finding.confidence, &finding.standing());
            }
            tally.document(&record.target_file, record.score, fatal);
            let lang = |tag: &Option<String>| tag.as_deref().and_then(|tag| Lang::parse(tag).ok());
            let rows: Vec<_> = record.names.iter().map(|name| name.clone().row(|rule| find(rule).map(|rule| rule.meta().id))).collect();
            names.add((lang(&record.source_lang), lang(&record.target_lang)), &rows);
            sheets.document(&record, &findings)
        })
        .map_err(unwritten)?;
    merged.problems.extend(twice.into_iter().map(|name| format!("`{name}` is there twice: only the first counts")));
    merged.verdict = tally.verdict();
    let summary = RunSummary { names: names.rows(settings, Some(known)), ..RunSummary::default() };
    sheets.finish(&summary, &merged.verdict).map_err(unwritten)?;
    Ok(merged)
}

/// Puts the lines of each document of a shard into the spool.
fn gather(path: &PathBuf, spool: &mut Spool<Rank>, problems: &mut Vec<String>) -> Result<(), RunError> {
    let name = path.display();
    let unread = |source| RunError::Read { what: format!("`{}`", path.display()), source };
    let mut input = open_lines(Some(path))?;
    let mut lines: Vec<u8> = Vec::new();
    let mut findings = 0;
    let mut number = 0u64;
    loop {
        let start = lines.len();
        if input.read_until(b'\n', &mut lines).map_err(unread)? == 0 {
            break;
        }
        number += 1;
        let line = lines[start..].trim_ascii();
        if line.is_empty() {
            lines.truncate(start);
            continue;
        }
        let parsed: ShardLine = serde_json::from_slice(line)
            .map_err(|error| RunError::Usage(format!("`{name}`, line {number}: no line of `bilint check --documents`: {error}")))?;
        match parsed {
            ShardLine::Finding(_) => findings += 1,
            ShardLine::Error(DocumentError { error, .. }) => {
                problems.push(format!("`{name}`: {error}"));
                lines.truncate(start);
            }
            ShardLine::Document(record) => {
                if record.findings != findings {
                    return Err(RunError::Usage(format!(
                        "`{name}`, line {number}: {findings} findings stand before `{}`, which has {}: the lines of a document belong together",
                        record.target_file, record.findings
                    )));
                }
                let rank = (record.target_file.clone(), record.source_file.clone());
                spool.push(rank, &lines).map_err(|source| RunError::Write { what: "a temporary file".to_owned(), source })?;
                lines.clear();
                findings = 0;
            }
        }
    }
    if findings > 0 {
        return Err(RunError::Usage(format!("`{name}` ends within a document: it is cut off")));
    }
    Ok(())
}

/// A document and its findings, from their lines.
fn document(lines: &[u8]) -> io::Result<(DocumentRecord, Vec<FindingRecord<'static>>)> {
    let mut findings = Vec::new();
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match serde_json::from_slice(line)? {
            ShardLine::Finding(found) => findings.push(found.finding),
            ShardLine::Document(record) => return Ok((*record, findings)),
            ShardLine::Error(_) => {}
        }
    }
    Err(io::Error::other("the lines of a document were lost"))
}
