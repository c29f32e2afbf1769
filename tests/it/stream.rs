//! `bilint score` as a stream: every form in and out, filters, statistics, streams that break.

use std::{
    fs,
    io::{Read, Write},
    path::Path,
};

use serde_json::Value;

use crate::program::{bilint, code, text};

/// Pairs of which every third has a changed figure.
fn pairs(count: usize) -> Vec<(String, String)> {
    (0..count)
        .map(|n| {
            let figure = 1000 + n * 7;
            let wrong = if n % 3 == 2 { figure + 35 } else { figure };
            (format!("The harbour took in {figure} ships last year."), format!("Der Hafen nahm im letzten Jahr {wrong} Schiffe auf."))
        })
        .collect()
}

fn tsv(pairs: &[(String, String)]) -> String {
    let rows: String = pairs.iter().enumerate().map(|(n, (source, target))| format!("{}\t{source}\t{target}\n", n + 1)).collect();
    format!("id\tsource\ttarget\n{rows}")
}

fn jsonl(pairs: &[(String, String)]) -> String {
    let line = |(source, target): &(String, String)| serde_json::json!({"source": source, "target": target}).to_string() + "\n";
    pairs.iter().map(line).collect()
}

const LANGS: [&str; 5] = ["--no-config", "--source-lang", "en", "--target-lang", "de"];

fn score(folder: &Path, args: &[&str]) -> String {
    let output = bilint(folder, &[&["score"], args, &LANGS].concat());
    assert_eq!(code(&output), 0, "{args:?}: {}", text(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn without_ids(records: &str) -> Vec<Value> {
    let parsed = records.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    parsed.map(|record| serde_json::json!([record["score"], record["findings"]])).collect()
}

fn unpacked(path: &Path) -> String {
    let bytes = fs::read(path).expect("a file");
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("gzip");
    } else {
        assert!(bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]), "Zstandard");
        ruzstd::decoding::StreamingDecoder::new(bytes.as_slice()).expect("a frame").read_to_string(&mut text).expect("zstd");
    }
    text
}

#[test]
fn every_form_gets_the_same_scores() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let pairs = pairs(60);
    fs::write(at("a.tsv"), tsv(&pairs)).expect("written");
    fs::write(at("a.jsonl"), jsonl(&pairs)).expect("written");
    let side = |pick: fn(&(String, String)) -> &String| pairs.iter().map(|pair| pick(pair).clone() + "\n").collect::<String>();
    fs::write(at("a.en"), side(|pair| &pair.0)).expect("written");
    fs::write(at("a.de"), side(|pair| &pair.1)).expect("written");
    let units: String = pairs
        .iter()
        .map(|(source, target)| {
            format!(
                "<!-- <tu> --><tu>\n<tuv xml:lang=\"en\"><seg>{source}</seg></tuv><tuv xml:lang=\"de\"><seg><![CDATA[{target}]]></seg></tuv></tu>\n"
            )
        })
        .collect();
    let tmx = format!("<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n{units}</body></tmx>\n");
    fs::write(at("a.tmx"), &tmx).expect("written");
    let wide: Vec<u8> = [0xfeffu16].into_iter().chain(tmx.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(at("wide.tmx"), wide).expect("written");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(tsv(&pairs).as_bytes()).expect("packed");
    fs::write(at("b.tsv.gz"), gzip.finish().expect("packed")).expect("written");
    let expected = without_ids(&score(folder.path(), &["a.tsv"]));
    assert_eq!(expected.len(), 60);
    assert!(expected.iter().enumerate().all(|(n, record)| (n % 3 == 2) == (record[1][0]["rule"] == "number-value")), "{expected:?}");
    for form in [&["a.jsonl"][..], &["a.en", "a.de"], &["a.tmx"], &["wide.tmx"], &["b.tsv.gz"]] {
        assert_eq!(without_ids(&score(folder.path(), form)), expected, "{form:?}");
    }
    // Packed both ways.
    let plain = score(folder.path(), &["a.tsv", "--format", "tsv"]);
    for name in ["out.tsv.gz", "out.tsv.zst"] {
        assert_eq!(score(folder.path(), &["a.tsv", "--format", "tsv", "--output", name]), "");
        assert_eq!(unpacked(&at(name)), plain);
    }
    let again = score(folder.path(), &["out.tsv.zst"]);
    assert_eq!(without_ids(&again), expected);
}

#[test]
fn a_filter_cleans_a_corpus() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let read = |name: &str| fs::read_to_string(at(name)).expect("a file");
    let pairs = pairs(9);
    let mut input = jsonl(&pairs);
    input.push_str("no JSON\n");
    fs::write(at("a.jsonl"), &input).expect("written");
    let args = ["a.jsonl", "--filter", "score>=60 and not number-value", "--rejected", "bad.jsonl", "--format", "input"];
    let kept = score(folder.path(), &args);
    let lines: Vec<&str> = input.lines().collect();
    let good: Vec<&str> = (0..9).filter(|n| n % 3 != 2).map(|n| lines[n]).collect();
    assert_eq!(kept.lines().collect::<Vec<_>>(), good);
    assert_eq!(read("bad.jsonl").lines().collect::<Vec<_>>(), [lines[2], lines[5], lines[8], lines[9]]);
    // Two files of lines stay two files.
    let side = |pick: fn(&(String, String)) -> &String| pairs.iter().map(|pair| pick(pair).clone() + "\n").collect::<String>();
    fs::write(at("a.en"), side(|pair| &pair.0)).expect("written");
    fs::write(at("a.de"), side(|pair| &pair.1)).expect("written");
    let moses = ["a.en", "a.de", "--format", "input", "--filter", "not facts", "--output", "k.en", "--output", "k.de"];
    assert_eq!(score(folder.path(), &moses), "");
    assert_eq!(read("k.en").lines().count(), 6);
    assert!(read("k.de").lines().zip(read("k.en").lines()).all(|(de, en)| de.contains(&en[20..24])));
    // A table keeps its header, in both files.
    fs::write(at("a.tsv"), tsv(&pairs)).expect("written");
    let table = ["a.tsv", "--format", "tsv", "--filter", "number-value", "--rejected", "rest.tsv"];
    let found = score(folder.path(), &table);
    assert_eq!(found.lines().next(), Some("id\tsource\ttarget\tscore\trules"));
    assert_eq!((found.lines().count(), read("rest.tsv").lines().count()), (4, 7));
    let tmx = "<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n<tu><tuv xml:lang=\"en\"><seg>There were 42 ships.</seg></tuv>\
               <tuv xml:lang=\"de\"><seg>Es waren 24 Schiffe.</seg></tuv></tu><tu><tuv xml:lang=\"en\"><seg>The ships sailed home.</seg></tuv>\
               <tuv xml:lang=\"de\"><seg>Die Schiffe fuhren heim.</seg></tuv></tu></body></tmx>";
    fs::write(at("a.tmx"), tmx).expect("written");
    let clean = score(folder.path(), &["a.tmx", "--format", "input", "--filter", "not number-value"]);
    assert!(clean.starts_with("<tmx") && clean.trim_end().ends_with("</tmx>") && clean.matches("<tu>").count() == 1, "{clean}");
    assert!(clean.contains("sailed home") && !clean.contains("42"), "{clean}");
}

#[test]
fn wrong_calls_of_score_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.tsv"), tsv(&pairs(2))).expect("written");
    for (args, part) in [
        (&["a.tsv", "--filter", "score>=60 and wrong-langage"][..], "column 15"),
        (&["a.tsv", "--rejected", "b.tsv"], "--filter"),
        (&["a.tsv", "a.tsv", "--format", "input"], "--output twice"),
        (&["a.tsv", "--output", "b", "--output", "b"], "written twice"),
        (&["a.tsv", "--output", "no/such/folder/b"], "cannot write"),
        (&["a.tsv", "--encoding", "klingon"], "no known encoding"),
        (&["."], "is a folder"),
        (&["missing.tsv"], "missing.tsv"),
    ] {
        let output = bilint(folder.path(), &[&["score"], args].concat());
        assert_eq!(code(&output), 2, "{args:?}: {}", text(&output));
        assert!(text(&output).contains(part), "{args:?}: {}", text(&output));
    }
}

#[test]
fn statistics_of_parts_add_up_to_those_of_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    // Too few pairs to teach each other words: a part is judged as in the whole.
    let pairs = pairs(18);
    fs::write(at("all.tsv"), tsv(&pairs)).expect("written");
    score(folder.path(), &["all.tsv", "--stats", "all.json"]);
    for (n, part) in pairs.chunks(7).enumerate() {
        fs::write(at("part.tsv"), tsv(part)).expect("written");
        score(folder.path(), &["part.tsv", "--stats", &format!("part{n}.json")]);
    }
    let output = bilint(folder.path(), &["stats", "part2.json", "part0.json", "part1.json", "--format", "json"]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), fs::read_to_string(at("all.json")).expect("a file"));
    let stats: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((stats["read"].as_u64(), stats["flagged"].as_u64(), stats["failed"].as_u64()), (Some(18), Some(6), Some(0)));
    assert_eq!(stats["rules"]["number-value"]["pairs"], 6);
    assert_eq!(stats["languages"]["en-de"]["pairs"], 18);
    let sum: u64 = stats["scores"].as_array().expect("a list").iter().filter_map(Value::as_u64).sum();
    assert_eq!(sum, 18);
    let shown = bilint(folder.path(), &["stats", "all.json"]);
    assert!(text(&shown).contains("18 pairs") && text(&shown).contains("number-value"), "{}", text(&shown));
    let wrong = bilint(folder.path(), &["stats", "all.tsv"]);
    assert!(code(&wrong) == 2 && text(&wrong).contains("no statistics"), "{}", text(&wrong));
}

#[test]
fn threads_change_no_byte_of_a_long_stream() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.jsonl"), jsonl(&pairs(9000))).expect("written");
    let one = score(folder.path(), &["a.jsonl", "--only", "number-value", "--threads", "1"]);
    assert_eq!(one.lines().count(), 9000);
    assert_eq!(score(folder.path(), &["a.jsonl", "--only", "number-value", "--threads", "4"]), one);
}

#[test]
fn streams_that_break_leave_no_file_and_say_where() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let unit =
        "<tu><tuv xml:lang=\"en\"><seg>Ships may land.</seg></tuv><tuv xml:lang=\"de\"><seg>Schiffe dürfen anlegen.</seg></tuv></tu>";
    fs::write(at("cut.tmx"), format!("<tmx><header srclang=\"en\"/><body>{unit}<tu><tuv xml:lang=\"en\">")).expect("written");
    fs::write(at("a.en"), "One.\nTwo.\n").expect("written");
    fs::write(at("a.de"), "Eins.\n").expect("written");
    fs::write(at("a.xlf"), "<xliff/>").expect("written");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(tsv(&pairs(500)).as_bytes()).expect("packed");
    let packed = gzip.finish().expect("packed");
    fs::write(at("cut.tsv.gz"), &packed[..packed.len() / 2]).expect("written");
    for (args, part) in [
        (&["cut.tmx"][..], "ends after unit 2 without `</tmx>`"),
        (&["a.en", "a.de"], "`a.de` ends after line 1, and `a.en` goes on"),
        (&["a.xlf"], "XML but not TMX"),
        (&["cut.tsv.gz"], "cannot read `cut.tsv.gz`"),
    ] {
        let output = bilint(folder.path(), &[&["score"], args, &["--output", "out.jsonl"]].concat());
        assert_eq!(code(&output), 2, "{args:?}: {}", text(&output));
        assert!(text(&output).contains(part), "{args:?}: {}", text(&output));
        assert!(!at("out.jsonl").exists());
    }
}

#[test]
fn one_bad_unit_or_line_is_told_and_the_rest_is_scored() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let unit = |langs: &[&str]| {
        let sides: String = langs.iter().map(|lang| format!("<tuv xml:lang=\"{lang}\"><seg>Text</seg></tuv>")).collect();
        format!("<tu tuid=\"u\">{sides}</tu>")
    };
    let body = [unit(&["en", "de"]), unit(&["en"]), unit(&["en", "de", "fr"]), "<tu/>".to_owned(), unit(&["en", "&"]), unit(&["de", "en"])]
        .concat();
    fs::write(at("a.tmx"), format!("<tmx><header srclang=\"en\"/><body>{body}</body></tmx>")).expect("written");
    let long = "a".repeat(5 << 20);
    fs::write(at("a.jsonl"), format!("{{\"source\":\"{long}\",\"target\":\"b\"}}\n{{\"source\":\"a\",\"target\":\"b\"}}\r\n\n\u{1}\n"))
        .expect("written");
    let records = |args: &[&str]| -> Vec<Value> {
        let output = bilint(folder.path(), &[&["score", "--no-config"], args].concat());
        assert_eq!(code(&output), 0, "{}", text(&output));
        String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let units = records(&["a.tmx"]);
    let errors: Vec<&str> = units.iter().map(|record| record["error"].as_str().unwrap_or_default()).collect();
    assert_eq!(units.len(), 6);
    assert!(errors[0].is_empty() && errors[5].is_empty(), "{errors:?}");
    assert_eq!(units[0]["id"], "u");
    assert!(errors[1].contains("unit 2 lacks a side: it has en"), "{errors:?}");
    assert!(errors[2].contains("unit 3 has 3 languages (en, de, fr)"), "{errors:?}");
    assert!(errors[3].contains("unit 4") && errors[4].contains("unit 5"), "{errors:?}");
    assert!(records(&["a.tmx", "--target-lang", "de"])[2]["error"].is_null());
    let lines = records(&["a.jsonl"]);
    assert!(lines[0]["error"].as_str().is_some_and(|error| error.contains("line 1 is longer than 4 MB")), "{lines:?}");
    assert!(lines[1]["score"].is_number() && lines[2]["error"].is_string() && lines.len() == 3, "{lines:?}");
    let strict = bilint(folder.path(), &["score", "a.tmx", "--strict"]);
    assert_eq!(code(&strict), 2);
}

#[test]
fn parquet_is_read_or_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let pairs = pairs(60);
    fs::write(at("a.jsonl"), jsonl(&pairs)).expect("written");
    #[cfg(not(feature = "parquet"))]
    {
        fs::write(at("a.parquet"), b"PAR1").expect("written");
        let output = bilint(folder.path(), &["score", "a.parquet"]);
        assert_eq!(code(&output), 2);
        assert!(text(&output).contains("--features parquet"), "{}", text(&output));
    }
    #[cfg(feature = "parquet")]
    {
        parquet_file(&at("a.parquet"), &pairs);
        let expected = without_ids(&score(folder.path(), &["a.jsonl"]));
        assert_eq!(without_ids(&score(folder.path(), &["a.parquet"])), expected);
        // A filtered file leaves as JSON lines, which `score` reads again.
        let kept = score(folder.path(), &["a.parquet", "--format", "input", "--filter", "not number-value"]);
        assert_eq!(kept.lines().count(), 40);
        assert!(kept.starts_with("{\"source\":\"The harbour took in 1000 ships"), "{kept}");
        // It is read from its end: a pipe has none.
        let input = fs::File::open(at("a.parquet")).expect("a file");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_bilint")).args(["score", "-"]).stdin(input).output().expect("runs");
        assert!(code(&output) == 2 && text(&output).contains("instead of a pipe"), "{}", text(&output));
    }
}

#[cfg(feature = "parquet")]
fn parquet_file(path: &Path, pairs: &[(String, String)]) {
    use parquet::{
        data_type::{ByteArray, ByteArrayType},
        file::{properties::WriterProperties, writer::SerializedFileWriter},
        schema::parser::parse_message_type,
    };
    let schema = parse_message_type("message pairs { required binary source (UTF8); required binary target (UTF8); }").expect("a schema");
    let properties = WriterProperties::builder().build();
    let mut writer =
        SerializedFileWriter::new(fs::File::create(path).expect("a file"), schema.into(), properties.into()).expect("a writer");
    for part in pairs.chunks(25) {
        let mut group = writer.next_row_group().expect("a group");
        for side in [|pair: &(String, String)| pair.0.clone(), |pair: &(String, String)| pair.1.clone()] {
            let texts: Vec<ByteArray> = part.iter().map(|pair| ByteArray::from(side(pair).into_bytes())).collect();
            let mut column = group.next_column().expect("read").expect("a column");
            column.typed::<ByteArrayType>().write_batch(&texts, None, None).expect("written");
            column.close().expect("closed");
        }
        group.close().expect("closed");
    }
    writer.close().expect("closed");
}
