//! Runs of segments without a counterpart, for omission and addition.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::{
    empty_translation::unanswered,
    signs::{alone, one_script, signs, weigh},
};
use crate::{
    lang::{is_letter, is_word_character},
    model::{Place, Segment, SegmentRange},
    rules::{Bitext, Context, Pair},
};

/// A run of segments of one side that nothing answers.
pub(super) struct Run<'a> {
    pub pairs: Range<usize>,
    pub segments: Vec<&'a Segment>,
    /// Mean confidence of its beads, 0 to 1.
    pub confidence: f32,
}

impl Run<'_> {
    /// Letters and digits of the run.
    pub fn letters(&self) -> usize {
        self.segments.iter().map(|s| s.text.chars().filter(|c| is_word_character(*c)).count()).sum()
    }

    pub fn text(&self) -> String {
        self.segments.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Runs of source-only (or target-only) beads; beads of the other kind in between end a run, and so does a moved block that
/// was taken out between them.
pub(super) fn runs<'a>(bitext: &Bitext<'a>, source: bool) -> Vec<Run<'a>> {
    let mut out: Vec<Run<'a>> = Vec::new();
    let mut open = false;
    for (at, pair) in bitext.pairs.iter().enumerate() {
        let (own, other) = if source { (pair.source, pair.target) } else { (pair.target, pair.source) };
        let filled: Vec<&Segment> = own.iter().filter(|s| !s.text.is_empty()).collect();
        // A unit of a bilingual file or catalogue is judged as such.
        if !other.is_empty() || filled.is_empty() || unanswered(bitext, pair).is_some() {
            open = open && other.is_empty();
            continue;
        }
        let start = |pair: &Pair<'_>| if source { pair.bead.source.start } else { pair.bead.target.start };
        let end = |pair: &Pair<'_>| if source { pair.bead.source.end } else { pair.bead.target.end };
        let carries_on = |run: &Run<'_>| bitext.pairs.get(run.pairs.end - 1).is_some_and(|last| end(last) == start(pair));
        match out.last_mut().filter(|run| open && carries_on(run)) {
            Some(run) => {
                #[expect(clippy::cast_precision_loss, reason = "beads of a run")]
                let count = run.pairs.len() as f32;
                run.confidence = (run.confidence * count + pair.bead.confidence) / (count + 1.0);
                run.pairs.end = at + 1;
                run.segments.extend(filled);
            }
            None => out.push(Run { pairs: at..at + 1, segments: filled, confidence: pair.bead.confidence }),
        }
        open = true;
    }
    out
}

/// The place of a run: its own segments, and where they would stand on the other side.
pub(super) fn place(bitext: &Bitext<'_>, run: &Run<'_>, source: bool) -> Option<Place> {
    let first: &Pair<'_> = bitext.pairs.get(run.pairs.start)?;
    let last = bitext.pairs.get(run.pairs.end.checked_sub(1)?)?;
    let span = |start: u32, end: u32| SegmentRange { start, end };
    let (own_source, own_target) =
        (span(first.bead.source.start, last.bead.source.end), span(first.bead.target.start, last.bead.target.end));
    let empty = |range: SegmentRange| span(range.start, range.start);
    Some(if source {
        Place { bead: first.index, source: own_source, target: empty(own_target) }
    } else {
        Place { bead: first.index, source: empty(own_source), target: own_target }
    })
}

/// Linked neighbours on either side that are weighed anew, and how much better all must fit for the gap to move.
const REACH: usize = 3;
const BETTER: f32 = 2.0;

/// The pair whose own segment is without counterpart when the neighbours of a single one are weighed anew: in a text of a dozen sentences
/// the aligner knows little more than lengths, and may take the neighbour of what is missing for it.
pub(super) fn reweighed(bitext: &Bitext<'_>, run: &Run<'_>, source: bool, cx: &Context<'_>) -> Option<usize> {
    let [segment] = run.segments.as_slice() else { return None };
    if run.pairs.len() != 1 {
        return None;
    }
    let doubt = |own: &str, other: &str| {
        let (from, to) = if source { (own, other) } else { (other, own) };
        alone(from, to, cx, |bitext, pair| weigh(&signs(bitext, pair, &Context { names: None, ..*cx }), one_script(from, to)).all)
    };
    let mut best: Option<(f32, usize)> = None;
    let walk = |pairs: &mut dyn Iterator<Item = usize>, best: &mut Option<(f32, usize)>| {
        let (mut carried, mut gain) = (segment.text.as_str(), 0.0);
        for at in pairs.take(REACH) {
            let Some(pair) = bitext.pairs.get(at) else { break };
            let (own, other) = if source { (pair.source, pair.target) } else { (pair.target, pair.source) };
            let ([own], [other], false) = (own, other, pair.bead.moved) else { break };
            let (Some(linked), Some(instead)) = (doubt(&own.text, &other.text), doubt(carried, &other.text)) else { break };
            gain += linked - instead;
            if gain > best.map_or(BETTER, |(known, _)| known) {
                *best = Some((gain, at));
            }
            carried = own.text.as_str();
        }
    };
    walk(&mut (0..run.pairs.start).rev(), &mut best);
    walk(&mut (run.pairs.end..bitext.pairs.len()), &mut best);
    best.map(|(_, at)| at)
}

/// The place of the own segment of a pair, with nothing on the other side.
pub(super) fn place_of(pair: &Pair<'_>, source: bool) -> Place {
    let span = |start: u32, end: u32| SegmentRange { start, end };
    let (from, to) = (&pair.bead.source, &pair.bead.target);
    if source {
        Place { bead: pair.index, source: span(from.start, from.end), target: span(to.start, to.start) }
    } else {
        Place { bead: pair.index, source: span(from.start, from.start), target: span(to.start, to.end) }
    }
}

/// What it takes from the confidence, in points, that something unmatched stands next to the run on the other side: most where
/// it is of about the size that a translation of the run would have. Then the aligner gave up on a pair, and nothing is known
/// to be missing.
pub(super) fn rivalled(bitext: &Bitext<'_>, run: &Run<'_>, source: bool, ratio: f64) -> i32 {
    let size = |segments: &[Segment]| segments.iter().map(|s| s.text.chars().count()).sum::<usize>();
    let rival = |pair: &&Pair<'_>| {
        let (own, other) = if source { (pair.source, pair.target) } else { (pair.target, pair.source) };
        own.is_empty().then(|| size(other))
    };
    let before = bitext.pairs[..run.pairs.start].iter().rev().map_while(|pair| rival(&pair)).sum::<usize>();
    let after = bitext.pairs[run.pairs.end.min(bitext.pairs.len())..].iter().map_while(|pair| rival(&pair)).sum::<usize>();
    #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
    let (found, due) = (before.max(after) as f64, run.text().chars().count() as f64 * ratio);
    match found {
        ..=RIVAL_FROM => 0,
        _ if found >= due * ALIKE.0 && found <= due * ALIKE.1 => 28,
        _ => 15,
    }
}

/// Room that the linked neighbours have left: how much longer they are on the other side than their own text explains, in
/// characters. A sentence that was merged into a neighbour is not missing.
pub(super) fn neighbours_hold(bitext: &Bitext<'_>, run: &Run<'_>, source: bool, ratio: f64) -> bool {
    let size = |segments: &[Segment]| segments.iter().map(|s| s.text.chars().count()).sum::<usize>();
    #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
    let needed = run.text().chars().count() as f64 * ratio;
    let near = [run.pairs.start.checked_sub(1), Some(run.pairs.end)];
    near.into_iter().flatten().filter_map(|at| bitext.pairs.get(at)).any(|pair| {
        let (own, other) = if source { (pair.source, pair.target) } else { (pair.target, pair.source) };
        if own.is_empty() || other.is_empty() {
            return false;
        }
        #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
        let spare = size(other) as f64 - size(own) as f64 * ratio;
        spare > needed * 0.6 && needed > 12.0
    })
}

/// Characters beyond which something unmatched is a rival, and the sizes, as shares of what a translation would have, that make it a likely one.
const RIVAL_FROM: f64 = 15.0;
const ALIKE: (f64, f64) = (0.4, 2.5);

/// Lines looked at round a place to see whether they are a sorted list, and the fewest that show it.
const WINDOW: usize = 24;
const FEWEST_SORTED: usize = 12;
/// Share of steps from line to line that must not fall.
const RISING: f64 = 0.8;

/// Whether the run stands in a list that both sides have sorted by their own alphabets, as a glossary is: what has no
/// counterpart in order may stand anywhere in it, and nothing is known to be missing.
pub(super) fn resorted(bitext: &Bitext<'_>, run: &Run<'_>) -> bool {
    let Some(pair) = bitext.pairs.get(run.pairs.start) else { return false };
    let initials = |segments: &[Segment]| segments.iter().map(|s| initial(&s.text)).collect::<Vec<_>>();
    sorted(&initials(bitext.source.segments), pair.bead.source.start as usize)
        && sorted(&initials(bitext.target.segments), pair.bead.target.start as usize)
}

/// The first letter of a line, without case and accent.
fn initial(text: &str) -> Option<char> {
    let letter = text.chars().find(|c| is_letter(*c))?;
    letter.to_lowercase().next()?.nfd().next()
}

fn sorted(initials: &[Option<char>], at: usize) -> bool {
    let near = &initials[at.saturating_sub(WINDOW / 2).min(initials.len())..(at + WINDOW / 2).min(initials.len())];
    let letters: Vec<char> = near.iter().copied().flatten().collect();
    let (Some(first), Some(last)) = (letters.first(), letters.last()) else { return false };
    let steps = letters.windows(2).filter(|pair| pair[0] <= pair[1]).count();
    #[expect(clippy::cast_precision_loss, reason = "at most WINDOW")]
    let rising = steps as f64 >= RISING * (letters.len() - 1) as f64;
    letters.len() >= FEWEST_SORTED && rising && first < last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glossaries_are_told_from_prose() {
        let initials = |text: &str| text.split(' ').map(initial).collect::<Vec<_>>();
        let glossary = initials("Anchor Apron Berth Bollard Buoy Capstan Crane Élan Fender Gangway Hull Keel Mast Mooring Pier Quay");
        assert!(sorted(&glossary, 3) && sorted(&glossary, 12));
        let prose = initials("The ships came late. Nobody knew why the harbour had closed until men from town told them of an old quay");
        assert!(!sorted(&prose, 5) && !sorted(&prose, 12));
        assert!(!sorted(&glossary[..8], 2), "too short to tell");
        assert!(!sorted(&[], 0));
    }
}
