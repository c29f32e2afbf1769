//! Fluent: messages, terms and attributes; a selector becomes a unit a variant.

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::{Catalogue, program},
    flow::Flow,
    places::Places,
};
use crate::model::{Loaded, Location, PluralForm, Unit};

pub(super) struct Fluent;

impl Reader for Fluent {
    fn name(&self) -> &'static str {
        "fluent"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ftl"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let places = Places::new(text);
        let malformed = |offset: usize, expected: &str| {
            let Location { line, column } = places.at(offset);
            ReadError::Malformed { path: path.to_owned(), format: "Fluent", line, column, expected: expected.to_owned() }
        };
        let mut out = Catalogue::new();
        let mut message = String::new();
        let mut note = String::new();
        // The key of the pattern that is open, and its lines: bytes from and to.
        let mut open: Option<(String, Vec<(usize, usize)>)> = None;
        let mut depth = 0i32;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let (start, body) = (at, line.trim_end());
            at += line.len();
            let inner = body.trim_start();
            let indent = start + body.len() - inner.len();
            let goes_on =
                inner.is_empty() || depth > 0 || (body.starts_with([' ', '\t']) && !inner.starts_with('.')) || body.starts_with('}');
            if goes_on {
                if let Some((_, lines)) = open.as_mut().filter(|_| !inner.is_empty()) {
                    lines.push((indent, start + body.len()));
                    depth = brackets(inner, depth);
                } else if !inner.is_empty() {
                    return Err(malformed(indent, "a message `name = text` before this line"));
                }
                continue;
            }
            if let Some((key, lines)) = open.take() {
                add(&mut out, &key, &lines, std::mem::take(&mut note), text, &places);
            }
            if let Some(comment) = inner.strip_prefix('#') {
                note = comment.trim_start_matches('#').trim().to_owned();
                continue;
            }
            let Some((name, value)) = inner.split_once('=') else {
                return Err(malformed(indent, "a comment, or a message `name = text`"));
            };
            let name = name.trim();
            let well_named = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
            let key = match name.strip_prefix('.') {
                Some(attribute) if well_named(attribute) && !message.is_empty() => format!("{message}.{attribute}"),
                None if well_named(name) => {
                    message = name.to_owned();
                    name.to_owned()
                }
                _ => return Err(malformed(indent, "a name of letters, digits, - and _")),
            };
            let text_at = start + body.len() - value.trim_start().len();
            let mut lines = Vec::new();
            if !value.trim().is_empty() {
                lines.push((text_at, start + body.len()));
            }
            depth = brackets(value, 0);
            open = Some((key, lines));
        }
        if depth > 0 {
            return Err(malformed(text.trim_end().len(), "`}` for the bracket that is open"));
        }
        if let Some((key, lines)) = open.take() {
            add(&mut out, &key, &lines, note, text, &places);
        }
        Ok(out.finish())
    }
}

/// How many brackets are open behind a line. Those in quotation marks, themselves in brackets, are text.
fn brackets(line: &str, mut depth: i32) -> i32 {
    let (mut quoted, mut escaped) = (false, false);
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth -= 1,
            _ => {}
        }
    }
    depth
}

/// A pattern, or the variants of the selector that it is.
fn add(out: &mut Catalogue, key: &str, lines: &[(usize, usize)], note: String, text: &str, places: &Places<'_>) {
    let Some((first, _)) = lines.first().copied() else { return };
    let unit = Unit { note: Some(note).filter(|note| !note.is_empty()), ..program() };
    let whole = |lines: &[(usize, usize)]| {
        let mut flow = Flow::default();
        for (number, (from, to)) in lines.iter().enumerate() {
            if number > 0 {
                flow.text.push('\n');
            }
            flow.push(&text[*from..*to], *from, places);
        }
        flow
    };
    let opens = text[first..lines[0].1].trim_start().starts_with('{') && lines.iter().any(|(from, to)| text[*from..*to].contains("->"));
    if !opens {
        out.add(key.to_owned(), whole(lines), unit, places.at(first));
        return;
    }
    let mut variants: Vec<(String, Vec<(usize, usize)>)> = Vec::new();
    for (from, to) in lines {
        let line = &text[*from..*to];
        let head = line.trim_start_matches('*');
        if let Some((name, rest)) = head.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            let rest = rest.trim_start();
            variants.push((name.trim().to_owned(), vec![(to - rest.len(), *to)]));
        } else if let Some((_, own)) = variants.last_mut()
            && line != "}"
        {
            own.push((*from, *to));
        }
    }
    if variants.is_empty() {
        out.add(key.to_owned(), whole(lines), unit, places.at(first));
        return;
    }
    for (name, lines) in variants {
        let at = lines.first().map_or(first, |(from, _)| *from);
        let (name, number) = (name.as_str(), PluralForm::parse(&name));
        match number {
            Some(form) => out.add_form(key, form.as_str(), whole(&lines), unit.clone(), places.at(at)),
            None => out.add(format!("{key}/{name}"), whole(&lines), unit.clone(), places.at(at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_quotation_marks_are_text() {
        let text = "a =\n    teksti { \"{\" } ja { \"\\\"}\" }\nb = { $n ->\n    [one] Yksi { \"}\" }\n   *[other] Monta\n}\nc = \"C {\n    $x }\n";
        let Ok(Loaded::One(document)) = Fluent.read(text, "a.ftl", &ReadOptions::default()) else { panic!("read") };
        let keys: Vec<&str> = document.blocks.iter().filter_map(|block| block.key.as_deref()).collect();
        assert_eq!(keys, ["a", "b/one", "b/other", "c"]);
    }
}
