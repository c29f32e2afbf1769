//! Java properties: keys and values on logical lines.

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::{Catalogue, program},
    escapes::{self, java},
    flow::Flow,
    places::Places,
};
use crate::model::Loaded;

pub(super) struct Properties;

impl Reader for Properties {
    fn name(&self) -> &'static str {
        "properties"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["properties"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let places = Places::new(text);
        let mut out = Catalogue::new();
        let mut at = 0;
        let mut note = String::new();
        while at < text.len() {
            let line = text[at..].split_inclusive('\n').next().unwrap_or_default();
            let body = line.trim_start();
            if let Some(comment) = body.strip_prefix(['#', '!']) {
                note = comment.trim().to_owned();
                at += line.len();
                continue;
            }
            if body.trim_end().is_empty() {
                at += line.len();
                continue;
            }
            let start = at + line.len() - body.len();
            let end = logical_end(text, start);
            at = end + 1;
            let raw = &text[start..end];
            let (key, value) = parts(raw);
            if unpaired(raw) {
                let place = places.at(end);
                let expected = "a line behind the backslash at the end of the last one".to_owned();
                return Err(ReadError::Malformed {
                    path: path.to_owned(),
                    format: "properties",
                    line: place.line,
                    column: place.column,
                    expected,
                });
            }
            let from = start + value;
            let mut flow = Flow::default();
            flow.spell(&raw[value..], from, &places, java);
            let note = Some(std::mem::take(&mut note)).filter(|note| !note.is_empty());
            let unit = crate::model::Unit { note, ..program() };
            out.add(escapes::text(&raw[..key], java), flow, unit, places.at(from));
        }
        Ok(out.finish())
    }
}

/// Where the logical line that begins at `start` ends: behind an odd number of backslashes it goes on.
fn logical_end(text: &str, start: usize) -> usize {
    let mut at = start;
    loop {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |next| at + next);
        let slashes = text.as_bytes()[start..end].iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 0 || end == text.len() {
            return end;
        }
        at = end + 1;
    }
}

/// Whether a line ends in a backslash at the end of the file.
fn unpaired(raw: &str) -> bool {
    raw.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The end of the key and the start of the value: divided by `=`, `:` or blanks.
fn parts(raw: &str) -> (usize, usize) {
    let mut escaped = false;
    let end = raw.char_indices().find(|(_, c)| {
        let stops = !escaped && (matches!(c, '=' | ':') || c.is_whitespace());
        escaped = *c == '\\' && !escaped;
        stops
    });
    let Some((end, _)) = end else { return (raw.len(), raw.len()) };
    let rest = raw[end..].trim_start();
    let rest = rest.strip_prefix(['=', ':']).map_or(rest, str::trim_start);
    (end, raw.len() - rest.len())
}
