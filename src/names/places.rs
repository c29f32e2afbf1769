//! Countries and territories by their names in many languages (CLDR 48): what answers "Germany" though it does not sound like it.

use std::{
    cell::RefCell,
    ops::Range,
    rc::Rc,
    sync::atomic::{AtomicUsize, Ordering},
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    kept::{Kept, Memo},
    words::{glued, key, key_of, uncased},
};
use crate::{
    lang::{Language, word_indices, words_in},
    model::{Arrange, Lang, unpacked},
};

/// Letters that a name and its adjective share at least: Russia, российский.
const STEM: usize = 4;
/// Letters that an adjective adds to what it shares with a name, and one: Norway, Norwegian.
const MADE: usize = 6;
/// Letters of a case ending.
const ENDING: usize = 3;
/// Bytes of the short name of a territory, with its full stops.
const SHORT: usize = 6;
/// Letters of such a name: UAE.
const SHORT_LETTERS: usize = 3;
/// Short names that most languages take over, with their territory.
const KNOWN_SHORT: [(&str, &str); 2] = [("USA", "US"), ("UK", "GB")];
/// Letters of glued words before a name.
const BEFORE: usize = 3;
/// Letters by which a name's first word is told from most others.
const BEGINNING: usize = 3;

/// The first letters of a word; of a shorter one what it has.
fn beginning(letters: &[char]) -> [char; BEGINNING] {
    std::array::from_fn(|at| letters.get(at).copied().unwrap_or_default())
}

/// The same, as many as tell what a word is made of.
fn stem(mut letters: impl Iterator<Item = char>) -> [char; STEM] {
    std::array::from_fn(|_| letters.next().unwrap_or_default())
}

/// Beginnings in small letters of ASCII, a bit each.
#[derive(Debug, Default)]
struct Plain(Vec<u64>);

impl Plain {
    /// Letters, and none; beginnings of them.
    const SIGNS: usize = 27;
    const PLACES: usize = Self::SIGNS * Self::SIGNS * Self::SIGNS;

    fn place(letters: impl Iterator<Item = usize>) -> usize {
        letters.fold(0, |place, letter| place * Self::SIGNS + letter)
    }

    fn add(&mut self, letters: [char; BEGINNING]) {
        if !letters.iter().all(|c| *c == '\0' || c.is_ascii_lowercase()) {
            return;
        }
        let place = Self::place(letters.iter().map(|c| if *c == '\0' { 0 } else { *c as usize - 'a' as usize + 1 }));
        self.0.resize(Self::PLACES / 64 + 1, 0);
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// Whether a name begins with the first letters of a word of such letters, or a short one is the whole of them.
    fn may_begin(&self, word: &[u8]) -> bool {
        (1..=BEGINNING.min(word.len())).any(|length| {
            let letters = (0..BEGINNING).map(|at| if at < length { usize::from(word[at] - b'a') + 1 } else { 0 });
            let place = Self::place(letters);
            self.0.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
        })
    }
}

/// The names of all territories in one language.
#[derive(Debug, Default)]
pub struct Gazetteer {
    /// First word of a name → its words and its territory.
    by_first: FxHashMap<String, Vec<(Vec<String>, u16)>>,
    /// The first three letters of those first words, of shorter ones all: most words share none of them.
    beginnings: FxHashSet<[char; BEGINNING]>,
    /// The same as bits, of those that are small letters of ASCII.
    plain: Plain,
    /// First letters of a name's words → territories.
    by_stem: FxHashMap<[char; STEM], Vec<u16>>,
    unspaced: bool,
    /// The language changes the ends of words: all but English do, more or less.
    inflects: bool,
    names: Vec<(String, u16)>,
    /// The words of all names, in plain lower case.
    words: FxHashSet<String>,
    /// The words of each territory's names, in plain lower case.
    parts: FxHashMap<u16, Vec<String>>,
    /// Which gazetteer this is, for what is remembered of words.
    id: usize,
    facts: Option<&'static Language>,
    /// The articles that the language glues to a word, in plain lower case.
    articles: Vec<String>,
    /// Parts of the words for peoples, in plain lower case.
    peoples: Vec<(String, u16)>,
}

thread_local! {
    /// What gazetteers said of words: territories that share a stem, whether it derives from a name, whether a name may start with it.
    static STEMS: RefCell<Memo<Rc<[u16]>>> = RefCell::default();
    static DERIVED: RefCell<Memo<bool>> = RefCell::default();
    static STARTS: RefCell<Memo<bool>> = RefCell::default();
}

/// A territory named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub code: u16,
    pub span: Range<usize>,
}

/// A territory's code as a number.
fn code(text: &str) -> u16 {
    text.bytes().take(2).fold(0, |code, b| code << 8 | u16::from(b))
}

/// Lower-case letters without optional marks.
fn folded(word: &str) -> String {
    key_of(word)
}

/// A word without its article.
fn bare<'w>(letters: &'w str, articles: &[String]) -> &'w str {
    articles.iter().find_map(|article| letters.strip_prefix(article.as_str())).unwrap_or(letters)
}

/// A word in capitals that may be a short name, without its full stops.
fn dotless(word: &str) -> Option<String> {
    let letters = || word.chars().filter(|c| *c != '.');
    (letters().count() <= SHORT_LETTERS && letters().all(char::is_uppercase)).then(|| letters().collect())
}

include!(concat!(env!("OUT_DIR"), "/territories.rs"));

/// The territories of a language, by code, and their names.
fn listed(language: &str) -> Option<Vec<(u16, String)>> {
    let at = TERRITORIES.binary_search_by(|(known, _)| (*known).cmp(language)).ok()?;
    let text = unpacked(TERRITORIES[at].1);
    let names =
        CODES.as_bytes().chunks(2).zip(text.split('\n')).flat_map(|(letters, names)| names.split('\t').map(move |name| (letters, name)));
    let code = |letters: &[u8]| letters.iter().fold(0, |code, b| code << 8 | u16::from(*b));
    Some(names.filter(|(_, name)| !name.is_empty()).map(|(letters, name)| (code(letters), name.to_owned())).collect())
}

impl Gazetteer {
    /// The names in a language, made once and kept; `None` where there are none.
    #[must_use]
    pub fn of(lang: Lang, facts: &'static Language) -> Option<&'static Self> {
        static ALL: Kept<Option<Gazetteer>> = Kept::new();
        ALL.of(facts, Some(lang), || Self::new(lang, facts)).as_ref()
    }

    fn new(lang: Lang, facts: &'static Language) -> Option<Self> {
        let with_script = lang.script().map(|script| format!("{}-{script}", lang.language()));
        let mut names = with_script.and_then(|tag| listed(&tag)).or_else(|| listed(lang.language()))?;
        let own = facts.names.territories.iter().flat_map(|(territory, names)| names.iter().map(|name| (code(territory), name.clone())));
        names.extend(own);
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut out =
            Gazetteer { unspaced: facts.unspaced, inflects: lang.language() != "en", id, facts: Some(facts), ..Gazetteer::default() };
        out.articles = facts.words.article_prefixes.iter().map(|article| folded(article)).collect();
        out.peoples = facts.names.peoples.iter().flat_map(|(of, parts)| parts.iter().map(|part| (folded(part), code(of)))).collect();
        for (code, name) in &names {
            let words: Vec<String> = words_in(name).map(folded).filter(|w| !w.is_empty()).collect();
            let Some(first) = words.first().cloned() else { continue };
            if name.chars().count() <= 2 {
                out.names.push((name.clone(), *code));
                continue;
            }
            for word in &words {
                if word.chars().nth(STEM - 1).is_some() || out.unspaced {
                    let list = out.by_stem.entry(stem(word.chars())).or_default();
                    if !list.contains(code) {
                        list.push(*code);
                    }
                }
            }
            out.names.push((name.clone(), *code));
            let letters = beginning(&first.chars().take(BEGINNING).collect::<Vec<_>>());
            out.beginnings.insert(letters);
            out.plain.add(letters);
            out.by_first.entry(first).or_default().push((words, *code));
        }
        for (name, code) in &out.names {
            for part in words_in(name) {
                let word = folded(part);
                out.parts.entry(*code).or_default().push(word.clone());
                if out.by_stem.get(&stem(word.chars())).is_some_and(|codes| codes.contains(code)) {
                    out.words.insert(word);
                }
            }
        }
        Some(out)
    }

    /// The territories that a text names, in order; of names at one place the longest.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<Place> {
        if self.unspaced {
            let mut out: Vec<Place> = Vec::new();
            for (name, code) in &self.names {
                for (at, _) in text.match_indices(name.as_str()) {
                    out.push(Place { code: *code, span: at..at + name.len() });
                }
            }
            out.arrange_by_key(|p| (p.span.start, std::cmp::Reverse(p.span.end)));
            let mut end = 0;
            out.retain(|p| {
                let keep = p.span.start >= end;
                if keep {
                    end = p.span.end;
                }
                keep
            });
            return out;
        }
        let mut out = Vec::new();
        let words: Vec<(usize, &str)> = word_indices(text).map(|(at, word)| (at, uncased(word))).collect();
        let mut at = 0;
        while at < words.len() {
            // Hardly a word of a sentence begins a name.
            let best = self.may_start(words[at].1).then(|| self.starting(&words[at..])).flatten();
            if let Some((taken, code)) = best {
                let last = &words[at + taken - 1];
                out.push(Place { code, span: words[at].0..last.0 + last.1.len() });
                at += taken;
            } else {
                at += 1;
            }
        }
        out
    }

    /// Whether some name starts with a word, whatever follows it; right only where it says no.
    fn may_start(&self, word: &str) -> bool {
        // A word in small letters is neither a short name nor one whose ending has changed.
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) && !self.plain.may_begin(word.as_bytes()) {
            return false;
        }
        STARTS.with_borrow_mut(|memo| {
            memo.get(self.id, word, || {
                if let Some(short) = dotless(word) {
                    return self.names.iter().any(|(name, _)| *name == short);
                }
                let letters: Vec<char> = key(word).chars().collect();
                self.firsts(word, &letters).any(|(_, names)| !names.is_empty()) || self.changed_ending(word).is_some()
            })
        })
    }

    /// The first words of names that a word may be, glued letters and an ending aside, with those names; how many glued letters, first.
    fn firsts<'g>(&'g self, written: &str, letters: &'g [char]) -> impl Iterator<Item = (usize, &'g [(Vec<String>, u16)])> {
        // Where letters have two cases nothing is glued to the front of a name, but for what an apostrophe cuts off: Sullivan is no Livan.
        let apostrophe = written.contains(['\'', '’']);
        let whole = written.starts_with(|c: char| c.is_uppercase() || c.is_lowercase()) && !apostrophe;
        let before = if whole || !self.inflects { 0 } else { BEFORE };
        // What stands before a name without an apostrophe must be small words: الشمالي is no Mali.
        let fits = move |skip: &usize| *skip == 0 || apostrophe || self.facts.is_some_and(|facts| glued(&letters[..*skip], facts));
        // A name may be as long as what is left, or shorter: where none begins with these letters none is.
        let begun = move |skip: usize| {
            let left = letters.get(skip..).unwrap_or_default();
            (1..=BEGINNING.min(left.len())).any(|length| self.beginnings.contains(&beginning(&left[..length])))
        };
        let may = move |skip: &usize| begun(*skip) || self.melted(letters, *skip).is_some();
        (0..=before.min(letters.len().saturating_sub(STEM))).filter(may).filter(fits).flat_map(move |skip| {
            let begun = begun(skip);
            let shortest = if self.inflects { letters.len().saturating_sub(ENDING).max(skip + STEM - 1) } else { letters.len() };
            (shortest..=letters.len()).rev().filter_map(move |end| {
                let known = |first: String| self.by_first.get(&first).map(|names| (first, names));
                let written = if begun { known(letters[skip..end].iter().collect()) } else { None };
                let melted = || (end == letters.len()).then(|| self.melted(letters, skip)).flatten();
                let (first, names) = written.or_else(|| melted().and_then(known))?;
                // A changed ending needs a longer word to be sure of.
                let sure = !(skip > 0 || end < letters.len()) || first.chars().count() >= STEM;
                sure.then_some((skip, names.as_slice()))
            })
        })
    }

    /// The longest name that starts with the first of these words.
    fn starting(&self, words: &[(usize, &str)]) -> Option<(usize, u16)> {
        let (_, written) = words.first()?;
        if let Some(short) = dotless(written) {
            return self.names.iter().find(|(name, _)| *name == short).map(|(_, code)| (1, *code));
        }
        let letters: Vec<char> = key(written).chars().collect();
        // Fewer letters glued to it before more.
        let mut best: Option<(usize, usize, u16)> = None;
        for (skip, names) in self.firsts(written, &letters) {
            if best.is_some_and(|(known, ..)| known < skip) {
                break;
            }
            for (name, code) in names {
                let fits = name.iter().skip(1).zip(words.iter().skip(1)).filter(|(wanted, word)| self.same(wanted, &key(word.1))).count();
                if fits + 1 == name.len() && best.is_none_or(|(_, taken, _)| name.len() > taken) {
                    best = Some((skip, name.len(), *code));
                }
            }
        }
        best.map(|(_, taken, code)| (taken, code)).or_else(|| self.changed_ending(written))
    }

    /// The word as it is without what is glued to it, where that has taken the first letter of its article: ل + المكسيك is written للمكسيك.
    fn melted(&self, word: &[char], skip: usize) -> Option<String> {
        let facts = self.facts?;
        let rest = word.get(skip..)?;
        facts.words.article_prefixes.iter().find_map(|article| {
            let kept: Vec<char> = article.chars().skip(1).collect();
            let before = word.get(..skip)?.strip_suffix(kept.as_slice()).filter(|before| !kept.is_empty() && !before.is_empty())?;
            glued(before, facts).then(|| article.chars().chain(rest.iter().copied()).collect())
        })
    }

    /// A name of one word whose last letter is another one here: Россия, в России.
    fn changed_ending(&self, written: &str) -> Option<(usize, u16)> {
        let word = key(written);
        let length = word.chars().count();
        // Where there are capital letters a name has one, and where there are none words do not change their ends like this.
        let capital = written.starts_with(char::is_uppercase);
        if !self.inflects || length <= STEM || !capital {
            return None;
        }
        let mut found = None;
        for code in self.by_stem.get(&stem(word.chars()))? {
            let names = self.names.iter().filter(|(_, c)| c == code).map(|(name, _)| folded(name));
            for name in names.filter(|name| !name.contains(' ')) {
                let shared = name.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
                let whole = name.chars().count();
                if shared + 1 >= whole && shared >= STEM && length <= whole + 2 && length - shared <= 2 {
                    if found.is_some_and(|other| other != *code) {
                        return None;
                    }
                    found = Some(*code);
                }
            }
        }
        found.map(|code| (1, code))
    }

    fn same(&self, wanted: &str, word: &str) -> bool {
        wanted == word
            || (self.inflects
                && wanted.chars().count() > STEM
                && word.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count() + 2 >= wanted.chars().count())
    }

    /// Whether any word of a text might come from the territory's name: its adjective, its people.
    #[must_use]
    pub fn hints(&self, text: &str, code: u16) -> bool {
        self.hinting(text, code) > 0
    }

    /// How many words of a text might do so; where words are not parted, one or none.
    #[must_use]
    pub fn hinting(&self, text: &str, code: u16) -> usize {
        let parts = || self.peoples.iter().filter(|(_, of)| *of == code).map(|(part, _)| part.as_str());
        if self.unspaced {
            let named = self.names.iter().filter(|(_, c)| *c == code).any(|(name, _)| {
                let stem: String = name.chars().take(2).collect();
                text.contains(&stem)
            });
            return usize::from(named || parts().any(|part| text.contains(part)));
        }
        let people = |word: &str| parts().next().is_some() && parts().any(|part| folded(word).contains(part));
        words_in(text).filter(|word| self.of_word(word).contains(&code) || self.abbreviates(word, code) || people(word)).count()
    }

    /// Whether the people of a territory are known by what they are called.
    #[must_use]
    pub fn knows_people(&self, code: u16) -> bool {
        self.peoples.iter().any(|(_, of)| *of == code)
    }

    /// Whether a word is the short name of a territory, or its code (ISO 3166): US, U.K., EU.
    fn abbreviates(&self, word: &str, code: u16) -> bool {
        let short = word.bytes().all(|b| b.is_ascii_uppercase() || b == b'.') && word.len() <= SHORT;
        let letters = || word.bytes().filter(|b| *b != b'.');
        short
            && (code.to_be_bytes().into_iter().eq(letters())
                || KNOWN_SHORT.iter().any(|(name, of)| self::code(of) == code && name.bytes().eq(letters()))
                || self.names.iter().any(|(name, of)| *of == code && name.bytes().eq(letters())))
    }

    /// The territories whose name shares its first letters with a word, glued words aside.
    #[must_use]
    pub fn of_word(&self, word: &str) -> Rc<[u16]> {
        STEMS.with_borrow_mut(|memo| {
            memo.get(self.id, word, || {
                let mut out = Vec::new();
                self.share_stem(&key(word).chars().collect::<Vec<_>>(), &mut out);
                out.into()
            })
        })
    }

    /// Adds the territories whose name shares its first letters with a word, glued letters aside.
    fn share_stem(&self, letters: &[char], out: &mut Vec<u16>) {
        for skip in 0..=BEFORE.min(letters.len().saturating_sub(STEM)) {
            out.extend(self.by_stem.get(&stem(letters[skip..].iter().copied())).into_iter().flatten().copied());
        }
    }

    /// Whether a word is a territory's name or may be made of it: its adjective, its people; glued words and an article aside.
    #[must_use]
    pub fn derives(&self, word: &str) -> bool {
        DERIVED.with_borrow_mut(|memo| memo.get(self.id * 2, word, || self.derived(word, &self.articles)))
    }

    /// The same where an article is a part of the word.
    #[must_use]
    pub fn derives_whole(&self, word: &str) -> bool {
        DERIVED.with_borrow_mut(|memo| memo.get(self.id * 2 + 1, word, || self.derived(word, &[])))
    }

    fn derived(&self, word: &str, articles: &[String]) -> bool {
        self.any_part(word, articles, |part, rest| {
            let length = rest.chars().count() + 1;
            let shared = part.chars().zip(rest.chars()).take_while(|(a, b)| a == b).count();
            shared >= STEM && part.chars().count() <= length && length <= shared + MADE
        })
    }

    /// Whether a word is, letter by letter, a word of a territory's name; glued words and an article aside.
    #[must_use]
    pub fn spells(&self, word: &str) -> bool {
        self.any_part(word, &self.articles, |part, rest| part == rest)
    }

    /// Whether a word of some territory's name and a word, without up to so many glued letters, fit; articles are in plain lower case.
    fn any_part(&self, word: &str, articles: &[String], fits: impl Fn(&str, &str) -> bool) -> bool {
        let bare = |letters| bare(letters, articles);
        let letters = key(word);
        let stripped = bare(&letters);
        let letters: Vec<char> = stripped.chars().collect();
        let mut codes = self.of_word(word).to_vec();
        self.share_stem(&letters, &mut codes);
        // An article that melted with what is glued to it: ل + المكسيك is للمكسيك.
        let mut with: Vec<char> = Vec::new();
        for skip in 0..letters.len().min(BEFORE + 1) {
            for article in articles {
                with.clear();
                with.extend(article.chars().chain(letters[skip..].iter().copied()));
                self.share_stem(&with, &mut codes);
            }
        }
        let parts = |code: u16| self.parts.get(&code).into_iter().flatten();
        codes
            .iter()
            .flat_map(|code| parts(*code))
            .map(|part| bare(part))
            .any(|part| (0..=BEFORE).filter_map(|skip| stripped.char_indices().nth(skip)).any(|(at, _)| fits(part, &stripped[at..])))
    }

    /// The number of this gazetteer.
    #[must_use]
    pub fn id(&self) -> usize {
        self.id
    }

    /// Whether a plain lower-case word is one of a territory's name.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// The usual name of a territory.
    #[must_use]
    pub fn name(&self, code: u16) -> &str {
        self.names.iter().find(|(name, c)| *c == code && name.chars().count() > 2).map_or("", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::or_default;

    fn gazetteer(tag: &str) -> Gazetteer {
        let lang = Lang::parse(tag).expect("a tag");
        Gazetteer::new(lang, or_default(Some(lang))).expect("names")
    }

    #[test]
    fn small_letters_begin_no_name_but_where_one_begins_like_them() {
        for tag in ["en", "de", "fr", "tr"] {
            let gazetteer = gazetteer(tag);
            for first in gazetteer.by_first.keys().filter(|first| first.bytes().all(|byte| byte.is_ascii_lowercase())) {
                assert!(gazetteer.plain.may_begin(first.as_bytes()), "{first}");
            }
        }
        let en = gazetteer("en");
        assert!(["the", "x", "house", ""].iter().all(|word| !en.may_start(word)));
    }

    fn codes(tag: &str, text: &str) -> Vec<String> {
        let codes = gazetteer(tag).places(text).into_iter().map(|p| p.code.to_be_bytes());
        codes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect()
    }

    #[test]
    fn territories_are_named_in_any_language() {
        assert_eq!(codes("en", "From Germany to the United Kingdom and Tunisia"), ["DE", "GB", "TN"]);
        assert_eq!(codes("ar", "سافر من ألمانيا وتونس إلى المملكة المتحدة"), ["DE", "TN", "GB"]);
        assert_eq!(codes("ru", "Он жил в России и Германии"), ["RU", "DE"]);
        assert_eq!(codes("ja", "彼はドイツに住んでいた"), ["DE"]);
        assert_eq!(codes("ar", "عاد للمكسيك وبألمانيا ولتونس"), ["MX", "DE", "TN"]);
        for word in ["سيمنح", "بهندسة", "للهندسة", "لعراقيل"] {
            assert!(codes("ar", word).is_empty(), "{word} is none of Yemen, India and Iraq");
        }
        assert!(codes("ar", "على الساحل الشمالي").is_empty(), "مالي is Mali, but الش is no small word");
        assert!(codes("en", "They went home to eat turkeys").is_empty());
        assert!(codes("uk", "Майк Салліван").is_empty(), "Ліван is Lebanon");
    }

    #[test]
    fn adjectives_hint() {
        let (ru, en) = (gazetteer("ru"), gazetteer("en"));
        let russia = code("RU");
        assert!(ru.hints("российский посол", russia));
        assert!(en.hints("the Russian envoy", russia));
        assert!(!ru.hints("немецкий посол", russia));
        let ar = gazetteer("ar");
        assert!(ar.spells("لمكسيك") && ar.spells("والمكسيك") && !ar.spells("مكسيكو"));
        assert!(en.hints("the E.U. envoy", code("EU")) && en.hints("a UK envoy", code("GB")));
        assert!(!en.hints("a uk envoy", code("GB")) && !en.hints("a U.S. envoy", code("GB")));
        assert_eq!(en.name(russia), "Russia");
    }
}
