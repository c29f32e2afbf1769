use super::{
    gathered::{ONE_SCRIPT, gather},
    stands::stands,
    suspicion::{Kind, report},
};
use crate::{
    declare_rule,
    model::Severity,
    names::Standing,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A sentence whose source has one known name and whose translation has another one in its stead.
    ///
    /// ## Why it matters
    ///
    /// The reader is told that somebody else did it.
    ///
    /// ## Example
    ///
    /// "قال باشاغا" → "Haftar said", where the document has باشاغا as "Bashagha" elsewhere.
    ///
    /// ## What it cannot see
    ///
    /// Two people who change places in one sentence: both are still there.
    NameMismatch, id = "name-mismatch", family = "names", severity = Critical, mqm = "Accuracy/Mistranslation", scope = Document
}

impl Rule for NameMismatch {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        report(&gathered.suspicions, Kind::Mismatch, Severity::Critical, "Different name", bitext, out);
        stands(gathered, Standing::Mismatch, "Different name", bitext, out);
        Ok(())
    }
}
