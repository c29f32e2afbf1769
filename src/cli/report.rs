//! `bilint report`.

use std::io;

use anyhow::Context;

use super::{
    Outcome,
    args::{InputArgs, ReportArgs},
    check::closing,
    say,
    settings::{gate_flags, resolve, sheet_flags},
    verdicts::beside,
};
use crate::{
    gate::{Known, NAMES_FILE, NameDecisions},
    report::Spreadsheets,
    run::merge,
};

pub(super) fn run(args: &ReportArgs) -> anyhow::Result<Outcome> {
    let input = InputArgs { config: args.config.clone(), no_config: args.no_config, profile: args.profile.clone(), ..InputArgs::default() };
    let (mut settings, _, folder) = resolve(&input)?;
    gate_flags(&args.gate, &mut settings)?;
    sheet_flags(&args.sheets, &mut settings)?;
    let known = Known { names: NameDecisions::load(&beside(&folder, args.names_file.as_ref(), NAMES_FILE))?, ..Known::default() };
    let context = || format!("cannot write reports into `{}`", args.report.display());
    let mut sheets = Spreadsheets::create(&args.report, &settings.report, &settings.gate).with_context(context)?;
    let merged = merge(&args.files, &settings, &known, &mut sheets)?;
    if !args.quiet {
        closing(&sheets, &args.report).or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })?;
    }
    merged.problems.iter().for_each(|problem| say(&format!("bilint: not checked: {problem}")));
    if merged.documents == 0 {
        say("bilint: the shards hold no document: nothing was checked");
    }
    if !merged.problems.is_empty() || merged.documents == 0 {
        return Ok(Outcome::Unchecked);
    }
    merged.verdict.reasons.iter().for_each(|reason| say(&format!("bilint: FAILED: {reason}")));
    Ok(if merged.verdict.failed { Outcome::Failed } else { Outcome::Passed })
}
