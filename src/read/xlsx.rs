//! Workbooks: the rows of the first sheet that holds two columns of text, read as a bilingual table. A unit's line is its
//! row and its column the column of its cell.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
};

use calamine::{Data, Reader as _, Sheet, SheetVisible, Xlsx as Workbook, XlsxError};

use super::{
    ReadError, ReadOptions, Reader,
    delimited::Cell,
    package,
    table::{Layout, from_rows},
};
use crate::model::{Anchor, Loaded, Location};

pub(super) struct Xlsx;

/// Cells of a sheet looked at: more is a data dump.
const MOST_CELLS: usize = 5_000_000;

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
    package::check(bytes, path, "XLSX", references)?;
    let mut workbook: Workbook<_> = Workbook::new(Cursor::new(bytes)).map_err(|error| broken(path, format!("a workbook; {error}")))?;
    let mut first = None;
    let mut found: Option<(String, Loaded)> = None;
    let mut more: Vec<String> = Vec::new();
    // What nobody sees is read only where there is nothing else.
    let (seen, hidden): (Vec<&Sheet>, Vec<&Sheet>) =
        workbook.sheets_metadata().iter().partition(|sheet| sheet.visible == SheetVisible::Visible);
    let (visible, names) = (seen.len(), seen.into_iter().chain(hidden).map(|sheet| sheet.name.clone()));
    for (name, at) in names.collect::<Vec<_>>().into_iter().zip(0..) {
        if found.is_some() && at >= visible {
            break;
        }
        let Ok(cells) = filled(&mut workbook, &name) else { continue };
        let Some(rows) = rows(cells) else {
            return Err(broken(path, format!("sheets of at most {MOST_CELLS} cells; `{name}` has more")));
        };
        if rows.is_empty() {
            continue;
        }
        match from_rows(rows.into_iter().map(Ok), path, Layout { format: "XLSX", options, room: 0 }) {
            Ok(_) if found.is_some() => more.push(name),
            Ok(loaded) => found = Some((name, loaded)),
            Err(error) => drop(first.get_or_insert(error)),
        }
    }
    let Some((name, mut loaded)) = found else { return Err(first.unwrap_or(ReadError::Empty { path: path.to_owned() })) };
    if !more.is_empty() {
        let note = format!("of the workbook only the sheet `{name}` was read; sheets with two columns of text too: {}", more.join(", "));
        match &mut loaded {
            Loaded::One(document) | Loaded::Pair { target: document, .. } => document.notes.push(note),
            Loaded::Many(many) => many.variants.iter_mut().for_each(|variant| variant.document.notes.push(note.clone())),
        }
    }
    Ok(loaded)
}

/// The cells of a sheet that say something, by row and column. A sheet may name cells far apart: what lies between them is not
/// made.
fn filled(workbook: &mut Workbook<Cursor<&[u8]>>, name: &str) -> Result<BTreeMap<(u32, u32), String>, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let mut out = BTreeMap::new();
    while let Some(cell) = cells.next_cell()? {
        let text = match Data::from(cell.get_value().clone()) {
            Data::Empty | Data::Error(_) => continue,
            Data::String(text) => text.replace("\r\n", "\n"),
            other => other.to_string(),
        };
        if !text.trim().is_empty() {
            out.insert(cell.get_position(), text);
        }
    }
    Ok(out)
}

/// The rows that have text, all as wide as the widest. `None` where they would have too many cells.
fn rows(cells: BTreeMap<(u32, u32), String>) -> Option<Vec<Vec<Cell>>> {
    let columns = || cells.keys().map(|(_, column)| *column);
    let (Some(left), Some(right)) = (columns().min(), columns().max()) else { return Some(Vec::new()) };
    let lines: BTreeSet<u32> = cells.keys().map(|(row, _)| *row).collect();
    let width = (right - left) as usize + 1;
    if lines.len().saturating_mul(width) > MOST_CELLS {
        return None;
    }
    let mut cells = cells.into_iter().peekable();
    let row = |line: u32| {
        let mut row: Vec<Cell> = Vec::with_capacity(width);
        for column in left..=right {
            let text = cells.next_if(|(place, _)| *place == (line, column)).map_or_else(String::new, |(_, text)| text);
            row.push(cell(text, line, column));
        }
        row
    };
    Some(lines.into_iter().map(row).collect())
}

/// Whether the names of cells lie on a sheet, which ends at `XFD1048576`: they are counted with before they are looked at.
fn references(member: &[u8]) -> Result<(), String> {
    for name in [&b" r="[..], &b" ref="[..]] {
        for at in memchr::memmem::find_iter(member, name) {
            let value = member[at + name.len()..].get(1..).unwrap_or_default();
            let end = memchr::memchr3(b'"', b'\'', b'>', value).unwrap_or(value.len());
            let fits = |part: &[u8]| {
                let letters = part.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                letters <= 3 && part.len() - letters <= 7
            };
            let mut parts = value[..end].split(|byte| matches!(byte, b':' | b' '));
            if let Some(part) = parts.find(|part| part[..].iter().all(u8::is_ascii_alphanumeric) && !fits(part)) {
                return Err(format!(
                    "cells that lie on a sheet, which `{}` does not,",
                    String::from_utf8_lossy(&part[..part.len().min(20)])
                ));
            }
        }
    }
    Ok(())
}

fn cell(text: String, row: u32, column: u32) -> Cell {
    let at = Location { line: row.saturating_add(1), column: column.saturating_add(1) };
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let anchors = starts.map(|offset| Anchor { offset: u32::try_from(offset).unwrap_or(u32::MAX), at }).collect();
    Cell { text, anchors }
}
