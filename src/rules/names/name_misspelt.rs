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
    /// A name that stands where its counterpart is and does not sound like it, while another spelling in the document does; a foreign name
    /// that was romanised anew: "Zhozep" for Жозеп, who is Josep.
    ///
    /// ## Why it matters
    ///
    /// A wrong letter makes another name; a search does not find it.
    ///
    /// ## Example
    ///
    /// المسماري as "Al Misrami" where the document has "Al Mismari" elsewhere. Not found: another usual romanisation.
    ///
    /// ## What it cannot see
    ///
    /// A wrong vowel that is also a usual spelling. Without a better spelling in the document it is information only.
    NameMisspelt, id = "name-misspelt", family = "names", severity = Major, mqm = "Accuracy/Mistranslation", scope = Document
}

impl Rule for NameMisspelt {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        report(&gathered.suspicions, Kind::Misspelt, Severity::Major, "Name misspelt", bitext, out);
        stands(gathered, Standing::Misspelt, "Name misspelt", bitext, out);
        Ok(())
    }
}
