//! What vectors say of a bead. The cosine of two runs is compared with what their neighbours and arbitrary lines reach (the
//! margin of Artetxe & Schwenk 2019; with neighbouring lines, of Bertalign), and this margin becomes a log-likelihood ratio by
//! two normal distributions fitted in the batch: beads, and runs that have nothing to do with each other.

use std::ops::Range;

use super::{
    band::Band,
    lattice::Path,
    model::{LONGEST, TYPES},
    prepare::{Batch, Doc, Side},
    vectors::{Encoded, Half, plain},
};
use crate::model::Segment;

/// Weight of what vectors say: they and words say partly the same.
const WEIGHT: f32 = 0.6;
/// Bounds of what vectors may say of a bead of one line a side.
const BOUNDS: (f32, f32) = (-3.0, 4.0);
/// Source lines looked at before anything is aligned.
const PROBES: usize = 400;
/// Lines on both sides of where a line's counterpart can be expected that are compared with it.
const REACH: usize = 250;
/// Beads that a fit looks at.
const FITTED: usize = 4000;
/// Where few beads were seen, that many imagined ones, so far above unrelated lines, in standard deviations of these.
const IMAGINED: f64 = 4.0;
const ABOVE: f64 = 3.0;
/// Longer runs, in bytes, are not looked up.
const LONG: usize = 100_000;
/// No vector.
pub(super) const NONE: u32 = u32::MAX;
/// Source rows kept: those of the longest bead and the lines on both sides of it.
const KEPT: usize = LONGEST + 2;

/// By line, the vectors of the run of one, two … lines that ends with it.
pub(super) type Ends = Vec<[u32; LONGEST]>;

/// What the margins of the batch look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Margins {
    beads: Normal,
    unrelated: Normal,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Normal {
    mean: f32,
    deviation: f32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    weight: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f32, weight: f32) {
        let (value, weight) = (f64::from(value), f64::from(weight));
        self.weight += weight;
        self.sum += weight * value;
        self.squares += weight * value * value;
    }

    /// With so many imagined values of a distribution.
    fn normal(self, imagined: f64, mean: f64, deviation: f64) -> Normal {
        let weight = (self.weight + imagined).max(f64::MIN_POSITIVE);
        let middle = (self.sum + imagined * mean) / weight;
        let square = (self.squares + imagined * (mean * mean + deviation * deviation)) / weight - middle * middle;
        #[expect(clippy::cast_possible_truncation, reason = "cosines")]
        Normal { mean: middle as f32, deviation: square.max(1e-6).sqrt() as f32 }
    }
}

impl Margins {
    fn new(beads: Moments, unrelated: Moments) -> Option<Self> {
        if unrelated.weight <= 0.0 {
            return None;
        }
        let unrelated = unrelated.normal(0.0, 0.0, 0.0);
        let deviation = f64::from(unrelated.deviation);
        let beads = beads.normal(IMAGINED, f64::from(unrelated.mean) + ABOVE * deviation, deviation);
        Some(Margins { beads, unrelated })
    }

    /// Log-likelihood ratio of a margin.
    fn score(&self, margin: f32) -> f32 {
        let Margins { beads, unrelated } = *self;
        if beads.mean <= unrelated.mean {
            return 0.0;
        }
        // The ratio of two normal distributions turns round somewhere outside of both means: from there on it stays as it is.
        let (narrow, wide) = (1.0 / (beads.deviation * beads.deviation), 1.0 / (unrelated.deviation * unrelated.deviation));
        let turn = (beads.mean * narrow - unrelated.mean * wide) / (narrow - wide);
        let margin = if narrow > wide {
            margin.min(turn)
        } else if narrow < wide {
            margin.max(turn)
        } else {
            margin
        };
        let density = |normal: Normal| {
            let off = (margin - normal.mean) / normal.deviation;
            -normal.deviation.ln() - 0.5 * off * off
        };
        WEIGHT * (density(beads) - density(unrelated)).clamp(BOUNDS.0, BOUNDS.1)
    }

    /// Before anything is aligned: pairs of lines that are each other's nearest, and arbitrary ones.
    pub fn guess(batch: &Batch<'_>) -> Option<Self> {
        let space = batch.space.as_deref()?;
        let total: usize = batch.docs.iter().map(|doc| doc.source.len()).sum();
        let every = total.div_ceil(PROBES).max(1);
        let (mut beads, mut unrelated) = (Moments::default(), Moments::default());
        for doc in &batch.docs {
            let (n, m) = (doc.source.len(), doc.target.len());
            if n == 0 || m == 0 {
                continue;
            }
            let runs = Compared::new(doc, space);
            for line in (0..n).step_by(every) {
                let Some(other) = runs.nearest(line) else { continue };
                if runs.nearest_back(other) == Some(line) {
                    beads.add(runs.margin(&(line..line + 1), &(other..other + 1)).unwrap_or(0.0), 1.0);
                }
                for step in 1..=4 {
                    // Anywhere, but not here.
                    let far = (other + 1 + (line * 7919 + step * 104_729) % m.max(2)) % m;
                    if far != other
                        && let Some(margin) = runs.margin(&(line..line + 1), &(far..far + 1))
                    {
                        unrelated.add(margin, 1.0);
                    }
                }
            }
        }
        Margins::new(beads, unrelated)
    }

    /// From what the paths link, and the same runs paired otherwise.
    pub fn learn(batch: &Batch<'_>, paths: &[Path]) -> Option<Self> {
        let space = batch.space.as_deref()?;
        let links: usize = paths.iter().map(|path| path.links.len()).sum();
        let every = links.div_ceil(FITTED).max(1);
        let (mut beads, mut unrelated) = (Moments::default(), Moments::default());
        for (doc, path) in batch.docs.iter().zip(paths) {
            let runs = Compared::new(doc, space);
            for (at, (source, target, weight)) in path.links.iter().enumerate().step_by(every) {
                if let Some(margin) = runs.margin(source, target) {
                    beads.add(margin, *weight);
                }
                let far = &path.links[(at + path.links.len() / 2 + at % 5) % path.links.len()].1;
                if (far.start >= target.end || far.end <= target.start)
                    && let Some(margin) = runs.margin(source, far)
                {
                    unrelated.add(margin, *weight);
                }
            }
        }
        Margins::new(beads, unrelated)
    }
}

/// The vectors of a batch.
#[derive(Debug)]
pub(super) struct Space<'v> {
    encoded: &'v dyn Encoded,
    /// Mean vector of the lines of each side.
    means: [Vec<f32>; 2],
}

impl<'v> Space<'v> {
    pub fn new(encoded: &'v dyn Encoded, docs: &[Doc]) -> Self {
        let mean = |half: Half, side: fn(&Doc) -> &Side| -> Vec<f32> {
            let mut mean = vec![0.0; encoded.dimension()];
            let mut count = 0.0;
            for ends in docs.iter().flat_map(|doc| &side(doc).vectors).filter(|ends| ends[0] != NONE) {
                count += 1.0;
                for (sum, more) in mean.iter_mut().zip(encoded.vector(half, ends[0])) {
                    *sum += more;
                }
            }
            mean.iter_mut().for_each(|sum| *sum /= f32::max(count, 1.0));
            mean
        };
        Space { encoded, means: [mean(Half::Source, |doc| &doc.source), mean(Half::Target, |doc| &doc.target)] }
    }
}

/// Looks up every run of a text.
pub(super) fn look_up(segments: &[Segment], half: Half, encoded: &dyn Encoded) -> Ends {
    let texts: Vec<String> = segments.iter().map(|segment| plain(&segment.text)).collect();
    let mut ends = vec![[NONE; LONGEST]; texts.len()];
    let mut run = String::new();
    for first in 0..texts.len() {
        run.clear();
        for (back, text) in texts[first..].iter().take(LONGEST).enumerate() {
            if back > 0 {
                run.push(' ');
            }
            run.push_str(text);
            if run.len() > LONG {
                break;
            }
            if let Some(number) = encoded.find(half, &run) {
                ends[first + back][back] = number;
            }
        }
    }
    ends
}

/// Runs of one side, as sums of their lines.
#[derive(Debug)]
struct Sums {
    /// Length of the sum of the one to eight lines that end with each line; 0 where no line has a vector.
    lengths: Vec<[f32; LONGEST]>,
    /// Mean similarity of the run to the lines of the other side.
    means: Vec<[f32; LONGEST]>,
    /// Lines of the run that have a vector.
    known: Vec<[f32; LONGEST]>,
    /// Weight of each line; 0 without vector.
    weights: Vec<f32>,
}

/// The runs of a document, ready to be compared.
#[derive(Debug)]
pub(super) struct Compared<'a> {
    doc: &'a Doc,
    encoded: &'a dyn Encoded,
    source: Sums,
    target: Sums,
}

impl<'a> Compared<'a> {
    pub fn new(doc: &'a Doc, space: &Space<'a>) -> Self {
        let Space { encoded, means: [source, target] } = space;
        Compared {
            doc,
            encoded: *encoded,
            source: Sums::new(&doc.source, Half::Source, *encoded, target),
            target: Sums::new(&doc.target, Half::Target, *encoded, source),
        }
    }

    fn lines(&self, line: usize, other: usize) -> f32 {
        let (own, theirs) = (self.doc.source.vectors[line][0], self.doc.target.vectors[other][0]);
        if own == NONE || theirs == NONE {
            return 0.0;
        }
        dot(self.encoded.vector(Half::Source, own), self.encoded.vector(Half::Target, theirs))
    }

    /// Similarity of two runs that both have a vector of their own, though they are of several lines.
    fn whole(&self, source: (usize, usize), target: (usize, usize)) -> Option<f32> {
        let (own, theirs) = (self.doc.source.vectors[source.1 - 1][source.0 - 1], self.doc.target.vectors[target.1 - 1][target.0 - 1]);
        (own != NONE && theirs != NONE).then(|| dot(self.encoded.vector(Half::Source, own), self.encoded.vector(Half::Target, theirs)))
    }

    /// Margin of two runs; `None` where one has no vector.
    fn margin(&self, source: &Range<usize>, target: &Range<usize>) -> Option<f32> {
        let (a, b) = (source.len(), target.len());
        if a == 0 || b == 0 || a > LONGEST || b > LONGEST {
            return None;
        }
        let (i, j) = (source.end, target.end);
        let lengths = (self.source.lengths[i - 1][a - 1], self.target.lengths[j - 1][b - 1]);
        if lengths.0 <= 0.0 || lengths.1 <= 0.0 {
            return None;
        }
        let with_source = |other: usize| -> f32 { source.clone().map(|line| self.source.weights[line] * self.lines(line, other)).sum() };
        let with_target = |line: usize| -> f32 { target.clone().map(|other| self.target.weights[other] * self.lines(line, other)).sum() };
        let sum: f32 = target.clone().map(|other| self.target.weights[other] * with_source(other)).sum();
        let whole = if a + b > 2 { self.whole((a, i), (b, j)) } else { None };
        let cosine = whole.unwrap_or(sum / (lengths.0 * lengths.1));
        let (n, m) = (self.doc.source.len(), self.doc.target.len());
        let beside = |around: &Range<usize>, end: usize, weights: &[f32]| -> [Option<usize>; 2] {
            let known = |line: &usize| weights[*line] > 0.0;
            [around.start.checked_sub(1).filter(known), Some(around.end).filter(|line| *line < end).filter(known)]
        };
        let mut near = Near::default();
        for other in beside(target, m, &self.target.weights).into_iter().flatten() {
            near.add(with_source(other) / lengths.0);
        }
        for line in beside(source, n, &self.source.weights).into_iter().flatten() {
            near.add(with_target(line) / lengths.1);
        }
        Some(margin(cosine, near, 0.5 * (self.source.means[i - 1][a - 1] + self.target.means[j - 1][b - 1])))
    }

    /// The target line nearest to a source line, of those near where it can be expected.
    fn nearest(&self, line: usize) -> Option<usize> {
        if self.source.weights[line] <= 0.0 {
            return None;
        }
        let window = around(&self.doc.source, line, &self.doc.target);
        let like = |other: usize| self.lines(line, other) - 0.5 * self.target.means[other][0];
        best(window.filter(|other| self.target.weights[*other] > 0.0), like)
    }

    fn nearest_back(&self, other: usize) -> Option<usize> {
        let window = around(&self.doc.target, other, &self.doc.source);
        let like = |line: usize| self.lines(line, other) - 0.5 * self.source.means[line][0];
        best(window.filter(|line| self.source.weights[*line] > 0.0), like)
    }
}

/// The lines round the place of a line on the other side, by lengths.
fn around(side: &Side, line: usize, other: &Side) -> Range<usize> {
    let all = |side: &Side| i64::from(side.lengths[side.len()]).max(1);
    let length = i64::from(side.lengths[line]) * all(other) / all(side);
    let at = other.lengths.partition_point(|sum| i64::from(*sum) < length);
    at.saturating_sub(REACH)..(at + REACH).min(other.len())
}

fn best(lines: impl Iterator<Item = usize>, like: impl Fn(usize) -> f32) -> Option<usize> {
    let found = lines.fold(None, |best: Option<(usize, f32)>, line| {
        let here = like(line);
        if best.is_none_or(|best| here > best.1) { Some((line, here)) } else { best }
    });
    found.map(|found| found.0)
}

/// Similarities to neighbouring lines.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    sum: f32,
    count: f32,
}

impl Near {
    fn add(&mut self, similarity: f32) {
        self.sum += similarity;
        self.count += 1.0;
    }
}

fn margin(cosine: f32, near: Near, arbitrary: f32) -> f32 {
    let near = if near.count > 0.0 { near.sum / near.count } else { arbitrary };
    cosine - 0.5 * (near + arbitrary)
}

impl Sums {
    /// `other` is the mean vector of the other side.
    fn new(side: &Side, half: Half, encoded: &dyn Encoded, other: &[f32]) -> Self {
        let vector = |line: usize| encoded.vector(half, side.vectors[line][0]);
        let known = |line: usize| side.vectors[line][0] != NONE;
        #[expect(clippy::cast_precision_loss, reason = "characters of a line")]
        let weight = |line: usize| if known(line) { (side.lengths[line + 1] - side.lengths[line]).max(1) as f32 } else { 0.0 };
        let weights: Vec<f32> = (0..side.len()).map(weight).collect();
        let means: Vec<f32> = (0..side.len()).map(|line| if known(line) { dot(vector(line), other) } else { 0.0 }).collect();
        let mut sums = Sums { lengths: Vec::new(), means: Vec::new(), known: Vec::new(), weights };
        let weights = &sums.weights;
        for last in 0..side.len() {
            let (mut lengths, mut near, mut count) = ([0.0; LONGEST], [0.0; LONGEST], [0.0; LONGEST]);
            let (mut square, mut mean, mut lines) = (0.0, 0.0, 0.0);
            for back in 0..LONGEST.min(last + 1) {
                let first = last - back;
                if known(first) {
                    let with = |line: usize| if known(line) { weights[line] * dot(vector(first), vector(line)) } else { 0.0 };
                    let cross: f32 = (first + 1..=last).map(with).sum();
                    square += weights[first] * (weights[first] + 2.0 * cross);
                    mean += weights[first] * means[first];
                    lines += 1.0;
                }
                let length = f32::sqrt(f32::max(square, 0.0));
                // Lines that cancel each other out have no direction.
                if length > 1e-3 {
                    (lengths[back], near[back], count[back]) = (length, mean / length, lines);
                }
            }
            sums.lengths.push(lengths);
            sums.means.push(near);
            sums.known.push(count);
        }
        sums
    }
}

/// Scores of beads, row by row of the table.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    compared: &'a Compared<'a>,
    margins: Margins,
    /// By source line, modulo [`KEPT`]: first target line, and the similarity to it and those after it.
    lines: [(usize, Vec<f32>); KEPT],
    /// The source line whose row comes next.
    next: usize,
}

impl<'a> Rows<'a> {
    pub fn new(compared: &'a Compared<'a>, margins: Margins, band: &Band) -> Self {
        Rows { compared, margins, lines: Default::default(), next: band.first.saturating_sub(1) }
    }

    /// Goes on to row `i` of the table; rows are visited in order.
    pub fn advance(&mut self, i: usize, band: &Band) {
        let Compared { doc, .. } = *self.compared;
        while self.next <= i && self.next < doc.source.len() {
            let line = self.next;
            let low = band.row(line.max(band.first)).0.saturating_sub(LONGEST + 1);
            let high = (band.row((line + KEPT).min(band.end() - 1)).1 + 1).min(doc.target.len());
            let (start, row) = &mut self.lines[line % KEPT];
            *start = low;
            row.clear();
            row.extend((low..high).map(|other| self.compared.lines(line, other)));
            self.next += 1;
        }
    }

    /// Similarity of two lines that stand near the row at hand.
    fn lines(&self, line: usize, other: usize) -> f32 {
        let (start, row) = &self.lines[line % KEPT];
        row[other - start]
    }

    /// Adds to each score of a bead type what the vectors say: it ends in row `i`, and from column `low` on.
    pub fn add(&self, kind: usize, i: usize, low: usize, scores: &mut [f32], buffer: &mut Vec<f32>) {
        let (a, b, _) = TYPES[kind];
        let Compared { doc, source, target, .. } = self.compared;
        let (length, known, mean) = (source.lengths[i - 1][a - 1], source.known[i - 1][a - 1], source.means[i - 1][a - 1]);
        if length <= 0.0 {
            return;
        }
        // The source run with each target line, from the one before the first bead to the one after the last.
        let (from, to) = ((low - b).saturating_sub(1), (low + scores.len()).min(doc.target.len()));
        buffer.clear();
        buffer.resize(to - from, 0.0);
        for line in i - a..i {
            let weight = source.weights[line];
            for (sum, other) in buffer.iter_mut().zip(from..) {
                *sum += weight * self.lines(line, other);
            }
        }
        let known_line = |line: &usize| source.weights[*line] > 0.0;
        let before = (i - a).checked_sub(1).filter(known_line);
        let after = Some(i).filter(|line| *line < doc.source.len()).filter(known_line);
        for (score, j) in scores.iter_mut().zip(low..) {
            let their = target.lengths[j - 1][b - 1];
            if their <= 0.0 {
                continue;
            }
            let run = j - b..j;
            let whole = if a + b > 2 { self.compared.whole((a, i), (b, j)) } else { None };
            let cosine = whole.unwrap_or_else(|| {
                let sum: f32 = run.clone().map(|other| target.weights[other] * buffer[other - from]).sum();
                sum / (length * their)
            });
            let mut near = Near::default();
            if let Some(other) = run.start.checked_sub(1).filter(|other| target.weights[*other] > 0.0) {
                near.add(buffer[other - from] / length);
            }
            if j < doc.target.len() && target.weights[j] > 0.0 {
                near.add(buffer[j - from] / length);
            }
            for line in [before, after].into_iter().flatten() {
                let sum: f32 = run.clone().map(|other| target.weights[other] * self.lines(line, other)).sum();
                near.add(sum / their);
            }
            let margin = margin(cosine, near, 0.5 * (mean + target.means[j - 1][b - 1]));
            // A bead of many lines takes the place of several of one, but its lines do not speak independently of each other:
            // by their number, whatever can be joined would be.
            let size = (0.5 * (known + target.known[j - 1][b - 1])).sqrt();
            *score += size * self.margins.score(margin);
        }
    }
}

/// In eight sums, which processors work out together; the order of additions is always the same.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0f32; 8];
    for (a, b) in a.iter().zip(b) {
        for at in 0..8 {
            sums[at] += a[at] * b[at];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}
