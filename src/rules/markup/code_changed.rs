use super::marks::{any, changed};
use crate::{
    declare_rule, message,
    model::{MarkKind, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A code span that stands changed in the translation.
    ///
    /// ## Why it matters
    ///
    /// Readers copy it, and it does not work.
    ///
    /// ## Example
    ///
    /// "Run `quay --list`." → "شغّل `quay -list`.". Not found: words translated between angle brackets or in letters of another script, a span left out.
    ///
    /// ## What it cannot see
    ///
    /// Code that is not marked as code.
    CodeChanged, id = "code-changed", family = "markup", severity = Major, mqm = "Design and markup", scope = Document
}

/// Spans less alike than this are two, not one changed.
const ALIKE: f64 = 0.6;

impl Rule for CodeChanged {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        if !any(bitext, MarkKind::Code) {
            return Err("no code spans on both sides");
        }
        for found in changed(bitext, MarkKind::Code, harmless) {
            let text = found.pair.target_text();
            let at = text.find(&found.target).unwrap_or_default();
            let end = if text[at..].starts_with(&found.target) { at + found.target.len() } else { text.len() };
            let message = message!("Source has {source}, target has {target}", source = found.source, target = found.target);
            out.report(found.pair.place(), Severity::Major, 88, "Code changed", message)
                .target_span(text, at..end)
                .suggest(found.source.clone())
                .because("code", found.target);
        }
        Ok(())
    }
}

/// Whether a difference is meant: another thing altogether, words for the reader, blanks.
fn harmless(one: &str, other: &str) -> bool {
    // Marks of direction keep code readable within a text that runs the other way; brackets round the whole change nothing.
    let direction = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let squeezed = |text: &str| {
        let bare: String = text.chars().filter(|c| !c.is_whitespace() && !direction(*c)).collect();
        bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).map_or(bare.clone(), str::to_owned)
    };
    let words = other.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) || (one.contains('<') && other.contains('<'));
    squeezed(one) == squeezed(other) || words || strsim::normalized_levenshtein(one, other) < ALIKE
}
