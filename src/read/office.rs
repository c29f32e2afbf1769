//! What readers of office documents share: paragraphs put together from runs, with a place that a reader can find. A package
//! has no lines; a block's line is the number of its paragraph.

use crate::model::{Anchor, Block, BlockKind, Document, Location, MarkKind};

/// A document in the making.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    pub document: Document,
    number: u32,
    open: Option<Block>,
}

impl Paragraphs {
    /// Begins a paragraph.
    pub fn begin(&mut self, kind: BlockKind) {
        self.end();
        self.number = self.number.saturating_add(1);
        self.open = Some(Block::new(kind, "", Location { line: self.number, column: 1 }));
    }

    /// Says what the open paragraph is.
    pub fn kind(&mut self, kind: BlockKind) {
        if let Some(block) = &mut self.open {
            block.kind = kind;
        }
    }

    pub fn push(&mut self, text: &str) {
        if self.open.is_none() {
            self.begin(BlockKind::Paragraph);
        }
        if let Some(block) = &mut self.open {
            block.text.push_str(text);
        }
    }

    /// A blank that is no text, such as a tab or a line break.
    pub fn blank(&mut self) {
        if self.open.as_ref().is_some_and(|block| !block.text.is_empty() && !block.text.ends_with(' ')) {
            self.push(" ");
        }
    }

    pub fn mark(&mut self, kind: MarkKind, value: &str) {
        if let Some(block) = &mut self.open {
            block.mark(kind, value);
        }
    }

    pub fn end(&mut self) {
        let Some(block) = self.open.take() else { return };
        let mut block = block.trimmed();
        block.anchors.truncate(1);
        block.anchors[0] = Anchor { offset: 0, at: Location { column: 1, ..block.anchors[0].at } };
        if !block.text.is_empty() {
            self.document.blocks.push(block);
        }
    }
}

impl Paragraphs {
    /// Takes over the paragraphs of a box that stands within the open one.
    pub fn adopt(&mut self, inner: Paragraphs) {
        for mut block in inner.document.blocks {
            self.number = self.number.saturating_add(1);
            block.anchors = vec![Anchor { offset: 0, at: Location { line: self.number, column: 1 } }];
            self.document.blocks.push(block);
        }
    }
}
