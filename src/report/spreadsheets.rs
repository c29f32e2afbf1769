//! The spreadsheets of `--report`: `issues`, `names`, `alignment` and `summary` as CSV files, one workbook, or both.

use std::{cmp::Reverse, fs, io, path::Path};

use super::{
    Report,
    columns::ALIGNMENT,
    csv_book::CsvBook,
    place::Placed,
    record::FindingRecord,
    rows::{self, Cell, Rank, Sheet},
    shard::DocumentRecord,
    spool::Spool,
    texts::Texts,
    xlsx_book::XlsxBook,
};
use crate::{
    config::{Gate, ReportSettings},
    gate::Verdict,
    model::{PairOutcome, RunSummary, Severity, Status},
};

/// A set of the four sheets in one file format.
pub(super) trait Book {
    fn row(&mut self, sheet: Sheet, cells: &[Cell]) -> io::Result<()>;

    /// Completes the files, still beside their places.
    fn close(self: Box<Self>) -> io::Result<Vec<(Placed, Written)>>;
}

/// A file that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub file: &'static str,
    pub rows: usize,
    /// Rows that the format has no room for.
    pub left: usize,
}

/// Names are listed by severity, then in the order of the batch.
type NameRank = (Reverse<Option<Severity>>, u32);

/// Writes the spreadsheets into a folder. Each file is written beside its place, and all are renamed when all are complete.
pub struct Spreadsheets {
    books: Vec<Box<dyn Book>>,
    texts: Texts,
    gate: Gate,
    by_document: bool,
    suspect_only: bool,
    issues: Spool<Rank>,
    names: Spool<NameRank>,
    documents: u32,
    beads: u64,
    written: Vec<Written>,
}

impl Spreadsheets {
    /// Opens the reports in `dir`, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn create(dir: &Path, settings: &ReportSettings, gate: &Gate) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        let mut books: Vec<Box<dyn Book>> = Vec::new();
        if settings.csv {
            books.push(Box::new(CsvBook::create(dir, settings)?));
        }
        if settings.xlsx {
            books.push(Box::new(XlsxBook::create(dir, settings)?));
        }
        Ok(Spreadsheets {
            books,
            texts: Texts::new(settings.language),
            gate: gate.clone(),
            by_document: settings.document_order,
            suspect_only: settings.suspect_only,
            issues: Spool::new(),
            names: Spool::new(),
            documents: 0,
            beads: 0,
            written: Vec::new(),
        })
    }

    /// What was written, once finished.
    #[must_use]
    pub fn written(&self) -> &[Written] {
        &self.written
    }
}

fn numbered(number: u64, mut cells: Vec<Cell>) -> Vec<Cell> {
    cells.insert(0, Cell::Number(number));
    cells
}

/// Writes spooled rows in their order, numbered.
fn pour<R: Ord>(spool: &mut Spool<R>, sheet: Sheet, books: &mut [Box<dyn Book>]) -> io::Result<()> {
    let mut number = 0;
    std::mem::take(spool).drain(|_, row| {
        number += 1;
        let cells = numbered(number, serde_json::from_slice(row)?);
        books.iter_mut().try_for_each(|book| book.row(sheet, &cells))
    })
}

impl Spreadsheets {
    /// Takes a pair of documents that another run judged.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub fn document(&mut self, record: &DocumentRecord, findings: &[FindingRecord<'_>]) -> io::Result<()> {
        self.rows(record.alignment_cells(), &record.summary_cells(), findings)
    }

    /// Takes the rows of a pair.
    fn rows(&mut self, beads: impl Iterator<Item = Vec<Cell>>, summary: &[Cell], findings: &[FindingRecord<'_>]) -> io::Result<()> {
        for bead in beads {
            self.beads += 1;
            if self.suppressed(&bead) {
                continue;
            }
            let cells = numbered(self.beads, bead);
            self.books.iter_mut().try_for_each(|book| book.row(Sheet::Alignment, &cells))?;
        }
        self.books.iter_mut().try_for_each(|book| book.row(Sheet::Summary, summary))?;
        for finding in findings.iter().filter(|finding| finding.standing().counts()) {
            let row = serde_json::to_vec(&rows::issue(finding, &self.texts))?;
            self.issues.push(Rank::of(finding, self.documents, self.by_document), &row)?;
        }
        self.documents += 1;
        Ok(())
    }

    /// Whether a row of `alignment.csv` is of a sound pair and these are not wanted.
    fn suppressed(&self, bead: &[Cell]) -> bool {
        let word = |column: &str| {
            let at = ALIGNMENT[1..].iter().position(|(name, _)| *name == column);
            at.and_then(|at| bead.get(at)).and_then(|cell| if let Cell::Word(word) = cell { Some(word.as_str()) } else { None })
        };
        let sound = [Status::Ok, Status::Boilerplate].map(Status::as_str);
        self.suspect_only && word("status").is_some_and(|status| sound.contains(&status)) && word("rules").is_none_or(str::is_empty)
    }
}

impl Report for Spreadsheets {
    fn shows_pairs(&self) -> bool {
        true
    }

    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        let texts = self.texts;
        let findings: Vec<FindingRecord<'_>> = outcome.findings.iter().map(|reported| FindingRecord::new(reported, &texts)).collect();
        let summary = rows::summary(outcome, &self.gate, &texts);
        self.rows(outcome.beads.iter().map(|bead| rows::bead(bead, outcome)), &summary, &findings)
    }

    fn finish(&mut self, summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        pour(&mut self.issues, Sheet::Issues, &mut self.books)?;
        for (name, order) in summary.names.iter().zip(0u32..) {
            let row = serde_json::to_vec(&rows::name(name, &self.texts))?;
            self.names.push((Reverse(name.severity), order), &row)?;
        }
        pour(&mut self.names, Sheet::Names, &mut self.books)?;
        // All files are complete before the first appears under its name.
        let mut closed = Vec::new();
        for book in self.books.drain(..) {
            closed.extend(book.close()?);
        }
        for (file, written) in closed {
            file.persist()?;
            self.written.push(written);
        }
        Ok(())
    }
}
