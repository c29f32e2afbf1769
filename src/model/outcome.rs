//! What a run found, in the form that gate and reports read.

use super::{BeadKind, Lang, NameRow, Problem, Reported, SetAside};

/// How the language of a side became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Flag,
    Path,
    Metadata,
    Text,
    Unknown,
}

impl Origin {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Flag => "flag",
            Origin::Path => "path",
            Origin::Metadata => "metadata",
            Origin::Text => "text",
            Origin::Unknown => "unknown",
        }
    }
}

/// One side of a document pair.
#[derive(Debug, Clone, PartialEq)]
pub struct SideInfo {
    pub path: String,
    pub format: &'static str,
    pub encoding: &'static str,
    pub lang: Option<Lang>,
    /// English name of the language, or `unknown language`.
    pub lang_name: String,
    pub lang_origin: Origin,
    pub segments: u32,
    pub words: u32,
    pub set_aside: Vec<SetAside>,
    pub notes: Vec<String>,
}

/// Status of a row of `alignment.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Ok,
    Suspect,
    Missing,
    Extra,
    Merged,
    Split,
    Moved,
    Boilerplate,
}

impl Status {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Suspect => "suspect",
            Status::Missing => "missing",
            Status::Extra => "extra",
            Status::Merged => "merged",
            Status::Split => "split",
            Status::Moved => "moved",
            Status::Boilerplate => "boilerplate",
        }
    }
}

/// A row of `alignment.csv`: one bead, or a part that was set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct BeadRow {
    pub status: Status,
    /// 0 to 100: how well the two sides answer each other, findings included. `None` where nothing was compared.
    pub score: Option<u8>,
    pub link: Option<BeadKind>,
    pub source: String,
    pub target: String,
    /// Target characters per 100 source characters.
    pub length_pct: Option<u32>,
    /// Rules that found something here, in report order.
    pub rules: Vec<&'static str>,
    pub line: Option<u32>,
    pub source_line: Option<u32>,
    pub segment: String,
}

/// How often a rule ran and how often it could not, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleAccount {
    pub rule: &'static str,
    /// Beads (or documents, for a rule of whole documents) judged.
    pub checked: u32,
    pub skipped: u32,
    /// The commonest reason for skipping.
    pub reason: Option<&'static str>,
}

/// All about one checked pair of documents.
#[derive(Debug, Clone, PartialEq)]
pub struct PairOutcome {
    pub source: SideInfo,
    pub target: SideInfo,
    pub beads: Vec<BeadRow>,
    /// In report order: severity, confidence, place, rule.
    pub findings: Vec<Reported>,
    pub names: Vec<NameRow>,
    pub accounts: Vec<RuleAccount>,
    /// Beads with text on both sides.
    pub linked: u32,
    pub merged: u32,
    pub unmatched_source: u32,
    pub unmatched_target: u32,
}

/// What the whole run amounts to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunSummary {
    pub pairs: u32,
    pub words: u64,
    pub segments: u64,
    pub problems: Vec<Problem>,
    /// Files that found no partner.
    pub unpaired: Vec<String>,
    /// Which rule paired the files, with the count: "language directories: en → ar (41 pairs)".
    pub pairings: Vec<String>,
    pub accounts: Vec<RuleAccount>,
    /// The names of all documents, one row each.
    pub names: Vec<NameRow>,
}
