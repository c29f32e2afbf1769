//! Rules about punctuation, spacing, repetition.

mod repetition;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[&repetition::Repetition];
