//! Records → pairs: what a line, two lines or a unit say.

use serde::Deserialize;
use serde_json::Value;

use super::source::{Batch, Fault, LONGEST, Raw};
use crate::{
    config::Settings,
    model::Lang,
    read::{TmxPair, tmx_pair},
    run::RunError,
};

pub(super) type Langs = (Option<Lang>, Option<Lang>);

/// A pair as it was read.
#[derive(Debug)]
pub(super) struct Pair {
    pub id: Value,
    pub source: String,
    pub target: String,
    pub langs: Langs,
}

/// What the records of a stream are.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// A JSON object a line.
    Json,
    /// Rows of a Parquet file, each as a JSON object.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "other builds read no rows"))]
    Rows,
    /// Cells between tabs, named by the first line.
    Table(Columns),
    /// A line of each of two files.
    Moses,
    /// `tu` elements; the language that the file says it was written in.
    Tmx(Option<Lang>),
}

/// Columns of a table, by the names in its first line.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    id: Option<usize>,
    src_lang: Option<usize>,
    tgt_lang: Option<usize>,
    source: usize,
    target: usize,
}

impl Columns {
    /// Reads a first line.
    pub fn new(line: &str, settings: &Settings) -> Result<Self, RunError> {
        let names: Vec<&str> = line.split('\t').map(str::trim).collect();
        let place = |name: &str| names.iter().position(|known| *known == name);
        let find = |own: Option<&String>, usual: &[&str]| match own {
            Some(name) => place(name),
            None => names.iter().position(|name| usual.contains(name)),
        };
        let source = find(settings.source_column.as_ref(), &["source", "src"]);
        let target = find(settings.target_column.as_ref(), &["target", "tgt"]);
        let (Some(source), Some(target)) = (source, target) else {
            return Err(RunError::Usage(
                "the first line is neither JSON nor TMX nor a header with the columns `source` and `target` \
                 (other names: --source-column, --target-column; two files of lines: name both)"
                    .to_owned(),
            ));
        };
        let id = find(settings.id_column.as_ref(), &["id"]);
        Ok(Columns { id, src_lang: place("src_lang"), tgt_lang: place("tgt_lang"), source, target })
    }
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

/// Reads one record; the error says what is wrong with it.
pub(super) fn parse(batch: &Batch, raw: &Raw, form: &Form, settings: &Settings) -> Result<Pair, String> {
    let number = raw.number;
    let what = match form {
        Form::Tmx(_) => "unit",
        Form::Rows => "row",
        _ => "line",
    };
    let no_text = || format!("{what} {number} is not UTF-8");
    match raw.fault {
        Some(Fault::TooLong) => return Err(format!("{what} {number} is longer than {} MB", LONGEST >> 20)),
        Some(Fault::NoText) => return Err(no_text()),
        None => {}
    }
    let text = |bytes| std::str::from_utf8(bytes).map_err(|_| no_text());
    let first = text(batch.bytes(&raw.at))?;
    let flags = (settings.source_lang, settings.target_lang);
    let record = match form {
        Form::Json | Form::Rows => serde_json::from_str::<Record>(first).map_err(|error| format!("{what} {number}: {error}"))?,
        Form::Table(columns) => {
            let cells: Vec<&str> = first.split('\t').collect();
            let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map(|cell| (*cell).to_owned());
            Record {
                id: cell(columns.id).map_or(Value::Null, Value::String),
                src_lang: cell(columns.src_lang),
                tgt_lang: cell(columns.tgt_lang),
                source: cell(Some(columns.source)),
                target: cell(Some(columns.target)),
            }
        }
        Form::Moses => {
            let second = text(batch.bytes(&raw.second))?;
            return Ok(Pair { id: Value::Null, source: first.to_owned(), target: second.to_owned(), langs: flags });
        }
        Form::Tmx(written) => {
            let TmxPair { id, langs, source, target } = tmx_pair(first, &format!("unit {number}"), *written, flags)?;
            let id = if id.is_empty() { Value::Null } else { Value::String(id) };
            return Ok(Pair { id, source, target, langs: (langs.0.or(flags.0), langs.1.or(flags.1)) });
        }
    };
    let (Some(source), Some(target)) = (record.source, record.target) else {
        return Err(format!("{what} {number} lacks `source` or `target`"));
    };
    let lang = |tag: &Option<String>, flag: Option<Lang>| match tag.as_deref().map(str::trim) {
        Some(tag) if !tag.is_empty() => Lang::parse(tag).map(Some).map_err(|error| format!("{what} {number}: {error}")),
        _ => Ok(flag),
    };
    let langs = (lang(&record.src_lang, flags.0)?, lang(&record.tgt_lang, flags.1)?);
    Ok(Pair { id: record.id, source, target, langs })
}
