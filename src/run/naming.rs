//! Names alone: the names of a pair of documents, and name findings over a batch of ready-made pairs.

use rayon::prelude::*;

use super::{
    Plan, Progress,
    assemble::name_id,
    check::{ByLanguages, Options, texts_of},
    texts::Texts,
};
use crate::{
    config::Settings,
    model::{Bead, Finding, Lang, NameRow, Problem, Segment},
    rules::{
        BatchNames, Bitext, Context, Side, judge,
        names::{self, NameTable},
    },
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
        let side = |lang, segments| Side { lang, path: "", segments, aside: &[] };
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

/// The names of every pair of a plan: one row each for the whole batch.
///
/// # Errors
/// The first file that cannot be read.
pub fn list_names(plan: &Plan, settings: &Settings) -> Result<Vec<NameRow>, Problem> {
    let all = texts_of(plan, settings, Options::default(), &Progress::new(plan.jobs.len(), false))?;
    let mut bitexts: Vec<(&Texts, Bitext<'_>)> = all.iter().map(|(texts, beads)| (texts, texts.bitext(beads))).collect();
    let context = |texts: &Texts| Context::new(settings, texts.source.lang, texts.target.lang);
    bitexts.par_iter_mut().for_each(|(texts, bitext)| names::look_up(bitext, &context(texts)));
    let mut batches: Vec<(_, BatchNames, NameTable)> = Vec::new();
    for (texts, bitext) in &bitexts {
        let langs = (texts.source.lang, texts.target.lang);
        let at = batches.iter().position(|(known, ..)| *known == langs).unwrap_or_else(|| {
            batches.push((langs, BatchNames::default(), NameTable::default()));
            batches.len() - 1
        });
        batches[at].1.add(bitext, &context(texts));
    }
    for (texts, bitext) in &bitexts {
        let langs = (texts.source.lang, texts.target.lang);
        let Some((_, batch, table)) = batches.iter_mut().find(|(known, ..)| *known == langs) else { continue };
        let cx = Context { names: Some(&*batch), ..context(texts) };
        let findings = judge(bitext, &cx, false).findings;
        let rows = names::rows(bitext, &cx, &findings).into_iter();
        table.add(&rows.map(|row| NameRow { first_file: texts.target.document.path.clone(), ..row }).collect::<Vec<_>>());
    }
    let mut rows = Vec::new();
    for ((source, target), _, table) in batches {
        let listed = table.rows(&Context::new(settings, source, target));
        rows.extend(listed.into_iter().map(|row| NameRow { id: name_id(&row), ..row }));
    }
    Ok(rows)
}
