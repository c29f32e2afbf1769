//! Texts in memory: what other programs call.

use super::{
    Aligned, Options,
    check::{alone, beads_alone},
    discover::job,
    texts::given,
};
use crate::{
    config::Settings,
    model::{PairOutcome, Problem},
};

/// Names of the two texts in findings.
const NAMES: (&str, &str) = ("source.txt", "target.txt");

fn texts(source: String, target: String, settings: &Settings, options: Options<'_>) -> Result<super::texts::Texts, Problem> {
    let job = job(NAMES.0.as_ref(), NAMES.1.as_ref(), NAMES.0.to_owned(), NAMES.1.to_owned(), "two texts");
    given(Some(source), Some(target), &job, settings, options)
}

fn stopped<E: std::fmt::Display>(error: E) -> Problem {
    Problem { file: String::new(), message: error.to_string() }
}

/// Checks two texts as `bilint check` checks two files.
///
/// # Errors
/// When a text is empty or is none, or the run was stopped.
pub fn check_texts(source: String, target: String, settings: &Settings, options: Options<'_>) -> Result<PairOutcome, Problem> {
    let texts = texts(source, target, settings, options)?;
    let job = job(NAMES.0.as_ref(), NAMES.1.as_ref(), NAMES.0.to_owned(), NAMES.1.to_owned(), "two texts");
    alone(&job, &[Ok(texts)], settings, options).map_err(stopped)
}

/// Aligns two texts as `bilint align` aligns two files.
///
/// # Errors
/// As [`check_texts`].
pub fn align_texts(source: String, target: String, settings: &Settings, options: Options<'_>) -> Result<Aligned, Problem> {
    beads_alone(texts(source, target, settings, options)?, options).map_err(stopped)
}
