//! Foreign names that were romanised anew from the source: Zhozep Borrel for Жозеп Боррель, who is Josep Borrell.
//!
//! The letters fit, so sounds find nothing wrong; the attested names do: people of that source form are written otherwise, and nobody
//! anywhere is called like what stands there.

use strsim::osa_distance;

use super::{
    clues::plain,
    lists::{Forms, attested, common, spelled},
    page::{Page, Word},
    places::Gazetteer,
    search::Searcher,
    slips::capitalised,
    standing::{Standing, Stands},
    survey::{Batch, Tongue},
    tables::script_of,
    words::key,
};
use crate::{lang::word_indices, text::romanize::romanize};

/// A word this likely is the rendering of a source form.
const ANSWERS: f32 = 0.5;
/// Letters of a name, and of a case ending of the source.
const LETTERS: usize = 4;
const ENDING: usize = 3;
/// Letters that an attested spelling differs in at least: Sergey and Sergej are both right.
const OTHER: usize = 2;
/// Pairs that have a spelling: from so many on it is how the house writes the name.
const OFTEN: usize = 3;
/// Letters that a romanisation made on the spot differs in from the plain one: й as y or i.
const SLIP: usize = 1;
/// Out of 100.
const SURE: u8 = 64;

/// Looks at all pairs whose Latin side is the translation, where there is a list of names in the other script.
pub fn respelt(
    pages: &[Page<'_>],
    batch: &Batch,
    latin: Tongue,
    searcher: &mut Searcher,
    exonyms: Option<&(&'static Gazetteer, &'static Gazetteer)>,
) -> Vec<Stands> {
    let script = pages.iter().find_map(|page| script_of(page.other));
    let mut out = Vec::new();
    for (pair, page) in pages.iter().enumerate() {
        for word in page.words.iter().filter(|word| word.believed) {
            let shown = plain(&word.bare);
            let odd = shown.len() >= LETTERS
                && !shown.contains(' ')
                && !attested(&shown)
                && !common(latin.lang, &shown)
                && batch.spellings.get(&shown).is_none_or(|pairs| *pairs < OFTEN)
                && !exonyms.is_some_and(|(here, _)| here.derives(&word.bare));
            // Only now is the list read.
            let Some(forms) = odd.then(|| script.and_then(spelled)).flatten() else { continue };
            out.extend(anew(pair, page, word, &shown, forms, searcher));
        }
    }
    out
}

fn anew(pair: usize, page: &Page<'_>, word: &Word, shown: &str, forms: &Forms, searcher: &mut Searcher) -> Option<Stands> {
    let found = word.found.as_ref()?;
    let (at, written) = word_indices(page.other).find(|(at, word)| *at <= found.span.start && found.span.start < at + word.len())?;
    let letters = key(written);
    let ends: Vec<usize> = letters.char_indices().map(|(at, _)| at).chain([letters.len()]).collect();
    let shortest = ends.len().saturating_sub(1 + ENDING).max(LETTERS);
    // The nominative, or the form that is left of a case.
    let form = (shortest..ends.len()).rev().filter_map(|end| letters.get(..ends[end])).find(|form| !forms.spellings(form).is_empty())?;
    let spellings = forms.spellings(form);
    let (usual, distance) = spellings.iter().map(|(usual, _)| (usual, osa_distance(usual, shown))).min_by_key(|(_, distance)| *distance)?;
    let inflected = shown.starts_with(usual.as_str()) || usual.starts_with(shown);
    let likely = searcher.likely(form, shown);
    // An ending that the spelling has as well belongs to another name.
    let another = form != &*letters && searcher.likely(&letters, shown) >= likely;
    if distance < OTHER || inflected || likely < ANSWERS || another {
        return None;
    }
    // Blasey for Блази has its own history; what was romanised anew follows the letters.
    if osa_distance(&plain(&romanize(form)), shown) > SLIP {
        return None;
    }
    Some(Stands {
        pair,
        standing: Standing::Misspelt,
        other: Some(at..at + written.len()),
        span: Some(word.candidate.span.clone()),
        sure: SURE,
        usual: Some(capitalised(usual)),
    })
}
