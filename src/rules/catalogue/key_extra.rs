use crate::{
    declare_rule, message,
    model::{Severity, State},
    rules::{Bitext, Context, Meta, Reporter, Rule, alignment::unanswered},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A key of the translation that the source catalogue does not have.
    ///
    /// ## Why it matters
    ///
    /// Nobody reads it any more: it was renamed or taken out, and a mistyped key hides a missing one.
    ///
    /// ## Example
    ///
    /// "menu.opne" is in ar.json and not in en.json. Not found: plural forms that only the translation needs.
    ///
    /// ## What it cannot see
    ///
    /// Whether a program still uses the key.
    KeyExtra, id = "key-extra", family = "catalogue", severity = Minor, mqm = "Design and markup", scope = Document
}

impl Rule for KeyExtra {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in bitext.pairs.iter().filter(|pair| pair.source.is_empty() && unanswered(bitext, pair) == Some(State::Absent)) {
            let key = pair.target.first().and_then(|segment| segment.key.as_deref()).unwrap_or_default();
            let text = pair.target_text();
            out.report(pair.place(), Severity::Minor, 97, "Key added", message!("The source has no {key}", key))
                .target_span(text, 0..text.len())
                .because("key", key);
        }
        Ok(())
    }
}
