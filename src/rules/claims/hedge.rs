use std::ops::Range;

use super::negation::words;
use crate::{
    declare_rule,
    lang::Folded,
    message,
    model::Severity,
    names::{
        candidates::{Common, candidates},
        lists::attested,
    },
    rules::{Context, Meta, Pair, Reporter, Rule},
    text::romanize::romanize,
};

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
    /// "in the view of". Nor "according to" a plan, a list, a law: only somebody who can speak makes it a claim.
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
        let claimed = cx.source.hedge.first(theirs);
        let Some(place) = claimed.or_else(|| attributed(theirs, source, cx)) else { return Ok(()) };
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

/// The first "according to" whose object can speak: the police, a report, somebody with a name.
fn attributed(folded: &Folded, source: &str, cx: &Context<'_>) -> Option<Range<usize>> {
    let hedge = &cx.source.hedge;
    let mut speakers: Option<Vec<Range<usize>>> = None;
    hedge.attributed(folded).find_map(|(place, named)| {
        let speakers = speakers.get_or_insert_with(|| hedge.speakers.places(folded).collect());
        let speaks = speakers.iter().any(|speaker| named.start <= speaker.start && speaker.end <= named.end);
        (speaks || is_person(&source[folded.original(&named, source)], cx)).then_some(place)
    })
}

/// Whether two names stand side by side that people have: Peter Simons, not Geneva Convention.
fn is_person(text: &str, cx: &Context<'_>) -> bool {
    let names = candidates(text, &Common::new(std::iter::once(text), cx.source));
    let known = |name: &str| attested(&romanize(name).to_lowercase());
    names.windows(2).any(|two| two[0].run == two[1].run && two.iter().all(|name| known(&name.form)))
}
