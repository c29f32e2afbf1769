//! Workflow commands of GitHub Actions: the worst ten errors and ten warnings, which is all that a step may show, a closing notice with
//! the total, and a table for the job summary where `GITHUB_STEP_SUMMARY` names its file.

use std::io::{self, Write};

use super::{Report, rows::Rank, spool::Spool, texts::Texts};
use crate::{
    config::{Gate, ReportSettings},
    gate::{Score, Verdict, score},
    model::{Arrange, PairOutcome, Reported, RunSummary, Severity, Standing},
};

/// Annotations of one level that GitHub shows of a step.
const MOST: usize = 10;
/// Rows of the job summary.
const DOCUMENTS: usize = 50;

pub struct Github {
    out: Box<dyn Write>,
    /// The job summary, in Markdown.
    page: Option<Box<dyn Write>>,
    texts: Texts,
    gate: Gate,
    findings: Spool<Rank>,
    documents: Vec<(String, [u32; 4], Score)>,
}

impl Github {
    #[must_use]
    pub fn new(out: Box<dyn Write>, page: Option<Box<dyn Write>>, settings: &ReportSettings, gate: &Gate) -> Self {
        let texts = Texts::new(settings.language);
        Github { out, page, texts, gate: gate.clone(), findings: Spool::new(), documents: Vec::new() }
    }

    /// What fails the gate is an error, everything else a warning.
    fn line(&self, reported: &Reported) -> String {
        let finding = &reported.finding;
        let fails = self.gate.fail_on.is_some_and(|least| finding.severity >= least) && finding.confidence >= self.gate.min_confidence;
        let mut message = self.texts.message(finding).into_owned();
        if reported.standing == Standing::Open {
            message = self.texts.still_open(&message).into_owned();
        }
        let message = format!("{message} [{} {}]", finding.rule, reported.id);
        let end = if reported.end_line == reported.line && reported.end_column > reported.column {
            format!(",endColumn={}", reported.end_column)
        } else {
            String::new()
        };
        format!(
            "::{} file={},line={},endLine={},col={}{end},title={}::{}",
            if fails { "error" } else { "warning" },
            property(&reported.file),
            reported.line,
            reported.end_line,
            reported.column,
            property(&format!("{}: {}", self.texts.severity(finding.severity), self.texts.issue(finding.issue))),
            data(&message)
        )
    }

    fn page(&mut self, verdict: &Verdict) -> io::Result<()> {
        let Some(page) = &mut self.page else { return Ok(()) };
        writeln!(page, "## bilint: {}\n", if verdict.failed { "failed" } else { "passed" })?;
        for reason in &verdict.reasons {
            writeln!(page, "- {}", cell(reason))?;
        }
        writeln!(page, "\n| document | critical | major | minor | score |\n| --- | ---: | ---: | ---: | ---: |")?;
        let mut rows: Vec<_> = self.documents.iter().filter(|(_, counts, _)| counts[1..].iter().any(|count| *count > 0)).collect();
        rows.arrange_by(|a, b| (b.1[3], b.1[2], b.1[1], &a.0).cmp(&(a.1[3], a.1[2], a.1[1], &b.0)));
        for (path, counts, score) in rows.iter().take(DOCUMENTS) {
            let score = score.value.map_or_else(|| score.kind.as_str().to_owned(), |value| value.to_string());
            writeln!(page, "| {} | {} | {} | {} | {score} |", cell(path), counts[3], counts[2], counts[1])?;
        }
        if rows.len() > DOCUMENTS {
            writeln!(page, "| … and {} more | | | | |", rows.len() - DOCUMENTS)?;
        }
        let sound = self.documents.len() - rows.len();
        writeln!(page, "\n{} documents checked, {sound} of them without a finding.", self.documents.len())?;
        page.flush()
    }
}

/// Escapes for the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes for a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Escapes for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}

impl Report for Github {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        let document = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        let mut counts = [0; 4];
        for reported in outcome.findings.iter().filter(|f| f.standing.counts()) {
            counts[reported.finding.severity as usize] += 1;
            if reported.finding.severity > Severity::Info {
                self.findings.push(Rank::new(reported, document, false), self.line(reported).as_bytes())?;
            }
        }
        self.documents.push((outcome.target.path.clone(), counts, score(outcome, &self.gate)));
        Ok(())
    }

    fn finish(&mut self, summary: &RunSummary, verdict: &Verdict) -> io::Result<()> {
        let findings = std::mem::take(&mut self.findings);
        let all = findings.len();
        let (mut errors, mut warnings) = (0, 0);
        let out = &mut self.out;
        for problem in summary.problems.iter().take(MOST) {
            errors += 1;
            writeln!(out, "::error title=not checked::{}", data(&problem.message))?;
        }
        let problems = errors;
        findings.drain(|_, line| {
            let shown = if line.starts_with(b"::error") { &mut errors } else { &mut warnings };
            *shown += 1;
            if *shown <= MOST {
                out.write_all(line)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })?;
        let shown = errors.min(MOST) + warnings.min(MOST) - problems;
        let counts = format!("{} critical, {} major, {} minor", verdict.critical, verdict.major, verdict.minor);
        if all > shown {
            writeln!(self.out, "::notice title=bilint::{counts}; {} more than shown here: see issues.csv", all - shown)?;
        } else {
            writeln!(self.out, "::notice title=bilint::{counts}")?;
        }
        self.page(verdict)?;
        self.out.flush()
    }
}
