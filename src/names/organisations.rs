//! Bodies and states by their initials in many languages (`data/organisations.toml`).

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use crate::model::{facts, packed_facts};

/// A body: its English name, and its acronyms by language.
#[derive(Debug, Deserialize)]
pub struct Organisation {
    pub name: String,
    /// The initials stand for other things as well.
    #[serde(default)]
    pub ambiguous: bool,
    #[serde(flatten)]
    acronyms: BTreeMap<String, Vec<String>>,
}

impl Organisation {
    /// The acronyms in a language by primary tag, the usual one first.
    #[must_use]
    pub fn acronyms(&self, language: &str) -> &[String] {
        self.acronyms.get(language).map_or(&[], Vec::as_slice)
    }
}

/// Every body, by key.
#[must_use]
pub fn organisations() -> &'static BTreeMap<String, Organisation> {
    static ALL: OnceLock<BTreeMap<String, Organisation>> = OnceLock::new();
    // A file that does not parse is caught by the test below; at run time there are no bodies.
    ALL.get_or_init(|| facts(packed_facts!("organisations")).unwrap_or_default())
}

/// The body that a language calls by an acronym.
#[must_use]
pub fn organisation(language: &str, acronym: &str) -> Option<&'static Organisation> {
    organisations().values().find(|body| body.acronyms(language).iter().any(|known| known == acronym))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_no_language_has_one_acronym_for_two() {
        let all: BTreeMap<String, Organisation> =
            facts(packed_facts!("organisations")).unwrap_or_else(|error| panic!("organisations.toml: {error}"));
        let mut seen = BTreeMap::new();
        for (key, body) in &all {
            for (language, acronyms) in &body.acronyms {
                for acronym in acronyms {
                    assert_eq!(seen.insert((language, acronym), key), None, "{language} {acronym}");
                }
            }
        }
        assert_eq!(organisation("fr", "OMS").map(|body| body.acronyms("en")), Some(&["WHO".to_owned()][..]));
        assert!(organisation("en", "OMS").is_none());
    }
}
