//! The passes: align, learn, align again, from cautious to bold.

use rayon::prelude::*;

use super::{
    band,
    evidence::{Folds, Links},
    lattice::{self, Path, Sure},
    margin::Margins,
    model::{self, LONGEST, Model},
    prepare::{Batch, Doc},
    watch::Stopped,
};
use crate::lexicon::{self, Prior, Samples, Table};

/// Weights of untranslated tokens in the two passes of a start and in those after: the single most sensitive number, annealed
/// from cautious to bold.
pub(super) const FIRST: [f32; 2] = [0.9, 0.85];
const LATER: [f32; 3] = [0.8, 0.75, 0.75];
/// Where the beads of the first start have this mean posterior, the batch is not in doubt.
const SURE: f32 = 0.9;
/// Below this mean posterior nothing in a long text tells one place from another, and further passes find nothing either.
const HOPELESS: f32 = 0.05;
/// From this mean posterior on, the first of the later passes is left out.
const SETTLED: f32 = 0.95;
/// Further passes of the start that knows lengths only, so that ratio, spread and bead types settle before words teach.
const LENGTH_PASSES: usize = 2;

/// A batch in doubt: passes that stay cautious, those that then become bold if that explains more, and otherwise the last ones.
const CAUTIOUS: [f32; 4] = [0.9; 4];
const BOLD: [f32; 5] = [0.75; 5];
const CALM: [f32; 2] = [0.85; 2];
/// Shorter texts than this, in source lines, teach nothing about each other's words.
const CROSSES: usize = 100;
/// Mean posterior from which on a batch is in doubt no longer.
const RESCUED: f32 = 0.8;
/// Beads this likely teach in a batch in doubt, where no bead is likely.
const FAINT: f64 = 0.01;
/// Folds of a batch in doubt, by its number of source lines: each costs a lexicon, and long texts need them less.
const FOLDS: [(usize, usize); 4] = [(3_000, 16), (10_000, 8), (30_000, 4), (usize::MAX, 1)];

/// Longest side of a bead in the first pass over all of a long text: where it is longer this pass is not sure, and the next one looks.
const GLANCE: usize = 4;
/// The same in the two passes of a start, where line counts give no reason to expect long beads. A batch that the first pass leaves
/// in doubt is searched again for all beads.
const FIRST_GLANCE: usize = 2;

/// Of more links than this, the lexicon is learnt from every second, third …
const TEACHERS: usize = 50_000;

/// What vectors must gain against the same vectors out of order, as a logarithm: altogether, and a line.
const TELLING: (f64, f64) = (5.0, 0.2);

/// What the first pass believes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Start {
    Length,
    Both,
}

/// Runs the passes over a batch; gives what they come to, and the one of the priors, plain or with a lexicon, that they used.
pub(super) fn settle<'a>(whole: &Batch, (plain, known): &'a (Prior, Option<Prior>)) -> Result<(State, &'a Prior), Stopped> {
    let beginnings = whole.beginnings();
    let part = beginnings.as_ref().unwrap_or(whole);
    let mut model = Model::new(whole);
    model.margins = Margins::guess(part);
    let mut prior = known.as_ref().unwrap_or(plain);
    let mut task = Task { batch: part, prior, folds: 1 };
    let mut state = task.begin(Start::Both, model.clone())?;
    // A lexicon of other words, or a wrong one, must explain the texts better than none.
    if known.is_some() {
        let bare = Task { prior: plain, ..task };
        let without = bare.begin(Start::Both, model.clone())?;
        if without.likelihood >= state.likelihood {
            (state, task, prior) = (without, bare, plain);
        }
    }
    if model.margins.is_some() {
        // Vectors that tell something explain the texts better than the same vectors out of order.
        let control = part.scrambled();
        let mut aimless = model.clone();
        aimless.margins = Margins::guess(&control);
        #[expect(clippy::cast_precision_loss, reason = "line counts")]
        let wanted = TELLING.0 + TELLING.1 * part.lines() as f64;
        let gained = state.likelihood - Task { batch: &control, ..task }.begin(Start::Both, aimless)?.likelihood;
        if gained < wanted {
            model.margins = None;
            state = task.begin(Start::Both, model.clone())?;
        } else {
            model.margins = state.model.margins;
        }
    }
    let sure = sureness(&state.paths);
    // What is hard to link is not missing.
    state.model.learns_runs = sure >= SURE;
    let mut weights: &[f32] = &LATER[usize::from(sure >= SETTLED)..];
    if sure < HOPELESS && beginnings.is_some() {
        // One line over and over, say.
        weights = &[];
    } else if sure < SURE && part.lines() >= CROSSES {
        state = task.in_doubt(&model)?;
        weights = &[];
    } else if sure < SURE {
        // So few lines do not bear out that what is missing comes in runs; the likelihood tells.
        let model = model.scattered();
        for start in [Start::Both, Start::Length] {
            let other = task.begin(start, model.clone())?;
            state = if other.likelihood > state.likelihood { other } else { state };
        }
    }
    if beginnings.is_some() {
        let weight = weights.first().copied().unwrap_or(state.model.untranslated);
        state = task.widen(state, weight, whole)?;
        weights = weights.get(1..).unwrap_or(&[]);
    }
    // Long texts teach from beginnings what settles most of the rest; the last passes look where it did not.
    let search = if beginnings.is_some() { Search::Unsure } else { Search::Settled };
    Ok((Task { batch: whole, prior, folds: 1 }.go_on(state, weights, search)?, prior))
}

/// How far a pass looks.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Search {
    /// Only where the pass before was not sure, round what it found possible.
    Unsure,
    /// The same; the last pass scores anew what was sure.
    Settled,
    /// Round what the pass before found possible.
    Near,
    Wide,
}

/// What a pass knows of where the path of a document runs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Known<'a> {
    Nothing,
    /// What an earlier pass came to, round which this one looks.
    Near(&'a Path),
    /// The same where it was not sure; the rest stays.
    Unsure(&'a Path),
    /// The rest stays, with the scores that this pass gives.
    Settled(&'a Path),
}

/// Where the passes have got to.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub model: Model,
    pub paths: Vec<Path>,
    likelihood: f64,
    /// What the last pass looked words up in, by fold.
    pub lexicons: Vec<Table>,
}

#[derive(Debug, Clone, Copy)]
struct Task<'a> {
    batch: &'a Batch<'a>,
    prior: &'a Prior,
    /// Lexicons are learnt once without each of these parts of the lines, which then look their words up in it.
    folds: usize,
}

impl Task<'_> {
    /// The first pass over the whole of a batch, of which the beginnings are known.
    fn widen(self, state: State, weight: f32, whole: &Batch) -> Result<State, Stopped> {
        let State { mut model, paths, .. } = state;
        model.learn(self.batch, &paths);
        let lexicon = learn(self.batch, &paths, self.prior, 1)?;
        model.set_start(Start::Both, weight);
        model.reach = GLANCE;
        let paths = run(whole, &model, &lexicon, Search::Wide, &[])?;
        model.reach = LONGEST;
        Ok(State::new(model, paths, lexicon))
    }

    /// Two passes from a start.
    fn begin(self, start: Start, mut model: Model) -> Result<State, Stopped> {
        let Task { batch, prior, .. } = self;
        model.set_start(start, FIRST[0]);
        let alike = std::slice::from_ref(prior.table());
        let mut glance = None;
        if start == Start::Both && model::even(batch.line_counts()) {
            model.reach = FIRST_GLANCE;
            glance = Some(run(batch, &model, alike, Search::Wide, &[])?).filter(|paths| sureness(paths) >= SETTLED);
            model.reach = LONGEST;
        }
        let glanced = glance.is_some();
        let mut paths = if let Some(paths) = glance { paths } else { run(batch, &model, alike, Search::Wide, &[])? };
        model.learn(batch, &paths);
        for _ in 0..if start == Start::Length { LENGTH_PASSES } else { 0 } {
            paths = run(batch, &model, alike, Search::Wide, &[])?;
            model.learn(batch, &paths);
        }
        let lexicon = learn(batch, &paths, prior, self.folds)?;
        model.set_start(Start::Both, FIRST[1]);
        // Where the first pass is sure, the second need not look far.
        let search = if sureness(&paths) > SURE { Search::Near } else { Search::Wide };
        model.reach = if glanced { FIRST_GLANCE } else { LONGEST };
        let paths = run(batch, &model, &lexicon, search, &paths)?;
        model.reach = LONGEST;
        Ok(State::new(model, paths, lexicon))
    }

    /// Further passes, each with what the one before teaches. Where long beads are rare, only the last looks for them.
    fn go_on(self, state: State, weights: &[f32], search: Search) -> Result<State, Stopped> {
        let State { mut model, mut paths, mut likelihood, mut lexicons } = state;
        let even = model::even(self.batch.line_counts());
        for (weight, left) in weights.iter().zip((0..weights.len()).rev()) {
            model.learn(self.batch, &paths);
            lexicons = learn(self.batch, &paths, self.prior, self.folds)?;
            model.set_start(Start::Both, *weight);
            model.reach = if left > 0 && even && search != Search::Wide { GLANCE } else { LONGEST };
            let search = if search == Search::Settled && left > 0 { Search::Unsure } else { search };
            paths = run(self.batch, &model, &lexicons, search, &paths)?;
            likelihood = total(&paths);
        }
        Ok(State { model, paths, likelihood, lexicons })
    }

    /// Text that the first passes are not sure of. A wrong path there teaches the very words that then bear it out, so every
    /// line is looked up in a lexicon that it did not teach (cross-fitting); the likelihood then tells the better of two starts,
    /// and whether words may be trusted more.
    fn in_doubt(self, fresh: &Model) -> Result<State, Stopped> {
        let lines = self.batch.lines();
        let folds = FOLDS.iter().find(|(most, _)| lines <= *most).map_or(1, |found| found.1);
        let crossed = Task { folds, ..self };
        let from = |start: &Start| {
            let mut model = fresh.clone();
            model.teaches = FAINT;
            crossed.go_on(crossed.begin(*start, model)?, &CAUTIOUS, Search::Wide)
        };
        let [both, length] = [Start::Both, Start::Length];
        let (both, length) = rayon::join(|| from(&both), || from(&length));
        let (both, length) = (both?, length?);
        let cautious = if length.likelihood > both.likelihood { length } else { both };
        let mut bold = crossed.go_on(cautious.clone(), &BOLD, Search::Wide)?;
        if bold.likelihood <= cautious.likelihood {
            return self.go_on(cautious, &CALM, Search::Wide);
        }
        // By now sure enough for lines to lean on what they themselves teach: rare words tell missing lines.
        bold.model.learns_runs = sureness(&bold.paths) >= RESCUED;
        if bold.model.learns_runs { self.go_on(bold, &LATER[2..], Search::Near) } else { Ok(bold) }
    }
}

impl State {
    fn new(model: Model, paths: Vec<Path>, lexicons: Vec<Table>) -> Self {
        let likelihood = total(&paths);
        State { model, paths, likelihood, lexicons }
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

fn run(batch: &Batch, model: &Model, lexicon: &[Table], search: Search, before: &[Path]) -> Result<Vec<Path>, Stopped> {
    batch.watch.begins(batch.docs.iter().map(|doc| doc.source.len()).sum());
    let known = |at: usize| match (search, before.get(at)) {
        (Search::Wide, _) | (_, None) => Known::Nothing,
        (Search::Near, Some(path)) => Known::Near(path),
        (Search::Unsure, Some(path)) => Known::Unsure(path),
        (Search::Settled, Some(path)) => Known::Settled(path),
    };
    let align = |(at, doc)| align_document(batch, doc, model, lexicon, at, known(at));
    batch.docs.par_iter().enumerate().map(align).collect()
}

/// Aligns one document, in a band round the likely path where the whole table would be too large.
pub(super) fn align_document(
    batch: &Batch,
    doc: &Doc,
    model: &Model,
    lexicon: &[Table],
    at: usize,
    known: Known<'_>,
) -> Result<Path, Stopped> {
    batch.watch.go_on()?;
    let links: Vec<Links> = lexicon.iter().map(|table| Links::new(batch, doc, table)).collect();
    let links = Folds { links: &links, first: at };
    let band = match known {
        Known::Near(path) | Known::Unsure(path) | Known::Settled(path) => band::around(path, doc.target.len()),
        Known::Nothing => band::first(doc, &links.links[0], batch.watch)?,
    };
    let sure = match known {
        Known::Unsure(path) => Sure::of(path, false),
        Known::Settled(path) => Sure::of(path, true),
        Known::Near(_) | Known::Nothing => Sure::default(),
    };
    lattice::solve(doc, model, band, links, &sure, batch.space.as_deref(), batch.watch)
}

pub(super) fn learn(batch: &Batch<'_>, paths: &[Path], prior: &Prior, folds: usize) -> Result<Vec<Table>, Stopped> {
    let samples = samples(batch, paths, folds);
    let unwanted = || batch.watch.unwanted();
    let tables = if folds > 1 {
        lexicon::learn_across(&samples, prior, batch.sizes(), folds, &unwanted)
    } else {
        vec![lexicon::learn(&samples, prior, batch.sizes(), &unwanted).0]
    };
    batch.watch.go_on().map(|()| tables)
}

/// What the paths teach; lines that follow each other belong to different folds.
pub(super) fn samples(batch: &Batch<'_>, paths: &[Path], folds: usize) -> Samples {
    let mut samples = Samples::default();
    let links: usize = paths.iter().map(|path| path.links.len()).sum();
    let each = links.div_ceil(TEACHERS).max(1);
    for (at, (doc, path)) in batch.docs.iter().zip(paths).enumerate() {
        for (source, target, weight) in path.links.iter().step_by(each) {
            samples.add(doc.source.words(source), doc.target.words(target), *weight, (at + source.start) % folds);
        }
    }
    samples
}
