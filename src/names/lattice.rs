//! The best way to write one name as another: Viterbi over a cost table, whole against whole or with free ends.
//!
//! Each step weighs the logarithm of its joint probability less what its letters would be by themselves: a likelihood ratio of
//! "one name" against "two texts" (stochastic edit distance, Ristad and Yianilos 1998, with pieces of several letters).

use std::{cell::RefCell, num::NonZeroU32, rc::Rc};

use super::{
    costs::{Costs, DROPPED, Entry, FLOOR, INSERTED, NO_WAY, Row, UNSEEN, Way, next_bits, pack, target_code},
    kept::Memo,
    letters::{Letters, latin},
};

/// Latin words that are kept ready: each takes some kilobytes.
const READY: usize = 512;

thread_local! {
    static TARGETS: RefCell<Memo<Rc<Target>, READY>> = RefCell::default();
}

/// A name coded for one table.
#[derive(Debug, Clone, Default)]
pub struct Source {
    pub symbols: Vec<u16>,
    /// By symbol: which letter of the text it stands for.
    pub from: Vec<u32>,
    pub edges: Vec<bool>,
    /// Sum of the background logarithms up to a symbol.
    pub sums: Vec<f32>,
    /// The piece that starts at a symbol and takes the next one too; `u32::MAX` if unknown.
    pub doubles: Vec<u32>,
    /// By symbol: what leaving it out weighs, and whether the table knows that.
    drops: Vec<Drop>,
}

impl Source {
    /// Codes letters; one the table does not have is romanised.
    #[must_use]
    pub fn new(letters: &Letters, costs: &Costs) -> Self {
        let room = letters.letters.len() + 1;
        let mut out = Source {
            symbols: Vec::with_capacity(room),
            from: Vec::with_capacity(room),
            edges: Vec::with_capacity(room),
            sums: Vec::with_capacity(room),
            doubles: Vec::with_capacity(room),
            drops: Vec::new(),
        };
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
        out.doubles.extend(out.symbols.windows(2).map(|pair| costs.double(pair[0], pair[1]).unwrap_or(u32::MAX)));
        out.doubles.push(u32::MAX);
        out.drops = drops(&out.symbols, &out.sums, costs);
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
        let drops = drops(&symbols, &sums, costs);
        Source { from: Vec::new(), edges: symbols.iter().map(|s| *s == 0).collect(), symbols, sums, doubles, drops }
    }
}

/// What leaving out each symbol weighs.
fn drops(symbols: &[u16], sums: &[f32], costs: &Costs) -> Vec<Drop> {
    let weigh = |(symbol, sums): (&u16, &[f32])| match costs.dropped(*symbol) {
        Some(log) => Drop { weight: (log - (sums[1] - sums[0])).max(FLOOR), known: true },
        None => Drop { weight: DROPPED, known: false },
    };
    symbols.iter().zip(sums.windows(2)).map(weigh).collect()
}

/// A Latin spelling coded for one table.
#[derive(Debug, Clone, Default)]
pub struct Target {
    pub codes: Vec<u8>,
    pub sums: Vec<f32>,
    /// By letter: that letter and the next one, two, packed without the first.
    rest: Vec<[u16; 2]>,
    /// The same as bits, to see at once that nothing fits.
    next: Vec<u32>,
    /// All its letters, as bits.
    has: u32,
    links: RefCell<Links>,
}

/// Where some of the letters of a target may stand for a piece of the source.
#[derive(Debug, Clone, Copy)]
struct Link {
    from: u32,
    to: u32,
    log: f32,
    /// What the background makes of the letters.
    sum: f32,
}

/// The links of a target, worked out for the pieces that were asked for: the same few pieces come again and again.
#[derive(Debug, Clone, Default)]
struct Links {
    /// By piece: where its links are; nothing for a piece that was not asked for.
    places: Vec<Option<(u32, NonZeroU32)>>,
    all: Vec<Link>,
}

impl Links {
    fn of(&mut self, piece: u32, target: &Target, costs: &Costs) -> &[Link] {
        let at = piece as usize;
        if self.places.is_empty() {
            self.places.resize(costs.pieces(), None);
        }
        let known = self.places.get(at).copied().flatten();
        let (start, end) = known.unwrap_or_else(|| {
            let start = number(self.all.len());
            target.link(&costs.row(piece), &mut self.all);
            // One more than the end, which may be nothing.
            let end = NonZeroU32::MIN.saturating_add(number(self.all.len()));
            if let Some(place) = self.places.get_mut(at) {
                *place = Some((start, end));
            }
            (start, end)
        });
        self.all.get(start as usize..end.get() as usize - 1).unwrap_or_default()
    }
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

impl Target {
    /// A Latin word, kept ready for the table by each thread.
    #[must_use]
    pub fn of_word(word: &str, costs: &Costs) -> Rc<Self> {
        TARGETS.with_borrow_mut(|memo| memo.get(costs.id(), word, || Rc::new(Self::new(&latin(word), costs))))
    }

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
        let mut sums = Vec::with_capacity(codes.len() + 1);
        let mut sum = 0.0;
        sums.push(sum);
        let mut before = None;
        for code in &codes {
            sum += before.map_or(0.0, |before| costs.target_log(before, *code));
            sums.push(sum);
            before = Some(*code);
        }
        let slice = |from: usize, to: usize| codes.get(from..to).map_or(u16::MAX, pack);
        let rest = (1..=codes.len()).map(|next| [slice(next, next + 1), slice(next, next + 2)]).collect();
        let next = (1..=codes.len()).map(|next| next_bits(codes.get(next).copied())).collect();
        let has = codes.iter().fold(0, |bits, code| bits | 1 << (code & 31));
        Target { codes, sums, rest, next, has, links: RefCell::default() }
    }

    /// Adds the links of a piece.
    fn link(&self, row: &Row<'_>, out: &mut Vec<Link>) {
        if row.firsts() & self.has == 0 {
            return;
        }
        for (j, (code, next)) in (0u32..).zip(self.codes.iter().zip(&self.next)) {
            if row.firsts() >> (code & 31) & 1 == 0 {
                continue;
            }
            let (entry, at) = (row.entry(*code), j as usize);
            let mut add = |length: u8, log: f32| {
                let to = j + u32::from(length);
                out.push(Link { from: j, to, log, sum: self.sums[to as usize] - self.sums[at] });
            };
            if entry.alone > NO_WAY {
                add(1, entry.alone);
            }
            if entry.may(*next) {
                row.longer(entry).iter().filter(|way| way.fits(self.rest[at])).for_each(|way| add(way.length, way.log));
            }
        }
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
    /// By letter of the target: what putting it in weighs.
    inserts: Vec<f32>,
    /// By letter: what it weighs for a symbol that the table never saw written so, for an edge and for a letter.
    edges: Vec<f32>,
    letters: Vec<f32>,
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

/// The higher of two numbers that are both numbers.
fn higher(one: f32, other: f32) -> f32 {
    if other > one { other } else { one }
}

/// Follows the links of a piece from the cells of a row into those of a later one.
fn relax(links: &[Link], here: &[f32], source_sum: f32, cells: &mut [f32]) {
    for Link { from, to, log, sum } in links {
        let (Some(score), Some(cell)) = (here.get(*from as usize), cells.get_mut(*to as usize)) else { continue };
        *cell = higher(*cell, score + (log - source_sum - sum).max(FLOOR));
    }
}

/// Follows what needs no table from each cell of a row into the next one: a letter for one it was never seen written as, and a letter
/// left out.
fn pass(here: &[f32], unseen: &[f32], drop: f32, cells: &mut [f32]) {
    let (Some(first), Some((cell, rest))) = (here.first(), cells.split_first_mut()) else { return };
    *cell = higher(*cell, first + drop);
    for (((cell, before), unseen), above) in rest.iter_mut().zip(here).zip(unseen).zip(&here[1..]) {
        *cell = higher(higher(*cell, before + unseen), above + drop);
    }
}

/// The ways of an entry that take so many letters of a target, from one of its letters on.
fn fits<'c>(row: &Row<'c>, entry: &Entry, length: usize, start: usize, target: &Target) -> impl Iterator<Item = &'c Way> {
    let (rest, ways) = (target.rest[start], if entry.may(target.next[start]) { row.longer(entry) } else { &[] });
    ways.iter().filter(move |way| way.length as usize == length && way.fits(rest))
}

/// The best weights before and after each cell.
#[derive(Debug)]
pub struct BothWays {
    before: Vec<f32>,
    after: Vec<f32>,
    width: usize,
}

impl BothWays {
    #[must_use]
    pub fn before(&self, i: usize, j: usize) -> f32 {
        self.before[i * self.width + j]
    }

    #[must_use]
    pub fn after(&self, i: usize, j: usize) -> f32 {
        self.after[i * self.width + j]
    }

    /// The weight of the whole.
    #[must_use]
    pub fn whole(&self) -> f32 {
        self.before.last().copied().unwrap_or(NOWHERE)
    }
}

/// What leaving out a source letter weighs, and whether the table knows it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Drop {
    weight: f32,
    known: bool,
}

impl Room {
    /// Aligns, leaves the path in `path` and answers the weight and the source symbols it covers.
    pub fn align(&mut self, source: &Source, target: &Target, costs: &Costs, ends: &impl Ends) -> (f32, std::ops::Range<usize>) {
        let (score, i, j) = self.fill(source, target, costs, ends);
        let start = self.trace(i, j, source, target, costs, ends);
        (score, start..i)
    }

    /// The weight of the best alignment alone.
    pub fn weigh(&mut self, source: &Source, target: &Target, costs: &Costs, ends: &impl Ends) -> f32 {
        self.fill(source, target, costs, ends).0
    }

    /// Fills the cells: the best weight of what comes before each. Answers the best end and its cell.
    fn fill(&mut self, source: &Source, target: &Target, costs: &Costs, ends: &impl Ends) -> (f32, usize, usize) {
        let (n, m) = (source.symbols.len(), target.codes.len());
        let width = m + 1;
        self.scores.clear();
        self.scores.resize((n + 3) * width, NOWHERE);
        self.inserts.clear();
        let most = if self.strict { STRICT } else { f32::INFINITY };
        self.inserts.extend(target.codes.iter().enumerate().map(|(j, code)| match costs.inserted(*code) {
            Some(log) => (log - (target.sums[j + 1] - target.sums[j])).max(FLOOR).min(most),
            None => INSERTED.min(most),
        }));
        for (list, edge) in [(&mut self.edges, true), (&mut self.letters, false)] {
            list.clear();
            list.extend(target.codes.iter().map(|code| if (*code == 0) == edge { UNSEEN } else { NOWHERE }));
        }
        let links = &mut *target.links.borrow_mut();
        let mut best = (NOWHERE, 0, 0);
        for i in 0..=n {
            let start = ends.start(i);
            let (here, below) = self.scores[i * width..(i + 3) * width].split_at_mut(width);
            let inside = usize::from(ends.inside(i) && m > 1);
            if start < f32::INFINITY && -start > here[inside] {
                here[inside] = -start;
            }
            // Letters put in, one after another.
            let mut sum = here[0];
            for (cell, weight) in here[1..].iter_mut().zip(&self.inserts) {
                sum = higher(*cell, sum + weight);
                *cell = sum;
            }
            let end = ends.end(i);
            let last = m - inside;
            if end < f32::INFINITY && here[last] - end > best.0 {
                best = (here[last] - end, i, last);
            }
            // What the source symbol leads to, in the rows after it.
            let Some(symbol) = source.symbols.get(i) else { break };
            let (next, after) = below.split_at_mut(width);
            relax(links.of(u32::from(*symbol), target, costs), here, source.sums[i + 1] - source.sums[i], next);
            if source.doubles[i] != u32::MAX {
                let double_sum = source.sums.get(i + 2).copied().unwrap_or(0.0) - source.sums[i];
                relax(links.of(source.doubles[i], target, costs), here, double_sum, after);
            }
            // Edges stand for edges, letters for letters.
            pass(here, if *symbol == 0 { &self.edges } else { &self.letters }, source.drops[i].weight.min(most), next);
        }
        best
    }

    fn drop(&self, i: usize, source: &Source) -> Drop {
        let most = if self.strict { STRICT } else { f32::INFINITY };
        let Drop { weight, known } = source.drops[i];
        Drop { weight: weight.min(most), known }
    }

    /// The best weights of what comes before each cell and of what comes after it, the whole source against the whole target.
    pub fn both_ways(&mut self, source: &Source, target: &Target, costs: &Costs) -> BothWays {
        let (n, m) = (source.symbols.len(), target.codes.len());
        self.fill(source, target, costs, &Whole(n));
        let width = m + 1;
        let before = self.scores[..(n + 1) * width].to_vec();
        let mut after = vec![NOWHERE; (n + 1) * width];
        after[n * width + m] = 0.0;
        for i in (0..=n).rev() {
            let drop = if i < n { self.drop(i, source).weight } else { 0.0 };
            for j in (0..=m).rev() {
                let mut best = after[i * width + j];
                let mut take = |i: usize, j: usize, weight: f32| best = higher(best, after[i * width + j] + weight);
                if i < n {
                    take(i + 1, j, drop);
                }
                if j < m {
                    take(i, j + 1, self.inserts[j]);
                }
                if i < n && j < m {
                    let first = target.codes[j];
                    if (source.symbols[i] == 0) == (first == 0) {
                        take(i + 1, j + 1, UNSEEN);
                    }
                    for (taken, piece) in [(1, u32::from(source.symbols[i])), (2, source.doubles[i])] {
                        let ways = if piece == u32::MAX { &[] } else { costs.ways(piece, first) };
                        for way in ways.iter().filter(|way| way.fits(target.rest[j])) {
                            let length = way.length as usize;
                            let sums = source.sums[i + taken] - source.sums[i] + target.sums[j + length] - target.sums[j];
                            take(i + taken, j + length, (way.log - sums).max(FLOOR));
                        }
                    }
                }
                after[i * width + j] = best;
            }
        }
        BothWays { before, after, width }
    }

    /// Walks back from a cell, fills `path` in reading order and answers where it started. Of steps that weigh the same the one from
    /// the earliest source symbol, then from the earliest target letter, is taken.
    fn trace(&mut self, mut i: usize, mut j: usize, source: &Source, target: &Target, costs: &Costs, ends: &impl Ends) -> usize {
        self.path.clear();
        while let Some((step, known)) = self.step_into(i, j, source, target, costs, ends) {
            let (from, to) = ((step >> 2) as usize, (step & 3) as usize);
            let width = target.codes.len() + 1;
            let (before_i, before_j) = (i - from, j - to);
            let weight = self.scores[i * width + j] - self.scores[before_i * width + before_j];
            self.path.push(Step {
                source: u32::try_from(before_i).unwrap_or(0),
                target: u32::try_from(before_j).unwrap_or(0),
                source_length: step >> 2,
                target_length: step & 3,
                weight,
                known,
            });
            (i, j) = (before_i, before_j);
        }
        self.path.reverse();
        i
    }

    /// The step into a cell: four times the source symbols and the target letters that it takes, and whether the table knows it. `None`
    /// where an alignment starts.
    fn step_into(&self, i: usize, j: usize, source: &Source, target: &Target, costs: &Costs, ends: &impl Ends) -> Option<(u8, bool)> {
        let width = target.codes.len() + 1;
        let score = self.scores[i * width + j];
        let at = |i: usize, j: usize| self.scores[i * width + j];
        if score <= NOWHERE {
            return None;
        }
        for taken in [2usize, 1] {
            let Some(before) = i.checked_sub(taken) else { continue };
            let piece = if taken == 2 { source.doubles[before] } else { u32::from(source.symbols[before]) };
            let sum = source.sums[i] - source.sums[before];
            for length in [3usize, 2, 1] {
                let Some(start) = j.checked_sub(length) else { continue };
                let from = at(before, start);
                if from <= NOWHERE {
                    continue;
                }
                let first = target.codes[start];
                let wide = (source.symbols[before] == 0) == (first == 0);
                if taken == 1 && length == 1 && wide && from + UNSEEN == score {
                    return Some((1 << 2 | 1, false));
                }
                if piece == u32::MAX {
                    continue;
                }
                let row = costs.row(piece);
                let entry = row.entry(first);
                let leads = |log: f32| from + (log - sum - (target.sums[j] - target.sums[start])).max(FLOOR) == score;
                let found = match length {
                    1 => entry.alone > NO_WAY && leads(entry.alone),
                    _ => fits(&row, entry, length, start, target).any(|way| leads(way.log)),
                };
                if found {
                    return Some(((taken << 2 | length) as u8, true));
                }
            }
            if taken == 1 && at(before, j) > NOWHERE {
                let Drop { weight, known } = self.drop(before, source);
                if at(before, j) + weight == score {
                    return Some((1 << 2, known));
                }
            }
        }
        let start = ends.start(i);
        if start < f32::INFINITY && j == usize::from(ends.inside(i) && width > 2) && -start == score {
            return None;
        }
        let before = j.checked_sub(1)?;
        (at(i, before) + self.inserts[before] == score).then(|| (1, costs.inserted(target.codes[before]).is_some()))
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
