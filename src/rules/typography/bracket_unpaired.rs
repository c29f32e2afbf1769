use std::collections::BTreeMap;

use crate::{
    declare_rule,
    lang::is_word_character,
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::code::is_code,
};

declare_rule! {
    /// ## What it finds
    ///
    /// A bracket that is opened and never closed, or closed and never opened, where the source is sound.
    ///
    /// ## Why it matters
    ///
    /// The reader cannot tell where the aside ends; a part may be lost.
    ///
    /// ## Example
    ///
    /// "The mill (built in 1904 is for sale." Not found: list marks such as "a)", smileys, an aside that ends in the next sentence, code.
    ///
    /// ## What it cannot see
    ///
    /// A pair of brackets left out altogether.
    BracketUnpaired, id = "bracket-unpaired", family = "typography", severity = Minor, mqm = "Linguistic conventions", scope = Document
}

/// Beads before and after within which the other half is looked for.
const REACH: usize = 3;

/// Brackets without a partner in a text.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lone {
    closed: Vec<usize>,
    open: Vec<usize>,
}

impl Lone {
    fn is_sound(&self) -> bool {
        self.closed.is_empty() && self.open.is_empty()
    }
}

impl Rule for BracketUnpaired {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        // Few are not: of a large file only those are kept.
        let broken = |(at, pair): (usize, &Pair<'_>)| Some((at, lone(pair.target_text()))).filter(|(_, lone)| !lone.is_sound());
        let targets: BTreeMap<usize, Lone> = bitext.pairs.iter().enumerate().filter_map(broken).collect();
        for (at, own) in &targets {
            let Some(pair) = bitext.pairs.get(*at).filter(|pair| pair.is_linked()) else { continue };
            let (source, target) = (pair.source_text(), pair.target_text());
            let next = targets.range(at + 1..=at + REACH).next().map(|(_, other)| other);
            let last = targets.range(at.saturating_sub(REACH)..*at).next_back().map(|(_, other)| other);
            let runs_on = (!own.open.is_empty() && next.is_some_and(|other| !other.closed.is_empty()))
                || (!own.closed.is_empty() && last.is_some_and(|other| !other.open.is_empty()));
            if runs_on || !lone(source).is_sound() || is_code(target) {
                continue;
            }
            let Some(place) = own.closed.first().or(own.open.first()).copied() else { continue };
            let sign = target[place..].chars().next().unwrap_or('(');
            let confidence = if source.contains(['(', '[', '{', '（', '【']) { 92 } else { 80 };
            out.report(
                pair.place(),
                Severity::Minor,
                confidence,
                "Bracket without partner",
                if own.closed.is_empty() {
                    message!("{sign} is never closed; the source is sound", sign)
                } else {
                    message!("{sign} is never opened; the source is sound", sign)
                },
            )
            .target_span(target, place..place + sign.len_utf8())
            .because("brackets of the source", source.chars().filter(|c| kind_of(*c).is_some()).count().to_string());
        }
        Ok(())
    }
}

/// Kind of a bracket, and whether it opens. Full-width and plain ones pair with each other.
fn kind_of(c: char) -> Option<(u8, bool)> {
    Some(match c {
        '(' | '（' | '﹙' => (0, true),
        ')' | '）' | '﹚' => (0, false),
        '[' | '［' => (1, true),
        ']' | '］' => (1, false),
        '{' | '｛' => (2, true),
        '}' | '｝' => (2, false),
        '【' | '〔' => (3, true),
        '】' | '〕' => (3, false),
        _ => return None,
    })
}

fn lone(text: &str) -> Lone {
    let mut lone = Lone::default();
    let mut open: Vec<(u8, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some((kind, opens)) = kind_of(c) else { continue };
        if smiley(text, at, c) {
            continue;
        }
        if opens {
            open.push((kind, at));
        } else if let Some(partner) = open.iter().rposition(|(known, _)| *known == kind) {
            open.remove(partner);
        } else if !enumerates(text, at) {
            lone.closed.push(at);
        }
    }
    lone.open = open.into_iter().map(|(_, at)| at).collect();
    lone
}

fn smiley(text: &str, at: usize, c: char) -> bool {
    let before = &text[..at];
    matches!(c, '(' | ')')
        && (before.ends_with([':', ';']) && !before.ends_with("::")
            || before.ends_with(":-")
            || before.ends_with(";-")
            || before.ends_with([')', '(']) && text[..at].trim_end_matches([')', '(']).ends_with(':'))
}

/// Whether the bracket at `at` ends a list mark: "a)", "12)", "iv)" after a blank or at the start.
fn enumerates(text: &str, at: usize) -> bool {
    let mark: &str = text[..at].rsplit(|c: char| c.is_whitespace() || c == '\u{3000}').next().unwrap_or_default();
    let roman = |c: char| matches!(c, 'i' | 'v' | 'x' | 'I' | 'V' | 'X');
    match mark.chars().count() {
        1 => mark.chars().all(is_word_character),
        2 | 3 => mark.chars().all(char::is_numeric) || mark.chars().all(roman),
        _ => false,
    }
}
