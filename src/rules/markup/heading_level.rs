use std::collections::BTreeMap;

use crate::{
    declare_rule, message,
    model::{BlockKind, Segment, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A heading of another level than in the source.
    ///
    /// ## Why it matters
    ///
    /// The contents list and the order of the page break.
    ///
    /// ## Example
    ///
    /// "## Fares" → "### الأسعار". Not found: a translation whose every heading is one level higher or lower.
    ///
    /// ## What it cannot see
    ///
    /// A heading that became ordinary text: `structure` finds it.
    HeadingLevel, id = "heading-level", family = "markup", severity = Minor, mqm = "Design and markup", scope = Document
}

impl Rule for HeadingLevel {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let pairs: Vec<_> = bitext.pairs.iter().filter_map(|pair| Some((pair, level(pair.source)?, level(pair.target)?))).collect();
        if pairs.is_empty() {
            return Err("no headings on both sides");
        }
        let mut steps: BTreeMap<i16, usize> = BTreeMap::new();
        for (_, source, target) in &pairs {
            *steps.entry(i16::from(*target) - i16::from(*source)).or_default() += 1;
        }
        // The step that most headings take is how the page is laid out.
        let usual = steps.iter().max_by_key(|(step, times)| (**times, **step == 0)).map_or(0, |(step, _)| *step);
        for (pair, source, target) in pairs {
            if i16::from(target) - i16::from(source) == usual {
                continue;
            }
            let text = pair.target_text();
            out.report(
                pair.place(),
                Severity::Minor,
                85,
                "Other heading level",
                message!("Source has level {source}, target level {target}", source, target),
            )
            .target_span(text, 0..text.len())
            .because("levels", format!("{source}, {target}"));
        }
        Ok(())
    }
}

fn level(segments: &[Segment]) -> Option<u8> {
    match segments {
        [one] => match one.kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        },
        _ => None,
    }
}
