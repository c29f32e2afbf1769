//! Which word answers which: a probabilistic lexicon learnt from the texts themselves, or saved from others.

mod adequacy;
mod book;
mod file;
mod ibm1;
mod pairs;
mod prior;
mod table;
mod vocabulary;

pub use adequacy::{Adequacy, Gap, Side};
pub use book::{Learner, Lexicon};
pub use file::LexiconError;
pub use ibm1::Trained;
pub use pairs::Samples;
pub use prior::Prior;
pub use table::{Entry, Table};
pub use vocabulary::{Vocabulary, Word};

/// Asked now and then whether the result is still wanted; what comes of the work after that is unfinished.
pub type Unwanted<'a> = &'a (dyn Fn() -> bool + Sync);

/// Learns translation probabilities both ways from linked text, with the surface likeness kept as pseudo-counts.
#[must_use]
pub fn learn(samples: &Samples, prior: &Prior, sizes: (usize, usize), unwanted: Unwanted<'_>) -> (Table, Trained) {
    let trained = ibm1::train(samples, prior, sizes, unwanted);
    (trained.table(prior), trained)
}

/// The same probabilities once without each of so many folds of the samples.
#[must_use]
pub fn learn_across(samples: &Samples, prior: &Prior, sizes: (usize, usize), folds: usize, unwanted: Unwanted<'_>) -> Vec<Table> {
    ibm1::cross(samples, prior, sizes, folds, unwanted)
}
