//! How much a word sounds like a foreign name rather than a word of its language, where no capital letters tell: letters in threes,
//! of names against those of the batch's own words.

use std::{collections::hash_map::Entry, sync::OnceLock};

use rustc_hash::FxHashMap;
use unicode_script::Script;

use super::{
    letters::{EDGE, native},
    tables::unpack,
};

/// Weight of the shorter context.
const SMOOTHING: f32 = 5.0;
/// Letters that a script may have, for those never seen.
const LETTERS: f32 = 100.0;

/// Counts of letters in ones, twos and threes, each with the letters before it.
#[derive(Debug, Clone, Default)]
pub struct Threes {
    total: f32,
    one: FxHashMap<char, f32>,
    two: FxHashMap<[char; 2], f32>,
    three: FxHashMap<[char; 3], f32>,
    after_one: FxHashMap<char, f32>,
    after_two: FxHashMap<[char; 2], f32>,
}

/// The letters of a word between edges, two in front.
fn framed(word: &str) -> Vec<char> {
    let mut out = vec![EDGE, EDGE];
    out.extend(native(word).letters.into_iter().filter(|c| *c != EDGE));
    out.push(EDGE);
    out
}

impl Threes {
    pub fn add(&mut self, word: &str) {
        for three in framed(word).windows(3) {
            self.count([three[0], three[1], three[2]], 1.0);
        }
    }

    fn count(&mut self, three: [char; 3], times: f32) {
        let [a, b, c] = three;
        self.total += times;
        *self.one.entry(c).or_default() += times;
        *self.two.entry([b, c]).or_default() += times;
        *self.three.entry(three).or_default() += times;
        *self.after_one.entry(b).or_default() += times;
        *self.after_two.entry([a, b]).or_default() += times;
    }

    /// Logarithm of a word's probability; `own` is what the word itself added to the counts.
    fn log(&self, word: &[char], own: f32) -> f32 {
        let of = |count: Option<&f32>| (count.copied().unwrap_or(0.0) - own).max(0.0);
        word.windows(3)
            .map(|w| {
                let (a, b, c) = (w[0], w[1], w[2]);
                let one = (of(self.one.get(&c)) + 1.0) / (self.total + LETTERS);
                let two = (of(self.two.get(&[b, c])) + SMOOTHING * one) / (of(self.after_one.get(&b)) + SMOOTHING);
                let three = (of(self.three.get(&[a, b, c])) + SMOOTHING * two) / (of(self.after_two.get(&[a, b])) + SMOOTHING);
                three.ln()
            })
            .sum()
    }

    /// The text of a file: three letters and their count a line, sorted; the edge is `_`.
    #[must_use]
    pub fn write(&self) -> String {
        let shown = |c: char| if c == EDGE { '_' } else { c };
        let mut lines: Vec<String> =
            self.three.iter().map(|(three, count)| format!("{}\t{count:.0}\n", three.map(shown).iter().collect::<String>())).collect();
        lines.sort();
        lines.concat()
    }

    fn read(text: &str) -> Self {
        let mut out = Threes::default();
        for line in text.lines() {
            let Some((letters, count)) = line.split_once('\t') else { continue };
            let letters: Vec<char> = letters.chars().map(|c| if c == '_' { EDGE } else { c }).collect();
            if let ([a, b, c], Ok(count)) = (letters.as_slice(), count.parse()) {
                out.count([*a, *b, *c], count);
            }
        }
        out
    }
}

/// The foreign names of a script, if it is one without capitals that has a table.
fn names(script: Script) -> Option<&'static Threes> {
    static ALL: [OnceLock<Threes>; 3] = [const { OnceLock::new() }; 3];
    let (at, bytes): (usize, &[u8]) = match script {
        Script::Arabic => (0, include_bytes!("data/foreign/arab.tsv.gz")),
        Script::Hebrew => (1, include_bytes!("data/foreign/hebr.tsv.gz")),
        Script::Hangul => (2, include_bytes!("data/foreign/hang.tsv.gz")),
        _ => return None,
    };
    Some(ALL[at].get_or_init(|| Threes::read(&unpack(bytes))))
}

/// Names against the words of one batch.
#[derive(Debug)]
pub struct Ear {
    names: &'static Threes,
    words: Threes,
}

impl Ear {
    /// Learns what the words of a batch are like; `None` for scripts that have no table.
    #[must_use]
    pub fn new<'w>(script: Script, words: impl Iterator<Item = &'w str>) -> Option<Self> {
        let names = names(script)?;
        let mut seen: FxHashMap<&str, ()> = FxHashMap::default();
        let mut ear = Ear { names, words: Threes::default() };
        for word in words {
            if let Entry::Vacant(place) = seen.entry(word) {
                place.insert(());
                ear.words.add(word);
            }
        }
        Some(ear)
    }

    /// Log-likelihood ratio a letter that a word of the batch is a foreign name.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "letters of a word")]
    pub fn foreign(&self, word: &str) -> f32 {
        let letters = framed(word);
        (self.names.log(&letters, 0.0) - self.words.log(&letters, 1.0)) / (letters.len() - 2) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_name_sounds_unlike_the_words_around_it() {
        let text = "قال رئيس الوزراء إن الحكومة ستدعم القطاع الصحي في المدينة وإن كرومويل غادر الاجتماع قبل نهايته بسبب خلاف مع الوفد";
        let ear = Ear::new(Script::Arabic, text.split(' ')).expect("a table");
        assert!(ear.foreign("كرومويل") > ear.foreign("الاجتماع") + 0.5);
        assert!(Ear::new(Script::Cyrillic, text.split(' ')).is_none());
    }
}
