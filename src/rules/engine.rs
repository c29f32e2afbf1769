//! Runs every rule that is switched on over an aligned document and keeps the account of what was judged.

use std::collections::BTreeMap;

use globset::Glob;

use super::{Bitext, Context, Reporter, Rule, Scope, all, confidence::calibrate, find, habits};
use crate::{
    config::{Level, Settings},
    model::{Finding, Lang, RuleAccount, Severity},
};

/// What the rules found in one document pair, and how much of it they could judge.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgement {
    /// By bead, then rule.
    pub findings: Vec<Finding>,
    /// One a rule that is switched on, by name.
    pub accounts: Vec<RuleAccount>,
}

/// Judges an aligned document. With `pairs_only`, rules that need the whole document are left out.
#[must_use]
pub fn judge(bitext: &Bitext<'_>, cx: &Context<'_>, pairs_only: bool) -> Judgement {
    let mut judgement = Judgement::default();
    for rule in all() {
        let meta = rule.meta();
        let level = level(cx.settings, meta.id, cx.source_lang, cx.target_lang, bitext.target.path);
        if level == Level::Off || (pairs_only && meta.scope == Scope::Document) {
            continue;
        }
        let mut found = Vec::new();
        judgement.accounts.push(run(*rule, bitext, cx, &mut found));
        if let Level::At(severity) = level {
            found.iter_mut().for_each(|finding| finding.severity = severity);
        }
        judgement.findings.append(&mut found);
    }
    give_way(&mut judgement.findings);
    if !cx.settings.uncalibrated {
        calibrate(&mut judgement.findings, cx.source_lang, cx.target_lang);
    }
    // By bead: the first of a kind is the first of the text.
    judgement.findings.sort_by(|a, b| (a.place.bead, a.rule).cmp(&(b.place.bead, b.rule)));
    if !pairs_only {
        let linked = bitext.pairs.iter().filter(|pair| pair.is_linked()).count();
        habits::gather(&mut judgement.findings, |rule| find(rule).map(|rule| rule.meta().family), linked);
    }
    judgement
}

fn run(rule: &dyn Rule, bitext: &Bitext<'_>, cx: &Context<'_>, found: &mut Vec<Finding>) -> RuleAccount {
    let meta = rule.meta();
    let mut account = RuleAccount { rule: meta.id, checked: 0, skipped: 0, reason: None };
    let mut reasons: BTreeMap<&'static str, u32> = BTreeMap::new();
    let units = match meta.scope {
        Scope::Document => 1,
        Scope::Pair => u32::try_from(bitext.pairs.iter().filter(|pair| pair.is_linked()).count()).unwrap_or(u32::MAX),
    };
    if let Some(reason) = rule.unavailable(cx) {
        return RuleAccount { skipped: units, reason: Some(reason), ..account };
    }
    let mut reporter = Reporter::new(meta.id, found);
    let mut count = |result: Result<(), &'static str>| match result {
        Ok(()) => account.checked += 1,
        Err(reason) => {
            account.skipped += 1;
            *reasons.entry(reason).or_default() += 1;
        }
    };
    match meta.scope {
        Scope::Document => count(rule.document(bitext, cx, &mut reporter)),
        Scope::Pair => bitext.pairs.iter().filter(|pair| pair.is_linked()).for_each(|pair| count(rule.pair(pair, cx, &mut reporter))),
    }
    account.reason = reasons.into_iter().max_by_key(|(_, times)| *times).map(|(reason, _)| reason);
    account
}

/// Rules that explain a whole bead, the strongest first: every other row about it says the same thing worse.
const EXPLAINS_ALL: [&str; 4] = ["untranslated", "wrong-language", "alignment-suspect", "repetition"];
/// A rule, and another whose finding on the same bead only follows from it.
const EXPLAINS: [(&str, &str); 18] = [
    ("duplicate-sentence", "reused-translation"),
    ("truncated", "length-outlier"),
    ("truncated", "omission"),
    ("duplicate-sentence", "addition"),
    ("duplicate-sentence", "name-missing"),
    ("duplicate-sentence", "name-extra"),
    ("duplicate-sentence", "name-mismatch"),
    ("duplicate-sentence", "place-mismatch"),
    ("name-mismatch", "quote-speaker"),
    ("number-value", "self-contradiction"),
    ("self-contradiction", "number-extra"),
    ("sister-language", "spelling-locale"),
    ("name-misspelt", "name-variant"),
    ("name-mismatch", "name-variant"),
    ("half-translated", "name-untransliterated"),
    ("name-untransliterated", "mixed-script"),
    ("name-untransliterated", "name-missing"),
    ("homograph-place", "name-missing"),
];

/// Drops findings that only follow from another one on the same bead.
fn give_way(findings: &mut Vec<Finding>) {
    let rank = |rule: &str| EXPLAINS_ALL.iter().position(|known| *known == rule).unwrap_or(usize::MAX);
    let mut there: BTreeMap<u32, Vec<&'static str>> = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.severity > Severity::Info) {
        there.entry(finding.place.bead).or_default().push(finding.rule);
    }
    findings.retain(|finding| {
        let others = there.get(&finding.place.bead).map_or(&[][..], Vec::as_slice);
        let explained =
            |by: &&'static str| (rank(by) < usize::MAX && rank(by) < rank(finding.rule)) || EXPLAINS.contains(&(*by, finding.rule));
        !others.iter().any(explained)
    });
}

/// What the settings say about a rule here; the last override that applies wins.
fn level(settings: &Settings, rule: &str, source: Option<Lang>, target: Option<Lang>, path: &str) -> Level {
    let applies = |glob: &str| Glob::new(glob).is_ok_and(|glob| glob.compile_matcher().is_match(path));
    let same = |wanted: Lang, found: Option<Lang>| found.is_some_and(|lang| lang.same_language(&wanted));
    settings
        .rules
        .iter()
        .rev()
        .find(|o| {
            o.rule == rule
                && o.pair.is_none_or(|(from, to)| same(from, source) && same(to, target))
                && o.path.as_deref().is_none_or(applies)
        })
        .map_or(Level::On, |o| o.level)
}
