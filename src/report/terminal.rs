//! The screen: what matters in full, the rest in a line, at most a screenful.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::{Report, cells::isolated, rows::Rank, spool::Spool, texts::Texts};
use crate::{
    config::{Gate, ReportSettings},
    gate::{Score, Verdict, score},
    model::{Arrange, Origin, PairOutcome, Reported, RunSummary, SetAsideKind, Severity, SideInfo, Standing},
};

/// Lines of findings shown before the rest is only counted.
const SCREENFUL: usize = 40;
/// Documents with their own heading; of more only totals are shown.
const FEW: usize = 3;
/// Longest line of context, in columns.
const WIDTH: usize = 100;

/// How much is printed, and how.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    pub colour: bool,
    pub verbose: bool,
    pub quiet: bool,
}

pub struct Terminal {
    out: Box<dyn Write>,
    colour: bool,
    verbose: bool,
    quiet: bool,
    headers: Vec<String>,
    texts: Texts,
    gate: Gate,
    /// Findings as they are printed.
    findings: Spool<Rank>,
    documents: Vec<(String, [u32; 4], Option<u8>)>,
    last_score: Option<Score>,
    /// Critical findings that the baseline hides, a line each.
    baselined: Vec<String>,
}

impl Terminal {
    /// With `verbose` nothing is left out; with `quiet` only the verdict is shown.
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings, gate: &Gate, look: Look) -> Self {
        let Look { colour, verbose, quiet } = look;
        Terminal {
            out,
            colour,
            verbose,
            quiet,
            headers: Vec::new(),
            texts: Texts::new(settings.language),
            gate: gate.clone(),
            findings: Spool::new(),
            documents: Vec::new(),
            last_score: None,
            baselined: Vec::new(),
        }
    }

    fn paint(&self, severity: Severity, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let style = match severity {
            Severity::Critical => Style::new().bold().fg_color(Some(AnsiColor::Red.into())),
            Severity::Major => Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())),
            _ => Style::new().dimmed(),
        };
        format!("{style}{text}{style:#}")
    }

    /// A finding in full: heading, message, both texts, the span underlined.
    fn full(&self, reported: &Reported) -> Vec<String> {
        let finding = &reported.finding;
        let label = self.texts.severity(finding.severity);
        let label = if finding.severity >= Severity::Major { label.to_uppercase() } else { label.to_owned() };
        let place = format!("{}:{}", reported.file, reported.line);
        let open = if reported.standing == Standing::Open { " (still open)" } else { "" };
        let head = format!("{label:<9} {}{open}", self.texts.issue(finding.issue));
        let gap = 72usize.saturating_sub(head.width() + place.width()).max(2);
        let mut lines = vec![format!("{}{}{place}", self.paint(finding.severity, &head), " ".repeat(gap))];
        lines.push(format!("  {}", isolated(&self.texts.message(finding))));
        for (text, quote) in [(&reported.source_text, &finding.source), (&reported.target_text, &finding.target)] {
            if text.is_empty() {
                continue;
            }
            let (shown, mark) = context(text, quote.as_ref().map(|q| (q.span.start as usize, q.span.end as usize)));
            lines.push(format!("    {}", isolated(&shown)));
            // Under right-to-left text a mark would point at the wrong word.
            if let Some((before, width)) = mark.filter(|_| isolated(&shown) == shown) {
                lines.push(format!("    {}{}", " ".repeat(before), self.paint(finding.severity, &"~".repeat(width.max(1)))));
            }
        }
        lines
    }

    /// A finding as it is printed: in full, or in a line when it is minor.
    fn rendered(&self, reported: &Reported) -> String {
        let finding = &reported.finding;
        if finding.severity >= Severity::Major || self.verbose {
            return self.full(reported).join("\n");
        }
        let (issue, message) = (self.texts.issue(finding.issue), isolated(&self.texts.message(finding)));
        let text = self.paint(finding.severity, &format!("{} {issue}: {message}", self.texts.severity(finding.severity)));
        format!("{text}  {}:{}", reported.file, reported.line)
    }

    fn print_findings(&mut self) -> io::Result<()> {
        let findings = std::mem::take(&mut self.findings);
        let all = findings.len();
        let (mut used, mut shown) = (0, 0);
        let (out, verbose) = (&mut self.out, self.verbose);
        findings.drain(|_, text| {
            let lines = text.iter().filter(|b| **b == b'\n').count() + 1;
            // Nothing milder is shown where something graver is only counted.
            if !verbose && used > 0 && used + lines > SCREENFUL {
                used = SCREENFUL;
                return Ok(());
            }
            used += lines;
            shown += 1;
            out.write_all(text)?;
            out.write_all(b"\n")
        })?;
        if shown < all {
            writeln!(self.out, "… and {} more: -v shows them all, --report DIR writes them to a spreadsheet", all - shown)?;
        }
        if all > 0 {
            writeln!(self.out)?;
        }
        Ok(())
    }
}

/// The text round a span, cut to the width of a line, and where the span stands in it: columns before it, columns of it.
fn context(text: &str, span: Option<(usize, usize)>) -> (String, Option<(usize, usize)>) {
    let (start, end) = span.unwrap_or((0, 0));
    let before: Vec<char> = text.get(..start).unwrap_or_default().chars().collect();
    let skip = before.len().saturating_sub(WIDTH / 2);
    let skip = if text.chars().count() <= WIDTH { 0 } else { skip };
    let lead = if skip > 0 { "…" } else { "" };
    let mut shown: String = lead.to_owned();
    // Marks that steer direction have no width and would turn the line about; the message names them.
    let steers = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    shown.extend(text.chars().skip(skip).take(WIDTH).filter(|c| !steers(c)).map(|c| if c.is_control() { ' ' } else { c }));
    if skip + WIDTH < text.chars().count() {
        shown.push('…');
    }
    let ahead: String = before[skip..].iter().collect();
    let quoted = text.get(start..end).unwrap_or_default();
    let mark = (!quoted.is_empty()).then(|| (lead.width() + ahead.width(), quoted.width().min(WIDTH - (ahead.width()).min(WIDTH - 1))));
    (shown, mark)
}

fn side(info: &SideInfo) -> String {
    let count = info.segments;
    let how = match info.lang_origin {
        Origin::Flag => " as told",
        Origin::Path => " by its path",
        Origin::Metadata => " by its own label",
        Origin::Text => " by its text",
        Origin::Unknown => "",
    };
    format!("{} ({}{how}, {count} {})", info.path, info.lang_name, if count == 1 { "sentence" } else { "sentences" })
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Report for Terminal {
    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        if self.headers.len() < FEW {
            let furniture = [&outcome.source, &outcome.target]
                .iter()
                .map(|s| s.set_aside.iter().filter(|a| a.kind == SetAsideKind::Furniture).count())
                .sum::<usize>();
            let mut parts = vec![format!("{} aligned", plural(outcome.linked as usize, "pair", "pairs"))];
            if outcome.merged > 0 {
                parts.push(format!("{} of them merged or split", outcome.merged));
            }
            if outcome.unmatched_source > 0 {
                parts.push(format!("{} without a match", plural(outcome.unmatched_source as usize, "source sentence", "source sentences")));
            }
            if outcome.unmatched_target > 0 {
                parts
                    .push(format!("{} without a source", plural(outcome.unmatched_target as usize, "target sentence", "target sentences")));
            }
            if furniture > 0 {
                parts.push(format!("{} of page furniture set aside", plural(furniture, "line", "lines")));
            }
            let mut header = format!("{} → {}\n{}", side(&outcome.source), side(&outcome.target), parts.join(", "));
            for info in [&outcome.source, &outcome.target] {
                if info.lang.is_none() {
                    header.push_str(&format!(
                        "\nnote: the language of {} is not known; rules that need it did not run (--source-lang, --target-lang)",
                        info.path
                    ));
                }
                for note in &info.notes {
                    header.push_str(&format!("\nnote: {}: {note}", info.path));
                }
            }
            self.headers.push(header);
        }
        let mut counts = [0u32; 4];
        let document = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        for reported in &outcome.findings {
            let finding = &reported.finding;
            if reported.standing.counts() {
                counts[finding.severity as usize] += 1;
                let text = if self.quiet { String::new() } else { self.rendered(reported) };
                self.findings.push(Rank::new(reported, document, false), text.as_bytes())?;
            } else if reported.standing == Standing::Baselined && finding.severity == Severity::Critical && !self.quiet {
                let message = isolated(&self.texts.message(finding));
                self.baselined.push(format!(
                    "baselined: critical {}: {message}  {}:{}",
                    self.texts.issue(finding.issue),
                    reported.file,
                    reported.line
                ));
            }
        }
        let score = score(outcome, &self.gate);
        self.documents.push((outcome.target.path.clone(), counts, score.value));
        self.last_score = Some(score);
        Ok(())
    }

    fn finish(&mut self, summary: &RunSummary, verdict: &Verdict) -> io::Result<()> {
        if !self.quiet {
            if self.documents.len() <= FEW {
                for header in std::mem::take(&mut self.headers) {
                    writeln!(self.out, "{header}")?;
                }
            } else {
                for line in &summary.pairings {
                    writeln!(self.out, "{line}")?;
                }
                writeln!(self.out, "{}, {} words", plural(self.documents.len(), "document", "documents"), summary.words)?;
            }
            if !summary.unpaired.is_empty() {
                writeln!(self.out, "unpaired: {} (--show-pairs lists them)", plural(summary.unpaired.len(), "file", "files"))?;
            }
            writeln!(self.out)?;
            self.print_findings()?;
            for line in std::mem::take(&mut self.baselined) {
                writeln!(self.out, "{line}")?;
            }
            if self.documents.len() > FEW {
                let mut worst: Vec<_> = self.documents.iter().filter(|(_, counts, _)| counts[2] + counts[3] > 0).collect();
                worst.arrange_by(|a, b| (b.1[3], b.1[2], &a.0).cmp(&(a.1[3], a.1[2], &b.0)));
                for (path, counts, score) in worst.iter().take(5) {
                    let score = score.map_or_else(String::new, |s| format!("  score {s}"));
                    writeln!(self.out, "worst: {path}  {} critical, {} major{score}", counts[3], counts[2])?;
                }
            }
        }
        let mut total = format!("{} critical, {} major, {} minor", verdict.critical, verdict.major, verdict.minor);
        for (count, word) in [(verdict.open, "still open"), (verdict.suppressed, "suppressed"), (verdict.baselined, "in the baseline")] {
            if count > 0 {
                total.push_str(&format!(", {count} {word}"));
            }
        }
        match (self.documents.len(), &self.last_score) {
            (1, Some(Score { value: Some(value), kind, arithmetic, .. })) => {
                total.push_str(&format!(". Score {value} of 100 ({}): {arithmetic}.", kind.as_str()));
            }
            (1, Some(Score { arithmetic, .. })) => total.push_str(&format!(". Too short for a score: {arithmetic}.")),
            _ => total.push('.'),
        }
        writeln!(self.out, "{total}")?;
        for problem in &summary.problems {
            writeln!(self.out, "not checked: {}", problem.message)?;
        }
        if verdict.failed {
            writeln!(self.out, "{}", self.paint(Severity::Critical, &format!("FAILED: {}.", verdict.reasons.join("; "))))?;
        } else if summary.problems.is_empty() && summary.pairs > 0 {
            writeln!(self.out, "PASSED.")?;
        }
        self.out.flush()
    }
}
