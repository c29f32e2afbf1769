//! Runs that do not end well: whole old reports or whole new ones, and the right exit code.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Command, Stdio},
};

use super::{program::bilint, stories::story};

const NAMES: [&str; 4] = ["issues.csv", "names.csv", "alignment.csv", "summary.csv"];

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_file())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file")))
        .collect();
    all.sort();
    all
}

/// A folder with old reports.
fn with_reports() -> tempfile::TempDir {
    let folder = story();
    bilint(folder.path(), &["check", "story.ar.txt", "story.en.txt", "--report", "out"]);
    folder
}

#[cfg(unix)]
#[test]
fn signals_leave_the_old_reports() {
    for signal in ["INT", "TERM"] {
        let folder = with_reports();
        for side in ["ar", "en"] {
            fs::create_dir(folder.path().join(side)).expect("made");
            let text = fs::read_to_string(folder.path().join(format!("story.{side}.txt"))).expect("a story");
            for number in 0..400 {
                fs::write(folder.path().join(side).join(format!("{number}.txt")), &text).expect("written");
            }
        }
        let before = contents(&folder.path().join("out"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_bilint"))
            .current_dir(folder.path())
            .args(["check", "ar", "en", "--report", "out", "--show-pairs", "--threads", "1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        // The list of pairs is printed before the first pair is read; then the signals are caught.
        let mut errors = BufReader::new(child.stderr.take().expect("stderr"));
        let mut line = String::new();
        for _ in 0..400 {
            errors.read_line(&mut line).expect("a line");
        }
        let drained = std::thread::spawn(move || errors.read_to_string(&mut String::new()));
        std::thread::sleep(std::time::Duration::from_millis(150));
        let sent = Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success(), "the run was over too early");
        let status = child.wait().expect("it ends");
        let _ = drained.join();
        assert_eq!(status.code(), Some(2), "{signal}");
        assert!(before == contents(&folder.path().join("out")), "{signal}: {:?}", fs::read_dir(folder.path().join("out")));
    }
}

/// Waits until the process has asked for a signal to be handed to it.
#[cfg(target_os = "linux")]
fn wait_until_caught(process: u32, signal: u32) {
    let caught = || {
        let status = fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("a mask").trim().to_owned();
        u64::from_str_radix(&mask, 16).expect("a number") & (1 << (signal - 1)) != 0
    };
    for _ in 0..3000 {
        if caught() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("the signal is not caught");
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_stops_the_alignment_of_a_long_text() {
    let folder = tempfile::tempdir().expect("a folder");
    // Nothing answers anything: the aligner tries everything it knows.
    let words = |seed: usize, letters: &str| -> String {
        let letter = |at: usize| letters.chars().nth(at % letters.chars().count()).expect("a letter");
        let word = |at: usize| [at, at / 7, at / 49].map(letter).iter().collect::<String>();
        (0..20_000usize).map(|i| (0..8).map(|k| word(i * seed + k * 31 * seed)).collect::<Vec<_>>().join(" ") + "\n").collect()
    };
    fs::write(folder.path().join("a.txt"), words(7919, "bdklmrs")).expect("written");
    fs::write(folder.path().join("b.txt"), words(104_729, "абвгдеж")).expect("written");
    for command in [&["align", "--output", "out.tsv"][..], &["check", "--output", "out.tsv"], &["learn", "--output", "out.tsv"]] {
        fs::write(folder.path().join("out.tsv"), "old").expect("written");
        let mut child = Command::new(env!("CARGO_BIN_EXE_bilint"))
            .current_dir(folder.path())
            .args(command)
            .args(["a.txt", "b.txt", "--segmented", "--threads", "1", "--source-lang", "de", "--target-lang", "ru"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        wait_until_caught(child.id(), 2);
        std::thread::sleep(std::time::Duration::from_millis(700));
        assert!(child.try_wait().expect("a child").is_none(), "{command:?}: over too early");
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
        let mut errors = String::new();
        child.stderr.take().expect("stderr").read_to_string(&mut errors).expect("text");
        assert_eq!(child.wait().expect("it ends").code(), Some(2), "{command:?}: {errors}");
        assert!(errors.contains("interrupted"), "{command:?}: {errors}");
        assert_eq!(fs::read_to_string(folder.path().join("out.tsv")).expect("the old file"), "old");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = with_reports();
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: there is no /dev/full");
        return;
    }
    for format in ["text", "jsonl", "html"] {
        let output = bilint(folder.path(), &["check", "story.ar.txt", "story.en.txt", "--format", format, "--output", "/dev/full"]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_keeps_its_reports() {
    use std::os::unix::fs::PermissionsExt;
    let folder = with_reports();
    let out = folder.path().join("out");
    let before = contents(&out);
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).expect("set");
    // An administrator may write anywhere; then there is nothing to see.
    let may_write = fs::write(out.join("probe"), "").is_ok();
    if may_write {
        fs::remove_file(out.join("probe")).expect("removed");
        eprintln!("skipped: this user may write into read-only folders");
    } else {
        let output = bilint(folder.path(), &["check", "story.ar.txt", "story.en.txt", "--report", "out"]);
        assert_eq!(output.status.code(), Some(2));
    }
    fs::set_permissions(&out, fs::Permissions::from_mode(0o755)).expect("set");
    assert!(before == contents(&out));
}

#[test]
fn a_closed_pipe_changes_no_verdict() {
    let folder = story();
    let mut child = Command::new(env!("CARGO_BIN_EXE_bilint"))
        .current_dir(folder.path())
        .args(["check", "story.ar.txt", "story.en.txt", "--format", "jsonl", "--report", "out"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    for name in NAMES {
        assert!(folder.path().join("out").join(name).exists(), "{name}");
    }
}

#[test]
fn an_output_file_is_whole_or_absent() {
    let folder = story();
    fs::write(folder.path().join("page.html"), "old").expect("written");
    let output = bilint(
        folder.path(),
        &["check", "story.ar.txt", "story.en.txt", "--format", "html", "--output", "page.html", "--report", "story.ar.txt"],
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("page.html")).expect("the old page"), "old");
    bilint(folder.path(), &["check", "story.ar.txt", "story.en.txt", "--format", "html", "--output", "page.html"]);
    let page = fs::read_to_string(folder.path().join("page.html")).expect("the page");
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    assert_eq!(contents(folder.path()).iter().filter(|(name, _)| name.starts_with(".bilint")).count(), 0);
}
