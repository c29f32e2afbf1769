//! Two lists of segments → beads.
//!
//! One generative log-likelihood a bead: a prior for its type, the length difference (Gale & Church 1993) with ratio and
//! variance estimated from the batch, and a lexicon learnt from the batch (IBM Model 1, Brown et al. 1993; used for
//! alignment by Moore 2002) that starts from surface likeness. A few passes of: align, learn, align again; where they leave doubt,
//! from several starts, the likeliest of which wins. Confidence is the posterior of the bead (forward–backward).

mod band;
mod calibrate;
mod coarse;
mod evidence;
mod lattice;
mod math;
mod model;
mod prepare;
mod table;

use rayon::prelude::*;

use crate::{
    lexicon::{self, Prior, Samples, Table},
    model::{Bead, Lang, Segment},
};
use evidence::{Folds, Links};
use lattice::Path;
use model::Model;

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
/// Where the beads of the first start have this mean posterior, the batch is not in doubt.
const SURE: f32 = 0.85;
/// From this mean posterior on, the first of the later passes is left out.
const SETTLED: f32 = 0.95;
/// Further passes of the start that knows lengths only, so that ratio, spread and bead types settle before words teach.
const LENGTH_PASSES: usize = 2;

/// A batch in doubt: passes that stay cautious, those that then become bold if that explains more, and otherwise the last ones.
const CAUTIOUS: [f32; 4] = [0.9; 4];
const BOLD: [f32; 5] = [0.75; 5];
const CALM: [f32; 2] = [0.85; 2];
/// Beads this likely teach in a batch in doubt, where no bead is likely.
const FAINT: f64 = 0.01;
/// Folds of a batch in doubt, by its number of source lines: each costs a lexicon, and long texts need them less.
const FOLDS: [(usize, usize); 4] = [(3_000, 16), (10_000, 8), (30_000, 4), (usize::MAX, 1)];

/// What the first pass believes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Start {
    Length,
    Both,
}

/// Aligns the pairs of one language pair; what one pair teaches serves all of them.
/// The beads of a pair cover every segment of both sides once and in order.
#[must_use]
pub fn align(batch: &[Input<'_>], _source: Option<Lang>, _target: Option<Lang>) -> Vec<Vec<Bead>> {
    let batch = Batch::new(batch);
    let prior = Prior::new(&batch.source, &batch.target);
    let task = Task { batch: &batch, prior: &prior, folds: 1 };
    let first = task.begin(Start::Both, Model::new(&batch));
    let sure = sureness(&first.paths);
    let done = if sure < SURE {
        task.in_doubt()
    } else {
        // A batch that is sure by now needs no slow cooling.
        task.go_on(first, &LATER[usize::from(sure >= SETTLED)..], Search::Near)
    };
    done.paths.into_iter().map(|path| calibrate::beads(&path)).collect()
}

/// How far a pass looks.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Search {
    /// Round what the pass before found possible.
    Near,
    Wide,
}

/// Where the passes have got to.
#[derive(Debug, Clone)]
struct State {
    model: Model,
    paths: Vec<Path>,
    likelihood: f64,
}

#[derive(Debug, Clone, Copy)]
struct Task<'a> {
    batch: &'a Batch,
    prior: &'a Prior,
    /// Lexicons are learnt once without each of these parts of the lines, which then look their words up in it.
    folds: usize,
}

impl Task<'_> {
    /// Two passes from a start.
    fn begin(self, start: Start, mut model: Model) -> State {
        let Task { batch, prior, .. } = self;
        model.set_start(start, FIRST[0]);
        let alike = std::slice::from_ref(prior.table());
        let mut paths = run(batch, &model, alike, None);
        model.learn(batch, &paths);
        for _ in 0..if start == Start::Length { LENGTH_PASSES } else { 0 } {
            paths = run(batch, &model, alike, None);
            model.learn(batch, &paths);
        }
        let lexicon = learn(batch, &paths, prior, self.folds);
        model.set_start(Start::Both, FIRST[1]);
        // Where the first pass is sure, the second need not look far.
        let near = sureness(&paths) > SURE;
        let paths = run(batch, &model, &lexicon, near.then_some(&paths));
        State::new(model, paths)
    }

    /// Further passes, each with what the one before teaches.
    fn go_on(self, state: State, weights: &[f32], search: Search) -> State {
        let State { mut model, mut paths, mut likelihood } = state;
        for weight in weights {
            model.learn(self.batch, &paths);
            let lexicon = learn(self.batch, &paths, self.prior, self.folds);
            model.set_start(Start::Both, *weight);
            paths = run(self.batch, &model, &lexicon, (search == Search::Near).then_some(&paths));
            likelihood = total(&paths);
        }
        State { model, paths, likelihood }
    }

    /// Text that the first passes are not sure of. A wrong path there teaches the very words that then bear it out, so every
    /// line is looked up in a lexicon that it did not teach (cross-fitting); the likelihood then tells the better of two starts,
    /// and whether words may be trusted more.
    fn in_doubt(self) -> State {
        let lines: usize = self.batch.docs.iter().map(|doc| doc.source.len()).sum();
        let folds = FOLDS.iter().find(|(most, _)| lines <= *most).map_or(1, |found| found.1);
        let crossed = Task { folds, ..self };
        let from = |start: &Start| {
            let mut model = Model::new(self.batch);
            model.teaches = FAINT;
            crossed.go_on(crossed.begin(*start, model), &CAUTIOUS, Search::Wide)
        };
        let [both, length] = [Start::Both, Start::Length];
        let (both, length) = rayon::join(|| from(&both), || from(&length));
        let cautious = if length.likelihood > both.likelihood { length } else { both };
        let bold = crossed.go_on(cautious.clone(), &BOLD, Search::Wide);
        if bold.likelihood > cautious.likelihood { bold } else { self.go_on(cautious, &CALM, Search::Wide) }
    }
}

impl State {
    fn new(model: Model, paths: Vec<Path>) -> Self {
        let likelihood = total(&paths);
        State { model, paths, likelihood }
    }
}

fn total(paths: &[Path]) -> f64 {
    paths.iter().map(|path| path.likelihood).sum()
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

fn run(batch: &Batch, model: &Model, lexicon: &[Table], before: Option<&[Path]>) -> Vec<Path> {
    let align = |(at, doc)| align_document(batch, doc, model, lexicon, at, before.and_then(|paths| paths.get(at)));
    batch.docs.par_iter().enumerate().map(align).collect()
}

/// Aligns one document, in a band round the likely path where the whole table would be too large.
fn align_document(batch: &Batch, doc: &Doc, model: &Model, lexicon: &[Table], at: usize, before: Option<&Path>) -> Path {
    let links: Vec<Links> = lexicon.iter().map(|table| Links::new(batch, doc, table)).collect();
    let links = Folds { links: &links, first: at };
    let band = match before {
        Some(path) => band::around(path, doc.target.len()),
        None => band::first(doc, &links.links[0]),
    };
    lattice::solve(doc, model, band, links)
}

fn learn(batch: &Batch, paths: &[Path], prior: &Prior, folds: usize) -> Vec<Table> {
    let mut samples = Samples::default();
    for (at, (doc, path)) in batch.docs.iter().zip(paths).enumerate() {
        for (source, target, weight) in &path.links {
            samples.add(doc.source.words(source), doc.target.words(target), *weight, (at + source.start) % folds);
        }
    }
    lexicon::learn(&samples, prior, (batch.source.len(), batch.target.len()), folds)
}

#[cfg(test)]
mod tests;
