//! Lists of words and phrases as the language files give them, and looking them up in running text.

use std::{
    cell::OnceCell,
    ops::Range,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::{Language, fold, fold::fold_into, letters::is_word_character};

/// Words and phrases, some of them open: `un-` begins a word, `-less` ends one, `-ma-` stands inside one. Compared as [`fold`] leaves them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Phrases {
    list: Vec<Phrase>,
    /// Tells the list from all others; zero where the language file has none.
    id: u32,
    /// Finds all of them in one pass where the text was not searched for those of the language; made when first asked.
    finder: OnceLock<Option<AhoCorasick>>,
}

#[derive(Debug, Clone)]
struct Phrase {
    text: String,
    /// A word may go on before it, and must; the same behind it, where it may.
    before: bool,
    after: bool,
}

impl From<Vec<String>> for Phrases {
    fn from(list: Vec<String>) -> Self {
        let phrase = |written: &String| {
            let (before, rest) = written.strip_prefix('-').map_or((false, written.as_str()), |rest| (true, rest));
            let (after, rest) = rest.strip_suffix('-').map_or((false, rest), |rest| (true, rest));
            Phrase { text: fold(rest), before, after }
        };
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Phrases { list: list.iter().map(phrase).filter(|phrase| !phrase.text.is_empty()).collect(), id, finder: OnceLock::new() }
    }
}

impl Phrases {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Every place of a phrase in a text, as bytes of the folded text, with the number of the phrase.
    fn found<'t>(&'t self, text: &'t Folded) -> impl Iterator<Item = (usize, Range<usize>)> + 't {
        let known = if self.list.is_empty() { Some(&[] as &[Hit]) } else { text.hits(self.id) };
        let build = || AhoCorasick::new(self.list.iter().map(|phrase| &phrase.text)).ok();
        let finder = if known.is_some() { None } else { self.finder.get_or_init(build).as_ref() };
        let searched = finder.into_iter().flat_map(|finder| finder.find_overlapping_iter(&text.text)).filter_map(|found| {
            let number = found.pattern().as_usize();
            let fits = text.unspaced || self.list.get(number).is_some_and(|phrase| phrase.fits(&text.text, &found.range()));
            fits.then(|| (number, found.range()))
        });
        let own = known.unwrap_or_default().iter().filter(|hit| hit.list == self.id);
        own.map(|hit| (hit.number as usize, hit.place.clone())).chain(searched)
    }

    /// Every place of a phrase in a text, as bytes of the folded text.
    pub fn places<'t>(&'t self, text: &'t Folded) -> impl Iterator<Item = Range<usize>> + 't {
        self.found(text).map(|(_, place)| place)
    }

    /// Whether a whole word or phrase, or an open one of three letters or more, stands in a text: a prefix like `un-` says
    /// something of its word alone, not of the clause.
    #[must_use]
    pub fn stand_in(&self, text: &Folded) -> bool {
        let stands = |phrase: &Phrase| !(phrase.before || phrase.after) || phrase.text.chars().count() >= 3;
        self.found(text).any(|(number, _)| self.list.get(number).is_some_and(stands))
    }

    /// Whether any phrase stands in a text.
    #[must_use]
    pub fn are_in(&self, text: &Folded) -> bool {
        self.found(text).next().is_some()
    }

    /// Those that are whole words.
    fn words(&self) -> impl Iterator<Item = &str> {
        self.list.iter().filter(|phrase| !phrase.before && !phrase.after).map(|phrase| phrase.text.as_str())
    }
}

impl Phrase {
    fn fits(&self, text: &str, place: &Range<usize>) -> bool {
        let goes_on = |c: Option<char>| c.is_some_and(is_word);
        let before = goes_on(text[..place.start].chars().next_back());
        let after = goes_on(text[place.end..].chars().next());
        before == self.before && (self.after || !after)
    }
}

/// Letters, digits, and the vowel signs of Indic scripts that are no letters by themselves.
fn is_word(c: char) -> bool {
    is_word_character(c) || (('\u{900}'..='\u{dff}').contains(&c) && !matches!(c, '।' | '॥'))
}

/// Finds the phrases of all lists of a language that rules look up in whole texts, in one pass.
#[derive(Debug)]
pub(super) struct Finder {
    /// Quick to make, and a larger one that is quick to ask, made when many texts are searched.
    automaton: AhoCorasick,
    table: OnceLock<Option<AhoCorasick>>,
    searched: AtomicU32,
    /// By pattern: the list, the number in it, and the phrase.
    phrases: Vec<(u32, u32, Phrase)>,
    lists: FxHashSet<u32>,
}

/// Texts from which on the larger automaton pays.
const MANY: u32 = 200;

impl Finder {
    pub(super) fn new(language: &Language) -> Option<Self> {
        let markers = [&language.negation, &language.hedge].into_iter().chain(language.loaded.values());
        let lists = markers.flat_map(|marker| [&marker.marks, &marker.answers, &marker.idle, &marker.by, &marker.by_behind]);
        let lists: Vec<&Phrases> = lists.chain([&language.sentence.reported]).filter(|list| !list.is_empty()).collect();
        let phrases: Vec<(u32, u32, Phrase)> =
            lists.iter().flat_map(|list| (0u32..).zip(&list.list).map(|(number, phrase)| (list.id, number, phrase.clone()))).collect();
        let automaton = Self::automaton(&phrases, AhoCorasickKind::ContiguousNFA)?;
        let lists = lists.iter().map(|list| list.id).collect();
        Some(Finder { automaton, table: OnceLock::new(), searched: AtomicU32::new(0), phrases, lists })
    }

    fn automaton(phrases: &[(u32, u32, Phrase)], kind: AhoCorasickKind) -> Option<AhoCorasick> {
        AhoCorasick::builder().kind(Some(kind)).build(phrases.iter().map(|(.., phrase)| &phrase.text)).ok()
    }

    fn hits(&self, text: &str, unspaced: bool) -> Vec<Hit> {
        let hit = |found: aho_corasick::Match| {
            let (list, number, phrase) = self.phrases.get(found.pattern().as_usize())?;
            let fits = unspaced || phrase.fits(text, &found.range());
            fits.then(|| Hit { list: *list, number: *number, place: found.range() })
        };
        let many = self.searched.load(Ordering::Relaxed) >= MANY || self.searched.fetch_add(1, Ordering::Relaxed) >= MANY;
        let table = if many { self.table.get_or_init(|| Self::automaton(&self.phrases, AhoCorasickKind::DFA)).as_ref() } else { None };
        table.unwrap_or(&self.automaton).find_overlapping_iter(text).filter_map(hit).collect()
    }
}

/// A phrase that stands in a text.
#[derive(Debug)]
struct Hit {
    list: u32,
    number: u32,
    place: Range<usize>,
}

/// A text in the form in which phrases are looked up.
#[derive(Debug)]
pub struct Folded {
    text: String,
    unspaced: bool,
    /// What looks for the phrases of the language of the text, and what it found.
    finder: Option<&'static Finder>,
    hits: OnceCell<Vec<Hit>>,
}

impl Folded {
    /// Folds a text of a language that separates words by blanks, or does not.
    #[must_use]
    pub fn new(original: &str, unspaced: bool) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut rest = original;
        while !rest.is_empty() {
            // Plain characters are copied together.
            let plain = rest.bytes().take_while(|byte| (b' '..0x80).contains(byte)).count();
            text.push_str(&rest[..plain]);
            let start = text.len() - plain;
            text[start..].make_ascii_lowercase();
            let mut more = rest[plain..].chars();
            if let Some(c) = more.next() {
                fold_character(&mut text, c);
            }
            rest = more.as_str();
        }
        Folded { text, unspaced, finder: None, hits: OnceCell::new() }
    }

    /// The same for a text that several rules ask about: the phrases of its language are looked for together.
    #[must_use]
    pub fn of(original: &str, language: &'static Language) -> Self {
        Folded { finder: language.finder(), ..Folded::new(original, language.unspaced) }
    }

    /// The bytes of the original behind bytes of the folded text.
    #[must_use]
    pub fn original(&self, place: &Range<usize>, original: &str) -> Range<usize> {
        let mut prefix = String::with_capacity(self.text.len());
        let (mut start, mut end) = (original.len(), original.len());
        // Asked for what is reported, which is little.
        for (at, c) in original.char_indices() {
            fold_character(&mut prefix, c);
            if start == original.len() && prefix.len() > place.start {
                start = at;
            }
            if prefix.len() > place.end {
                end = at;
                break;
            }
        }
        start..end
    }

    /// What was found of all lists, if a list is among those that are looked for together.
    fn hits(&self, list: u32) -> Option<&[Hit]> {
        let finder = self.finder.filter(|finder| finder.lists.contains(&list))?;
        Some(self.hits.get_or_init(|| finder.hits(&self.text, self.unspaced)))
    }
}

/// A blank of any kind separates; hyphens stay, since they separate too.
fn fold_character(text: &mut String, c: char) {
    if c.is_whitespace() { text.push(' ') } else { fold_into(text, c) }
}

/// How a language marks one thing about a clause: that it is denied, that it is only claimed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Marker {
    /// Words that mark it beyond doubt.
    pub marks: Phrases,
    /// Whatever else may render a mark: `un-`, refuse, without.
    pub answers: Phrases,
    /// Phrases in which a mark means nothing of the kind: "not only".
    pub idle: Phrases,
    /// Phrases by which a language says so in any case, where others are as often said in another word: "did not open" against "is not open",
    /// which is closed. Empty where all marks are alike.
    pub strong: Phrases,
    /// Words that mark it where somebody who can speak stands behind them, or before them: "according to" the police, not a list.
    pub by: Phrases,
    pub by_behind: Phrases,
    /// Whoever can speak.
    pub speakers: Phrases,
}

/// Characters behind which another clause begins, and how far whoever is named stands from the word that names him.
const CLAUSE_ENDS: [char; 19] = [',', ';', ':', '.', '!', '?', '(', ')', '،', '؛', '؟', '。', '、', '，', '；', '：', '।', '—', '–'];
const NEAR: usize = 50;

impl Marker {
    /// Whether the language file says how the language does it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Words that leave something to whoever stands beside them, each with the place of his name, as bytes of the folded text.
    pub fn attributed<'t>(&'t self, text: &'t Folded) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + 't {
        let idle: Vec<Range<usize>> =
            if self.by.are_in(text) || self.by_behind.are_in(text) { self.idle.places(text).collect() } else { Vec::new() };
        let before = self.by.places(text).map(|place| {
            let rest = text.text.get(place.end..).unwrap_or_default();
            let named = rest
                .char_indices()
                .take(NEAR)
                .find(|(_, c)| CLAUSE_ENDS.contains(c))
                .map_or_else(|| rest.char_indices().nth(NEAR).map_or(rest.len(), |(at, _)| at), |(at, _)| at);
            // A small word that is written together with the next belongs to it.
            let start = text.text[place.clone()].rfind(' ').map_or(place.end, |blank| place.start + blank + 1);
            let glued = text.text[place.end..].starts_with(is_word);
            (place.clone(), if glued { start } else { place.end }..place.end + named)
        });
        let behind = self.by_behind.places(text).map(|place| {
            let rest = text.text.get(..place.start).unwrap_or_default();
            let start = rest.char_indices().rev().take(NEAR).take_while(|(_, c)| !CLAUSE_ENDS.contains(c)).last();
            // An ending belongs to the word before it, and a speaker may be written together with it.
            (place.clone(), start.map_or(place.start, |(at, _)| at)..place.end)
        });
        before.chain(behind).filter(move |(place, _)| !idle.iter().any(|span| span.start < place.end && place.start < span.end))
    }

    /// The first mark in a text, as bytes of the folded text.
    #[must_use]
    pub fn first(&self, text: &Folded) -> Option<Range<usize>> {
        let mut idle = None;
        self.marks
            .found(text)
            .filter(|(_, place)| {
                let idle = idle.get_or_insert_with(|| self.idle.places(text).collect::<Vec<_>>());
                !idle.iter().any(|span: &Range<usize>| span.start < place.end && place.start < span.end)
            })
            .min_by_key(|(number, place)| (place.start, *number))
            .map(|(_, place)| place)
    }

    /// Whether a text holds a mark or anything that may render one.
    #[must_use]
    pub fn may_be_in(&self, text: &Folded) -> bool {
        self.marks.are_in(text) || self.by.are_in(text) || self.by_behind.are_in(text) || self.answers.are_in(text)
    }

    /// Whether a text holds a mark or a word of its own that may render one, prefixes and endings apart.
    #[must_use]
    pub fn stands_in(&self, text: &Folded) -> bool {
        self.marks.are_in(text) || self.by.are_in(text) || self.by_behind.are_in(text) || self.answers.stand_in(text)
    }

    /// The marks that are whole words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.marks.words()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(list: &[&str]) -> Phrases {
        list.iter().map(|&s| s.to_owned()).collect::<Vec<_>>().into()
    }

    #[test]
    fn open_sides_are_kept() {
        let found = |list: &[&str], text: &str| phrases(list).are_in(&Folded::new(text, false));
        assert!(found(&["not"], "It is NOT so") && !found(&["not"], "a note") && !found(&["not"], "a knot"));
        assert!(found(&["un-"], "an unlikely end") && !found(&["un-"], "the sun"));
        assert!(found(&["-less"], "a helpless man") && !found(&["-less"], "less help"));
        assert!(found(&["-n't"], "It isn’t so"));
        assert!(found(&["-ma-"], "gelmadi") && !found(&["-ma-"], "masa"));
        assert!(phrases(&["un-", "den-"]).stand_in(&Folded::new("it is denied", false)));
        assert!(!phrases(&["un-", "den-"]).stand_in(&Folded::new("an unlikely end", false)));
        assert!(found(&["لا بد"], "فلا بد\u{a0}من") == found(&["فلا بد"], "لا بد من"));
        assert!(phrases(&["没有"]).are_in(&Folded::new("他们没有同意", true)));
    }

    #[test]
    fn idle_phrases_take_their_marks_away() {
        let marker = Marker { marks: phrases(&["not"]), answers: phrases(&["un-"]), idle: phrases(&["not only"]), ..Marker::default() };
        let first = |text: &str| marker.first(&Folded::new(text, false)).map(|place| place.start);
        assert_eq!(first("It is not only old"), None);
        assert_eq!(first("It is not only old, it is not ours"), Some(26));
    }

    #[test]
    fn places_lead_back() {
        let text = "لَم تُوافق";
        let folded = Folded::new(text, false);
        let place = phrases(&["لم"]).places(&folded).next().unwrap_or_default();
        assert_eq!(&text[folded.original(&place, text)], "لَم");
        let (first, last) = (0..'ل'.len_utf8(), folded.text.len() - 'ق'.len_utf8()..folded.text.len());
        assert_eq!((&text[folded.original(&first, text)], &text[folded.original(&last, text)]), ("لَ", "ق"));
    }

    #[test]
    fn lists_are_searched_together_as_each_alone() {
        for (tag, language) in crate::lang::all() {
            let markers = [&language.negation, &language.hedge].into_iter().chain(language.loaded.values());
            for marker in markers {
                let lists = [&marker.marks, &marker.answers, &marker.idle, &marker.by, &marker.by_behind, &marker.strong];
                let text = lists.iter().flat_map(|list| &list.list).map(|phrase| phrase.text.clone()).collect::<Vec<_>>().join(" ");
                let (together, alone) = (Folded::of(&text, language), Folded::new(&text, language.unspaced));
                for list in lists {
                    assert_eq!(list.found(&together).collect::<Vec<_>>(), list.found(&alone).collect::<Vec<_>>(), "{tag}");
                }
            }
        }
    }
}
