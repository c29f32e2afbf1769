//! The best way to write one name as another: Viterbi over a cost table, whole against whole or with free ends.
//!
//! Each step weighs the logarithm of its joint probability less what its letters would be by themselves: a likelihood ratio of
//! "one name" against "two texts" (stochastic edit distance, Ristad and Yianilos 1998, with pieces of several letters).

use super::{
    costs::{Costs, DROPPED, FLOOR, INSERTED, UNSEEN, pack, target_code},
    letters::Letters,
};

/// A name coded for one table.
#[derive(Debug, Clone, Default)]
pub struct Source {
    pub symbols: Vec<u16>,
    /// By symbol: which letter of the text it stands for.
    pub from: Vec<u32>,
    pub edges: Vec<bool>,
    /// Sum of the background logarithms up to a symbol.
    pub(super) sums: Vec<f32>,
    /// The piece that starts at a symbol and takes the next one too; `u32::MAX` if unknown.
    doubles: Vec<u32>,
}

impl Source {
    /// Codes letters; one the table does not have is romanised.
    #[must_use]
    pub fn new(letters: &Letters, costs: &Costs) -> Self {
        let mut out = Source::default();
        let mut before: Option<u16> = None;
        out.sums.push(0.0);
        let mut push = |symbol: u16, at: u32| {
            if symbol == 0 && before == Some(0) {
                return;
            }
            let log = before.map_or(0.0, |before| costs.source_log(before, symbol));
            let sum = out.sums.last().copied().unwrap_or(0.0) + log;
            out.symbols.push(symbol);
            out.from.push(at);
            out.edges.push(symbol == 0);
            out.sums.push(sum);
            before = Some(symbol);
        };
        for (letter, at) in letters.letters.iter().zip(0u32..) {
            match costs.symbol(*letter) {
                Some(symbol) => push(symbol, at),
                None => {
                    for plain in any_ascii::any_ascii_char(*letter).chars().filter(char::is_ascii_alphabetic) {
                        push(u16::from(target_code(plain.to_ascii_lowercase())), at);
                    }
                }
            }
        }
        out.doubles = out.symbols.windows(2).map(|pair| costs.double(pair[0], pair[1]).unwrap_or(u32::MAX)).collect();
        out.doubles.push(u32::MAX);
        out
    }

    /// The same symbols in another order, for names whose parts change places.
    #[must_use]
    pub fn reordered(&self, symbols: Vec<u16>, costs: &Costs) -> Self {
        let mut sums = vec![0.0];
        for (at, symbol) in symbols.iter().enumerate() {
            let log = at.checked_sub(1).map_or(0.0, |before| costs.source_log(symbols[before], *symbol));
            sums.push(sums[at] + log);
        }
        let mut doubles: Vec<u32> = symbols.windows(2).map(|pair| costs.double(pair[0], pair[1]).unwrap_or(u32::MAX)).collect();
        doubles.push(u32::MAX);
        Source { from: Vec::new(), edges: symbols.iter().map(|s| *s == 0).collect(), symbols, sums, doubles }
    }
}

/// A Latin spelling coded for one table.
#[derive(Debug, Clone, Default)]
pub struct Target {
    pub codes: Vec<u8>,
    pub(super) sums: Vec<f32>,
    /// By letter: that letter and the next one, two, packed without the first.
    rest: Vec<[u16; 2]>,
}

impl Target {
    #[must_use]
    pub fn new(letters: &Letters, costs: &Costs) -> Self {
        Self::of(letters.letters.iter().map(|c| target_code(*c)).collect(), costs)
    }

    /// The logarithm of the background probability of the letters.
    #[must_use]
    pub fn log(&self) -> f32 {
        self.sums.last().copied().unwrap_or(0.0)
    }

    #[must_use]
    pub fn of(codes: Vec<u8>, costs: &Costs) -> Self {
        let mut sums = vec![0.0];
        for (at, code) in codes.iter().enumerate() {
            let log = at.checked_sub(1).map_or(0.0, |before| costs.target_log(codes[before], *code));
            sums.push(sums[at] + log);
        }
        let rest = (0..codes.len())
            .map(|at| {
                let slice = |length: usize| codes.get(at + 1..at + 1 + length).map_or(u16::MAX, pack);
                [slice(1), slice(2)]
            })
            .collect();
        Target { codes, sums, rest }
    }
}

/// One step of an alignment: source symbols and target letters it takes, and its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub source: u32,
    pub target: u32,
    pub source_length: u8,
    pub target_length: u8,
    pub weight: f32,
    /// Whether the table knows the step.
    pub known: bool,
}

/// Room that alignments share, so that none allocates.
#[derive(Debug, Clone, Default)]
pub struct Room {
    scores: Vec<f32>,
    /// Source and target length of the step into a cell, and whether the table knows it.
    steps: Vec<u8>,
    pub path: Vec<Step>,
    /// Letters left out or put in never speak for a name: in a long text the rare ones would.
    pub strict: bool,
}

/// Where an alignment may start and end in the source.
pub trait Ends {
    /// Cost of starting at a symbol; infinite where it may not.
    fn start(&self, at: usize) -> f32;
    /// Cost of ending before a symbol.
    fn end(&self, at: usize) -> f32;
    /// Whether a start (end) at a symbol is inside a word: the outer edge of the target then matches for nothing.
    fn inside(&self, _at: usize) -> bool {
        false
    }
}

/// The whole source is the name.
#[derive(Debug, Clone, Copy)]
pub struct Whole(pub usize);

impl Ends for Whole {
    fn start(&self, at: usize) -> f32 {
        if at == 0 { 0.0 } else { f32::INFINITY }
    }

    fn end(&self, at: usize) -> f32 {
        if at == self.0 { 0.0 } else { f32::INFINITY }
    }
}

const NOWHERE: f32 = -1.0e9;
/// The most that a letter left out or put in weighs where it may not speak for a name.
const STRICT: f32 = -0.5;

impl Room {
    /// Aligns, leaves the path in `path` and answers the weight and the source symbols it covers.
    pub fn align(&mut self, source: &Source, target: &Target, costs: &Costs, ends: &impl Ends) -> (f32, std::ops::Range<usize>) {
        let (n, m) = (source.symbols.len(), target.codes.len());
        let width = m + 1;
        self.scores.clear();
        self.scores.resize((n + 1) * width, NOWHERE);
        self.steps.clear();
        self.steps.resize((n + 1) * width, 0);
        let mut best = (NOWHERE, 0, 0);
        for i in 0..=n {
            let start = ends.start(i);
            let row = i * width;
            let first = row + usize::from(ends.inside(i) && m > 1);
            if start < f32::INFINITY && -start > self.scores[first] {
                self.scores[first] = -start;
                self.steps[first] = 0;
            }
            self.row(i, source, target, costs);
            let end = ends.end(i);
            let last = m - usize::from(ends.inside(i) && m > 1);
            if end < f32::INFINITY && self.scores[row + last] - end > best.0 {
                best = (self.scores[row + last] - end, i, last);
            }
        }
        let start = self.trace(best.1, best.2, target);
        (best.0, start..best.1)
    }

    fn row(&mut self, i: usize, source: &Source, target: &Target, costs: &Costs) {
        let (n, m) = (source.symbols.len(), target.codes.len());
        let width = m + 1;
        let row = i * width;
        let symbol = source.symbols.get(i).copied().unwrap_or(0);
        let double = source.doubles.get(i).copied().unwrap_or(u32::MAX);
        let (single_sum, double_sum) = if i < n {
            (source.sums[i + 1] - source.sums[i], source.sums.get(i + 2).copied().unwrap_or(0.0) - source.sums[i])
        } else {
            (0.0, 0.0)
        };
        let (drop, drop_known) = match (i < n).then(|| costs.dropped(symbol)).flatten() {
            Some(log) => ((log - single_sum).max(FLOOR), 1),
            None => (DROPPED, 0),
        };
        let most = if self.strict { STRICT } else { f32::INFINITY };
        let drop = drop.min(most);
        for j in 0..=m {
            let score = self.scores[row + j];
            if score <= NOWHERE {
                continue;
            }
            let mut relax = |cell: usize, weight: f32, step: u8| {
                if score + weight > self.scores[cell] {
                    self.scores[cell] = score + weight;
                    self.steps[cell] = step;
                }
            };
            if i < n {
                relax(row + width + j, drop, 1 << 4 | drop_known);
            }
            if j == m {
                continue;
            }
            let first = target.codes[j];
            let (insert, known) = match costs.inserted(first) {
                Some(log) => ((log - (target.sums[j + 1] - target.sums[j])).max(FLOOR), 1),
                None => (INSERTED, 0),
            };
            relax(row + j + 1, insert.min(most), 1 << 2 | known);
            if i == n {
                continue;
            }
            if (symbol == 0) == (first == 0) {
                relax(row + width + j + 1, UNSEEN, 1 << 4 | 1 << 2);
            }
            for (piece, taken, source_sum) in [(u32::from(symbol), 1usize, single_sum), (double, 2, double_sum)] {
                if piece == u32::MAX {
                    continue;
                }
                for way in costs.ways(piece, first) {
                    let length = way.length as usize;
                    let fits = match length {
                        1 => true,
                        2 => target.rest[j][0] == way.rest,
                        _ => target.rest[j][1] == way.rest,
                    };
                    if fits {
                        let weight = (way.log - source_sum - (target.sums[j + length] - target.sums[j])).max(FLOOR);
                        let step = (taken << 4 | length << 2 | 1) as u8;
                        relax(row + taken * width + j + length, weight, step);
                    }
                }
            }
        }
    }

    /// Walks back from a cell, fills `path` in reading order and answers where it started.
    fn trace(&mut self, mut i: usize, mut j: usize, target: &Target) -> usize {
        let width = target.codes.len() + 1;
        self.path.clear();
        loop {
            let step = self.steps[i * width + j];
            let (from, to) = ((step >> 4) as usize, (step >> 2 & 3) as usize);
            if from == 0 && to == 0 {
                break;
            }
            let (before_i, before_j) = (i.saturating_sub(from), j.saturating_sub(to));
            let weight = self.scores[i * width + j] - self.scores[before_i * width + before_j];
            self.path.push(Step {
                source: u32::try_from(before_i).unwrap_or(0),
                target: u32::try_from(before_j).unwrap_or(0),
                source_length: step >> 4,
                target_length: step >> 2 & 3,
                weight,
                known: step & 1 == 1,
            });
            (i, j) = (before_i, before_j);
        }
        self.path.reverse();
        i
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{costs::Parts, letters};

    fn costs() -> Costs {
        let mut alphabet = super::super::costs::base_alphabet();
        alphabet.extend(['а', 'н', 'ш']);
        let mut parts = Parts { alphabet, ..Parts::default() };
        let code = |text: &str| text.chars().map(target_code).collect::<Vec<u8>>();
        parts.operations = vec![
            (vec![0], code(" "), -1.0),
            (vec![27], code("a"), -1.5),
            (vec![28], code("n"), -1.5),
            (vec![29], code("sh"), -2.0),
            (vec![28, 29], code("ntsh"[..3].into()), -5.0),
        ];
        parts.source.add(&[0, 27, 28, 29, 27, 0], 5.0);
        parts.target.add(&[0, 1, 14, 19, 8, 1, 0], 5.0);
        Costs::new(&parts)
    }

    #[test]
    fn the_better_spelling_weighs_more() {
        let costs = costs();
        let source = Source::new(&letters::native("Наша"), &costs);
        let mut room = Room::default();
        let mut weigh =
            |text: &str| room.align(&source, &Target::new(&letters::latin(text), &costs), &costs, &Whole(source.symbols.len())).0;
        assert!(weigh("Nasha") > weigh("Nasa") && weigh("Nasa") > weigh("Kipo"));
    }

    #[test]
    fn the_path_covers_both_sides() {
        let costs = costs();
        let source = Source::new(&letters::native("Наша"), &costs);
        let target = Target::new(&letters::latin("Nasha"), &costs);
        let mut room = Room::default();
        let (score, span) = room.align(&source, &target, &costs, &Whole(source.symbols.len()));
        assert_eq!(span, 0..6);
        let sum: f32 = room.path.iter().map(|s| s.weight).sum();
        assert!((sum - score).abs() < 1e-3);
        assert_eq!(room.path.iter().map(|s| s.target_length as usize).sum::<usize>(), 7);
        assert!(room.path.iter().all(|s| s.known));
    }
}
