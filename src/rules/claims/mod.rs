//! Rules about negation, quotation, attribution.

mod negation;
mod question;
mod quote_unclosed;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[&negation::Negation, &question::Question, &quote_unclosed::QuoteUnclosed];
