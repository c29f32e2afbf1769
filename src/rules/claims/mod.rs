//! Rules about negation, quotation, attribution.

mod hedge;
mod loaded_word_added;
mod negation;
mod question;
mod quote_lost;
mod quote_speaker;
mod quote_unclosed;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[
    &hedge::Hedge,
    &loaded_word_added::LoadedWordAdded,
    &negation::Negation,
    &question::Question,
    &quote_lost::QuoteLost,
    &quote_speaker::QuoteSpeaker,
    &quote_unclosed::QuoteUnclosed,
];
