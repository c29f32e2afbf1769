//! Words found in a text by their beginnings.

use rustc_hash::FxHashMap;

use super::{Language, words_in};

/// Letters behind a glued particle.
const REST: usize = 3;
/// Letters of the longest word that is looked for where words are not parted.
const LONGEST: usize = 8;
/// Words of a text that are looked up.
const MOST_WORDS: usize = 120;

/// The packed words of languages, and room for what each is unpacked to.
macro_rules! packed {
    ($folder:literal, $kind:ty, $($name:literal),* $(,)?) => {
        /// Tag and packed words of every language, sorted by tag.
        static FILES: &[(&str, &[u8])] = &[$(($name, $crate::model::packed_file!("lang/data/", $folder, "/", $name, ".txt"))),*];
        static WORDS: [OnceLock<Box<$kind>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    };
}
pub(super) use packed;

/// How much of a word is kept: letters, and syllables of a Korean one, the longer beginning first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    pub letters: &'static [usize],
    pub syllables: &'static [usize],
}

/// Beginnings of the words of one language, each with what is known of it.
#[derive(Debug)]
pub(super) struct Stems<T> {
    words: FxHashMap<Box<str>, T>,
    /// Particles written as one with the next word, in lower case.
    glued: Vec<String>,
    unspaced: bool,
    longest: usize,
    kept: Kept,
}

impl<T> Stems<T> {
    /// Reads lines of a stem and what `value` makes of the cells behind it. A line repeats as many letters of the line before as its first
    /// digit says.
    pub fn read<'a>(
        lines: impl Iterator<Item = &'a str>,
        facts: &Language,
        kept: Kept,
        mut value: impl FnMut(std::str::Split<'a, char>) -> T,
    ) -> Self {
        let mut words: FxHashMap<Box<str>, T> = FxHashMap::default();
        let (mut word, mut longest) = (String::new(), 1);
        for line in lines {
            let mut cells = line.split(' ');
            let Some(head) = cells.next().filter(|head| head.starts_with(|c: char| c.is_ascii_digit())) else { continue };
            let same = usize::from(head.as_bytes()[0] - b'0');
            let end = word.char_indices().nth(same).map_or(word.len(), |(at, _)| at);
            word.truncate(end);
            word.push_str(&head[1..]);
            longest = longest.max(word.chars().count());
            words.insert(word.as_str().into(), value(cells));
        }
        let glued = facts.words.clitics.iter().chain(&facts.words.article_prefixes).map(|word| word.to_lowercase()).collect();
        Stems { words, glued, unspaced: facts.unspaced, longest: longest.min(LONGEST), kept }
    }

    /// What is known of the words of a text in lower case, once a stem.
    pub fn find(&self, lower: &str) -> Vec<&T> {
        let mut found: FxHashMap<&str, &T> = FxHashMap::default();
        if self.unspaced {
            let ends: Vec<usize> = lower.char_indices().map(|(at, _)| at).chain([lower.len()]).collect();
            let mut from = 0;
            while from + 1 < ends.len() && found.len() < MOST_WORDS {
                // The longest word that begins here.
                let most = self.longest.min(ends.len() - 1 - from);
                let word = (1..=most).rev().find_map(|length| {
                    let piece = lower.get(ends[from]..ends[from + length])?;
                    self.words.get_key_value(piece).map(|(word, value)| (length, word, value))
                });
                let Some((length, word, value)) = word else {
                    from += 1;
                    continue;
                };
                found.insert(word, value);
                from += length;
            }
        } else {
            found.extend(words_in(lower).take(MOST_WORDS).filter_map(|word| self.begins(word)));
        }
        found.into_values().collect()
    }

    /// What is known of one word in lower case.
    pub fn of(&self, word: &str) -> Option<&T> {
        if self.unspaced { self.words.get(word) } else { self.begins(word).map(|(_, value)| value) }
    }

    fn begins(&self, word: &str) -> Option<(&str, &T)> {
        let rest = |glued: &String| word.strip_prefix(glued.as_str()).filter(|rest| rest.chars().take(REST).count() == REST);
        self.known(word).or_else(|| self.glued.iter().filter_map(rest).find_map(|rest| self.known(rest)))
    }

    fn known(&self, word: &str) -> Option<(&str, &T)> {
        let hangul = word.starts_with(|c: char| matches!(c, '가'..='힣'));
        let lengths = if hangul { self.kept.syllables } else { self.kept.letters };
        let mut before = usize::MAX;
        lengths.iter().find_map(|length| {
            let end = word.char_indices().nth(*length).map_or(word.len(), |(at, _)| at);
            if end == before {
                return None;
            }
            before = end;
            self.words.get_key_value(&word[..end]).map(|(stem, value)| (&**stem, value))
        })
    }
}
