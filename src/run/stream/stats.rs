//! Counts over a stream, all whole numbers, so that those of shards add up to those of the whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{judge::Judged, pairs::Langs};
use crate::model::{Lang, Severity};

/// Grows when a field changes its meaning.
const SCHEMA_VERSION: u32 = 1;
/// Scores are counted by whole points: 0 to 100.
const POINTS: usize = 101;

/// What a stream came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    pub schema_version: u32,
    /// Records read, among them those that could not be understood.
    pub read: u64,
    pub failed: u64,
    /// Pairs with a finding that is more than information.
    pub flagged: u64,
    /// Pairs that the filter let pass; all of them where there is none.
    pub kept: u64,
    pub rejected: u64,
    /// Characters of both sides.
    pub source_characters: u64,
    pub target_characters: u64,
    /// Sum of all scores, in hundredths.
    pub score_sum: u64,
    /// Pairs by whole points of their score, from 0 to 100.
    pub scores: Vec<u64>,
    pub severities: BTreeMap<String, u64>,
    /// By rule: pairs it spoke of, and its findings.
    pub rules: BTreeMap<String, RuleCount>,
    /// By pair of languages, as in `en-fr`; `und` where one is not known.
    pub languages: BTreeMap<String, LanguageCount>,
}

/// How often a rule spoke.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleCount {
    pub pairs: u64,
    pub findings: u64,
}

/// The pairs of two languages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageCount {
    pub pairs: u64,
    pub flagged: u64,
    pub kept: u64,
    pub score_sum: u64,
}

impl Default for Statistics {
    fn default() -> Self {
        Statistics {
            schema_version: SCHEMA_VERSION,
            read: 0,
            failed: 0,
            flagged: 0,
            kept: 0,
            rejected: 0,
            source_characters: 0,
            target_characters: 0,
            score_sum: 0,
            scores: vec![0; POINTS],
            severities: BTreeMap::new(),
            rules: BTreeMap::new(),
            languages: BTreeMap::new(),
        }
    }
}

/// The pair of languages as statistics name it.
pub(super) fn named((source, target): Langs) -> String {
    let tag = |lang: Option<Lang>| lang.map_or_else(|| "und".to_owned(), |lang| lang.to_string());
    format!("{}-{}", tag(source), tag(target))
}

impl Statistics {
    /// A record that could not be understood.
    pub(super) fn failed(&mut self) {
        self.read += 1;
        self.failed += 1;
    }

    pub(super) fn add(&mut self, judged: &Judged<'_>, kept: bool) {
        self.read += 1;
        let flagged = u64::from(judged.findings.iter().any(|f| f.severity > Severity::Info));
        self.flagged += flagged;
        self.kept += u64::from(kept);
        self.rejected += u64::from(!kept);
        self.source_characters += judged.pair.source.chars().count() as u64;
        self.target_characters += judged.pair.target.chars().count() as u64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score is 0 to 100")]
        let hundredths = (judged.score * 100.0).round().clamp(0.0, 10_000.0) as u64;
        self.score_sum += hundredths;
        self.scores[(hundredths / 100).min(100) as usize] += 1;
        for (at, finding) in judged.findings.iter().enumerate() {
            *count(&mut self.severities, finding.severity.as_str()) += 1;
            let rule = count(&mut self.rules, finding.rule);
            rule.findings += 1;
            rule.pairs += u64::from(!judged.findings[..at].iter().any(|before| before.rule == finding.rule));
        }
        let languages = count(&mut self.languages, judged.languages);
        languages.pairs += 1;
        languages.flagged += flagged;
        languages.kept += u64::from(kept);
        languages.score_sum += hundredths;
    }

    /// Adds the counts of another part.
    pub fn merge(&mut self, other: &Statistics) {
        self.read += other.read;
        self.failed += other.failed;
        self.flagged += other.flagged;
        self.kept += other.kept;
        self.rejected += other.rejected;
        self.source_characters += other.source_characters;
        self.target_characters += other.target_characters;
        self.score_sum += other.score_sum;
        self.scores.iter_mut().zip(&other.scores).for_each(|(sum, more)| *sum += more);
        for (severity, more) in &other.severities {
            *count(&mut self.severities, severity) += more;
        }
        for (rule, more) in &other.rules {
            let sum = count(&mut self.rules, rule);
            sum.pairs += more.pairs;
            sum.findings += more.findings;
        }
        for (languages, more) in &other.languages {
            let sum = count(&mut self.languages, languages);
            sum.pairs += more.pairs;
            sum.flagged += more.flagged;
            sum.kept += more.kept;
            sum.score_sum += more.score_sum;
        }
    }

    /// Reads what [`Statistics::to_json`] wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let read: Statistics = serde_json::from_str(text).map_err(|error| format!("no statistics of `bilint score --stats`: {error}"))?;
        if read.schema_version != SCHEMA_VERSION || read.scores.len() != POINTS {
            return Err(format!("statistics of version {}, this bilint reads version {SCHEMA_VERSION}", read.schema_version));
        }
        Ok(read)
    }

    /// The file of `--stats`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        // A hundred lines of a number each are no help to a reader.
        if let (Some(from), Some(to)) = (text.find("\"scores\": ["), text.find("],")) {
            let list: String = text[from..to].split_whitespace().collect::<Vec<_>>().join(" ");
            text.replace_range(from..to, &list.replace("[ ", "["));
        }
        text + "\n"
    }
}

/// The entry of this name, made where it is not there.
fn count<'m, V: Default>(map: &'m mut BTreeMap<String, V>, name: &str) -> &'m mut V {
    map.entry(name.to_owned()).or_default()
}
