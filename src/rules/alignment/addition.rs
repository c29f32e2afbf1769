use super::{
    appended::{appended, weigh_appended},
    gaps::{SURE, gap},
    length::{characters, expected},
    relisted::{elsewhere, relisted},
    signs::one_script,
    unmatched::{Run, completes, divided, fits_paragraph, neighbours_hold, place, place_of, reweighed, rivalled, runs, swapped},
};
use crate::{
    declare_rule,
    lang::is_word_character,
    message,
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
    /// A translator's note in brackets and credit at the end, which are no part of the text. Words added inside a sentence where no such lexicon is at hand, and an entry of a list that each language sorts by its own alphabet where other entries could not be told apart.
    Addition, id = "addition", family = "alignment", severity = Major, mqm = "Accuracy/Addition", scope = Document
}

/// Fewer letters than this are a label, not a sentence.
const FEWEST_LETTERS: usize = 12;
/// Shorter sources say too little about what they may be rendered by.
const SHORTEST: f64 = 30.0;
/// What must speak for a sentence having been put in behind a translation: of 1,000 translations with more sentences than their source ten
/// reach the first and two the second; of those with a sentence put in, nine in ten and four in five.
const PUT_IN: f32 = 1.2;
const SURELY_PUT_IN: f32 = 3.0;

/// Words at the beginning of a credit among which the word for a translation stands.
const OPENING: usize = 5;

/// Whether a text is what a translator says of the translation: a note in brackets, or the credit at the end of a document.
fn is_credit(text: &str, last: bool, cx: &Context<'_>) -> bool {
    // Turkish capitals leave a dot behind when they are made small.
    let bare = text.trim_start_matches(|c: char| !is_word_character(c)).to_lowercase().replace('\u{307}', "");
    let credits = || cx.target.words.credits.iter().any(|known| bare.starts_with(known.as_str()));
    // "De Nederlandse vertaling van …".
    let opens = || {
        let mut first = bare.split_whitespace().take(OPENING);
        first.any(|word| cx.target.words.credits.iter().any(|known| word.starts_with(known.as_str())))
    };
    let noted = text.trim_start().starts_with(['(', '[', '（', '［', '*']);
    // An address, a year.
    let signed = || text.contains('@') || extract(text, cx.target).iter().any(Value::is_digits);
    noted && credits() || last && signed() && opens()
}

impl Rule for Addition {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let expected = expected(bitext, cx);
        let ratio = (-expected).exp();
        let relisted = relisted(bitext);
        for run in runs(bitext, false) {
            if elsewhere(bitext, &relisted, &run, false, ratio)
                || fits_paragraph(bitext, &run, expected)
                || completes(bitext, &run, false, cx)
                || swapped(bitext, &run, false, cx)
            {
                continue;
            }
            let Some(place) = place(bitext, &run, false) else { continue };
            let other = reweighed(bitext, &run, false, cx).and_then(|at| bitext.pairs.get(at));
            let place = other.map_or(place, |pair| place_of(pair, false));
            let run = Run { segments: other.map_or(run.segments, |pair| pair.target.iter().collect()), ..run };
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
            confidence -= rivalled(bitext, &run, false, ratio) + divided(bitext, &run, false);
            let text = run.text();
            let behind = &bitext.pairs[run.pairs.end.min(bitext.pairs.len())..];
            let last = behind.iter().all(|pair| pair.source_text().is_empty() && pair.target_text().is_empty());
            if is_credit(&text, last, cx) {
                continue;
            }
            let figures = extract(&text, cx.target).iter().any(Value::is_digits);
            let severity = match confidence {
                ..62 => Severity::Info,
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
        bitext.each(out, |_, pair, out| {
            let text = pair.target_text();
            if let Some(gap) = gap(pair, cx, expected, false) {
                let (severity, confidence) = if gap.evidence > SURE { (Severity::Major, 88) } else { (Severity::Minor, 75) };
                let span = gap.span(text);
                let message = message!("Nothing in the source answers “{words}”", words = text.get(span.clone()).unwrap_or_default());
                out.report(pair.place(), severity, confidence, "Words added", message)
                    .target_span(text, span)
                    .because("evidence of the lexicon", format!("{:.1}", gap.evidence));
            }
            if !pair.is_linked() || characters(pair.source_text()) < SHORTEST {
                return;
            }
            let Some((span, facts)) = appended(pair, cx) else { return };
            let evidence = weigh_appended(&facts, one_script(pair.source_text(), text));
            if evidence < PUT_IN {
                return;
            }
            let (severity, confidence) = if evidence > SURELY_PUT_IN { (Severity::Major, 90) } else { (Severity::Minor, 78) };
            let message = message!("Nothing in the source answers “{words}”", words = text.get(span.clone()).unwrap_or_default());
            out.report(pair.place(), severity, confidence, "Sentence added", message)
                .target_span(text, span)
                .because("evidence of all signs", format!("{evidence:.1}"));
        });
        Ok(())
    }
}
