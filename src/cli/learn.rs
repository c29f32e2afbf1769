//! `bilint learn`.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};

use super::{Outcome, args::LearnArgs, say, settings::resolve, signals};
use crate::{
    lexicon::{Lexicon, LexiconError},
    repeats::{self, Corpus},
    report::Placed,
    run::{Lessons, Options, Progress, Saved, grouped, is_stream, plan},
};

pub(super) fn run(args: &LearnArgs) -> anyhow::Result<Outcome> {
    if args.merge {
        return merged(args);
    }
    let (settings, ..) = resolve(&args.input)?;
    let options = Options { segmented: args.input.segmented, stop: Some(signals::listen()), ..Options::default() };
    let mut lessons = Lessons::new(args.output.is_some(), args.repeats.is_some());
    let name = |path: &PathBuf| args.stream_name.clone().unwrap_or_else(|| stream_name(path));
    if args.documents {
        let (lines, failed) = lessons.documents(&args.files, &settings, options)?;
        if failed > 0 {
            say(&format!("bilint: {failed} of {lines} lines could not be read"));
        }
    } else if args.parallel {
        let [source, target] = args.files.as_slice() else {
            bail!("--parallel takes two files: the lines of the source and the lines of the translation");
        };
        lessons.lines(source, target, &settings)?;
        lessons.stream(&args.files, &name(target), &settings, options)?;
    } else {
        // Ready-made pairs are counted as `bilint score` reads them; all else as `bilint check` does.
        let streams = args.repeats.is_some() && args.files.iter().all(|path| is_stream(path, &settings));
        if args.stream_name.is_some() && !(streams && args.files.len() == 1) {
            bail!("--stream-name names one stream of pairs: JSON lines, a table, TMX, or two files of lines");
        }
        if streams {
            args.files.iter().try_for_each(|path| lessons.stream(std::slice::from_ref(path), &name(path), &settings, options))?;
        }
        if args.output.is_some() || !streams {
            let plan = plan(&args.files, &settings)?;
            lessons.jobs(&plan, &settings, options, !streams, &Progress::new(plan.jobs.len(), false))?;
        }
    }
    let (lexicon, count) = lessons.finish(args.partial)?;
    if let (Some(path), Some(count)) = (&args.repeats, count) {
        let mut file = Placed::create(path).with_context(|| unwritten(path))?;
        count.write(&mut file, args.partial)?;
        file.persist().with_context(|| unwritten(path))?;
        counted(path)?;
    }
    if let (Some(path), Some(lexicon)) = (&args.output, lexicon) {
        save(path, &lexicon, args.partial)?;
    }
    Ok(Outcome::Passed)
}

/// The name of a stream in counts and messages.
pub(super) fn stream_name(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn unwritten(path: &Path) -> String {
    format!("cannot write `{}`", path.display())
}

fn save(path: &Path, lexicon: &Lexicon, whole: bool) -> anyhow::Result<()> {
    let mut file = Placed::create(path).with_context(|| unwritten(path))?;
    file.write_all(&lexicon.to_bytes(whole)).and_then(|()| file.persist()).with_context(|| unwritten(path))?;
    let (source, target, translations) = lexicon.size();
    say(&format!("bilint: {} pairs: {source} and {target} words, {translations} translations", lexicon.pairs()));
    Ok(())
}

/// Says what counts came to.
fn counted(path: &Path) -> anyhow::Result<()> {
    let corpus = Corpus::open(path)?;
    let [sources, targets, pairs] = corpus.size().map(grouped);
    let pairs_read = grouped(corpus.pairs());
    say(&format!("bilint: {pairs_read} pairs counted; kept are {sources} source sentences, {targets} translations, {pairs} pairs"));
    Ok(())
}

/// Adds up what was learnt of parts.
fn merged(args: &LearnArgs) -> anyhow::Result<Outcome> {
    let (counts, lexicons): (Vec<PathBuf>, Vec<PathBuf>) = args.files.iter().cloned().partition(|path| repeats::is_one(path));
    for (files, place, what, flag) in
        [(&counts, &args.repeats, "counts of sentences", "--repeats"), (&lexicons, &args.output, "lexicons", "--output")]
    {
        match (files.is_empty(), place) {
            (false, None) => bail!("{what} are among the files: name a file for their sum with {flag}"),
            (true, Some(path)) => bail!("there are no {what} among the files to be added up in `{}`", path.display()),
            _ => {}
        }
    }
    if let Some(path) = &args.repeats {
        let mut file = Placed::create(path).with_context(|| unwritten(path))?;
        repeats::merge(&counts, &mut file, args.partial)?;
        file.persist().with_context(|| unwritten(path))?;
        counted(path)?;
    }
    if let Some(path) = &args.output {
        save(path, &sum(&lexicons)?, args.partial)?;
    }
    Ok(Outcome::Passed)
}

/// The sum of lexicons of parts.
fn sum(files: &[PathBuf]) -> anyhow::Result<Lexicon> {
    let mut sum: Option<Lexicon> = None;
    for saved in load(files)? {
        match &mut sum {
            None => sum = Some(saved.lexicon),
            Some(sum) => {
                let (found, wanted) = (shown(&saved.lexicon), shown(sum));
                if found != wanted {
                    return Err(LexiconError::Languages { path: saved.path, found, wanted }.into());
                }
                sum.merge(&saved.lexicon);
            }
        }
    }
    sum.ok_or_else(|| anyhow!("--merge needs lexicons"))
}

fn shown(lexicon: &Lexicon) -> String {
    lexicon.langs().map_or_else(String::new, |(source, target)| format!("{}–{}", source.language(), target.language()))
}

/// The lexicons that `--lexicon` names.
pub(super) fn load(files: &[PathBuf]) -> Result<Vec<Saved>, LexiconError> {
    files.iter().map(|path| Ok(Saved { lexicon: Lexicon::load(path)?, path: path.to_string_lossy().replace('\\', "/") })).collect()
}
