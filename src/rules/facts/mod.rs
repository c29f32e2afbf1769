//! Rules about numbers, dates and units.

mod number_extra;
mod number_missing;
mod number_value;
mod shown;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[&number_extra::NumberExtra, &number_missing::NumberMissing, &number_value::NumberValue];
