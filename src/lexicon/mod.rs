//! Which word answers which: a probabilistic lexicon learnt from the texts themselves.

mod ibm1;
mod prior;
mod vocabulary;

pub use ibm1::{Sample, Table};
pub use prior::Prior;
pub use vocabulary::{Vocabulary, Word};

/// Translation probabilities both ways, `p(target | source)` and `p(source | target)`.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    pub forward: Table,
    pub backward: Table,
}

impl Lexicon {
    /// What is known before any text is aligned: words that look alike.
    #[must_use]
    pub fn from_surface(prior: &Prior) -> Self {
        Lexicon { forward: Table::from_prior(&prior.forward), backward: Table::from_prior(&prior.backward) }
    }

    /// Learns from samples of linked text with the surface likeness kept as pseudo-counts.
    #[must_use]
    pub fn learn(samples: &[Sample], prior: &Prior, sizes: (usize, usize)) -> Self {
        let flipped: Vec<Sample> = samples.iter().map(Sample::flip).collect();
        Lexicon { forward: Table::learn(samples, &prior.forward, sizes.0), backward: Table::learn(&flipped, &prior.backward, sizes.1) }
    }
}
