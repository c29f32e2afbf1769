//! The spreadsheets of `--report`: `issues`, `names`, `alignment` and `summary` as CSV files, one workbook, or both.

use std::{cmp::Reverse, fs, io, path::Path};

use super::{
    Report,
    csv_book::CsvBook,
    place::Placed,
    rows::{self, Cell, Rank, Sheet},
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
    std::mem::replace(spool, Spool::new()).drain(|_, row| {
        number += 1;
        let cells = numbered(number, serde_json::from_slice(row)?);
        books.iter_mut().try_for_each(|book| book.row(sheet, &cells))
    })
}

impl Report for Spreadsheets {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        for bead in &outcome.beads {
            self.beads += 1;
            if self.suspect_only && matches!(bead.status, Status::Ok | Status::Boilerplate) && bead.rules.is_empty() {
                continue;
            }
            let cells = numbered(self.beads, rows::bead(bead, outcome));
            self.books.iter_mut().try_for_each(|book| book.row(Sheet::Alignment, &cells))?;
        }
        let cells = rows::summary(outcome, &self.gate, &self.texts);
        self.books.iter_mut().try_for_each(|book| book.row(Sheet::Summary, &cells))?;
        for reported in outcome.findings.iter().filter(|f| f.standing.counts()) {
            let row = serde_json::to_vec(&rows::issue(reported, &self.texts))?;
            self.issues.push(Rank::new(reported, self.documents, self.by_document), &row)?;
        }
        self.documents += 1;
        Ok(())
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
