use any_ascii::any_ascii;

use super::{
    gathered::{ONE_SCRIPT, gather},
    majority::Votes,
};
use crate::{
    config::Keep,
    declare_rule,
    lang::is_letter,
    message,
    model::{Message, Severity},
    names::{Entity, Mention, places::Gazetteer, tables::script_of},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A name that is written with its marks here and without them there, and one whose marks are not as the house has them (`[names] diacritics` in bilint.toml: keep or drop). Where nothing is set, the clear majority of the batch's names tells.
    ///
    /// ## Why it matters
    ///
    /// Erdoğan and Erdogan are one man to readers and two to a search.
    ///
    /// ## Example
    ///
    /// "Erdogan" six times and "Erdoğan" once. Not found: two names that the source tells apart, countries that have a name of their own without marks (Mexico).
    ///
    /// ## What it cannot see
    ///
    /// Which marks a name should have, where the source is in another script and the batch never writes them.
    Diacritics, id = "diacritics", family = "names", severity = Minor, mqm = "Style", scope = Document
}

/// How sure: one name in two ways, a style that the settings name, the majority of the batch.
const MIXED: u8 = 90;
const SET: u8 = 95;
const MAJORITY: u8 = 60;

/// A name without marks. Umlauts that are spelled out count as left out.
pub(super) fn unmarked(form: &str) -> String {
    any_ascii(form)
}

/// Whether two spellings are one but for marks.
pub(super) fn marks_only(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    if one == other {
        return false;
    }
    let umlauts = |text: &str| text.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
    unmarked(&one) == unmarked(&other) || umlauts(&one) == other || umlauts(&other) == one
}

fn marked(form: &str) -> bool {
    form.chars().any(|c| is_letter(c) && !c.is_ascii())
}

impl Rule for Diacritics {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        if gathered.survey.source_is_latin {
            return Err("not checked: marks are those of Latin letters");
        }
        let places = cx.target_lang.and_then(|lang| Gazetteer::of(lang, cx.target));
        let own_name = |form: &str| places.as_ref().is_some_and(|places| places.is_word(&form.to_lowercase()));
        let established = |form: &str| cx.settings.names.established.values().any(|known| known == form);
        let mut votes = Votes::default();
        for entity in &gathered.entities {
            if let Some(shown) =
                entity.spellings.first().filter(|s| marked(&entity.source_form) && latin(&entity.source_form) && !own_name(&s.form))
            {
                votes.add(if marked(&shown.form) { Keep::Keep } else { Keep::Drop });
            }
        }
        let set = cx.settings.names.style.diacritics;
        for entity in &gathered.entities {
            let mention = |at: &usize| gathered.survey.mentions.get(*at);
            for spelling in entity.spellings.iter().filter(|s| !established(&s.form)) {
                let Some(first) = spelling.mentions.first().and_then(mention) else { continue };
                let sourced = latin(&entity.source_form) && marked(&entity.source_form);
                let wanted = match set {
                    Some(Keep::Drop) if marked(&spelling.form) => Some((unmarked(&spelling.form), SET)),
                    Some(Keep::Keep) if sourced && !marked(&spelling.form) && !own_name(&spelling.form) => {
                        Some((entity.source_form.clone(), SET))
                    }
                    _ => None,
                };
                if let Some((right, sure)) = wanted {
                    say(
                        bitext,
                        first,
                        message!("House style is “{right}”, found “{shown}”", right, shown = spelling.form),
                        right,
                        sure,
                        out,
                    );
                    continue;
                }
                if let Some(usual) = usual(entity, &spelling.form) {
                    let (shown, times) = (&spelling.form, spelling.mentions.len());
                    let message = message!("“{shown}” × {times}, “{usual}” × {more}", shown, times, usual = usual.0, more = usual.1);
                    say(bitext, first, message, usual.0.to_owned(), MIXED, out);
                    continue;
                }
                let right = match votes.clear().filter(|_| set.is_none() && sourced && !own_name(&spelling.form)) {
                    Some(Keep::Keep) if !marked(&spelling.form) => entity.source_form.clone(),
                    Some(Keep::Drop) if marked(&spelling.form) => unmarked(&spelling.form),
                    _ => continue,
                };
                say(
                    bitext,
                    first,
                    message!("The other names here call for “{right}”, found “{shown}”", right, shown = spelling.form),
                    right,
                    MAJORITY,
                    out,
                );
            }
        }
        Ok(())
    }
}

fn latin(form: &str) -> bool {
    script_of(form) == Some(unicode_script::Script::Latin)
}

/// The more frequent spelling of a name that differs in marks only; of two that stand as often, the first.
fn usual<'e>(entity: &'e Entity, form: &str) -> Option<(&'e str, usize)> {
    let own = entity.spellings.iter().position(|s| s.form == form)?;
    let usual = entity.spellings[..own].iter().find(|s| marks_only(&s.form, form))?;
    Some((usual.form.as_str(), usual.mentions.len()))
}

fn say(bitext: &Bitext<'_>, mention: &Mention, message: Message, right: String, sure: u8, out: &mut Reporter<'_>) {
    let Some(pair) = bitext.pairs.get(mention.pair) else { return };
    let severity = if sure == MAJORITY { Severity::Info } else { Severity::Minor };
    out.report(pair.place(), severity, sure, "Marks of a name", message)
        .source_span(pair.source_text(), mention.source.clone())
        .target_span(pair.target_text(), mention.target.clone())
        .because("without marks", unmarked(&right))
        .suggest(right);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_letters() {
        assert!(marks_only("Erdoğan", "Erdogan") && marks_only("Müller", "Mueller") && marks_only("Sarrāj", "Sarraj"));
        assert!(!marks_only("Erdogan", "erdogan") && !marks_only("Müller", "Moller"));
    }
}
