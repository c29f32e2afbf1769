//! `bilint score`.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter},
    path::Path,
};

use anyhow::Context;
use flate2::read::MultiGzDecoder;

use super::{
    Outcome,
    args::{ScoreArgs, ScoreFormat},
    say,
    settings::{glossary, lexicons, resolve},
};
use crate::run::{Format, score_stream};

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<Outcome> {
    let (settings, file, folder) = resolve(&args.input)?;
    let format = match args.format {
        ScoreFormat::Jsonl => Format::JsonLines,
        ScoreFormat::Tsv => Format::Tsv,
    };
    let mut input = open(args.file.as_deref())?;
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let lexicons = lexicons(&args.lexicon, &file, &folder)?;
    let terms = glossary(&args.glossary, &file, &folder)?;
    let stats = score_stream(&mut input, &mut output, format, &settings, &lexicons, terms.as_ref())?;
    stats.unfit.iter().for_each(|message| say(&format!("bilint: {message}")));
    if stats.failed > 0 {
        say(&format!("bilint: {} of {} lines could not be read", stats.failed, stats.read));
    }
    if stats.read == 0 {
        say("bilint: the input is empty: nothing was checked");
    }
    let unusable = stats.failed == stats.read || !stats.unfit.is_empty() || (args.strict && stats.failed > 0);
    Ok(if unusable { Outcome::Unchecked } else { Outcome::Passed })
}

/// A file (gzip unpacked) or standard input.
pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Box<dyn BufRead>> {
    let Some(path) = path else { return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin()))) };
    let context = || format!("cannot read `{}`", path.display());
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).with_context(context)?);
    if file.fill_buf().with_context(context)?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(file))));
    }
    Ok(Box::new(file))
}
