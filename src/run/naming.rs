//! Names alone: the names of a pair of documents, and name findings over a batch of ready-made pairs.

use super::{
    Plan, Progress,
    assemble::name_id,
    check::{ByLanguages, Options, texts_of},
};
use crate::{
    config::Settings,
    model::{Bead, Finding, Lang, NameRow, Problem, Segment},
    rules::{Bitext, Context, Side, judge, names},
};

/// A ready-made pair and what the name rules say of it.
#[derive(Debug, Clone)]
pub struct NameFinding {
    pub id: String,
    pub source_lang: Option<Lang>,
    pub target_lang: Option<Lang>,
    pub source: String,
    pub target: String,
    pub findings: Vec<Finding>,
}

/// Runs the name rules over pairs; those of one pair of languages are one document. Order is kept.
#[must_use]
pub fn name_findings(mut pairs: Vec<NameFinding>, settings: &Settings) -> Vec<NameFinding> {
    let mut groups = ByLanguages::new();
    for (at, pair) in pairs.iter().enumerate() {
        let langs = (pair.source_lang, pair.target_lang);
        match groups.iter_mut().find(|(known, _)| *known == langs) {
            Some((_, members)) => members.push(at),
            None => groups.push((langs, vec![at])),
        }
    }
    for ((source_lang, target_lang), members) in groups {
        let line = |text: fn(&NameFinding) -> &str| -> Vec<Segment> {
            members.iter().zip(0u32..).map(|(at, index)| Segment::line(index, text(&pairs[*at]).trim())).collect()
        };
        let (source, target) = (line(|p| &p.source), line(|p| &p.target));
        let beads: Vec<Bead> = (0..u32::try_from(members.len()).unwrap_or(u32::MAX))
            .map(|n| Bead { source: n..n + 1, target: n..n + 1, confidence: 1.0, score: 0.0, moved: false })
            .collect();
        let side = |lang, segments| Side { lang, path: "", segments };
        let bitext = Bitext::new(side(source_lang, &source), side(target_lang, &target), &beads);
        let cx = Context::new(settings, source_lang, target_lang);
        for finding in judge(&bitext, &cx, false).findings.into_iter().filter(|f| is_name_rule(f.rule)) {
            if let Some(at) = members.get(finding.place.bead as usize) {
                pairs[*at].findings.push(finding);
            }
        }
    }
    pairs
}

fn is_name_rule(rule: &str) -> bool {
    crate::rules::find(rule).is_some_and(|rule| rule.meta().family == "names")
}

/// The names of every pair of a plan.
///
/// # Errors
/// The first file that cannot be read.
pub fn list_names(plan: &Plan, settings: &Settings) -> Result<Vec<NameRow>, Problem> {
    let mut rows = Vec::new();
    for (texts, beads) in texts_of(plan, settings, Options::default(), &Progress::new(plan.jobs.len(), false))? {
        let side = |text: &'_ super::check::Text| (text.lang, text.document.path.clone());
        let ((source_lang, source_path), (target_lang, target_path)) = (side(&texts.source), side(&texts.target));
        let source = Side { lang: source_lang, path: &source_path, segments: &texts.source.segments };
        let target = Side { lang: target_lang, path: &target_path, segments: &texts.target.segments };
        let bitext = Bitext::new(source, target, &beads);
        let cx = Context::new(settings, source_lang, target_lang);
        let findings = judge(&bitext, &cx, false).findings;
        rows.extend(names::rows(&bitext, &cx, &findings).into_iter().map(|row| NameRow {
            id: name_id(&row),
            first_file: target_path.clone(),
            ..row
        }));
    }
    Ok(rows)
}
