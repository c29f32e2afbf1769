//! What a text says in figures, read as values: any digits, words, marks.

mod compare;
mod digits;
mod extract;
mod han;
mod once;
mod roman;
mod units;
mod value;
mod words;

pub use crate::lang::{fold, fold_phrase};
pub use compare::{Comparison, compare};
pub use extract::extract;
pub use units::{CURRENCIES, Kind, UNITS, Unit, UnitSet, converts, roughly, rounds_to};
pub use value::{Form, Value};
