//! Names that stand as something else, for the rules that tell what.

use super::gathered::Gathered;
use crate::{
    model::Finding,
    names::{Instead, Rendered},
    rules::{Bitext, Pair},
};

/// Each such name of a kind, with its pair, as it is written in the source, and what the target shows for it.
pub(super) fn instead<'b, 'a>(
    bitext: &'b Bitext<'a>,
    gathered: &'b Gathered,
    kind: Instead,
) -> impl Iterator<Item = (&'b Rendered, &'b Pair<'a>, &'b str, &'b str)> {
    gathered.survey.rendered.iter().filter(move |name| name.instead == kind).filter_map(|name| {
        let pair = bitext.pairs.get(name.pair)?;
        Some((name, pair, pair.source_text().get(name.other.clone())?, pair.target_text().get(name.span.clone())?))
    })
}

/// Adds to a finding where the name stands, who bears it, and how it is usually spelled.
pub(super) fn complete(finding: &mut Finding, pair: &Pair<'_>, name: &Rendered) {
    finding
        .source_span(pair.source_text(), name.other.clone())
        .target_span(pair.target_text(), name.span.clone())
        .because("people of this name", name.people.to_string());
    if let Some(usual) = name.spelled.first() {
        finding.suggest(usual.clone());
    }
}
