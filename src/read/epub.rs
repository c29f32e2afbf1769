//! EPUB books: the chapters in the order of the spine, read as HTML. A block's line counts through the whole book.

use std::collections::BTreeMap;

use super::{ReadError, ReadOptions, Reader, bytes, html::fragment, package::Package, xml::Xml};
use crate::model::{Document, Lang, Loaded, Location};

pub(super) struct Epub;

impl Reader for Epub {
    fn name(&self) -> &'static str {
        "epub"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["epub"]
    }

    fn read(&self, _text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        Err(ReadError::Malformed { path: path.to_owned(), format: "EPUB", line: 1, column: 1, expected: "a ZIP package".to_owned() })
    }

    fn read_bytes(&self, bytes: &[u8], path: &str, _options: &ReadOptions) -> Option<Result<Loaded, ReadError>> {
        Some(read(bytes, path))
    }
}

fn read(bytes: &[u8], path: &str) -> Result<Loaded, ReadError> {
    let mut package = Package::open(bytes, path, "EPUB")?;
    let Some(container) = package.text("META-INF/container.xml")? else {
        return Err(package.broken("a member `META-INF/container.xml`"));
    };
    let root = Xml::new(&container, path, "EPUB").document()?;
    let file = root.child("rootfiles").and_then(|files| files.child("rootfile")).and_then(|file| file.get("full-path")).map(str::to_owned);
    let Some(file) = file else { return Err(package.broken("a `rootfile` in `META-INF/container.xml`")) };
    let decoded = bytes::percent_decoded(&file);
    let found = match package.text(&file)? {
        None if decoded != file => package.text(&decoded)?,
        found => found,
    };
    let Some(book) = found else { return Err(package.broken(format!("a member `{file}`"))) };
    let mut xml = Xml::new(&book, path, "EPUB");
    let book = xml.document()?;
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut items: BTreeMap<String, String> = BTreeMap::new();
    for item in book.child("manifest").into_iter().flat_map(|manifest| manifest.elements()) {
        let chapter = item.get("media-type").is_some_and(|kind| kind.contains("html"));
        if let (true, Some(id), Some(href)) = (chapter, item.get("id"), item.get("href")) {
            items.insert(id.to_owned(), join(folder, href));
        }
    }
    let lang = book.child("metadata").and_then(|data| data.child("language"));
    let declared = lang.and_then(|lang| Lang::parse(lang.text().trim()).ok());
    let mut out = Document { declared, ..Document::default() };
    let mut line = 1;
    for chapter in book.child("spine").into_iter().flat_map(|spine| spine.elements()) {
        let Some(name) = chapter.get("idref").and_then(|id| items.get(id)) else { continue };
        let Some(text) = package.text(name)? else { return Err(package.broken(format!("a member `{name}`"))) };
        let inner = fragment(&text, Location { line, column: 1 });
        line = line.saturating_add(u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)).saturating_add(1);
        out.blocks.extend(inner.blocks);
        out.set_aside.extend(inner.set_aside);
        out.notes.extend(inner.notes);
    }
    Ok(Loaded::One(out))
}

/// A path within the package; what leads out of it names no member.
fn join(folder: &str, href: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let href = href.split('#').next().unwrap_or_default();
    for part in href.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    bytes::percent_decoded(&parts.join("/"))
}
