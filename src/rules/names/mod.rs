//! Rules about people and places.

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[];
