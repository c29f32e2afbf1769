//! Two lists of segments → beads.
//!
//! One generative log-likelihood a bead: a prior for its type, the length difference (Gale & Church 1993) with ratio and
//! variance estimated from the batch, and a lexicon learnt from the batch (IBM Model 1, Brown et al. 1993; used for
//! alignment by Moore 2002) that starts from surface likeness. A few passes of: align, learn, align again. The first pass is
//! run from several starts, and the likeliest wins. Confidence is the posterior of the bead (forward–backward).

mod band;
mod calibrate;
mod coarse;
mod evidence;
mod lattice;
mod math;
mod model;
mod moved;
mod prepare;
mod table;

use rayon::prelude::*;

use crate::{
    lexicon::{self, Prior, Samples, Table},
    model::{Bead, Lang, Segment},
};
pub use calibrate::{Explained, FEATURES};
use evidence::Links;
use lattice::Path;
use model::Model;
use moved::Crossed;
use prepare::{Batch, Doc};

/// One document pair to align.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    pub source: &'a [Segment],
    pub target: &'a [Segment],
}

/// Weights of untranslated tokens in the two passes of a start and in those after: the single most sensitive number, annealed
/// from cautious to bold.
const FIRST: [f32; 2] = [0.9, 0.85];
const LATER: [f32; 3] = [0.8, 0.75, 0.75];
/// Where the beads of the first start have this mean posterior, no other start is tried.
const SURE: f32 = 0.85;
/// From this mean posterior on, the first of the later passes is left out.
const SETTLED: f32 = 0.95;
/// Further passes of the start that knows lengths only, so that ratio, spread and bead types settle before words teach.
const LENGTH_PASSES: usize = 2;

/// What the first pass believes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Start {
    Length,
    Surface,
    Both,
}

/// Aligns the pairs of one language pair; what one pair teaches serves all of them.
/// The beads of a pair cover every segment of both sides once and in order.
#[must_use]
pub fn align(batch: &[Input<'_>], source: Option<Lang>, target: Option<Lang>) -> Vec<Vec<Bead>> {
    explain(batch, source, target).into_iter().map(|beads| beads.into_iter().map(|explained| explained.bead).collect()).collect()
}

/// The same with what each confidence was worked out from, for fitting its weights.
#[must_use]
pub fn explain(batch: &[Input<'_>], _source: Option<Lang>, _target: Option<Lang>) -> Vec<Vec<Explained>> {
    let batch = Batch::new(batch);
    let prior = Prior::new(&batch.source, &batch.target);
    let first = begin(&batch, &prior, Start::Both);
    let doubtful = sureness(&first.paths) < SURE;
    let others: &[Start] = if doubtful { &[Start::Surface, Start::Length] } else { &[] };
    let others: Vec<Beginning> = others.par_iter().map(|start| begin(&batch, &prior, *start)).collect();
    let best = others.into_iter().fold(first, |best, next| if next.likelihood > best.likelihood { next } else { best });
    let Beginning { mut model, mut paths, .. } = best;
    // A batch that is sure by now needs no slow cooling.
    let skip = usize::from(sureness(&paths) >= SETTLED);
    let mut lexicon = Table::default();
    for weight in &LATER[skip..] {
        model.learn(&batch, &paths);
        lexicon = learn(&batch, &paths, &prior);
        model.set_start(Start::Both, *weight);
        paths = run(&batch, &model, &lexicon, Some(&paths));
    }
    finish(&batch, &mut model, lexicon, &prior, paths)
}

/// What follows on the last pass: blocks that stand elsewhere, and confidence.
fn finish(batch: &Batch, model: &mut Model, lexicon: Table, prior: &Prior, paths: Vec<Path>) -> Vec<Vec<Explained>> {
    let pairs: Vec<(&Doc, Path)> = batch.docs.iter().zip(paths).collect();
    let crossed: Vec<Crossed> =
        pairs.into_par_iter().map(|(doc, path)| moved::resolve(batch, doc, model, &lexicon, path, Vec::new())).collect();
    let again = crossed.iter().any(|crossed| !crossed.moved.is_empty());
    let crossed = if again { relearn(batch, model, prior, crossed) } else { crossed };
    crossed.into_iter().map(|crossed| calibrate::beads(&moved::settled(crossed))).collect()
}

/// What the first two passes made of a start.
struct Beginning {
    model: Model,
    paths: Vec<Path>,
    likelihood: f64,
}

fn begin(batch: &Batch, prior: &Prior, start: Start) -> Beginning {
    let mut model = Model::new(batch);
    model.set_start(start, FIRST[0]);
    let mut paths = run(batch, &model, prior.table(), None);
    model.learn(batch, &paths);
    for _ in 0..if start == Start::Length { LENGTH_PASSES } else { 0 } {
        paths = run(batch, &model, prior.table(), None);
        model.learn(batch, &paths);
    }
    let lexicon = learn(batch, &paths, prior);
    model.set_start(Start::Both, FIRST[1]);
    // Where the first pass is sure, the second need not look far.
    let near = sureness(&paths) > SURE;
    let paths = run(batch, &model, &lexicon, near.then_some(&paths));
    let likelihood = paths.iter().map(|path| path.likelihood).sum();
    Beginning { model, paths, likelihood }
}

/// What stands elsewhere taught wrong words as long as it was linked wrongly: learns again, and aligns and searches again.
fn relearn(batch: &Batch, model: &mut Model, prior: &Prior, crossed: Vec<Crossed>) -> Vec<Crossed> {
    let paths: Vec<Path> = crossed
        .iter()
        .map(|crossed| {
            let mut path = crossed.path.clone();
            path.links.extend(crossed.moved.iter().map(|step| (step.source.clone(), step.target.clone(), step.posterior)));
            path
        })
        .collect();
    model.learn(batch, &paths);
    let lexicon = learn(batch, &paths, prior);
    let pairs: Vec<(&Doc, Crossed)> = batch.docs.iter().zip(crossed).collect();
    pairs
        .into_par_iter()
        .map(|(doc, crossed)| {
            let path = if crossed.moved.is_empty() {
                align_document(batch, doc, model, &lexicon, Some(&crossed.path))
            } else {
                moved::without(batch, doc, model, &lexicon, &crossed.moved)
            };
            moved::resolve(batch, doc, model, &lexicon, path, crossed.moved)
        })
        .collect()
}

/// Mean posterior of the beads.
fn sureness(paths: &[Path]) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0);
    for step in paths.iter().flat_map(|path| &path.steps) {
        sum += step.posterior;
        count += 1.0;
    }
    if count > 0.0 { sum / count } else { 1.0 }
}

fn run(batch: &Batch, model: &Model, lexicon: &Table, before: Option<&[Path]>) -> Vec<Path> {
    let align = |(at, doc)| align_document(batch, doc, model, lexicon, before.and_then(|paths| paths.get(at)));
    batch.docs.par_iter().enumerate().map(align).collect()
}

/// Aligns one document, in a band round the likely path where the whole table would be too large.
fn align_document(batch: &Batch, doc: &Doc, model: &Model, lexicon: &Table, before: Option<&Path>) -> Path {
    let links = Links::new(batch, doc, lexicon);
    let band = match before {
        Some(path) => band::around(path, doc.target.len()),
        None => band::first(doc, &links),
    };
    lattice::solve(doc, model, band, &links, false)
}

fn learn(batch: &Batch, paths: &[Path], prior: &Prior) -> Table {
    let mut samples = Samples::default();
    for (doc, path) in batch.docs.iter().zip(paths) {
        for (source, target, weight) in &path.links {
            samples.add(doc.source.words(source), doc.target.words(target), *weight);
        }
    }
    lexicon::learn(&samples, prior, (batch.source.len(), batch.target.len()))
}

#[cfg(test)]
mod tests;
