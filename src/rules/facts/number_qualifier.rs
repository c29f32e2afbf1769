use std::ops::Range;

use super::shown::{linked, with_unit};
use crate::{
    declare_rule,
    lang::{Folded, Language},
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
    values::{Bound, bound},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A figure that is a lower limit on one side and an upper limit on the other: "at least 2,000" and "up to 2,000".
    ///
    /// ## Why it matters
    ///
    /// The number is right and the claim is reversed.
    ///
    /// ## Example
    ///
    /// "ما لا يقل عن 100 ضابط" → "fewer than 100 officers". Not found: "more than 100" for "at least 100", "about 100" for 100.
    ///
    /// ## What it cannot see
    ///
    /// A limit that was dropped or added, and limits that do not stand right beside the figure.
    NumberQualifier, id = "number-qualifier", family = "facts", severity = Major, mqm = "Accuracy/Mistranslation", scope = Near
}

impl Rule for NumberQualifier {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let numbers = pair.numbers(cx);
            let (source, target) = (pair.source_text(), pair.target_text());
            for &(i, j) in &numbers.equal {
                let (one, other) = (&numbers.source[i], &numbers.target[j]);
                if one.is_hint() || other.is_hint() {
                    continue;
                }
                let (Some((from, from_span)), Some((to, to_span))) = (bound(source, one, cx.source), bound(target, other, cx.target))
                else {
                    continue;
                };
                if (from == Bound::Low) == (to == Bound::Low) {
                    continue;
                }
                // "should not be more than", "more than 128 are denied": the limit hangs on a denial further off.
                if denied(source, &from_span, cx.source) || denied(target, &to_span, cx.target) {
                    continue;
                }
                // The same figure with the right limit may stand elsewhere in the sentence.
                let again = |text: &str, values: &[crate::values::Value], language, wanted| {
                    values
                        .iter()
                        .filter(|value| value.same(one))
                        .any(|value| bound(text, value, language).is_some_and(|(found, _)| found == wanted))
                };
                if again(target, &numbers.target, cx.target, from) || again(source, &numbers.source, cx.source, to) {
                    continue;
                }
                let shown = |text: &str, words: std::ops::Range<usize>, value: &crate::values::Value| {
                    let all = words.start.min(value.whole.start)..words.end.max(value.whole.end);
                    (text.get(all.clone()).map_or_else(|| with_unit(text, value), Into::into).trim().to_owned(), all)
                };
                let ((from_text, from_all), (to_text, to_all)) = (shown(source, from_span, one), shown(target, to_span, other));
                let confidence = if pair.bead.confidence < 0.35 { 75 } else { 88 };
                let message = message!("Source “{from}”, target “{to}”", from = from_text, to = to_text);
                let finding = out.report(pair.place(), Severity::Major, confidence, "Limit changed", message);
                finding.source_span(source, from_all).target_span(target, to_all);
                finding.because("source limit", from.name()).because("target limit", to.name());
            }
        }
        Ok(())
    }
}

/// Whether anything that may deny stands beside the words of the limit.
fn denied(text: &str, limit: &Range<usize>, language: &Language) -> bool {
    let besides = format!("{} {}", &text[..limit.start], &text[limit.end..]);
    language.negation.stands_in(&Folded::new(&besides, language.unspaced))
}
