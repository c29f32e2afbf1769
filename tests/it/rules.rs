//! Every rule explains itself and behaves as its table of examples says.
//!
//! A table has the columns src_lang, tgt_lang, source, target, expect (hit or pass) and note. A cell may hold several
//! sentences divided by ` ⏎ `, a heading starts with `# `; those of source and target answer each other by position, an empty piece is an empty side.
//! A target piece that starts with `=3 ` stands here and answers the third source piece: it moved.

use std::{collections::BTreeSet, fs, path::Path};

use bilint::{
    config::{Keep, Settings, house_style},
    model::{Bead, BlockKind, Cue, Filling, Finding, Lang, Mark, MarkKind, Plural, PluralForm, Segment, State, Unit, text_hash},
    repeats::{Repeated, Repeats},
    rules::{Accepted, Bitext, Context, Side, all, comparable, judge},
    terms::{self, Glossary},
};

const HEADINGS: [&str; 4] = ["## What it finds", "## Why it matters", "## Example", "## What it cannot see"];

fn sentences(cell: &str) -> Vec<Segment> {
    let segment = |(text, index): (&str, u32)| {
        let text = moved(text).map_or(text, |(_, rest)| rest).trim();
        let level = text.len() - text.trim_start_matches('#').len();
        match text[level..].strip_prefix(' ').filter(|_| level > 0) {
            Some(heading) => {
                let level = u8::try_from(level).expect("six levels");
                Segment { kind: BlockKind::Heading(level), ..Segment::line(index, heading) }
            }
            None => Segment::line(index, text),
        }
    };
    cell.split('⏎').zip(0..).map(segment).collect()
}

/// The source piece that a target piece answers from elsewhere, and its text.
fn moved(piece: &str) -> Option<(u32, &str)> {
    let (number, rest) = piece.trim().strip_prefix('=')?.split_once(' ')?;
    Some((number.parse().ok()?, rest))
}

/// The style of names that a row is to be judged by: `style cap-space: …` in its note.
fn style_of(note: &str) -> Option<&str> {
    note.strip_prefix("style ")?.split_once(':').map(|(style, _)| style)
}

/// What a format would say of the units, from the start of a note: `[draft]`, `[max 8]`, `[icu]`, `[program]`, `[percent]`, `[braces]`, `[document]` (no unit), `[absent]` (the
/// empty side has no such unit), `[forms one other]` (of the translation's pieces), `[wanted 3]`, `[marks]` (links and code as in
/// Markdown), `[cues 0-2000 2000-4000]` (when the translation's pieces stand on the screen, in milliseconds).
fn told(note: &str, source: &mut [Segment], target: &mut [Segment]) {
    let Some((facts, _)) = note.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { return };
    let (word, rest) = facts.split_once(' ').unwrap_or((facts, ""));
    let set = |segments: &mut [Segment], unit: Unit| segments.iter_mut().for_each(|segment| segment.unit = Some(unit.clone().shared()));
    match word {
        "draft" => set(target, Unit { state: State::Draft, ..Unit::default() }),
        "final" => set(target, Unit { state: State::Final, ..Unit::default() }),
        "max" => set(target, Unit { max_length: rest.parse().ok(), ..Unit::default() }),
        "icu" => set(target, Unit { filling: Filling::Icu, ..Unit::default() }),
        "program" => set(target, Unit { filling: Filling::Program, ..Unit::default() }),
        "percent" => set(target, Unit { filling: Filling::Percent, ..Unit::default() }),
        "braces" => set(target, Unit { filling: Filling::Braces, ..Unit::default() }),
        "document" => source.iter_mut().chain(target).for_each(|segment| segment.kind = BlockKind::Paragraph),
        "unit" | "absent" => {
            for segment in source.iter_mut().chain(target.iter_mut()) {
                let absent = word == "absent" && segment.text.is_empty();
                let state = if absent { State::Absent } else { State::Plain };
                segment.key = Some("menu.open".into());
                segment.unit = Some(Unit { state, ..Unit::default() }.shared());
            }
        }
        "forms" | "wanted" => {
            set(
                source,
                Unit { plural: Some(Plural { of: "k".to_owned(), form: Some(PluralForm::Other), wanted: None }), ..Unit::default() },
            );
            let forms: Vec<&str> = rest.split(' ').collect();
            for (at, segment) in target.iter_mut().enumerate() {
                let (form, wanted) = if word == "forms" {
                    (forms.get(at).and_then(|form| PluralForm::parse(form)), None)
                } else {
                    (None, rest.parse().ok())
                };
                segment.unit = Some(Unit { plural: Some(Plural { of: "k".to_owned(), form, wanted }), ..Unit::default() }.shared());
            }
        }
        "marks" => source.iter_mut().chain(target).for_each(marked),
        "cues" => {
            for (segment, time) in target.iter_mut().zip(rest.split(' ')) {
                let (start, end) = time.split_once('-').expect("start-end");
                let length = u32::try_from(segment.text.chars().count()).expect("a line");
                let (start, end) = (start.parse().expect("milliseconds"), end.parse().expect("milliseconds"));
                let cue = Cue { offset: 0, start, end, characters: length, longest_line: length, lines: 1 };
                segment.unit = Some(Unit { cues: vec![cue], ..Unit::default() }.shared());
            }
        }
        "was" => {}
        other => panic!("no such fact: {other}"),
    }
}

/// Takes the addresses of links and the ticks of code out of a text and notes them.
fn marked(segment: &mut Segment) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = &*segment.text;
    while let Some(at) = rest.find(['[', '`']) {
        text.push_str(&rest[..at]);
        let offset = u32::try_from(text.len()).expect("a line");
        let tail = &rest[at + 1..];
        if rest[at..].starts_with('`') {
            let (code, after) = tail.split_once('`').expect("a closing tick");
            marks.push(Mark { offset, kind: MarkKind::Code, value: code.to_owned() });
            text.push_str(code);
            rest = after;
        } else {
            let (words, after) = tail.split_once("](").expect("a link");
            let (link, after) = after.split_once(')').expect("an address");
            marks.push(Mark { offset, kind: MarkKind::Link, value: link.to_owned() });
            text.push_str(words);
            rest = after;
        }
    }
    text.push_str(rest);
    let unit = Unit { marks, ..Unit::default() }.shared();
    *segment = Segment { kind: segment.kind, unit: Some(unit), ..Segment::line(segment.block, text) };
}

/// Whether `rule` finds something in a row.
fn fires(rule: &str, cells: &[&str]) -> bool {
    findings(cells).iter().any(|f| f.rule == rule && f.confidence >= 50)
}

/// What all rules say of an example.
fn findings(cells: &[&str]) -> Vec<Finding> {
    let (source_lang, target_lang) = (Lang::parse(cells[0]).ok(), Lang::parse(cells[1]).ok());
    let (mut source, mut target) = (sentences(cells[2]), sentences(cells[3]));
    told(cells[5], &mut source, &mut target);
    assert_eq!(source.len(), target.len(), "{}", cells[5]);
    let mut beads = Vec::new();
    let elsewhere: Vec<Option<u32>> = cells[3].split('⏎').map(|piece| moved(piece).map(|(number, _)| number - 1)).collect();
    for at in 0..u32::try_from(source.len()).expect("few sentences") {
        let bead = |source, target| Bead { source, target, confidence: 0.95, score: 0.1, moved: false };
        let filled = |side: &[Segment]| !side[at as usize].text.is_empty();
        if let Some(number) = elsewhere[at as usize] {
            beads.push(Bead { moved: true, ..bead(number..number + 1, at..at + 1) });
            continue;
        }
        if elsewhere.contains(&Some(at)) {
            continue;
        }
        match (filled(&source), filled(&target)) {
            (true, false) => beads.extend([bead(at..at + 1, at..at), bead(at + 1..at + 1, at..at + 1)]),
            (false, true) => beads.extend([bead(at..at, at..at + 1), bead(at..at + 1, at + 1..at + 1)]),
            _ => beads.push(bead(at..at + 1, at..at + 1)),
        }
    }
    let mut settings = Settings::default();
    settings.names.style.honorific = match cells[5].split_once(':').map(|(setting, _)| setting) {
        Some("honorific keep") => Some(Keep::Keep),
        Some("honorific drop") => Some(Keep::Drop),
        _ => None,
    };
    if let Some(style) = style_of(cells[5]) {
        settings.names.style = house_style(style).unwrap_or_else(|error| panic!("{error}"));
    }
    let side = |lang, segments| Side { lang, path: "example", segments, aside: &[] };
    let bitext = Bitext::new(side(source_lang, &source), side(target_lang, &target), &beads);
    let mut repeats = Repeats::default();
    repeats.add(bitext.target.path, comparable(&bitext));
    let entries = terms::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/glossary.csv")).unwrap_or_else(|e| panic!("{e}"));
    let glossary = Glossary::new(entries);
    // `[was TEXT]`: the translation was accepted for another source.
    let mut accepted = Accepted::default();
    let was = cells[5].strip_prefix("[was ").and_then(|rest| rest.split_once(']'));
    if let Some((was, _)) = was {
        accepted.add("example", text_hash(cells[3]), text_hash(was));
    }
    let cx = Context {
        terms: Some(&glossary),
        repeats: Repeated::new(Some(&repeats), None, (source_lang, target_lang)),
        accepted: was.map(|_| &accepted),
        ..Context::new(&settings, source_lang, target_lang)
    };
    let findings = judge(&bitext, &cx, false).findings;
    for finding in &findings {
        assert!(!finding.evidence.is_empty(), "{}: no evidence: {}", finding.rule, cells[5]);
        assert!(finding.issue.split_whitespace().count() <= 4, "{}: {}", finding.rule, finding.issue);
    }
    findings
}

#[test]
fn whatever_a_rule_says_it_says_in_arabic_too() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arabic = fs::read_to_string(root.join("src/report/data/ar.toml")).expect("the Arabic texts");
    let arabic: toml::Table = toml::from_str(&arabic).expect("TOML");
    let known = |table: &str, english: &str| arabic[table].get(english).is_some();
    let mut wanting = BTreeSet::new();
    for rule in all() {
        let id = rule.meta().id;
        let text = fs::read_to_string(root.join(format!("fixtures/rules/{id}.tsv"))).expect("a table");
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        for finding in rows.iter().filter(|row| row.get(4) == Some(&"hit")).flat_map(|row| findings(row)) {
            if !known("issues", finding.issue) {
                wanting.insert(format!("issue {:?}", finding.issue));
            }
            let said = finding.template.as_ref().is_some_and(|template| known("messages", template.english));
            if !said {
                wanting.insert(format!("message {:?} of {}", finding.message, finding.rule));
            }
        }
    }
    assert!(wanting.is_empty(), "{wanting:#?}");
}

#[test]
fn every_rule_explains_itself() {
    for rule in all() {
        let meta = rule.meta();
        for heading in HEADINGS {
            assert!(meta.docs.contains(heading), "{}: no {heading}", meta.id);
        }
    }
}

#[test]
fn every_rule_behaves_as_its_table_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let mut wrong = Vec::new();
    for rule in all() {
        let id = rule.meta().id;
        let text = fs::read_to_string(folder.join(format!("{id}.tsv"))).unwrap_or_else(|e| panic!("fixtures/rules/{id}.tsv: {e}"));
        let rows: Vec<Vec<&str>> = text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').collect()).collect();
        let count = |wanted: &str| rows.iter().filter(|row| row.get(4) == Some(&wanted)).count();
        assert!(count("hit") >= 3 && count("pass") >= 3, "{id}: three hits and three near misses at least");
        for row in &rows {
            assert_eq!(row.len(), 6, "{id}: {row:?}");
            if fires(id, row) != (row[4] == "hit") {
                wrong.push(format!("{id}: {} expected: {}", row[4], row[5]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_table_without_a_rule() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules")).expect("the tables") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        let id = name.strip_suffix(".tsv").expect("only tables");
        assert!(all().iter().any(|rule| rule.meta().id == id), "{name}: no such rule");
    }
}
