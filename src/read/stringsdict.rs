//! Apple plural tables: property lists of a format and its variables, each with a text for every plural category.

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::{Catalogue, program},
    flow::Flow,
    xml::{Element, Node, Xml},
};
use crate::model::{Loaded, PluralForm, Unit};

pub(super) struct StringsDict;

impl Reader for StringsDict {
    fn name(&self) -> &'static str {
        "stringsdict"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["stringsdict"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut xml = Xml::new(text, path, "stringsdict");
        let root = xml.document()?;
        let Some(top) = root.child("dict").filter(|_| root.name == "plist") else {
            return Err(xml.malformed(root.at, "a `plist` element with a `dict` in it"));
        };
        let mut out = Catalogue::new();
        for (key, entry) in members(top) {
            for (name, value) in members(entry) {
                match value.name {
                    "string" if name == "NSStringLocalizedFormatKey" => {
                        let flow = flow(value, &xml);
                        // A format that is nothing but its variable says nothing.
                        if !(flow.text.starts_with("%#@") && flow.text.ends_with('@') && flow.text.matches('@').count() == 2) {
                            out.add(key.clone(), flow, program(), xml.places.at(value.at));
                        }
                    }
                    // A text for every width of screen; each language has those that it needs.
                    "dict" if name == "NSStringVariableWidthRuleType" => {
                        for (width, text) in members(value).filter(|(_, text)| text.name == "string") {
                            let facts = Unit { optional: true, ..program() };
                            out.add(format!("{key}/{width}"), flow(text, &xml), facts, xml.places.at(text.at));
                        }
                    }
                    "dict" => {
                        for (form, text) in members(value).filter(|(form, text)| text.name == "string" && PluralForm::parse(form).is_some())
                        {
                            out.add_form(&format!("{key}/{name}"), &form, flow(text, &xml), program(), xml.places.at(text.at));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(out.finish())
    }
}

/// Keys and values of a dictionary.
fn members<'e, 't>(dict: &'e Element<'t>) -> impl Iterator<Item = (String, &'e Element<'t>)> {
    let mut elements = dict.elements();
    std::iter::from_fn(move || {
        loop {
            let key = elements.next()?;
            if key.name == "key" {
                return Some((key.text(), elements.next()?));
            }
        }
    })
}

fn flow(element: &Element<'_>, xml: &Xml<'_>) -> Flow {
    let mut flow = Flow::default();
    for node in &element.nodes {
        if let Node::Text(piece) = node {
            piece.flow(&mut flow, &xml.places);
        }
    }
    flow
}
