use std::hash::{BuildHasher, Hasher};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};
use strsim::normalized_levenshtein;

use crate::{
    declare_rule,
    lang::{is_letter, is_word_character},
    message,
    model::{Place, Segment, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// The same sentence again in the translation where the source has different ones.
    ///
    /// ## Why it matters
    ///
    /// Translation systems loop: the repeated sentence stands where another should.
    ///
    /// ## Example
    ///
    /// Two different source sentences, both answered by "وقال المتحدث إن الجيش سيحترم الاتفاق." Not found: a refrain that the source repeats too.
    ///
    /// ## What it cannot see
    ///
    /// A repetition in other words.
    DuplicateSentence, id = "duplicate-sentence", family = "alignment", severity = Minor, mqm = "Accuracy/Addition", scope = Document
}

/// Shorter sentences recur with good reason.
const SHORTEST: usize = 24;
/// Sources less alike than this are different sentences.
const ALIKE: f64 = 0.6;

impl Rule for DuplicateSentence {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        // Units with a key of their own each stand by themselves: a catalogue may say the same in two places.
        let own = |pair: &Pair<'_>| pair.target.first().and_then(|segment| segment.key.clone());
        // By hash: of a large file the sentences themselves are not kept once more.
        let mut seen: FxHashMap<u64, &Pair<'_>> = FxHashMap::default();
        for pair in bitext.pairs.iter().filter(|pair| !pair.target.is_empty()) {
            if let Some((first, again)) = doubled(pair) {
                report_within(pair, first, again, out);
                continue;
            }
            if bitext.beads.len() < 2 {
                continue;
            }
            let (shape, letters) = shape(pair.target_text());
            if letters < SHORTEST {
                continue;
            }
            let key = own(pair);
            let first = *seen.entry(FxBuildHasher.hash_one((&key, shape))).or_insert(pair);
            if std::ptr::eq(first, pair) || own(first) != key || folded(first.target_text()) != folded(pair.target_text()) {
                continue;
            }
            if !pair.source.is_empty() && normalized_levenshtein(&folded(first.source_text()), &folded(pair.source_text())) > ALIKE {
                continue;
            }
            if pair.source.is_empty() && (0..2).any(|back| among_added(bitext, pair, back)) {
                continue;
            }
            let (there, line) = (number(first), line(first.target.first()));
            let text = pair.target_text();
            let (severity, message) = if pair.source.is_empty() {
                (Severity::Major, message!("The sentence of line {line} once more; nothing in the source answers it", line))
            } else {
                (Severity::Minor, message!("The sentence of line {line} once more; the source sentences differ", line))
            };
            out.report(pair.place(), severity, 93, "Sentence repeated", message)
                .target_span(text, 0..text.len())
                .because("same sentence", format!("s{there}"));
        }
        Ok(())
    }
}

/// The places of two target sentences of one bead that are the same, where its source says nothing twice.
pub(in crate::rules) fn doubled(pair: &Pair<'_>) -> Option<(usize, usize)> {
    if pair.target.len() < 2 {
        return None;
    }
    let twice = |segments: &[Segment]| {
        let keys: Vec<String> = segments.iter().map(|segment| folded(&segment.text)).collect();
        let long = |key: &String| key.chars().filter(|c| is_letter(*c)).count() >= SHORTEST;
        (1..keys.len()).find_map(|again| Some((keys[..again].iter().position(|key| *key == keys[again] && long(key))?, again)))
    };
    twice(pair.target).filter(|_| twice(pair.source).is_none())
}

/// A sentence that stands twice for one of the source, at its second place.
fn report_within(pair: &Pair<'_>, first: usize, again: usize, out: &mut Reporter<'_>) {
    let at = |place: usize| pair.bead.target.start.saturating_add(u32::try_from(place).unwrap_or(u32::MAX));
    let (here, there) = (at(again).saturating_add(1), at(first).saturating_add(1));
    let line = line(pair.target.get(first));
    let text = &*pair.target[again].text;
    let place = Place { target: (at(again)..here).into(), ..pair.place() };
    out.report(
        place,
        Severity::Major,
        93,
        "Sentence repeated",
        message!("The sentence of line {line} once more; nothing in the source answers it", line),
    )
    .target_span(text, 0..text.len())
    .because("same sentence", format!("s{there}"));
}

/// Whether the pair stands in a run of sentences without a source, which is told as such: with the one before it, or the one behind it.
fn among_added(bitext: &Bitext<'_>, pair: &Pair<'_>, back: usize) -> bool {
    let at = pair.index as usize;
    let beside = if back == 1 { at.checked_sub(1) } else { Some(at + 1) };
    beside.and_then(|at| bitext.pair(at)).is_some_and(|beside| beside.source.is_empty() && !beside.target.is_empty())
}

fn line(segment: Option<&Segment>) -> u32 {
    segment.map_or(0, |segment| segment.at.line)
}

fn number(pair: &Pair<'_>) -> u32 {
    pair.bead.target.start.saturating_add(1)
}

/// A hash of what [`folded`] makes of a text, and its letters. Both small sigmas are one here: which of them a capital becomes depends on its word.
fn shape(text: &str) -> (u64, usize) {
    let (mut hasher, mut letters) = (FxHasher::default(), 0);
    let mut add = |c: char| {
        if is_word_character(c) {
            hasher.write_u32(u32::from(if c == 'ς' { 'σ' } else { c }));
            letters += usize::from(is_letter(c));
        }
    };
    for c in text.chars() {
        if c.is_ascii() { add(c.to_ascii_lowercase()) } else { c.to_lowercase().for_each(&mut add) }
    }
    (hasher.finish(), letters)
}

fn folded(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| is_word_character(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_folds_alike_has_one_shape() {
        for (one, other) in
            [("Η ΟΔΟΣ, εδώ!", "η οδός… ΕΔΩ"), ("Η ΟΔΟΣ εδώ", "η οδος, ΕΔΏ"), ("İstanbul 12", "i\u{307}stanbul-12"), ("Straße", "strasse")]
        {
            assert_eq!(folded(one) == folded(other), shape(one).0 == shape(other).0, "{one} {other}");
            assert_eq!(shape(one).1, folded(one).chars().filter(|c| is_letter(*c)).count(), "{one}");
        }
    }
}
