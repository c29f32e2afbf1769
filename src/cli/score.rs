//! `bilint score`.

use std::{path::PathBuf, time::Instant};

use anyhow::{Context, bail};

use super::{
    Outcome,
    args::{ScoreArgs, ScoreFormat},
    learn::stream_name,
    say,
    settings::{glossary, lexicons, resolve},
    signals,
};
use crate::{
    repeats::Corpus,
    report::write_file,
    run::{Filter, Format, Sink, Sinks, Statistics, Streaming, grouped, score_stream},
};

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<Outcome> {
    let (settings, file, folder) = resolve(&args.input)?;
    let format = match args.format {
        ScoreFormat::Jsonl => Format::JsonLines,
        ScoreFormat::Tsv => Format::Tsv,
        ScoreFormat::Input => Format::Input,
    };
    let filter = args.filter.as_deref().map(Filter::new).transpose()?;
    let lexicons = lexicons(&args.lexicon, &file, &folder)?;
    let terms = glossary(&args.glossary, &file, &folder)?;
    let corpus = args.repeats.as_deref().map(Corpus::open).transpose()?;
    let stream = stream(args, filter.as_ref(), corpus.as_ref())?;
    let begin = Instant::now();
    let streaming = Streaming {
        format,
        filter: filter.as_ref(),
        settings: &settings,
        lexicons: &lexicons,
        terms: terms.as_ref(),
        corpus: corpus.as_ref().map(|corpus| (corpus, stream)),
        alone: args.alone,
        stop: Some(signals::listen()),
        quiet: args.quiet,
    };
    let streamed = score_stream(&args.files, sinks(args, format)?, streaming)?;
    let statistics = &streamed.statistics;
    if let Some(path) = &args.stats {
        write_file(path, &statistics.to_json()).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    streamed.unfit.iter().for_each(|message| say(&format!("bilint: {message}")));
    let Statistics { read, failed, .. } = *statistics;
    if failed > 0 {
        say(&format!("bilint: {failed} of {read} lines could not be read"));
    }
    if read == 0 {
        say("bilint: the input is empty: nothing was checked");
    }
    if !args.quiet && read > 0 && (filter.is_some() || std::io::IsTerminal::is_terminal(&std::io::stderr())) {
        closing(statistics, filter.is_some(), begin.elapsed().as_secs_f64());
    }
    let unusable = failed == read || !streamed.unfit.is_empty() || (args.strict && failed > 0);
    Ok(if unusable { Outcome::Unchecked } else { Outcome::Passed })
}

/// The number that the counts of the corpus have for the stream, which a filter may need.
fn stream(args: &ScoreArgs, filter: Option<&Filter>, corpus: Option<&Corpus>) -> anyhow::Result<u32> {
    let asked = filter.is_some_and(Filter::asks_for_copies);
    let Some(corpus) = corpus else {
        if asked {
            bail!(
                "`copies` and `first` need the counts of the corpus: make them with `bilint learn --repeats FILE` and name them with --repeats"
            );
        }
        return Ok(u32::MAX);
    };
    // Two files of lines go by the name of the translations.
    let name = args.stream_name.clone().unwrap_or_else(|| args.files.last().map_or_else(|| "-".to_owned(), |path| stream_name(path)));
    match corpus.stream(&name)? {
        Some(stream) => Ok(stream),
        None if asked => bail!("`{}` counted no stream `{name}`: give the name it was counted by with --stream-name", corpus.path()),
        None => Ok(u32::MAX),
    }
}

fn closing(statistics: &Statistics, filtered: bool, seconds: f64) {
    let pairs = statistics.read - statistics.failed;
    let mut line = format!("bilint: {} pairs in {seconds:.1} s, {} with findings", grouped(pairs), grouped(statistics.flagged));
    if filtered {
        line += &format!("; {} kept, {} rejected", grouped(statistics.kept), grouped(statistics.rejected));
    }
    say(&line);
}

/// The places to write to. Two files of lines stay two where the pairs are written as they came in.
fn sinks(args: &ScoreArgs, format: Format) -> anyhow::Result<Sinks> {
    let apart = args.files.len() == 2 && format == Format::Input;
    let open = |flag: &str, paths: &[PathBuf], fallback: bool| -> anyhow::Result<Vec<Sink>> {
        let wanted = if apart { 2 } else { 1 };
        match paths {
            [] if fallback && !apart => Ok(vec![Sink::open(None)?]),
            [] if !fallback => Ok(Vec::new()),
            paths if paths.len() == wanted => {
                paths.iter().map(|path| Sink::open(Some(path)).with_context(|| format!("cannot write `{}`", path.display()))).collect()
            }
            _ if apart => bail!("two files of lines stay two files with --format input: give --{flag} twice"),
            _ => bail!("--{flag} takes one file here"),
        }
    };
    let mut named: Vec<&PathBuf> =
        args.output.iter().chain(&args.rejected).chain(&args.stats).filter(|path| path.as_os_str() != "-").collect();
    named.sort();
    if let Some(twice) = named.windows(2).find(|pair| pair[0] == pair[1]) {
        bail!("`{}` would be written twice", twice[0].display());
    }
    Ok(Sinks { kept: open("output", &args.output, true)?, rejected: open("rejected", &args.rejected, false)? })
}
