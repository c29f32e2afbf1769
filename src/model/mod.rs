//! The words everyone shares. Imports nothing of ours.

mod arrange;
mod bead;
mod direction;
mod document;
mod finding;
mod hash;
mod lang;
mod message;
mod outcome;
mod packed;
mod problem;
mod segment;
mod unit;

pub(crate) use arrange::Arrange;
pub use bead::{Bead, BeadKind};
pub use direction::{is_right_to_left, right_to_left};
pub use document::{
    Anchor, Anchors, Block, BlockKind, Document, Ignores, Loaded, Location, Many, Pairing, SetAside, SetAsideKind, Variant, locate,
};
pub use finding::{Beside, Evidence, Excerpt, Finding, NameRow, Place, Quote, Reported, SegmentRange, Severity, Standing};
pub use hash::text_hash;
pub(crate) use hash::{Fnv, checksum, normalised};
pub use lang::{Lang, LangError};
pub use message::{Message, Template};
pub use outcome::{BeadRow, Origin, PairOutcome, RuleAccount, RunSummary, SideInfo, Status};
pub(crate) use packed::{facts, packed_facts, packed_file, unpacked};
pub use problem::Problem;
pub use segment::Segment;
pub use unit::{Cue, Filling, Mark, MarkKind, Plural, PluralForm, State, Unit};
