use super::{
    gathered::{ONE_SCRIPT, gather},
    instead::{complete, instead},
};
use crate::{
    declare_rule, message,
    model::Severity,
    names::Instead,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A name rendered by a name of other people, who are written with other letters in the source.
    ///
    /// ## Why it matters
    ///
    /// Kamal and Kamel, Salah and Saleh look like two spellings of one name and are two names.
    ///
    /// ## Example
    ///
    /// كامل as "Kamal": people written كامل are called Kamel or Kamil, Kamal is كمال. Not found: spellings that people of that name use.
    ///
    /// ## What it cannot see
    ///
    /// Names that the list of attested names does not have often enough, and scripts other than Arabic.
    NameConfusable, id = "name-confusable", family = "names", severity = Major, mqm = "Accuracy/Mistranslation", scope = Document
}

/// How sure the finding is where the list has the shown name under another source form, and where only the sounds speak.
const LISTED: u8 = 84;
const BY_SOUND: u8 = 75;

impl Rule for NameConfusable {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        for (name, pair, written, shown) in instead(bitext, gathered, Instead::OtherName) {
            if cx.settings.names.established.values().any(|form| form.split(' ').any(|part| part == shown)) {
                continue;
            }
            let spelled = name.spelled.join(" or ");
            let (message, sure) = match &name.belongs {
                Some(belongs) => {
                    (message!("{written} is {spelled}; “{shown}” is another name, {belongs}", written, spelled, shown, belongs), LISTED)
                }
                None => (message!("{written} is {spelled}; “{shown}” is another name", written, spelled, shown), BY_SOUND),
            };
            complete(out.report(pair.place(), Severity::Major, sure, "Another name", message), pair, name);
        }
        Ok(())
    }
}
