//! Rules about subtitles: time to read, room on the screen, order.

mod cue_overlap;
mod line_length;
mod reading_speed;

use super::Rule;
use crate::{
    lang::is_letter,
    model::{Cue, Segment},
};

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[&cue_overlap::CueOverlap, &line_length::LineLength, &reading_speed::ReadingSpeed];

/// Letters of one subtitle line by custom: signs of Chinese, Japanese and Korean take the room of two.
fn wide(text: &str) -> bool {
    let signs = text.chars().filter(|c| {
        ('\u{1100}'..='\u{11ff}').contains(c) || ('\u{2e80}'..='\u{9fff}').contains(c) || ('\u{ac00}'..='\u{d7af}').contains(c)
    });
    signs.count() * 2 > text.chars().filter(|c| is_letter(*c)).count()
}

/// The cues that begin in a segment.
fn cues(segment: &Segment) -> impl Iterator<Item = &Cue> {
    let within = |cue: &&Cue| segment.span.contains(&cue.offset);
    segment.unit.iter().flat_map(|unit| &unit.cues).filter(within)
}

/// Where a cue stands in its segment's text: up to the next one, or the end.
fn place(segment: &Segment, cue: &Cue) -> std::ops::Range<usize> {
    let from = (cue.offset - segment.span.start) as usize;
    let next = cues(segment).map(|other| other.offset).find(|offset| *offset > cue.offset);
    let to = next.map_or(segment.text.len(), |offset| (offset - segment.span.start) as usize);
    from.min(segment.text.len())..to.min(segment.text.len()).max(from.min(segment.text.len()))
}
