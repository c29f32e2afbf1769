//! The files that bring bilint to others fit the program: every flag they use exists.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Flags of `bilint check`, as its help has them.
fn flags() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_bilint")).args(["check", "--help"]).output().expect("the binary runs");
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    help.split_whitespace()
        .filter(|word| word.starts_with("--"))
        .map(|word| word.trim_end_matches([',', '.', ')', ';', ']']).to_owned())
        .collect()
}

#[test]
fn packaging_uses_flags_that_exist() {
    let flags = flags();
    assert!(flags.contains("--format") && flags.contains("--changed-pairs"), "{flags:?}");
    let files =
        [".pre-commit-hooks.yaml", "action.yml", "ci/bilint.gitlab-ci.yml", "src/cli/templates/github.yml", "src/cli/templates/gitlab.yml"];
    for file in files {
        let text = read(file);
        let calls: Vec<&str> = text
            .lines()
            .filter(|line| {
                line.contains("bilint check") || line.contains("args+=(") || line.contains("args=(") || line.contains("BILINT_ARGS:")
            })
            .collect();
        assert!(!calls.is_empty(), "{file}");
        for word in calls.iter().flat_map(|line| line.split([' ', '(', ')', '"'])).filter(|word| word.starts_with("--")) {
            assert!(flags.contains(word), "{file}: there is no {word}");
        }
    }
}

#[test]
fn versions_agree() {
    let version = env!("CARGO_PKG_VERSION");
    for file in ["action.yml", "ci/bilint.gitlab-ci.yml"] {
        assert!(read(file).contains(&format!("\"{version}\"")), "{file}: not version {version}");
    }
    assert!(read("pyproject.toml").contains("bindings = \"pyo3\""));
}

/// `ci/lint.py` checks keys, inputs, outputs and named files, and runs yamllint and shellcheck where they are installed.
#[test]
fn packaging_is_linted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match Command::new("python3").args(["-c", "import yaml"]).output() {
        Ok(output) if output.status.success() => {}
        _ => {
            eprintln!("skipped: there is no Python with a YAML reader");
            return;
        }
    }
    let output = Command::new("python3").arg(root.join("ci/lint.py")).output().expect("Python runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
}
