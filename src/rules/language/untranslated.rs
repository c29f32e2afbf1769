use crate::{
    declare_rule,
    lang::{Language, is_letter, is_word_character, script_shares},
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::{
        alike::alike,
        code::{is_code, is_output},
    },
};

declare_rule! {
    /// ## What it finds
    ///
    /// A source sentence that stands in the translation as it is, or nearly so; a run of them is one finding.
    ///
    /// ## Why it matters
    ///
    /// It was not translated.
    ///
    /// ## Example
    ///
    /// "وقالت الأمم المتحدة إن 45 أسرة عادت" in the English text. Not found: names, titles, scores, code, addresses, which are right when copied.
    ///
    /// ## What it cannot see
    ///
    /// Single words left in the source language, and short headings of words that both languages share.
    Untranslated, id = "untranslated", family = "language", severity = Critical, mqm = "Accuracy/Untranslated", scope = Document
}

/// Likeness from which a target is the source as it is.
const ALIKE: f64 = 0.85;

impl Rule for Untranslated {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        match (cx.source_lang, cx.target_lang) {
            (Some(source), Some(target)) if source.same_language(&target) => Some("source and target are in one language"),
            _ => None,
        }
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let copied: Vec<bool> = bitext.pairs.iter().map(|pair| is_copy(pair, cx)).collect();
        let mut at = 0;
        while at < copied.len() {
            if !copied[at] {
                at += 1;
                continue;
            }
            let run = copied[at..].iter().take_while(|copy| **copy).count();
            let pair = &bitext.pairs[at];
            let (source, target) = (pair.source_text(), pair.target_text());
            let words = target.split_whitespace().count();
            let message = match run {
                1 => message!("Source text of {words} words left as it is", words),
                _ => message!("Source text of {words} words left as it is, and so are the next {more}", words, more = run - 1),
            };
            out.report(pair.place(), Severity::Critical, 96, "Not translated", message)
                .source_span(source, 0..source.len())
                .target_span(target, 0..target.len())
                .because("segments", run.to_string());
            at += run;
        }
        Ok(())
    }
}

/// Whether the target is the source, and the source is a sentence of words that are translated.
fn is_copy(pair: &Pair<'_>, cx: &Context<'_>) -> bool {
    if !pair.is_linked() {
        return false;
    }
    let (source, target) = (pair.source_text(), pair.target_text());
    let shorter = source.len().min(target.len());
    shorter * 10 >= source.len().max(target.len()) * 6 && alike(source, target, ALIKE) && is_sentence(source, cx)
}

/// Whether a text has at least three words that a translator would translate: small, of letters only, and of the source
/// language where its function words are known.
fn is_sentence(text: &str, cx: &Context<'_>) -> bool {
    let shares = script_shares(text);
    if shares.letters < 6 {
        return false;
    }
    if cx.source.unspaced {
        return shares.letters >= 6 && !shared_script(cx);
    }
    let words: Vec<&str> =
        text.split_whitespace().map(|w| w.trim_matches(|c: char| !is_word_character(c))).filter(|w| !w.is_empty()).collect();
    let plain = |word: &&&str| {
        word.chars().all(|c| is_letter(c) || c == '\'' || c == '’') && word.chars().next().is_some_and(|c| !c.is_uppercase())
    };
    let small = words.iter().filter(plain).filter(|w| w.chars().count() >= 2).count();
    if small < 3 || small * 3 < words.len() {
        return false;
    }
    // In one script, words may be alike by right; elsewhere one small word tells a sentence from a command or a list of names.
    let needed = if cx.source.words.function.is_empty() { 0 } else { 1 + usize::from(shared_script(cx)) };
    own_words(&words, cx.source, cx.target) >= needed && !is_code(text) && !is_output(text)
}

fn shared_script(cx: &Context<'_>) -> bool {
    cx.source.scripts.is_empty()
        || cx.target.scripts.is_empty()
        || cx.source.scripts.iter().any(|script| cx.target.scripts.contains(script))
}

/// Function words of the source language that are none of the target language.
fn own_words(words: &[&str], source: &Language, target: &Language) -> usize {
    words.iter().map(|word| word.to_lowercase()).filter(|word| source.words.is_function(word) && !target.words.is_function(word)).count()
}
