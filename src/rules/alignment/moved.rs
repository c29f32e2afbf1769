use std::ops::Range;

use super::relisted::{Relisted, relisted};
use crate::{
    declare_rule, message,
    model::{Place, Segment, SegmentRange, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A block of the source that stands elsewhere in the translation: before or after text that it should follow or precede. And a list
    /// in another order, such as a glossary that each language sorts by its own alphabet: one finding for all of its entries.
    ///
    /// ## Why it matters
    ///
    /// Nothing is missing, but the order of the story changed; in a list sorted anew that is as it should be.
    ///
    /// ## Example
    ///
    /// The second paragraph of the source is the last one of the translation. Not found: the order of words or clauses inside a sentence.
    ///
    /// ## What it cannot see
    ///
    /// A single short sentence that moved: too little speaks for it, and it shows as missing here and added there.
    Moved, id = "moved", family = "alignment", severity = Info, mqm = "Accuracy", scope = Document
}

/// Lines without counterpart that a moved block may hold between two of its beads.
const BETWEEN: u32 = 2;

impl Rule for Moved {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let relisted = relisted(bitext);
        for list in &relisted {
            tell(list, bitext, out);
        }
        for block in blocks(bitext, &relisted) {
            let (Some(first), Some(last)) = (block.first(), block.last()) else { continue };
            let place = Place {
                bead: first.index,
                source: SegmentRange { start: first.bead.source.start, end: last.bead.source.end },
                target: SegmentRange { start: first.bead.target.start, end: last.bead.target.end },
            };
            let mean = block.iter().map(|pair| pair.bead.confidence.clamp(0.0, 1.0)).sum::<f32>() / block.len() as f32;
            let text = |side: &dyn Fn(&Pair<'_>) -> String| block.iter().map(|pair| side(pair)).collect::<Vec<_>>().join(" ");
            let (source, target) = (text(&|pair| pair.source_text().to_owned()), text(&|pair| pair.target_text().to_owned()));
            let from = lines(first.source.first(), last.source.last());
            let to = lines(first.target.first(), last.target.last());
            let message = message!("Source {from} stands in the translation at {to}, out of its order; nothing is missing", from, to);
            out.report(place, Severity::Info, (mean * 97.0) as u8, "Text moved", message)
                .source_span(&source, 0..source.len())
                .target_span(&target, 0..target.len())
                .because("beads that moved together", block.len().to_string());
        }
        Ok(())
    }
}

/// One row for a list in another order.
fn tell(list: &Relisted, bitext: &Bitext<'_>, out: &mut Reporter<'_>) {
    let Some(first) = bitext.pairs.iter().find(|pair| list.holds(pair)) else { return };
    let range = |lines: &Range<usize>| {
        let small = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
        SegmentRange { start: small(lines.start), end: small(lines.end) }
    };
    let place = Place { bead: first.index, source: range(&list.source), target: range(&list.target) };
    let ends = |segments: &[Segment], all: &Range<usize>| lines(segments.get(all.start), segments.get(all.end.saturating_sub(1)));
    let from = ends(bitext.source.segments, &list.source);
    let to = ends(bitext.target.segments, &list.target);
    let [ours, theirs] = list.left;
    let message = if ours > 0 && theirs > 0 {
        message!(
            "The list of source {from} stands in another order in {to}; {ours} lines there and {theirs} here could not be matched",
            from,
            to,
            ours,
            theirs,
        )
    } else {
        message!("The list of source {from} stands in another order in {to}; each entry was held against its own", from, to)
    };
    let finding = out.report(place, Severity::Info, 90, "List in another order", message);
    finding.because("beads that moved", list.moved.to_string());
}

/// Runs of moved beads that follow each other on both sides.
fn blocks<'p, 'a>(bitext: &'p Bitext<'a>, relisted: &[Relisted]) -> Vec<Vec<&'p Pair<'a>>> {
    let mut blocks: Vec<Vec<&Pair<'_>>> = Vec::new();
    let told = |pair: &Pair<'_>| relisted.iter().any(|list| list.holds(pair));
    for pair in bitext.pairs.iter().filter(|pair| pair.bead.moved && !told(pair)) {
        let near = |before: u32, now: u32| (before..=before + BETWEEN).contains(&now);
        let follows =
            |last: &&&Pair<'_>| near(last.bead.source.end, pair.bead.source.start) && near(last.bead.target.end, pair.bead.target.start);
        match blocks.last_mut().filter(|block| block.last().as_ref().is_some_and(follows)) {
            Some(block) => block.push(pair),
            None => blocks.push(vec![pair]),
        }
    }
    blocks
}

/// `line 12`, `lines 12 to 15`.
fn lines(first: Option<&Segment>, last: Option<&Segment>) -> String {
    let line = |segment: Option<&Segment>| segment.map_or(0, |segment| segment.at.line);
    match (line(first), line(last)) {
        (from, to) if from == to => format!("line {from}"),
        (from, to) => format!("lines {from} to {to}"),
    }
}
