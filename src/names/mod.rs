//! Names: find them, compare them across scripts, hold them to one spelling.

mod entity;
mod find;
mod likeness;

pub use entity::{Entity, Spelling, entities};
pub use find::{Finder, Mention};
pub use likeness::{Vowels, compare, sounds_like};
