//! How words are rendered in translations, by way of English: what tells a translation from another sentence where nothing was learnt from
//! the texts.
//!
//! Each word says two things of its counterpart: how often a translation has it, and how often any sentence does. Their log-likelihood ratios
//! add up (naive Bayes), so that many common words say together what no word says alone.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::{
    Language,
    stems::{Kept, Stems, packed},
};
use crate::model::{Lang, unpacked};

/// `benches/make_renderings.py` cuts the same way.
const KEPT: Kept = Kept { letters: &[6, 5], syllables: &[3, 2] };
/// The language that the others go by.
const ENGLISH: &str = "en";
/// What a share is at least and at most: what was learnt from some thousand sentences is never sure.
const LEAST: f32 = 0.002;
const MOST: f32 = 0.5;

/// Known words that a side may have more than the other by chance.
const FEW: f32 = 3.0;

packed!(
    "renderings",
    Renderings,
    "ar",
    "cs",
    "de",
    "el",
    "en",
    "es",
    "fa",
    "fr",
    "he",
    "hi",
    "id",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "pt",
    "ru",
    "tr",
    "uk",
    "zh"
);

/// A word: the English stems that it renders, by number, and how often one of them stands where it does.
#[derive(Debug)]
struct Word {
    stems: Box<[u16]>,
    sure: f32,
}

/// The words of one language.
#[derive(Debug)]
pub struct Renderings {
    words: Stems<Word>,
    /// By English stem: how often this language has a word for it where English has it; 0 where it has none.
    rendered: Vec<f32>,
}

/// What the words of two texts say, as log-likelihood ratios: a translation against any other sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Account {
    /// Sum over the words that the other text answers, above 0; over those that it does not, below 0.
    pub answered: f32,
    pub open: f32,
    /// Words that were looked for, both sides.
    pub words: usize,
}

impl Renderings {
    /// The words of a language, unpacked once; `None` for one that has no list.
    #[must_use]
    pub fn of(lang: Lang, facts: &'static Language) -> Option<&'static Self> {
        let at = FILES.binary_search_by(|(name, _)| (*name).cmp(lang.language())).ok()?;
        // The lists of Chinese are of its simplified script.
        if lang.language() == "zh" && lang.script().is_some_and(|script| script != "Hans") {
            return None;
        }
        Some(WORDS[at].get_or_init(|| Box::new(Self::read(FILES[at].0, &unpacked(FILES[at].1), facts))))
    }

    fn read(tag: &str, text: &str, facts: &Language) -> Self {
        let mut lines = text.lines();
        if tag == ENGLISH {
            let mut number = 0;
            let words = Stems::read(lines, facts, KEPT, |_| {
                number += 1;
                Word { stems: Box::new([number - 1]), sure: 1.0 }
            });
            return Renderings { words, rendered: vec![1.0; usize::from(number)] };
        }
        let share = |sign: u8| if sign.is_ascii_digit() { (f32::from(sign - b'0') + 0.5) / 10.0 } else { 0.0 };
        let rendered = lines.next().unwrap_or_default().bytes().map(share).collect();
        let words = Stems::read(lines, facts, KEPT, |mut cells| {
            let sure = cells.next().and_then(|cell| cell.bytes().next()).map_or(0.0, share);
            Word { stems: cells.filter_map(|number| number.parse().ok()).collect(), sure }
        });
        Renderings { words, rendered }
    }

    /// The English stems that a word in lower case renders, by number, and how often one of them stands where it does, 0 to 1.
    #[must_use]
    pub fn stems(&self, word: &str) -> Option<(&[u16], f32)> {
        self.words.of(word).map(|word| (&*word.stems, word.sure))
    }

    /// What two texts in lower case say of each other.
    #[must_use]
    pub fn compare((one, source): (&Self, &str), (other, target): (&Self, &str)) -> Account {
        let (words, others) = (one.words.find(source), other.words.find(target));
        let mut account = Account::default();
        let (mine, theirs) = (account.add(&words, &others, other), account.add(&others, &words, one));
        // Where one side has far more words than the other most of them cannot be answered: that is a matter of length.
        let share = |open: (f32, f32), other: (f32, f32)| open.0 * (1.5 * (other.1 + FEW) / (open.1 + FEW)).min(1.0);
        account.open = share(mine, theirs) + share(theirs, mine);
        account
    }
}

/// How often any sentence has each English stem.
fn often() -> &'static [f32] {
    static OFTEN: OnceLock<Vec<f32>> = OnceLock::new();
    OFTEN.get_or_init(|| {
        let at = FILES.binary_search_by(|(name, _)| (*name).cmp(ENGLISH)).unwrap_or_default();
        let rare = |line: &str| line.bytes().last().map_or(0, |sign| i32::from(sign.saturating_sub(b'a')));
        unpacked(FILES[at].1).lines().map(|line| 0.5_f32.powi(rare(line))).collect()
    })
}

impl Account {
    /// Adds the words of one side; the sum over those without an answer, and how many were looked for.
    fn add(&mut self, words: &[&Word], others: &[&Word], language: &Renderings) -> (f32, f32) {
        let (mut open, mut sought) = (0.0, 0.0);
        let often = often();
        let there: FxHashSet<u16> = others.iter().flat_map(|word| word.stems.iter().copied()).collect();
        for word in words {
            let rendered = |stem: &u16| language.rendered.get(usize::from(*stem)).copied().unwrap_or_default();
            let best = word.stems.iter().map(rendered).fold(0.0, f32::max);
            if best == 0.0 {
                continue;
            }
            let translated = (word.sure * best).clamp(0.05, 0.95);
            let anyway: f32 =
                word.stems.iter().map(|stem| often.get(usize::from(*stem)).copied().unwrap_or_default() * rendered(stem)).sum();
            let anyway = anyway.clamp(LEAST, MOST);
            self.words += 1;
            sought += 1.0;
            // Each side speaks for half: a word and its counterpart are one thing.
            if word.stems.iter().any(|stem| there.contains(stem)) {
                self.answered += (translated / anyway).ln().max(0.0) / 2.0;
            } else {
                open += ((1.0 - translated) / (1.0 - anyway)).ln().min(0.0) / 2.0;
            }
        }
        (open, sought)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::or_default;

    fn words(tag: &str) -> &'static Renderings {
        let lang = Lang::parse(tag).expect("a tag");
        Renderings::of(lang, or_default(Some(lang))).expect("a list")
    }

    #[test]
    fn a_translation_is_told_from_another_sentence() {
        let english = "The government said the police had found the weapons in a house near the city.";
        let other = "Children should eat more fruit, doctors say.";
        for (tag, translation) in [
            ("de", "Die Regierung sagte, die Polizei habe die Waffen in einem Haus nahe der Stadt gefunden."),
            ("fr", "Le gouvernement a dit que la police avait trouvé les armes dans une maison près de la ville."),
            ("ru", "Правительство сообщило, что полиция нашла оружие в доме недалеко от города."),
            ("ar", "قالت الحكومة إن الشرطة عثرت على الأسلحة في منزل بالقرب من المدينة."),
            ("zh", "政府表示，警方在该市附近的一所房子里发现了武器。"),
        ] {
            let says = |text: &str| {
                let account = Renderings::compare((words("en"), &text.to_lowercase()), (words(tag), &translation.to_lowercase()));
                account.answered + account.open
            };
            assert!(says(english) > 1.0 && says(other) < 0.0, "{tag}: {} {}", says(english), says(other));
        }
    }

    #[test]
    fn every_list_can_be_read() {
        assert!(FILES.is_sorted_by_key(|(tag, _)| *tag));
        let stems = often().len();
        for (tag, bytes) in FILES {
            let text = unpacked(bytes);
            assert!(text.lines().count() > 200, "{tag}");
            assert_eq!(words(tag).rendered.len(), stems, "{tag}");
        }
    }
}
