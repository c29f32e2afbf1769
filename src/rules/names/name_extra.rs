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
    /// A name in the translation that the document knows from other sentences and that this sentence of the source does not have.
    ///
    /// ## Why it matters
    ///
    /// A person who was not there is put into the story.
    ///
    /// ## Example
    ///
    /// "عاد المهندسون إلى الميناء" → "Haftar's engineers returned to the port", in a story that has حفتر as "Haftar" elsewhere.
    ///
    /// ## What it cannot see
    ///
    /// A name that stands nowhere else is information only: it may be an exonym or a translated word.
    NameExtra, id = "name-extra", family = "names", severity = Critical, mqm = "Accuracy/Addition", scope = Document
}

impl Rule for NameExtra {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        report(&gathered.suspicions, Kind::Extra, Severity::Critical, "Name added", bitext, out);
        stands(gathered, Standing::Extra, "Name added", bitext, out);
        Ok(())
    }
}
