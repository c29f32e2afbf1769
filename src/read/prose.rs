//! What readers of light markup share: blocks of lines, marks of emphasis and code, links.

use super::{flow::Flow, places::Places};
use crate::model::{BlockKind, Document, Location, MarkKind, SetAside, SetAsideKind, Unit};

/// Lines without their ends, and the bytes they begin at.
pub(super) fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    text.split('\n')
        .map(|line| {
            let start = at;
            at += line.len() + 1;
            (start, line)
        })
        .collect()
}

/// Bytes of the mark that begins a list item: one of `marks`, or a number or letter with a stop or bracket.
pub(super) fn bullet(body: &str, marks: &[char]) -> Option<usize> {
    let first = body.chars().next()?;
    if marks.contains(&first) && body[first.len_utf8()..].starts_with(' ') {
        return Some(first.len_utf8());
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let word = match digits {
        0 if first == '#' => 1,
        1..=3 => digits,
        _ => return None,
    };
    let rest = &body[word..];
    (rest.starts_with(['.', ')']) && rest[1..].starts_with(' ')).then_some(word + 1)
}

/// Blocks in the making.
pub(super) struct Prose<'p, 't> {
    places: &'p Places<'t>,
    document: Document,
    open: Option<(BlockKind, Flow)>,
}

impl<'p, 't> Prose<'p, 't> {
    pub fn new(places: &'p Places<'t>) -> Self {
        Prose { places, document: Document::default(), open: None }
    }

    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub fn is_item(&self) -> bool {
        self.open.as_ref().is_some_and(|(kind, _)| *kind == BlockKind::ListItem)
    }

    pub fn begin(&mut self, kind: BlockKind) {
        self.close();
        self.open = Some((kind, Flow::default()));
    }

    /// Adds a line at a byte of the file to the open block.
    pub fn line(&mut self, line: &str, offset: usize, words: fn(&str, usize, &Places<'_>, &mut Flow)) {
        let Some((_, flow)) = &mut self.open else { return };
        if !flow.text.is_empty() {
            flow.text.push(' ');
        }
        words(line, offset, self.places, flow);
    }

    pub fn close(&mut self) {
        if let Some((kind, flow)) = self.open.take()
            && !flow.is_blank()
        {
            self.document.blocks.push(flow.block(kind, None, Unit::default(), Location::default()));
        }
    }

    pub fn set_aside(&mut self, kind: SetAsideKind, text: &str, from: usize, to: usize) {
        let Some(piece) = text.get(from..to.min(text.len())).map(str::trim_end).filter(|piece| !piece.trim().is_empty()) else { return };
        let at = Location { column: 1, ..self.places.at(from) };
        self.document.set_aside.push(SetAside { kind, text: piece.to_owned(), at });
    }

    pub fn finish(mut self) -> Document {
        self.close();
        self.document
    }
}

/// Adds the words of a line: without marks of emphasis, code as a mark with its text, links by their words. With `roles`,
/// backticks and underscores mean what they do in reStructuredText.
pub(super) fn inline(line: &str, offset: usize, places: &Places<'_>, flow: &mut Flow, emphasis: &[&str], roles: bool) {
    let mut from = 0;
    let mut at = 0;
    // Where each mark stands first and last: a line may be as long as the file.
    let ends: Vec<Option<(usize, usize)>> = emphasis.iter().map(|mark| line.find(mark).zip(line.rfind(mark))).collect();
    let ticked = [line.rfind("``").unwrap_or(0), line.rfind('`').unwrap_or(0)];
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        if rest.starts_with('\\') && rest.len() > 1 {
            flow.push(&line[from..at], offset + from, places);
            from = at + 1;
            at = from + line[from..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        if let Some((skip, words, end)) = link(rest, roles) {
            flow.push(&line[from..at], offset + from, places);
            if let Some(target) = words.1 {
                flow.mark(MarkKind::Link, target);
            }
            flow.push(words.0, offset + at + skip, places);
            at += end;
            from = at;
            continue;
        }
        let ticks = if rest.starts_with("``") { "``" } else { "`" };
        if rest.starts_with('`')
            && at < ticked[usize::from(ticks == "`")]
            && let Some(end) = rest[ticks.len()..].find(ticks).filter(|end| *end > 0)
        {
            flow.push(&line[from..at], offset + from, places);
            let inner = &rest[ticks.len()..ticks.len() + end];
            // One tick is a role in reStructuredText: `words <target>`.
            let shown = if roles && ticks == "`" { inner.split_once(" <").map_or(inner, |(words, _)| words) } else { inner };
            if !roles || ticks == "``" {
                flow.mark(MarkKind::Code, inner);
            }
            flow.push(shown, offset + at + ticks.len(), places);
            at += end + 2 * ticks.len();
            // The marks of a link: `words`_ and `words`__.
            let marks = if roles { line[at..].len() - line[at..].trim_start_matches('_').len() } else { 0 };
            at += marks.min(2);
            from = at;
            continue;
        }
        let mark = emphasis.iter().zip(&ends).find(|(mark, _)| rest.starts_with(**mark));
        if let Some((mark, Some((first, last)))) = mark {
            let before = line[..at].chars().next_back();
            let after = rest[mark.len()..].chars().next();
            let opens = before.is_none_or(|c| !c.is_alphanumeric()) && after.is_some_and(|c| !c.is_whitespace());
            let closes = before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric());
            if opens && *last >= at + mark.len() || closes && first + mark.len() <= at {
                flow.push(&line[from..at], offset + from, places);
                at += mark.len();
                from = at;
                continue;
            }
        }
        at += c.len_utf8();
    }
    flow.push(&line[from.min(line.len())..], offset + from, places);
}

/// A link or role at the start of a text: bytes before its words, words and target, bytes of the whole.
type Found<'l> = (usize, (&'l str, Option<&'l str>), usize);

/// Names of roles, and addresses, are no longer than this.
const ROLE: usize = 100;
const LONGEST: usize = 2_000;

fn link(rest: &str, roles: bool) -> Option<Found<'_>> {
    if roles {
        // `:role:`words <target>``
        let inner = rest.strip_prefix(':')?;
        let named = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'.' | b'_' | b'+');
        let name = inner.bytes().take(ROLE).take_while(named).count().checked_sub(1).filter(|end| *end > 0)?;
        if !inner[name..].starts_with(":`") {
            return None;
        }
        let start = 1 + name + 2;
        let end = rest[start..].find('`')?;
        let words = &rest[start..start + end];
        let shown = words.split_once(" <").map_or(words, |(shown, _)| shown);
        return Some((start, (shown, None), start + end + 1));
    }
    // `https://…[words]`, `link:page[words]`, `xref:page[words]`, `<<page,words>>`
    if let Some(inner) = rest.strip_prefix("<<") {
        let mut near = inner.len().min(LONGEST);
        while !inner.is_char_boundary(near) {
            near -= 1;
        }
        let end = inner[..near].find(">>")?;
        let (target, words) = inner[..end].split_once(',').unwrap_or((&inner[..end], &inner[..end]));
        let skip = 2 + end - words.len();
        return Some((skip, (words, Some(target)), end + 4));
    }
    let starts = ["https://", "http://", "link:", "xref:", "mailto:"].iter().any(|start| rest.starts_with(start));
    if !starts {
        return None;
    }
    let open = rest.char_indices().take(LONGEST).find(|(_, c)| *c == '[' || c.is_whitespace()).map(|(at, _)| at)?;
    if !rest[open..].starts_with('[') {
        return None;
    }
    let end = open + rest[open..].find(']')?;
    let target = rest[..open].trim_start_matches("link:").trim_start_matches("xref:");
    Some((open + 1, (&rest[open + 1..end], Some(target)), end + 1))
}
