//! A report as somebody saved it: comma, semicolon or tab, any encoding, a workbook, columns moved or added.

use std::{fs, io::Cursor, path::Path};

use calamine::{Data, Reader, open_workbook_auto_from_rs};

use super::ReviewError;
use crate::read;

/// A table with named columns.
pub(super) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One row, by column name.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    header: &'a [String],
    cells: &'a [String],
}

impl Table {
    fn new(mut rows: impl Iterator<Item = Vec<String>>) -> Option<Self> {
        let named = |row: &[String]| -> Vec<String> {
            row.iter().map(|cell| cell.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).to_lowercase()).collect()
        };
        // A line or two may stand above the header: `sep=;`, a title.
        let header = rows.by_ref().take(5).map(|row| named(&row)).find(|header| is_ours(header))?;
        Some(Table { header, rows: rows.collect() })
    }

    pub fn has(&self, column: &str) -> bool {
        self.header.iter().any(|name| name == column)
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { header: &self.header, cells })
    }
}

impl Row<'_> {
    /// The cell of a column as it was before we guarded it; empty where there is none.
    pub fn get(&self, column: &str) -> String {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at)).map_or_else(String::new, |cell| unguarded(cell))
    }
}

/// A header with the two columns that a verdict needs.
fn is_ours(header: &[String]) -> bool {
    ["id", "verdict"].iter().all(|wanted| header.iter().any(|name| name == wanted))
}

/// A cell without formula guard, quotes round figures, and isolating marks.
fn unguarded(cell: &str) -> String {
    let cell: String = cell.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}' | '\u{feff}')).collect();
    let cell = cell.trim();
    let guarded =
        cell.strip_prefix('\'').filter(|rest| rest.trim_start_matches(['"', '\'', '“', '”', ' ']).starts_with(['=', '+', '-', '@']));
    let cell = guarded.unwrap_or(cell);
    let quoted = cell.strip_prefix('“').and_then(|rest| rest.strip_suffix('”')).filter(|inner| !inner.contains(['“', '”']));
    quoted.unwrap_or(cell).replace('⏎', "\n")
}

/// Every table with `id` and `verdict` in a file.
pub(super) fn load(path: &Path) -> Result<Vec<Table>, ReviewError> {
    let shown = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| ReviewError::Io { path: shown.clone(), source })?;
    let tables = if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        workbook(bytes).map_err(|message| ReviewError::Workbook { path: shown.clone(), message })?
    } else {
        let text = read::decode(bytes, None, &shown)?.text;
        [b',', b';', b'\t'].into_iter().find_map(|separator| delimited(&text, separator)).into_iter().collect()
    };
    if tables.is_empty() { Err(ReviewError::NoColumns { path: shown }) } else { Ok(tables) }
}

fn delimited(text: &str, separator: u8) -> Option<Table> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map_while(Result::ok).map(|record| record.iter().map(str::to_owned).collect());
    Table::new(rows)
}

fn workbook(bytes: Vec<u8>) -> Result<Vec<Table>, String> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut tables = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|error| error.to_string())?;
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(shown).collect()).collect();
        tables.extend(Table::new(rows.into_iter()));
    }
    Ok(tables)
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_the_guards() {
        for (cell, expected) in [
            ("“2,000”", "2,000"),
            ("'=1+1", "=1+1"),
            ("'- قال", "- قال"),
            ("'tis", "'tis"),
            ("a⏎b", "a\nb"),
            ("\u{2068}ألفي\u{2069}", "ألفي"),
            ("“a” and “b”", "“a” and “b”"),
        ] {
            assert_eq!(unguarded(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn finds_the_header_whatever_the_separator() {
        for (text, separator) in
            [("sep=;\nverdict;x;ID\nfp;;bl-a\n", b';'), ("id\tverdict\nbl-a\tfp\n", b'\t'), ("\u{feff}id,verdict\nbl-a,fp\n", b',')]
        {
            let table = delimited(text, separator).unwrap_or_else(|| panic!("{text}"));
            let row = table.rows().next().unwrap_or_else(|| panic!("a row"));
            assert_eq!((row.get("id"), row.get("verdict"), row.get("none")), ("bl-a".to_owned(), "fp".to_owned(), String::new()));
        }
        assert!(delimited("a,b\n1,2\n", b',').is_none());
    }
}
