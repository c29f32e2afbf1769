//! Profiles: settings to start from, one file of `bilint.toml` keys each.

use super::{File, nearest};

/// Every profile with its file.
pub const PROFILES: &[(&str, &str)] = &[
    ("corpus", include_str!("profiles/corpus.toml")),
    ("docs", include_str!("profiles/docs.toml")),
    ("legal", include_str!("profiles/legal.toml")),
    ("news", include_str!("profiles/news.toml")),
    ("ui", include_str!("profiles/ui.toml")),
];

/// The settings of a profile.
///
/// # Errors
/// When there is none of this name.
pub fn profile(name: &str) -> Result<File, String> {
    let found = PROFILES.iter().find(|(known, _)| *known == name);
    let (_, text) = found.ok_or_else(|| {
        let names: Vec<&str> = PROFILES.iter().map(|(name, _)| *name).collect();
        format!("there is no profile `{name}`{}; there are {}", nearest(name, names.iter().copied()), names.join(", "))
    })?;
    toml::from_str(text).map_err(|error| format!("profile {name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Settings, model::Severity};

    #[test]
    fn every_profile_can_be_used() {
        for (name, _) in PROFILES {
            let file = profile(name).unwrap_or_else(|e| panic!("{e}"));
            assert!(file.rules.is_empty(), "{name}: rules come and go, families stay");
            let mut settings = Settings::default();
            assert_eq!(file.apply(&mut settings, &[("name-policy", "names")]), Ok(()));
            let (fail_on, confidence) = match *name {
                "corpus" => (None, 90),
                "legal" => (Some(Severity::Minor), 70),
                _ => (Some(Severity::Major), 90),
            };
            assert_eq!((settings.gate.fail_on, settings.gate.min_confidence), (fail_on, confidence), "{name}");
        }
        assert!(profile("new").is_err_and(|e| e.contains("did you mean `news`")));
    }
}
