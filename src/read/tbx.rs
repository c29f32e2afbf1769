//! TBX term bases, both editions: of each concept the first term of a language.

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::unit,
    flow::Flow,
    xml::{Element, Node, Step, Xml},
};
use crate::model::{Lang, Loaded, Many, Unit};

pub(super) struct Tbx;

impl Reader for Tbx {
    fn name(&self) -> &'static str {
        "tbx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tbx"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn sniff(&self, head: &str) -> bool {
        head.contains("<martif") || head.contains("<tbx")
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut xml = Xml::new(text, path, "TBX");
        let mut many = Many::default();
        let (mut row, mut root) = (0, false);
        loop {
            match xml.step()? {
                Step::Start(element) => match element.name {
                    "martif" | "tbx" => {
                        root = true;
                        many.source = element.get("xml:lang").and_then(|tag| Lang::parse(tag).ok());
                    }
                    _ if !root => return Err(xml.malformed(element.at, "a `martif` or `tbx` element")),
                    "termEntry" | "conceptEntry" => {
                        row += 1;
                        let entry = xml.whole(element)?;
                        terms(&entry, row, &xml, &mut many);
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

fn terms(entry: &Element<'_>, row: u32, xml: &Xml<'_>, many: &mut Many) {
    let key = entry.get("id").unwrap_or_default();
    for set in entry.elements().filter(|inner| matches!(inner.name, "langSet" | "langSec")) {
        let Some(lang) = set.get("xml:lang").and_then(|tag| Lang::parse(tag).ok()) else { continue };
        let Some(term) = find(set) else { continue };
        let mut flow = Flow::default();
        gather(term, xml, &mut flow);
        many.add(lang, row, unit(Some(flow), Some(key.to_owned()), Unit::default(), xml.places.at(term.at)));
    }
}

fn find<'e, 't>(element: &'e Element<'t>) -> Option<&'e Element<'t>> {
    element.elements().find_map(|inner| if inner.name == "term" { Some(inner) } else { find(inner) })
}

fn gather(element: &Element<'_>, xml: &Xml<'_>, flow: &mut Flow) {
    for node in &element.nodes {
        match node {
            Node::Text(piece) => piece.flow(flow, &xml.places),
            Node::Element(inner) => gather(inner, xml, flow),
        }
    }
}
