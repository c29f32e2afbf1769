//! OpenDocument texts: headings, paragraphs, lists, tables, notes. Deleted text and annotations are left alone.

use std::collections::BTreeMap;

use super::{
    ReadError, ReadOptions, Reader,
    office::{Grid, Paragraphs},
    package::Package,
    xml::{Element, Step, Xml},
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

/// Which way the columns of tables run, by the names of their styles; a page says it for those that do not.
#[derive(Default)]
struct Ways {
    from_right: BTreeMap<String, bool>,
    page: bool,
    /// The style that is open.
    style: String,
}

impl Ways {
    /// Notes what a start tag says.
    fn note(&mut self, element: &Element<'_>) {
        let from_right = match element.local("writing-mode") {
            Some(mode) if mode.starts_with("rl") => true,
            Some(mode) if mode.starts_with("lr") => false,
            _ => {
                if element.name == "style" {
                    self.style = element.local("name").unwrap_or_default().to_owned();
                }
                return;
            }
        };
        match element.name {
            "table-properties" => drop(self.from_right.insert(std::mem::take(&mut self.style), from_right)),
            "page-layout-properties" => self.page |= from_right,
            _ => {}
        }
    }

    fn of(&self, table: &Element<'_>) -> bool {
        table.local("style-name").and_then(|name| self.from_right.get(name)).copied().unwrap_or(self.page)
    }
}

fn read(bytes: &[u8], path: &str) -> Result<Loaded, ReadError> {
    let mut package = Package::open(bytes, path, "ODT")?;
    let mut ways = Ways::default();
    if let Some(styles) = package.text("styles.xml")? {
        let mut xml = Xml::new(&styles, path, "ODT");
        // Broken styles say nothing; the text is read all the same.
        while let Ok(step) = xml.step() {
            match step {
                Step::Start(element) => ways.note(&element),
                Step::Done => break,
                _ => {}
            }
        }
    }
    let Some(content) = package.text("content.xml")? else { return Err(package.broken("a member `content.xml`")) };
    let mut xml = Xml::new(&content, path, "ODT");
    let mut out = Paragraphs::default();
    let (mut lists, mut tables, mut body) = (0usize, 0usize, false);
    // A note or frame stands within a paragraph that goes on behind it.
    let mut held: Vec<Paragraphs> = Vec::new();
    let mut open = 0usize;
    let mut grid = Grid::default();
    loop {
        match xml.step()? {
            Step::Start(element) => match element.name {
                "body" => body = true,
                _ if !body => ways.note(&element),
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
                "table" => {
                    tables += 1;
                    if tables == 1 {
                        grid = Grid::within(held.len());
                        grid.from_right = ways.of(&element);
                    }
                }
                "table-row" if tables == 1 && held.len() == grid.boxes => grid.row(),
                "table-cell" if tables == 1 && held.len() == grid.boxes => grid.mark(&mut out),
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
            Step::End("table-row") if tables == 1 && held.len() == grid.boxes => grid.mark(&mut out),
            Step::End("table") => {
                tables = tables.saturating_sub(1);
                if tables == 0 {
                    std::mem::take(&mut grid).settle(&mut out.document.blocks);
                }
            }
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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    /// The texts of a table of two columns, with a style of the table and one of the page.
    fn told(table: &str, page: &str, cells: [&str; 4]) -> Vec<String> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut put = |name: &str, text: String| {
            out.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
            out.write_all(text.as_bytes()).expect("written");
        };
        put("styles.xml", format!("<styles><page-layout><page-layout-properties {page}/></page-layout></styles>"));
        let cell = |text: &str| format!("<table-cell><p>{text}</p><p>{text} 2</p></table-cell>");
        let row = |one: &str, two: &str| format!("<table-row>{}{}</table-row>", cell(one), cell(two));
        put(
            "content.xml",
            format!(
                "<content><automatic-styles><style name=\"T\" family=\"table\"><table-properties {table}/></style></automatic-styles>\
                 <body><text><table style-name=\"T\">{}{}</table></text></body></content>",
                row(cells[0], cells[1]),
                row(cells[2], cells[3])
            ),
        );
        let bytes = out.finish().expect("finished").into_inner();
        let Ok(Loaded::One(document)) = read(&bytes, "a.odt") else { panic!("read") };
        document.blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn rows_are_read_from_where_their_first_column_is() {
        let arabic = ["سعر", "رصيف", "تسعة", "قديم"];
        let as_laid = ["سعر", "سعر 2", "رصيف", "رصيف 2", "تسعة", "تسعة 2", "قديم", "قديم 2"];
        let turned = ["رصيف", "رصيف 2", "سعر", "سعر 2", "قديم", "قديم 2", "تسعة", "تسعة 2"];
        let (left, right) = ("writing-mode=\"lr-tb\"", "writing-mode=\"rl-tb\"");
        assert_eq!(told("", "", arabic), turned);
        assert_eq!(told(left, right, arabic), turned);
        assert_eq!(told(right, left, arabic), as_laid);
        assert_eq!(told("writing-mode=\"page\"", right, arabic), as_laid);
        assert_eq!(told("", left, ["pier", "fare", "old", "nine"])[0], "pier");
    }
}
