//! The four CSV files: `issues.csv`, `names.csv`, `alignment.csv`, `summary.csv`. UTF-8 with a byte order mark, CRLF, RFC 4180.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use csv::{Terminator, Writer, WriterBuilder};
use tempfile::NamedTempFile;

use super::{
    Report,
    cells::{clipped, isolated, text},
    columns::{ALIGNMENT, Column, ISSUES, NAMES, SUMMARY},
};
use crate::{
    config::{Gate, ReportSettings},
    gate::{Tally, Verdict, score},
    model::{NameRow, PairOutcome, Reported, RunSummary},
};

/// Writes the four files into a folder. Each is written beside its place and renamed when all are complete.
pub struct CsvReports {
    dir: PathBuf,
    settings: ReportSettings,
    gate: Gate,
    alignment: Sheet,
    summary: Sheet,
    issues: Vec<Reported>,
    names: Vec<NameRow>,
    written: Vec<(&'static str, usize)>,
}

/// One file in the making.
struct Sheet {
    writer: Writer<BufWriter<NamedTempFile>>,
    rows: usize,
}

impl Sheet {
    fn new(dir: &Path, columns: &[Column], settings: &ReportSettings) -> io::Result<Self> {
        let mut file = BufWriter::new(NamedTempFile::new_in(dir)?);
        if settings.bom {
            file.write_all("\u{feff}".as_bytes())?;
        }
        let mut writer = WriterBuilder::new().delimiter(settings.separator).terminator(Terminator::CRLF).from_writer(file);
        writer.write_record(columns.iter().map(|(name, _)| name))?;
        Ok(Sheet { writer, rows: 0 })
    }

    fn row(&mut self, cells: &[String]) -> io::Result<()> {
        self.rows += 1;
        Ok(self.writer.write_record(cells)?)
    }

    fn close(self) -> io::Result<(NamedTempFile, usize)> {
        let rows = self.rows;
        let buffer = self.writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        Ok((buffer.into_inner().map_err(io::IntoInnerError::into_error)?, rows))
    }
}

impl CsvReports {
    /// Opens the reports in `dir`, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn create(dir: &Path, settings: &ReportSettings, gate: &Gate) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        Ok(CsvReports {
            dir: dir.to_owned(),
            settings: settings.clone(),
            gate: gate.clone(),
            alignment: Sheet::new(dir, ALIGNMENT, settings)?,
            summary: Sheet::new(dir, SUMMARY, settings)?,
            issues: Vec::new(),
            names: Vec::new(),
            written: Vec::new(),
        })
    }

    /// Names and row counts of the files, once finished.
    #[must_use]
    pub fn written(&self) -> &[(&'static str, usize)] {
        &self.written
    }

    fn alignment_rows(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        let raw = self.settings.raw;
        let language = |lang: Option<crate::model::Lang>| lang.map_or_else(String::new, |lang| lang.to_string());
        let (source_lang, target_lang) = (language(outcome.source.lang), language(outcome.target.lang));
        for bead in &outcome.beads {
            let number = (self.alignment.rows + 1).to_string();
            let plain = |value: Option<u32>| value.map_or_else(String::new, |n| n.to_string());
            self.alignment.row(&[
                number,
                bead.status.as_str().to_owned(),
                plain(bead.score.map(u32::from)),
                bead.link.map_or("", super::super::model::BeadKind::as_str).to_owned(),
                text(&clipped(&bead.source, None), raw),
                text(&clipped(&bead.target, None), raw),
                source_lang.clone(),
                target_lang.clone(),
                plain(bead.length_pct),
                bead.rules.join(" "),
                text(&outcome.target.path, raw),
                plain(bead.line),
                text(&outcome.source.path, raw),
                plain(bead.source_line),
                text(&bead.segment, raw),
            ])?;
        }
        Ok(())
    }

    fn summary_row(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        let mut tally = Tally::new(&self.gate);
        tally.add(outcome);
        let verdict = tally.verdict();
        let score = score(outcome.findings.iter(), u64::from(outcome.source.words));
        let worst = outcome.findings.iter().find(|f| f.suppressed.is_none()).map_or("", |f| f.finding.issue);
        let raw = self.settings.raw;
        self.summary.row(&[
            text(&outcome.target.path, raw),
            text(&outcome.source.path, raw),
            outcome.source.words.to_string(),
            outcome.target.segments.to_string(),
            verdict.critical.to_string(),
            verdict.major.to_string(),
            verdict.minor.to_string(),
            verdict.suppressed.to_string(),
            score.value.map_or_else(String::new, |value| value.to_string()),
            if score.value.is_some() { "unreviewed" } else { "too-short" }.to_owned(),
            if verdict.failed { "fail" } else { "pass" }.to_owned(),
            worst.to_owned(),
        ])
    }

    fn issue_rows(&mut self) -> io::Result<Sheet> {
        let mut sheet = Sheet::new(&self.dir, ISSUES, &self.settings)?;
        if !self.settings.document_order {
            self.issues.sort_by(|a, b| {
                (b.finding.severity, b.finding.confidence)
                    .cmp(&(a.finding.severity, a.finding.confidence))
                    .then_with(|| (&a.file, a.line, a.column, a.finding.rule).cmp(&(&b.file, b.line, b.column, b.finding.rule)))
            });
        }
        let raw = self.settings.raw;
        for (at, reported) in self.issues.iter().enumerate() {
            let finding = &reported.finding;
            let span = |quote: &Option<crate::model::Quote>| quote.as_ref().map_or_else(String::new, |quote| text(&quote.text, raw));
            let message = text(&finding.message, raw);
            let clip = |value: &str, quote: &Option<crate::model::Quote>| text(&clipped(value, quote.as_ref().map(|q| &q.span)), raw);
            sheet.row(&[
                (at + 1).to_string(),
                finding.severity.to_string(),
                finding.issue.to_owned(),
                if self.settings.bidi_isolates { isolated(&message) } else { message },
                span(&finding.source),
                span(&finding.target),
                finding.suggestion.as_deref().map_or_else(String::new, |suggestion| text(suggestion, raw)),
                String::new(),
                String::new(),
                clip(&reported.source_text, &finding.source),
                clip(&reported.target_text, &finding.target),
                finding.confidence.to_string(),
                text(&reported.file, raw),
                reported.line.to_string(),
                text(&reported.segment, raw),
                finding.rule.to_owned(),
                reported.mqm.to_owned(),
                text(&reported.source_file, raw),
                reported.source_line.to_string(),
                reported.id.clone(),
            ])?;
        }
        Ok(sheet)
    }

    fn name_rows(&mut self) -> io::Result<Sheet> {
        let mut sheet = Sheet::new(&self.dir, NAMES, &self.settings)?;
        // Names that need a decision first.
        self.names.sort_by(|a, b| {
            b.severity
                .cmp(&a.severity)
                .then_with(|| (&a.first_file, a.first_line, &a.source_name).cmp(&(&b.first_file, b.first_line, &b.source_name)))
        });
        let raw = self.settings.raw;
        for (at, name) in self.names.iter().enumerate() {
            let variants: Vec<String> = name.variants.iter().map(|(form, count)| format!("{form} ({count})")).collect();
            let message = text(&name.message, raw);
            sheet.row(&[
                (at + 1).to_string(),
                name.severity.map_or("", super::super::model::Severity::as_str).to_owned(),
                name.issue.clone(),
                if self.settings.bidi_isolates { isolated(&message) } else { message },
                text(&name.source_name, raw),
                text(&name.proposed, raw),
                text(&variants.join(" | "), raw),
                String::new(),
                String::new(),
                name.variants.iter().map(|(_, count)| count).sum::<u32>().to_string(),
                name.kind.to_owned(),
                name.confidence.to_string(),
                text(&name.first_file, raw),
                name.first_line.to_string(),
                if name.severity.is_some() { name.rule } else { "" }.to_owned(),
                name.id.clone(),
            ])?;
        }
        Ok(sheet)
    }
}

impl Report for CsvReports {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        self.alignment_rows(outcome)?;
        self.summary_row(outcome)?;
        self.issues.extend(outcome.findings.iter().filter(|f| f.suppressed.is_none()).cloned());
        self.names.extend(outcome.names.iter().cloned());
        Ok(())
    }

    fn finish(&mut self, _summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        let issues = self.issue_rows()?;
        let names = self.name_rows()?;
        let empty = |columns| Sheet::new(&self.dir, columns, &self.settings);
        let alignment = std::mem::replace(&mut self.alignment, empty(ALIGNMENT)?);
        let totals = std::mem::replace(&mut self.summary, empty(SUMMARY)?);
        // All four are complete before the first appears under its name.
        let mut closed = Vec::new();
        for (name, sheet) in [("issues.csv", issues), ("names.csv", names), ("alignment.csv", alignment), ("summary.csv", totals)] {
            let (file, rows) = sheet.close()?;
            readable(&file)?;
            closed.push((name, file, rows));
        }
        for (name, file, rows) in closed {
            file.persist(self.dir.join(name)).map_err(|error| error.error)?;
            self.written.push((name, rows));
        }
        Ok(())
    }
}

/// Temporary files are private; a report is for sharing.
#[cfg(unix)]
fn readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}
