//! Words of many languages that name the same things: what answers "dog" where nothing was learnt from the texts.
//!
//! Only common things, by the beginnings of words; good for adding up what two texts share, not for judging one word.

use std::{io::Read, sync::OnceLock};

use flate2::read::GzDecoder;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Language, words_in};
use crate::model::Lang;

/// Letters kept of a word, and syllables of a Korean one; `benches/make_concepts.py` cuts the same way.
const STEM: usize = 5;
const SYLLABLES: usize = 2;
/// Letters behind a glued particle.
const REST: usize = 3;
/// Letters of the longest word that is looked for where words are not parted.
const LONGEST: usize = 8;
/// Words of a text that are looked up.
const MOST_WORDS: usize = 120;

macro_rules! languages {
    ($($name:literal),* $(,)?) => {
        /// Tag and packed words of every language, sorted by tag.
        static FILES: &[(&str, &[u8])] = &[$(($name, include_bytes!(concat!("data/concepts/", $name, ".txt.gz")))),*];
        static WORDS: [OnceLock<Concepts>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    };
}

languages![
    "am", "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he", "hi", "hr", "hu", "hy", "id",
    "is", "it", "ja", "ka", "kk", "km", "ko", "lo", "lt", "lv", "mk", "mr", "ms", "my", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl",
    "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh", "zh-Hant",
];

/// The words of one language.
#[derive(Debug)]
pub struct Concepts {
    words: FxHashMap<Box<str>, Box<[u16]>>,
    /// Particles written as one with the next word, in lower case.
    glued: Vec<String>,
    unspaced: bool,
    longest: usize,
}

/// What a text shares with another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shared {
    /// Words of the text that another of the other side answers, and known words that none does.
    pub answered: usize,
    pub open: usize,
}

impl Concepts {
    /// The words of a language, unpacked once; `None` for one that has no list.
    #[must_use]
    pub fn of(lang: Lang, facts: &'static Language) -> Option<&'static Self> {
        let file = |tag: &str| FILES.binary_search_by(|(name, _)| (*name).cmp(tag)).ok();
        let with_script = lang.script().and_then(|script| file(&format!("{}-{script}", lang.language())));
        let at = with_script.or_else(|| file(lang.language()))?;
        Some(WORDS[at].get_or_init(|| Self::read(&unpack(FILES[at].1), facts)))
    }

    fn read(text: &str, facts: &Language) -> Self {
        let mut words: FxHashMap<Box<str>, Box<[u16]>> = FxHashMap::default();
        let (mut word, mut longest) = (String::new(), 1);
        for line in text.lines() {
            let mut cells = line.split(' ');
            let Some(head) = cells.next().filter(|head| head.starts_with(|c: char| c.is_ascii_digit())) else { continue };
            let same = usize::from(head.as_bytes()[0] - b'0');
            let kept = word.char_indices().nth(same).map_or(word.len(), |(at, _)| at);
            word.truncate(kept);
            word.push_str(&head[1..]);
            longest = longest.max(word.chars().count());
            words.insert(word.as_str().into(), cells.filter_map(|number| number.parse().ok()).collect());
        }
        let glued = facts.words.clitics.iter().chain(&facts.words.article_prefixes).map(|word| word.to_lowercase()).collect();
        Concepts { words, glued, unspaced: facts.unspaced, longest: longest.min(LONGEST) }
    }

    /// The concepts of each known word of a text, once a word.
    #[must_use]
    pub fn meanings(&self, text: &str) -> Vec<&[u16]> {
        let lower = text.to_lowercase();
        let mut found: FxHashMap<&str, &[u16]> = FxHashMap::default();
        if self.unspaced {
            let ends: Vec<usize> = lower.char_indices().map(|(at, _)| at).chain([lower.len()]).collect();
            let mut from = 0;
            while from + 1 < ends.len() && found.len() < MOST_WORDS {
                // The longest word that begins here.
                let most = self.longest.min(ends.len() - 1 - from);
                let word = (1..=most).rev().find_map(|length| {
                    let piece = lower.get(ends[from]..ends[from + length])?;
                    self.words.get_key_value(piece).map(|(word, concepts)| (length, word, concepts))
                });
                let Some((length, word, concepts)) = word else {
                    from += 1;
                    continue;
                };
                found.insert(word, concepts);
                from += length;
            }
        } else {
            for word in words_in(&lower).take(MOST_WORDS) {
                let rest = |glued: &String| word.strip_prefix(glued.as_str()).filter(|rest| rest.chars().take(REST).count() == REST);
                let known = self.known(word).or_else(|| self.glued.iter().filter_map(rest).find_map(|rest| self.known(rest)));
                if let Some((stem, concepts)) = known {
                    found.insert(stem, concepts);
                }
            }
        }
        found.into_values().collect()
    }

    fn known(&self, word: &str) -> Option<(&str, &[u16])> {
        let hangul = word.starts_with(|c: char| matches!(c, '가'..='힣'));
        let end = word.char_indices().nth(if hangul { SYLLABLES } else { STEM }).map_or(word.len(), |(at, _)| at);
        self.words.get_key_value(&word[..end]).map(|(stem, concepts)| (&**stem, &**concepts))
    }
}

/// A file that cannot be read is caught by the test below; at run time it counts as empty.
fn unpack(packed: &[u8]) -> String {
    let mut text = String::new();
    let _ = GzDecoder::new(packed).read_to_string(&mut text);
    text
}

/// What each of two texts shares with the other.
#[must_use]
pub fn shared(one: &[&[u16]], other: &[&[u16]]) -> (Shared, Shared) {
    let side = |words: &[&[u16]], others: &[&[u16]]| {
        let all: FxHashSet<u16> = others.iter().flat_map(|concepts| concepts.iter().copied()).collect();
        let answered = words.iter().filter(|concepts| concepts.iter().any(|concept| all.contains(concept))).count();
        Shared { answered, open: words.len() - answered }
    };
    (side(one, other), side(other, one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::or_default;

    fn meanings(tag: &str, text: &str) -> Vec<&'static [u16]> {
        let lang = Lang::parse(tag).expect("a tag");
        Concepts::of(lang, or_default(Some(lang))).expect("a list").meanings(text)
    }

    #[test]
    fn the_same_things_are_told_in_every_script() {
        let english = meanings("en", "The doctor took the train to the hospital.");
        for (tag, same, other) in [
            ("de", "Der Arzt fuhr mit dem Zug ins Krankenhaus.", "Wir pflanzen Rosen."),
            ("ru", "Врач поехал на поезде в больницу.", "Мы сажаем розы."),
            ("ar", "ركب الطبيب القطار إلى المستشفى.", "نزرع الورود."),
            ("zh", "医生坐火车去医院。", "我们种玫瑰。"),
            ("ko", "의사는 병원까지 기차를 탔다.", "우리는 장미를 심는다."),
        ] {
            let (one, _) = shared(&english, &meanings(tag, same));
            assert!(one.answered >= 1, "{tag}: {one:?}");
            assert_eq!(shared(&english, &meanings(tag, other)).0.answered, 0, "{tag}");
        }
    }

    #[test]
    fn every_list_can_be_read() {
        for (tag, bytes) in FILES {
            assert!(unpack(bytes).lines().count() > 300, "{tag}");
            assert!(FILES.is_sorted_by_key(|(tag, _)| *tag));
        }
    }
}
