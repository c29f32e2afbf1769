//! Running the program, for every test that does.

use std::{
    path::Path,
    process::{Command, Output},
};

pub fn bilint(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bilint")).current_dir(folder).args(args).output().expect("the binary runs")
}

pub fn code(output: &Output) -> i32 {
    output.status.code().expect("no signal")
}

/// What it printed on both streams.
pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
