//! Apple string tables: `"key" = "value";` with comments, or compiled to a binary property list.

use super::{
    ReadError, ReadOptions, Reader, bplist,
    catalogue::{Catalogue, program},
    escapes::{self, unicode},
    flow::Flow,
    places::Places,
};
use crate::model::{Loaded, Location, Unit};

pub(super) struct Strings;

impl Reader for Strings {
    fn name(&self) -> &'static str {
        "strings"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["strings"]
    }

    fn read_bytes(&self, bytes: &[u8], path: &str, _options: &ReadOptions) -> Option<Result<Loaded, ReadError>> {
        if !bytes.starts_with(b"bplist00") {
            return None;
        }
        let Some(texts) = bplist::texts(bytes) else {
            let expected = "a sound binary property list of texts by key".to_owned();
            return Some(Err(ReadError::Malformed { path: path.to_owned(), format: "strings", line: 1, column: 1, expected }));
        };
        let mut out = Catalogue::new();
        // Compiled tables have no lines: a unit is found by its number.
        for ((key, value), number) in texts.into_iter().zip(1..) {
            let at = Location { line: number, column: 1 };
            let mut flow = Flow::default();
            flow.put(&value, at);
            out.add(key, flow, program(), at);
        }
        Some(Ok(out.finish()))
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut parser = Parser { text, path, at: 0, places: Places::new(text), note: None };
        let mut out = Catalogue::new();
        loop {
            parser.blank()?;
            // An old-style property list has the table in brackets.
            if parser.take('{') || parser.take('}') {
                continue;
            }
            if parser.at >= text.len() {
                return Ok(out.finish());
            }
            let note = parser.note.take();
            let (from, to) = parser.string()?;
            let key = escapes::text(&text[from..to], unicode);
            parser.blank()?;
            if parser.take(';') {
                // A key alone is its own text.
                let flow = parser.flow(from, to);
                out.add(key, flow, Unit { note, ..program() }, parser.places.at(from));
                continue;
            }
            if !parser.take('=') {
                return Err(parser.malformed(parser.at, "`=` behind the key"));
            }
            parser.blank()?;
            let (from, to) = parser.string()?;
            parser.blank()?;
            if !parser.take(';') && parser.at < text.len() {
                return Err(parser.malformed(parser.at, "`;` behind the value"));
            }
            let flow = parser.flow(from, to);
            out.add(key, flow, Unit { note, ..program() }, parser.places.at(from));
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    path: &'t str,
    at: usize,
    places: Places<'t>,
    /// The comment before the entry.
    note: Option<String>,
}

impl Parser<'_> {
    fn malformed(&self, offset: usize, expected: &str) -> ReadError {
        let Location { line, column } = self.places.at(offset);
        ReadError::Malformed { path: self.path.to_owned(), format: "strings", line, column, expected: expected.to_owned() }
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.text[self.at..].starts_with(c);
        self.at += if found { c.len_utf8() } else { 0 };
        found
    }

    fn blank(&mut self) -> Result<(), ReadError> {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start().len();
            let rest = &self.text[self.at..];
            if let Some(inner) = rest.strip_prefix("/*") {
                let Some(end) = inner.find("*/") else { return Err(self.malformed(self.at, "`*/` for the comment that opens here")) };
                self.note = Some(inner[..end].trim().to_owned()).filter(|note| !note.is_empty());
                self.at += end + 4;
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else {
                return Ok(());
            }
        }
    }

    /// Bytes of a string between its quotation marks, or of a bare word.
    fn string(&mut self) -> Result<(usize, usize), ReadError> {
        let rest = &self.text[self.at..];
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | ';' | '{' | '}' | '"')).unwrap_or(rest.len());
            if end == 0 {
                return Err(self.malformed(self.at, "a string in quotation marks"));
            }
            let from = self.at;
            self.at += end;
            return Ok((from, self.at));
        };
        let open = self.at;
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                c if c == quote => {
                    self.at = open + at + 1;
                    return Ok((open + 1, open + at));
                }
                _ => {}
            }
        }
        Err(self.malformed(open, "a closing quotation mark for the one here"))
    }

    fn flow(&self, from: usize, to: usize) -> Flow {
        Flow::of_string(&self.text[from..to], from, &self.places)
    }
}
