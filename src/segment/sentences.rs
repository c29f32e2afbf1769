//! Sentence boundaries: UAX #29, more terminators where real text uses them, fewer cuts after abbreviations, initials and
//! ordinals. The lists are language data.

use std::{ops::Range, sync::OnceLock};

use icu_segmenter::SentenceSegmenter;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    lang::{Language, get},
    model::Lang,
};

/// Text of a language without sentence marks is cut at blanks once a piece is this long, in characters.
const UNMARKED_PIECE: usize = 400;

/// Byte ranges of the sentences of a text, trimmed of blanks; together they hold every letter of it.
#[must_use]
pub fn sentences(text: &str, lang: Option<Lang>) -> Vec<Range<usize>> {
    let facts = lang.and_then(get);
    if facts.is_some_and(|facts| facts.sentence.unmarked) {
        return trimmed(text, &pieces(text));
    }
    let mut cuts: Vec<usize> = SentenceSegmenter::new(Default::default()).segment_str(text).collect();
    if let Some(facts) = facts {
        add_terminators(text, facts, &mut cuts);
    }
    for cut in &mut cuts {
        *cut = before_opening(text, *cut);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let rules = lang.map_or_else(Rules::none, Rules::of);
    let mut kept = vec![0];
    for cut in cuts {
        if cut > 0 && cut < text.len() && rules.allows(text, *kept.last().unwrap_or(&0), cut) {
            kept.push(cut);
        }
    }
    kept.push(text.len());
    trimmed(text, &kept)
}

/// Cuts after a terminator of the language (and closing marks behind it) that a blank follows.
fn add_terminators(text: &str, facts: &Language, cuts: &mut Vec<usize>) {
    for terminator in &facts.sentence.terminators {
        let Some(first) = terminator.chars().next() else { continue };
        if matches!(first, '.' | '!' | '?' | '…') {
            continue;
        }
        for (at, found) in text.match_indices(terminator.as_str()) {
            let mut end = at + found.len();
            end += text[end..].len() - text[end..].trim_start_matches(CLOSING).len();
            let rest = &text[end..];
            let body = rest.trim_start();
            if body.len() < rest.len() || (facts.unspaced && !body.is_empty()) {
                cuts.push(text.len() - body.len());
            }
        }
    }
}

const CLOSING: [char; 12] = ['"', '”', '’', '»', '\'', ')', ']', '」', '』', '）', '›', '】'];
const OPENING: [char; 14] = ['"', '“', '‘', '«', '\'', '(', '[', '「', '『', '（', '‹', '¿', '¡', '„'];

/// A cut that falls behind an opening mark belongs before it.
fn before_opening(text: &str, cut: usize) -> usize {
    if cut == text.len() {
        return cut;
    }
    let kept = text[..cut].trim_end();
    let bare = kept.trim_end_matches(['“', '‘', '«', '(', '[', '「', '『', '（', '‹', '¿', '¡', '„']);
    if bare.len() < kept.len() { bare.len() } else { cut }
}

/// A paragraph without sentence marks as pieces of bounded length, cut at blanks.
fn pieces(text: &str) -> Vec<usize> {
    let mut cuts = vec![0];
    let mut count = 0;
    for (at, c) in text.char_indices() {
        count += 1;
        if c == ' ' && count >= UNMARKED_PIECE {
            cuts.push(at + 1);
            count = 0;
        }
    }
    cuts.push(text.len());
    cuts
}

/// Ranges between cuts, without blanks at their ends; those without a letter or digit join the one before.
fn trimmed(text: &str, cuts: &[usize]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for pair in cuts.windows(2) {
        let piece = &text[pair[0]..pair[1]];
        let body = piece.trim();
        if body.is_empty() {
            continue;
        }
        let start = pair[0] + (piece.len() - piece.trim_start().len());
        let end = start + body.len();
        match out.last_mut() {
            Some(last) if !body.chars().any(char::is_alphanumeric) => last.end = end,
            _ => out.push(start..end),
        }
    }
    out
}

/// What keeps a language from cutting.
struct Rules {
    abbreviations: FxHashSet<&'static str>,
    starters: FxHashSet<&'static str>,
    ordinal_dot: bool,
}

impl Rules {
    fn none() -> &'static Rules {
        static NONE: OnceLock<Rules> = OnceLock::new();
        NONE.get_or_init(|| Rules { abbreviations: FxHashSet::default(), starters: FxHashSet::default(), ordinal_dot: false })
    }

    fn of(lang: Lang) -> &'static Rules {
        static ALL: OnceLock<FxHashMap<&'static str, Rules>> = OnceLock::new();
        let all = ALL.get_or_init(|| {
            crate::lang::all()
                .map(|(tag, facts)| {
                    let set = |words: &'static [String]| words.iter().map(String::as_str).collect();
                    let sentence = &facts.sentence;
                    (
                        tag,
                        Rules {
                            abbreviations: set(&sentence.abbreviations),
                            starters: set(&sentence.starters),
                            ordinal_dot: sentence.ordinal_dot,
                        },
                    )
                })
                .collect()
        });
        all.get(lang.language()).unwrap_or_else(|| Rules::none())
    }

    /// Whether the text may be cut at `cut`, the last cut having been at `from`.
    fn allows(&self, text: &str, from: usize, cut: usize) -> bool {
        let before = text[from..cut].trim_end();
        let after = text[cut..].trim_start_matches(OPENING).trim_start();
        let Some(next) = after.chars().next() else { return true };
        if text[from..cut].contains(['\u{2029}', '\n']) && before.is_empty() {
            return true;
        }
        let bare = before.trim_end_matches(CLOSING);
        let closed = bare.len() < before.len();
        if bare.ends_with('…') || bare.ends_with("...") {
            return !next.is_lowercase();
        }
        let Some(body) = bare.strip_suffix('.') else {
            // After a closed quotation a small letter goes on: “Stop!” she said.
            return !(closed && next.is_lowercase());
        };
        if closed {
            return !next.is_lowercase();
        }
        let token = body.rsplit([' ', '\u{a0}', '(', '"', '“', '«', '[', '-', '/', '\u{202f}']).next().unwrap_or_default();
        let next_word: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '\'').collect();
        let starts = self.starters.contains(next_word.as_str()) || self.starters.contains(next_word.to_lowercase().as_str());
        // J. Smith, but not: "It was I. Then …" nor the end of "plan B."
        let mut letters = token.chars();
        let initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase());
        if initial && body.len() > token.len() && !starts && !next.is_numeric() {
            return false;
        }
        if initial && body.len() == token.len() {
            return false;
        }
        if self.is_abbreviation(token) && !starts {
            return false;
        }
        let number = !token.is_empty() && token.chars().all(char::is_numeric);
        if number && body.len() == token.len() {
            // "1. Ropes": a list number is no sentence.
            return false;
        }
        !(number && self.ordinal_dot && token.len() <= 2 && !starts)
    }

    fn is_abbreviation(&self, token: &str) -> bool {
        if token.is_empty() {
            return false;
        }
        self.abbreviations.contains(token) || self.abbreviations.contains(token.to_lowercase().as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, lang: &str) -> Vec<String> {
        sentences(text, Lang::parse(lang).ok()).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn cuts_where_a_reader_would() {
        for (lang, text, expected) in [
            ("en", "The quay opened at 9.30. Ships landed.", 2),
            ("en", "“Stop!” she said. He stopped.", 2),
            ("en", "Dr. Mansour spoke to J. Keller. Both left.", 2),
            ("ar", "افتتح الرصيف اليوم. هل رست السفن؟ نعم.", 3),
            ("zh", "码头今天开放。“船来了。”他说。", 3),
            ("hi", "घाट खुला। जहाज़ आए।", 2),
            ("de", "Der Kai wurde am 3. Mai eröffnet. Schiffe kamen.", 2),
        ] {
            let found = cut(text, lang);
            assert_eq!(found.len(), expected, "{lang}: {found:?}");
        }
    }

    proptest! {
        #[test]
        fn every_letter_is_in_one_sentence(text in "\\PC{0,80}", lang in prop::sample::select(vec!["en", "ar", "zh", "th", "de", "xx"])) {
            let found = sentences(&text, Lang::parse(lang).ok());
            let mut at = 0;
            for range in &found {
                prop_assert!(range.start >= at && range.end > range.start);
                prop_assert!(!text[at..range.start].chars().any(char::is_alphanumeric));
                at = range.end;
            }
            prop_assert!(!text[at..].chars().any(char::is_alphanumeric));
        }
    }
}
