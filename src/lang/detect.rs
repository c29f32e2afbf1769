//! Which language a text is in: whatlang behind a policy that prefers silence to a wrong answer.
//!
//! Trigram ranks after Cavnar and Trenkle (1994), as whatlang implements them. Below 20 letters nothing is said.

use std::{borrow::Cow, cell::OnceCell, sync::OnceLock};

use regex::Regex;
use unicode_normalization::char::is_combining_mark;
use whatlang::Detector;

use crate::model::Lang;

use super::{lowered, script, table, words::words_in};

/// The answer and how sure it is, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    pub lang: Lang,
    pub confidence: f64,
}

/// whatlang's top answer below this many letters means little.
const LETTERS: u32 = 20;
/// whatlang's lead of first over second, from which it was right 99.7 to 99.9 % of the time on news text.
const CONFIDENT: f64 = 0.9;
/// Share of letters that a language's scripts must hold.
const SCRIPT: f64 = 0.6;

/// A text and what whatlang makes of it among all languages, asked for once and only where it is wanted: it costs more than all
/// other signs together.
#[derive(Debug)]
pub struct Guess<'t> {
    pub text: &'t str,
    info: OnceCell<Option<whatlang::Info>>,
}

impl<'t> Guess<'t> {
    /// Takes prose without markup.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Guess { text, info: OnceCell::new() }
    }

    pub(super) fn info(&self) -> Option<&whatlang::Info> {
        self.info.get_or_init(|| whatlang::detect(self.text)).as_ref()
    }
}

/// A text without links, mail addresses, placeholders, tags, identifiers and numbers: they belong to no language.
#[must_use]
pub fn prose(text: &str) -> Cow<'_, str> {
    static NOISE: OnceLock<Option<Regex>> = OnceLock::new();
    // Most sentences hold nothing but words, figures and abbreviations: those are looked for by hand.
    if !text.bytes().any(|byte| matches!(byte, b'<' | b'{' | b'%' | b'@' | b'#' | b'&' | b'/' | b'\\'))
        && !text.as_bytes().windows(4).any(|four| four.eq_ignore_ascii_case(b"www."))
    {
        return without_figures(text);
    }
    let pattern = r"(?i)\b(?:https?://|www\.)\S+|\S+@\S+\.\S+|<[^<>]*>|\{[^{}]*\}|%(?:\([^)]*\))?[sdif]\b|[@#]\w+|&\w+;|W*(?:\p{N}|_)W*|W+(?:\.W+)+|\S*\w[/\\]\w\S*";
    // Where no blanks stand between words, a figure takes nothing with it.
    let letter = r"[[\w--\u{e00}-\u{eff}\u{1000}-\u{109f}\u{1780}-\u{17ff}\u{3040}-\u{30ff}\u{3400}-\u{9fff}]\p{N}]";
    match NOISE.get_or_init(|| Regex::new(&pattern.replace('W', letter)).ok()) {
        Some(noise) => noise.replace_all(text, " "),
        None => Cow::Borrowed(text),
    }
}

/// A text without words that hold a figure or a low line, and without words with full stops inside.
fn without_figures(text: &str) -> Cow<'_, str> {
    let unspaced = |c: char| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    let sign =
        |c: char| c.is_alphanumeric() || c == '_' || (!c.is_ascii() && (is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')));
    let letter = |c: char| sign(c) && (!unspaced(c) || c.is_numeric());
    let bytes = text.as_bytes();
    // The end of the word that starts at a byte, and whether it holds a figure.
    let word = |start: usize| {
        let mut end = start;
        let mut figure = false;
        while let Some(&byte) = bytes.get(end) {
            if byte.is_ascii() {
                if !byte.is_ascii_alphanumeric() && byte != b'_' {
                    break;
                }
                figure |= byte.is_ascii_digit() || byte == b'_';
                end += 1;
            } else {
                let Some(c) = text[end..].chars().next().filter(|c| letter(*c)) else { break };
                figure |= c.is_numeric();
                end += c.len_utf8();
            }
        }
        (end, figure)
    };
    let mut out = String::new();
    let (mut at, mut kept) = (0, 0);
    while at < bytes.len() {
        let (mut end, figure) = word(at);
        if end == at {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let mut dotted = false;
        while !figure && bytes.get(end) == Some(&b'.') {
            let (next, _) = word(end + 1);
            if next == end + 1 {
                break;
            }
            (end, dotted) = (next, true);
        }
        if figure || dotted {
            out.push_str(&text[kept..at]);
            out.push(' ');
            kept = end;
        }
        at = end;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

pub(super) fn to_whatlang(lang: Lang) -> Option<whatlang::Lang> {
    table::get(lang)?.whatlang.as_deref().and_then(whatlang::Lang::from_code)
}

/// Han letters without kana are always Chinese to whatlang, and scripts of one language leave it no choice.
fn fits(text: &str, lang: Lang) -> bool {
    script::fits_script(text, lang).is_none_or(|share| share >= SCRIPT)
}

/// The language of a text, or `None` where it is too short or too close to call.
#[must_use]
pub fn detect(text: &str) -> Option<Detection> {
    let text = prose(text);
    if script::script_shares(&text).letters < LETTERS {
        return None;
    }
    let info = whatlang::detect(&text)?;
    let lang = Lang::parse(info.lang().code()).ok()?;
    let sure = info.confidence() >= CONFIDENT || info.is_reliable();
    (sure && fits(&text, lang)).then_some(Detection { lang, confidence: info.confidence() })
}

/// Which of two languages a text is in; `None` when neither is clear.
#[must_use]
pub fn detect_between(text: &str, one: Lang, other: Lang) -> Option<Detection> {
    if one.same_language(&other) {
        return None;
    }
    let text = prose(text);
    if script::script_shares(&text).letters < LETTERS {
        return None;
    }
    match (script::fits_script(&text, one), script::fits_script(&text, other)) {
        (Some(a), Some(b)) if a >= CONFIDENT && b <= 1.0 - CONFIDENT => return Some(Detection { lang: one, confidence: a }),
        (Some(a), Some(b)) if b >= CONFIDENT && a <= 1.0 - CONFIDENT => return Some(Detection { lang: other, confidence: b }),
        (Some(a), Some(b)) if a < SCRIPT && b < SCRIPT => return None,
        _ => {}
    }
    let (first, second) = (to_whatlang(one)?, to_whatlang(other)?);
    let info = Detector::with_allowlist(vec![first, second]).detect(&text)?;
    let (lang, rival) = if info.lang() == first { (one, other) } else { (other, one) };
    let (own, against) = (evidence(&text, lang), evidence(&text, rival));
    let listed = [lang, rival].iter().all(|l| table::get(*l).is_some_and(|facts| !facts.words.function.is_empty()));
    let contradicted = listed && against > own;
    (info.confidence() >= CONFIDENT && !contradicted && fits(&text, lang)).then_some(Detection { lang, confidence: info.confidence() })
}

/// A language that is neither the expected one nor the source's, under the policy that whatlang must be sure, must know the
/// expected language and must not take the one for the other by habit.
#[must_use]
pub fn third_language(guess: &Guess<'_>, expected: Lang, source: Lang) -> Option<Detection> {
    let facts = table::get(expected)?;
    let own = to_whatlang(expected)?;
    let text = guess.text;
    if script::script_shares(text).letters < LETTERS {
        return None;
    }
    let info = guess.info()?;
    let code = info.lang().code();
    if info.confidence() < CONFIDENT || info.lang() == own || facts.confusables.iter().any(|c| c == code) {
        return None;
    }
    let lang = Lang::parse(code).ok()?;
    let other = !lang.same_language(&expected) && !lang.same_language(&source);
    // A list of a few names and figures over and over is no sentence of any language.
    let told = match table::get(lang) {
        Some(facts) if !facts.words.function.is_empty() => evidence(text, lang) > 0.0,
        _ => distinct_words(text) >= 8,
    };
    let other = other && told;
    // Where we have both lists, the expected language's own words speak against the verdict.
    let contradicted = evidence(text, expected) > evidence(text, lang);
    (other && !contradicted && fits(text, lang)).then_some(Detection { lang, confidence: info.confidence() })
}

/// The language that whatlang guesses, where a fifth of the words are small words of it.
#[must_use]
pub fn likely(text: &str) -> Option<Lang> {
    let lang = Lang::parse(whatlang::detect_lang(text)?.code()).ok()?;
    (evidence(text, lang) >= 0.2).then_some(lang)
}

fn distinct_words(text: &str) -> usize {
    let mut words: Vec<&str> =
        words_in(text).filter(|word| word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_uppercase())).collect();
    words.sort_unstable();
    words.dedup();
    words.len()
}

/// The share of a text's words that are function words of a language, 0 to 1.
#[must_use]
pub fn evidence(text: &str, lang: Lang) -> f64 {
    let Some(facts) = table::get(lang) else { return 0.0 };
    let (mut words, mut hits) = (0_u32, 0_u32);
    for word in words_in(text) {
        words += 1;
        hits += u32::from(lowered(word, |word| facts.words.is_function(word)));
    }
    if words == 0 { 0.0 } else { f64::from(hits) / f64::from(words) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn figures_and_abbreviations_are_no_prose() {
        let cases = [
            ("Um 3.50 Uhr kam v2.9 der U.S.A. an.", "Um  .  Uhr kam  .  der  . an."),
            ("snake_case und m² und 1\u{66b}5", "  und   und  \u{66b} "),
            ("Nur Wörter.", "Nur Wörter."),
            ("الساعة ٧٫٣٠ صباحا", "الساعة  ٫  صباحا"),
            ("a.b2 c", "  c"),
            ("Siehe www.example.org/a", "Siehe  "),
            ("6月に駅が5年間閉まる。", " 月に駅が 年間閉まる。"),
            ("6月に駅が5年間閉まる。{x}", " 月に駅が 年間閉まる。 "),
        ];
        for (text, plain) in cases {
            assert_eq!(prose(text), plain);
        }
    }

    proptest::proptest! {
        /// By hand as by the pattern: a sign that the pattern knows elsewhere sends the same text through it.
        #[test]
        fn by_hand_as_by_pattern(text in "[a-zäß\u{645}\u{663}\u{5728}\u{e01}\u{e55}0-9._ -]{0,30}") {
            let whole = format!("{text} %");
            proptest::prop_assert_eq!(format!("{} %", prose(&text)), prose(&whole).into_owned());
        }
    }

    const GERMAN: &str = "Die Bibliothek bleibt am Montag wegen der Arbeiten am Dach geschlossen, und wir bitten alle Leser um Geduld.";

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).unwrap()
    }

    #[test]
    fn a_clear_sentence_is_named() {
        assert_eq!(detect(GERMAN).unwrap().lang, lang("de"));
        assert_eq!(detect_between(GERMAN, lang("en"), lang("de")).unwrap().lang, lang("de"));
    }

    #[test]
    fn short_pieces_and_links_are_left_alone() {
        assert_eq!(detect("Guten Tag"), None);
        assert_eq!(detect("https://example.org/die/bibliothek/bleibt/geschlossen 2024 {name}"), None);
    }

    #[test]
    fn script_decides_alone() {
        let text = "Der Zug kommt heute etwas später";
        assert_eq!(detect_between(text, lang("ru"), lang("de")).unwrap().lang, lang("de"));
        assert_eq!(third_language(&Guess::new(text), lang("xx"), lang("en")), None);
    }

    #[test]
    fn a_third_language_is_neither_of_the_two() {
        assert_eq!(third_language(&Guess::new(GERMAN), lang("fr"), lang("en")).unwrap().lang, lang("de"));
        assert_eq!(third_language(&Guess::new(GERMAN), lang("fr"), lang("de")), None);
        assert_eq!(third_language(&Guess::new(GERMAN), lang("nl"), lang("en")), None);
    }
}
