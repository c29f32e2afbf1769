//! Puts findings, beads and documents together into what reports need.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use super::{
    languages::name,
    texts::{Text, Texts},
};
use crate::{
    config::Settings,
    gate::{Known, fingerprint},
    model::{
        Arrange, Bead, BeadKind, BeadRow, Beside, BlockKind, Excerpt, Finding, Location, NameRow, PairOutcome, Reported, RuleAccount,
        Segment, SegmentRange, SetAsideKind, Severity, SideInfo, Standing, Status,
    },
    rules::{Bitext, find},
};

/// What a finding takes off the score of its bead.
fn cost(severity: Severity) -> u32 {
    match severity {
        Severity::Critical => 50,
        Severity::Major => 25,
        Severity::Minor => 5,
        Severity::Info => 0,
    }
}

/// All that is said of a pair but the rows of its beads, which [`list`] makes.
pub(super) fn assemble(
    texts: &Texts,
    bitext: &Bitext<'_>,
    findings: Vec<Finding>,
    names: Vec<NameRow>,
    accounts: Vec<RuleAccount>,
    settings: &Settings,
    known: Option<&Known>,
) -> PairOutcome {
    let nothing = Known::default();
    let known = known.unwrap_or(&nothing);
    let report = &settings.report;
    let shown = findings.into_iter().filter(|f| f.severity >= report.min_severity && f.confidence >= report.min_confidence);
    let mut findings: Vec<(u32, Reported)> = shown.map(|finding| (finding.place.bead, reported(texts, finding))).collect();
    number(&mut findings);
    for (_, reported) in &mut findings {
        reported.standing = known.standing(&reported.id, &reported.finding, inline(texts, &reported.finding));
    }
    findings.arrange_by(|(_, a), (_, b)| {
        (b.finding.severity, b.finding.confidence)
            .cmp(&(a.finding.severity, a.finding.confidence))
            .then_with(|| (a.line, a.column, a.finding.rule).cmp(&(b.line, b.column, b.finding.rule)))
    });
    let kinds = || bitext.beads.iter().map(Bead::kind);
    let count = |wanted: fn(&BeadKind) -> bool| u32::try_from(kinds().filter(wanted).count()).unwrap_or(u32::MAX);
    let unmatched = |side: fn(&Bead) -> usize, kind: BeadKind| -> u32 {
        u32::try_from(bitext.beads.iter().filter(|bead| bead.kind() == kind).map(side).sum::<usize>()).unwrap_or(u32::MAX)
    };
    PairOutcome {
        source: info(&texts.source),
        target: info(&texts.target),
        beads: Vec::new(),
        findings: findings.into_iter().map(|(_, reported)| reported).collect(),
        names: names.into_iter().map(|row| named(row, texts, known)).collect(),
        accounts,
        linked: u32::try_from(bitext.pairs.iter().filter(|pair| pair.is_linked()).count()).unwrap_or(u32::MAX),
        merged: count(|kind| matches!(kind, BeadKind::Merged | BeadKind::Split | BeadKind::ManyToMany)),
        unmatched_source: unmatched(|bead| bead.source.len(), BeadKind::Omission),
        unmatched_target: unmatched(|bead| bead.target.len(), BeadKind::Addition),
    }
}

fn info(text: &Text) -> SideInfo {
    let words: usize = text.segments.iter().map(|segment| segment.text.unicode_words().count()).sum();
    SideInfo {
        path: text.document.path.clone(),
        format: text.document.format,
        encoding: text.document.encoding,
        lang: text.lang,
        lang_name: name(text.lang),
        lang_origin: text.origin,
        segments: u32::try_from(text.segments.len()).unwrap_or(u32::MAX),
        words: u32::try_from(words).unwrap_or(u32::MAX),
        set_aside: text.document.set_aside.clone(),
        notes: text.document.notes.clone(),
    }
}

fn slice(segments: &[Segment], range: SegmentRange) -> &[Segment] {
    segments.get(range.start as usize..range.end as usize).unwrap_or_default()
}

fn joined(segments: &[Segment]) -> String {
    segments.iter().map(|segment| &*segment.text).collect::<Vec<_>>().join(" ")
}

/// Where a finding is shown, and what with.
struct Shown {
    source_text: String,
    target_text: String,
    /// Where it begins and ends in the translation, and where it begins in the source.
    here: Location,
    end: Location,
    there: Location,
    segment: String,
}

fn reported(texts: &Texts, mut finding: Finding) -> Reported {
    let Shown { source_text, target_text, here, end, there, segment } = match finding.beside.take() {
        Some(lines) => beside(texts, *lines, &finding),
        None => inside(texts, &finding),
    };
    Reported {
        mqm: find(finding.rule).map_or("", |rule| rule.meta().mqm),
        source_text,
        target_text,
        file: texts.target.document.path.clone(),
        line: here.line,
        column: here.column,
        end_line: end.line,
        end_column: end.column,
        source_file: texts.source.document.path.clone(),
        source_line: there.line,
        source_column: there.column,
        segment,
        id: String::new(),
        standing: Standing::New,
        finding,
    }
}

/// A finding about sentences.
fn inside(texts: &Texts, finding: &Finding) -> Shown {
    let (source, target) = (slice(&texts.source.segments, finding.place.source), slice(&texts.target.segments, finding.place.target));
    let at = |text: &Text, segments: &[Segment], range: SegmentRange, offset: Option<u32>| match segments {
        // An empty side is shown where it would stand: in its unit, or at the segment before.
        [] if empty_unit(text, range).is_some() => empty_unit(text, range).map_or_else(Location::default, |segment| segment.at),
        [] => text.segments.get((range.start as usize).saturating_sub(1)).map_or(Location { line: 1, column: 1 }, |segment| segment.at),
        _ => place(text, segments, offset.unwrap_or(0) as usize),
    };
    let here = at(&texts.target, target, finding.place.target, finding.target.as_ref().map(|quote| quote.span.start));
    let there = at(&texts.source, source, finding.place.source, finding.source.as_ref().map(|quote| quote.span.start));
    let end = match (&finding.target, target) {
        (_, []) => here,
        (Some(quote), _) => place(&texts.target, target, quote.span.end as usize),
        (None, _) => place(&texts.target, target, joined(target).len()),
    };
    // Text that was put together from several places of a file may seem to end before it starts.
    let end = end.max(here);
    Shown {
        source_text: joined(source),
        target_text: joined(target),
        here,
        end,
        there,
        segment: empty_unit(&texts.target, finding.place.target)
            .filter(|_| target.is_empty())
            .map_or_else(|| label(target, finding.place.target), |unit| label(std::slice::from_ref(unit), finding.place.target)),
    }
}

/// A finding about lines that belong to no sentence.
fn beside(texts: &Texts, lines: Beside, finding: &Finding) -> Shown {
    let at = |line: &Excerpt, byte: Option<u32>| line.at.ahead(line.text.get(..byte.unwrap_or(0) as usize).unwrap_or_default());
    let here = at(&lines.target, finding.target.as_ref().map(|quote| quote.span.start));
    let there = at(&lines.source, finding.source.as_ref().map(|quote| quote.span.start));
    let end = finding.target.as_ref().map_or(here, |quote| at(&lines.target, Some(quote.span.end)));
    Shown {
        source_text: lines.source.text,
        target_text: lines.target.text,
        here,
        end,
        there,
        segment: label(slice(&texts.target.segments, finding.place.target), finding.place.target),
    }
}

/// The unit without text that stands at an empty place of a bilingual file or catalogue.
fn empty_unit(text: &Text, range: SegmentRange) -> Option<&Segment> {
    let segment = text.segments.get(range.start as usize)?;
    (segment.kind == BlockKind::Unit && segment.unit.is_some() && segment.text.is_empty()).then_some(segment)
}

/// The reason that a comment in one of the documents gives for leaving a finding alone.
fn inline(texts: &Texts, finding: &Finding) -> Option<String> {
    let (source, target) = (slice(&texts.source.segments, finding.place.source), slice(&texts.target.segments, finding.place.target));
    let silenced = target.iter().flat_map(|segment| texts.target.blocks.ignores(segment));
    silenced
        .chain(source.iter().flat_map(|segment| texts.source.blocks.ignores(segment)))
        .find(|(rule, _)| rule == finding.rule)
        .map(|(_, reason)| reason.clone())
}

/// Where a byte of the joined text of some segments stands in the file.
fn place(text: &Text, segments: &[Segment], offset: usize) -> Location {
    let mut rest = offset;
    for segment in segments {
        if rest <= segment.text.len() {
            return text.blocks.locate(segment, rest);
        }
        rest = rest.saturating_sub(segment.text.len() + 1);
    }
    segments.first().map(|segment| segment.at).unwrap_or_default()
}

/// `s12`, `s12+s13`, or the format's own id.
fn label(segments: &[Segment], range: SegmentRange) -> String {
    let labels: Vec<String> = segments
        .iter()
        .zip(range.start..)
        .map(|(segment, number)| match &segment.key {
            Some(key) if !key.is_empty() => key.to_string(),
            _ => format!("s{}", number.saturating_add(1)),
        })
        .collect();
    labels.join("+")
}

/// Fingerprints; identical findings are told apart by a running number.
fn number(findings: &mut [(u32, Reported)]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for (_, reported) in findings {
        let finding = &reported.finding;
        let span = finding.target.as_ref().or(finding.source.as_ref()).map_or("", |quote| quote.text.as_str());
        let first = fingerprint(finding.rule, &reported.source_text, &reported.target_text, span, 0);
        let times = seen.entry(first.clone()).and_modify(|times| *times += 1).or_insert(0);
        reported.id =
            if *times == 0 { first } else { fingerprint(finding.rule, &reported.source_text, &reported.target_text, span, *times) };
    }
}

/// The id of a row of `names.csv`.
pub(super) fn name_id(row: &NameRow) -> String {
    let forms: Vec<&str> = row.variants.iter().map(|(form, _)| form.as_str()).collect();
    fingerprint("name", &row.source_name, &forms.join("|"), "", 0)
}

/// The id and file of a name. One whose every spelling may stand needs no decision.
fn named(row: NameRow, texts: &Texts, known: &Known) -> NameRow {
    let id = name_id(&row);
    settled(NameRow { id, first_file: texts.target.document.path.clone(), ..row }, known)
}

fn settled(row: NameRow, known: &Known) -> NameRow {
    let forms: Vec<&str> = row.variants.iter().map(|(form, _)| form.as_str()).collect();
    let settled = !forms.is_empty() && forms.iter().all(|form| known.names.accepts(&row.source_name, form).is_some());
    if settled { NameRow { severity: None, issue: String::new(), message: String::new(), ..row } } else { row }
}

/// The names of a whole batch, each with its id.
pub(super) fn batch_rows(rows: Vec<NameRow>, known: Option<&Known>) -> Vec<NameRow> {
    let nothing = Known::default();
    rows.into_iter().map(|row| settled(NameRow { id: name_id(&row), ..row }, known.unwrap_or(&nothing))).collect()
}

/// The sentences of a side, to be shown.
pub(super) enum Sentences<'s> {
    Kept(&'s [Segment]),
    /// Nobody asks for them afterwards: those of a large file are not to be there twice.
    Given(&'s mut [Segment]),
}

impl Sentences<'_> {
    fn of(&self, range: SegmentRange) -> &[Segment] {
        match self {
            Sentences::Kept(segments) => slice(segments, range),
            Sentences::Given(segments) => slice(segments, range),
        }
    }

    /// The text of some sentences. What was given is gone then.
    fn text(&mut self, range: SegmentRange) -> String {
        if let Sentences::Given(segments) = self
            && range.end == range.start.saturating_add(1)
        {
            let only = segments.get_mut(range.start as usize);
            return only.map_or_else(String::new, |only| std::mem::take(&mut only.text).into_string());
        }
        joined(self.of(range))
    }
}

/// Makes the rows of the beads of a pair, and of what was set aside.
pub(super) fn list(outcome: &mut PairOutcome, beads: &[Bead], (mut sources, mut targets): (Sentences<'_>, Sentences<'_>)) {
    let mut by_bead: BTreeMap<u32, Vec<&Finding>> = BTreeMap::new();
    for reported in outcome.findings.iter().filter(|reported| reported.standing.counts()) {
        by_bead.entry(reported.finding.place.bead).or_default().push(&reported.finding);
    }
    let mut rows: Vec<BeadRow> = Vec::with_capacity(beads.len());
    for (bead, number) in beads.iter().zip(0u32..) {
        let found = by_bead.get(&number).map_or(&[][..], Vec::as_slice);
        let kind = bead.kind();
        let suspect = found.iter().any(|finding| finding.rule == "alignment-suspect");
        let status = match kind {
            _ if suspect => Status::Suspect,
            _ if bead.moved => Status::Moved,
            BeadKind::Omission => Status::Missing,
            BeadKind::Addition => Status::Extra,
            BeadKind::Merged => Status::Merged,
            BeadKind::Split => Status::Split,
            BeadKind::OneToOne | BeadKind::ManyToMany => Status::Ok,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
        let sure = (bead.confidence.clamp(0.0, 1.0) * 100.0).round() as u32;
        let off: u32 = found.iter().map(|finding| cost(finding.severity)).sum();
        let mut rules: Vec<&'static str> = found.iter().map(|finding| finding.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let (from, to) = (SegmentRange::from(bead.source.clone()), SegmentRange::from(bead.target.clone()));
        let line = |side: &[Segment]| side.first().map(|segment| segment.at.line);
        let (source_line, line, segment) = (line(sources.of(from)), line(targets.of(to)), label(targets.of(to), to));
        let (source, target) = (sources.text(from), targets.text(to));
        let linked = source_line.is_some() && line.is_some();
        let characters = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        rows.push(BeadRow {
            status,
            score: linked.then(|| u8::try_from(sure.saturating_sub(off)).unwrap_or(100)),
            link: Some(kind),
            length_pct: (linked && !source.is_empty())
                .then(|| u32::try_from(u64::from(characters(&target)) * 100 / u64::from(characters(&source).max(1))).unwrap_or(u32::MAX)),
            source,
            target,
            rules,
            line,
            source_line,
            segment,
        });
    }
    rows.extend(aside(&outcome.source, true));
    rows.extend(aside(&outcome.target, false));
    outcome.beads = rows;
}

/// What was set aside is listed, so that nobody thinks it was checked.
fn aside(side: &SideInfo, source: bool) -> Vec<BeadRow> {
    side.set_aside
        .iter()
        .filter(|part| part.kind != SetAsideKind::Markup)
        .map(|part| BeadRow {
            status: Status::Boilerplate,
            score: None,
            link: None,
            source: if source { part.text.clone() } else { String::new() },
            target: if source { String::new() } else { part.text.clone() },
            length_pct: None,
            rules: Vec::new(),
            line: (!source).then_some(part.at.line),
            source_line: source.then_some(part.at.line),
            segment: String::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Origin;

    #[test]
    fn rows_say_the_same_whether_the_sentences_are_kept_or_given() {
        let side = |path: &str| SideInfo {
            path: path.to_owned(),
            format: "text",
            encoding: "UTF-8",
            lang: None,
            lang_name: String::new(),
            lang_origin: Origin::Unknown,
            segments: 3,
            words: 6,
            set_aside: Vec::new(),
            notes: Vec::new(),
        };
        let outcome = PairOutcome {
            source: side("a.txt"),
            target: side("b.txt"),
            beads: Vec::new(),
            findings: Vec::new(),
            names: Vec::new(),
            accounts: Vec::new(),
            linked: 2,
            merged: 1,
            unmatched_source: 1,
            unmatched_target: 0,
        };
        let bead = |source, target| Bead { source, target, confidence: 0.5, score: 0.0, moved: false };
        let beads = [bead(0..1, 0..2), bead(1..2, 2..2), bead(2..3, 2..3)];
        let sources: Vec<Segment> =
            (0..).zip(["Low tide at noon.", "Quay shut.", "Pier 3"]).map(|(n, text)| Segment::line(n, text)).collect();
        let targets: Vec<Segment> = (0..).zip(["Ebbe.", "Um zwölf.", "Mole 3"]).map(|(n, text)| Segment::line(n, text)).collect();
        let (mut kept, mut given) = (outcome.clone(), outcome);
        list(&mut kept, &beads, (Sentences::Kept(&sources), Sentences::Kept(&targets)));
        let (mut from, mut to) = (sources.clone(), targets.clone());
        list(&mut given, &beads, (Sentences::Given(&mut from), Sentences::Given(&mut to)));
        assert_eq!(kept.beads, given.beads);
        let texts: Vec<(&str, &str)> = kept.beads.iter().map(|row| (row.source.as_str(), row.target.as_str())).collect();
        assert_eq!(texts, [("Low tide at noon.", "Ebbe. Um zwölf."), ("Quay shut.", ""), ("Pier 3", "Mole 3")]);
        assert!(from.iter().all(|segment| segment.text.is_empty()), "no text is there twice");
        assert_eq!(kept.beads.iter().map(|row| row.score).collect::<Vec<_>>(), [Some(50), None, Some(50)]);
    }
}
