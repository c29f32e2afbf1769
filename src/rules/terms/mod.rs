//! Rules about terms: the user's glossary, and one sentence translated in one way.

mod do_not_translate;
mod inconsistent_translation;
mod repeats;
mod reused_translation;
mod term_forbidden;
mod term_missing;

pub use repeats::Repeats;

use super::{Context, Rule};
use crate::terms::Glossary;

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
    cx.repeats.is_none().then_some("sentences of a stream are judged one by one")
}

/// The glossary, where there is one.
fn glossary<'a>(cx: &Context<'a>) -> Result<&'a Glossary, &'static str> {
    cx.terms.ok_or("no glossary (--glossary)")
}
