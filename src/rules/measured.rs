//! How often each rule was right on labelled data, as `benches/quality.sh` measured it.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{Context, Rule};
use crate::{config::Settings, lang, model::Lang};

/// Counts of one rule on the labelled development data. Sound texts hold true faults that nobody marked, so that the share of right
/// findings is a lower bound and the rate on clean text an upper one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// Findings on contrastive pairs and on documents with faults put in.
    pub found: u32,
    /// Of these, those where a fault is.
    pub right: u32,
    /// Findings on clean human translations.
    pub clean_found: u32,
    /// Pairs of these translations.
    pub clean_pairs: u32,
}

/// Fewer findings than this say nothing about a share.
const FEWEST: u32 = 20;

impl Measured {
    /// Share of right findings in per cent; `None` where there are too few to tell.
    #[must_use]
    pub fn precision(&self) -> Option<u32> {
        (self.found >= FEWEST).then(|| (200 * self.right + self.found) / (2 * self.found))
    }

    /// Findings per 1,000 pairs of clean text.
    #[must_use]
    pub fn alarms(&self) -> Option<f64> {
        (self.clean_pairs > 0).then(|| 1000.0 * f64::from(self.clean_found) / f64::from(self.clean_pairs))
    }
}

static ALL: LazyLock<BTreeMap<&'static str, Measured>> =
    LazyLock::new(|| include_str!("data/measured.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(row).collect());

fn row(line: &'static str) -> Option<(&'static str, Measured)> {
    let (rule, counts) = line.split_once('\t')?;
    let counts: Vec<u32> = counts.split('\t').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [pairs, pairs_right, documents, documents_right, clean_found, clean_pairs] = counts.try_into().ok()?;
    Some((rule, Measured { found: pairs + documents, right: pairs_right + documents_right, clean_found, clean_pairs }))
}

/// Number of languages with a file of facts.
#[must_use]
pub fn known_languages() -> usize {
    lang::all().count()
}

/// Into how many of these a rule can judge English text.
#[must_use]
pub fn judged_languages(rule: &dyn Rule) -> usize {
    let settings = Settings::default();
    let english = Lang::parse("en").ok();
    let judged = |(tag, _): &(&str, &lang::Language)| rule.unavailable(&Context::new(&settings, english, Lang::parse(tag).ok())).is_none();
    lang::all().filter(judged).count()
}

/// What was measured of a rule; `None` where it was not met in the labelled data.
#[must_use]
pub fn measured(rule: &str) -> Option<Measured> {
    ALL.get(rule).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::find;

    #[test]
    fn every_row_is_a_rule_and_whole() {
        let rows: Vec<&str> = include_str!("data/measured.tsv").lines().filter(|line| !line.starts_with(['#'])).skip(1).collect();
        assert_eq!(rows.len(), ALL.len());
        assert!(rows.len() > 30);
        for (rule, counts) in ALL.iter() {
            assert!(find(rule).is_some(), "{rule}");
            assert!(counts.right <= counts.found, "{rule}");
        }
    }

    #[test]
    fn few_findings_make_no_share() {
        let few = Measured { found: 19, right: 19, clean_found: 2, clean_pairs: 1000 };
        assert_eq!((few.precision(), few.alarms()), (None, Some(2.0)));
        assert_eq!(Measured { found: 40, right: 37, ..few }.precision(), Some(93));
    }
}
