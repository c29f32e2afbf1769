use std::{hash::BuildHasher, ops::Range};

use rustc_hash::FxBuildHasher;
use unicode_normalization::char::is_combining_mark;

use crate::{
    declare_rule,
    lang::{is_letter, is_word_character, lowered, word_indices},
    message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule, alignment::duplicate_sentence::doubled},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A word or run of words that is said three times or more in a row, or a passage that is said twice, where the source does not repeat itself.
    ///
    /// ## Why it matters
    ///
    /// Translation systems fall into loops; what should have followed is lost.
    ///
    /// ## Example
    ///
    /// "will not resume at once at once at once at once". Not found: doubled words of Indonesian or Hindi grammar, "no, no, no" that the source says too.
    ///
    /// ## What it cannot see
    ///
    /// A word said twice, which is as often right.
    Repetition, id = "repetition", family = "typography", severity = Critical, mqm = "Linguistic conventions", scope = Pair
}

/// How often something must be said to be said in a loop.
const LEAST: usize = 3;
/// Longest run of words that is looked for.
const LONGEST: usize = 8;
/// Longest run of characters that is looked for in text without blanks.
const LONGEST_CHARACTERS: usize = 12;
/// Words, or characters without blanks, of a passage that is said twice.
const ECHO: usize = 4;
const ECHO_CHARACTERS: usize = 8;
const ECHO_LONGEST: usize = 60;

impl Rule for Repetition {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn judges_alone(&self) -> bool {
        true
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, text) = (pair.source_text(), pair.target_text());
        let own = units(text, cx.target.unspaced);
        let said_again = again(&own);
        if said_again + 1 < LEAST {
            return Ok(());
        }
        let Some((span, times, size)) = loops(text, &own, cx.target.unspaced, LEAST) else {
            let shortest = if cx.target.unspaced { ECHO_CHARACTERS } else { ECHO };
            if said_again < shortest {
                return Ok(());
            }
            if let Some((span, words)) = echo(text, &own, cx.target.unspaced)
                && (span.len() * 10 >= text.len() * 8 || !text[span.clone()].contains(['(', '（', '[', '"', '“']))
                && echo(source, &units(source, cx.source.unspaced), cx.source.unspaced).is_none()
                && !is_label(text, &span, words, cx.target.unspaced)
                && !heads(source, text, &span, words, cx)
                // A whole sentence said again is told as such, at its place.
                && doubled(pair).is_none()
            {
                let piece: String = text[span.clone()].chars().take(60).collect();
                let whole = span.len() * 10 >= text.len() * 8;
                let severity = if whole || words >= 8 { Severity::Critical } else { Severity::Major };
                // A few words twice may be grammar: a label and the sentence about it.
                let confidence = if severity == Severity::Critical { 95 } else { 85 };
                out.report(
                    pair.place(),
                    severity,
                    confidence,
                    "Passage repeated",
                    message!("The same {words} words twice: “{piece}”", words, piece),
                )
                .target_span(text, span)
                .because("words", words.to_string());
            }
            return Ok(());
        };
        let letters = text[span.clone()].chars().filter(|c| is_letter(*c)).count();
        // Doubling is grammar in some languages, and two letters said thrice are initials or an interjection.
        let least = if size == 1 && (cx.target.words.reduplicates || letters <= 2 * times) { 4 } else { 3 };
        let in_source = loops(source, &units(source, cx.source.unspaced), cx.source.unspaced, 2).map_or(1, |(_, times, _)| times);
        if times < least || (in_source > 1 && times < in_source + 3) || source.contains(&text[span.clone()]) {
            return Ok(());
        }
        let piece: String = text[span.clone()].chars().take(60).collect();
        let severity = if times == 3 && size == 1 { Severity::Major } else { Severity::Critical };
        out.report(
            pair.place(),
            severity,
            if times > 3 { 97 } else { 88 },
            "Words repeated",
            message!("The same words {times} times in a row: “{piece}”", times, piece),
        )
        .target_span(text, span)
        .because("times", times.to_string());
        Ok(())
    }
}

/// Whether a full stop stands between the two halves, the source, too, goes on behind one, and the second half is no whole sentence: a heading
/// and the sentence that begins like it ("Exit a shell. Exit a shell with …").
fn heads(source: &str, text: &str, span: &Range<usize>, size: usize, cx: &Context<'_>) -> bool {
    let piece = &text[span.clone()];
    let units = units(piece, cx.target.unspaced);
    let stop = |text: &str| text.contains(['.', '!', '?', '。', '؟', '।']);
    let seam = units.get(size - 1).zip(units.get(size)).and_then(|((at, word, _), (next, ..))| piece.get(at + word.len()..*next));
    let behind = text[span.end..].trim_start();
    seam.is_some_and(stop)
        && behind.starts_with(|c: char| is_word_character(c))
        && stop(source.trim_end_matches(|c: char| !is_word_character(c)))
}

/// Whether a colon or dash stands between the two halves of an echo: a label, and the sentence that explains it ("Labour cost: labour cost of …").
fn is_label(text: &str, span: &Range<usize>, size: usize, unspaced: bool) -> bool {
    let piece = &text[span.clone()];
    let units = units(piece, unspaced);
    let seam = units.get(size - 1).zip(units.get(size)).and_then(|((at, word, _), (next, ..))| piece.get(at + word.len()..*next));
    seam.is_some_and(|seam| seam.contains([':', '：', '–', '—', '\n']) || seam.contains(" - "))
}

/// The longest stretch that says the same `least` times or more: its bytes, how often, and words (or characters) of one turn.
fn loops(text: &str, units: &[Unit<'_>], unspaced: bool, least: usize) -> Option<(Range<usize>, usize, usize)> {
    let (longest, shortest) = if unspaced { (LONGEST_CHARACTERS, 2) } else { (LONGEST, 1) };
    let mut best: Option<(Range<usize>, usize, usize)> = None;
    for size in shortest..=longest.min(units.len() / 2) {
        let mut equal = 0;
        for at in size..=units.len() {
            if at < units.len() && units[at].2 == units[at - size].2 {
                equal += 1;
                continue;
            }
            let times = equal / size + 1;
            if times >= least && best.as_ref().is_none_or(|(_, known, _)| times > *known) && equal >= size {
                let first = at - equal - size;
                let (last, word, _) = units[at - 1];
                let piece = &text[units[first].0..last + word.len()];
                // Codes and rules of dots repeat by right.
                let letters = piece.chars().filter(|c| is_letter(*c)).count();
                let figures = piece.chars().filter(|c| c.is_numeric()).count();
                if (letters >= 2 * times.min(4) || (figures >= times && times >= 4 && !unspaced))
                    && !piece.contains(['\u{2026}', '_', '=', '|'])
                    && !drawn_out(piece)
                {
                    best = Some((units[first].0..last + word.len(), times, size));
                }
            }
            equal = 0;
        }
    }
    best
}

/// The longest passage that follows itself at once: the bytes of both and the words (or characters) of one.
fn echo(text: &str, units: &[Unit<'_>], unspaced: bool) -> Option<(Range<usize>, usize)> {
    let shortest = if unspaced { ECHO_CHARACTERS } else { ECHO };
    let most = units.len() / 2;
    // Long texts are looked at for echoes of a sentence, and for being said twice as a whole.
    let sizes = (shortest..=most.min(ECHO_LONGEST)).rev();
    let sizes = (most > ECHO_LONGEST).then_some(most).into_iter().chain(sizes);
    for size in sizes {
        let mut equal = 0;
        for at in size..units.len() {
            equal = if units[at].2 == units[at - size].2 { equal + 1 } else { 0 };
            if equal == size {
                let (last, word, _) = units[at];
                let start = units[at + 1 - 2 * size].0;
                let letters = text[start..last].chars().filter(|c| is_letter(*c)).count();
                return (letters >= size * 2).then_some((start..last + word.len(), size));
            }
        }
    }
    None
}

/// A word, or a character where words are not separated: where it begins, as it is written, and what it is without regard to capitals.
type Unit<'t> = (usize, &'t str, u64);

/// Words of a text, or its letters and figures where words are not separated, each with the vowels and marks that are written on it: two
/// syllables that begin alike are no loop.
fn units(text: &str, unspaced: bool) -> Vec<Unit<'_>> {
    if unspaced {
        let mut letters = text.char_indices().filter(|(_, c)| is_word_character(*c)).peekable();
        let mut units = Vec::new();
        while let Some((at, c)) = letters.next() {
            let mut end = at + c.len_utf8();
            while let Some((_, mark)) = letters.next_if(|(next, c)| *next == end && is_combining_mark(*c)) {
                end += mark.len_utf8();
            }
            let word = &text[at..end];
            units.push((at, word, kind(word)));
        }
        units
    } else {
        word_indices(text).map(|(at, word)| (at, word, kind(word))).collect()
    }
}

/// One number for all spellings of a word that differ in capitals only.
fn kind(word: &str) -> u64 {
    lowered(word, |word| FxBuildHasher.hash_one(word))
}

/// How many units of a text stand in it again.
fn again(units: &[Unit<'_>]) -> usize {
    let mut hashes: Vec<u64> = units.iter().map(|(_, _, hash)| *hash).collect();
    hashes.sort_unstable();
    let kinds = hashes.chunk_by(|a, b| a == b).count();
    hashes.len() - kinds
}

/// One letter held ("ノーーー", "哈哈哈") is a cry, not a loop.
fn drawn_out(piece: &str) -> bool {
    let mut letters = piece.chars().filter(|c| is_word_character(*c));
    letters.next().is_none_or(|first| letters.all(|c| c == first))
}
