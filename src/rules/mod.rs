//! Beads → findings; one file per rule, one folder per family.

mod alignment;
mod catalogue;
mod claims;
mod confidence;
mod context;
mod engine;
mod facts;
mod habits;
mod language;
mod markup;
mod measured;
pub mod names;
mod subtitle;
mod terms;
mod typography;

use alignment::length;
pub use alignment::{APPENDED, Accepted, SIGNS, Signs, Verdict, appended, one_script, signs, suspect, weigh_appended};
pub use context::{Bitext, Context, Pair, Reporter, Side, WELL_READ};

pub use names::BatchNames;
pub use terms::{comparable, look_over, sure_pairs};

pub use engine::{Judgement, judge, judge_each};
pub use measured::{Measured, judged_languages, known_languages, measured};

use std::sync::LazyLock;

use crate::model::{Arrange, Severity};

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One bead at a time; works in `bilint score` too.
    Pair,
    /// A bead and a few around it, in `document`: a long one is judged in windows.
    Near,
    /// The whole aligned document.
    Document,
}

/// What everybody may know about a rule without running it.
#[derive(Debug)]
pub struct Meta {
    /// The only name a rule has: its defect, in lower-case words joined by hyphens.
    pub id: &'static str,
    pub family: &'static str,
    pub severity: Severity,
    /// MQM category: `Accuracy/Omission`.
    pub mqm: &'static str,
    pub scope: Scope,
    /// The doc comment: what it finds, why it matters, an example, what it cannot see.
    pub docs: &'static str,
}

/// A rule. Both methods have empty defaults; a rule fills the one of its scope.
pub trait Rule: Sync {
    fn meta(&self) -> &'static Meta;

    /// Why the rule cannot run on these languages at all; `None` if it can.
    fn unavailable(&self, _cx: &Context<'_>) -> Option<&'static str> {
        None
    }

    /// Whether beads without a source are judged too: what is broken by itself may have lost its counterpart in the alignment.
    fn judges_alone(&self) -> bool {
        false
    }

    /// Judges one bead that has text on both sides. `Err` says why the bead could not be judged.
    ///
    /// # Errors
    /// The reason, for the account of what was skipped.
    fn pair(&self, _pair: &Pair<'_>, _cx: &Context<'_>, _out: &mut Reporter<'_>) -> Result<(), &'static str> {
        Ok(())
    }

    /// Judges the whole document.
    ///
    /// # Errors
    /// The reason, for the account of what was skipped.
    fn document(&self, _bitext: &Bitext<'_>, _cx: &Context<'_>, _out: &mut Reporter<'_>) -> Result<(), &'static str> {
        Ok(())
    }
}

/// Declares a rule's type and metadata; the doc comment is what `bilint explain` prints.
/// Only metadata goes in, because rustfmt does not format inside.
#[macro_export]
macro_rules! declare_rule {
    (
        $(#[doc = $docs:literal])*
        $name:ident, id = $id:literal, family = $family:literal, severity = $severity:ident, mqm = $mqm:literal, scope = $scope:ident
    ) => {
        $(#[doc = $docs])*
        pub(crate) struct $name;

        impl $name {
            pub(crate) const META: $crate::rules::Meta = $crate::rules::Meta {
                id: $id,
                family: $family,
                severity: $crate::model::Severity::$severity,
                mqm: $mqm,
                scope: $crate::rules::Scope::$scope,
                docs: concat!($($docs, "\n"),*),
            };
        }
    };
}

/// Every rule, sorted by name.
#[must_use]
pub fn all() -> &'static [&'static dyn Rule] {
    static ALL: LazyLock<Vec<&'static dyn Rule>> = LazyLock::new(|| {
        let families = [
            alignment::RULES,
            language::RULES,
            facts::RULES,
            claims::RULES,
            terms::RULES,
            names::RULES,
            typography::RULES,
            markup::RULES,
            catalogue::RULES,
            subtitle::RULES,
        ];
        let mut all: Vec<&'static dyn Rule> = families.concat();
        all.arrange_by_key(|rule| rule.meta().id);
        all
    });
    &ALL
}

/// The rule called `id`.
#[must_use]
pub fn find(id: &str) -> Option<&'static dyn Rule> {
    all().iter().copied().find(|rule| rule.meta().id == id)
}
