use super::{glossary, unavailable};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
    terms::{Term, place},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A word that your glossary (`--glossary`) forbids: everywhere, or as the rendering of a term that the source has.
    ///
    /// ## Why it matters
    ///
    /// The desk has decided, often for a reason: a place name, a brand, a word that takes sides.
    ///
    /// ## Example
    ///
    /// Glossary: valve = Ventil, not Hahn. "Close the valve." → "Schließen Sie den Hahn." Not found: the same word where the source has another term.
    ///
    /// ## What it cannot see
    ///
    /// A forbidden word inside a compound.
    TermForbidden, id = "term-forbidden", family = "terms", severity = Major, mqm = "Terminology", scope = Pair
}

impl Rule for TermForbidden {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        unavailable(cx)
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let glossary = glossary(cx)?;
        let (source, target) = (pair.source_text(), pair.target_text());
        let langs = (cx.source_lang, cx.target_lang);
        let conditional: Vec<&Term> = glossary.find(source, cx.source, langs).iter().map(|found| &glossary.terms[found.term]).collect();
        for term in conditional.into_iter().chain(glossary.unconditional(langs)) {
            for forbidden in &term.forbidden {
                let Some(span) = place(forbidden, target, cx.target) else { continue };
                let found = &target[span.clone()];
                let message = match term.approved.first() {
                    Some(preferred) => message!("Glossary: use “{preferred}”, found “{found}”", preferred, found),
                    None => message!("Glossary: “{found}” is not to be used", found),
                };
                let finding = out.report(pair.place(), Severity::Major, 97, "Term not allowed", message);
                finding.target_span(target, span).because("glossary", format!("not: {forbidden}"));
                if let Some(preferred) = term.approved.first() {
                    finding.suggest(preferred.clone());
                }
            }
        }
        Ok(())
    }
}
