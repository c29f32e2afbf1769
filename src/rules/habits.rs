//! What a translation does throughout is one finding: forty rows that say the same about forty sentences hide the other two.

use std::collections::BTreeMap;

use crate::model::Finding;

/// The family whose findings are about habits of writing.
const FAMILY: &str = "typography";
/// So many findings of one kind, and so large a share of the linked pairs, make a habit.
const FEWEST: usize = 8;
const SHARE: f64 = 0.5;
/// Rules about a whole file that was read or written wrongly, of which any share is one fault.
const WHOLE: &[&str] = &["mojibake"];

/// Leaves the first of the findings that say the same about half of the pairs or more, and counts the others in it.
pub(super) fn gather(findings: &mut Vec<Finding>, family: impl Fn(&str) -> Option<&'static str>, linked: usize) {
    let mut kinds: BTreeMap<(&'static str, &'static str), usize> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| family(finding.rule) == Some(FAMILY)) {
        *kinds.entry((finding.rule, finding.issue)).or_default() += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "pairs of a document")]
    kinds.retain(|(rule, _), count| *count >= FEWEST && (WHOLE.contains(rule) || *count as f64 >= SHARE * linked as f64));
    let mut kept: Vec<(&'static str, &'static str)> = Vec::new();
    findings.retain_mut(|finding| {
        let kind = (finding.rule, finding.issue);
        let Some(count) = kinds.get(&kind) else { return true };
        let first = !kept.contains(&kind);
        if first {
            kept.push(kind);
            finding.also = u32::try_from(count - 1).unwrap_or(u32::MAX);
        }
        first
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Place, SegmentRange, Severity},
        rules::Reporter,
    };

    fn findings(places: &[u32], rule: &'static str) -> Vec<Finding> {
        let mut found = Vec::new();
        for bead in places {
            let range = SegmentRange { start: *bead, end: bead + 1 };
            let place = Place { bead: *bead, source: range, target: range };
            Reporter::new(rule, &mut found).report(place, Severity::Minor, 80, "No final mark", "none");
        }
        found
    }

    fn family(rule: &str) -> Option<&'static str> {
        Some(if rule == "final-punctuation" { "typography" } else { "facts" })
    }

    #[test]
    fn a_habit_is_told_once() {
        let mut found = findings(&[1, 2, 4, 5, 6, 7, 8, 9, 11], "final-punctuation");
        gather(&mut found, family, 12);
        assert_eq!(found.iter().map(|f| (f.place.bead, f.also)).collect::<Vec<_>>(), [(1, 8)]);
    }

    #[test]
    fn what_happens_now_and_then_stays() {
        for (pairs, linked) in [(9, 40), (5, 6)] {
            let places: Vec<u32> = (0..pairs).collect();
            let mut found = findings(&places, "final-punctuation");
            gather(&mut found, family, linked);
            assert_eq!(found.len(), places.len());
        }
        let mut broken = findings(&[1, 2, 3, 4, 5, 6, 7, 8, 9], "mojibake");
        gather(&mut broken, |_| Some("typography"), 40);
        assert_eq!(broken.len(), 1, "a file in the wrong encoding");
        let mut facts = findings(&[1, 2, 3, 4, 5, 6, 7, 8, 9], "number-value");
        gather(&mut facts, family, 10);
        assert_eq!(facts.len(), 9, "a fact is no habit");
    }
}
