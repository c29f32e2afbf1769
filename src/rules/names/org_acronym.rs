use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use strsim::osa_distance;

use crate::{
    declare_rule,
    lang::{Folded, Language, is_letter, word_indices},
    message,
    model::{BlockKind, Message, Severity},
    names::{
        organisations::{Organisation, organisation},
        words::is_capital,
    },
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// An acronym that is another body's than the source's (WTO for OMS), that is left in the language of the source (OMS for WHO), that does not fit the name it stands for in brackets, that the batch gives otherwise elsewhere, or that is used before it is explained.
    ///
    /// ## Why it matters
    ///
    /// GNA and LNA are two sides of a war.
    ///
    /// ## Example
    ///
    /// "Government of National Accord (GAN)"; "L'OMS a dit" → "The WTO said". Not found: acronyms that keep the letters of their own language beside a translated name, such as PKK and FARC, when nothing in the texts gives another one.
    ///
    /// ## What it cannot see
    ///
    /// Acronyms of bodies that it has no list of and that the text never spells out.
    OrgAcronym, id = "org-acronym", family = "names", severity = Minor, mqm = "Terminology", scope = Document
}

/// How sure: another body, the source's own letters, initials in another order, two acronyms for one name, used too early.
const SWAPPED: u8 = 90;
const FOREIGN: u8 = 85;
const UNFIT: u8 = 85;
const TWO: u8 = 80;
const EARLY: u8 = 70;
/// Words before a bracket that may be spelled out by it.
const WORDS: usize = 9;
/// Letters of an acronym.
const LETTERS: Range<usize> = 2..8;

/// A name and the acronym in brackets behind it.
struct Explained {
    pair: usize,
    span: Range<usize>,
    acronym: String,
    name: String,
    /// The initials of the name's own words, small words left out.
    initials: String,
}

impl Rule for OrgAcronym {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let mut explained = Vec::new();
        let mut used: FxHashMap<String, (usize, Range<usize>)> = FxHashMap::default();
        let established = established(bitext, cx);
        let mut told: FxHashSet<&'static str> = FxHashSet::default();
        for (at, pair) in bitext.pairs.iter().enumerate().filter(|(_, pair)| pair.is_linked()) {
            let found = acronyms(pair.target_text());
            bodies(pair, &found, cx, &established, &mut told, out);
            if !found.is_empty() && !shouted(pair.target_text()) {
                explanations(at, pair.target_text(), &found, &mut explained);
                if !pair.target.iter().any(|segment| matches!(segment.kind, BlockKind::Heading(_))) {
                    for (acronym, span) in &found {
                        used.entry((*acronym).to_owned()).or_insert((at, span.clone()));
                    }
                }
            }
        }
        fit(bitext, &explained, out);
        early(bitext, cx, &explained, &used, out);
        Ok(())
    }
}

/// Words in capitals, and where they stand.
fn acronyms(text: &str) -> Vec<(&str, Range<usize>)> {
    // Two capitals in a row, figures and full stops between them or not, are rare.
    let mut capitals = 0;
    let several = text.chars().any(|c| {
        capitals = match c {
            'a'..='z' | ' ' => 0,
            '.' | '0'..='9' => capitals,
            _ if is_capital(c) => capitals + 1,
            _ => 0,
        };
        capitals > 1
    });
    if !several {
        return Vec::new();
    }
    let capital = |word: &str| {
        let letters = word.chars().filter(|c| is_letter(*c)).count();
        LETTERS.contains(&letters) && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '.')
    };
    let small = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    let words = word_indices(text).filter(|(_, word)| !small(word)).map(|(at, word)| {
        // "l'OMS": what an apostrophe joins to it is a word of its own.
        let start = word.rfind(['\'', '’']).map_or(0, |joint| joint + word[joint..].chars().next().map_or(1, char::len_utf8));
        (&word[start..], at + start..at + word.len())
    });
    words.filter(|(word, _)| capital(word)).collect()
}

/// A line all in capitals has no acronyms.
fn shouted(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
}

fn primary(lang: Option<crate::model::Lang>) -> String {
    lang.map(|lang| lang.language().to_owned()).unwrap_or_default()
}

/// The bodies of ambiguous initials that a document surely means: it has the full name of one, or its initials as a party to what happens ("the ICC said");
/// an ICC profile is none of the court's, and US Letter is paper.
fn established(bitext: &Bitext<'_>, cx: &Context<'_>) -> FxHashSet<&'static str> {
    let from = primary(cx.source_lang);
    let mut found = FxHashSet::default();
    let mut open: Vec<&'static Organisation> = Vec::new();
    for pair in bitext.pairs.iter().filter(|pair| pair.is_linked()) {
        let text = pair.source_text();
        for (word, span) in acronyms(text) {
            let Some(body) = organisation(&from, word).filter(|body| body.ambiguous) else { continue };
            if acts(text, &span, cx.source) {
                found.insert(body.name.as_str());
            } else if !open.iter().any(|other| other.name == body.name) {
                open.push(body);
            }
        }
    }
    open.retain(|body| !found.contains(body.name.as_str()));
    if !open.is_empty() && from == "en" {
        for pair in &bitext.pairs {
            let lower = pair.source_text().to_lowercase();
            found.extend(open.iter().map(|body| body.name.as_str()).filter(|name| lower.contains(&name.to_lowercase())));
        }
    }
    found
}

/// Whether initials stand as the subject or the complement of a sentence: between a small word or a mark and a small word, a verb of
/// saying, an office or the end, not beside a noun.
fn acts(text: &str, span: &Range<usize>, facts: &Language) -> bool {
    let (before, after) = (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
    // ".ICC" is the end of a file name, "ICC-Profil" one word.
    if before.ends_with(['.', '-', '/', '_']) || after.starts_with(['-', '/', '_']) {
        return false;
    }
    let small = |word: &str| facts.words.is_function(&word.to_lowercase());
    let offices = || facts.names.roles.iter().chain(&facts.words.titles);
    let follows = |word: &str| {
        let lower = word.to_lowercase();
        small(word) || facts.speech.verbs.are_in(&Folded::new(word, facts.unspaced)) || offices().any(|office| *office == lower)
    };
    let last =
        word_indices(before).last().filter(|(at, word)| before[at + word.len()..].trim_matches(['\'', '’', ' ', '\u{a0}']).is_empty());
    let next = word_indices(after).next().filter(|(at, _)| after[..*at].trim().is_empty());
    let bracketed = before.trim_end().ends_with(['(', '[']);
    !bracketed && last.is_none_or(|(_, word)| small(word)) && next.is_none_or(|(_, word)| follows(word))
}

/// Bodies of the source by their initials, and what the translation makes of them.
fn bodies(
    pair: &Pair<'_>,
    here: &[(&str, Range<usize>)],
    cx: &Context<'_>,
    established: &FxHashSet<&'static str>,
    told: &mut FxHashSet<&'static str>,
    out: &mut Reporter<'_>,
) {
    let there = acronyms(pair.source_text());
    let (from, to) = (primary(cx.source_lang), primary(cx.target_lang));
    if there.is_empty() || from == to || shouted(pair.source_text()) || shouted(pair.target_text()) {
        return;
    }
    let known = |list: &[(&str, Range<usize>)], language: &str| -> Vec<(&'static Organisation, Range<usize>)> {
        list.iter().filter_map(|(word, span)| Some((organisation(language, word)?, span.clone()))).collect()
    };
    let (wanted, shown) = (known(&there, &from), known(here, &to));
    if wanted.is_empty() {
        return;
    }
    let same = |one: &Organisation, other: &Organisation| one.name == other.name;
    let lower = pair.target_text().to_lowercase();
    for (body, span) in &wanted {
        let right = body.acronyms(&to);
        let named = to == "en" && lower.contains(&body.name.to_lowercase());
        let Some(usual) = right.first() else { continue };
        if named || shown.iter().any(|(other, _)| same(other, body)) {
            continue;
        }
        let written = pair.source_text().get(span.clone()).unwrap_or_default();
        // The source's own letters: an acronym of the other language, or, in a list of both, another body altogether.
        if let Some((_, kept)) = here.iter().find(|(word, _)| *word == written && !right.iter().any(|r| r == word)) {
            // Once a document says enough.
            if (body.ambiguous && !established.contains(body.name.as_str())) || !told.insert(&body.name) {
                continue;
            }
            let message = message!("“{written}” is “{usual}” in the language of the translation", written, usual);
            say(pair, Some(span.clone()), kept.clone(), (Severity::Minor, FOREIGN), "Acronym not translated", message, usual, out);
        } else if let Some((other, wrong)) = shown.iter().find(|(other, _)| !wanted.iter().any(|(body, _)| same(body, other))) {
            let found = pair.target_text().get(wrong.clone()).unwrap_or_default();
            let message =
                message!("Source has {written} ({body}), target {found} ({other})", written, body = body.name, found, other = other.name);
            say(pair, Some(span.clone()), wrong.clone(), (Severity::Critical, SWAPPED), "Acronym changed", message, usual, out);
        }
    }
}

/// Names with their acronym in brackets behind them.
fn explanations(pair: usize, text: &str, found: &[(&str, Range<usize>)], out: &mut Vec<Explained>) {
    for (acronym, span) in found {
        let before = text.get(..span.start).unwrap_or_default();
        let Some(name) = before.strip_suffix('(').map(str::trim_end).filter(|_| text[span.end..].starts_with(')')) else { continue };
        let letters: Vec<char> = acronym.chars().filter(|c| is_letter(*c)).collect();
        let mut words: Vec<(usize, &str)> = word_indices(name).collect();
        words.reverse();
        words.truncate(WORDS);
        // The name reaches back over capitalised words and the small ones between them.
        let mut initials = Vec::new();
        let mut start = name.len();
        for (at, word) in words {
            let first = word.chars().next().unwrap_or(' ');
            let gap = name.get(at + word.len()..start).unwrap_or_default();
            if gap.contains(['.', ',', ';', ':', '(', ')', '"', '”']) && start < name.len() || initials.len() == letters.len() {
                break;
            }
            if first.is_uppercase() {
                initials.push(first);
                start = at;
            } else if word.chars().count() > 4 {
                break;
            }
        }
        initials.reverse();
        if initials.len() < 2 {
            continue;
        }
        out.push(Explained {
            pair,
            span: span.clone(),
            acronym: letters.iter().collect(),
            name: name[start..].to_owned(),
            initials: initials.into_iter().collect(),
        });
    }
}

/// Acronyms against the initials of their names, and against each other.
fn fit(bitext: &Bitext<'_>, explained: &[Explained], out: &mut Reporter<'_>) {
    let mut by_name: FxHashMap<String, Vec<&Explained>> = FxHashMap::default();
    for one in explained {
        by_name.entry(one.name.to_lowercase()).or_default().push(one);
    }
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.to_uppercase().chars().collect();
        letters.sort_unstable();
        letters
    };
    for one in explained {
        let Some(pair) = bitext.pairs.get(one.pair) else { continue };
        let same = &by_name[&one.name.to_lowercase()];
        let times = |acronym: &str| same.iter().filter(|other| other.acronym == acronym).count();
        let fits = one.acronym == one.initials;
        // The letters of the name in another order, or, where the batch has them right, with one changed.
        let turned = !fits && one.acronym.chars().count() >= 3 && sorted(&one.acronym) == sorted(&one.initials);
        let better = same.iter().find(|other| other.acronym == other.initials && other.acronym != one.acronym);
        let copied = acronyms(pair.source_text()).iter().any(|(word, _)| *word == one.acronym);
        if !copied && (turned || better.is_some_and(|other| osa_distance(&other.acronym, &one.acronym) <= 1)) {
            let message = message!(
                "“{acronym}” stands for “{name}”, whose initials are {initials}",
                acronym = one.acronym,
                name = one.name,
                initials = one.initials
            );
            say(pair, None, one.span.clone(), (Severity::Minor, UNFIT), "Acronym does not fit", message, &one.initials, out);
            continue;
        }
        let usual = same.iter().max_by_key(|other| (times(&other.acronym), std::cmp::Reverse(other.pair)));
        if let Some(usual) = usual.filter(|usual| usual.acronym != one.acronym && times(&usual.acronym) > times(&one.acronym)) {
            let message =
                message!("“{name}” is {shown} here, {usual} elsewhere", name = one.name, shown = one.acronym, usual = usual.acronym);
            say(pair, None, one.span.clone(), (Severity::Minor, TWO), "Two acronyms", message, &usual.acronym, out);
        }
    }
}

/// Acronyms that stand in a sentence before the one that explains them.
fn early(
    bitext: &Bitext<'_>,
    cx: &Context<'_>,
    explained: &[Explained],
    used: &FxHashMap<String, (usize, Range<usize>)>,
    out: &mut Reporter<'_>,
) {
    let language = primary(cx.target_lang);
    let mut told: FxHashSet<&str> = FxHashSet::default();
    for one in explained.iter().filter(|one| one.acronym == one.initials) {
        let Some((at, span)) = used.get(&one.acronym).filter(|(at, _)| *at < one.pair && *at > 0) else { continue };
        let Some(pair) = bitext.pairs.get(*at) else { continue };
        // A source that does the same is followed, and what everybody knows needs no explanation.
        let copied = pair.source_text().contains(&one.acronym);
        if copied || organisation(&language, &one.acronym).is_some() || !told.insert(&one.acronym) {
            continue;
        }
        let message = message!("“{acronym}” used before “{name}”", acronym = one.acronym, name = one.name);
        say(
            pair,
            None,
            span.clone(),
            (Severity::Minor, EARLY),
            "Acronym unexplained",
            message,
            &format!("{} ({})", one.name, one.acronym),
            out,
        );
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of a finding")]
fn say(
    pair: &Pair<'_>,
    source: Option<Range<usize>>,
    target: Range<usize>,
    (severity, sure): (Severity, u8),
    issue: &'static str,
    message: Message,
    right: &str,
    out: &mut Reporter<'_>,
) {
    let finding = out.report(pair.place(), severity, sure, issue, message);
    if let Some(span) = source {
        finding.source_span(pair.source_text(), span);
    }
    finding.target_span(pair.target_text(), target).suggest(right).because("acronym", right);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_acronyms_are_read() {
        let read = |text: &str| {
            let mut out = Vec::new();
            explanations(0, text, &acronyms(text), &mut out);
            out.into_iter().map(|one| (one.name, one.initials, one.acronym)).collect::<Vec<_>>()
        };
        let whole = |name: &str, initials: &str, acronym: &str| vec![(name.to_owned(), initials.to_owned(), acronym.to_owned())];
        assert_eq!(read("The Government of National Accord (GNA) left."), whole("Government of National Accord", "GNA", "GNA"));
        assert_eq!(read("Then the World Health Organization (OMS) spoke."), whole("World Health Organization", "WHO", "OMS"));
        assert!(read("the army (GNA) left").is_empty() && read("GNA left").is_empty());
    }
}
