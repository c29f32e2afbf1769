//! Names judged by where they stand, for the rules that report them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    gathered::Gathered,
    suspicion::{SURE, Suspicion},
};
use crate::{
    message,
    model::Severity,
    names::{Standing, Survey},
    rules::{Bitext, Reporter},
    text::romanize::romanize,
};

/// Where a name stands on each side.
type Places = (Option<Range<usize>>, Option<Range<usize>>);

fn touch(one: Option<&Range<usize>>, other: Option<&Range<usize>>) -> bool {
    matches!((one, other), (Some(a), Some(b)) if a.start < b.end && b.start < a.end)
}

/// One finding a name: what the batch is sure of goes first, then what the place in the sentence says, then what is only suspected.
pub(super) fn settle(survey: &mut Survey, suspicions: &mut Vec<Suspicion>) {
    let mut held: FxHashMap<usize, Vec<Places>> = FxHashMap::default();
    for name in &survey.rendered {
        held.entry(name.pair).or_default().push((Some(name.other.clone()), Some(name.span.clone())));
    }
    for suspicion in suspicions.iter().filter(|s| s.confidence >= SURE) {
        held.entry(suspicion.pair).or_default().push((suspicion.source.clone(), suspicion.target.clone()));
    }
    survey.stands.retain(|stand| {
        let others = held.get(&stand.pair).map_or(&[][..], Vec::as_slice);
        !others.iter().any(|(other, span)| touch(other.as_ref(), stand.other.as_ref()) || touch(span.as_ref(), stand.span.as_ref()))
    });
    let mut by_pair: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (at, stand) in survey.stands.iter().enumerate() {
        by_pair.entry(stand.pair).or_default().push(at);
    }
    suspicions.retain(|s| {
        let mut found = false;
        for at in by_pair.get(&s.pair).into_iter().flatten() {
            let stand = &mut survey.stands[*at];
            if touch(s.source.as_ref(), stand.other.as_ref()) || touch(s.target.as_ref(), stand.span.as_ref()) {
                stand.sure = stand.sure.max(s.confidence);
                found = true;
            }
        }
        !found
    });
}

/// Reports the names of one kind.
pub(super) fn stands(gathered: &Gathered, standing: Standing, issue: &'static str, bitext: &Bitext<'_>, out: &mut Reporter<'_>) {
    for stand in gathered.survey.stands.iter().filter(|stand| stand.standing == standing) {
        let Some(pair) = bitext.pairs.get(stand.pair) else { continue };
        let (source, target) = (pair.source_text(), pair.target_text());
        let written = stand.other.clone().and_then(|span| source.get(span)).unwrap_or_default();
        let shown = stand.span.clone().and_then(|span| target.get(span)).unwrap_or_default();
        let reading = romanize(written);
        let message = match standing {
            Standing::Missing => message!("{written} ({reading}) is a name; nothing in the target sounds like it", written, reading),
            Standing::Partial => {
                message!("{written} ({reading}) belongs to the name; the target has only the rest of it", written, reading)
            }
            Standing::Place => message!("Source has {written} ({reading}), target “{shown}”", written, reading, shown),
            Standing::Mismatch => message!("Source has {written} ({reading}), target names “{shown}”", written, reading, shown),
            Standing::Translated => message!("{written} ({reading}) is a name; target has “{shown}”", written, reading, shown),
            Standing::Misspelt => match &stand.usual {
                Some(usual) => message!("{written} is “{shown}” here; “{usual}” fits it better", written, shown, usual),
                None => message!("“{shown}” hardly sounds like {written} ({reading})", shown, written, reading),
            },
            Standing::Extra => message!("Target names “{shown}”; nothing in the source sentence sounds like it", shown),
        };
        let severity = if standing == Standing::Partial { Severity::Info } else { Severity::Minor };
        let finding = out.report(pair.place(), severity, stand.sure, issue, message);
        if let Some(span) = &stand.other {
            finding.source_span(source, span.clone());
        }
        if let Some(span) = &stand.span {
            finding.target_span(target, span.clone());
        }
        finding.because("known by", if written.is_empty() { "a full name with no counterpart" } else { "its place in the sentence" });
        if let Some(usual) = &stand.usual {
            finding.suggest(usual.clone());
        }
    }
}
