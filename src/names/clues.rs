//! What is known about each capitalised word of the Latin side: how it is answered here, in the rest of the batch, and what else it might be.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    candidates::bare,
    contrast::Rival,
    evidence::{WordFacts, log_odds, weights},
    kept::Memo,
    letters::{EDGE, latin, native},
    lists::{attested, common},
    page::{Beside, Page, Word},
    places::Gazetteer,
    search::{Haystack, Searcher},
    slips::{capitalised, corrections},
    survey::{Batch, Slip, Strange, model_of_word},
    together::{Bond, Company, Frequency, Pieces, pieces},
    words::key_of,
};
use crate::model::Lang;

/// From this probability on a word counts as answered.
const ANSWERED: f32 = 0.5;
/// Letters of the pieces that tell what stands together, and where words have no blanks between them.
const PIECE: usize = 4;
const PIECE_UNSPACED: usize = 2;
/// How much worse a better known spelling may fit.
const NO_WORSE: f32 = -1.0;
/// How much less likely than the word itself it may be.
const EVEN: f32 = 0.1;
/// A word this likely to be its counterpart needs no rival.
const RIGHT: f32 = 0.97;
/// Letters that two forms of one name may differ in.
const NEAR_KEY: usize = 2;

/// A plain spelling, the pairs that have it, and whether somebody is called so.
type BetterKnown = (String, usize, bool);

/// What the whole batch says about the words of its Latin side.
pub struct Clues<'a> {
    pieces: Pieces<'a>,
    pub frequency: Frequency,
    companies: FxHashMap<&'a str, Company>,
    batch: &'a Batch,
    exonyms: Option<&'a (&'static Gazetteer, &'static Gazetteer)>,
    lang: Option<Lang>,
    /// Whether what a doubt is worked out from is kept with it, for those who fit the weights.
    pub keeps_facts: bool,
    /// Plain spelling → the better known spelling one slip away.
    slips: RefCell<FxHashMap<String, Option<BetterKnown>>>,
}

thread_local! {
    /// Plain spelling → spellings one slip away that somebody or some place is called by, in the order of the slips.
    static NAMED: RefCell<Memo<Rc<[Box<str>]>>> = RefCell::default();
}

/// The plain letters of a spelling.
pub fn plain(form: &str) -> String {
    latin(form).letters.into_iter().collect::<String>().trim().to_owned()
}

impl<'a> Clues<'a> {
    pub fn new(
        pages: &'a [Page<'a>],
        batch: &'a Batch,
        exonyms: Option<&'a (&'static Gazetteer, &'static Gazetteer)>,
        lang: Option<Lang>,
        unspaced: bool,
        keeps_facts: bool,
    ) -> Self {
        let length = if unspaced { PIECE_UNSPACED } else { PIECE };
        let parts = Pieces::new(pages.len(), move |at| pieces(&native(pages[at].other).letters, length));
        // What stands together is told from other pairs.
        let frequency = parts.frequency();
        let mut places: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, page) in pages.iter().enumerate() {
            for word in page.words.iter() {
                let list = places.entry(&word.bare).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        let companies = places
            .into_iter()
            .filter(|(_, list)| list.len() > 1)
            .map(|(word, list)| (word, Company::new(list.iter().map(|at| parts.of(*at)), &frequency)))
            .collect();
        Clues { pieces: parts, frequency, companies, batch, exonyms, lang, keeps_facts, slips: RefCell::default() }
    }

    /// The words of a pair that should have a counterpart, weighed.
    pub fn words(&self, at: usize, page: &Page<'_>, searcher: &mut Searcher, capitals_everywhere: bool) -> Vec<Strange> {
        let mut out = Vec::new();
        let mut haystack = None;
        for word in page.words.iter().filter(|word| !word.literal) {
            let answered = word.found.as_ref().is_some_and(|f| f.probability >= ANSWERED);
            let (yes, no) = self.batch.tally.get(&*word.bare).copied().unwrap_or_default();
            let (yes, no) = if word.believed { (yes.saturating_sub(1), no) } else { (yes, no.saturating_sub(1)) };
            // Where every noun has a capital, one that is never answered is a noun.
            if capitals_everywhere && yes == 0 && !answered {
                continue;
            }
            let slip = self.slip(word, page, searcher, &mut haystack);
            let rival = self.rival(word, page, searcher);
            let facts = self.facts(at, page, word, (yes, no), slip.as_ref(), rival.as_ref());
            let alone = weights().alone(model_of_word(answered), &facts);
            out.push(Strange {
                pair: at,
                span: word.candidate.span.clone(),
                form: Arc::clone(&word.candidate.form),
                run: word.candidate.run,
                answered,
                answered_elsewhere: yes,
                unanswered_elsewhere: no,
                near: word.found.as_ref().map(|f| (f.span.clone(), f.probability)),
                slip: slip.map(Box::new),
                rival: rival.map(Box::new),
                place: false,
                facts: self.keeps_facts.then(|| Box::new(facts)),
                alone,
                doubt: alone,
            });
        }
        out
    }

    #[expect(clippy::cast_precision_loss, reason = "counts and lengths")]
    fn facts(
        &self,
        at: usize,
        page: &Page<'_>,
        word: &Word,
        (yes, no): (usize, usize),
        slip: Option<&Slip>,
        rival: Option<&Rival>,
    ) -> WordFacts {
        let flag = |is: bool| f32::from(u8::from(is));
        let many = |n: usize| (1.0 + n as f32).ln();
        let letters = word.bare.chars().count().max(1) as f32;
        let (probability, score) = word.found.as_ref().map_or((0.0, -5.0), |f| (f.probability, f.score));
        let bond = self.companies.get(&*word.bare).map_or_else(Bond::default, |c| c.bond(&self.pieces.of(at), &self.frequency));
        let bare = plain(&word.bare);
        let ordinary = common(self.lang, &bare);
        let here = word.found.as_ref().map(|f| key_of(&page.other[f.span.clone()]));
        let (usual, another) = self.counterparts(&word.bare, here.as_deref(), probability);
        let run = page.words.iter().filter(|w| w.candidate.run == word.candidate.run).count();
        [
            1.0,
            log_odds(probability),
            (score / letters).clamp(-2.0, 4.0),
            letters.min(14.0),
            flag(word.candidate.initial),
            flag(ordinary && yes == 0),
            flag(ordinary && yes > 0),
            many(yes),
            many(no),
            usual,
            another,
            bond.here.min(8.0),
            bond.lacking.min(8.0),
            flag(word.beside == Beside::Next),
            flag(word.beside == Beside::Apart),
            slip.map_or(0.0, |s| many(s.elsewhere)),
            slip.map_or(0.0, |s| flag(s.attested)),
            slip.filter(|s| s.elsewhere > 0).map_or(0.0, |s| s.gain.min(10.0)),
            slip.filter(|s| s.elsewhere == 0).map_or(0.0, |s| s.gain.min(10.0)),
            rival.map_or(0.0, |r| r.gain.min(10.0)),
            flag(attested(&bare)),
            flag(self.exonym(word, page)),
            flag(yes + no == 0),
            flag(run > 1),
        ]
    }

    /// Whether one of these spellings is a name somewhere.
    #[must_use]
    pub fn knows(&self, forms: &[(String, usize)]) -> bool {
        forms.iter().any(|(form, _)| {
            let bare = plain(&bare(form));
            attested(&bare) && !common(self.lang, &bare)
        })
    }

    /// How often the batch answers a word by what answers it here, and by something else.
    #[expect(clippy::cast_precision_loss, reason = "counts")]
    fn counterparts(&self, bare: &str, here: Option<&str>, probability: f32) -> (f32, f32) {
        let Some(keys) = self.batch.keys.get(bare) else { return (0.0, 0.0) };
        let (mut same, mut other) = (0usize, 0usize);
        for (key, count) in keys {
            if here.is_some_and(|here| near_key(here, key)) { same += count } else { other += count }
        }
        // This pair itself is among them where it was sure enough.
        if probability >= 0.8 {
            same = same.saturating_sub(1);
        }
        ((1.0 + same as f32).ln(), if same == 0 { (1.0 + other as f32).ln() } else { 0.0 })
    }

    /// Germany, ألمانيا, and German: the other side has the territory, by another name.
    fn exonym(&self, word: &Word, page: &Page<'_>) -> bool {
        self.exonyms.is_some_and(|(here, there)| here.of_word(&word.bare).iter().any(|code| there.hints(page.other, *code)))
    }

    /// The best known spelling one slip away, if it fits the other side at least as well.
    fn slip(&self, word: &Word, page: &Page<'_>, searcher: &mut Searcher, haystack: &mut Option<Haystack>) -> Option<Slip> {
        let bare = plain(&word.bare);
        let own = self.batch.spellings.get(&bare).copied().unwrap_or(0);
        let (spelling, elsewhere, attested) =
            self.slips.borrow_mut().entry(bare.clone()).or_insert_with(|| self.better_known(&bare, own)).clone()?;
        // It must fit some place of the other side better than the word fits its own.
        let stands = word.found.as_ref().map_or(0.0, |f| searcher.fit(&page.other[f.span.clone()], &bare));
        let right = searcher.find(&spelling, page.other, haystack.get_or_insert_with(|| searcher.haystack(page.other)))?;
        let gain = searcher.fit(&page.other[right.span], &spelling) - stands;
        if gain < NO_WORSE || right.probability < ANSWERED.max(word.found.as_ref().map_or(0.0, |f| f.probability - EVEN)) {
            return None;
        }
        Some(Slip { spelling: capitalised(&spelling), elsewhere, attested, gain })
    }

    /// A spelling that the sounds would fit better, asked of words that stand alone and that nobody is called.
    fn rival(&self, word: &Word, page: &Page<'_>, searcher: &mut Searcher) -> Option<Rival> {
        if word.rival.is_some() {
            return word.rival.as_deref().cloned();
        }
        let found = word.found.as_ref().filter(|f| f.score > 0.0 && f.probability < RIGHT)?;
        let bare = plain(&word.bare);
        if self.batch.spellings.get(&bare).is_some_and(|n| *n > 1) || attested(&bare) || common(self.lang, &bare) {
            return None;
        }
        searcher.rival(&page.other[found.span.clone()], &word.candidate.form)
    }

    fn better_known(&self, bare: &str, own: usize) -> Option<BetterKnown> {
        let known_itself = attested(bare) || common(self.lang, bare) || self.exonyms.is_some_and(|(here, _)| here.is_word(bare));
        // Where no other word of the batch is near, only names that are known anyway can be better.
        let near = |other: &str| other != bare && other.len().abs_diff(bare.len()) <= 1 && letters_apart(other, bare) <= 2;
        let alone = self.batch.spellings.len() <= FEW && !self.batch.spellings.keys().any(|other| near(other));
        if alone && (own > 1 || known_itself) {
            return None;
        }
        let named = |text: &str| attested(text) || self.exonyms.is_some_and(|(here, _)| here.is_word(text));
        if alone {
            let owner = self.exonyms.map_or(0, |(here, _)| here.id());
            let known = NAMED.with_borrow_mut(|memo| {
                memo.get(owner, bare, || {
                    let mut out: Vec<Box<str>> = Vec::new();
                    corrections(bare, |letters| out.extend(std::str::from_utf8(letters).ok().filter(|text| named(text)).map(Box::from)));
                    out.into()
                })
            });
            return known.iter().find(|text| !derived(bare, text)).map(|text| (text.to_string(), 0, true));
        }
        let mut best: Option<(usize, bool, String)> = None;
        corrections(bare, |letters| {
            let Ok(text) = std::str::from_utf8(letters) else { return };
            let elsewhere = self.batch.spellings.get(text).copied().unwrap_or(0);
            let named = named(text);
            if (elsewhere > own || (named && own <= 1 && !known_itself))
                && !derived(bare, text)
                && best.as_ref().is_none_or(|(most, name, _)| (elsewhere, named) > (*most, *name))
            {
                best = Some((elsewhere, named, text.to_owned()));
            }
        });
        best.map(|(elsewhere, named, text)| (text, elsewhere, named))
    }
}

/// Spellings of a batch that are compared one by one.
const FEW: usize = 40;

/// Letters that one word has and the other has not, both ways together, whatever their order.
fn letters_apart(one: &str, other: &str) -> u32 {
    let mut counts = [0i8; 32];
    for (text, by) in [(one, 1i8), (other, -1)] {
        for b in text.bytes() {
            let slot = &mut counts[usize::from(b & 31)];
            *slot = slot.saturating_add(by);
        }
    }
    counts.iter().map(|n| u32::from(n.unsigned_abs())).sum()
}

/// Korea and Korean, Marks and Mark.
fn derived(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    long.strip_prefix(short).is_some_and(|rest| matches!(rest, "n" | "s"))
}

/// Whether two keys are one name with another ending or a glued word.
fn near_key(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.contains(short) && short.chars().count() >= 3 {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (short.chars().filter(|c| *c != EDGE).collect(), long.chars().filter(|c| *c != EDGE).collect());
    let shared = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    shared >= 3 && b.len() - shared <= NEAR_KEY + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_may_be_inflected() {
        assert!(near_key("аткинсон", "аткинсона") && near_key("سراج", "السراج") && near_key("москва", "москве"));
        assert!(!near_key("حفتر", "السراج") && !near_key("палу", "пари"));
    }
}
