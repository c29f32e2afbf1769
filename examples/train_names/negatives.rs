//! Pairs that look like one name and are two: what a matcher must learn to refuse.

use std::collections::{BTreeMap, BTreeSet};

use bilint::text::romanize::{romanize, skeleton};
use strsim::jaro_winkler;

/// A small generator with a fixed seed, so that training is the same every time (Steele, Lea and Flood 2014: splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }
}

/// The names of one language, by what they share.
pub struct Pool<'a> {
    pairs: &'a [(String, String)],
    attested: BTreeMap<&'a str, BTreeSet<&'a str>>,
    by_key: BTreeMap<String, Vec<usize>>,
    by_first: BTreeMap<String, Vec<usize>>,
    by_last: BTreeMap<String, Vec<usize>>,
}

fn keys(text: &str) -> Vec<String> {
    let plain = romanize(text).replace(' ', "");
    let bones = skeleton(&plain);
    let head: String = bones.chars().take(2).collect();
    let letters: String = plain.chars().take(2).collect();
    let tail: String = bones.chars().rev().take(2).collect();
    vec![format!("<{head}"), format!("={letters}"), format!("{tail}>")]
}

impl<'a> Pool<'a> {
    pub fn new(pairs: &'a [(String, String)]) -> Self {
        let mut pool =
            Pool { pairs, attested: BTreeMap::new(), by_key: BTreeMap::new(), by_first: BTreeMap::new(), by_last: BTreeMap::new() };
        for (at, (source, target)) in pairs.iter().enumerate() {
            pool.attested.entry(source).or_default().insert(target);
            for key in keys(target) {
                pool.by_key.entry(key).or_default().push(at);
            }
            let lower = target.to_lowercase();
            let words: Vec<&str> = lower.split(' ').collect();
            if let [first, .., last] = words.as_slice() {
                pool.by_first.entry((*first).to_owned()).or_default().push(at);
                pool.by_last.entry((*last).to_owned()).or_default().push(at);
            }
        }
        pool
    }

    /// Whether a spelling may stand for another name than this source: never an attested one, never the same consonants.
    fn other(&self, source: &str, truth: &str, wrong: &str) -> bool {
        let bones = |text: &str| skeleton(&romanize(text));
        !self.attested.get(source).is_some_and(|forms| forms.contains(wrong)) && bones(truth) != bones(wrong)
    }

    /// A wrong target for the pair at `at`.
    pub fn wrong(&self, at: usize, dice: &mut Dice) -> Option<String> {
        let (source, target) = &self.pairs[at];
        let kind = dice.roll(100);
        let found = match kind {
            0..20 => typo(target, dice),
            20..27 => self.sharing(&self.by_first, target.to_lowercase().split(' ').next()?, dice),
            27..32 => self.sharing(&self.by_last, target.to_lowercase().split(' ').next_back()?, dice),
            32..88 => self.near(source, target, dice),
            _ => None,
        };
        let random = || self.pairs.get(dice.0 as usize % self.pairs.len()).map(|(_, other)| other.clone());
        found.or_else(random).filter(|wrong| self.other(source, target, wrong) || (kind < 20 && wrong != target))
    }

    /// Another attested spelling that is near the one at `at` and never written for its source form, vowels or not.
    pub fn near_miss(&self, at: usize, dice: &mut Dice) -> Option<String> {
        let (source, target) = &self.pairs[at];
        let lower = target.to_lowercase();
        let mut words = lower.split(' ');
        let kind = dice.roll(100);
        let found = match kind {
            0..8 => self.sharing(&self.by_first, words.next()?, dice),
            8..16 => self.sharing(&self.by_last, words.next_back()?, dice),
            _ => None,
        };
        let attested = |wrong: &str| self.attested.get(source.as_str()).is_some_and(|forms| forms.contains(wrong));
        if let Some(found) = found.filter(|wrong| !attested(wrong)) {
            return Some(found);
        }
        // Any other name, so that what is nothing like it is refused as well.
        if kind >= 94 {
            return Some(self.pairs[dice.roll(self.pairs.len())].1.clone()).filter(|wrong| !attested(wrong));
        }
        // The nearest of many, of a few, of hardly any.
        let draws = match kind % 5 {
            0 | 1 => 60,
            2 | 3 => 25,
            _ => 6,
        };
        let plain = romanize(target);
        let mut best: Option<(f64, &str)> = None;
        for key in keys(target) {
            let Some(list) = self.by_key.get(&key) else { continue };
            for _ in 0..draws {
                let other = self.pairs[list[dice.roll(list.len())]].1.as_str();
                let like = jaro_winkler(&plain, &romanize(other));
                if best.is_none_or(|(most, _)| like > most) && like < 1.0 && !attested(other) {
                    best = Some((like, other));
                }
            }
        }
        best.map(|(_, other)| other.to_owned())
    }

    fn sharing(&self, index: &BTreeMap<String, Vec<usize>>, key: &str, dice: &mut Dice) -> Option<String> {
        let list = index.get(key).filter(|list| list.len() > 1)?;
        Some(self.pairs[list[dice.roll(list.len())]].1.clone())
    }

    /// The closest of some names that start or end alike.
    fn near(&self, source: &str, target: &str, dice: &mut Dice) -> Option<String> {
        let plain = romanize(target);
        let mut best: Option<(f64, &str)> = None;
        for key in keys(target) {
            let Some(list) = self.by_key.get(&key) else { continue };
            for _ in 0..40 {
                let other = &self.pairs[list[dice.roll(list.len())]].1;
                if self.other(source, target, other) {
                    let like = jaro_winkler(&plain, &romanize(other));
                    if best.is_none_or(|(most, _)| like > most) {
                        best = Some((like, other));
                    }
                }
            }
        }
        best.map(|(_, other)| other.to_owned())
    }
}

/// Consonants that no usual romanisation confuses with a letter.
fn far(letter: char) -> &'static str {
    match letter {
        'b' | 'p' | 'f' | 'v' | 'w' => "ksdnrlt",
        'm' | 'n' => "ktsrbdz",
        't' | 'd' => "bmlrnkf",
        'k' | 'q' | 'c' | 'g' | 'x' => "bmdlnrt",
        's' | 'z' | 'j' => "bmklrnd",
        'l' | 'r' => "kbtsmdf",
        _ => "bkmrsd",
    }
}

/// One consonant replaced by a far one, left out, or swapped with the next.
pub fn typo(target: &str, dice: &mut Dice) -> Option<String> {
    let letters: Vec<char> = target.chars().collect();
    let consonant = |c: char| c.is_ascii_alphabetic() && !"aeiouyhw".contains(c.to_ascii_lowercase());
    let alone = |at: usize| {
        consonant(letters[at])
            && letters.get(at + 1).is_none_or(|next| !next.eq_ignore_ascii_case(&letters[at]) && *next != 'h')
            && (at == 0 || !letters[at - 1].eq_ignore_ascii_case(&letters[at]))
    };
    let places: Vec<usize> = (0..letters.len()).filter(|at| alone(*at)).collect();
    if places.len() < 2 {
        return None;
    }
    let at = places[dice.roll(places.len())];
    let mut out = letters.clone();
    match dice.roll(3) {
        0 => {
            out.remove(at);
        }
        1 if out.get(at + 1).is_some_and(|next| consonant(*next) && !next.eq_ignore_ascii_case(&out[at])) => {
            out.swap(at, at + 1);
        }
        _ => {
            let choices: Vec<char> = far(letters[at].to_ascii_lowercase()).chars().collect();
            let new = choices[dice.roll(choices.len())];
            out[at] = if letters[at].is_uppercase() { new.to_ascii_uppercase() } else { new };
        }
    }
    Some(out.into_iter().collect())
}
