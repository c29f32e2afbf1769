//! Document → segments: sentence boundaries of UAX #29 corrected by language data.

mod furniture;
mod sentences;

pub use furniture::set_aside_furniture;
pub use sentences::sentences;

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::{Block, BlockKind, Document, Lang, MarkKind, Segment};

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
            let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
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

/// Blocks by their number.
pub type Blocks = FxHashMap<u32, Block>;

/// As [`segments`], of a document that is read no more: a unit that is one segment gives its text and key away, so that large
/// catalogues are not kept twice. Only blocks that know more than where they begin are kept: the rest is told by the segment's own
/// place. Their places are still to be had, with [`Block::locate_in`] and the text of the segment.
#[must_use]
pub fn into_segments(document: &mut Document, lang: Option<Lang>) -> (Vec<Segment>, Blocks) {
    let units = document.blocks.iter().all(|block| block.kind == BlockKind::Unit && block.text.trim().len() == block.text.len());
    if !units {
        let cut = segments(document, lang);
        return (cut, std::mem::take(&mut document.blocks).into_iter().zip(0u32..).map(|(block, number)| (number, block)).collect());
    }
    let mut kept = Blocks::default();
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
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
            unit: block.unit.clone(),
        });
        if block.anchors.len() > 1 || !block.ignores.is_empty() {
            kept.insert(number, block);
        }
    }
    (out, kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Location;

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
