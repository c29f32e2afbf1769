//! A document as blocks of text that know where they stood in the file.

use super::Lang;

/// Place in a file. Both are 1-based; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Location {
    pub line: u32,
    pub column: u32,
}

/// From this byte of a block's text on, the text continues at this place of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    pub offset: u32,
    pub at: Location,
}

/// What a block is in its document. Alignment does not cross from one class to another without saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Level 1 to 6.
    Heading(u8),
    Paragraph,
    ListItem,
    TableCell,
    Caption,
    Quote,
    /// A unit of a bilingual or pre-segmented file: one segment, never cut.
    Unit,
}

/// A run of text that belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    /// Identity in a format that has one (a TSV id, a catalogue key); pairs units without alignment.
    pub key: Option<String>,
    /// Text without markup, soft line breaks as single blanks, NFC not applied.
    pub text: String,
    /// At least one, the first with offset 0, offsets ascending.
    pub anchors: Vec<Anchor>,
    /// Rules that an inline comment before the block silences, with the reason given.
    pub ignores: Vec<(String, String)>,
}

impl Block {
    /// A block whose text stands on one line of the file.
    #[must_use]
    pub fn new(kind: BlockKind, text: impl Into<String>, at: Location) -> Self {
        Block { kind, key: None, text: text.into(), anchors: vec![Anchor { offset: 0, at }], ignores: Vec::new() }
    }

    /// The block without blanks at its ends.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let lead = self.text.len() - self.text.trim_start().len();
        if lead > 0 {
            let start = Anchor { offset: 0, at: self.locate(lead) };
            let shift = u32::try_from(lead).unwrap_or(u32::MAX);
            self.text.drain(..lead);
            self.anchors.retain(|anchor| anchor.offset > shift);
            self.anchors.iter_mut().for_each(|anchor| anchor.offset -= shift);
            self.anchors.insert(0, start);
        }
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        self.anchors.retain(|anchor| anchor.offset == 0 || (anchor.offset as usize) < end);
        self
    }

    /// Where the byte `offset` of the text stands in the file. Exact for text that is copied verbatim after an anchor.
    #[must_use]
    pub fn locate(&self, offset: usize) -> Location {
        let next = self.anchors.partition_point(|a| a.offset as usize <= offset);
        let Some(anchor) = next.checked_sub(1).and_then(|i| self.anchors.get(i)) else { return Location { line: 1, column: 1 } };
        let between = self.text.get(anchor.offset as usize..offset).unwrap_or_default();
        let ahead = u32::try_from(between.chars().count()).unwrap_or(u32::MAX);
        Location { line: anchor.at.line, column: anchor.at.column.saturating_add(ahead) }
    }
}

/// Why a part of a document is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SetAsideKind {
    Code,
    FrontMatter,
    /// Labels, credits, "Updated", "Read more" (`users.md` 8.2).
    Furniture,
    Markup,
}

/// A part of a document that is listed but not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    pub kind: SetAsideKind,
    pub text: String,
    pub at: Location,
}

/// One text in one language, read from one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// As the user named it, with `/`.
    pub path: String,
    /// The reader's name: `text`, `markdown`, `html`, `tsv`.
    pub format: &'static str,
    /// Name of the encoding found, such as `UTF-8` or `windows-1256`.
    pub encoding: &'static str,
    /// Language that the file itself declares.
    pub declared: Option<Lang>,
    pub blocks: Vec<Block>,
    pub set_aside: Vec<SetAside>,
    /// What the reader wants the user to know (encoding guessed, rows skipped).
    pub notes: Vec<String>,
}

/// What a reader makes of a file: one document, or both sides of a bilingual file (units in the same order).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loaded {
    One(Document),
    Pair { source: Document, target: Document },
}
