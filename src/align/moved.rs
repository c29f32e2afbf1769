//! Crossing: blocks that stand elsewhere in the translation. The dynamic programme is monotone and leaves such a block
//! without counterpart on both sides, or links it wrongly. Lines that are badly explained are compared with one another
//! wherever they stand, like pairs are chained (a local alignment), and a chain that explains its lines better than the path
//! does by a margin is taken out; the path is then worked out again for what is left.

use std::ops::Range;

use super::{
    Model, Path,
    evidence::Links,
    lattice::Step,
    math::ln,
    model::TYPES,
    passes::align_document,
    prepare::{Batch, Doc, small},
    watch::Stopped,
};
use crate::lexicon::Table;

/// Linked beads with a smaller log-likelihood ratio may be wrong, and their lines stand elsewhere.
const WEAK: f32 = 6.0;
/// What the words of two lines must say for them to start or carry on a chain.
const SEED: f32 = 0.3;
/// Lines whose beads are no further apart than this cross nothing.
const BESIDE: usize = 2;
/// Candidates kept for a source line.
const MOST_SEEDS: usize = 8;
/// Lines that a chain may step over on either side.
const GAP: u32 = 5;
/// What stepping over a line costs.
const STEPPED: f32 = 0.3;
/// Words that stand in more badly explained lines than this tell no place.
const COMMON: usize = 48;
/// The same where very many lines are badly explained: each word may touch only so many of them.
const MOST_COMMON: usize = 200;
/// What a chain must gain: as much as the number of places it could have come from makes likely by chance, and this.
const MARGIN: f32 = 4.0;
/// More for a chain of one bead.
const ALONE: f32 = 2.0;
/// Beads on both sides of a chain's lines that are worked out anew to see what taking them out costs.
const AROUND: usize = 3;
/// Rounds of search; what a round takes out may lay bare another block.
const ROUNDS: usize = 3;

/// Longer documents, in source lines, are searched once: each round aligns all of what is left anew.
const LONG: usize = 5_000;

/// A path without the blocks that cross it, and these.
#[derive(Debug, Clone)]
pub(super) struct Crossed {
    /// Covers, together with `moved`, every line once.
    pub path: Path,
    /// Beads that cross the path; by target line once settled.
    pub moved: Vec<Step>,
}

/// The path with the links of what crosses it, as a teacher.
pub(super) fn whole(crossed: &Crossed) -> Path {
    let mut path = crossed.path.clone();
    path.links.extend(crossed.moved.iter().map(|step| (step.source.clone(), step.target.clone(), step.posterior)));
    path
}

/// Finds the blocks of a document that stand elsewhere.
pub(super) fn resolve(
    batch: &Batch,
    doc: &Doc,
    model: &Model,
    lexicon: &[Table],
    path: Path,
    moved: Vec<Step>,
) -> Result<Crossed, Stopped> {
    let mut crossed = Crossed { path, moved };
    if model.lexical <= 0.0 {
        return Ok(crossed);
    }
    let mut search = None;
    let rounds = if doc.source.len() > LONG { 1 } else { ROUNDS };
    for _ in 0..rounds {
        let weak = Weak::new(doc, &crossed);
        if weak.source.len() < 2 || weak.target.len() < 2 {
            break;
        }
        let search = search.get_or_insert_with(|| Search { batch, doc, model, lexicon, links: Links::new(batch, doc, &lexicon[0]) });
        let chains = search.chains(&weak, &crossed)?;
        if chains.is_empty() {
            break;
        }
        crossed.moved.extend(chains);
        crossed.path = without(batch, doc, model, lexicon, &crossed.moved)?;
    }
    Ok(crossed)
}

/// Aligns what is left of a document without the beads that were taken out.
pub(super) fn without(batch: &Batch, doc: &Doc, model: &Model, lexicon: &[Table], moved: &[Step]) -> Result<Path, Stopped> {
    let left = |len: usize, side: fn(&Step) -> &Range<usize>| -> Vec<usize> {
        let mut free = vec![true; len];
        moved.iter().for_each(|step| free[side(step).clone()].fill(false));
        (0..len).filter(|line| free[*line]).collect()
    };
    let lines = [left(doc.source.len(), |step| &step.source), left(doc.target.len(), |step| &step.target)];
    let part = doc.part(&lines[0], &lines[1]);
    let mut path = align_document(batch, &part, model, lexicon, 0, None)?;
    let back = |range: &Range<usize>, lines: &[usize]| -> Range<usize> {
        match lines.get(range.clone()) {
            Some([first, .., last]) => *first..last + 1,
            Some([only]) => *only..only + 1,
            _ => {
                let at = range.start.checked_sub(1).and_then(|before| lines.get(before)).map_or(0, |before| before + 1);
                at..at
            }
        }
    };
    let whole = |range: &Range<usize>, lines: &[usize]| back(range, lines).len() == range.len();
    path.links.retain(|(source, target, _)| whole(source, &lines[0]) && whole(target, &lines[1]));
    for (source, target, _) in &mut path.links {
        (*source, *target) = (back(source, &lines[0]), back(target, &lines[1]));
    }
    path.steps = path.steps.iter().flat_map(|step| straighten(step, &lines)).collect();
    for step in &mut path.steps {
        (step.source, step.target) = (back(&step.source, &lines[0]), back(&step.target, &lines[1]));
    }
    Ok(path)
}

/// A bead whose lines a block was taken out of keeps its longest piece; the rest is left without counterpart.
fn straighten(step: &Step, lines: &[Vec<usize>; 2]) -> Vec<Step> {
    let cut = |range: &Range<usize>, lines: &[usize]| -> [Range<usize>; 3] {
        let mut longest = range.start..range.start;
        let mut from = range.start;
        for at in range.clone() {
            if at + 1 == range.end || lines[at + 1] != lines[at] + 1 {
                if at + 1 - from > longest.len() {
                    longest = from..at + 1;
                }
                from = at + 1;
            }
        }
        [range.start..longest.start, longest.clone(), longest.end..range.end]
    };
    let (source, target) = (cut(&step.source, &lines[0]), cut(&step.target, &lines[1]));
    if source[1] == step.source && target[1] == step.target {
        return vec![step.clone()];
    }
    let null = |source: Range<usize>, target: Range<usize>| Step { source, target, posterior: 0.3, score: 0.0, length: 0.0 };
    let mut out = Vec::new();
    out.extend(source[0].clone().map(|at| null(at..at + 1, target[0].start..target[0].start)));
    out.extend(target[0].clone().map(|at| null(source[1].start..source[1].start, at..at + 1)));
    out.push(Step { source: source[1].clone(), target: target[1].clone(), posterior: 0.5 * step.posterior, ..*step });
    out.extend(source[2].clone().map(|at| null(at..at + 1, target[2].start..target[2].start)));
    out.extend(target[2].clone().map(|at| null(source[2].end..source[2].end, at..at + 1)));
    out
}

/// Of blocks that cross each other the smaller one moved: the heaviest chain of links that rises on both sides is the path.
pub(super) fn settled(crossed: Crossed) -> Crossed {
    if crossed.moved.is_empty() {
        return crossed;
    }
    let Crossed { mut path, moved } = crossed;
    let (mut links, nulls): (Vec<Step>, Vec<Step>) =
        path.steps.drain(..).chain(moved).partition(|step| !step.source.is_empty() && !step.target.is_empty());
    links.sort_by_key(|step| step.source.start);
    let trunk = heaviest(&links);
    let mut moved = Vec::new();
    let mut next = trunk.iter().peekable();
    let mut straight = Vec::with_capacity(trunk.len());
    for (at, step) in links.into_iter().enumerate() {
        if next.next_if_eq(&&at).is_some() { straight.push(step) } else { moved.push(step) }
    }
    moved.sort_by_key(|step| step.target.start);
    let (missing, added): (Vec<Step>, Vec<Step>) = nulls.into_iter().partition(|step| step.target.is_empty());
    let mut ends = (0, 0);
    let mut sides = [missing, added];
    sides[0].sort_by_key(|step| step.source.start);
    sides[1].sort_by_key(|step| step.target.start);
    let [missing, added] = sides;
    let (mut missing, mut added) = (missing.into_iter().peekable(), added.into_iter().peekable());
    let lines = straight.iter().map(|step| (step.source.start, step.target.start)).chain([(usize::MAX, usize::MAX)]).collect::<Vec<_>>();
    let mut straight = straight.into_iter();
    for before in lines {
        while let Some(step) = missing.next_if(|step| step.source.start < before.0) {
            path.steps.push(Step { target: ends.1..ends.1, ..step });
        }
        while let Some(step) = added.next_if(|step| step.target.start < before.1) {
            path.steps.push(Step { source: ends.0..ends.0, ..step });
        }
        if let Some(step) = straight.next() {
            ends = (step.source.end, step.target.end);
            path.steps.push(step);
        }
    }
    Crossed { path, moved }
}

/// The links, ascending by source line, that rise in the target, too, and hold the most lines (a running maximum in a Fenwick tree).
fn heaviest(links: &[Step]) -> Vec<usize> {
    let size = links.iter().map(|step| step.target.end).max().unwrap_or(0) + 1;
    let mut tree: Vec<(usize, Option<usize>)> = vec![(0, None); size + 1];
    let mut before = Vec::with_capacity(links.len());
    let mut best = (0, None);
    for (number, step) in links.iter().enumerate() {
        let mut found = (0, None);
        let mut at = step.target.start;
        while at > 0 {
            if tree[at].0 > found.0 {
                found = tree[at];
            }
            at &= at - 1;
        }
        before.push(found.1);
        let reached = (found.0 + step.source.len() + step.target.len(), Some(number));
        if reached.0 > best.0 {
            best = reached;
        }
        let mut at = step.target.start + 1;
        while at <= size {
            if reached.0 > tree[at].0 {
                tree[at] = reached;
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut chain = Vec::new();
    let mut next = best.1;
    while let Some(at) = next {
        chain.push(at);
        next = before[at];
    }
    chain.reverse();
    chain
}

/// Lines that the path explains badly, and what each line's bead is worth.
struct Weak {
    source: Vec<usize>,
    target: Vec<usize>,
    is_target: Vec<bool>,
    /// By side: the bead of the path that each line is in; none where the line has been taken out.
    beads: [Vec<Option<usize>>; 2],
}

impl Weak {
    fn new(doc: &Doc, crossed: &Crossed) -> Self {
        let mut beads = [vec![None; doc.source.len()], vec![None; doc.target.len()]];
        let mut weak = Weak { source: Vec::new(), target: Vec::new(), is_target: vec![false; doc.target.len()], beads: Default::default() };
        for (at, step) in crossed.path.steps.iter().enumerate() {
            beads[0][step.source.clone()].fill(Some(at));
            beads[1][step.target.clone()].fill(Some(at));
            if step.source.is_empty() || step.target.is_empty() || step.score < WEAK {
                weak.source.extend(step.source.clone());
                weak.target.extend(step.target.clone());
                weak.is_target[step.target.clone()].fill(true);
            }
        }
        weak.beads = beads;
        weak
    }
}

/// Two lines that may belong together.
#[derive(Debug, Clone, Copy)]
struct Seed {
    source: u32,
    target: u32,
    score: f32,
}

struct Search<'a> {
    batch: &'a Batch<'a>,
    doc: &'a Doc,
    model: &'a Model,
    lexicon: &'a [Table],
    links: Links,
}

impl Search<'_> {
    /// Chains worth taking out.
    fn chains(&self, weak: &Weak, crossed: &Crossed) -> Result<Vec<Step>, Stopped> {
        let seeds = self.seeds(weak)?;
        let mut hulls = chained(&seeds);
        hulls.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0.start, a.1.start).cmp(&(b.0.start, b.1.start))));
        let mut taken = [vec![false; self.doc.source.len()], vec![false; self.doc.target.len()]];
        let mut out = Vec::new();
        for (source, target, _) in hulls {
            let free = |side: usize, range: &Range<usize>| range.clone().all(|at| !taken[side][at] && weak.beads[side][at].is_some());
            if !free(0, &source) || !free(1, &target) {
                continue;
            }
            let Some(steps) = self.gain(&source, &target, weak, crossed)? else { continue };
            for step in &steps {
                taken[0][step.source.clone()].fill(true);
                taken[1][step.target.clone()].fill(true);
            }
            out.extend(steps);
        }
        Ok(out)
    }

    /// Pairs of badly explained lines whose words answer each other, ascending by source, then target.
    fn seeds(&self, weak: &Weak) -> Result<Vec<Seed>, Stopped> {
        let mut seeds = Vec::new();
        let mut touches: Vec<(u32, u16, u16, f32, f32)> = Vec::new();
        let mut mass = vec![0f32; 1 << 10];
        let common = (weak.target.len() / 8).clamp(COMMON, MOST_COMMON);
        for &line in &weak.source {
            self.batch.watch.go_on()?;
            touches.clear();
            for (word, place) in self.doc.source.local(line).iter().zip(0u16..) {
                for &(target, forward, backward) in self.links.row(*word) {
                    let postings = self.doc.postings(target);
                    if postings.len() > 16 * common || postings.iter().filter(|(other, _)| weak.is_target[*other as usize]).count() > common
                    {
                        continue;
                    }
                    let near = postings.iter().filter(|(other, _)| weak.is_target[*other as usize]);
                    touches.extend(near.map(|(other, at)| (*other, place, *at, forward, backward)));
                }
            }
            touches.sort_unstable_by_key(|touch| (touch.0, touch.1, touch.2));
            let first = seeds.len();
            for group in touches.chunk_by(|a, b| a.0 == b.0) {
                let other = group[0].0 as usize;
                if weak.beads[0][line].zip(weak.beads[1][other]).is_some_and(|(one, two)| one.abs_diff(two) <= BESIDE) {
                    continue;
                }
                let (own, theirs) = (self.doc.source.count(line), self.doc.target.count(other));
                let forward = self.explained(group.iter().map(|touch| (touch.2, touch.3)), own, theirs, &mut mass);
                let backward = self.explained(group.iter().map(|touch| (touch.1, touch.4)), theirs, own, &mut mass);
                let score = 0.5 * self.model.lexical * (forward + backward);
                if score > SEED {
                    seeds.push(Seed { source: small(line), target: small(other), score });
                }
            }
            seeds[first..].sort_by(|a, b| b.score.total_cmp(&a.score).then(a.target.cmp(&b.target)));
            seeds.truncate(first + MOST_SEEDS);
            seeds[first..].sort_by_key(|seed| seed.target);
        }
        Ok(seeds)
    }

    /// What `total` words say that are explained, at the places given, by a line of so many words.
    fn explained(&self, touches: impl Iterator<Item = (u16, f32)>, words: u32, total: u32, mass: &mut [f32]) -> f32 {
        let mut places: Vec<u16> = Vec::new();
        for (place, ratio) in touches {
            if ratio > 0.0 {
                let slot = &mut mass[usize::from(place)];
                if *slot == 0.0 {
                    places.push(place);
                }
                *slot += ratio;
            }
        }
        let untranslated = self.model.untranslated;
        let alone = untranslated.ln();
        #[expect(clippy::cast_precision_loss, reason = "words of a line")]
        let (share, total) = ((1.0 - untranslated) / words.max(1) as f32, total as f32);
        let mut sum = alone * total;
        for place in places {
            let slot = std::mem::take(&mut mass[usize::from(place)]);
            sum += ln((share * slot + untranslated).min(20.0)) - alone;
        }
        sum
    }

    /// The beads between two stretches, if they explain their lines better than the path does.
    fn gain(&self, source: &Range<usize>, target: &Range<usize>, weak: &Weak, crossed: &Crossed) -> Result<Option<Vec<Step>>, Stopped> {
        let part = self.doc.part(&source.clone().collect::<Vec<_>>(), &target.clone().collect::<Vec<_>>());
        let path = align_document(self.batch, &part, self.model, self.lexicon, 0, None)?;
        let prior = |a: usize, b: usize| TYPES.iter().position(|kind| (kind.0, kind.1) == (a, b)).map_or(-14.0, |at| self.model.types[at]);
        let best = best_stretch(&path.steps, |step| step.score + prior(step.source.len(), step.target.len()));
        let Some(best) = best else { return Ok(None) };
        let steps: Vec<Step> = path.steps[best]
            .iter()
            .filter(|step| !step.source.is_empty() && !step.target.is_empty())
            .map(|step| Step {
                source: source.start + step.source.start..source.start + step.source.end,
                target: target.start + step.target.start..target.start + step.target.end,
                ..*step
            })
            .collect();
        let worth = |step: &Step| step.score + prior(step.source.len(), step.target.len());
        let new: f32 = steps.iter().map(worth).sum();
        #[expect(clippy::cast_precision_loss, reason = "lines of a document")]
        let places = (weak.source.len().max(weak.target.len()) as f32).ln();
        let wanted = MARGIN + places + if steps.len() == 1 { ALONE } else { 0.0 };
        if new <= wanted {
            return Ok(None);
        }
        let gain = new + self.left(&steps, weak, crossed, worth)?;
        Ok((gain > wanted).then_some(steps))
    }

    /// How much less the path is worth when the lines of a chain are taken out of it, worked out round where they stood.
    fn left(&self, chain: &[Step], weak: &Weak, crossed: &Crossed, worth: impl Fn(&Step) -> f32) -> Result<f32, Stopped> {
        let steps = &crossed.path.steps;
        let own = chain.iter().flat_map(|step| step.source.clone().filter_map(|at| weak.beads[0][at]));
        let mut dissolved: Vec<usize> =
            own.chain(chain.iter().flat_map(|step| step.target.clone().filter_map(|at| weak.beads[1][at]))).collect();
        dissolved.sort_unstable();
        dissolved.dedup();
        let mut stretches: Vec<Range<usize>> = Vec::new();
        for at in dissolved {
            let (from, to) = (at.saturating_sub(AROUND), (at + 1 + AROUND).min(steps.len()));
            match stretches.last_mut().filter(|last| last.end >= from) {
                Some(last) => last.end = to,
                None => stretches.push(from..to),
            }
        }
        let mut gain = 0.0;
        for stretch in stretches {
            let stretch = &steps[stretch];
            gain -= stretch.iter().map(&worth).sum::<f32>();
            let lines = |side: fn(&Step) -> &Range<usize>| -> Vec<usize> {
                let taken = |line: usize| chain.iter().any(|step| side(step).contains(&line));
                stretch.iter().flat_map(|step| side(step).clone()).filter(|line| !taken(*line)).collect()
            };
            let part = self.doc.part(&lines(|step| &step.source), &lines(|step| &step.target));
            gain += align_document(self.batch, &part, self.model, self.lexicon, 0, None)?.steps.iter().map(&worth).sum::<f32>();
        }
        Ok(gain)
    }
}

/// The stretch of beads that is worth most.
fn best_stretch(steps: &[Step], worth: impl Fn(&Step) -> f32) -> Option<Range<usize>> {
    let (mut best, mut from, mut sum) = ((0.0, 0..0), 0, 0.0);
    for (at, step) in steps.iter().enumerate() {
        if sum <= 0.0 {
            (from, sum) = (at, 0.0);
        }
        sum += worth(step);
        if sum > best.0 {
            best = (sum, from..at + 1);
        }
    }
    (best.0 > 0.0).then_some(best.1)
}

/// Chains of seeds that rise on both sides, as the stretches of lines they span with their scores.
fn chained(seeds: &[Seed]) -> Vec<(Range<usize>, Range<usize>, f32)> {
    let mut best: Vec<(f32, Option<usize>)> = Vec::with_capacity(seeds.len());
    for (at, seed) in seeds.iter().enumerate() {
        let mut here = (seed.score, None);
        for before in (0..at).rev() {
            let other = seeds[before];
            if other.source + GAP < seed.source {
                break;
            }
            if other.source >= seed.source || other.target >= seed.target || other.target + GAP < seed.target {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "lines stepped over")]
            let stepped = (seed.source - other.source + seed.target - other.target - 2) as f32;
            let sum = best[before].0 + seed.score - STEPPED * stepped;
            if sum > here.0 {
                here = (sum, Some(before));
            }
        }
        best.push(here);
    }
    let mut order: Vec<usize> = (0..seeds.len()).collect();
    order.sort_by(|a, b| best[*b].0.total_cmp(&best[*a].0).then(a.cmp(b)));
    let mut used = vec![false; seeds.len()];
    let mut out = Vec::new();
    for last in order {
        let mut first = last;
        let mut clean = !used[last];
        while let Some(before) = best[first].1.filter(|before| !used[*before]) {
            first = before;
        }
        clean &= best[first].1.is_none();
        let mut at = Some(last);
        while let Some(here) = at.filter(|here| !used[*here]) {
            used[here] = true;
            at = best[here].1;
        }
        if clean {
            let (from, to) = (seeds[first], seeds[last]);
            out.push((from.source as usize..to.source as usize + 1, from.target as usize..to.target as usize + 1, best[last].0));
        }
    }
    out
}
