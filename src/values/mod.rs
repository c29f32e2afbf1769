//! What a text says in figures, read as values: any digits, words, marks.

mod beginnings;
mod bounds;
mod calendar;
mod calendar_words;
mod compare;
mod digits;
mod eras;
mod extract;
mod han;
mod letter_numerals;
mod roman;
mod unit_words;
mod units;
mod value;
mod words;

pub use crate::lang::{fold, fold_phrase, folded};
pub use bounds::{Bound, bound};
pub use calendar::{Date, Moments, Named, Time, moments};
pub use compare::{Change, Comparison, compare};
pub use extract::{extract, extract_against};
pub use units::{CURRENCIES, Kind, UNITS, Unit, UnitSet, conversion, converts, roughly, rounds_to};
pub use value::{Form, Value};
