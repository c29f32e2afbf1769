use super::{cues, place, wide};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A subtitle line of more than 45 characters, 22 where characters are wide, in a translation whose source keeps within that.
    ///
    /// ## Why it matters
    ///
    /// It leaves the screen or breaks where nobody meant it to.
    ///
    /// ## Example
    ///
    /// One line of 70 characters. Not found: long lines where the source has them too.
    ///
    /// ## What it cannot see
    ///
    /// The width of letters.
    LineLength, id = "line-length", family = "subtitle", severity = Minor, mqm = "Design and markup", scope = Pair
}

/// Guidelines of broadcasters allow 37 to 42 characters a line; some leave more.
const LONGEST: u32 = 45;
const LONGEST_WIDE: u32 = 22;

impl Rule for LineLength {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn pair(&self, pair: &Pair<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        if pair.target.iter().flat_map(cues).next().is_none() {
            return Ok(());
        }
        let most = |wide| if wide { LONGEST_WIDE } else { LONGEST };
        let allowed = most(wide(pair.target_text()));
        let of_source = most(wide(pair.source_text()));
        if pair.source.iter().flat_map(cues).any(|cue| cue.longest_line > of_source) {
            return Ok(());
        }
        let mut base = 0;
        for segment in pair.target {
            for cue in cues(segment).filter(|cue| cue.longest_line > allowed) {
                let span = place(segment, cue);
                let length = cue.longest_line;
                out.report(
                    pair.place(),
                    Severity::Minor,
                    85,
                    "Line too long",
                    message!("{length} characters in a line, {most} fit", length, most = allowed),
                )
                .target_span(pair.target_text(), base + span.start..base + span.end)
                .because("characters", length.to_string());
            }
            base += segment.text.len() + 1;
        }
        Ok(())
    }
}
