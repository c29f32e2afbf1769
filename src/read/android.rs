//! Android string resources: texts, plurals, arrays. References to other resources and texts that are not for translation
//! are left alone.

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::{Catalogue, program},
    escapes::{Sink, unicode_escape},
    flow::Flow,
    places::Places,
    xml::{Element, Node, Piece, Xml},
};
use crate::model::{Loaded, MarkKind, Unit};

pub(super) struct Android;

impl Reader for Android {
    fn name(&self) -> &'static str {
        "android"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn sniff(&self, head: &str) -> bool {
        head.contains("<resources")
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut xml = Xml::new(text, path, "Android resources");
        let root = xml.document()?;
        if root.name != "resources" {
            return Err(xml.malformed(
                root.at,
                format!("a `resources` element of Android; `{}` is of a format that bilint does not know", root.name),
            ));
        }
        let mut out = Catalogue::new();
        let places = &xml.places;
        for element in root.elements().filter(|element| element.get("translatable") != Some("false")) {
            let Some(name) = element.get("name") else { continue };
            // The developers say themselves that other languages lack it.
            let ignored = element.get("tools:ignore").unwrap_or_default();
            let optional = ignored.split(',').any(|check| matches!(check.trim(), "MissingTranslation" | "all"));
            let facts = Unit { optional, ..program() };
            match element.name {
                "item" if element.get("type") == Some("string") => add(&mut out, name.to_owned(), element, facts, places),
                "string" => add(&mut out, name.to_owned(), element, facts, places),
                "plurals" => {
                    for item in element.elements().filter(|item| item.name == "item") {
                        let flow = flow(item, places);
                        out.add_form(name, item.get("quantity").unwrap_or("other"), flow, facts.clone(), places.at(item.at));
                    }
                }
                "string-array" => {
                    for (number, item) in element.elements().filter(|item| item.name == "item").enumerate() {
                        add(&mut out, format!("{name}.{number}"), item, facts.clone(), places);
                    }
                }
                _ => {}
            }
        }
        Ok(out.finish())
    }
}

fn add(out: &mut Catalogue, key: String, element: &Element<'_>, facts: Unit, places: &Places<'_>) {
    let flow = flow(element, places);
    let text = flow.text.trim();
    let reference = text.strip_prefix(['@', '?']).is_some_and(|rest| rest.contains('/') && !rest.contains(char::is_whitespace));
    if !reference {
        out.add(key, flow, facts, places.at(element.at));
    }
}

fn flow(element: &Element<'_>, places: &Places<'_>) -> Flow {
    let mut out = Flow::default();
    gather(element, places, &mut out);
    out
}

fn gather(element: &Element<'_>, places: &Places<'_>, out: &mut Flow) {
    for node in &element.nodes {
        match node {
            Node::Text(piece) => text(piece, places, out),
            // What stands in `xliff:g` is filled in at run time, but it is written as text.
            Node::Element(inner) if inner.name == "g" => gather(inner, places, out),
            Node::Element(inner) => {
                out.mark(MarkKind::Open, inner.name);
                gather(inner, places, out);
                out.mark(MarkKind::Close, inner.name);
            }
        }
    }
}

/// Blanks are folded and escapes resolved, as the resource compiler does.
fn text(piece: &Piece<'_>, places: &Places<'_>, out: &mut Flow) {
    let raw = piece.text.as_ref();
    let plain = !raw.contains(['\\', '"', '\n', '\t']) && !raw.contains("  ");
    if plain {
        piece.flow(out, places);
        return;
    }
    out.spell(raw, piece.at, places, folded);
}

/// Hands out a text as the resource compiler sees it: blanks outside quotation marks are one blank.
fn folded(raw: &str, sink: &mut Sink<'_>) {
    let mut quoted = false;
    let mut blank = false;
    // Where the run begins that stands letter by letter.
    let mut from = 0;
    let mut next = 0;
    while let Some(c) = raw[next..].chars().next() {
        let here = next;
        next += c.len_utf8();
        let space = c.is_ascii_whitespace() && !quoted;
        let letter = !matches!(c, '\\' | '"') && (!space || (c == ' ' && !blank));
        if !letter && here > from {
            sink(&raw[from..here], from);
        }
        match c {
            '\\' => {
                let (found, used) = unicode_escape(&raw[next..]);
                if let Some(found) = found {
                    sink(found.encode_utf8(&mut [0; 4]), here);
                }
                next += used;
                blank = found == Some(' ');
            }
            '"' => quoted = !quoted,
            _ if space && !letter && !blank => {
                sink(" ", here);
                blank = true;
            }
            _ if !space || letter => blank = c == ' ',
            _ => {}
        }
        if !letter {
            from = next;
        }
    }
    if from < raw.len() {
        sink(&raw[from..], from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_of_the_type_string_is_a_string() {
        let text = r#"<resources><item type="string" name="it">Laev</item><item type="dimen" name="d">5dp</item></resources>"#;
        let Ok(Loaded::One(document)) = Android.read(text, "a.xml", &ReadOptions::default()) else { panic!("read") };
        assert_eq!(document.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), ["Laev"]);
    }
}
