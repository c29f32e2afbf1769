//! The one integration binary: what the program does, seen from outside, and the house rules that a compiler cannot hold.

mod architecture;
mod bad_input;
mod cli;
mod formats;
mod readme;
mod rules;
mod story;
