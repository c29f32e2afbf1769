//! Rules about the language and script of the translation.

mod mixed_script;
mod untranslated;
mod wrong_language;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[&mixed_script::MixedScript, &untranslated::Untranslated, &wrong_language::WrongLanguage];
