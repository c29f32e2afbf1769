//! From what a survey found to what is reported: which rule, how sure, and why.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::gathered::differ;
use crate::{
    model::Severity,
    names::{Survey, Unanswered, Uncovered, candidates::bare},
    rules::{Bitext, Reporter},
};

/// The rule that answers for a suspicion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Missing,
    Extra,
    Mismatch,
    Misspelt,
}

/// Something that does not fit about a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Suspicion {
    pub kind: Kind,
    pub pair: usize,
    pub source: Option<Range<usize>>,
    pub target: Option<Range<usize>>,
    pub message: String,
    pub confidence: u8,
    /// The sentence beside it has the name: a pronoun may do here.
    pub beside: bool,
    pub suggestion: Option<String>,
    pub evidence: Vec<(&'static str, String)>,
}

/// Below this a suspicion is kept as information only.
const SURE: u8 = 80;

/// A name of one side that the other lacks, joined with the words of the same name next to it.
#[derive(Debug, Clone)]
struct Gap {
    pair: usize,
    span: Range<usize>,
    /// The name as the other side would write it.
    name: String,
    confidence: u8,
    mentions: usize,
    beside: bool,
}

/// All that does not fit, in order of pair.
pub(super) fn suspicions(survey: &Survey, texts: &[(&str, &str)]) -> Vec<Suspicion> {
    let latin = |at: usize| texts.get(at).map_or("", |t| if survey.source_is_latin { t.0 } else { t.1 });
    let other = |at: usize| texts.get(at).map_or("", |t| if survey.source_is_latin { t.1 } else { t.0 });
    let mut lost: Vec<Gap> = Vec::new();
    for gap in &survey.uncovered {
        // The same form rendered by something else elsewhere is a word, not a name.
        if gap.seen > gap.answered + 2 {
            continue;
        }
        let written = other(gap.pair).get(gap.span.clone()).unwrap_or_default();
        let near = [gap.pair.checked_sub(1), Some(gap.pair + 1)].into_iter().flatten();
        let beside = near.filter(|at| latin(*at).to_lowercase().contains(&bare(&gap.latin)));
        let beside: Vec<usize> = beside.collect();
        // A neighbour that has the name without its own source asking for it answers this one.
        if beside.iter().any(|at| !other(*at).contains(written)) {
            continue;
        }
        let next = Gap {
            pair: gap.pair,
            span: gap.span.clone(),
            name: gap.latin.clone(),
            confidence: known_confidence(gap),
            mentions: gap.answered,
            beside: !beside.is_empty(),
        };
        push(&mut lost, next, other(gap.pair));
    }
    let by_form = by_source_form(survey);
    let mut strange: Vec<Gap> = Vec::new();
    for word in &survey.unanswered {
        let bare = bare(&word.form);
        let mentions = by_form.get(bare.as_str()).filter(|_| survey.source_is_latin).map_or(&[][..], Vec::as_slice);
        let forms = || mentions.iter().map(|at| survey.mentions[*at].target_form.as_str());
        let beside = word.answered_elsewhere > 0
            && [word.pair.checked_sub(1), Some(word.pair + 1)].into_iter().flatten().any(|at| forms().any(|form| other(at).contains(form)));
        let next = Gap {
            pair: word.pair,
            span: word.span.clone(),
            name: forms().next().unwrap_or_default().to_owned(),
            confidence: word_confidence(word, survey.source_is_latin),
            mentions: word.answered_elsewhere,
            beside,
        };
        push(&mut strange, next, latin(word.pair));
    }
    let mut out = joined(survey, lost, strange, texts);
    out.extend(misspelt(survey, &by_form, texts));
    out.sort_by_key(|s| (s.pair, s.source.as_ref().map(|r| r.start), s.target.as_ref().map(|r| r.start)));
    out
}

/// Mentions by source form.
fn by_source_form(survey: &Survey) -> FxHashMap<&str, Vec<usize>> {
    let mut index: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, mention) in survey.mentions.iter().enumerate() {
        index.entry(&mention.source_form).or_default().push(at);
    }
    index
}

fn push(list: &mut Vec<Gap>, next: Gap, text: &str) {
    match list.last_mut() {
        Some(last)
            if last.pair == next.pair
                && last.beside == next.beside
                && text.get(last.span.end..next.span.start).is_some_and(|between| between.trim_matches([' ', '-']).is_empty()) =>
        {
            last.span.end = next.span.end;
            last.name = format!("{} {}", last.name, next.name).trim().to_owned();
            last.confidence = last.confidence.max(next.confidence);
            last.mentions = last.mentions.min(next.mentions);
        }
        _ => list.push(next),
    }
}

/// A name that is answered everywhere else: of such findings on clean documents about half were pronouns or other ways of naming, so
/// that none may stop a run.
const NAMED_OFTEN: u8 = 88;

/// How sure we are that a known name is missing.
fn known_confidence(gap: &Uncovered) -> u8 {
    match gap.answered {
        0 => 0,
        1 => 62,
        2 => 84,
        _ => NAMED_OFTEN,
    }
}

/// How sure we are that a capitalised word has no counterpart though it should.
fn word_confidence(word: &Unanswered, of_source: bool) -> u8 {
    let whole_run = word.run_unanswered >= 2;
    match (word.answered_elsewhere, word.unanswered_elsewhere) {
        // A name of the source that the batch answers elsewhere is missing here.
        (3.., 0 | 1) if of_source => NAMED_OFTEN,
        (2, 0 | 1) if of_source => 84,
        (2.., 0) => 78,
        (1, 0) => 72,
        (1.., 1) => 50,
        (1.., _) => 25,
        (0, 0 | 1) if whole_run => 48,
        (0, 0 | 1) if !word.initial => 30,
        (0, 0 | 1) => 12,
        _ => 8,
    }
}

/// A missing name and a strange one in one pair are a name for another.
fn joined(survey: &Survey, lost: Vec<Gap>, strange: Vec<Gap>, texts: &[(&str, &str)]) -> Vec<Suspicion> {
    let mut out = Vec::new();
    let mut strange = strange.into_iter().peekable();
    let mut lost = lost.into_iter().peekable();
    let alone = |gap: Gap, of_latin: bool| {
        let on_source = of_latin == survey.source_is_latin;
        let text = texts.get(gap.pair).map_or("", |t| if on_source { t.0 } else { t.1 });
        let written = text.get(gap.span.clone()).unwrap_or_default();
        let shown = if gap.name.is_empty() { written.to_owned() } else { format!("{written} ({})", gap.name) };
        let (kind, message) = if on_source {
            let place = if gap.beside { "; the one beside it has the name" } else { " or next to it" };
            (Kind::Missing, format!("{shown} is named in the source, not in this sentence{place}"))
        } else {
            (Kind::Extra, format!("Target names “{written}”; the source sentence does not"))
        };
        // Translators name whom the source calls "he": by itself that is worth knowing and no fault.
        let confidence = if kind == Kind::Extra { gap.confidence.min(SURE - 2) } else { gap.confidence };
        Suspicion {
            kind,
            pair: gap.pair,
            source: on_source.then(|| gap.span.clone()),
            target: (!on_source).then(|| gap.span.clone()),
            message,
            confidence,
            beside: gap.beside,
            suggestion: None,
            evidence: vec![("mentions elsewhere", gap.mentions.to_string())],
        }
    };
    loop {
        match (lost.peek(), strange.peek()) {
            (Some(one), Some(other)) if one.pair == other.pair => {
                let (Some(one), Some(other)) = (lost.next(), strange.next()) else { break };
                out.push(mismatch(survey, &one, &other, texts));
            }
            (Some(one), other) if other.is_none_or(|other| one.pair < other.pair) => out.extend(lost.next().map(|gap| alone(gap, false))),
            (_, Some(_)) => out.extend(strange.next().map(|gap| alone(gap, true))),
            _ => break,
        }
    }
    out
}

fn mismatch(survey: &Survey, other: &Gap, latin: &Gap, texts: &[(&str, &str)]) -> Suspicion {
    let (source, target) = if survey.source_is_latin { (latin, other) } else { (other, latin) };
    let text = texts.get(source.pair).copied().unwrap_or_default();
    let (named, shown) = (text.0.get(source.span.clone()).unwrap_or_default(), text.1.get(target.span.clone()).unwrap_or_default());
    let doubt = (100.0 - f32::from(other.confidence)) * (100.0 - f32::from(latin.confidence)) / 100.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
    let confidence = (100.0 - doubt).clamp(0.0, 95.0) as u8;
    // Both must be names that the batch answers, or a translated word meets a chance likeness.
    let both = latin.mentions >= 1 && other.mentions >= 1 && latin.mentions + other.mentions >= 3;
    let confidence = if both { confidence } else { confidence.min(SURE - 2) };
    let reading = if source.name.is_empty() { String::new() } else { format!(" ({})", source.name) };
    Suspicion {
        kind: Kind::Mismatch,
        pair: source.pair,
        source: Some(source.span.clone()),
        target: Some(target.span.clone()),
        message: format!("Source has {named}{reading}, target names “{shown}”"),
        confidence,
        beside: other.beside || latin.beside,
        suggestion: (!source.name.is_empty()).then(|| source.name.clone()),
        evidence: vec![
            ("mentions of the source name elsewhere", source.mentions.to_string()),
            ("mentions of the target name elsewhere", target.mentions.to_string()),
        ],
    }
}

/// Likeness below which a counterpart is spelled wrongly, and above which a rival is right.
const OFF: f64 = 0.35;
const RIGHT: f64 = 0.7;

/// Names that stand in their place and do not sound like it.
fn misspelt(survey: &Survey, by_form: &FxHashMap<&str, Vec<usize>>, texts: &[(&str, &str)]) -> Vec<Suspicion> {
    let mut out = Vec::new();
    for mention in survey.mentions.iter().filter(|m| m.likeness < OFF || m.rival.is_some()) {
        let same = by_form.get(mention.source_form.as_str()).map_or(&[][..], Vec::as_slice);
        let others = || same.iter().map(|at| &survey.mentions[*at]);
        // A spelling that the batch keeps to is no slip.
        let kept = others().filter(|m| m.target_form == mention.target_form).count();
        if kept > 1 {
            continue;
        }
        let better = others()
            .filter(|m| m.likeness >= RIGHT && differ(&m.target_form, &mention.target_form, false))
            .max_by(|a, b| a.likeness.total_cmp(&b.likeness).then(b.pair.cmp(&a.pair)));
        let named = texts.get(mention.pair).and_then(|t| t.0.get(mention.source.clone())).unwrap_or_default();
        let shown = &mention.target_form;
        let (confidence, message, suggestion) = match (better, &mention.rival) {
            (Some(better), rival) => (
                if rival.is_some() { 90 } else { 84 },
                format!("{named} is “{shown}” here; “{}”, as elsewhere, fits it better", better.target_form),
                Some(better.target_form.clone()),
            ),
            (None, Some(rival)) => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
                let sure = (5.0 + 6.0 * rival.gain).min(58.0) as u8;
                (sure, format!("{named} is “{shown}”; a spelling such as “{}” fits it better", rival.spelling), None)
            }
            (None, None) if mention.likeness < OFF => (20, format!("“{shown}” does not sound like {named}"), None),
            _ => continue,
        };
        out.push(Suspicion {
            kind: Kind::Misspelt,
            pair: mention.pair,
            source: Some(mention.source.clone()),
            target: Some(mention.target.clone()),
            message,
            confidence,
            beside: false,
            suggestion,
            evidence: vec![("likeness", format!("{:.2}", mention.likeness))],
        });
    }
    out
}

/// Reports the suspicions of one kind.
pub(super) fn report(
    found: &[Suspicion],
    kind: Kind,
    severity: Severity,
    issue: &'static str,
    bitext: &Bitext<'_>,
    out: &mut Reporter<'_>,
) {
    for suspicion in found.iter().filter(|s| s.kind == kind) {
        let Some(pair) = bitext.pairs.get(suspicion.pair) else { continue };
        let (severity, confidence) = match suspicion.confidence {
            // Next to a sentence that names them, "he" may do.
            sure if suspicion.beside && sure >= SURE => (Severity::Minor, 60),
            sure if sure >= SURE => (severity, sure),
            unsure => (Severity::Info, unsure),
        };
        let finding = out.report(pair.place(), severity, confidence, issue, suspicion.message.clone());
        if let Some(span) = &suspicion.source {
            finding.source_span(pair.source_text(), span.clone());
        }
        if let Some(span) = &suspicion.target {
            finding.target_span(pair.target_text(), span.clone());
        }
        if let Some(suggestion) = &suspicion.suggestion {
            finding.suggest(suggestion.clone());
        }
        for (label, value) in &suspicion.evidence {
            finding.because(label, value.clone());
        }
    }
}
