//! A bead of the alignment: source segments and the target segments that answer them.

use std::ops::Range;

#[derive(Debug, Clone, PartialEq)]
pub struct Bead {
    /// Consecutive source segments; empty for an addition.
    pub source: Range<u32>,
    /// Consecutive target segments; empty for an omission.
    pub target: Range<u32>,
    /// Probability, 0 to 1, that the bead is exactly right.
    pub confidence: f32,
    /// Log-likelihood ratio of the pair against unrelated text, per character of source; 0 for null beads.
    pub score: f32,
    /// Whether it stands elsewhere in the target: it crosses the beads around it.
    pub moved: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BeadKind {
    OneToOne,
    /// One source segment became several.
    Split,
    /// Several source segments became one.
    Merged,
    ManyToMany,
    Omission,
    Addition,
}

impl Bead {
    #[must_use]
    pub fn kind(&self) -> BeadKind {
        match (self.source.len(), self.target.len()) {
            (_, 0) => BeadKind::Omission,
            (0, _) => BeadKind::Addition,
            (1, 1) => BeadKind::OneToOne,
            (1, _) => BeadKind::Split,
            (_, 1) => BeadKind::Merged,
            _ => BeadKind::ManyToMany,
        }
    }
}

impl BeadKind {
    /// The word that reports use: `one-to-one`, never `1-1`, which a spreadsheet takes for a date.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BeadKind::OneToOne => "one-to-one",
            BeadKind::Split => "split",
            BeadKind::Merged => "merged",
            BeadKind::ManyToMany => "many-to-many",
            BeadKind::Omission => "missing",
            BeadKind::Addition => "extra",
        }
    }
}
