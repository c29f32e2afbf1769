//! SubStation Alpha: the dialogue of a script.

use super::{
    ReadError, ReadOptions, Reader,
    cues::{Cues, time},
    places::Places,
};
use crate::model::{Arrange, Loaded, Location};

pub(super) struct Ass;

/// Start, end, and lines with their bytes.
type Dialogue = (u32, u32, Vec<(String, usize)>);

/// Whether a line draws a shape: `{\\p1}` and what follows are no words.
fn draws(dialogue: &str) -> bool {
    dialogue.match_indices("\\p").any(|(at, _)| dialogue[at + 2..].starts_with(|c: char| ('1'..='9').contains(&c)))
}

/// A piece without comments in brackets (they are taken for tags) and with hard blanks; as many bytes as before.
fn shown(piece: &str) -> String {
    let mut out = piece.replace("\\h", "\u{a0}");
    let last = out.rfind('}');
    let notes: Vec<usize> = out.match_indices('{').map(|(at, _)| at + 1).collect();
    for at in notes {
        let inner = &out[at..];
        if last.is_some_and(|last| last > at) && inner.as_bytes()[0].is_ascii() && !inner.starts_with(['\\', '}']) {
            out.replace_range(at..at + 1, "\\");
        }
    }
    out
}

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
                if draws(dialogue) {
                    continue;
                }
                // A part of the line, wherever the format puts it.
                let mut offset = start + (dialogue.as_ptr() as usize).saturating_sub(body.as_ptr() as usize);
                let mut lines = Vec::new();
                for piece in dialogue.split("\\N").flat_map(|piece| piece.split("\\n")) {
                    lines.push((shown(piece), offset));
                    offset += piece.len() + 2;
                }
                all.push((from, to, lines));
            }
        }
        if fields.is_empty() {
            return Err(malformed(0, "a section `[Events]` with a `Format:` line"));
        }
        // Scripts may list their lines in any order.
        all.arrange_by_key(|(from, to, _)| (*from, *to));
        let mut out = Cues::new(&places);
        for ((from, to, lines), number) in all.iter().zip(1..) {
            out.add(&number.to_string(), *from, *to, lines);
        }
        Ok(Loaded::One(out.finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_drawings_and_hard_blanks_are_no_words() {
        let head = "[Events]\nFormat: Start, End, Text\n";
        let line = |from: u8, text: &str| format!("Dialogue: 0:00:0{from}.00,0:00:0{}.50,{text}\n", from + 1);
        let text =
            [head, &line(1, "Ersti {a note}Zyyle."), &line(3, "{\\p1}m 0 0 l 9 9{\\p0}"), &line(5, "{\\pos(1,2)}Zwei\\hda.")].concat();
        let Ok(Loaded::One(document)) = Ass.read(&text, "a.ass", &ReadOptions::default()) else { panic!("read") };
        let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["Ersti Zyyle.", "Zwei\u{a0}da."]);
    }
}
