//! XLIFF 2.x: units of segments, codes by reference; modules other than size restriction are left alone.

use super::{
    ReadError,
    bilingual::{Pairs, state, unit},
    flow::{Flow, OBJECT},
    xml::{Element, Node, Step, Xml},
};
use crate::model::{Loaded, MarkKind, State, Unit};

/// Reads on behind the `xliff` element.
pub(super) fn read(mut xml: Xml<'_>, root: &Element<'_>, path: &str) -> Result<Loaded, ReadError> {
    let mut pairs = Pairs::of(xml.text());
    let Some(source) = root.get("srcLang") else { return Err(xml.malformed(root.at, "the attribute `srcLang` of `xliff`")) };
    pairs.declare(Some(source), root.get("trgLang"));
    let mut translate: Vec<bool> = Vec::new();
    loop {
        match xml.step()? {
            Step::Start(element) => match element.name {
                "file" | "group" => translate.push(translatable(&element, translate.last().copied())),
                "unit" => {
                    let wanted = translatable(&element, translate.last().copied());
                    let element = xml.whole(element)?;
                    rows(&element, &xml, if wanted { Some(&mut pairs) } else { None })?;
                    pairs.kept += usize::from(!wanted);
                }
                _ => xml.skip()?,
            },
            Step::End("file" | "group") => drop(translate.pop()),
            Step::Done => return pairs.finish(path),
            _ => {}
        }
    }
}

fn translatable(element: &Element<'_>, outer: Option<bool>) -> bool {
    element.get("translate").map_or(outer.unwrap_or(true), |value| value != "no")
}

/// The segments of a unit; what stands between them is blank by definition.
fn rows(element: &Element<'_>, xml: &Xml<'_>, pairs: Option<&mut Pairs>) -> Result<(), ReadError> {
    let id = element.get("id").unwrap_or_default();
    let segments: Vec<&Element<'_>> = element.elements().filter(|inner| inner.name == "segment").collect();
    if segments.is_empty() {
        return Err(xml.malformed(element.at, format!("a `segment` in the unit `{id}`")));
    }
    let mut codes = Codes::new(element, xml)?;
    let notes = element.child("notes");
    let note = notes.and_then(|notes| notes.child("note")).map(|note| note.text().trim().to_owned()).filter(|note| !note.is_empty());
    let facts = Unit { max_length: limit(element), note, ..Unit::default() };
    let mut done = Vec::new();
    for (inner, number) in element.elements().filter(|inner| matches!(inner.name, "segment" | "ignorable")).zip(1..) {
        let Some(source) = inner.child("source") else {
            return Err(xml.malformed(inner.at, format!("a `source` in each `{}` of the unit `{id}`", inner.name)));
        };
        let target = inner.child("target");
        let text = codes.flow(source)?;
        let answer = target.map(|target| codes.translated(target)).transpose()?;
        if inner.name == "ignorable" {
            continue;
        }
        let key = match inner.get("id") {
            Some(own) if segments.len() > 1 => format!("{id}/{own}"),
            None if segments.len() > 1 => format!("{id}/{number}"),
            _ => id.to_owned(),
        };
        let state = match (inner.get("state"), state(answer.as_ref())) {
            (Some("translated" | "reviewed" | "final"), _) => State::Final,
            (_, State::Pending) => State::Pending,
            (Some("initial"), _) => State::Draft,
            (_, state) => state,
        };
        let place = |element: &Element<'_>| xml.places.at(element.at);
        let from = unit(Some(text), Some(key.clone()), facts.clone(), place(source));
        let to = unit(answer, Some(key), Unit { state, ..facts.clone() }, place(target.unwrap_or(inner)));
        done.push((from, to));
    }
    if let Some(pairs) = pairs {
        done.into_iter().for_each(|(from, to)| pairs.add(from, to));
    }
    Ok(())
}

/// `slr:sizeRestriction`: a most, or a least and a most.
fn limit(element: &Element<'_>) -> Option<u32> {
    let text = element.local("sizeRestriction")?;
    text.rsplit(',').next()?.trim().parse().ok()
}

/// The codes of a unit: what is defined, and what was opened so far.
struct Codes<'x, 't> {
    xml: &'x Xml<'t>,
    data: Vec<String>,
    /// Ids of the spans that the source, and the translation, opened.
    opened: Vec<String>,
    answered: Vec<String>,
}

impl<'x, 't> Codes<'x, 't> {
    fn new(element: &Element<'t>, xml: &'x Xml<'t>) -> Result<Self, ReadError> {
        let mut data: Vec<String> = Vec::new();
        for piece in element.child("originalData").into_iter().flat_map(Element::elements) {
            let id = piece.get("id").unwrap_or_default().to_owned();
            if data.contains(&id) {
                return Err(xml.malformed(piece.at, format!("an id for each `data` of its own; `{id}` is there twice")));
            }
            data.push(id);
        }
        data.sort_unstable();
        Ok(Codes { xml, data, opened: Vec::new(), answered: Vec::new() })
    }

    fn flow(&mut self, element: &Element<'_>) -> Result<Flow, ReadError> {
        let mut out = Flow::default();
        let mut opened = std::mem::take(&mut self.opened);
        let result = self.gather(element, &mut out, &mut opened, true);
        self.opened = opened;
        result.map(|()| out)
    }

    /// The translation may have its segments in another order: what closes may come before what opens.
    fn translated(&mut self, element: &Element<'_>) -> Result<Flow, ReadError> {
        let mut out = Flow::default();
        let mut answered = std::mem::take(&mut self.answered);
        let result = self.gather(element, &mut out, &mut answered, false);
        self.answered = answered;
        result.map(|()| out)
    }

    fn gather(&self, element: &Element<'_>, out: &mut Flow, opened: &mut Vec<String>, strict: bool) -> Result<(), ReadError> {
        for node in &element.nodes {
            let inner = match node {
                Node::Text(piece) => {
                    piece.flow(out, &self.xml.places);
                    continue;
                }
                Node::Element(inner) => inner,
            };
            for name in ["dataRef", "dataRefStart", "dataRefEnd"] {
                if let Some(wanted) = inner.get(name).filter(|wanted| self.data.binary_search_by(|id| id.as_str().cmp(wanted)).is_err()) {
                    return Err(self.xml.malformed(inner.at, format!("a `data` with the id `{wanted}` in the unit's `originalData`")));
                }
            }
            let id = inner.get("id").unwrap_or_default();
            match inner.name {
                "pc" => {
                    out.mark(MarkKind::Open, id);
                    self.gather(inner, out, opened, strict)?;
                    out.mark(MarkKind::Close, id);
                }
                "sc" => {
                    opened.push(id.to_owned());
                    out.mark(MarkKind::Open, id);
                }
                "ec" => {
                    let start = inner.get("startRef").unwrap_or(id);
                    let alone = inner.get("isolated") == Some("yes");
                    if strict && !alone && !opened.iter().any(|id| id == start) {
                        return Err(self
                            .xml
                            .malformed(inner.at, format!("an `sc` with the id `{start}` before the `ec` that refers to it")));
                    }
                    out.mark(MarkKind::Close, start);
                }
                "ph" => {
                    out.mark(MarkKind::Alone, id);
                    out.put(OBJECT.encode_utf8(&mut [0; 4]), self.xml.places.at(inner.at));
                }
                "cp" => {
                    let c = inner.get("hex").and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
                    out.put(c.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]), self.xml.places.at(inner.at));
                }
                "mrk" => self.gather(inner, out, opened, strict)?,
                _ => {}
            }
        }
        Ok(())
    }
}
