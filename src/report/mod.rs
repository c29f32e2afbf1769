//! Findings → files; one file per report.

mod cells;
mod columns;
mod csv_files;
mod jsonl;
mod terminal;

use std::io;

pub use columns::{ALIGNMENT, Column, ISSUES, NAMES, SUMMARY};
pub use csv_files::CsvReports;
pub use jsonl::JsonLines;
pub use terminal::Terminal;

use crate::{
    gate::Verdict,
    model::{PairOutcome, RunSummary},
};

/// A report. It is fed one pair of documents at a time, in order, so that memory stays flat.
pub trait Report {
    /// Takes one pair.
    ///
    /// # Errors
    /// When it cannot be written.
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()>;

    /// Closes the report; only now do files appear under their names.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(&mut self, summary: &RunSummary, verdict: &Verdict) -> io::Result<()>;
}

/// Formats of `check --format`.
pub const FORMATS: &[&str] = &["text", "jsonl"];
