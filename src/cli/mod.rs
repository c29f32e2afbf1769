//! The command line: arguments in, exit code out. 0 passed, 1 the gate failed, 2 could not check; nothing else, ever.

mod align;
mod args;
mod check;
mod explain;
mod init;
mod learn;
mod lock;
mod names;
mod output;
mod report;
mod review;
mod score;
mod settings;
mod signals;
mod stats;
mod verdicts;

use std::{env, ffi::OsString, io, process::ExitCode};

use clap::{CommandFactory, Parser};

use args::{Cli, Command};

/// What a subcommand came to.
enum Outcome {
    Passed,
    Failed,
    Unchecked,
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::from(main_with(env::args_os()))
}

/// Runs the program with these arguments, of which the first is its name; the result is the exit code.
#[must_use]
pub fn main_with(args: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, everything else is a wrong call.
            let code = if error.use_stderr() { 2 } else { 0 };
            return if error.print().is_ok() { code } else { 2 };
        }
    };
    match run(cli) {
        Ok(Outcome::Passed) => 0,
        Ok(Outcome::Failed) => 1,
        Ok(Outcome::Unchecked) => 2,
        Err(error) if is_broken_pipe(&error) => 0,
        Err(error) => {
            say(&format!("bilint: {}", told(&error)));
            2
        }
    }
}

/// An error and its causes, each said once: some name their cause themselves.
fn told(error: &anyhow::Error) -> String {
    let mut out = String::new();
    for text in error.chain().map(ToString::to_string) {
        if out.ends_with(&text) {
            continue;
        }
        if !out.is_empty() {
            out.push_str(": ");
        }
        out.push_str(&text);
    }
    out
}

fn run(cli: Cli) -> anyhow::Result<Outcome> {
    if let Some(threads) = cli.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    }
    match cli.command {
        Command::Check(args) => check::run(args),
        Command::Report(args) => report::run(&args),
        Command::Align(args) => align::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Learn(args) => learn::run(&args),
        Command::Lock(args) => lock::run(&args),
        Command::Names(args) => names::run(&args),
        Command::Review(args) => review::run(args),
        Command::Init(args) => init::run(&args),
        Command::Rules => explain::rules(),
        Command::Explain { rule } => explain::explain(&rule),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "bilint", &mut io::stdout());
            Ok(Outcome::Passed)
        }
        Command::Man => {
            clap_mangen::Man::new(Cli::command()).render(&mut io::stdout())?;
            Ok(Outcome::Passed)
        }
    }
}

/// Writes a line to stderr; a closed stderr is nobody's fault.
fn say(line: &str) {
    use io::Write;
    let _ = writeln!(anstream::stderr(), "{line}");
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
