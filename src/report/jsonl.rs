//! One finding a line as JSON, with `schema_version`; the lossless form.

use std::io::{self, Write};

use super::{Report, record::FindingRecord, texts::Texts};
use crate::{
    config::ReportSettings,
    gate::Verdict,
    model::{PairOutcome, RunSummary},
};

pub struct JsonLines {
    out: Box<dyn Write>,
    texts: Texts,
}

impl JsonLines {
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings) -> Self {
        JsonLines { out, texts: Texts::new(settings.language) }
    }
}

impl Report for JsonLines {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        for reported in &outcome.findings {
            let line = serde_json::to_string(&FindingRecord::new(reported, &self.texts))?;
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn finish(&mut self, _summary: &RunSummary, _verdict: &Verdict) -> io::Result<()> {
        self.out.flush()
    }
}
