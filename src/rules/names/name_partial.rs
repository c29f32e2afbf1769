use super::{
    gathered::{ONE_SCRIPT, gather},
    stands::stands,
};
use crate::{
    declare_rule,
    names::Standing,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A person whom the source names in full for the first time, and of whose name the translation has only a part.
    ///
    /// ## Why it matters
    ///
    /// At first mention a reader needs the whole name to know who is meant.
    ///
    /// ## Example
    ///
    /// "التقى فايز السراج بالوفد" → "Fayez met the delegation". Not found: later mentions, where houses drop given names.
    ///
    /// ## What it cannot see
    ///
    /// Names that no list has, and languages that write without blanks between words.
    NamePartial, id = "name-partial", family = "names", severity = Minor, mqm = "Accuracy/Omission", scope = Document
}

impl Rule for NamePartial {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        stands(gathered, Standing::Partial, "Name incomplete", bitext, out);
        Ok(())
    }
}
