//! The spelling that one wrong consonant away would fit better: what tells a slip from an odd romanisation.

use super::{
    costs::{Costs, NO_WAY, TARGETS},
    lattice::{Room, Source, Target, Whole},
    letters::Letters,
};

/// What a rival must gain on the spelling that stands there, and weigh itself.
const GAIN: f32 = 2.0;
const WEIGHS: f32 = 5.0;
/// Longer spellings are not tried.
const LONGEST: usize = 24;

/// A spelling one consonant away.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    pub spelling: String,
    pub gain: f32,
}

const CONSONANTS: [u8; 21] = [2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 22, 23, 24, 25, 26];

fn consonant(code: u8) -> bool {
    code != 0 && !matches!(code, 1 | 5 | 9 | 15 | 21)
}

/// The best spelling with one consonant replaced, put in, or swapped with its neighbour; letters left out are no slip, many are silent.
#[must_use]
pub fn rival(source: &Letters, shown: &str, costs: &Costs, room: &mut Room) -> Option<Rival> {
    let source = Source::new(source, costs);
    let whole = Whole(source.symbols.len());
    let base = Target::of_word(shown, costs);
    if base.codes.len() < 5 || base.codes.len() > LONGEST {
        return None;
    }
    room.strict = true;
    let best = best(&source, &base, costs, |codes| {
        // How likely the spelling is given the source: rare letters cost what they are worth.
        let target = Target::of(codes.to_vec(), costs);
        let score = room.weigh(&source, &target, costs, &whole);
        (score + target.log(), score)
    });
    room.strict = false;
    let (stands, ((likely, score), codes)) = best?;
    let gain = likely - stands;
    (gain >= GAIN && score >= WEIGHS).then(|| Rival { spelling: spelled(&codes), gain })
}

type Weighed = ((f32, f32), Vec<u8>);

/// What the spelling that stands there weighs, and the best one that is a consonant away, with its weights.
fn best(source: &Source, base: &Target, costs: &Costs, mut weigh: impl FnMut(&[u8]) -> (f32, f32)) -> Option<(f32, Weighed)> {
    let (stands, _) = weigh(&base.codes);
    let floor = stands + GAIN;
    let promise = Promise::new(source, base, costs, floor - DOUBT);
    let least = promise.best().max(floor) - DOUBT;
    let mut best: Option<Weighed> = None;
    let mut consider = |codes: Vec<u8>| {
        let score = weigh(&codes);
        if best.as_ref().is_none_or(|((most, _), _)| score.0 > *most) {
            best = Some((score, codes));
        }
    };
    let n = base.codes.len();
    for at in 1..n {
        let here = base.codes[at];
        for letter in CONSONANTS {
            // Put in before a letter that is not the same one.
            if here != letter && base.codes[at - 1] != letter && promise.put_in(at, letter) >= least {
                let mut codes = base.codes.clone();
                codes.insert(at, letter);
                consider(codes);
            }
            if consonant(here) && here != letter && promise.replaced(at, letter) >= least {
                let mut codes = base.codes.clone();
                codes[at] = letter;
                consider(codes);
            }
        }
        if at + 1 < n && consonant(here) && base.codes[at + 1] != 0 && base.codes[at + 1] != here {
            let mut codes = base.codes.clone();
            codes.swap(at, at + 1);
            consider(codes);
            if at + 2 < n && consonant(base.codes[at + 2]) && base.codes[at + 2] != here {
                let mut codes = base.codes.clone();
                codes.swap(at, at + 2);
                consider(codes);
            }
        }
    }
    best.map(|best| (stands, best))
}

/// How far a promise may be off: neighbours of a changed letter are weighed as before.
const DOUBT: f32 = 1.5;

/// What each changed letter promises, where a piece of the source is known to be written so: what the rest of the name weighs on both
/// sides of it is known from the spelling that stands there.
struct Promise {
    put_in: Vec<[f32; TARGETS]>,
    replaced: Vec<[f32; TARGETS]>,
}

impl Promise {
    /// What promises less than `least` may be left out.
    fn new(source: &Source, base: &Target, costs: &Costs, least: f32) -> Self {
        let mut room = Room::default();
        room.strict = true;
        let both = room.both_ways(source, base, costs);
        let codes = &base.codes;
        let m = codes.len();
        let mut out = Promise { put_in: vec![[f32::MIN; TARGETS]; m + 1], replaced: vec![[f32::MIN; TARGETS]; m + 1] };
        let log = base.log();
        for i in 0..source.symbols.len() {
            for (taken, piece) in [(1, u32::from(source.symbols[i])), (2, source.doubles[i])] {
                if piece == u32::MAX {
                    continue;
                }
                let row = costs.row(piece);
                let own = source.sums[i + taken] - source.sums[i];
                for at in 0..m {
                    // What comes before letter `at`, with its own probability.
                    let before = both.before(i, at) + base.sums[at] - own;
                    let after = |j: usize| if j <= m { both.after(i + taken, j) + log - base.sums[j] } else { f32::MIN };
                    let mut afters = [f32::MIN; 4];
                    for (n, slot) in afters.iter_mut().enumerate() {
                        *slot = before + after(at + n);
                    }
                    // No way is more than certain: its logarithm adds nothing.
                    if afters.iter().all(|most| *most < least) {
                        continue;
                    }
                    let is = |j: usize, code: u8| codes.get(j) == Some(&code);
                    let raise = |list: &mut [[f32; TARGETS]], at: usize, letter: u8, score: f32| {
                        if let Some(slot) = list.get_mut(at).and_then(|row| row.get_mut(usize::from(letter))) {
                            *slot = slot.max(score);
                        }
                    };
                    // The changed letter is the first of the piece's letters…
                    for letter in CONSONANTS {
                        let entry = row.entry(letter);
                        let alone = entry.alone;
                        if alone > NO_WAY {
                            raise(&mut out.put_in, at, letter, alone + afters[0]);
                            raise(&mut out.replaced, at, letter, alone + afters[1]);
                        }
                        for way in row.longer(entry) {
                            let Some(second) = way.second() else { continue };
                            let third = way.third();
                            let length = usize::from(way.length);
                            if is(at, second) && third.is_none_or(|third| is(at + 1, third)) {
                                raise(&mut out.put_in, at, letter, way.log + afters[length - 1]);
                            }
                            if is(at + 1, second) && third.is_none_or(|third| is(at + 2, third)) {
                                raise(&mut out.replaced, at, letter, way.log + afters[length]);
                            }
                        }
                    }
                    // … or one that follows it.
                    for way in row.longer(row.entry(codes[at])) {
                        let Some(second) = way.second() else { continue };
                        let length = usize::from(way.length);
                        let third = way.third();
                        if third.is_none_or(|third| is(at + 1, third)) {
                            raise(&mut out.put_in, at + 1, second, way.log + afters[length - 1]);
                        }
                        if third.is_none_or(|third| is(at + 2, third)) {
                            raise(&mut out.replaced, at + 1, second, way.log + afters[length]);
                        }
                        if let Some(third) = third.filter(|_| is(at + 1, second)) {
                            raise(&mut out.put_in, at + 2, third, way.log + afters[2]);
                            raise(&mut out.replaced, at + 2, third, way.log + afters[3]);
                        }
                    }
                }
            }
        }
        // Only what is asked for counts as the best.
        for at in 0..=m {
            let (here, last) = (codes.get(at).copied(), at.checked_sub(1).map(|at| codes[at]));
            for letter in (0u8..).take(TARGETS) {
                let slot = usize::from(letter);
                let able = (1..m).contains(&at) && consonant(letter) && here != Some(letter);
                if !able || last == Some(letter) {
                    out.put_in[at][slot] = f32::MIN;
                }
                if !able || !here.is_some_and(consonant) {
                    out.replaced[at][slot] = f32::MIN;
                }
            }
        }
        out
    }

    fn put_in(&self, at: usize, letter: u8) -> f32 {
        self.put_in[at][usize::from(letter)]
    }

    fn replaced(&self, at: usize, letter: u8) -> f32 {
        self.replaced[at][usize::from(letter)]
    }

    fn best(&self) -> f32 {
        self.put_in.iter().chain(&self.replaced).flatten().copied().fold(f32::MIN, f32::max)
    }
}

/// Codes as a name: a capital after every edge.
fn spelled(codes: &[u8]) -> String {
    let mut out = String::new();
    let mut edge = true;
    for code in codes {
        if *code == 0 {
            edge = true;
            continue;
        }
        if edge && !out.is_empty() {
            out.push(' ');
        }
        let letter = (b'a' + code - 1) as char;
        out.push(if edge { letter.to_ascii_uppercase() } else { letter });
        edge = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{letters::native, tables::costs};

    #[test]
    fn a_slip_has_a_rival_and_a_usual_spelling_has_none() {
        let costs = costs("arab").expect("a table");
        let mut room = Room::default();
        let mut of = |source: &str, shown: &str| rival(&native(source), shown, costs, &mut room).map(|r| r.spelling);
        assert_eq!(of("سومطرة", "Susatra"), Some("Sumatra".to_owned()));
        assert!(of("حفتر", "Haktar").is_some());
        assert_eq!(of("السراج", "Al Sarraj"), None);
        assert_eq!(of("حفتر", "Hifter"), None);
    }
}
