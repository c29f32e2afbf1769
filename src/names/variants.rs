//! One name, two Latin spellings: likeness proposes, the other side judges. The same source form spelled two ways is a variant
//! whatever the likeness; two source forms are two names, however alike their spellings.

use std::ops::Range;

use rustc_hash::FxHashMap;
use strsim::{jaro_winkler, levenshtein};
use unicode_script::{Script, UnicodeScript};

use super::{
    clues::plain,
    letters::EDGE,
    lists::{attested, common},
    page::{Page, Word},
    places::Gazetteer,
    search::Searcher,
    words::key_of,
};
use crate::model::{Arrange, Lang};

/// Spellings less alike than this, and further apart than so many letters, are not proposed.
const ALIKE: f64 = 0.85;
const APART: usize = 2;
/// Spellings of one skeleton that are compared, and places of each that are looked at.
const SPELLINGS: usize = 40;
const LOOKED_AT: usize = 4;
/// The probability from which a span may be the counterpart of the usual spelling: the same span in two pairs says the rest.
const MAY_BE: f32 = 0.12;
/// Letters that a language glues on before or after a name, and letters of a stem that may take another ending.
const GLUED: usize = 3;
const STEM: usize = 3;
/// Pairs that have the usual one of two spellings, more than a letter apart, that people are called by.
const MANY: usize = 3;
/// How much better the better spelling must fit the other side to be the right one of two.
const FITS: f32 = 1.5;

/// A rarer spelling of a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    pub pair: usize,
    /// Bytes of the Latin side, and of the other one where it is known.
    pub span: Range<usize>,
    pub other: Option<Range<usize>>,
    pub form: String,
    /// The spelling to hold to, without article, where it stands first, and pairs that have it.
    pub usual: String,
    pub usual_pair: usize,
    pub times: usize,
    /// Pairs that have this spelling.
    pub own: usize,
}

/// What a spelling keeps when vowels, doubled letters and the usual choices of romanisation are taken away.
#[must_use]
pub fn skeleton(plain: &str) -> String {
    let mut out = String::new();
    let mut last = ' ';
    let mut letters = plain.chars().peekable();
    while let Some(c) = letters.next() {
        let (c, more) = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | ' ' => {
                last = c;
                continue;
            }
            'p' if letters.peek() == Some(&'h') => ('f', None),
            'c' | 'q' => ('k', None),
            'x' => ('k', Some('s')),
            'w' => ('v', None),
            'z' => ('s', None),
            _ => (c, None),
        };
        if c != last {
            out.push(c);
        }
        last = c;
        if let Some(more) = more {
            out.push(more);
            last = more;
        }
    }
    out
}

/// A spelling and where it stands.
struct Spelling<'p> {
    bare: &'p str,
    plain: String,
    /// Pairs, and words in them, each pair once.
    places: Vec<(usize, &'p Word)>,
}

/// Rarer spellings of the names of a batch, in order of pair. The Latin side is the translation.
pub fn variants(
    pages: &[Page<'_>],
    searcher: &mut Searcher,
    lang: Option<Lang>,
    exonyms: Option<&(&'static Gazetteer, &'static Gazetteer)>,
) -> Vec<Variant> {
    if pages.len() < 2 {
        return Vec::new();
    }
    let mut order: Vec<Spelling<'_>> = Vec::new();
    let mut index: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, page) in pages.iter().enumerate() {
        for word in page.words.iter() {
            let n = *index.entry(&word.bare).or_insert_with(|| {
                order.push(Spelling { bare: &word.bare, plain: plain(&word.bare), places: Vec::new() });
                order.len() - 1
            });
            if order[n].places.last().is_none_or(|(last, _)| *last != at) {
                order[n].places.push((at, word));
            }
        }
    }
    let mut groups: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    let mut skeletons: Vec<String> = Vec::new();
    for (n, spelling) in order.iter().enumerate() {
        let key = skeleton(&spelling.plain);
        if key.is_empty() {
            continue;
        }
        let group = groups.entry(key.clone()).or_default();
        if group.len() < SPELLINGS {
            group.push(n);
        }
        if group.len() == 2 {
            skeletons.push(key);
        }
    }
    let known = |plain: &str| attested(plain) || common(lang, plain) || exonyms.is_some_and(|(here, _)| here.is_word(plain));
    let mut out: Vec<Variant> = Vec::new();
    for key in skeletons {
        let group = &groups[&key];
        for (nth, one) in group.iter().enumerate() {
            for other in &group[nth + 1..] {
                let (one, other) = (&order[*one], &order[*other]);
                if !alike(&one.plain, &other.plain) {
                    continue;
                }
                // Two spellings that people are called by, one against one, are two people; France and French are known as well.
                let both = known(&one.plain) && known(&other.plain);
                let far = both && levenshtein(&one.plain, &other.plain) > 1;
                if far && one.places.len().max(other.places.len()) < MANY {
                    continue;
                }
                let Some(seen) = same_name(pages, one, other, searcher, exonyms.filter(|_| !far)) else { continue };
                let (usual, rare) = if usual_first(one, other, &seen, &known, searcher) { (one, other) } else { (other, one) };
                // Two spellings that hold each other the balance are house style, or two people.
                if rare.places.len() > 1 && rare.places.len() * 2 > usual.places.len() + 1 {
                    continue;
                }
                let Some((pair, word)) = rare.places.first() else { continue };
                let Some((usual_pair, usual_word)) = usual.places.first() else { continue };
                let shown = &usual_word.candidate.form;
                out.push(Variant {
                    pair: *pair,
                    span: word.candidate.span.clone(),
                    other: word
                        .found
                        .as_ref()
                        .map(|f| f.span.clone())
                        .filter(|span| same(&key_of(&pages[*pair].other[span.clone()]), &seen)),
                    form: word.candidate.form.to_string(),
                    usual: shown.get(shown.len().saturating_sub(usual.bare.len())..).unwrap_or(shown).to_owned(),
                    usual_pair: *usual_pair,
                    times: usual.places.len(),
                    own: rare.places.len(),
                });
            }
        }
    }
    out.arrange_by_key(|v| (v.pair, v.span.start, std::cmp::Reverse(v.times)));
    out.dedup_by_key(|v| (v.pair, v.span.start));
    out
}

/// Whether two spellings of one skeleton may be one name: Iraq and Iraqi, Amir and Amira may not.
fn alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let derived = long.strip_prefix(short).is_some_and(|rest| rest.chars().all(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'y')));
    one != other && !derived && starts_alike(one, other) && (jaro_winkler(one, other) >= ALIKE || levenshtein(one, other) <= APART)
}

/// Milton and Hamilton do not start alike, Kadhafi and Qaddafi do.
fn starts_alike(one: &str, other: &str) -> bool {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    match (one.chars().next(), other.chars().next()) {
        (Some(a), Some(b)) => a == b || (vowel(a) && vowel(b)) || (a != 'h' && b != 'h' && !vowel(a) && !vowel(b)),
        _ => false,
    }
}

/// The letters of the other side that answer both spellings, if there are such.
fn same_name(
    pages: &[Page<'_>],
    one: &Spelling<'_>,
    other: &Spelling<'_>,
    searcher: &mut Searcher,
    exonyms: Option<&(&'static Gazetteer, &'static Gazetteer)>,
) -> Option<String> {
    // Of two names in one pair, each has its own counterpart.
    let (few, many) = if one.places.len() <= other.places.len() { (one, other) } else { (other, one) };
    if few.places.iter().any(|(at, _)| many.places.iter().any(|(to, _)| at == to)) {
        return None;
    }
    for (at, rare) in few.places.iter().take(LOOKED_AT) {
        let page = &pages[*at];
        let haystack = searcher.haystack(page.other);
        let here = searcher.find(many.bare, page.other, &haystack);
        for (to, usual) in many.places.iter().take(LOOKED_AT) {
            let there = &pages[*to];
            // A name copied in Latin letters, and changed by the way.
            if usual.literal != rare.literal {
                let source = if usual.literal { there.other } else { page.other };
                let (copied, changed) = if usual.literal { (many, page) } else { (few, there) };
                if source.to_lowercase().contains(copied.bare) && changed.other.to_lowercase().contains(copied.bare) {
                    return Some(copied.bare.to_owned());
                }
            }
            if let (Some(found), Some(usual)) = (&here, &usual.found) {
                let (key, other_key) = (key_of(&page.other[found.span.clone()]), key_of(&there.other[usual.span.clone()]));
                if found.probability.max(usual.probability) >= MAY_BE && same(&key, &other_key) {
                    return Some(key);
                }
            }
            // A territory by its own name in each language.
            if let Some((names, abroad)) = exonyms
                && let Some(code) = names.of_word(many.bare).iter().find(|code| abroad.hints(page.other, **code))
                && abroad.hints(there.other, *code)
            {
                return Some(abroad.name(*code).to_owned());
            }
        }
    }
    None
}

/// Whether two keys are one source form: equal but for glued words and, where words are inflected, another ending.
fn same(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().filter(|c| *c != EDGE).collect(), other.chars().filter(|c| *c != EDGE).collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 2 {
        return false;
    }
    if long.len() - short.len() <= GLUED && long.windows(short.len()).any(|window| window == short) {
        return true;
    }
    // Consonants alone are written where words change inside and not at the end.
    let inflected = short.iter().any(|c| matches!(c.script(), Script::Cyrillic | Script::Greek | Script::Armenian | Script::Georgian));
    let shared = short.iter().zip(&long).take_while(|(x, y)| x == y).count();
    inflected && shared >= STEM && short.len() - shared <= 2 && long.len() - shared <= GLUED
}

/// Whether the first of two spellings is the one to hold to: the more frequent, the one that people are called by, the one that fits
/// the other side, the one that comes first.
fn usual_first(one: &Spelling<'_>, other: &Spelling<'_>, key: &str, known: &dyn Fn(&str) -> bool, searcher: &mut Searcher) -> bool {
    let counts = (one.places.len(), other.places.len());
    if counts.0 != counts.1 {
        return counts.0 > counts.1;
    }
    match (known(&one.plain), known(&other.plain)) {
        (true, false) => return true,
        (false, true) => return false,
        _ => {}
    }
    let gain = searcher.fit(key, one.bare) - searcher.fit(key, other.bare);
    if gain.abs() > FITS { gain > 0.0 } else { one.places.first().map(|p| p.0) <= other.places.first().map(|p| p.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skeletons_keep_what_spellings_share() {
        for (one, other) in [
            ("hussein", "husein"),
            ("sarraj", "seraj"),
            ("mexico", "meksico"),
            ("baldwin", "baldvin"),
            ("corbyn", "corbin"),
            ("beattie", "beatie"),
        ] {
            assert_eq!(skeleton(one), skeleton(other));
            assert!(alike(one, other));
        }
        assert_ne!(skeleton("haftar"), skeleton("hafiz"));
        assert!(!alike("milton", "hamilton") && !alike("iraq", "iraqi") && !alike("amir", "amira"));
    }

    #[test]
    fn source_forms_are_told_apart() {
        assert!(same("سراج", "السراج") && same("кавано", "кавано") && same("москва", "москвы"));
        assert!(!same("محمد", "محمود") && !same("كامل", "كمال") && !same("صالح", "صلاح"));
    }
}
