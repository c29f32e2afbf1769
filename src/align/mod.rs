//! Two lists of segments → beads.
//!
//! One generative log-likelihood a bead: a prior for its type, the length difference (Gale & Church 1993) with ratio and
//! variance estimated from the batch, and a lexicon learnt from the batch (IBM Model 1, Brown et al. 1993; used for
//! alignment by Moore 2002) that starts from surface likeness. A few passes of: align, learn, align again; where they leave doubt,
//! from several starts, the likeliest of which wins. Confidence is the posterior of the bead (forward–backward).

mod band;
mod by_time;
mod calibrate;
mod coarse;
mod evidence;
mod lattice;
mod margin;
mod math;
mod model;
mod moved;
mod passes;
mod prepare;
mod resorted;
mod table;
mod vectors;
mod watch;

use std::sync::Arc;

use rayon::prelude::*;

use crate::{
    lexicon::{self, Lexicon, Prior, Vocabulary},
    model::{Bead, Lang, Segment},
};
pub use by_time::by_time;
pub use calibrate::{Explained, FEATURES};
use lattice::Path;
use model::Model;
use moved::Crossed;
use passes::{Known, State};
use prepare::{Batch, Doc, LONG};
pub use vectors::{Encoded, FileVectors, Half, VectorsError};
use watch::Watched;
pub use watch::{Stopped, Watch};

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
    /// Vectors of runs of lines, further evidence beside words and lengths.
    pub vectors: Option<&'a dyn Encoded>,
    /// Who may stop the work, and sees how far it has got.
    pub watch: Option<&'a dyn Watch>,
    /// The two languages, where they are known: how common words are rendered is known of some.
    pub langs: Option<(Lang, Lang)>,
}

/// What came of a batch.
#[derive(Debug)]
pub struct Aligned {
    /// The beads of each pair; they cover every segment of both sides once and in order.
    pub beads: Vec<Vec<Bead>>,
    /// What the batch taught about words, where it was asked for.
    pub lexicon: Option<Lexicon>,
}

/// Aligns the pairs of one language pair; what one pair teaches serves all of them.
///
/// # Errors
/// When the watch stopped it; without one it never fails.
pub fn align(batch: &[Input<'_>], help: Help<'_>) -> Result<Aligned, Stopped> {
    let batch = Batch::new(batch, help.lexicon, help.vectors, Watched(help.watch));
    let prior = priors(&batch, help);
    let (state, prior) = passes::settle(&batch, &prior)?;
    let crossed = cross(&batch, prior, state)?;
    let lexicon = help.teach.then(|| {
        let paths: Vec<Path> = crossed.iter().map(moved::whole).collect();
        let samples = passes::samples(&batch, &paths, 1);
        let (_, trained) = lexicon::learn(&samples, prior, batch.sizes(), &|| batch.watch.unwanted());
        (samples, trained)
    });
    batch.watch.go_on()?;
    let beads =
        crossed.into_iter().map(|crossed| calibrate::beads(&moved::settled(crossed)).into_iter().map(|explained| explained.bead).collect());
    let beads = beads.collect();
    let lexicon = lexicon.map(|(samples, trained)| {
        let own = |words: Arc<Vocabulary>| Arc::try_unwrap(words).unwrap_or_else(|shared| (*shared).clone());
        Lexicon::of_batch(own(batch.source), own(batch.target), samples, &trained)
    });
    Ok(Aligned { beads, lexicon })
}

/// The beads alone, with what each confidence was worked out from, for fitting its weights.
#[must_use]
pub fn explain(batch: &[Input<'_>]) -> Vec<Vec<Explained>> {
    let batch = Batch::new(batch, None, None, Watched::default());
    let prior = priors(&batch, Help::default());
    let crossed = passes::settle(&batch, &prior).and_then(|(state, prior)| cross(&batch, prior, state));
    // Nobody watches, so nobody stops it.
    crossed.unwrap_or_default().into_iter().map(|crossed| calibrate::beads(&moved::settled(crossed))).collect()
}

/// What is known of words before anything is aligned: likeness, and beside it likeness with a lexicon.
fn priors(batch: &Batch<'_>, help: Help<'_>) -> (Prior, Option<Prior>) {
    let plain = Prior::new(&batch.source, &batch.target, help.langs);
    let known = help.lexicon.map(|lexicon| plain.clone().with_lexicon(lexicon, &batch.source, &batch.target));
    (plain, known)
}

/// What follows on the last pass: blocks that stand elsewhere.
fn cross(batch: &Batch<'_>, prior: &Prior, state: State) -> Result<Vec<Crossed>, Stopped> {
    let State { mut model, paths, lexicons, .. } = state;
    // Of a batch in doubt, what all of it teaches: chance must not make up a chain.
    let doubt = lexicons.len() > 1;
    let lexicons = if doubt { passes::learn(batch, &paths, prior, 1)? } else { lexicons };
    let pairs: Vec<(&Doc, Path)> = batch.docs.iter().zip(paths).collect();
    let resolve = |(doc, path)| moved::resolve(batch, doc, &model, &lexicons, path, Vec::new());
    let crossed: Vec<Crossed> = pairs.into_par_iter().map(resolve).collect::<Result<_, _>>()?;
    // What stood in the wrong place is a small part of a long text.
    let again = batch.lines() <= LONG && crossed.iter().any(|crossed| !crossed.moved.is_empty());
    let crossed = if again { relearn(batch, &mut model, prior, doubt, crossed)? } else { crossed };
    resorted::resort(batch, prior, &model, crossed)
}

/// What stands elsewhere taught wrong words as long as it was linked wrongly: learns again, and aligns and searches again.
fn relearn(batch: &Batch<'_>, model: &mut Model, prior: &Prior, doubt: bool, crossed: Vec<Crossed>) -> Result<Vec<Crossed>, Stopped> {
    let paths: Vec<Path> = crossed.iter().map(moved::whole).collect();
    model.learn(batch, &paths);
    let lexicons = passes::learn(batch, &paths, prior, 1)?;
    let pairs: Vec<(&Doc, Crossed)> = batch.docs.iter().zip(crossed).collect();
    pairs
        .into_par_iter()
        .enumerate()
        .map(|(at, (doc, crossed))| {
            let path = match crossed.moved.as_slice() {
                [] if doubt => return Ok(crossed),
                [] => passes::align_document(batch, doc, model, &lexicons, at, Known::Near(&crossed.path))?,
                moved => moved::without(batch, doc, model, &lexicons, moved)?,
            };
            moved::resolve(batch, doc, model, &lexicons, path, crossed.moved)
        })
        .collect()
}

#[cfg(test)]
mod tests;
