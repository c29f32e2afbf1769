//! Words beside a figure that make it a limit: at least, up to, 以上.

use std::ops::Range;

use super::{Value, fold_phrase};
use crate::{
    lang::{Language, is_letter, once_a_language},
    model::Arrange,
};

/// Which way a figure is a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// At least, more than.
    Low,
    /// At most, up to, fewer than.
    High,
}

impl Bound {
    #[must_use]
    pub fn name(self) -> &'static str {
        if self == Bound::Low { "lower" } else { "upper" }
    }
}

#[derive(Debug)]
struct Pattern {
    before: String,
    after: String,
    /// `None`: neither limit, but longer than a limit it holds ("no more and no less than").
    bound: Option<Bound>,
}

/// Characters that words may be longer than their pattern, and one.
const SLACK: usize = 4;

/// The limits of one language, longest first.
#[derive(Debug, Default)]
struct Bounds {
    patterns: Vec<Pattern>,
    /// Characters before a figure that the longest pattern may take.
    longest: usize,
    unspaced: bool,
}

impl Bounds {
    once_a_language!(Bounds);

    fn new(language: &'static Language) -> Self {
        let limits = &language.limits;
        let kinds = [
            (&limits.least, Some(Bound::Low)),
            (&limits.more, Some(Bound::Low)),
            (&limits.most, Some(Bound::High)),
            (&limits.less, Some(Bound::High)),
            (&limits.about, None),
        ];
        let mut patterns: Vec<Pattern> = Vec::new();
        for (list, bound) in kinds {
            for pattern in list {
                let (before, after) = pattern.split_once("{0}").unwrap_or((pattern, ""));
                patterns.push(Pattern { before: fold_phrase(before.trim()), after: fold_phrase(after.trim()), bound });
            }
        }
        patterns.arrange_by_key(|pattern| std::cmp::Reverse(pattern.before.len() + pattern.after.len()));
        let longest = patterns.iter().map(|pattern| pattern.before.chars().count() + SLACK).max().unwrap_or(0);
        Bounds { patterns, longest, unspaced: language.unspaced }
    }
}

/// The limit that the words right beside a figure set, and where they stand.
#[must_use]
pub fn bound(text: &str, value: &Value, language: &'static Language) -> Option<(Bound, Range<usize>)> {
    let bounds = Bounds::of(language);
    let blanks = [' ', '\u{a0}', '\u{202f}'];
    // What stands beside the figure, as patterns are spelled: most patterns do not.
    let before = {
        let head = text[..value.whole.start].trim_end_matches(blanks);
        let start = head.char_indices().rev().nth(bounds.longest).map_or(0, |(at, _)| at);
        fold_phrase(&head[start..])
    };
    let pattern = bounds.patterns.iter().filter(|pattern| before.ends_with(&pattern.before)).find_map(|pattern| {
        let start = if pattern.before.is_empty() {
            Some(value.whole.start)
        } else {
            let head = text[..value.whole.start].trim_end_matches(blanks);
            // Folding drops joiners and vowel signs: the words may be a few characters longer than the pattern.
            let count = pattern.before.chars().count();
            let starts = head.char_indices().rev().map(|(at, _)| at).skip(count - 1).take(SLACK);
            starts.into_iter().find(|from| {
                let free = bounds.unspaced || !head[..*from].ends_with(is_letter);
                free && fold_phrase(&head[*from..]) == pattern.before
            })
        }?;
        let end = if pattern.after.is_empty() {
            value.whole.end
        } else {
            // 60多吨, 300人以上: between the figure and its unit, behind both, or behind a counter.
            let counter = |letters: usize| {
                let rest = &text[value.whole.end..];
                let length: usize = rest.chars().take(letters).take_while(|c| is_letter(*c)).map(char::len_utf8).sum();
                let counts = bounds.unspaced || rest.starts_with(|c| matches!(c, '가'..='힣'));
                value.whole.end + if counts { length } else { 0 }
            };
            [value.span.end, value.whole.end, counter(1), counter(2)].into_iter().find_map(|end| {
                let rest = &text[end..];
                let body = rest.trim_start_matches(blanks);
                let length: usize = body.chars().take(pattern.after.chars().count()).map(char::len_utf8).sum();
                let free = bounds.unspaced || !body[length..].starts_with(is_letter);
                (free && fold_phrase(&body[..length]) == pattern.after).then_some(end + rest.len() - body.len() + length)
            })?
        };
        Some((pattern.bound, start..end))
    });
    pattern.and_then(|(bound, span)| bound.map(|bound| (bound, span)))
}
