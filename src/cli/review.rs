//! `bilint review import` and `bilint review stats`.

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};

use super::{
    Outcome,
    args::{ReviewArgs, ReviewCommand, ReviewStore},
    verdicts::beside,
};
use crate::{
    config,
    gate::{NAMES_FILE, NameDecisions, SUPPRESSIONS_FILE, Suppressions},
    report::write_file,
    review::{Imported, Review, import, precision},
};

/// Fewest verdicts before a rule is called doubtful.
const ENOUGH: u32 = 10;

pub(super) fn run(args: ReviewArgs) -> anyhow::Result<Outcome> {
    match args.command {
        ReviewCommand::Import { files, by, until, store } => {
            let until = until.map(|day| day.parse().map_err(|message| anyhow!("--until: {message}"))).transpose()?;
            take_in(&files, &Review { by, until }, &store)
        }
        ReviewCommand::Stats { store } => stats(&store),
    }
}

/// The two files of verdicts.
fn places(store: &ReviewStore) -> anyhow::Result<(PathBuf, PathBuf)> {
    let config = config::find(&env::current_dir().context("the working folder cannot be read")?);
    let folder = config.as_deref().and_then(Path::parent).map_or_else(PathBuf::new, Path::to_owned);
    let place = |named: &Option<PathBuf>, usual: &str| beside(&folder, named.as_ref(), usual);
    Ok((place(&store.suppressions, SUPPRESSIONS_FILE), place(&store.names_file, NAMES_FILE)))
}

fn take_in(files: &[PathBuf], review: &Review, store: &ReviewStore) -> anyhow::Result<Outcome> {
    let (suppressions_path, names_path) = places(store)?;
    let (mut suppressions, mut names) = (Suppressions::load(&suppressions_path)?, NameDecisions::load(&names_path)?);
    let (findings_before, names_before) = (suppressions.clone(), names.clone());
    let mut imported = Imported::default();
    for file in files {
        import(file, review, &mut suppressions, &mut names, &mut imported)?;
    }
    let mut wrote = Vec::new();
    if suppressions != findings_before {
        write_file(&suppressions_path, &suppressions.to_toml())
            .with_context(|| format!("cannot write `{}`", suppressions_path.display()))?;
        wrote.push(format!("{} ({})", name_of(&suppressions_path), suppressions.entries.len()));
    }
    if names != names_before {
        write_file(&names_path, &names.to_toml()).with_context(|| format!("cannot write `{}`", names_path.display()))?;
        wrote.push(format!("{} ({})", name_of(&names_path), names.entries.len()));
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{}", told(&imported))?;
    for (word, ids) in &imported.unknown_words {
        writeln!(out, "not understood: “{word}” ({}): use fix, fp or ok; for names same, different or ok", ids.join(", "))?;
    }
    for id in &imported.unknown_ids {
        writeln!(out, "left out: {id} is no id of a finding, or its row lost what the verdict needs")?;
    }
    if wrote.is_empty() {
        writeln!(out, "nothing new")?;
    } else {
        writeln!(out, "wrote {}", wrote.join(", "))?;
    }
    let all_understood = imported.unknown_words.is_empty() && imported.unknown_ids.is_empty();
    Ok(if all_understood { Outcome::Passed } else { Outcome::Unchecked })
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// `3 verdicts: 2 fix, 1 fp. 1 name: use “Al Sarraj”.`
fn told(imported: &Imported) -> String {
    let plural = |count: u32, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let counts = [(imported.fix, "fix"), (imported.fp, "fp"), (imported.ok, "ok")];
    let parts: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let mut text = plural(imported.verdicts(), "verdict");
    if !parts.is_empty() {
        text = format!("{text}: {}", parts.join(", "));
    }
    text.push('.');
    if !imported.names.is_empty() {
        let said: Vec<String> = imported.names.iter().map(|(source, said)| format!("{source} {said}")).collect();
        let said = if let [(_, one)] = imported.names.iter().collect::<Vec<_>>()[..] { one.clone() } else { said.join("; ") };
        text.push_str(&format!(" {}: {said}.", plural(u32::try_from(imported.names.len()).unwrap_or(u32::MAX), "name")));
    }
    text
}

fn stats(store: &ReviewStore) -> anyhow::Result<Outcome> {
    let (suppressions_path, _) = places(store)?;
    let stats = precision(&Suppressions::load(&suppressions_path)?);
    let mut out = io::stdout().lock();
    if stats.is_empty() {
        writeln!(out, "no verdicts yet: mark a report, then `bilint review import issues.csv`")?;
        return Ok(Outcome::Passed);
    }
    writeln!(out, "{:<24} {:>5} {:>5} {:>5} {:>5}  right", "rule", "all", "fix", "ok", "fp")?;
    for rule in stats {
        let hint = if rule.all() >= ENOUGH && rule.percent() < 50 { "  more wrong than right: consider \"off\" or \"info\"" } else { "" };
        writeln!(out, "{:<24} {:>5} {:>5} {:>5} {:>5}  {:>4} %{hint}", rule.rule, rule.all(), rule.fix, rule.ok, rule.fp, rule.percent())?;
    }
    Ok(Outcome::Passed)
}
