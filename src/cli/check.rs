//! `bilint check`.

use std::{
    env,
    fs::OpenOptions,
    io::{self, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;

use super::{
    Outcome,
    args::CheckArgs,
    output::Output,
    say,
    settings::{check_flags, glossary, lexicons, resolve},
    signals,
    verdicts::{known, stale_lines},
};
use crate::{
    config,
    gate::{Baseline, Known, Verdict},
    model::{Arrange, PairOutcome, RunSummary},
    repeats::Corpus,
    report::{Format, Look, Report, Spreadsheets, printed, write_file},
    run::{self, Checked, Options, Plan, Progress, Since, Sink, check_documents, plan, read_lock},
};

pub(super) fn run(args: Box<CheckArgs>) -> anyhow::Result<Outcome> {
    let (mut settings, file, folder) = resolve(&args.input)?;
    check_flags(&args, &mut settings)?;
    let known = known(&args, &file, &folder, &mut settings)?;
    if args.documents {
        return documents(&args, &settings, &file, &folder, &known);
    }
    let since = args.since.as_deref().map(Since::new).transpose()?;
    let mut plan = plan_all(&args, &file, &settings)?;
    if let Some(since) = &since {
        since.keep(&mut plan);
    }
    if args.show_pairs || args.dry_run {
        show_pairs(&plan);
    }
    let untouched = plan.jobs.is_empty() && (since.is_some() || args.changed_pairs);
    if args.dry_run {
        return Ok(Outcome::Passed);
    }
    let stop = signals::listen();
    let mut sheets = match &args.report {
        Some(dir) => {
            let create = Spreadsheets::create(dir, &settings.report, &settings.gate);
            Some(create.with_context(|| format!("cannot write reports into `{}`", dir.display()))?)
        }
        None => None,
    };
    let colour = args.output.is_none() && io::stdout().is_terminal();
    let (output, out) =
        Output::open(args.output.as_deref()).with_context(|| format!("cannot write `{}`", shown(args.output.as_deref())))?;
    let look = Look { colour, verbose: args.verbose, quiet: args.quiet };
    let lexicons = lexicons(&args.lexicon, &file, &folder)?;
    let terms = glossary(&args.glossary, &file, &folder)?;
    let accepted = match &args.lock {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read lock `{}`", path.display()))?;
            Some(read_lock(&text, path).map_err(anyhow::Error::msg)?)
        }
        None => None,
    };
    let corpus = args.repeats.as_deref().map(Corpus::open).transpose()?;
    let progress = Progress::new(plan.jobs.len(), args.quiet);
    let mut baseline = Baseline::default();
    let Checked { summary, verdict, stale } = {
        let mut reports: Vec<Box<dyn Report + '_>> =
            vec![printed(args.format, out, job_summary(args.format)?, &settings.report, &settings.gate, look)];
        reports.extend(sheets.as_mut().map(|sheets| Box::new(Lent(sheets)) as Box<dyn Report>));
        if args.write_baseline.is_some() {
            reports.push(Box::new(ToBaseline(&mut baseline)));
        }
        let options = Options {
            segmented: args.input.segmented,
            known: Some(&known),
            since: since.as_ref(),
            lexicons: &lexicons,
            corpus: corpus.as_ref(),
            terms: terms.as_ref(),
            vectors: None,
            accepted: accepted.as_ref(),
            alone: args.alone,
            stop: Some(stop),
            bare: false,
        };
        run::check(&plan, &settings, options, &mut reports, &progress)?
    };
    output.finish().with_context(|| format!("cannot write `{}`", shown(args.output.as_deref())))?;
    if let (Some(sheets), Some(dir)) = (&sheets, &args.report)
        && args.format == Format::Text
        && !args.quiet
    {
        closing(sheets, dir).or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })?;
    }
    if args.verbose {
        // What was checked throughout is a number: what was not is what the reader must know.
        let (whole, others): (Vec<_>, Vec<_>) = summary.accounts.iter().partition(|account| account.skipped == 0);
        say(&format!("{} of {} rules checked all that they could", whole.len(), summary.accounts.len()));
        for account in others {
            let reason = account.reason.map_or_else(String::new, |reason| format!(": {reason}"));
            say(&format!("{}: {} checked, {} skipped{reason}", account.rule, account.checked, account.skipped));
        }
    }
    for problem in summary.problems.iter().filter(|_| args.format != Format::Text) {
        say(&format!("bilint: not checked: {}", problem.message));
    }
    if !args.quiet {
        stale_lines(&stale).iter().for_each(|line| say(&format!("bilint: {line}")));
    }
    if !summary.problems.is_empty() || (summary.pairs == 0 && !untouched) {
        return Ok(Outcome::Unchecked);
    }
    if let Some(path) = &args.write_baseline {
        write_file(path, &baseline.to_toml()).with_context(|| format!("cannot write `{}`", path.display()))?;
        say(&format!("bilint: wrote {} ({} findings)", path.display(), baseline.findings.len()));
        return Ok(Outcome::Passed);
    }
    let strict = settings.gate.strict_baseline && stale.iter().any(|entry| entry.baselined);
    if strict {
        say("bilint: FAILED: the baseline has entries that match nothing any more (--write-baseline writes it anew)");
    }
    Ok(if verdict.failed || strict { Outcome::Failed } else { Outcome::Passed })
}

/// `check --documents`: findings never fail it, so that an engine that runs it does not take a finding for a broken task.
fn documents(args: &CheckArgs, settings: &config::Settings, file: &config::File, folder: &Path, known: &Known) -> anyhow::Result<Outcome> {
    let lexicons = lexicons(&args.lexicon, file, folder)?;
    let terms = glossary(&args.glossary, file, folder)?;
    let corpus = args.repeats.as_deref().map(Corpus::open).transpose()?;
    let output = Sink::open(args.output.as_deref()).with_context(|| format!("cannot write `{}`", shown(args.output.as_deref())))?;
    let options = Options {
        segmented: args.input.segmented,
        known: Some(known),
        lexicons: &lexicons,
        corpus: corpus.as_ref(),
        terms: terms.as_ref(),
        stop: Some(signals::listen()),
        ..Options::default()
    };
    let done = check_documents(&args.paths, output, settings, options, args.quiet)?;
    done.unfit.iter().for_each(|message| say(&format!("bilint: {message}")));
    if done.failed > 0 {
        say(&format!("bilint: {} of {} lines could not be checked", done.failed, done.read));
    }
    if done.read == 0 {
        say("bilint: the input is empty: nothing was checked");
    }
    let unusable = done.failed == done.read || !done.unfit.is_empty() || (args.strict && done.failed > 0);
    Ok(if unusable { Outcome::Unchecked } else { Outcome::Passed })
}

/// The page of a GitHub job, if there is one: results are added to it.
fn job_summary(format: Format) -> anyhow::Result<Option<Box<dyn Write>>> {
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| format == Format::Github && !path.is_empty()) else {
        return Ok(None);
    };
    let file = OpenOptions::new().create(true).append(true).open(&path);
    let file = file.with_context(|| format!("cannot write the job summary `{}`", path.to_string_lossy()))?;
    Ok(Some(Box::new(BufWriter::new(file))))
}

fn shown(path: Option<&Path>) -> String {
    path.map_or_else(|| "standard output".to_owned(), |path| path.display().to_string())
}

/// The paths given, or the pairs of the settings file, or the pairs that the paths given belong to.
fn plan_all(args: &CheckArgs, file: &config::File, settings: &config::Settings) -> anyhow::Result<Plan> {
    let mut all = if args.paths.is_empty() || args.changed_pairs {
        configured(file, settings, args.changed_pairs)?
    } else {
        plan(&args.paths, settings)?
    };
    if args.changed_pairs {
        let changed: Vec<PathBuf> = args.paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
        let touched = |path: &PathBuf| path.canonicalize().is_ok_and(|path| changed.contains(&path));
        all.jobs.retain(|job| touched(&job.source) || job.target.as_ref().is_some_and(touched));
        all.unpaired.clear();
    }
    all.jobs.arrange_by(|a, b| (&a.target_name, &a.source_name).cmp(&(&b.target_name, &b.source_name)));
    all.jobs.dedup();
    Ok(all)
}

/// The pairs that the settings file names; with `anyway`, those of the working folder where it names none.
fn configured(file: &config::File, settings: &config::Settings, anyway: bool) -> anyhow::Result<Plan> {
    let mut calls: Vec<Vec<PathBuf>> =
        file.pairs.iter().map(|pair| vec![PathBuf::from(&pair.source), PathBuf::from(&pair.target)]).collect();
    calls.extend(file.paths.iter().map(|path| vec![PathBuf::from(path)]));
    if calls.is_empty() {
        calls.push(if anyway { vec![PathBuf::from(".")] } else { Vec::new() });
    }
    let mut all = Plan::default();
    for call in calls {
        let one = plan(&call, settings)?;
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
pub(super) fn closing(sheets: &Spreadsheets, dir: &Path) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for written in sheets.written() {
        let hint = match written.file {
            "issues.csv" if written.rows > 0 => "   open it, fill the \"verdict\" column: fix, fp or ok",
            _ => "",
        };
        let path = dir.join(written.file).display().to_string().replace('\\', "/");
        writeln!(out, "{path:<24} {:>5} {}{hint}", written.rows, if written.rows == 1 { "row" } else { "rows" })?;
        if written.left > 0 {
            writeln!(out, "{:<24} {:>5} more rows than a sheet holds: the CSV files have them all", "", written.left)?;
        }
    }
    Ok(())
}

/// Lends a report to a run and keeps it for its closing words.
struct Lent<'a>(&'a mut Spreadsheets);

impl Report for Lent<'_> {
    fn shows_pairs(&self) -> bool {
        self.0.shows_pairs()
    }

    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        self.0.pair(outcome)
    }

    fn finish(&mut self, summary: &RunSummary, verdict: &Verdict) -> io::Result<()> {
        self.0.finish(summary, verdict)
    }
}

/// Gathers the present findings for a baseline.
pub(super) struct ToBaseline<'a>(pub &'a mut Baseline);

impl Report for ToBaseline<'_> {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        self.0.add(outcome);
        Ok(())
    }

    fn finish(&mut self, _summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        Ok(())
    }
}
