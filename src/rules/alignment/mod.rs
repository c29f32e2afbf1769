//! Rules about what is missing, added, cut short or out of place.

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[];
