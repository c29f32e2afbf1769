//! The place of a unit: files are written in every text format out of texts made up, and at the line and column of each unit its text has to
//! stand, letter for letter; the text has to be read, too, and nothing else. Packages and compiled files have no lines and are left out.

use std::fmt::Write;

use bilint::{
    model::{Document, Loaded},
    read::{READERS, ReadOptions, load_bytes},
};
use proptest::prelude::*;

/// A text and its translation.
type Unit = (String, String);

/// Writes units in a format of one language (those of the source) or of two.
type Writer = fn(&[Unit]) -> String;

/// Format, name of the file, whether it holds both languages, how it is written.
const FORMATS: &[(&str, &str, bool, Writer)] = &[
    ("text", "a.txt", false, paragraphs),
    ("markdown", "a.md", false, |units| format!("---\ntitle: x\n---\n\n{}", paragraphs(units))),
    ("html", "a.html", false, |units| {
        each("<html><body>\n", units, |_, own, _| format!(" <p class=\"x\">{own}</p>\n"), "</body></html>\n")
    }),
    ("rst", "a.rst", false, paragraphs),
    ("asciidoc", "a.adoc", false, paragraphs),
    ("json", "a.json", false, |units| members("", units)),
    ("arb", "a.arb", false, |units| members("\"@@locale\": \"en\",\n", units)),
    ("yaml", "a.yml", false, |units| each("en:\n", units, |at, own, _| format!("  # note\n  k{at}: {own}\n"), "")),
    ("properties", "a.properties", false, |units| each("# note\n", units, |at, own, _| format!("k{at} = {own}\n\n"), "")),
    ("android", "strings.xml", false, |units| {
        each("<resources>\n", units, |at, own, _| format!("  <string name=\"k{at}\">{own}</string>\n"), "</resources>\n")
    }),
    ("strings", "a.strings", false, |units| each("", units, |at, own, _| format!("/* note */\n\"k{at}\" = \"{own}\";\n"), "")),
    ("stringsdict", "a.stringsdict", false, |units| {
        let unit = |at: usize, own: &str, _: &str| {
            format!("<key>k{at}</key><dict><key>n</key><dict>\n<key>other</key><string>{own}</string></dict></dict>\n")
        };
        each("<plist version=\"1.0\"><dict>\n", units, unit, "</dict></plist>\n")
    }),
    ("resx", "a.resx", false, |units| {
        each("<root>\n", units, |at, own, _| format!("<data name=\"k{at}\">\n  <value>{own}</value></data>\n"), "</root>\n")
    }),
    ("fluent", "a.ftl", false, |units| each("# note\n", units, |at, own, _| format!("k{at} = {own}\n"), "")),
    ("ini", "a.ini", false, |units| each("[a]\n", units, |at, own, _| format!("; note\nk{at}={own}\n"), "")),
    ("php", "a.php", false, |units| each("<?php\nreturn [\n", units, |at, own, _| format!("  'k{at}' => '{own}',\n"), "];\n")),
    ("srt", "a.srt", false, |units| each("", units, |at, own, _| format!("{}\n{}\n{own}\n\n", at + 1, times(at, ',')), "")),
    ("vtt", "a.vtt", false, |units| each("WEBVTT\n\n", units, |at, own, _| format!("{}\n{own}\n\n", times(at, '.')), "")),
    ("ass", "a.ass", false, |units| {
        let unit =
            |at: usize, own: &str, _: &str| format!("Dialogue: 0,0:00:{:02}.00,0:00:{:02}.50,Default,,0,0,0,,{own}\n", at * 2, at * 2 + 1);
        each("[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n", units, unit, "")
    }),
    ("table", "a.tsv", true, |units| each("id\tsource\ttarget\n", units, |at, own, other| format!("k{at}\t{own}\t{other}\n"), "")),
    ("table", "a.csv", true, |units| each("id;en;de\n", units, |at, own, other| format!("k{at};\"{own}\";{other}\n"), "")),
    ("jsonl", "a.jsonl", true, |units| {
        each("", units, |at, own, other| format!("{{\"id\": \"k{at}\", \"source\": \"{own}\", \"target\": \"{other}\"}}\n"), "")
    }),
    ("xliff", "a.xlf", true, |units| {
        let unit = |at: usize, own: &str, other: &str| {
            format!("<trans-unit id=\"k{at}\">\n <source>{own}</source>\n <target>{other}</target></trans-unit>\n")
        };
        let head = "<xliff version=\"1.2\"><file original=\"a\" source-language=\"en\" target-language=\"de\" datatype=\"x\"><body>\n";
        each(head, units, unit, "</body></file></xliff>\n")
    }),
    ("xliff", "b.xlf", true, |units| {
        let unit = |at: usize, own: &str, other: &str| {
            format!("<unit id=\"k{at}\"><segment><source>{own}</source>\n  <target>{other}</target></segment></unit>\n")
        };
        let head = "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"en\" trgLang=\"de\"><file id=\"f\">\n";
        each(head, units, unit, "</file></xliff>\n")
    }),
    ("tmx", "a.tmx", true, |units| {
        let unit = |at: usize, own: &str, other: &str| {
            format!("<tu tuid=\"k{at}\"><tuv xml:lang=\"en\"><seg>{own}</seg></tuv>\n<tuv xml:lang=\"de\"><seg>{other}</seg></tuv></tu>\n")
        };
        each("<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n", units, unit, "</body></tmx>\n")
    }),
    ("tbx", "a.tbx", true, |units| {
        let side = |lang: &str, term: &str| format!("<langSet xml:lang=\"{lang}\">\n<tig><term>{term}</term></tig></langSet>");
        let unit =
            |at: usize, own: &str, other: &str| format!("<termEntry id=\"k{at}\">{}{}</termEntry>\n", side("en", own), side("de", other));
        each("<martif type=\"TBX\" xml:lang=\"en\"><text><body>\n", units, unit, "</body></text></martif>\n")
    }),
    ("ttx", "a.ttx", true, |units| {
        let unit =
            |_: usize, own: &str, other: &str| format!("<Tu><Tuv Lang=\"EN-US\">{own}</Tuv>\n<Tuv Lang=\"DE-DE\">{other}</Tuv></Tu>\n");
        let head = "<TRADOStag Version=\"2.0\"><FrontMatter><UserSettings SourceLanguage=\"EN-US\" TargetLanguage=\"DE-DE\"/></FrontMatter>\
                    <Body><Raw>\n";
        each(head, units, unit, "</Raw></Body></TRADOStag>\n")
    }),
    ("po", "a.po", true, |units| {
        let head = "msgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n";
        each(head, units, |at, own, other| format!("#: a.c:{at}\nmsgid \"{own}\"\nmsgstr \"{other}\"\n\n"), "")
    }),
    ("qt", "a.ts", true, |units| {
        let unit = |_: usize, own: &str, other: &str| {
            format!("<message>\n <source>{own}</source>\n <translation>{other}</translation>\n</message>\n")
        };
        each("<TS version=\"2.1\" language=\"de\" sourcelanguage=\"en\"><context><name>a</name>\n", units, unit, "</context></TS>\n")
    }),
    ("xcstrings", "a.xcstrings", true, |units| {
        let side =
            |lang: &str, text: &str| format!("\"{lang}\": {{\"stringUnit\": {{\"state\": \"translated\", \"value\":\n\"{text}\"}}}}");
        let unit = |at: usize, own: &str, other: &str| {
            let comma = if at == 0 { "" } else { "," };
            format!("{comma}\n\"k{at}\": {{\"localizations\": {{{}, {}}}}}", side("en", own), side("de", other))
        };
        each("{\"sourceLanguage\": \"en\", \"version\": \"1.0\", \"strings\": {", units, unit, "}}\n")
    }),
];

/// Formats without lines: their places are numbers of paragraphs, rows and entries.
const NO_LINES: &[&str] = &["xlsx", "mo", "docx", "odt", "epub"];

fn each(head: &str, units: &[Unit], unit: impl Fn(usize, &str, &str) -> String, foot: &str) -> String {
    let all: String = units.iter().enumerate().map(|(at, (own, other))| unit(at, own, other)).collect();
    format!("{head}{all}{foot}")
}

fn paragraphs(units: &[Unit]) -> String {
    each("", units, |_, own, _| format!("{own}\n\n"), "")
}

fn members(first: &str, units: &[Unit]) -> String {
    let mut out = format!("{{\n{first}");
    for (at, (own, _)) in units.iter().enumerate() {
        let comma = if at + 1 < units.len() { "," } else { "" };
        writeln!(out, "  \"k{at}\": \"{own}\"{comma}").expect("a string takes all");
    }
    out + "}\n"
}

/// The times of a cue; none touches the next.
fn times(at: usize, point: char) -> String {
    format!("00:00:{:02}{point}000 --> 00:00:{:02}{point}500", at * 2, at * 2 + 1)
}

/// Sentences of words in several scripts, of letters inside and outside the basic plane.
fn unit() -> impl Strategy<Value = Unit> {
    let sentence = |head: &'static str| {
        prop::collection::vec("[a-zäéñ]{2,7}|[а-я]{2,6}|[ء-ي]{2,6}|[一-世]{1,3}|[𝐚-𝐳]{1,2}", 1..6)
            .prop_map(move |words| format!("{head} {}.", words.join(" ")))
    };
    (sentence("Tide"), sentence("Ebbe"))
}

/// Whether each unit has its text at its place, and all texts are there in their order.
fn placed(document: &Document, lines: &[&str], wanted: &[&str]) -> Result<(), TestCaseError> {
    let found: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
    prop_assert_eq!(&found, wanted);
    for block in &document.blocks {
        let at = block.locate(0);
        let here: Option<String> = lines.get(at.line as usize - 1).map(|line| line.chars().skip(at.column as usize - 1).collect());
        prop_assert!(here.as_ref().is_some_and(|here| here.starts_with(&block.text)), "{at:?} of {here:?}: {:?}", block.text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_text_at_a_place_is_the_text_of_the_unit(
        units in prop::collection::vec(unit(), 1..9),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        mark in any::<bool>(),
    ) {
        for (format, name, both, write) in FORMATS {
            let text = write(&units);
            let lines: Vec<&str> = text.split('\n').collect();
            let mut bytes = if mark { "\u{feff}".to_owned() } else { String::new() };
            bytes.push_str(&text.replace('\n', end));
            let loaded = load_bytes(bytes.into_bytes(), name, &ReadOptions::default());
            let (own, other): (Vec<&str>, Vec<&str>) = units.iter().map(|(own, other)| (own.as_str(), other.as_str())).unzip();
            let checked = match &loaded {
                Ok(Loaded::One(document)) if !both => placed(document, &lines, &own),
                Ok(Loaded::Pair { source, target }) => placed(source, &lines, &own).and_then(|()| placed(target, &lines, &other)),
                Ok(Loaded::Many(many)) => {
                    let mut sides = many.variants.iter().zip([&own, &other]);
                    sides.try_for_each(|(variant, wanted)| placed(&variant.document, &lines, wanted))
                }
                other => Err(TestCaseError::fail(format!("{other:?}"))),
            };
            prop_assert!(checked.is_ok(), "{format} {name} {end:?} {mark}: {checked:?}");
        }
    }
}

#[test]
fn every_reader_with_lines_is_put_to_the_test() {
    for reader in READERS {
        let known = FORMATS.iter().any(|(format, ..)| *format == reader.name()) || NO_LINES.contains(&reader.name());
        assert!(known, "{}: neither written here nor without lines", reader.name());
    }
}
