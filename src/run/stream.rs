//! `bilint score`: a stream of ready-made pairs in, one scored record a pair out, in order, in constant memory.

use std::io::{BufRead, Write};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    RunError,
    check::{Saved, fitting, unfit},
};
use crate::{
    config::Settings,
    lexicon::{Learner, Lexicon},
    model::{Bead, Finding, Lang, Segment, Severity},
    rules::{Bitext, Context, Side, judge},
    terms::Glossary,
    text::tokens::each_token,
};

/// Pairs that are read, learnt from and judged together, and their bytes: all that is in memory.
const BATCH: usize = 8192;
const BATCH_BYTES: usize = 4 << 20;
/// Pairs of one pair of languages that a lexicon takes.
const FEWEST: usize = 20;

/// How the scored records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// The input line with `score` and `rules` appended.
    Tsv,
}

/// Counts at the end of a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StreamStats {
    pub read: u64,
    pub failed: u64,
    pub flagged: u64,
    /// Lexicons that fitted no pair.
    pub unfit: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record {
    id: Value,
    src_lang: Option<String>,
    tgt_lang: Option<String>,
    source: Option<String>,
    target: Option<String>,
}

/// Columns of a table, by the names in its first line.
#[derive(Debug, Clone, Default)]
struct Columns {
    id: Option<usize>,
    src_lang: Option<usize>,
    tgt_lang: Option<usize>,
    source: usize,
    target: usize,
}

type Langs = (Option<Lang>, Option<Lang>);

/// A pair as it was read.
struct Pair {
    id: Value,
    source: String,
    target: String,
    langs: Langs,
}

/// Scores JSON lines or a table with a header line. The pairs of a batch teach each other words.
///
/// # Errors
/// When the stream cannot be read or written, or its first line is neither JSON nor a header with `source` and `target`.
pub fn score_stream(
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    format: Format,
    settings: &Settings,
    lexicons: &[Saved],
    terms: Option<&Glossary>,
) -> Result<StreamStats, RunError> {
    let unread = |source| RunError::Read { what: "the input stream".to_owned(), source };
    let unwritten = |source| RunError::Write { what: "the output stream".to_owned(), source };
    let mut stats = StreamStats::default();
    let mut columns: Option<Columns> = None;
    let mut first = true;
    let mut number = 0u64;
    let mut batch: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut bytes = 0;
    let mut met: Vec<Langs> = Vec::new();
    loop {
        let mut line = Vec::new();
        let more = input.read_until(b'\n', &mut line).map_err(unread)? > 0;
        while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
            line.pop();
        }
        if more && first {
            if line.starts_with(b"\xef\xbb\xbf") {
                line.drain(..3);
            }
            first = false;
            if line.first() != Some(&b'{') && !line.is_empty() {
                columns = Some(header(&String::from_utf8_lossy(&line))?);
                if format == Format::Tsv {
                    output.write_all(&line).and_then(|()| output.write_all(b"\tscore\trules\n")).map_err(unwritten)?;
                }
                number += 1;
                continue;
            }
            if format == Format::Tsv && !line.is_empty() {
                writeln!(output, "id\tsource\ttarget\tscore\trules").map_err(unwritten)?;
            }
        }
        if more {
            number += 1;
            if !line.is_empty() {
                bytes += line.len();
                batch.push((number, line));
            }
        }
        if batch.len() == BATCH || bytes > BATCH_BYTES || (!more && !batch.is_empty()) {
            let pairs: Vec<Result<Pair, String>> =
                batch.par_iter().map(|(number, line)| parse(*number, line, columns.as_ref(), settings)).collect();
            let taught = Taught { lexicons: teach(&pairs, lexicons, &mut met), terms };
            let scored: Vec<(String, bool, bool)> = batch
                .par_iter()
                .zip(&pairs)
                .map(|((number, line), pair)| score_line(*number, line, pair.as_ref(), columns.is_some(), format, settings, &taught))
                .collect();
            for (text, good, flagged) in scored {
                stats.read += 1;
                stats.failed += u64::from(!good);
                stats.flagged += u64::from(flagged);
                output.write_all(text.as_bytes()).map_err(unwritten)?;
            }
            batch.clear();
            bytes = 0;
        }
        if !more {
            output.flush().map_err(unwritten)?;
            stats.unfit = unfit(lexicons, &met).into_iter().map(|error| error.to_string()).collect();
            return Ok(stats);
        }
    }
}

/// What is known of words.
struct Taught<'a> {
    /// What the pairs of a batch, and lexicons learnt elsewhere, teach: one lexicon a pair of languages.
    lexicons: Vec<(Langs, Lexicon)>,
    terms: Option<&'a Glossary>,
}

fn teach(pairs: &[Result<Pair, String>], lexicons: &[Saved], met: &mut Vec<Langs>) -> Vec<(Langs, Lexicon)> {
    let mut groups: Vec<(Langs, Vec<&Pair>)> = Vec::new();
    let mut places: FxHashMap<Langs, usize> = FxHashMap::default();
    for pair in pairs.iter().flatten() {
        let place = *places.entry(pair.langs).or_insert(groups.len());
        if place == groups.len() {
            groups.push((pair.langs, Vec::new()));
        }
        groups[place].1.push(pair);
    }
    for (langs, _) in &groups {
        if !met.contains(langs) {
            met.push(*langs);
        }
    }
    let learn = |((source, target), pairs): (Langs, Vec<&Pair>)| {
        let known = fitting(lexicons, source, target);
        if known.is_none() && pairs.len() < FEWEST {
            return None;
        }
        let mut learner = Learner::default();
        // One translation of a text teaches: further ones are variants of it, perhaps bad ones.
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for pair in pairs.iter().filter(|pair| seen.insert(&pair.source)) {
            learner.add(&pair.source, &pair.target, 1.0);
        }
        let mut taught = learner.learn(source.zip(target));
        if let Some(known) = known {
            taught.merge(&known);
            taught.temper(pairs.iter().map(|pair| (pair.source.as_str(), pair.target.as_str())));
        }
        Some(((source, target), taught))
    };
    groups.into_par_iter().filter_map(learn).collect()
}

fn header(line: &str) -> Result<Columns, RunError> {
    let names: Vec<&str> = line.split('\t').map(str::trim).collect();
    let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(name));
    match (find(&["source", "src"]), find(&["target", "tgt"])) {
        (Some(source), Some(target)) => {
            Ok(Columns { id: find(&["id"]), src_lang: find(&["src_lang"]), tgt_lang: find(&["tgt_lang"]), source, target })
        }
        _ => Err(RunError::Usage("the first line is neither JSON nor a header with the columns `source` and `target`".to_owned())),
    }
}

/// Reads one line; the error says what is wrong with it.
fn parse(number: u64, line: &[u8], columns: Option<&Columns>, settings: &Settings) -> Result<Pair, String> {
    let text = std::str::from_utf8(line).map_err(|_| format!("line {number} is not UTF-8"))?;
    let record = match columns {
        None => serde_json::from_str::<Record>(text).map_err(|error| format!("line {number}: {error}"))?,
        Some(columns) => {
            let cells: Vec<&str> = text.split('\t').collect();
            let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map(|cell| (*cell).to_owned());
            Record {
                id: cell(columns.id).map_or(Value::Null, Value::String),
                src_lang: cell(columns.src_lang),
                tgt_lang: cell(columns.tgt_lang),
                source: cell(Some(columns.source)),
                target: cell(Some(columns.target)),
            }
        }
    };
    let (Some(source), Some(target)) = (record.source, record.target) else {
        return Err(format!("line {number} lacks `source` or `target`"));
    };
    let lang = |tag: &Option<String>, flag: Option<Lang>| match tag.as_deref().map(str::trim) {
        Some(tag) if !tag.is_empty() => Lang::parse(tag).map(Some).map_err(|error| format!("line {number}: {error}")),
        _ => Ok(flag),
    };
    let langs = (lang(&record.src_lang, settings.source_lang)?, lang(&record.tgt_lang, settings.target_lang)?);
    Ok(Pair { id: record.id, source, target, langs })
}

/// A record as it is written, whether it could be read, and whether something was found.
fn score_line(
    number: u64,
    line: &[u8],
    pair: Result<&Pair, &String>,
    table: bool,
    format: Format,
    settings: &Settings,
    taught: &Taught<'_>,
) -> (String, bool, bool) {
    let text = String::from_utf8_lossy(line);
    let pair = match pair {
        Ok(pair) => pair,
        Err(message) => {
            let out = match format {
                Format::JsonLines => json!({"line": number, "error": message}).to_string() + "\n",
                Format::Tsv => format!("{text}\t\terror: {}\n", message.replace(['\t', '\n'], " ")),
            };
            return (out, false, false);
        }
    };
    let (score, findings) = score_pair(pair, taught, settings);
    let flagged = findings.iter().any(|f| f.severity > Severity::Info);
    let out = match format {
        Format::JsonLines => {
            let findings: Vec<Value> = findings.iter().map(finding).collect();
            let id = if pair.id.is_null() { json!(number) } else { pair.id.clone() };
            json!({"id": id, "score": score, "findings": findings}).to_string() + "\n"
        }
        Format::Tsv => {
            let mut rules: Vec<&str> = findings.iter().map(|f| f.rule).collect();
            rules.dedup();
            let start = if table {
                text.into_owned()
            } else {
                let id = pair.id.as_str().map_or_else(|| pair.id.to_string(), str::to_owned);
                let flat = |text: &str| text.replace(['\t', '\n', '\r'], " ");
                format!("{}\t{}\t{}", flat(&id), flat(&pair.source), flat(&pair.target))
            };
            format!("{start}\t{score}\t{}\n", rules.join(" "))
        }
    };
    (out, true, flagged)
}

fn finding(finding: &Finding) -> Value {
    let span = |quote: &Option<crate::model::Quote>| {
        quote.as_ref().map(|quote| json!({"text": quote.text, "start": quote.span.start, "end": quote.span.end}))
    };
    json!({
        "rule": finding.rule,
        "severity": finding.severity.as_str(),
        "confidence": finding.confidence,
        "message": finding.message,
        "source_span": span(&finding.source),
        "target_span": span(&finding.target),
        "suggestion": finding.suggestion,
    })
}

/// Judges one pair: the score, 0 to 100 with one decimal, and the findings.
fn score_pair(pair: &Pair, taught: &Taught<'_>, settings: &Settings) -> (f64, Vec<Finding>) {
    let Pair { source, target, langs: (source_lang, target_lang), .. } = pair;
    let lexicon = taught.lexicons.iter().find(|(langs, _)| *langs == pair.langs).map(|(_, lexicon)| lexicon);
    let (from, to) = ([Segment::line(0, source.trim())], [Segment::line(0, target.trim())]);
    let empty = |segment: &Segment| segment.text.is_empty();
    let bead = |source, target| Bead { source, target, confidence: 1.0, score: 0.0, moved: false };
    let beads = match (empty(&from[0]), empty(&to[0])) {
        (false, true) => vec![bead(0..1, 0..0), bead(1..1, 0..1)],
        (true, false) => vec![bead(0..0, 0..1), bead(0..1, 1..1)],
        _ => vec![bead(0..1, 0..1)],
    };
    let side = |lang, segments| Side { lang, path: "", segments };
    let bitext = Bitext::new(side(*source_lang, &from), side(*target_lang, &to), &beads);
    let cx = Context { lexicon, terms: taught.terms, ..Context::new(settings, *source_lang, *target_lang) };
    let mut findings = judge(&bitext, &cx, false).findings;
    findings.retain(|f| f.confidence >= settings.report.min_confidence && f.severity >= settings.report.min_severity);
    let mut doubt = 0.0;
    for found in &findings {
        let weight = match found.severity {
            Severity::Critical => 0.6,
            Severity::Major => 0.4,
            Severity::Minor => 0.12,
            Severity::Info => 0.02,
        };
        // Findings add up as independent doubts.
        doubt = 1.0 - (1.0 - doubt) * (1.0 - weight * f64::from(found.confidence) / 100.0);
    }
    let score = 100.0 * (1.0 - doubt) * fit(source, target, &cx) * adequate(&bitext, &cx);
    ((score * 100.0).round() / 100.0, findings)
}

/// How well lengths and surface tokens answer each other, 0.7 to 1: what tells apart two translations without findings.
fn fit(source: &str, target: &str, cx: &Context<'_>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
    let length = |text: &str| (text.chars().count() as f64).max(1.0);
    let expected = cx.target.length.log_ratio - cx.source.length.log_ratio;
    let shortest = length(source).min(length(target));
    let spread = (cx.target.length.deviation + cx.source.length.deviation) * (1.0 + 20.0 / shortest);
    let z = ((length(target) / length(source)).ln() - expected) / spread.max(0.05);
    let by_length = (-0.5 * z * z / 4.0).exp();
    let figures = |text: &str| {
        let mut list = Vec::new();
        if text.bytes().any(|byte| byte.is_ascii_digit() || byte >= 0x80) {
            each_token(text, |token| {
                if token.starts_with(|c: char| c.is_ascii_digit()) {
                    list.push(token.to_owned());
                }
            });
        }
        list
    };
    let (mine, theirs): (Vec<String>, Vec<String>) = (figures(source), figures(target));
    let shared = mine.iter().filter(|token| theirs.contains(token)).count();
    let most = mine.len().max(theirs.len());
    #[expect(clippy::cast_precision_loss, reason = "tokens of a sentence")]
    let by_figures = if most == 0 { 1.0 } else { shared as f64 / most as f64 };
    0.7 + 0.22 * by_length + 0.08 * by_figures
}

/// How much of what was to be expected the words of both sides find in the other, as a factor.
fn adequate(bitext: &Bitext<'_>, cx: &Context<'_>) -> f64 {
    let account = bitext.pairs.first().filter(|pair| pair.is_linked()).and_then(|pair| pair.adequacy(cx));
    let share = account.map_or(1.0, |account| account.source.share().min(account.target.share()));
    0.8 + 0.2 * f64::from(share)
}
