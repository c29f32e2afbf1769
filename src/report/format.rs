//! The formats of `check --format`, and what makes each.

use std::io::Write;

use clap::ValueEnum;

use super::{
    Report, checkstyle::Checkstyle, github::Github, gitlab::Gitlab, html::Html, json::Json, jsonl::JsonLines, junit::Junit,
    rdjsonl::Rdjsonl, sarif::Sarif, terminal::Look, terminal::Terminal,
};
use crate::config::{Gate, ReportSettings};

/// What `check` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: what matters in full, at most a screenful
    Text,
    /// The whole run as one JSON document
    Json,
    /// One finding a line as JSON
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations and job summary of GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// JUnit XML, a suite for each pair of documents
    Junit,
    /// Diagnostics of reviewdog
    Rdjsonl,
    /// Checkstyle XML
    Checkstyle,
    /// One page with both texts side by side
    Html,
}

/// The report of a format. `page` takes the job summary of those that have one.
#[must_use]
pub fn printed(
    format: Format,
    out: Box<dyn Write>,
    page: Option<Box<dyn Write>>,
    settings: &ReportSettings,
    gate: &Gate,
    look: Look,
) -> Box<dyn Report> {
    match format {
        Format::Text => Box::new(Terminal::new(out, settings, gate, look)),
        Format::Json => Box::new(Json::new(out, settings, gate)),
        Format::Jsonl => Box::new(JsonLines::new(out, settings)),
        Format::Sarif => Box::new(Sarif::new(out, settings)),
        Format::Github => Box::new(Github::new(out, page, settings, gate)),
        Format::Gitlab => Box::new(Gitlab::new(out, settings)),
        Format::Junit => Box::new(Junit::new(out, settings, gate)),
        Format::Rdjsonl => Box::new(Rdjsonl::new(out, settings)),
        Format::Checkstyle => Box::new(Checkstyle::new(out, settings)),
        Format::Html => Box::new(Html::new(out, settings, gate)),
    }
}
