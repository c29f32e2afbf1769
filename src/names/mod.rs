//! Names: find them, compare them across scripts, hold them to one spelling.

mod adapt;
pub mod candidates;
mod clues;
pub mod contrast;
pub mod costs;
mod entity;
pub mod evidence;
pub mod features;
pub mod foreign;
pub mod lattice;
pub mod learn;
pub mod letters;
mod likeness;
pub mod lists;
mod lost;
pub mod organisations;
mod page;
pub mod places;
mod rendered;
pub mod schemes;
pub mod search;
pub mod slips;
pub mod spellings;
mod survey;
pub mod tables;
pub mod together;
pub mod trees;
mod variants;

pub use entity::{Entity, Spelling, entities};
pub use likeness::{Named, across_features, compare, letters_behind};
pub use rendered::{Instead, Rendered};
pub use survey::{Lost, Mention, Slip, Strange, Survey, Tongue, model_of_unit, model_of_word, survey, survey_adapted};
pub use variants::Variant;
