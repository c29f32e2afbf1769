//! From coarse to fine: where a long document's path can run. Both sides are cut into a few hundred units of equal length,
//! compared as bags of words in a whole table; then into finer ones, compared only near what the coarser ones left possible;
//! down to units of a few lines. Time and memory grow with the length, not with its square.

use std::ops::Range;

use super::{
    band::Band,
    evidence::{Links, Window},
    math::ln,
    prepare::{Doc, Side, small},
    watch::{Stopped, Watched},
};

/// Units of a side at the coarsest level, whose table is searched whole.
const COARSEST: usize = 256;
/// How many units a unit is cut into at the next level.
const FINER: usize = 4;
/// Lines of a unit at the finest level.
const FINEST: usize = 4;
/// What it costs to pass by a line, in the units of evidence (log-likelihood).
const PASS: f32 = 0.05;
/// Paths this much less likely than the best one still count.
const POSSIBLE: f32 = 16.0;
/// Odds of a token that has a translation, at the cautious start.
const ODDS: f32 = 0.15;
/// Pairs of words that say less than this, as a ratio, are not looked up.
const LEAST: f32 = 1.105_170_9;
/// Columns of a row that a level may look at.
const WIDEST: usize = 2 * COARSEST;

/// One side cut into units.
struct Units {
    /// First line of each unit; one more at the end.
    starts: Vec<usize>,
    /// Unit of each line.
    of: Vec<u32>,
}

impl Units {
    /// So many units of about equal length.
    fn new(side: &Side, count: usize) -> Self {
        let total = i64::from(side.lengths[side.len()]) + whole(side.len());
        let (mut starts, mut of) = (vec![0], Vec::with_capacity(side.len()));
        for line in 0..side.len() {
            let before = i64::from(side.lengths[line]) + whole(line);
            while starts.len() < count && before * whole(count) >= whole(starts.len()) * total {
                starts.push(line);
            }
            of.push(small(starts.len() - 1));
        }
        while starts.len() <= count {
            starts.push(side.len());
        }
        Units { starts, of }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn lines(&self, unit: usize) -> Range<usize> {
        self.starts[unit]..self.starts[unit + 1]
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// For each number of source lines, the numbers of target lines that likely paths pass through, the middle of the likeliest
/// path among them.
pub(super) fn rows(doc: &Doc, links: &Links, watch: Watched<'_>) -> Result<Vec<(usize, usize, usize)>, Stopped> {
    let (n, m) = (doc.source.len(), doc.target.len());
    let finest = (n.min(m) / FINEST).max(1);
    let mut count = COARSEST.min(finest);
    let mut units = (Units::new(&doc.source, count), Units::new(&doc.target, count));
    let mut level = Level::new(doc, links, &units, Band::new(vec![(0, count); count + 1], count), watch)?;
    while 2 * count < finest {
        let next = (count * FINER).min(finest);
        let finer = (Units::new(&doc.source, next), Units::new(&doc.target, next));
        let band = refined(&level, &units, &finer);
        units = finer;
        count = next;
        level = Level::new(doc, links, &units, band, watch)?;
    }
    // From units to lines: a line may lie anywhere between the nodes before and after its unit.
    let (starts, of) = (&units.1.starts, &units.0.of);
    let mut out: Vec<(usize, usize, usize)> = Vec::with_capacity(n + 1);
    for (line, unit) in of.iter().enumerate() {
        let (unit, lines) = (*unit as usize, units.0.lines(*unit as usize));
        let (before, after) = (&level.support[unit], &level.support[unit + 1]);
        let (from, to) = (starts[before.2], starts[after.2]);
        let middle = from + (to - from) * (line - lines.start) / lines.len().max(1);
        out.push((starts[before.0].min(middle), starts[after.1].max(middle), middle));
    }
    out.push((level.support[count].0.min(m), m, m));
    Ok(out)
}

/// The band of the finer units round what the coarser ones left possible.
fn refined(level: &Level, units: &(Units, Units), finer: &(Units, Units)) -> Band {
    let count = finer.0.len();
    let place = |line: usize| finer.1.of.get(line).map_or(count, |unit| *unit as usize);
    let mut rows = Vec::with_capacity(count + 1);
    for start in &finer.0.starts {
        let unit = units.0.of.get(*start).map_or(units.0.len() - 1, |unit| *unit as usize);
        let (before, after) = (level.support[unit], level.support[unit + 1]);
        let middle = (place(units.1.starts[before.2]) + place(units.1.starts[after.2])) / 2;
        let low = place(units.1.starts[before.0]).saturating_sub(1).max(middle.saturating_sub(WIDEST / 2));
        let high = (place(units.1.starts[after.1]) + 1).min(middle + WIDEST / 2).min(count);
        rows.push((low.min(high), high));
    }
    Band::new(rows, count)
}

/// One level: for each row of nodes the lowest and highest possible one and the one on the best path.
struct Level {
    support: Vec<(usize, usize, usize)>,
}

impl Level {
    fn new(doc: &Doc, links: &Links, units: &(Units, Units), band: Band, watch: Watched<'_>) -> Result<Self, Stopped> {
        let evidence = evidence(doc, links, units, &band, watch)?;
        let pass = PASS * real(small(doc.source.len().min(doc.target.len()))) / real(small(units.0.len()));
        let forward = forward(&band, &evidence, pass);
        let support = backward(&band, &evidence, &forward, pass);
        Ok(Level { support })
    }
}

/// For each node, what the source and the target unit before it share.
fn evidence(doc: &Doc, links: &Links, units: &(Units, Units), band: &Band, watch: Watched<'_>) -> Result<Vec<f32>, Stopped> {
    let mut sums = vec![0f32; band.cells()];
    let tokens = |side: &Side, lines: Range<usize>| (side.starts[lines.end] - side.starts[lines.start]).max(1);
    let targets: Vec<f32> = (0..units.1.len()).map(|unit| ODDS / real(tokens(&doc.target, units.1.lines(unit)))).collect();
    let most = targets.iter().fold(0f32, |most, share| most.max(*share));
    let mut seen = vec![u32::MAX; doc.source.distinct.len()];
    let mut window = Window::new(&doc.target);
    for unit in 0..units.0.len() {
        watch.go_on()?;
        let (low, high) = band.rows[unit + 1];
        let lines = units.0.lines(unit);
        let own = ODDS / real(tokens(&doc.source, lines.clone()));
        let row = &mut sums[band.offsets[unit + 1]..band.offsets[unit + 2]];
        let first = units.1.starts[low.saturating_sub(1)];
        window.slide(first..units.1.starts[high].max(first));
        for line in lines {
            for word in doc.source.local(line) {
                if std::mem::replace(&mut seen[*word as usize], small(unit)) == small(unit) {
                    continue;
                }
                for (target, forwards, backwards) in links.row(*word) {
                    // The product of what both directions say at most.
                    if !window.holds(target) || (1.0 + own * forwards) * (1.0 + most * backwards) < LEAST {
                        continue;
                    }
                    let said = ln(1.0 + own * forwards);
                    let postings = doc.postings(target);
                    let from = postings.partition_point(|(line, _)| (*line as usize) < first);
                    let mut last = u32::MAX;
                    for (line, _) in &postings[from..] {
                        let column = units.1.of[*line as usize];
                        if column as usize + 1 > high {
                            break;
                        }
                        if column == last || (column as usize) + 1 < low {
                            continue;
                        }
                        last = column;
                        row[column as usize + 1 - low] += 0.5 * (said + ln(1.0 + targets[column as usize] * backwards));
                    }
                }
            }
        }
    }
    Ok(sums)
}

#[expect(clippy::cast_precision_loss, reason = "tokens of a unit")]
fn real(count: u32) -> f32 {
    count as f32
}

/// Weight of the best path to each node.
fn forward(band: &Band, evidence: &[f32], pass: f32) -> Vec<f32> {
    let mut best = vec![f32::NEG_INFINITY; band.cells()];
    best[0] = 0.0;
    for i in 0..band.rows.len() {
        let (low, high) = band.rows[i];
        for j in low..=high {
            let at = band.offsets[i] + j - low;
            let mut weight = best[at];
            if i > 0
                && j > 0
                && let Some(from) = band.cell(i - 1, j - 1)
            {
                weight = weight.max(best[from] + evidence[at]);
            }
            if i > 0
                && let Some(from) = band.cell(i - 1, j)
            {
                weight = weight.max(best[from] - pass);
            }
            if j > low {
                weight = weight.max(best[at - 1] - pass);
            }
            best[at] = weight;
        }
    }
    best
}

/// The nodes of each row through which nearly best paths pass, and one of the best path.
fn backward(band: &Band, evidence: &[f32], forward: &[f32], pass: f32) -> Vec<(usize, usize, usize)> {
    let mut rest = vec![f32::NEG_INFINITY; band.cells()];
    let all = forward.last().copied().unwrap_or(0.0);
    let mut support = vec![(usize::MAX, 0, 0); band.rows.len()];
    if let Some(last) = rest.last_mut() {
        *last = 0.0;
    }
    for i in (0..band.rows.len()).rev() {
        let (low, high) = band.rows[i];
        let mut most = f32::NEG_INFINITY;
        for j in (low..=high).rev() {
            let at = band.offsets[i] + j - low;
            let mut weight = rest[at];
            if let Some(to) = band.cell(i + 1, j + 1) {
                weight = weight.max(rest[to] + evidence[to]);
            }
            if let Some(to) = band.cell(i + 1, j) {
                weight = weight.max(rest[to] - pass);
            }
            if j < high {
                weight = weight.max(rest[at + 1] - pass);
            }
            rest[at] = weight;
            let through = weight + forward[at];
            let row = &mut support[i];
            if through >= all - POSSIBLE - all.abs() * 1e-5 {
                *row = (row.0.min(j), row.1.max(j), row.2);
            }
            if through > most {
                most = through;
                row.2 = j;
            }
        }
    }
    for (low, high, middle) in &mut support {
        (*low, *high) = ((*low).min(*middle), (*high).max(*middle));
    }
    // The best path rises; of equal ones, rows may have shown different ones.
    for i in 1..support.len() {
        support[i].2 = support[i].2.max(support[i - 1].2);
        support[i].1 = support[i].1.max(support[i].2);
    }
    support
}
