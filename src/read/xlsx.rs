//! Workbooks: the rows of the first sheet that holds two columns of text, read as a bilingual table. A unit's line is its
//! row and its column the column of its cell.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx as Workbook};

use super::{
    ReadError, ReadOptions, Reader,
    delimited::Cell,
    package,
    table::{Layout, from_rows},
};
use crate::model::{Anchor, Loaded, Location};

pub(super) struct Xlsx;

/// Cells of a sheet looked at: more is a data dump.
const MOST_CELLS: usize = 20_000_000;

impl Reader for Xlsx {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx", "xlsm"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn read(&self, _text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        Err(broken(path, "a workbook"))
    }

    fn read_bytes(&self, bytes: &[u8], path: &str, options: &ReadOptions) -> Option<Result<Loaded, ReadError>> {
        Some(read(bytes, path, options))
    }
}

fn broken(path: &str, expected: impl Into<String>) -> ReadError {
    ReadError::Malformed { path: path.to_owned(), format: "XLSX", line: 1, column: 1, expected: expected.into() }
}

fn read(bytes: &[u8], path: &str, options: &ReadOptions) -> Result<Loaded, ReadError> {
    // The package is measured before it is believed.
    package::check(bytes, path, "XLSX")?;
    let mut workbook: Workbook<_> = Workbook::new(Cursor::new(bytes)).map_err(|error| broken(path, format!("a workbook; {error}")))?;
    let mut first = None;
    for name in workbook.sheet_names() {
        let Ok(range) = workbook.worksheet_range(&name) else { continue };
        if range.get_size().0.saturating_mul(range.get_size().1) > MOST_CELLS {
            return Err(broken(path, format!("sheets of at most {MOST_CELLS} cells; `{name}` has more")));
        }
        let (top, left) = range.start().unwrap_or_default();
        let rows: Vec<Vec<Cell>> = range
            .rows()
            .zip(top..)
            .map(|(row, line)| row.iter().zip(left..).map(|(value, column)| cell(value, line, column)).collect())
            .filter(|row: &Vec<Cell>| row.iter().any(|cell| !cell.text.trim().is_empty()))
            .collect();
        if rows.is_empty() {
            continue;
        }
        match from_rows(rows, path, Layout { format: "XLSX", options }) {
            Ok(loaded) => return Ok(loaded),
            Err(error) => drop(first.get_or_insert(error)),
        }
    }
    Err(first.unwrap_or(ReadError::Empty { path: path.to_owned() }))
}

fn cell(value: &Data, row: u32, column: u32) -> Cell {
    let text = match value {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) => text.replace("\r\n", "\n"),
        other => other.to_string(),
    };
    let at = Location { line: row.saturating_add(1), column: column.saturating_add(1) };
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let anchors = starts.map(|offset| Anchor { offset: u32::try_from(offset).unwrap_or(u32::MAX), at }).collect();
    Cell { text, anchors }
}
