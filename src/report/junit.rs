//! JUnit XML: a suite for each pair of documents, a case for each rule that ran; only what fails the gate is a failure.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{Report, addresses::xml, texts::Texts};
use crate::{
    config::{Gate, ReportSettings},
    gate::Verdict,
    model::{PairOutcome, Reported, RunSummary},
};

pub struct Junit {
    out: Box<dyn Write>,
    texts: Texts,
    gate: Gate,
    suites: usize,
}

impl Junit {
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings, gate: &Gate) -> Self {
        Junit { out, texts: Texts::new(settings.language), gate: gate.clone(), suites: 0 }
    }

    fn fails(&self, reported: &Reported) -> bool {
        reported.standing.counts()
            && self.gate.fail_on.is_some_and(|least| reported.finding.severity >= least)
            && reported.finding.confidence >= self.gate.min_confidence
    }

    fn line(&self, reported: &Reported) -> String {
        let finding = &reported.finding;
        let place = format!("{}:{}:{}", reported.file, reported.line, reported.column);
        format!("{place}: {} {}: {}", finding.severity, self.texts.issue(finding.issue), self.texts.message(finding))
    }

    fn open(&mut self) -> io::Result<()> {
        if self.suites == 0 {
            writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bilint\">")?;
        }
        self.suites += 1;
        Ok(())
    }
}

impl Report for Junit {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        self.open()?;
        let mut failing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut other: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for reported in outcome.findings.iter().filter(|f| f.standing.counts()) {
            let list = if self.fails(reported) { &mut failing } else { &mut other };
            list.entry(reported.finding.rule).or_default().push(self.line(reported));
        }
        let cases = &outcome.accounts;
        let skipped = cases.iter().filter(|account| account.checked == 0).count();
        let suite = xml(&outcome.target.path);
        writeln!(
            self.out,
            "  <testsuite name=\"{suite}\" tests=\"{}\" failures=\"{}\" skipped=\"{skipped}\" errors=\"0\">",
            cases.len(),
            failing.len()
        )?;
        for account in cases {
            write!(self.out, "    <testcase classname=\"{suite}\" name=\"{}\"", account.rule)?;
            let (bad, noted) = (failing.get(account.rule), other.get(account.rule));
            if bad.is_none() && noted.is_none() && account.checked > 0 {
                writeln!(self.out, "/>")?;
                continue;
            }
            writeln!(self.out, ">")?;
            if account.checked == 0 {
                writeln!(self.out, "      <skipped message=\"{}\"/>", xml(account.reason.unwrap_or("nothing to check")))?;
            }
            if let Some(lines) = bad {
                let first = lines.first().map_or("", String::as_str);
                writeln!(self.out, "      <failure message=\"{}\">{}</failure>", xml(first), xml(&lines.join("\n")))?;
            }
            if let Some(lines) = noted {
                writeln!(self.out, "      <system-out>{}</system-out>", xml(&lines.join("\n")))?;
            }
            writeln!(self.out, "    </testcase>")?;
        }
        writeln!(self.out, "  </testsuite>")
    }

    fn finish(&mut self, summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        for problem in &summary.problems {
            self.open()?;
            let name = if problem.file.is_empty() { "run".to_owned() } else { xml(&problem.file) };
            writeln!(self.out, "  <testsuite name=\"{name}\" tests=\"1\" failures=\"0\" skipped=\"0\" errors=\"1\">")?;
            writeln!(
                self.out,
                "    <testcase classname=\"{name}\" name=\"read\"><error message=\"{}\"/></testcase>",
                xml(&problem.message)
            )?;
            writeln!(self.out, "  </testsuite>")?;
        }
        if self.suites == 0 {
            writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bilint\">")?;
        }
        writeln!(self.out, "</testsuites>")?;
        self.out.flush()
    }
}
