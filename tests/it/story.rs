//! The fixture story: silent on the clean pair, exactly the expected rows on the damaged one, and the sample reports kept true.
//! `BILINT_BLESS=1 cargo test story` writes the sample reports and expected rows anew; read the difference before you commit it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const STORY: &str = "fixtures/pairs/libya";
const REPORTS: [&str; 4] = ["issues.csv", "names.csv", "alignment.csv", "summary.csv"];

fn check(source: &str, target: &str, report: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bilint"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["check", "--no-config"])
        .args([format!("{STORY}/{source}"), format!("{STORY}/{target}")])
        .arg("--report")
        .arg(report)
        .output()
        .expect("the binary runs")
}

/// Rows of `issues.csv` as maps from column to cell.
fn issues(report: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(report.join("issues.csv")).expect("issues.csv is there");
    reader.deserialize().map(|row| row.expect("a well-formed row")).collect()
}

fn blessing() -> bool {
    std::env::var_os("BILINT_BLESS").is_some()
}

#[test]
fn clean_story_stays_silent() {
    for (source, target) in [("story.ar.txt", "story.en.txt"), ("story.en.txt", "story.ar.txt")] {
        let report = tempfile::tempdir().expect("a folder");
        let output = check(source, target, report.path());
        let rows = issues(report.path());
        assert_eq!(output.status.code(), Some(0), "{source} → {target}: {rows:#?}\n{}", String::from_utf8_lossy(&output.stdout));
        assert!(rows.len() <= 2, "{source} → {target}: {rows:#?}");
        assert!(rows.iter().all(|row| row["severity"] == "minor"), "{source} → {target}: {rows:#?}");
    }
}

#[test]
fn damaged_story_gives_exactly_the_expected_rows() {
    for (source, target) in [("story.ar.txt", "damaged.en.txt"), ("story.en.txt", "damaged.ar.txt")] {
        let report = tempfile::tempdir().expect("a folder");
        let output = check(source, target, report.path());
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let mut found: Vec<String> = issues(report.path())
            .iter()
            .map(|row| format!("{}\t{}\t{}\t{}", row["line"], row["rule"], row["severity"], row["message"]))
            .collect();
        found.sort_by_key(|row| (row.split('\t').next().and_then(|n| n.parse::<u32>().ok()), row.clone()));
        let found = format!("line\trule\tseverity\tmessage\n{}\n", found.join("\n"));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(STORY).join(target.replace(".txt", ".expected.tsv"));
        if blessing() {
            fs::write(&path, &found).expect("the expected rows can be written");
        }
        let expected = fs::read_to_string(&path).expect("the expected rows are there");
        assert_eq!(found, expected, "{target}");
    }
}

#[test]
fn sample_reports_are_true() {
    let report = tempfile::tempdir().expect("a folder");
    check("story.ar.txt", "damaged.en.txt", report.path());
    let sample: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/sample");
    for name in REPORTS {
        let fresh = fs::read(report.path().join(name)).expect("the report is there");
        if blessing() {
            fs::create_dir_all(&sample).expect("reports/sample can be made");
            fs::write(sample.join(name), &fresh).expect("the sample can be written");
        }
        let kept = fs::read(sample.join(name)).unwrap_or_default();
        assert!(fresh == kept, "reports/sample/{name} is out of date: BILINT_BLESS=1 cargo test story");
    }
}
