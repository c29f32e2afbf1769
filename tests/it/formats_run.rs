//! Formats from outside: what is checked where files of a kind lie as they usually do, and where the report points.

use std::{collections::BTreeMap, fs, io::Write as _, path::Path};

use tempfile::TempDir;

use crate::program::{bilint, code, text};

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

/// Rule, file, line and segment of every finding.
fn findings(folder: &Path, arguments: &[&str]) -> Vec<(String, String, String, String)> {
    let output = bilint(folder, &[&["check", "--no-config", "--report", "out"], arguments].concat());
    assert!(code(&output) < 2, "{}", text(&output));
    let issues = fs::read_to_string(folder.join("out/issues.csv")).expect("issues.csv");
    let mut reader = csv::Reader::from_reader(issues.trim_start_matches('\u{feff}').as_bytes());
    let mut all: Vec<_> = reader
        .deserialize()
        .map(|row| {
            let row: BTreeMap<String, String> = row.expect("a row");
            (row["rule"].clone(), row["file"].clone(), row["line"].clone(), row["segment"].clone())
        })
        .collect();
    all.sort();
    all
}

fn finding(rule: &str, file: &str, line: &str, segment: &str) -> (String, String, String, String) {
    (rule.to_owned(), file.to_owned(), line.to_owned(), segment.to_owned())
}

const XLIFF: &str = r#"<?xml version="1.0"?>
<xliff version="1.2"><file original="a" source-language="en" target-language="de" datatype="plaintext"><body>
<trans-unit id="fare"><source>The fare is 12 euros for everybody.</source>
<target>Der Preis beträgt 21 Euro für alle.</target></trans-unit>
<trans-unit id="go"><source>Press <g id="1">Save</g> to go on.</source>
<target>Zum Fortfahren auf Speichern drücken.</target></trans-unit>
</body></file></xliff>
"#;

#[test]
fn findings_of_bilingual_files_name_line_and_unit() {
    let folder = folder(&[("a.xlf", XLIFF)]);
    let found = findings(folder.path(), &["a.xlf"]);
    assert!(found.contains(&finding("number-value", "a.xlf", "4", "fare")), "{found:?}");
    assert!(found.contains(&finding("markup", "a.xlf", "6", "go")), "{found:?}");
    let sarif = bilint(folder.path(), &["check", "--no-config", "--format", "sarif", "a.xlf"]);
    let sarif: serde_json::Value = serde_json::from_slice(&sarif.stdout).expect("SARIF");
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert!(region["startLine"].as_u64().is_some_and(|line| line == 4 || line == 6), "{region}");
}

#[test]
fn a_memory_of_three_languages_is_checked_in_two() {
    let tmx = r#"<tmx version="1.4"><header srclang="en"/><body>
<tu tuid="1"><tuv xml:lang="en"><seg>It takes 40 minutes to the island.</seg></tuv><tuv xml:lang="de"><seg>Bis zur Insel sind es 14 Minuten.</seg></tuv>
<tuv xml:lang="fr"><seg>Il faut 40 minutes pour rejoindre l'île.</seg></tuv></tu>
</body></tmx>"#;
    let folder = folder(&[("m.tmx", tmx)]);
    let found = findings(folder.path(), &["m.tmx"]);
    assert_eq!(found.iter().filter(|row| row.0 == "number-value").count(), 1, "{found:?}");
    let only = findings(folder.path(), &["m.tmx", "--target-lang", "fr"]);
    assert!(only.iter().all(|row| row.0 != "number-value"), "{only:?}");
}

#[test]
fn entries_of_gettext_say_what_is_wrong_with_them() {
    let po = r#"msgid ""
msgstr "Language: ru\nPlural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"

#, c-format
msgctxt "ticket"
msgid "Only %d seats are left on this boat."
msgstr "На этом судне осталось мало мест."

#, fuzzy
msgid "Open the gate now, please."
msgstr "Пожалуйста, откройте ворота сейчас."

msgid "Close the gate now, please."
msgstr ""

#~ msgid "Gone"
#~ msgstr ""
"#;
    let folder = folder(&[("po/ru.po", po)]);
    let found = findings(folder.path(), &["po"]);
    let wanted = [
        finding("empty-translation", "po/ru.po", "14", "s3"),
        finding("fuzzy-shipped", "po/ru.po", "11", "s2"),
        finding("placeholder", "po/ru.po", "7", "ticket"),
    ];
    for row in wanted {
        assert!(found.contains(&row), "{row:?} in {found:?}");
    }
}

#[test]
fn catalogues_are_paired_by_key() {
    let folder = folder(&[
        (
            "locales/en.json",
            "{\"menu\": {\"open\": \"Open {name}\", \"quit\": \"Quit\"},\n\"n_one\": \"{{count}} boat\", \"n_other\": \"{{count}} boats\"}",
        ),
        (
            "locales/ar.json",
            "{\"menu\": {\n\"open\": \"افتح {nom}\",\n\"old\": \"قديم\"},\n\"n_one\": \"قارب\",\n\"n_other\": \"{{count}} قارب\"}",
        ),
    ]);
    let found = findings(folder.path(), &["locales"]);
    let wanted = [
        finding("key-extra", "locales/ar.json", "3", "menu.old"),
        finding("placeholder", "locales/ar.json", "2", "menu.open"),
        finding("plural-forms", "locales/ar.json", "5", "n/other"),
    ];
    for row in wanted {
        assert!(found.contains(&row), "{row:?} in {found:?}");
    }
    assert!(found.iter().any(|row| row.0 == "key-missing"), "{found:?}");
}

/// What each language may do without is not missing, and what stands in unusual places is read.
#[test]
fn catalogues_say_what_may_be_missing() {
    let dict = |text: &str| format!("<plist version=\"1.0\"><dict>{text}</dict></plist>");
    let width = |width: u32, text: &str| format!("<key>{width}</key><string>{text}</string>");
    let widths = |texts: &str| dict(&format!("<key>hi</key><dict><key>NSStringVariableWidthRuleType</key><dict>{texts}</dict></dict>"));
    let text = |value: &str| format!("{{\"stringUnit\": {{\"state\": \"translated\", \"value\": \"{value}\"}}}}");
    let device = |texts: &str| format!("{{\"variations\": {{\"device\": {{{texts}}}}}}}");
    let set = |values: &str| format!("{{\"stringSet\": {{\"state\": \"translated\", \"values\": [{values}]}}}}");
    let own = device(&format!("\"mac\": {},\n\"other\": {}", text("Click 3 times"), text("Press 3 times")));
    let other = device(&format!("\"other\":\n{}", text("4-mal drücken")));
    let strings = format!(
        "\"tap\": {{\"localizations\": {{\"en\": {own}, \"de\": {other}}}}},\n\"say\": {{\"localizations\": {{\"en\": {}, \"de\": {}}}}}",
        set("\"Open gate 5\", \"Let me in\""),
        set("\n\"Tor 6 öffnen\"")
    );
    let long = width(50, "Welcome at pier 3 of the harbour");
    let files = [
        ("en.lproj/a.stringsdict", widths(&format!("{}{long}", width(20, "Hi")))),
        ("de.lproj/a.stringsdict", widths(&format!("\n{}", width(50, "Willkommen an Pier 4 des Hafens")))),
        ("a.xcstrings", format!("{{\"sourceLanguage\": \"en\", \"version\": \"1.0\", \"strings\": {{{strings}}}}}")),
        (
            "values/strings.xml",
            "<resources><string name=\"a\">Pier 3 is open</string>\n<string name=\"b\" tools:ignore=\"MissingTranslation\">Quay</string>\
             </resources>"
                .to_owned(),
        ),
        ("values-de/strings.xml", "<resources><string name=\"a\">Pier 4 ist offen</string></resources>".to_owned()),
        ("en.json", "{\"n_ordinal_one\": \"{{count}}st pier\", \"n_ordinal_other\": \"{{count}}th pier at 8\"}".to_owned()),
        ("de.json", "{\"n_ordinal_other\": \"{{count}}. Pier um 9\"}".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&files);
    // A key that a spreadsheet may take for a date stands in quotation marks.
    let told = |arguments: &[&str]| {
        let bare = |mut row: (String, String, String, String)| {
            row.3 = row.3.trim_matches(['“', '”']).to_owned();
            row
        };
        findings(folder.path(), arguments).into_iter().map(bare).collect::<Vec<_>>()
    };
    for (arguments, file, line, segment) in [
        (&["en.lproj/a.stringsdict", "de.lproj/a.stringsdict"][..], "de.lproj/a.stringsdict", "2", "hi/50"),
        (&["values/strings.xml", "values-de/strings.xml"], "values-de/strings.xml", "1", "a"),
        (&["en.json", "de.json"], "de.json", "1", "n_ordinal_other"),
    ] {
        assert_eq!(told(arguments), [finding("number-value", file, line, segment)]);
    }
    let wanted = [finding("number-value", "a.xcstrings", "3", "tap/other"), finding("number-value", "a.xcstrings", "5", "say/0")];
    assert_eq!(told(&["a.xcstrings"]), wanted);
}

#[test]
fn forms_of_qt_are_as_many_as_the_file_has() {
    let message = |source: &str, forms: &str| {
        format!("<message numerus=\"yes\"><source>{source}</source><translation>\n{forms}</translation></message>\n")
    };
    let form = |text: &str| format!("<numerusform>{text}</numerusform>");
    let text = format!(
        "<TS version=\"2.1\" language=\"de\" sourcelanguage=\"en\"><context><name>a</name>\n{}{}</context></TS>",
        message("%n boat(s)", &format!("{}{}", form("%n Boot"), form("%n Boote"))),
        message("%n gate(s)", &form("%n Tor"))
    );
    let folder = folder(&[("a.ts", text.as_str())]);
    assert_eq!(findings(folder.path(), &["a.ts"]), [finding("plural-forms", "a.ts", "5", "a")]);
}

/// A source, its translations with their texts, and how they are paired.
type Layout<'t> = (&'t str, &'t [(&'t str, &'t str)], &'t str);

/// Story 11.
#[test]
fn the_usual_layouts_pair_by_themselves() {
    let prose = "The ferry leaves at noon.\n";
    let german = "Die Fähre fährt mittags ab.\n";
    let cases: &[Layout<'_>] = &[
        ("docs/en/a.md", &[("docs/de/a.md", german)], "language directories: en → de"),
        ("docs/a.md", &[("docs/de/a.md", german)], "language directories: untagged → de"),
        ("a.en.md", &[("a.de.md", german)], "language suffixes: en → de"),
        ("story_en.txt", &[("story_de.txt", german)], "language suffixes: en → de"),
        ("docs/b.md", &[("i18n/de/docusaurus-plugin-content-docs/current/b.md", german)], "Docusaurus i18n tree: untagged → de"),
        ("content/files/en-us/x/index.md", &[("translated-content/files/de/x/index.md", german)], "language directories: en-US → de"),
        ("news.en", &[("news.de", german)], "numbered lines: en → de"),
        ("film.en.srt", &[("film.de.srt", "")], "language suffixes: en → de"),
        (
            "values/strings.xml",
            &[("values-de/strings.xml", "<resources><string name=\"a\">Fähre</string></resources>")],
            "Android resource folders: untagged → de",
        ),
        ("en.lproj/L.strings", &[("de.lproj/L.strings", "\"a\" = \"Fähre\";")], "Apple .lproj folders: en → de"),
        ("locales/en.yml", &[("locales/de.yml", "de:\n  a: Fähre\n")], "locale catalogues: en → de"),
    ];
    for (source, targets, why) in cases {
        let content = match source.rsplit('.').next() {
            Some("srt") => "1\n00:00:01,000 --> 00:00:03,000\nThe ferry leaves.\n",
            Some("xml") => "<resources><string name=\"a\">Ferry</string></resources>",
            Some("strings") => "\"a\" = \"Ferry\";",
            Some("yml") => "en:\n  a: Ferry\n",
            _ => prose,
        };
        let subtitle = "1\n00:00:01,000 --> 00:00:03,000\nDie Fähre fährt ab.\n";
        let mut files = vec![(*source, content)];
        files.extend(targets.iter().map(|(name, text)| (*name, if text.is_empty() { subtitle } else { *text })));
        let folder = folder(&files);
        let output = bilint(folder.path(), &["check", "--no-config", "--show-pairs", "."]);
        let shown = text(&output);
        assert!(code(&output) < 2 && shown.contains(why), "{source}: {shown}");
        // A commit hook names one of the two.
        if !source.starts_with("news") {
            let one = bilint(folder.path(), &["check", "--no-config", "--show-pairs", targets[0].0]);
            assert!(code(&one) < 2 && text(&one).contains(why), "{source} by its half: {}", text(&one));
        }
    }
}

/// What `--show-pairs` says of a tree of short stories, without the findings.
fn paired(files: &[(&str, &str)]) -> Vec<String> {
    let texts = [
        ("en", "The harbour opened again on Monday.\n\nThe ferries sail at eight in the morning and the mayor was present.\n"),
        ("ar", "أعيد افتتاح الميناء يوم الاثنين.\n\nتبحر العبارات في الثامنة صباحا وحضر رئيس البلدية.\n"),
        ("de", "Der Hafen wurde am Montag wieder geöffnet.\n\nDie Fähren fahren um acht Uhr morgens und der Bürgermeister war anwesend.\n"),
        ("fr", "Le port a rouvert lundi.\n\nLes ferries partent à huit heures du matin et le maire était présent.\n"),
    ];
    let text_of = |lang: &str| texts.iter().find(|(tag, _)| *tag == lang).map_or("", |(_, text)| *text);
    let files: Vec<(&str, &str)> = files.iter().map(|(name, lang)| (*name, text_of(lang))).collect();
    let folder = folder(&files);
    let output = text(&bilint(folder.path(), &["check", "--no-config", "--show-pairs", "."]));
    let lines = output
        .lines()
        .filter(|line| (line.contains(" → ") && line.ends_with(')') && !line.contains("sentence")) || line.starts_with("bilint:"));
    lines
        .map(|line| line.replace("./", "").split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.contains("pairs)") && !line.contains(" pair)"))
        .collect()
}

#[test]
fn folders_named_by_two_languages_hold_both_or_the_translation() {
    for (files, expected) in [
        (
            &[("en-ar/a.en.txt", "en"), ("en-ar/a.ar.txt", "ar"), ("en-de/a.en.txt", "en"), ("en-de/a.de.txt", "de")][..],
            &[
                "en-ar/a.en.txt → en-ar/a.ar.txt (language suffixes: en → ar)",
                "en-de/a.en.txt → en-de/a.de.txt (language suffixes: en → de)",
            ][..],
        ),
        (
            &[("en-ar/a.en", "en"), ("en-ar/a.ar", "ar"), ("en-de/a.en", "en"), ("en-de/a.de", "de")],
            &["en-ar/a.en → en-ar/a.ar (numbered lines: en → ar)", "en-de/a.en → en-de/a.de (numbered lines: en → de)"],
        ),
        (
            &[("en/a.md", "en"), ("en-ar/a.md", "ar"), ("en-de/a.md", "de")],
            &["en/a.md → en-ar/a.md (language directories: en → ar)", "en/a.md → en-de/a.md (language directories: en → de)"],
        ),
        (&[("ar-en/a.md", "ar"), ("en-ar/a.md", "en")], &["en-ar/a.md → ar-en/a.md (language directories: en → ar)"]),
        (
            &[("en/a.txt", "en"), ("ar/a.txt", "ar"), ("fr-ca/a.txt", "fr")],
            &["en/a.txt → ar/a.txt (language directories: en → ar)", "en/a.txt → fr-ca/a.txt (language directories: en → fr-CA)"],
        ),
        (&[("ar-en/source.txt", "ar"), ("ar-en/target.txt", "en")], &["ar-en/source.txt → ar-en/target.txt (words for source and target)"]),
        (
            &[("x.en-ar.en.txt", "en"), ("x.en-ar.ar.txt", "ar"), ("x.en-de.en.txt", "en"), ("x.en-de.de.txt", "de")],
            &[
                "x.en-ar.en.txt → x.en-ar.ar.txt (language suffixes: en → ar)",
                "x.en-de.en.txt → x.en-de.de.txt (language suffixes: en → de)",
            ],
        ),
    ] {
        assert_eq!(paired(files), expected);
    }
}

#[test]
fn countries_in_hosts_are_no_languages() {
    for (files, expected) in [
        (
            &[("dailymail.co.uk.txt", "en"), ("dailymail.co.uk.ar.txt", "ar")][..],
            "dailymail.co.uk.txt → dailymail.co.uk.ar.txt (language suffixes: untagged → ar)",
        ),
        (&[("en/bbc.co.uk.txt", "en"), ("ar/bbc.co.uk.txt", "ar")], "en/bbc.co.uk.txt → ar/bbc.co.uk.txt (language directories: en → ar)"),
        (
            &[("en/www.spiegel.de.txt", "en"), ("fr/www.spiegel.de.txt", "fr")],
            "en/www.spiegel.de.txt → fr/www.spiegel.de.txt (language directories: en → fr)",
        ),
        (
            &[("example.com.en.txt", "en"), ("example.com.ar.txt", "ar")],
            "example.com.en.txt → example.com.ar.txt (language suffixes: en → ar)",
        ),
        // A tag that all versions have is part of the name.
        (
            &[("en/spiegel.de.txt", "en"), ("fr/spiegel.de.txt", "fr")],
            "en/spiegel.de.txt → fr/spiegel.de.txt (language directories: en → fr)",
        ),
    ] {
        assert_eq!(paired(files), [expected]);
    }
}

#[test]
fn odd_names_of_languages_are_found_where_nothing_else_pairs_a_file() {
    for (files, expected) in [
        (
            &[("README.md", "en"), ("README.ar.md", "ar"), ("README_DE.md", "de")][..],
            &["README.md → README.ar.md (language suffixes: untagged → ar)", "README.md → README_DE.md (language suffixes: untagged → de)"]
                [..],
        ),
        (
            &[("story.txt", "en"), ("story_ar.txt", "ar"), ("story_fr.txt", "de")],
            &["story.txt → story_ar.txt (language suffixes: untagged → ar)"],
        ),
        (&[("English/a.txt", "en"), ("العربية/a.txt", "ar")], &["English/a.txt → العربية/a.txt (language directories: en → ar)"]),
        (&[("a (English).txt", "en"), ("a (Arabic).txt", "ar")], &["a (English).txt → a (Arabic).txt (language suffixes: en → ar)"]),
        (&[("a@en.txt", "en"), ("a@ar.txt", "ar")], &["a@en.txt → a@ar.txt (language suffixes: en → ar)"]),
        (&[("site/a.md", "en"), ("site-ar/a.md", "ar")], &["site/a.md → site-ar/a.md (language directories: untagged → ar)"]),
        (&[("docs/a.md", "en"), ("docs/i18n/ar/a.md", "ar")], &["docs/a.md → docs/i18n/ar/a.md (language directories: untagged → ar)"]),
        (&[("docs/en/a.mdx", "en"), ("docs/ar/A.md", "ar")], &["docs/en/a.mdx → docs/ar/A.md (language directories: en → ar)"]),
        (&[("a.eng.txt", "en"), ("a.ger.txt", "de")], &["a.eng.txt → a.ger.txt (language suffixes: en → de)"]),
        (&[("original/a.txt", "en"), ("translation/a.txt", "ar")], &["original/a.txt → translation/a.txt (words for source and target)"]),
        (
            &[("docs/a.md", "en"), ("docs/translation/ar/a.md", "ar")],
            &["docs/a.md → docs/translation/ar/a.md (words for source and target)"],
        ),
        (&[("x-src.eng.txt", "en"), ("x-ref.arb.txt", "ar")], &["x-src.eng.txt → x-ref.arb.txt (words for source and target)"]),
        (&[("docs/a.md", "ar"), ("docs/en/a.md", "en")], &["docs/a.md → docs/en/a.md (language directories: untagged → en)"]),
        // Neither is English: what most documents are in is the source, and two alike are for the user to say.
        (
            &[("de/a.md", "de"), ("fr/a.md", "fr"), ("de/b.md", "de"), ("ar/b.md", "ar")],
            &["de/b.md → ar/b.md (language directories: de → ar)", "de/a.md → fr/a.md (language directories: de → fr)"],
        ),
        (
            &[("de/a.md", "de"), ("fr/a.md", "fr")],
            &["bilint: nothing to pair: `.`: 1 document found in de, fr, none in English: say which is the source with --source-lang"],
        ),
        // No pairs: a word that looks like a tag, a copy.
        (
            &[("plug/a.md", "en"), ("plug-in/a.md", "en"), ("b.md", "en"), ("de/b.md", "de")],
            &["b.md → de/b.md (language directories: untagged → de)"],
        ),
    ] {
        assert_eq!(paired(files), expected);
    }
}

#[test]
fn files_without_a_partner_are_named_and_none_at_all_is_an_error() {
    let folder = folder(&[("en/a.md", "One.\n"), ("de/a.md", "Eins.\n"), ("en/b.md", "Two.\n")]);
    let shown = text(&bilint(folder.path(), &["check", "--no-config", "--show-pairs", "."]));
    assert!(shown.contains("en/b.md  (no partner)"), "{shown}");
    fs::remove_dir_all(folder.path().join("de")).expect("removed");
    let output = bilint(folder.path(), &["check", "--no-config", "."]);
    assert_eq!(code(&output), 2, "{}", text(&output));
}

#[test]
fn packed_files_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(XLIFF.as_bytes()).expect("packed");
    fs::write(folder.path().join("a.xlf.gz"), gzip.finish().expect("packed")).expect("written");
    let found = findings(folder.path(), &["a.xlf.gz"]);
    assert!(found.iter().any(|row| row.0 == "number-value"), "{found:?}");
    // A Zstandard frame of one raw block.
    let body = b"source\ttarget\nThe fare is 12 euros.\tDer Preis ist 21 Euro.\n";
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, u8::try_from(body.len()).expect("short")];
    let header = (u32::try_from(body.len()).expect("short") << 3 | 1).to_le_bytes();
    frame.extend_from_slice(&header[..3]);
    frame.extend_from_slice(body);
    fs::write(folder.path().join("b.tsv.zst"), frame).expect("written");
    let found = findings(folder.path(), &["b.tsv.zst"]);
    assert!(found.iter().any(|row| row.0 == "number-value"), "{found:?}");
}

#[test]
fn attacks_are_refused() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><xliff version=\"1.2\"><file source-language=\"en\" target-language=\"de\"><body><trans-unit id=\"1\"><source>&b;</source><target>&b;</target></trans-unit></body></file></xliff>";
    let deep = "<a>".repeat(100_000);
    let folder =
        folder(&[("bomb.xlf", bomb), ("deep.xlf", &format!("<xliff>{deep}")), ("deep.json", &"[".repeat(100_000)), ("deep.ar.json", "{}")]);
    let output = bilint(folder.path(), &["check", "--no-config", "bomb.xlf"]);
    assert!(!text(&output).contains("aaaa"), "{}", text(&output));
    let output = bilint(folder.path(), &["check", "--no-config", "deep.xlf"]);
    assert!(code(&output) == 2 && text(&output).contains("nested"), "{}", text(&output));
    let output = bilint(folder.path(), &["check", "--no-config", "deep.json", "deep.ar.json"]);
    assert!(code(&output) == 2 && text(&output).contains("nested"), "{}", text(&output));
}

#[test]
fn office_documents_are_aligned() {
    let path = |name: &str| format!("{}/fixtures/formats/{name}", env!("CARGO_MANIFEST_DIR"));
    let folder = folder(&[("quay.txt", "The old quay\n\nShips may land at noon.\n\n- ropes\n\nPier\n\n3\n\nPage 2\n\nBuilt in 1904.\n")]);
    let output = bilint(folder.path(), &["check", "--no-config", &path("docx/quay.docx"), "quay.txt"]);
    assert!(code(&output) < 2, "{}", text(&output));
}

#[test]
fn a_lock_tells_what_is_outdated() {
    let folder = folder(&[
        ("en/a.md", "# Ferry\n\nThe ferry leaves at noon.\n\nThe gate is open today.\n"),
        ("de/a.md", "# Fähre\n\nDie Fähre fährt mittags ab.\n\nDas Tor ist heute offen.\n"),
    ]);
    let locked = bilint(folder.path(), &["lock", "--no-config", "."]);
    assert_eq!(code(&locked), 0, "{}", text(&locked));
    let stale = |found: &[(String, String, String, String)]| {
        found.iter().filter(|row| row.0 == "stale").map(|row| row.2.clone()).collect::<Vec<_>>()
    };
    assert!(stale(&findings(folder.path(), &[".", "--lock", "bilint.lock"])).is_empty());
    fs::write(folder.path().join("en/a.md"), "# Ferry\n\nThe ferry leaves at one.\n\nThe gate is open today.\n").expect("written");
    assert_eq!(stale(&findings(folder.path(), &[".", "--lock", "bilint.lock"])), ["3"]);
    fs::write(folder.path().join("bilint.lock"), "nothing\n").expect("written");
    let output = bilint(folder.path(), &["check", "--no-config", ".", "--lock", "bilint.lock"]);
    assert!(code(&output) == 2 && text(&output).contains("line 1"), "{}", text(&output));
}

#[test]
fn a_catalogue_may_say_the_same_under_two_keys() {
    let source = r#"{"elevated": "Elevated buttons lift flat pages and stand out on busy screens."}"#;
    let text = "Erhabene Schaltflächen heben flache Seiten hervor und fallen auf vollen Bildschirmen auf.";
    let target = format!(r#"{{"elevated": "{text}", "raised": "{text}"}}"#);
    let folder = folder(&[("locales/en.json", source), ("locales/de.json", &target)]);
    let rules: Vec<String> = findings(folder.path(), &["locales"]).into_iter().map(|row| row.0).collect();
    assert_eq!(rules, ["key-extra"], "the key that is left over, and nothing about its text");
}

#[test]
fn texts_of_front_matter_are_compared_by_name() {
    let english = "---\ntitle: Trains to the harbour in 2024\nslug: trains\ndescription: \"There are 14 trains a day to the harbour.\"\nsummary: Nobody needs this line today.\n---\n\nThe trains are never late.\n";
    let german = "---\ndescription: \"Täglich fahren 41 Züge zum Hafen.\"\nslug: zuege-2\ntitle: Züge zum Hafen im Jahr 2024\n---\n\nDie Züge sind nie verspätet.\n";
    let folder = folder(&[("a.en.md", english), ("a.de.md", german)]);
    let found = findings(folder.path(), &["a.en.md", "a.de.md"]);
    assert_eq!(found.iter().map(|row| (row.0.as_str(), row.2.as_str())).collect::<Vec<_>>(), [("number-value", "2")], "{found:?}");
}
