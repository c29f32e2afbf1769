//! `bilint align --source-vectors --target-vectors` from outside.

use std::{fs, path::Path, process::Output};

use tempfile::TempDir;

use crate::program::bilint;

const VECTORS: [&str; 6] = ["--source-vectors", "a.runs", "a.f32", "--target-vectors", "b.runs", "b.f32"];

fn align(folder: &Path, more: &[&str]) -> Output {
    let args = [&["align", "a.txt", "b.txt", "--segmented", "--format", "beads", "--no-config"], more].concat();
    bilint(folder, &args)
}

/// Five words that no other line has, in letters that the other side does not use.
fn line(first: char, at: usize) -> String {
    let from = if first == 'q' { 59 } else { 49 };
    let word = |number: usize| number.to_string().bytes().map(|digit| char::from(digit + from)).collect::<String>();
    (0..5).map(|place| format!("{first}{}", word(1000 + 5 * at + place))).collect::<Vec<_>>().join(" ")
}

/// A direction for each sentence.
fn row(at: usize) -> Vec<f32> {
    (0..32).map(|place| if place == at { 2.0 } else { 0.1 }).collect()
}

fn write(folder: &Path, name: &str, rows: &[Vec<f32>]) {
    let bytes: Vec<u8> = rows.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    fs::write(folder.join(name), bytes).expect("written");
}

/// Thirty sentences, the tenth of which is missing; neither words nor lengths say which.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let kept: Vec<usize> = (0..30).filter(|at| *at != 9).collect();
    let all: Vec<usize> = (0..30).collect();
    for (side, first, lines) in [("a", 'x', &all), ("b", 'q', &kept)] {
        let text: String = lines.iter().map(|at| line(first, *at) + "\n").collect();
        fs::write(here.join(format!("{side}.txt")), &text).expect("written");
        // The list may space its words otherwise.
        fs::write(here.join(format!("{side}.runs")), text.replace(' ', "  ")).expect("written");
        write(here, &format!("{side}.f32"), &lines.iter().map(|at| row(*at)).collect::<Vec<_>>());
    }
    folder
}

fn links(output: &Output) -> Vec<String> {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| line.rsplit_once('\t').map(|(bead, _)| bead.to_owned())).collect()
}

#[test]
fn vectors_find_the_missing_sentence() {
    let folder = folder();
    let wanted: Vec<String> = (0..30usize)
        .map(|at| match at {
            9 => "9\t".to_owned(),
            _ => format!("{at}\t{}", at - usize::from(at > 9)),
        })
        .collect();
    assert_ne!(links(&align(folder.path(), &[])), wanted);
    assert_eq!(links(&align(folder.path(), &VECTORS)), wanted);
}

#[test]
fn runs_of_several_lines_may_have_vectors_of_their_own() {
    let folder = folder();
    let here = folder.path();
    // Sentences 3 and 4 are one in the translation; each half alone points elsewhere, and only the run of both says so.
    let target: Vec<usize> = (0..30).filter(|at| *at != 4).collect();
    let text: String = target.iter().map(|at| line('q', *at) + if *at == 3 { " qend qof qboth qof qthem\n" } else { "\n" }).collect();
    fs::write(here.join("b.txt"), &text).expect("written");
    fs::write(here.join("b.runs"), &text).expect("written");
    write(here, "b.f32", &target.iter().map(|at| row(*at)).collect::<Vec<_>>());
    let runs: String = (0..30).map(|at| line('x', at) + "\n").collect::<String>() + &line('x', 3) + " " + &line('x', 4) + "\n";
    fs::write(here.join("a.runs"), runs).expect("written");
    let rows = (0..30).map(|at| row(if at == 3 || at == 4 { 31 } else { at })).chain([row(3)]);
    write(here, "a.f32", &rows.collect::<Vec<_>>());
    assert!(links(&align(here, &VECTORS)).contains(&"3,4\t3".to_owned()));
}

#[test]
fn what_is_wrong_with_vectors_is_said_with_the_way_out() {
    let fails = |spoil: &dyn Fn(&Path), expected: &[&str]| {
        let folder = folder();
        spoil(folder.path());
        let output = align(folder.path(), &VECTORS);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        for part in expected {
            assert!(said.contains(part), "{part} is not in: {said}");
        }
    };
    fails(&|here| fs::write(here.join("a.f32"), [0; 30 * 4 + 2]).expect("written"), &["`a.f32` has 122 bytes", "30 rows", "`a.runs`"]);
    fails(&|here| fs::write(here.join("a.f32"), []).expect("written"), &["`a.f32` has 0 bytes"]);
    fails(&|here| fs::write(here.join("a.runs"), "").expect("written"), &["`a.runs` lists no run"]);
    fails(&|here| fs::write(here.join("b.runs"), b"one\n\xff\n").expect("written"), &["`b.runs`, line 2", "UTF-8"]);
    fails(&|here| fs::remove_file(here.join("b.f32")).expect("removed"), &["cannot read `b.f32`"]);
    let spoilt = |here: &Path| {
        let mut rows: Vec<Vec<f32>> = (0..30).map(row).collect();
        rows[6][2] = f32::NAN;
        write(here, "a.f32", &rows);
    };
    fails(&spoilt, &["`a.f32`, row 7", "number 3", "NaN", "encode that run again"]);
    let short = |here: &Path| write(here, "b.f32", &(0..29).map(|at| row(at)[..16].to_vec()).collect::<Vec<_>>());
    fails(&short, &["`a.f32` have 32 numbers", "`b.f32` 16", "one model"]);
}

#[test]
fn one_side_alone_is_a_mistake() {
    let folder = folder();
    assert_eq!(align(folder.path(), &VECTORS[..3]).status.code(), Some(2));
}
