use super::shown::{linked, with_unit};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// An amount of money whose currency changed while the figure stayed.
    ///
    /// ## Why it matters
    ///
    /// Five million yen are a flat, five million dollars a street.
    ///
    /// ## Example
    ///
    /// "The painting sold for $3 million" → "Das Gemälde wurde für 3 Millionen Euro verkauft". Not found: "US$3 million", "3 Mio. Dollar".
    ///
    /// ## What it cannot see
    ///
    /// Currencies of one name or sign (the dollars, the crowns), and amounts that were converted: the rate of the day is not known.
    Currency, id = "currency", family = "facts", severity = Major, mqm = "Accuracy/Mistranslation", scope = Near
}

impl Rule for Currency {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let numbers = pair.numbers(cx);
            let (source, target) = (pair.source_text(), pair.target_text());
            for &(i, j) in &numbers.equal {
                let (one, other) = (&numbers.source[i], &numbers.target[j]);
                if one.is_hint() || other.is_hint() || !one.unit_sure || !other.unit_sure || !one.unit.is_other_money(other.unit) {
                    continue;
                }
                let message = message!("Source has {from}, target has {to}", from = with_unit(source, one), to = with_unit(target, other));
                // Amounts in the text of a program are samples, which localisers put into the money of the country.
                let sample = source.contains('<') && source.contains('>');
                let (severity, confidence) = match (sample, pair.bead.confidence < 0.35) {
                    (true, _) => (Severity::Minor, 60),
                    (false, true) => (Severity::Major, 75),
                    (false, false) => (Severity::Major, 92),
                };
                let finding = out.report(pair.place(), severity, confidence, "Currency changed", message);
                finding.source_span(source, one.whole.clone()).target_span(target, other.whole.clone());
                finding.because("source currency", one.unit.name().unwrap_or_default());
                finding.because("target currency", other.unit.name().unwrap_or_default());
            }
        }
        Ok(())
    }
}
