//! Confidence by what was measured: what a rule says of itself, capped where labelled data show it to be right less often.
//!
//! `data/confidence.tsv` holds the caps by rule, pair of languages and band of the rule's own confidence. `benches/calibrate_confidence.py`
//! fits it: how often a finding would be true if one pair in a hundred had such a fault, from the share of faults that the rule finds
//! and from its rows on clean human translations. A cap only ever lowers a confidence.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::{Finding, Lang, Severity};

/// Lowest confidences of the bands, the highest band first.
const BANDS: [u8; 4] = [90, 80, 70, 0];

/// Where a rule was measured to be right less often than this, its rows are no reason to stop a run.
const DOUBTFUL: u8 = 60;

type Caps = FxHashMap<&'static str, Vec<(&'static str, u8, u8)>>;

/// Caps by rule: pair of languages (`en-hi`, or `*` for any), band, cap.
static CAPS: LazyLock<Caps> = LazyLock::new(|| read(include_str!("data/confidence.tsv")));

fn read(table: &'static str) -> Caps {
    let mut caps = Caps::default();
    for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let mut cells = line.split('\t');
        let (Some(rule), Some(pair)) = (cells.next(), cells.next()) else { continue };
        if let (Some(Ok(band)), Some(Ok(cap))) = (cells.next().map(str::parse), cells.next().map(str::parse)) {
            caps.entry(rule).or_default().push((pair, band, cap));
        }
    }
    caps
}

/// Caps the confidences of findings about a pair of languages.
pub(super) fn calibrate(findings: &mut [Finding], source: Option<Lang>, target: Option<Lang>) {
    if findings.is_empty() {
        return;
    }
    let pair = match (source, target) {
        (Some(source), Some(target)) => format!("{}-{}", source.language(), target.language()),
        _ => String::new(),
    };
    for finding in findings {
        let Some(caps) = CAPS.get(finding.rule) else { continue };
        let band = BANDS.into_iter().find(|low| finding.confidence >= *low).unwrap_or(0);
        let cap = |wanted: &str| caps.iter().find(|(known, low, _)| *known == wanted && *low == band).map(|(_, _, cap)| *cap);
        if let Some(cap) = cap(&pair).or_else(|| cap("*")) {
            finding.confidence = finding.confidence.min(cap);
            if finding.confidence < DOUBTFUL {
                finding.severity = finding.severity.min(Severity::Minor);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::find;

    #[test]
    fn every_cap_is_of_a_rule_and_below_its_band() {
        let rows = include_str!("data/confidence.tsv").lines().filter(|line| !line.starts_with('#')).skip(1).count();
        assert_eq!(rows, CAPS.values().map(Vec::len).sum::<usize>());
        for (rule, caps) in CAPS.iter() {
            assert!(find(rule).is_some(), "{rule}");
            for (pair, band, cap) in caps {
                assert!(BANDS.contains(band) && *cap <= 100, "{rule} {pair}");
                let known = *pair == "*" || pair.split_once('-').is_some_and(|(a, b)| Lang::parse(a).is_ok() && Lang::parse(b).is_ok());
                assert!(known, "{rule}: {pair}");
            }
        }
    }

    #[test]
    fn a_pair_of_languages_goes_before_all() {
        let caps = read("# note\nrule\tpair\tband\tcap\na\t*\t90\t85\na\ten-hi\t90\t60\n");
        assert_eq!(caps["a"], [("*", 90, 85), ("en-hi", 90, 60)]);
    }
}
