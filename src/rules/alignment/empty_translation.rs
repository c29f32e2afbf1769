use crate::{
    declare_rule,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A unit of a bilingual file whose translation is empty, or holds marks only where the source has words.
    ///
    /// ## Why it matters
    ///
    /// Nothing is there to read.
    ///
    /// ## Example
    ///
    /// "The ferry leaves at noon." → "…". Not found: units whose source is empty or holds no words either.
    ///
    /// ## What it cannot see
    ///
    /// A sentence missing between others in running text: `omission` finds it.
    EmptyTranslation, id = "empty-translation", family = "alignment", severity = Critical, mqm = "Accuracy/Omission", scope = Document
}

impl Rule for EmptyTranslation {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in &bitext.pairs {
            let source = pair.source_text();
            let words = source.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
            let bare = pair.is_linked() && !pair.target_text().chars().any(char::is_alphanumeric) && (words >= 2 || letters(source) >= 6);
            if words == 0 || !(bare || is_empty_unit(bitext, pair)) {
                continue;
            }
            out.report(
                pair.place(),
                Severity::Critical,
                98,
                "Translation empty",
                format!("Source has {words} {}, the translation none", if words == 1 { "word" } else { "words" }),
            )
            .source_span(source, 0..source.len())
            .because("source words", words.to_string());
        }
        Ok(())
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether a source without target is a unit left empty, not a sentence left out of running text.
pub(super) fn is_empty_unit(bitext: &Bitext<'_>, pair: &Pair<'_>) -> bool {
    let nothing = bitext.target.segments.iter().all(|segment| segment.text.trim().is_empty());
    let keyed = !pair.source.is_empty() && pair.source.iter().all(|segment| segment.key.is_some());
    pair.target.iter().all(|segment| segment.text.trim().is_empty())
        && !pair.source.is_empty()
        && (nothing && !bitext.target.segments.is_empty() || keyed)
}
