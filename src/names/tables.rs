//! The tables that come with the program, unpacked when first asked for.

use std::{cell::Cell, sync::OnceLock};

use unicode_script::{Script, UnicodeScript};

use super::{
    costs::{Costs, Parts},
    evidence::Model,
    features::FEATURES,
    spellings::SPELLING_FEATURES,
    trees::Trees,
};
use crate::{
    lang::{self, is_letter},
    model::{Lang, packed_file, unpacked},
};

macro_rules! tables {
    ($($name:literal),* $(,)?) => {
        /// Name and packed text of every cost table, sorted by name.
        static FILES: &[(&str, &[u8])] = &[$(($name, packed_file!("names/data/costs/", $name, ".tsv"))),*];
        /// In boxes: an empty place that will hold the table itself is stored in the program.
        static COSTS: [OnceLock<Box<Costs>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    };
}

tables![
    "arab",
    "arab-fa",
    "armn",
    "cyrl",
    "cyrl-be",
    "cyrl-bg",
    "cyrl-kk",
    "cyrl-sr",
    "cyrl-uk",
    "deva",
    "generic",
    "grek",
    "hang",
    "hani",
    "hani-ja",
    "hebr",
    "kana",
    "khmr",
    "latn",
    "latn-arab",
    "latn-cyrl",
    "latn-hang",
    "mymr",
    "sinh",
    "thai",
];

/// The table for scripts that have none of their own, over plain romanisation.
pub const GENERIC: &str = "generic";
/// The table between two Latin spellings.
pub const LATIN: &str = "latn";

/// A table by name.
#[must_use]
pub fn costs(name: &str) -> Option<&'static Costs> {
    let at = FILES.binary_search_by(|(file, _)| (*file).cmp(name)).ok()?;
    Some(COSTS[at].get_or_init(|| Box::new(Costs::new(&Parts::read(&unpacked(FILES[at].1)).unwrap_or_default()))))
}

/// What a table is made of, for one that is to learn more.
#[must_use]
pub fn parts(name: &str) -> Option<&'static Parts> {
    static PARTS: [OnceLock<Option<Box<Parts>>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    let at = FILES.binary_search_by(|(file, _)| (*file).cmp(name)).ok()?;
    PARTS[at].get_or_init(|| Parts::read(&unpacked(FILES[at].1)).map(Box::new)).as_deref()
}

/// What a fused score was grown for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name in any script against a Latin spelling.
    Across,
    /// Two Latin spellings.
    Latin,
}

/// The trees of a fused score.
#[must_use]
pub fn trees(kind: Kind) -> &'static Trees {
    static ACROSS: OnceLock<Trees> = OnceLock::new();
    static LATIN: OnceLock<Trees> = OnceLock::new();
    let (cell, bytes, features): (_, &[u8], _) = match kind {
        Kind::Across => (&ACROSS, packed_file!("names/data/trees/across.txt"), FEATURES),
        Kind::Latin => (&LATIN, packed_file!("names/data/trees/latin.txt"), SPELLING_FEATURES),
    };
    cell.get_or_init(|| Trees::read(&unpacked(bytes), features).unwrap_or_default())
}

/// The trees that weigh the evidence about a name.
#[must_use]
pub fn evidence_trees(model: Model) -> Trees {
    let bytes: &[u8] = match model {
        Model::Answered => packed_file!("names/data/trees/answered.txt"),
        Model::Unanswered => packed_file!("names/data/trees/unanswered.txt"),
        Model::Known => packed_file!("names/data/trees/known.txt"),
        Model::Unknown => packed_file!("names/data/trees/unknown.txt"),
    };
    Trees::read(&unpacked(bytes), model.facts().len()).unwrap_or_default()
}

/// The part of a table's name that a script gives; scripts of India that share one layout share a table.
#[must_use]
pub fn script_key(script: Script) -> Option<&'static str> {
    Some(match script {
        Script::Arabic => "arab",
        Script::Armenian => "armn",
        Script::Cyrillic => "cyrl",
        Script::Devanagari
        | Script::Bengali
        | Script::Gurmukhi
        | Script::Gujarati
        | Script::Oriya
        | Script::Tamil
        | Script::Telugu
        | Script::Kannada
        | Script::Malayalam => "deva",
        Script::Greek => "grek",
        Script::Hangul => "hang",
        Script::Han => "hani",
        Script::Hebrew => "hebr",
        Script::Hiragana | Script::Katakana => "kana",
        Script::Khmer => "khmr",
        Script::Latin => LATIN,
        Script::Myanmar => "mymr",
        Script::Sinhala => "sinh",
        Script::Thai => "thai",
        _ => return None,
    })
}

/// The script of a letter, hiragana with katakana; `None` for what is no letter, or one of all scripts.
#[must_use]
pub fn letter_script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' => return Some(Script::Latin),
        '\0'..='\u{7f}' => return None,
        // The letters of most texts, without a search.
        'ء'..='ؿ' | 'ف'..='ي' => return Some(Script::Arabic),
        'А'..='я' => return Some(Script::Cyrillic),
        'א'..='ת' => return Some(Script::Hebrew),
        'α'..='ω' => return Some(Script::Greek),
        '一'..='鿿' => return Some(Script::Han),
        '가'..='힣' => return Some(Script::Hangul),
        _ => {}
    }
    match c.script() {
        _ if !is_letter(c) => None,
        Script::Common | Script::Inherited => None,
        Script::Hiragana => Some(Script::Katakana),
        script => Some(script),
    }
}

/// The script most letters of a text are in; `None` without letters.
#[must_use]
pub fn script_of(text: &str) -> Option<Script> {
    script_of_all(std::iter::once(text))
}

/// The script most letters of some texts are in; of two the one that came first.
#[must_use]
pub fn script_of_all<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Script> {
    let mut counts: Vec<(Script, usize)> = Vec::with_capacity(4);
    let mut add = |script: Script, letters: usize| match counts.iter_mut().find(|(known, _)| *known == script) {
        Some((_, count)) => *count += letters,
        None => counts.push((script, letters)),
    };
    for text in texts {
        if text.is_ascii() {
            let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
            if letters > 0 {
                add(Script::Latin, letters);
            }
            continue;
        }
        // Letters of one script stand in runs.
        let mut run: Option<(Script, usize)> = None;
        for script in text.chars().filter_map(letter_script) {
            match &mut run {
                Some((of, letters)) if *of == script => *letters += 1,
                _ => {
                    if let Some((of, letters)) = run.replace((script, 1)) {
                        add(of, letters);
                    }
                }
            }
        }
        if let Some((of, letters)) = run {
            add(of, letters);
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(script, _)| script)
}

/// The table for a language written in a script: its own, the one its language file names, the script's, or the generic one.
#[must_use]
pub fn table_for(script: Script, language: Option<Lang>) -> &'static str {
    // Texts of one language come one after another.
    type Last = Cell<Option<(Script, Option<Lang>, &'static str)>>;
    thread_local! { static LAST: Last = const { Cell::new(None) } }
    if let Some((for_script, for_language, name)) = LAST.get()
        && (for_script, for_language) == (script, language)
    {
        return name;
    }
    let name = look_up(script, language);
    LAST.set(Some((script, language, name)));
    name
}

fn look_up(script: Script, language: Option<Lang>) -> &'static str {
    let known = |name: &str| FILES.binary_search_by(|(file, _)| (*file).cmp(name)).ok().map(|at| FILES[at].0);
    let Some(key) = script_key(script) else { return GENERIC };
    let own = language.and_then(|language| known(&format!("{key}-{}", language.language())));
    let named =
        || language.and_then(lang::get).and_then(|facts| facts.names.costs.as_deref()).and_then(|name| known(&format!("{key}-{name}")));
    own.or_else(named).or_else(|| known(key)).unwrap_or(GENERIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_reads() {
        for (name, bytes) in FILES {
            let parts = Parts::read(&unpacked(bytes)).unwrap_or_else(|| panic!("{name} does not read"));
            assert!(parts.operations.len() > 100, "{name}");
        }
        for kind in [Kind::Across, Kind::Latin] {
            assert!(!trees(kind).roots.is_empty(), "{kind:?}");
        }
        assert!(FILES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn languages_find_their_tables() {
        let lang = |tag: &str| Lang::parse(tag).ok();
        assert_eq!(table_for(Script::Arabic, lang("fa")), "arab-fa");
        assert_eq!(table_for(Script::Arabic, lang("ur")), "arab-fa");
        assert_eq!(table_for(Script::Arabic, lang("ar")), "arab");
        assert_eq!(table_for(Script::Cyrillic, lang("ru")), "cyrl");
        assert_eq!(table_for(Script::Cyrillic, lang("uk")), "cyrl-uk");
        assert_eq!(table_for(Script::Tamil, None), "deva");
        assert_eq!(table_for(Script::Georgian, lang("ka")), GENERIC);
        assert_eq!(script_of("スカイツリー東"), Some(Script::Katakana));
        assert_eq!(script_of("12"), None);
        assert_eq!(script_of("aб"), Some(Script::Latin));
        assert_eq!(script_of_all(["12", "вы", "a1b"].into_iter()), Some(Script::Cyrillic));
        assert_eq!(script_of_all(["abв", "вы", "c"].into_iter()), Some(Script::Latin));
        for c in '\0'..='\u{2ffff}' {
            let script = if c.is_ascii() { Script::Latin } else { c.script() };
            let known = (is_letter(c) && !matches!(script, Script::Common | Script::Inherited)).then_some(script);
            assert_eq!(letter_script(c), known.map(|s| if s == Script::Hiragana { Script::Katakana } else { s }), "{c}");
        }
    }
}
