//! `bilint lock`: which translation was accepted for which source, as hashes, so that a later run can tell what is outdated.

use std::{fmt::Write as _, path::Path};

use super::{Options, Plan, Progress, check::texts_of};
use crate::{
    config::Settings,
    model::{Bead, Problem, Segment, text_hash},
    rules::Accepted,
};

/// The first line of a lock.
const HEAD: &str = "# bilint lock 1: translations as they were accepted; hash of the translation, hash of its source";

/// The lock of a plan, and how many translations it holds.
///
/// # Errors
/// The first file that cannot be read.
pub fn lock(plan: &Plan, settings: &Settings, options: Options, progress: &Progress) -> Result<(String, usize), Problem> {
    let mut out = format!("{HEAD}\n");
    let mut count = 0;
    for (texts, beads) in texts_of(plan, settings, options, progress)? {
        let _ = writeln!(out, "[{}]", texts.target.document.path);
        let joined = |segments: &[Segment], range: &std::ops::Range<u32>| {
            let picked = segments.get(range.start as usize..range.end as usize).unwrap_or_default();
            picked.iter().map(|segment| &*segment.text).collect::<Vec<_>>().join(" ")
        };
        let linked = |bead: &&Bead| !bead.source.is_empty() && !bead.target.is_empty();
        for bead in beads.iter().filter(linked) {
            let (source, target) = (joined(&texts.source.segments, &bead.source), joined(&texts.target.segments, &bead.target));
            let _ = writeln!(out, "{:016x} {:016x}", text_hash(&target), text_hash(&source));
            count += 1;
        }
    }
    Ok((out, count))
}

/// Reads a lock.
///
/// # Errors
/// What is wrong with it, with file and line.
pub fn read_lock(text: &str, path: &Path) -> Result<Accepted, String> {
    let mut accepted = Accepted::default();
    let mut document = String::new();
    let wrong = |number: usize, expected: &str| format!("cannot read lock `{}` at line {number}: {expected}", path.display());
    for (line, number) in text.lines().zip(1..) {
        if number == 1 && line != HEAD {
            return Err(wrong(number, "the first line that `bilint lock` writes"));
        }
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut document);
            continue;
        }
        let hash = |text: &str| u64::from_str_radix(text, 16).ok();
        let Some((target, source)) = line.split_once(' ').and_then(|(target, source)| Some((hash(target)?, hash(source)?))) else {
            return Err(wrong(number, "two hashes of 16 digits"));
        };
        accepted.add(&document, target, source);
    }
    Ok(accepted)
}
