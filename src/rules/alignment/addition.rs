use super::{
    gaps::{SURE, gaps},
    length::expected,
    unmatched::{neighbours_hold, place, resorted, rivalled, runs},
};
use crate::{
    declare_rule, message,
    model::{Segment, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
    values::{Value, extract},
};

declare_rule! {
    /// ## What it finds
    ///
    /// Sentences of the translation that nothing in the source answers; a run of them is one finding. Critical when they hold a figure.
    /// And several words in a row inside a sentence, where a lexicon or the texts themselves, of 20,000 pairs of sentences or more, show that these words usually
    /// have an origin.
    ///
    /// ## Why it matters
    ///
    /// An invented sentence puts words into somebody's mouth.
    ///
    /// ## Example
    ///
    /// The translation ends with a sentence about warships that the source does not have. Not found: one sentence split into two.
    ///
    /// ## What it cannot see
    ///
    /// Words added inside a sentence where no such lexicon is at hand, and an entry of a list that each language sorts by its own alphabet.
    Addition, id = "addition", family = "alignment", severity = Major, mqm = "Accuracy/Addition", scope = Document
}

/// Fewer letters than this are a label, not a sentence.
const FEWEST_LETTERS: usize = 12;

impl Rule for Addition {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let expected = expected(bitext, cx);
        let ratio = (-expected).exp();
        for run in runs(bitext, false) {
            let Some(place) = place(bitext, &run, false) else { continue };
            if run.letters() < FEWEST_LETTERS {
                continue;
            }
            let mut confidence: i32 = 60 + (run.confidence.clamp(0.0, 1.0) * 38.0) as i32;
            if run.segments.len() > 1 {
                confidence += 4;
            }
            if neighbours_hold(bitext, &run, false, ratio) {
                confidence -= 25;
            }
            confidence -= rivalled(bitext, &run, false, ratio);
            let text = run.text();
            let figures = extract(&text, cx.target).iter().any(Value::is_digits);
            let severity = match confidence {
                ..62 => Severity::Info,
                _ if resorted(bitext, &run) => Severity::Info,
                75.. if figures => Severity::Critical,
                _ => Severity::Major,
            };
            let count = run.segments.len();
            let (issue, message) = if count == 1 {
                ("Sentence added", message!("No source sentence matches this one (its neighbours match)"))
            } else {
                let line = |segment: Option<&&Segment>| segment.map_or(0, |segment| segment.at.line);
                let (from, to) = (line(run.segments.first()), line(run.segments.last()));
                (
                    "Sentences added",
                    message!(
                        "No source text matches these {count} sentences, lines {from} to {to} (their neighbours match)",
                        count,
                        from,
                        to,
                    ),
                )
            };
            let finding = out.report(place, severity, u8::try_from(confidence.clamp(0, 97)).unwrap_or(50), issue, message);
            finding.target_span(&text, 0..text.len()).because("unmatched target characters", text.chars().count().to_string());
        }
        for (pair, gap) in gaps(bitext, cx, expected, false) {
            let (severity, confidence) = if gap.evidence > SURE { (Severity::Major, 88) } else { (Severity::Minor, 75) };
            let text = pair.target_text();
            let message = message!("Nothing in the source answers “{words}”", words = text.get(gap.span.clone()).unwrap_or_default());
            out.report(pair.place(), severity, confidence, "Words added", message)
                .target_span(text, gap.span)
                .because("evidence of the lexicon", format!("{:.1}", gap.evidence));
        }
        Ok(())
    }
}
