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
            if !out.is_open() && (attribute || macros || block) || body.starts_with("//") {
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
                for cell in body.split('|') {
                    let lead = cell.len() - cell.trim_start().len();
                    if !cell.trim().is_empty() {
                        out.close();
                        out.begin(BlockKind::TableCell);
                        out.line(cell.trim(), offset + indent + from + lead, inline_adoc);
                    }
                    from += cell.len() + 1;
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
            if indent > 0 && !out.is_open() && !table && width.is_none() {
                // An indented paragraph is printed as it stands; it ends where a line is empty.
                fence = Some(("", offset));
                continue;
            }
            let noted = ADMONITIONS.iter().find(|name| body.starts_with(**name) && !out.is_open());
            if let Some(width) = width.filter(|_| !out.is_open() || out.is_item()) {
                out.close();
                out.begin(BlockKind::ListItem);
                let rest = &body[width..];
                out.line(rest.trim_start(), offset + indent + width + rest.len() - rest.trim_start().len(), inline_adoc);
            } else if body == "+" && out.is_item() {
                out.close();
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
