//! Findings → verdict of the run: identity, what was said before, score, decision.

mod baseline;
mod date;
mod decision;
mod decisions;
mod fingerprint;
mod known;
mod score;
mod suppressions;
mod toml_file;

pub use baseline::{Baseline, BaselineEntry};
pub use date::Day;
pub use decision::{Tally, Verdict};
pub use decisions::{NAMES_FILE, NameDecision, NameDecisions, NameOpinion};
pub use fingerprint::fingerprint;
pub use known::{Known, Stale};
pub use score::{Score, ScoreKind, score};
pub use suppressions::{Opinion, SUPPRESSIONS_FILE, Suppression, Suppressions};
pub use toml_file::GateFileError;
