//! The one integration binary: what the program does, seen from outside, and the house rules that a compiler cannot hold.

#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod architecture;
mod bad_input;
mod browser;
mod cli;
mod documents;
mod formats;
mod formats_run;
mod interrupted;
mod lexicon;
mod listings;
mod lists;
mod names;
mod office;
mod packaging;
mod positions;
mod program;
mod readme;
mod repeats;
mod rules;
mod stories;
mod stories_desk;
mod stories_files;
mod story;
mod stream;
mod terms;
mod vectors;
