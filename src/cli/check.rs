//! `bilint check`.

use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
};

use anyhow::Context;

use super::{
    Outcome,
    args::{CheckArgs, CheckFormat},
    say,
    settings::{check_flags, resolve},
};
use crate::{
    config,
    report::{CsvReports, JsonLines, Report, Terminal},
    run::{self, Options, Plan, Progress, plan},
};

pub(super) fn run(args: Box<CheckArgs>) -> anyhow::Result<Outcome> {
    let (mut settings, file) = resolve(&args.input)?;
    check_flags(&args, &mut settings)?;
    let plan = plan_all(&args.paths, &file, &settings)?;
    if args.show_pairs {
        show_pairs(&plan);
    }
    let mut csv = match &args.report {
        Some(dir) => {
            let create = CsvReports::create(dir, &settings.report, &settings.gate);
            Some(create.with_context(|| format!("cannot write reports into `{}`", dir.display()))?)
        }
        None => None,
    };
    let to_terminal = args.output.is_none() && io::stdout().is_terminal();
    let out: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(BufWriter::new(File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?)),
        None => Box::new(BufWriter::new(anstream::AutoStream::auto(io::stdout()))),
    };
    let printed: Box<dyn Report> = match args.format {
        CheckFormat::Text => Box::new(Terminal::new(out, to_terminal, args.verbose, args.quiet)),
        CheckFormat::Jsonl => Box::new(JsonLines::new(out)),
    };
    let progress = Progress::new(plan.jobs.len(), args.quiet);
    let checked = {
        let mut reports: Vec<Box<dyn Report + '_>> = vec![printed];
        if let Some(csv) = &mut csv {
            reports.push(Box::new(ByReference(csv)));
        }
        run::check(&plan, &settings, Options { segmented: args.input.segmented }, &mut reports, &progress)?
    };
    if let (Some(csv), Some(dir)) = (&csv, &args.report)
        && args.format == CheckFormat::Text
        && !args.quiet
    {
        closing(csv, dir)?;
    }
    if args.verbose {
        for account in &checked.summary.accounts {
            let reason = account.reason.map_or_else(String::new, |reason| format!(": {reason}"));
            say(&format!("{}: {} checked, {} skipped{reason}", account.rule, account.checked, account.skipped));
        }
    }
    for problem in checked.summary.problems.iter().filter(|_| args.format != CheckFormat::Text) {
        say(&format!("bilint: not checked: {}", problem.message));
    }
    if !checked.summary.problems.is_empty() || checked.summary.pairs == 0 {
        return Ok(Outcome::Unchecked);
    }
    Ok(if checked.verdict.failed { Outcome::Failed } else { Outcome::Passed })
}

/// The paths given, or the pairs of the settings file.
fn plan_all(paths: &[PathBuf], file: &config::File, settings: &config::Settings) -> anyhow::Result<Plan> {
    if !paths.is_empty() || file.pairs.is_empty() {
        return Ok(plan(paths, settings)?);
    }
    let mut all = Plan::default();
    for entry in &file.pairs {
        let one = plan(&[PathBuf::from(&entry.source), PathBuf::from(&entry.target)], settings)?;
        all.jobs.extend(one.jobs);
        all.unpaired.extend(one.unpaired);
        all.pairings.extend(one.pairings);
    }
    Ok(all)
}

fn show_pairs(plan: &Plan) {
    for job in &plan.jobs {
        say(&format!("{} → {}  ({})", job.source_name, job.target_name, job.why));
    }
    for path in &plan.unpaired {
        say(&format!("{path}  (no partner)"));
    }
}

/// What was written, and what to do with it.
fn closing(csv: &CsvReports, dir: &std::path::Path) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, rows) in csv.written() {
        let hint = match *name {
            "issues.csv" if *rows > 0 => "   open it, fill the \"verdict\" column: fix, fp or ok",
            _ => "",
        };
        let path = dir.join(name).display().to_string().replace('\\', "/");
        writeln!(out, "{path:<24} {rows:>5} {}{hint}", if *rows == 1 { "row" } else { "rows" })?;
    }
    Ok(())
}

/// Lends a report to a run and keeps it for its closing words.
struct ByReference<'a>(&'a mut CsvReports);

impl Report for ByReference<'_> {
    fn pair(&mut self, outcome: &crate::model::PairOutcome) -> io::Result<()> {
        self.0.pair(outcome)
    }

    fn finish(&mut self, summary: &crate::model::RunSummary, verdict: &crate::gate::Verdict) -> io::Result<()> {
        self.0.finish(summary, verdict)
    }
}
