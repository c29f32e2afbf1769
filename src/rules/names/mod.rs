//! Rules about people and places.

use super::{Bitext, Context, Rule};
use crate::model::NameRow;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[];

/// One row for each name of the document, with its spellings.
#[must_use]
pub fn rows(_bitext: &Bitext<'_>, _cx: &Context<'_>) -> Vec<NameRow> {
    Vec::new()
}
