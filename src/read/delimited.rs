//! Delimited text (RFC 4180 and its dialects) as rows of cells that know where they stand.

use crate::model::{Anchor, Location};

/// A cell: its text without quoting, and where its lines stand in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cell {
    pub text: String,
    pub anchors: Vec<Anchor>,
}

/// A quotation that is opened and never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unclosed(pub Location);

/// Cuts text with line feeds into rows one after the other.
pub(super) struct Rows<'a> {
    text: &'a str,
    separator: u8,
    offset: usize,
    at: Location,
}

impl<'a> Rows<'a> {
    pub fn new(text: &'a str, separator: u8) -> Self {
        Rows { text, separator, offset: 0, at: Location { line: 1, column: 1 } }
    }

    /// The next cell, and whether its row ends with it.
    fn cell(&mut self) -> Result<(Cell, bool), Unclosed> {
        let rest = &self.text[self.offset..];
        match rest.strip_prefix('"').and_then(|body| self.quoted(body)) {
            Some(cell) => Ok(cell),
            // Tab-separated text often means its quotation marks.
            None if rest.starts_with('"') && self.separator != b'\t' => Err(Unclosed(self.at)),
            None => Ok(self.bare(rest)),
        }
    }

    fn bare(&mut self, rest: &str) -> (Cell, bool) {
        let end = memchr::memchr2(self.separator, b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let cell = Cell { text: rest[..end].to_owned(), anchors: vec![Anchor { offset: 0, at: self.at }] };
        self.at.column = self.at.column.saturating_add(count(&rest[..end]));
        self.offset += end;
        (cell, self.finish())
    }

    /// A quoted cell; `None` if the quotation is not closed, or in tab-separated text not closed at the end of a cell of this
    /// line.
    fn quoted(&mut self, body: &str) -> Option<(Cell, bool)> {
        let mut cell = Cell::default();
        let mut at = Location { column: self.at.column.saturating_add(1), ..self.at };
        let anchor = |text: &str, at| Anchor { offset: u32::try_from(text.len()).unwrap_or(u32::MAX), at };
        let mut anchors = vec![anchor("", at)];
        let mut done = 0;
        loop {
            let next = done + memchr::memchr2(b'"', b'\n', &body.as_bytes()[done..])?;
            cell.text.push_str(&body[done..next]);
            at.column = at.column.saturating_add(count(&body[done..next]));
            done = next + 1;
            if body.as_bytes()[next] == b'\n' {
                if self.separator == b'\t' {
                    return None;
                }
                cell.text.push('\n');
                at = Location { line: at.line.saturating_add(1), column: 1 };
                anchors.push(anchor(&cell.text, at));
            } else if body[done..].starts_with('"') {
                cell.text.push('"');
                done += 1;
                at.column = at.column.saturating_add(2);
                anchors.push(anchor(&cell.text, at));
            } else {
                at.column = at.column.saturating_add(1);
                break;
            }
        }
        // What stands between the closing mark and the separator belongs to the cell all the same.
        let rest = &body[done..];
        let end = memchr::memchr2(self.separator, b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let tail = &rest[..end];
        if !tail.trim().is_empty() {
            if self.separator == b'\t' {
                return None;
            }
            anchors.push(anchor(&cell.text, at));
            cell.text.push_str(tail);
        }
        at.column = at.column.saturating_add(count(tail));
        cell.anchors = anchors;
        self.at = at;
        self.offset += 1 + done + end;
        Some((cell, self.finish()))
    }

    /// Steps over a separator or line end; true at the end of a row.
    fn finish(&mut self) -> bool {
        match self.text.as_bytes().get(self.offset) {
            Some(b'\n') => {
                self.offset += 1;
                self.at = Location { line: self.at.line.saturating_add(1), column: 1 };
                true
            }
            Some(_) => {
                self.offset += 1;
                self.at.column = self.at.column.saturating_add(1);
                false
            }
            None => true,
        }
    }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

impl Iterator for Rows<'_> {
    type Item = Result<Vec<Cell>, Unclosed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.offset >= self.text.len() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            match self.cell() {
                Ok((cell, last)) => {
                    row.push(cell);
                    if last {
                        return Some(Ok(row));
                    }
                }
                Err(unclosed) => {
                    self.offset = self.text.len();
                    return Some(Err(unclosed));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, separator: u8) -> Vec<Vec<(String, u32, u32)>> {
        Rows::new(text, separator)
            .map(|row| row.expect("closed").into_iter().map(|c| (c.text, c.anchors[0].at.line, c.anchors[0].at.column)).collect())
            .collect()
    }

    #[test]
    fn cells_know_their_places() {
        assert_eq!(
            rows("a,\"b \"\"c\"\"\nd\",é,f\n\ng,", b','),
            [
                vec![("a".into(), 1, 1), ("b \"c\"\nd".into(), 1, 4), ("é".into(), 2, 4), ("f".into(), 2, 6)],
                vec![(String::new(), 3, 1)],
                vec![("g".into(), 4, 1), (String::new(), 4, 3)],
            ]
        );
    }

    #[test]
    fn an_open_quotation_is_an_error_or_text() {
        assert_eq!(Rows::new("a,\"b\nc", b',').next(), Some(Err(Unclosed(Location { line: 1, column: 3 }))));
        assert_eq!(rows("a\t\"Stop, he said\nb\tc", b'\t')[0][1].0, "\"Stop, he said");
        assert_eq!(rows("\"x\" y\tz", b'\t')[0][0].0, "\"x\" y");
    }
}
