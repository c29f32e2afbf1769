//! The baseline: findings that were there when the gate was put up. One line a finding, sorted; no text of the documents.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use serde::Deserialize;

use super::{GateFileError, toml_file};
use crate::model::{PairOutcome, Severity};

const HEADING: &str = "\
# Findings that were there when the gate was put up, by fingerprint. They are counted but never fail a run.
# `bilint check … --write-baseline FILE` writes this file anew; lines that no longer match a finding can go.
";

/// What the file says about one finding.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineEntry {
    pub severity: Severity,
    pub rule: String,
    pub file: String,
}

/// The file: findings by fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Baseline {
    pub findings: BTreeMap<String, BaselineEntry>,
}

impl Baseline {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is not there, cannot be read or understood.
    pub fn load(path: &Path) -> Result<Self, GateFileError> {
        if !path.exists() {
            let message = "there is no such baseline; --write-baseline writes one".to_owned();
            return Err(GateFileError::Invalid { path: path.display().to_string(), message });
        }
        toml_file::load(path)
    }

    /// Takes over what is wrong with a document pair now.
    pub fn add(&mut self, outcome: &PairOutcome) {
        for reported in &outcome.findings {
            let hidden = matches!(reported.standing, crate::model::Standing::Suppressed(_));
            if hidden || reported.finding.severity == Severity::Info {
                continue;
            }
            let entry =
                BaselineEntry { severity: reported.finding.severity, rule: reported.finding.rule.to_owned(), file: reported.file.clone() };
            self.findings.entry(reported.id.clone()).or_insert(entry);
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = format!("{HEADING}\n[findings]\n");
        for (id, entry) in &self.findings {
            let (rule, file) = (toml_file::text(&entry.rule), toml_file::text(&entry.file));
            let _ = writeln!(out, "{} = {{ severity = \"{}\", rule = {rule}, file = {file} }}", toml_file::text(id), entry.severity);
        }
        out
    }
}
