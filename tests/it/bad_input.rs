//! Bad input from outside: a clear message or a correct result, bounded memory, nothing half-written.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use tempfile::TempDir;

const SOURCE: &str = "The harbour opened on Monday. Ships may land again.\n";
const TARGET: &str = "Der Hafen öffnete am Montag. Schiffe dürfen wieder anlegen.\n";

fn bilint(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bilint"))
        .current_dir(folder)
        .arg("check")
        .arg("--no-config")
        .args(args)
        .output()
        .expect("the binary runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("no signal")
}

fn text(output: &Output) -> String {
    let all = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!all.contains("panicked"), "{all}");
    all
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    folder
}

/// Checks a source against a target, both under these names.
fn check(source: (&str, &[u8]), target: (&str, &[u8]), flags: &[&str]) -> (i32, String) {
    let folder = folder(&[source, target]);
    let output = bilint(folder.path(), &[&[source.0, target.0], flags].concat());
    (code(&output), text(&output))
}

#[test]
fn legacy_encodings_are_detected_and_said() {
    let russian = "Порт открылся в понедельник. Корабли снова могут заходить в гавань, сообщил начальник порта.\n";
    let arabic = "افتتح الميناء يوم الإثنين. ويمكن للسفن أن ترسو مرة أخرى، وفق ما قاله مدير الميناء.\n";
    for (text, encoding, name) in [
        (russian, encoding_rs::WINDOWS_1251, "windows-1251"),
        (russian, encoding_rs::KOI8_R, "KOI8-"),
        (arabic, encoding_rs::WINDOWS_1256, "windows-1256"),
    ] {
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy);
        let (code, shown) = check(("a.txt", SOURCE.as_bytes()), ("b.txt", &bytes), &[]);
        assert_ne!(code, 2, "{shown}");
        assert!(shown.contains(name) && shown.contains("--encoding"), "{name}: {shown}");
    }
}

#[test]
fn wide_encodings_are_read_with_and_without_a_mark() {
    let wide = |text: &str, little: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let wider = |text: &str| -> Vec<u8> { text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect() };
    for bytes in [
        [&b"\xff\xfe"[..], &wide(TARGET, true)].concat(),
        [&b"\xfe\xff"[..], &wide(TARGET, false)].concat(),
        wide(TARGET, true),
        wide(TARGET, false),
        [&b"\xff\xfe\0\0"[..], &wider(TARGET)].concat(),
    ] {
        let (code, shown) = check(("a.en.txt", SOURCE.as_bytes()), ("a.de.txt", &bytes), &[]);
        assert_eq!(code, 0, "{shown}");
    }
}

#[test]
fn undecodable_bytes_name_file_and_offset() {
    let (code, shown) = check(("a.en.txt", SOURCE.as_bytes()), ("a.de.txt", b"Der Hafen \xff\xfe ist offen.\n"), &["--encoding", "utf-8"]);
    assert_eq!(code, 2, "{shown}");
    assert!(shown.contains("a.de.txt") && shown.contains("byte 10"), "{shown}");
    // Half of a surrogate pair stands alone.
    let lone = [b'\xff', 0xfe, b'a', 0, 0x00, 0xd8, b'b', 0];
    let (code, shown) = check(("a.en.txt", SOURCE.as_bytes()), ("a.de.txt", &lone), &[]);
    assert_eq!(code, 2, "{shown}");
    assert!(shown.contains("a.de.txt") && shown.contains("byte 4"), "{shown}");
}

#[test]
fn malformed_tables_name_line_and_column() {
    let folder = folder(&[("t.csv", "source,target\nOpen,Offen\nShut,\"Geschlossen\n".as_bytes())]);
    let output = bilint(folder.path(), &["t.csv", "--report", "out"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("line 3, column 6"), "{}", text(&output));
    assert!(text(&output).contains("closing quotation mark"), "{}", text(&output));
}

#[test]
fn malformed_markup_is_read_as_browsers_do() {
    let source = b"<p>The harbour opened on Monday.<p>Ships may land <b>again.</i><table><tr><td>One<td>Two</div><!-- never closed";
    let target =
        "<p>Der Hafen öffnete am Montag.<p>Schiffe dürfen <b>wieder anlegen.</i><table><tr><td>Eins<td>Zwei</div><!-- offen".as_bytes();
    let (code, shown) = check(("a.en.html", source), ("a.de.html", target), &[]);
    assert_eq!(code, 0, "{shown}");
}

#[test]
fn empty_sides_are_said() {
    for (source, target) in [("", TARGET), (SOURCE, "\u{feff}"), (SOURCE, " \r\n\t"), ("", "")] {
        let (code, shown) = check(("a.en.txt", source.as_bytes()), ("a.de.txt", target.as_bytes()), &[]);
        assert_eq!(code, 2, "{shown}");
        assert!(shown.contains("is empty"), "{shown}");
    }
    // A page of nothing but navigation and code is not empty, but holds nothing to compare.
    let (code, shown) = check(("a.en.md", SOURCE.as_bytes()), ("a.de.md", b"---\ntitle: x\n---\n\n```\ncode\n```\n"), &[]);
    assert_eq!(code, 2, "{shown}");
    assert!(shown.contains("set aside"), "{shown}");
}

#[test]
fn the_same_file_twice_is_not_translated() {
    let folder =
        folder(&[("a.txt", "The harbour opened on Monday, and the ships that had waited outside may land again.\n".repeat(3).as_bytes())]);
    let output = bilint(folder.path(), &["a.txt", "a.txt", "--source-lang", "en", "--target-lang", "de"]);
    assert_eq!(code(&output), 1, "{}", text(&output));
}

#[test]
fn trees_that_pair_nothing_are_an_error() {
    let folder = folder(&[("x/one.txt", SOURCE.as_bytes()), ("y/two.txt", TARGET.as_bytes()), ("z/three.xyz", b"?")]);
    for (paths, wanted) in [(["x", "y"], "x/one.txt"), (["z", "z"], "no file there has a format")] {
        let output = bilint(folder.path(), &[&paths[..], &["--report", "out"]].concat());
        assert_eq!(code(&output), 2);
        assert!(text(&output).contains("nothing to pair") && text(&output).contains(wanted), "{}", text(&output));
        assert!(!folder.path().join("out").exists(), "nothing half-written");
    }
}

#[test]
fn a_long_line_is_no_trouble() {
    let long = "again and again ".repeat(1 << 19);
    let (code, shown) = check(("a.en.txt", long.as_bytes()), ("a.de.txt", TARGET.as_bytes()), &[]);
    assert_ne!(code, 2, "{shown}");
    let solid = "x".repeat(16 << 20);
    let (code, shown) = check(("a.en.txt", SOURCE.as_bytes()), ("a.de.txt", solid.as_bytes()), &[]);
    assert_ne!(code, 2, "{shown}");
}

/// Beads of two texts of a sentence a line: the first and last line of each side, counted from 0.
fn beads(source: &str, target: &str) -> Vec<[Vec<usize>; 2]> {
    let folder = folder(&[("a.en.txt", source.as_bytes()), ("a.de.txt", target.as_bytes())]);
    let output = Command::new(env!("CARGO_BIN_EXE_bilint"))
        .current_dir(folder.path())
        .args(["align", "a.en.txt", "a.de.txt", "--no-config", "--segmented", "--format", "beads"])
        .args(["--source-lang", "en", "--target-lang", "de"])
        .output()
        .expect("the binary runs");
    assert_eq!(code(&output), 0, "{}", text(&output));
    let lines = |side: &str| side.split(',').filter_map(|line| line.parse().ok()).collect();
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    out.lines().map(|line| line.split('\t').take(2).map(lines).collect::<Vec<_>>().try_into().expect("two sides")).collect()
}

/// Each line of either side stands in one bead, in order.
fn assert_covered(beads: &[[Vec<usize>; 2]], lines: [usize; 2]) {
    for (side, lines) in lines.into_iter().enumerate() {
        let found: Vec<usize> = beads.iter().flat_map(|bead| bead[side].iter().copied()).collect();
        assert!(found.iter().copied().eq(0..lines), "side {side}: {} of {lines} lines, or out of order", found.len());
    }
}

#[test]
fn one_line_against_very_many_takes_bounded_time() {
    let many: String = (0..100_000).map(|at| format!("Zeile {at} ist von den Schiffen im Hafen.\n")).collect();
    let begin = Instant::now();
    for (source, target, lines) in [("Ships.\n", many.as_str(), [1, 100_000]), (&many, "Ships.\n", [100_000, 1])] {
        let beads = beads(source, target);
        assert_covered(&beads, lines);
        assert!(beads.iter().filter(|bead| bead.iter().all(|side| !side.is_empty())).count() <= 1);
    }
    assert!(begin.elapsed() < Duration::from_secs(120), "{:?}", begin.elapsed());
    let folder = folder(&[("a.en.txt", b"Ships.\n"), ("a.de.txt", many.as_bytes())]);
    let output = bilint(folder.path(), &["a.en.txt", "a.de.txt", "--segmented"]);
    assert_ne!(code(&output), 0, "almost everything is added: {}", text(&output));
}

#[test]
fn one_sentence_over_and_over_is_aligned_line_by_line() {
    let count = 10_000;
    let begin = Instant::now();
    let repeat = |text: &str| format!("{text}\n").repeat(count);
    let beads = beads(&repeat("The harbour is open again."), &repeat("Der Hafen ist wieder offen."));
    assert_covered(&beads, [count, count]);
    assert!(beads.iter().all(|bead| bead[0] == bead[1] && bead[0].len() == 1), "nothing speaks against line by line");
    assert!(begin.elapsed() < Duration::from_secs(120), "{:?}", begin.elapsed());
}

#[test]
fn a_file_of_a_gigabyte_is_refused_before_it_is_read() {
    let folder = folder(&[("a.de.txt", TARGET.as_bytes())]);
    // Sparse: it takes no room on the disk.
    File::create(folder.path().join("a.en.txt")).and_then(|file| file.set_len(1 << 30)).expect("a large file");
    let output = bilint(folder.path(), &["a.en.txt", "a.de.txt"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("a.en.txt") && text(&output).contains("1024 MB"), "{}", text(&output));
}

#[test]
fn deep_nesting_costs_no_stack() {
    for (open, close) in
        [("<div><p>", "</p></div>"), ("<ul><li>", "</li></ul>"), ("<table><tr><td>", "</td></tr></table>"), ("<b>", "</b>")]
    {
        let nest = |text: &str| format!("{}{text}{}", open.repeat(10_000), close.repeat(10_000)).into_bytes();
        let (source, target) = (nest("The harbour opened on Monday."), nest("Der Hafen öffnete am Montag."));
        let (code, shown) = check(("a.en.html", &source), ("a.de.html", &target), &[]);
        assert_eq!(code, 0, "{shown}");
        let (code, shown) = check(("a.en.md", &source), ("a.de.md", &target), &[]);
        assert_eq!(code, 0, "{shown}");
    }
    let quoted = |text: &str| format!("{} {text}\n", ">".repeat(10_000)).into_bytes();
    let (code, shown) = check(("a.en.md", &quoted("The harbour opened.")), ("a.de.md", &quoted("Der Hafen öffnete.")), &[]);
    assert_ne!(code, 2, "{shown}");
}

#[test]
fn odd_characters_change_nothing() {
    let odd = |text: &str, mark: &str| text.replace(". ", &format!(".{mark} ")).into_bytes();
    for mark in ["\0", "\u{202e}", "\u{2066}\u{2069}", "\u{200b}", "\u{feff}", "\u{fffd}", "\u{1f}"] {
        let (code, shown) = check(("a.en.txt", SOURCE.as_bytes()), ("a.de.txt", &odd(TARGET, mark)), &[]);
        assert!(code == 0 || code == 1, "{mark:?}: {shown}");
        assert!(!shown.contains('\0') && !shown.contains('\u{202e}'), "{mark:?} passed through: {shown}");
    }
}

#[test]
fn a_bad_pair_leaves_the_others_checked() {
    let changed = TARGET.replace("Montag", "Montag, dem 17. Mai,");
    let folder = folder(&[
        ("en/a.txt", SOURCE.as_bytes()),
        ("de/a.txt", &[0x89, 1, 2, 3, 0xff, 0xfe, 0, 7]),
        ("en/b.txt", SOURCE.as_bytes()),
        ("de/b.txt", changed.as_bytes()),
        ("en/c.csv", b"source,target\na,\"b"),
        ("de/c.csv", b"source,target\na,b"),
        ("en/d.txt", SOURCE.as_bytes()),
        ("de/d.txt", b""),
    ]);
    let output = bilint(folder.path(), &["en", "de", "--report", "out"]);
    assert_eq!(code(&output), 2, "{}", text(&output));
    let shown = text(&output);
    assert!(shown.contains("de/a.txt") && shown.contains("de/d.txt"), "{shown}");
    let summary = fs::read_to_string(folder.path().join("out/summary.csv")).expect("a summary");
    assert!(summary.contains("de/b.txt") && !summary.contains("de/a.txt"), "{summary}");
    for name in ["issues.csv", "names.csv", "alignment.csv"] {
        assert!(folder.path().join("out").join(name).exists(), "{name}");
    }
}

#[test]
fn a_decompression_bomb_stops_at_a_bound() {
    let packed = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let piece = vec![b'a'; 1 << 20];
        for _ in 0..600 {
            std::io::Write::write_all(&mut encoder, &piece).expect("packed");
        }
        encoder.finish().expect("packed")
    };
    let (code, shown) = check(("a.en.txt.gz", &packed), ("a.de.txt", TARGET.as_bytes()), &[]);
    assert_eq!(code, 2, "{shown}");
    assert!(shown.contains("a.en.txt.gz") && shown.contains("unpacks"), "{shown}");
}
