//! Rules about people and places.

mod batch;
mod copied;
mod diacritics;
mod excuses;
mod forms;
mod gathered;
mod homograph_place;
mod honorific;
mod instead;
mod majority;
mod name_confusable;
mod name_extra;
mod name_mismatch;
mod name_missing;
mod name_misspelt;
mod name_order;
mod name_partial;
mod name_policy;
mod name_translated;
mod name_untransliterated;
mod name_variant;
mod org_acronym;
mod place_mismatch;
mod rows;
mod stands;
mod styling;
mod suspicion;
mod title_rank;

pub use batch::{BatchNames, look_up, wanted};
pub use gathered::Gathered;
pub(super) use gathered::gather;
pub use rows::{NameTable, rows};

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[
    &diacritics::Diacritics,
    &homograph_place::HomographPlace,
    &honorific::Honorific,
    &name_confusable::NameConfusable,
    &name_extra::NameExtra,
    &name_mismatch::NameMismatch,
    &name_missing::NameMissing,
    &name_misspelt::NameMisspelt,
    &name_order::NameOrder,
    &name_partial::NamePartial,
    &name_policy::NamePolicy,
    &name_translated::NameTranslated,
    &name_untransliterated::NameUntransliterated,
    &name_variant::NameVariant,
    &org_acronym::OrgAcronym,
    &place_mismatch::PlaceMismatch,
    &title_rank::TitleRank,
];
