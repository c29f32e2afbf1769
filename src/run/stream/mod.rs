//! `bilint score`: a stream of ready-made pairs in, one scored record a pair out, in order, in constant memory.
//!
//! Four stages run side by side, a batch of pairs each: reading, understanding and learning, judging, writing.

mod count;
mod filter;
mod judge;
mod pairs;
#[cfg(feature = "parquet")]
mod rows;
mod sink;
mod source;
mod stats;
mod units;
mod unpack;
mod write;

use std::{
    io::{self, BufRead},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::sync_channel,
    },
    thread,
};

use memchr::memmem;
use rayon::prelude::*;

pub(super) use count::count_stream;
pub use count::is_stream;
pub use filter::{Filter, FilterError};
pub use sink::Sink;
pub use stats::{LanguageCount, RuleCount, Statistics};
pub use write::Format;

use super::{RunError, Saved, StreamProgress, check::unfit};
use crate::{
    config::Settings,
    model::Finding,
    read::tmx_source_lang,
    repeats::{Corpus, Repeated},
    rules::Context,
    terms::Glossary,
};
use judge::{Copies, Judged, Taught, teach};
use pairs::{Columns, Form, Langs, Pair, parse};
use source::{Batch, Broken, Lines, Raw, Records};
use units::Units;
use unpack::{Opened, open, shown};
use write::Written;

/// Pairs that one processor judges before it takes others.
const CHUNK: usize = 128;
/// Pairs that each rule is asked about one after the other: few enough that what is worked out of them stays at hand.
const TOGETHER: usize = 32;

/// How a stream is scored.
#[derive(Clone, Copy)]
pub struct Streaming<'a> {
    pub format: Format,
    /// Which pairs are kept; all without one.
    pub filter: Option<&'a Filter>,
    pub settings: &'a Settings,
    pub lexicons: &'a [Saved],
    pub terms: Option<&'a Glossary>,
    /// What the corpus repeats that the stream is a part of, and the number of the stream in it.
    pub corpus: Option<(&'a Corpus, u32)>,
    /// Each pair is judged by itself: what is said of it does not depend on its neighbours.
    pub alone: bool,
    /// Set from outside when the run is to stop.
    pub stop: Option<&'a AtomicBool>,
    /// No bar, even on a terminal.
    pub quiet: bool,
}

/// Where the records go: one file, or two for Moses pairs that stay as they are. The rejected ones may go nowhere.
pub struct Sinks {
    pub kept: Vec<Sink>,
    pub rejected: Vec<Sink>,
}

/// What a stream came to.
#[derive(Debug, Clone, Default)]
pub struct Streamed {
    pub statistics: Statistics,
    /// Lexicons that fitted no pair.
    pub unfit: Vec<String>,
}

/// What one processor made of some pairs.
#[derive(Default)]
struct Chunk {
    kept: Written,
    rejected: Written,
    statistics: Statistics,
}

/// Scores one stream (JSON lines, a table with a header line, TMX), or two files of lines that answer each other. The pairs of
/// a batch teach each other words.
///
/// # Errors
/// When the stream cannot be read or written, is of no known form, breaks off, or the run was stopped. Files of `sinks` then do not appear.
pub fn score_stream(inputs: &[PathBuf], sinks: Sinks, how: Streaming<'_>) -> Result<Streamed, RunError> {
    let read = Arc::new(AtomicU64::new(0));
    let Some(begun) = begin(inputs, how.format, how.settings, &read)? else {
        finish(sinks)?;
        return Ok(Streamed::default());
    };
    let Begun { records, form, head, size } = begun;
    let form = &form;
    let progress = StreamProgress::new(size, "pairs", how.quiet);
    thread::scope(|scope| {
        let (raw, to_teach) = sync_channel(1);
        let reader = scope.spawn(move || read_all(records, &read, &raw));
        let (taught, to_judge) = sync_channel(1);
        let teacher = scope.spawn(move || {
            let mut met: Vec<Langs> = Vec::new();
            for batch in to_teach {
                let ready = batch.map(|batch: Batch| {
                    let pairs: Vec<Result<Pair, String>> =
                        batch.records.par_iter().map(|raw| parse(&batch, raw, form, how.settings)).collect();
                    let lexicons = teach(&pairs, how.lexicons, how.alone, &mut met);
                    (batch, pairs, lexicons)
                });
                if taught.send(ready).is_err() {
                    break;
                }
            }
            met
        });
        let (text, to_write) = sync_channel::<Vec<Chunk>>(1);
        let writer = scope.spawn(move || write_all(sinks, &head, &to_write));
        let mut statistics = Statistics::default();
        let mut broken = None;
        for ready in to_judge {
            let (batch, pairs, lexicons) = match ready {
                Ok(ready) => ready,
                Err(error) => {
                    broken = Some(torn(error, inputs));
                    break;
                }
            };
            let chunks: Vec<Chunk> = batch
                .records
                .par_chunks(CHUNK)
                .zip(pairs.par_chunks(CHUNK))
                .map(|(raws, pairs)| judge_chunk(&batch, raws, pairs, &lexicons, form, how))
                .collect();
            chunks.iter().for_each(|chunk| statistics.merge(&chunk.statistics));
            progress.set(batch.consumed, statistics.read);
            if how.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                broken = Some(RunError::Interrupted);
                break;
            }
            if text.send(chunks).is_err() {
                break;
            }
        }
        drop(text);
        progress.finish();
        let written = writer.join();
        // Asking the teacher for the languages ends it first, and the reader with it.
        let met = teacher.join();
        let unwritten = |source| RunError::Write { what: "the output stream".to_owned(), source };
        let sinks = written.map_err(|_| lost())?.map_err(unwritten)?;
        if let Some(error) = broken {
            return Err(error);
        }
        let end = reader.join().map_err(|_| lost())?;
        let met = met.map_err(|_| lost())?;
        how.corpus.map_or(Ok(()), |(corpus, _)| corpus.sound())?;
        finish(with_end(sinks, how.format, &end)?)?;
        let unfit = unfit(how.lexicons, &met).into_iter().map(|error| error.to_string()).collect();
        Ok(Streamed { statistics, unfit })
    })
}

/// Scores pairs that are in memory as [`score_stream`] scores a stream of them: JSON lines, in order.
#[must_use]
pub fn score_pairs(pairs: Vec<(String, String)>, how: Streaming<'_>) -> Vec<u8> {
    let langs = (how.settings.source_lang, how.settings.target_lang);
    let form = Form::Json;
    let (mut out, mut number, mut pairs) = (Vec::new(), 0, pairs.into_iter());
    loop {
        let mut batch = Batch::default();
        let mut read = Vec::new();
        for (source, target) in pairs.by_ref().take(source::BATCH) {
            number += 1;
            batch.records.push(Raw { number, at: 0..0, second: 0..0, fault: None });
            read.push(Ok(Pair { id: serde_json::Value::Null, source, target, langs }));
        }
        if read.is_empty() {
            return out;
        }
        let lexicons = teach(&read, how.lexicons, how.alone, &mut Vec::new());
        let chunks = batch.records.par_chunks(CHUNK).zip(read.par_chunks(CHUNK));
        let chunks: Vec<Chunk> = chunks.map(|(raws, pairs)| judge_chunk(&batch, raws, pairs, &lexicons, &form, how)).collect();
        chunks.iter().for_each(|chunk| out.extend_from_slice(&chunk.kept.first));
    }
}

/// A thread that panicked has said so itself.
fn lost() -> RunError {
    RunError::Usage("internal error: a stage of the stream ended early".to_owned())
}

/// An input whose form is known.
struct Begun {
    records: Records,
    form: Form,
    /// What is written before the first record.
    head: Vec<u8>,
    size: Option<u64>,
}

/// Opens the inputs and looks at their beginnings; `None` where there is nothing.
fn begin(inputs: &[PathBuf], format: Format, settings: &Settings, read: &Arc<AtomicU64>) -> Result<Option<Begun>, RunError> {
    let label = settings.encoding.as_deref();
    let unread = |source| RunError::Read { what: shown(inputs.first().map(PathBuf::as_path)), source };
    let scored = b"id\tsource\ttarget\tscore\trules\n".to_vec();
    let head = |input: Vec<u8>| match format {
        Format::JsonLines => Vec::new(),
        Format::Tsv => scored,
        Format::Input => input,
    };
    #[cfg(feature = "parquet")]
    if let [path] = inputs
        && rows::is_parquet(path)
    {
        let rows = rows::Rows::open(path, settings)?;
        let size = Some(rows.size());
        return Ok(Some(Begun { records: Records::Rows(rows), form: Form::Rows, head: head(Vec::new()), size }));
    }
    let Opened { stream, size } = open(inputs.first(), label, read)?;
    let mut lines = Lines::new(stream);
    if let Some(second) = inputs.get(1) {
        let other = open(Some(second), label, read)?;
        let size = size.zip(other.size).map(|(a, b)| a + b);
        let records = Records::Pairs(lines, Lines::new(other.stream));
        return Ok(Some(Begun { records, form: Form::Moses, head: head(Vec::new()), size }));
    }
    let bytes = lines.peek().map_err(unread)?;
    if bytes.starts_with(b"PAR1") {
        let what = shown(inputs.first().map(PathBuf::as_path));
        let way = if cfg!(feature = "parquet") {
            "it is read from its end, so name one file instead of a pipe"
        } else {
            "this build does not read it: build bilint with `--features parquet`, or hand it over as JSON lines"
        };
        return Err(RunError::Usage(format!("{what} is Parquet; {way}")));
    }
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None if bytes.is_empty() => Ok(None),
        Some(b'{') => {
            let input = Vec::new();
            Ok(Some(Begun { records: Records::Lines(lines), form: Form::Json, head: head(input), size }))
        }
        Some(b'<') => {
            let units = Units::new(lines.into_inner()).map_err(unread)?;
            if memmem::find(units.head(), b"<tmx").is_none() {
                let what = shown(inputs.first().map(PathBuf::as_path));
                return Err(RunError::Usage(format!("{what} is XML but not TMX: `bilint check` reads the other formats")));
            }
            let written = tmx_source_lang(&String::from_utf8_lossy(units.head()));
            let head = head(units.head().to_vec());
            Ok(Some(Begun { records: Records::Units(units), form: Form::Tmx(written), head, size }))
        }
        _ => {
            let mut line = Vec::new();
            lines.line(&mut line).map_err(unread)?;
            let columns = Columns::new(&String::from_utf8_lossy(&line), settings)?;
            line.extend_from_slice(if format == Format::Tsv { b"\tscore\trules\n" } else { b"\n" });
            let head = if format == Format::JsonLines { Vec::new() } else { line };
            Ok(Some(Begun { records: Records::Lines(lines), form: Form::Table(columns), head, size }))
        }
    }
}

/// Sends batches until the stream ends or nobody wants more; gives back what stood after the last record.
fn read_all(mut records: Records, read: &AtomicU64, batches: &std::sync::mpsc::SyncSender<Result<Batch, Broken>>) -> Vec<u8> {
    loop {
        match records.next() {
            Ok(batch) if batch.records.is_empty() => return records.end().to_vec(),
            Ok(mut batch) => {
                batch.consumed = records.consumed().unwrap_or_else(|| read.load(Ordering::Relaxed));
                if batches.send(Ok(batch)).is_err() {
                    return Vec::new();
                }
            }
            Err((batch, error)) => {
                if batch.records.is_empty() || batches.send(Ok(batch)).is_ok() {
                    let _ = batches.send(Err(error));
                }
                return Vec::new();
            }
        }
    }
}

fn torn(error: Broken, inputs: &[PathBuf]) -> RunError {
    let name = |at: usize| shown(inputs.get(at).map(PathBuf::as_path));
    match error {
        Broken::Io(source) => RunError::Read { what: name(0), source },
        Broken::Lines { number, first_ends } => {
            let (short, long) = if first_ends { (name(0), name(1)) } else { (name(1), name(0)) };
            RunError::Usage(format!("{short} ends after line {number}, and {long} goes on: line n of one must answer line n of the other"))
        }
        Broken::Cut(number) => RunError::Usage(format!("{} ends after unit {number} without `</tmx>`: it is cut off", name(0))),
    }
}

fn judge_chunk(batch: &Batch, raws: &[Raw], pairs: &[Result<Pair, String>], lexicons: &Taught, form: &Form, how: Streaming<'_>) -> Chunk {
    // By languages, whatever order they come in.
    let mut groups: Vec<(Langs, Vec<usize>)> = Vec::new();
    for (at, pair) in pairs.iter().enumerate().filter_map(|(at, pair)| Some((at, pair.as_ref().ok()?))) {
        match groups.iter_mut().find(|(langs, _)| *langs == pair.langs) {
            Some((_, places)) => places.push(at),
            None => groups.push((pair.langs, vec![at])),
        }
    }
    let mut scored: Vec<Option<(usize, f64, Vec<Finding>)>> = pairs.iter().map(|_| None).collect();
    for (group, (langs, places)) in groups.iter().enumerate() {
        let lexicon = lexicons.iter().find(|(known, _)| known == langs).map(|(_, lexicon)| lexicon);
        let repeats = Repeated::new(None, how.corpus.map(|(corpus, _)| corpus), *langs);
        let cx = Context { lexicon, repeats, terms: how.terms, ..Context::new(how.settings, langs.0, langs.1) };
        for places in places.chunks(TOGETHER) {
            let together: Vec<&Pair> = places.iter().filter_map(|at| pairs[*at].as_ref().ok()).collect();
            for (at, (score, findings)) in places.iter().zip(judge::score_pairs(&together, &cx, how.settings)) {
                scored[*at] = Some((group, score, findings));
            }
        }
    }
    let languages: Vec<String> = groups.iter().map(|(langs, _)| stats::named(*langs)).collect();
    let mut out = Chunk::default();
    for ((raw, pair), scored) in raws.iter().zip(pairs).zip(scored) {
        match (pair, scored) {
            (Ok(pair), Some((group, score, findings))) => {
                let copies = how.corpus.map(|(corpus, stream)| Copies { corpus, place: (stream, line(raw)) });
                let judged = Judged { pair, languages: &languages[group], score, findings, copies };
                let kept = how.filter.is_none_or(|filter| filter.keeps(&judged));
                out.statistics.add(&judged, kept);
                let place = if kept { &mut out.kept } else { &mut out.rejected };
                write::judged(place, batch, raw, &judged, how.format, form);
            }
            (Err(message), _) => {
                out.statistics.failed();
                let place = if how.filter.is_some() { &mut out.rejected } else { &mut out.kept };
                write::unread(place, batch, raw, message, how.format, form);
            }
            (Ok(_), None) => {}
        }
    }
    out
}

/// The line of a record, as counts of a corpus have it.
fn line(raw: &Raw) -> u32 {
    u32::try_from(raw.number).unwrap_or(u32::MAX)
}

fn put(sinks: &mut [Sink], first: &[u8], second: &[u8]) -> io::Result<()> {
    for (sink, bytes) in sinks.iter_mut().zip([first, second]) {
        if !bytes.is_empty() {
            sink.write(bytes)?;
        }
    }
    Ok(())
}

fn write_all(mut sinks: Sinks, head: &[u8], chunks: &std::sync::mpsc::Receiver<Vec<Chunk>>) -> io::Result<Sinks> {
    put(&mut sinks.kept, head, &[])?;
    put(&mut sinks.rejected, head, &[])?;
    let mut sums = [Written::default(), Written::default()];
    while let Ok(batch) = chunks.recv() {
        // One call of the system a batch, not one a chunk.
        for chunk in &batch {
            for (sum, piece) in sums.iter_mut().zip([&chunk.kept, &chunk.rejected]) {
                sum.first.extend_from_slice(&piece.first);
                sum.second.extend_from_slice(&piece.second);
            }
        }
        for (sum, places) in sums.iter_mut().zip([&mut sinks.kept, &mut sinks.rejected]) {
            put(places, &sum.first, &sum.second)?;
            sum.first.clear();
            sum.second.clear();
        }
    }
    Ok(sinks)
}

/// Adds what closes a file of pairs as they came in.
fn with_end(mut sinks: Sinks, format: Format, end: &[u8]) -> Result<Sinks, RunError> {
    if format == Format::Input {
        let unwritten = |source| RunError::Write { what: "the output stream".to_owned(), source };
        put(&mut sinks.kept, end, &[]).and_then(|()| put(&mut sinks.rejected, end, &[])).map_err(unwritten)?;
    }
    Ok(sinks)
}

fn finish(sinks: Sinks) -> Result<(), RunError> {
    let unwritten = |source| RunError::Write { what: "the output stream".to_owned(), source };
    sinks.kept.into_iter().chain(sinks.rejected).try_for_each(Sink::finish).map_err(unwritten)
}

/// Lines of a file or of standard input, unpacked and made UTF-8.
///
/// # Errors
/// When it cannot be opened.
pub fn open_lines(path: Option<&PathBuf>) -> Result<Box<dyn BufRead>, RunError> {
    open_counted(path, &Arc::default())
}

/// The same, with the bytes that were read of the file added up.
pub(super) fn open_counted(path: Option<&PathBuf>, read: &Arc<AtomicU64>) -> Result<Box<dyn BufRead>, RunError> {
    Ok(Box::new(open(path, None, read)?.stream))
}
