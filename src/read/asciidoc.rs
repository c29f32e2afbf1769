//! AsciiDoc as far as its blocks: headings, paragraphs, lists, table cells, admonitions. Listings, attributes and comments are
//! set aside.

use super::{
    ReadError, ReadOptions, Reader,
    flow::Flow,
    places::Places,
    prose::{Prose, bullet, inline, lines},
};
use crate::model::{BlockKind, Loaded, SetAsideKind};

pub(super) struct AsciiDoc;

const ADMONITIONS: &[&str] = &["NOTE: ", "TIP: ", "IMPORTANT: ", "WARNING: ", "CAUTION: "];

impl Reader for AsciiDoc {
    fn name(&self) -> &'static str {
        "asciidoc"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["adoc", "asciidoc"]
    }

    fn read(&self, text: &str, _path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let places = Places::new(text);
        let mut out = Prose::new(&places);
        let mut fence: Option<(&str, usize)> = None;
        let mut table = false;
        // Under the title, up to an empty line, stand author, version and attributes.
        let mut header = false;
        let mut titled = false;
        // A paragraph that `+` joins to a list item ends where the next item begins.
        let mut attached = false;
        for (offset, line) in lines(text) {
            let body = line.trim();
            let indent = line.len() - line.trim_start().len();
            if let Some((open, start)) = fence {
                if body == open {
                    out.set_aside(kind(open), text, start, offset + line.len());
                    fence = None;
                }
                continue;
            }
            let fences = |mark: char| body.len() >= 4 && body.chars().all(|c| c == mark);
            if fences('-') || fences('.') || fences('/') || fences('+') || body.starts_with("```") {
                out.close();
                fence = Some((if body.starts_with("```") { "```" } else { body }, offset));
                continue;
            }
            if body.is_empty() || fences('=') || fences('*') || fences('_') || body == "--" || body == "'''" || body == "<<<" {
                out.close();
                header &= !body.is_empty();
                attached = false;
                continue;
            }
            if header {
                out.set_aside(SetAsideKind::Markup, text, offset, offset + line.len());
                continue;
            }
            if body == "|===" {
                out.close();
                table = !table;
                continue;
            }
            let named = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '!'));
            let attribute = body.strip_prefix(':').and_then(|rest| rest.split_once(':')).is_some_and(|(name, _)| named(name));
            let macros =
                ["include::", "image::", "video::", "toc::", "ifdef::", "ifndef::", "endif::"].iter().any(|name| body.starts_with(name));
            let block = body.starts_with('[') && body.ends_with(']') || body.starts_with("[[") || body.starts_with("//");
            let steers = ["ifdef::", "ifndef::", "endif::", "include::"].iter().any(|name| body.starts_with(name));
            if !out.is_open() && (attribute || macros || block) || steers || body.starts_with("//") {
                out.set_aside(SetAsideKind::Markup, text, offset, offset + line.len());
                continue;
            }
            let level = body.len() - body.trim_start_matches('=').len();
            if (1..=6).contains(&level) && body[level..].starts_with(' ') && indent == 0 {
                out.close();
                out.begin(BlockKind::Heading(u8::try_from(level).unwrap_or(6)));
                let title = body[level..].trim_start();
                out.line(title, offset + body.len() - title.len(), inline_adoc);
                out.close();
                header = level == 1 && !titled;
                titled = true;
                continue;
            }
            if let Some(title) = body.strip_prefix('.').filter(|title| title.starts_with(|c: char| c.is_alphabetic()) && !out.is_open()) {
                out.begin(BlockKind::Caption);
                out.line(title, offset + indent + 1, inline_adoc);
                out.close();
                continue;
            }
            if table && body.contains('|') {
                let mut from = 0;
                for whole in body.split('|') {
                    // What stands right before a bar says how the cell behind it is laid out.
                    let last = from + whole.len() == body.len();
                    let cell = if last { whole } else { &whole[..whole.len() - layout(whole)] };
                    let lead = cell.len() - cell.trim_start().len();
                    if !cell.trim().is_empty() {
                        out.close();
                        out.begin(BlockKind::TableCell);
                        out.line(cell.trim(), offset + indent + from + lead, inline_adoc);
                    }
                    from += whole.len() + 1;
                }
                continue;
            }
            let stars = body.len() - body.trim_start_matches(['*', '.']).len();
            let callout =
                body.find('>').filter(|end| body.starts_with('<') && body[1..*end].chars().all(|c| c.is_ascii_digit() || c == '.'));
            let width = match callout {
                Some(end) if body[end + 1..].starts_with(' ') => Some(end + 1),
                _ if stars > 0 && body[stars..].starts_with(' ') => Some(stars),
                _ => bullet(body, &['-']),
            };
            if indent > 0 && !out.is_open() && !table && !attached && width.is_none() && term(body).is_none() {
                // An indented paragraph is printed as it stands; it ends where a line is empty.
                fence = Some(("", offset));
                continue;
            }
            let noted = ADMONITIONS.iter().find(|name| body.starts_with(**name) && !out.is_open());
            if let Some((term, rest)) = term(body) {
                out.close();
                out.begin(BlockKind::ListItem);
                out.line(term, offset + indent, inline_adoc);
                out.close();
                if !rest.is_empty() {
                    out.begin(BlockKind::Paragraph);
                    out.line(rest, offset + indent + body.len() - rest.len(), inline_adoc);
                }
                attached = true;
                continue;
            }
            if let Some(width) = width.filter(|_| !out.is_open() || out.is_item() || attached) {
                out.close();
                out.begin(BlockKind::ListItem);
                let rest = &body[width..];
                out.line(rest.trim_start(), offset + indent + width + rest.len() - rest.trim_start().len(), inline_adoc);
                attached = false;
            } else if body == "+" && (out.is_item() || attached) {
                out.close();
                attached = true;
            } else {
                if !out.is_open() {
                    out.begin(BlockKind::Paragraph);
                }
                let skip = noted.map_or(0, |name| name.len());
                let shown = body[skip..].strip_suffix(" +").unwrap_or(&body[skip..]);
                out.line(shown, offset + indent + skip, inline_adoc);
            }
        }
        // A listing that is never closed goes on to the end.
        if let Some((open, start)) = fence {
            out.set_aside(kind(open), text, start, text.len());
        }
        Ok(Loaded::One(out.finish()))
    }
}

/// A term of a list and what is said of it on its line: `Pier:: where ships land`.
fn term(body: &str) -> Option<(&str, &str)> {
    let (term, rest) = body.split_once("::")?;
    let rest = rest.trim_start_matches([':', ';']);
    let fits = !term.trim().is_empty() && (rest.is_empty() || rest.starts_with([' ', '\t'])) && !term.contains('`');
    fits.then(|| (term.trim(), rest.trim()))
}

/// Bytes at the end of a cell that lay out the next one: `2+`, `.3+^.>s`, `a`.
fn layout(cell: &str) -> usize {
    let word = cell.rsplit(char::is_whitespace).next().unwrap_or_default();
    let style = word.trim_end_matches(['a', 'd', 'e', 'h', 'l', 'm', 's', 'v']);
    let spec = word.len() - style.len() <= 1 && style.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '+' | '*' | '<' | '>' | '^'));
    if spec && !(style.ends_with(|c: char| c.is_ascii_digit()) || style.ends_with('.')) { word.len() } else { 0 }
}

/// What stands between two fences.
fn kind(fence: &str) -> SetAsideKind {
    match fence.as_bytes().first() {
        Some(b'/') => SetAsideKind::Markup,
        Some(b'+') => SetAsideKind::Script,
        _ => SetAsideKind::Code,
    }
}

fn inline_adoc(line: &str, offset: usize, places: &Places<'_>, flow: &mut Flow) {
    inline(line, offset, places, flow, &["**", "__", "*", "_"], false);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kind, line and text of every block.
    fn told(text: &str) -> Vec<String> {
        let Ok(Loaded::One(document)) = AsciiDoc.read(text, "a", &ReadOptions::default()) else { panic!("read") };
        document.blocks.iter().map(|block| format!("{:?} {} {}", block.kind, block.anchors[0].at.line, block.text)).collect()
    }

    #[test]
    fn header_terms_cells_and_joined_paragraphs() {
        let text = "\
= Guide
Ana <a@example.org>
:toc: left

Text.
ifdef::x[]
More.
endif::[]

* One
+
Joined.
* Two

Pier:: Where ships land.
Quay::
  Where they lie.

 printed as is

|===
|Old |New
2+|Both a|* x
|===

[quote, Ana, A book]
Said.
<1> Called out.
";
        assert_eq!(
            told(text),
            [
                "Heading(1) 1 Guide",
                "Paragraph 5 Text. More.",
                "ListItem 10 One",
                "Paragraph 12 Joined.",
                "ListItem 13 Two",
                "ListItem 15 Pier",
                "Paragraph 15 Where ships land.",
                "ListItem 16 Quay",
                "Paragraph 17 Where they lie.",
                "TableCell 22 Old",
                "TableCell 22 New",
                "TableCell 23 Both",
                "TableCell 23 * x",
                "Paragraph 27 Said. <1> Called out.",
            ]
        );
    }
}
