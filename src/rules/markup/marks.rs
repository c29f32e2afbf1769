//! Links and code spans of both sides, and which of them changed.

use std::collections::BTreeSet;

use crate::{
    model::{MarkKind, Segment},
    rules::{Bitext, Pair},
};

/// A link or code span that stands changed in the translation.
pub(super) struct Changed<'p, 'a> {
    pub pair: &'p Pair<'a>,
    pub source: String,
    pub target: String,
}

/// Values of a kind of mark that neither side has in common, where a pair has one of each: the one became the other.
pub(super) fn changed<'p, 'a>(bitext: &'p Bitext<'a>, kind: MarkKind, same: fn(&str, &str) -> bool) -> Vec<Changed<'p, 'a>> {
    let all = |segments: &[Segment]| -> BTreeSet<String> { values(segments, kind).collect() };
    let (mine, theirs) = (all(bitext.source.segments), all(bitext.target.segments));
    let mut out = Vec::new();
    for pair in bitext.pairs.iter().filter(|pair| pair.is_linked()) {
        let lost: Vec<String> = values(pair.source, kind).filter(|value| !theirs.contains(value)).collect();
        let new: Vec<String> = values(pair.target, kind).filter(|value| !mine.contains(value)).collect();
        if lost.len() != new.len() {
            continue;
        }
        out.extend(lost.into_iter().zip(new).filter(|(source, target)| !same(source, target)).map(|(source, target)| Changed {
            pair,
            source,
            target,
        }));
    }
    out
}

fn values(segments: &[Segment], kind: MarkKind) -> impl Iterator<Item = String> {
    segments.iter().flat_map(move |segment| segment.marks().filter(move |(_, mark)| mark.kind == kind).map(|(_, mark)| mark.value.clone()))
}

/// Whether a pair has a mark of this kind on both sides.
pub(super) fn any(bitext: &Bitext<'_>, kind: MarkKind) -> bool {
    values(bitext.source.segments, kind).next().is_some() && values(bitext.target.segments, kind).next().is_some()
}
