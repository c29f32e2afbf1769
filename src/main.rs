//! The `bilint` command: parses the arguments, runs, and turns the result into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    bilint::cli::main()
}
