use super::{
    gathered::{ONE_SCRIPT, gather},
    instead::{complete, instead},
    stands::stands,
};
use crate::{
    declare_rule, message,
    model::Severity,
    names::{Instead, Standing},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A part of a person's name that is rendered by its meaning: an ordinary word with a capital stands beside the rest of the name, and nothing in the sentence sounds like the part.
    ///
    /// ## Why it matters
    ///
    /// Nobody of that name exists.
    ///
    /// ## Example
    ///
    /// أمل فتحي as "Hope Fathy". Not found: titles and ranks before a name, a given name that is left out.
    ///
    /// ## What it cannot see
    ///
    /// A name that is rendered as words in lower case, translations into other languages than English, and scripts other than Arabic.
    NameTranslated, id = "name-translated", family = "names", severity = Critical, mqm = "Accuracy/Mistranslation", scope = Document
}

/// Below the gate: a word such as "Judge" that no list calls a title looks the same.
const SURE: u8 = 80;

impl Rule for NameTranslated {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        for (name, pair, written, shown) in instead(bitext, gathered, Instead::Word) {
            let message = message!(
                "{written} is a name ({spelled}); target has the word “{shown}”",
                written,
                spelled = name.spelled.join(" or "),
                shown
            );
            complete(out.report(pair.place(), Severity::Critical, SURE, "Name translated", message), pair, name);
        }
        stands(gathered, Standing::Translated, "Name translated", bitext, out);
        Ok(())
    }
}
