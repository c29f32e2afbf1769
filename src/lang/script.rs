//! The script of a character, quickly, and shares of scripts in a text.

use std::{borrow::Cow, sync::LazyLock};

use unicode_script::{Script, UnicodeScript};

use crate::model::{Arrange, Lang};

use super::{letters::is_letter, table};

/// Where the alphabets and syllabaries of most living languages end; above stand Han, Hangul and rarities.
const TABLE_END: u32 = 0x3100;

/// The script of a character, as `unicode_script` has it. A table answers for what most text is made of: this is asked for every
/// letter by several rules, and the binary search over all ranges was a seventh of the time of a pair.
#[must_use]
pub fn script_of(c: char) -> Script {
    static TABLE: LazyLock<Vec<Script>> =
        LazyLock::new(|| (0..TABLE_END).map(|code| char::from_u32(code).map_or(Script::Unknown, |c| c.script())).collect());
    match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\0'..='\x7f' => Script::Common,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => Script::Han,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        _ => TABLE.get(c as usize).copied().unwrap_or_else(|| c.script()),
    }
}

/// Letters by script, most frequent first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScriptShares {
    pub counts: Vec<(Script, u32)>,
    pub letters: u32,
}

/// Counts the letters of a text by script; marks, digits and punctuation do not count.
#[must_use]
pub fn script_shares(text: &str) -> ScriptShares {
    let mut shares = ScriptShares::default();
    let mut add = |script: Script, letters: u32| {
        shares.letters += letters;
        match shares.counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += letters,
            None => shares.counts.push((script, letters)),
        }
    };
    let plain = ascii_letters(text);
    if plain > 0 {
        add(Script::Latin, plain);
    }
    foreign_scripts(text).for_each(|script| add(script, 1));
    // Ties go by the script's code, so that the order never depends on the text's.
    shares.counts.arrange_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.short_name().cmp(b.0.short_name())));
    shares
}

/// Letters of ASCII, all of which are Latin.
fn ascii_letters(text: &str) -> u32 {
    text.bytes().map(|byte| u32::from(byte.is_ascii_alphabetic())).sum()
}

/// The scripts of all other letters.
fn foreign_scripts(text: &str) -> impl Iterator<Item = Script> {
    let text = if text.is_ascii() { "" } else { text };
    let scripts = text.chars().filter(|c| !c.is_ascii() && is_letter(*c)).map(script_of);
    scripts.filter(|script| !matches!(script, Script::Common | Script::Inherited | Script::Unknown))
}

/// The script of most letters.
#[must_use]
pub fn dominant_script(text: &str) -> Option<Script> {
    script_shares(text).counts.first().map(|(script, _)| *script)
}

/// The share of letters in the scripts of a language; `None` when the language is unknown or there are no letters.
#[must_use]
pub fn fits_script(text: &str, lang: Lang) -> Option<f64> {
    let facts = table::get(lang)?;
    let shares = script_shares(text);
    if facts.scripts.is_empty() || shares.letters == 0 {
        return None;
    }
    let own: u32 = shares.counts.iter().filter(|(script, _)| facts.has_script(*script)).map(|(_, n)| n).sum();
    Some(f64::from(own) / f64::from(shares.letters))
}

/// Letters of a text in the scripts of a language and in others. A Han character or kana counts three letters and a Hangul syllable
/// two: they carry as much. `None` when the language's scripts are unknown.
#[must_use]
pub fn own_and_foreign(text: &str, lang: Lang) -> Option<(u32, u32)> {
    let facts = table::get(lang)?;
    if facts.scripts.is_empty() {
        return None;
    }
    let (mut own, mut foreign) = (0, 0);
    *(if facts.has_script(Script::Latin) { &mut own } else { &mut foreign }) += ascii_letters(text);
    for script in foreign_scripts(text) {
        let weight = match script {
            Script::Han | Script::Hiragana | Script::Katakana => 3,
            Script::Hangul => 2,
            _ => 1,
        };
        *(if facts.has_script(script) { &mut own } else { &mut foreign }) += weight;
    }
    Some((own, foreign))
}

/// The words of a text that are in the scripts of a language, or the whole text where its scripts are unknown.
#[must_use]
pub fn own_script_part(text: &str, lang: Lang) -> Cow<'_, str> {
    let Some(facts) = table::get(lang).filter(|facts| !facts.scripts.is_empty()) else { return Cow::Borrowed(text) };
    let own = |c: char| {
        if c.is_ascii() && !c.is_ascii_alphabetic() {
            return true;
        }
        let script = script_of(c);
        matches!(script, Script::Common | Script::Inherited) || facts.has_script(script) || !is_letter(c)
    };
    if text.chars().all(own) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if own(c) { c } else { ' ' }).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_table_is_the_standard() {
        assert!(('\0'..=char::MAX).all(|c| script_of(c) == c.script()));
    }

    #[test]
    fn only_letters_count() {
        let shares = script_shares("Вода 2024, tea!");
        assert_eq!(shares.letters, 7);
        assert_eq!(shares.counts, vec![(Script::Cyrillic, 4), (Script::Latin, 3)]);
        assert_eq!(dominant_script("12 – 3"), None);
    }

    #[test]
    fn a_japanese_line_fits_japanese() {
        let lang = Lang::parse("ja").unwrap();
        assert_eq!(fits_script("駅まで歩くカメラ", lang), Some(1.0));
        assert_eq!(fits_script("walk home", lang), Some(0.0));
        assert_eq!(fits_script("42", lang), None);
    }
}
