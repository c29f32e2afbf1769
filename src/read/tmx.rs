//! TMX 1.x: units in any number of languages. The document type that the standard names is not fetched.

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::unit,
    flow::{Flow, OBJECT},
    places::Places,
    xml::{Element, Node, Step, Xml},
};
use crate::model::{Lang, Loaded, Many, MarkKind, Unit};

pub(super) struct Tmx;

impl Reader for Tmx {
    fn name(&self) -> &'static str {
        "tmx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tmx"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn sniff(&self, head: &str) -> bool {
        head.contains("<tmx")
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut xml = Xml::new(text, path, "TMX");
        let mut many = Many::default();
        let mut row = 0;
        let mut root = false;
        loop {
            match xml.step()? {
                Step::Start(element) => match element.name {
                    "tmx" => root = true,
                    _ if !root => return Err(xml.malformed(element.at, "a `tmx` element")),
                    "header" => {
                        many.source = element.get("srclang").and_then(|tag| Lang::parse(tag).ok());
                        xml.skip()?;
                    }
                    "tu" => {
                        row += 1;
                        let element = xml.whole(element)?;
                        variants(&element, row, &xml, &mut many)?;
                    }
                    _ => {}
                },
                Step::Done => {
                    many.fold();
                    return Ok(Loaded::Many(many));
                }
                _ => {}
            }
        }
    }
}

fn variants(element: &Element<'_>, row: u32, xml: &Xml<'_>, many: &mut Many) -> Result<(), ReadError> {
    let key = element.get("tuid").map(str::trim).unwrap_or_default();
    for variant in element.elements().filter(|inner| inner.name == "tuv") {
        let tag = variant.get("xml:lang").or_else(|| variant.get("lang"));
        let Some(tag) = tag else { return Err(xml.malformed(variant.at, "the attribute `xml:lang` of `tuv`")) };
        let lang = Lang::parse(tag).map_err(|error| xml.malformed(variant.at, error.to_string()))?;
        let Some(segment) = variant.child("seg") else { return Err(xml.malformed(variant.at, "a `seg` in the `tuv`")) };
        let mut flow = Flow::default();
        gather(segment, &xml.places, &mut flow);
        many.add(lang, row, unit(Some(flow), Some(key.to_owned()), Unit::default(), xml.places.at(segment.at)));
    }
    Ok(())
}

fn gather(element: &Element<'_>, places: &Places<'_>, out: &mut Flow) {
    for node in &element.nodes {
        let inner = match node {
            Node::Text(piece) => {
                piece.flow(out, places);
                continue;
            }
            Node::Element(inner) => inner,
        };
        // Tools number codes as they like: what tells them apart is what they hold.
        let value = || {
            let held = inner.text();
            if held.trim().is_empty() { inner.get("type").unwrap_or_default().to_owned() } else { held.trim().to_owned() }
        };
        match inner.name {
            "hi" => {
                out.mark(MarkKind::Open, inner.get("type").unwrap_or("hi"));
                gather(inner, places, out);
                out.mark(MarkKind::Close, inner.get("type").unwrap_or("hi"));
            }
            "bpt" => out.mark(MarkKind::Open, value()),
            "ept" => out.mark(MarkKind::Close, value()),
            "it" if inner.get("pos") == Some("begin") => out.mark(MarkKind::Open, value()),
            "it" if inner.get("pos") == Some("end") => out.mark(MarkKind::Close, value()),
            "ph" | "it" | "ut" => {
                out.mark(MarkKind::Alone, value());
                out.put(OBJECT.encode_utf8(&mut [0; 4]), places.at(inner.at));
            }
            _ => {}
        }
    }
}
