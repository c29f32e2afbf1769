//! What readers of office documents share: paragraphs put together from runs, with a place that a reader can find. A package
//! has no lines; a block's line is the number of its paragraph.

use smallvec::smallvec;

use crate::model::{Anchor, Block, BlockKind, Document, Location, MarkKind, right_to_left};

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
            block.anchors = smallvec![Anchor { offset: 0, at: Location { line: self.number, column: 1 } }];
            self.document.blocks.push(block);
        }
    }
}

/// The cells of a table that is read, by where they begin among the blocks.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// One list a row; the end of the row last.
    rows: Vec<Vec<usize>>,
    /// Its columns are laid out from the right.
    pub from_right: bool,
    /// Text boxes and notes it stands in.
    pub boxes: usize,
}

impl Grid {
    /// A table that stands within so many boxes.
    pub fn within(boxes: usize) -> Self {
        Grid { boxes, ..Grid::default() }
    }

    /// Begins a row.
    pub fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Notes that a cell begins here, or that the row ends.
    pub fn mark(&mut self, out: &mut Paragraphs) {
        out.end();
        let at = out.document.blocks.len();
        self.rows.last_mut().into_iter().for_each(|row| row.push(at));
    }

    /// Brings the cells into the order in which they are read. Without a word to the contrary columns are laid out from the left,
    /// whatever the language: whoever writes from right to left then puts the first column last.
    pub fn settle(&self, blocks: &mut [Block]) {
        let all = self.rows.iter().filter_map(|row| Some(*row.first()?..*row.last()?));
        let letters = all.filter_map(|row| blocks.get(row)).flatten().flat_map(|block| block.text.chars());
        if self.from_right || !right_to_left(letters) {
            return;
        }
        for row in &self.rows {
            let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
            let Some(cells) = blocks.get_mut(*first..*last) else { continue };
            cells.reverse();
            // The paragraphs of a cell keep their order.
            let mut rest = cells;
            for cell in row.windows(2).rev() {
                let (own, more) = rest.split_at_mut(cell[1].saturating_sub(cell[0]).min(rest.len()));
                own.reverse();
                rest = more;
            }
        }
    }
}
