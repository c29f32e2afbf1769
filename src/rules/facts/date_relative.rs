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
    /// A time counted from today that changed: last year for this year, yesterday for tomorrow.
    ///
    /// ## Why it matters
    ///
    /// A report of April last year read as this April is another story.
    ///
    /// ## Example
    ///
    /// "in April last year" → "في أبريل من هذا العام". Not found: "au cours de l’année écoulée", a date in place of "yesterday".
    ///
    /// ## What it cannot see
    ///
    /// A phrase that was dropped, and words that also mean the day or the year as such (اليوم, השנה).
    DateRelative, id = "date-relative", family = "facts", severity = Major, mqm = "Accuracy/Mistranslation", scope = Near
}

/// Year, month, week or day: only phrases of one kind are read against each other.
fn kind(key: &str) -> &str {
    key.split_once('-').map_or("day", |(_, kind)| kind)
}

fn of_kind(names: &[Named<&'static str>], wanted: &str) -> Vec<Named<&'static str>> {
    names.iter().filter(|name| name.may_be.iter().any(|key| kind(key) == wanted)).cloned().collect()
}

impl Rule for DateRelative {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let moments = pair.moments(cx);
            let (source, target) = &*moments;
            if source.relative.is_empty() || target.relative.is_empty() {
                continue;
            }
            for wanted in ["year", "month", "week", "day"] {
                let (ours, theirs) = (of_kind(&source.relative, wanted), of_kind(&target.relative, wanted));
                for (one, other) in replaced(&ours, &theirs) {
                    let has = |names: &[Named<&'static str>], keys: &[&'static str]| {
                        names.iter().any(|name| name.may_be.iter().any(|key| keys.contains(key)))
                    };
                    if near(bitext, pair, cx, true, |m| has(&m.relative, &one.may_be))
                        || near(bitext, pair, cx, false, |m| has(&m.relative, &other.may_be))
                    {
                        continue;
                    }
                    let (from, to) = (&pair.source_text()[one.span.clone()], &pair.target_text()[other.span.clone()]);
                    let issue = if wanted == "year" { "Year reference changed" } else { "Time reference changed" };
                    let finding =
                        out.report(pair.place(), Severity::Major, 85, issue, message!("Source “{from}”, target “{to}”", from, to));
                    finding.source_span(pair.source_text(), one.span.clone()).target_span(pair.target_text(), other.span.clone());
                    finding.because("source", one.may_be[0]).because("target", other.may_be[0]);
                }
            }
        }
        Ok(())
    }
}
