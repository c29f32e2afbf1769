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
    /// A feast that is another feast in the translation.
    ///
    /// ## Why it matters
    ///
    /// Eid Al Fitr and Eid Al Adha are two months and a world apart.
    ///
    /// ## Example
    ///
    /// "عيد الفطر" → "Eid al-Adha". Not found: "Zuckerfest" for Eid al-Fitr, "春节" for the Lunar New Year.
    ///
    /// ## What it cannot see
    ///
    /// Feasts that the language files do not name, and a feast that was dropped.
    Feast, id = "feast", family = "facts", severity = Major, mqm = "Accuracy/Mistranslation", scope = Near
}

/// Feasts of one name in some language, or of one day: neither is proof against the other.
const KIN: [(&str, &str); 5] = [
    ("christmas", "christmas-eve"),
    ("easter", "passover"),
    ("new-year", "rosh-hashanah"),
    ("lunar-new-year", "new-year"),
    ("new-year", "nowruz"),
];

impl Rule for Feast {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let moments = pair.moments(cx);
            let (source, target) = &*moments;
            for (one, other) in replaced(&source.feasts, &target.feasts) {
                let has = |names: &[Named<&'static str>], keys: &[&'static str]| {
                    names.iter().any(|name| name.may_be.iter().any(|key| keys.contains(key)))
                };
                if near(bitext, pair, cx, true, |m| has(&m.feasts, &one.may_be))
                    || near(bitext, pair, cx, false, |m| has(&m.feasts, &other.may_be))
                {
                    continue;
                }
                let kin = |a: &&str, b: &&str| KIN.contains(&(*a, *b)) || KIN.contains(&(*b, *a));
                if one.may_be.iter().any(|a| other.may_be.iter().any(|b| kin(a, b))) {
                    continue;
                }
                let (from, to) = (&pair.source_text()[one.span.clone()], &pair.target_text()[other.span.clone()]);
                let finding = out.report(
                    pair.place(),
                    Severity::Major,
                    92,
                    "Feast changed",
                    message!("Source has {from}, target has {to}", from, to),
                );
                finding.source_span(pair.source_text(), one.span.clone()).target_span(pair.target_text(), other.span.clone());
                finding.because("source feast", one.may_be[0]).because("target feast", other.may_be[0]);
            }
        }
        Ok(())
    }
}
