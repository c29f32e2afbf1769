//! How a YAML text is written: its pieces with the bytes where they stand. The parser says only what it means.

use saphyr_parser::ScalarStyle;

use super::escapes::{Escape, walk};

/// Texts and the bytes where they stand, in order.
type Pieces = Vec<(String, usize)>;

/// The pieces of `value` in its writing, which begins at the start of `raw`, behind `indent` other characters of its line.
/// `None` where the two do not fit.
pub(super) fn pieces(value: &str, raw: &str, style: ScalarStyle, indent: usize) -> Option<Pieces> {
    if let Some(found) = alone(value, raw, style, indent) {
        return Some(found);
    }
    let from = Some(start(raw, style)).filter(|from| *from > 0)?;
    let indent = raw[..from].chars().rev().take_while(|c| *c != '\n').count();
    let mut out = alone(value, &raw[from..], style, indent)?;
    out.iter_mut().for_each(|(_, at)| *at += from);
    Some(out)
}

/// The pieces of a text with no tag or anchor before it.
fn alone(value: &str, raw: &str, style: ScalarStyle, indent: usize) -> Option<Pieces> {
    let lines = match style {
        ScalarStyle::Plain => lines(raw, 0).map(|(line, at)| verbatim(line, at, Ends::Both)).collect(),
        ScalarStyle::SingleQuoted => quoted(raw, '\'')?,
        ScalarStyle::DoubleQuoted => quoted(raw, '"')?,
        ScalarStyle::Literal | ScalarStyle::Folded => block(raw, indent),
    };
    joined(value, lines, style)
}

/// Where the text begins behind a tag, an anchor, and the head of a block.
fn start(raw: &str, style: ScalarStyle) -> usize {
    let mut rest = raw;
    while rest.starts_with(['!', '&']) {
        rest = rest.trim_start_matches(|c: char| !c.is_whitespace()).trim_start();
    }
    let at = raw.len() - rest.len();
    let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) && at > 0 && rest.starts_with(['|', '>']);
    match rest.find('\n').filter(|_| block) {
        Some(head) => raw.len() - rest[head..].trim_start().len(),
        None => at,
    }
}

/// The pieces of all lines, with what their breaks stand for.
fn joined(value: &str, lines: Vec<Line>, style: ScalarStyle) -> Option<Pieces> {
    let mut out = Vec::new();
    let mut rest = value;
    let mut end = None;
    let mut hidden = false;
    for line in lines {
        // Empty lines are told by the breaks that stand in the value.
        if line.pieces.is_empty() && !(line.hidden && end.is_some()) {
            // But the break behind an opening quotation mark is a blank.
            if end.is_none() && matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
                (end, hidden) = (Some(line.end), line.hidden);
            }
            continue;
        }
        let breaks = rest.len() - rest.trim_start_matches('\n').len();
        let blank = usize::from(breaks == 0 && !hidden && end.is_some() && rest.starts_with(' '));
        if breaks + blank > 0 {
            out.push((rest[..breaks + blank].to_owned(), end.unwrap_or(line.at)));
            rest = &rest[breaks + blank..];
        }
        for (piece, at) in line.pieces {
            rest = rest.strip_prefix(piece.as_str())?;
            out.push((piece, at));
        }
        end = Some(line.end);
        hidden = line.hidden;
    }
    if !rest.is_empty() {
        out.push((rest.to_owned(), end.unwrap_or(0)));
    }
    rest.trim_matches(['\n', ' ']).is_empty().then_some(out)
}

#[derive(Default)]
struct Line {
    pieces: Pieces,
    at: usize,
    /// Byte of its break.
    end: usize,
    /// Whether a backslash hides its break.
    hidden: bool,
}

/// Which ends of a line are free of blanks that count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    None,
    Both,
}

/// The lines of a text that begins at a byte.
fn lines(raw: &str, mut at: usize) -> impl Iterator<Item = (&str, usize)> {
    raw.split('\n').map(move |line| {
        let here = at;
        at += line.len() + 1;
        (line, here)
    })
}

const BLANKS: [char; 2] = [' ', '\t'];

fn verbatim(line: &str, at: usize, ends: Ends) -> Line {
    let text = if ends == Ends::Both { line.trim_matches(BLANKS) } else { line };
    let lead = if ends == Ends::Both { line.len() - line.trim_start_matches(BLANKS).len() } else { 0 };
    let pieces = if text.is_empty() { Vec::new() } else { vec![(text.to_owned(), at + lead)] };
    Line { pieces, at, end: at + line.len(), hidden: false }
}

/// Lines of a block from its first letter on, without the indentation that is not theirs.
fn block(raw: &str, indent: usize) -> Vec<Line> {
    let body = lines(raw, 0).map(|(line, at)| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let skip = if at == 0 { 0 } else { indent.min(blanks) };
        verbatim(&line[skip..], at + skip, Ends::None)
    });
    body.collect()
}

/// Lines between quotation marks, doubled ones or escapes resolved.
fn quoted(raw: &str, quote: char) -> Option<Vec<Line>> {
    let body = raw.strip_prefix(quote)?;
    let body = &body[..closing(body, quote)?];
    let count = body.split('\n').count();
    let mut out = Vec::with_capacity(count);
    for (number, (line, at)) in lines(body, 1).enumerate() {
        let last = number + 1 == count;
        let hidden = quote == '"' && !last && slashes(line) % 2 == 1;
        let mut text = if hidden { &line[..line.len() - 1] } else { line };
        if !last && !hidden {
            let short = text.trim_end_matches(BLANKS);
            // A blank behind a backslash counts.
            text = if quote == '"' && slashes(short) % 2 == 1 { &text[..text.len().min(short.len() + 1)] } else { short };
        }
        let lead = if number > 0 { text.len() - text.trim_start_matches(BLANKS).len() } else { 0 };
        let mut pieces = Vec::new();
        let mut sink = |piece: &str, from: usize| pieces.push((piece.to_owned(), at + lead + from));
        match quote {
            '"' => walk(&text[lead..], escape, &mut sink),
            _ => doubled(&text[lead..], &mut sink),
        }
        out.push(Line { pieces, at, end: at + line.len(), hidden });
    }
    Some(out)
}

/// Byte of the quotation mark that ends a text.
fn closing(body: &str, quote: char) -> Option<usize> {
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quote == '"' => drop(chars.next()),
            _ if c == quote && (quote == '"' || chars.next_if(|(_, next)| *next == quote).is_none()) => return Some(at),
            _ => {}
        }
    }
    None
}

fn slashes(line: &str) -> usize {
    line.len() - line.trim_end_matches('\\').len()
}

/// In single quotation marks, two stand for one.
fn doubled(text: &str, sink: &mut dyn FnMut(&str, usize)) {
    let mut from = 0;
    while let Some(at) = text[from..].find("''") {
        sink(&text[from..=from + at], from);
        from += at + 2;
    }
    if from < text.len() {
        sink(&text[from..], from);
    }
}

/// YAML 1.2, 5.7.
fn escape(tail: &str) -> Option<Escape> {
    let c = tail.chars().next()?;
    let code = |digits: usize| {
        let code = u32::from_str_radix(tail.get(1..=digits)?, 16).ok().and_then(char::from_u32)?;
        Some((Some(code), 1 + digits))
    };
    let found = match c {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return code(2),
        'u' => return code(4),
        'U' => return code(8),
        other => other,
    };
    Some((Some(found), c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use saphyr_parser::{Event, Parser};

    use super::*;

    /// The one scalar of a text, its style, and its pieces.
    fn read(raw: &str) -> Option<(String, Option<Pieces>)> {
        let mut events = Parser::new_from_str(raw).map_while(Result::ok);
        events.find_map(|(event, span)| match event {
            Event::Scalar(value, style, ..) => {
                let byte = |index| raw.char_indices().nth(index).map_or(raw.len(), |(at, _)| at);
                let (from, to) = (byte(span.start.index()), byte(span.end.index()));
                let found = pieces(&value, &raw[from..to], style, span.start.col());
                let found = found.map(|pieces| pieces.into_iter().map(|(piece, at)| (piece, from + at)).collect());
                Some((value.into_owned(), found))
            }
            _ => None,
        })
    }

    #[test]
    fn every_style_knows_its_places() {
        let at = |raw: &str| read(raw).and_then(|(_, found)| found).unwrap_or_else(|| panic!("{raw:?}"));
        let own = |wanted: &[(&str, usize)]| wanted.iter().map(|(piece, at)| ((*piece).to_owned(), *at)).collect::<Vec<_>>();
        assert_eq!(at("one\n  two\n\n  three\n"), own(&[("one", 0), (" ", 3), ("two", 6), ("\n", 9), ("three", 13)]));
        assert_eq!(at("'it''s\n  so'"), own(&[("it'", 1), ("s", 5), (" ", 6), ("so", 9)]));
        assert_eq!(at("\"a \\\n  b\\u00e9\""), own(&[("a ", 1), ("b", 7), ("é", 8)]));
        assert_eq!(at("|\n  one\n\n   two\n"), own(&[("one", 4), ("\n\n", 7), (" two", 11), ("\n", 15)]));
        assert_eq!(at("!a &b\n \"one\""), own(&[("one", 8)]));
        assert_eq!(at("!a |\n  one\n  two"), own(&[("one", 7), ("\n", 10), ("two", 13), ("\n", 16)]));
        assert_eq!(at("|-\n  !one\n  two"), own(&[("!one", 5), ("\n", 9), ("two", 12)]));
        assert_eq!(at(">-\n  one\n  two\n"), own(&[("one", 5), (" ", 8), ("two", 11)]));
    }

    proptest! {
        #[test]
        fn what_the_parser_reads_has_places(body in "[ab '\"\\\\\\n\\t#]{0,24}", style in 0usize..5) {
            let indented = || body.replace('\n', "\n  ");
            let raw = match style {
                0 => format!("a{}", indented()),
                1 => format!("'{}'", body.replace('\'', "''")),
                2 => format!("\"{}\"", body.replace('"', "\\\"")),
                3 => format!("|\n  {}", indented()),
                _ => format!(">\n  {}", indented()),
            };
            if let Some((value, found)) = read(&raw) {
                prop_assert!(found.is_some() || value.trim().is_empty(), "{raw:?} {value:?}");
                if let Some(pieces) = found {
                    prop_assert_eq!(pieces.iter().map(|(piece, _)| piece.as_str()).collect::<String>(), value);
                }
            }
        }
    }
}
