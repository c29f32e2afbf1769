//! XLIFF 1.x with the dialects of Trados and memoQ; version 2 is handed on.
//!
//! Alternatives (`alt-trans`), skeletons and binary parts are left alone, and so is what is not for translation.

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::{Pairs, state, unit},
    flow::{Flow, OBJECT},
    places::Places,
    xliff2,
    xml::{Element, Node, Step, Xml},
};
use crate::model::{Loaded, MarkKind, State, Unit};

pub(super) struct Xliff;

impl Reader for Xliff {
    fn name(&self) -> &'static str {
        "xliff"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlf", "xliff", "sdlxliff", "mqxliff", "mxliff", "txlf"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn sniff(&self, head: &str) -> bool {
        head.contains("<xliff") || head.contains(":xliff ")
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut xml = Xml::new(text, path, "XLIFF");
        let mut pairs = Pairs::of(text);
        // Whether what is open is for translation, one entry a file or group.
        let mut translate: Vec<bool> = Vec::new();
        let mut root = false;
        loop {
            match xml.step()? {
                Step::Start(element) => match element.name {
                    "xliff" if element.get("version").is_some_and(|version| version.starts_with('2')) => {
                        return xliff2::read(xml, &element, path);
                    }
                    "xliff" => root = true,
                    _ if !root => return Err(xml.malformed(element.at, "an `xliff` element")),
                    "body" | "bin-unit" => {}
                    "file" | "group" => {
                        if element.name == "file" {
                            pairs.declare(element.get("source-language"), element.get("target-language"));
                        }
                        translate.push(translatable(&element, translate.last().copied()));
                    }
                    "trans-unit" => {
                        let wanted = translatable(&element, translate.last().copied());
                        let element = xml.whole(element)?;
                        if wanted {
                            rows(&element, &xml, &mut pairs)?;
                        } else {
                            pairs.kept += 1;
                        }
                    }
                    _ => xml.skip()?,
                },
                Step::End("file" | "group") => drop(translate.pop()),
                Step::Done => return pairs.finish(path),
                _ => {}
            }
        }
    }
}

fn translatable(element: &Element<'_>, outer: Option<bool>) -> bool {
    element.get("translate").map_or(outer.unwrap_or(true), |value| value != "no")
}

/// The segments of a unit, or the unit itself where it has none.
fn rows(element: &Element<'_>, xml: &Xml<'_>, pairs: &mut Pairs) -> Result<(), ReadError> {
    let id = element.get("id").map(str::trim).unwrap_or_default();
    let Some(source) = element.child("source") else {
        return Err(xml.malformed(element.at, format!("a `source` in the unit `{id}`")));
    };
    let target = element.child("target");
    let note = element.child("note").map(|note| note.text().trim().to_owned()).filter(|note| !note.is_empty());
    let facts = Unit { max_length: limit(element), note, ..Unit::default() };
    let named = element.get("resname").filter(|_| id.is_empty()).unwrap_or(id);
    let mut segments = Vec::new();
    if let Some(cut) = element.child("seg-source") {
        marked(cut, &mut segments);
    }
    let mut answers = Vec::new();
    if let Some(target) = target {
        marked(target, &mut answers);
    }
    // A translation that was not cut answers the whole source.
    let whole = segments.is_empty() || (answers.is_empty() && target.is_some_and(|target| !target.text().trim().is_empty()));
    if whole {
        let state = status(element, None, target, target.map(|target| flow(target, &xml.places)).as_ref());
        add(pairs, xml, named.to_owned(), (source, target, element.at), &facts, state);
        return Ok(());
    }
    let trados = element.child("seg-defs");
    for segment in &segments {
        let mid = segment.get("mid").unwrap_or_default();
        let answer = answers.iter().copied().find(|answer| answer.get("mid") == Some(mid));
        let key = match trados {
            Some(_) => mid.to_owned(),
            None if segments.len() > 1 => format!("{named}/{mid}"),
            None => named.to_owned(),
        };
        let settings = trados.and_then(|all| all.elements().find(|one| one.get("id") == Some(mid)));
        let state = status(element, settings, target, answer.map(|answer| flow(answer, &xml.places)).as_ref());
        add(pairs, xml, key, (segment, answer, element.at), &facts, state);
    }
    Ok(())
}

fn add(pairs: &mut Pairs, xml: &Xml<'_>, key: String, sides: (&Element<'_>, Option<&Element<'_>>, usize), facts: &Unit, state: State) {
    let (source, target, at) = sides;
    let text = flow(source, &xml.places);
    let from = unit(Some(text), Some(key.clone()), facts.clone(), xml.places.at(source.at));
    let text = target.map(|target| flow(target, &xml.places));
    let to = unit(text, Some(key), Unit { state, ..facts.clone() }, xml.places.at(target.map_or(at, |target| target.at)));
    pairs.add(from, to);
}

/// Every segment mark in an element.
fn marked<'e, 't>(element: &'e Element<'t>, out: &mut Vec<&'e Element<'t>>) {
    for inner in element.elements() {
        if inner.name == "mrk" && inner.get("mtype") == Some("seg") {
            out.push(inner);
        } else {
            marked(inner, out);
        }
    }
}

/// Most characters of the translation, where the file counts characters.
fn limit(element: &Element<'_>) -> Option<u32> {
    let characters = element.get("size-unit") == Some("char");
    let most = element.get("maxwidth").filter(|_| characters).or_else(|| element.local("maxlengthchars"))?;
    most.trim().parse().ok().filter(|most| *most > 0)
}

/// How far a translation is, by the standard's states, Trados's confirmation levels and memoQ's statuses.
fn status(element: &Element<'_>, trados: Option<&Element<'_>>, target: Option<&Element<'_>>, text: Option<&Flow>) -> State {
    if state(text) == State::Pending {
        let done =
            target.and_then(|target| target.get("state")).is_some_and(|state| matches!(state, "translated" | "final" | "signed-off"));
        return if done { State::Final } else { State::Pending };
    }
    let words = [
        target.and_then(|target| target.get("state")),
        trados.and_then(|segment| segment.get("conf")),
        element.attributes.iter().find(|(key, _)| *key == "mq:status").map(|(_, value)| value.as_ref()),
    ];
    let found = words.into_iter().flatten().find_map(|word| match word {
        "new"
        | "needs-translation"
        | "needs-adaptation"
        | "needs-l10n"
        | "needs-review-translation"
        | "needs-review-adaptation"
        | "needs-review-l10n"
        | "Draft"
        | "RejectedTranslation"
        | "RejectedSignOff"
        | "PartiallyEdited"
        | "Rejected" => Some(State::Draft),
        "translated"
        | "final"
        | "signed-off"
        | "Translated"
        | "ApprovedTranslation"
        | "ApprovedSignOff"
        | "ManuallyConfirmed"
        | "Reviewer1Confirmed"
        | "Reviewer2Confirmed"
        | "Proofread" => Some(State::Final),
        _ => None,
    });
    found.unwrap_or_default()
}

/// The text of a source, target or segment, its codes as marks.
fn flow(element: &Element<'_>, places: &Places<'_>) -> Flow {
    let mut out = Flow::default();
    gather(element, places, &mut out);
    out
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
        let id = inner.get("rid").or_else(|| inner.get("id")).unwrap_or_default();
        match inner.name {
            "g" => {
                out.mark(MarkKind::Open, id);
                gather(inner, places, out);
                out.mark(MarkKind::Close, id);
            }
            "bpt" | "bx" => out.mark(MarkKind::Open, id),
            "ept" | "ex" => out.mark(MarkKind::Close, id),
            "it" if inner.get("pos") == Some("open") => out.mark(MarkKind::Open, id),
            "it" if inner.get("pos") == Some("close") => out.mark(MarkKind::Close, id),
            "x" | "ph" | "it" => {
                out.mark(MarkKind::Alone, id);
                out.put(OBJECT.encode_utf8(&mut [0; 4]), places.at(inner.at));
            }
            // What a reviewer struck out under tracking of changes.
            "mrk" if inner.get("mtype") == Some("x-sdl-deleted") => {}
            "mrk" => gather(inner, places, out),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_struck_out_under_tracking_are_gone() {
        let text = r#"<xliff version="1.2"><file source-language="en" target-language="nb"><body><trans-unit id="1"><source>Now.</source>
<target>Nå<mrk mtype="x-sdl-deleted"> og da</mrk><mrk mtype="x-sdl-added">.</mrk></target></trans-unit></body></file></xliff>"#;
        let Ok(Loaded::Pair { target, .. }) = Xliff.read(text, "a.sdlxliff", &ReadOptions::default()) else { panic!("read") };
        assert_eq!(target.blocks[0].text, "Nå.");
    }
}
