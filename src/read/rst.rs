//! reStructuredText as far as its blocks: headings, paragraphs, lists, tables in prose, directives with text. Code, options
//! and comments are set aside; roles and links keep their words.

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
            if over.is_some() && !out.is_open() {
                // A transition, or the border of a simple table.
                at += 1;
                continue;
            }
            if let Some(directive) = body.strip_prefix(".. ").or_else(|| (body == "..").then_some("")) {
                out.close();
                let name = directive.split_once("::").map(|(name, _)| name.trim());
                let argument = directive.split_once("::").map_or("", |(_, argument)| argument.trim());
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
            let item = super::prose::bullet(body, &['*', '-', '+', '•']);
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
                }
                let shown = if body.ends_with("::") && body.len() > 2 { body.trim_end_matches(':').trim_end() } else { body };
                if body != "::" {
                    out.line(shown, offset + indent, inline_rst);
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
