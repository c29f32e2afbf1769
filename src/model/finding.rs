//! A finding: what a rule saw, where, how bad it is if true and how sure we are.

use std::{fmt, ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Location;

/// How bad a finding is if it is true. Ordered from harmless to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Minor,
    Major,
    Critical,
}

impl Severity {
    pub const ALL: [Severity; 4] = [Severity::Critical, Severity::Major, Severity::Minor, Severity::Info];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Minor => "minor",
            Severity::Major => "major",
            Severity::Critical => "critical",
        }
    }

    /// Penalty points of the score: 25, 5, 1, 0.
    #[must_use]
    pub fn penalty(self) -> u32 {
        match self {
            Severity::Info => 0,
            Severity::Minor => 1,
            Severity::Major => 5,
            Severity::Critical => 25,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Severity::ALL
            .into_iter()
            .find(|s| s.as_str() == text)
            .ok_or_else(|| format!("`{text}` is not a severity; use critical, major, minor or info"))
    }
}

/// Verbatim text and where it stands: bytes of the bead's joined text of that side (segments joined by one blank).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub text: String,
    pub span: Range<u32>,
}

/// Why a rule spoke, in facts a reader can check.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub label: &'static str,
    pub value: String,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Index of the bead the finding is shown at.
    pub bead: u32,
    pub source: SegmentRange,
    pub target: SegmentRange,
}

/// A range of segment numbers that can be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct SegmentRange {
    pub start: u32,
    pub end: u32,
}

impl From<Range<u32>> for SegmentRange {
    fn from(range: Range<u32>) -> Self {
        SegmentRange { start: range.start, end: range.end }
    }
}

/// What a rule hands over. It owns its strings, so that it outlives the documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    /// 0 to 100, calibrated: of the findings that say 90, nine in ten are right.
    pub confidence: u8,
    pub place: Place,
    /// Plain words, at most four: "Number changed".
    pub issue: &'static str,
    /// One sentence of facts, at most 120 characters. Right-to-left pieces stand plain; reports isolate them.
    pub message: String,
    /// What the message was made from, where it can be said in another language.
    pub template: Option<super::Template>,
    pub source: Option<Quote>,
    pub target: Option<Quote>,
    /// What to write instead; `None` where we do not know. Never a guess.
    pub suggestion: Option<String>,
    /// At least one.
    pub evidence: Vec<Evidence>,
    /// In how many more places of the text the same holds, which have no finding of their own.
    pub also: u32,
    /// Where it stands, if that is in what is set aside rather than in the sentences of its place.
    pub beside: Option<Box<Beside>>,
}

/// A line of a file that belongs to no sentence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    pub text: String,
    /// Where the text begins.
    pub at: Location,
}

/// Lines of both files that answer each other though they are set aside: code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    pub source: Excerpt,
    pub target: Excerpt,
}

/// What people have said about a finding before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    #[default]
    New,
    /// A reviewer said `fix`, and it is still there.
    Open,
    /// Hidden, with the reason.
    Suppressed(String),
    /// Older than the baseline.
    Baselined,
}

impl Standing {
    /// Whether the finding counts: it is neither suppressed nor older than the baseline.
    #[must_use]
    pub fn counts(&self) -> bool {
        matches!(self, Standing::New | Standing::Open)
    }

    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Standing::New => "new",
            Standing::Open => "open",
            Standing::Suppressed(_) => "suppressed",
            Standing::Baselined => "baselined",
        }
    }

    /// Why it is hidden, if it is.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Standing::Suppressed(reason) => Some(reason),
            Standing::Baselined => Some("baseline"),
            Standing::New | Standing::Open => None,
        }
    }
}

/// A finding with everything a report needs to show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    pub finding: Finding,
    /// The MQM category: `Accuracy/Mistranslation`.
    pub mqm: &'static str,
    /// Full texts of the segments.
    pub source_text: String,
    pub target_text: String,
    pub file: String,
    /// Line and column of the target place (span start if the finding has one).
    pub line: u32,
    pub column: u32,
    /// Where the target place ends; the column is the one after its last character.
    pub end_line: u32,
    pub end_column: u32,
    pub source_file: String,
    pub source_line: u32,
    pub source_column: u32,
    /// `s12` or `s12+s13`, or the format's own id.
    pub segment: String,
    /// `bl-` and base-32: fingerprint of rule and texts.
    pub id: String,
    pub standing: Standing,
}

/// One name of a document with its spellings: a row of `names.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct NameRow {
    /// `None` when nothing is wrong with the name.
    pub severity: Option<Severity>,
    pub issue: String,
    pub message: String,
    /// The source spelling, with its commonest form first.
    pub source_name: String,
    /// The spelling we propose: house list, else the form at first full mention, else the most frequent.
    pub proposed: String,
    /// Target spellings with counts, most frequent first.
    pub variants: Vec<(String, u32)>,
    /// `person`, `place`, `organisation` or `name`.
    pub kind: &'static str,
    pub confidence: u8,
    pub first_file: String,
    pub first_line: u32,
    pub rule: &'static str,
    pub id: String,
    /// Spellings that fit, the likeliest first.
    pub expected: Vec<String>,
    /// How the source writes it, with counts, most frequent first.
    pub source_forms: Vec<(String, u32)>,
    /// The source letters and their plain reading, and where a rarer spelling departs from the usual one.
    pub evidence: String,
}

impl NameRow {
    /// Mentions of all spellings.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.variants.iter().map(|(_, count)| u64::from(*count)).sum()
    }
}
