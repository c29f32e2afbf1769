//! Rules about punctuation, spacing, repetition.

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[];
