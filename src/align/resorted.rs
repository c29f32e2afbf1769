//! Lists in another order, such as glossaries that each language sorts by its own alphabet. Blocks that crossed the path are found
//! by chains (see [`super::moved`]), but here every entry may stand anywhere and no chain is long. So the entries of a list that
//! its path explains badly are matched as what they are, a set: each with the one that answers it best, and the words that these
//! teach tell more of them. Whether that or the path explains the list better is told by lexicons that did not learn from the
//! lines they are asked about, since any order teaches words that bear it out.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    Model, Path,
    evidence::Links,
    lattice::Step,
    math::ln,
    model::TYPES,
    moved::{self, Crossed},
    passes::{self, Known, align_document},
    prepare::{Batch, Doc, LONG, Side},
    watch::Stopped,
};
use crate::{
    lexicon::{Prior, Table},
    model::{Arrange, BlockKind},
    text::lists::{List, lists},
};

/// An entry whose bead says less than this is badly explained.
const WEAK: f32 = 2.0;
/// So many entries of a list, and such a share of them, must be for another order to be looked for.
const FEWEST_WEAK: usize = 3;
const SHARE_WEAK: f32 = 0.2;
/// Of lists sorted on both sides of which such a share is, nothing is linked that does not say as much as `CLEAR`.
const SHARE_LOST: f32 = 0.4;
const CLEAR: f32 = 6.0;
/// More entries are not looked at: their number is squared in a few places.
const MOST: usize = 1_500;
/// Partners of an entry that are weighed exactly.
const CANDIDATES: usize = 8;
/// Words that stand in more lines tell no entry from another.
const COMMON: usize = 48;
/// Rounds of matching, each with the words that the one before taught.
const ROUNDS: usize = 3;
/// Parts of the lines that lexicons are learnt without.
const FOLDS: usize = 8;
/// What an order must gain over the path, and how many entries must have changed places.
const MARGIN: f32 = 6.0;
const FEWEST_CROSSING: usize = 3;
/// What a match must say beyond what chance finds among the entries that are free.
const BEYOND: f32 = 1.0;
/// And one of a list that is known to be sorted anew, though all of its matches together do not show it.
const BEYOND_ALONE: f32 = 3.0;
/// What a figure or a word that only these two entries share says, and so many of them at most.
const ANCHOR: f32 = 4.0;
const MOST_ANCHORS: usize = 3;
/// Shorter words are the same in two languages by chance.
const SHORTEST_WORD: usize = 3;

/// Matches the entries of lists that stand in another order.
pub(super) fn resort(batch: &Batch<'_>, prior: &Prior, model: &Model, mut crossed: Vec<Crossed>) -> Result<Vec<Crossed>, Stopped> {
    if model.lexical <= 0.0 {
        return Ok(crossed);
    }
    for at in 0..batch.docs.len() {
        if batch.docs[at].source.len().max(batch.docs[at].target.len()) > LONG {
            continue;
        }
        for list in doubted(&batch.docs[at], &crossed[at]) {
            batch.watch.go_on()?;
            let task = Task { batch, at, doc: &batch.docs[at], prior, model, list: &list };
            if let Some((moved, tables)) = task.order(&crossed)? {
                crossed[at] = task.apply(&crossed[at], moved, &tables)?;
            }
        }
    }
    Ok(crossed)
}

/// A list of both sides.
struct Doubted {
    source: List,
    target: List,
    /// Whether both sides rise by an alphabet and hardly an entry answers the one that stands in its place.
    lost: bool,
}

/// The lists whose entries the path explains badly.
fn doubted(doc: &Doc, crossed: &Crossed) -> Vec<Doubted> {
    let of = |side: &Side| lists(&side.lines.iter().map(|line| line.entry).collect::<Vec<_>>());
    let (sources, targets) = (of(&doc.source), of(&doc.target));
    if sources.is_empty() || targets.is_empty() {
        return Vec::new();
    }
    let by_line = |side: &Side, lists: &[List]| {
        let mut by_line = vec![None; side.len()];
        lists.iter().enumerate().for_each(|(number, list)| list.items.iter().for_each(|item| by_line[item.clone()].fill(Some(number))));
        by_line
    };
    let (in_source, in_target) = (by_line(&doc.source, &sources), by_line(&doc.target, &targets));
    // How well each line is explained where it stands, and which lists face each other.
    let mut said = [vec![f32::NEG_INFINITY; doc.source.len()], vec![f32::NEG_INFINITY; doc.target.len()]];
    let mut facing: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    for (step, moved) in crossed.path.steps.iter().map(|step| (step, false)).chain(crossed.moved.iter().map(|step| (step, true))) {
        let here = |lists: &[Option<usize>], lines: &Range<usize>| lists.get(lines.start).copied().flatten();
        if let (Some(one), Some(other)) = (here(&in_source, &step.source), here(&in_target, &step.target)) {
            *facing.entry((one, other)).or_default() += step.source.len() + step.target.len();
        }
        if !moved && !step.source.is_empty() && !step.target.is_empty() {
            said[0][step.source.clone()].fill(step.score);
            said[1][step.target.clone()].fill(step.score);
        }
    }
    let weak = |list: &List, said: &[f32]| {
        let weak = list.items.iter().filter(|item| said[(*item).clone()].iter().all(|said| *said < WEAK)).count();
        (weak, real(weak) / real(list.items.len()))
    };
    let best = |number: usize, side: fn(&(usize, usize)) -> usize| {
        facing
            .iter()
            .filter(|(pair, _)| side(pair) == number)
            .max_by_key(|(pair, lines)| (**lines, std::cmp::Reverse(**pair)))
            .map(|(pair, _)| *pair)
    };
    let mut out = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let Some(pair) = best(number, |pair| pair.0).filter(|pair| best(pair.1, |pair| pair.1) == Some(*pair)) else { continue };
        let target = &targets[pair.1];
        let (ours, theirs) = (weak(source, &said[0]), weak(target, &said[1]));
        let both_sorted = source.sorted && target.sorted;
        let prose = |side: &Side, list: &List| matches!(side.lines[list.lines().start].kind, BlockKind::Paragraph | BlockKind::Unit);
        let enough = ours.0.min(theirs.0) >= FEWEST_WEAK && ours.1.min(theirs.1) >= SHARE_WEAK;
        if !enough || source.items.len().max(target.items.len()) > MOST {
            continue;
        }
        if !both_sorted && (prose(&doc.source, source) || prose(&doc.target, target)) {
            continue;
        }
        let lost = both_sorted && ours.1.min(theirs.1) >= SHARE_LOST;
        out.push(Doubted { source: source.clone(), target: target.clone(), lost });
    }
    out
}

/// Two entries, by number, that may answer each other.
#[derive(Debug, Clone)]
struct Match {
    source: usize,
    target: usize,
    /// What the words and lengths say.
    worth: f32,
    /// The same with what figures and words say that only these two share.
    all: f32,
    /// Whether it holds without the rest: by such figures and words, or beside one that does.
    anchored: bool,
    steps: Vec<Step>,
}

/// The matches of a list, with what they taught.
type Order = (Vec<Match>, Vec<Table>);

struct Task<'t> {
    batch: &'t Batch<'t>,
    /// Number of the document.
    at: usize,
    doc: &'t Doc,
    prior: &'t Prior,
    model: &'t Model,
    list: &'t Doubted,
}

impl Task<'_> {
    /// The matches that explain the list better than the path does, with what they taught.
    fn order(&self, crossed: &[Crossed]) -> Result<Option<Order>, Stopped> {
        let paths: Vec<Path> = crossed.iter().map(moved::whole).collect();
        // In a large batch other texts teach the words.
        let folds = if self.batch.lines() <= LONG { FOLDS } else { 1 };
        let settled = passes::learn(self.batch, &paths, self.prior, folds)?;
        let monotone = self.monotone(&settled)?;
        let mut best: Option<(f32, Vec<Match>, Vec<Table>)> = None;
        for start in [settled, vec![self.prior.table().clone()]] {
            let mut tables = start;
            let mut found = (f32::NEG_INFINITY, Vec::new());
            for round in 0..ROUNDS {
                found = self.matches(&tables)?;
                if round + 1 < ROUNDS {
                    let mut taught = paths.clone();
                    self.teach(&mut taught[self.at], &found.1);
                    tables = passes::learn(self.batch, &taught, self.prior, folds)?;
                }
            }
            if best.as_ref().is_none_or(|(total, ..)| found.0 > *total) {
                best = Some((found.0, found.1, tables));
            }
        }
        let Some((total, mut matches, tables)) = best else { return Ok(None) };
        if total <= monotone + MARGIN || crossing(&matches) < FEWEST_CROSSING {
            if !self.list.lost {
                return Ok(None);
            }
            let chance = ln(real(self.list.source.items.len().max(self.list.target.items.len())));
            matches.retain(|found| found.anchored || found.all > chance + BEYOND_ALONE);
        }
        Ok(Some((matches, tables)))
    }

    /// What the list is worth in the order of both sides.
    fn monotone(&self, tables: &[Table]) -> Result<f32, Stopped> {
        let lines = |list: &List| list.items.iter().flat_map(Clone::clone).collect::<Vec<_>>();
        let part = self.doc.part(&lines(&self.list.source), &lines(&self.list.target));
        let first = (self.at + self.list.source.lines().start) % tables.len().max(1);
        let path = align_document(self.batch, &part, self.model, tables, first, Known::Nothing)?;
        Ok(path.steps.iter().filter(|step| is_link(step)).map(|step| self.worth(step)).sum())
    }

    fn worth(&self, step: &Step) -> f32 {
        let kind = TYPES.iter().position(|kind| (kind.0, kind.1) == (step.source.len(), step.target.len()));
        step.score + kind.map_or(-14.0, |at| self.model.types[at])
    }

    /// Each entry with the one that answers it best, and what that is worth together.
    fn matches(&self, tables: &[Table]) -> Result<(f32, Vec<Match>), Stopped> {
        let Doubted { source, target, .. } = self.list;
        let links: Vec<Links> = tables.iter().map(|table| Links::new(self.batch, self.doc, table)).collect();
        let mut of_line = vec![None; self.doc.target.len()];
        target.items.iter().enumerate().for_each(|(number, item)| of_line[item.clone()].fill(Some(number)));
        let anchors = self.anchors();
        let mut found: Vec<Match> = Vec::new();
        for (number, item) in source.items.iter().enumerate() {
            self.batch.watch.go_on()?;
            let mut likely = self.candidates(item, &links[(self.at + item.start) % links.len()], &of_line);
            likely.extend(anchors.get(&number).into_iter().flatten().map(|(other, _)| *other));
            likely.sort_unstable();
            likely.dedup();
            for other in likely {
                let shared = anchors.get(&number).into_iter().flatten().find(|(one, _)| *one == other).map_or(0, |(_, shared)| *shared);
                let found_here = self.weigh(number, other, tables)?;
                let all = found_here.worth + ANCHOR * real(shared.min(MOST_ANCHORS));
                found.push(Match { all, anchored: shared > 0, ..found_here });
            }
        }
        found.arrange_by(|a, b| b.all.total_cmp(&a.all).then((a.source, a.target).cmp(&(b.source, b.target))));
        let mut taken = [vec![false; source.items.len()], vec![false; target.items.len()]];
        let mut out: Vec<Match> = Vec::new();
        let mut left = source.items.len().max(target.items.len());
        for found in found {
            if taken[0][found.source] || taken[1][found.target] || found.all <= ln(real(left.max(2))) + BEYOND {
                continue;
            }
            (taken[0][found.source], taken[1][found.target]) = (true, true);
            left -= 1;
            out.push(found);
        }
        // What stands beside a pair on both sides goes with it, as a definition goes with its term.
        let mut next = 0;
        let in_rows = source.rows && target.rows;
        while in_rows && next < out.len() {
            let (source, target, anchored) = (out[next].source, out[next].target, out[next].anchored);
            next += 1;
            for back in [true, false] {
                let step = |at: usize| if back { at.checked_sub(1) } else { Some(at + 1) };
                let (Some(one), Some(other)) = (step(source), step(target)) else { continue };
                if taken[0].get(one) != Some(&false) || taken[1].get(other) != Some(&false) {
                    continue;
                }
                let beside = self.weigh(one, other, tables)?;
                if beside.worth > 0.0 {
                    (taken[0][one], taken[1][other]) = (true, true);
                    out.push(Match { anchored, ..beside });
                }
            }
        }
        out.arrange_by_key(|found| found.source);
        let jump = ln(real(source.items.len().max(target.items.len()).max(2)));
        let beside = |pair: &[Match]| pair[0].source + 1 == pair[1].source && pair[0].target + 1 == pair[1].target;
        let jumps = out.windows(2).filter(|pair| !beside(pair)).count();
        Ok((out.iter().map(|found| found.worth).sum::<f32>() - jump * real(jumps), out))
    }

    /// For each source entry the target entries with which alone it shares figures or words, and how many.
    fn anchors(&self) -> FxHashMap<usize, Vec<(usize, usize)>> {
        let ours = alone(&self.doc.source, self.batch.source.words(), &self.list.source);
        let theirs = alone(&self.doc.target, self.batch.target.words(), &self.list.target);
        let mut out: FxHashMap<usize, Vec<(usize, usize)>> = FxHashMap::default();
        for (one, other) in ours.iter().filter_map(|(key, one)| one.zip(theirs.get(key).copied().flatten())) {
            let row = out.entry(one).or_default();
            match row.iter_mut().find(|(known, _)| *known == other) {
                Some((_, shared)) => *shared += 1,
                None => row.push((other, 1)),
            }
        }
        out
    }

    /// The entries that share most with one.
    fn candidates(&self, item: &Range<usize>, links: &Links, of_line: &[Option<usize>]) -> Vec<usize> {
        let odds = 1.0 / self.model.untranslated - 1.0;
        let mut shared: FxHashMap<usize, f32> = FxHashMap::default();
        for word in item.clone().flat_map(|line| self.doc.source.local(line)) {
            for (other, forward, backward) in links.row(*word) {
                let near = self.doc.postings(other);
                if near.len() > COMMON {
                    continue;
                }
                for (line, _) in near {
                    let Some(entry) = of_line[*line as usize] else { continue };
                    let words = self.doc.target.count(*line as usize).max(1);
                    #[expect(clippy::cast_precision_loss, reason = "words of a line")]
                    let share = odds / words as f32;
                    *shared.entry(entry).or_default() += ln(1.0 + (forward + backward) * share);
                }
            }
        }
        let mut order: Vec<(usize, f32)> = shared.into_iter().collect();
        order.arrange_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        order.truncate(CANDIDATES);
        order.into_iter().map(|(entry, _)| entry).collect()
    }

    /// What two entries are worth to each other, sentence by sentence.
    fn weigh(&self, source: usize, target: usize, tables: &[Table]) -> Result<Match, Stopped> {
        let (ours, theirs) = (&self.list.source.items[source], &self.list.target.items[target]);
        let part = self.doc.part(&ours.clone().collect::<Vec<_>>(), &theirs.clone().collect::<Vec<_>>());
        let table = std::slice::from_ref(&tables[(self.at + ours.start) % tables.len()]);
        let path = align_document(self.batch, &part, self.model, table, 0, Known::Nothing)?;
        let worth = path.steps.iter().map(|step| self.worth(step)).sum();
        let back = |lines: &Range<usize>, start: usize| start + lines.start..start + lines.end;
        let steps = path.steps.into_iter().filter(is_link);
        let steps =
            steps.map(|step| Step { source: back(&step.source, ours.start), target: back(&step.target, theirs.start), ..step }).collect();
        Ok(Match { source, target, worth, all: worth, anchored: false, steps })
    }

    /// Puts the matches in the place of what the path linked in the list.
    fn teach(&self, path: &mut Path, matches: &[Match]) {
        path.links.retain(|(source, target, _)| !self.holds(source, target));
        path.links
            .extend(matches.iter().flat_map(|found| &found.steps).map(|step| (step.source.clone(), step.target.clone(), step.posterior)));
    }

    /// Whether lines of either side belong to the list.
    fn holds(&self, source: &Range<usize>, target: &Range<usize>) -> bool {
        let within = |list: &List, lines: &Range<usize>| !lines.is_empty() && list.lines().contains(&lines.start);
        within(&self.list.source, source) || within(&self.list.target, target)
    }

    /// The document with its list as matched; what is left of the list is linked only where it is clear.
    fn apply(&self, crossed: &Crossed, matches: Vec<Match>, tables: &[Table]) -> Result<Crossed, Stopped> {
        let mut moved: Vec<Step> = crossed.moved.iter().filter(|step| !self.holds(&step.source, &step.target)).cloned().collect();
        moved.extend(matches.into_iter().flat_map(|found| found.steps));
        let mut path = moved::without(self.batch, self.doc, self.model, tables, &moved)?;
        path.steps = path.steps.into_iter().flat_map(|step| self.cleared(step)).collect();
        Ok(Crossed { path, moved })
    }

    fn cleared(&self, step: Step) -> Vec<Step> {
        if !is_link(&step) || step.score >= CLEAR || !self.holds(&step.source, &step.target) {
            return vec![step];
        }
        let null = |source: Range<usize>, target: Range<usize>| Step { source, target, posterior: 0.3, score: 0.0, length: 0.0 };
        let (from, to) = (step.target.start, step.source.end);
        let missing = step.source.map(|line| null(line..line + 1, from..from));
        missing.chain(step.target.map(|line| null(to..to, line..line + 1))).collect()
    }
}

/// The figures and longer words of a list, and the entry that alone has each.
fn alone(side: &Side, words: &[String], list: &List) -> FxHashMap<String, Option<usize>> {
    let mut out: FxHashMap<String, Option<usize>> = FxHashMap::default();
    let mut note = |key: &mut String, entry: usize| {
        if !key.is_empty() {
            let known = out.entry(std::mem::take(key)).or_insert(Some(entry));
            *known = known.filter(|known| *known == entry);
        }
    };
    for (entry, item) in list.items.iter().enumerate() {
        for line in item.clone() {
            // Thousands may stand apart, and marks between them differ.
            let mut figure = String::new();
            for word in side.words(&(line..line + 1)).iter().filter_map(|word| words.get(*word as usize)) {
                let digits = word.starts_with(|c: char| c.is_ascii_digit());
                if digits {
                    figure.extend(word.chars().filter(char::is_ascii_digit));
                    continue;
                }
                note(&mut figure, entry);
                if word.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST_WORD {
                    note(&mut word.clone(), entry);
                }
            }
            note(&mut figure, entry);
        }
    }
    out
}

/// Matches that a rising chain of as many as possible leaves out.
fn crossing(matches: &[Match]) -> usize {
    let steps: Vec<Step> = matches.iter().flat_map(|found| found.steps.first().cloned()).collect();
    steps.len() - moved::heaviest(&steps).len()
}

fn is_link(step: &Step) -> bool {
    !step.source.is_empty() && !step.target.is_empty()
}

#[expect(clippy::cast_precision_loss, reason = "entries of a list")]
fn real(count: usize) -> f32 {
    count as f32
}
