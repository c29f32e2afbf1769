//! Rules about units of catalogues and bilingual files: keys, states, limits, plural forms.

mod fuzzy_shipped;
mod key_extra;
mod key_missing;
mod max_length;
mod plural_forms;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] =
    &[&fuzzy_shipped::FuzzyShipped, &key_extra::KeyExtra, &key_missing::KeyMissing, &max_length::MaxLength, &plural_forms::PluralForms];
