//! Ranks and offices beside names: which kind a text speaks of, and which kinds may stand for each other.

use std::{borrow::Cow, collections::BTreeMap, ops::Range, sync::LazyLock};

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::kept::Kept;
use crate::{
    lang::{Language, is_word_character, lowered},
    model::{facts, packed_facts},
};

/// Letters of an ending.
const ENDING: usize = 3;

/// One kind of rank.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// English name.
    pub name: String,
    /// Ranks are mistaken for ranks and offices for offices.
    pub family: String,
    /// Kinds that may stand for it.
    #[serde(default)]
    pub also: Vec<String>,
}

static KINDS: LazyLock<BTreeMap<String, Kind>> = LazyLock::new(|| facts(packed_facts!("ranks")).unwrap_or_default());

/// What is known of a kind.
#[must_use]
pub fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.get(id)
}

/// Whether a kind of one language may be rendered as a kind of another.
#[must_use]
pub fn agree(one: &str, other: &str) -> bool {
    one == other
        || kind(one).is_some_and(|k| k.also.iter().any(|k| k == other))
        || kind(other).is_some_and(|k| k.also.iter().any(|k| k == one))
}

/// A rank in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rank {
    pub kind: &'static str,
    /// Bytes of the text, and its words as numbers.
    pub span: Range<usize>,
    pub words: Range<usize>,
}

/// One word of a phrase: its letters, and whether an ending may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    letters: String,
    open: bool,
}

impl Part {
    fn fits(&self, word: &str) -> bool {
        word.strip_prefix(self.letters.as_str()).is_some_and(|rest| rest.is_empty() || self.open && rest.chars().count() <= ENDING)
    }
}

/// The ranks of a language.
#[derive(Debug, Default)]
pub struct Ranks {
    /// By the first letter of a phrase.
    phrases: FxHashMap<char, Vec<(Vec<Part>, &'static str)>>,
    /// Small words that the language glues to the next.
    clitics: &'static [String],
    unspaced: bool,
}

/// Words of a text in lower case, with their bytes: letters and figures between anything else.
#[must_use]
pub fn words(text: &str) -> Vec<(Range<usize>, Cow<'_, str>)> {
    let lower = |word| lowered(word, |lower| if lower == word { Cow::Borrowed(word) } else { Cow::Owned(lower.to_owned()) });
    let mut out: Vec<(Range<usize>, Cow<'_, str>)> = Vec::with_capacity(text.len() / 6);
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = is_word_character(c) || !c.is_ascii() && unicode_normalization::char::is_combining_mark(c);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.push((from..at, lower(&text[from..at])));
                start = None;
            }
            _ => {}
        }
    }
    out
}

impl Ranks {
    /// The ranks of a language, gathered once and kept.
    #[must_use]
    pub fn of(facts: &'static Language) -> &'static Self {
        static ALL: Kept<Ranks> = Kept::new();
        ALL.of(facts, None, || Self::new(facts))
    }

    fn new(facts: &'static Language) -> Self {
        let mut out = Ranks { phrases: FxHashMap::default(), clitics: &facts.words.clitics, unspaced: facts.unspaced };
        for (kind, phrases) in &facts.names.ranks {
            for phrase in phrases {
                let parts: Vec<Part> = phrase
                    .split(|c: char| !(is_word_character(c) || c == '*' || unicode_normalization::char::is_combining_mark(c)))
                    .filter(|part| !part.is_empty())
                    .map(|part| Part { letters: part.trim_end_matches('*').to_lowercase(), open: part.ends_with('*') })
                    .collect();
                let Some(first) = parts.first().and_then(|part| part.letters.chars().next()) else { continue };
                out.phrases.entry(first).or_default().push((parts, kind.as_str()));
            }
        }
        out
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// The ranks of a text in order, the longest phrase at each place.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Rank> {
        if self.unspaced { self.inside(text) } else { self.among(text, &words(text)) }
    }

    fn among(&self, text: &str, words: &[(Range<usize>, Cow<'_, str>)]) -> Vec<Rank> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let word = &*words[at].1;
            let bare = self.clitics.iter().filter_map(|small| word.strip_prefix(small.as_str()));
            let best = std::iter::once(word)
                .chain(bare)
                .filter_map(|first| self.longest(first, &words[at + 1..]))
                .max_by_key(|best| (best.1, best.2));
            let Some((kind, length, _)) = best else {
                at += 1;
                continue;
            };
            let span = words[at].0.start..words[at + length - 1].0.end;
            // A phrase does not run over a comma or a full stop.
            if text[span.clone()].chars().all(|c| !matches!(c, ',' | '،' | ';' | ':' | '!' | '?' | '(' | ')')) {
                out.push(Rank { kind, span, words: at..at + length });
                at += length;
            } else {
                at += 1;
            }
        }
        out
    }

    /// The longest phrase that starts with a word: its kind, its words and its letters.
    fn longest(&self, first: &str, rest: &[(Range<usize>, Cow<'_, str>)]) -> Option<(&'static str, usize, usize)> {
        let phrases = self.phrases.get(&first.chars().next()?)?;
        let fits = |parts: &[Part]| {
            parts[0].fits(first) && parts.len() <= rest.len() + 1 && parts[1..].iter().zip(rest).all(|(part, (_, word))| part.fits(word))
        };
        let letters = |parts: &[Part]| parts.iter().map(|part| part.letters.len()).sum::<usize>();
        phrases
            .iter()
            .filter(|(parts, _)| fits(parts))
            .map(|(parts, kind)| (*kind, parts.len(), letters(parts)))
            .max_by_key(|best| (best.1, best.2))
    }

    /// The same where words have no blanks between them.
    fn inside(&self, text: &str) -> Vec<Rank> {
        let mut out = Vec::new();
        let mut next = 0;
        for (number, (at, c)) in text.char_indices().enumerate() {
            let Some(phrases) = self.phrases.get(&c).filter(|_| at >= next) else { continue };
            let here = phrases.iter().filter(|(parts, _)| parts.len() == 1 && text[at..].starts_with(parts[0].letters.as_str()));
            let Some((parts, kind)) = here.max_by_key(|(parts, _)| parts[0].letters.len()) else { continue };
            next = at + parts[0].letters.len();
            out.push(Rank { kind, span: at..next, words: number..number + parts[0].letters.chars().count() });
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lang::{all, or_default},
        model::Lang,
    };

    fn kinds(lang: &str, text: &str) -> Vec<&'static str> {
        Ranks::new(or_default(Lang::parse(lang).ok())).find(text).into_iter().map(|rank| rank.kind).collect()
    }

    #[test]
    fn every_rank_of_a_language_file_has_its_kind() {
        for (tag, facts) in all() {
            for kind_of in facts.names.ranks.keys() {
                assert!(kind(kind_of).is_some(), "{tag}: no kind {kind_of}");
            }
        }
        for kind_of in KINDS.values() {
            assert!(kind_of.also.iter().all(|also| kind(also).is_some()), "{}", kind_of.name);
        }
    }

    #[test]
    fn the_longest_phrase_is_the_rank() {
        assert_eq!(kinds("en", "Major General Smith and Maj. Brown met the vice president."), ["major-general", "major", "vice-president"]);
        assert_eq!(kinds("ar", "والتقى وزير الداخلية المشير حفتر"), ["interior-minister", "field-marshal"]);
        assert_eq!(kinds("ru", "С генерал-майором Петровым говорил министр обороны"), ["major-general", "defence-minister"]);
        assert_eq!(kinds("ja", "岸田首相とバイデン大統領"), ["prime-minister", "president"]);
        assert_eq!(kinds("fr", "le ministre de l’intérieur"), ["interior-minister"]);
        assert!(kinds("en", "He was foreign, minister or not.").is_empty());
    }

    #[test]
    fn a_wider_rank_may_stand_for_a_narrower_one() {
        assert!(agree("major-general", "general") && agree("general", "major-general") && !agree("field-marshal", "general"));
        assert!(!agree("interior-minister", "foreign-minister"));
    }
}
