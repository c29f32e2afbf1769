//! Rules about punctuation, spacing, repetition and broken characters.

mod bracket_unpaired;
mod casing;
mod final_punctuation;
mod homoglyph;
mod invisible_character;
mod lost_characters;
mod mojibake;
mod quote_style;
mod repeated_word;
mod repetition;
mod spacing;
mod stray_punctuation;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[
    &bracket_unpaired::BracketUnpaired,
    &casing::Casing,
    &final_punctuation::FinalPunctuation,
    &homoglyph::Homoglyph,
    &invisible_character::InvisibleCharacter,
    &lost_characters::LostCharacters,
    &mojibake::Mojibake,
    &quote_style::QuoteStyle,
    &repeated_word::RepeatedWord,
    &repetition::Repetition,
    &spacing::Spacing,
    &stray_punctuation::StrayPunctuation,
];
