//! One sentence of a document.

use std::ops::Range;

use super::{BlockKind, Location};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Index of the block in its document.
    pub block: u32,
    pub kind: BlockKind,
    /// Bytes of the block's text.
    pub span: Range<u32>,
    /// The sentence, trimmed.
    pub text: String,
    pub at: Location,
    /// The format's own id of the unit, if it has one.
    pub key: Option<String>,
}

impl Segment {
    /// A segment that is a whole line, for pairs that come ready-made.
    #[must_use]
    pub fn line(index: u32, text: impl Into<String>) -> Self {
        let text = text.into();
        let span = 0..u32::try_from(text.len()).unwrap_or(u32::MAX);
        Segment { block: index, kind: BlockKind::Unit, span, text, at: Location { line: index.saturating_add(1), column: 1 }, key: None }
    }
}
