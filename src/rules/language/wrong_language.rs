use std::borrow::Cow;

use unicode_script::Script;

use crate::{
    declare_rule,
    lang::{
        Guess, Spoken, close_language, detect, detect_between, evidence, favours, fits_script, get, is_letter, is_simplified,
        lacks_essential, likely, own_and_foreign, own_script_part, script_shares, third_language,
    },
    message,
    model::{Lang, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::{alike::alike, code::is_synopsis},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A segment of the translation that is in another language or script than the translation; a run of them is one finding.
    ///
    /// ## Why it matters
    ///
    /// The reader cannot read it.
    ///
    /// ## Example
    ///
    /// An English translation with a French sentence in it. Not found: names, titles and quotations in the original, short lines, close sister languages.
    ///
    /// ## What it cannot see
    ///
    /// Sentences of fewer than about 40 letters in the same script, and languages that look alike to trigrams.
    WrongLanguage, id = "wrong-language", family = "language", severity = Critical, mqm = "Accuracy/Untranslated", scope = Document
}

/// Letters of a wholly different script that make a sentence foreign.
const SCRIPT_LETTERS: u32 = 12;
/// The same for Chinese, Japanese and Korean among each other, a Han letter counted thrice and a hangul syllable twice.
const EAST: u32 = 24;
/// Letters without which a language of the same script is not judged.
const LETTERS: u32 = 40;
/// The same where short vowels are not written.
const LETTERS_ABJAD: u32 = 30;

/// Share of function words of the expected language that no text in another language reaches, close ones aside.
const OWN_WORDS: f64 = 0.2;
/// The same for a text with words that the expected language could not spell: half the words of a Spanish sentence may be French as well.
const OWN_WORDS_OF_STRANGE: f64 = 0.6;

impl Rule for WrongLanguage {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        cx.target_lang.is_none().then_some("the target language is not known")
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let judged: Vec<Option<(String, u8)>> = bitext.of_each(|pair| foreign(pair, cx));
        let mut at = 0;
        while at < judged.len() {
            let Some((name, confidence)) = &judged[at] else {
                at += 1;
                continue;
            };
            let run = judged[at..].iter().take_while(|next| next.as_ref().is_some_and(|(other, _)| other == name)).count();
            let pair = &bitext.pairs[at];
            let expected = cx.target_lang.and_then(get).map_or("the target language", |facts| facts.name.as_str());
            let text = pair.target_text();
            out.report(
                pair.place(),
                Severity::Critical,
                *confidence,
                "Wrong language",
                match run {
                    1 => message!("Target is {name}, expected {expected}", name, expected),
                    _ => message!("Target is {name}, expected {expected}, and so are the next {more}", name, expected, more = run - 1),
                },
            )
            .target_span(text, 0..text.len())
            .because("letters", script_shares(text).letters.to_string())
            .because("segments", run.to_string());
            at += run;
        }
        Ok(())
    }
}

/// The language or script a target segment is in, if it is surely another, and how sure that is.
fn foreign(pair: &Pair<'_>, cx: &Context<'_>) -> Option<(String, u8)> {
    let expected = cx.target_lang?;
    let source = cx.source_lang.unwrap_or(expected);
    // Forms of a plural are words of no language, nor is how a command is called.
    let text = pair.target_text();
    if text.is_empty() || (text.contains('{') && (text.contains(", plural,") || text.contains(", select,"))) {
        return None;
    }
    let found = judge(pair, cx, expected, source)?;
    (!is_synopsis(text) && !is_like_source(pair) && pair.left_over(cx).is_none()).then_some(found)
}

fn judge(pair: &Pair<'_>, cx: &Context<'_>, expected: Lang, source: Lang) -> Option<(String, u8)> {
    let prose = pair.target_prose();
    let text = &*prose;
    let scripts = own_and_foreign(text, expected);
    if let Some((own, other)) = scripts
        && other >= SCRIPT_LETTERS
        && own * 4 < other
        && own < SCRIPT_LETTERS
        && (lower_case_words(text) >= 3 || (unspaced(text) && other >= EAST) || (!latin(text) && text.split_whitespace().count() >= 2))
    {
        // Latin words in a text of another script are names and terms unless they make a sentence.
        let found = detect(text).map(|found| found.lang).or_else(|| likely(text));
        let from_source = fits_script(text, source).is_some_and(|fit| fit > 0.8);
        if found.is_none() && (!from_source || evidence(text, source) == 0.0) && latin(text) {
            return None;
        }
        // A few names of commands ("aptitude, apt-get and apt") hold no small word of any language.
        if latin(text) && other < LETTERS && found.is_none_or(|lang| evidence(text, lang) == 0.0) {
            return None;
        }
        let script = script_shares(text).counts.first().map(|(script, _)| *script)?;
        let lang = found.or(from_source.then_some(source));
        return Some((lang.map_or_else(|| format!("in {} script", script.full_name()), name), 97));
    }
    if let Some((own, other)) = scripts
        && let Some(found) = by_script(text, expected, own + other, cx)
    {
        return Some((name(found), 97));
    }
    let abjad = cx.target.scripts.iter().any(|code| matches!(code.as_str(), "Arab" | "Hebr"));
    let least = if abjad { LETTERS_ABJAD } else { LETTERS };
    // Of mixed text, only the words in the expected script are judged: the others are names and terms.
    if scripts.map_or_else(|| script_shares(text).letters, |(own, _)| own) < least {
        return None;
    }
    let own_part = if scripts.is_some_and(|(_, other)| other == 0) { Cow::Borrowed(text) } else { own_script_part(text, expected) };
    // Nor is the name of a thing, written out as the source has it.
    let own_part = match without_name(&own_part, pair.source_text()) {
        Some(rest) if script_shares(&rest).letters < least => return None,
        Some(rest) => Cow::Owned(rest),
        None => own_part,
    };
    let text = &*own_part;
    let guess = Guess::new(text);
    let words = Spoken::new(text, expected);
    // Full of the expected language's small words: no need to ask a model, whose answer would have to yield to them.
    let share = words.as_ref().map_or(0.0, Spoken::share);
    let enough = if words.as_ref().is_some_and(Spoken::is_strange) { OWN_WORDS_OF_STRANGE } else { OWN_WORDS };
    if let Some(found) = words.and_then(|words| close_language(&guess, &words, expected, share >= enough))
        && found.confidence >= 0.6
    {
        return Some((name(found.lang), 95));
    }
    if share >= OWN_WORDS {
        return None;
    }
    if let Some(found) = third_language(&guess, expected, source) {
        return Some((name(found.lang), 95));
    }
    if !source.same_language(&expected)
        && let Some(found) = detect_between(text, source, expected)
        && found.lang.same_language(&source)
        && found.confidence >= 0.95
        && favours(text, expected, source) != Some(false)
    {
        return Some((name(source), 95));
    }
    None
}

/// Words of a name that is left out of what is judged.
const NAME: usize = 3;

/// A text without the longest run of words with capitals that its source has as well ("Advanced Configuration and Power Interface"); `None`
/// where it has none. Small words of a few letters may stand inside.
fn without_name(text: &str, source: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let capital = |word: &&str| word.chars().find(|c| is_letter(*c)).is_some_and(char::is_uppercase);
    let mut best = 0..0;
    let mut at = 0;
    while at < words.len() {
        let mut end = at;
        let mut last = at;
        while end < words.len() && (capital(&words[end]) || (end > at && words[end].chars().count() <= 3)) {
            end += 1;
            if capital(&words[end - 1]) {
                last = end;
            }
        }
        if words[at..last].iter().filter(|word| capital(word)).count() >= NAME
            && last - at > best.len()
            && source.contains(&words[at..last].join(" "))
        {
            best = at..last;
        }
        at = end.max(at + 1);
    }
    (!best.is_empty()).then(|| [&words[..best.start], &words[best.end..]].concat().join(" "))
}

fn latin(text: &str) -> bool {
    script_shares(text).counts.first().is_some_and(|(script, _)| *script == Script::Latin)
}

/// Whether most letters are of a script without blanks between words.
fn unspaced(text: &str) -> bool {
    const SCRIPTS: [Script; 7] =
        [Script::Han, Script::Hiragana, Script::Katakana, Script::Thai, Script::Lao, Script::Khmer, Script::Myanmar];
    script_shares(text).counts.first().is_some_and(|(script, _)| SCRIPTS.contains(script))
}

/// A language that scripts alone give away: kana in Chinese, Han letters without kana in Japanese or without hangul in Korean.
fn by_script(text: &str, expected: Lang, letters: u32, cx: &Context<'_>) -> Option<Lang> {
    if text.is_ascii() {
        return None;
    }
    let counts = script_shares(text).counts;
    let has = |script: Script| counts.iter().find(|(known, _)| *known == script).map_or(0, |(_, n)| *n);
    let (kana, hangul) = (has(Script::Hiragana) + has(Script::Katakana), has(Script::Hangul));
    let east = 3 * (has(Script::Han) + kana) + 2 * hangul;
    // A Japanese name may be in Han letters alone.
    let japanese = || cx.target.scripts.iter().any(|code| code == "Hira");
    let name_alone = kana + hangul == 0 && east < 2 * EAST && japanese() && !is_simplified(text);
    if east < EAST || east * 2 < letters || name_alone {
        return None;
    }
    if lacks_essential(text, expected)
        && (hangul + kana > 0 || is_simplified(text) || Lang::parse("zh").is_ok_and(|chinese| evidence(text, chinese) > 0.0))
    {
        let tag = match (hangul, kana) {
            (1.., _) => "ko",
            (0, 1..) => "ja",
            (0, 0) => "zh",
        };
        return Lang::parse(tag).ok();
    }
    (cx.target.scripts.iter().all(|code| code == "Hani") && kana >= 4 && kana * 2 > has(Script::Han)).then(|| Lang::parse("ja").ok())?
}

/// Whether a target is its source letter for letter: untranslated, or right so (titles, addresses).
fn is_like_source(pair: &Pair<'_>) -> bool {
    pair.is_linked() && alike(pair.source_text(), pair.target_text(), 0.85)
}

/// The English name of a language, or its tag.
fn name(lang: Lang) -> String {
    get(lang).map_or_else(|| lang.to_string(), |facts| facts.name.clone())
}

/// How many words are written small, or stand in a script without case: a list of names is no sentence.
fn lower_case_words(text: &str) -> usize {
    let mut small = 0;
    for word in text.split_whitespace() {
        let Some(first) = word.chars().find(|c| is_letter(*c)) else { continue };
        if !first.is_uppercase() && word.chars().filter(|c| is_letter(*c)).count() >= 2 && !word.contains(['/', '@', '_', '.', '=', '(']) {
            small += 1;
        }
    }
    small
}
