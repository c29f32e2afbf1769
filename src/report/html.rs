//! One HTML file that needs nothing else: both texts side by side, findings marked in place, names, score. Styles and script stand in
//! `html/`; the page can be read without the script.

use std::io::{self, Write};

use super::{Report, addresses::xml, cells::visible, spool::Spool, texts::Texts};
use crate::{
    config::{Gate, ReportSettings},
    gate::{Score, Verdict, score},
    model::{BeadRow, NameRow, PairOutcome, Quote, Reported, RunSummary, Severity, SideInfo, Standing, Status, right_to_left},
};

/// Segments that the browser lays out together, or not at all while they are off the screen.
const CHUNK: usize = 40;

pub struct Html {
    out: Box<dyn Write>,
    texts: Texts,
    gate: Gate,
    sections: Spool<u32>,
    documents: Vec<(String, [u32; 4], Score)>,
}

impl Html {
    #[must_use]
    pub fn new(out: Box<dyn Write>, settings: &ReportSettings, gate: &Gate) -> Self {
        Html { out, texts: Texts::new(settings.language), gate: gate.clone(), sections: Spool::new(), documents: Vec::new() }
    }

    fn section(&self, outcome: &PairOutcome, number: usize, score: &Score, out: &mut Vec<u8>) -> io::Result<()> {
        writeln!(
            out,
            "<section id=\"d{number}\"><h2>{} <span class=\"dim\">← {}</span></h2>\n<p class=\"dim\">{} → {}, {} segments. {}</p>",
            xml(&outcome.target.path),
            xml(&outcome.source.path),
            xml(&outcome.source.lang_name),
            xml(&outcome.target.lang_name),
            outcome.target.segments,
            told(score)
        )?;
        let mut by_bead: Vec<Vec<&Reported>> = vec![Vec::new(); outcome.beads.len()];
        for reported in outcome.findings.iter().filter(|f| f.standing.counts()) {
            if let Some(list) = by_bead.get_mut(reported.finding.place.bead as usize) {
                list.push(reported);
            }
        }
        for (at, (bead, found)) in outcome.beads.iter().zip(&by_bead).enumerate() {
            if at % CHUNK == 0 {
                out.write_all(if at == 0 { b"<div class=\"chunk\">\n" } else { b"</div><div class=\"chunk\">\n" })?;
            }
            self.segment(bead, found, outcome, out)?;
        }
        if !outcome.beads.is_empty() {
            writeln!(out, "</div>")?;
        }
        self.names(&outcome.names, out)?;
        writeln!(out, "</section>")
    }

    fn segment(&self, bead: &BeadRow, found: &[&Reported], outcome: &PairOutcome, out: &mut Vec<u8>) -> io::Result<()> {
        let aside = if bead.status == Status::Boilerplate { " boilerplate" } else { "" };
        let label = match (bead.segment.as_str(), bead.line.or(bead.source_line)) {
            ("", Some(line)) => format!("line {line}"),
            (segment, _) => segment.to_owned(),
        };
        let status = if matches!(bead.status, Status::Ok) { "" } else { bead.status.as_str() };
        write!(out, "<div class=\"seg{aside}\" role=\"group\" aria-label=\"{0}\"><div class=\"no\">{0}<b>{status}</b></div>", xml(&label))?;
        let spans = |text: &str, side: fn(&Reported) -> (&str, Option<&Quote>)| -> Vec<(usize, usize, Severity)> {
            let quotes = found.iter().filter_map(|reported| {
                let (whole, quote) = side(reported);
                // A finding over several segments counts its places in all of their text.
                let quote = quote.filter(|_| whole == text)?;
                Some((quote.span.start as usize, quote.span.end as usize, reported.finding.severity))
            });
            quotes.collect()
        };
        text(&bead.source, &outcome.source, &spans(&bead.source, |r| (&r.source_text, r.finding.source.as_ref())), out)?;
        text(&bead.target, &outcome.target, &spans(&bead.target, |r| (&r.target_text, r.finding.target.as_ref())), out)?;
        if !found.is_empty() {
            write!(out, "<ul class=\"finds\">")?;
            for reported in found {
                self.finding(reported, out)?;
            }
            write!(out, "</ul>")?;
        }
        writeln!(out, "</div>")
    }

    fn finding(&self, reported: &Reported, out: &mut Vec<u8>) -> io::Result<()> {
        let finding = &reported.finding;
        let severity = finding.severity;
        let message = self.texts.message(finding);
        let message = if reported.standing == Standing::Open { self.texts.still_open(&message) } else { message };
        let (issue, message) = (xml(self.texts.issue(finding.issue)), isolated(&message));
        write!(
            out,
            "<li class=\"f {severity}\" data-s=\"{severity}\" data-r=\"{0}\" tabindex=\"0\"><span class=\"badge {severity}\">{1}</span> \
             <b dir=\"auto\">{issue}</b> <span dir=\"auto\">{message}</span>",
            finding.rule,
            self.texts.severity(severity),
        )?;
        if let Some(suggestion) = &finding.suggestion {
            write!(out, " → <bdi>{}</bdi>", xml(&visible(suggestion)))?;
        }
        write!(
            out,
            " <span class=\"dim\">{} %, line {}</span> <code>{}</code> <code>{}</code></li>",
            finding.confidence, reported.line, finding.rule, reported.id
        )
    }

    fn names(&self, names: &[NameRow], out: &mut Vec<u8>) -> io::Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "<h3>Names</h3><div class=\"scroll\"><table><thead><tr><th scope=\"col\">name</th><th scope=\"col\">spellings</th>\
             <th scope=\"col\">use</th><th scope=\"col\">issue</th></tr></thead><tbody>"
        )?;
        for name in names {
            let forms: Vec<String> = name.variants.iter().map(|(form, count)| format!("<bdi>{}</bdi> ×{count}", xml(form))).collect();
            writeln!(
                out,
                "<tr><td><bdi>{}</bdi></td><td>{}</td><td><bdi>{}</bdi></td><td dir=\"auto\">{}</td></tr>",
                xml(&name.source_name),
                forms.join(", "),
                xml(&name.proposed),
                xml(self.texts.issue(&name.issue))
            )?;
        }
        writeln!(out, "</tbody></table></div>")
    }

    fn head(&mut self, summary: &RunSummary, verdict: &Verdict) -> io::Result<()> {
        let out = &mut self.out;
        writeln!(
            out,
            "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
             <title>bilint: {}</title>\n<style>{}</style></head>\n<body><a class=\"skip\" href=\"#text\">To the text</a>\n<header><h1>bilint</h1>",
            if verdict.failed { "failed" } else { "passed" },
            include_str!("html/page.css")
        )?;
        let (class, word) = if verdict.failed { ("failed", "FAILED") } else { ("passed", "PASSED") };
        let reasons = if verdict.reasons.is_empty() { String::new() } else { format!(": {}", xml(&verdict.reasons.join("; "))) };
        writeln!(out, "<p class=\"{class}\">{word}{reasons}.</p>")?;
        let mut counts = format!("{} critical, {} major, {} minor", verdict.critical, verdict.major, verdict.minor);
        for (count, what) in [(verdict.open, "still open"), (verdict.suppressed, "suppressed"), (verdict.baselined, "in the baseline")] {
            if count > 0 {
                counts.push_str(&format!(", {count} {what}"));
            }
        }
        writeln!(out, "<p>{counts} in {} documents, {} words.</p>", self.documents.len(), summary.words)?;
        for problem in &summary.problems {
            writeln!(out, "<p class=\"failed\">not checked: {}</p>", xml(&problem.message))?;
        }
        if self.documents.len() > 1 {
            writeln!(
                out,
                "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">document</th><th scope=\"col\" class=\"number\">critical</th>\
                 <th scope=\"col\" class=\"number\">major</th><th scope=\"col\" class=\"number\">minor</th>\
                 <th scope=\"col\" class=\"number\">score</th></tr></thead><tbody>"
            )?;
            for (number, (path, counts, score)) in self.documents.iter().enumerate() {
                let value = score.value.map_or_else(|| score.kind.as_str().to_owned(), |value| value.to_string());
                writeln!(
                    out,
                    "<tr><td><a href=\"#d{number}\">{}</a></td><td class=\"number\">{}</td><td class=\"number\">{}</td>\
                     <td class=\"number\">{}</td><td class=\"number\">{value}</td></tr>",
                    xml(path),
                    counts[3],
                    counts[2],
                    counts[1]
                )?;
            }
            writeln!(out, "</tbody></table></div>")?;
        }
        write!(out, "</header>\n<nav aria-label=\"Filters\">")?;
        for severity in Severity::ALL {
            write!(
                out,
                "<label><input type=\"checkbox\" name=\"severity\" value=\"{severity}\" checked> <span class=\"badge {severity}\">{}</span></label>",
                self.texts.severity(severity)
            )?;
        }
        writeln!(
            out,
            "<label>rule <select id=\"rule\"><option value=\"\">all</option></select></label>\
             <label><input type=\"checkbox\" id=\"only\"> only segments with findings</label>\
             <button id=\"previous\" type=\"button\">previous</button><button id=\"next\" type=\"button\">next</button>\
             <span class=\"dim keys\">keys: j next, k previous, f only findings, r rule</span>\
             <output id=\"count\" aria-live=\"polite\"></output></nav>\n<main id=\"text\">"
        )
    }
}

/// The score of a document with its arithmetic.
fn told(score: &Score) -> String {
    match score.value {
        Some(value) => format!("Score {value} of 100 ({}): {}.", score.kind.as_str(), xml(&score.arithmetic)),
        None => format!("Too short for a score: {}.", xml(&score.arithmetic)),
    }
}

/// One side of a segment with its marks: bytes from and to, and how bad.
fn text(value: &str, side: &SideInfo, marks: &[(usize, usize, Severity)], out: &mut Vec<u8>) -> io::Result<()> {
    if value.is_empty() {
        return write!(out, "<div class=\"text none\">—</div>");
    }
    let lang = side.lang.map_or_else(String::new, |lang| format!(" lang=\"{lang}\""));
    let direction = if right_to_left(value.chars()) { "rtl" } else { "ltr" };
    write!(out, "<div class=\"text\"{lang} dir=\"{direction}\">")?;
    // Pieces between the ends of marks; each shows the worst mark that covers it.
    let mut edges: Vec<usize> = marks.iter().flat_map(|(from, to, _)| [*from, *to]).chain([0, value.len()]).collect();
    edges.retain(|edge| value.is_char_boundary(*edge));
    edges.sort_unstable();
    edges.dedup();
    for piece in edges.windows(2) {
        let [from, to] = [piece[0], piece[1]];
        let shown = xml(&visible(&value[from..to]));
        match marks.iter().filter(|(start, end, _)| *start <= from && *end >= to).map(|(.., severity)| *severity).max() {
            Some(severity) => write!(out, "<mark class=\"{severity}\">{shown}</mark>")?,
            None => write!(out, "{shown}")?,
        }
    }
    write!(out, "</div>")
}

/// A message whose right-to-left pieces keep their place.
fn isolated(message: &str) -> String {
    xml(&super::cells::isolated(&visible(message)))
}

impl Report for Html {
    fn shows_pairs(&self) -> bool {
        true
    }

    fn pair(&mut self, outcome: &PairOutcome) -> io::Result<()> {
        let number = self.documents.len();
        let score = score(outcome, &self.gate);
        let mut section = Vec::new();
        self.section(outcome, number, &score, &mut section)?;
        self.sections.push(u32::try_from(number).unwrap_or(u32::MAX), &section)?;
        let mut counts = [0; 4];
        outcome.findings.iter().filter(|f| f.standing.counts()).for_each(|f| counts[f.finding.severity as usize] += 1);
        self.documents.push((outcome.target.path.clone(), counts, score));
        Ok(())
    }

    fn finish(&mut self, summary: &RunSummary, verdict: &Verdict) -> io::Result<()> {
        self.head(summary, verdict)?;
        let out = &mut self.out;
        std::mem::take(&mut self.sections).drain(|_, section| out.write_all(section))?;
        writeln!(
            out,
            "</main>\n<footer><p class=\"dim\">Findings are issues that nobody has confirmed yet, unless the score says so.</p></footer>\n\
             <script>{}</script></body></html>",
            include_str!("html/page.js")
        )?;
        out.flush()
    }
}
