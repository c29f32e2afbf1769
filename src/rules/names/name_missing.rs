use std::ops::Range;

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
            let mut missing: Vec<Lost> = Vec::new();
            for (form, span) in gathered.finder.source_forms(pair.source_text()) {
                let Some(entity) = gathered.entities.iter().find(|e| e.source_form == form) else { continue };
                let sure = entity.spellings.iter().flat_map(|s| &s.mentions).filter_map(|m| gathered.mentions.get(*m));
                let sure: Vec<_> = sure.filter(|m| m.pair != at && m.likeness >= 0.86).collect();
                if sure.len() < KNOWN || gathered.mentions.iter().any(|m| m.pair == at && m.source_form == form) {
                    continue;
                }
                let named = |text: &str| {
                    entity.spellings.iter().any(|s| text.contains(s.form.as_str()))
                        || gathered.finder.best_in_target(&form, text) >= ANSWERS
                };
                let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| bitext.pairs.get(at));
                let beside: Vec<_> = near.filter(|other| named(other.target_text())).collect();
                // A neighbour that has the name without its own source asking for it answers this one.
                let answered = named(pair.target_text()) || beside.iter().any(|other| !has_form(other.source_text(), &form));
                // The same form rendered by something else elsewhere is a word, not a name.
                let elsewhere = bitext
                    .pairs
                    .iter()
                    .enumerate()
                    .filter(|(other, p)| *other != at && p.is_linked() && has_form(p.source_text(), &form))
                    .count();
                if answered || elsewhere > sure.len() + 1 {
                    continue;
                }
                let name = entity.spellings.first().map_or("", |s| s.form.as_str()).to_owned();
                let lost = Lost { span, name, sure: sure.len(), beside: !beside.is_empty() };
                match missing.last_mut() {
                    Some(last) if last.goes_on(&lost, pair.source_text()) => last.join(lost),
                    _ => missing.push(lost),
                }
            }
            for lost in missing {
                // Next to a sentence that names them, "he" may do.
                let (severity, confidence) = match (lost.beside, lost.sure >= 3) {
                    (false, true) => (Severity::Major, 91),
                    (false, false) => (Severity::Major, 84),
                    (true, _) => (Severity::Minor, 60),
                };
                let written = pair.source_text().get(lost.span.clone()).unwrap_or_default();
                let place = if lost.beside { "; the one beside it has the name" } else { " or next to it" };
                let message = format!("{written} ({}) is named in the source, not in this sentence{place}", lost.name);
                out.report(pair.place(), severity, confidence, "Name missing", message)
                    .source_span(pair.source_text(), lost.span)
                    .because("mentions elsewhere", lost.sure.to_string());
            }
        }
        Ok(())
    }
}

/// Whether a source text has the form, whatever its case.
fn has_form(source: &str, form: &str) -> bool {
    source.contains(form) || source.to_lowercase().contains(form)
}

/// A name that the translation lacks: one word, or several that stand together.
struct Lost {
    span: Range<usize>,
    name: String,
    /// Fewest mentions elsewhere of any of its words.
    sure: usize,
    /// Whether a sentence next to it has the name.
    beside: bool,
}

impl Lost {
    /// Whether `next` is the next word of the same name.
    fn goes_on(&self, next: &Lost, text: &str) -> bool {
        self.beside == next.beside && text.get(self.span.end..next.span.start).is_some_and(|between| between.trim().is_empty())
    }

    fn join(&mut self, next: Lost) {
        self.span.end = next.span.end;
        self.name = format!("{} {}", self.name, next.name);
        self.sure = self.sure.min(next.sure);
    }
}
