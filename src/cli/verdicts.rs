//! The files of verdicts beside `bilint.toml`.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::anyhow;

use super::args::CheckArgs;
use crate::{
    config::{File, Settings},
    gate::{Baseline, Day, Known, NAMES_FILE, NameDecisions, SUPPRESSIONS_FILE, Stale, Suppressions},
};

/// The file that was named, or the usual one beside the settings.
pub(super) fn beside(folder: &Path, named: Option<&PathBuf>, usual: &str) -> PathBuf {
    named.cloned().unwrap_or_else(|| folder.join(usual))
}

/// Everything that was said before, and the names that were settled.
pub(super) fn known(args: &CheckArgs, file: &File, folder: &Path, settings: &mut Settings) -> anyhow::Result<Known> {
    let day = match &args.today {
        Some(day) => day.parse().map_err(|message| anyhow!("--today: {message}"))?,
        None => Day::today(),
    };
    let baseline = args.baseline.clone().or_else(|| file.gate.baseline.as_ref().map(|path| folder.join(path)));
    // The baseline that is about to be written need not be there yet.
    let baseline = baseline.filter(|path| args.write_baseline.as_ref() != Some(path) || path.exists());
    let known = Known {
        suppressions: Suppressions::load(&beside(folder, args.suppressions.as_ref(), SUPPRESSIONS_FILE))?,
        names: NameDecisions::load(&beside(folder, args.names_file.as_ref(), NAMES_FILE))?,
        baseline: baseline.map(|path| Baseline::load(&path)).transpose()?,
        today: Some(day),
    };
    for (source, spelling) in known.names.established() {
        settings.names.established.entry(source.to_owned()).or_insert_with(|| spelling.to_owned());
    }
    Ok(known)
}

/// Entries that match nothing any more, as lines to print.
pub(super) fn stale_lines(stale: &[Stale]) -> Vec<String> {
    const SHOWN: usize = 10;
    let mut lines = Vec::new();
    let ran_out: BTreeSet<String> = stale
        .iter()
        .filter_map(|entry| Some(format!("ran out on {}: {} {}: its finding is shown again", entry.ran_out?, entry.id, entry.rule)))
        .collect();
    lines.extend(ran_out);
    for (baselined, what) in [(false, "suppression"), (true, "baseline entry")] {
        let gone: Vec<&Stale> = stale.iter().filter(|entry| entry.baselined == baselined && entry.ran_out.is_none()).collect();
        for entry in gone.iter().take(SHOWN) {
            let file = entry.file.as_deref().map_or_else(String::new, |file| format!("  {file}"));
            lines.push(format!("removable {what}: {} {}{file}: matches nothing any more", entry.id, entry.rule));
        }
        if gone.len() > SHOWN {
            let more = gone.len() - SHOWN;
            lines.push(format!("… and {more} more {}", if baselined { "baseline entries" } else { "suppressions" }));
        }
    }
    lines
}
