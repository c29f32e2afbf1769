use unicode_segmentation::UnicodeSegmentation;

use crate::{
    declare_rule,
    lang::own_and_foreign,
    message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
    text::ends::{End, asks, asks_without_mark, ending},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A question that ends as a statement, a statement that ends as a question; by the marks of the target language (Greek ; Arabic ؟).
    ///
    /// ## Why it matters
    ///
    /// What was asked is now said to be so, or the reverse.
    ///
    /// ## Example
    ///
    /// "Is the bridge open?" → "Die Brücke ist offen." Not found: a question inside a longer sentence, か and 吗 without a mark, Thai.
    /// For information: a question that is told (he wondered whether), or that keeps a word of asking.
    ///
    /// ## What it cannot see
    ///
    /// A question that became another question.
    Question, id = "question", family = "claims", severity = Major, mqm = "Accuracy/Mistranslation", scope = Pair
}

/// Letters without which a text is a label; where words are not divided, short messages go without a mark.
const LETTERS: u32 = 20;
const LETTERS_UNSPACED: u32 = 45;

impl Rule for Question {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        (cx.source.sentence.unmarked || cx.target.sentence.unmarked).then_some("one of the languages does not mark sentence ends")
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        let (from, to) = (ending(source, cx.source), ending(target, cx.target));
        let silent = |text: &str, language| !asks(text, language) && !asks_without_mark(text, language);
        let (severity, issue, message) = match (from.end, to.end) {
            (End::Question, End::Stop) if silent(target, cx.target) => {
                // Of several sentences the last may have been turned; and a word of asking asks without its mark.
                let severity = if cx.target.sentence.reported.are_in(&pair.target_folded(cx)) {
                    Severity::Info
                } else if pair.source.len() == 1 {
                    Severity::Major
                } else {
                    Severity::Minor
                };
                (severity, "Question became statement", message!("Source ends with a question mark, target with a full stop"))
            }
            (End::Stop, End::Question) if silent(source, cx.source) => {
                // Writers leave question marks out, and translators supply them.
                (Severity::Minor, "Statement became question", message!("Source ends with a full stop, target with a question mark"))
            }
            _ => return Ok(()),
        };
        let letters = cx.target_lang.and_then(|lang| own_and_foreign(target, lang)).map_or(LETTERS, |(own, other)| own + other);
        if letters < if cx.target.unspaced { LETTERS_UNSPACED } else { LETTERS } {
            return Ok(());
        }
        let last = target[..to.at].grapheme_indices(true).next_back().map_or(0..0, |(at, sign)| at..at + sign.len());
        let confidence = if severity == Severity::Info { 45 } else { 80 };
        out.report(pair.place(), severity, confidence, issue, message)
            .target_span(target, last)
            .because("last mark of the source", source[..from.at].chars().next_back().map_or(String::new(), String::from));
        Ok(())
    }
}
