use super::cues;
use crate::{
    declare_rule, message,
    model::{Cue, Segment, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A subtitle of the translation that begins before the last one has ended, in a file whose source has no such subtitles.
    ///
    /// ## Why it matters
    ///
    /// The two stand on each other, or one is not shown.
    ///
    /// ## Example
    ///
    /// 00:01,000 to 00:04,000, then 00:03,000 to 00:05,000. Not found: overlaps of less than a tenth of a second, films that show two at a time.
    ///
    /// ## What it cannot see
    ///
    /// Where on the screen a subtitle stands.
    CueOverlap, id = "cue-overlap", family = "subtitle", severity = Minor, mqm = "Design and markup", scope = Document
}

/// Overlaps of fewer milliseconds are rounding.
const SLACK: u32 = 100;

impl Rule for CueOverlap {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        if !bitext.target.segments.iter().any(|segment| cues(segment).next().is_some()) {
            return Err("no subtitles");
        }
        if overlaps(bitext.source.segments).next().is_some() {
            return Err("the source shows two subtitles at a time");
        }
        for (at, before, after) in overlaps(bitext.target.segments) {
            let Some(pair) = bitext.pairs.iter().find(|pair| pair.bead.target.contains(&at)) else { continue };
            let text = pair.target_text();
            let time = f64::from(before.end - after.start) / 1000.0;
            out.report(pair.place(), Severity::Minor, 95, "Subtitles overlap", message!("Begins {time} s before the last one ends", time))
                .target_span(text, 0..text.len())
                .because("seconds", time.to_string());
        }
        Ok(())
    }
}

/// Cues that begin before the one before them ends: the segment, and both cues.
fn overlaps(segments: &[Segment]) -> impl Iterator<Item = (u32, Cue, Cue)> {
    let mut last: Option<Cue> = None;
    let all = segments.iter().zip(0u32..).flat_map(|(segment, at)| cues(segment).map(move |cue| (at, *cue)));
    all.filter_map(move |(at, cue)| {
        let before = last.replace(cue)?;
        (cue.start + SLACK < before.end).then_some((at, before, cue))
    })
}
