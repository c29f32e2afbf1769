//! Rules about negation, quotation, attribution.

mod quote_unclosed;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[&quote_unclosed::QuoteUnclosed];
