//! Names judged by where they stand in one pair: beside the rest of a name, after a title, in a row of names. What a batch of one
//! sentence can know.

use std::{ops::Range, rc::Rc};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    chains::{Chain, Knowledge, Sides, Token},
    cities::capital_of,
    clues::plain,
    lists::attested,
    page::Page,
    search::Searcher,
    survey::Strange,
    words::key,
};
use crate::text::romanize::{romanize, skeleton};

/// A neighbour with a place this sure tells where the rest of its name should be.
const NEIGHBOUR: f32 = 0.6;
/// A word this likely to be the name is its rendering beside the rest of it, and anywhere.
const ANSWERS: f32 = 0.3;
const SOUNDS: f32 = 0.5;
/// The same for a word in lower case.
const LOUD: f32 = 0.9;
/// A whole word less likely than this does not sound like its counterpart, whatever its beginning does.
const UNLIKE: f32 = 0.27;
/// A word less likely than this is another name.
const FAINT: f32 = 0.15;
/// Weight of a row of words that may be a name without a counterpart, and of one that is a name though no title says so.
const NAME: f32 = 1.4;
const SURELY: f32 = 2.0;
const FAIR: f32 = 0.5;
const LISTED: f32 = 1.0;
/// Letters of a word below which it is like too much.
const LETTERS: usize = 4;
/// Letters of an ending that a meaning may have: hope, hopeful.
const ENDING: usize = 3;

/// What may be wrong with a name by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The whole name is gone, or a part of it beside the rest.
    Missing,
    Partial,
    /// Another name stands there, or an ordinary word.
    Mismatch,
    Translated,
    /// It hardly sounds like it.
    Misspelt,
    /// A full name that nothing in the source sounds like.
    Extra,
    /// Another city stands there.
    Place,
}

/// A name that is not what it should be.
#[derive(Debug, Clone, PartialEq)]
pub struct Stands {
    pub pair: usize,
    pub standing: Standing,
    /// Bytes of the other side, and of the Latin side.
    pub other: Option<Range<usize>>,
    pub span: Option<Range<usize>>,
    /// Out of 100.
    pub sure: u8,
    /// The spelling that fits.
    pub usual: Option<String>,
}

/// Looks at all pairs whose Latin side is the translation.
#[must_use]
pub fn standing(pages: &[Page<'_>], strange: &[Strange], known: &Knowledge<'_>, searcher: &mut Searcher) -> Vec<Stands> {
    let mut out = Vec::new();
    let mut slips: FxHashMap<(usize, usize), &str> = FxHashMap::default();
    for word in strange.iter().filter(|word| word.answered_elsewhere == 0) {
        let slip = word.slip.as_ref().filter(|slip| slip.attested || slip.elsewhere > 0).map(|slip| slip.spelling.as_str());
        if let Some(right) = slip.or(word.rival.as_ref().map(|rival| rival.spelling.as_str())) {
            slips.insert((word.pair, word.span.end), right);
        }
    }
    if known.other.facts.unspaced {
        return out;
    }
    // Names that the text has had already: later on a part of them will do.
    let mut seen: FxHashSet<Rc<str>> = FxHashSet::default();
    for (pair, page) in pages.iter().enumerate() {
        if page.latin.is_empty() || page.other.is_empty() {
            continue;
        }
        let sides = Sides::new(page, known, searcher);
        let mut judge = Judge { pair, page, known, sides: &sides, slips: &slips, seen: &seen, searcher: &mut *searcher, out: &mut out };
        let chains = sides.chains(page.other);
        let mut strangers = sides.strangers(page.latin);
        for chain in chains {
            judge.chain(&chain, &mut strangers);
        }
        judge.cities();
        judge.strangers(&strangers);
        seen.extend(sides.units.iter().filter(|unit| unit.token.is_some()).map(|unit| key(unit.word)));
    }
    out
}

struct Judge<'j, 't> {
    pair: usize,
    page: &'j Page<'t>,
    known: &'j Knowledge<'j>,
    sides: &'j Sides<'t>,
    slips: &'j FxHashMap<(usize, usize), &'j str>,
    seen: &'j FxHashSet<Rc<str>>,
    searcher: &'j mut Searcher,
    out: &'j mut Vec<Stands>,
}

impl Judge<'_, '_> {
    fn report(&mut self, standing: Standing, other: Option<Range<usize>>, span: Option<Range<usize>>, sure: u8) {
        self.out.push(Stands { pair: self.pair, standing, other, span, sure, usual: None });
    }

    fn chain(&mut self, chain: &Chain, strangers: &mut Vec<Range<usize>>) {
        let sides = self.sides;
        let sure = |unit: usize| sides.units[unit].token.is_some_and(|(_, sure)| sure >= NEIGHBOUR);
        // What stands at the head of the chain without a counterpart: a whole name, if it is long enough for one.
        let head = chain.clone().take_while(|at| sides.units[*at].token.is_none()).count();
        let mut end = chain.start + head;
        while end > chain.start && sides.units[end - 1].small {
            end -= 1;
        }
        let whole = chain.start..end;
        let names = whole.clone().filter(|at| !sides.units[*at].small).count();
        let weight: f32 = sides.units[whole.clone()].iter().map(|u| u.weight).sum();
        let unnamed = weight >= NAME && names > 1 && !sides.units[chain.start].article;
        if unnamed && (end == chain.end || weight >= SURELY) {
            self.gone(&whole, weight, strangers);
        }
        if end == chain.end || unnamed && weight >= SURELY {
            return;
        }
        for unit in chain.clone().filter(|at| !sides.units[*at].small) {
            let before = (chain.start..unit).rev().find(|at| !sides.units[*at].small).filter(|at| sure(*at));
            let after = (unit + 1..chain.end).find(|at| !sides.units[*at].small).filter(|at| sure(*at));
            if let Some((token, _)) = sides.units[unit].token
                && let Some(neighbour) = before.or(after)
                && self.unlike(unit, token, neighbour)
            {
                continue;
            }
            if let (Some((token, _)), Some(neighbour)) = (sides.units[unit].token, before) {
                self.apart(unit, token, neighbour);
                continue;
            }
            // What follows a given name and a surname is the next word of the sentence.
            let full = before.is_some_and(|at| at > chain.start && at + 1 == unit && sides.units[at - 1].token.is_some());
            let neighbour = before.filter(|_| !full).map(|at| (at, true)).or(after.map(|at| (at, false)));
            if let Some((neighbour, after)) = neighbour.filter(|_| sides.units[unit].token.is_none()) {
                self.part(unit, neighbour, after, strangers);
            }
        }
    }

    /// A part of a name of whose counterpart only the beginning sounds like it: נתניהו as "Natanya". Answers whether it is one.
    fn unlike(&mut self, unit: usize, token: usize, neighbour: usize) -> bool {
        let (written, shown) = (&self.sides.units[unit], &self.sides.tokens[token]);
        let Some((other, _)) = self.sides.units[neighbour].token else { return false };
        let beside = self.sides.beside(self.page.latin, other, true) == Some(token)
            || self.sides.beside(self.page.latin, other, false) == Some(token);
        // Where names have cases, a word says less than its stem; and Arabic letters leave out too much.
        let cased = written.word.starts_with(|c: char| c.is_uppercase() || c.is_lowercase());
        let foreign = |word: &str| word.chars().any(|c| c.is_ascii_alphanumeric());
        if !beside
            || self.known.forms.is_some()
            || cased
            || !shown.free
            || shown.ordinary
            || written.city.is_some()
            || short(written.word)
            || short(shown.word)
            || foreign(written.word)
        {
            return false;
        }
        let stems = self
            .known
            .other
            .facts
            .words
            .clitics
            .iter()
            .chain(&self.known.other.facts.words.article_prefixes)
            .filter_map(|small| written.word.strip_prefix(small.as_str()));
        let likely = std::iter::once(written.word).chain(stems).map(|word| self.searcher.likely(word, shown.word)).fold(0.0, f32::max);
        if likely >= UNLIKE {
            return false;
        }
        let span = written.span.clone();
        self.report(Standing::Misspelt, Some(span), Some(shown.span.clone()), 62);
        true
    }

    /// Weight of a word that may be a part of a name beside another part: where words are listed, many people have it.
    fn fair(&self) -> f32 {
        if self.known.forms.is_some() { LISTED } else { FAIR }
    }

    /// A name by its translation, away from the rest of it: "Amr called Moses".
    fn apart(&mut self, unit: usize, token: usize, neighbour: usize) {
        let Some((other, _)) = self.sides.units[neighbour].token else { return };
        let (shown, latin) = (&self.sides.tokens[token], self.page.latin);
        let beside = self.sides.beside(latin, other, true) == Some(token) || self.sides.beside(latin, other, false) == Some(token);
        let lower = shown.word.to_lowercase();
        if !beside && self.known.meanings(self.sides.units[unit].word).contains(&lower) {
            let span = self.sides.units[unit].span.clone();
            self.report(Standing::Translated, Some(span), Some(shown.span.clone()), 75);
        }
    }

    /// Cities that the Latin side has not, and that another city or an ordinary word stands for.
    fn cities(&mut self) {
        let sides = self.sides;
        for (at, unit) in sides.units.iter().enumerate().filter(|(_, unit)| unit.city.is_some() && unit.token.is_none()) {
            let here = unit.city.and_then(capital_of);
            // The country may stand for its capital.
            if here.is_some_and(|code| self.known.exonyms.is_some_and(|(here, _)| here.hints(self.page.latin, code))) {
                continue;
            }
            let others: Vec<&Token<'_>> = sides.tokens.iter().filter(|t| t.city.is_some() && t.unit.is_none()).collect();
            let lone = sides.units.iter().filter(|u| u.city.is_some() && u.token.is_none()).count() == 1;
            if let ([other], true) = (others.as_slice(), lone) {
                self.report(Standing::Place, Some(unit.span.clone()), Some(other.span.clone()), 84);
            } else if let Some((_, word)) = self.meant(&[at]) {
                self.report(Standing::Translated, Some(unit.span.clone()), Some(word), 72);
            }
        }
    }

    /// What of the Latin side sounds like a word, of those that answer nothing else.
    fn sounds(&mut self, unit: usize) -> Option<(usize, f32)> {
        let word = self.sides.units[unit].word;
        let free: Vec<usize> = (0..self.sides.tokens.len())
            .filter(|at| self.sides.tokens[*at].unit.is_none() && self.sides.tokens[*at].word.len() > 1)
            .collect();
        let targets: Vec<_> =
            free.iter().map(|at| (self.sides.tokens[*at].word, self.searcher.target(self.sides.tokens[*at].word))).collect();
        self.searcher.answer(word, &targets).map(|(at, _, likely)| (free[at], likely))
    }

    /// A word of the Latin side that says what a name means.
    fn meant(&self, units: &[usize]) -> Option<(usize, Range<usize>)> {
        units.iter().find_map(|unit| {
            let meanings = self.known.meanings(self.sides.units[*unit].word);
            let token = self.sides.tokens.iter().filter(|t| t.unit.is_none() && !t.title).find(|t| {
                let lower = t.word.to_lowercase();
                meanings.iter().any(|m| lower.strip_prefix(m.as_str()).is_some_and(|rest| rest.chars().count() <= ENDING))
            })?;
            Some((*unit, token.span.clone()))
        })
    }

    /// A word of a name whose neighbour has its counterpart.
    fn part(&mut self, unit: usize, neighbour: usize, after: bool, strangers: &mut Vec<Range<usize>>) {
        let span = self.sides.units[unit].span.clone();
        let Some((token, _)) = self.sides.units[neighbour].token else { return };
        let sounds = self.sounds(unit);
        let likely = sounds.map_or(0.0, |(_, likely)| likely);
        let own = self.sides.beside(self.page.latin, token, after);
        let turned =
            self.sides.beside(self.page.latin, token, !after).filter(|at| self.sides.tokens[*at].free && !self.sides.tokens[*at].ordinary);
        let weight = self.sides.units[unit].weight;
        let stands = own.filter(|at| self.sides.tokens[*at].free).or(turned);
        // Only beside what people are called: "European glory" is no name.
        let person = self.sides.tokens[token].free && !self.sides.tokens[token].ordinary;
        let meant = self.meant(&[unit]).filter(|_| person);
        if let Some(at) = stands.filter(|at| self.sides.tokens[*at].unit.is_none()) {
            let shown = &self.sides.tokens[at];
            let called = attested(&plain(shown.word));
            if kin(self.sides.units[unit].word, shown.word) && self.unlike(unit, at, neighbour) {
                strangers.retain(|run| !run.contains(&at));
                return;
            }
            let likely = self.searcher.likely(self.sides.units[unit].word, shown.word);
            let slip = self.slips.get(&(self.pair, shown.span.end)).filter(|_| !called);
            let (kind, sure) = if meant.is_some_and(|(_, word)| word == shown.span) {
                (Standing::Translated, 86)
            } else if likely >= ANSWERS
                || shown.ordinary
                || weight < if slip.is_some() { FAIR } else { self.fair() }
                || short(shown.word)
                || short(self.sides.units[unit].word)
            {
                return;
            } else if slip.is_some() {
                (Standing::Misspelt, 83)
            } else if kin(self.sides.units[unit].word, shown.word) || likely >= FAINT {
                return;
            } else if called {
                (Standing::Mismatch, 64)
            } else if person && weight >= 1.0 {
                (Standing::Mismatch, 55)
            } else {
                return;
            };
            strangers.retain(|run| !run.contains(&at));
            let usual = slip.filter(|_| kind == Standing::Misspelt).map(|slip| (*slip).to_owned());
            self.out.push(Stands { pair: self.pair, standing: kind, other: Some(span), span: Some(shown.span.clone()), sure, usual });
            return;
        }
        if let Some((_, word)) = meant {
            self.report(Standing::Translated, Some(span), Some(word), 68);
            return;
        }
        if own.or(turned).is_some_and(|at| self.sides.tokens[at].capital) || likely >= ANSWERS || weight < self.fair() {
            return;
        }
        // "Volodymyr the Green", "Holly the official": an article where the rest of the name should be.
        let beside = own.filter(|_| after).map(|at| self.sides.tokens[at].word.to_lowercase());
        let article = beside.is_some_and(|word| self.known.latin.facts.names.articles.contains(&word));
        if article && person {
            let to = own.map_or(token, |at| (at + 1).min(self.sides.tokens.len() - 1));
            self.report(
                Standing::Translated,
                Some(span),
                own.map(|at| self.sides.tokens[at].span.start..self.sides.tokens[to].span.end),
                71,
            );
        } else if weight >= 1.0 && person && !self.seen.contains(&*key(self.sides.units[unit].word)) {
            self.report(Standing::Partial, Some(span), None, 52);
        }
    }

    /// A name of which no word has a counterpart.
    fn gone(&mut self, chain: &Chain, weight: f32, strangers: &mut Vec<Range<usize>>) {
        let words: Vec<usize> = chain.clone().filter(|at| !self.sides.units[*at].small).collect();
        let span = self.sides.units[chain.start].span.start..self.sides.units[chain.end - 1].span.end;
        let least = |token: usize| if self.sides.tokens[token].capital { SOUNDS } else { LOUD };
        if words.iter().filter_map(|at| self.sounds(*at)).any(|(token, likely)| likely >= least(token)) {
            return;
        }
        let titled = self.sides.units[chain.start].titled && words.len() > 1;
        // Capitals in a row are names of parties and papers as well.
        let surely = titled || self.known.forms.is_some() && weight >= SURELY;
        let surname = self.known.forms.is_some() && self.sides.units[chain.end - 1].article;
        if let Some((_, word)) = self.meant(&words).filter(|_| surely || surname) {
            self.report(Standing::Translated, Some(span), Some(word), if surely { 82 } else { 70 });
            return;
        }
        let alike = strangers.iter().position(|run| (run.len() > 1) == (words.len() > 1));
        if let Some(at) = alike {
            let run = strangers.remove(at);
            let shown = self.sides.tokens[run.start].span.start..self.sides.tokens[run.end - 1].span.end;
            self.report(Standing::Mismatch, Some(span), Some(shown), if surely { 86 } else { 84 });
        } else if surely && !words.iter().any(|at| self.seen.contains(&*key(self.sides.units[*at].word))) {
            self.report(Standing::Missing, Some(span), None, if titled { 74 } else { 62 });
        }
    }

    /// Full names that nothing in the source sounds like.
    fn strangers(&mut self, strangers: &[Range<usize>]) {
        let hangul = self.page.other.chars().any(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c));
        for run in strangers.iter().filter(|run| run.len() > 1 && !hangul) {
            let tokens = &self.sides.tokens[run.clone()];
            if tokens.iter().filter(|t| !t.small).count() < 2 || tokens.iter().any(|t| t.ordinary && !t.small) {
                continue;
            }
            let units: Vec<&str> = self.sides.units.iter().filter(|u| u.token.is_none()).map(|u| u.word).collect();
            let mut like: Vec<f32> = Vec::new();
            for token in tokens.iter().filter(|t| !t.small) {
                like.push(units.iter().map(|word| self.searcher.likely(word, token.word)).fold(0.0, f32::max));
            }
            if like.iter().all(|l| *l < SOUNDS) && like.iter().any(|l| *l < ANSWERS) {
                let span = tokens[0].span.start..tokens[tokens.len() - 1].span.end;
                self.report(Standing::Extra, None, Some(span), 85);
            }
        }
    }
}

fn short(word: &str) -> bool {
    word.chars().count() < LETTERS
}

/// Whether the consonants of one word hold those of the other.
fn kin(one: &str, other: &str) -> bool {
    let (one, other) = (skeleton(&romanize(one)), skeleton(&romanize(other)));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= 2 && long.contains(&short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lang::or_default,
        model::Lang,
        names::{Tongue, survey},
    };

    fn found(lang: &str, source: &str, target: &str) -> Vec<(Standing, String)> {
        let tongue = |tag: &str| Tongue { lang: Lang::parse(tag).ok(), facts: or_default(Lang::parse(tag).ok()) };
        let survey = survey(&[(source, target)], tongue(lang), tongue("en")).expect("two scripts");
        let shown = |stand: &Stands| stand.span.clone().map_or(String::new(), |span| target[span].to_owned());
        survey.stands.iter().map(|stand| (stand.standing, shown(stand))).collect()
    }

    #[test]
    fn a_name_is_judged_in_one_sentence() {
        let mut wrong = Vec::new();
        for (lang, source, target, standing, shown) in [
            ("ar", "زار الشيخ منصور بن زايد آل نهيان باريس أمس.", "The sheikh visited Paris yesterday.", Standing::Missing, ""),
            (
                "ar",
                "قالت الصحفية شيرين أبو عاقلة ذلك.",
                "The journalist Shireen, father of a sane woman, said so.",
                Standing::Translated,
                "sane",
            ),
            ("ar", "وصل الوزير عادل الجبير إلى القاهرة.", "A fair minister arrived in Cairo.", Standing::Translated, "fair"),
            ("ar", "وصل وزير الخارجية السعودي عادل الجبير.", "A fair Saudi foreign minister arrived.", Standing::Translated, "fair"),
            ("ar", "وصل كامل الوزير أمس.", "The full minister arrived yesterday.", Standing::Translated, "full"),
            ("ar", "دعا عمرو موسى إلى قمة.", "Amr called Moses to a summit.", Standing::Translated, "Moses"),
            ("ar", "وصل الوزير عادل الجبير إلى القاهرة.", "Faisal bin Farhan arrived in Cairo.", Standing::Mismatch, "Faisal bin Farhan"),
            ("ar", "اندلعت مواجهات في القدس.", "Clashes broke out in Hebron.", Standing::Place, "Hebron"),
            (
                "he",
                "בנימין נתניהו נפגש עם בני גנץ בירושלים.",
                "Benjamin Netanyahu met Yair Lapid in Jerusalem.",
                Standing::Extra,
                "Yair Lapid",
            ),
            (
                "hi",
                "नरेंद्र मोदी ने दिल्ली में अमित शाह से मुलाकात की।",
                "Narendra Modi met Rajnath Singh in Delhi.",
                Standing::Extra,
                "Rajnath Singh",
            ),
            (
                "hy",
                "Նիկոլ Փաշինյանը հանդիպեց Արարատ Միրզոյանին։",
                "Nikol Pashinyan met Armen Sarkissian.",
                Standing::Mismatch,
                "Armen Sarkissian",
            ),
            ("ru", "Журналист Сергей Лавров встретился с Жозепом Боррелем.", "The journalist met Josep Borrell.", Standing::Missing, ""),
            ("uk", "Володимир Зеленський зустрівся з ним.", "Volodymyr the Green met him.", Standing::Translated, "Green"),
            ("he", "אתמול דיבר אברהם רוזנבלום בכנס.", "Yesterday Avraham Rozen spoke at a conference.", Standing::Misspelt, "Rozen"),
        ] {
            let all = found(lang, source, target);
            if !all.contains(&(standing, shown.to_owned())) {
                wrong.push(format!("{source} {target}: {all:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn right_names_pass() {
        for (lang, source, target) in [
            ("ar", "وصل عادل الجبير إلى القاهرة.", "Adel al-Jubeir arrived in Cairo."),
            ("ar", "أفاد البيت الأبيض بذلك.", "The White House said so."),
            ("ru", "Кубок Райдера начался.", "The Ryder Cup began."),
            ("he", "אתמול דיבר בנימין נתניהו בכנס.", "Yesterday Binyamin Netanyahu spoke at a conference."),
            ("hi", "कल नरेंद्र मोदी ने भाषण दिया।", "Yesterday Narendra Modi gave a speech."),
            ("ko", "가수 아리아나 그란데(Ariana Grande)가 왔다.", "Singer Ariana Grande came."),
        ] {
            assert_eq!(found(lang, source, target), [], "{source}");
        }
    }
}
