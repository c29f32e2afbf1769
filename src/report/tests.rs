//! Every format over the same two small documents.

use std::{cell::RefCell, io, io::Write, rc::Rc};

use serde_json::Value;

use super::{Format, Look, printed};
use crate::{
    config::{Gate, ReportLanguage, ReportSettings},
    gate::Tally,
    message,
    model::{
        BeadKind, BeadRow, Evidence, Finding, Lang, Message, NameRow, Origin, PairOutcome, Place, Problem, Quote, Reported, RuleAccount,
        RunSummary, Severity, SideInfo, Standing, Status,
    },
};

#[derive(Clone, Default)]
struct Buffer(Rc<RefCell<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const SOURCE: &str = "قال الوزير إن 100 ضابط وصلوا.";
const TARGET: &str = "The minister said 1,000 officers, <all> of them, arrived.";

fn quote(text: &str, piece: &str) -> Option<Quote> {
    let start = text.find(piece)?;
    let place = |at: usize| u32::try_from(at).unwrap_or(0);
    Some(Quote { text: piece.to_owned(), span: place(start)..place(start + piece.len()) })
}

fn reported(rule: &'static str, severity: Severity, confidence: u8, issue: &'static str, message: Message) -> Reported {
    let finding = Finding {
        rule,
        severity,
        confidence,
        place: Place { bead: 0, source: (0..1).into(), target: (0..1).into() },
        issue,
        message: message.text,
        template: message.template,
        source: None,
        target: None,
        suggestion: None,
        evidence: vec![Evidence { label: "why", value: "so".into() }],
        also: 0,
        beside: None,
    };
    Reported {
        finding,
        mqm: "Accuracy/Mistranslation",
        source_text: SOURCE.into(),
        target_text: TARGET.into(),
        file: "docs/en/a.md".into(),
        line: 3,
        column: 1,
        end_line: 3,
        end_column: 58,
        source_file: "docs/ar/a.md".into(),
        source_line: 5,
        source_column: 1,
        segment: "s1".into(),
        id: "bl-abcdefgh".into(),
        standing: Standing::New,
    }
}

fn outcome(path: &str) -> PairOutcome {
    let side = |path: &str, tag: &str, name: &str| SideInfo {
        path: path.to_owned(),
        format: "markdown",
        encoding: "UTF-8",
        lang: Lang::parse(tag).ok(),
        lang_name: name.to_owned(),
        lang_origin: Origin::Path,
        segments: 2,
        words: 700,
        set_aside: Vec::new(),
        notes: Vec::new(),
    };
    let changed = message!("Source has {from}, target has {to}", from = "100", to = "1,000");
    let mut number = reported("number-value", Severity::Critical, 97, "Number changed", changed);
    number.finding.source = quote(SOURCE, "100");
    number.finding.target = quote(TARGET, "1,000");
    number.finding.suggestion = Some("100".into());
    (number.column, number.end_column, number.source_column) = (19, 24, 15);
    let mut mark = reported("mixed-script", Severity::Minor, 93, "Stray script", "“،” is a mark of another script".into());
    mark.id = "bl-bcdefghi".into();
    mark.standing = Standing::Open;
    let mut hidden = reported("name-missing", Severity::Major, 91, "Name missing", "A name is missing".into());
    hidden.id = "bl-cdefghij".into();
    hidden.standing = Standing::Suppressed("house style".into());
    let row = |status, link, source: &str, target: &str, rules: &[&'static str], line| BeadRow {
        status,
        score: Some(50),
        link: Some(link),
        source: source.into(),
        target: target.into(),
        length_pct: Some(180),
        rules: rules.to_vec(),
        line: Some(line),
        source_line: Some(line + 2),
        segment: format!("s{line}"),
    };
    PairOutcome {
        source: side(&path.replace("/en/", "/ar/"), "ar", "Arabic"),
        target: side(path, "en", "English"),
        beads: vec![
            row(Status::Ok, BeadKind::OneToOne, SOURCE, TARGET, &["number-value"], 3),
            row(Status::Missing, BeadKind::Omission, "جملة ضائعة", "", &[], 4),
        ],
        findings: vec![number, hidden, mark],
        names: vec![NameRow {
            severity: Some(Severity::Minor),
            issue: "Name spelled two ways".into(),
            message: "السراج is spelled 2 ways".into(),
            source_name: "السراج".into(),
            proposed: "Al Sarraj".into(),
            variants: vec![("Al Sarraj".into(), 5), ("al-Sarraj".into(), 2)],
            kind: "person",
            confidence: 93,
            first_file: path.into(),
            first_line: 3,
            rule: "name-variant",
            id: "bl-namename".into(),
            expected: vec!["Al Sarraj".into()],
            source_forms: vec![("السراج".into(), 7)],
            evidence: "س=s ر=r ا=a ج=j".into(),
        }],
        accounts: ["mixed-script", "number-value", "omission"]
            .map(|rule| RuleAccount { rule, checked: 2, skipped: 0, reason: None })
            .into_iter()
            .chain([RuleAccount { rule: "unit", checked: 0, skipped: 2, reason: Some("no units known") }])
            .collect(),
        linked: 2,
        merged: 0,
        unmatched_source: 1,
        unmatched_target: 0,
    }
}

/// What a format prints of two documents.
fn text(format: Format, settings: &ReportSettings) -> String {
    let gate = Gate::default();
    let (buffer, page) = (Buffer::default(), Buffer::default());
    let mut report = printed(format, Box::new(buffer.clone()), Some(Box::new(page.clone())), settings, &gate, Look::default());
    let mut tally = Tally::new(&gate);
    let problems = vec![Problem { file: "docs/en/c.md".into(), message: "cannot decode `docs/en/c.md`".into() }];
    let summary =
        RunSummary { pairs: 2, words: 1400, segments: 4, problems, names: outcome("docs/en/a.md").names, ..RunSummary::default() };
    for path in ["docs/en/a.md", "docs/en/b.md"] {
        let outcome = outcome(path);
        tally.add(&outcome);
        report.pair(&outcome).unwrap_or_else(|e| panic!("{e}"));
    }
    report.finish(&summary, &tally.verdict()).unwrap_or_else(|e| panic!("{e}"));
    let shown = |buffer: &Buffer| String::from_utf8(buffer.0.borrow().clone()).unwrap_or_else(|e| panic!("{e}"));
    let page = shown(&page);
    if page.is_empty() { shown(&buffer) } else { format!("{}=== job summary ===\n{page}", shown(&buffer)) }
}

fn english(format: Format) -> String {
    text(format, &ReportSettings::default())
}

#[test]
fn every_format_keeps_its_shape() {
    insta::assert_snapshot!("text", english(Format::Text));
    insta::assert_snapshot!("json", english(Format::Json));
    insta::assert_snapshot!("jsonl", english(Format::Jsonl));
    insta::assert_snapshot!("sarif", english(Format::Sarif));
    insta::assert_snapshot!("github", english(Format::Github));
    insta::assert_snapshot!("gitlab", english(Format::Gitlab));
    insta::assert_snapshot!("junit", english(Format::Junit));
    insta::assert_snapshot!("rdjsonl", english(Format::Rdjsonl));
    insta::assert_snapshot!("checkstyle", english(Format::Checkstyle));
    let page = english(Format::Html);
    let body = page.split("<header>").nth(1).and_then(|rest| rest.split("<script>").next()).unwrap_or_default();
    insta::assert_snapshot!("html", body);
}

#[test]
fn arabic_issues_and_messages_keep_english_headers() {
    let settings = ReportSettings { language: ReportLanguage::Arabic, ..ReportSettings::default() };
    let line: Value = serde_json::from_str(text(Format::Jsonl, &settings).lines().next().unwrap_or_default()).unwrap_or_default();
    assert_eq!(line["issue"], "تغيّر الرقم");
    assert_eq!(line["message"], "في الأصل 100، وفي الترجمة 1,000");
    assert_eq!(line["severity"], "critical");
}

#[test]
fn json_formats_are_json() {
    for format in [Format::Json, Format::Sarif, Format::Gitlab] {
        let text = english(format);
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{format:?}: {text}");
    }
    for format in [Format::Jsonl, Format::Rdjsonl] {
        assert!(english(format).lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{format:?}");
    }
}

/// What the specification demands of the parts that we write (SARIF 2.1.0, OASIS, chapters 3.13 to 3.58), and GitHub of fingerprints.
#[test]
fn sarif_holds_to_its_specification() {
    let log: Value = serde_json::from_str(&english(Format::Sarif)).unwrap_or_default();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules: Vec<&str> = run["tool"]["driver"]["rules"].as_array().into_iter().flatten().filter_map(|rule| rule["id"].as_str()).collect();
    let results = run["results"].as_array().cloned().unwrap_or_default();
    assert_eq!(results.len(), 6);
    let mut prints = std::collections::BTreeSet::new();
    for result in &results {
        assert!(rules.contains(&result["ruleId"].as_str().unwrap_or_default()));
        assert!(["error", "warning", "note", "none"].contains(&result["level"].as_str().unwrap_or_default()));
        assert!(!result["message"]["text"].as_str().unwrap_or_default().is_empty());
        assert!((0.0..=100.0).contains(&result["rank"].as_f64().unwrap_or(-1.0)));
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap_or("/");
        assert!(!uri.starts_with('/') && !uri.contains(['\\', ' ']) && !uri.contains("file:"), "{uri}");
        let region = &place["region"];
        let number = |key: &str| region[key].as_u64().unwrap_or(0);
        assert!(number("startLine") >= 1 && number("startColumn") >= 1);
        assert!((number("endLine"), number("endColumn")) >= (number("startLine"), number("startColumn")));
        assert!(prints.insert(result["partialFingerprints"]["bilint/v1"].to_string()), "fingerprints are unique");
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn github_shows_ten_of_each_and_counts_the_rest() {
    let gate = Gate::default();
    let buffer = Buffer::default();
    let settings = ReportSettings::default();
    let mut report = printed(Format::Github, Box::new(buffer.clone()), None, &settings, &gate, Look::default());
    let mut tally = Tally::new(&gate);
    for number in 0..30 {
        let outcome = outcome(&format!("docs/en/{number:02}.md"));
        tally.add(&outcome);
        report.pair(&outcome).unwrap_or_else(|e| panic!("{e}"));
    }
    report.finish(&RunSummary { pairs: 30, ..RunSummary::default() }, &tally.verdict()).unwrap_or_else(|e| panic!("{e}"));
    let text = String::from_utf8(buffer.0.borrow().clone()).unwrap_or_default();
    let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice ")), (10, 10, 1));
    assert!(text.contains("40 more than shown here"), "{text}");
}

#[test]
fn jsonl_fits_its_published_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../docs/finding.schema.json")).unwrap_or_else(|e| panic!("{e}"));
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("finding.schema.json", schema).unwrap_or_else(|e| panic!("{e}"));
    let compiled = compiler.compile("finding.schema.json", &mut schemas).unwrap_or_else(|e| panic!("{e}"));
    for line in english(Format::Jsonl).lines() {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}"));
        assert!(schemas.validate(&value, compiled).is_ok(), "{line}");
    }
    let mut wrong: Value = serde_json::from_str(english(Format::Jsonl).lines().next().unwrap_or_default()).unwrap_or_default();
    wrong["severity"] = "dreadful".into();
    assert!(schemas.validate(&wrong, compiled).is_err());
}
