//! The words of verdicts, in the reviewer's language and spelling.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    gate::{NameOpinion, Opinion},
    model::{facts, packed_facts},
};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    findings: BTreeMap<String, Vec<String>>,
    names: BTreeMap<String, Vec<String>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| facts(packed_facts!("verdicts")).unwrap_or_default());

/// A word without what does not tell verdicts apart: case, blanks, marks, and the Arabic letters that people write either way.
fn folded(word: &str) -> String {
    let plain: String = word
        .nfd()
        .filter(|c| !is_combining_mark(*c) && *c != '\u{640}' && (c.is_alphanumeric() || c.is_whitespace()))
        .map(|c| match c {
            'ى' => 'ي',
            'ة' => 'ه',
            'ؤ' | 'ئ' | 'ء' | 'أ' | 'إ' | 'آ' => 'ا',
            c => c,
        })
        .collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn find<'a>(table: &'a BTreeMap<String, Vec<String>>, word: &str) -> Option<&'a str> {
    let word = folded(word);
    table.iter().find(|(_, words)| words.iter().any(|known| folded(known) == word)).map(|(verdict, _)| verdict.as_str())
}

/// The verdict on a finding that a word means.
pub(super) fn opinion(word: &str) -> Option<Opinion> {
    match find(&WORDS.findings, word)? {
        "fix" => Some(Opinion::Fix),
        "fp" => Some(Opinion::Fp),
        "ok" => Some(Opinion::Ok),
        _ => None,
    }
}

/// The verdict on a name that a word means.
pub(super) fn name_opinion(word: &str) -> Option<NameOpinion> {
    match find(&WORDS.names, word)? {
        "same" => Some(NameOpinion::Same),
        "different" => Some(NameOpinion::Different),
        "ok" => Some(NameOpinion::Ok),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn words_are_understood_in_any_spelling() {
        for (word, expected) in [
            (" FP ", Some(Opinion::Fp)),
            ("Fix!", Some(Opinion::Fix)),
            ("OK", Some(Opinion::Ok)),
            ("إنذار كاذب", Some(Opinion::Fp)),
            ("خطأ", Some(Opinion::Fix)),
            ("مقبــول", Some(Opinion::Ok)),
            ("لا بأس", Some(Opinion::Ok)),
            ("maybe", None),
            ("", None),
        ] {
            assert_eq!(opinion(word), expected, "{word:?}");
        }
        assert_eq!(name_opinion("Same"), Some(NameOpinion::Same));
        assert_eq!(name_opinion("مختلف"), Some(NameOpinion::Different));
        assert_eq!(name_opinion("fp"), None);
    }

    #[test]
    fn no_word_means_two_verdicts() {
        let words: Words = facts(packed_facts!("verdicts")).unwrap_or_else(|e| panic!("{e}"));
        for table in [&words.findings, &words.names] {
            let all: Vec<String> = table.values().flatten().map(|word| folded(word)).collect();
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
        }
    }
}
