//! Lists that stand in another order in the translation, such as glossaries that each language sorts by its own alphabet.

use std::{collections::BTreeMap, ops::Range};

use super::unmatched::Run;
use crate::{
    model::Segment,
    rules::{Bitext, Pair},
    text::lists::{Line, List, lists},
};

/// A list of both sides in two orders.
pub(super) struct Relisted {
    pub source: Range<usize>,
    pub target: Range<usize>,
    /// Beads that stand elsewhere.
    pub moved: usize,
    /// Lines without counterpart on each side.
    pub left: [usize; 2],
    /// Characters of these.
    characters: [usize; 2],
}

/// So many beads of a list that stand elsewhere show that its order is another one.
const FEWEST_MOVED: usize = 3;
/// Less than this share of what a translation of what is left would have is not left of it.
const ANSWERS: f64 = 0.4;

impl Relisted {
    /// Whether a pair stands in it.
    pub fn holds(&self, pair: &Pair<'_>) -> bool {
        let within = |lines: &Range<usize>, of: &Range<u32>| of.is_empty() || lines.contains(&(of.start as usize));
        within(&self.source, &pair.bead.source) && within(&self.target, &pair.bead.target)
    }

    /// Whether what is left on the other side may hold what a run of one side says: then nothing is known to be missing.
    pub fn may_answer(&self, run: &Run<'_>, source: bool, ratio: f64) -> bool {
        let other = self.characters[usize::from(source)];
        let due = run.text().chars().count();
        #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
        let enough = other as f64 >= ANSWERS * due as f64 * ratio;
        enough && other > 0
    }
}

/// The list that a run stands in, if what is left of its other side may answer the run.
pub(super) fn elsewhere(bitext: &Bitext<'_>, relisted: &[Relisted], run: &Run<'_>, source: bool, ratio: f64) -> bool {
    let Some(pair) = bitext.pairs.get(run.pairs.start) else { return false };
    relisted.iter().any(|list| list.holds(pair) && list.may_answer(run, source, ratio))
}

/// The lists of a text in another order: where entries stand elsewhere, or both sides rise by an alphabet and something is left of both.
pub(super) fn relisted(bitext: &Bitext<'_>) -> Vec<Relisted> {
    let count = |holds: &dyn Fn(&&Pair<'_>) -> bool| bitext.pairs.iter().filter(holds).count();
    let nulls = [count(&|pair| pair.target.is_empty()), count(&|pair| pair.source.is_empty())];
    if count(&|pair| pair.bead.moved) < FEWEST_MOVED && nulls.contains(&0) {
        return Vec::new();
    }
    let of = |segments: &[Segment]| lists(&segments.iter().map(|s| Line::new(s.block, s.kind, &s.text)).collect::<Vec<_>>());
    let (sources, targets) = (of(bitext.source.segments), of(bitext.target.segments));
    let by_line = |segments: &[Segment], lists: &[List]| {
        let mut by_line = vec![None; segments.len()];
        lists.iter().enumerate().for_each(|(number, list)| by_line[list.lines()].fill(Some(number)));
        by_line
    };
    let (in_source, in_target) = (by_line(bitext.source.segments, &sources), by_line(bitext.target.segments, &targets));
    let mut facing: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for pair in &bitext.pairs {
        let here = |lists: &[Option<usize>], at: u32| lists.get(at as usize).copied().flatten();
        if let Some(one) = here(&in_source, pair.bead.source.start).zip(here(&in_target, pair.bead.target.start)) {
            *facing.entry(one).or_default() += 1;
        }
    }
    let best = |side: fn(&(usize, usize)) -> usize, number: usize| {
        let facing = facing.iter().filter(|(pair, _)| side(pair) == number);
        facing.max_by_key(|(pair, count)| (**count, std::cmp::Reverse(**pair))).map(|(pair, _)| *pair)
    };
    let mut out = Vec::new();
    for pair in (0..sources.len()).filter_map(|number| best(|pair| pair.0, number)) {
        if best(|other| other.1, pair.1) != Some(pair) {
            continue;
        }
        let (source, target) = (&sources[pair.0], &targets[pair.1]);
        let mut list = Relisted { source: source.lines(), target: target.lines(), moved: 0, left: [0; 2], characters: [0; 2] };
        for pair in &bitext.pairs {
            if !list.holds(pair) {
                continue;
            }
            list.moved += usize::from(pair.bead.moved);
            for (side, (own, other)) in [(pair.source, pair.target), (pair.target, pair.source)].into_iter().enumerate() {
                if other.is_empty() {
                    list.left[side] += own.len();
                    list.characters[side] += own.iter().map(|segment| segment.text.chars().count()).sum::<usize>();
                }
            }
        }
        if list.moved >= FEWEST_MOVED || (source.sorted && target.sorted && !list.left.contains(&0)) {
            out.push(list);
        }
    }
    out
}
