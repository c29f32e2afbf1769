//! Checkstyle XML: a `file` for each translation, an `error` for each finding.

use std::io::{self, Write};

use super::{Report, addresses::xml, texts::Texts};
use crate::{
    config::ReportSettings,
    gate::Verdict,
    model::{PairOutcome, RunSummary, Severity},
};

pub struct Checkstyle {
    out: Box<dyn Write>,
    texts: Texts,
    begun: bool,
}

impl Checkstyle {
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings) -> Self {
        Checkstyle { out, texts: Texts::new(settings.language), begun: false }
    }

    fn begin(&mut self) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">")
    }
}

impl Report for Checkstyle {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        self.begin()?;
        writeln!(self.out, "  <file name=\"{}\">", xml(&outcome.target.path))?;
        for reported in outcome.findings.iter().filter(|f| f.standing.counts()) {
            let finding = &reported.finding;
            writeln!(
                self.out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"bilint.{}\"/>",
                reported.line,
                reported.column,
                match finding.severity {
                    Severity::Critical | Severity::Major => "error",
                    Severity::Minor => "warning",
                    Severity::Info => "info",
                },
                xml(&format!("{}: {}", self.texts.issue(finding.issue), self.texts.message(finding))),
                finding.rule
            )?;
        }
        writeln!(self.out, "  </file>")
    }

    fn finish(&mut self, _summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        self.begin()?;
        writeln!(self.out, "</checkstyle>")?;
        self.out.flush()
    }
}
