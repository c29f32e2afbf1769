//! `bilint rules` and `bilint explain`.

use std::io::{self, Write};

use anyhow::anyhow;

use super::Outcome;
use crate::{
    config,
    model::{packed_file, unpacked},
    rules,
};

/// The pass and fail examples of one rule: the table beside its test.
fn examples(id: &str) -> Option<String> {
    let all = unpacked(packed_file!("examples.txt"));
    all.split('\u{1}').find_map(|table| table.strip_prefix(id)?.strip_prefix('\n')).map(str::to_owned)
}

pub(super) fn rules() -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    writeln!(out, "{:<24} {:<11} {:<9} {:<9} {:>5} {:>8}  finds", "rule", "family", "severity", "languages", "right", "alarms")?;
    for rule in rules::all() {
        let meta = rule.meta();
        let counts = rules::measured(meta.id);
        let right = counts.and_then(|counts| counts.precision()).map_or_else(|| "–".to_owned(), |share| format!("{share} %"));
        let alarms = counts.and_then(|counts| counts.alarms()).map_or_else(|| "–".to_owned(), |rate| format!("{rate:.2}"));
        writeln!(
            out,
            "{:<24} {:<11} {:<9} {:<9} {right:>5} {alarms:>8}  {}",
            meta.id,
            meta.family,
            meta.severity.to_string(),
            languages(rules::judged_languages(*rule)),
            finds(meta.docs)
        )?;
    }
    writeln!(
        out,
        "\nlanguages: into how many of the {} languages with a file of facts the rule judges English text; others are said to be not checked\n\
         right: of its findings on labelled data, how many stand where a fault is (– where it had fewer than 20)\n\
         alarms: its findings per 1,000 sentences of clean human translations; some of them are true",
        rules::known_languages()
    )?;
    Ok(Outcome::Passed)
}

/// The languages that a rule can judge, as a cell.
fn languages(judged: usize) -> String {
    if judged == rules::known_languages() { "all".to_owned() } else { judged.to_string() }
}

/// The first sentence under "What it finds".
fn finds(docs: &str) -> String {
    let body = docs.split_once("## What it finds").map_or(docs, |(_, rest)| rest);
    let lines: Vec<&str> = body.lines().map(str::trim).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
    lines.join(" ").split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
}

pub(super) fn explain(id: &str) -> anyhow::Result<Outcome> {
    let Some(rule) = rules::find(id) else {
        let near = config::nearest(id, rules::all().iter().map(|rule| rule.meta().id));
        return Err(anyhow!("there is no rule `{id}`{near} (`bilint rules` lists them)"));
    };
    let meta = rule.meta();
    let mut out = io::stdout().lock();
    writeln!(out, "{} ({}, {}, MQM {})\n", meta.id, meta.family, meta.severity, meta.mqm)?;
    for line in meta.docs.lines() {
        writeln!(out, "{}", line.strip_prefix(' ').unwrap_or(line))?;
    }
    if let Some(table) = examples(id) {
        for (wanted, title) in [("hit", "## Found"), ("pass", "## Not found")] {
            writeln!(out, "\n{title}\n")?;
            for row in table.lines().skip(1) {
                let cells: Vec<&str> = row.split('\t').collect();
                if let [from, to, source, target, expect, note, ..] = cells.as_slice()
                    && *expect == wanted
                {
                    writeln!(out, "- {note}\n    {from}  {source}\n    {to}  {target}")?;
                }
            }
        }
    }
    writeln!(out, "\n## How to silence it\n")?;
    writeln!(out, "- one place: `<!-- bilint-ignore-next {id}: reason -->` before the paragraph (Markdown, HTML)")?;
    writeln!(out, "- everywhere: `[rules]` `{id} = \"off\"` in bilint.toml, or `--off {id}`")?;
    writeln!(out, "- for some languages or paths: `[[overrides]]` in bilint.toml")?;
    Ok(Outcome::Passed)
}
