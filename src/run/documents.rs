//! Document mode: one pair of documents a JSON line in, its findings and a summary line out, in order. Pairs teach each other
//! nothing, so that a shard says of a pair what any other run would say.

use std::{
    io::{self, BufRead, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Job, Options, RunError, StreamProgress,
    check::{alone, unfit},
    discover::job,
    stream::{Sink, open_counted},
    texts::{Given, Texts, given},
};
use crate::{config::Settings, model::Lang, report::Shard};

/// Pairs of documents, and their bytes, that are in memory at a time.
const CHUNK: usize = 64;
const CHUNK_BYTES: usize = 32 << 20;
/// A longer line is no pair of documents.
const LONGEST: u64 = 64 << 20;

/// What document mode came to.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    pub read: u64,
    pub failed: u64,
    pub findings: u64,
    /// Lexicons that fitted no pair.
    pub unfit: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record {
    id: Value,
    src_lang: Option<String>,
    tgt_lang: Option<String>,
    /// The texts; without one, the file of that path is read.
    source: Option<String>,
    target: Option<String>,
    /// Names of the two documents in reports.
    source_path: Option<String>,
    target_path: Option<String>,
}

/// A pair that is to be read.
struct Wanted {
    id: Value,
    job: Job,
    source: Given,
    target: Given,
}

type Langs = (Option<Lang>, Option<Lang>);

/// What became of a line.
struct Done {
    lines: Vec<u8>,
    langs: Option<Langs>,
    findings: u64,
}

/// Checks the pairs of some files of JSON lines, or of standard input where none is named. With `quiet` no bar is shown.
///
/// # Errors
/// When the input cannot be read, the output cannot be written, or the run was stopped.
pub fn check_documents(
    inputs: &[PathBuf],
    mut output: Sink,
    settings: &Settings,
    options: Options<'_>,
    quiet: bool,
) -> Result<Documents, RunError> {
    let shard = Shard::new(&settings.report, &settings.gate);
    let mut sum = Documents::default();
    let mut met: Vec<Langs> = Vec::new();
    let unwritten = |source: io::Error| RunError::Write { what: "the output stream".to_owned(), source };
    each_chunk(inputs, quiet, |chunk| {
        let done: Vec<Done> =
            chunk.par_iter().map(|(number, line)| one(*number, line, &shard, settings, options)).collect::<Result<_, _>>()?;
        for done in done {
            sum.read += 1;
            sum.findings += done.findings;
            match done.langs {
                Some(langs) if !met.contains(&langs) => met.push(langs),
                Some(_) => {}
                None => sum.failed += 1,
            }
            output.write(&done.lines).map_err(unwritten)?;
        }
        Ok(())
    })?;
    options.sound()?;
    output.finish().map_err(unwritten)?;
    sum.unfit = unfit(options.lexicons, &met).into_iter().map(|error| error.to_string()).collect();
    Ok(sum)
}

/// Hands over the lines of some files, or of standard input where none is named, some at a time, each with its number.
pub(super) fn each_chunk(
    inputs: &[PathBuf],
    quiet: bool,
    mut each: impl FnMut(&[(u64, Vec<u8>)]) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let sizes = inputs.iter().map(|path| std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|file| file.len()));
    let size: Option<u64> = if inputs.is_empty() { None } else { sizes.sum() };
    let progress = StreamProgress::new(size, "documents", quiet);
    let read = Arc::new(AtomicU64::new(0));
    let inputs: Vec<Option<&PathBuf>> = if inputs.is_empty() { vec![None] } else { inputs.iter().map(Some).collect() };
    let mut documents = 0;
    for input in inputs {
        let unread = |source| RunError::Read {
            what: input.map_or_else(|| "standard input".to_owned(), |path| format!("`{}`", path.display())),
            source,
        };
        let mut lines = open_counted(input, &read)?;
        let mut number = 0;
        loop {
            let chunk = chunk(lines.as_mut(), &mut number).map_err(unread)?;
            if chunk.is_empty() {
                break;
            }
            each(&chunk)?;
            documents += chunk.len() as u64;
            progress.set(read.load(Ordering::Relaxed), documents);
        }
    }
    progress.finish();
    Ok(())
}

/// The next lines with their numbers; of one that is too long, only the beginning.
fn chunk(input: &mut dyn BufRead, number: &mut u64) -> io::Result<Vec<(u64, Vec<u8>)>> {
    let mut chunk = Vec::new();
    let mut bytes = 0;
    while chunk.len() < CHUNK && bytes < CHUNK_BYTES {
        let mut line = Vec::new();
        if input.take(LONGEST + 1).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        *number += 1;
        if line.len() as u64 > LONGEST && line.last() != Some(&b'\n') {
            input.skip_until(b'\n')?;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        bytes += line.len();
        chunk.push((*number, line));
    }
    Ok(chunk)
}

fn one(number: u64, line: &[u8], shard: &Shard, settings: &Settings, options: Options<'_>) -> Result<Done, RunError> {
    if options.stopped() {
        return Err(RunError::Interrupted);
    }
    let failed = |id: Value, error: String| Done { lines: Shard::error(id, number, error), langs: None, findings: 0 };
    let (id, job, texts) = match texts_of_line(number, line, settings, options) {
        Ok(read) => read,
        Err((id, error)) => return Ok(failed(id, error)),
    };
    let langs = texts.langs();
    let outcome = alone(&job, &[Ok(texts)], settings, options)?;
    Ok(Done { lines: shard.lines(&id, &outcome), langs: Some(langs), findings: outcome.findings.len() as u64 })
}

/// The pair of a line, read and cut; the error comes with the id, where there is one.
pub(super) fn texts_of_line(
    number: u64,
    line: &[u8],
    settings: &Settings,
    options: Options<'_>,
) -> Result<(Value, Job, Texts), (Value, String)> {
    let Wanted { id, job, source, target } = wanted(number, line)?;
    match given(source, target, &job, settings, options) {
        Ok(texts) => Ok((id, job, texts)),
        Err(problem) => Err((id, problem.message)),
    }
}

/// Reads a line; the error comes with the id, where there is one.
fn wanted(number: u64, line: &[u8]) -> Result<Wanted, (Value, String)> {
    if line.len() as u64 > LONGEST {
        return Err((Value::Null, format!("line {number} is longer than {} MB", LONGEST >> 20)));
    }
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let record: Record = serde_json::from_slice(line).map_err(|error| (Value::Null, format!("line {number}: {error}")))?;
    let id = if record.id.is_null() { Value::from(number) } else { record.id };
    let lang = |tag: &Option<String>| match tag.as_deref().map(str::trim) {
        Some(tag) if !tag.is_empty() => Lang::parse(tag).map(Some).map_err(|error| (id.clone(), format!("line {number}: {error}"))),
        _ => Ok(None),
    };
    let (source_lang, target_lang) = (lang(&record.src_lang)?, lang(&record.tgt_lang)?);
    let name = |path: &Option<String>, text: &Given, side: &str| match path {
        Some(path) => Ok(path.replace('\\', "/")),
        None if text.is_some() => Ok(format!("{}.{side}", id.as_str().map_or_else(|| id.to_string(), str::to_owned))),
        None => Err((id.clone(), format!("line {number} lacks `{side}` or `{side}_path`"))),
    };
    let source_name = name(&record.source_path, &record.source, "source")?;
    let target_name = name(&record.target_path, &record.target, "target")?;
    let mut job = job(Path::new(&source_name), Path::new(&target_name), source_name.clone(), target_name.clone(), "one line");
    job.source_lang = source_lang.or(job.source_lang);
    job.target_lang = target_lang.or(job.target_lang);
    Ok(Wanted { id, job, source: record.source, target: record.target })
}
