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
    /// A name that the document renders elsewhere, and that this sentence of the source has while nothing in its translation or next to it does.
    ///
    /// ## Why it matters
    ///
    /// Who did it is part of the fact.
    ///
    /// ## Example
    ///
    /// "وتحدث أردوغان مع السراج" → "Erdogan spoke by telephone", in a story that has السراج as "Al Sarraj" three times. Not found: a name that the next sentence gives.
    ///
    /// ## What it cannot see
    ///
    /// Names that are replaced by "he" or "the minister" with good reason: it says so with less confidence. A name that occurs once is information only.
    NameMissing, id = "name-missing", family = "names", severity = Major, mqm = "Accuracy/Omission", scope = Document
}

impl Rule for NameMissing {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        report(&gathered.suspicions, Kind::Missing, Severity::Major, "Name missing", bitext, out);
        stands(gathered, Standing::Missing, "Name missing", bitext, out);
        Ok(())
    }
}
