use super::shown::{is_decade, linked, moved, weighs, written};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A figure of the translation that the source has neither in digits nor in words.
    ///
    /// ## Why it matters
    ///
    /// An invented figure reads like a fact.
    ///
    /// ## Example
    ///
    /// "The schools will reopen" → "ستفتح 40 مدرسة". Not found: "XIX век" for the 19th century, a figure from the sentence before.
    ///
    /// ## What it cannot see
    ///
    /// Small figures (up to 12) and figures that the translation spells out.
    NumberExtra, id = "number-extra", family = "facts", severity = Major, mqm = "Accuracy/Addition", scope = Near
}

impl Rule for NumberExtra {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let numbers = pair.numbers(cx);
            for &at in &numbers.extra {
                let value = &numbers.target[at];
                if !weighs(value) || moved(bitext, pair, value, false, cx) {
                    continue;
                }
                let text = pair.target_text();
                let figure = written(text, value);
                // A word on the other side may say it in a way we cannot read.
                let spelled = numbers.source.iter().any(|other| !other.is_digits());
                // Ages, days and minutes are dropped and supplied with good reason.
                let small = value.value() < 100.0 && value.unit.is_empty();
                let alone = numbers.extra.len() == 1;
                let severity = if spelled || small || !alone || is_decade(text, value) { Severity::Minor } else { Severity::Major };
                let mut confidence = if severity == Severity::Major { 92 } else { 75 };
                if pair.bead.confidence < 0.35 {
                    confidence -= 15;
                }
                let finding = out.report(
                    pair.place(),
                    severity,
                    confidence,
                    "Number added",
                    message!("Target has {figure}; source has no such number", figure),
                );
                finding.target_span(text, value.span.clone()).because("value", format!("{}", value.value()));
            }
        }
        Ok(())
    }
}
