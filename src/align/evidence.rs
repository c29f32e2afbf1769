//! What the words say about every cell of the band: how well a target line is explained by the one to eight source lines
//! that end here, and the other way round.

use super::{
    band::Band,
    model::{LONGEST, Model},
    prepare::{Batch, Doc, Line},
};
use crate::lexicon::{Lexicon, Table, Vocabulary, Word};

/// Bounds of what one token may say, as logarithms.
const WORST: f32 = -1.5;
const BEST: f32 = 3.0;

/// Sums of token log-likelihood ratios against a unigram background; unrelated text scores about zero or below.
#[derive(Debug)]
pub(super) struct Evidence {
    /// At cell (i, j), for a = 1 to 8: target line j − 1 explained by source lines i − a to i − 1.
    forward: Vec<[f32; LONGEST]>,
    /// At cell (i, j), for b = 1 to 8: source line i − 1 explained by target lines j − b to j − 1.
    backward: Vec<[f32; LONGEST]>,
}

impl Evidence {
    pub fn new(batch: &Batch, doc: &Doc, model: &Model, lexicon: &Lexicon, band: &Band) -> Self {
        if model.lexical == 0.0 {
            return Evidence { forward: Vec::new(), backward: Vec::new() };
        }
        let at = |i: usize, j: usize| band.cell(i + 1, j + 1);
        let forward = masses(&doc.source, &doc.target, &lexicon.forward, &batch.target, at, |i| span(band, i));
        let columns = columns(band, doc.target.len());
        let backward = masses(
            &doc.target,
            &doc.source,
            &lexicon.backward,
            &batch.source,
            |j, i| at(i, j),
            |j| columns.get(j).copied().unwrap_or((1, 0)),
        );
        Evidence {
            forward: sums(band, doc, model, &batch.target, &forward, true),
            backward: sums(band, doc, model, &batch.source, &backward, false),
        }
    }

    pub fn forward(&self, cell: usize, sources: usize) -> f32 {
        self.forward.get(cell).map_or(0.0, |sums| sums[sources - 1])
    }

    pub fn backward(&self, cell: usize, targets: usize) -> f32 {
        self.backward.get(cell).map_or(0.0, |sums| sums[targets - 1])
    }
}

/// Target lines (inclusive) that the band pairs with source line `i`; empty as (1, 0).
fn span(band: &Band, i: usize) -> (usize, usize) {
    let (low, high) = band.rows[i + 1];
    if high == 0 { (1, 0) } else { (low.max(1) - 1, high - 1) }
}

/// Source lines (inclusive) that the band pairs with each target line.
fn columns(band: &Band, targets: usize) -> Vec<(usize, usize)> {
    let mut columns = vec![(1, 0); targets];
    for i in 0..band.rows.len() - 1 {
        let (low, high) = span(band, i);
        for column in columns.iter_mut().take((high + 1).min(targets)).skip(low) {
            if column.1 < column.0 {
                *column = (i, i);
            } else {
                column.1 = i;
            }
        }
    }
    columns
}

/// For each cell, positions of words in the explained line with the probability mass they receive from the explaining one.
struct Masses {
    starts: Vec<u32>,
    entries: Vec<(u16, f32)>,
}

impl Masses {
    fn at(&self, cell: usize) -> &[(u16, f32)] {
        &self.entries[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }
}

fn masses(
    explaining: &[Line],
    explained: &[Line],
    table: &Table,
    vocabulary: &Vocabulary,
    cell: impl Fn(usize, usize) -> Option<usize>,
    span: impl Fn(usize) -> (usize, usize),
) -> Masses {
    let mut postings: Vec<Vec<(u32, u16)>> = vec![Vec::new(); vocabulary.len()];
    for (line, number) in explained.iter().zip(0u32..) {
        for (word, position) in line.words.iter().zip(0u16..) {
            postings[*word as usize].push((number, position));
        }
    }
    let mut found: Vec<(u32, u16, f32)> = Vec::new();
    let mut cells = 0;
    for (number, line) in explaining.iter().enumerate() {
        let (low, high) = span(number);
        if high < low {
            continue;
        }
        for word in &line.words {
            for (partner, p) in table.row(*word) {
                let list = &postings[*partner as usize];
                let from = list.partition_point(|(other, _)| (*other as usize) < low);
                for (other, position) in list[from..].iter().take_while(|(other, _)| *other as usize <= high) {
                    if let Some(at) = cell(number, *other as usize) {
                        cells = cells.max(at + 1);
                        found.push((u32::try_from(at).unwrap_or(u32::MAX), *position, *p));
                    }
                }
            }
        }
    }
    found.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    let mut starts = Vec::with_capacity(cells + 2);
    let mut entries: Vec<(u16, f32)> = Vec::with_capacity(found.len());
    let mut last = None;
    for (at, position, p) in found {
        while starts.len() <= at as usize {
            starts.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        }
        if last == Some((at, position)) {
            if let Some(entry) = entries.last_mut() {
                entry.1 += p;
            }
        } else {
            entries.push((position, p));
            last = Some((at, position));
        }
    }
    starts.push(u32::try_from(entries.len()).unwrap_or(u32::MAX));
    Masses { starts, entries }
}

/// Adds the masses of one to eight explaining lines and turns them into log-likelihood ratios.
fn sums(band: &Band, doc: &Doc, model: &Model, vocabulary: &Vocabulary, masses: &Masses, forward: bool) -> Vec<[f32; LONGEST]> {
    let w = model.untranslated;
    let alone = w.ln().max(WORST);
    let mut out = vec![[0f32; LONGEST]; band.cells()];
    let widest = if forward { &doc.target } else { &doc.source }.iter().map(|line| line.words.len()).max().unwrap_or(0);
    let mut mass = vec![0f32; widest.max(1)];
    let mut touched: Vec<u16> = Vec::new();
    let known = masses.starts.len().saturating_sub(1);
    for i in 1..band.rows.len() {
        let (low, high) = band.rows[i];
        for j in low.max(1)..=high {
            let Some(at) = band.cell(i, j) else { continue };
            let (explained, room) = if forward { (&doc.target[j - 1], i) } else { (&doc.source[i - 1], j) };
            #[expect(clippy::cast_precision_loss, reason = "tokens of a line")]
            let base = alone * explained.words.len() as f32;
            let mut tokens = 0usize;
            for (back, sum_here) in out[at].iter_mut().enumerate().take(room) {
                let (line, cell) = if forward {
                    (&doc.source[i - 1 - back], band.cell(i - back, j))
                } else {
                    (&doc.target[j - 1 - back], band.cell(i, j - back))
                };
                tokens += line.words.len();
                if let Some(cell) = cell.filter(|cell| *cell < known) {
                    for (position, p) in masses.at(cell) {
                        let slot = &mut mass[usize::from(*position)];
                        if *slot == 0.0 {
                            touched.push(*position);
                        }
                        *slot += p;
                    }
                }
                let mut sum = base;
                #[expect(clippy::cast_precision_loss, reason = "tokens of a bead")]
                let share = (1.0 - w) / tokens.max(1) as f32;
                for position in &touched {
                    let word: Word = explained.words[usize::from(*position)];
                    let ratio = share * mass[usize::from(*position)] / vocabulary.share(word) + w;
                    sum += ratio.ln().clamp(WORST, BEST) - alone;
                }
                *sum_here = sum;
            }
            for position in touched.drain(..) {
                mass[usize::from(position)] = 0.0;
            }
        }
    }
    out
}
