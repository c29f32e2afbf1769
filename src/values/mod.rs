//! What a text says in figures, read as values: any digits, words, marks.

mod compare;
mod extract;
mod words;

pub use compare::{Comparison, Mismatch, compare};
pub use extract::{Value, extract};
