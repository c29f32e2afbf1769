//! Likeness on the surface: equal tokens, and words that sound alike once romanised. Known before any alignment.

use rustc_hash::FxHashMap;

use super::{Entry, Lexicon, Table, Vocabulary, Word, book::real};
use crate::{
    lang::{Renderings, get, is_word_character},
    model::Lang,
    names::{Named, compare},
    text::romanize::{romanize, skeleton},
};

/// Weight of an equal token; names, numbers, copied words.
const EQUAL: f32 = 0.8;
/// Weight of an equal sign (`?`, `:`): weaker, since signs recur.
const EQUAL_SIGN: f32 = 0.4;
/// Weight of the same first four romanised letters, and of the same consonant skeleton.
const PREFIX: f32 = 0.5;
const SKELETON: f32 = 0.4;
/// Weight of words that the comparison of names takes for one, from this probability on.
const NAME: f32 = 0.4;
const ALIKE: f32 = 0.8;
/// Words with the same first two consonants that a word is compared with, at most, and comparisons of a batch.
const MOST_RIVALS: usize = 60;
const COMPARISONS: usize = 20_000;
/// A form shared by more words than this says nothing about any of them.
const CROWD: usize = 12;

/// Weight of a word and its known rendering, and the most forms that one stem may have in a batch.
const RENDERED: f32 = 0.5;
const MOST_FORMS: usize = 40;

/// The most pseudo-counts that a saved lexicon gives a word: what the batch itself shows outweighs it soon.
const TRUSTED: f32 = 4.0;

/// For each source word the likely partners and their weights as pseudo-counts, ascending by partner.
#[derive(Debug, Clone, Default)]
pub struct Prior {
    counts: Table,
    /// The same as probabilities, where they differ from the counts.
    probabilities: Option<Table>,
}

impl Prior {
    /// Likeness of all words of two vocabularies; where their languages are given, also what is known of how words are rendered.
    #[must_use]
    pub fn new(source: &Vocabulary, target: &Vocabulary, langs: Option<(Lang, Lang)>) -> Self {
        let (source_forms, target_forms) = (Forms::new(source), Forms::new(target));
        let mut rows: Vec<Vec<Entry>> = vec![Vec::new(); source.len()];
        for (word, row) in rows.iter_mut().enumerate() {
            partners(word, source, target, &source_forms, &target_forms, |partner, weight| {
                row.push(Entry { target: partner, forward: weight, backward: 0.0 });
            });
            row.sort_unstable_by_key(|entry| entry.target);
        }
        for (word, number) in (0..target.len()).zip(0..) {
            partners(word, target, source, &target_forms, &source_forms, |partner, weight| {
                let row = &mut rows[partner as usize];
                match row.iter_mut().find(|entry| entry.target == number) {
                    Some(entry) => entry.backward = weight,
                    None => row.push(Entry { target: number, forward: 0.0, backward: weight }),
                }
            });
        }
        sounds_alike(source, target, &source_forms, &target_forms, &mut rows);
        if let Some(langs) = langs {
            rendered(source, target, langs, &mut rows);
        }
        let mut table = Table::default();
        for mut row in rows {
            row.sort_unstable_by_key(|entry| entry.target);
            table.push_row(row);
        }
        Prior { counts: table, probabilities: None }
    }

    /// Adds what a saved lexicon knows of the words, the stronger the more often it has seen them.
    #[must_use]
    pub fn with_lexicon(self, lexicon: &Lexicon, source: &Vocabulary, target: &Vocabulary) -> Self {
        let mut counts = Table::default();
        let numbers: Vec<Option<Word>> = lexicon.target.vocabulary.words().iter().map(|word| target.number(word)).collect();
        for (word, number) in source.words().iter().zip(0..) {
            let mut row = self.row(number).to_vec();
            if let Some(known) = lexicon.source.vocabulary.number(word) {
                let strength = |linked: u64| real(linked).min(TRUSTED);
                let mine = strength(lexicon.source.linked[known as usize]);
                for count in lexicon.row(known) {
                    let Some(target) = numbers[count.target as usize] else { continue };
                    let (forward, backward) = lexicon.probabilities(known, *count);
                    let theirs = strength(lexicon.target.linked[count.target as usize]);
                    row.push(Entry { target, forward: mine * forward, backward: theirs * backward });
                }
                row.sort_by_key(|entry| entry.target);
                row.dedup_by(|more, kept| {
                    let same = more.target == kept.target;
                    if same {
                        (kept.forward, kept.backward) = (kept.forward + more.forward, kept.backward + more.backward);
                    }
                    same
                });
            }
            counts.push_row(row);
        }
        let mut prior = Prior { counts, probabilities: None };
        // Words that only look alike keep their weight; those the lexicon knows share one.
        let (source_mass, target_mass) = prior.mass((source.len(), target.len()));
        let mut probabilities = Table::default();
        for (mass, number) in source_mass.iter().zip(0..) {
            probabilities.push_row(prior.row(number).iter().map(|entry| Entry {
                forward: entry.forward / mass.max(1.0),
                backward: entry.backward / target_mass[entry.target as usize].max(1.0),
                ..*entry
            }));
        }
        prior.probabilities = Some(probabilities);
        prior
    }

    /// What is known before anything is aligned, as a lexicon.
    #[must_use]
    pub fn table(&self) -> &Table {
        self.probabilities.as_ref().unwrap_or(&self.counts)
    }

    /// Partners of a source word.
    #[must_use]
    pub fn row(&self, word: Word) -> &[Entry] {
        self.counts.row(word)
    }

    /// Total weight of each source and of each target word.
    pub(super) fn mass(&self, sizes: (usize, usize)) -> (Vec<f32>, Vec<f32>) {
        let mut mass = (vec![0f32; sizes.0], vec![0f32; sizes.1]);
        for (sum, word) in mass.0.iter_mut().zip(0..) {
            for entry in self.row(word) {
                *sum += entry.forward;
                mass.1[entry.target as usize] += entry.backward;
            }
        }
        mass
    }
}

/// Words that are known to answer each other, by way of English; a word shares its weight among all forms that may answer it.
fn rendered(source: &Vocabulary, target: &Vocabulary, langs: (Lang, Lang), rows: &mut [Vec<Entry>]) {
    let words = |lang: Lang| Renderings::of(lang, get(lang)?);
    let (Some(from), Some(to)) = (words(langs.0), words(langs.1)) else { return };
    #[expect(clippy::cast_precision_loss, reason = "counts of a batch")]
    let times = |vocabulary: &Vocabulary, word: Word| vocabulary.count(word) as f32;
    let mut by_stem: [FxHashMap<u16, Vec<(Word, f32)>>; 2] = Default::default();
    for ((vocabulary, known), by_stem) in [(source, from), (target, to)].into_iter().zip(&mut by_stem) {
        for (text, word) in vocabulary.words().iter().zip(0..) {
            let Some((stems, sure)) = known.stems(text) else { continue };
            for stem in stems {
                by_stem.entry(*stem).or_default().push((word, sure));
            }
        }
    }
    let [sources, targets] = by_stem;
    let mut stems: Vec<u16> = sources.keys().copied().filter(|stem| targets.contains_key(stem)).collect();
    stems.sort_unstable();
    for stem in stems {
        let (mine, theirs) = (&sources[&stem], &targets[&stem]);
        if mine.len() > MOST_FORMS || theirs.len() > MOST_FORMS {
            continue;
        }
        let all = |words: &[(Word, f32)], vocabulary| words.iter().map(|(word, _)| times(vocabulary, *word)).sum::<f32>().max(1.0);
        let (mine_all, theirs_all) = (all(mine, source), all(theirs, target));
        for (word, sure) in mine {
            for (other, other_sure) in theirs {
                let weight = RENDERED * sure * other_sure;
                let (forward, backward) = (weight * times(target, *other) / theirs_all, weight * times(source, *word) / mine_all);
                let row = &mut rows[*word as usize];
                match row.iter_mut().find(|entry| entry.target == *other) {
                    Some(entry) => (entry.forward, entry.backward) = (entry.forward.max(forward), entry.backward.max(backward)),
                    None => row.push(Entry { target: *other, forward, backward }),
                }
            }
        }
    }
}

/// Words of two scripts that the comparison of names takes for one name, where cruder likeness saw nothing.
fn sounds_alike(source: &Vocabulary, target: &Vocabulary, forms: &Forms, others: &Forms, rows: &mut [Vec<Entry>]) {
    let mut by_onset: FxHashMap<&str, Vec<Word>> = FxHashMap::default();
    for (bones, word) in others.bones.iter().zip(0..) {
        if let Some(onset) = bones.get(..2) {
            by_onset.entry(onset).or_default().push(word);
        }
    }
    let mut found: Vec<Entry> = Vec::new();
    let mut left = COMPARISONS;
    for (word, row) in rows.iter_mut().enumerate() {
        let (text, bones) = (source.words()[word].as_str(), forms.bones[word].as_str());
        let Some(rivals) = bones.get(..2).and_then(|onset| by_onset.get(onset)) else { continue };
        if rivals.len() > MOST_RIVALS || !row.is_empty() {
            continue;
        }
        found.clear();
        for &rival in rivals {
            let other = target.words()[rival as usize].as_str();
            if text.is_ascii() == other.is_ascii() || others.bones[rival as usize].len().abs_diff(bones.len()) > 1 || left == 0 {
                continue;
            }
            left -= 1;
            #[expect(clippy::cast_possible_truncation, reason = "a probability")]
            let alike = compare(Named { text, lang: None }, Named { text: other, lang: None }) as f32;
            if alike > ALIKE {
                let weight = NAME * alike;
                found.push(Entry { target: rival, forward: weight, backward: weight });
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "at most MOST_RIVALS")]
        let share = 1.0 / found.len().max(1) as f32;
        row.extend(found.iter().map(|entry| Entry { forward: entry.forward * share, backward: entry.backward * share, ..*entry }));
    }
}

/// Romanised keys of the words of one side, and which words share each.
struct Forms {
    prefixes: Keys,
    skeletons: Keys,
    /// Skeleton of each word, also where it is too short to be a key.
    bones: Vec<String>,
}

#[derive(Default)]
struct Keys {
    /// Key of each word; `u32::MAX` for none.
    of: Vec<u32>,
    numbers: FxHashMap<String, u32>,
    words: Vec<Vec<Word>>,
    names: Vec<String>,
}

impl Keys {
    fn add(&mut self, key: Option<&str>, word: Word) {
        let Some(key) = key else {
            self.of.push(u32::MAX);
            return;
        };
        let number = match self.numbers.get(key) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
                self.numbers.insert(key.to_owned(), number);
                self.names.push(key.to_owned());
                self.words.push(Vec::new());
                number
            }
        };
        self.of.push(number);
        self.words[number as usize].push(word);
    }

    /// Words of the other side with the key that `word` has here.
    fn partners<'a>(&self, word: usize, other: &'a Keys) -> &'a [Word] {
        let Some(name) = self.names.get(self.of[word] as usize) else { return &[] };
        other.numbers.get(name).map_or(&[], |number| other.words[*number as usize].as_slice())
    }
}

impl Forms {
    fn new(vocabulary: &Vocabulary) -> Self {
        let mut forms = Forms { prefixes: Keys::default(), skeletons: Keys::default(), bones: Vec::new() };
        for (word, number) in vocabulary.words().iter().zip(0..) {
            let plain = if word.bytes().any(|b| b.is_ascii_digit()) { String::new() } else { romanize(word).replace(' ', "") };
            let bones = skeleton(&plain);
            forms.prefixes.add(plain.get(..4), number);
            forms.skeletons.add((bones.len() >= 3 && plain.len() >= 4).then_some(bones.as_str()), number);
            forms.bones.push(if plain.len() >= 3 { bones } else { String::new() });
        }
        forms
    }
}

fn partners(word: usize, own: &Vocabulary, other: &Vocabulary, forms: &Forms, others: &Forms, mut found: impl FnMut(Word, f32)) {
    let text = &own.words()[word];
    if let Some(number) = other.number(text) {
        found(number, if text.chars().any(is_word_character) { EQUAL } else { EQUAL_SIGN });
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most CROWD")]
    let each = |weight: f32, words: &[Word]| if words.len() <= CROWD { weight / words.len().max(1) as f32 } else { 0.0 };
    let prefixes = forms.prefixes.partners(word, &others.prefixes);
    let skeletons = forms.skeletons.partners(word, &others.skeletons);
    let (by_prefix, by_skeleton) = (each(PREFIX, prefixes), each(SKELETON, skeletons));
    if by_prefix > 0.0 {
        for partner in prefixes {
            found(*partner, if skeletons.contains(partner) { by_prefix.max(by_skeleton) } else { by_prefix });
        }
    }
    if by_skeleton > 0.0 {
        for partner in skeletons.iter().filter(|partner| by_prefix == 0.0 || !prefixes.contains(partner)) {
            found(*partner, by_skeleton);
        }
    }
}
