//! Rules about terms: the user's glossary, and one sentence translated in one way.

mod do_not_translate;
mod inconsistent_translation;
mod reused_translation;
mod term_forbidden;
mod term_missing;

use super::{Bitext, Context, Pair, Rule};
use crate::{model::Segment, terms::Glossary};

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[
    &do_not_translate::DoNotTranslate,
    &inconsistent_translation::InconsistentTranslation,
    &reused_translation::ReusedTranslation,
    &term_forbidden::TermForbidden,
    &term_missing::TermMissing,
];

/// Why a rule about terms cannot run.
fn unavailable(cx: &Context<'_>) -> Option<&'static str> {
    cx.terms.is_none().then_some("no glossary (--glossary)")
}

/// Why sentences cannot be held against others.
fn alone(cx: &Context<'_>) -> Option<&'static str> {
    cx.repeats.is_none().then_some("no other sentences at hand (--repeats)")
}

/// The glossary, where there is one.
fn glossary<'a>(cx: &Context<'a>) -> Result<&'a Glossary, &'static str> {
    cx.terms.ok_or("no glossary (--glossary)")
}

/// Beads less sure than this say nothing of how a sentence is translated.
const SURE: f32 = 0.5;

/// Whether a pair is one sentence each and likely to be right. Forms of one text for several numbers differ by nature.
fn is_sure(pair: &Pair<'_>) -> bool {
    let form = |segment: &Segment| segment.unit.as_ref().is_some_and(|unit| unit.plural.is_some());
    !pair.target.iter().any(form) && pair.source.len() == 1 && pair.target.len() == 1 && pair.bead.confidence >= SURE
}

/// The pairs of a document that others are held against: source, target, and the line of the translation.
pub fn comparable<'b>(bitext: &'b Bitext<'_>) -> impl Iterator<Item = (&'b str, &'b str, u32)> {
    let pairs = bitext.pairs.iter().filter(|pair| is_sure(pair));
    pairs.map(|pair| (pair.source_text(), pair.target_text(), pair.target.first().map_or(0, |segment| segment.at.line)))
}
