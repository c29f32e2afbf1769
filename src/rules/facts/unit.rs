use super::shown::{linked, moved, other_units, rounded, with_unit};
use crate::{
    declare_rule, message,
    model::{Message, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
    values::{Kind, Value, conversion, roughly},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A measure whose unit changed while the figure stayed, or a conversion that does not compute.
    ///
    /// ## Why it matters
    ///
    /// 3 kilometres are not 3 miles. The figure looks right, so nobody checks it.
    ///
    /// ## Example
    ///
    /// "The pig weighed 650 pounds" → "Das Schwein wog 250 Kilo". Not found: 290 kg, since a conversion may be rounded by 3.5 % or to its last digit.
    ///
    /// ## What it cannot see
    ///
    /// Units that one word names alike (American and metric tons), and "degrees" without a scale.
    Unit, id = "unit", family = "facts", severity = Major, mqm = "Accuracy/Mistranslation", scope = Near
}

impl Rule for Unit {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let numbers = pair.numbers(cx);
            let (source, target) = (pair.source_text(), pair.target_text());
            let mut report = |one: &Value, other: &Value, severity: Severity, confidence: u8, issue: &'static str, message: Message| {
                let finding = out.report(pair.place(), severity, confidence, issue, message);
                finding.source_span(source, one.whole.clone()).target_span(target, other.whole.clone());
                finding.because("source unit", one.unit.name().unwrap_or_default());
                finding.because("target unit", other.unit.name().unwrap_or_default());
            };
            for &(i, j) in &numbers.equal {
                let (one, other) = (&numbers.source[i], &numbers.target[j]);
                if one.is_hint() || other.is_hint() || !one.unit_sure || !other.unit_sure || !one.unit.contradicts(other.unit) {
                    continue;
                }
                let message = message!("Source has {from}, target has {to}", from = with_unit(source, one), to = with_unit(target, other));
                // Days, weeks and hours are also said of other things that the figure counts.
                let time = one.unit.has(Kind::Time) || other.unit.has(Kind::Time);
                let confidence = if pair.bead.confidence < 0.35 { 75 } else { 92 } - if time { 7 } else { 0 };
                report(one, other, Severity::Major, confidence, "Unit changed", message);
            }
            for change in &numbers.changed {
                let (one, other) = (&numbers.source[change.source], &numbers.target[change.target]);
                if !other_units(one, other) || moved(bitext, pair, one, true, cx) || moved(bitext, pair, other, false, cx) {
                    continue;
                }
                let Some((right, unit)) = conversion(one.value(), one.unit, other.unit) else { continue };
                let message = message!(
                    "Source has {from} (about {right} {unit}, 3.5 % allowed), target has {to}",
                    from = with_unit(source, one),
                    right = rounded(right),
                    unit,
                    to = with_unit(target, other)
                );
                let rough = roughly(one.value(), one.unit, other.value(), other.unit);
                let (severity, confidence) = if rough { (Severity::Minor, 70) } else { (Severity::Major, 90) };
                report(one, other, severity, confidence, "Conversion wrong", message);
            }
        }
        Ok(())
    }
}
