//! Two lists of segments → beads.
//!
//! One generative log-likelihood a bead: a prior for its type, the length difference (Gale & Church 1993) with ratio and
//! variance estimated from the batch, and a lexicon learnt from the batch (IBM Model 1, Brown et al. 1993; used for
//! alignment by Moore 2002) that starts from surface likeness. A few passes of: align, learn, align again. The first pass is
//! run from several starts, and the likeliest wins. Confidence is the posterior of the bead (forward–backward).

mod band;
mod calibrate;
mod evidence;
mod lattice;
mod model;
mod prepare;

use rayon::prelude::*;

use crate::{
    lexicon::{Lexicon, Prior, Sample},
    model::{Bead, Lang, Segment},
};
use evidence::Evidence;
use lattice::{Lattice, Path};
use model::Model;
use prepare::{Batch, Doc};

/// One document pair to align.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    pub source: &'a [Segment],
    pub target: &'a [Segment],
}

/// Weights of untranslated tokens by pass: the single most sensitive number, annealed from cautious to bold.
const UNTRANSLATED: [f32; 5] = [0.9, 0.85, 0.8, 0.75, 0.75];
/// Beads below this posterior teach nothing.
const TEACHES: f32 = 0.3;

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
pub fn align(batch: &[Input<'_>], _source: Option<Lang>, _target: Option<Lang>) -> Vec<Vec<Bead>> {
    let batch = Batch::new(batch);
    let prior = Prior::new(&batch.source, &batch.target);
    let surface = Lexicon::from_surface(&prior);
    let mut best: Option<(f64, Model, Lexicon)> = None;
    for start in [Start::Both, Start::Surface, Start::Length] {
        let mut model = Model::new(&batch);
        model.set_start(start, UNTRANSLATED[0]);
        let paths = run(&batch, &model, &surface);
        model.learn(&batch, &paths);
        let lexicon = learn(&batch, &paths, &prior);
        model.set_start(Start::Both, UNTRANSLATED[1]);
        let paths = run(&batch, &model, &lexicon);
        let likelihood: f64 = paths.iter().map(|path| path.likelihood).sum();
        model.learn(&batch, &paths);
        let lexicon = learn(&batch, &paths, &prior);
        if best.as_ref().is_none_or(|(known, ..)| likelihood > *known) {
            best = Some((likelihood, model, lexicon));
        }
    }
    let Some((_, mut model, mut lexicon)) = best else { return Vec::new() };
    let last = UNTRANSLATED.len() - 1;
    for (pass, weight) in UNTRANSLATED.iter().enumerate().skip(2) {
        model.set_start(Start::Both, *weight);
        let paths = run(&batch, &model, &lexicon);
        if pass == last {
            return paths.into_iter().map(|path| calibrate::beads(&path)).collect();
        }
        model.learn(&batch, &paths);
        lexicon = learn(&batch, &paths, &prior);
    }
    Vec::new()
}

fn run(batch: &Batch, model: &Model, lexicon: &Lexicon) -> Vec<Path> {
    batch.docs.par_iter().map(|doc| align_document(batch, doc, model, lexicon)).collect()
}

/// Aligns one document, in a band round the likely path where the whole table would be too large.
fn align_document(batch: &Batch, doc: &Doc, model: &Model, lexicon: &Lexicon) -> Path {
    let mut band = band::first(batch, doc);
    loop {
        let evidence = Evidence::new(batch, doc, model, lexicon, &band);
        let path = Lattice::new(doc, model, &band, &evidence).solve();
        match band::widened(&band, &path, doc) {
            Some(wider) => band = wider,
            None => return path,
        }
    }
}

fn learn(batch: &Batch, paths: &[Path], prior: &Prior) -> Lexicon {
    let mut samples = Vec::new();
    for (doc, path) in batch.docs.iter().zip(paths) {
        for step in &path.steps {
            if step.posterior > TEACHES && step.source.len() * step.target.len() > 0 {
                let words = |lines: &[prepare::Line]| lines.iter().flat_map(|line| line.words.iter().copied()).collect();
                samples.push(Sample {
                    source: words(&doc.source[step.source.clone()]),
                    target: words(&doc.target[step.target.clone()]),
                    weight: step.posterior,
                });
            }
        }
    }
    Lexicon::learn(&samples, prior, (batch.source.len(), batch.target.len()))
}

#[cfg(test)]
mod tests;
