//! The `bilint` command: parses the arguments, runs, and turns the result into an exit code.

use std::process::ExitCode;

/// Judging a pair takes many small pieces of text for a short while: a fifth of the time went into finding room for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    bilint::cli::main()
}
