//! `names.toml`: what reviewers decided about names, one entry a name, sorted by source spelling.

use std::{collections::BTreeMap, fmt::Write, path::Path};

use serde::Deserialize;

use super::{GateFileError, toml_file};

/// Name of the file, beside `bilint.toml`.
pub const NAMES_FILE: &str = "names.toml";

const HEADING: &str = "\
# What reviewers decided about names, by source spelling. `bilint review import` adds to this file; edit it by hand at will.
#   verdict  same = one name: `use` is the spelling to keep to; different = the spellings in `accept` are other names;
#            ok = every spelling in `accept` may stand
";

/// What a reviewer decided about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameOpinion {
    /// One name: keep to one spelling.
    Same,
    /// Several names that look alike.
    Different,
    /// One name, and all its spellings may stand.
    Ok,
}

impl NameOpinion {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            NameOpinion::Same => "same",
            NameOpinion::Different => "different",
            NameOpinion::Ok => "ok",
        }
    }
}

/// One entry of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameDecision {
    pub verdict: NameOpinion,
    /// The spelling to keep to, where there is one.
    pub spelling: Option<String>,
    /// Target spellings that may stand.
    pub accept: Vec<String>,
    pub reason: Option<String>,
    pub by: Option<String>,
}

/// The file: decisions by source spelling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameDecisions {
    pub entries: BTreeMap<String, NameDecision>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileForm {
    name: Vec<EntryForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryForm {
    source: String,
    verdict: NameOpinion,
    #[serde(rename = "use")]
    spelling: Option<String>,
    #[serde(default)]
    accept: Vec<String>,
    reason: Option<String>,
    by: Option<String>,
}

impl NameDecisions {
    /// Reads the file; one that is not there is empty.
    ///
    /// # Errors
    /// When it cannot be read or understood, or `same` names no spelling to keep to.
    pub fn load(path: &Path) -> Result<Self, GateFileError> {
        let form: FileForm = toml_file::load(path)?;
        let mut entries = BTreeMap::new();
        for EntryForm { source, verdict, spelling, accept, reason, by } in form.name {
            if verdict == NameOpinion::Same && spelling.is_none() {
                let message = format!("`{source}` is the same name, but `use` does not say which spelling to keep to");
                return Err(GateFileError::Invalid { path: path.display().to_string(), message });
            }
            entries.insert(source, NameDecision { verdict, spelling, accept, reason, by });
        }
        Ok(NameDecisions { entries })
    }

    /// Source spelling → spelling to keep to.
    pub fn established(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().filter_map(|(source, decision)| Some((source.as_str(), decision.spelling.as_deref()?)))
    }

    /// Why a spelling of a name may stand, if somebody said so.
    #[must_use]
    pub fn accepts(&self, source: &str, spelling: &str) -> Option<String> {
        let decision = self.entries.get(source)?;
        let stands = decision.verdict != NameOpinion::Same && decision.accept.iter().any(|known| known == spelling);
        stands.then(|| decision.reason.clone().unwrap_or_else(|| format!("{NAMES_FILE}: {}", decision.verdict.as_str())))
    }

    /// The text of the file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = HEADING.to_owned();
        for (source, decision) in &self.entries {
            let _ = write!(out, "\n[[name]]\nsource = {}\nverdict = \"{}\"\n", toml_file::text(source), decision.verdict.as_str());
            if let Some(spelling) = &decision.spelling {
                let _ = writeln!(out, "use = {}", toml_file::text(spelling));
            }
            if !decision.accept.is_empty() {
                let forms: Vec<String> = decision.accept.iter().map(|form| toml_file::text(form)).collect();
                let _ = writeln!(out, "accept = [{}]", forms.join(", "));
            }
            for (key, value) in [("reason", &decision.reason), ("by", &decision.by)] {
                if let Some(value) = value {
                    let _ = writeln!(out, "{key} = {}", toml_file::text(value));
                }
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
    fn a_file_comes_back_and_accepts_what_it_says() {
        let mut all = NameDecisions::default();
        let decision = |verdict, spelling: Option<&str>, accept: &[&str]| NameDecision {
            verdict,
            spelling: spelling.map(str::to_owned),
            accept: accept.iter().map(|form| (*form).to_owned()).collect(),
            reason: None,
            by: None,
        };
        all.entries.insert("السراج".into(), decision(NameOpinion::Same, Some("Al Sarraj"), &[]));
        all.entries.insert("حفتر".into(), decision(NameOpinion::Ok, None, &["Haftar", "Hifter"]));
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let path = folder.path().join(NAMES_FILE);
        fs::write(&path, all.to_toml()).unwrap_or_else(|e| panic!("{e}"));
        let read = NameDecisions::load(&path).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(read, all);
        assert_eq!(read.established().collect::<Vec<_>>(), [("السراج", "Al Sarraj")]);
        assert!(read.accepts("حفتر", "Hifter").is_some());
        assert!(read.accepts("حفتر", "Hiftar").is_none() && read.accepts("السراج", "Al Sarraj").is_none());
    }
}
