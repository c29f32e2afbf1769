//! bilint checks a translation against its source: it aligns the two texts and reports what does not fit.
//!
//! Data flows one way: read → segment → align → rules → gate → report.

pub mod align; // two lists of segments → beads
pub mod cli;
pub mod config; // settings: what the user asked for
pub mod gate; // findings → verdict
pub mod lang; // what is known about languages: data first
pub mod lexicon; // which word answers which
pub mod model; // the words everyone shares
pub mod names; // names: find, romanise, compare
pub mod read; // bytes → documents
pub mod repeats; // sentences that recur
pub mod report; // findings → files
pub mod review; // marked reports → verdicts
pub mod rules; // beads → findings
pub mod run; // the wiring
pub mod segment; // documents → segments
pub mod terms; // the user's glossary
pub mod text; // string tools
pub mod values; // what a text says in figures // the command line
