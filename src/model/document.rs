//! A document as blocks of text that know where they stood in the file.

use super::Arrange;
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use super::{Lang, Mark, MarkKind, State, Unit};

/// Place in a file. Both are 1-based; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Location {
    pub line: u32,
    pub column: u32,
}

impl Location {
    /// The place behind a text on the same line.
    #[must_use]
    pub fn ahead(self, text: &str) -> Location {
        let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        Location { line: self.line, column: self.column.saturating_add(characters) }
    }
}

/// From this byte of a block's text on, the text continues at this place of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    pub offset: u32,
    pub at: Location,
}

/// Where the pieces of a text stand; mostly there is one.
pub type Anchors = SmallVec<[Anchor; 1]>;

/// Where the byte `offset` of a text stands whose pieces stand so. Exact for text that is copied verbatim after an anchor.
#[must_use]
pub fn locate(anchors: &[Anchor], text: &str, offset: usize) -> Location {
    let next = anchors.partition_point(|a| a.offset as usize <= offset);
    let Some(anchor) = next.checked_sub(1).and_then(|i| anchors.get(i)) else { return Location { line: 1, column: 1 } };
    anchor.at.ahead(text.get(anchor.offset as usize..offset).unwrap_or_default())
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

/// Rules that are silenced somewhere, each with its reason. Mostly there are none: then it takes no more than a pointer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::box_collection, reason = "a block of a large file hardly ever has any")]
pub struct Ignores(Option<Box<Vec<(String, String)>>>);

impl Ignores {
    /// Moves more behind those that are there.
    pub fn append(&mut self, more: &mut Vec<(String, String)>) {
        if !more.is_empty() {
            self.0.get_or_insert_default().append(more);
        }
    }
}

impl From<Vec<(String, String)>> for Ignores {
    fn from(all: Vec<(String, String)>) -> Self {
        Ignores((!all.is_empty()).then(|| Box::new(all)))
    }
}

impl std::ops::Deref for Ignores {
    type Target = [(String, String)];

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
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
    pub anchors: Anchors,
    /// Rules that an inline comment before the block silences, with the reason given.
    pub ignores: Ignores,
    /// What the format says about it beside its text.
    pub unit: Option<Arc<Unit>>,
}

impl Block {
    /// A block whose text stands on one line of the file.
    #[must_use]
    pub fn new(kind: BlockKind, text: impl Into<String>, at: Location) -> Self {
        Block { kind, key: None, text: text.into(), anchors: smallvec![Anchor { offset: 0, at }], ignores: Ignores::default(), unit: None }
    }

    /// Notes something inline at the end of the text so far.
    pub fn mark(&mut self, kind: MarkKind, value: impl Into<String>) {
        let offset = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let unit = self.unit.get_or_insert_with(Arc::default);
        Arc::make_mut(unit).marks.push(Mark { offset, kind, value: value.into() });
    }

    /// The state of the unit.
    #[must_use]
    pub fn state(&self) -> State {
        self.unit.as_ref().map_or(State::Plain, |unit| unit.state)
    }

    /// The block without blanks at its ends.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let lead = self.text.len() - self.text.trim_start().len();
        if lead > 0 {
            // Text that is nothing but blanks stands where it begins.
            let start = Anchor { offset: 0, at: self.locate(if lead < self.text.len() { lead } else { 0 }) };
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
        locate(&self.anchors, &self.text, offset)
    }
}

/// Why a part of a document is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SetAsideKind {
    /// A listing: what a reader types or copies.
    Code,
    /// Scripts, styles, formulas, graphics: what a browser or typesetter reads.
    Script,
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

/// How the blocks of a document find their counterparts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pairing {
    /// By what they say, in their order.
    #[default]
    Text,
    /// By their keys: a catalogue.
    Keys,
    /// By the time they stand on the screen.
    Times,
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
    pub pairing: Pairing,
    pub blocks: Vec<Block>,
    /// Texts about the document that have names, such as the title in front matter; compared where its translation has them too.
    pub fields: Vec<Block>,
    pub set_aside: Vec<SetAside>,
    /// What the reader wants the user to know (encoding guessed, rows skipped).
    pub notes: Vec<String>,
}

/// What a reader makes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loaded {
    One(Document),
    /// Both sides of a bilingual file, units in the same order.
    Pair {
        source: Document,
        target: Document,
    },
    /// A file of many languages.
    Many(Many),
}

/// The texts of one language in a file of many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variant {
    pub document: Document,
    /// The unit of the file that each block belongs to, ascending.
    pub rows: Vec<u32>,
}

/// A file that holds the same units in many languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Many {
    /// The language that the file says it was written in.
    pub source: Option<Lang>,
    /// Each with the language it declares.
    pub variants: Vec<Variant>,
    /// Units to make room for in the first two languages: room that grows is copied.
    pub room: usize,
}

impl Many {
    /// Adds a text of a unit.
    pub fn add(&mut self, lang: Lang, row: u32, block: Block) {
        let known = self.variants.iter().position(|variant| variant.document.declared == Some(lang));
        let at = known.unwrap_or_else(|| {
            let room = if self.variants.len() < 2 { self.room } else { 0 };
            let document = Document { declared: Some(lang), blocks: Vec::with_capacity(room), ..Document::default() };
            self.variants.push(Variant { document, rows: Vec::with_capacity(room) });
            self.variants.len() - 1
        });
        self.variants[at].document.blocks.push(block);
        self.variants[at].rows.push(row);
    }

    /// Takes tags such as `en` and `en-US` for one language unless a unit has both.
    pub fn fold(&mut self) {
        let mut folded: Vec<Variant> = Vec::new();
        for variant in std::mem::take(&mut self.variants) {
            let (Some(lang), rows) = (variant.document.declared, &variant.rows) else { continue };
            let apart = |other: &Variant| !other.rows.iter().any(|row| rows.binary_search(row).is_ok());
            let same = |other: &Variant| {
                other.document.declared.is_some_and(|known| known.same_language(&lang) && known.script() == lang.script())
            };
            match folded.iter_mut().find(|other| same(other) && apart(other)) {
                Some(other) => other.merge(variant),
                None => folded.push(variant),
            }
        }
        self.variants = folded;
    }

    /// The pairs of sides to check: the source language, and each other language or the one wanted.
    #[must_use]
    pub fn pairs(self, source: Option<Lang>, target: Option<Lang>) -> Vec<(Document, Document)> {
        let find = |lang: Lang, not: Option<usize>| {
            let exact = self.variants.iter().position(|variant| variant.document.declared == Some(lang));
            let same = |variant: &Variant| variant.document.declared.is_some_and(|known| known.same_language(&lang));
            exact
                .filter(|at| Some(*at) != not)
                .or_else(|| self.variants.iter().enumerate().position(|(at, variant)| Some(at) != not && same(variant)))
        };
        let english = Lang::parse("en").ok();
        let from = source.map_or_else(
            || self.source.and_then(|lang| find(lang, None)).or_else(|| find(english?, None)).or(Some(0)),
            |lang| find(lang, None),
        );
        let Some(from) = from.filter(|from| *from < self.variants.len()) else { return Vec::new() };
        let targets: Vec<usize> = match target {
            Some(target) => find(target, Some(from)).into_iter().collect(),
            None => (0..self.variants.len()).filter(|at| *at != from).collect(),
        };
        let mut variants: Vec<Option<Variant>> = self.variants.into_iter().map(Some).collect();
        let Some(mut source) = variants[from].take() else { return Vec::new() };
        let last = targets.last().copied();
        let join = |at: usize| {
            let target = variants[at].take()?;
            let source = if Some(at) == last { std::mem::take(&mut source) } else { source.clone() };
            Some(join(source, target)).filter(|(_, target)| !target.blocks.is_empty())
        };
        targets.into_iter().filter_map(join).collect()
    }
}

impl Variant {
    /// Adds the texts of another variant, in the order of their units.
    fn merge(&mut self, other: Variant) {
        let mut all: Vec<(u32, Block)> =
            std::mem::take(&mut self.rows).into_iter().zip(std::mem::take(&mut self.document.blocks)).collect();
        all.extend(other.rows.into_iter().zip(other.document.blocks));
        all.arrange_by_key(|(row, _)| *row);
        (self.rows, self.document.blocks) = all.into_iter().unzip();
    }
}

/// Of a catalogue, both whole; else the units that both languages have. A second translation of a unit stands beside its source again.
fn join(source: Variant, target: Variant) -> (Document, Document) {
    // Where each unit has both languages once, they stand side by side already.
    let each_once = || source.rows == target.rows && source.rows.is_sorted_by(|one, next| one < next);
    if source.document.pairing == Pairing::Keys || each_once() {
        return (source.document, target.document);
    }
    let mut out = (source.document.clone_head(), target.document.clone_head());
    out.0.blocks.reserve(target.document.blocks.len());
    out.1.blocks.reserve(target.document.blocks.len());
    let mut mine = source.rows.into_iter().zip(source.document.blocks).peekable();
    let mut last: Option<(u32, Block)> = None;
    for (row, block) in target.rows.into_iter().zip(target.document.blocks) {
        while let Some(next) = mine.next_if(|(at, _)| *at <= row) {
            if last.as_ref().is_none_or(|(at, _)| *at < next.0) {
                last = Some(next);
            }
        }
        if let Some((_, text)) = last.as_ref().filter(|(at, _)| *at == row) {
            out.0.blocks.push(text.clone());
            out.1.blocks.push(block);
        }
    }
    out
}

impl Document {
    /// Everything but the blocks.
    #[must_use]
    pub fn clone_head(&self) -> Document {
        Document {
            path: self.path.clone(),
            format: self.format,
            encoding: self.encoding,
            declared: self.declared,
            pairing: self.pairing,
            blocks: Vec::new(),
            fields: Vec::new(),
            set_aside: self.set_aside.clone(),
            notes: self.notes.clone(),
        }
    }
}
