use super::shown::{is_decade, linked, moved, weighs, written};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A figure of the source that the translation lacks, in digits and in words.
    ///
    /// ## Why it matters
    ///
    /// A dropped figure takes the fact with it.
    ///
    /// ## Example
    ///
    /// "They treated 370 wounded people" → "وعالجوا جرحى كثيرين". Not found: a figure that stands in the next sentence, "370" as words.
    ///
    /// ## What it cannot see
    ///
    /// Small figures (up to 12) and figures that the source spells out.
    NumberMissing, id = "number-missing", family = "facts", severity = Major, mqm = "Accuracy/Omission", scope = Near
}

impl Rule for NumberMissing {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let numbers = pair.numbers(cx);
            for &at in &numbers.missing {
                let value = &numbers.source[at];
                if !weighs(value) || moved(bitext, pair, value, true, cx) {
                    continue;
                }
                let text = pair.source_text();
                let figure = written(text, value);
                // A word on the other side may say it in a way we cannot read.
                let spelled = numbers.target.iter().any(|other| !other.is_digits());
                // Ages, days and minutes are dropped and supplied with good reason.
                let small = value.value() < 100.0 && value.unit.is_empty();
                // "100 %" is as often said in words: all of them, fully.
                let all = value.value() == 100.0 && value.unit.units().any(|unit| unit.name == "percent");
                let alone = numbers.missing.len() == 1;
                let severity = if spelled || small || all || !alone || is_decade(text, value) { Severity::Minor } else { Severity::Major };
                let mut confidence = if severity == Severity::Major { 92 } else { 75 };
                if pair.bead.confidence < 0.35 {
                    confidence -= 15;
                }
                let finding = out.report(
                    pair.place(),
                    severity,
                    confidence,
                    "Number missing",
                    message!("Source has {figure}; target has no such number", figure),
                );
                finding.source_span(text, value.span.clone()).because("value", format!("{}", value.value()));
            }
        }
        Ok(())
    }
}
