//! Learned costs of writing one script's letters in Latin ones: a joint probability for each small piece of a name.
//!
//! The file format is described in `data/README.md`.

use std::{
    fmt::Write as _,
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
};

use rustc_hash::FxHashMap;

use crate::model::Arrange;

/// Weight of a letter written as another that the table has never seen, of one left out, of one put in.
pub const UNSEEN: f32 = -7.0;
pub const DROPPED: f32 = -4.5;
pub const INSERTED: f32 = -4.5;
/// No operation of the table weighs less.
pub const FLOOR: f32 = -9.0;

/// Letters of the target: blank and `a`–`z`.
pub const TARGETS: usize = 27;

/// Weight of unigrams in the smoothed bigrams of the backgrounds.
const SMOOTHING: f64 = 5.0;

/// First line of a cost file.
const MAGIC: &str = "bilint-costs 1";

/// A target letter as a number: 0 for an edge, 1–26 for `a`–`z`.
#[must_use]
pub fn target_code(letter: char) -> u8 {
    match letter {
        'a'..='z' => letter as u8 - b'a' + 1,
        _ => 0,
    }
}

fn target_letter(code: u8) -> char {
    if code == 0 { '_' } else { (b'a' + code - 1) as char }
}

/// Up to three target letters packed: five bits each, one more than the code, so that length shows.
#[must_use]
pub fn pack(letters: &[u8]) -> u16 {
    letters.iter().fold(0, |packed, code| packed << 5 | u16::from(*code + 1))
}

/// One way to write a piece of the source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// Packed target letters after the first.
    pub rest: u16,
    /// Target letters in all, 1–3.
    pub length: u8,
    /// Natural logarithm of the joint probability.
    pub log: f32,
}

/// The ways to write a piece that start with one letter.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The logarithm of that letter alone; below everything where it is no way.
    pub alone: f32,
    /// The second letters of longer ways, as bits.
    next: u32,
    start: u32,
    end: u32,
}

const NO_ENTRY: Entry = Entry { alone: NO_WAY, next: 0, start: 0, end: 0 };

impl Entry {
    /// Whether some longer way may go on as [`next_bits`] says.
    #[must_use]
    pub fn may(&self, next: u32) -> bool {
        self.next & next != 0
    }
}

/// What may follow the first letter of a longer way: the second letter, as a bit.
#[must_use]
pub fn next_bits(second: Option<u8>) -> u32 {
    second.map_or(0, |second| 1 << (second & 31))
}

/// The logarithm of what is no way.
pub const NO_WAY: f32 = f32::NEG_INFINITY;
/// Room for the entries of a piece: more than there are letters, so that a number of five bits is one of them.
const ENTRIES: usize = 32;

/// The ways to write one piece, by their first letter.
#[derive(Debug, Clone, Copy)]
pub struct Row<'c> {
    firsts: u32,
    entries: &'c [Entry; ENTRIES],
    ways: &'c [Way],
}

impl<'c> Row<'c> {
    /// The letters that some way begins with, as bits.
    #[must_use]
    pub fn firsts(&self) -> u32 {
        self.firsts
    }

    #[must_use]
    pub fn entry(&self, first: u8) -> &'c Entry {
        &self.entries[usize::from(first) % ENTRIES]
    }

    /// The ways of more than one letter of an entry.
    #[must_use]
    pub fn longer(&self, entry: &Entry) -> &'c [Way] {
        let start = entry.start + u32::from(entry.alone > NO_WAY);
        self.ways.get(start as usize..entry.end as usize).unwrap_or_default()
    }
}

impl Way {
    /// The letter after the first, and the one after that.
    #[must_use]
    pub fn second(&self) -> Option<u8> {
        let code = if self.length == 3 { self.rest >> 5 } else { self.rest };
        (self.length > 1).then(|| u8::try_from(code.saturating_sub(1)).unwrap_or(0))
    }

    #[must_use]
    pub fn third(&self) -> Option<u8> {
        (self.length == 3).then(|| u8::try_from((self.rest & 31).saturating_sub(1)).unwrap_or(0))
    }

    /// Whether the way goes on as a target does after the letter it starts with: the packed next letter, and the next two.
    #[must_use]
    pub fn fits(&self, rest: [u16; 2]) -> bool {
        match self.length {
            1 => true,
            2 => rest[0] == self.rest,
            _ => rest[1] == self.rest,
        }
    }
}

/// Counts of letters and of neighbours, from which a background follows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counts {
    pub single: FxHashMap<u16, f64>,
    pub double: FxHashMap<(u16, u16), f64>,
}

impl Counts {
    pub fn add(&mut self, letters: &[u16], weight: f64) {
        for pair in letters.windows(2) {
            *self.double.entry((pair[0], pair[1])).or_default() += weight;
            *self.single.entry(pair[1]).or_default() += weight;
        }
    }
}

/// How likely a letter is after another, whatever it stands for.
#[derive(Debug, Clone, Default)]
struct Background {
    single: Vec<f32>,
    double: FxHashMap<(u16, u16), f32>,
    /// Added to the unigram logarithm where the neighbours were never seen together.
    back_off: Vec<f32>,
    /// The logarithms of all pairs of letters, where those are few.
    pairs: Square<f32>,
}

/// Something of each two letters of a small alphabet.
#[derive(Debug, Clone, Default)]
struct Square<T> {
    width: usize,
    of: Vec<T>,
}

/// The largest alphabet whose pairs of letters are laid out.
const SMALL: usize = 160;

impl<T: Copy> Square<T> {
    /// Of so many letters; empty for a large alphabet.
    fn new(letters: usize, make: impl Fn(usize, usize) -> T) -> Self {
        let width = if letters <= SMALL { letters } else { 0 };
        Square { width, of: (0..width).flat_map(|one| (0..width).map(move |two| (one, two))).map(|(one, two)| make(one, two)).collect() }
    }

    fn slot(&mut self, (one, two): (u16, u16)) -> Option<&mut T> {
        if usize::from(two) >= self.width {
            return None;
        }
        self.of.get_mut(usize::from(one) * self.width + usize::from(two))
    }

    fn get(&self, one: u16, two: u16) -> Option<T> {
        if usize::from(two) >= self.width {
            return None;
        }
        self.of.get(usize::from(one) * self.width + usize::from(two)).copied()
    }
}

impl Background {
    #[expect(clippy::cast_possible_truncation, reason = "logarithms")]
    fn new(counts: &Counts, symbols: usize) -> Self {
        let total: f64 = counts.single.values().sum::<f64>() + symbols as f64;
        let share = |symbol: u16| (counts.single.get(&symbol).copied().unwrap_or(0.0) + 1.0) / total;
        let mut follows = vec![0.0; symbols];
        for ((before, _), count) in &counts.double {
            if let Some(sum) = follows.get_mut(*before as usize) {
                *sum += count;
            }
        }
        let single: Vec<f32> = (0..symbols).map(|s| share(u16::try_from(s).unwrap_or(0)).ln() as f32).collect();
        let back_off: Vec<f32> = follows.iter().map(|sum| (SMOOTHING / (sum + SMOOTHING)).ln() as f32).collect();
        let double: FxHashMap<(u16, u16), f32> = counts
            .double
            .iter()
            .map(|((before, after), count)| {
                let sum = follows.get(*before as usize).copied().unwrap_or(0.0);
                ((*before, *after), ((count + SMOOTHING * share(*after)) / (sum + SMOOTHING)).ln() as f32)
            })
            .collect();
        let mut pairs = Square::new(symbols, |before, letter| single[letter] + back_off[before]);
        for (pair, log) in &double {
            if let Some(slot) = pairs.slot(*pair) {
                *slot = *log;
            }
        }
        Background { single, double, back_off, pairs }
    }

    fn log(&self, before: u16, letter: u16) -> f32 {
        if let Some(log) = self.pairs.get(before, letter) {
            return log;
        }
        self.double.get(&(before, letter)).copied().unwrap_or_else(|| {
            let single = self.single.get(letter as usize).copied().unwrap_or(-9.0);
            single + self.back_off.get(before as usize).copied().unwrap_or(0.0)
        })
    }
}

/// What a table is made of, in the order it is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    /// Source letters; the first 27 are the edge and `a`–`z`.
    pub alphabet: Vec<char>,
    /// (one or two source letters, zero to three target letters) → natural logarithm of the joint probability.
    /// An empty source is an inserted letter.
    pub operations: Vec<(Vec<u16>, Vec<u8>, f32)>,
    pub source: Counts,
    pub target: Counts,
}

/// A table made ready for aligning.
#[derive(Debug, Clone)]
pub struct Costs {
    /// Tells a table from all others of the run.
    id: usize,
    alphabet: Vec<char>,
    symbols: FxHashMap<char, u16>,
    /// Two letters → piece number; single letters have the numbers of their symbols.
    doubles: FxHashMap<(u16, u16), u32>,
    /// The same where letters are few.
    laid_out: Square<Option<NonZeroU32>>,
    /// By piece, then by first target letter.
    entries: Vec<[Entry; ENTRIES]>,
    /// By piece: the letters that its ways begin with, as bits.
    firsts: Vec<u32>,
    ways: Vec<Way>,
    /// By symbol: logarithm of leaving it out.
    dropped: Vec<Option<f32>>,
    inserted: [Option<f32>; TARGETS],
    source: Background,
    target: [[f32; TARGETS]; TARGETS],
    /// By symbol: the best weight any way of writing it alone can have with an average background.
    best: Vec<f32>,
}

/// The letters every alphabet starts with.
#[must_use]
pub fn base_alphabet() -> Vec<char> {
    std::iter::once(' ').chain('a'..='z').collect()
}

impl Costs {
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let symbols: FxHashMap<char, u16> = parts.alphabet.iter().zip(0u16..).map(|(c, at)| (*c, at)).collect();
        let mut doubles = FxHashMap::default();
        let mut pieces: Vec<Vec<(u8, Way)>> = vec![Vec::new(); parts.alphabet.len()];
        let mut dropped = vec![None; parts.alphabet.len()];
        let mut inserted = [None; TARGETS];
        for (from, to, log) in &parts.operations {
            let piece = match (from.as_slice(), to.as_slice()) {
                ([], [letter, ..]) => {
                    inserted[*letter as usize] = Some(*log);
                    continue;
                }
                ([symbol], []) => {
                    dropped[*symbol as usize] = Some(*log);
                    continue;
                }
                ([symbol], _) => *symbol as usize,
                ([one, two, ..], [_, ..]) => *doubles.entry((*one, *two)).or_insert_with(|| {
                    pieces.push(Vec::new());
                    u32::try_from(pieces.len() - 1).unwrap_or(0)
                }) as usize,
                _ => continue,
            };
            let length = u8::try_from(to.len()).unwrap_or(3);
            pieces[piece].push((to[0], Way { rest: pack(&to[1..]), length, log: *log }));
        }
        let mut entries = Vec::with_capacity(pieces.len());
        let mut ways: Vec<Way> = Vec::new();
        for piece in &mut pieces {
            piece.sort_by_key(|(first, way)| (*first, way.length, way.rest));
            let base = ways.len();
            ways.extend(piece.iter().map(|(_, way)| *way));
            let mut row = [NO_ENTRY; ENTRIES];
            for (letter, entry) in (0u8..).zip(row.iter_mut()).take(TARGETS) {
                let place = |at: usize| u32::try_from(base + at).unwrap_or(u32::MAX);
                let (from, to) =
                    (piece.partition_point(|(first, _)| *first < letter), piece.partition_point(|(first, _)| *first <= letter));
                let own = &piece[from..to];
                let alone = own.first().filter(|(_, way)| way.length == 1).map_or(NO_WAY, |(_, way)| way.log);
                let next = own.iter().filter_map(|(_, way)| way.second()).fold(0, |bits, second| bits | 1 << (second & 31));
                *entry = Entry { alone, next, start: place(from), end: place(to) };
            }
            entries.push(row);
        }
        let firsts = pieces.iter().map(|piece| piece.iter().fold(0, |bits, (first, _)| bits | 1 << (first & 31))).collect();
        let source = Background::new(&parts.source, parts.alphabet.len());
        let background = Background::new(&parts.target, TARGETS);
        let mut target = [[0.0; TARGETS]; TARGETS];
        for (before, row) in (0u16..).zip(target.iter_mut()) {
            for (after, log) in (0u16..).zip(row.iter_mut()) {
                *log = background.log(before, after);
            }
        }
        let best = (0..parts.alphabet.len())
            .map(|symbol| {
                let alone = pieces[symbol].iter().map(|(first, way)| {
                    let rest = (0..way.length - 1).map(|n| (way.rest >> (5 * n) & 31).saturating_sub(1));
                    let letters = std::iter::once(u16::from(*first)).chain(rest);
                    way.log - letters.map(|letter| background.single[letter as usize]).sum::<f32>() - source.single[symbol]
                });
                alone.fold(0.0, f32::max)
            })
            .collect();
        let mut laid_out = Square::new(parts.alphabet.len(), |_, _| None);
        for (pair, piece) in &doubles {
            if let Some(slot) = laid_out.slot(*pair) {
                *slot = NonZeroU32::new(*piece);
            }
        }
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Costs {
            id,
            alphabet: parts.alphabet.clone(),
            symbols,
            doubles,
            laid_out,
            entries,
            firsts,
            ways,
            dropped,
            inserted,
            source,
            target,
            best,
        }
    }

    /// The number of this table.
    #[must_use]
    pub fn id(&self) -> usize {
        self.id
    }

    #[must_use]
    pub fn symbol(&self, letter: char) -> Option<u16> {
        self.symbols.get(&letter).copied()
    }

    #[must_use]
    pub fn alphabet(&self) -> &[char] {
        &self.alphabet
    }

    /// The piece of two letters, if the table knows ways to write it.
    #[must_use]
    pub fn double(&self, one: u16, two: u16) -> Option<u32> {
        if self.laid_out.width > 0 {
            return self.laid_out.get(one, two).flatten().map(NonZeroU32::get);
        }
        self.doubles.get(&(one, two)).copied()
    }

    /// How many pieces there are.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.entries.len()
    }

    /// The ways to write a piece.
    #[must_use]
    pub fn row(&self, piece: u32) -> Row<'_> {
        Row { firsts: self.firsts[piece as usize], entries: &self.entries[piece as usize], ways: &self.ways }
    }

    /// The ways to write a piece that start with a target letter.
    #[must_use]
    pub fn ways(&self, piece: u32, first: u8) -> &[Way] {
        let Entry { start, end, .. } = self.entries[piece as usize][first as usize];
        &self.ways[start as usize..end as usize]
    }

    #[must_use]
    pub fn dropped(&self, symbol: u16) -> Option<f32> {
        self.dropped[symbol as usize]
    }

    #[must_use]
    pub fn inserted(&self, letter: u8) -> Option<f32> {
        self.inserted[letter as usize]
    }

    #[must_use]
    pub fn source_log(&self, before: u16, letter: u16) -> f32 {
        self.source.log(before, letter)
    }

    #[must_use]
    pub fn target_log(&self, before: u8, letter: u8) -> f32 {
        self.target[before as usize][letter as usize]
    }

    #[must_use]
    pub fn best(&self, symbol: u16) -> f32 {
        self.best[symbol as usize]
    }
}

impl Parts {
    /// The text of a cost file.
    #[must_use]
    pub fn write(&self, name: &str) -> String {
        let letter = |symbol: u16| match self.alphabet.get(symbol as usize) {
            None | Some(' ') => '_',
            Some(c) => *c,
        };
        let mut out = format!("{MAGIC} {name}\n");
        let alphabet: String = self.alphabet.iter().skip(TARGETS).collect();
        let _ = writeln!(out, "alphabet\t{alphabet}");
        for (from, to, log) in &self.operations {
            let from: String = from.iter().map(|s| letter(*s)).collect();
            let to: String = to.iter().map(|code| target_letter(*code)).collect();
            let _ = writeln!(out, "o\t{from}\t{to}\t{}", scaled(-log));
        }
        for (mark, counts) in [("s", &self.source), ("t", &self.target)] {
            let shown = |symbol: u16| if mark == "s" { letter(symbol) } else { target_letter(u8::try_from(symbol).unwrap_or(0)) };
            let mut single: Vec<_> = counts.single.iter().collect();
            single.arrange_by_key(|(symbol, _)| **symbol);
            for (symbol, count) in single {
                let _ = writeln!(out, "{mark}\t{}\t{count:.0}", shown(*symbol));
            }
            let mut double: Vec<_> = counts.double.iter().collect();
            double.arrange_by_key(|(pair, _)| **pair);
            for ((one, two), count) in double {
                let _ = writeln!(out, "{mark}\t{}{}\t{count:.0}", shown(*one), shown(*two));
            }
        }
        out
    }

    /// Reads a cost file. `None` when it is not one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        lines.next()?.strip_prefix(MAGIC)?;
        let mut alphabet = base_alphabet();
        alphabet.extend(lines.next()?.strip_prefix("alphabet\t")?.chars());
        let symbols: FxHashMap<char, u16> = alphabet.iter().zip(0u16..).map(|(c, at)| (*c, at)).collect();
        let from = |text: &str| text.chars().map(|c| symbols.get(if c == '_' { &' ' } else { &c }).copied()).collect::<Option<Vec<u16>>>();
        let mut parts = Parts { alphabet, ..Parts::default() };
        for line in lines {
            let mut cells = line.split('\t');
            match (cells.next()?, cells.next()?, cells.next()?, cells.next()) {
                ("o", source, target, Some(cost)) => {
                    let to = target.chars().map(target_code).collect();
                    parts.operations.push((from(source)?, to, -cost.parse::<f32>().ok()? / SCALE));
                }
                (mark @ ("s" | "t"), letters, count, None) => {
                    let count: f64 = count.parse().ok()?;
                    let codes = if mark == "s" { from(letters)? } else { letters.chars().map(|c| u16::from(target_code(c))).collect() };
                    let counts = if mark == "s" { &mut parts.source } else { &mut parts.target };
                    match codes.as_slice() {
                        [one] => drop(counts.single.insert(*one, count)),
                        [one, two] => drop(counts.double.insert((*one, *two), count)),
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
        Some(parts)
    }
}

/// Costs are written in hundredths.
const SCALE: f32 = 100.0;

#[expect(clippy::cast_possible_truncation, reason = "costs are below a hundred")]
fn scaled(cost: f32) -> i32 {
    (cost * SCALE).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_survives_its_file() {
        let mut alphabet = base_alphabet();
        alphabet.extend(['س', 'ر']);
        let mut parts = Parts { alphabet, ..Parts::default() };
        parts.operations =
            vec![(vec![27], vec![19], -3.5), (vec![28, 27], vec![18, 19], -6.25), (vec![28], vec![], -7.0), (vec![], vec![1], -4.0)];
        parts.source.add(&[0, 27, 28, 0], 3.0);
        parts.target.add(&[0, 19, 1, 0], 3.0);
        let text = parts.write("test");
        assert_eq!(Parts::read(&text), Some(parts.clone()), "{text}");
        let costs = Costs::new(&parts);
        assert!(costs.id() != Costs::new(&parts).id() && costs.id() == costs.clone().id());
        assert_eq!(costs.ways(27, 19).len(), 1);
        assert_eq!(costs.ways(27, 18).len(), 0);
        let piece = costs.double(28, 27).expect("a piece of two letters");
        assert_eq!(costs.ways(piece, 18)[0].length, 2);
        assert_eq!(costs.dropped(28), Some(-7.0));
        assert_eq!(costs.inserted(1), Some(-4.0));
        assert_eq!(Parts::read("something else"), None);
    }
}
