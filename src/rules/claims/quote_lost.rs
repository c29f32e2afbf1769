use std::ops::Range;

use crate::{
    declare_rule,
    lang::{Language, is_word_character},
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::quotes::{Quotation, balance, marks, quotations, sets_apart},
};

declare_rule! {
    /// ## What it finds
    ///
    /// Somebody's words in quotation marks in the source, and no quotation of any kind in the translation.
    ///
    /// ## Why it matters
    ///
    /// What a person said word for word is now the writer's own account.
    ///
    /// ## Example
    ///
    /// She said: “We will not sell a single ship this year.” → Sie sagte, dass dieses Jahr kein einziges Schiff verkauft wird. Not found:
    /// single words, titles, a passage set apart by other means (‘…’, 《…》, a dash, italics), a quotation that runs on over sentences.
    ///
    /// ## What it cannot see
    ///
    /// Which of several quotations of a sentence was lost, and whether the words inside are the same.
    QuoteLost, id = "quote-lost", family = "claims", severity = Major, mqm = "Accuracy/Mistranslation", scope = Document
}

/// Words of a quotation: from here on it is somebody's own sentence…
const SENTENCE: usize = 8;
/// …and below this a word or two in doubt, which translators often write without marks.
const LEAST: usize = 4;
/// Letters that make a word where words are not separated; names of many letters stand between marks there.
const LETTERS_A_WORD: usize = 3;
/// Beads before and after within which the other end of a quotation is looked for.
const REACH: usize = 8;

impl Rule for QuoteLost {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for (at, pair) in bitext.pairs.iter().enumerate().filter(|(_, pair)| pair.is_linked()) {
            let (source, target) = (pair.source_text(), pair.target_text());
            if let Some((span, words)) = longest(source, cx.source)
                && !sets_apart(target)
                && !is_title(&source[span.clone()])
                && !target.contains(source[span.clone()].trim())
                && !answered_beside(bitext, at, |pair| pair.target_text(), |pair| pair.source_text())
            {
                // A line that is nothing but somebody's speech is still one without marks.
                let alone = !source[..span.start].contains(is_word_character) && !source[span.end..].contains(is_word_character);
                let (severity, confidence) = match (words >= SENTENCE, alone) {
                    (true, false) => (Severity::Major, 85),
                    (true, true) => (Severity::Minor, 70),
                    (false, _) => (Severity::Info, 60),
                };
                let message = message!("Source quotes {words} words; target has no quotation", words = words.to_string());
                out.report(pair.place(), severity, confidence, "Quotation lost", message)
                    .source_span(source, span.clone())
                    .because("quoted words", &source[span]);
            } else if let Some((span, words)) = longest(target, cx.target)
                && words >= SENTENCE
                && !sets_apart(source)
                && !is_title(&target[span.clone()])
                && !answered_beside(bitext, at, |pair| pair.source_text(), |pair| pair.target_text())
            {
                // Translators mark as speech what the source tells in the speaker's words: for information only.
                let message = message!("Target quotes {words} words; source has no quotation", words = words.to_string());
                out.report(pair.place(), Severity::Info, 60, "Quotation added", message)
                    .target_span(target, span.clone())
                    .because("quoted words", &target[span]);
            }
        }
        Ok(())
    }
}

/// The longest quotation of a text that is worth a row, and its words.
fn longest(text: &str, language: &Language) -> Option<(Range<usize>, usize)> {
    let measured = |quotation: &Quotation| {
        let span = quotation.inside();
        let inside = text.get(span.clone()).unwrap_or_default();
        let words = if language.unspaced {
            inside.chars().filter(|c| is_word_character(*c)).count() / LETTERS_A_WORD
        } else {
            inside.split_whitespace().filter(|word| word.chars().any(is_word_character)).count()
        };
        (span, words)
    };
    quotations(text).iter().map(measured).filter(|(_, words)| *words >= LEAST).max_by_key(|(_, words)| *words)
}

/// Whether most words begin with a capital: the name of a book or a programme.
fn is_title(text: &str) -> bool {
    let words: Vec<char> =
        text.split_whitespace().filter(|word| word.chars().count() >= 4).filter_map(|word| word.chars().next()).collect();
    let capital = words.iter().filter(|c| c.is_uppercase()).count();
    capital * 2 > words.len()
}

/// Whether the side that seems to quote nothing is inside a quotation that began before, or has marks beyond those of its neighbour in a bead
/// beside this one.
fn answered_beside(
    bitext: &Bitext<'_>,
    at: usize,
    bare: for<'p> fn(&'p Pair<'_>) -> &'p str,
    quoting: for<'p> fn(&'p Pair<'_>) -> &'p str,
) -> bool {
    let before = &bitext.pairs[at.saturating_sub(REACH)..at];
    let open = before.iter().map(|pair| balance(&marks(bare(pair)))).rfind(|balance| balance.open > 0 || balance.closed > 0);
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|near| bitext.pairs.get(near));
    open.is_some_and(|balance| balance.open > 0) || beside.into_iter().any(|pair| marks(bare(pair)).len() > marks(quoting(pair)).len())
}
