//! From what a survey found to what is reported: which rule, how sure, and why.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    excuses::{Excuses, Missing},
    gathered::{article, differ},
};
use crate::{
    message,
    model::{Arrange, Message, Severity},
    names::{
        Strange, Survey,
        candidates::bare,
        evidence::probability,
        letters::{EDGE, native},
        lists::attested,
        words::key_of,
    },
    rules::{Bitext, Reporter},
    text::romanize::{romanize, skeleton},
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
    pub message: Message,
    pub confidence: u8,
    /// The sentence beside it has the name: a pronoun may do here.
    pub beside: bool,
    pub suggestion: Option<String>,
    pub evidence: Vec<(&'static str, String)>,
}

/// Below this a suspicion is kept as information only.
pub(super) const SURE: u8 = 80;

/// A word that the batch does not know, and that is less doubtful by itself than these log odds, says nothing.
const FAINT: f32 = -1.6;
/// Suspicions less likely than this are not worth a line.
const LEAST: u8 = 8;
/// In labelled sentences every second one has a fault; in translations at large far fewer have: what that takes off the log odds.
const RARER: f32 = 1.0;
/// Without a second witness a finding must not stop a run.
const ALONE: u8 = 88;

/// A name of one side that the other lacks, joined with the words of the same name next to it.
#[derive(Debug, Clone)]
struct Gap {
    pair: usize,
    span: Range<usize>,
    /// The name as the other side would write it.
    name: String,
    doubt: f32,
    alone: f32,
    mentions: usize,
    beside: bool,
    place: bool,
    /// Pairs that have it.
    seen: usize,
}

impl Gap {
    /// Whether it is a name, by what the batch knows or by itself.
    fn counts(&self) -> bool {
        self.mentions > 0 || self.alone >= LIKELY
    }
}

/// Log odds from which a word that the batch does not know may be the name in question.
const LIKELY: f32 = 0.0;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
fn confidence(doubt: f32) -> u8 {
    (100.0 * probability(doubt - RARER)).round().clamp(0.0, 97.0) as u8
}

/// A confidence that stays below what counts as sure. Where the Latin side is the source, most of what is found is only suspected, and
/// keeps its order: 60 and less as it is, twice the steps above.
fn below(confidence: u8, survey: &Survey) -> u8 {
    let even = SURE - 20;
    let squeezed = if confidence <= even { confidence } else { even + (confidence - even) / 2 };
    if survey.source_is_latin { squeezed.min(SURE - 1) } else { confidence.min(SURE - 1) }
}

/// All that does not fit, in order of pair.
pub(super) fn suspicions(survey: &Survey, texts: &[(&str, &str)], excuses: &Excuses<'_>) -> Vec<Suspicion> {
    let latin = |at: usize| texts.get(at).map_or("", |t| if survey.source_is_latin { t.0 } else { t.1 });
    let other = |at: usize| texts.get(at).map_or("", |t| if survey.source_is_latin { t.1 } else { t.0 });
    let mut lost: Vec<Gap> = Vec::new();
    for gap in survey.lost.iter().filter(|gap| confidence(gap.doubt) >= LEAST && (gap.answered > 0 || gap.alone >= FAINT)) {
        let written = other(gap.pair).get(gap.span.clone()).unwrap_or_default();
        let near = [gap.pair.checked_sub(1), Some(gap.pair + 1)].into_iter().flatten();
        let beside: Vec<usize> = near.filter(|at| !gap.latin.is_empty() && latin(*at).to_lowercase().contains(&bare(&gap.latin))).collect();
        // A neighbour that has the name without its own source asking for it answers this one.
        if beside.iter().any(|at| !other(*at).contains(written)) {
            continue;
        }
        let next = Gap {
            pair: gap.pair,
            span: gap.span.clone(),
            name: gap.latin.clone(),
            doubt: gap.doubt,
            alone: gap.alone,
            mentions: gap.answered,
            beside: !beside.is_empty(),
            place: gap.place,
            seen: gap.seen,
        };
        push(&mut lost, next, other(gap.pair));
    }
    let by_form = by_source_form(survey);
    let mut strange: Vec<Gap> = Vec::new();
    let mut out = Vec::new();
    for word in survey.strange.iter().filter(|word| confidence(word.doubt) >= LEAST && (word.answered || word.alone >= FAINT)) {
        if let Some(slip) = misspelt(survey, word, &by_form, texts) {
            out.push(slip);
            continue;
        }
        let bare = bare(&word.form);
        let mentions = by_form.get(bare.as_str()).filter(|_| survey.source_is_latin).map_or(&[][..], Vec::as_slice);
        let forms = || mentions.iter().filter_map(|at| survey.mentions.get(*at)).map(|mention| &*mention.target_form);
        let beside = word.answered_elsewhere > 0
            && [word.pair.checked_sub(1), Some(word.pair + 1)].into_iter().flatten().any(|at| forms().any(|form| other(at).contains(form)));
        let next = Gap {
            pair: word.pair,
            span: word.span.clone(),
            name: reading(survey, mentions),
            doubt: word.doubt,
            alone: word.alone,
            mentions: word.answered_elsewhere,
            beside,
            place: word.place,
            seen: word.answered_elsewhere + word.unanswered_elsewhere,
        };
        push(&mut strange, next, latin(word.pair));
    }
    out.extend(joined(survey, lost, strange, texts, excuses));
    out.arrange_by_key(|s| (s.pair, s.source.as_ref().map(|r| r.start), s.target.as_ref().map(|r| r.start)));
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

/// How the batch writes a name on the other side: the spelling that sounds most like it; nothing where none does.
fn reading(survey: &Survey, mentions: &[usize]) -> String {
    let alike = mentions.iter().filter_map(|at| survey.mentions.get(*at)).filter(|mention| mention.likeness >= RIGHT);
    let best = alike.max_by(|a, b| a.likeness.total_cmp(&b.likeness).then(b.pair.cmp(&a.pair)));
    best.map_or_else(String::new, |mention| mention.target_form.to_string())
}

/// Whether one word is made of the other, as Welsh and Wales are, or Livi and Livingston: the consonants of one hold those of the other.
fn kin(one: &str, other: &str) -> bool {
    let (one, other) = (skeleton(&romanize(one)), skeleton(&romanize(other)));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= 2 && long.contains(&short)
}

fn push(list: &mut Vec<Gap>, next: Gap, text: &str) {
    match list.last_mut() {
        Some(last)
            if last.pair == next.pair
                && last.beside == next.beside
                && (last.mentions > 0) == (next.mentions > 0)
                && text.get(last.span.end..next.span.start).is_some_and(|between| between.trim_matches([' ', '-']).is_empty()) =>
        {
            last.span.end = next.span.end;
            last.name = format!("{} {}", last.name, next.name).trim().to_owned();
            last.doubt = last.doubt.max(next.doubt);
            last.alone = last.alone.max(next.alone);
            last.mentions = last.mentions.min(next.mentions);
            last.place &= next.place;
            last.seen = last.seen.min(next.seen);
        }
        _ => list.push(next),
    }
}

/// The most doubtful of the gaps of one pair; a name that the batch knows before one that it does not.
fn worst(gaps: &[Gap], pair: usize) -> Option<usize> {
    let of = gaps.iter().enumerate().filter(|(_, gap)| gap.pair == pair);
    of.max_by(|a, b| (a.1.mentions > 0).cmp(&(b.1.mentions > 0)).then(a.1.doubt.total_cmp(&b.1.doubt)).then(b.0.cmp(&a.0)))
        .map(|(at, _)| at)
}

/// A missing name and a strange one in one pair are a name for another.
fn joined(survey: &Survey, mut lost: Vec<Gap>, mut strange: Vec<Gap>, texts: &[(&str, &str)], excuses: &Excuses<'_>) -> Vec<Suspicion> {
    let mut out = Vec::new();
    let mut pairs: Vec<usize> = lost.iter().map(|gap| gap.pair).collect();
    pairs.dedup();
    for pair in pairs {
        if let (Some(one), Some(other)) = (worst(&lost, pair), worst(&strange, pair)) {
            // A word that is hardly a name is no partner for one that the batch knows.
            let (lost_counts, strange_counts) = (lost[one].counts(), strange[other].counts());
            if lost[one].mentions > 0 && !strange_counts {
                strange.remove(other);
            } else if strange[other].mentions > 0 && !lost_counts {
                lost.remove(one);
            } else {
                let (one, other) = (lost.remove(one), strange.remove(other));
                out.extend(mismatch(survey, &one, &other, texts, excuses));
            }
        }
    }
    out.extend(lost.into_iter().map(|gap| alone(survey, gap, false, texts, excuses)));
    out.extend(strange.into_iter().map(|gap| alone(survey, gap, true, texts, excuses)));
    out
}

fn alone(survey: &Survey, gap: Gap, of_latin: bool, texts: &[(&str, &str)], excuses: &Excuses<'_>) -> Suspicion {
    let on_source = of_latin == survey.source_is_latin;
    let text = texts.get(gap.pair).map_or("", |t| if on_source { t.0 } else { t.1 });
    let written = text.get(gap.span.clone()).unwrap_or_default();
    let shown = if gap.name.is_empty() { written.to_owned() } else { format!("{written} ({})", gap.name) };
    let (kind, message) = if on_source {
        let message = if gap.beside {
            message!("{name} is named in the source, not in this sentence; the one beside it has the name", name = shown)
        } else {
            message!("{name} is named in the source, not in this sentence or next to it", name = shown)
        };
        (Kind::Missing, message)
    } else {
        (Kind::Extra, message!("Target names “{shown}”; the source sentence does not", shown = written))
    };
    let target = texts.get(gap.pair).map_or("", |t| t.1);
    let excuse = (kind == Kind::Missing)
        .then(|| {
            let latin = if of_latin { written } else { gap.name.as_str() };
            let reading = if of_latin { gap.name.as_str() } else { "" };
            let missing =
                Missing { pair: gap.pair, span: &gap.span, latin, reading, place: gap.place, answered: gap.mentions, seen: gap.seen };
            excuses.of(&missing, text, target)
        })
        .flatten();
    // Translators name whom the source calls "he": by itself that is worth knowing and no fault.
    // A capital that the batch never answers may be any word.
    let unsure = kind == Kind::Extra || gap.mentions == 0 || excuse.is_some();
    let sure = confidence(gap.doubt);
    let sure = if unsure { below(sure, survey) } else { sure.min(ALONE) };
    let mut evidence = vec![("mentions elsewhere", gap.mentions.to_string())];
    evidence.extend(excuse.map(|excuse| ("may be right", excuse.to_owned())));
    Suspicion {
        kind,
        pair: gap.pair,
        source: on_source.then(|| gap.span.clone()),
        target: (!on_source).then(|| gap.span.clone()),
        message,
        confidence: sure,
        beside: gap.beside,
        suggestion: None,
        evidence,
    }
}

fn mismatch(survey: &Survey, other: &Gap, latin: &Gap, texts: &[(&str, &str)], excuses: &Excuses<'_>) -> Option<Suspicion> {
    let (source, target) = if survey.source_is_latin { (latin, other) } else { (other, latin) };
    let text = texts.get(source.pair).copied().unwrap_or_default();
    let (named, shown) = (text.0.get(source.span.clone()).unwrap_or_default(), text.1.get(target.span.clone()).unwrap_or_default());
    // God is no person whom another could stand for; and a name that the translation does have, written with more marks, has no other.
    let there = key_of(text.1);
    if excuses.is_divine(named) || excuses.is_divine(shown) || stands_there(&there, &key_of(&source.name)) {
        return None;
    }
    let sure = confidence(other.doubt.max(latin.doubt));
    // Both must be names that the batch answers, or a translated word meets a chance likeness; and neither a form of the other.
    let both = latin.mentions >= 1 && other.mentions >= 1 && latin.mentions + other.mentions >= 3;
    // A country and a person are no two persons: one of them has another name on its other side.
    let alike = latin.place == other.place;
    let confidence = if both && alike && !kin(named, shown) { sure } else { below(sure, survey) };
    let message = if source.name.is_empty() {
        message!("Source has {written}, target names “{shown}”", written = named, shown)
    } else {
        message!("Source has {written} ({reading}), target names “{shown}”", written = named, reading = source.name, shown)
    };
    Some(Suspicion {
        kind: Kind::Mismatch,
        pair: source.pair,
        source: Some(source.span.clone()),
        target: Some(target.span.clone()),
        message,
        confidence,
        beside: other.beside || latin.beside,
        suggestion: (!source.name.is_empty()).then(|| source.name.clone()),
        evidence: vec![
            ("mentions of the source name elsewhere", source.mentions.to_string()),
            ("mentions of the target name elsewhere", target.mentions.to_string()),
        ],
    })
}

/// Whether the words of a text hold those of a name, small words glued to them aside.
fn stands_there(text: &str, name: &str) -> bool {
    name.chars().count() >= WHOLE
        && text.match_indices(name).any(|(at, _)| text[at + name.len()..].chars().next().is_none_or(|c| c == EDGE))
}

/// Letters of a name that is looked for in a text.
const WHOLE: usize = 4;

/// A name that is one slip away from a better known one, or stands in its place and does not sound like it.
fn misspelt(survey: &Survey, word: &Strange, by_form: &FxHashMap<&str, Vec<usize>>, texts: &[(&str, &str)]) -> Option<Suspicion> {
    let (near, _) = word.near.as_ref()?;
    let slip = word.slip.as_ref().filter(|slip| slip.gain > 0.0 || slip.elsewhere > 1);
    if slip.is_none() && word.rival.is_none() && !word.answered {
        return None;
    }
    let (source, target) = if survey.source_is_latin { (word.span.clone(), near.clone()) } else { (near.clone(), word.span.clone()) };
    let text = texts.get(word.pair).copied().unwrap_or_default();
    let (named, shown) = (text.0.get(source.clone())?, text.1.get(target.clone())?);
    // Another spelling of the same source form that the batch has.
    let same = by_form.get(named).map_or(&[][..], Vec::as_slice).iter().map(|at| &survey.mentions[*at]);
    let usual = same
        .filter(|m| m.likeness >= RIGHT && differ(&m.target_form, shown, false))
        .max_by(|a, b| a.likeness.total_cmp(&b.likeness).then(b.pair.cmp(&a.pair)));
    // The batch itself says how it is spelled, and the sounds agree.
    let held = usual.is_some() && slip.is_some_and(|slip| slip.elsewhere > 0 && slip.gain >= BETTER);
    let sure = if held { confidence(word.doubt).max(HELD) } else { confidence(word.doubt) };
    // What the batch does not say is only suspected; and Sean is no misspelt Bean.
    let (message, suggestion, told) = match (usual, slip) {
        (Some(usual), _) if held || word.rival.is_some() || !word.answered => (
            message!(
                "{written} is “{shown}” here; “{usual}”, as elsewhere, fits it better",
                written = named,
                shown,
                usual = usual.target_form
            ),
            Some(usual.target_form.to_string()),
            true,
        ),
        (_, Some(slip)) if !survey.source_is_latin => {
            let right = format!("{}{}", article(shown).unwrap_or_default(), slip.spelling);
            let told = slip.elsewhere > 0;
            let message = if told {
                message!("{written} is “{shown}” here; “{usual}”, as elsewhere, fits it better", written = named, shown, usual = right)
            } else {
                message!("{written} is “{shown}” here; “{usual}” fits it better", written = named, shown, usual = right)
            };
            (message, Some(right), told)
        }
        _ => match &word.rival {
            Some(rival) => {
                let message = message!(
                    "{written} is “{shown}”; a spelling such as “{usual}” fits it better",
                    written = named,
                    shown,
                    usual = rival.spelling
                );
                (message, None, false)
            }
            None => (message!("“{shown}” does not sound like {written}", shown, written = named), None, false),
        },
    };
    let confidence = match (witnessed(shown, named), usual) {
        _ if !told => below(sure, survey),
        (true, _) => sure.min(97),
        (false, Some(_)) => sure.min(ALONE),
        (false, None) => below(sure, survey),
    };
    Some(Suspicion {
        kind: Kind::Misspelt,
        pair: word.pair,
        source: Some(source),
        target: Some(target),
        message,
        confidence,
        beside: false,
        suggestion,
        evidence: vec![("likeness", format!("{:.2}", word.near.as_ref().map_or(0.0, |near| near.1)))],
    })
}

/// Whether more than the sounds speaks for a slip: nobody is called like what stands there, and its counterpart has letters enough.
fn witnessed(one: &str, other: &str) -> bool {
    let latin = if one.is_ascii() || native(one).letters.iter().all(|c| c.is_ascii()) { one } else { other };
    let letters: String = native(&bare(latin)).letters.iter().collect();
    !attested(letters.trim()) && native(one).count().min(native(other).count()) >= SHORTEST
}

/// Letters of a name that chance does not often hit.
const SHORTEST: usize = 3;

/// How sure a slip is where the batch has the right spelling and it fits so much better.
const HELD: u8 = 84;
const BETTER: f32 = 1.5;
/// Likeness above which another spelling is right.
const RIGHT: f64 = 0.7;

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
            // Next to a sentence that names them, "he" may do, or the country for its capital.
            sure if suspicion.beside && sure >= SURE && kind == Kind::Mismatch => (Severity::Info, 60),
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
