//! Rules about the language and script of the translation.

pub(super) mod half_translated;
mod mixed_script;
mod sister_language;
mod spelling_locale;
mod untranslated;
mod untranslated_word;
mod wrong_language;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[
    &half_translated::HalfTranslated,
    &mixed_script::MixedScript,
    &sister_language::SisterLanguage,
    &spelling_locale::SpellingLocale,
    &untranslated::Untranslated,
    &untranslated_word::UntranslatedWord,
    &wrong_language::WrongLanguage,
];
