use super::{glossary, unavailable};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
    terms::share,
};

declare_rule! {
    /// ## What it finds
    ///
    /// A term of your glossary (`--glossary`) in the source whose translation holds none of its right renderings, in any form or order.
    ///
    /// ## Why it matters
    ///
    /// Readers take two words for two things.
    ///
    /// ## Example
    ///
    /// Glossary: valve = Ventil. "Close the valve." → "Schließen Sie den Hahn." Not found: other forms of the rendering ("Ventile"), compounds that hold it, a term
    /// inside a longer term of the glossary.
    ///
    /// ## What it cannot see
    ///
    /// A sentence that says "it" for the term is reported too.
    TermMissing, id = "term-missing", family = "terms", severity = Major, mqm = "Terminology", scope = Pair
}

/// Part of a rendering's words that must be there.
const ENOUGH: f64 = 0.99;

impl Rule for TermMissing {
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
            let Some(preferred) = term.approved.first().filter(|_| !term.keep) else { continue };
            let best = term.approved.iter().map(|rendering| share(rendering, target, cx.target)).fold(0.0, f64::max);
            // A term kept in the source's letters is a rendering that nobody would forbid.
            if best >= ENOUGH || target.contains(&source[found.span.clone()]) {
                continue;
            }
            // Some of several words are there: the term may be rendered in another way of saying.
            let (severity, confidence) = if best > 0.0 { (Severity::Minor, 70) } else { (Severity::Major, 85) };
            let written = &source[found.span.clone()];
            let message = message!("Glossary: {term} is “{rendering}”; the target has no such word", term = written, rendering = preferred);
            out.report(pair.place(), severity, confidence, "Term not used", message)
                .source_span(source, found.span.clone())
                .suggest(preferred.clone())
                .because("glossary", format!("{} = {}", term.source, term.approved.join(" | ")));
        }
        Ok(())
    }
}
