use crate::{
    declare_rule,
    model::{Segment, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A quotation of the translation that is opened and never closed, or closed and never opened, where the source is sound.
    ///
    /// ## Why it matters
    ///
    /// The reader cannot tell where somebody's words end.
    ///
    /// ## Example
    ///
    /// “The pumps are old, an engineer said. Not found: apostrophes, inches, a quotation that runs on over paragraphs.
    ///
    /// ## What it cannot see
    ///
    /// A quotation that was turned into plain text, with both marks gone.
    QuoteUnclosed, id = "quote-unclosed", family = "claims", severity = Major, mqm = "Linguistic conventions", scope = Document
}

/// Opening and closing marks that are told apart by shape. Single marks are apostrophes too often to judge.
const SHAPED: [(char, char); 4] = [('“', '”'), ('«', '»'), ('「', '」'), ('『', '』')];

impl Rule for QuoteUnclosed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        // Quotations run over sentences of a paragraph: beads are judged together as long as one of them is open in a block.
        let mut at = 0;
        while at < bitext.pairs.len() {
            let mut end = at + 1;
            while end < bitext.pairs.len() && shares_block(bitext, end) {
                end += 1;
            }
            let group = &bitext.pairs[at..end];
            let target: Vec<&Segment> = group.iter().flat_map(|pair| pair.target).collect();
            let source: Vec<&Segment> = group.iter().flat_map(|pair| pair.source).collect();
            let sound = !odd(&source) && marks(&source) > 0;
            if odd(&target) && sound && bitext_neighbours_sound(bitext, at, end) {
                // The row stands at the bead whose own marks are odd.
                let pair = group.iter().find(|pair| odd(&pair.target.iter().collect::<Vec<_>>())).unwrap_or(&group[0]);
                let text = pair.target_text();
                let mark = text.char_indices().rfind(|(_, c)| is_mark(*c)).or_else(|| text.char_indices().find(|(_, c)| is_mark(*c)));
                let (open, place) = mark.map_or(('"', 0), |(at, c)| (c, at));
                let message = format!("{open} has no counterpart: {} quotation marks, the source has {}", marks(&target), marks(&source));
                let finding = out.report(pair.place(), Severity::Major, 95, "Quotation not closed", message);
                finding.because("marks in the paragraph", marks(&target).to_string());
                if mark.is_some() {
                    finding.target_span(text, place..place + open.len_utf8());
                }
            }
            at = end;
        }
        Ok(())
    }
}

/// Whether a bead continues a block of the bead before, on either side.
fn shares_block(bitext: &Bitext<'_>, at: usize) -> bool {
    let Some(pair) = bitext.pairs.get(at) else { return false };
    let before = &bitext.pairs[..at];
    let same = |now: &[Segment], earlier: Option<&Segment>| matches!((now.first(), earlier), (Some(a), Some(b)) if a.block == b.block);
    let last_target = before.iter().rev().find_map(|p| p.target.last());
    let last_source = before.iter().rev().find_map(|p| p.source.last());
    same(pair.target, last_target) || same(pair.source, last_source)
}

/// A quotation over several paragraphs opens each and closes only the last: neighbours must be sound.
fn bitext_neighbours_sound(bitext: &Bitext<'_>, from: usize, to: usize) -> bool {
    let near = [from.checked_sub(1), from.checked_sub(2), Some(to), Some(to + 1)];
    near.into_iter().flatten().filter_map(|at| bitext.pairs.get(at)).all(|pair| !odd(&pair.target.iter().collect::<Vec<_>>()))
}

fn is_mark(c: char) -> bool {
    c == '"' || c == '„' || c == '‟' || SHAPED.iter().any(|(open, close)| *open == c || *close == c)
}

fn marks(segments: &[&Segment]) -> usize {
    segments.iter().flat_map(|s| s.text.chars()).filter(|c| is_mark(*c)).count()
}

/// Whether double quotation marks do not pair up. Any opening may be closed by any closing mark: “…” and „…“ and »…« and ”…” all occur;
/// so the count decides, and a mark after a digit (inches) does not count.
fn odd(segments: &[&Segment]) -> bool {
    let mut count = 0usize;
    for segment in segments {
        let mut before = ' ';
        for c in segment.text.chars() {
            if is_mark(c) && !(c == '"' && before.is_numeric()) {
                count += 1;
            }
            before = c;
        }
    }
    count % 2 == 1
}
