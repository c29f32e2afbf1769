use super::shown::linked;
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A time of day that moved to the other half of the day.
    ///
    /// ## Why it matters
    ///
    /// Ten in the morning and ten at night are twelve hours apart, and the figure is the same.
    ///
    /// ## Example
    ///
    /// "上午10点" → "10 p.m.". Not found: "22:00" for 10 p.m., "19 h" for 7 p.m.
    ///
    /// ## What it cannot see
    ///
    /// Times without a word for the half of the day, noon and midnight.
    TimeValue, id = "time-value", family = "facts", severity = Major, mqm = "Accuracy/Mistranslation", scope = Near
}

impl Rule for TimeValue {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let moments = pair.moments(cx);
            let (source, target) = &*moments;
            for one in &source.times {
                let alike = |hour: u8, minute: u8| one.hour == hour && one.minute == minute;
                let right = target.times.iter().any(|time| alike(time.hour, time.minute) && time.after_noon == one.after_noon);
                let Some(other) = target.times.iter().find(|time| alike(time.hour, time.minute) && time.after_noon != one.after_noon)
                else {
                    continue;
                };
                // Two times of one hour in the source: the target may have kept the other.
                let both = source.times.iter().any(|time| alike(time.hour, time.minute) && time.after_noon != one.after_noon);
                if right || both {
                    continue;
                }
                let half = |after_noon: bool| if after_noon { "after noon" } else { "before noon" };
                let shown = |text: &str, span: &std::ops::Range<usize>| text.get(span.clone()).unwrap_or_default().trim().to_owned();
                let message = {
                    let (from, to) = (shown(pair.source_text(), &one.span), shown(pair.target_text(), &other.span));
                    match (one.after_noon, other.after_noon) {
                        (true, false) => message!("Source has {from} after noon, target has {to} before noon", from, to),
                        (false, true) => message!("Source has {from} before noon, target has {to} after noon", from, to),
                        _ => message!("Source has {from}, target has {to}", from, to),
                    }
                };
                let confidence = if pair.bead.confidence < 0.35 { 75 } else { 90 };
                let finding = out.report(pair.place(), Severity::Major, confidence, "Time changed", message);
                finding.source_span(pair.source_text(), one.span.clone()).target_span(pair.target_text(), other.span.clone());
                finding.because("source", half(one.after_noon)).because("target", half(other.after_noon));
            }
        }
        Ok(())
    }
}
