use super::{
    days::{near, replaced},
    shown::linked,
};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
    values::Named,
};

declare_rule! {
    /// ## What it finds
    ///
    /// A day of the week that is another day in the translation.
    ///
    /// ## Why it matters
    ///
    /// Readers act on a weekday: they come, call or vote on it.
    ///
    /// ## Example
    ///
    /// "on Monday" → "am Donnerstag". Not found: "الإثنين" for "الاثنين", "周日" and "星期天" for Sunday.
    ///
    /// ## What it cannot see
    ///
    /// A weekday that was dropped or added, and short forms that are other words ("sex", "mar").
    DateWeekday, id = "date-weekday", family = "facts", severity = Critical, mqm = "Accuracy/Mistranslation", scope = Near
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn english(name: &Named<u8>) -> &'static str {
    name.may_be.first().and_then(|day| DAYS.get(usize::from(*day).wrapping_sub(1))).copied().unwrap_or_default()
}

impl Rule for DateWeekday {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let moments = pair.moments(cx);
            let (source, target) = &*moments;
            for (one, other) in replaced(&source.weekdays, &target.weekdays) {
                let has = |names: &[Named<u8>], wanted: &[u8]| names.iter().any(|name| name.may_be.iter().any(|day| wanted.contains(day)));
                if near(bitext, pair, cx, true, |m| has(&m.weekdays, &one.may_be))
                    || near(bitext, pair, cx, false, |m| has(&m.weekdays, &other.may_be))
                {
                    continue;
                }
                let from = &pair.source_text()[one.span.clone()];
                let confidence = if pair.bead.confidence < 0.35 { 78 } else { 95 };
                let message = if from == english(one) {
                    message!("Source {from}, target {to}", from, to = english(other))
                } else {
                    message!("Source {day} ({from}), target {to}", day = english(one), from, to = english(other))
                };
                let finding = out.report(pair.place(), Severity::Critical, confidence, "Day changed", message);
                finding.source_span(pair.source_text(), one.span.clone()).target_span(pair.target_text(), other.span.clone());
                finding.because("source day", english(one)).because("target day", english(other));
                if cx.target_lang.is_some_and(|lang| lang.language() == "en") {
                    finding.suggest(english(one));
                }
            }
        }
        Ok(())
    }
}
