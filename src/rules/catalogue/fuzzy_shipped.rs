use crate::{
    declare_rule,
    model::{Severity, State},
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A translation that its file marks as fuzzy, unfinished, a draft or in need of review.
    ///
    /// ## Why it matters
    ///
    /// It may answer an older source; some programs show it all the same, others show the source.
    ///
    /// ## Example
    ///
    /// "#, fuzzy" above an entry of a PO file. Not found: entries without a translation, the header of a PO file.
    ///
    /// ## What it cannot see
    ///
    /// Whether the translation is right.
    FuzzyShipped, id = "fuzzy-shipped", family = "catalogue", severity = Minor, mqm = "Design and markup", scope = Pair
}

impl Rule for FuzzyShipped {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn pair(&self, pair: &Pair<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        if pair.target.iter().any(|segment| segment.state() == State::Draft) {
            let text = pair.target_text();
            out.report(pair.place(), Severity::Minor, 95, "Marked unfinished", "The file marks this translation as not final")
                .target_span(text, 0..text.len())
                .because("state", "draft");
        }
        Ok(())
    }
}
