use crate::{
    declare_rule,
    model::{BlockKind, Segment, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A heading that is ordinary text in the translation, ordinary text that became a heading, or a heading that ran together with the text under it.
    ///
    /// ## Why it matters
    ///
    /// The contents list, the links into the page and the reader's way through it break, and the two lines may not belong together at all.
    ///
    /// ## Example
    ///
    /// "## Opening hours" → "ساعات العمل" without its mark. Not found: documents of which one side has no headings, as in plain text.
    ///
    /// ## What it cannot see
    ///
    /// A heading of another level.
    Structure, id = "structure", family = "alignment", severity = Minor, mqm = "Design and markup", scope = Document
}

impl Rule for Structure {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let has_headings = |segments: &[Segment]| segments.iter().any(is_heading);
        if !has_headings(bitext.source.segments) || !has_headings(bitext.target.segments) {
            return Err("one side has no headings");
        }
        for pair in bitext.pairs.iter().filter(|pair| pair.is_linked()) {
            let (source, target) = (headings(pair.source), headings(pair.target));
            if source == target {
                continue;
            }
            let (issue, message) = match (source, target) {
                (Share::All, Share::None) => ("Heading lost", "A heading of the source is ordinary text in the translation"),
                (Share::None, Share::All) => ("Heading added", "Ordinary text of the source is a heading in the translation"),
                _ => ("Heading merged", "A heading and the text under it are linked to one piece of the other side"),
            };
            let (source_text, target_text) = (pair.source_text(), pair.target_text());
            // The link itself may be wrong: the less sure it is, the less sure the finding.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 90")]
            let confidence = (90.0 * pair.bead.confidence.clamp(0.0, 1.0)) as u8;
            out.report(pair.place(), Severity::Minor, confidence, issue, message)
                .source_span(source_text, 0..source_text.len())
                .target_span(target_text, 0..target_text.len())
                .because("headings", format!("{} in the source, {} in the translation", source.as_str(), target.as_str()));
        }
        Ok(())
    }
}

/// How many segments of one side of a bead are headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    None,
    Some,
    All,
}

impl Share {
    fn as_str(self) -> &'static str {
        match self {
            Share::None => "none",
            Share::Some => "some",
            Share::All => "all",
        }
    }
}

fn headings(segments: &[Segment]) -> Share {
    match segments.iter().filter(|segment| is_heading(segment)).count() {
        0 => Share::None,
        count if count == segments.len() => Share::All,
        _ => Share::Some,
    }
}

fn is_heading(segment: &Segment) -> bool {
    matches!(segment.kind, BlockKind::Heading(_))
}
