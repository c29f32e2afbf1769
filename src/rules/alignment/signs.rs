//! Signs that two texts belong together or not, none of which needs anything learnt: lengths, figures, names, copied and kindred words,
//! marks. Each says little; `fit_signs` has weighed what they say together.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;
use unicode_script::Script;

use super::length::{deviation, general};
use crate::{
    lang::{Account, Concepts, Language, Renderings, Shared, dominant_script, get, shared, words_in},
    model::{Bead, Lang, Segment},
    names::{
        candidates::{Common, candidates},
        lists::common,
        places::Gazetteer,
        ranks::{Ranks, agree},
    },
    rules::{Bitext, Context, Pair, Side, names::gather},
    text::{
        ends::{asks, ending},
        quotes,
        romanize::{romanize, skeleton},
    },
};

/// What is counted of a pair, in this order.
pub const SIGNS: [&str; 43] = [
    "bias",
    "length off",
    "length far off",
    "figures answered",
    "figures open",
    "figures and none answered",
    "words copied",
    "words alike",
    "words not alike",
    "names answered",
    "names unanswered",
    "names suspected",
    "quotation marks in both",
    "quotation marks in one",
    "brackets in both",
    "brackets in one",
    "question in both",
    "question in one",
    "exclamation in both",
    "exclamation in one",
    "colon in both",
    "colon in one",
    "dash in both",
    "dash in one",
    "commas differ",
    "sentences differ",
    "negation in both",
    "negation in one",
    "ends differ",
    "things in both",
    "things of the source alone",
    "things of the target alone",
    "places in both",
    "places in one",
    "ranks in both",
    "nothing in both",
    "nothing in both, by words",
    "nothing in both, by things",
    "words as elsewhere",
    "words not as elsewhere",
    "words as rendered",
    "words not as rendered",
    "renderings in sum",
];

/// The signs of a pair.
pub type Signs = [f32; SIGNS.len()];

/// Signs about figures, and about lengths, by their places.
const FIGURES: std::ops::RangeInclusive<usize> = 3..=5;
const LENGTHS: std::ops::RangeInclusive<usize> = 1..=2;
/// The first sign about renderings: where they are known, the others say less.
const RENDERED: usize = 40;

/// What the signs say together, as log-likelihood ratios: two texts about different things against a translation.
#[derive(Debug, Clone, Copy)]
pub struct Verdict {
    pub all: f32,
    /// The same without figures, which may be wrong in a translation, and without lengths, for a piece of a text.
    pub without_figures: f32,
    pub without_lengths: f32,
}

/// Weighs the signs of two texts.
#[must_use]
pub fn weigh(signs: &Signs, one_script: bool) -> Verdict {
    static WEIGHTS: OnceLock<[Signs; 4]> = OnceLock::new();
    let weights = WEIGHTS.get_or_init(|| read(include_str!("../data/signs.tsv")));
    let rendered = signs[RENDERED..].iter().any(|sign| *sign != 0.0);
    let weights = &weights[usize::from(!one_script) + 2 * usize::from(rendered)];
    let sum = |places: &dyn Fn(usize) -> bool| (0..signs.len()).filter(|at| places(*at)).map(|at| signs[at] * weights[at]).sum();
    Verdict { all: sum(&|_| true), without_figures: sum(&|at| !FIGURES.contains(&at)), without_lengths: sum(&|at| !LENGTHS.contains(&at)) }
}

/// Reads a table of weights: name, weight for one script, weight for two, and further columns.
pub(super) fn read<const N: usize, const COLUMNS: usize>(text: &str) -> [[f32; N]; COLUMNS] {
    let mut weights = [[0.0; N]; COLUMNS];
    for (at, line) in text.lines().filter(|line| !line.starts_with('#')).take(N).enumerate() {
        for (place, cell) in line.split('\t').skip(1).take(COLUMNS).enumerate() {
            weights[place][at] = cell.parse().unwrap_or(0.0);
        }
    }
    weights
}

/// Words of a side that are compared: a longer text shows enough in its beginning.
const MOST_WORDS: usize = 80;
/// What the words of the texts say counts up to this.
const MOST_ACCOUNT: f32 = 3.0;
/// Letters of a word that is compared, romanised.
const SHORTEST: usize = 4;

/// Whether both sides of a pair are written in one script whose letters are sounds.
#[must_use]
pub fn one_script(source: &str, target: &str) -> bool {
    let script = dominant_script(source);
    script == dominant_script(target) && script != Some(Script::Han)
}

/// Below this the cheap signs alone say that two texts belong together: one hit in seventy is lost, and four good pairs in five need no more.
const SURELY_FINE: f32 = -4.0;

/// The same with all signs but names, which seldom weigh more than this together: where they could not bring a pair into doubt they are
/// not looked for.
const SURELY_FINE_BUT_FOR_NAMES: f32 = -1.0;

/// Pairs that teach their words well enough, as in the batches that the weights were fitted on, and what those words say on the average.
const TAUGHT: f64 = 60.0;
const UNTAUGHT: f32 = 2.0;

/// Characters of a source and of a translation below which the signs of a pair say too little.
const SHORTEST_SOURCE: usize = 30;
const SHORTEST_TARGET: usize = 12;

/// Weighs a pair of a document; `None` where one of the languages is not known or the texts are short. Where the first look says that all is
/// well the verdict is that of the first look.
pub fn suspect(bitext: &Bitext<'_>, pair: &Pair<'_>, cx: &Context<'_>) -> Option<Verdict> {
    let long = |text: &str, shortest: usize| text.chars().nth(shortest - 1).is_some();
    if !long(pair.source_text(), SHORTEST_SOURCE) || !long(pair.target_text(), SHORTEST_TARGET) {
        return None;
    }
    *pair.verdict(|| weighed(bitext, pair, cx))
}

fn weighed(bitext: &Bitext<'_>, pair: &Pair<'_>, cx: &Context<'_>) -> Option<Verdict> {
    let known = |lang: Option<Lang>| lang.and_then(get).is_some();
    if !known(cx.source_lang) || !known(cx.target_lang) {
        return None;
    }
    let one = one_script(pair.source_text(), pair.target_text());
    let mut counted = marks(pair, cx);
    let first = weigh(&counted, one);
    if first.all < SURELY_FINE {
        return Some(first);
    }
    // Names are looked up in this pair alone: what a whole document knows of them takes more time than it tells here.
    let seen = add_words(&mut counted, pair, cx);
    add_names(&mut counted, &seen, (0, 0, 0.0));
    let second = weigh(&counted, one);
    if second.all < SURELY_FINE_BUT_FOR_NAMES {
        return Some(second);
    }
    let (source, target) = (pair.source_text(), pair.target_text());
    let names = if bitext.pairs.len() == 1 && cx.names.is_none() {
        named(bitext, source, target, cx)
    } else {
        let by_itself = Context { names: None, ..*cx };
        alone(source, target, cx, |bitext, _| named(bitext, source, target, &by_itself)).unwrap_or_default()
    };
    add_names(&mut counted, &seen, names);
    // Where few pairs or none teach their words, they cannot speak for a good pair: the rest must say more.
    #[expect(clippy::cast_precision_loss, reason = "only small counts matter")]
    let taught = cx.lexicon.map_or(0.0, |lexicon| real(lexicon.pairs() as f64 / TAUGHT).min(1.0));
    let verdict = weigh(&counted, one);
    let less = UNTAUGHT * (1.0 - taught);
    Some(Verdict { all: verdict.all - less, without_figures: verdict.without_figures - less, ..verdict })
}

/// Makes two texts a pair of their own.
pub(super) fn alone<T>(source: &str, target: &str, cx: &Context<'_>, look: impl FnOnce(&Bitext<'_>, &Pair<'_>) -> T) -> Option<T> {
    let (from, to) = ([Segment::line(0, source)], [Segment::line(0, target)]);
    let side = |lang, segments| Side { lang, path: "", segments, aside: &[] };
    let beads = [Bead { source: 0..1, target: 0..1, confidence: 1.0, score: 0.0, moved: false }];
    let bitext = Bitext::new(side(cx.source_lang, &from), side(cx.target_lang, &to), &beads);
    bitext.pairs.first().map(|pair| look(&bitext, pair))
}

/// Counts the signs of two texts that are a pair of their own.
#[must_use]
pub fn signs(bitext: &Bitext<'_>, pair: &Pair<'_>, cx: &Context<'_>) -> Signs {
    let mut counted = marks(pair, cx);
    let seen = add_words(&mut counted, pair, cx);
    add_names(&mut counted, &seen, named(bitext, pair.source_text(), pair.target_text(), cx));
    counted
}

/// The signs that are cheap to count: lengths, figures, marks, and what the words of the batch say.
fn marks(pair: &Pair<'_>, cx: &Context<'_>) -> Signs {
    let (source, target) = (pair.source_text(), pair.target_text());
    let z = real(deviation(pair, general(cx), cx).abs());
    let numbers = pair.numbers(cx);
    let open = numbers.changed.len() * 2 + numbers.missing.len() + numbers.extra.len();
    let held = |marks: fn(&str) -> bool| (marks(source), marks(target));
    let question = (asks(source, cx.source), asks(target, cx.target));
    let quoted = held(|text| quotes::marks(text).len() > 1);
    let (mine, theirs) = (Marks::of(source), Marks::of(target));
    let has = |mark: fn(&Marks) -> bool| (mark(&mine), mark(&theirs));
    let (brackets, shouts, colon, dash) = (has(|m| m.brackets), has(|m| m.shouts), has(|m| m.colon), has(|m| m.dash));
    let denied = if cx.source.negation.is_known() && cx.target.negation.is_known() {
        (cx.source.negation.stands_in(&pair.source_folded(cx)), cx.target.negation.stands_in(&pair.target_folded(cx)))
    } else {
        (false, false)
    };
    let (commas, other_commas) = (count(mine.commas), count(theirs.commas));
    let stops = |marks: &Marks| 1.0 + count(marks.stops.min(9));
    let account = pair.adequacy(cx).map_or(0.0, |account| account.source.evidence() + account.target.evidence());
    // A language that does not end its sentences with a mark divides them without marks, too.
    let marked = !cx.source.sentence.unmarked && !cx.target.sentence.unmarked;
    let if_marked = |value: f32| if marked { value } else { 0.0 };
    let both = |(one, other): (bool, bool)| flag(one && other);
    let one = |(one, other): (bool, bool)| flag(one != other);
    let mut counted = [0.0; SIGNS.len()];
    counted[..6].copy_from_slice(&[
        1.0,
        z.min(6.0),
        (z - 1.5).clamp(0.0, 4.0).powi(2),
        log(numbers.equal.len()),
        log(open),
        flag(numbers.equal.is_empty() && open > 0),
    ]);
    counted[12..29].copy_from_slice(&[
        both(quoted),
        one(quoted),
        both(brackets),
        one(brackets),
        both(question),
        one(question),
        both(shouts),
        one(shouts),
        both(colon),
        one(colon),
        both(dash),
        one(dash),
        if_marked((commas - other_commas).abs() / (commas + other_commas + 1.0).sqrt()),
        if_marked((stops(&mine) / stops(&theirs)).ln().abs()),
        both(denied),
        one(denied),
        if_marked(flag(ending(source, cx.source).end != ending(target, cx.target).end)),
    ]);
    counted[38..RENDERED].copy_from_slice(&[account.clamp(0.0, MOST_ACCOUNT), (-account).clamp(0.0, MOST_ACCOUNT)]);
    counted
}

/// The marks of a text.
#[derive(Default)]
struct Marks {
    brackets: bool,
    shouts: bool,
    colon: bool,
    dash: bool,
    commas: usize,
    stops: usize,
}

impl Marks {
    fn of(text: &str) -> Self {
        let mut marks = Marks::default();
        for (at, c) in text.char_indices() {
            match c {
                'a'..='z' | 'A'..='Z' | ' ' => {}
                ',' | '،' | '，' | '、' => marks.commas += 1,
                '.' | '?' | '。' | '？' | '؟' | '।' | '۔' => marks.stops += 1,
                '!' | '！' => (marks.shouts, marks.stops) = (true, marks.stops + 1),
                '(' | '[' | '（' | '【' => marks.brackets = true,
                ':' | '：' => marks.colon = true,
                '–' | '—' | ';' | '；' | '؛' => marks.dash = true,
                '-' => marks.dash |= text[..at].ends_with(' ') && text[at + 1..].starts_with(' '),
                _ => {}
            }
        }
        marks
    }
}

/// What was seen of the words of a pair.
struct Seen {
    /// What both sides have: figures, words, things, places, ranks.
    shared: usize,
    strange: f32,
    open_things: f32,
}

/// The signs for which words are looked up.
fn add_words(counted: &mut Signs, pair: &Pair<'_>, cx: &Context<'_>) -> Seen {
    let (source, target) = (pair.source_text(), pair.target_text());
    let words = Words::new(source, target);
    let (source_lower, target_lower) = (source.to_lowercase(), target.to_lowercase());
    let (things, others) = things(&source_lower, &target_lower, cx);
    let (places, places_alone) = places(source, target, cx);
    let ranks = ranks(source, target, cx);
    counted[6..9].copy_from_slice(&[log(words.copied), log(words.alike), words.strange]);
    counted[29..35].copy_from_slice(&[
        log(things.answered.max(others.answered)),
        log(things.open),
        log(others.open),
        log(places),
        log(places_alone),
        log(ranks),
    ]);
    let account = rendered(&source_lower, &target_lower, cx);
    let root = (1.0 + count(account.words)).sqrt();
    let sum = account.answered + account.open;
    counted[RENDERED..].copy_from_slice(&[
        account.answered / root,
        account.open.abs() / root,
        (sum / root).clamp(-MOST_ACCOUNT, MOST_ACCOUNT),
    ]);
    Seen {
        shared: pair.numbers(cx).equal.len() + words.copied + words.alike + things.answered + places + ranks,
        strange: words.strange,
        open_things: log(things.open) + log(others.open),
    }
}

/// The signs of names, and of pairs that have nothing in common.
fn add_names(counted: &mut Signs, seen: &Seen, (answered, unanswered, suspected): (usize, usize, f32)) {
    let nothing = flag(seen.shared + answered == 0);
    counted[9..12].copy_from_slice(&[log(answered), log(unanswered), suspected]);
    counted[35..38].copy_from_slice(&[nothing, nothing * seen.strange, nothing * seen.open_things]);
}

/// Names with a counterpart, names without, and how many of those are surely lost.
fn named(bitext: &Bitext<'_>, source: &str, target: &str, cx: &Context<'_>) -> (usize, usize, f32) {
    if dominant_script(source) == Some(Script::Latin) && dominant_script(target) == Some(Script::Latin) {
        let (one, other) = (capitals(source, target, cx.source, cx), capitals(target, source, cx.target, cx));
        return (one.0 + other.0, one.1 + other.1, 0.0);
    }
    let Some(gathered) = gather(bitext, cx) else { return (0, 0, 0.0) };
    gathered.count(0)
}

/// Capitalised words inside a text that are no common ones: how many have their like on the other side, and how many not.
fn capitals(text: &str, other: &str, language: &'static Language, cx: &Context<'_>) -> (usize, usize) {
    let all = Common::new(std::iter::once(text), language);
    let key = |word: &str| romanize(word).replace(' ', "");
    let theirs: Vec<String> = words_in(other).take(MOST_WORDS).map(key).collect();
    let names: FxHashSet<String> = candidates(text, &all)
        .iter()
        .filter(|word| !word.initial)
        .map(|word| key(&word.form))
        .filter(|key| key.len() >= SHORTEST && !common(cx.source_lang, key) && !common(cx.target_lang, key))
        .collect();
    let answered =
        names.iter().filter(|name| theirs.iter().any(|word| word.len() >= 4 && name.len() >= 4 && word[..4] == name[..4])).count();
    (answered, names.len() - answered)
}

/// Common things that both texts name.
fn things(source: &str, target: &str, cx: &Context<'_>) -> (Shared, Shared) {
    let words = |lang: Option<Lang>, facts| lang.and_then(|lang| Concepts::of(lang, facts));
    let (Some(one), Some(other)) = (words(cx.source_lang, cx.source), words(cx.target_lang, cx.target)) else { return Default::default() };
    shared(&one.meanings(source), &other.meanings(target))
}

/// What is known of how words are rendered.
fn rendered(source: &str, target: &str, cx: &Context<'_>) -> Account {
    let words = |lang: Option<Lang>, facts| lang.and_then(|lang| Renderings::of(lang, facts));
    let (Some(one), Some(other)) = (words(cx.source_lang, cx.source), words(cx.target_lang, cx.target)) else { return Account::default() };
    Renderings::compare((one, source), (other, target))
}

/// Territories that both texts name, and those that one names alone.
fn places(source: &str, target: &str, cx: &Context<'_>) -> (usize, usize) {
    let gazetteer = |lang: Option<Lang>, facts| lang.and_then(|lang| Gazetteer::of(lang, facts));
    let (Some(one), Some(other)) = (gazetteer(cx.source_lang, cx.source), gazetteer(cx.target_lang, cx.target)) else { return (0, 0) };
    let codes = |gazetteer: &Gazetteer, text: &str| -> FxHashSet<u16> { gazetteer.places(text).iter().map(|place| place.code).collect() };
    let (from, to) = (codes(one, source), codes(other, target));
    let both = from.intersection(&to).count();
    (both, from.len() + to.len() - 2 * both)
}

/// Ranks and offices that both texts name.
fn ranks(source: &str, target: &str, cx: &Context<'_>) -> usize {
    let (one, other) = (Ranks::of(cx.source), Ranks::of(cx.target));
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    let theirs = other.find(target);
    one.find(source).iter().filter(|rank| theirs.iter().any(|other| agree(rank.kind, other.kind))).count()
}

/// What the words of two texts share on the surface.
struct Words {
    copied: usize,
    alike: usize,
    /// Share of the longer words of both that have nothing like them, by the number of words.
    strange: f32,
}

impl Words {
    fn new(source: &str, target: &str) -> Self {
        let romanised = |text: &str| -> Vec<String> {
            words_in(text).take(MOST_WORDS).map(|word| romanize(word).replace(' ', "")).filter(|word| word.len() >= SHORTEST).collect()
        };
        let (from, to) = (romanised(source), romanised(target));
        let whole: FxHashSet<&str> = to.iter().map(String::as_str).collect();
        let forms = |word: &str| [word.get(..4).map(str::to_owned), Some(skeleton(word)).filter(|s| s.len() >= 4).map(|s| s + "#")];
        let kin: FxHashSet<String> = to.iter().flat_map(|word| forms(word)).flatten().collect();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let (mut copied, mut alike, mut strange) = (0, 0, 0);
        for word in &from {
            if !seen.insert(word) {
                continue;
            }
            if whole.contains(word.as_str()) {
                copied += 1;
            } else if forms(word).into_iter().flatten().any(|form| kin.contains(&form)) {
                alike += 1;
            } else {
                strange += 1;
            }
        }
        Words { copied, alike, strange: log(strange) }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "small")]
fn real(value: f64) -> f32 {
    value as f32
}

fn count(value: usize) -> f32 {
    f32::from(u16::try_from(value).unwrap_or(u16::MAX))
}

fn log(value: usize) -> f32 {
    (1.0 + count(value)).ln()
}

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_sign_in_order() {
        let named: Vec<&str> = include_str!("../data/signs.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split('\t').next())
            .collect();
        assert_eq!(named, SIGNS);
        let [one, two, ..]: [Signs; 4] = read(include_str!("../data/signs.tsv"));
        assert!(one.iter().chain(&two).filter(|weight| **weight != 0.0).count() > SIGNS.len());
    }
}
