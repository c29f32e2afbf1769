//! The names of a document, a row each, for `names.csv` and `bilint names list`.

use super::{
    gathered::{differ, gather},
    name_variant::preferred,
};
use crate::{
    model::{NameRow, Severity},
    rules::{Bitext, Context},
};

/// One row for each name that is mentioned at least twice or spelled in more than one way. File and id are left empty.
#[must_use]
pub fn rows(bitext: &Bitext<'_>, cx: &Context<'_>) -> Vec<NameRow> {
    let Some(gathered) = gather(bitext, cx) else { return Vec::new() };
    let mut out = Vec::new();
    for entity in gathered.entities.iter().filter(|e| e.count() >= 2) {
        let Some((usual, _)) = preferred(entity, cx.settings) else { continue };
        let Some(first) = entity.spellings.iter().flat_map(|s| &s.mentions).min().and_then(|at| gathered.survey.mentions.get(*at)) else {
            continue;
        };
        let Some(pair) = bitext.pairs.get(first.pair) else { continue };
        let mixed = entity.spellings.iter().any(|s| differ(&s.form, &usual, false));
        let variants: Vec<(String, u32)> =
            entity.spellings.iter().map(|s| (s.form.clone(), u32::try_from(s.mentions.len()).unwrap_or(u32::MAX))).collect();
        let source_name = pair.source_text().get(first.source.clone()).unwrap_or(&entity.source_form).to_owned();
        let message = if mixed { format!("{source_name} is spelled {} ways", variants.len()) } else { String::new() };
        out.push(NameRow {
            severity: mixed.then_some(Severity::Minor),
            issue: if mixed { "Name spelled two ways".to_owned() } else { String::new() },
            message,
            source_name,
            proposed: usual,
            variants,
            kind: "name",
            confidence: if first.likeness > 0.9 { 93 } else { 85 },
            first_file: String::new(),
            first_line: pair.target.first().map_or(1, |segment| segment.at.line),
            rule: "name-variant",
            id: String::new(),
        });
    }
    out
}
