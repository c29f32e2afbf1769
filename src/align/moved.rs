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
    passes::{Known, align_document},
    prepare::{Batch, Doc, LONG, small},
    watch::Stopped,
};
use crate::{lexicon::Table, model::Arrange};

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
/// Of more badly explained lines than this, the words looked for are rarer in turn, so that time does not grow with their square; but
/// words as rare as this are always looked for.
const PLENTY: usize = 1_000;
const RARE: usize = 8;
/// So do words that stand in so many lines of any kind.
const EVERYWHERE: usize = 16 * COMMON;
/// What a chain must gain: as much as the number of places it could have come from makes likely by chance, and this.
const MARGIN: f32 = 4.0;
/// What lengths, and words too common to look for, may add to each bead of a chain.
const PROMISE: f32 = 7.0;
/// More for a chain of one bead.
const ALONE: f32 = 2.0;
/// Beads on both sides of a chain's lines that are worked out anew to see what taking them out costs.
const AROUND: usize = 3;
/// Rounds of search; what a round takes out may lay bare another block.
const ROUNDS: usize = 3;
/// Beads on both sides of a block that are aligned anew once it is taken out of a long text.
const NEAR: usize = 20;

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
    // Of a long text once: another round finds little.
    let rounds = if doc.source.len() > LONG { 1 } else { ROUNDS };
    for _ in 0..rounds {
        let weak = Weak::new(doc, &crossed);
        if weak.source.len() < 2 || weak.target.len() < 2 {
            break;
        }
        let search = search.get_or_insert_with(|| Search {
            batch,
            doc,
            model,
            lexicon,
            links: Links::new(batch, doc, &lexicon[0]),
            alone: model.untranslated.ln(),
        });
        let chains = search.chains(&weak, &crossed)?;
        if chains.is_empty() {
            break;
        }
        crossed.path = if doc.source.len() > LONG {
            mended(batch, doc, model, lexicon, crossed.path, &chains)?
        } else {
            without(batch, doc, model, lexicon, &[&crossed.moved[..], &chains[..]].concat())?
        };
        crossed.moved.extend(chains);
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
    align_some(batch, doc, model, lexicon, &lines, (0, 0))
}

/// The path of a long document without a few blocks, aligned anew only round where they stood.
fn mended(batch: &Batch, doc: &Doc, model: &Model, lexicon: &[Table], path: Path, moved: &[Step]) -> Result<Path, Stopped> {
    let mut taken = [vec![false; doc.source.len()], vec![false; doc.target.len()]];
    for step in moved {
        taken[0][step.source.clone()].fill(true);
        taken[1][step.target.clone()].fill(true);
    }
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for (at, step) in path.steps.iter().enumerate() {
        if step.source.clone().any(|line| taken[0][line]) || step.target.clone().any(|line| taken[1][line]) {
            let (from, to) = (at.saturating_sub(NEAR), (at + 1 + NEAR).min(path.steps.len()));
            match stretches.last_mut().filter(|last| last.end >= from) {
                Some(last) => last.end = to,
                None => stretches.push(from..to),
            }
        }
    }
    let (mut steps, mut links, mut next) = (Vec::with_capacity(path.steps.len()), Vec::new(), 0);
    let mut anew = vec![false; doc.source.len()];
    for stretch in stretches {
        steps.extend_from_slice(&path.steps[next..stretch.start]);
        next = stretch.end;
        let stretch = &path.steps[stretch];
        let left = |side: fn(&Step) -> &Range<usize>, taken: &[bool]| -> Vec<usize> {
            stretch.iter().flat_map(|step| side(step).clone()).filter(|line| !taken[*line]).collect()
        };
        stretch.iter().for_each(|step| anew[step.source.clone()].fill(true));
        let lines = [left(|step| &step.source, &taken[0]), left(|step| &step.target, &taken[1])];
        let part = align_some(batch, doc, model, lexicon, &lines, (stretch[0].source.start, stretch[0].target.start))?;
        steps.extend(part.steps);
        links.extend(part.links);
    }
    steps.extend_from_slice(&path.steps[next..]);
    links.extend(path.links.iter().filter(|(source, ..)| !anew[source.start]).cloned());
    Ok(Path { steps, links, ..path })
}

/// Aligns some lines of both sides, ascending; `start` is the cell where the lines round them begin.
fn align_some(
    batch: &Batch,
    doc: &Doc,
    model: &Model,
    lexicon: &[Table],
    lines: &[Vec<usize>; 2],
    start: (usize, usize),
) -> Result<Path, Stopped> {
    let part = doc.part(&lines[0], &lines[1]);
    let mut path = align_document(batch, &part, model, lexicon, 0, Known::Nothing)?;
    let back = |range: &Range<usize>, lines: &[usize], start: usize| -> Range<usize> {
        match lines.get(range.clone()) {
            Some([first, .., last]) => *first..last + 1,
            Some([only]) => *only..only + 1,
            _ => {
                let at = range.start.checked_sub(1).and_then(|before| lines.get(before)).map_or(start, |before| before + 1);
                at..at
            }
        }
    };
    let back = |source: &Range<usize>, target: &Range<usize>| (back(source, &lines[0], start.0), back(target, &lines[1], start.1));
    for (source, target, _) in &mut path.links {
        let lengths = (source.len(), target.len());
        (*source, *target) = back(source, target);
        if (source.len(), target.len()) != lengths {
            // A block was taken out of its middle.
            (*source, *target) = (0..0, 0..0);
        }
    }
    path.links.retain(|(source, ..)| !source.is_empty());
    path.steps = path.steps.iter().flat_map(|step| straighten(step, lines)).collect();
    for step in &mut path.steps {
        (step.source, step.target) = back(&step.source, &step.target);
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
    links.arrange_by_key(|step| step.source.start);
    let trunk = heaviest(&links);
    let mut moved = Vec::new();
    let mut next = trunk.iter().peekable();
    let mut straight = Vec::with_capacity(trunk.len());
    for (at, step) in links.into_iter().enumerate() {
        if next.next_if_eq(&&at).is_some() { straight.push(step) } else { moved.push(step) }
    }
    moved.arrange_by_key(|step| step.target.start);
    let (missing, added): (Vec<Step>, Vec<Step>) = nulls.into_iter().partition(|step| step.target.is_empty());
    let mut ends = (0, 0);
    let mut sides = [missing, added];
    sides[0].arrange_by_key(|step| step.source.start);
    sides[1].arrange_by_key(|step| step.target.start);
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
pub(super) fn heaviest(links: &[Step]) -> Vec<usize> {
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
    /// Where each target word, by its local number, stands in these lines: line and place in the line, ascending.
    postings: Vec<(u32, u16)>,
    /// Start of each word's postings; one more at the end.
    posted: Vec<u32>,
    /// By side: the bead of the path that each line is in; none where the line has been taken out.
    beads: [Vec<Option<usize>>; 2],
}

impl Weak {
    fn new(doc: &Doc, crossed: &Crossed) -> Self {
        let mut beads = [vec![None; doc.source.len()], vec![None; doc.target.len()]];
        let mut weak = Weak { source: Vec::new(), target: Vec::new(), postings: Vec::new(), posted: Vec::new(), beads: Default::default() };
        let weakly = |step: &Step| step.source.is_empty() || step.target.is_empty() || step.score < WEAK;
        for (at, step) in crossed.path.steps.iter().enumerate() {
            beads[0][step.source.clone()].fill(Some(at));
            beads[1][step.target.clone()].fill(Some(at));
            // In a long text, single lines that are badly explained are many, and chance finds some of them a better place.
            let beside = || {
                crossed.path.steps[at.saturating_sub(1)..].iter().take(3).enumerate().any(|(next, step)| next != at.min(1) && weakly(step))
            };
            if weakly(step) && (doc.source.len() <= LONG || beside()) {
                weak.source.extend(step.source.clone());
                weak.target.extend(step.target.clone());
            }
        }
        weak.beads = beads;
        weak.index(doc);
        weak
    }

    /// Notes where words stand in badly explained target lines, so that nothing is looked for in all the others.
    fn index(&mut self, doc: &Doc) {
        // Blocks that were taken out leave null beads out of order.
        self.target.sort_unstable();
        let mut posted = vec![0u32; doc.target.distinct.len() + 1];
        for &line in &self.target {
            doc.target.local(line).iter().for_each(|word| posted[*word as usize + 1] += 1);
        }
        for at in 1..posted.len() {
            posted[at] += posted[at - 1];
        }
        let mut next = posted.clone();
        self.postings = vec![(0, 0); posted.last().map_or(0, |all| *all as usize)];
        for &line in &self.target {
            for (word, place) in doc.target.local(line).iter().zip(0u16..) {
                let at = &mut next[*word as usize];
                self.postings[*at as usize] = (small(line), place);
                *at += 1;
            }
        }
        self.posted = posted;
    }

    /// What a chain of so many beads must gain.
    fn wanted(&self, beads: usize) -> f32 {
        let places = real(self.source.len().max(self.target.len())).ln();
        MARGIN + places + if beads == 1 { ALONE } else { 0.0 }
    }

    fn postings(&self, word: u32) -> &[(u32, u16)] {
        &self.postings[self.posted[word as usize] as usize..self.posted[word as usize + 1] as usize]
    }
}

/// Not less than the natural logarithm of a number from 1 on, and at most 0.06 more: the exponent, with the mantissa drawn straight.
#[expect(clippy::cast_precision_loss, reason = "bits of a float")]
fn above(x: f32) -> f32 {
    (x.to_bits() - 1f32.to_bits()) as f32 * (std::f32::consts::LN_2 / (1u32 << 23) as f32) + 0.06
}

#[expect(clippy::cast_precision_loss, reason = "lines of a document")]
fn real(lines: usize) -> f32 {
    lines as f32
}

/// Two lines that may belong together.
#[derive(Debug, Clone, Copy)]
struct Seed {
    source: u32,
    target: u32,
    score: f32,
}

/// A word of a source line that explains, or is explained by, one of another line.
#[derive(Debug, Clone, Copy)]
struct Touch {
    other: u32,
    place: u16,
    at: u16,
    forward: f32,
    backward: f32,
}

struct Search<'a> {
    batch: &'a Batch<'a>,
    doc: &'a Doc,
    model: &'a Model,
    lexicon: &'a [Table],
    links: Links,
    /// What a word that nothing explains says.
    alone: f32,
}

impl Search<'_> {
    /// Chains worth taking out.
    fn chains(&self, weak: &Weak, crossed: &Crossed) -> Result<Vec<Step>, Stopped> {
        let seeds = self.seeds(weak)?;
        let mut hulls = chained(&seeds);
        hulls.arrange_by(|a, b| b.2.total_cmp(&a.2).then((a.0.start, a.1.start).cmp(&(b.0.start, b.1.start))));
        let mut taken = [vec![false; self.doc.source.len()], vec![false; self.doc.target.len()]];
        let mut out = Vec::new();
        for (source, target, score) in hulls {
            let free = |side: usize, range: &Range<usize>| range.clone().all(|at| !taken[side][at] && weak.beads[side][at].is_some());
            if score + PROMISE * real(source.len().min(target.len())) <= weak.wanted(1) || !free(0, &source) || !free(1, &target) {
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
        let mut touches: Vec<Touch> = Vec::new();
        let mut mass = vec![0f32; 1 << 10];
        // What the words shared with each target line say at most, and one by its number of words; the lines that share any.
        let lines = 0..self.doc.target.len();
        let mut most: Vec<(f32, f32)> = lines.map(|line| (0.0, 1.0 / real(self.doc.target.count(line).max(1) as usize))).collect();
        let common = (COMMON * PLENTY / weak.target.len().max(1)).clamp(RARE, COMMON);
        let odds = 1.0 / self.model.untranslated - 1.0;
        let mut met: Vec<u32> = Vec::new();
        for &line in &weak.source {
            self.batch.watch.go_on()?;
            touches.clear();
            let own = self.doc.source.count(line);
            for (place, word) in (0u16..).zip(self.doc.source.local(line)) {
                for (target, forward, backward) in self.links.row(*word) {
                    let near = weak.postings(target);
                    if near.is_empty() || near.len() > common || self.doc.postings(target).len() > EVERYWHERE {
                        continue;
                    }
                    let said = above(1.0 + forward * odds / real(own.max(1) as usize));
                    let ratio = backward * odds;
                    for &(other, at) in near {
                        let (sum, share) = &mut most[other as usize];
                        if *sum == 0.0 {
                            met.push(other);
                        }
                        *sum += said + above(1.0 + ratio * *share);
                        touches.push(Touch { other, place, at, forward, backward });
                    }
                }
            }
            // Few pairs share enough: only their words are put in order and weighed exactly.
            touches.retain(|touch| self.score(most[touch.other as usize].0, own, self.doc.target.count(touch.other as usize)) > SEED);
            met.drain(..).for_each(|other| most[other as usize].0 = 0.0);
            touches.sort_unstable_by_key(|touch| (touch.other, touch.place, touch.at));
            let first = seeds.len();
            for group in touches.chunk_by(|a, b| a.other == b.other) {
                let other = group[0].other as usize;
                if weak.beads[0][line].zip(weak.beads[1][other]).is_some_and(|(one, two)| one.abs_diff(two) <= BESIDE) {
                    continue;
                }
                let theirs = self.doc.target.count(other);
                let forward = self.explained(group.iter().map(|touch| (touch.at, touch.forward)), own, &mut mass);
                let backward = self.explained(group.iter().map(|touch| (touch.place, touch.backward)), theirs, &mut mass);
                let score = self.score(forward + backward, own, theirs);
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

    /// What a word says beyond one that nothing explains, explained so many times better than by chance by a line of so many words.
    fn said(&self, ratio: f32, words: u32) -> f32 {
        let untranslated = self.model.untranslated;
        #[expect(clippy::cast_precision_loss, reason = "words of a line")]
        let share = (1.0 - untranslated) / words.max(1) as f32;
        ln((share * ratio + untranslated).min(20.0) / untranslated)
    }

    /// Evidence for two lines of so many words, of which the explained ones say so much together.
    fn score(&self, said: f32, own: u32, theirs: u32) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "words of two lines")]
        let words = (own + theirs) as f32;
        0.5 * self.model.lexical * (said + self.alone * words)
    }

    /// What the words at the places given, explained by a line of so many words, say beyond words that nothing explains.
    fn explained(&self, touches: impl Iterator<Item = (u16, f32)>, words: u32, mass: &mut [f32]) -> f32 {
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
        places.into_iter().map(|place| self.said(std::mem::take(&mut mass[usize::from(place)]), words)).sum()
    }

    /// The beads between two stretches, if they explain their lines better than the path does.
    fn gain(&self, source: &Range<usize>, target: &Range<usize>, weak: &Weak, crossed: &Crossed) -> Result<Option<Vec<Step>>, Stopped> {
        let part = self.doc.part(&source.clone().collect::<Vec<_>>(), &target.clone().collect::<Vec<_>>());
        let path = align_document(self.batch, &part, self.model, self.lexicon, 0, Known::Nothing)?;
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
        let wanted = weak.wanted(steps.len());
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
            gain += align_document(self.batch, &part, self.model, self.lexicon, 0, Known::Nothing)?.steps.iter().map(&worth).sum::<f32>();
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
    order.arrange_by(|a, b| best[*b].0.total_cmp(&best[*a].0).then(a.cmp(b)));
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
