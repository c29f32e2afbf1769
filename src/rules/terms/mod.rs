//! Rules about terms: the user's glossary, and one sentence translated in one way.

mod do_not_translate;
mod inconsistent_translation;
mod reused_translation;
mod term_forbidden;
mod term_missing;

use super::{Bitext, Context, Pair, Rule, context::WINDOW};
use crate::{model::Segment, repeats::Comparable, terms::Glossary};

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

/// The pairs of a document that say how a sentence is translated.
pub fn sure_pairs<'b, 'a>(bitext: &'b Bitext<'a>) -> impl Iterator<Item = &'b Pair<'a>> {
    bitext.pairs.iter().filter(|pair| is_sure(pair))
}

/// Works out what others are held against, which needs no other document; of a long document nothing would be kept.
pub fn look_over(bitext: &Bitext<'_>) {
    if bitext.beads.len() <= WINDOW {
        comparable(bitext).for_each(drop);
    }
}

/// The pairs of a document that others are held against, each with the line of its translation.
pub fn comparable(bitext: &Bitext<'_>) -> impl Iterator<Item = (Comparable, u32)> {
    sure_pairs(bitext).filter_map(|pair| Some((pair.comparable()?, pair.target.first()?.at.line)))
}
