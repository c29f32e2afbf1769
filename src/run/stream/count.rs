//! A stream of pairs → counts of its sentences.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use rayon::prelude::*;

use super::{
    Begun, Format, begin, line,
    pairs::{Form, parse},
    source::Batch,
    torn,
};
use crate::{
    config::Settings,
    repeats::{Count, Counted},
    run::{RunError, StreamProgress},
};

/// Lines of JSON among which one of a stream must be a pair.
const LOOK: usize = 100;

/// Whether a file holds a stream of pairs: JSON lines, a table with a header, TMX, or Parquet where built for it.
#[must_use]
pub fn is_stream(path: &Path, settings: &Settings) -> bool {
    let begun = if path.is_file() { begin(&[path.to_owned()], Format::JsonLines, settings, &Arc::default()) } else { Ok(None) };
    let Ok(Some(Begun { mut records, form, .. })) = begun else { return false };
    // A catalogue is JSON as well.
    let read = |batch: Batch| batch.records.iter().take(LOOK).any(|raw| parse(&batch, raw, &form, settings).is_ok());
    !matches!(form, Form::Json) || records.next().is_ok_and(read)
}

/// Adds the pairs of one stream, or of two files of lines that answer each other, to the counts. `name` is what reports will call it; its
/// places are lines, as `bilint score` counts them. Records that cannot be read are left out. Gives back how many were read.
///
/// # Errors
/// When the stream cannot be read, breaks off, the disk cannot be written to, or the run was stopped.
pub(in crate::run) fn count_stream(
    inputs: &[PathBuf],
    name: &str,
    settings: &Settings,
    count: &mut Count,
    stop: Option<&AtomicBool>,
) -> Result<u64, RunError> {
    let read = Arc::new(AtomicU64::new(0));
    let Some(begun) = begin(inputs, Format::JsonLines, settings, &read)? else { return Ok(0) };
    let (mut records, form) = (begun.records, begun.form);
    let progress = StreamProgress::new(begun.size, "pairs", false);
    let (name, mut pairs) = (count.name(name), 0u64);
    loop {
        if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(RunError::Interrupted);
        }
        let batch: Batch = records.next().map_err(|(_, error)| torn(error, inputs))?;
        if batch.records.is_empty() {
            break;
        }
        let one = |raw| parse(&batch, raw, &form, settings).ok().map(|pair| Counted::new(pair.langs, &pair.source, &pair.target));
        let counted: Vec<Option<Counted>> = batch.records.par_iter().map(one).collect();
        for (raw, counted) in batch.records.iter().zip(counted) {
            let Some(counted) = counted else { continue };
            count.add(name, line(raw), line(raw), counted)?;
            pairs += 1;
        }
        progress.set(records.consumed().unwrap_or_else(|| read.load(Ordering::Relaxed)), pairs);
    }
    progress.finish();
    Ok(pairs)
}
