//! Names: find them, compare them across scripts, hold them to one spelling.

pub mod costs;
mod entity;
pub mod features;
mod find;
pub mod lattice;
pub mod learn;
pub mod letters;
mod likeness;
mod sound;
pub mod tables;
pub mod trees;

pub use entity::{Entity, Spelling, entities};
pub use find::{Finder, Mention};
pub use likeness::{Named, across_features, compare, latin_features};
pub use sound::{Vowels, sounds_like};
