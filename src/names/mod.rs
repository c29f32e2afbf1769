//! Names: find them, compare them across scripts, hold them to one spelling.

pub mod candidates;
pub mod contrast;
pub mod costs;
mod entity;
pub mod features;
pub mod lattice;
pub mod learn;
pub mod letters;
mod likeness;
pub mod places;
pub mod search;
mod survey;
pub mod tables;
pub mod trees;

pub use entity::{Entity, Spelling, entities};
pub use likeness::{Named, across_features, compare, latin_features};
pub use survey::{Mention, Survey, Tongue, Unanswered, Uncovered, survey};
