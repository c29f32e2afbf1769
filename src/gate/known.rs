//! All that people have said before: verdicts, decisions about names, the baseline. Tells how a finding stands, and what is stale.

use std::collections::BTreeSet;

use super::{Baseline, Day, NameDecisions, Opinion, Suppressions};
use crate::model::{Finding, Standing};

/// What was said before this run.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub suppressions: Suppressions,
    pub names: NameDecisions,
    pub baseline: Option<Baseline>,
    /// Entries whose `until` lies before this day do not count.
    pub today: Option<Day>,
}

/// An entry that no longer matches anything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// Which file holds the entry: a suppression or the baseline.
    pub baselined: bool,
    pub id: String,
    pub rule: String,
    pub file: Option<String>,
    /// It ran out on this day, and its finding is shown again.
    pub ran_out: Option<Day>,
}

impl Known {
    /// Whether some entry speaks of this fingerprint.
    #[must_use]
    pub fn speaks_of(&self, id: &str) -> bool {
        self.suppressions.entries.contains_key(id) || self.baseline.as_ref().is_some_and(|baseline| baseline.findings.contains_key(id))
    }

    /// How a finding stands. `inline` is the reason that a comment in the document gives for leaving it alone.
    #[must_use]
    pub fn standing(&self, id: &str, finding: &Finding, inline: Option<String>) -> Standing {
        if let Some(reason) = inline {
            return Standing::Suppressed(reason);
        }
        let entry = self.suppressions.entries.get(id).filter(|entry| !self.has_run_out(entry.until));
        match entry {
            Some(entry) if entry.verdict == Opinion::Fix => return Standing::Open,
            Some(entry) => return Standing::Suppressed(entry.reason.clone()),
            None => {}
        }
        if let (Some(source), Some(target)) = (&finding.source, &finding.target)
            && finding.rule.starts_with("name-")
            && let Some(reason) = self.names.accepts(&source.text, &target.text)
        {
            return Standing::Suppressed(reason);
        }
        if self.baseline.as_ref().is_some_and(|baseline| baseline.findings.contains_key(id)) {
            return Standing::Baselined;
        }
        Standing::New
    }

    fn has_run_out(&self, until: Option<Day>) -> bool {
        until.zip(self.today).is_some_and(|(until, today)| until < today)
    }

    /// Entries that ran out, and entries of the `checked` files that matched none of the findings `seen`.
    #[must_use]
    pub fn stale(&self, seen: &BTreeSet<String>, checked: &BTreeSet<String>) -> Vec<Stale> {
        let gone = |id: &str, file: Option<&String>| !seen.contains(id) && file.is_none_or(|file| checked.contains(file));
        let suppressions = self.suppressions.entries.iter().filter_map(|(id, entry)| {
            let ran_out = entry.until.filter(|_| self.has_run_out(entry.until));
            (ran_out.is_some() || gone(id, entry.file.as_ref())).then(|| Stale {
                baselined: false,
                id: id.clone(),
                rule: entry.rule.clone(),
                file: entry.file.clone(),
                ran_out,
            })
        });
        let baseline = self.baseline.iter().flat_map(|baseline| &baseline.findings);
        let baseline = baseline.filter(|(id, entry)| gone(id, Some(&entry.file))).map(|(id, entry)| Stale {
            baselined: true,
            id: id.clone(),
            rule: entry.rule.clone(),
            file: Some(entry.file.clone()),
            ran_out: None,
        });
        suppressions.chain(baseline).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        gate::Suppression,
        model::{Place, Severity},
    };

    fn finding() -> Finding {
        let place = Place { bead: 0, source: (0..1).into(), target: (0..1).into() };
        Finding {
            rule: "number-value",
            severity: Severity::Critical,
            confidence: 97,
            place,
            issue: "Number changed",
            message: String::new(),
            template: None,
            source: None,
            target: None,
            suggestion: None,
            evidence: Vec::new(),
            also: 0,
            beside: None,
        }
    }

    fn known(verdict: Opinion, until: Option<&str>) -> Known {
        let mut known = Known { today: "2026-06-01".parse().ok(), ..Known::default() };
        let entry = Suppression {
            rule: "number-value".into(),
            verdict,
            reason: "checked".into(),
            by: None,
            until: until.and_then(|day| day.parse().ok()),
            file: Some("a.md".into()),
        };
        known.suppressions.entries.insert("bl-a".into(), entry);
        known
    }

    #[test]
    fn verdicts_hide_reopen_and_run_out() {
        let standing = |known: &Known| known.standing("bl-a", &finding(), None);
        assert_eq!(standing(&known(Opinion::Fp, None)), Standing::Suppressed("checked".into()));
        assert_eq!(standing(&known(Opinion::Ok, Some("2026-06-01"))), Standing::Suppressed("checked".into()));
        assert_eq!(standing(&known(Opinion::Ok, Some("2026-05-31"))), Standing::New);
        assert_eq!(standing(&known(Opinion::Fix, None)), Standing::Open);
        assert_eq!(known(Opinion::Fp, None).standing("bl-b", &finding(), None), Standing::New);
        assert_eq!(Known::default().standing("bl-b", &finding(), Some("why".into())), Standing::Suppressed("why".into()));
    }

    #[test]
    fn only_checked_files_have_stale_entries() {
        let known = known(Opinion::Fp, None);
        let set = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(known.stale(&set(&[]), &set(&["a.md"])).len(), 1);
        assert!(known.stale(&set(&["bl-a"]), &set(&["a.md"])).is_empty());
        assert!(known.stale(&set(&[]), &set(&["b.md"])).is_empty());
        assert!(super::tests::known(Opinion::Fp, Some("2020-01-01")).stale(&set(&["bl-a"]), &set(&[]))[0].ran_out.is_some());
    }
}
