//! One sentence of a document.

use std::{ops::Range, sync::Arc};

use super::{BlockKind, Location, Mark, State, Unit};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Index of the block in its document.
    pub block: u32,
    pub kind: BlockKind,
    /// Bytes of the block's text.
    pub span: Range<u32>,
    /// The sentence, trimmed.
    pub text: Box<str>,
    pub at: Location,
    /// The format's own id of the unit, if it has one.
    pub key: Option<Box<str>>,
    /// What the format says about the unit.
    pub unit: Option<Arc<Unit>>,
}

impl Segment {
    /// A segment that is a whole line, for pairs that come ready-made.
    #[must_use]
    pub fn line(index: u32, text: impl Into<String>) -> Self {
        let text = text.into().into_boxed_str();
        let span = 0..u32::try_from(text.len()).unwrap_or(u32::MAX);
        let at = Location { line: index.saturating_add(1), column: 1 };
        Segment { block: index, kind: BlockKind::Unit, span, text, at, key: None, unit: None }
    }

    /// The state of its unit.
    #[must_use]
    pub fn state(&self) -> State {
        self.unit.as_ref().map_or(State::Plain, |unit| unit.state)
    }

    /// The inline marks that stand in it, each with its byte in the segment's text.
    pub fn marks(&self) -> impl Iterator<Item = (usize, &Mark)> {
        let within = |mark: &&Mark| self.span.start <= mark.offset && mark.offset <= self.span.end;
        let shift = |mark: &'_ Mark| (mark.offset - self.span.start) as usize;
        self.unit.iter().flat_map(|unit| &unit.marks).filter(within).map(move |mark| (shift(mark), mark))
    }
}
