//! XML with places, for every format made of it: elements as they open and close, text as it stands, references resolved.
//!
//! Entities are never expanded and nothing is fetched; nesting and errors have bounds.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesStart, Event},
};

use super::{ReadError, flow::Flow, places::Places};
use crate::model::Location;

/// Deeper nesting is no translation but an attack.
const DEEPEST: usize = 256;

/// An element without what it holds, or with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Element<'t> {
    /// Without its prefix.
    pub name: &'t str,
    pub attributes: Vec<(&'t str, Cow<'t, str>)>,
    /// Bytes of its start tag.
    pub at: usize,
    pub nodes: Vec<Node<'t>>,
}

#[derive(Debug, Clone)]
pub(super) enum Node<'t> {
    Element(Element<'t>),
    Text(Piece<'t>),
}

/// Text between two tags or references.
#[derive(Debug, Clone)]
pub(super) struct Piece<'t> {
    pub text: Cow<'t, str>,
    /// Byte where it stands.
    pub at: usize,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Step<'t> {
    Start(Element<'t>),
    End(&'t str),
    Text(Piece<'t>),
    Done,
}

pub(super) struct Xml<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t str,
    path: &'t str,
    format: &'static str,
    open: Vec<(&'t str, usize)>,
    /// The end of an empty element is still to come.
    closing: Option<&'t str>,
    pub places: Places<'t>,
    seen: bool,
}

impl<'t> Element<'t> {
    /// The value of the attribute called `name`, with its prefix if it has one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_ref())
    }

    /// The value of the attribute of this name under any prefix.
    pub fn local(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key.rsplit(':').next() == Some(name)).map(|(_, value)| value.as_ref())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element<'t>> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element<'t>> {
        self.elements().find(|element| element.name == name)
    }

    /// All text in it, however deep.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.gather(&mut out);
        out
    }

    fn gather(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(piece) => out.push_str(&piece.text),
                Node::Element(element) => element.gather(out),
            }
        }
    }
}

impl Piece<'_> {
    /// Adds the piece to a text.
    pub fn flow(&self, flow: &mut Flow, places: &Places<'_>) {
        match &self.text {
            Cow::Borrowed(text) => flow.push(text, self.at, places),
            Cow::Owned(text) => flow.put(text, places.at(self.at)),
        }
    }
}

impl<'t> Xml<'t> {
    pub fn new(text: &'t str, path: &'t str, format: &'static str) -> Self {
        let reader = Reader::from_str(text);
        Xml { reader, text, path, format, open: Vec::new(), closing: None, places: Places::new(text), seen: false }
    }

    /// The whole text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    pub fn malformed(&self, offset: usize, expected: impl Into<String>) -> ReadError {
        let Location { line, column } = self.places.at(offset);
        ReadError::Malformed { path: self.path.to_owned(), format: self.format, line, column, expected: expected.into() }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    /// The next element, text or end.
    ///
    /// # Errors
    /// When the file is no well-formed XML.
    pub fn step(&mut self) -> Result<Step<'t>, ReadError> {
        if let Some(name) = self.closing.take() {
            return Ok(Step::End(name));
        }
        loop {
            let from = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = usize::try_from(self.reader.error_position()).unwrap_or(from);
                    return Err(self.malformed(at, format!("well-formed XML; {error}")));
                }
            };
            let to = self.position();
            let raw: &'t str = self.text.get(from..to).unwrap_or_default();
            match event {
                Event::Start(tag) => return self.start(from, raw, &tag, false).map(Step::Start),
                Event::Empty(tag) => {
                    let element = self.start(from, raw, &tag, true)?;
                    self.closing = Some(element.name);
                    return Ok(Step::Start(element));
                }
                Event::End(_) => {
                    let Some((name, _)) = self.open.pop() else { return Err(self.malformed(from, "no end tag here")) };
                    return Ok(Step::End(name));
                }
                Event::Text(_) if !raw.is_empty() => {
                    if self.open.is_empty() && self.seen && !raw.trim().is_empty() {
                        return Err(self.malformed(from + raw.len() - raw.trim_start().len(), "nothing behind the last element"));
                    }
                    return Ok(Step::Text(Piece { text: Cow::Borrowed(raw), at: from }));
                }
                Event::CData(_) => {
                    let inner = raw.strip_prefix("<![CDATA[").and_then(|raw| raw.strip_suffix("]]>")).unwrap_or_default();
                    return Ok(Step::Text(Piece { text: Cow::Borrowed(inner), at: from + "<![CDATA[".len() }));
                }
                Event::GeneralRef(name) => {
                    let text = match name.resolve_char_ref() {
                        Ok(Some(c)) if allowed(c) => c.to_string(),
                        Ok(Some(_)) | Err(_) => {
                            return Err(self.malformed(from, format!("a character that XML allows; `{raw}` names none")));
                        }
                        Ok(None) => match resolve_xml_entity(&name) {
                            Some(text) => text.to_owned(),
                            // Defined elsewhere, or HTML's: it stays as it is written.
                            None => html_entity(&name).map_or_else(|| raw.to_owned(), str::to_owned),
                        },
                    };
                    return Ok(Step::Text(Piece { text: Cow::Owned(text), at: from }));
                }
                Event::Eof => {
                    return match self.open.last() {
                        Some((name, at)) => {
                            let Location { line, .. } = self.places.at(*at);
                            Err(self.malformed(self.text.trim_end().len(), format!("`</{name}>` for the element opened on line {line}")))
                        }
                        None if !self.seen => Err(self.malformed(0, "an element")),
                        None => Ok(Step::Done),
                    };
                }
                _ => {}
            }
        }
    }

    fn start(&mut self, from: usize, raw: &'t str, tag: &BytesStart<'_>, empty: bool) -> Result<Element<'t>, ReadError> {
        if self.open.is_empty() && self.seen {
            return Err(self.malformed(from, "nothing behind the last element"));
        }
        self.seen = true;
        if self.open.len() >= DEEPEST {
            return Err(self.malformed(from, format!("at most {DEEPEST} nested elements")));
        }
        let name = raw.get(1..1 + tag.name().as_ref().len()).unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or(name);
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| self.malformed(from, format!("well-formed attributes; {error}")))?;
            // The same bytes, but of the file, which outlives the event.
            let key = attribute.key.as_ref();
            let key = sub(raw, key).or_else(|| raw.find(key).and_then(|at| raw.get(at..at + key.len()))).unwrap_or_default();
            let value = sub(raw, &attribute.value).map_or_else(|| Cow::Owned(attribute.value.to_string()), Cow::Borrowed);
            attributes.push((key, unescape(value)));
        }
        if !empty {
            self.open.push((name, from));
        }
        Ok(Element { name, attributes, at: from, nodes: Vec::new() })
    }

    /// Reads on to the end of an element that was just opened, with all it holds.
    ///
    /// # Errors
    /// As [`Xml::step`].
    pub fn whole(&mut self, element: Element<'t>) -> Result<Element<'t>, ReadError> {
        let mut stack = vec![element];
        loop {
            match self.step()? {
                Step::Start(element) => stack.push(element),
                Step::Text(piece) => {
                    if let Some(last) = stack.last_mut() {
                        last.nodes.push(Node::Text(piece));
                    }
                }
                Step::End(_) => {
                    let Some(done) = stack.pop() else { return Ok(Element::default()) };
                    match stack.last_mut() {
                        Some(parent) => parent.nodes.push(Node::Element(done)),
                        None => return Ok(done),
                    }
                }
                Step::Done => return Ok(stack.swap_remove(0)),
            }
        }
    }

    /// Passes over an element that was just opened.
    ///
    /// # Errors
    /// As [`Xml::step`].
    pub fn skip(&mut self) -> Result<(), ReadError> {
        let mut depth = 1;
        while depth > 0 {
            match self.step()? {
                Step::Start(_) => depth += 1,
                Step::End(_) => depth -= 1,
                Step::Done => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    /// The root element with all it holds, for files of a size that a program ships.
    ///
    /// # Errors
    /// As [`Xml::step`].
    pub fn document(&mut self) -> Result<Element<'t>, ReadError> {
        loop {
            match self.step()? {
                Step::Start(root) => {
                    let root = self.whole(root)?;
                    while !matches!(self.step()?, Step::Done) {}
                    return Ok(root);
                }
                Step::Done => return Ok(Element::default()),
                _ => {}
            }
        }
    }
}

/// The part of `whole` that `part` is, if it points into it.
fn sub<'t>(whole: &'t str, part: &str) -> Option<&'t str> {
    let at = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    whole.get(at..at + part.len()).filter(|found| *found == part)
}

fn unescape(value: Cow<'_, str>) -> Cow<'_, str> {
    if !value.contains('&') {
        return value;
    }
    let known = |name: &str| resolve_xml_entity(name).or_else(|| html_entity(name));
    match quick_xml::escape::unescape_with(&value, known) {
        Ok(text) => Cow::Owned(text.into_owned()),
        Err(_) => value,
    }
}

/// XML 1.0, production 2.
fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Entities of HTML that people write into XML all the same.
fn html_entity(name: &str) -> Option<&'static str> {
    Some(match name {
        "nbsp" => "\u{a0}",
        "mdash" => "—",
        "ndash" => "–",
        "hellip" => "…",
        "laquo" => "«",
        "raquo" => "»",
        "ldquo" => "“",
        "rdquo" => "”",
        "lsquo" => "‘",
        "rsquo" => "’",
        "copy" => "©",
        "reg" => "®",
        "trade" => "™",
        "bull" => "•",
        "times" => "×",
        "rlm" => "\u{200f}",
        "lrm" => "\u{200e}",
        "zwnj" => "\u{200c}",
        "zwj" => "\u{200d}",
        _ => return None,
    })
}
