//! The names of a document, a row each, for `names.csv` and `bilint names list`.

use any_ascii::any_ascii_char;

use super::{
    gathered::{Gathered, differ, gather, letters},
    name_variant::preferred,
};
use crate::{
    model::{NameRow, Severity},
    names::Entity,
    rules::{Bitext, Context},
};

/// One row for each name that is mentioned at least twice or spelled in more than one way. File and id are left empty.
#[must_use]
pub fn rows(bitext: &Bitext<'_>, cx: &Context<'_>) -> Vec<NameRow> {
    let Some(gathered) = gather(bitext, cx) else { return Vec::new() };
    let mut out = Vec::new();
    for entity in gathered.entities.iter().filter(|e| e.count() >= 2) {
        let Some((usual, _)) = preferred(entity, cx.settings) else { continue };
        let Some(first) = entity.spellings.iter().flat_map(|s| &s.mentions).min().and_then(|at| gathered.survey.mentions.get(*at)) else {
            continue;
        };
        let Some(pair) = bitext.pairs.get(first.pair) else { continue };
        let mixed = entity.spellings.iter().any(|s| differ(&s.form, &usual, false));
        let variants: Vec<(String, u32)> =
            entity.spellings.iter().map(|s| (s.form.clone(), u32::try_from(s.mentions.len()).unwrap_or(u32::MAX))).collect();
        let source_name = pair.source_text().get(first.source.clone()).unwrap_or(&entity.source_form).to_owned();
        let message = if mixed { format!("{source_name} is spelled {} ways", variants.len()) } else { String::new() };
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
            evidence: evidence(&source_name, &usual, entity),
            proposed: usual,
            source_name,
        });
    }
    out
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
    for form in mentions.iter().filter_map(|at| gathered.survey.mentions.get(*at)).map(|mention| &mention.source_form) {
        match out.iter_mut().find(|(known, _)| known == form) {
            Some((_, count)) => *count += 1,
            None => out.push((form.clone(), 1)),
        }
    }
    out.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    out
}

/// What a reader without the language can follow: the source letters one by one, and where each other spelling departs.
fn evidence(source_name: &str, usual: &str, entity: &Entity) -> String {
    let read: Vec<String> = source_name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| {
            let plain = any_ascii_char(c).to_lowercase();
            if plain.is_empty() { format!("{c}=–") } else { format!("{c}={plain}") }
        })
        .collect();
    let mut parts = vec![read.join(" ")];
    parts.extend(entity.spellings.iter().filter(|s| s.form != usual).map(|s| format!("“{}” {}", s.form, departure(usual, &s.form))));
    parts.join("; ")
}

/// How a spelling departs from the usual one.
fn departure(usual: &str, form: &str) -> String {
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
        (gone, new) if new.is_empty() => format!("lacks {gone}"),
        (gone, new) => format!("has {new} for {gone}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_departure_is_told_in_letters() {
        assert_eq!(departure("Al Sarraj", "al-Sarraj"), "differs in article, joint or capitals only");
        assert_eq!(departure("Al Sarraj", "Serraj"), "has e for a");
        assert_eq!(departure("Hussein", "Husein"), "lacks s");
        assert_eq!(departure("Paris", "Parris"), "has r more");
    }
}
