use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
};

use super::negation::words;

declare_rule! {
    /// ## What it finds
    ///
    /// A claim that the source leaves to somebody else (allegedly, reportedly, according to, accused of) and the translation states.
    ///
    /// ## Why it matters
    ///
    /// What a source has heard or suspects becomes what the paper says, and the suspect becomes the culprit.
    ///
    /// ## Example
    ///
    /// زعم البيان أن القوات انسحبت → "The forces have withdrawn." Not found, because they leave it to others too: said, seems, soll, aurait, -mış,
    /// "in the view of". Nor "according to plan", and other phrases that claim nothing.
    ///
    /// ## What it cannot see
    ///
    /// Which of two claims lost its source, and a weaker word for a stronger one (claimed → said). In long sentences
    /// it is for information only.
    Hedge, id = "hedge", family = "claims", severity = Major, mqm = "Accuracy/Mistranslation", scope = Pair
}

/// Words beyond which a sentence has room to leave a claim to others in words that no list foresees (measured on human translations).
const LONG: usize = 30;

impl Rule for Hedge {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        let unknown = [cx.source, cx.target].iter().any(|language| !language.hedge.is_known() || language.hedge.answers.is_empty());
        unknown.then_some("no list of words of attribution for one of the languages")
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        let theirs = &*pair.source_folded(cx);
        let Some(place) = cx.source.hedge.first(theirs) else { return Ok(()) };
        if pair.is_copied() || cx.target.hedge.may_be_in(&pair.target_folded(cx)) {
            return Ok(());
        }
        let span = theirs.original(&place, source);
        let long = words(source, cx.source).max(words(target, cx.target)) > LONG;
        let (severity, confidence) = if long { (Severity::Info, 55) } else { (Severity::Major, 80) };
        let message = message!("Source leaves the claim to others ({word}); target states it", word = source[span.clone()].trim());
        out.report(pair.place(), severity, confidence, "Attribution lost", message)
            .source_span(source, span.clone())
            .because("source attribution", &source[span]);
        Ok(())
    }
}
