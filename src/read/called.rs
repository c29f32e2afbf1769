//! Languages by what people call them: "English", "slovenčina", "Portuguese (Brazil)".

use std::{collections::HashMap, sync::LazyLock};

use crate::model::Lang;

static NAMES: LazyLock<HashMap<String, Lang>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for line in include_str!("../lang/data/language-names.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let Some(lang) = cells.next().and_then(|tag| Lang::parse(tag).ok()) else { continue };
        for name in cells.flat_map(|cell| cell.split('|')) {
            names.entry(name.to_lowercase()).or_insert(lang);
        }
    }
    names
});

/// The language that a name means, whatever its case; a region in brackets behind it does not matter.
#[must_use]
pub fn called(name: &str) -> Option<Lang> {
    let bare = name.split(['(', '[', '（']).next().unwrap_or_default().trim();
    if bare.is_empty() || bare.len() > 60 {
        return None;
    }
    NAMES.get(&bare.to_lowercase()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_their_names() {
        for (name, tag) in [
            ("English", "en"),
            ("ENGLISH (United Kingdom)", "en"),
            ("SLOVENČINA", "sk"),
            ("العربية", "ar"),
            ("Portuguese (Brazil)", "pt"),
            ("Farsi", "fa"),
            ("简体中文", "zh-Hans"),
        ] {
            assert_eq!(called(name), Lang::parse(tag).ok(), "{name}");
        }
        for name in ["", "(en)", "Comment", "Key", "English text of the label"] {
            assert_eq!(called(name), None, "{name}");
        }
    }
}
