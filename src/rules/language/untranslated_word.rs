use rustc_hash::FxHashSet;

use crate::{
    declare_rule,
    lang::{is_letter, spelt, vocabulary, word_indices, words_in},
    message,
    model::{MarkKind, Segment, Severity},
    rules::{Context, Meta, Pair, Reporter, Rule},
    text::{alike::alike, quotes, romanize::romanize},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A single word of the source that stands in the translation as it is: one of the small words that only the source language has, one with letters that the target language does not use, or
    /// one that a list of the target language lacks (English has one).
    ///
    /// ## Why it matters
    ///
    /// It was overlooked.
    ///
    /// ## Example
    ///
    /// "She reads cette story on the ferry." Not found: names, quotations, words in brackets, words that both languages have.
    ///
    /// ## What it cannot see
    ///
    /// A content word spelt in letters that both languages share, where the target language has no list; a word that both languages have.
    UntranslatedWord, id = "untranslated-word", family = "language", severity = Minor, mqm = "Accuracy/Untranslated", scope = Pair
}

/// Letters of a small word, and of any other.
const SMALL: usize = 4;
const OTHER: usize = 5;
/// More words than this are a run: another rule's.
const MOST: usize = 4;

impl Rule for UntranslatedWord {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        match (cx.source_lang, cx.target_lang) {
            (Some(source), Some(target)) if source.same_language(&target) => Some("source and target are in one language"),
            _ if cx.source.words.function.is_empty() || cx.target.words.function.is_empty() => {
                Some("no list of small words for one of the languages")
            }
            _ => None,
        }
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        let plain = pair.target_prose();
        let mine: FxHashSet<&str> = words_in(source).filter(|word| is_small(word)).collect();
        let mut found: Vec<(usize, &str, u8)> = Vec::new();
        for (at, word) in word_indices(target) {
            if mine.contains(word)
                && plain.contains(word)
                && let Some(confidence) = foreign(word, cx)
            {
                found.push((at, word, confidence));
            }
        }
        // What stands as code is none of the language's words.
        let code: Vec<&str> = pair
            .target
            .iter()
            .flat_map(Segment::marks)
            .filter(|(_, mark)| mark.kind == MarkKind::Code)
            .map(|(_, mark)| &*mark.value)
            .collect();
        found.retain(|(_, word, _)| !code.iter().any(|code| words_in(code).any(|part| part == *word)));
        let Some(&(at, word, confidence)) = found.iter().max_by_key(|(_, _, confidence)| *confidence) else { return Ok(()) };
        if found.len() > MOST
            || is_species(source, target, at, word)
            // A sentence that begins with a small letter begins with the name of a command.
            || words_in(source).next() == Some(word)
            || set_off(target, at, word)
            || alike(source, target, 0.8)
            || pair.left_over(cx).is_some()
        {
            return Ok(());
        }
        out.report(pair.place(), Severity::Minor, confidence, "Word not translated", message!("“{word}” stands as in the source", word))
            .target_span(target, at..at + word.len())
            .because("source word", word);
        Ok(())
    }
}

/// A word of letters without a capital: iPhone is a name.
fn is_small(word: &str) -> bool {
    if word.is_ascii() {
        return word.bytes().all(|byte| byte.is_ascii_lowercase());
    }
    word.chars().all(is_letter) && word.chars().next().is_some_and(char::is_lowercase) && !word.chars().any(char::is_uppercase)
}

/// Whether a word is the second of a name whose first both sides shorten: E. coli.
fn is_species(source: &str, target: &str, at: usize, word: &str) -> bool {
    let before = target[..at].trim_end();
    let first = before.rsplit(char::is_whitespace).next().unwrap_or_default().trim_start_matches(['(', '[', '“', '"']);
    let mut letters = first.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.as_str() == "."
        && source.match_indices(word).any(|(at, _)| source[..at].trim_end().ends_with(first))
}

/// How surely a word of the source does not belong into the translation.
fn foreign(word: &str, cx: &Context<'_>) -> Option<u8> {
    let (from, to) = (cx.source, cx.target);
    let letters = word.chars().count();
    let related = from.whatlang.as_ref().is_some_and(|code| to.confusables.contains(code));
    if letters >= SMALL && !related && from.words.is_core(word) && !to.words.is_function(word) {
        return Some(85);
    }
    let same_script = from.scripts.first() == to.scripts.first();
    if same_script && letters >= OTHER && !to.alphabet.is_empty() && spelt(word, from) && !spelt(word, to) {
        return Some(78);
    }
    // A word that the list of the language lacks may be new or rare.
    let learned = to.words.learned.iter().any(|ending| word.ends_with(ending.as_str()));
    let unknown = || !learned && cx.target_lang.and_then(vocabulary).is_some_and(|words| !words.knows(&romanize(word)));
    (same_script && letters >= SMALL && !to.words.is_function(word) && unknown()).then_some(70)
}

/// Whether a word stands inside quotation marks, brackets or markup, where the original is cited.
fn set_off(text: &str, at: usize, word: &str) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + word.len()..].chars().next();
    let sign = |c: Option<char>| {
        c.is_some_and(|c| {
            quotes::is_mark(c)
                || matches!(c, '(' | ')' | '[' | ']' | '\'' | '‘' | '’' | '*' | '_' | '`' | '<' | '>' | '/' | '-' | '@' | '#' | '.')
                    && c != '.'
        })
    };
    let marks = quotes::marks(&text[..at]);
    sign(before)
        || sign(after)
        || quotes::balance(&marks).open > 0
        || text[..at].matches(['(', '（']).count() > text[..at].matches([')', '）']).count()
}
