//! SubStation Alpha: the dialogue of a script.

use super::{
    ReadError, ReadOptions, Reader,
    cues::{Cues, time},
    places::Places,
};
use crate::model::{Loaded, Location};

pub(super) struct Ass;

/// Start, end, and lines with their bytes.
type Dialogue = (u32, u32, Vec<(String, usize)>);

impl Reader for Ass {
    fn name(&self) -> &'static str {
        "ass"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ass", "ssa"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let places = Places::new(text);
        let malformed = |offset: usize, expected: &str| {
            let Location { line, column } = places.at(offset);
            ReadError::Malformed { path: path.to_owned(), format: "ASS", line, column, expected: expected.to_owned() }
        };
        let mut fields: Vec<String> = Vec::new();
        let mut events = false;
        let mut all: Vec<Dialogue> = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let body = line.trim_end();
            if body.starts_with('[') {
                events = body.eq_ignore_ascii_case("[Events]");
            } else if let Some(names) = body.strip_prefix("Format:").filter(|_| events) {
                fields = names.split(',').map(|name| name.trim().to_lowercase()).collect();
            } else if let Some(values) = body.strip_prefix("Dialogue:").filter(|_| events) {
                if fields.is_empty() {
                    return Err(malformed(start, "a `Format:` line before the first dialogue"));
                }
                let parts: Vec<&str> = values.splitn(fields.len(), ',').collect();
                let value = |name: &str| fields.iter().position(|field| field == name).and_then(|at| parts.get(at)).copied();
                let times = value("start").and_then(time).zip(value("end").and_then(time));
                let (Some((from, to)), Some(dialogue)) = (times, value("text")) else {
                    return Err(malformed(start, "`Start`, `End` and `Text` as the format line names them"));
                };
                // A part of the line, wherever the format puts it.
                let mut offset = start + (dialogue.as_ptr() as usize).saturating_sub(body.as_ptr() as usize);
                let mut lines = Vec::new();
                for piece in dialogue.split("\\N").flat_map(|piece| piece.split("\\n")) {
                    lines.push((piece.to_owned(), offset));
                    offset += piece.len() + 2;
                }
                all.push((from, to, lines));
            }
        }
        if fields.is_empty() {
            return Err(malformed(0, "a section `[Events]` with a `Format:` line"));
        }
        // Scripts may list their lines in any order.
        all.sort_by_key(|(from, to, _)| (*from, *to));
        let mut out = Cues::new(&places);
        for ((from, to, lines), number) in all.iter().zip(1..) {
            out.add(&number.to_string(), *from, *to, lines);
        }
        Ok(Loaded::One(out.finish()))
    }
}
