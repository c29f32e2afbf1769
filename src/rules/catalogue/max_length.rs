use unicode_segmentation::UnicodeSegmentation;

use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A translation longer than the file allows (maxwidth in XLIFF 1.2, sizeRestriction in XLIFF 2, maxlengthchars in memoQ).
    ///
    /// ## Why it matters
    ///
    /// It is cut off on the screen, or the program refuses it.
    ///
    /// ## Example
    ///
    /// "Open" with room for 8 characters → "Einstellungen öffnen". Not found: limits in pixels.
    ///
    /// ## What it cannot see
    ///
    /// Limits that only the program knows.
    MaxLength, id = "max-length", family = "catalogue", severity = Major, mqm = "Design and markup", scope = Pair
}

impl Rule for MaxLength {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn pair(&self, pair: &Pair<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(most) = pair.target.iter().find_map(|segment| segment.unit.as_ref()?.max_length) else { return Ok(()) };
        let text = pair.target_text();
        let length = text.graphemes(true).count();
        if length > most as usize {
            let end = text.grapheme_indices(true).nth(most as usize).map_or(text.len(), |(at, _)| at);
            out.report(
                pair.place(),
                Severity::Major,
                97,
                "Too long to fit",
                message!("{length} characters where {most} fit", length, most),
            )
            .target_span(text, end..text.len())
            .because("characters", length.to_string());
        }
        Ok(())
    }
}
