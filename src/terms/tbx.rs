//! TBX (ISO 30042), both editions as far as terms go: concepts, languages, terms, and their administrative status.

use quick_xml::{Reader, events::Event};

use super::{Entry, GlossaryError, Status};
use crate::model::Lang;

/// One term of a concept.
struct Term {
    lang: Option<Lang>,
    text: String,
    forbidden: bool,
}

/// Reads every concept: terms of its first language are sources, terms of the others renderings.
pub(super) fn read(text: &str, path: &str) -> Result<Vec<Entry>, GlossaryError> {
    let mut reader = Reader::from_str(text);
    let line = |at: u64| {
        let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
        1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count() as u64
    };
    let malformed = |at: u64, expected: String| GlossaryError::Malformed { path: path.to_owned(), line: line(at), expected };
    let mut entries = Vec::new();
    let mut concept: Vec<Term> = Vec::new();
    let mut lang = None;
    let (mut in_term, mut in_status) = (false, false);
    loop {
        let event = reader.read_event().map_err(|error| malformed(reader.error_position(), error.to_string()))?;
        match event {
            Event::Eof => return Ok(entries),
            Event::Start(start) => match start.local_name().as_ref() {
                "langSet" | "langSec" => {
                    let tag = start.attributes().flatten().find(|attribute| attribute.key.as_ref() == "xml:lang");
                    lang = tag.and_then(|tag| Lang::parse(&tag.value).ok());
                }
                "term" => {
                    in_term = true;
                    concept.push(Term { lang, text: String::new(), forbidden: false });
                }
                "termNote" => {
                    in_status = start
                        .attributes()
                        .flatten()
                        .any(|attribute| attribute.key.as_ref() == "type" && attribute.value.as_ref() == "administrativeStatus");
                }
                "administrativeStatus" => in_status = true,
                _ => {}
            },
            Event::Text(piece) => {
                let piece = piece.xml_content(quick_xml::XmlVersion::Implicit1_0);
                if let Some(term) = concept.last_mut() {
                    if in_term {
                        term.text.push_str(&piece);
                    } else if in_status {
                        term.forbidden |=
                            ["deprecated", "superseded", "forbidden", "notRecommended"].iter().any(|word| piece.contains(word));
                    }
                }
            }
            Event::GeneralRef(name) => {
                if let (true, Some(term)) = (in_term, concept.last_mut()) {
                    match name.resolve_char_ref() {
                        Ok(Some(c)) => term.text.push(c),
                        _ => term.text.push_str(match name.as_ref() {
                            "amp" => "&",
                            "lt" => "<",
                            "gt" => ">",
                            "apos" => "'",
                            "quot" => "\"",
                            _ => "",
                        }),
                    }
                }
            }
            Event::End(end) => match end.local_name().as_ref() {
                "term" => in_term = false,
                "termNote" | "administrativeStatus" => in_status = false,
                "termEntry" | "conceptEntry" => entries.extend(renderings(&std::mem::take(&mut concept))),
                _ => {}
            },
            _ => {}
        }
    }
}

/// Every source term with every rendering.
fn renderings(concept: &[Term]) -> Vec<Entry> {
    let own = concept.first().and_then(|term| term.lang);
    let (sources, targets): (Vec<&Term>, Vec<&Term>) = concept.iter().partition(|term| term.lang == own);
    let sources = sources.into_iter().filter(|term| !term.forbidden && !term.text.trim().is_empty());
    let pairs = sources.flat_map(|source| targets.iter().filter(|term| !term.text.trim().is_empty()).map(move |target| (source, *target)));
    pairs
        .map(|(source, target)| {
            let (term, rendering) = (source.text.trim().to_owned(), target.text.trim().to_owned());
            let status = match target.forbidden {
                true => Status::Forbidden,
                false if term == rendering => Status::Keep,
                false => Status::Approved,
            };
            Entry { source: term, target: rendering, status, langs: (source.lang, target.lang) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_editions_are_read() {
        let old = r#"<?xml version="1.0"?><martif><text><body><termEntry id="1"><langSet xml:lang="en"><tig><term>pump &amp; valve</term></tig></langSet>
            <langSet xml:lang="de"><tig><term>Pumpe</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
            <tig><term>Pump</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet></termEntry></body></text></martif>"#;
        let entries = read(old, "a.tbx").unwrap_or_else(|e| panic!("{e}"));
        let told: Vec<_> = entries.iter().map(|e| (e.source.as_str(), e.target.as_str(), e.status)).collect();
        assert_eq!(told, [("pump & valve", "Pumpe", Status::Approved), ("pump & valve", "Pump", Status::Forbidden)]);
        assert_eq!(entries[0].langs, (Lang::parse("en").ok(), Lang::parse("de").ok()));
        let new = r#"<tbx><text><body><conceptEntry><langSec xml:lang="en"><termSec><term>bilint</term></termSec></langSec>
            <langSec xml:lang="fr"><termSec><term>bilint</term></termSec></langSec></conceptEntry></body></text></tbx>"#;
        assert_eq!(read(new, "b.tbx").map(|e| e[0].status).ok(), Some(Status::Keep));
    }

    #[test]
    fn broken_files_name_the_line() {
        let error = read("<tbx>\n<term>pump</langSet>", "c.tbx").expect_err("crossed tags");
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
