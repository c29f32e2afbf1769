//! Tells close languages of one script apart by the letters and function words that only one of the two has.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use unicode_script::Script;
use whatlang::Detector;

use crate::model::Lang;

use super::{
    detect::{Detection, Guess, to_whatlang},
    letters::is_letter,
    lowered,
    once::once_a_language,
    script::script_of,
    table::{self, Language},
    words::words_in,
};

/// Signs of another language without which nothing is said.
const SIGNS: u32 = 4;
/// Words that the expected language cannot spell, in a text that is told by them alone.
const SPELT_SIGNS: u32 = 3;
/// Signs in a short text that has nothing of the expected language at all, and their share of its words (one in so many).
const FEW_SIGNS: u32 = 3;
const FEW_SHARE: u32 = 5;
/// The same in a longer one, and its words: no sentence of so many does without those that only its own language has. Fewer do where one
/// of the signs is a word that the expected language cannot spell.
const TWO_SIGNS: u32 = 2;
const TWO_SHARE: u32 = 8;
const FEW_WORDS: u32 = 9;
const FEW_WORDS_SPELT: u32 = 7;
/// Of so many words one must have letters of the other language where letters alone tell it.
const LETTER_SHARE: u32 = 8;
/// Signs of the other language for each one of the expected language.
const LEAD: u32 = 5;

/// What of a text speaks for either of two languages.
#[derive(Debug, Clone, Copy, Default)]
struct Signs {
    expected: u32,
    other: u32,
    /// Words that the expected language cannot spell and the other can.
    letters: u32,
    /// Words that the other cannot spell and the expected one can.
    own_letters: u32,
    /// Words looked at.
    words: u32,
}

impl Signs {
    /// Whether several words have letters of the other language alone, and none of the expected one: a proof that goes before small
    /// words, which neighbours share.
    fn are_spelt_otherwise(&self) -> bool {
        self.letters >= SPELT_SIGNS
            && self.own_letters == 0
            && self.letters >= 2 * self.expected
            && self.letters * LETTER_SHARE >= self.words
    }
}

/// The language of a text that is not in the expected one but in one written much alike: the expected language's neighbours and, where
/// letters give it away, any language of its script. Takes prose without markup.
///
/// `words` are those of the text as the expected language reads them. With `own`, the text is full of the expected language's small words: only its neighbours can be meant then.
#[must_use]
pub fn close_language(guess: &Guess<'_>, words: &Spoken<'_>, expected: Lang, own: bool) -> Option<Detection> {
    let facts = words.language;
    let mut best: Option<(Lang, Signs)> = None;
    let seen = if own { None } else { guess.info().and_then(|info| Lang::parse(info.lang().code()).ok()) };
    // What whatlang takes it for, and what that is taken for: Spanish in a French text may look like Portuguese.
    let near = seen.and_then(table::get).map_or(&[] as &[Lang], |language| language.rivals());
    let known = Rivals::of(facts);
    let spoken: Vec<u32> = words.plain.iter().map(|(word, ..)| known.spoken(word)).collect();
    let mut rivals: Vec<Lang> = facts.rivals().iter().chain(near).copied().chain(seen).collect();
    rivals.sort_unstable();
    rivals.dedup();
    for lang in rivals {
        let Some(other) = table::get(lang) else { continue };
        if !shares_script(facts, other) || other.name == facts.name {
            continue;
        }
        let signs = match known.bit(other) {
            Some(bit) => words.signs(other, |at, _| spoken[at] & bit != 0),
            None => words.signs(other, |_, word| other.words.is_function(word)),
        };
        let few = || {
            let short = signs.other >= FEW_SIGNS && signs.other * FEW_SHARE >= signs.words;
            let long = signs.words >= if signs.letters > 0 { FEW_WORDS_SPELT } else { FEW_WORDS }
                && signs.own_letters == 0
                && signs.other >= TWO_SIGNS
                && signs.other * TWO_SHARE >= signs.words;
            signs.expected == 0 && (short || long) && guess.info().map(whatlang::Info::lang) == to_whatlang(lang)
        };
        let clear =
            signs.are_spelt_otherwise() || (signs.other >= SIGNS.max(signs.words / 6) && signs.other >= LEAD * signs.expected) || few();
        if clear && best.is_none_or(|(_, known)| signs.other > known.other) {
            best = Some((lang, signs));
        }
    }
    let (lang, signs) = best?;
    // Where whatlang knows both, it must agree, but for words that only one of the two can spell.
    if let (Some(own), Some(theirs), false) = (to_whatlang(expected), to_whatlang(lang), signs.are_spelt_otherwise()) {
        let info = Detector::with_allowlist(vec![own, theirs]).detect(guess.text)?;
        if own != theirs && info.lang() != theirs {
            return None;
        }
    }
    let doubt = if signs.are_spelt_otherwise() { 0 } else { 2 * signs.expected };
    Some(Detection { lang, confidence: f64::from(signs.other) / f64::from(signs.other + doubt + 1) })
}

/// Whether the letters and small words of a text speak for another language (`Some(true)`) or not clearly so (`Some(false)`); `None` where
/// nothing is known of one of the two.
#[must_use]
pub fn favours(text: &str, expected: Lang, other: Lang) -> Option<bool> {
    let (facts, theirs) = (table::get(expected)?, table::get(other)?);
    if facts.words.function.is_empty() || theirs.words.function.is_empty() {
        return None;
    }
    let signs = Spoken::new(text, expected)?.signs(theirs, |_, word| theirs.words.is_function(word));
    Some(signs.other > 2 * signs.expected)
}

/// Whether a text has many letters but none of a script that no sentence of the language does without.
#[must_use]
pub fn lacks_essential(text: &str, lang: Lang) -> bool {
    table::get(lang).is_some_and(|facts| {
        !facts.essential.is_empty() && !text.chars().any(|c| facts.essential.iter().any(|code| code == script_of(c).short_name()))
    })
}

/// Whether a text has letters that Japanese does not write: what its standards of characters leave out is simplified.
#[must_use]
pub fn is_simplified(text: &str) -> bool {
    let strange = |c: char| {
        let mut buffer = [0; 4];
        script_of(c) == Script::Han && encoding_rs::SHIFT_JIS.encode(c.encode_utf8(&mut buffer)).2
    };
    text.chars().filter(|c| strange(*c)).nth(1).is_some()
}

/// A word of letters only that is not written with a capital: names belong to no language.
fn is_plain(word: &str) -> bool {
    word.chars().next().is_some_and(|first| is_letter(first) && !first.is_uppercase()) && !word.contains('.')
}

fn shares_script(one: &Language, other: &Language) -> bool {
    matches!((one.scripts.first(), other.scripts.first()), (Some(a), Some(b)) if a == b)
}

/// The words of a text in lower case, and what they are to a language.
#[derive(Debug)]
pub struct Spoken<'t> {
    language: &'static Language,
    /// Words that are no names: letters only, no capital but that of the first word.
    plain: Vec<(Cow<'t, str>, bool, bool)>,
    /// Whether the first of them is the first of the text, with a capital: it tells only as a small word, not by its letters.
    initial: bool,
    words: u32,
    hits: u32,
}

impl<'t> Spoken<'t> {
    /// Reads prose without markup as the language of a tag; `None` for a language without a file.
    #[must_use]
    pub fn new(text: &'t str, lang: Lang) -> Option<Self> {
        let language = table::get(lang)?;
        let mut spoken = Spoken { language, plain: Vec::new(), initial: false, words: 0, hits: 0 };
        for word in words_in(text) {
            lowered(word, |small| {
                let mine = language.words.is_function(small);
                spoken.words += 1;
                spoken.hits += u32::from(mine);
                let initial = spoken.words == 1 && !is_plain(word) && word.chars().all(is_letter);
                spoken.initial |= initial;
                if is_plain(word) || initial {
                    let mine = mine || has_article(small, language);
                    let inside = spelt(small, language);
                    let small = if small == word { Cow::Borrowed(word) } else { Cow::Owned(small.to_owned()) };
                    spoken.plain.push((small, mine, inside));
                }
            });
        }
        Some(spoken)
    }

    /// The share of function words of the language, 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.words == 0 { 0.0 } else { f64::from(self.hits) / f64::from(self.words) }
    }

    /// Whether a word has letters that the language does without.
    #[must_use]
    pub fn is_strange(&self) -> bool {
        self.plain.iter().skip(usize::from(self.initial)).any(|(_, _, inside)| !inside)
    }

    /// `is_function`: whether a word, by its place and as it is spelled, is one of the other language's small ones.
    fn signs(&self, other: &Language, is_function: impl Fn(usize, &str) -> bool) -> Signs {
        let mut signs = Signs::default();
        for (at, (word, mine, inside)) in self.plain.iter().enumerate() {
            let theirs = is_function(at, word) || has_article(word, other);
            if at == 0 && self.initial {
                let tells = *mine != theirs;
                (signs.other, signs.expected) = (u32::from(tells && theirs), u32::from(tells && *mine));
                continue;
            }
            signs.words += 1;
            let outside = word.is_ascii() || spelt(word, other);
            if (theirs && !mine) || (outside && !inside) {
                signs.other += 1;
            }
            signs.letters += u32::from(outside && !inside);
            signs.own_letters += u32::from(*inside && !outside);
            if (*mine && !theirs) || (*inside && !outside) {
                signs.expected += 1;
            }
        }
        signs
    }
}

/// The small words of all languages that one is taken for, so that a word is looked up once.
#[derive(Debug)]
struct Rivals {
    languages: Vec<&'static Language>,
    /// A bit each language.
    function: FxHashMap<&'static str, u32>,
}

impl Rivals {
    once_a_language!(Rivals);

    fn new(language: &'static Language) -> Self {
        let languages: Vec<&'static Language> = language.rivals().iter().filter_map(|lang| table::get(*lang)).take(32).collect();
        let mut function: FxHashMap<&'static str, u32> = FxHashMap::default();
        for (at, rival) in languages.iter().enumerate() {
            for word in &rival.words.function {
                *function.entry(word).or_default() |= 1 << at;
            }
        }
        Rivals { languages, function }
    }

    fn bit(&self, language: &Language) -> Option<u32> {
        self.languages.iter().position(|rival| std::ptr::eq(*rival, language)).map(|at| 1 << at)
    }

    fn spoken(&self, word: &str) -> u32 {
        self.function.get(word).copied().unwrap_or_default()
    }
}

/// Whether an article is glued to a word, where it is long enough to be told from a word's own letters: Arabic ال.
fn has_article(word: &str, language: &Language) -> bool {
    let glued = |prefix: &String| {
        word.strip_prefix(prefix.as_str()).is_some_and(|rest| prefix.chars().count() > 1 && rest.chars().nth(2).is_some())
    };
    language.words.article_prefixes.iter().any(glued)
}

/// Whether a word needs no letter beyond the alphabet of a language.
#[must_use]
pub fn spelt(word: &str, language: &Language) -> bool {
    language.alphabet.is_empty() || word.is_ascii() || word.chars().all(|c| c.is_ascii() || !is_letter(c) || language.alphabet.contains(c))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn found(text: &str, expected: &str) -> Option<String> {
        let expected = Lang::parse(expected).unwrap();
        close_language(&Guess::new(text), &Spoken::new(text, expected).unwrap(), expected, false).map(|found| found.lang.to_string())
    }

    #[test]
    fn neighbours_are_told_apart() {
        assert_eq!(found("Бібліотека зачинена до понеділка, і всі читачі чекають на її відкриття.", "ru").as_deref(), Some("uk"));
        assert_eq!(
            found("A biblioteca não abre hoje, mas os leitores podem entrar pela porta do jardim com uma senha.", "es").as_deref(),
            Some("pt")
        );
        assert_eq!(found("Після передачі він чекав на четвертій хвилині, а потім пішов додому.", "ru").as_deref(), Some("uk"));
        assert_eq!(found("Su madre decidió vender todos los muebles de la casa y pasó al extranjero.", "fr").as_deref(), Some("es"));
        assert_eq!(found("Esto no cambia nada, pero la calle sigue cerrada.", "es"), None);
        assert_eq!(found("O imposto não pesa nos bolsos daqueles que vivem na ilha.", "es").as_deref(), Some("pt"));
        assert_eq!(found("قال رئيس المجلس إن الجسر القديم فوق النهر سيغلق أمام المارة", "fa").as_deref(), Some("ar"));
        assert_eq!(found("رئیس انجمن گفت پل کهنه روی رودخانه به زودی بسته خواهد شد", "fa"), None);
        assert_eq!(found("La biblioteca no abre hoy, pero los lectores pueden entrar por la puerta del jardín.", "es"), None);
    }

    #[test]
    fn names_prove_nothing() {
        assert_eq!(found("Şükrü Çağlayan und Müşerref Yıldız kamen zu spät", "de"), None);
    }

    #[test]
    fn japanese_needs_hiragana() {
        let ja = Lang::parse("ja").unwrap();
        assert!(lacks_essential("图书馆今天因为屋顶工程关闭", ja));
        assert!(!lacks_essential("図書館は今日休みです", ja));
        assert!(is_simplified("据联合国估计已有百万人逃离") && !is_simplified("図書館員全員出席"));
    }
}
