//! A text in the making: pieces of a file put one behind the other, each knowing where it stood.

use super::{
    escapes::{Decode, unicode},
    places::Places,
};
use crate::model::{Anchor, Anchors, Block, BlockKind, Ignores, Location, Mark, MarkKind, Unit};

/// Stands in the text for a code that is no text: a variable, an image, a tag that stands alone.
pub(super) const OBJECT: char = '\u{fffc}';

#[derive(Debug, Default)]
pub(super) struct Flow {
    pub text: String,
    pub anchors: Anchors,
    pub marks: Vec<Mark>,
}

impl Flow {
    fn anchor(&mut self, at: Location) {
        let offset = narrow(self.text.len());
        match self.anchors.last_mut() {
            Some(last) if last.offset == offset => last.at = at,
            _ => self.anchors.push(Anchor { offset, at }),
        }
    }

    /// Adds text that stands letter by letter at a byte of the file.
    pub fn push(&mut self, text: &str, offset: usize, places: &Places<'_>) {
        let mut from = 0;
        for line in text.split_inclusive('\n') {
            self.anchor(places.at(offset + from));
            self.text.push_str(line);
            from += line.len();
        }
    }

    /// Adds a string whose writing begins at a byte of the file, escapes resolved.
    pub fn spell(&mut self, raw: &str, offset: usize, places: &Places<'_>, decode: Decode) {
        decode(raw, &mut |piece, at| self.push(piece, offset + at, places));
    }

    /// A string of JSON as it stands between its quotation marks, escapes and all.
    pub fn of_string(raw: &str, offset: usize, places: &Places<'_>) -> Self {
        let mut flow = Flow::default();
        flow.spell(raw, offset, places, unicode);
        flow
    }

    /// Adds text for which something else stands at this place of the file.
    pub fn put(&mut self, text: &str, at: Location) {
        if !text.is_empty() {
            self.anchor(at);
            self.text.push_str(text);
        }
    }

    pub fn mark(&mut self, kind: MarkKind, value: impl Into<String>) {
        self.marks.push(Mark { offset: narrow(self.text.len()), kind, value: value.into() });
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The text as a block, without blanks at its ends. `at` is its place if it has no text.
    pub fn block(self, kind: BlockKind, key: Option<String>, mut unit: Unit, at: Location) -> Block {
        let lead = narrow(self.text.len() - self.text.trim_start().len());
        let end = narrow(self.text.trim().len());
        unit.marks = self.marks;
        for mark in &mut unit.marks {
            mark.offset = mark.offset.saturating_sub(lead).min(end);
        }
        unit.cues.iter_mut().for_each(|cue| cue.offset = cue.offset.saturating_sub(lead).min(end));
        let mut anchors = self.anchors;
        if anchors.first().is_none_or(|anchor| anchor.offset > 0) {
            anchors.insert(0, Anchor { offset: 0, at });
        }
        let block = Block { kind, key, text: self.text, anchors, ignores: Ignores::default(), unit: Some(unit.shared()) };
        let mut block = block.trimmed();
        // Files have hundreds of thousands of units: room to grow in would be most of what they take.
        block.anchors.shrink_to_fit();
        // Allocators leave a text that shrinks by less than half where it is.
        if block.text.capacity() > block.text.len() + block.text.len() / 8 {
            block.text = block.text.as_str().to_owned();
        }
        block
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_its_writing_meet_again_behind_an_escape() {
        let raw = "a\\n\\u0628b\\\n   c";
        let mut flow = Flow::default();
        flow.spell(raw, 0, &Places::new(raw), crate::read::escapes::java);
        assert_eq!(flow.text, "a\nبbc");
        let block = flow.block(BlockKind::Unit, None, Unit::default(), Location::default());
        let column = |offset| (block.locate(offset).line, block.locate(offset).column);
        assert_eq!((column(0), column(1), column(2), column(4), column(5)), ((1, 1), (1, 2), (1, 4), (1, 10), (2, 4)));
    }
}
