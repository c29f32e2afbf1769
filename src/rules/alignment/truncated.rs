use super::length::{KEPT, SHORT, characters, deviation, excess, expected};
use crate::{
    declare_rule,
    lang::{Language, is_letter, is_word_character},
    message,
    model::{BlockKind, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::ends::{End, ending},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A translated sentence that breaks off: short for its source, and without the closing mark that the source has, or in a word that cannot be the last.
    ///
    /// ## Why it matters
    ///
    /// The end of the sentence, often its point, is lost.
    ///
    /// ## Example
    ///
    /// "Schools will reopen after the holiday, the ministry said." → "ستفتح المدارس أبوابها بعد". Not found: headlines and list items without a full stop.
    ///
    /// ## What it cannot see
    ///
    /// A sentence cut where it still ends in a full stop.
    Truncated, id = "truncated", family = "alignment", severity = Major, mqm = "Accuracy/Omission", scope = Document
}

/// The same where the last word cannot end a sentence.
const SHORT_DANGLING: f64 = -0.9;
/// How short a message of a program must be where nothing else shows that it was cut off.
const SHORT_MESSAGE: f64 = -3.0;
/// Shorter sources are not judged.
const SHORTEST: f64 = 30.0;

impl Rule for Truncated {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        if cx.target.sentence.unmarked {
            return Err("the target language does not mark sentence ends");
        }
        let expected = expected(bitext, cx);
        for (at, pair) in bitext.pairs.iter().enumerate().filter(|(_, pair)| pair.is_linked()) {
            let dangling = dangles(pair.target_text(), cx.target) && !dangles(pair.source_text(), cx.source);
            // A headline has no mark; its translation still cannot end in an article.
            let headline = || dangling && stands_alone(bitext, at, cx);
            // What announces a list or a listing may end without its colon.
            if !(ends(pair.source_text(), cx.source) || headline())
                || (pair.source_text().trim_end().ends_with([':', '：']) && !dangling)
                || (ends(pair.target_text(), cx.target) && !dangling)
                || characters(pair.source_text()) < SHORTEST
                || is_label(pair)
            {
                continue;
            }
            // What announces a list is whole where its translation announces it too; speech that breaks off may break off.
            let last = |text: &str| text.trim_end().chars().next_back();
            let (theirs, own) = (last(pair.source_text()), last(pair.target_text()));
            let both = |marks: &[char]| [theirs, own].iter().all(|mark| mark.is_some_and(|mark| marks.contains(&mark)));
            if both(&[':', '：']) || both(&['-', '–', '—', '…', '"', '“', '”', '»', '«', '\'', '’']) {
                continue;
            }
            let z = deviation(pair, expected, cx);
            // A comma at the end may be a slip for the full stop.
            let slip = ending(pair.target_text(), cx.target).end == End::Comma;
            if z > if dangling && !slip { SHORT_DANGLING } else { SHORT } {
                continue;
            }
            // Nothing but a full stop that is missing: the last words are there.
            // Messages of programs go without a full stop at will.
            let of_program = pair.target.iter().any(|segment| segment.unit.is_some() && segment.kind == BlockKind::Unit);
            if !dangling && (excess(pair, expected, cx) > KEPT || of_program && z > SHORT_MESSAGE) {
                continue;
            }
            let confidence = if z < -2.2 || dangling { 92 } else { 82 };
            let text = pair.target_text();
            let (letters, words) = (text.chars().filter(|c| is_letter(*c)).count(), text.split_whitespace().count());
            let message = match (cx.target.unspaced, dangling) {
                (true, true) => {
                    message!("Target ends after {letters} letters in the middle of a clause; the source sentence is complete", letters)
                }
                (true, false) => {
                    message!("Target ends after {letters} letters without a closing mark; the source sentence is complete", letters)
                }
                (false, true) => {
                    message!("Target ends after {words} words in the middle of a clause; the source sentence is complete", words)
                }
                (false, false) => {
                    message!("Target ends after {words} words without a closing mark; the source sentence is complete", words)
                }
            };
            let tail = pair.target_text().split_whitespace().next_back().unwrap_or_default();
            let start = pair.target_text().len() - tail.len();
            out.report(pair.place(), Severity::Major, confidence, "Sentence cut off", message)
                .target_span(pair.target_text(), start..start + tail.len())
                .because("robust deviations of length", format!("{z:.1}"));
        }
        Ok(())
    }
}

fn is_label(pair: &Pair<'_>) -> bool {
    pair.target.iter().any(|s| matches!(s.kind, BlockKind::Heading(_) | BlockKind::TableCell))
}

/// Whether a text ends as a sentence or a clause does.
fn ends(text: &str, language: &Language) -> bool {
    !matches!(ending(text, language).end, End::Bare | End::Comma | End::Other)
}

/// Whether the last word is one that cannot end a sentence, with or without a mark after it.
fn dangles(text: &str, language: &Language) -> bool {
    let end = ending(text, language);
    if end.end == End::Comma || text.trim_end().ends_with(['-', '–']) {
        return true;
    }
    if end.closed {
        return false;
    }
    let bare = text[..end.at].trim_end_matches(|c: char| !is_word_character(c));
    // "It ends with /." ends with a sign that is spoken of.
    if text[bare.len()..end.at].contains(|c: char| !c.is_whitespace() && !matches!(c, '.' | '!' | '?' | '…' | '。')) {
        return false;
    }
    let last = bare.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    // "The land they came from." may end so; without a mark it hardly does.
    let bound = language.words.bound.iter().filter(|_| end.end == End::Bare);
    language.words.unfinished.iter().chain(bound).any(|word| word == last)
}

/// Whether a pair is a text of its own, not a line of a running sentence: its source ends in a word, begins as a sentence does, and neither
/// the line before it nor the one after runs into it.
fn stands_alone(bitext: &Bitext<'_>, at: usize, cx: &Context<'_>) -> bool {
    let begins = |pair: &Pair<'_>| pair.source_text().chars().find(|c| is_word_character(*c)).is_none_or(|c| !c.is_lowercase());
    let bare = |pair: &Pair<'_>| ending(pair.source_text(), cx.source).end == End::Bare;
    let before = at.checked_sub(1).and_then(|before| bitext.pairs.get(before)).is_none_or(|pair| !pair.is_linked() || !bare(pair));
    let cased = cx.source.scripts.iter().any(|code| matches!(code.as_str(), "Latn" | "Cyrl" | "Grek" | "Armn"));
    let after = bitext.pairs.get(at + 1).is_none_or(|pair| cased && begins(pair));
    bare(&bitext.pairs[at]) && begins(&bitext.pairs[at]) && before && after
}
