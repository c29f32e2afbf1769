//! What stands together in the pairs of a batch: the pieces of one side that turn up wherever a word of the other does.
//! This answers names that are translated (Germany, ألمانيا) or that no table of sounds can read.

use std::{
    borrow::Cow,
    hash::{Hash, Hasher},
};

use rustc_hash::{FxHashMap, FxHasher};

/// Pieces that a word may stand together with, kept a word.
const KEPT: usize = 24;

/// A piece of a text, hashed.
pub type Piece = u32;

#[expect(clippy::cast_possible_truncation, reason = "a hash")]
pub fn piece(letters: &[char]) -> Piece {
    let mut hasher = FxHasher::default();
    letters.hash(&mut hasher);
    (hasher.finish() >> 16) as Piece
}

/// The pieces of a text: all runs of so many letters, edges of words among them; sorted, each once.
#[must_use]
pub fn pieces(letters: &[char], length: usize) -> Vec<Piece> {
    let mut out: Vec<Piece> = letters.windows(length).map(piece).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Pairs from which on their pieces are worked out anew each time they are asked for: kept, they would take more room than the texts.
const LARGE: usize = 4096;

/// The pieces of one side of each pair.
pub enum Pieces<'a> {
    Kept(Vec<Vec<Piece>>),
    Made(usize, Box<dyn Fn(usize) -> Vec<Piece> + 'a>),
}

impl<'a> Pieces<'a> {
    /// Of so many pairs; `make` works those of one out. One pair alone has nothing that stands together elsewhere.
    pub fn new(pairs: usize, make: impl Fn(usize) -> Vec<Piece> + 'a) -> Self {
        match pairs {
            LARGE.. => Pieces::Made(pairs, Box::new(make)),
            0 | 1 => Pieces::Kept(Vec::new()),
            _ => Pieces::Kept((0..pairs).map(make).collect()),
        }
    }

    pub fn of(&self, at: usize) -> Cow<'_, [Piece]> {
        match self {
            Pieces::Kept(kept) => Cow::Borrowed(&kept[at]),
            Pieces::Made(_, make) => Cow::Owned(make(at)),
        }
    }

    /// How many pairs each piece stands in.
    pub fn frequency(&self) -> Frequency {
        let mut frequency = Frequency::default();
        let pairs = match self {
            Pieces::Kept(kept) => kept.len(),
            Pieces::Made(pairs, _) => *pairs,
        };
        (0..pairs).for_each(|at| frequency.add(&self.of(at)));
        frequency
    }
}

/// How many pairs each piece stands in, and how many pairs there are.
#[derive(Debug, Default)]
pub struct Frequency {
    pairs: usize,
    of: FxHashMap<Piece, u32>,
}

impl Frequency {
    pub fn add(&mut self, pieces: &[Piece]) {
        self.pairs += 1;
        for piece in pieces {
            *self.of.entry(*piece).or_default() += 1;
        }
    }
}

impl Frequency {
    fn of(&self, piece: Piece) -> u32 {
        self.of.get(&piece).copied().unwrap_or(0)
    }
}

/// The pieces that stand with one word, in all its pairs.
#[derive(Debug)]
pub struct Company {
    pairs: usize,
    counts: FxHashMap<Piece, u32>,
    best: Vec<Piece>,
}

/// What speaks for a word in one pair, by the other pairs it stands in.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bond {
    /// Strength of the strongest piece that is here.
    pub here: f32,
    /// How much stronger the strongest piece is that is not here.
    pub lacking: f32,
}

impl Company {
    /// Gathers the pieces of the pairs a word stands in.
    pub fn new<'p>(pages: impl Iterator<Item = Cow<'p, [Piece]>>, frequency: &Frequency) -> Self {
        let mut out = Company { pairs: 0, counts: FxHashMap::default(), best: Vec::new() };
        for page in pages {
            out.pairs += 1;
            for piece in page.iter() {
                *out.counts.entry(*piece).or_default() += 1;
            }
        }
        // What stands in one pair only is never elsewhere.
        out.counts.retain(|_, n| *n > 1);
        out.counts.shrink_to_fit();
        let mut ranked: Vec<(Piece, f32)> =
            out.counts.iter().map(|(piece, n)| (*piece, strength(*n, out.pairs, frequency.of(*piece), frequency.pairs))).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out.best = ranked.into_iter().take(KEPT).map(|(piece, _)| piece).collect();
        out
    }

    /// The bond of the word with one of its pairs.
    #[must_use]
    pub fn bond(&self, page: &[Piece], frequency: &Frequency) -> Bond {
        let others = self.pairs.saturating_sub(1);
        if others == 0 {
            return Bond::default();
        }
        let elsewhere = |piece: Piece, here: bool| self.counts.get(&piece).copied().unwrap_or(0).saturating_sub(u32::from(here));
        let weigh = |piece: Piece, here: bool| {
            let all = frequency.of(piece).saturating_sub(u32::from(here));
            strength(elsewhere(piece, here), others, all, frequency.pairs.saturating_sub(1))
        };
        let here = page.iter().map(|piece| weigh(*piece, true)).fold(0.0, f32::max);
        let gone = self.best.iter().filter(|piece| page.binary_search(piece).is_err()).map(|piece| weigh(*piece, false));
        Bond { here, lacking: (gone.fold(0.0, f32::max) - here).max(0.0) }
    }
}

/// How much more often a piece stands with the word than without, weighed by how often it was seen; `all` pairs of `of_pairs`
/// have the piece.
#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
fn strength(together: u32, pairs: usize, all: u32, of_pairs: usize) -> f32 {
    if together == 0 {
        return 0.0;
    }
    let apart = all.saturating_sub(together) as f32;
    let rate = (together as f32 + 0.1) / (pairs as f32 + 0.5);
    let usual = (apart + 0.5) / (of_pairs.saturating_sub(pairs) as f32 + 1.0);
    ((rate / usual).ln() * (1.0 + together as f32).ln()).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translated_name_is_known_by_its_company() {
        let texts = ["ألمانيا باردة", "في ألمانيا اليوم", "من ألمانيا غدا", "الحرب في اليمن", "قال الرجل", "جاء الولد اليوم"];
        let pages: Vec<Vec<Piece>> = texts.iter().map(|t| pieces(&t.chars().collect::<Vec<_>>(), 4)).collect();
        let mut frequency = Frequency::default();
        pages.iter().for_each(|page| frequency.add(page));
        let germany = Company::new([0, 1, 2, 3].into_iter().map(|at| Cow::Borrowed(pages[at].as_slice())), &frequency);
        let (right, wrong) = (germany.bond(&pages[1], &frequency), germany.bond(&pages[3], &frequency));
        assert!(right.here > 1.2 && right.lacking < 0.5, "{right:?}");
        assert!(wrong.here < 0.5 && wrong.lacking > 1.2, "{wrong:?}");
    }
}
