use crate::{
    declare_rule,
    lang::{is_letter, is_word_character},
    message,
    model::{BlockKind, Severity, State},
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
            let words = source.split_whitespace().filter(|word| word.chars().any(is_letter)).count();
            let bare = pair.is_linked() && !pair.target_text().chars().any(is_word_character) && (words >= 2 || letters(source) >= 6);
            if words == 0 || !(bare || is_empty_unit(bitext, pair)) {
                continue;
            }
            out.report(
                pair.place(),
                Severity::Critical,
                98,
                "Translation empty",
                match words {
                    1 => message!("Source has 1 word, the translation none"),
                    _ => message!("Source has {words} words, the translation none", words),
                },
            )
            .source_span(source, 0..source.len())
            .because("source words", words.to_string());
        }
        Ok(())
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| is_letter(*c)).count()
}

/// Whether a source without target is a unit left empty, not a sentence left out of running text.
fn is_empty_unit(bitext: &Bitext<'_>, pair: &Pair<'_>) -> bool {
    let nothing = bitext.target.segments.iter().all(|segment| segment.text.trim().is_empty());
    if pair.source.is_empty() || !pair.target.is_empty() {
        return false;
    }
    match unanswered(bitext, pair) {
        // The file says itself that it is in work, or has no such unit: other rules tell.
        Some(State::Pending | State::Absent) => false,
        Some(_) => true,
        None => nothing && !bitext.target.segments.is_empty(),
    }
}

/// The state of the empty unit that stands beside the text of a pair, in a file whose units are paired by the format.
pub(crate) fn unanswered(bitext: &Bitext<'_>, pair: &Pair<'_>) -> Option<State> {
    let (own, other, at) = match (pair.source, pair.target) {
        ([own], []) => (own, bitext.target.segments, pair.bead.source.start),
        ([], [own]) => (own, bitext.source.segments, pair.bead.target.start),
        _ => return None,
    };
    own.unit.as_ref()?;
    let beside = other.get(at as usize).filter(|beside| beside.kind == BlockKind::Unit && beside.text.is_empty())?;
    Some(beside.unit.as_ref()?.state)
}
