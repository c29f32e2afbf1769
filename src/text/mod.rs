//! String tools that know no rule: romanisation, tokens for comparing.

pub mod quotes;
pub mod romanize;
pub mod tokens;
