use super::{
    days::{Fault, changed_dates, near},
    shown::linked,
};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A date whose day changed, or whose day and month changed places.
    ///
    /// ## Why it matters
    ///
    /// 7/4 is the fourth of July in one country and the seventh of April in the next.
    ///
    /// ## Example
    ///
    /// "on July 4, 2019" → "le 7/4/2019". Not found: "le 4 juillet 2019", "04/07/2019", "2019年7月4日".
    ///
    /// ## What it cannot see
    ///
    /// The order of a date in figures only where the source too has figures only.
    DateValue, id = "date-value", family = "facts", severity = Critical, mqm = "Accuracy/Mistranslation", scope = Near
}

impl Rule for DateValue {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let moments = pair.moments(cx);
            let (source, target) = &*moments;
            let numbers = pair.numbers(cx);
            // English has both orders: which one a text keeps is not known.
            let fixed = cx.target_lang.is_some_and(|lang| lang.language() != "en") && !cx.target.name.is_empty();
            for (one, other, fault) in changed_dates((source, &numbers.source), (target, &numbers.target), fixed) {
                let elsewhere = |date: &crate::values::Date, in_target: bool| {
                    near(bitext, pair, cx, in_target, |m| {
                        m.dates.iter().any(|known| known.readings.iter().any(|r| date.readings.contains(r)))
                    })
                };
                if elsewhere(one, true) || elsewhere(other, false) {
                    continue;
                }
                let (from, to) = (&pair.source_text()[one.span.clone()], &pair.target_text()[other.span.clone()]);
                let (issue, confidence) = match fault {
                    Fault::Day => ("Date changed", 94),
                    Fault::Order => ("Day and month swapped", 88),
                };
                let confidence = if pair.bead.confidence < 0.35 { 75 } else { confidence };
                let finding = out.report(
                    pair.place(),
                    Severity::Critical,
                    confidence,
                    issue,
                    message!("Source has {from}, target has {to}", from, to),
                );
                finding.source_span(pair.source_text(), one.span.clone()).target_span(pair.target_text(), other.span.clone());
                for (label, date) in [("source day and month", one), ("target day and month", other)] {
                    let (day, month) = date.readings[0];
                    finding.because(label, format!("{day}. {month}."));
                }
            }
        }
        Ok(())
    }
}
