//! Rules about what is missing, added, cut short or out of place.

mod addition;
mod alignment_suspect;
mod appended;
pub(super) mod duplicate_sentence;
mod empty_translation;
mod gaps;
pub(super) mod length;
mod length_outlier;
mod moved;
mod omission;
mod relisted;
mod signs;
mod stale;
mod structure;
mod truncated;
mod unmatched;

pub use appended::{APPENDED, appended, weigh_appended};
pub(super) use empty_translation::unanswered;
pub use signs::{SIGNS, Signs, Verdict, one_script, signs, suspect};
pub use stale::Accepted;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[
    &addition::Addition,
    &alignment_suspect::AlignmentSuspect,
    &duplicate_sentence::DuplicateSentence,
    &empty_translation::EmptyTranslation,
    &length_outlier::LengthOutlier,
    &moved::Moved,
    &omission::Omission,
    &stale::Stale,
    &structure::Structure,
    &truncated::Truncated,
];
