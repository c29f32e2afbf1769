//! Two lists of segments → beads.
//!
//! One generative log-likelihood a bead: a prior for its type, the length difference (Gale & Church 1993) with ratio and
//! variance estimated from the batch, and a lexicon learnt from the batch (IBM Model 1, Brown et al. 1993; used for
//! alignment by Moore 2002) that starts from surface likeness. A few passes of: align, learn, align again. The first pass is
//! run from several starts, and the likeliest wins. Confidence is the posterior of the bead (forward–backward).

mod anchors;
mod band;
mod calibrate;
mod evidence;
mod lattice;
mod math;
mod model;
mod prepare;
mod table;

use rayon::prelude::*;

use crate::{
    lexicon::{self, Lexicon, Prior, Samples, Table, Trained},
    model::{Bead, Segment},
};
use evidence::Links;
use lattice::Path;
use model::Model;
use prepare::{Batch, Doc};

/// One document pair to align.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    pub source: &'a [Segment],
    pub target: &'a [Segment],
}

/// What is known beside the texts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Help<'a> {
    /// A lexicon of the two languages, learnt elsewhere.
    pub lexicon: Option<&'a Lexicon>,
    /// Whether what the batch teaches is wanted, too.
    pub teach: bool,
}

/// What came of a batch.
#[derive(Debug)]
pub struct Aligned {
    /// The beads of each pair; they cover every segment of both sides once and in order.
    pub beads: Vec<Vec<Bead>>,
    /// What the batch taught about words, where it was asked for.
    pub lexicon: Option<Lexicon>,
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
#[must_use]
pub fn align(batch: &[Input<'_>], help: Help<'_>) -> Aligned {
    let batch = Batch::new(batch);
    let plain = Prior::new(&batch.source, &batch.target);
    let known = help.lexicon.map(|lexicon| plain.clone().with_lexicon(lexicon, &batch.source, &batch.target));
    let mut prior = known.as_ref().unwrap_or(&plain);
    let mut first = begin(&batch, prior, Start::Both);
    // A lexicon of other words, or a wrong one, must explain the texts better than none.
    if known.is_some() {
        let without = begin(&batch, &plain, Start::Both);
        if without.likelihood >= first.likelihood {
            (first, prior) = (without, &plain);
        }
    }
    let doubtful = sureness(&first.paths) < SURE;
    let others: &[Start] = if doubtful { &[Start::Surface, Start::Length] } else { &[] };
    let others: Vec<Beginning> = others.par_iter().map(|start| begin(&batch, prior, *start)).collect();
    let best = others.into_iter().fold(first, |best, next| if next.likelihood > best.likelihood { next } else { best });
    let Beginning { mut model, mut paths, .. } = best;
    // A batch that is sure by now needs no slow cooling.
    let skip = usize::from(sureness(&paths) >= SETTLED);
    let mut learnt: Option<(Samples, Trained)> = None;
    for (pass, weight) in LATER.iter().enumerate().skip(skip) {
        model.learn(&batch, &paths);
        let samples = samples(&batch, &paths);
        let (lexicon, trained) = lexicon::learn(&samples, prior, (batch.source.len(), batch.target.len()));
        learnt = (help.teach && pass + 1 == LATER.len()).then_some((samples, trained));
        model.set_start(Start::Both, *weight);
        paths = run(&batch, &model, &lexicon, Some(&paths));
    }
    let beads = paths.into_iter().map(|path| calibrate::beads(&path)).collect();
    let lexicon = learnt.map(|(samples, trained)| Lexicon::of_batch(batch.source, batch.target, &samples, &trained));
    Aligned { beads, lexicon }
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
    let (lexicon, _) = lexicon::learn(&samples(batch, &paths), prior, (batch.source.len(), batch.target.len()));
    model.set_start(Start::Both, FIRST[1]);
    // Where the first pass is sure, the second need not look far.
    let near = sureness(&paths) > SURE;
    let paths = run(batch, &model, &lexicon, near.then_some(&paths));
    let likelihood = paths.iter().map(|path| path.likelihood).sum();
    Beginning { model, paths, likelihood }
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
    let mut band = match before {
        Some(path) => band::around(path, doc.target.len()),
        None => band::first(doc, &links),
    };
    loop {
        let path = lattice::solve(doc, model, &band, &links);
        if !band::leaks(&path) {
            return path;
        }
        match band::wider(&band, doc.target.len()) {
            Some(wider) => band = wider,
            None => return path,
        }
    }
}

fn samples(batch: &Batch, paths: &[Path]) -> Samples {
    let mut samples = Samples::default();
    for (doc, path) in batch.docs.iter().zip(paths) {
        for (source, target, weight) in &path.links {
            samples.add(doc.source.words(source), doc.target.words(target), *weight);
        }
    }
    samples
}

#[cfg(test)]
mod tests;
