use super::gathered::{ONE_SCRIPT, gather};
use crate::{
    declare_rule,
    model::Severity,
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
    /// Names that occur only once, and names that are replaced by "he" or "the minister" with good reason: it says so with less confidence.
    NameMissing, id = "name-missing", family = "names", severity = Major, mqm = "Accuracy/Omission", scope = Document
}

/// Mentions in other sentences before a word counts as a known name.
const KNOWN: usize = 2;
/// A target word this like the name answers it.
const ANSWERS: f64 = 0.72;

impl Rule for NameMissing {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        for (at, pair) in bitext.pairs.iter().enumerate().filter(|(_, pair)| pair.is_linked()) {
            for (form, span) in gathered.finder.source_forms(pair.source_text()) {
                let Some(entity) = gathered.entities.iter().find(|e| e.source_form == form) else { continue };
                let sure = entity.spellings.iter().flat_map(|s| &s.mentions).filter_map(|m| gathered.mentions.get(*m));
                let sure: Vec<_> = sure.filter(|m| m.pair != at && m.likeness >= 0.86).collect();
                if sure.len() < KNOWN || gathered.mentions.iter().any(|m| m.pair == at && m.source_form == form) {
                    continue;
                }
                let near = [at.checked_sub(1), Some(at), Some(at + 1)];
                let answered = near.into_iter().flatten().filter_map(|at| bitext.pairs.get(at)).any(|other| {
                    let text = other.target_text();
                    entity.spellings.iter().any(|s| text.contains(s.form.as_str()))
                        || gathered.finder.best_in_target(&form, text) >= ANSWERS
                });
                // The same form rendered by something else elsewhere is a word, not a name.
                let elsewhere = bitext
                    .pairs
                    .iter()
                    .enumerate()
                    .filter(|(other, p)| *other != at && p.is_linked() && p.source_text().contains(form.as_str()))
                    .count();
                if answered || elsewhere > sure.len() + 1 {
                    continue;
                }
                let confidence = if sure.len() >= 3 { 91 } else { 84 };
                let name = entity.spellings.first().map_or("", |s| s.form.as_str());
                let written = pair.source_text().get(span.clone()).unwrap_or_default();
                let message = format!("{written} ({name}) is named in the source, not in this sentence or next to it");
                out.report(pair.place(), Severity::Major, confidence, "Name missing", message)
                    .source_span(pair.source_text(), span)
                    .because("mentions elsewhere", sure.len().to_string());
            }
        }
        Ok(())
    }
}
