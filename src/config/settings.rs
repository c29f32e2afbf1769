//! Settings with every question answered: defaults, then the file, then the flags.

use std::collections::BTreeMap;

use super::house::HouseStyle;
use crate::model::{Lang, Severity};

/// What to do with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Off,
    /// Report with the rule's own severities.
    On,
    /// Report with this severity.
    At(Severity),
}

/// A level for a rule where its conditions hold; later ones win.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleOverride {
    pub rule: String,
    pub level: Level,
    /// Only for this pair of languages, if given.
    pub pair: Option<(Lang, Lang)>,
    /// Only for target paths that match this glob, if given.
    pub path: Option<String>,
}

/// When a run fails.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// `None`: never.
    pub fail_on: Option<Severity>,
    /// 0 to 100.
    pub min_confidence: u8,
    pub max_critical: Option<u32>,
    pub max_major: Option<u32>,
    pub max_minor: Option<u32>,
    pub min_score: Option<u8>,
    /// Findings that neither a verdict nor the baseline knows.
    pub max_new: Option<u32>,
    /// Baseline entries that match nothing fail the run.
    pub strict_baseline: bool,
    /// Rule → factor for its penalty; 1 where absent.
    pub weights: BTreeMap<String, f64>,
    /// Score at `allowed_points`, 0 to 100.
    pub pass_threshold: u8,
    /// Penalty points in 1,000 words at which the score is `pass_threshold`.
    pub allowed_points: u32,
}

impl Default for Gate {
    fn default() -> Self {
        Gate {
            fail_on: Some(Severity::Major),
            min_confidence: 90,
            max_critical: None,
            max_major: None,
            max_minor: None,
            min_score: None,
            max_new: None,
            strict_baseline: false,
            weights: BTreeMap::new(),
            pass_threshold: 90,
            allowed_points: 10,
        }
    }
}

impl Gate {
    /// The factor for a rule's penalty, in thousandths.
    #[must_use]
    pub fn weight(&self, rule: &str) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "factors are 0 to 1,000")]
        self.weights.get(rule).map_or(1000, |factor| (factor.clamp(0.0, 1000.0) * 1000.0).round() as u32)
    }
}

/// Language of `issue` and `message`; headers, words and rule names stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportLanguage {
    #[default]
    English,
    Arabic,
}

/// How reports are written.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportSettings {
    /// Four CSV files.
    pub csv: bool,
    /// One workbook.
    pub xlsx: bool,
    pub language: ReportLanguage,
    /// Separator of CSV files: comma, semicolon or tab.
    pub separator: u8,
    pub bom: bool,
    /// Switches the formula guard and number wrapping off.
    pub raw: bool,
    /// Isolate right-to-left pieces in messages.
    pub bidi_isolates: bool,
    /// Sound pairs are left out of `alignment.csv`.
    pub suspect_only: bool,
    /// Rows by place instead of by severity.
    pub document_order: bool,
    /// Findings below this severity are not reported.
    pub min_severity: Severity,
    /// Findings below this confidence are not reported, 0 to 100.
    pub min_confidence: u8,
}

impl Default for ReportSettings {
    fn default() -> Self {
        ReportSettings {
            csv: true,
            xlsx: false,
            language: ReportLanguage::English,
            separator: b',',
            bom: true,
            raw: false,
            bidi_isolates: true,
            suspect_only: false,
            document_order: false,
            min_severity: Severity::Minor,
            min_confidence: 50,
        }
    }
}

/// House rules for names.
#[derive(Debug, Clone, PartialEq)]
pub struct NamesSettings {
    pub style: HouseStyle,
    /// Established spellings: source form → target form. They beat any style.
    pub established: BTreeMap<String, String>,
    /// The tables learn from the batch's own sure names once more.
    pub adapt: bool,
}

impl Default for NamesSettings {
    fn default() -> Self {
        NamesSettings { style: HouseStyle::default(), established: BTreeMap::new(), adapt: true }
    }
}

/// Everything a run needs to know.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    pub source_lang: Option<Lang>,
    pub target_lang: Option<Lang>,
    /// Label of an encoding for all input; detected when absent.
    pub encoding: Option<String>,
    pub rules: Vec<RuleOverride>,
    /// Confidences as the rules give them, for fitting the caps.
    pub uncalibrated: bool,
    pub gate: Gate,
    pub report: ReportSettings,
    pub names: NamesSettings,
    /// Globs of paths that are left alone.
    pub exclude: Vec<String>,
    pub source_column: Option<String>,
    pub target_column: Option<String>,
    pub id_column: Option<String>,
}
