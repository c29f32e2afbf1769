use super::{
    gaps::{SURE, gap},
    length::expected,
    relisted::{elsewhere, relisted},
    unmatched::{Run, completes, divided, is_piece, neighbours_hold, place, place_of, reweighed, rivalled, runs, swapped},
};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// Source sentences that nothing in the translation answers; a run of them is one finding. And several words in a row
    /// inside a sentence, where a lexicon or the texts themselves, of 20,000 pairs of sentences or more, show that these words are usually translated.
    ///
    /// ## Why it matters
    ///
    /// The reader is not told, and cannot know that something is missing.
    ///
    /// ## Example
    ///
    /// Four sentences in the source, three in the translation: the one about the airbase is gone. Not found: two sentences merged into one.
    ///
    /// ## What it cannot see
    ///
    /// A clause left out where no such lexicon is at hand, an entry of a list that each language sorts by its own alphabet where other entries could not be told apart, and a story that was updated after it was translated: it says "missing" all the same.
    Omission, id = "omission", family = "alignment", severity = Major, mqm = "Accuracy/Omission", scope = Document
}

/// Fewer letters than this are a label, not a sentence.
const FEWEST_LETTERS: usize = 12;

impl Rule for Omission {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let expected = expected(bitext, cx);
        let ratio = expected.exp();
        let relisted = relisted(bitext);
        for run in runs(bitext, true) {
            if elsewhere(bitext, &relisted, &run, true, ratio) || completes(bitext, &run, true, cx) || swapped(bitext, &run, true, cx) {
                continue;
            }
            let Some(place) = place(bitext, &run, true) else { continue };
            let other = reweighed(bitext, &run, true, cx).and_then(|at| bitext.pairs.get(at));
            let place = other.map_or(place, |pair| place_of(pair, true));
            let run = Run { segments: other.map_or(run.segments, |pair| pair.source.iter().collect()), ..run };
            let letters = run.letters();
            let mut confidence: i32 = 60 + (run.confidence.clamp(0.0, 1.0) * 38.0) as i32;
            if run.segments.len() > 1 {
                confidence += 4;
            }
            if letters < FEWEST_LETTERS || is_piece(bitext, &run, cx) {
                continue;
            }
            let held = neighbours_hold(bitext, &run, true, ratio);
            if held {
                confidence -= 25;
            }
            confidence -= rivalled(bitext, &run, true, ratio) + divided(bitext, &run, true);
            let severity = if confidence < 62 { Severity::Info } else { Severity::Major };
            let count = run.segments.len();
            let line = run.segments.first().map_or(0, |segment| segment.at.line);
            let last = run.segments.last().map_or(0, |segment| segment.at.line);
            let (issue, message) = if count == 1 {
                ("Sentence missing", message!("No target sentence matches source line {line} – omitted, or source updated later", line))
            } else {
                (
                    "Sentences missing",
                    message!(
                        "No target text matches {count} source sentences, lines {line} to {last} – omitted, or source updated later",
                        count,
                        line,
                        last,
                    ),
                )
            };
            let finding = out.report(place, severity, u8::try_from(confidence.clamp(0, 97)).unwrap_or(50), issue, message);
            let text = run.text();
            finding.source_span(&text, 0..text.len()).because("unmatched source characters", text.chars().count().to_string());
        }
        bitext.each(out, |_, pair, out| {
            let Some(gap) = gap(pair, cx, expected, true) else { return };
            let (severity, confidence) = if gap.evidence > SURE { (Severity::Major, 88) } else { (Severity::Minor, 75) };
            let text = pair.source_text();
            let span = gap.span(text);
            let message = message!("Nothing in the translation answers “{words}”", words = text.get(span.clone()).unwrap_or_default());
            out.report(pair.place(), severity, confidence, "Words missing", message)
                .source_span(text, span)
                .because("evidence of the lexicon", format!("{:.1}", gap.evidence));
        });
        Ok(())
    }
}
