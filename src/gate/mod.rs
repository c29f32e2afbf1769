//! Findings → verdict of the run: identity, score, decision.

mod decision;
mod fingerprint;
mod score;

pub use decision::{Tally, Verdict};
pub use fingerprint::fingerprint;
pub use score::{Score, score};
