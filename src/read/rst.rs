//! reStructuredText as far as its blocks: headings, paragraphs, lists, tables in prose, directives with text. Code, options
//! and comments are set aside; roles and links keep their words.

use unicode_width::UnicodeWidthChar;

use super::{
    ReadError, ReadOptions, Reader,
    flow::Flow,
    places::Places,
    prose::{Prose, inline},
};
use crate::model::{BlockKind, Loaded, SetAsideKind};

pub(super) struct Rst;

/// Directives whose content is text.
const TEXT: &[&str] = &[
    "note",
    "warning",
    "tip",
    "important",
    "caution",
    "danger",
    "attention",
    "hint",
    "error",
    "admonition",
    "seealso",
    "versionadded",
    "versionchanged",
    "deprecated",
    "topic",
    "sidebar",
    "epigraph",
    "rubric",
    "container",
    "figure",
    "only",
    "table",
    "list-table",
];
const CODE: &[&str] = &["code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "doctest", "prompt"];
const SCRIPT: &[&str] = &["math", "raw", "productionlist", "graphviz"];

impl Reader for Rst {
    fn name(&self) -> &'static str {
        "rst"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rst", "rest"]
    }

    fn read(&self, text: &str, _path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let places = Places::new(text);
        let lines: Vec<(usize, &str)> = super::prose::lines(text);
        let mut out = Prose::new(&places);
        let mut levels: Vec<(char, bool)> = Vec::new();
        // How far the first line of an open paragraph is indented, while it is its only one.
        let mut hangs: Option<usize> = None;
        let mut tables = true;
        let mut at = 0;
        while let Some((offset, line)) = lines.get(at).copied() {
            let body = line.trim();
            let indent = line.len() - line.trim_start().len();
            if body.is_empty() {
                out.close();
                at += 1;
                continue;
            }
            // A heading: text with a line of marks under it, perhaps over it too.
            let over = rule(body).filter(|_| indent == 0);
            let title = lines.get(at + usize::from(over.is_some())).map(|(_, title)| *title).unwrap_or_default();
            let under = lines.get(at + 1 + usize::from(over.is_some())).and_then(|(_, line)| rule(line.trim_end()));
            if let Some(mark) =
                under.filter(|mark| over.is_none_or(|over| over == *mark) && !title.trim().is_empty() && rule(title.trim()).is_none())
                && (over.is_some() || indent == 0)
                && !out.is_open()
            {
                let style = (mark, over.is_some());
                let level = levels.iter().position(|known| *known == style).unwrap_or_else(|| {
                    levels.push(style);
                    levels.len() - 1
                });
                let (start, _) = lines[at + usize::from(over.is_some())];
                let lead = title.len() - title.trim_start().len();
                out.close();
                out.begin(BlockKind::Heading(u8::try_from(level + 1).unwrap_or(6).min(6)));
                out.line(title.trim(), start + lead, inline_rst);
                out.close();
                at += 2 + usize::from(over.is_some());
                continue;
            }
            if tables
                && !out.is_open()
                && let Some(starts) = border(line)
            {
                let blank = |at: usize| lines.get(at).is_none_or(|(_, line)| line.trim().is_empty());
                let end = (at + 2..lines.len()).find(|end| border(lines[*end].1).is_some() && blank(end + 1)).filter(|_| !blank(at + 1));
                tables = end.is_some();
                if let Some(end) = end {
                    for (offset, line) in &lines[at + 1..end] {
                        row(*offset, line, &starts, &mut out);
                    }
                    at = end + 1;
                    continue;
                }
            }
            if over.is_some() && !out.is_open() {
                // A transition, or the border of a simple table.
                at += 1;
                continue;
            }
            if let Some(directive) = body.strip_prefix(".. ").or_else(|| (body == "..").then_some("")) {
                out.close();
                let name = directive.split_once("::").map(|(name, _)| name.trim());
                let argument = directive.split_once("::").map_or("", |(_, argument)| argument.trim());
                hangs = None;
                if let Some((mark, words)) = directive.strip_prefix('[').and_then(|note| note.split_once("] ")).filter(|_| name.is_none()) {
                    // A footnote.
                    out.begin(BlockKind::Paragraph);
                    out.line(words, offset + indent + ".. [".len() + mark.len() + "] ".len(), inline_rst);
                    at += 1;
                    continue;
                }
                let end = block_end(&lines, at + 1, indent);
                match name {
                    Some(name) if TEXT.contains(&name) => {
                        let shown = !matches!(name, "figure" | "container" | "only" | "versionadded" | "versionchanged" | "deprecated");
                        if shown && !argument.is_empty() {
                            out.begin(BlockKind::Paragraph);
                            out.line(
                                argument,
                                offset + line.len() - line.trim_start().len().min(line.len()) + body.find(argument).unwrap_or(0),
                                inline_rst,
                            );
                        }
                        at += 1;
                        // Options stand directly under the directive, text behind them or after its first line.
                        if lines.get(at).is_none_or(|(_, option)| option.trim_start().starts_with(':')) {
                            out.close();
                        }
                        while lines.get(at).is_some_and(|(_, option)| option.trim_start().starts_with(':') && option.starts_with(' ')) {
                            at += 1;
                        }
                        continue;
                    }
                    other => {
                        let kind = match other {
                            Some(name) if CODE.contains(&name) => SetAsideKind::Code,
                            Some(name) if SCRIPT.contains(&name) => SetAsideKind::Script,
                            _ => SetAsideKind::Markup,
                        };
                        out.set_aside(kind, text, offset, lines.get(end.max(at + 1)).map_or(text.len(), |(start, _)| *start));
                        at = end.max(at + 1);
                        continue;
                    }
                }
            }
            if body.starts_with(':') && body[1..].contains(": ") && indent == 0 && !out.is_open() && field(body) {
                out.set_aside(SetAsideKind::Markup, text, offset, offset + line.len());
                at += 1;
                continue;
            }
            if (body.starts_with("+-") || body.starts_with("+=")) && body.ends_with('+') {
                at += 1;
                continue;
            }
            if body.starts_with('|') && body.ends_with('|') && body.len() > 2 {
                // A row of a grid table.
                let mut from = 1;
                for cell in body[1..body.len() - 1].split('|') {
                    let lead = cell.len() - cell.trim_start().len();
                    if !cell.trim().is_empty() {
                        out.close();
                        out.begin(BlockKind::TableCell);
                        out.line(cell.trim(), offset + indent + from + lead, inline_rst);
                        out.close();
                    }
                    from += cell.len() + 1;
                }
                at += 1;
                continue;
            }
            if body.starts_with(">>> ") && !out.is_open() {
                let end = at + lines[at..].iter().take_while(|(_, line)| !line.trim().is_empty()).count();
                out.set_aside(SetAsideKind::Code, text, offset, lines.get(end).map_or(text.len(), |(start, _)| *start));
                at = end;
                continue;
            }
            if hangs.take().is_some_and(|first| indent > first) && out.is_open() {
                // A term and its definition.
                out.close();
            }
            let bullets = &['*', '-', '+', '•'];
            let item = super::prose::bullet(body, bullets).map(|width| {
                // `* - cell`: a row of a table that is written as a list.
                let rest = body[width..].trim_start();
                width + super::prose::bullet(rest, bullets).map_or(0, |inner| body[width..].len() - rest.len() + inner)
            });
            if let Some(width) = item.filter(|_| !out.is_open() || out.is_item()) {
                out.close();
                out.begin(BlockKind::ListItem);
                out.line(
                    body[width..].trim_start(),
                    offset + indent + width + (body.len() - width - body[width..].trim_start().len()),
                    inline_rst,
                );
            } else {
                if !out.is_open() {
                    out.begin(if indent > 0 { BlockKind::Quote } else { BlockKind::Paragraph });
                    hangs = Some(indent);
                }
                let shown = if body.ends_with("::") && body.len() > 2 { body.trim_end_matches(':').trim_end() } else { body };
                let bar = if shown.starts_with("| ") { "| ".len() } else { 0 };
                if body != "::" {
                    out.line(&shown[bar..], offset + indent + bar, inline_rst);
                }
            }
            at += 1;
            // A literal block follows a paragraph that ends in two colons.
            if body.ends_with("::") && lines.get(at).is_none_or(|(_, next)| next.trim().is_empty()) {
                out.close();
                let end = block_end(&lines, at, indent);
                let (start, stop) =
                    (lines.get(at).map_or(text.len(), |(start, _)| *start), lines.get(end).map_or(text.len(), |(start, _)| *start));
                out.set_aside(SetAsideKind::Code, text, start, stop);
                at = end;
            }
        }
        Ok(Loaded::One(out.finish()))
    }
}

/// The mark of a line that is nothing but one mark of punctuation, at least three times.
fn rule(line: &str) -> Option<char> {
    let mark = line.chars().next().filter(char::is_ascii_punctuation)?;
    (line.len() >= 3 && line.chars().all(|c| c == mark)).then_some(mark)
}

/// Where the columns of a simple table begin, by its border: `=====  ===`.
fn border(line: &str) -> Option<Vec<usize>> {
    let line = line.trim_end();
    if !line.contains("= ") || !line.bytes().all(|b| b == b'=' || b == b' ') {
        return None;
    }
    let begins = |at: &usize| line.as_bytes()[*at] == b'=' && (*at == 0 || line.as_bytes()[at - 1] == b' ');
    Some((0..line.len()).filter(begins).collect())
}

/// The cells of a line of a simple table, cut where the columns begin.
fn row(offset: usize, line: &str, starts: &[usize], out: &mut Prose<'_, '_>) {
    if border(line).is_some() || rule(line.trim()).is_some_and(|mark| mark == '-' || mark == '=') {
        return;
    }
    let mut cuts: Vec<usize> = Vec::new();
    let mut column = 0;
    for (at, c) in line.char_indices() {
        // Text that runs over where a column begins belongs to the column before.
        let free = at == 0 || line[..at].ends_with(char::is_whitespace);
        if starts.get(cuts.len()).is_some_and(|start| column >= *start) && free {
            cuts.push(at);
        }
        column += c.width().unwrap_or(0);
    }
    cuts.push(line.len());
    for cell in cuts.windows(2) {
        let whole = &line[cell[0]..cell[1]];
        let words = whole.trim();
        if !words.is_empty() {
            out.begin(BlockKind::TableCell);
            out.line(words, offset + cell[0] + whole.len() - whole.trim_start().len(), inline_rst);
            out.close();
        }
    }
}

/// `:name: value`
fn field(body: &str) -> bool {
    body[1..]
        .split_once(':')
        .is_some_and(|(name, rest)| !name.is_empty() && !name.contains('`') && (rest.is_empty() || rest.starts_with(' ')))
}

/// The first line behind a block that is indented more than `indent`.
fn block_end(lines: &[(usize, &str)], from: usize, indent: usize) -> usize {
    let inside = |line: &&(usize, &str)| line.1.trim().is_empty() || line.1.len() - line.1.trim_start().len() > indent;
    from + lines[from.min(lines.len())..].iter().take_while(inside).count()
}

/// Words of a line without the marks of emphasis, roles and links.
fn inline_rst(line: &str, offset: usize, places: &Places<'_>, flow: &mut Flow) {
    inline(line, offset, places, flow, &["**", "*"], true);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kind, line and text of every block.
    fn told(text: &str) -> Vec<String> {
        let Ok(Loaded::One(document)) = Rst.read(text, "a", &ReadOptions::default()) else { panic!("read") };
        document.blocks.iter().map(|block| format!("{:?} {} {}", block.kind, block.anchors[0].at.line, block.text)).collect()
    }

    #[test]
    fn tables_lists_of_terms_and_notes_are_text() {
        let text = "\
.. list-table:: Fares
   :header-rows: 1

   * - Place
     - Fare

===== ======
Stadt Preis
===== ======
左岸  高い
Ufer  billig
      heute
===== ======

Pier
    Where ships land.
    All of them.

.. [1] A note that
   goes on.

>>> quay()
open

| First line
";
        assert_eq!(
            told(text),
            [
                "Paragraph 1 Fares",
                "ListItem 4 Place",
                "ListItem 5 Fare",
                "TableCell 8 Stadt",
                "TableCell 8 Preis",
                "TableCell 10 左岸",
                "TableCell 10 高い",
                "TableCell 11 Ufer",
                "TableCell 11 billig",
                "TableCell 12 heute",
                "Paragraph 15 Pier",
                "Quote 16 Where ships land. All of them.",
                "Paragraph 19 A note that goes on.",
                "Paragraph 25 First line",
            ]
        );
    }

    #[test]
    fn borders_without_an_end_cost_one_look() {
        let text = "== ==\nx\n".repeat(20_000);
        assert!(!told(&text).is_empty());
        assert_eq!(told(&format!("x {}", ":".repeat(100_000))).len(), 1);
    }
}
