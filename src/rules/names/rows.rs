//! The names of a document, a row each, for `names.csv` and `bilint names list`.

use std::ops::Range;

use any_ascii::any_ascii_char;
use rustc_hash::FxHashMap;

use super::{
    forms::base,
    gathered::{Gathered, differ, gather, letters},
    name_variant::preferred,
    styling::ARTICLE,
};
use crate::{
    lang::is_word_character,
    model::{Arrange, Finding, NameRow, Severity},
    names::{Entity, letters_behind},
    rules::{Bitext, Context, find},
};

/// A name that stands once is listed from this likeness.
const SURE: f64 = 0.9;
/// Findings less sure than this do not mark a row.
const BELIEVED: u8 = 50;

/// One row for each name, marked with what the rules found about it. File and id are left empty.
#[must_use]
pub fn rows(bitext: &Bitext<'_>, cx: &Context<'_>, findings: &[Finding]) -> Vec<NameRow> {
    let Some(gathered) = gather(bitext, cx) else { return Vec::new() };
    let mut out = Vec::new();
    for entity in &gathered.entities {
        let Some((usual, _)) = preferred(entity, cx.settings) else { continue };
        let usual = base(&usual, entity.spellings.iter().map(|s| s.form.as_str())).to_owned();
        let Some(first) = entity.spellings.iter().flat_map(|s| &s.mentions).min().and_then(|at| gathered.survey.mentions.get(*at)) else {
            continue;
        };
        if entity.count() < 2 && first.likeness < SURE {
            continue;
        }
        let Some(pair) = bitext.pairs.get(first.pair) else { continue };
        let mixed = entity.spellings.iter().any(|s| differ(&s.form, &usual, false));
        let variants: Vec<(String, u32)> =
            entity.spellings.iter().map(|s| (s.form.clone(), u32::try_from(s.mentions.len()).unwrap_or(u32::MAX))).collect();
        let source_name = pair.source_text().get(first.source.clone()).unwrap_or(&entity.source_form).to_owned();
        let message = if mixed { spelled(&source_name, variants.len()) } else { String::new() };
        out.push(NameRow {
            severity: mixed.then_some(Severity::Minor),
            issue: if mixed { "Name spelled two ways".to_owned() } else { String::new() },
            message,
            variants,
            kind: "name",
            confidence: if first.likeness > 0.9 { 93 } else { 85 },
            first_file: String::new(),
            first_line: pair.target.first().map_or(1, |segment| segment.at.line),
            rule: "name-variant",
            id: String::new(),
            expected: expected(&usual, cx),
            source_forms: source_forms(entity, gathered),
            evidence: departures(&source_name, &usual, entity.spellings.iter().map(|s| s.form.as_str()), cx),
            proposed: usual,
            source_name,
        });
    }
    mark(&mut out, bitext, findings, cx);
    out
}

/// Names kept for a batch: the rows of further ones are left out, so that memory has a bound.
const MOST: usize = 200_000;

/// The rows of a batch, in one pair of languages: a name has one, whatever the number of documents that have it.
#[derive(Debug, Default)]
pub struct NameTable {
    rows: Vec<NameRow>,
    by_name: FxHashMap<String, usize>,
}

impl NameTable {
    /// Adds the rows of a document, in the order of the plan.
    pub fn add(&mut self, rows: &[NameRow]) {
        let mut rows: Vec<&NameRow> = rows.iter().collect();
        rows.arrange_by(|a, b| (a.first_line, &a.source_name).cmp(&(b.first_line, &b.source_name)));
        for row in rows {
            let key = row.source_forms.first().map_or(&row.source_name, |(form, _)| form);
            // A row without a source name stands for itself: a name that the source does not have.
            let known = (!key.is_empty()).then(|| self.by_name.get(key).copied()).flatten();
            match known {
                Some(at) => join(&mut self.rows[at], row),
                None if self.rows.len() < MOST => {
                    if !key.is_empty() {
                        self.by_name.insert(key.clone(), self.rows.len());
                    }
                    self.rows.push(row.clone());
                }
                None => {}
            }
        }
    }

    /// The rows in order of first mention, with what all documents together say.
    #[must_use]
    pub fn rows(self, cx: &Context<'_>) -> Vec<NameRow> {
        let mut rows = self.rows;
        for row in &mut rows {
            let mixed = row.variants.iter().any(|(form, _)| differ(form, &row.proposed, false));
            if row.severity.is_none() && mixed && row.variants.len() > 1 {
                row.severity = Some(Severity::Minor);
                "Name spelled two ways".clone_into(&mut row.issue);
                row.message = spelled(&row.source_name, row.variants.len());
                row.rule = "name-variant";
            }
            if row.rule == "name-variant" {
                row.evidence = departures(&row.source_name, &row.proposed, row.variants.iter().map(|(form, _)| form.as_str()), cx);
            }
        }
        rows
    }
}

fn spelled(name: &str, ways: usize) -> String {
    format!("{name} is spelled {ways} ways")
}

/// Adds what another document says of a name.
fn join(row: &mut NameRow, more: &NameRow) {
    let count = |list: &mut Vec<(String, u32)>, more: &[(String, u32)]| {
        for (form, times) in more {
            match list.iter_mut().find(|(known, _)| known == form) {
                Some((_, count)) => *count = count.saturating_add(*times),
                None => list.push((form.clone(), *times)),
            }
        }
        list.arrange_by_key(|(_, times)| std::cmp::Reverse(*times));
    };
    let settled = row.expected.len() > 1 || more.expected.len() > 1;
    count(&mut row.variants, &more.variants);
    count(&mut row.source_forms, &more.source_forms);
    if row.severity < more.severity {
        row.severity = more.severity;
        row.issue.clone_from(&more.issue);
        row.message.clone_from(&more.message);
        row.rule = more.rule;
        row.confidence = more.confidence;
        row.evidence.clone_from(&more.evidence);
    }
    for form in &more.expected {
        if !row.expected.contains(form) {
            row.expected.push(form.clone());
        }
    }
    // The most frequent spelling of the batch, unless the house has one.
    if let (false, Some((usual, _))) = (settled, row.variants.first()) {
        let usual = base(usual, row.variants.iter().map(|(form, _)| form.as_str())).to_owned();
        row.expected.retain(|form| *form != usual);
        row.expected.insert(0, usual.clone());
        row.proposed = usual;
        row.expected.truncate(1);
    }
}

/// Puts what the rules found about names on their rows; a name that has none gets one.
fn mark(rows: &mut Vec<NameRow>, bitext: &Bitext<'_>, findings: &[Finding], cx: &Context<'_>) {
    let mut known: FxHashMap<String, usize> = rows.iter().enumerate().map(|(at, row)| (row.source_name.clone(), at)).collect();
    let believed = |finding: &&Finding| finding.confidence >= BELIEVED && finding.severity > Severity::Info;
    let about = |finding: &&Finding| believed(finding) && find(finding.rule).is_some_and(|rule| rule.meta().family == "names");
    for finding in findings.iter().filter(about) {
        let shown = finding.target.as_ref().map(|quote| quote.text.clone());
        let Some(name) = finding.source.as_ref().map(|quote| quote.text.clone()).or_else(|| shown.clone()) else { continue };
        // A full name belongs to the row of the part that it ends in, or starts with.
        let part = name.split_whitespace().rev().find_map(|word| known.get(word).copied());
        let at = *known.entry(name.clone()).or_insert_with(|| {
            if let Some(at) = part {
                return at;
            }
            let line = bitext.pairs.get(finding.place.bead as usize).and_then(|pair| pair.target.first().or(pair.source.first()));
            let proposed = finding.suggestion.clone().unwrap_or_default();
            let sourced = finding.source.is_some();
            rows.push(NameRow {
                severity: None,
                issue: String::new(),
                message: String::new(),
                variants: shown.iter().map(|form| (form.clone(), 1)).collect(),
                kind: "name",
                confidence: finding.confidence,
                first_file: String::new(),
                first_line: line.map_or(1, |segment| segment.at.line),
                rule: finding.rule,
                id: String::new(),
                expected: if proposed.is_empty() { Vec::new() } else { expected(&proposed, cx) },
                source_forms: if sourced { vec![(name.clone(), 1)] } else { Vec::new() },
                evidence: if sourced { unfit(&name, shown.as_deref(), finding, cx) } else { String::new() },
                proposed,
                source_name: if sourced { name.clone() } else { String::new() },
            });
            rows.len() - 1
        });
        // The worst of several faults is the one that the row tells.
        let row = &mut rows[at];
        if row.severity.is_none_or(|severity| severity < finding.severity) {
            row.severity = Some(finding.severity);
            finding.issue.clone_into(&mut row.issue);
            row.message.clone_from(&finding.message);
            row.rule = finding.rule;
            row.confidence = finding.confidence;
        }
    }
}

/// The letters of a name that is not rightly rendered, and why what stands there does not fit.
fn unfit(name: &str, shown: Option<&str>, finding: &Finding, cx: &Context<'_>) -> String {
    let mut parts = vec![read(name)];
    if let Some(shown) = shown {
        let right = finding.suggestion.as_deref().filter(|right| letters(right) != letters(shown));
        parts.extend(right.map(|right| format!("“{shown}” {}", departure(name, right, shown, cx))));
    }
    parts.extend(finding.evidence.iter().map(|fact| format!("{}: {}", fact.label, fact.value)));
    parts.join("; ")
}

/// The spelling to hold to, and the established ones of the house for the same letters.
fn expected(usual: &str, cx: &Context<'_>) -> Vec<String> {
    let mut out = vec![usual.to_owned()];
    out.extend(cx.settings.names.established.values().filter(|form| *form != usual && letters(form) == letters(usual)).cloned());
    out
}

/// How the source writes a name, most frequent first; of equal ones the first in the text.
fn source_forms(entity: &Entity, gathered: &Gathered) -> Vec<(String, u32)> {
    let mut out: Vec<(String, u32)> = Vec::new();
    let mut mentions: Vec<usize> = entity.spellings.iter().flat_map(|s| s.mentions.iter().copied()).collect();
    mentions.sort_unstable();
    for form in mentions.iter().filter_map(|at| gathered.survey.mentions.get(*at)).map(|mention| &*mention.source_form) {
        match out.iter_mut().find(|(known, _)| known == form) {
            Some((_, count)) => *count += 1,
            None => out.push((form.to_owned(), 1)),
        }
    }
    out.arrange_by_key(|(_, count)| std::cmp::Reverse(*count));
    out
}

/// What a reader without the language can follow: the source letters one by one, and where each other spelling departs.
fn departures<'s>(source_name: &str, usual: &str, forms: impl Iterator<Item = &'s str>, cx: &Context<'_>) -> String {
    let mut parts = vec![read(source_name)];
    parts.extend(forms.filter(|form| *form != usual).map(|form| format!("“{form}” {}", departure(source_name, usual, form, cx))));
    parts.join("; ")
}

/// The letters of a name and their plain reading.
fn read(name: &str) -> String {
    let letters = name.chars().filter(|c| is_word_character(*c)).map(|c| {
        let plain = any_ascii_char(c).to_lowercase();
        if plain.is_empty() { format!("{c}=–") } else { format!("{c}={plain}") }
    });
    letters.collect::<Vec<_>>().join(" ")
}

/// How a spelling departs from the usual one, and what the source has there.
fn departure(source: &str, usual: &str, form: &str, cx: &Context<'_>) -> String {
    let (one, other): (Vec<char>, Vec<char>) = (letters(usual).chars().collect(), letters(form).chars().collect());
    if one == other {
        return "differs in article, joint or capitals only".to_owned();
    }
    let shared = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let room = one.len().min(other.len()) - shared;
    let ending = one.iter().rev().zip(other.iter().rev()).take(room).take_while(|(a, b)| a == b).count();
    let piece = |text: &[char]| text[shared..text.len() - ending].iter().collect::<String>();
    match (piece(&one), piece(&other)) {
        (gone, new) if gone.is_empty() => format!("has {new} more"),
        (gone, new) => {
            let behind = behind(source, &one.iter().collect::<String>(), shared..one.len() - ending, cx);
            if new.is_empty() { format!("lacks {gone}{behind}") } else { format!("has {new} for {gone}{behind}") }
        }
    }
}

/// What the source has behind some letters of a spelling, as far as the alignment tells.
fn behind(source: &str, spelling: &str, letters: Range<usize>, cx: &Context<'_>) -> String {
    if !spelling.is_ascii() {
        return String::new();
    }
    let source = source.strip_prefix(ARTICLE).unwrap_or(source);
    match letters_behind(source, cx.source_lang, spelling, letters) {
        None => String::new(),
        Some(found) if found.is_empty() => " (the source writes no letter there)".to_owned(),
        Some(found) => format!(" (the source has {found})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_row_in_a_batch() {
        let row = |file: &str, form: &str, times| NameRow {
            severity: None,
            issue: String::new(),
            message: String::new(),
            source_name: "السراج".to_owned(),
            proposed: form.to_owned(),
            variants: vec![(form.to_owned(), times)],
            kind: "name",
            confidence: 93,
            first_file: file.to_owned(),
            first_line: 3,
            rule: "name-variant",
            id: String::new(),
            expected: vec![form.to_owned()],
            source_forms: vec![("السراج".to_owned(), times)],
            evidence: String::new(),
        };
        let mut table = NameTable::default();
        table.add(&[row("a.txt", "Al-Serraj", 1)]);
        table.add(&[row("b.txt", "Al Sarraj", 2)]);
        table.add(&[row("c.txt", "Al Sarraj", 1)]);
        let settings = crate::config::Settings::default();
        let cx = Context::new(&settings, crate::model::Lang::parse("ar").ok(), crate::model::Lang::parse("en").ok());
        let rows = table.rows(&cx);
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.count(), row.first_file.as_str(), row.proposed.as_str()), (4, "a.txt", "Al Sarraj"));
        assert_eq!(row.expected, ["Al Sarraj"]);
        assert_eq!((row.severity, row.message.as_str()), (Some(Severity::Minor), "السراج is spelled 2 ways"));
        assert!(row.evidence.contains("“Al-Serraj”"), "{}", row.evidence);
    }

    #[test]
    fn a_departure_is_told_in_letters() {
        let settings = crate::config::Settings::default();
        let cx = Context::new(&settings, crate::model::Lang::parse("ar").ok(), crate::model::Lang::parse("en").ok());
        let departs = |source: &str, usual: &str, form: &str| departure(source, usual, form, &cx);
        assert_eq!(departs("السراج", "Al Sarraj", "al-Sarraj"), "differs in article, joint or capitals only");
        assert_eq!(departs("السراج", "Al Sarraj", "Serraj"), "has e for a (the source writes no letter there)");
        assert_eq!(departs("حفتر", "Haftar", "Haftad"), "has d for r (the source has ر)");
        assert_eq!(departs("باريس", "Paris", "Parris"), "has r more");
        assert_eq!(departs("حفتر", "Haftar", "Hafta"), "lacks r (the source has ر)");
    }
}
