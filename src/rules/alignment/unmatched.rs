//! Runs of segments without a counterpart, for omission and addition.

use std::ops::Range;

use super::{
    empty_translation::unanswered,
    signs::{alone, one_script, signs, weigh},
};
use crate::{
    lang::is_word_character,
    model::{BlockKind, Place, Segment, SegmentRange},
    rules::{Bitext, Context, Pair},
    text::ends::{End, ending},
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
        self.segments.iter().map(|s| &*s.text).collect::<Vec<_>>().join(" ")
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
    let doubt = |own: &str, other: &str| doubt(own, other, source, cx);
    let mut best: Option<(f32, usize)> = None;
    let walk = |pairs: &mut dyn Iterator<Item = usize>, best: &mut Option<(f32, usize)>| {
        let (mut carried, mut gain) = (&*segment.text, 0.0);
        for at in pairs.take(REACH) {
            let Some(pair) = bitext.pairs.get(at) else { break };
            let (own, other) = if source { (pair.source, pair.target) } else { (pair.target, pair.source) };
            let ([own], [other], false) = (own, other, pair.bead.moved) else { break };
            let (Some(linked), Some(instead)) = (doubt(&own.text, &other.text), doubt(carried, &other.text)) else { break };
            gain += linked - instead;
            if gain > best.map_or(BETTER, |(known, _)| known) {
                *best = Some((gain, at));
            }
            carried = &*own.text;
        }
    };
    walk(&mut (0..run.pairs.start).rev(), &mut best);
    walk(&mut (run.pairs.end..bitext.pairs.len()), &mut best);
    best.map(|(_, at)| at)
}

/// How much speaks against two texts being a translation; the first is of the source where `source`.
fn doubt(own: &str, other: &str, source: bool, cx: &Context<'_>) -> Option<f32> {
    let (from, to) = if source { (own, other) } else { (other, own) };
    alone(from, to, cx, |bitext, pair| weigh(&signs(bitext, pair, &Context { names: None, ..*cx }), one_script(from, to)).all)
}

/// Segments of a run that may be the rest of a neighbour's sentence.
const REST: usize = 2;
/// How much better a linked neighbour must fit with a run than without it for the run to be its rest, and how little may speak against
/// both together.
const FITS_BETTER: f32 = 0.3;
const FITS: f32 = 0.0;

/// Whether a run is the rest of a linked neighbour: one sentence became two, and the aligner gave the neighbour only one of them.
pub(super) fn completes(bitext: &Bitext<'_>, run: &Run<'_>, source: bool, cx: &Context<'_>) -> bool {
    if run.segments.len() > REST {
        return false;
    }
    let text = run.text();
    let filled = |at: &usize| bitext.pairs.get(*at).is_some_and(|pair| !pair.source_text().is_empty() || !pair.target_text().is_empty());
    let beside = [(0..run.pairs.start).rev().find(filled), (run.pairs.end..bitext.pairs.len()).find(filled)];
    beside.into_iter().flatten().any(|at| {
        let Some(pair) = bitext.pairs.get(at).filter(|pair| pair.is_linked() && !pair.bead.moved) else { return false };
        let (own, other) = if source { (pair.source_text(), pair.target_text()) } else { (pair.target_text(), pair.source_text()) };
        let whole = if at < run.pairs.start { format!("{own} {text}") } else { format!("{text} {own}") };
        let (Some(without), Some(with)) = (doubt(own, other, source, cx), doubt(&whole, other, source, cx)) else { return false };
        with < FITS && without - with > FITS_BETTER
    })
}

/// How much nearer to what is usual, as logarithms of lengths, a paragraph must be with a run than without it, and how near.
const NEARER: f64 = 0.08;
const NEAR: f64 = 0.35;
/// Pairs of a paragraph that are looked at before and behind a run: a longer one says no more.
const PARAGRAPH: usize = 100;

/// Whether the paragraph that a run of added sentences stands in is as long as its source asks for with the run, and too short without it:
/// then its sentences were divided otherwise, and what seems to be added is part of what its neighbours answer. Of a sentence that is
/// missing the same says too little: a translation that lacks one is short, as it is when it is free.
pub(super) fn fits_paragraph(bitext: &Bitext<'_>, run: &Run<'_>, expected: f64) -> bool {
    let Some(block) = run.segments.first().map(|segment| segment.block) else { return false };
    if run.segments.iter().any(|segment| segment.block != block) {
        return false;
    }
    let size = |segments: &[Segment]| segments.iter().map(|s| s.text.chars().count()).sum::<usize>();
    let (mut own_rest, mut others) = (0, 0);
    let mut take = |pair: &Pair<'_>| {
        let (own, other) = (pair.target, pair.source);
        let goes_on = !pair.bead.moved && (own.is_empty() || own.iter().all(|segment| segment.block == block));
        if goes_on {
            own_rest += size(own);
            others += size(other);
        }
        goes_on
    };
    let _ = bitext.pairs[..run.pairs.start].iter().rev().take(PARAGRAPH).take_while(|pair| take(pair)).count();
    let _ = bitext.pairs[run.pairs.end.min(bitext.pairs.len())..].iter().take(PARAGRAPH).take_while(|pair| take(pair)).count();
    if own_rest == 0 || others == 0 {
        return false;
    }
    #[expect(clippy::cast_precision_loss, reason = "lengths of sentences")]
    let off = |own: usize| ((own as f64 / others as f64).ln() - expected).abs();
    let (with, without) = (off(own_rest + run.text().chars().count()), off(own_rest));
    with < NEAR && with + NEARER < without
}

/// Linked pairs between a run and what answers it from another place, and how little may speak against the two.
const APART: usize = 3;
const ANSWERS: f32 = -1.5;

/// Whether a run of the other side near by answers this one: the two changed places with a neighbour, and nothing is missing.
pub(super) fn swapped(bitext: &Bitext<'_>, run: &Run<'_>, source: bool, cx: &Context<'_>) -> bool {
    let text = run.text();
    let (from, to) = (run.pairs.start.saturating_sub(APART + 1), (run.pairs.end + APART + 1).min(bitext.pairs.len()));
    bitext.pairs[from..to].iter().any(|pair| {
        let (own, other) = if source { (pair.source, pair.target) } else { (pair.target, pair.source) };
        let [other] = other else { return false };
        own.is_empty() && doubt(&text, &other.text, source, cx).is_some_and(|doubt| doubt < ANSWERS)
    })
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
        _ if found >= due * ALIKE.0 && found <= due * ALIKE.1 => LEVEL,
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

/// Letters of a piece of a sentence that may have gone into the next paragraph without a trace in its length.
const PIECE: usize = 40;

/// Whether a run is a short piece of a sentence that stands over several paragraphs ("…, now, therefore, / The General Assembly / proclaims"):
/// a translation divides it where its own grammar asks for it.
pub(super) fn is_piece(bitext: &Bitext<'_>, run: &Run<'_>, cx: &Context<'_>) -> bool {
    let end = |text: &str| ending(text, cx.source).end;
    let open = |segment: &Segment| matches!(end(&segment.text), End::Comma | End::Bare) && segment.kind == BlockKind::Paragraph;
    let before = || bitext.pairs[..run.pairs.start].iter().rev().find_map(|pair| pair.source.last());
    run.letters() <= PIECE
        && run.segments.iter().all(|segment| open(segment))
        && (run.segments.first().is_some_and(|first| end(&first.text) == End::Comma)
            || before().is_some_and(|last| end(&last.text) == End::Comma))
}

/// What it takes from the confidence that a linked neighbour may have been divided: its other side goes on behind a semicolon or colon where
/// its own side has none.
const DIVIDED: i32 = 20;

/// What to take from the confidence in a run: a linked neighbour may have a semicolon or colon inside its other side that its own side lacks,
/// and the run be what stands on one side of it.
pub(super) fn divided(bitext: &Bitext<'_>, run: &Run<'_>, source: bool) -> i32 {
    if run.segments.len() > REST {
        return 0;
    }
    let clauses = |text: &str| {
        let inside = text.trim_end().trim_end_matches(|c: char| !is_word_character(c));
        let colon = |at: usize| inside[at + 1..].starts_with(char::is_whitespace);
        let marks = inside.char_indices().filter(|(at, c)| matches!(c, '；' | '：' | '؛') || (matches!(c, ';' | ':') && colon(*at)));
        marks.count()
    };
    let near = [run.pairs.start.checked_sub(1), Some(run.pairs.end)];
    let held = near.into_iter().flatten().filter_map(|at| bitext.pairs.get(at)).any(|pair| {
        let (own, other) = if source { (pair.source_text(), pair.target_text()) } else { (pair.target_text(), pair.source_text()) };
        pair.is_linked() && clauses(other) > clauses(own)
    });
    if held { DIVIDED } else { 0 }
}

/// What a rival of the right size takes: more than any finding has over what is for information.
const LEVEL: i32 = 45;
/// Characters beyond which something unmatched is a rival, and the sizes, as shares of what a translation would have, that make it a likely one.
const RIVAL_FROM: f64 = 15.0;
const ALIKE: (f64, f64) = (0.4, 2.5);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Bead,
        rules::{Side, alignment::relisted::relisted},
    };

    /// The runs of added sentences of a text whose sentences `(block, text)` are linked as given.
    fn added(source: &[(u32, &str)], target: &[(u32, &str)], beads: &[(std::ops::Range<u32>, std::ops::Range<u32>)]) -> Vec<bool> {
        let segments = |side: &[(u32, &str)]| {
            let segment = |((block, text), at): (&(u32, &str), u32)| Segment { block: *block, ..Segment::line(at, *text) };
            side.iter().zip(0..).map(segment).collect::<Vec<_>>()
        };
        let (source, target) = (segments(source), segments(target));
        let bead = |(source, target): &(std::ops::Range<u32>, std::ops::Range<u32>)| Bead {
            source: source.clone(),
            target: target.clone(),
            confidence: 0.9,
            score: 0.1,
            moved: false,
        };
        let beads: Vec<Bead> = beads.iter().map(bead).collect();
        let bitext = Bitext::new(
            Side { lang: None, path: "", segments: &source, aside: &[] },
            Side { lang: None, path: "", segments: &target, aside: &[] },
            &beads,
        );
        assert!(relisted(&bitext).is_empty());
        runs(&bitext, false).iter().map(|run| fits_paragraph(&bitext, run, 0.0)).collect()
    }

    const LONG: &str = "The staff who know each bottle by heart will stand between the shelves all day, and will help.";

    #[test]
    fn a_paragraph_divided_otherwise_has_nothing_added() {
        let source = [(0, LONG), (0, "The shop opens in May.")];
        let halves =
            [(0, "Between the shelves the staff will stand all day."), (0, "They know each bottle by heart."), (0, "It opens in May.")];
        assert_eq!(added(&source, &halves, &[(0..1, 0..1), (1..1, 1..2), (1..2, 2..3)]), [true]);
    }

    #[test]
    fn a_paragraph_that_is_whole_without_it_has_a_sentence_added() {
        let source = [(0, LONG), (0, "The shop opens in May.")];
        let more = [(0, LONG), (0, "Nobody knows what it will cost in the end."), (0, "The shop opens in May.")];
        assert_eq!(added(&source, &more, &[(0..1, 0..1), (1..1, 1..2), (1..2, 2..3)]), [false]);
        // By itself it has no paragraph to fit.
        let apart = [(0, LONG), (1, "Nobody knows what it will cost in the end."), (2, "The shop opens in May.")];
        assert_eq!(added(&source, &apart, &[(0..1, 0..1), (1..1, 1..2), (1..2, 2..3)]), [false]);
    }
}
