//! Document → segments: sentence boundaries of UAX #29 corrected by language data.

mod furniture;
mod sentences;

pub use furniture::set_aside_furniture;
pub use sentences::sentences;

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::{Anchor, Block, BlockKind, Document, Ignores, Lang, Location, MarkKind, Segment, locate};

/// Cuts every block of a document into sentences, in order. Blocks of kind `Unit` stay whole, even empty ones.
#[must_use]
pub fn segments(document: &Document, lang: Option<Lang>) -> Vec<Segment> {
    let mut out = Vec::new();
    for (block, number) in document.blocks.iter().zip(0u32..) {
        let ranges = if block.kind == BlockKind::Unit {
            std::iter::once(0..block.text.len()).collect()
        } else {
            uncut(sentences(&block.text, lang), block)
        };
        for range in ranges {
            let text = block.text[range.clone()].trim();
            let start = range.start + (block.text[range.clone()].len() - block.text[range].trim_start().len());
            out.push(Segment {
                block: number,
                kind: block.kind,
                span: narrow(start)..narrow(start + text.len()),
                text: text.into(),
                at: block.locate(start),
                key: block.key.as_deref().map(Box::from),
                unit: block.unit.clone(),
            });
        }
    }
    out
}

/// Sentences of a block, those joined again between which a code span goes on: in `a.b("x. Y")` no sentence ends.
fn uncut(mut sentences: Vec<Range<usize>>, block: &Block) -> Vec<Range<usize>> {
    let marks = block.unit.iter().flat_map(|unit| &unit.marks).filter(|mark| mark.kind == MarkKind::Code);
    for mark in marks {
        let start = mark.offset as usize;
        // A span whose text is not its value word for word is left alone.
        if !block.text.get(start..).is_some_and(|rest| rest.starts_with(&mark.value)) {
            continue;
        }
        let end = start + mark.value.len();
        while let Some(at) = (1..sentences.len()).find(|at| start < sentences[*at].start && sentences[*at].start < end) {
            let next = sentences.remove(at);
            sentences[at - 1].end = next.end;
        }
    }
    sentences
}

/// What segments alone do not tell of the blocks they stand in. Large files have hundreds of thousands of units: of one whose text is its
/// segment's, no more is kept than the places of that text, where there are several, and what is silenced there.
#[derive(Debug, Default)]
pub struct Blocks {
    /// Blocks that were cut, in their order.
    cut: Vec<Block>,
    /// Units whose text stands in several places of the file, and where those of each end in `anchors`; by number.
    scattered: Vec<(u32, u32)>,
    anchors: Vec<Anchor>,
    /// What is silenced in units.
    ignores: FxHashMap<u32, Ignores>,
}

impl Blocks {
    /// Where a byte of a segment's text stands in the file.
    #[must_use]
    pub fn locate(&self, segment: &Segment, offset: usize) -> Location {
        if let Some(block) = self.cut.get(segment.block as usize) {
            return block.locate(segment.span.start as usize + offset);
        }
        match self.scattered.binary_search_by_key(&segment.block, |(unit, _)| *unit) {
            Ok(at) => {
                let start = at.checked_sub(1).map_or(0, |before| self.scattered[before].1);
                locate(&self.anchors[start as usize..self.scattered[at].1 as usize], &segment.text, offset)
            }
            Err(_) => segment.at.ahead(segment.text.get(..offset).unwrap_or_default()),
        }
    }

    /// Rules that are silenced where a segment stands, with the reasons given.
    #[must_use]
    pub fn ignores(&self, segment: &Segment) -> &[(String, String)] {
        match self.cut.get(segment.block as usize) {
            Some(block) => &block.ignores,
            None => self.ignores.get(&segment.block).map_or(&[], |ignores| ignores),
        }
    }

    /// Keeps of a unit what its segment does not tell.
    fn keep(&mut self, number: u32, unit: Block) {
        if unit.anchors.len() > 1 {
            self.anchors.extend(unit.anchors);
            self.scattered.push((number, narrow(self.anchors.len())));
        }
        if !unit.ignores.is_empty() {
            self.ignores.insert(number, unit.ignores);
        }
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// As [`segments`], of a document that is read no more: a unit that is one segment gives its text and key away, so that large
/// catalogues are not kept twice.
#[must_use]
pub fn into_segments(document: &mut Document, lang: Option<Lang>) -> (Vec<Segment>, Blocks) {
    let units = document.blocks.iter().all(|block| block.kind == BlockKind::Unit && block.text.trim().len() == block.text.len());
    if !units {
        let cut = segments(document, lang);
        return (cut, Blocks { cut: std::mem::take(&mut document.blocks), ..Blocks::default() });
    }
    let mut kept = Blocks::default();
    let mut out = Vec::with_capacity(document.blocks.len());
    for (mut block, number) in std::mem::take(&mut document.blocks).into_iter().zip(0u32..) {
        let at = block.locate(0);
        let text = std::mem::take(&mut block.text);
        out.push(Segment {
            block: number,
            kind: block.kind,
            span: 0..narrow(text.len()),
            text: text.into_boxed_str(),
            at,
            key: block.key.take().map(String::into_boxed_str),
            unit: block.unit.take(),
        });
        kept.keep(number, block);
    }
    (out, kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_tells_its_places_without_its_block() {
        let unit = |text: &str, line: u32| {
            let mut block = Block::new(BlockKind::Unit, text, Location { line, column: 5 });
            block.unit = Some(crate::model::Unit::plain());
            block
        };
        let (plain, mut joined, mut silenced) = (unit("Mole open", 1), unit("Say “now”", 2), unit("Quay shut", 4));
        joined.anchors.push(Anchor { offset: 4, at: Location { line: 3, column: 2 } });
        silenced.ignores.append(&mut vec![("number-value".to_owned(), "checked".to_owned())]);
        let blocks = vec![plain, joined.clone(), silenced, joined];
        let mut document = Document { blocks: blocks.clone(), ..Document::default() };
        let (segments, kept) = into_segments(&mut document, None);
        assert_eq!((kept.cut.len(), kept.scattered.len(), kept.anchors.len(), kept.ignores.len()), (0, 2, 4, 1));
        for (segment, block) in segments.iter().zip(&blocks) {
            for (offset, _) in block.text.char_indices() {
                assert_eq!(kept.locate(segment, offset), block.locate(offset), "{} {offset}", block.text);
            }
            assert_eq!(kept.ignores(segment), &*block.ignores);
        }
    }

    #[test]
    fn no_sentence_ends_inside_a_code_span() {
        let mut block = Block::new(BlockKind::Paragraph, "Call ", Location::default());
        let code = "open(\"Quay. Now!\"). Close it";
        block.mark(MarkKind::Code, code);
        block.text.push_str(code);
        block.text.push_str(" first. Then go.");
        let document = Document { blocks: vec![block], ..Document::default() };
        let cut: Vec<Box<str>> = segments(&document, Lang::parse("en").ok()).into_iter().map(|segment| segment.text).collect();
        assert_eq!(cut, [format!("Call {code} first.").into(), Box::from("Then go.")]);
    }
}
