use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    declare_rule,
    lang::{Language, is_word_character, own_and_foreign},
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule, length},
    text::{
        ends::{End, asks, ending},
        quotes,
    },
};

declare_rule! {
    /// ## What it finds
    ///
    /// A sentence without the mark that should end it, by the marks of the target language (Greek ; Arabic ؟ Hindi । Chinese 。 Spanish ¿).
    ///
    /// ## Why it matters
    ///
    /// It reads as unfinished, or asks what was said.
    ///
    /// ## Example
    ///
    /// "The bridge is open." → "Die Brücke ist offen". Not found: headings without a mark, a full stop that the closing quotation mark replaces, Thai.
    ///
    /// ## What it cannot see
    ///
    /// A full stop where an exclamation mark stood.
    FinalPunctuation, id = "final-punctuation", family = "typography", severity = Minor, mqm = "Linguistic conventions", scope = Pair
}

/// Letters without which a text is a label; where words are not divided, short messages go without a mark.
const LETTERS: u32 = 20;
const LETTERS_UNSPACED: u32 = 45;

impl Rule for FinalPunctuation {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        (cx.source.sentence.unmarked || cx.target.sentence.unmarked).then_some("one of the languages does not mark sentence ends")
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        let (from, to) = (ending(source, cx.source), ending(target, cx.target));
        let found = match (from.end, to.end) {
            (End::Stop, End::Comma) if !to.closed => Some((80, "No final mark", "Source ends with a full stop, target with none")),
            (End::Stop, End::Bare) if !to.closed && !abbreviated(source, cx.source) => {
                Some((80, "No final mark", "Source ends with a full stop, target with none"))
            }
            // A stop behind the closing mark is the sentence's own; one before it may be left out. A source that quotes nothing at its end says
            // no speech that could hold the stop, where the target quotes a few words of its own sentence.
            (End::Stop, End::Bare)
                if to.closed
                    && (stops_behind_mark(&source[..from.at])
                        || !from.closed && quotes_words(target) && !abbreviated(source, cx.source)) =>
            {
                Some((75, "No final mark", "Source ends with a full stop, target with none"))
            }
            (End::Question | End::Exclamation, End::Bare) if !to.closed && !asks(target, cx.target) => {
                Some((80, "No final mark", "Source ends with a question or exclamation mark, target with none"))
            }
            _ => None,
        };
        let Some((confidence, issue, message)) = found else { return Ok(()) };
        let letters = cx.target_lang.and_then(|lang| own_and_foreign(target, lang)).map_or(LETTERS, |(own, other)| own + other);
        if letters < if cx.target.unspaced { LETTERS_UNSPACED } else { LETTERS } || cut_off(pair, cx) {
            return Ok(());
        }
        let last = last_word(&target[..to.at], cx.target.unspaced);
        out.report(pair.place(), Severity::Minor, confidence, issue, message)
            .target_span(target, last)
            .because("last mark of the source", source[..from.at].chars().next_back().map_or(String::new(), String::from));
        Ok(())
    }
}

/// Whether so much of the target is missing that it was cut off, which another rule tells.
fn cut_off(pair: &Pair<'_>, cx: &Context<'_>) -> bool {
    let general = length::general(cx);
    length::deviation(pair, general, cx) < length::SHORT && length::excess(pair, general, cx) <= length::KEPT
}

/// The last word, by which a reader finds the place; the last sign where words are not divided.
fn last_word(text: &str, unspaced: bool) -> Range<usize> {
    let start = if unspaced {
        text.grapheme_indices(true).next_back().map(|(at, _)| at)
    } else {
        text.char_indices().rfind(|(_, c)| c.is_whitespace()).map(|(at, c)| at + c.len_utf8())
    };
    start.unwrap_or(0)..text.len()
}

/// Whether a text ends in a closing quotation mark and a full stop.
fn stops_behind_mark(text: &str) -> bool {
    let mut back = text.chars().rev();
    back.next().is_some_and(|c| matches!(c, '.' | '。' | '।' | '۔')) && back.next().is_some_and(quotes::is_mark)
}

/// Whether what a text quotes at its end is part of its own sentence: a letter stands before the opening mark, where speech follows a colon.
fn quotes_words(text: &str) -> bool {
    quotes::quotations(text).last().is_some_and(|last| {
        let before = text[..last.whole().start].trim_end().chars().next_back();
        text[last.whole().end..].chars().all(|c| !is_word_character(c)) && before.is_some_and(is_word_character)
    })
}

/// Whether the full stop of a text may belong to an abbreviation: "Inc.", "p.m.", "J."
fn abbreviated(text: &str, language: &Language) -> bool {
    let word = text.trim_end().trim_end_matches(|c: char| !is_word_character(c));
    let last = word.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let short = last.chars().count() == 1 && last.chars().all(char::is_uppercase);
    let initials = last.contains('.') && last.split('.').all(|piece| piece.chars().count() <= 2);
    short || initials || language.sentence.abbreviations.iter().any(|known| known.eq_ignore_ascii_case(last))
}
