//! Sentence boundaries: UAX #29, more terminators where real text uses them, fewer cuts after abbreviations, initials and
//! ordinals. The lists are language data.

use std::{ops::Range, sync::OnceLock};

use icu_segmenter::SentenceSegmenter;
use rustc_hash::FxHashSet;

use crate::{
    lang::{Language, find, get, is_letter, is_word_character, once_a_language},
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
    let rules = lang.and_then(|lang| find(lang.language())).map_or_else(Rules::none, Rules::of);
    let mut cuts: Vec<usize> = SentenceSegmenter::new(Default::default()).segment_str(text).collect();
    if let Some(facts) = facts {
        add_terminators(text, facts, &mut cuts);
    }
    let marks = Marks::new(text);
    rules.before_figures(&marks, &mut cuts);
    for cut in &mut cuts {
        *cut = marks.before_opening(marks.after_closing(*cut));
    }
    cuts.sort_unstable();
    cuts.dedup();
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

const CLOSING: [char; 14] = ['"', '”', '“', '’', '‘', '»', '\'', ')', ']', '」', '』', '）', '›', '】'];
const OPENING: [char; 14] = ['"', '“', '‘', '«', '\'', '(', '[', '「', '『', '（', '‹', '¿', '¡', '„'];

/// The quotation marks and brackets of a text.
struct Marks<'a> {
    text: &'a str,
    /// Places of straight quotation marks.
    straight: Vec<usize>,
}

impl<'a> Marks<'a> {
    fn new(text: &'a str) -> Self {
        Marks { text, straight: memchr::memchr_iter(b'"', text.as_bytes()).collect() }
    }

    /// Whether the mark at this place closes what stands before it. The same mark opens in one language and closes in
    /// another (English “, German “), so its neighbours decide: a closing mark clings to the text before it.
    fn closes(&self, at: usize) -> bool {
        let text = self.text;
        let Some(mark) = text[at..].chars().next().filter(|mark| CLOSING.contains(mark)) else { return false };
        if matches!(mark, ')' | ']' | '」' | '』' | '）' | '】') {
            return true;
        }
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let next = text[at + mark.len_utf8()..].chars().next();
        match (blank(text[..at].chars().next_back()), blank(next) || matches!(next, Some(',' | '.' | ';' | ':' | '!' | '?' | '،'))) {
            (false, true) => true,
            (true, false) => false,
            // Straight marks take turns.
            _ if mark == '"' => self.straight.partition_point(|place| *place < at) % 2 == 1,
            _ => matches!(mark, '”' | '’' | '»' | '›'),
        }
    }

    /// A cut before a closing mark belongs behind it: « Ça alors ! » Il rit.
    fn after_closing(&self, mut cut: usize) -> usize {
        while self.closes(cut) {
            cut += self.text[cut..].chars().next().map_or(1, char::len_utf8);
            cut = self.text.len() - self.text[cut..].trim_start().len();
        }
        cut
    }

    /// A cut that falls behind an opening mark belongs before it.
    fn before_opening(&self, cut: usize) -> usize {
        if cut == self.text.len() {
            return cut;
        }
        let mut start = cut;
        let mut kept = self.text[..cut].trim_end();
        while let Some(mark) = kept.chars().next_back()
            && matches!(mark, '“' | '‘' | '«' | '(' | '[' | '「' | '『' | '《' | '（' | '‹' | '¿' | '¡' | '„')
            && !self.closes(kept.len() - mark.len_utf8())
        {
            start = kept.len() - mark.len_utf8();
            kept = self.text[..start].trim_end();
        }
        start
    }
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
            Some(last) if !body.chars().any(is_word_character) => last.end = end,
            _ => out.push(start..end),
        }
    }
    out
}

/// What keeps a language from cutting.
struct Rules {
    abbreviations: FxHashSet<&'static str>,
    starters: FxHashSet<&'static str>,
    /// What carries a sentence on behind a closed quotation.
    quote_followers: &'static [String],
    ordinal_dot: bool,
    unspaced: bool,
}

/// English titles stand before names in every language that writes names in Latin letters.
const TITLES: [&str; 12] = ["Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Gen", "Col", "Lt", "Sgt", "Capt", "Rev"];

/// A word this long before a full stop is a word, not an abbreviation that the lists lack.
const SURE_WORD: usize = 5;

impl Rules {
    fn none() -> &'static Rules {
        static NONE: OnceLock<Rules> = OnceLock::new();
        NONE.get_or_init(|| Rules {
            abbreviations: TITLES.into_iter().collect(),
            starters: FxHashSet::default(),
            quote_followers: &[],
            ordinal_dot: false,
            unspaced: false,
        })
    }

    once_a_language!(Rules);

    fn new(facts: &'static Language) -> Self {
        let set = |words: &'static [String]| words.iter().map(String::as_str).collect();
        let sentence = &facts.sentence;
        let mut abbreviations: FxHashSet<&'static str> = set(&sentence.abbreviations);
        abbreviations.extend(TITLES);
        Rules {
            abbreviations,
            starters: set(&sentence.starters),
            quote_followers: &sentence.quote_followers,
            ordinal_dot: sentence.ordinal_dot,
            unspaced: facts.unspaced,
        }
    }

    /// UAX #29 reads over figures: "He won. 24 runners fell." stays whole because of the small letter. A full stop behind
    /// what is surely a word ends the sentence before a figure too.
    fn before_figures(&self, marks: &Marks<'_>, cuts: &mut Vec<usize>) {
        let text = marks.text;
        for (dot, _) in text.match_indices('.') {
            let mut end = dot + 1;
            while marks.closes(end) {
                end += text[end..].chars().next().map_or(1, char::len_utf8);
            }
            let body = text[end..].trim_start();
            if body.len() == text[end..].len() || !body.starts_with(char::is_numeric) {
                continue;
            }
            let token = last_token(&text[..dot], self.unspaced);
            let letters = token.chars().filter(|c| is_letter(*c)).count();
            if letters >= SURE_WORD && !token.contains('.') && !self.is_abbreviation(token) {
                cuts.push(text.len() - body.len());
            }
        }
    }

    /// Whether the text may be cut at `cut`, the last cut having been at `from`.
    fn allows(&self, text: &str, from: usize, cut: usize) -> bool {
        let before = text[from..cut].trim_end();
        let after = text[cut..].trim_start_matches(OPENING).trim_start();
        let Some(next) = after.chars().next() else { return true };
        if text[from..cut].contains(['\u{2029}', '\n']) && before.is_empty() {
            return true;
        }
        let bare = before.trim_end_matches(|c: char| CLOSING.contains(&c) || c.is_whitespace());
        let closed = bare.len() < before.len();
        // « Ça alors ! », dit-il.
        if matches!(next, ',' | ';' | ':' | '،' | '，' | '、' | '؛') {
            return false;
        }
        if closed && self.quote_followers.iter().any(|word| after.starts_with(word.as_str())) {
            return false;
        }
        if bare.ends_with('…') || bare.ends_with("...") {
            // Kana right behind it is the particle that carries on what was listed or named: 「A/B/...を使う」.
            let goes_on = matches!(next, '\u{3041}'..='\u{3096}') && text[..cut].ends_with(['.', '…']);
            return !(next.is_lowercase() || goes_on);
        }
        let Some(body) = bare.strip_suffix('.') else {
            // After a closed quotation a small letter goes on: “Stop!” she said.
            return !(closed && next.is_lowercase());
        };
        if closed {
            return !next.is_lowercase();
        }
        let token = last_token(body, self.unspaced);
        let next_word: String = after.chars().take_while(|c| is_word_character(*c) || *c == '\'').collect();
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
        if number && from == 0 && is_label(&body[..body.len() - token.len()]) {
            return false;
        }
        // "the 125. Street", but neither the year 2018 nor the score 3-1.
        let joined = body[..body.len() - token.len()].ends_with(['-', '–', ':', '/', ',']);
        !(number && self.ordinal_dot && !joined && token.chars().count() <= 3 && !starts)
    }

    fn is_abbreviation(&self, token: &str) -> bool {
        if token.is_empty() {
            return false;
        }
        self.abbreviations.contains(token) || self.abbreviations.contains(token.to_lowercase().as_str())
    }
}

/// Whether what stands before the number at the start of a text is one word with a capital: "Chapter 1. Ropes" is one heading.
fn is_label(text: &str) -> bool {
    let word = text.trim();
    text.ends_with(char::is_whitespace) && word.chars().all(is_letter) && word.chars().next().is_some_and(char::is_uppercase)
}

/// The word at the end of a text. Where words are not divided by blanks it is the run of letters of the other script: 人P.
fn last_token(text: &str, unspaced: bool) -> &str {
    if unspaced {
        let start = text.char_indices().rev().take_while(|(_, c)| c.is_ascii_alphanumeric()).last().map_or(text.len(), |(at, _)| at);
        return &text[start..];
    }
    text.rsplit([' ', '\u{a0}', '(', '"', '“', '„', '«', '[', '-', '–', '/', '\u{202f}']).next().unwrap_or_default()
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
            ("zh", "码头今天开放。“船来了。”他说。", 2),
            ("hi", "घाट खुला। जहाज़ आए।", 2),
            ("de", "Der Kai wurde am 3. Mai eröffnet. Schiffe kamen.", 2),
            ("de", "Er sagte: „Das Meer ist ruhig.“ Die Schiffe warteten.", 2),
            ("cs", "„Moře je klidné.“ Lodě čekaly.", 2),
            ("fr", "« Quel port ! » Le maire sourit. « Oui ! », dit-il.", 3),
            ("fr", "Il a dit « non. » Elle est partie.", 2),
            ("es", "El puerto de EE. UU. cerró. ¿Abrirá mañana?", 2),
            ("tr", "Gemiler limana girdi. 24 yaşındaki kaptan güldü.", 2),
            ("en", "They met in Art. 12 of the act. See No. 5 below.", 2),
            ("en", "Chapter 1. Ropes and knots", 1),
            ("cs", "Kapitola 12. Lana", 1),
            ("en", "The harbour closed in 2012. Ships left.", 2),
            ("ja", "Knoppix/Ubuntu/...を使っていますが、港に移りたい。", 1),
            ("ja", "船が来た...。港は開いた。", 2),
            ("ja", "「港は開いた。」と船長は言った。船が来た。", 2),
            ("ko", "“항구가 열렸습니다.” 라고 선장이 말했다. 배가 왔다.", 2),
            ("zh", "他是P. Orlo船长。船来了。", 2),
            ("zh", "他说：\"船来了。\"她笑了。", 2),
            ("it", "Il capitano St. Orlo parlò con Dr. Keller.", 1),
            ("xx", "The ship (a ferry.) Left. It sank.", 3),
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
                prop_assert!(!text[at..range.start].chars().any(is_word_character));
                at = range.end;
            }
            prop_assert!(!text[at..].chars().any(is_word_character));
        }
    }
}
