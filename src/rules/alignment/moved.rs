use crate::{
    declare_rule, message,
    model::{Place, Segment, SegmentRange, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A block of the source that stands elsewhere in the translation: before or after text that it should follow or precede.
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
        for block in blocks(bitext) {
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

/// Runs of moved beads that follow each other on both sides.
fn blocks<'p, 'a>(bitext: &'p Bitext<'a>) -> Vec<Vec<&'p Pair<'a>>> {
    let mut blocks: Vec<Vec<&Pair<'_>>> = Vec::new();
    for pair in bitext.pairs.iter().filter(|pair| pair.bead.moved) {
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
