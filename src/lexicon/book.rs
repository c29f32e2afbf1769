//! A lexicon that outlives its batch: words of two languages and how often each was translated by which.
//!
//! Everything is kept as whole numbers of small units, so that lexicons of parts add up to the same whatever the order.

use super::{Prior, Samples, Trained, Vocabulary, Word, adequacy, learn};
use crate::{model::Lang, text::tokens::each_token};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

/// Units of a count.
pub(super) const UNIT: f32 = 32.0;
/// Taken off every count, and added to every denominator, as in training: what was seen once may be chance.
const DISCOUNT: f32 = 0.3;
const DENOMINATOR: f32 = 0.7;
/// Translations less likely than this both ways are left out of a finished lexicon.
const NEGLIGIBLE: f32 = 0.004;
/// Words of a segment that are looked at.
const MOST_WORDS: usize = 80;
/// Longer tokens are data, not words.
pub(super) const LONGEST_WORD: usize = 64;

/// The words of one side.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub vocabulary: Vocabulary,
    /// How many words of the other side each word explains, in units.
    pub linked: Vec<u64>,
    /// In how many pairs a word was looked for on the other side, and how often it was found there, in 1/256.
    pub usual: Vec<(u32, u32)>,
}

impl Words {
    pub fn add(&mut self, word: &str, times: u32, linked: u64, usual: (u32, u32)) -> Word {
        let number = self.vocabulary.add_times(word, times);
        let at = number as usize;
        if at == self.linked.len() {
            self.linked.push(linked);
            self.usual.push(usual);
        } else {
            self.linked[at] = self.linked[at].saturating_add(linked);
            let known = &mut self.usual[at];
            *known = (known.0.saturating_add(usual.0), known.1.saturating_add(usual.1));
        }
        number
    }
}

/// How often two words translated each other, in units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub target: Word,
    pub forward: u32,
    pub backward: u32,
}

/// A lexicon of two languages.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    pub(super) langs: Option<(Lang, Lang)>,
    /// Pairs of text it was learnt from.
    pub(super) pairs: u64,
    pub(super) source: Words,
    pub(super) target: Words,
    /// Where the counts of each source word end; by target word within.
    pub(super) ends: Vec<u32>,
    pub(super) counts: Vec<Count>,
    /// How much of the habits of source and target words holds in the texts at hand, where that was looked at.
    pub(super) temper: Option<(f32, f32)>,
    /// How well the words of the pairs it was learnt from explain each other, where those are judged next.
    pub(super) judged: Option<Box<adequacy::Judged>>,
}

impl Lexicon {
    /// The words of the source and of the target side, with how often it has seen them.
    #[must_use]
    pub fn vocabularies(&self) -> (&Vocabulary, &Vocabulary) {
        (&self.source.vocabulary, &self.target.vocabulary)
    }

    /// What training on the samples of a batch came to.
    #[must_use]
    pub fn of_batch(source: Vocabulary, target: Vocabulary, samples: Samples, trained: &Trained) -> Self {
        Self::taught(source, target, samples, trained, None)
    }

    /// With the keys of the samples, how well their words explain each other is remembered.
    fn taught(source: Vocabulary, target: Vocabulary, samples: Samples, trained: &Trained, keys: Option<Vec<u64>>) -> Self {
        let [source_linked, target_linked] =
            trained.totals().map(|totals| totals.map(|total| u64::from(units(total))).collect::<Vec<u64>>());
        let mut lexicon = Lexicon {
            pairs: samples.len() as u64,
            source: Words { usual: vec![(0, 0); source.len()], linked: source_linked, vocabulary: source },
            target: Words { usual: vec![(0, 0); target.len()], linked: target_linked, vocabulary: target },
            ..Lexicon::default()
        };
        for word in 0..lexicon.source.vocabulary.len() {
            let start = lexicon.counts.len();
            let counts = trained.counts(word).map(|(target, f, b)| Count { target, forward: units(f), backward: units(b) });
            lexicon.counts.extend(counts.filter(|count| count.forward + count.backward > 0));
            lexicon.counts[start..].sort_unstable_by_key(|count| count.target);
            lexicon.ends.push(end(&lexicon.counts));
        }
        adequacy::learn_usual(&mut lexicon, samples, trained, keys);
        lexicon
    }

    /// Languages it is for.
    #[must_use]
    pub fn langs(&self) -> Option<(Lang, Lang)> {
        self.langs
    }

    /// Pairs of text it was learnt from.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// Numbers of words on both sides, and of their translations.
    #[must_use]
    pub fn size(&self) -> (usize, usize, usize) {
        (self.source.vocabulary.len(), self.target.vocabulary.len(), self.counts.len())
    }

    pub(super) fn row(&self, word: Word) -> &[Count] {
        let at = word as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.counts[start as usize..self.ends[at] as usize]
    }

    /// `p(target | source)` and `p(source | target)` of a count.
    pub(super) fn probabilities(&self, source: Word, count: Count) -> (f32, f32) {
        let of = |units: u32, total: u64| (real(u64::from(units)) - DISCOUNT).max(0.0) / (real(total) + DENOMINATOR);
        (of(count.forward, self.source.linked[source as usize]), of(count.backward, self.target.linked[count.target as usize]))
    }

    /// Adds what another lexicon of the same languages knows. Adding in any order comes to the same.
    pub fn merge(&mut self, other: &Lexicon) {
        self.judged = None;
        let mut rows: Vec<FxHashMap<Word, (u32, u32)>> = Vec::with_capacity(self.ends.len());
        for word in 0..end(&self.ends) {
            rows.push(self.row(word).iter().map(|count| (count.target, (count.forward, count.backward))).collect());
        }
        let take = |words: &mut Words, more: &Words| -> Vec<Word> {
            let mut numbers = Vec::with_capacity(more.vocabulary.len());
            let mut seen = 0;
            for (at, word) in more.vocabulary.words().iter().enumerate() {
                let times = more.vocabulary.count(end(&numbers));
                seen += u64::from(times);
                numbers.push(words.add(word, times, more.linked[at], more.usual[at]));
            }
            words.vocabulary.add_others(more.vocabulary.total().saturating_sub(seen));
            numbers
        };
        let sources = take(&mut self.source, &other.source);
        let targets = take(&mut self.target, &other.target);
        rows.resize_with(self.source.vocabulary.len(), FxHashMap::default);
        for (number, word) in sources.iter().zip(0..) {
            for count in other.row(word) {
                let sum = rows[*number as usize].entry(targets[count.target as usize]).or_default();
                *sum = (sum.0.saturating_add(count.forward), sum.1.saturating_add(count.backward));
            }
        }
        self.counts.clear();
        self.ends.clear();
        for row in rows {
            let start = self.counts.len();
            self.counts.extend(row.into_iter().map(|(target, (forward, backward))| Count { target, forward, backward }));
            self.counts[start..].sort_unstable_by_key(|count| count.target);
            self.ends.push(end(&self.counts));
        }
        self.pairs = self.pairs.saturating_add(other.pairs);
        self.langs = self.langs.or(other.langs);
    }

    /// The same lexicon for the other direction.
    #[must_use]
    pub fn flipped(&self) -> Self {
        let mut rows: Vec<Vec<Count>> = vec![Vec::new(); self.target.vocabulary.len()];
        for word in 0..end(&self.ends) {
            for count in self.row(word) {
                rows[count.target as usize].push(Count { target: word, forward: count.backward, backward: count.forward });
            }
        }
        let mut flipped = Lexicon {
            langs: self.langs.map(|(source, target)| (target, source)),
            pairs: self.pairs,
            source: self.target.clone(),
            target: self.source.clone(),
            ..Lexicon::default()
        };
        for row in rows {
            flipped.counts.extend(row);
            flipped.ends.push(end(&flipped.counts));
        }
        flipped
    }

    /// The same words in alphabetical order: what is saved does not depend on the order of learning. `whole` keeps every
    /// count, so that lexicons of parts can be added; otherwise what no search would use is left out.
    #[must_use]
    pub(super) fn sorted(&self, whole: bool) -> Self {
        let kept = |word: Word, count: &Count| {
            let (forward, backward) = self.probabilities(word, *count);
            whole || forward > NEGLIGIBLE || backward > NEGLIGIBLE
        };
        let (mut sources, mut targets) = (vec![whole; self.source.vocabulary.len()], vec![whole; self.target.vocabulary.len()]);
        for word in 0..end(&self.ends) {
            for count in self.row(word).iter().filter(|count| kept(word, count)) {
                sources[word as usize] = true;
                targets[count.target as usize] = true;
            }
        }
        let order = |words: &Words, wanted: &[bool]| -> (Words, Vec<Option<Word>>, Vec<Word>) {
            let all = words.vocabulary.words();
            let mut order: Vec<Word> = (0..end(all)).filter(|w| wanted[*w as usize] && all[*w as usize].len() <= LONGEST_WORD).collect();
            order.sort_unstable_by(|a, b| all[*a as usize].cmp(&all[*b as usize]));
            let (mut sorted, mut numbers) = (Words::default(), vec![None; all.len()]);
            for word in &order {
                let at = *word as usize;
                numbers[at] = Some(sorted.add(&all[at], words.vocabulary.count(*word), words.linked[at], words.usual[at]));
            }
            sorted.vocabulary.add_others(words.vocabulary.total().saturating_sub(sorted.vocabulary.total()));
            (sorted, numbers, order)
        };
        let (source, _, order_of_source) = order(&self.source, &sources);
        let (target, numbers, _) = order(&self.target, &targets);
        let mut out = Lexicon { langs: self.langs, pairs: self.pairs, source, target, ..Lexicon::default() };
        for word in order_of_source {
            let start = out.counts.len();
            for count in self.row(word).iter().filter(|count| kept(word, count)) {
                if let Some(target) = numbers[count.target as usize] {
                    out.counts.push(Count { target, ..*count });
                }
            }
            out.counts[start..].sort_unstable_by_key(|count| count.target);
            out.ends.push(end(&out.counts));
        }
        out
    }
}

/// Reads the texts of one side.
#[derive(Debug, Default)]
struct Reader {
    vocabulary: Vocabulary,
    /// The words of pieces between blanks that were read before: most of a text is made of them.
    pieces: FxHashMap<Box<str>, SmallVec<[Word; 2]>>,
}

/// Pieces that are remembered at a time.
const PIECES: usize = 1 << 15;

impl Reader {
    fn words(&mut self, text: &str) -> Vec<Word> {
        let Reader { vocabulary, pieces } = self;
        let mut words: Vec<Word> = Vec::with_capacity(text.len() / 6 + 1);
        // No token goes on behind a blank.
        for piece in text.split(' ').filter(|piece| !piece.is_empty()) {
            if let Some(known) = pieces.get(piece) {
                for word in known.iter().take(MOST_WORDS - words.len()) {
                    vocabulary.count_again(*word);
                    words.push(*word);
                }
            } else {
                let first = words.len();
                each_token(piece, |token| {
                    if words.len() < MOST_WORDS {
                        words.push(vocabulary.add(token));
                    }
                });
                if words.len() < MOST_WORDS && piece.len() <= LONGEST_WORD {
                    if pieces.len() >= PIECES {
                        pieces.clear();
                    }
                    pieces.insert(piece.into(), words[first..].into());
                }
            }
        }
        words
    }
}

/// Collects pairs of text and learns from them.
#[derive(Debug, Default)]
pub struct Learner {
    source: Reader,
    target: Reader,
    samples: Samples,
    seen: FxHashSet<u64>,
    /// Of each sample, what its texts are known by.
    keys: Vec<u64>,
}

impl Learner {
    /// Takes a pair of texts that translate each other, and how sure that is. What was there before teaches nothing.
    pub fn add(&mut self, source: &str, target: &str, weight: f32) {
        let key = adequacy::key(source, target);
        if !self.seen.insert(key) {
            return;
        }
        let (from, to) = (self.source.words(source), self.target.words(target));
        self.samples.add(&from, &to, weight, 0);
        self.keys.resize(self.samples.len(), key);
    }

    /// Pairs that count.
    #[must_use]
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// What the pairs teach.
    #[must_use]
    pub fn learn(self, langs: Option<(Lang, Lang)>) -> Lexicon {
        self.taught(langs, false)
    }

    /// The same for judging these very pairs next: what was found of them on the way is remembered.
    #[must_use]
    pub fn learn_to_judge(self, langs: Option<(Lang, Lang)>) -> Lexicon {
        self.taught(langs, true)
    }

    fn taught(self, langs: Option<(Lang, Lang)>, remembers: bool) -> Lexicon {
        let (source, target) = (self.source.vocabulary, self.target.vocabulary);
        let prior = Prior::new(&source, &target, langs);
        let (_, trained) = learn(&self.samples, &prior, (source.len(), target.len()), &|| false);
        let keys = remembers.then_some(self.keys);
        Lexicon { langs, ..Lexicon::taught(source, target, self.samples, &trained, keys) }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count that is not negative")]
pub(super) fn units(count: f32) -> u32 {
    (count * UNIT).round() as u32
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
pub(super) fn real(units: u64) -> f32 {
    units as f32 / UNIT
}

pub(super) fn end<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn learnt(pairs: &[(&str, &str)]) -> Lexicon {
        let mut learner = Learner::default();
        for (source, target) in pairs {
            learner.add(source, target, 1.0);
        }
        let lang = |tag| Lang::parse(tag).ok();
        learner.learn(lang("en").zip(lang("de")))
    }

    pub const PAIRS: [(&str, &str); 6] = [
        ("the harbour is open", "der Hafen ist offen"),
        ("the harbour is closed", "der Hafen ist geschlossen"),
        ("a bridge is open", "eine Brücke ist offen"),
        ("the bridge is closed", "die Brücke ist geschlossen"),
        ("a harbour and a bridge", "ein Hafen und eine Brücke"),
        ("ships and a harbour", "Schiffe und ein Hafen"),
    ];

    /// The likeliest translation of a word.
    fn translation(lexicon: &Lexicon, word: &str) -> Option<String> {
        let number = lexicon.source.vocabulary.number(word)?;
        let best = lexicon.row(number).iter().max_by_key(|count| (count.forward, count.backward))?;
        Some(lexicon.target.vocabulary.words()[best.target as usize].clone())
    }

    #[test]
    fn learns_from_pairs_and_reads_both_ways() {
        let lexicon = learnt(&PAIRS);
        assert_eq!(translation(&lexicon, "harbou").as_deref(), Some("hafen"));
        assert_eq!(translation(&lexicon, "bridge").as_deref(), Some("brucke"));
        let flipped = lexicon.flipped();
        assert_eq!(translation(&flipped, "hafen").as_deref(), Some("harbou"));
        assert_eq!(flipped.flipped().counts, lexicon.counts);
    }

    proptest::proptest! {
        #[test]
        fn words_are_read_piece_by_piece_as_in_the_whole_text(texts in proptest::collection::vec("[abé\u{645}\u{4e2d}\u{3042}1%?.’\u{301}\u{a0}\u{fb01}\u{e19} ]{0,20}", 1..6)) {
            let mut reader = Reader::default();
            for text in &texts {
                let words: Vec<String> = reader.words(text).iter().map(|word| reader.vocabulary.words()[*word as usize].clone()).collect();
                proptest::prop_assert_eq!(words, crate::text::tokens::tokens(text));
            }
            proptest::prop_assert_eq!(reader.vocabulary.total(), texts.iter().map(|text| crate::text::tokens::tokens(text).len() as u64).sum::<u64>());
        }
    }

    #[test]
    fn the_same_pair_teaches_once() {
        let twice: Vec<_> = PAIRS.iter().chain(&PAIRS).copied().collect();
        assert_eq!(learnt(&twice).pairs(), learnt(&PAIRS).pairs());
    }

    #[test]
    fn parts_add_up_in_any_order() {
        let (one, other, third) = (learnt(&PAIRS[..2]), learnt(&PAIRS[2..4]), learnt(&PAIRS[4..]));
        let sum = |parts: [&Lexicon; 3]| {
            let mut sum = parts[0].clone();
            sum.merge(parts[1]);
            sum.merge(parts[2]);
            sum.sorted(true)
        };
        let (a, b) = (sum([&one, &other, &third]), sum([&third, &one, &other]));
        assert_eq!((a.counts, a.ends, a.source.linked, a.pairs), (b.counts, b.ends, b.source.linked, b.pairs));
        assert_eq!(a.target.usual, b.target.usual);
        assert_eq!(a.source.vocabulary.words(), b.source.vocabulary.words());
    }
}
