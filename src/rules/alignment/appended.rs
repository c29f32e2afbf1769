//! A translation whose last sentence answers nothing: the sentence by itself against the source, and the rest against it.

use std::{ops::Range, sync::OnceLock};

use super::{
    length::{deviation, general},
    signs::{alone, one_script, read, signs, weigh},
};
use crate::{
    rules::{Context, Pair},
    segment::sentences,
    text::ends::{End, ending},
};

/// What is looked at, in this order.
pub const APPENDED: [&str; 8] = [
    "bias",
    "whole too long",
    "rest too long",
    "rest too short",
    "last sentence not about the source",
    "rest not about the source",
    "more sentences",
    "share of the last sentence",
];

/// The facts of a pair.
pub type Appended = [f32; APPENDED.len()];

/// Evidence that the rest is not about the source either from which the whole pair is in doubt, not its last sentence.
const REST_IN_DOUBT: f32 = 1.5;
/// Characters of the last sentence, and of the rest, from which on they can be judged.
const SHORTEST: usize = 12;

/// A translation that is not longer than this against its source, in deviations, holds nothing that was put in.
const LONGER: f64 = 0.5;

/// The last sentence of a translation that has more sentences than its source, and what speaks for its having been put in.
#[must_use]
pub fn appended(pair: &Pair<'_>, cx: &Context<'_>) -> Option<(Range<usize>, Appended)> {
    let (source, target) = (pair.source_text(), pair.target_text());
    let whole = deviation(pair, general(cx), cx);
    if whole < LONGER {
        return None;
    }
    let (theirs, own) = (sentences(source, cx.source_lang), sentences(target, cx.target_lang));
    let last = own.last().filter(|_| own.len() > theirs.len())?.clone();
    let (rest, tail) = (target.get(..last.start)?.trim_end(), target.get(last.clone())?);
    if rest.chars().count() < SHORTEST || tail.chars().count() < SHORTEST {
        return None;
    }
    // A line that was broken between two words is no end of a sentence.
    if ending(rest, cx.target).end == End::Bare {
        return None;
    }
    let judged = |text: &str| {
        alone(source, text, cx, |bitext, pair| {
            (weigh(&signs(bitext, pair, &Context { names: None, ..*cx }), one_script(source, text)), deviation(pair, general(cx), cx))
        })
    };
    let ((put_in, _), (kept, z)) = (judged(tail)?, judged(rest)?);
    #[expect(clippy::cast_possible_truncation, reason = "small")]
    let real = |value: f64| value.clamp(-6.0, 6.0) as f32;
    let count = |value: usize| f32::from(u16::try_from(value).unwrap_or(u16::MAX));
    let facts = [
        1.0,
        real(whole),
        real(z.max(0.0)),
        real((-z).max(0.0)),
        put_in.without_lengths.clamp(-6.0, 6.0),
        kept.all.clamp(-6.0, 6.0),
        count((own.len() - theirs.len()).min(4)),
        count(tail.chars().count()) / count(target.chars().count()).max(1.0),
    ];
    (kept.all < REST_IN_DOUBT).then_some((last, facts))
}

/// Log-likelihood ratio: a sentence put in, against one sentence rendered by two.
#[must_use]
pub fn weigh_appended(facts: &Appended, one_script: bool) -> f32 {
    static WEIGHTS: OnceLock<[Appended; 2]> = OnceLock::new();
    let weights = WEIGHTS.get_or_init(|| read(include_str!("../data/appended.tsv")));
    facts.iter().zip(&weights[usize::from(!one_script)]).map(|(fact, weight)| fact * weight).sum()
}
