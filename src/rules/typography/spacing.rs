use std::ops::Range;

use unicode_script::Script;

use crate::{
    declare_rule,
    lang::{Language, is_letter, is_word_character, script_of},
    message,
    model::{Message, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::code::is_code,
};

declare_rule! {
    /// ## What it finds
    ///
    /// Two blanks inside a sentence, a blank before a mark that takes none in the target language, a blank missing after one, where the source has neither.
    ///
    /// ## Why it matters
    ///
    /// It looks careless, and the mark may slip to the next line.
    ///
    /// ## Example
    ///
    /// "The bridge ,  built in 1931 ,is closed." Not found: the blank that French sets before ; : ! ? », ellipses, file names, code.
    ///
    /// ## What it cannot see
    ///
    /// Thin and no-break blanks in the wrong place.
    Spacing, id = "spacing", family = "typography", severity = Minor, mqm = "Linguistic conventions", scope = Document
}

type Check = fn(&str, &Language) -> Option<Range<usize>>;

/// Places from which a fault, if one bead in 25 has it, is how the text is written.
const HABIT: usize = 4;

const TWO: &str = "Two blanks";
const BEFORE: &str = "Blank before mark";
const MISSING: &str = "Blank missing";

fn said(issue: &str, found: &str, places: Option<usize>) -> Message {
    match (issue, places) {
        (TWO, None) => message!("Two blanks in a row: “{found}”", found),
        (TWO, Some(places)) => message!("Two blanks in a row: “{found}”; so in {places} places", found, places),
        (BEFORE, None) => message!("A blank stands before a mark that takes none: “{found}”", found),
        (BEFORE, Some(places)) => message!("A blank stands before a mark that takes none: “{found}”; so in {places} places", found, places),
        (_, None) => message!("No blank after the mark: “{found}”", found),
        (_, Some(places)) => message!("No blank after the mark: “{found}”; so in {places} places", found, places),
    }
}

impl Rule for Spacing {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let checks: [(Check, u8, &'static str); 3] = [(doubled, 88, TWO), (before_mark, 90, BEFORE), (glued, 75, MISSING)];
        let beads: Vec<&Pair<'_>> = bitext.pairs.iter().filter(|pair| pair.is_linked()).collect();
        for (check, confidence, issue) in checks {
            let found: Vec<(&Pair<'_>, Range<usize>)> = beads
                .iter()
                .filter_map(|pair| Some((*pair, check(pair.target_text(), cx.target)?)))
                .filter(|(pair, _)| !is_code(pair.target_text()) && check(pair.source_text(), cx.source).is_none())
                // What the source glues together stays so, be its word ever so short.
                .filter(|(pair, _)| issue != MISSING || !cut_short(pair.source_text()))
                .collect();
            // A habit of the whole text is one finding, at its first place.
            let habit = found.len() >= HABIT && found.len() * 25 >= beads.len();
            for (pair, span) in found.iter().take(if habit { 1 } else { found.len() }) {
                let target = pair.target_text();
                out.report(
                    pair.place(),
                    Severity::Minor,
                    confidence,
                    issue,
                    said(issue, around(target, span), habit.then_some(found.len())),
                )
                .target_span(target, span.clone())
                .because("places", found.len().to_string());
            }
        }
        Ok(())
    }
}

/// Whether a full stop stands between a small letter and a capital somewhere.
fn cut_short(text: &str) -> bool {
    let mut last = [' ', ' '];
    text.chars().any(|c| {
        let found = last[0].is_lowercase() && last[1] == '.' && c.is_uppercase();
        last = [last[1], c];
        found
    })
}

/// The span with up to eight characters on each side.
fn around<'t>(text: &'t str, span: &Range<usize>) -> &'t str {
    let start = text[..span.start].char_indices().rev().take(8).last().map_or(span.start, |(at, _)| at);
    let end = text[span.end..].char_indices().nth(8).map_or(text.len(), |(at, _)| span.end + at);
    text[start..end].trim()
}

/// Exactly two blanks inside a text; longer runs are layout.
fn doubled(text: &str, _language: &Language) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let at = text.match_indices("  ").map(|(at, _)| at).find(|at| {
        let before = at.checked_sub(1).map(|b| bytes[b]);
        before.is_some_and(|b| b != b' ' && b != b'\n') && bytes.get(at + 2).is_some_and(|b| *b != b' ' && *b != b'\n')
    })?;
    (!text.contains("    ")).then_some(at..at + 2)
}

/// A blank before a comma or full stop, or another mark that takes none here.
fn before_mark(text: &str, language: &Language) -> Option<Range<usize>> {
    if !may_stand_apart(text.as_bytes()) {
        return None;
    }
    let mut last: [Option<char>; 2] = [None, None];
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mark = matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '،' | '؛' | '؟' | '。' | '，' | '、' | ')' | ']' | '%' | '۔');
        let [before, earlier] = last;
        last = [Some(c), before];
        if !mark || !before.is_some_and(|b| matches!(b, ' ' | '\u{a0}')) {
            continue;
        }
        let after = chars.peek().map(|(_, c)| *c);
        let ends = after.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '”' | '»' | '’'));
        let joined = earlier.is_some_and(|c| is_word_character(c) || matches!(c, '"' | '”' | '»' | ')' | '’'));
        let right = c == '%' || language.sentence.spaced.iter().any(|known| known.chars().eq([c]));
        let wide = language.unspaced && matches!(c, '，' | '。' | '、');
        if (ends || wide) && joined && !right {
            let start = text[..at].char_indices().next_back().map_or(at, |(at, _)| at);
            return Some(start..at + c.len_utf8());
        }
    }
    None
}

/// Whether a blank stands before a mark somewhere, by the bytes of all of them.
fn may_stand_apart(bytes: &[u8]) -> bool {
    // A blank, or the last byte of one that may not be broken.
    memchr::memchr2_iter(b' ', 0xa0, bytes).any(|at| {
        let next = |more: usize| bytes.get(at + 1 + more).copied().unwrap_or_default();
        match next(0) {
            b',' | b'.' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'%' => true,
            0xd8 => matches!(next(1), 0x8c | 0x9b | 0x9f),
            0xdb => next(1) == 0x94,
            0xe3 => next(1) == 0x80,
            0xef => next(1) == 0xbc,
            _ => false,
        }
    })
}

/// A comma between two words, or a full stop between a small and a capital letter, without a blank.
fn glued(text: &str, language: &Language) -> Option<Range<usize>> {
    if language.unspaced || text.contains("://") {
        return None;
    }
    text.char_indices().find_map(|(at, c)| {
        if !matches!(c, ',' | ';' | '،' | '؛' | '.' | '!' | '?' | '؟') {
            return None;
        }
        let after = &text[at + c.len_utf8()..];
        let small =
            |c: char| is_letter(c) && !c.is_uppercase() && !matches!(script_of(c), Script::Han | Script::Hiragana | Script::Katakana);
        let stop = matches!(c, '.' | '!' | '?');
        if !after.chars().next().is_some_and(|c| if stop { c.is_uppercase() } else { small(c) || c.is_uppercase() }) {
            return None;
        }
        let word = text[..at].chars().rev().take_while(|c| small(*c)).count();
        let next = after.chars().take_while(|c| is_letter(*c)).count();
        (word >= 3 && next >= 3).then_some(at..at + c.len_utf8())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_stand_apart_are_seen_by_their_bytes() {
        let none = Language::default();
        for mark in ('\0'..=char::MAX).filter(|mark| before_mark(&format!("a {mark}"), &none).is_some()) {
            assert!(may_stand_apart(format!("a\u{a0}{mark}").as_bytes()), "{mark:?}");
        }
        for mark in [',', '.', ';', ':', '!', '?', '،', '؛', '؟', '。', '，', '、', ')', ']', '%', '۔'] {
            assert!(may_stand_apart(format!("a {mark}").as_bytes()), "{mark:?}");
        }
        assert!(!may_stand_apart("Où est-il? قال هو هنا".as_bytes()));
    }
}
