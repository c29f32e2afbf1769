use crate::{
    declare_rule, message,
    model::{Severity, State},
    rules::{Bitext, Context, Meta, Reporter, Rule, alignment::unanswered},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A key of the source catalogue that the translation does not have.
    ///
    /// ## Why it matters
    ///
    /// The program shows the text in the source language, or the bare key.
    ///
    /// ## Example
    ///
    /// "menu.open" is in en.json and not in ar.json. Not found: plural forms that the language does not need, texts that are not for translation.
    ///
    /// ## What it cannot see
    ///
    /// Keys that no catalogue has. Of a translation that lacks more than a fifth of all keys, one finding says how many.
    KeyMissing, id = "key-missing", family = "catalogue", severity = Major, mqm = "Design and markup", scope = Document
}

/// A translation that lacks more keys than one in this many, and more than so many at all, is in work.
const SHARE: usize = 5;
const MANY: usize = 20;

impl Rule for KeyMissing {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let missing: Vec<_> =
            bitext.pairs.iter().filter(|pair| pair.target.is_empty() && unanswered(bitext, pair) == Some(State::Absent)).collect();
        let all = bitext.source.segments.len();
        if missing.len() > MANY && missing.len() * SHARE > all {
            let first = missing[0];
            let text = first.source_text();
            let message = message!("{missing} of {all} keys have no translation", missing = missing.len(), all);
            out.report(first.place(), Severity::Minor, 98, "Keys missing", message)
                .source_span(text, 0..text.len())
                .because("keys", missing.len().to_string());
            return Ok(());
        }
        for pair in missing {
            let key = pair.source.first().and_then(|segment| segment.key.as_deref()).unwrap_or_default();
            let text = pair.source_text();
            out.report(pair.place(), Severity::Major, 97, "Key missing", message!("The translation has no {key}", key))
                .source_span(text, 0..text.len())
                .because("key", key);
        }
        Ok(())
    }
}
