use std::{hash::BuildHasher, ops::Range};

use rustc_hash::FxBuildHasher;
use unicode_script::Script;

use crate::{
    declare_rule,
    lang::{Language, is_letter, is_word_character, script_of, spelt},
    message,
    model::{MarkKind, Segment, Severity},
    rules::{Context, Meta, Pair, Reporter, Rule, length},
    text::{
        code::{is_code, is_output, is_synopsis},
        quotes,
    },
};

declare_rule! {
    /// ## What it finds
    ///
    /// A run of words of the source that stands untranslated in a sentence that is translated otherwise.
    ///
    /// ## Why it matters
    ///
    /// The reader understands half of it.
    ///
    /// ## Example
    ///
    /// "Die Brücke bleibt bis Montag geschlossen while the cables are being replaced." Not found: quotations and titles in the original, names, code.
    ///
    /// ## What it cannot see
    ///
    /// Runs of fewer than three words, and words of a third language.
    HalfTranslated, id = "half-translated", family = "language", severity = Major, mqm = "Accuracy/Untranslated", scope = Pair
}

/// Words of a run, and how many of them must be written small.
const WORDS: usize = 3;
const SMALL: usize = 3;
/// Characters of a run where the source sets no blanks.
const CHARACTERS: usize = 8;
/// The length, in robust deviations, at which a target without the run is still a whole translation.
const WHOLE_WITHOUT: f64 = -0.3;
/// A run that is more of the target than this is the whole sentence: another rule's.
const WHOLE: f64 = 0.85;

impl Rule for HalfTranslated {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        match (cx.source_lang, cx.target_lang) {
            (Some(source), Some(target)) if source.same_language(&target) => Some("source and target are in one language"),
            _ => None,
        }
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let target = pair.target_text();
        let Some(span) = pair.left_over(cx) else { return Ok(()) };
        if is_marked_code(pair, &target[span.clone()]) || is_spelt_out(target, &target[span.clone()]) {
            return Ok(());
        }
        let piece: String = target[span.clone()].chars().take(60).collect();
        let share = 100 * span.len() / target.len().max(1);
        // Where the target is longer than usual, the original stands beside its translation as a gloss.
        let expected = length::general(cx);
        let gloss = length::deviation(pair, expected, cx) > 0.8;
        // What is left without them is a whole translation, which goes on behind them.
        let goes_on = target[span.end..].contains(is_letter);
        let whole = goes_on && length::deviation_without(pair, &span, expected, cx) > if gloss { WHOLE_WITHOUT } else { 0.0 };
        let (severity, confidence) = match (gloss, whole) {
            (true, true) => (Severity::Info, 45),
            (true, false) | (false, true) => (Severity::Minor, 65),
            _ => (Severity::Major, 93),
        };
        out.report(
            pair.place(),
            severity,
            confidence,
            "Partly not translated",
            message!("Source words left as they are: “{piece}”", piece),
        )
        .target_span(target, span)
        .because("share of the target in per cent", share.to_string());
        Ok(())
    }
}

/// Whether half of a run or more stands in the translation as code.
fn is_marked_code(pair: &Pair<'_>, piece: &str) -> bool {
    let codes = pair.target.iter().flat_map(Segment::marks).filter(|(_, mark)| mark.kind == MarkKind::Code);
    let held: usize = codes
        .map(|(_, mark)| match (mark.value.contains(piece), piece.contains(&*mark.value)) {
            (true, _) => piece.len(),
            (false, true) => mark.value.len(),
            _ => 0,
        })
        .sum();
    held * 2 >= piece.len()
}

/// Whether a run spells out an abbreviation that stands beside it: pwd is "print working directory".
fn is_spelt_out(target: &str, piece: &str) -> bool {
    let initials: String = piece.split_whitespace().filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect();
    initials.chars().count() >= WORDS && split(target).iter().any(|(_, word)| word.to_lowercase() == initials)
}

/// The longest run of source words that stands in the target as it is, if it is part of a sentence and not all of it.
pub(in crate::rules) fn left_over(source: &str, target: &str, cx: &Context<'_>) -> Option<Range<usize>> {
    let span = if cx.source.unspaced { characters(source, target, cx) } else { words(source, target, cx.source, cx.target) }?;
    #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
    let share = span.len() as f64 / target.trim().len().max(1) as f64;
    (share < WHOLE && !set_off(target, &span) && !is_code(&target[span.clone()]) && !is_output(target) && !is_synopsis(target))
        .then_some(span)
}

/// Whether a run stands in quotation marks or brackets of its own.
fn set_off(text: &str, span: &Range<usize>) -> bool {
    let opens = |c: char| quotes::is_mark(c) || matches!(c, '(' | '[' | '（' | '‘' | '\'' | '<' | '>' | '*' | '_' | '`' | '《' | '【');
    let closes = |c: char| quotes::is_mark(c) || matches!(c, ')' | ']' | '）' | '’' | '\'' | '<' | '*' | '_' | '`' | '》' | '】');
    let before = text[..span.start].trim_end().chars().next_back();
    let after =
        text[span.end..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '!' | '?' | '。' | '…')).chars().next();
    let closed = after.is_some_and(closes) || text[..span.end].ends_with(closes);
    // A gloss behind its translation, in the brackets of both: "(the whole of it Principle of the whole)".
    let open = |marks: [char; 2], ends: [char; 2]| text[..span.start].matches(marks).count() > text[..span.start].matches(ends).count();
    let gloss = || matches!(after, Some(')' | '）')) && open(['(', '（'], [')', '）']);
    before.is_some_and(opens) && closed || gloss()
}

/// Words of a text with their bytes, without the marks around them.
fn split(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::with_capacity(text.len() / 5);
    for piece in text.split(char::is_whitespace) {
        let start = piece.as_ptr() as usize - text.as_ptr() as usize;
        // Most pieces have no marks around them.
        let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let bare = plain(piece.as_bytes().first()) && plain(piece.as_bytes().last());
        let word = if bare { piece } else { piece.trim_matches(|c: char| !is_word_character(c)) };
        // "%s" is no word.
        if !word.is_empty() && !piece.starts_with('%') {
            let lead = word.as_ptr() as usize - piece.as_ptr() as usize;
            found.push((start + lead, word));
        }
    }
    found
}

/// Whether words of one text may stand in another, so many in a row: told by a few bits of each.
fn may_share(known: &[u64], words: impl Iterator<Item = u64>) -> bool {
    let place = |word: u64| (usize::try_from(word >> 58).unwrap_or(0) % 64, 1u64 << (word >> 52 & 63));
    let mut bits = [0u64; 64];
    for word in known {
        let (at, bit) = place(*word);
        bits[at] |= bit;
    }
    let mut run = 0;
    words.into_iter().any(|word| {
        let (at, bit) = place(word);
        run = if bits[at] & bit != 0 { run + 1 } else { 0 };
        run >= WORDS
    })
}

fn words(source: &str, target: &str, from: &Language, to: &Language) -> Option<Range<usize>> {
    let (mine, theirs) = (split(source), split(target));
    let mut best: Option<(usize, usize)> = None;
    // Longest common run of words by rows of the classic table; words as numbers, since most differ.
    let number = |(_, word): &(usize, &str)| FxBuildHasher.hash_one(word);
    let numbers: Vec<u64> = mine.iter().map(number).collect();
    if !may_share(&numbers, theirs.iter().map(number)) {
        return None;
    }
    let mut row = vec![0usize; mine.len() + 1];
    for (at, word) in theirs.iter().map(number).enumerate() {
        let mut diagonal = 0;
        for (other, known) in numbers.iter().enumerate() {
            let above = row[other + 1];
            row[other + 1] = if *known == word { diagonal + 1 } else { 0 };
            diagonal = above;
            if row[other + 1] > best.map_or(WORDS - 1, |(length, _)| length) {
                best = Some((row[other + 1], at));
            }
        }
    }
    let (length, last) = best?;
    let run = &theirs[last + 1 - length..=last];
    // Values listed as they are typed ("low, medium, high") are no sentence.
    let listed =
        run.windows(2).filter(|pair| target[pair[0].0 + pair[0].1.len()..pair[1].0].contains([',', '|', '/', '،', '、', '"'])).count();
    if listed * 2 >= run.len() - 1 || is_synopsis(&target[run[0].0..run[length - 1].0 + run[length - 1].1.len()]) {
        return None;
    }
    let plain = |word: &str| {
        word.chars().all(|c| is_letter(c) || matches!(c, '\'' | '’' | '-')) && word.chars().next().is_some_and(|c| !c.is_uppercase())
    };
    let small: Vec<&str> = run.iter().map(|(_, word)| *word).filter(|word| plain(word)).collect();
    let known = !from.words.function.is_empty();
    let same_script = from.scripts.first() == to.scripts.first();
    let strange = |word: &str| same_script && spelt(word, from) && !spelt(word, to);
    let functions = small.iter().filter(|word| (from.words.is_function(word) && !to.words.is_function(word)) || strange(word)).count();
    let contents = small.iter().filter(|word| !from.words.is_function(word) && word.chars().count() >= 3).count();
    let caseless = from.scripts.first().is_some_and(|code| !matches!(code.as_str(), "Latn" | "Cyrl" | "Grek" | "Armn"));
    let other_script = to.scripts.first().is_some_and(|code| from.scripts.first().is_some_and(|theirs| theirs != code));
    let told = if known { functions >= 1 && contents >= 1 } else { other_script || contents >= 4 };
    let enough = told || (other_script && caseless && small.len() >= 4);
    // Close languages share runs of words by right.
    let surely = other_script || functions >= 2 || contents >= 3 && functions >= 1;
    (small.len() >= SMALL && enough && surely).then(|| run[0].0..theirs[last].0 + theirs[last].1.len())
}

/// The longest run of characters of an unspaced source script inside a target of another script.
fn characters(source: &str, target: &str, cx: &Context<'_>) -> Option<Range<usize>> {
    if cx.source.scripts.iter().any(|code| cx.target.scripts.contains(code)) {
        return shared_characters(source, target);
    }
    let own = |c: char| {
        is_letter(c)
            && !matches!(script_of(c), Script::Common | Script::Inherited)
            && cx.source.scripts.iter().any(|code| code == script_of(c).short_name())
    };
    let mut best: Option<(usize, Range<usize>)> = None;
    let mut run: Option<(usize, Range<usize>)> = None;
    for (at, c) in target.char_indices().chain([(target.len(), 'a')]) {
        if own(c) {
            let (count, span) = run.get_or_insert((0, at..at));
            *count += 1;
            span.end = at + c.len_utf8();
        } else if is_letter(c)
            && let Some(done) = run.take()
            && done.0 >= CHARACTERS
            && best.as_ref().is_none_or(|(known, _)| done.0 > *known)
        {
            best = Some(done);
        }
    }
    let (_, span) = best?;
    let first: String = target[span.clone()].chars().take(CHARACTERS).collect();
    source.contains(&first).then_some(span)
}

/// Chinese in Japanese and the reverse: a run of source characters too long to be shared by right.
fn shared_characters(source: &str, target: &str) -> Option<Range<usize>> {
    let chars: Vec<(usize, char)> = target.char_indices().collect();
    let mut at = 0;
    while at + 12 <= chars.len() {
        let end = |n: usize| chars.get(n).map_or(target.len(), |(byte, _)| *byte);
        let letters = chars[at..at + 12].iter().all(|(_, c)| matches!(script_of(*c), Script::Han | Script::Hiragana));
        if letters && source.contains(&target[chars[at].0..end(at + 12)]) {
            let mut to = at + 12;
            while to < chars.len() && source.contains(&target[chars[at].0..end(to + 1)]) {
                to += 1;
            }
            return Some(chars[at].0..end(to));
        }
        at += 1;
    }
    None
}
