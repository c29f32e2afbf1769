//! The issue score: penalty points per 1,000 words, calibrated as in MQM (Lommel et al. 2024): `100 − NPT × (100 − PT) / APP`, by
//! default with pass threshold 90 at ten points, so 100 less the normed penalty. A changed model must not call itself MQM, and
//! this does not.

use std::{collections::BTreeMap, collections::BTreeSet, fmt::Write};

use crate::{
    config::Gate,
    model::{PairOutcome, Severity, Standing},
};

/// Below this many source words a score misleads: one minor finding in twelve words would cost 83 points.
const FEWEST_WORDS: u32 = 500;
/// Findings less sure than this do not move the score.
const SURE: u8 = 80;

/// What the points were counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreKind {
    /// Issues that nobody has confirmed yet.
    Unreviewed,
    /// Every finding that counts has a reviewer's verdict.
    Confirmed,
    /// Too few words for a score.
    TooShort,
}

impl ScoreKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ScoreKind::Unreviewed => "unreviewed",
            ScoreKind::Confirmed => "confirmed",
            ScoreKind::TooShort => "too-short",
        }
    }
}

/// Points and score of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// 0 to 100; `None` when the text is too short.
    pub value: Option<u8>,
    pub kind: ScoreKind,
    pub points: f64,
    /// `1×25 + 3×5 + 5×1 = 45 points in 702 words → 64.1 per 1,000`.
    pub arithmetic: String,
}

/// Scores the findings of a document. The same variant of one name counts once.
#[must_use]
pub fn score(outcome: &PairOutcome, gate: &Gate) -> Score {
    let words = outcome.source.words;
    // Severity and weight → how often; the weight in thousandths, so that it can be ordered.
    let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, u32), u32> = BTreeMap::new();
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    let (mut new, mut judged) = (false, false);
    for reported in outcome.findings.iter().filter(|r| r.finding.confidence >= SURE && r.finding.severity.penalty() > 0) {
        let finding = &reported.finding;
        new |= matches!(reported.standing, Standing::New | Standing::Baselined);
        judged |= matches!(reported.standing, Standing::Open | Standing::Suppressed(_));
        if matches!(reported.standing, Standing::Suppressed(_)) {
            continue;
        }
        let repeated = matches!(finding.rule, "name-variant" | "name-policy");
        if repeated && !seen.insert((finding.rule, finding.target.as_ref().map_or("", |quote| quote.text.as_str()))) {
            continue;
        }
        *counts.entry((std::cmp::Reverse(finding.severity), gate.weight(finding.rule))).or_default() += 1;
    }
    let mut points = 0.0;
    let mut sum = String::new();
    for ((severity, weight), count) in counts {
        let weight = f64::from(weight) / 1000.0;
        points += f64::from(count) * f64::from(severity.0.penalty()) * weight;
        let _ = write!(sum, "{}{count}×{}", if sum.is_empty() { "" } else { " + " }, severity.0.penalty());
        if (weight - 1.0).abs() > 1e-9 {
            let _ = write!(sum, "×{weight}");
        }
    }
    if sum.is_empty() {
        sum.push('0');
    }
    let normed = if words == 0 { 0.0 } else { points * 1000.0 / f64::from(words) };
    let lost = normed * f64::from(100 - gate.pass_threshold.min(100)) / f64::from(gate.allowed_points.max(1));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let value = (words >= FEWEST_WORDS).then(|| (100.0 - lost).clamp(0.0, 100.0).round() as u8);
    let kind = match value {
        None => ScoreKind::TooShort,
        Some(_) if judged && !new => ScoreKind::Confirmed,
        Some(_) => ScoreKind::Unreviewed,
    };
    Score { value, kind, points, arithmetic: format!("{sum} = {points} points in {words} words → {normed:.1} per 1,000") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::decision::tests::{outcome, reported};

    #[test]
    fn the_table_of_cases() {
        use Severity::{Critical, Major, Minor};
        // Words, findings, score: figures worked out by hand.
        type Case = (u32, &'static [(Severity, usize)], Option<u8>);
        let cases: [Case; 6] = [
            (700, &[(Critical, 1), (Major, 3), (Minor, 5)], Some(36)),
            (700, &[(Minor, 2)], Some(97)),
            (300, &[(Minor, 1)], None),
            (5000, &[(Major, 4), (Minor, 10)], Some(94)),
            (5000, &[(Critical, 1)], Some(95)),
            (12, &[(Minor, 1)], None),
        ];
        for (words, findings, expected) in cases {
            let all = findings.iter().flat_map(|(severity, times)| (0..*times).map(|_| reported(*severity, 97))).collect();
            assert_eq!(score(&outcome(words, all), &Gate::default()).value, expected, "{words} words");
        }
    }

    #[test]
    fn prints_its_arithmetic_and_ignores_the_unsure() {
        let findings = vec![reported(Severity::Critical, 97), reported(Severity::Major, 79), reported(Severity::Minor, 80)];
        let scored = score(&outcome(702, findings), &Gate::default());
        assert_eq!(scored.arithmetic, "1×25 + 1×1 = 26 points in 702 words → 37.0 per 1,000");
        assert_eq!((scored.value, scored.kind), (Some(63), ScoreKind::Unreviewed));
    }

    #[test]
    fn verdicts_confirm_and_weights_weigh() {
        let mut open = reported(Severity::Critical, 97);
        open.standing = Standing::Open;
        let mut hidden = reported(Severity::Major, 97);
        hidden.standing = Standing::Suppressed("style".into());
        let mut gate = Gate::default();
        let scored = score(&outcome(1000, vec![open.clone(), hidden.clone()]), &gate);
        assert_eq!((scored.value, scored.kind), (Some(75), ScoreKind::Confirmed));
        gate.weights.insert("number-value".into(), 0.5);
        let scored = score(&outcome(1000, vec![open, hidden, reported(Severity::Minor, 90)]), &gate);
        assert_eq!((scored.value, scored.kind), (Some(87), ScoreKind::Unreviewed));
        assert!(scored.arithmetic.starts_with("1×25×0.5 + 1×1×0.5 = 13 points"), "{}", scored.arithmetic);
    }
}
