use super::{glossary, unavailable};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A term that your glossary (`--glossary`) says is to stay as it is, and that the translation does not have.
    ///
    /// ## Why it matters
    ///
    /// Product names, commands and trade marks are looked up by their letters.
    ///
    /// ## Example
    ///
    /// Glossary: "Blue Harbour" is not translated. "Blue Harbour ships on Monday." → "Der Blaue Hafen liefert am Montag." Not found: an ending glued to the term.
    ///
    /// ## What it cannot see
    ///
    /// Whether a sentence uses the word in its ordinary sense; a term with a capital counts only where the source writes it so.
    DoNotTranslate, id = "do-not-translate", family = "terms", severity = Major, mqm = "Terminology", scope = Pair
}

impl Rule for DoNotTranslate {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        unavailable(cx)
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let glossary = glossary(cx)?;
        let (source, target) = (pair.source_text(), pair.target_text());
        for found in glossary.find(source, cx.source, (cx.source_lang, cx.target_lang)) {
            let term = &glossary.terms[found.term];
            // Letter by letter: what is kept is kept with its capitals.
            let there = source[found.span.start..].starts_with(&term.source);
            if !term.keep || !there || target.contains(&term.source) {
                continue;
            }
            let message = message!("Glossary: “{term}” stays as it is; the target lacks it", term = term.source);
            out.report(pair.place(), Severity::Major, 90, "Kept term translated", message)
                .source_span(source, found.span.clone())
                .suggest(term.source.clone())
                .because("glossary", term.source.clone());
        }
        Ok(())
    }
}
