//! `bilint names`.

use std::io::{self, BufRead, BufWriter, Write};

use anyhow::{anyhow, bail};
use rayon::prelude::*;
use serde_json::json;

use super::{
    Outcome,
    args::{NamesArgs, NamesCommand, NamesFormat},
    settings::{names_flags, resolve},
};
use crate::{
    config::Settings,
    gate::{NameDecision, NameDecisions, NameOpinion},
    model::{Lang, NameRow},
    names::{Named, compare, compare_unseen},
    report::{NAMES, name_cells},
    run::{NameFinding, list_names, name_findings, open_lines, plan},
};

/// Rows read before they are compared in parallel.
const BATCH: usize = 4096;

pub(super) fn run(args: &NamesArgs) -> anyhow::Result<Outcome> {
    match &args.command {
        NamesCommand::Compare { file, no_tables } => compare_stream(open_lines(file.as_ref())?, *no_tables),
        NamesCommand::Find { file, names_style, no_adapt } => {
            let mut settings = Settings::default();
            names_flags(names_style.as_deref(), *no_adapt, &mut settings)?;
            find(open_lines(file.as_ref())?, &settings)
        }
        NamesCommand::List { source, target, input, format } => {
            let (settings, ..) = resolve(input)?;
            let plan = plan(&[source.clone(), target.clone()], &settings)?;
            let rows = list_names(&plan, &settings).map_err(|problem| anyhow!(problem.message))?;
            let mut out = BufWriter::new(io::stdout().lock());
            match format {
                NamesFormat::Tsv => table(&rows, &mut out)?,
                NamesFormat::Toml => out.write_all(proposal(&rows).to_toml().as_bytes())?,
            }
            out.flush()?;
            Ok(Outcome::Passed)
        }
    }
}

/// The columns of names.csv, separated by tabs.
fn table(rows: &[NameRow], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("\t"))?;
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = name_cells(at + 1, row).into_iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect();
        writeln!(out, "{}", cells.join("\t"))?;
    }
    Ok(())
}

/// Names with one spelling to keep to each, as names.toml has them.
fn proposal(rows: &[NameRow]) -> NameDecisions {
    let mut out = NameDecisions::default();
    for row in rows.iter().filter(|row| !row.source_name.is_empty() && !row.proposed.is_empty()) {
        let decision =
            NameDecision { verdict: NameOpinion::Same, spelling: Some(row.proposed.clone()), accept: Vec::new(), reason: None, by: None };
        out.entries.entry(row.source_name.clone()).or_insert(decision);
    }
    out
}

/// The header of a table and its rows.
struct Rows {
    names: Vec<String>,
    lines: io::Lines<Box<dyn BufRead>>,
}

impl Rows {
    fn new(input: Box<dyn BufRead>) -> anyhow::Result<Self> {
        let mut lines = input.lines();
        let header = lines.next().transpose()?.unwrap_or_default();
        let names = header.trim_start_matches('\u{feff}').trim_end_matches('\r').split('\t').map(|name| name.trim().to_owned()).collect();
        Ok(Rows { names, lines })
    }

    fn column(&self, name: &str) -> anyhow::Result<usize> {
        self.names
            .iter()
            .position(|known| known == name)
            .ok_or_else(|| anyhow!("the header lacks `{name}`; it has: {}", self.names.join(", ")))
    }
}

fn compare_stream(input: Box<dyn BufRead>, no_tables: bool) -> anyhow::Result<Outcome> {
    let mut rows = Rows::new(input)?;
    let [id, source, target] = [rows.column("id")?, rows.column("src_name")?, rows.column("tgt_name")?];
    let languages = [rows.column("src_lang").ok(), rows.column("tgt_lang").ok()];
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "id\tscore")?;
    let mut batch: Vec<String> = Vec::with_capacity(BATCH);
    loop {
        let line = rows.lines.next().transpose()?;
        let done = line.is_none();
        batch.extend(line);
        if batch.len() == BATCH || done {
            let scored: Vec<String> = batch
                .par_iter()
                .map(|line| {
                    let cells: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
                    let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
                    let lang = |at: Option<usize>| at.and_then(|at| Lang::parse(cell(at)).ok());
                    let [from, to] = languages.map(lang);
                    let score = if no_tables {
                        compare_unseen(cell(source), cell(target))
                    } else {
                        compare(Named { text: cell(source), lang: from }, Named { text: cell(target), lang: to })
                    };
                    format!("{}\t{score:.6}\n", cell(id))
                })
                .collect();
            for line in scored {
                out.write_all(line.as_bytes())?;
            }
            batch.clear();
        }
        if done {
            out.flush()?;
            return Ok(Outcome::Passed);
        }
    }
}

fn find(input: Box<dyn BufRead>, settings: &Settings) -> anyhow::Result<Outcome> {
    let mut rows = Rows::new(input)?;
    let columns = ["id", "src_lang", "tgt_lang", "source", "target"].map(|name| rows.column(name));
    let [id, from, to, source, target] = columns;
    let (id, from, to, source, target) = (id?, from?, to?, source?, target?);
    let mut pairs = Vec::new();
    while let Some(line) = rows.lines.next().transpose()? {
        let cells: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default().to_owned();
        pairs.push(NameFinding {
            id: cell(id),
            source_lang: Lang::parse(&cell(from)).ok(),
            target_lang: Lang::parse(&cell(to)).ok(),
            source: cell(source),
            target: cell(target),
            findings: Vec::new(),
        });
    }
    if pairs.is_empty() {
        bail!("the input has no rows");
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for row in name_findings(pairs, settings) {
        let span = |quote: &Option<crate::model::Quote>| quote.as_ref().map(|quote| quote.text.clone());
        let findings: Vec<_> = row
            .findings
            .iter()
            .map(|f| {
                json!({"rule": f.rule, "severity": f.severity.as_str(), "confidence": f.confidence, "message": f.message,
                       "source_span": span(&f.source), "target_span": span(&f.target), "suggestion": f.suggestion})
            })
            .collect();
        writeln!(out, "{}", json!({"id": row.id, "findings": findings}))?;
    }
    out.flush()?;
    Ok(Outcome::Passed)
}
