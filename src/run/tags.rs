//! Tags of languages in the names of files and folders, in the spellings that people use.

use crate::{lang, model::Lang, read::called};

/// How far a name is read for a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// A whole folder, or a piece between dots: `ar/`, `a.ar.md`.
    Whole,
    /// Also behind a stroke at the end: `story_ar.txt`.
    Stroke,
    /// Also names of languages, brackets, ends of folders: `a (Arabic).md`, `site-ar/`. For files that go with none otherwise.
    Any,
}

/// A tag of two languages: `en-ar`, `en2ar`, `en_US-ar_AR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Two {
    pub first: Lang,
    pub second: Lang,
    /// It is no tag of one language with its region, as `en-ar` might be.
    pub certain: bool,
}

impl Two {
    pub fn names(&self, lang: Lang) -> bool {
        self.first.same_language(&lang) || self.second.same_language(&lang)
    }
}

/// Second levels of national domains, before which a tag is a country's: `bbc.co.uk`, `folha.com.br`.
const SECOND_LEVELS: &[&str] = &["ac", "co", "com", "edu", "gob", "gouv", "gov", "mil", "net", "ne", "or", "org"];

/// Folders that hold translations beside the originals' folder, and say no more.
pub(super) const HOLDERS: &[&str] =
    &["i18n", "l10n", "lang", "langs", "language", "languages", "locale", "locales", "translated", "translation", "translations"];

/// Words for a side of a pair: `story_source.txt`, `target/a.md`.
const SOURCES: &[&str] = &["source", "src", "original", "orig"];
const TARGETS: &[&str] = &["target", "tgt", "trg", "ref", "translation", "translated"];

/// A part of a path that is the tag of a language we know, in any usual spelling. Words such as `no` or `it` in lower case count
/// only alone, which is what a folder or suffix is.
pub(super) fn tag(part: &str) -> Option<Lang> {
    let primary = part.split(['-', '_']).next()?;
    if !(2..=3).contains(&primary.len()) || part.len() > 11 || two(part).is_some_and(|two| two.certain) {
        return None;
    }
    Lang::parse(part).ok().filter(|lang| lang::get(*lang).is_some())
}

/// Two languages in one word, the one from which and the one into which.
pub(super) fn two(part: &str) -> Option<Two> {
    let known = |text: &str| {
        let plain = (2..=11).contains(&text.len()) && text.split(['-', '_']).count() <= 3;
        plain.then(|| Lang::parse(text).ok()).flatten().filter(|lang| lang::get(*lang).is_some())
    };
    let ways = [("-to-", true), ("_to_", true), ("2", true), ("-", false), ("_", false)];
    ways.iter().find_map(|(between, certain)| {
        part.match_indices(between).find_map(|(at, _)| {
            let (left, right) = (&part[..at], &part[at + between.len()..]);
            let (first, second) = (known(left)?, known(right)?);
            // `zh-hant-tw`: what stands on the right is a script or a region, or might be one.
            let region = left.len() <= 3 && right.len() == 2;
            let bare = !region
                && (right.len() == 3 && right.bytes().all(|b| b.is_ascii_alphabetic())
                    || right.contains(['-', '_'])
                    || left.contains(['-', '_']));
            let spelt_region = region && left.bytes().all(|b| b.is_ascii_lowercase()) && right.bytes().all(|b| b.is_ascii_uppercase());
            let scripted = left.split(['-', '_']).nth(1).is_some_and(|part| part.len() == 4) && right.len() == 2;
            let certain = *certain || bare && !scripted;
            (!first.same_language(&second) && !spelt_region && (certain || region)).then_some(Two { first, second, certain })
        })
    })
}

/// How many pieces of a dotted name, from its start, are a host: three of `www.spiegel.de.html` and of `bbc.co.uk.txt`.
pub(super) fn host(pieces: &[&str]) -> usize {
    let second = |at: usize| pieces.get(at).is_some_and(|piece| SECOND_LEVELS.contains(&piece.to_lowercase().as_str()));
    let ends = |at: usize| pieces.get(at).is_some_and(|piece| piece.len() == 2 && piece.bytes().all(|b| b.is_ascii_alphabetic()));
    if pieces.first().is_some_and(|piece| piece.eq_ignore_ascii_case("www")) {
        return if second(2) && ends(3) { 4 } else { 3 };
    }
    (1..pieces.len()).rev().find(|at| second(*at) && ends(at + 1)).map_or(0, |at| at + 2)
}

/// The language at the end of a word, and the word before it: `story_ar`, `README-zh-Hans`; the longest tag.
pub(super) fn at_end(stem: &str, reach: Reach) -> Option<(Lang, &str)> {
    if reach == Reach::Whole {
        return None;
    }
    let cuts = stem.match_indices(['_', '-']).map(|(at, _)| at);
    let behind_stroke = cuts.filter(|at| *at > 0).find_map(|at| Some((tag(&stem[at + 1..])?, &stem[..at])));
    if behind_stroke.is_some() || reach == Reach::Stroke {
        return behind_stroke;
    }
    if let Some(lang) = named(stem) {
        return Some((lang, ""));
    }
    let open = stem.char_indices().rev().find(|(_, mark)| ['_', '-', ' ', '.', '@', '(', '[', '{', '~'].contains(mark))?;
    let mut word = &stem[open.0 + open.1.len_utf8()..];
    if let Some(close) = match open.1 {
        '(' => Some(')'),
        '[' => Some(']'),
        '{' => Some('}'),
        _ => None,
    } {
        word = word.strip_suffix(close)?;
    }
    let before = stem[..open.0].trim_end();
    Some((tag(word).or_else(|| named(word))?, before)).filter(|_| !before.is_empty())
}

/// The language that a word is the name of: `English`, `العربية`.
pub(super) fn named(word: &str) -> Option<Lang> {
    called(word).filter(|lang| word.chars().count() > 2 && !word.contains(['(', '[']) && lang::get(*lang).is_some())
}

/// Whether a word says that its file is the original (`true`) or the translation, and what stands before that word.
pub(super) fn side(word: &str) -> Option<(bool, &str)> {
    let (before, last) = word.rsplit_once(['_', '-', '.', ' ']).unwrap_or(("", word));
    let last = last.to_lowercase();
    let is = |list: &[&str]| list.contains(&last.as_str());
    (is(SOURCES) || is(TARGETS)).then(|| (is(SOURCES), before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_languages_in_a_word_are_told_from_a_language_and_its_region() {
        for (word, expected) in [
            ("en-ar", Some(("en", "ar", false))),
            ("en_de", Some(("en", "de", false))),
            ("en2ar", Some(("en", "ar", true))),
            ("en-to-ar", Some(("en", "ar", true))),
            ("eng-ara", Some(("en", "ar", true))),
            ("en-ar_AR", Some(("en", "ar-AR", true))),
            ("en_US-ar_AR", Some(("en-US", "ar-AR", true))),
            ("en-US-ar-AR", Some(("en-US", "ar-AR", true))),
            ("en-zh-Hans", Some(("en", "zh-Hans", true))),
            ("en-AR", None),
            ("en-us", None),
            ("de-de", None),
            ("zh-Hans", None),
            ("zh-hant-tw", None),
            ("sr-Latn-RS", None),
            ("pt_BR", None),
            ("sign-in", None),
        ] {
            let found = two(word).map(|two| (two.first.to_string(), two.second.to_string(), two.certain));
            let expected = expected.map(|(first, second, certain)| (first.to_owned(), second.to_owned(), certain));
            assert_eq!(found, expected, "{word}");
        }
    }

    #[test]
    fn hosts_end_where_their_country_stands() {
        for (name, pieces) in [
            ("www.spiegel.de.html", 3),
            ("www.bbc.co.uk.html", 4),
            ("bbc.co.uk.html", 3),
            ("folha.com.br.txt", 3),
            ("a.ar.md", 0),
            ("org.gnome.ar.po", 0),
        ] {
            assert_eq!(host(&name.split('.').collect::<Vec<_>>()), pieces, "{name}");
        }
    }

    #[test]
    fn languages_at_the_end_of_a_name_are_found() {
        let found = |stem: &str, reach| at_end(stem, reach).map(|(lang, before)| (lang.to_string(), before.to_owned()));
        for (stem, before) in
            [("a_ar", "a"), ("a@ar", "a"), ("a[ar]", "a"), ("a (Arabic)", "a"), ("2_Arabic", "2"), ("a.ARABIC", "a"), ("arabic", "")]
        {
            assert_eq!(found(stem, Reach::Any), Some(("ar".to_owned(), before.to_owned())), "{stem}");
        }
        assert_eq!(found("a (Arabic)", Reach::Stroke), None);
        assert_eq!(found("a_ar", Reach::Whole), None);
        assert_eq!(side("story_source"), Some((true, "story")));
        assert_eq!(side("target"), Some((false, "")));
        assert_eq!(side("resource"), None);
    }
}
