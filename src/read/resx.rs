//! .NET resources: texts by name. Icons, sizes and other typed data are left alone.

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::{Catalogue, program},
    flow::Flow,
    xml::{Node, Xml},
};
use crate::model::{Loaded, Unit};

pub(super) struct Resx;

impl Reader for Resx {
    fn name(&self) -> &'static str {
        "resx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["resx", "resw"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut xml = Xml::new(text, path, "RESX");
        let root = xml.document()?;
        if root.name != "root" {
            return Err(xml.malformed(root.at, "a `root` element"));
        }
        let mut out = Catalogue::new();
        for data in root.elements().filter(|element| element.name == "data") {
            let Some(name) = data.get("name").filter(|name| !name.starts_with(">>")) else { continue };
            let typed = data.get("mimetype").is_some() || data.get("type").is_some_and(|kind| !kind.starts_with("System.String"));
            let Some(value) = data.child("value").filter(|_| !typed) else { continue };
            let mut flow = Flow::default();
            for node in &value.nodes {
                if let Node::Text(piece) = node {
                    piece.flow(&mut flow, &xml.places);
                }
            }
            let note = data.child("comment").map(|note| note.text().trim().to_owned()).filter(|note| !note.is_empty());
            out.add(name.to_owned(), flow, Unit { note, ..program() }, xml.places.at(value.at));
        }
        Ok(out.finish())
    }
}
