//! `bilint-suppressions.toml`: verdicts of reviewers, one entry a finding, sorted by id so that git can merge it.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use serde::Deserialize;

use super::{Day, GateFileError, toml_file};

/// Name of the file, beside `bilint.toml`.
pub const SUPPRESSIONS_FILE: &str = "bilint-suppressions.toml";

const HEADING: &str = "\
# What reviewers said about findings, by fingerprint. `bilint review import` adds to this file; edit it by hand at will.
#   verdict  fix = real, to be corrected; fp = false alarm; ok = true, but fine here
#   reason   needed for fp and ok: why it may stay
#   until    optional day on which the entry runs out, as in 2027-03-01
# An entry dies when either text changes: a changed sentence deserves a fresh look.
";

/// What a reviewer said about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Opinion {
    /// Real, and will be corrected.
    Fix,
    /// A false alarm.
    Fp,
    /// True, but acceptable here.
    Ok,
}

impl Opinion {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Opinion::Fix => "fix",
            Opinion::Fp => "fp",
            Opinion::Ok => "ok",
        }
    }
}

/// One entry of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    pub rule: String,
    pub verdict: Opinion,
    pub reason: String,
    pub by: Option<String>,
    pub until: Option<Day>,
    /// Where the finding stood when it was judged: tells which entries a run over part of the tree can call stale.
    pub file: Option<String>,
}

/// The file: entries by fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suppressions {
    pub entries: BTreeMap<String, Suppression>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileForm {
    suppression: Vec<EntryForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryForm {
    id: String,
    rule: String,
    #[serde(default = "false_alarm")]
    verdict: Opinion,
    #[serde(default)]
    reason: String,
    by: Option<String>,
    until: Option<toml::value::Datetime>,
    file: Option<String>,
}

fn false_alarm() -> Opinion {
    Opinion::Fp
}

impl Suppressions {
    /// Reads the file; one that is not there is empty.
    ///
    /// # Errors
    /// When it cannot be read or understood, or an entry that hides a finding gives no reason.
    pub fn load(path: &Path) -> Result<Self, GateFileError> {
        let form: FileForm = toml_file::load(path)?;
        let mut entries = BTreeMap::new();
        for entry in form.suppression {
            let wrong = |message: String| GateFileError::Invalid { path: path.display().to_string(), message };
            if entry.verdict != Opinion::Fix && entry.reason.trim().is_empty() {
                return Err(wrong(format!("`{}` has no reason: say why it may stay", entry.id)));
            }
            let until = entry.until.map(|day| day.to_string().parse()).transpose().map_err(wrong)?;
            let EntryForm { id, rule, verdict, reason, by, file, .. } = entry;
            entries.insert(id, Suppression { rule, verdict, reason, by, until, file });
        }
        Ok(Suppressions { entries })
    }

    /// The text of the file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = HEADING.to_owned();
        for (id, entry) in &self.entries {
            let _ = write!(out, "\n[[suppression]]\nid = {}\nrule = {}\n", toml_file::text(id), toml_file::text(&entry.rule));
            let _ = write!(out, "verdict = \"{}\"\nreason = {}\n", entry.verdict.as_str(), toml_file::text(&entry.reason));
            for (key, value) in [("by", &entry.by), ("file", &entry.file)] {
                if let Some(value) = value {
                    let _ = writeln!(out, "{key} = {}", toml_file::text(value));
                }
            }
            if let Some(until) = entry.until {
                let _ = writeln!(out, "until = {until}");
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_comes_back_as_it_was_written() {
        let entry = |verdict, reason: &str| Suppression {
            rule: "number-value".into(),
            verdict,
            reason: reason.into(),
            by: Some("desk \"A\"".into()),
            until: "2027-03-01".parse().ok(),
            file: Some("content/en/a.md".into()),
        };
        let mut all = Suppressions::default();
        all.entries.insert("bl-bbbbbbbb".into(), entry(Opinion::Fp, "source\ntypo \\ شكرا"));
        all.entries.insert("bl-aaaaaaaa".into(), entry(Opinion::Fix, ""));
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let path = folder.path().join(SUPPRESSIONS_FILE);
        let text = all.to_toml();
        fs::write(&path, &text).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(Suppressions::load(&path).unwrap_or_else(|e| panic!("{e}")), all);
        assert!(text.find("bl-aaaaaaaa") < text.find("bl-bbbbbbbb"));
    }

    #[test]
    fn no_reason_is_refused_and_no_file_is_empty() {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let path = folder.path().join(SUPPRESSIONS_FILE);
        assert_eq!(Suppressions::load(&path).ok(), Some(Suppressions::default()));
        fs::write(&path, "[[suppression]]\nid = \"bl-a\"\nrule = \"x\"\nverdict = \"ok\"\n").unwrap_or_else(|e| panic!("{e}"));
        assert!(Suppressions::load(&path).is_err_and(|e| e.to_string().contains("no reason")));
        fs::write(&path, "[[suppression]]\nid = \"bl-a\"\nrulee = \"x\"\n").unwrap_or_else(|e| panic!("{e}"));
        assert!(Suppressions::load(&path).is_err_and(|e| e.to_string().contains("line 3")));
    }
}
