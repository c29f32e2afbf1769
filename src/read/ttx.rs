//! TRADOStag: the translation units of TagEditor, each with a text in two languages.

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::{Pairs, state, unit},
    flow::{Flow, OBJECT},
    xml::{Element, Node, Step, Xml},
};
use crate::model::{Loaded, MarkKind, Unit};

pub(super) struct Ttx;

impl Reader for Ttx {
    fn name(&self) -> &'static str {
        "ttx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ttx"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn sniff(&self, head: &str) -> bool {
        head.contains("<TRADOStag")
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut xml = Xml::new(text, path, "TTX");
        let mut pairs = Pairs::default();
        let mut root = false;
        loop {
            match xml.step()? {
                Step::Start(element) => match element.name {
                    "TRADOStag" => root = true,
                    _ if !root => return Err(xml.malformed(element.at, "a `TRADOStag` element")),
                    "UserSettings" => pairs.declare(element.get("SourceLanguage"), element.get("TargetLanguage")),
                    "Tu" => {
                        let tu = xml.whole(element)?;
                        add(&tu, &xml, &mut pairs);
                    }
                    _ => {}
                },
                // A file that nobody has worked on has no units yet.
                Step::Done if pairs.source.blocks.is_empty() => {
                    return Err(ReadError::Unsupported {
                        path: path.to_owned(),
                        what: "a TTX file without translation units".to_owned(),
                        known: "TTX files that were segmented and translated".to_owned(),
                    });
                }
                Step::Done => return pairs.finish(path),
                _ => {}
            }
        }
    }
}

fn add(tu: &Element<'_>, xml: &Xml<'_>, pairs: &mut Pairs) {
    let mut variants = tu.elements().filter(|inner| inner.name == "Tuv");
    let Some(source) = variants.next() else { return };
    let target = variants.next();
    pairs.declare(source.get("Lang"), target.and_then(|target| target.get("Lang")));
    let read = |element: &Element<'_>| {
        let mut flow = Flow::default();
        gather(element, xml, &mut flow);
        flow
    };
    let answer = target.map(read);
    let facts = Unit { state: state(answer.as_ref()), ..Unit::default() };
    let from = unit(Some(read(source)), Some(String::new()), Unit::default(), xml.places.at(source.at));
    pairs.add(from, unit(answer, Some(String::new()), facts, xml.places.at(target.map_or(tu.at, |target| target.at))));
}

fn gather(element: &Element<'_>, xml: &Xml<'_>, flow: &mut Flow) {
    for node in &element.nodes {
        match node {
            Node::Text(piece) => piece.flow(flow, &xml.places),
            Node::Element(inner) if inner.name == "ut" => {
                let kind = match inner.get("Type") {
                    Some("start") => MarkKind::Open,
                    Some("end") => MarkKind::Close,
                    _ => MarkKind::Alone,
                };
                flow.mark(kind, inner.text().trim());
                if kind == MarkKind::Alone {
                    flow.put(OBJECT.encode_utf8(&mut [0; 4]), xml.places.at(inner.at));
                }
            }
            Node::Element(inner) => gather(inner, xml, flow),
        }
    }
}
