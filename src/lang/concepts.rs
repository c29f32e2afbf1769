//! Words of many languages that name the same things: what answers "dog" where nothing was learnt from the texts.
//!
//! Only common things, by the beginnings of words; good for adding up what two texts share, not for judging one word.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::{
    Language,
    stems::{Kept, Stems, packed},
};
use crate::model::{Lang, unpacked};

/// `benches/make_concepts.py` cuts the same way.
const KEPT: Kept = Kept { letters: &[5], syllables: &[2] };

packed!(
    "concepts", Concepts, "am", "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he", "hi", "hr",
    "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "ko", "lo", "lt", "lv", "mk", "mr", "ms", "my", "nl", "no", "pl", "pt", "ro",
    "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh", "zh-Hant",
);

/// The words of one language.
#[derive(Debug)]
pub struct Concepts(Stems<Box<[u16]>>);

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
        Some(WORDS[at].get_or_init(|| Box::new(Self::read(&unpacked(FILES[at].1), facts))))
    }

    fn read(text: &str, facts: &Language) -> Self {
        Concepts(Stems::read(text.lines(), facts, KEPT, |cells| cells.filter_map(|number| number.parse().ok()).collect()))
    }

    /// The concepts of each known word of a text in lower case, once a word.
    #[must_use]
    pub fn meanings(&self, lower: &str) -> Vec<&[u16]> {
        self.0.find(lower).into_iter().map(|concepts| &**concepts).collect()
    }
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
        Concepts::of(lang, or_default(Some(lang))).expect("a list").meanings(&text.to_lowercase())
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
            assert!(unpacked(bytes).lines().count() > 300, "{tag}");
            assert!(FILES.is_sorted_by_key(|(tag, _)| *tag));
        }
    }
}
