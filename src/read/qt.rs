//! Qt Linguist: messages by context, numerus forms, unfinished and vanished ones.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::{Pairs, unit},
    flow::Flow,
    places::Places,
    xml::{Element, Node, Step, Xml},
};
use crate::model::{Block, Filling, Loaded, Plural, State, Unit};

pub(super) struct Qt;

impl Reader for Qt {
    fn name(&self) -> &'static str {
        "qt"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ts"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn sniff(&self, head: &str) -> bool {
        head.contains("<TS ") || head.contains("<TS>") || head.contains("<!DOCTYPE TS")
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut xml = Xml::new(text, path, "Qt TS");
        let mut pairs = Pairs::default();
        let mut context = String::new();
        let mut root = false;
        loop {
            match xml.step()? {
                Step::Start(element) => match element.name {
                    "TS" => {
                        root = true;
                        pairs.declare(element.get("sourcelanguage"), element.get("language"));
                    }
                    _ if !root => return Err(xml.malformed(element.at, "a `TS` element")),
                    "name" => context = xml.whole(element)?.text().trim().to_owned(),
                    "message" => {
                        let message = xml.whole(element)?;
                        add(&message, &context, &xml, &mut pairs);
                    }
                    "context" => context.clear(),
                    _ => xml.skip()?,
                },
                Step::Done => {
                    complete(&mut pairs);
                    return pairs.finish(path);
                }
                _ => {}
            }
        }
    }
}

fn add(message: &Element<'_>, context: &str, xml: &Xml<'_>, pairs: &mut Pairs) {
    let translation = message.child("translation");
    let kind = translation.and_then(|translation| translation.get("type")).unwrap_or_default();
    if matches!(kind, "vanished" | "obsolete") {
        return;
    }
    // With text ids the source may be missing: there is nothing to compare with.
    let Some(source) = message.child("source") else { return };
    let key = message.get("id").unwrap_or(context).to_owned();
    let note = ["extracomment", "comment", "translatorcomment"].iter().find_map(|name| message.child(name));
    let note = note.map(|note| note.text().trim().to_owned()).filter(|note| !note.is_empty());
    let facts = Unit { filling: Filling::Program, note, ..Unit::default() };
    let forms: Vec<&Element<'_>> = translation.into_iter().flat_map(Element::elements).filter(|form| form.name == "numerusform").collect();
    let numerus = message.get("numerus") == Some("yes");
    let answers: Vec<Option<&Element<'_>>> = if forms.is_empty() { vec![translation] } else { forms.into_iter().map(Some).collect() };
    let of = source.text();
    for answer in answers {
        let plural = numerus.then(|| Plural { of: format!("{key}/{of}"), form: None, wanted: None });
        let flow = answer.map(|answer| flow(answer, &xml.places));
        let state = match (flow.as_ref().is_none_or(Flow::is_blank), kind) {
            (true, _) => State::Pending,
            (_, "unfinished") => State::Draft,
            _ => State::Plain,
        };
        let facts = Unit { plural, ..facts.clone() };
        let text = self::flow(source, &xml.places);
        let from = unit(Some(text), Some(key.clone()), facts.clone(), xml.places.at(source.at));
        let at = answer.map_or(message.at, |answer| answer.at);
        pairs.add(from, unit(flow, Some(key.clone()), Unit { state, ..facts }, xml.places.at(at)));
    }
}

/// How many forms the language has is told by the texts of the file that have most.
fn complete(pairs: &mut Pairs) {
    let mut forms: FxHashMap<String, usize> = FxHashMap::default();
    let plural = |block: &Block| block.unit.as_ref().and_then(|unit| unit.plural.as_ref()).map(|plural| plural.of.clone());
    pairs.target.blocks.iter().filter_map(plural).for_each(|of| *forms.entry(of).or_default() += 1);
    let Some(most) = forms.values().max().copied() else { return };
    for block in &mut pairs.target.blocks {
        let Some(unit) = block.unit.as_mut().filter(|unit| unit.plural.is_some()) else { continue };
        if let Some(plural) = Arc::make_mut(unit).plural.as_mut() {
            plural.wanted = Some(most);
        }
    }
}

/// Text with control characters written as `<byte value="x9"/>`; of variants of several lengths, the first.
fn flow(element: &Element<'_>, places: &Places<'_>) -> Flow {
    let mut out = Flow::default();
    for node in &element.nodes {
        match node {
            Node::Text(piece) => piece.flow(&mut out, places),
            Node::Element(inner) if inner.name == "byte" => {
                let value = inner.get("value").unwrap_or_default();
                let code = value.strip_prefix('x').map_or_else(|| value.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
                let c = code.and_then(char::from_u32).filter(|c| !c.is_control()).unwrap_or(' ');
                out.put(c.encode_utf8(&mut [0; 4]), places.at(inner.at));
            }
            Node::Element(inner) if inner.name == "lengthvariant" => return flow(inner, places),
            Node::Element(_) => {}
        }
    }
    out
}
