//! Which word answers which: a probabilistic lexicon learnt from the texts themselves.

mod ibm1;
mod prior;
mod table;
mod vocabulary;

pub use ibm1::Samples;
pub use prior::Prior;
pub use table::{Entry, Table};
pub use vocabulary::{Vocabulary, Word};

/// Learns translation probabilities both ways from linked text, with the surface likeness kept as pseudo-counts.
#[must_use]
pub fn learn(samples: &Samples, prior: &Prior, sizes: (usize, usize), folds: usize) -> Vec<Table> {
    ibm1::learn(samples, prior, sizes, folds)
}
