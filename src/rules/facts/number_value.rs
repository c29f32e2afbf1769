use super::shown::{linked, moved, written};
use crate::{
    declare_rule,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A figure of the source that stands in the translation with another value.
    ///
    /// ## Why it matters
    ///
    /// 100 officers are not 1,000. The reader cannot notice, and the number is what gets quoted.
    ///
    /// ## Example
    ///
    /// "At least 100 officers" → "قُتل 1000 ضابط". Not found: ٢٬٠٠٠ for 2,000, "two thousand" for 2,000, 7 p.m. for 19.00, 10 miles for 16 km.
    ///
    /// ## What it cannot see
    ///
    /// Figures written as words on both sides, and two figures that changed places.
    NumberValue, id = "number-value", family = "facts", severity = Critical, mqm = "Accuracy/Mistranslation", scope = Document
}

impl Rule for NumberValue {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let numbers = pair.numbers(cx);
            for &(i, j) in &numbers.changed {
                let (one, other) = (&numbers.source[i], &numbers.target[j]);
                if moved(bitext, pair, one, true, cx) || moved(bitext, pair, other, false, cx) {
                    continue;
                }
                let (source, target) = (pair.source_text(), pair.target_text());
                let (from, to) = (written(source, one), written(target, other));
                // A bead that may be wrong makes a figure that may be another's.
                let crowded = numbers.changed.len() > 2 || numbers.missing.len() + numbers.extra.len() > 2;
                let coded = one.code || other.code;
                let unsure = pair.bead.confidence < 0.35;
                let confidence = 97 - if crowded { 12 } else { 0 } - if coded { 12 } else { 0 } - if unsure { 10 } else { 0 };
                let severity = if coded && one.value() <= 31.0 && other.value() <= 31.0 { Severity::Major } else { Severity::Critical };
                let finding =
                    out.report(pair.place(), severity, confidence, "Number changed", format!("Source has {from}, target has {to}"));
                finding.source_span(source, one.span.clone()).target_span(target, other.span.clone());
                finding.because("source value", format!("{}", one.value())).because("target value", format!("{}", other.value()));
                // The source's digits can be taken over only where both sides write them alike.
                if from.is_ascii() && to.is_ascii() && one.readings.len() == 1 {
                    finding.suggest(from);
                }
            }
        }
        Ok(())
    }
}
