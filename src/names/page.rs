//! One pair of a batch while its names are looked for: the capitalised words of the Latin side and their places on the other.

use std::{borrow::Cow, ops::Range, sync::Arc};

use super::{
    candidates::{Candidate, Common, bare, candidates},
    contrast::Rival,
    kept::shared,
    search::{Found, Searcher},
};
use crate::{
    lang::{is_letter, word_indices},
    model::Arrange,
};

/// A word with a sure place tells where its neighbour should be.
const SURE: f32 = 0.6;
/// A span of this score and below this probability may be a name with a slip in it.
const DOUBTFUL: (f32, f32) = (2.0, 0.8);

/// A span of this probability will not be found elsewhere by another search.
const SETTLED: f32 = 0.8;

/// Where a word stands next to the other words of its run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Beside {
    /// No neighbour has a sure place.
    #[default]
    Unknown,
    Next,
    Apart,
}

/// A capitalised word and what the other side has for it.
#[derive(Debug, Clone)]
pub struct Word {
    pub candidate: Candidate,
    /// Without article, in lower case.
    pub bare: Arc<str>,
    pub found: Option<Found>,
    /// It stands there in Latin letters.
    pub literal: bool,
    pub rival: Option<Box<Rival>>,
    /// The batch counts it as answered.
    pub believed: bool,
    pub beside: Beside,
}

/// A pair.
#[derive(Debug, Clone)]
pub struct Page<'t> {
    pub latin: &'t str,
    pub other: &'t str,
    pub words: Cow<'t, [Word]>,
}

impl<'t> Page<'t> {
    /// Looks the names of the Latin side up in the other.
    #[must_use]
    pub fn new(latin: &'t str, other: &'t str, common: &Common, searcher: &mut Searcher, rivals: bool) -> Self {
        let mut page = Page { latin, other, words: Cow::default() };
        if latin.is_empty() || other.is_empty() {
            return page;
        }
        let candidates = candidates(latin, common);
        if candidates.is_empty() {
            return page;
        }
        let haystack = searcher.haystack(other);
        // Most texts of another script have no Latin letters at all.
        let plain = other.bytes().any(|b| b.is_ascii_alphabetic());
        let lower = if plain || !latin.is_ascii() { other.to_lowercase() } else { String::new() };
        let mut words = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            let bare = shared(&bare(&candidate.form));
            let literal = lower.contains(&*bare);
            let found = (!literal).then(|| searcher.find(&candidate.form, other, &haystack)).flatten();
            words.push(Word { candidate, bare, found, literal, rival: None, believed: false, beside: Beside::Unknown });
        }
        page.words = Cow::Owned(words);
        page.share_out(searcher);
        page.neighbours(searcher);
        for word in page.words.to_mut() {
            let doubtful = word.found.as_ref().filter(|f| rivals && f.score >= DOUBTFUL.0 && f.probability < DOUBTFUL.1);
            word.rival = doubtful.and_then(|f| searcher.rival(&other[f.span.clone()], &word.candidate.form)).map(Box::new);
        }
        page
    }

    /// Whether a word of it has no sure place.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.words.iter().any(|word| !word.literal && word.found.as_ref().is_none_or(|found| found.probability < SETTLED))
    }

    /// A span answers one word: of two that want it the better one has it, and the other looks again in what is left.
    fn share_out(&mut self, searcher: &mut Searcher) {
        let score = |word: &Word| word.found.as_ref().map_or(f32::MIN, |f| f.score);
        let mut order: Vec<usize> = (0..self.words.len()).filter(|at| self.words[*at].found.is_some()).collect();
        order.arrange_by(|a, b| score(&self.words[*b]).total_cmp(&score(&self.words[*a])).then(a.cmp(b)));
        let mut taken: Vec<(Range<usize>, usize)> = Vec::new();
        for at in order {
            let Some(found) = &self.words[at].found else { continue };
            let clash = |(span, by): &(Range<usize>, usize)| {
                self.words[*by].bare != self.words[at].bare && overlap(span, &found.span) * 2 > found.span.len().min(span.len())
            };
            if taken.iter().any(clash) {
                let text = blanked(self.other, taken.iter().map(|(span, _)| span));
                let haystack = searcher.haystack(&text);
                let form = self.words[at].candidate.form.clone();
                self.words.to_mut()[at].found = searcher.find(&form, &text, &haystack);
            }
            if let Some(found) = &self.words[at].found {
                taken.push((found.span.clone(), at));
            }
        }
    }

    /// Where a word of a run has a sure place, the next word of the run should stand next to it.
    fn neighbours(&mut self, searcher: &mut Searcher) {
        if !self.words.windows(2).any(|pair| pair[0].candidate.run == pair[1].candidate.run) {
            return;
        }
        let units: Vec<Range<usize>> = word_indices(self.other).map(|(at, word)| at..at + word.len()).collect();
        for at in 0..self.words.len() {
            let run = self.words[at].candidate.run;
            let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let sure = near.filter_map(|n| self.words.get(n)).filter(|w| w.candidate.run == run).find_map(|w| {
                let found = w.found.as_ref().filter(|f| f.probability >= SURE)?;
                Some(found.span.clone())
            });
            let (Some(sure), false) = (sure, self.words[at].literal) else { continue };
            let mine = self.words[at].found.clone();
            if mine.as_ref().is_some_and(|f| adjacent(self.other, &f.span, &sure)) {
                self.words.to_mut()[at].beside = Beside::Next;
                continue;
            }
            self.words.to_mut()[at].beside = Beside::Apart;
            if mine.as_ref().is_some_and(|f| f.probability >= SURE) {
                continue;
            }
            // What stands next to the neighbour is the counterpart, if it is like the word at all.
            let inside = |unit: &Range<usize>| unit.start < sure.end && sure.start < unit.end;
            let first = units.iter().position(inside);
            let last = units.iter().rposition(inside);
            let beside = [first.and_then(|n| n.checked_sub(1)), last.map(|n| n + 1)].into_iter().flatten().filter_map(|n| units.get(n));
            let form = &self.words[at].candidate.form;
            let best =
                beside.map(|unit| (unit.clone(), searcher.likely(&self.other[unit.clone()], form))).max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((span, probability)) = best
                && probability > mine.as_ref().map_or(0.0, |f| f.probability)
            {
                let score = mine.as_ref().map_or(0.0, |f| f.score);
                self.words.to_mut()[at].found = Some(Found { span, score, probability });
                self.words.to_mut()[at].beside = Beside::Next;
            }
        }
    }
}

/// Bytes that two ranges share.
pub fn overlap(one: &Range<usize>, other: &Range<usize>) -> usize {
    one.end.min(other.end).saturating_sub(one.start.max(other.start))
}

/// Whether nothing but blanks, joints and a short glued word stands between two spans.
fn adjacent(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    text.get(first.end..second.start).is_none_or(|between| between.chars().filter(|c| is_letter(*c)).count() <= 3)
}

/// A text with some spans blanked out, byte for byte.
fn blanked<'s>(text: &str, spans: impl Iterator<Item = &'s Range<usize>>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for span in spans {
        if text.is_char_boundary(span.start) && text.is_char_boundary(span.end) {
            bytes[span.clone()].fill(b' ');
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_touch_or_do_not() {
        assert_eq!(overlap(&(0..4), &(2..9)), 2);
        assert_eq!(overlap(&(0..4), &(5..9)), 0);
        assert!(adjacent("كيلي همفريز", &(0..8), &(9..21)));
        assert!(!adjacent("كيلي في المدينة همفريز", &(0..8), &(28..40)));
        assert_eq!(blanked("aب c", std::iter::once(&(1..3))), "a   c");
    }
}
