//! Which language a text is in: whatlang behind a policy that prefers silence to a wrong answer.
//!
//! Trigram ranks after Cavnar and Trenkle (1994), as whatlang implements them. Below 20 letters nothing is said.

use std::cell::OnceCell;

use whatlang::Detector;

use crate::model::Lang;

use super::{letters::is_letter, lowered, noise::prose, script, table, words::words_in};

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
    let own_evidence = evidence(text, expected);
    let contradicted = own_evidence > 0.0 && own_evidence >= evidence(text, lang);
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
        words_in(text).filter(|word| word.chars().next().is_some_and(|c| is_letter(c) && !c.is_uppercase())).collect();
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
