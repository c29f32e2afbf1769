//! `bilint learn`.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, anyhow, bail};

use super::{Outcome, args::LearnArgs, say, settings::resolve, signals};
use crate::{
    lexicon::{Lexicon, LexiconError},
    report::Placed,
    run::{Options, Progress, Saved, learn_jobs, learn_lines, plan},
};

pub(super) fn run(args: &LearnArgs) -> anyhow::Result<Outcome> {
    let (settings, ..) = resolve(&args.input)?;
    let lexicon = if args.merge {
        merged(&args.files)?
    } else if args.parallel {
        let [source, target] = args.files.as_slice() else {
            bail!("--parallel takes two files: the lines of the source and the lines of the translation");
        };
        learn_lines(source, target, &settings)?
    } else {
        let plan = plan(&args.files, &settings)?;
        let options = Options { segmented: args.input.segmented, stop: Some(signals::listen()), ..Options::default() };
        learn_jobs(&plan, &settings, options, &Progress::new(plan.jobs.len(), false))?
    };
    let unwritten = || format!("cannot write `{}`", args.output.display());
    let mut file = Placed::create(&args.output).with_context(unwritten)?;
    file.write_all(&lexicon.to_bytes(args.partial)).and_then(|()| file.persist()).with_context(unwritten)?;
    let (source, target, translations) = lexicon.size();
    say(&format!("bilint: {} pairs: {source} and {target} words, {translations} translations", lexicon.pairs()));
    Ok(Outcome::Passed)
}

/// The sum of lexicons of parts.
fn merged(files: &[PathBuf]) -> anyhow::Result<Lexicon> {
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
