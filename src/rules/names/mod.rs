//! Rules about people and places.

mod gathered;
mod name_missing;
mod name_policy;
mod name_variant;
mod rows;

pub use rows::rows;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[&name_missing::NameMissing, &name_policy::NamePolicy, &name_variant::NameVariant];
