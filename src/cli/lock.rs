//! `bilint lock`.

use anyhow::{Context, anyhow};

use super::{Outcome, args::LockArgs, say, settings::resolve, signals};
use crate::{
    report::write_file,
    run::{Options, Progress, lock, plan},
};

pub(super) fn run(args: &LockArgs) -> anyhow::Result<Outcome> {
    let (settings, ..) = resolve(&args.input)?;
    let plan = plan(&args.paths, &settings)?;
    let options = Options { segmented: args.input.segmented, stop: Some(signals::listen()), ..Options::default() };
    let (text, count) =
        lock(&plan, &settings, options, &Progress::new(plan.jobs.len(), false)).map_err(|problem| anyhow!(problem.message))?;
    write_file(&args.output, &text).with_context(|| format!("cannot write `{}`", args.output.display()))?;
    say(&format!("bilint: wrote {} ({count} translations)", args.output.display()));
    Ok(Outcome::Passed)
}
