//! TMX 1.x: units in any number of languages. The document type that the standard names is not fetched.

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::{room, unit},
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
        let mut many = Many { room: room(text), ..Many::default() };
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

/// A unit of a stream in the two languages that are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TmxPair {
    /// Its `tuid`, perhaps empty.
    pub id: String,
    pub langs: (Option<Lang>, Option<Lang>),
    pub source: String,
    pub target: String,
}

/// The language that the head of a file, all before its first unit, says it was written in.
#[must_use]
pub fn tmx_source_lang(head: &str) -> Option<Lang> {
    let mut xml = Xml::new(head, "", "TMX");
    while let Ok(step) = xml.step() {
        match step {
            Step::Start(element) if element.name == "header" => return element.get("srclang").and_then(|tag| Lang::parse(tag).ok()),
            Step::Done => break,
            _ => {}
        }
    }
    None
}

/// Reads one `tu` element; `name` is what messages call it.
///
/// # Errors
/// When it is no well-formed unit; the text says so when it lacks a side, or has more languages than two and none is named.
pub fn tmx_pair(text: &str, name: &str, written: Option<Lang>, wanted: (Option<Lang>, Option<Lang>)) -> Result<TmxPair, String> {
    let mut xml = Xml::new(text, name, "TMX");
    let mut many = Many { source: written, ..Many::default() };
    let told = |error: ReadError| error.to_string();
    let Step::Start(element) = xml.step().map_err(told)? else { return Err(format!("{name} is no `tu`")) };
    let element = xml.whole(element).map_err(told)?;
    variants(&element, 1, &xml, &mut many).map_err(told)?;
    let id = element.get("tuid").map(str::trim).unwrap_or_default().to_owned();
    let found = many.variants.iter().filter_map(|variant| variant.document.declared).map(|lang| lang.to_string());
    let found: Vec<String> = found.collect();
    let mut pairs = many.pairs(wanted.0, wanted.1);
    if pairs.len() > 1 {
        return Err(format!("{name} has {} languages ({}): name two with --source-lang and --target-lang", found.len(), found.join(", ")));
    }
    let Some((mut source, mut target)) = pairs.pop() else {
        let has = if found.is_empty() { "no language".to_owned() } else { found.join(", ") };
        return Err(format!("{name} lacks a side: it has {has}"));
    };
    let text = |document: &mut crate::model::Document| document.blocks.pop().map_or_else(String::new, |block| block.text);
    Ok(TmxPair { id, langs: (source.declared, target.declared), source: text(&mut source), target: text(&mut target) })
}
