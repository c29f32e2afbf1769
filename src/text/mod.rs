//! String tools that know no rule: romanisation, tokens for comparing.

pub mod alike;
pub mod code;
pub mod ends;
pub mod icu;
pub mod listing;
pub mod lists;
pub mod placeholder;
pub mod quotes;
pub mod romanize;
pub mod tokens;
