use super::{cues, place, wide};
use crate::{
    declare_rule, message,
    model::{Cue, Segment, Severity},
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A subtitle of the translation that stands too short for its text: more than 21 characters a second, 12 where a character is a syllable or word, and faster than its source.
    ///
    /// ## Why it matters
    ///
    /// Nobody can read it to the end.
    ///
    /// ## Example
    ///
    /// 60 characters in two seconds. Not found: a translation as fast as its source.
    ///
    /// ## What it cannot see
    ///
    /// How hard the words are.
    ReadingSpeed, id = "reading-speed", family = "subtitle", severity = Minor, mqm = "Design and markup", scope = Pair
}

/// Characters a second that most guidelines of broadcasters allow adults, rounded up.
const FASTEST: f64 = 21.0;
const FASTEST_WIDE: f64 = 12.0;
/// How much faster than its source a translation may be.
const LEEWAY: f64 = 1.15;

impl Rule for ReadingSpeed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn pair(&self, pair: &Pair<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        if pair.target.iter().flat_map(cues).next().is_none() {
            return Ok(());
        }
        let fastest = |segments: &[Segment]| segments.iter().flat_map(cues).filter_map(speed).fold(0.0, f64::max);
        let allowed = if wide(pair.target_text()) { FASTEST_WIDE } else { FASTEST };
        // Between scripts of one width, the source says how fast the scene is.
        let source = if wide(pair.source_text()) == wide(pair.target_text()) { fastest(pair.source) * LEEWAY } else { 0.0 };
        let mut base = 0;
        for segment in pair.target {
            for cue in cues(segment) {
                let Some(found) = speed(cue).filter(|found| *found > allowed.max(source)) else { continue };
                let span = place(segment, cue);
                let message = message!("{speed} characters a second, {most} can be read", speed = format!("{found:.0}"), most = allowed);
                out.report(pair.place(), Severity::Minor, 85, "Too fast to read", message)
                    .target_span(pair.target_text(), base + span.start..base + span.end)
                    .because("characters a second", format!("{found:.1}"));
            }
            base += segment.text.len() + 1;
        }
        Ok(())
    }
}

fn speed(cue: &Cue) -> Option<f64> {
    let seconds = f64::from(cue.end - cue.start) / 1000.0;
    (seconds > 0.0).then(|| f64::from(cue.characters) / seconds)
}
