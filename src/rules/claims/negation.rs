use std::ops::Range;

use crate::{
    declare_rule,
    lang::{Folded, Language, is_word_character, words_in},
    message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
    text::ends,
};

declare_rule! {
    /// ## What it finds
    ///
    /// A short sentence that denies something in the source, and whose translation holds nothing that could deny it; and the reverse.
    ///
    /// ## Why it matters
    ///
    /// The reader is told the opposite.
    ///
    /// ## Example
    ///
    /// لم توافق الوزارة على الخطة → "The ministry agreed to the plan." Not found, because they deny too: refused, without, un-, hardly. Nor
    /// "not only", لا بد, and other phrases that deny nothing; nor questions, nor a value that both leave as it is (auto, always, never).
    ///
    /// ## What it cannot see
    ///
    /// Which of two denials was lost. A long sentence has room to say a thing in other words, and so has "is not" or "cannot" (closed for
    /// not open, failed for could not): both are listed as information only.
    Negation, id = "negation", family = "claims", severity = Critical, mqm = "Accuracy/Mistranslation", scope = Pair
}

/// Words without which a text is a label.
const FEWEST: usize = 3;
/// Words beyond which a sentence has room to deny in words that no list foresees (measured on human translations).
const SHORT: usize = 12;
/// Below this even a free translation keeps its denial.
const SHORTEST: usize = 8;
/// Letters that make a word where words are not separated.
const LETTERS_A_WORD: usize = 2;

impl Rule for Negation {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        let unknown = [cx.source, cx.target].iter().any(|language| !language.negation.is_known() || language.negation.answers.is_empty());
        unknown.then_some("no list of negations for one of the languages")
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        if pair.is_copied() || ends::asks(source, cx.source) || ends::asks(target, cx.target) {
            return Ok(());
        }
        // A label may deny in a sign: "N/A", "not-to-exceed limit".
        if words(source, cx.source).min(words(target, cx.target)) < FEWEST {
            return Ok(());
        }
        let (theirs, own) = (&*pair.source_folded(cx), &*pair.target_folded(cx));
        let denied = cx.source.negation.first(theirs);
        let denies = cx.target.negation.first(own);
        let spans = |place: &Range<usize>, folded: &Folded, text: &str| folded.original(place, text);
        match (denied, denies) {
            (Some(place), None) if !cx.target.negation.may_be_in(own) => {
                let span = spans(&place, theirs, source);
                if is_quoted(&source[span.clone()], target) {
                    return Ok(());
                }
                let (severity, confidence) = if contrasts(source, &span) || may_be_paraphrased(pair, &place, theirs, cx) {
                    (Severity::Info, 45)
                } else {
                    weight(words(source, cx.source).max(words(target, cx.target)))
                };
                let message = message!("Source is negated ({word}); target is not", word = &source[span.clone()]);
                out.report(pair.place(), severity, confidence, "Negation lost", message)
                    .source_span(source, span.clone())
                    .because("source negation", &source[span]);
            }
            (None, Some(place)) if !cx.source.negation.may_be_in(theirs) => {
                let span = spans(&place, own, target);
                // Translators deny what the source says in a word of its own ("borked": "no longer opens"): for information only.
                let message = message!("Target is negated ({word}); source is not", word = &target[span.clone()]);
                out.report(pair.place(), Severity::Info, 60, "Negation added", message)
                    .target_span(target, span.clone())
                    .because("target negation", &target[span]);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether the source denies in a way that is as often said in another word (cannot → failed, not open → closed), or in the label of a
/// program, which seldom keeps a denial as it is.
fn may_be_paraphrased(pair: &Pair<'_>, place: &Range<usize>, folded: &Folded, cx: &Context<'_>) -> bool {
    let strong = &cx.source.negation.strong;
    if strong.is_empty() {
        return pair.source.iter().any(|segment| segment.key.is_some());
    }
    !strong.places(folded).any(|phrase| phrase.start < place.end && place.start < phrase.end)
}

/// Letters from which on a word of the source is not one of the target by chance.
const OWN_WORD: usize = 4;

/// Whether the very word stands in the target as well: a value to type, a name, which both leave as it is.
fn is_quoted(word: &str, target: &str) -> bool {
    word.chars().count() >= OWN_WORD && words_in(target).any(|other| other == word)
}

/// Words of a denial that only sets one thing against another ("plain text, not HTML").
const CONTRAST: usize = 3;

/// Whether a denial stands behind a comma or dash with a word or two to the end of its sentence: what else is said stays true without it.
fn contrasts(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].trim_end();
    let rest = &text[span.end..];
    let end = rest.find(['.', '!', ';', '。', '।', '۔', '؛', ',', '،', '，', ')']).unwrap_or(rest.len());
    before.ends_with([',', '،', '，', '、', '(', '–', '—', '（']) && rest[..end].split_whitespace().count() <= CONTRAST
}

fn weight(words: usize) -> (Severity, u8) {
    if words <= SHORTEST {
        (Severity::Critical, 85)
    } else if words <= SHORT {
        (Severity::Critical, 75)
    } else {
        (Severity::Info, 50)
    }
}

pub(super) fn words(text: &str, language: &Language) -> usize {
    if language.unspaced {
        text.chars().filter(|c| is_word_character(*c)).count() / LETTERS_A_WORD
    } else {
        text.split_whitespace().count()
    }
}
