//! Runs every rule that is switched on over an aligned document and keeps the account of what was judged.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use globset::Glob;
use rayon::prelude::*;

use super::{Bitext, Context, Pair, Reporter, Rule, Scope, all, confidence::calibrate, context::WINDOW, find, habits};
use crate::{
    config::{Level, Settings},
    model::{Arrange, Finding, Lang, RuleAccount, Severity},
};

/// What the rules found in one document pair, and how much of it they could judge.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgement {
    /// By bead, then rule.
    pub findings: Vec<Finding>,
    /// One a rule that is switched on, by name.
    pub accounts: Vec<RuleAccount>,
}

/// Pairs beside a window that rules of the scope `Near` may look at.
const MARGIN: usize = 8;

/// A rule that is switched on.
struct Asked {
    rule: &'static dyn Rule,
    level: Level,
    /// Why it cannot judge these texts.
    unavailable: Option<&'static str>,
}

impl Asked {
    fn judges(&self, scope: Scope) -> bool {
        self.unavailable.is_none() && self.rule.meta().scope == scope
    }

    fn set_severity(&self, findings: &mut [Finding]) {
        if let Level::At(severity) = self.level {
            findings.iter_mut().for_each(|finding| finding.severity = severity);
        }
    }
}

/// What one rule found, and what it could not judge.
#[derive(Debug, Default)]
struct Ran {
    findings: Vec<Finding>,
    checked: u32,
    skipped: u32,
    /// Few, and mostly none.
    reasons: Vec<(&'static str, u32)>,
}

impl Ran {
    fn count(&mut self, result: Result<(), &'static str>) {
        match result {
            Ok(()) => self.checked += 1,
            Err(reason) => {
                self.skipped += 1;
                self.note(reason, 1);
            }
        }
    }

    fn add(&mut self, mut other: Ran) {
        self.findings.append(&mut other.findings);
        self.checked += other.checked;
        self.skipped += other.skipped;
        for (reason, times) in other.reasons {
            self.note(reason, times);
        }
    }

    fn note(&mut self, reason: &'static str, times: u32) {
        match self.reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += times,
            None => self.reasons.push((reason, times)),
        }
    }

    /// The reason that was given most often; of two the later by its letters.
    fn reason(&self) -> Option<&'static str> {
        self.reasons.iter().max_by_key(|(reason, times)| (*times, *reason)).map(|(reason, _)| *reason)
    }
}

/// Judges an aligned document. With `pairs_only`, rules that need the whole document are left out.
#[must_use]
pub fn judge(bitext: &Bitext<'_>, cx: &Context<'_>, pairs_only: bool) -> Judgement {
    let asked = asked(cx, bitext.target.path, pairs_only);
    let mut judgement = Judgement::default();
    let linked = linked(bitext);
    let mut all = pairs(bitext, &asked, cx);
    documents(bitext, &asked, cx, &mut all);
    for (asked, mut ran) in asked.iter().zip(all) {
        let meta = asked.rule.meta();
        if asked.unavailable.is_some() {
            ran.skipped = if meta.scope != Scope::Pair { 1 } else { u32::try_from(linked).unwrap_or(u32::MAX) };
        }
        asked.set_severity(&mut ran.findings);
        let reason = asked.unavailable.or(ran.reason());
        judgement.accounts.push(RuleAccount { rule: meta.id, checked: ran.checked, skipped: ran.skipped, reason });
        judgement.findings.append(&mut ran.findings);
    }
    conclude(&mut judgement.findings, cx);
    if !pairs_only {
        gather_habits(&mut judgement.findings, linked);
    }
    judgement
}

/// The findings of each of some short documents of the same languages and path, as [`judge`] finds them. Rule by rule: what a rule looks up
/// and its code are at hand for all of them then.
#[must_use]
pub fn judge_each(bitexts: &[Bitext<'_>], cx: &Context<'_>) -> Vec<Vec<Finding>> {
    let mut all: Vec<Vec<Finding>> = bitexts.iter().map(|_| Vec::new()).collect();
    let asked = asked(cx, bitexts.first().map_or("", |bitext| bitext.target.path), false);
    for asked in asked.iter().filter(|asked| asked.unavailable.is_none()) {
        let meta = asked.rule.meta();
        for (bitext, findings) in bitexts.iter().zip(&mut all) {
            let first = findings.len();
            let mut out = Reporter::new(meta.id, findings);
            // Only the findings are asked for here, not what could not be judged.
            let _: Result<(), &str> = if meta.scope == Scope::Pair {
                judged(bitext, asked.rule, 0..bitext.beads.len()).try_for_each(|pair| asked.rule.pair(pair, cx, &mut out).or(Ok(())))
            } else {
                asked.rule.document(bitext, cx, &mut out)
            };
            asked.set_severity(&mut findings[first..]);
        }
    }
    for (bitext, findings) in bitexts.iter().zip(&mut all).filter(|(_, findings)| !findings.is_empty()) {
        conclude(findings, cx);
        gather_habits(findings, linked(bitext));
    }
    all
}

/// The rules that are switched on for these languages and this path.
fn asked(cx: &Context<'_>, path: &str, pairs_only: bool) -> Vec<Asked> {
    all()
        .iter()
        .filter(|rule| !(pairs_only && rule.meta().scope != Scope::Pair))
        .map(|rule| {
            let level = level(cx.settings, rule.meta().id, cx.source_lang, cx.target_lang, path);
            Asked { rule: *rule, level, unavailable: None }
        })
        .filter(|asked| asked.level != Level::Off)
        .map(|asked| Asked { unavailable: asked.rule.unavailable(cx), ..asked })
        .collect()
}

/// Pairs with text on both sides.
fn linked(bitext: &Bitext<'_>) -> usize {
    bitext.pairs.iter().filter(|pair| pair.is_linked()).count()
}

/// What is made of the findings of all rules.
fn conclude(findings: &mut Vec<Finding>, cx: &Context<'_>) {
    give_way(findings);
    if !cx.settings.uncalibrated {
        calibrate(findings, cx.source_lang, cx.target_lang);
    }
    // By bead: the first of a kind is the first of the text.
    findings.arrange_by(|a, b| (a.place.bead, a.rule).cmp(&(b.place.bead, b.rule)));
}

fn gather_habits(findings: &mut Vec<Finding>, linked: usize) {
    habits::gather(findings, |rule| find(rule).map(|rule| rule.meta().family), linked);
}

/// Adds what the rules say that need the whole document, and in a short one those that look a few pairs around.
fn documents(bitext: &Bitext<'_>, asked: &[Asked], cx: &Context<'_>, all: &mut [Ran]) {
    let long = bitext.beads.len() > WINDOW;
    for (asked, ran) in asked.iter().zip(all) {
        if asked.judges(Scope::Document) || (!long && asked.judges(Scope::Near)) {
            let result = asked.rule.document(bitext, cx, &mut Reporter::new(asked.rule.meta().id, &mut ran.findings));
            ran.count(result);
        }
    }
}

/// What each rule that judges pair by pair says of all pairs, and in a long document those that look a few pairs around: in windows, side
/// by side. What they work out of a pair is dropped with its window, so that memory does not grow with it.
fn pairs(bitext: &Bitext<'_>, asked: &[Asked], cx: &Context<'_>) -> Vec<Ran> {
    let length = bitext.beads.len();
    if length <= WINDOW {
        return window(bitext, &(0..length), asked, cx, false);
    }
    let (source, target, beads) = (bitext.source, bitext.target, bitext.beads);
    let part = |number: usize| {
        let own = number * WINDOW..length.min((number + 1) * WINDOW);
        let seen = own.start.saturating_sub(MARGIN)..length.min(own.end + MARGIN);
        window(&Bitext::window(source, target, beads, seen), &own, asked, cx, true)
    };
    let none = || asked.iter().map(|_| Ran::default()).collect();
    let mut all = (0..length.div_ceil(WINDOW)).into_par_iter().map(part).reduce(none, |mut all: Vec<Ran>, more| {
        all.iter_mut().zip(more).for_each(|(all, more)| all.add(more));
        all
    });
    // A document is judged once, however many windows it has.
    for (_, ran) in asked.iter().zip(&mut all).filter(|(asked, _)| asked.judges(Scope::Near)) {
        let judged = ran.checked > 0;
        (ran.checked, ran.skipped) = (u32::from(judged), u32::from(!judged));
        if judged {
            ran.reasons.clear();
        }
    }
    all
}

/// The pairs of some beads that a rule judges.
fn judged<'b, 'a>(bitext: &'b Bitext<'a>, rule: &'static dyn Rule, beads: Range<usize>) -> impl Iterator<Item = &'b Pair<'a>> {
    let alone = rule.judges_alone();
    beads.filter_map(|at| bitext.pair(at)).filter(move |pair| pair.is_linked() || (alone && !pair.target.is_empty()))
}

/// Judges some beads of a window; with `near`, by the rules too that look a few pairs around.
fn window(bitext: &Bitext<'_>, own: &Range<usize>, asked: &[Asked], cx: &Context<'_>, near: bool) -> Vec<Ran> {
    let one = |asked: &Asked| {
        let mut ran = Ran::default();
        if asked.judges(Scope::Pair) {
            for pair in judged(bitext, asked.rule, own.clone()) {
                let result = asked.rule.pair(pair, cx, &mut Reporter::new(asked.rule.meta().id, &mut ran.findings));
                ran.count(result);
            }
        }
        if near && asked.judges(Scope::Near) {
            let result = asked.rule.document(bitext, cx, &mut Reporter::new(asked.rule.meta().id, &mut ran.findings));
            ran.count(result);
            ran.findings.retain(|finding| own.contains(&(finding.place.bead as usize)));
        }
        ran
    };
    asked.iter().map(one).collect()
}

/// Rules that explain a whole bead, the strongest first: every other row about it says the same thing worse.
const EXPLAINS_ALL: [&str; 4] = ["untranslated", "wrong-language", "alignment-suspect", "repetition"];
/// A rule, and another whose finding on the same bead only follows from it.
const EXPLAINS: [(&str, &str); 24] = [
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
    ("mojibake", "quote-lost"),
    ("mojibake", "quote-unclosed"),
    ("mojibake", "stray-punctuation"),
    ("mojibake", "spacing"),
    ("mojibake", "number-extra"),
    ("mojibake", "question"),
];

/// The rule about pairs that may not belong together.
const DOUBT: &str = "alignment-suspect";
/// What is wrong with a text itself makes it unlike its source: these rules say what it is, and the pair is not in doubt.
const DAMAGE: [&str; 8] =
    ["truncated", "mojibake", "lost-characters", "repetition", "duplicate-sentence", "addition", "half-translated", "empty-translation"];

/// Drops findings that only follow from another one on the same bead.
fn give_way(findings: &mut Vec<Finding>) {
    let damaged: BTreeSet<u32> =
        findings.iter().filter(|f| f.severity > Severity::Info && DAMAGE.contains(&f.rule)).map(|f| f.place.bead).collect();
    // A pair in doubt for its signs in sum, but not surely so, is no news where something graver is told of it.
    let told: BTreeSet<u32> = findings.iter().filter(|f| f.severity > Severity::Minor && f.rule != DOUBT).map(|f| f.place.bead).collect();
    findings.retain(|finding| {
        let (bead, doubt) = (finding.place.bead, finding.rule == DOUBT);
        !(doubt && (damaged.contains(&bead) || finding.severity < Severity::Major && told.contains(&bead)))
    });
    let rank = |rule: &str| EXPLAINS_ALL.iter().position(|known| *known == rule).unwrap_or(usize::MAX);
    let mut there: BTreeMap<u32, Vec<&'static str>> = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.severity > Severity::Info && (f.rule != DOUBT || f.severity > Severity::Minor)) {
        there.entry(finding.place.bead).or_default().push(finding.rule);
    }
    findings.retain(|finding| {
        let others = there.get(&finding.place.bead).map_or(&[][..], Vec::as_slice);
        let explained =
            |by: &&'static str| (rank(by) < usize::MAX && rank(by) < rank(finding.rule)) || EXPLAINS.contains(&(*by, finding.rule));
        // A line of code is no part of the sentences beside it.
        finding.beside.is_some() || !others.iter().any(explained)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Bead, Segment},
        rules::Side,
    };

    /// Findings of a text of so many lines, of which some promise another figure and some lost their address; others are in another language.
    fn judged(lines: usize, wrong: &[usize], foreign: &[usize]) -> Judgement {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let segments =
            |text: &dyn Fn(usize) -> String| -> Vec<Segment> { (0..lines).map(|at| Segment::line(number(at), text(at))).collect() };
        let source = segments(&|at| format!("Pump number {} stands in the old hall, see www.example.org/{at}.", 3 * at + 100));
        let target = segments(&|at| match wrong.contains(&at) {
            _ if foreign.contains(&at) => {
                "Personne ne sait pourquoi les vieilles machines de la grande salle ne marchent plus depuis hier.".to_owned()
            }
            true => format!("Pumpe Nummer {} steht in der alten Halle, siehe www.example.org/x{at}.", 3 * at + 101),
            false => format!("Pumpe Nummer {} steht in der alten Halle, siehe www.example.org/{at}.", 3 * at + 100),
        });
        let beads: Vec<Bead> = (0..lines)
            .map(|at| Bead {
                source: number(at)..number(at + 1),
                target: number(at)..number(at + 1),
                confidence: 1.0,
                score: 0.0,
                moved: false,
            })
            .collect();
        let lang = |tag: &str| Lang::parse(tag).ok();
        let side = |tag: &str, segments| Side { lang: lang(tag), path: "a.txt", segments, aside: &[] };
        let settings = Settings::default();
        let bitext = Bitext::new(side("en", &source), side("de", &target), &beads);
        judge(&bitext, &Context::new(&settings, lang("en"), lang("de")), false)
    }

    #[test]
    fn a_long_document_is_judged_window_by_window_as_a_whole() {
        let lines = 2 * WINDOW + 10;
        let wrong = [0, WINDOW - 1, WINDOW + 9, 2 * WINDOW + 3];
        let judgement = judged(lines, &wrong, &[]);
        for (rule, scope) in [("url-email-handle", Scope::Pair), ("number-value", Scope::Near)] {
            assert_eq!(find(rule).map(|rule| rule.meta().scope), Some(scope), "{rule}");
            let at: Vec<usize> = judgement.findings.iter().filter(|f| f.rule == rule).map(|f| f.place.bead as usize).collect();
            assert_eq!(at, wrong, "{rule}");
            let account = judgement.accounts.iter().find(|account| account.rule == rule).expect("an account");
            let all = if scope == Scope::Pair { u32::try_from(lines).unwrap_or(0) } else { 1 };
            assert_eq!((account.checked, account.skipped), (all, 0), "{rule}");
        }
    }

    #[test]
    fn windows_change_nothing() {
        // The same lines below and above the length from which a document is judged in windows.
        let told = |lines: usize| -> Vec<(u32, &'static str, String, u8)> {
            let findings = judged(lines, &[3, 40], &[50, 51, 300]).findings;
            findings.into_iter().map(|f| (f.place.bead, f.rule, f.message, f.confidence)).collect()
        };
        let short = told(WINDOW);
        assert_eq!(short.iter().filter(|(_, rule, ..)| *rule == "wrong-language").count(), 2, "{short:?}");
        assert_eq!(short, told(WINDOW + 1));
    }
}
