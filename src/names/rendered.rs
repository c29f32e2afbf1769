//! Names that stand as another name or as an ordinary word: what a likeness of sounds passes and the attested names do not.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{
    clues::plain,
    kept::Kept,
    lists::{Forms, attested, common, forms},
    page::Page,
    places::Gazetteer,
    search::Searcher,
    slips::capitalised,
    survey::Tongue,
    tables::script_of,
    words::key,
};
use crate::{
    lang::{word_indices, words_in},
    model::Arrange,
};

/// People called by a source form before a spelling that none of them has is odd, and people who have that spelling by another form.
const PEOPLE: u32 = 50;
const WELL_KNOWN: u32 = 100;
const OTHERS: u32 = 5;
/// How much better an attested spelling must fit where nobody of the list has the one that is shown.
const FITS: f32 = 3.0;
/// People called by a source form before it counts as a name where its neighbour is one.
const NAMED: u32 = 20;
/// A Latin word this likely answers a name.
const ANSWERS: f32 = 0.3;
/// The probability from which a neighbour is surely a name.
const NEIGHBOUR: f32 = 0.6;

/// What the Latin side has in the place of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// The name of other people, who are written otherwise in the source.
    OtherName,
    /// An ordinary word.
    Word,
}

/// A name that is rendered as something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    pub pair: usize,
    pub instead: Instead,
    /// Bytes of the Latin side and of the other one.
    pub span: Range<usize>,
    pub other: Range<usize>,
    /// How people of that source form are spelled, most of them first; and what the shown name is written like in the source script.
    pub spelled: Vec<String>,
    pub belongs: Option<String>,
    pub people: u32,
}

/// Looks at all pairs whose Latin side is the translation.
pub fn rendered(
    pages: &[Page<'_>],
    latin: Tongue,
    other: Tongue,
    searcher: &mut Searcher,
    exonyms: Option<&(&'static Gazetteer, &'static Gazetteer)>,
) -> Vec<Rendered> {
    let Some(forms) = pages.iter().find_map(|page| script_of(page.other)).and_then(forms) else { return Vec::new() };
    let mut out = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        for word in page.words.iter() {
            let Some(found) = word.found.as_ref().filter(|f| word.believed && f.probability >= ANSWERS) else { continue };
            // Father Johnson is called so by his office.
            if titled(&word.bare, latin) {
                continue;
            }
            out.extend(another(at, page, &word.bare, &word.candidate.span, &found.span, forms, other, searcher));
        }
        out.extend(words(at, page, forms, latin, other, searcher, exonyms));
    }
    out
}

/// Whether a lower-case word is a title, an office or a rank.
fn titled(lower: &str, tongue: Tongue) -> bool {
    static ALL: Kept<FxHashSet<&str>> = Kept::new();
    let gather = || {
        let (words, names) = (&tongue.facts.words, &tongue.facts.names);
        let lists = [&words.titles, &words.honorifics, &names.roles].into_iter().chain(names.ranks.values()).chain(names.courtesy.values());
        lists.flatten().flat_map(|listed| listed.split(' ')).collect()
    };
    ALL.of(tongue.facts, tongue.lang, gather).contains(lower)
}

/// The key of the attested name that a word of the source is, without what the language glues on.
fn name_of(word: &str, forms: &Forms, other: Tongue, least: u32) -> Option<String> {
    let words = &other.facts.words;
    let whole = key(word);
    let bare = words.article_prefixes.iter().filter_map(|article| whole.strip_prefix(&*key(article)));
    let found = std::iter::once(&*whole).chain(bare).find(|key| forms.people(key) >= least)?;
    let listed = [&words.titles, &words.honorifics, &words.function].into_iter().flatten().any(|listed| listed == word);
    (!listed).then(|| found.to_owned())
}

/// The whole word around a span.
fn around(text: &str, span: &Range<usize>) -> Option<Range<usize>> {
    word_indices(text).map(|(at, word)| at..at + word.len()).find(|word| word.start <= span.start && span.start < word.end)
}

#[expect(clippy::too_many_arguments, reason = "all that is known of a word")]
fn another(
    pair: usize,
    page: &Page<'_>,
    bare: &str,
    span: &Range<usize>,
    found: &Range<usize>,
    forms: &Forms,
    other: Tongue,
    searcher: &mut Searcher,
) -> Option<Rendered> {
    let word = around(page.other, found)?;
    let written = &page.other[word.clone()];
    let key = name_of(written, forms, other, PEOPLE)?;
    let shown = plain(bare);
    let spellings = forms.spellings(&key);
    if spellings.iter().any(|(spelling, _)| *spelling == shown) || shown.contains(' ') {
        return None;
    }
    let mut spelled: Vec<(String, u32)> = spellings.to_vec();
    spelled.arrange_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let belongs = forms.sources(&shown).iter().filter(|(source, count)| *source != key && *count >= OTHERS).max_by_key(|(_, count)| *count);
    let usual = &spelled.first()?.0;
    let gain = searcher.fit(&key, usual) - searcher.fit(&key, &shown);
    // A spelling that many others have and none of these is theirs, even where the letters could be read so.
    let theirs = forms.people(&key) >= WELL_KNOWN && belongs.is_some_and(|(_, count)| *count >= WELL_KNOWN);
    if (belongs.is_none() && (gain < FITS || !attested(&shown))) || (gain < 0.0 && !theirs) {
        return None;
    }
    Some(Rendered {
        pair,
        instead: Instead::OtherName,
        span: span.clone(),
        other: word,
        spelled: spelled.iter().take(2).map(|(spelling, _)| capitalised(spelling)).collect(),
        belongs: belongs.map(|(source, _)| source.clone()),
        people: forms.people(&key),
    })
}

/// Names beside a name whose Latin neighbour is an ordinary word with a capital: أمل فتحي, Hope Fathy.
fn words(
    pair: usize,
    page: &Page<'_>,
    forms: &Forms,
    latin: Tongue,
    other: Tongue,
    searcher: &mut Searcher,
    exonyms: Option<&(&'static Gazetteer, &'static Gazetteer)>,
) -> Vec<Rendered> {
    let mut out = Vec::new();
    let tokens: Vec<Range<usize>> = word_indices(page.latin).map(|(at, word)| at..at + word.len()).collect();
    let units: Vec<Range<usize>> = word_indices(page.other).map(|(at, word)| at..at + word.len()).collect();
    let facts = &latin.facts.words;
    let listed = |word: &str| {
        let lower = word.to_lowercase();
        titled(&lower, latin) || facts.function.contains(&lower)
    };
    for neighbour in page.words.iter() {
        let Some(found) = neighbour.found.as_ref().filter(|f| neighbour.believed && f.probability >= NEIGHBOUR) else { continue };
        let Some(unit) = units.iter().position(|u| u.start <= found.span.start && found.span.start < u.end) else { continue };
        let Some(token) = tokens.iter().position(|t| t.end > neighbour.candidate.span.start) else { continue };
        // The part before the neighbour on both sides: given names, middle names.
        let (Some(before), Some(shown)) = (unit.checked_sub(1).map(|n| units[n].clone()), token.checked_sub(1).map(|n| tokens[n].clone()))
        else {
            continue;
        };
        let (written, word) = (&page.other[before.clone()], &page.latin[shown.clone()]);
        let joined = page.latin.get(shown.end..neighbour.candidate.span.start) == Some(" ");
        let Some(key) = name_of(written, forms, other, NAMED).filter(|_| joined) else { continue };
        let ordinary = word.starts_with(char::is_uppercase) && common(latin.lang, &word.to_lowercase()) && !listed(word);
        if !ordinary || exonyms.is_some_and(|(here, _)| here.is_word(word)) {
            continue;
        }
        // Whatever sounds like it anywhere in the sentence is its rendering.
        let all: Vec<_> = words_in(page.latin).map(|w| (w, searcher.target(w))).collect();
        if searcher.answer(written, &all).is_some_and(|(_, _, likely)| likely >= ANSWERS) || searcher.likely(&key, word) >= ANSWERS {
            continue;
        }
        // The word answers something else: a rank, an organisation.
        if units.iter().filter(|u| **u != before).any(|u| searcher.likely(&page.other[u.clone()], word) >= ANSWERS) {
            continue;
        }
        let mut spelled = forms.spellings(&key).to_vec();
        spelled.arrange_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        out.push(Rendered {
            pair,
            instead: Instead::Word,
            span: shown,
            other: before,
            spelled: spelled.iter().take(2).map(|(spelling, _)| capitalised(spelling)).collect(),
            belongs: None,
            people: forms.people(&key),
        });
    }
    out
}
