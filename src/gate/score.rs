//! The issue score: penalty points per 1,000 words, calibrated as in MQM (Lommel et al. 2024) with pass threshold 90 at ten
//! points, so that the score is 100 less the normed penalty. A changed model must not call itself MQM, and this does not.

use std::collections::BTreeSet;

use crate::model::{Reported, Severity};

/// Below this many source words a score misleads: one minor finding in twelve words would cost 83 points.
const FEWEST_WORDS: u64 = 500;
/// Findings less sure than this do not move the score.
const SURE: u8 = 80;

/// Points and score of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// 0 to 100; `None` when the text is too short.
    pub value: Option<u8>,
    pub points: u32,
    /// `1×25 + 3×5 + 5×1 = 45 points in 702 words`.
    pub arithmetic: String,
}

/// Scores the findings of a document of `words` source words. The same variant of one name counts once.
#[must_use]
pub fn score<'a>(findings: impl Iterator<Item = &'a Reported>, words: u64) -> Score {
    let mut counts = [0u32; 4];
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for reported in findings {
        let finding = &reported.finding;
        if finding.confidence < SURE || reported.suppressed.is_some() {
            continue;
        }
        let repeated = matches!(finding.rule, "name-variant" | "name-policy");
        if repeated && !seen.insert((finding.rule, finding.target.as_ref().map_or("", |quote| quote.text.as_str()))) {
            continue;
        }
        counts[finding.severity as usize] += 1;
    }
    let mut points = 0;
    let mut terms = Vec::new();
    for severity in Severity::ALL {
        let count = counts[severity as usize];
        if count > 0 && severity.penalty() > 0 {
            points += count * severity.penalty();
            terms.push(format!("{count}×{}", severity.penalty()));
        }
    }
    let sum = if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") };
    let normed = (u64::from(points) * 1000).checked_div(words).unwrap_or(0);
    let value = (words >= FEWEST_WORDS).then(|| u8::try_from(100u64.saturating_sub(normed)).unwrap_or(0));
    Score { value, points, arithmetic: format!("{sum} = {points} points in {words} words") }
}
