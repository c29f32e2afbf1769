//! Word documents: paragraphs of the body, tables, notes, headers and footers. Deleted text, field codes, page numbers that Word works
//! out (ECMA-376 part 1, 17.16) and the older of two forms of a drawing are left alone.

use super::{
    ReadError, ReadOptions, Reader,
    office::{Grid, Paragraphs},
    package::Package,
    xml::{Element, Step, Xml},
};
use crate::model::{BlockKind, Loaded};

pub(super) struct Docx;

impl Reader for Docx {
    fn name(&self) -> &'static str {
        "docx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["docx", "docm"]
    }

    fn read(&self, _text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        Err(ReadError::Malformed { path: path.to_owned(), format: "DOCX", line: 1, column: 1, expected: "a ZIP package".to_owned() })
    }

    fn read_bytes(&self, bytes: &[u8], path: &str, _options: &ReadOptions) -> Option<Result<Loaded, ReadError>> {
        Some(read(bytes, path))
    }
}

fn read(bytes: &[u8], path: &str) -> Result<Loaded, ReadError> {
    let mut package = Package::open(bytes, path, "DOCX")?;
    let Some(body) = package.text("word/document.xml")? else {
        return Err(package.broken("a member `word/document.xml`"));
    };
    let styles = package.text("word/styles.xml")?.unwrap_or_default();
    let headings = if styles.is_empty() { Vec::new() } else { headings(&styles, path)? };
    let mut out = Paragraphs::default();
    part(&body, path, &headings, &mut out)?;
    let mut others: Vec<String> = package
        .names()
        .into_iter()
        .filter(|name| {
            let own = name.strip_prefix("word/").unwrap_or_default();
            let kind = ["footnotes", "endnotes", "header", "footer"].iter().any(|kind| own.starts_with(kind));
            kind && own.ends_with(".xml") && !own.contains('/')
        })
        .collect();
    others.sort();
    for name in others {
        if let Some(text) = package.text(&name)? {
            part(&text, path, &headings, &mut out)?;
        }
    }
    Ok(Loaded::One(out.document))
}

/// Styles that make a heading, with its level.
fn headings(styles: &str, path: &str) -> Result<Vec<(String, u8)>, ReadError> {
    let mut xml = Xml::new(styles, path, "DOCX");
    let root = xml.document()?;
    let level = |style: &Element<'_>| {
        let outline =
            style.child("pPr").and_then(|settings| settings.child("outlineLvl")).and_then(|level| level.local("val")?.parse::<u8>().ok());
        let name = style.child("name").and_then(|name| name.local("val")).unwrap_or_default().to_lowercase();
        let named = name.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok());
        let title = (name == "title").then_some(1);
        outline.map(|level| level + 1).or(named).or(title).filter(|level| (1..=6).contains(level))
    };
    let styles = root.elements().filter(|element| element.name == "style");
    Ok(styles.filter_map(|style| Some((style.local("styleId")?.to_owned(), level(style)?))).collect())
}

/// A field that is open: what Word is to work out, and whether its result has begun.
#[derive(Debug, Default)]
struct Field {
    code: String,
    result: bool,
}

/// Whether a field is a number of pages: a table of contents has one in each line, and no two languages fill their pages alike.
fn counts_pages(code: &str) -> bool {
    let kind = code.split_whitespace().next().unwrap_or_default();
    ["PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES"].iter().any(|known| kind.eq_ignore_ascii_case(known))
}

/// Whether a switch of Word is on: it is unless its value says otherwise.
fn is_on(switch: &Element<'_>) -> bool {
    !matches!(switch.local("val"), Some("0" | "false" | "off"))
}

/// Reads one part of the package.
fn part(text: &str, path: &str, headings: &[(String, u8)], out: &mut Paragraphs) -> Result<(), ReadError> {
    let mut xml = Xml::new(text, path, "DOCX");
    // How deep we are in tables, and the fields that are open.
    let mut tables = 0usize;
    let mut grid = Grid::default();
    let mut fields: Vec<Field> = Vec::new();
    // A text box stands within a paragraph that goes on behind it.
    let mut held: Vec<Paragraphs> = Vec::new();
    let mut in_text = false;
    loop {
        match xml.step()? {
            Step::Start(element) => match element.name {
                // What was deleted or moved away, and the older form of a drawing.
                "del" | "moveFrom" | "Fallback" | "delText" | "rt" | "sectPr" | "rPr" | "trPr" | "tcPr" => xml.skip()?,
                "p" => {
                    if held.is_empty() || tables > 0 {
                        out.begin(if tables > 0 { BlockKind::TableCell } else { BlockKind::Paragraph });
                    } else {
                        out.begin(BlockKind::Paragraph);
                    }
                }
                "pPr" => {
                    let settings = xml.whole(element)?;
                    let style = settings.child("pStyle").and_then(|style| style.local("val")).unwrap_or_default();
                    if let Some((_, level)) = headings.iter().find(|(name, _)| name == style).filter(|_| tables == 0) {
                        out.kind(BlockKind::Heading(*level));
                    } else if settings.child("numPr").is_some() && tables == 0 {
                        out.kind(BlockKind::ListItem);
                    }
                }
                "txbxContent" => held.push(std::mem::take(out)),
                "tbl" => {
                    tables += 1;
                    if tables == 1 {
                        grid = Grid::within(held.len());
                    }
                }
                "tblPr" => {
                    let settings = xml.whole(element)?;
                    if tables == 1 {
                        grid.from_right = settings.child("bidiVisual").is_some_and(is_on);
                    }
                }
                "tr" if tables == 1 && held.len() == grid.boxes => grid.row(),
                "tc" if tables == 1 && held.len() == grid.boxes => {
                    grid.mark(out);
                }
                "t" => in_text = true,
                "tab" | "br" | "cr" => out.blank(),
                "noBreakHyphen" => out.push("\u{2011}"),
                "softHyphen" => out.push("\u{ad}"),
                "fldChar" => match element.local("fldCharType") {
                    Some("begin") => fields.push(Field::default()),
                    Some("separate") => fields.iter_mut().rev().take(1).for_each(|field| field.result = true),
                    Some("end") => drop(fields.pop()),
                    _ => {}
                },
                "instrText" => {
                    let code = xml.whole(element)?.text();
                    fields.iter_mut().rev().take(1).for_each(|field| field.code.push_str(&code));
                }
                "fldSimple" if element.local("instr").is_some_and(counts_pages) => xml.skip()?,
                _ => {}
            },
            Step::End("t") => in_text = false,
            Step::End("tr") if tables == 1 && held.len() == grid.boxes => {
                grid.mark(out);
            }
            Step::End("tbl") => {
                tables = tables.saturating_sub(1);
                if tables == 0 {
                    std::mem::take(&mut grid).settle(&mut out.document.blocks);
                }
            }
            Step::End("p") => out.end(),
            Step::End("txbxContent") => {
                out.end();
                if let Some(mut outer) = held.pop() {
                    outer.adopt(std::mem::take(out));
                    *out = outer;
                }
            }
            Step::Text(piece) if in_text && fields.iter().all(|field| field.result && !counts_pages(&field.code)) => out.push(&piece.text),
            Step::Done => {
                out.end();
                return Ok(());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of a table of rows of cells, with this setting.
    fn table(setting: &str, rows: &[&[&str]]) -> Vec<String> {
        let cell = |text: &&str| {
            let paragraphs = text.split('/').map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"));
            format!("<w:tc>{}</w:tc>", paragraphs.collect::<String>())
        };
        let row = |cells: &&[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
        let rows: String = rows.iter().map(row).collect();
        let table = format!("<w:tbl><w:tblPr>{setting}</w:tblPr>{rows}</w:tbl>");
        let text = format!("<w:document xmlns:w=\"http://example.org/w\"><w:body>{table}</w:body></w:document>");
        let mut out = Paragraphs::default();
        part(&text, "a.docx", &[], &mut out).expect("a document");
        out.document.blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn a_table_laid_out_from_the_left_is_read_from_the_right_where_its_language_is() {
        let arabic: [&[&str]; 2] = [&["السبب", "الوصف/تفصيل", "رقم"], &["دمج", "", "2.5"]];
        assert_eq!(table("", &arabic), ["رقم", "الوصف", "تفصيل", "السبب", "2.5", "دمج"]);
        assert_eq!(table("<w:bidiVisual/>", &arabic), ["السبب", "الوصف", "تفصيل", "رقم", "دمج", "2.5"]);
        assert_eq!(table("<w:bidiVisual w:val=\"0\"/>", &arabic)[0], "رقم");
        assert_eq!(table("", &[&["Reason", "2.5"], &["السبب", "2.6"]]), ["Reason", "2.5", "السبب", "2.6"]);
        assert_eq!(table("", &[&["2.5", "1"]]), ["2.5", "1"], "figures alone tell nothing");
    }

    #[test]
    fn numbers_of_pages_are_no_text() {
        let field = |code: &str, result: &str| {
            let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
            let (begin, separate, end) = (mark("begin"), mark("separate"), mark("end"));
            format!("{begin}<w:r><w:instrText> {code} </w:instrText></w:r>{separate}<w:r><w:t>{result}</w:t></w:r>{end}")
        };
        let line = format!("<w:p><w:r><w:t>The old quay</w:t></w:r><w:r><w:tab/></w:r>{}</w:p>", field("PAGEREF _Toc1 \\h", "20"));
        let link = format!("<w:p><w:r><w:t>See </w:t></w:r>{}</w:p>", field("HYPERLINK \"https://example.org\"", "the yard"));
        let simple = "<w:p><w:fldSimple w:instr=\" NUMPAGES \"><w:r><w:t>31</w:t></w:r></w:fldSimple><w:r><w:t>pages</w:t></w:r></w:p>";
        let text = format!("<w:document xmlns:w=\"http://example.org/w\"><w:body>{line}{link}{simple}</w:body></w:document>");
        let mut out = Paragraphs::default();
        part(&text, "a.docx", &[], &mut out).expect("a document");
        let texts: Vec<&str> = out.document.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["The old quay", "See the yard", "pages"]);
    }
}
