//! OpenDocument texts: headings, paragraphs, lists, tables, notes. Deleted text and annotations are left alone.

use super::{
    ReadError, ReadOptions, Reader,
    office::Paragraphs,
    package::Package,
    xml::{Step, Xml},
};
use crate::model::{BlockKind, Loaded, MarkKind};

pub(super) struct Odt;

impl Reader for Odt {
    fn name(&self) -> &'static str {
        "odt"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["odt", "ott"]
    }

    fn read(&self, _text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        Err(ReadError::Malformed { path: path.to_owned(), format: "ODT", line: 1, column: 1, expected: "a ZIP package".to_owned() })
    }

    fn read_bytes(&self, bytes: &[u8], path: &str, _options: &ReadOptions) -> Option<Result<Loaded, ReadError>> {
        Some(read(bytes, path))
    }
}

fn read(bytes: &[u8], path: &str) -> Result<Loaded, ReadError> {
    let mut package = Package::open(bytes, path, "ODT")?;
    let Some(content) = package.text("content.xml")? else { return Err(package.broken("a member `content.xml`")) };
    let mut xml = Xml::new(&content, path, "ODT");
    let mut out = Paragraphs::default();
    let (mut lists, mut tables, mut body) = (0usize, 0usize, false);
    // A note or frame stands within a paragraph that goes on behind it.
    let mut held: Vec<Paragraphs> = Vec::new();
    let mut open = 0usize;
    loop {
        match xml.step()? {
            Step::Start(element) => match element.name {
                "body" => body = true,
                _ if !body => {}
                "tracked-changes" | "annotation" | "forms" | "note-citation" | "sequence-decls" | "ruby-text" | "desc" | "title"
                // Made from the headings, with numbers of pages.
                | "table-of-content" | "page-number" | "page-count" => {
                    xml.skip()?
                }
                "note-body" | "text-box" => {
                    held.push(std::mem::take(&mut out));
                    open = 0;
                }
                "list" => lists += 1,
                "table" => tables += 1,
                "h" | "p" => {
                    open += 1;
                    let level = element.local("outline-level").and_then(|level| level.parse::<u8>().ok()).unwrap_or(1).clamp(1, 6);
                    out.begin(match () {
                        () if element.name == "h" => BlockKind::Heading(level),
                        () if tables > 0 => BlockKind::TableCell,
                        () if lists > 0 => BlockKind::ListItem,
                        () => BlockKind::Paragraph,
                    });
                }
                "s" | "tab" | "line-break" => out.blank(),
                "a" => out.mark(MarkKind::Link, element.local("href").unwrap_or_default()),
                _ => {}
            },
            Step::End("list") => lists = lists.saturating_sub(1),
            Step::End("table") => tables = tables.saturating_sub(1),
            Step::End("h" | "p") if body => {
                open = open.saturating_sub(1);
                out.end();
            }
            Step::End("note-body" | "text-box") if body => {
                out.end();
                if let Some(mut outer) = held.pop() {
                    outer.adopt(std::mem::take(&mut out));
                    out = outer;
                    open = 1;
                }
            }
            Step::Text(piece) if open > 0 => {
                // Blanks and line breaks of the markup are one blank.
                for (number, word) in piece.text.split([' ', '\n', '\t']).enumerate() {
                    if number > 0 {
                        out.blank();
                    }
                    out.push(word);
                }
            }
            Step::Done => {
                out.end();
                return Ok(Loaded::One(out.document));
            }
            _ => {}
        }
    }
}
