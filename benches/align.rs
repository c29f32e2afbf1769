//! How aligning grows with the text: made-up pairs of 1,000 to 100,000 lines, a short pair, and texts that tell no place from
//! another. `cargo bench --bench align`; with `-- --write FOLDER` the texts are written there for `speed.py --align` instead.

use std::{env, fs, path::Path};

use bilint::{
    align::{Help, Input, align},
    model::Segment,
};
use divan::{Bencher, black_box};

/// Different words of each made-up language, and how many of them are little ones.
const WORDS: usize = 30_000;
const LITTLE: usize = 60;
const SOUNDS: [(&str, &str); 2] = [("bcdfghlmnprstvz", "aeiou"), ("bwdfgkhjmnprstq", "aeoäöü")];

fn main() {
    let mut arguments = env::args().skip_while(|argument| argument != "--write").skip(1);
    match arguments.next() {
        Some(folder) => write(Path::new(&folder)),
        None => divan::main(),
    }
}

/// Numbers that look random and are the same each time (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll() % count as u64).unwrap_or(0)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// A rank by Zipf's law: its logarithm is spread evenly.
    fn rank(&mut self) -> usize {
        let even = (self.roll() >> 11) as f64 / (1u64 << 53) as f64;
        ((WORDS as f64).powf(even) as usize).saturating_sub(1).min(WORDS - 1)
    }
}

/// A word by its rank: frequent ones are short.
fn word(rank: usize, language: usize) -> String {
    let (consonants, vowels) = SOUNDS[language];
    let mut dice = Dice((rank * 2 + language) as u64);
    let mut text = String::new();
    for _ in 0..1 + usize::from(rank > 40) + usize::from(rank > 1200) + dice.below(2) {
        for letters in [consonants, vowels] {
            text.extend(letters.chars().nth(dice.below(letters.chars().count())));
        }
    }
    text
}

/// A sentence and its translation: figures and names answer themselves, little words are often left out, one word in ten is
/// translated freely, each word has up to three translations, and neighbours may change places.
fn sentence(dice: &mut Dice) -> [String; 2] {
    let (mut source, mut target) = (Vec::new(), Vec::new());
    for _ in 0..5 + dice.below(12) + dice.below(12) {
        if dice.one_in(20) {
            let known = if dice.one_in(2) { dice.below(2500).to_string() } else { format!("K{}", word(WORDS + dice.below(2000), 0)) };
            source.push(known.clone());
            target.push(known);
            continue;
        }
        let rank = dice.rank();
        source.push(word(rank, 0));
        if rank < LITTLE && dice.below(5) < 2 {
            continue;
        }
        let answer = if dice.one_in(10) { dice.rank() } else { (rank + dice.below(3) * (1 + rank / 9)) % WORDS };
        target.push(word(answer, 1));
        let last = target.len() - 1;
        if last > 0 && dice.below(10) < 3 {
            target.swap(last - 1, last);
        }
    }
    [source, target].map(|words| words.join(" "))
}

/// A text and its translation of about so many lines: 2 in 100 sentences are missing on each side, 4 are merged on each, and
/// now and then a whole passage is missing.
fn text(lines: usize) -> [Vec<String>; 2] {
    let (mut dice, mut sides) = (Dice(1), [Vec::new(), Vec::new()]);
    while sides[0].len() < lines {
        if dice.one_in(1250) {
            let side = dice.below(2);
            for _ in 0..5 + dice.below(55) {
                let [source, target] = sentence(&mut dice);
                sides[side].push([source, target][side].clone() + ".");
            }
            continue;
        }
        let fate = dice.below(100);
        let whole = sentence(&mut dice);
        let joined = (4..12).contains(&fate).then(|| sentence(&mut dice));
        for (at, text) in whole.into_iter().enumerate() {
            match &joined {
                _ if fate / 2 == at => {}
                Some(other) if usize::from(fate >= 8) == at => sides[at].push(format!("{text}, {}.", other[at])),
                Some(other) => sides[at].extend([text + ".", format!("{}.", other[at])]),
                None => sides[at].push(text + "."),
            }
        }
    }
    sides
}

fn write(folder: &Path) {
    for lines in [1000, 10_000, 100_000] {
        for (side, name) in text(lines).iter().zip(["source", "target"]) {
            fs::write(folder.join(format!("{name}.{lines}.txt")), side.join("\n") + "\n").expect("the folder can be written to");
        }
    }
}

fn measure(bencher: Bencher<'_, '_>, [source, target]: &[Vec<String>; 2]) {
    let side = |lines: &[String]| -> Vec<Segment> { lines.iter().zip(0..).map(|(line, at)| Segment::line(at, line.as_str())).collect() };
    let (source, target) = (side(source), side(target));
    bencher.bench(|| align(black_box(&[Input { source: &source, target: &target }]), Help::default()));
}

#[divan::bench(args = [1000, 10_000, 100_000], sample_count = 2, sample_size = 1)]
fn made_up(bencher: Bencher<'_, '_>, lines: usize) {
    measure(bencher, &text(lines));
}

#[divan::bench(sample_count = 20)]
fn short(bencher: Bencher<'_, '_>) {
    measure(bencher, &text(20));
}

#[divan::bench(args = [1000, 10_000], sample_count = 2, sample_size = 1)]
fn the_same_on_both_sides(bencher: Bencher<'_, '_>, lines: usize) {
    let [source, _] = text(lines);
    measure(bencher, &[source.clone(), source]);
}

#[divan::bench(args = [1000, 10_000], sample_count = 2, sample_size = 1)]
fn one_sentence_over_and_over(bencher: Bencher<'_, '_>, lines: usize) {
    let side = vec!["The same words are said again and again here.".to_owned(); lines];
    measure(bencher, &[side.clone(), side]);
}
