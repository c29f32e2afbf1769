use std::{borrow::Cow, cell::OnceCell, ops::Range};

use memchr::memmem::Finder;

use super::gathered::letters;
use crate::{
    declare_rule,
    lang::{Homograph, Language},
    message,
    model::Severity,
    names::{Kept, Named, compare, ranks::words},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A place whose name was read as an ordinary word: one that it is a letter away from, or one that it also is.
    ///
    /// ## Why it matters
    ///
    /// The place is gone from the text, and something that nobody said stands there.
    ///
    /// ## Example
    ///
    /// "قاعدة الوطية" → "the national base", for الوطنية. Not found: "the corner" for الزاوية where no city, base or province is spoken of.
    ///
    /// ## What it cannot see
    ///
    /// Places that the language files do not list.
    HomographPlace, id = "homograph-place", family = "names", severity = Major, mqm = "Accuracy/Mistranslation", scope = Document
}

/// How sure: a name that is no word itself, one that a word for a kind of place stands before, the look-alike in the translation.
const ALIKE: u8 = 88;
const PLACED: u8 = 82;
const SWAPPED: u8 = 88;
/// A word this like the place is its rendering.
const ANSWERS: f64 = 0.5;
/// Letters of an ending: hope, hopeful; and of a case.
const ENDING: usize = 3;
/// Letters of a root.
const ROOT: usize = 3;

/// The words of a text with their bytes.
type Words<'t> = Vec<(Range<usize>, Cow<'t, str>)>;

/// The words of both sides of a pair, read once.
#[derive(Default)]
struct Read<'t> {
    source: OnceCell<Words<'t>>,
    target: OnceCell<Words<'t>>,
}

impl<'t> Read<'t> {
    fn source(&self, pair: &'t Pair<'_>) -> &Words<'t> {
        self.source.get_or_init(|| words(pair.source_text()))
    }

    fn target(&self, pair: &'t Pair<'_>) -> &Words<'t> {
        self.target.get_or_init(|| words(pair.target_text()))
    }
}

impl Rule for HomographPlace {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let english = cx.target_lang.is_some_and(|lang| lang.language() == "en");
        let latin = cx.source.scripts.iter().any(|code| code == "Latn");
        let (from, to) = (&cx.source.names.homographs, &cx.target.names.homographs);
        if (from.is_empty() || !english) && (to.is_empty() || !latin) {
            return Err("not checked: no places that are easily read as words are known for these languages");
        }
        let (stems, alike) = (stems(cx.source), look_alikes(cx.target));
        for pair in bitext.pairs.iter().filter(|pair| pair.is_linked()) {
            let read = Read::default();
            // Most sentences have nothing like it.
            if english {
                let stands = |(_, stem): &(&Homograph, &Finder<'_>)| stem.find(pair.source_text().as_bytes()).is_some();
                from.iter().zip(stems).filter(stands).for_each(|(place, _)| read_as_word(place, pair, &read, cx, out));
            }
            if latin {
                let stands = |(_, stem): &(&Homograph, &Option<Finder<'_>>)| {
                    stem.as_ref().is_some_and(|stem| stem.find(pair.target_text().as_bytes()).is_some())
                };
                to.iter().zip(alike).filter(stands).for_each(|(place, _)| written_as_word(place, pair, &read, cx, out));
            }
        }
        Ok(())
    }
}

/// What of each place must stand in a text that names it: all but its first letter, which may be a capital.
fn stems(facts: &'static Language) -> &'static [Finder<'static>] {
    static ALL: Kept<Vec<Finder<'static>>> = Kept::new();
    ALL.of(facts, None, || {
        let stem = |place: &Homograph| place.place.trim_end_matches('*').chars().skip(1).collect::<String>();
        facts.names.homographs.iter().map(|place| Finder::new(&stem(place)).into_owned()).collect()
    })
}

/// The same of the word that each place is a letter away from.
fn look_alikes(facts: &'static Language) -> &'static [Option<Finder<'static>>] {
    static ALL: Kept<Vec<Option<Finder<'static>>>> = Kept::new();
    ALL.of(facts, None, || {
        let finder = |alike: &String| Finder::new(alike.trim_start_matches("ال")).into_owned();
        facts.names.homographs.iter().map(|place| place.alike.as_ref().map(finder)).collect()
    })
}

/// Whether a word is `wanted`, a small word glued before it or not; `*` is an ending of a few letters.
fn is(word: &str, wanted: &str, facts: &Language) -> bool {
    let fits = |word: &str| match wanted.strip_suffix('*') {
        Some(stem) => word.strip_prefix(stem).is_some_and(|rest| rest.chars().count() <= ENDING),
        None => word == wanted,
    };
    // An article melts with the small word before it: ل + الوطية is للوطية.
    let melted = || word.strip_prefix("لل").is_some_and(|rest| wanted.strip_prefix("ال") == Some(rest));
    fits(word) || melted() || facts.words.clitics.iter().filter_map(|small| word.strip_prefix(small.as_str())).any(fits)
}

/// Where a phrase stands among words.
fn stands(phrase: &str, words: &Words<'_>, facts: &Language) -> Option<usize> {
    let parts: Vec<String> = phrase.to_lowercase().split(' ').map(str::to_owned).collect();
    (0..words.len().saturating_sub(parts.len() - 1)).find(|at| {
        is(&words[*at].1, &parts[0], facts) && parts[1..].iter().zip(&words[at + 1..]).all(|(part, (_, word))| is(word, part, facts))
    })
}

/// The place stands in the source, and in the translation what it would mean as a word.
fn read_as_word<'t>(place: &Homograph, pair: &'t Pair<'_>, read: &Read<'t>, cx: &Context<'_>, out: &mut Reporter<'_>) {
    let (source, target) = (pair.source_text(), pair.target_text());
    let written = read.source(pair);
    let Some(at) = stands(&place.place, written, cx.source) else { return };
    let cased = place.place.chars().next().is_some_and(char::is_uppercase);
    if cased && !source[written[at].0.clone()].starts_with(char::is_uppercase) {
        return;
    }
    let kind = at.checked_sub(1).filter(|before| cx.source.names.place_words.iter().any(|kind| is(&written[*before].1, kind, cx.source)));
    if place.alike.is_none() && kind.is_none() {
        return;
    }
    let shown = read.target(pair);
    let means = |word: &str| {
        let said = |meaning: &String| word.strip_prefix(meaning.as_str()).is_some_and(|rest| rest.chars().count() <= ENDING);
        place.means.iter().any(said)
    };
    let Some(misread) = shown.iter().find(|(_, word)| means(word)) else { return };
    // The word itself stands in the source as well: "the national army at Al Watiya".
    let bare = |word: &str| -> String {
        let article = cx.source.words.article_prefixes.iter().find_map(|article| word.strip_prefix(article.as_str()));
        article.unwrap_or(word).trim_end_matches('*').to_lowercase()
    };
    let root: String = bare(place.alike.as_deref().unwrap_or(&place.place)).chars().take(ROOT).collect();
    let length = place.place.split(' ').count();
    let said = written.iter().enumerate().any(|(n, (_, word))| !(at..at + length).contains(&n) && bare(word).contains(&root));
    let answered = || {
        let own = |word: &str| place.name.iter().any(|name| name.split([' ', '-']).any(|part| letters(part) == letters(word)));
        let name = Named { text: &source[written[at].0.clone()], lang: cx.source_lang };
        let sounds = |word: &str| compare(name, Named { text: word, lang: cx.target_lang }) >= ANSWERS;
        shown.iter().any(|(span, word)| own(word) || (target[span.clone()].starts_with(char::is_uppercase) && sounds(word)))
    };
    if said || answered() {
        return;
    }
    let span = kind.map_or(written[at].0.start, |before| written[before].0.start)..written[at + length - 1].0.end;
    let right = place.name.first().cloned().unwrap_or_default();
    let message = message!("Source {place}, target “{word}”", place = &source[span.clone()], word = &target[misread.0.clone()]);
    let sure = if place.alike.is_some() { ALIKE } else { PLACED };
    let taken_for = place.alike.clone().unwrap_or_else(|| place.place.clone());
    out.report(pair.place(), Severity::Major, sure, "Place misread", message)
        .source_span(source, span)
        .target_span(target, misread.0.clone())
        .suggest(right)
        .because("taken for", taken_for);
}

/// The place stands in a Latin source, and in the translation the word that it is a letter away from.
fn written_as_word<'t>(place: &Homograph, pair: &'t Pair<'_>, read: &Read<'t>, cx: &Context<'_>, out: &mut Reporter<'_>) {
    let Some(alike) = &place.alike else { return };
    let (source, target) = (pair.source_text(), pair.target_text());
    let shown = read.target(pair);
    let Some(at) = stands(alike, shown, cx.target) else { return };
    if stands(&place.place, shown, cx.target).is_some() {
        return;
    }
    let written = read.source(pair);
    let names = place.name.iter().flat_map(|name| name.split([' ', '-'])).filter(|part| part.chars().count() > ROOT).map(letters);
    let names: Vec<String> = names.collect();
    let Some((named, _)) =
        written.iter().find(|(span, word)| source[span.clone()].starts_with(char::is_uppercase) && names.contains(&letters(word)))
    else {
        return;
    };
    let (right, wrong) = (&source[named.clone()], &target[shown[at].0.clone()]);
    out.report(
        pair.place(),
        Severity::Major,
        SWAPPED,
        "Place misread",
        message!("Source has {name}, target the word {word}", name = right, word = wrong),
    )
    .source_span(source, named.clone())
    .target_span(target, shown[at].0.clone())
    .suggest(place.place.clone())
    .because("taken for", alike.clone());
}
