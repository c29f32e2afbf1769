use super::length::{characters, deviation, expected};
use crate::{
    declare_rule, message,
    model::{BlockKind, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A translation far shorter or longer than this pair of languages and this document make likely.
    ///
    /// ## Why it matters
    ///
    /// Half a sentence was left out, or something was made up.
    ///
    /// ## Example
    ///
    /// A sentence of 40 words answered by five. Not found: short headlines, whose lengths vary freely.
    ///
    /// ## What it cannot see
    ///
    /// Text left out and text added in equal measure.
    LengthOutlier, id = "length-outlier", family = "alignment", severity = Minor, mqm = "Accuracy", scope = Document
}

/// Deviations from which a pair is reported, and from which it is major.
const MINOR: f64 = 3.3;
const MAJOR: f64 = 4.4;
/// Words of a term, for which there may be a short one.
const TERM: usize = 6;
/// Shorter text is not judged: its length says nothing.
const SHORTEST: f64 = 25.0;

impl Rule for LengthOutlier {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let expected = expected(bitext, cx);
        for pair in bitext.pairs.iter().filter(|pair| pair.is_linked()) {
            let (source, target) = (characters(pair.source_text()), characters(pair.target_text()));
            let heading = pair.source.iter().any(|s| matches!(s.kind, BlockKind::Heading(_) | BlockKind::TableCell));
            // What was not translated at all is as long as it is.
            if heading || pair.source_text() == pair.target_text() || source.max(target / expected.exp()) < SHORTEST {
                continue;
            }
            let z = deviation(pair, expected, cx);
            if z.abs() < MINOR {
                continue;
            }
            // A term may have a shorter name, or one of several; what announces a list or a listing may be split around it.
            let announces = pair.source_text().trim_end().ends_with([':', '：']);
            let term = announces
                || pair.source_text().split_whitespace().count() <= TERM && !cx.source.unspaced
                || pair.source_text().contains("; ");
            let severity = if z.abs() >= MAJOR && !term { Severity::Major } else { Severity::Minor };
            let confidence = if severity == Severity::Major { 88 } else { 75 };
            let issue = if z < 0.0 { "Much too short" } else { "Much too long" };
            let usual = (source * expected.exp()).round();
            let message = message!("Source has {source} characters, target {target}; about {usual} would be usual", source, target, usual);
            out.report(pair.place(), severity, confidence, issue, message).because("robust deviations", format!("{z:.1}"));
        }
        Ok(())
    }
}
