use super::{
    days::{months_with_figures, near, replaced},
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
    /// A month of the source that is another month in the translation.
    ///
    /// ## Why it matters
    ///
    /// A wrong month moves an event, and the reader cannot notice.
    ///
    /// ## Example
    ///
    /// "on 24 September" → "am 24. November". Not found: "نوفمبر" for "تشرين الثاني", "7月" for July, "25/07".
    ///
    /// ## What it cannot see
    ///
    /// Months that are other words as well ("May", "mars") unless a day or a year stands beside them, and months of other calendars.
    DateMonth, id = "date-month", family = "facts", severity = Critical, mqm = "Accuracy/Mistranslation", scope = Near
}

impl Rule for DateMonth {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let moments = pair.moments(cx);
            let (source, target) = &*moments;
            if !source.months.iter().any(|month| month.sure) || !target.months.iter().any(|month| month.sure) {
                continue;
            }
            let numbers = pair.numbers(cx);
            let (ours, theirs) = (months_with_figures(source, &numbers.source), months_with_figures(target, &numbers.target));
            for (one, other) in replaced(&ours, &theirs) {
                let has = |names: &[crate::values::Named<u8>], wanted: &[u8]| {
                    names.iter().any(|name| name.may_be.iter().any(|month| wanted.contains(month)))
                };
                if near(bitext, pair, cx, true, |m| has(&m.months, &one.may_be))
                    || near(bitext, pair, cx, false, |m| has(&m.months, &other.may_be))
                {
                    continue;
                }
                let (from, to) = (&pair.source_text()[one.span.clone()], &pair.target_text()[other.span.clone()]);
                let confidence = if pair.bead.confidence < 0.35 { 78 } else { 95 };
                let finding = out.report(
                    pair.place(),
                    Severity::Critical,
                    confidence,
                    "Month changed",
                    message!(
                        "Source has {from} (month {month}), target has {to} (month {other})",
                        from,
                        month = one.may_be[0],
                        to,
                        other = other.may_be[0],
                    ),
                );
                finding.source_span(pair.source_text(), one.span.clone()).target_span(pair.target_text(), other.span.clone());
                finding.because("source month", one.may_be[0].to_string()).because("target month", other.may_be[0].to_string());
            }
        }
        Ok(())
    }
}
