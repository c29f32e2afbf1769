//! How much a word sounds like a foreign name rather than a word of its language, where no capital letters tell: letters in threes,
//! of names against those of the batch's own words.

use std::{cell::RefCell, rc::Rc, sync::OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_script::Script;

use super::{
    kept::Memo,
    letters::EDGE,
    words::{hashed, key},
};
use crate::model::{packed_file, unpacked};

/// Weight of the shorter context.
const SMOOTHING: f32 = 5.0;
/// Letters that a script may have, for those never seen.
const LETTERS: f32 = 100.0;

/// Counts of letters in ones, twos and threes, each with the letters before it.
#[derive(Debug, Clone, Default)]
pub struct Threes {
    total: f32,
    one: FxHashMap<char, f32>,
    two: FxHashMap<u64, f32>,
    three: FxHashMap<u64, f32>,
    after_one: FxHashMap<char, f32>,
    after_two: FxHashMap<u64, f32>,
}

/// Letters as a number.
fn packed(letters: &[char]) -> u64 {
    letters.iter().fold(0, |packed, c| packed << 21 | u64::from(*c))
}

fn letters(three: u64) -> [char; 3] {
    [42, 21, 0].map(|by| u32::try_from(three >> by & 0x1f_ffff).ok().and_then(char::from_u32).unwrap_or(EDGE))
}

/// The letters of a word between edges, two in front.
fn framed(word: &str) -> Vec<char> {
    let mut out = vec![EDGE, EDGE];
    out.extend(key(word).chars().filter(|c| *c != EDGE));
    out.push(EDGE);
    out
}

thread_local! {
    /// What words weigh as names, by script.
    static NAMES: RefCell<Memo<f32>> = RefCell::default();
    static PIECES: RefCell<Memo<Rc<[u64]>>> = RefCell::default();
}

/// The letters of a word, each with the two before it.
fn pieces(word: &str) -> Rc<[u64]> {
    PIECES.with_borrow_mut(|memo| memo.get(0, word, || framed(word).windows(3).map(packed).collect()))
}

/// The bits of one letter and of two in a piece.
const ONE: u64 = (1 << 21) - 1;
const TWO: u64 = (1 << 42) - 1;
/// The piece of two edges.
const START: u64 = (EDGE as u64) << 21 | EDGE as u64;

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
        *self.two.entry(packed(&[b, c])).or_default() += times;
        *self.three.entry(packed(&three)).or_default() += times;
        *self.after_one.entry(b).or_default() += times;
        *self.after_two.entry(packed(&[a, b])).or_default() += times;
    }

    /// Logarithm of a word's probability.
    fn log(&self, word: &[char]) -> f32 {
        let of = |count: Option<&f32>| count.copied().unwrap_or(0.0);
        word.windows(3)
            .map(|w| {
                let (a, b, c) = (w[0], w[1], w[2]);
                let one = (of(self.one.get(&c)) + 1.0) / (self.total + LETTERS);
                let two = (of(self.two.get(&packed(&[b, c]))) + SMOOTHING * one) / (of(self.after_one.get(&b)) + SMOOTHING);
                let three =
                    (of(self.three.get(&packed(&[a, b, c]))) + SMOOTHING * two) / (of(self.after_two.get(&packed(&[a, b]))) + SMOOTHING);
                three.ln()
            })
            .sum()
    }

    /// The text of a file: three letters and their count a line, sorted; the edge is `_`.
    #[must_use]
    pub fn write(&self) -> String {
        let shown = |c: char| if c == EDGE { '_' } else { c };
        let mut lines: Vec<String> = self
            .three
            .iter()
            .map(|(three, count)| format!("{}\t{count:.0}\n", letters(*three).map(shown).iter().collect::<String>()))
            .collect();
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
        Script::Arabic => (0, packed_file!("names/data/foreign/arab.tsv")),
        Script::Hebrew => (1, packed_file!("names/data/foreign/hebr.tsv")),
        Script::Hangul => (2, packed_file!("names/data/foreign/hang.tsv")),
        _ => return None,
    };
    Some(ALL[at].get_or_init(|| Threes::read(&unpacked(bytes))))
}

/// How often letters stand in the words of a batch, alone and behind the one or two before them.
#[derive(Debug, Default)]
struct Heard {
    /// The words, hashed: each counts once.
    words: FxHashSet<u64>,
    letters: u32,
    /// Pieces of one, two and three letters; no letter is zero, so that they are told apart.
    counts: FxHashMap<u64, u32>,
}

impl Heard {
    fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut out = Heard::default();
        for word in words {
            if !out.words.insert(hashed(word)) {
                continue;
            }
            for piece in pieces(word).iter() {
                out.letters += 1;
                for part in [piece & ONE, piece & TWO, *piece] {
                    *out.counts.entry(part).or_default() += 1;
                }
            }
        }
        out
    }

    /// Logarithm of the probability of a word of the batch, the word itself left out.
    #[expect(clippy::cast_precision_loss, reason = "letters of a batch")]
    fn log(&self, word: &str, pieces: &[u64]) -> f32 {
        if !self.words.contains(&hashed(word)) {
            return 0.0;
        }
        let total = self.letters as f32;
        // What the letter itself adds is left out.
        let of = |part: u64| self.counts.get(&part).map_or(0.0, |times| times.saturating_sub(1) as f32);
        // A letter is followed by as many as there are of it, but for the edges that every word starts with.
        let behind = |part: u64| if part == START { self.words.len().saturating_sub(1) as f32 } else { of(part) };
        pieces
            .iter()
            .map(|piece| {
                let one = (of(piece & ONE) + 1.0) / (total + LETTERS);
                let two = (of(piece & TWO) + SMOOTHING * one) / (of(piece >> 21 & ONE) + SMOOTHING);
                let three = (of(*piece) + SMOOTHING * two) / (behind(piece >> 21) + SMOOTHING);
                three.ln()
            })
            .sum()
    }
}

/// Names against the words of one batch.
#[derive(Debug)]
pub struct Ear {
    names: &'static Threes,
    script: Script,
    words: Heard,
}

impl Ear {
    /// Learns what the words of a batch are like; `None` for scripts that have no table.
    #[must_use]
    pub fn new<'w>(script: Script, words: impl Iterator<Item = &'w str>) -> Option<Self> {
        let names = names(script)?;
        Some(Ear { names, script, words: Heard::new(words) })
    }

    /// Log-likelihood ratio a letter that a word of the batch is a foreign name.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "letters of a word")]
    pub fn foreign(&self, word: &str) -> f32 {
        let pieces = pieces(word);
        let name = NAMES.with_borrow_mut(|memo| memo.get(self.script as usize, word, || self.names.log(&framed(word))));
        (name - self.words.log(word, &pieces)) / pieces.len() as f32
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

    #[test]
    fn the_other_words_are_counted() {
        let words = ["سارة", "سار", "سور", "سار", "ر", ""];
        let heard = Heard::new(words.into_iter());
        let all: FxHashSet<&str> = words.into_iter().collect();
        let times = |from: usize, to: usize, part: &[char]| {
            let windows = all.iter().flat_map(|word| framed(word).windows(3).map(|w| w[from..to].to_vec()).collect::<Vec<_>>());
            windows.filter(|w| w == part).count() as f32 - 1.0
        };
        for word in &all {
            let log: f32 = framed(word)
                .windows(3)
                .map(|w| {
                    let one = (times(2, 3, &w[2..]) + 1.0) / (heard.letters as f32 + LETTERS);
                    let two = (times(1, 3, &w[1..]) + SMOOTHING * one) / (times(1, 2, &w[1..2]) + SMOOTHING);
                    ((times(0, 3, w) + SMOOTHING * two) / (times(0, 2, &w[..2]) + SMOOTHING)).ln()
                })
                .sum();
            assert!((heard.log(word, &pieces(word)) - log).abs() < 1e-6, "{word}");
        }
    }
}
