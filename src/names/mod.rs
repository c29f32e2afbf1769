//! Names: compare across scripts.

mod likeness;

pub use likeness::compare;
