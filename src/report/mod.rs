//! Findings → files; one file per report.

mod addresses;
mod cells;
mod checkstyle;
mod columns;
mod csv_book;
mod format;
mod github;
mod gitlab;
mod html;
mod json;
mod jsonl;
mod junit;
mod place;
mod rdjsonl;
mod record;
mod rows;
mod sarif;
mod shard;
mod spool;
mod spreadsheets;
mod terminal;
mod texts;
mod unique;
mod xlsx_book;

#[cfg(test)]
mod tests;

use std::io;

pub use columns::{ALIGNMENT, Column, ISSUES, NAMES, SUMMARY};
pub use format::{Format, printed};
pub use place::{Placed, write_file};
pub use record::{EvidenceRecord, FindingRecord, SpanRecord};
pub use rows::name_cells;
pub use shard::{DocumentError, DocumentFinding, DocumentRecord, NameRecord, Shard, ShardLine};
pub use spool::Spool;
pub use spreadsheets::{Spreadsheets, Written};
pub use terminal::Look;

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

    /// Whether it shows every pair of sentences: without such a report nobody keeps them.
    fn shows_pairs(&self) -> bool {
        false
    }

    /// Closes the report; only now do files appear under their names.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(&mut self, summary: &RunSummary, verdict: &Verdict) -> io::Result<()>;
}
