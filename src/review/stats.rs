//! How often each rule was right, by the verdicts so far.

use std::collections::BTreeMap;

use crate::{
    gate::{Opinion, Suppressions},
    model::Arrange,
};

/// Verdicts on the findings of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RulePrecision {
    pub rule: String,
    pub fix: u32,
    pub fp: u32,
    pub ok: u32,
}

impl RulePrecision {
    #[must_use]
    pub fn all(&self) -> u32 {
        self.fix + self.fp + self.ok
    }

    /// Share of findings that were true (`fix` and `ok`), in percent.
    #[must_use]
    pub fn percent(&self) -> u32 {
        ((self.fix + self.ok) * 200 + self.all()).checked_div(self.all() * 2).unwrap_or(0)
    }
}

/// Precision by rule, the most judged first.
#[must_use]
pub fn precision(suppressions: &Suppressions) -> Vec<RulePrecision> {
    let mut rules: BTreeMap<&str, RulePrecision> = BTreeMap::new();
    for entry in suppressions.entries.values() {
        let name = if entry.rule.is_empty() { "(rule not known)" } else { &entry.rule };
        let rule = rules.entry(name).or_insert_with(|| RulePrecision { rule: name.to_owned(), ..RulePrecision::default() });
        match entry.verdict {
            Opinion::Fix => rule.fix += 1,
            Opinion::Fp => rule.fp += 1,
            Opinion::Ok => rule.ok += 1,
        }
    }
    let mut all: Vec<RulePrecision> = rules.into_values().collect();
    all.arrange_by(|a, b| b.all().cmp(&a.all()).then_with(|| a.rule.cmp(&b.rule)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Suppression;

    #[test]
    fn counts_by_rule_and_rounds() {
        let mut all = Suppressions::default();
        let verdicts =
            [("number-value", Opinion::Fix), ("number-value", Opinion::Ok), ("number-value", Opinion::Fp), ("omission", Opinion::Fp)];
        for (at, (rule, verdict)) in verdicts.into_iter().enumerate() {
            let entry = Suppression { rule: rule.into(), verdict, reason: "r".into(), by: None, until: None, file: None };
            all.entries.insert(format!("bl-{at}"), entry);
        }
        let stats = precision(&all);
        assert_eq!((stats[0].rule.as_str(), stats[0].percent()), ("number-value", 67));
        assert_eq!((stats[1].rule.as_str(), stats[1].percent()), ("omission", 0));
    }
}
