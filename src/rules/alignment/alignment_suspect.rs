use unicode_script::Script;

use super::{
    length::{characters, deviation, expected},
    signs::{Verdict, suspect},
};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::tokens::tokens,
};

declare_rule! {
    /// ## What it finds
    ///
    /// Two segments that are linked although several independent signs (length, figures, names, words, marks) say that they do not belong
    /// together, or all signs in sum, or although hardly a word of one finds the counterpart that it has elsewhere, in texts or a lexicon of
    /// 20,000 pairs or more.
    ///
    /// ## Why it matters
    ///
    /// One wrong link makes many wrong rows; this row replaces them.
    ///
    /// ## Example
    ///
    /// "The bank lost 5.2 billion dollars in 14 months." ↔ "Wir sehen uns morgen um 8." Not found: free translations whose figures agree.
    ///
    /// ## What it cannot see
    ///
    /// A wrong sentence of the right length with no figure or name in it, where its words are rare in the texts.
    AlignmentSuspect, id = "alignment-suspect", family = "alignment", severity = Major, mqm = "Accuracy", scope = Document
}

/// Evidence that two texts are about different things: a sign among others, likely, and sure. Of 1,000 sound pairs one in five
/// sets of them is likely, and hardly any is sure.
const SIGN: f32 = -1.0;
const LIKELY: f32 = -3.0;
const SURE: f32 = -5.0;

/// What all signs of a pair must say together: of 10,000 human translations some eight reach the first, and hardly one the second; of
/// sentences about something else seven in ten and one in two.
const TOGETHER: f32 = 3.4;
const SURE_TOGETHER: f32 = 6.0;
/// And what they must say without figures: a wrong figure is a fault of a translation.
const BESIDE_FIGURES: f32 = 2.0;
/// And without lengths: a short translation may be free, or cut off, which another rule tells.
const BESIDE_LENGTHS: f32 = 1.0;

impl Rule for AlignmentSuspect {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let expected = expected(bitext, cx);
        // Where names cannot be read across, the strongest sign is missing.
        let names_tell = cx.source.has_script(Script::Latin) || cx.target.has_script(Script::Latin);
        bitext.each(out, |bitext, pair, out| {
            if !pair.is_linked() || characters(pair.source_text()) < 30.0 || characters(pair.target_text()) < 12.0 {
                return;
            }
            let z = deviation(pair, expected, cx).abs();
            let numbers = pair.numbers(cx);
            let open = numbers.changed.len() * 2 + numbers.missing.len() + numbers.extra.len();
            let mut signs: Vec<&str> = Vec::new();
            if z > 2.0 {
                signs.push("lengths");
            }
            if open >= 3 && numbers.matched == 0 {
                signs.push("figures");
            }
            if foreign_words_differ(pair.source_text(), pair.target_text()) {
                signs.push("names and codes");
            }
            if question(pair.source_text()) != question(pair.target_text()) {
                signs.push("questions");
            }
            if pair.bead.confidence < 0.3 && pair.bead.score < -0.02 {
                signs.push("alignment");
            }
            let evidence = words_evidence(pair, cx);
            if evidence < SIGN {
                signs.push("words");
            }
            if evidence < LIKELY {
                let (severity, confidence) = if evidence < SURE { (Severity::Major, 92) } else { (Severity::Minor, 80) };
                let message = "These two may not belong together: hardly a word finds the counterpart that it has elsewhere";
                out.report(pair.place(), severity, confidence, "Pair doubtful", message)
                    .because("evidence of the lexicon", format!("{evidence:.1}"));
                return;
            }
            if signs.len() < 3 {
                let sure = |v: &Verdict| v.all > TOGETHER && v.without_figures > BESIDE_FIGURES && v.without_lengths > BESIDE_LENGTHS;
                let Some(verdict) = suspect(bitext, pair, cx).filter(sure) else { return };
                let certain = verdict.all > SURE_TOGETHER && names_tell;
                let (severity, confidence) = if certain { (Severity::Major, 86) } else { (Severity::Minor, 80) };
                let message = message!("These two may not belong together: hardly anything in one answers the other");
                out.report(pair.place(), severity, confidence, "Pair doubtful", message)
                    .because("evidence of all signs", format!("{:.1}", verdict.all));
                return;
            }
            let confidence = if signs.len() > 3 { 93 } else { 84 };
            let message = message!("These two may not belong together: they differ in {signs}", signs = signs.join(", "));
            out.report(pair.place(), Severity::Major, confidence, "Pair doubtful", message).because("signs", signs.join(", "));
        });
        Ok(())
    }
}

/// Log-likelihood ratio of the words: a translation against a text about something else. Both sides must say so.
fn words_evidence(pair: &Pair<'_>, cx: &Context<'_>) -> f32 {
    let Some(account) = pair.sure_adequacy(cx) else { return 0.0 };
    let (source, target) = (account.source.evidence(), account.target.evidence());
    if source.max(target) < (source + target) / 4.0 { source + target } else { (source + target).max(0.0) }
}

fn question(text: &str) -> bool {
    text.contains(['?', '؟', '？', '՞']) || text.trim_end().ends_with(';')
}

/// Whether both sides hold Latin words with digits or capitals and share none of them.
fn foreign_words_differ(source: &str, target: &str) -> bool {
    let codes = |text: &str| -> Vec<String> {
        let mut capitals = 0;
        let has_two = text.bytes().any(|byte| {
            capitals = if byte.is_ascii_whitespace() { 0 } else { capitals + u8::from(byte.is_ascii_uppercase()) };
            capitals == 2
        });
        if !has_two {
            return Vec::new();
        }
        let marked = text
            .split_whitespace()
            .filter(|w| w.chars().filter(char::is_ascii_uppercase).count() >= 2 && w.chars().any(|c| c.is_ascii_alphabetic()));
        marked.flat_map(tokens).filter(|t| t.chars().count() > 1).collect()
    };
    let (one, other) = (codes(source), codes(target));
    !one.is_empty() && !other.is_empty() && !one.iter().any(|word| other.contains(word))
}
