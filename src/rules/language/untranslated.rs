use crate::{
    declare_rule,
    lang::{Language, is_letter, is_word_character, own_and_foreign, script_shares},
    message,
    model::{MarkKind, Segment, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::{
        alike::alike,
        code::{is_code, is_output, is_synopsis},
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

/// A document of which more than so many runs and one sentence in so many were left is told of once: it was never finished.
const RUNS: usize = 5;
const PART: usize = 4;

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
        let copied: Vec<bool> = bitext.of_each(|pair| is_copy(pair, cx));
        let runs = copied.chunk_by(|one, other| one == other).filter(|run| run[0]).count();
        let (left, linked) = (copied.iter().filter(|copy| **copy).count(), bitext.pairs.iter().filter(|pair| pair.is_linked()).count());
        if runs > RUNS && left * PART >= linked {
            let Some(pair) = copied.iter().position(|copy| *copy).and_then(|at| bitext.pairs.get(at)) else { return Ok(()) };
            let message = message!("{left} of {linked} sentences are left as they are in the source, the first of them here", left, linked);
            out.report(pair.place(), Severity::Critical, 96, "Not translated", message)
                .source_span(pair.source_text(), 0..pair.source_text().len())
                .target_span(pair.target_text(), 0..pair.target_text().len())
                .because("segments", left.to_string());
            return Ok(());
        }
        let mut at = 0;
        while at < copied.len() {
            if !copied[at] {
                at += 1;
                continue;
            }
            let run = copied[at..].iter().take_while(|copy| **copy).count();
            let pair = &bitext.pairs[at];
            let (source, target) = (pair.source_text(), pair.target_text());
            if copied[at..at + run].iter().zip(&bitext.pairs[at..]).all(|(_, pair)| is_one_link(pair)) {
                at += run;
                continue;
            }
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

/// Whether a text is the title of what a link leads to, which may be there in no other language.
fn is_one_link(pair: &Pair<'_>) -> bool {
    let ([source], [target]) = (pair.source, pair.target) else { return false };
    let led = |segment: &Segment| {
        segment.marks().filter(|(_, mark)| mark.kind == MarkKind::Link).map(|(at, mark)| (at, mark.value.clone())).collect::<Vec<_>>()
    };
    let (there, here) = (led(source), led(target));
    there.len() == 1 && there == here && there[0].0 == 0 && there[0].1.contains("://")
}

/// Whether the target is the source, and the source is a sentence of words that are translated.
fn is_copy(pair: &Pair<'_>, cx: &Context<'_>) -> bool {
    if !pair.is_linked() {
        return false;
    }
    let (source, target) = (pair.source_text(), pair.target_text());
    let shorter = source.len().min(target.len());
    shorter * 10 >= source.len().max(target.len()) * 6
        && alike(source, target, ALIKE)
        && is_sentence(source, cx)
        && keeps_small_words(source, target, cx)
}

/// Whether a text has at least three words that a translator would translate: small, of letters only, and of the source
/// language where its function words are known.
fn is_sentence(text: &str, cx: &Context<'_>) -> bool {
    let shares = script_shares(text);
    if shares.letters < 6 {
        return false;
    }
    // What the source writes in the letters of the translation has nothing to translate.
    if cx.source.unspaced {
        let own = cx.source_lang.and_then(|lang| own_and_foreign(text, lang)).is_none_or(|(own, other)| own >= 6 && own >= other);
        return shares.letters >= 6 && own && !shared_script(cx);
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
    own_words(&words, cx.source, cx.target) >= needed && !is_code(text) && !is_output(text) && !is_synopsis(text)
}

/// Whether a target alike to its source has half of the source's small words: a list of names and files in a sentence is alike when only the
/// sentence around it is translated.
fn keeps_small_words(source: &str, target: &str, cx: &Context<'_>) -> bool {
    if cx.source.unspaced {
        return true;
    }
    fn bare(text: &str) -> Vec<&str> {
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !is_word_character(c))).collect()
    }
    own_words(&bare(target), cx.source, cx.target) * 2 >= own_words(&bare(source), cx.source, cx.target)
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
