//! The small TOML files of the gate: read with line numbers, written by hand so that they stay sorted and commented.

use std::{fs, io, path::Path};

use serde::de::DeserializeOwned;

/// Why a file of verdicts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GateFileError {
    #[error("cannot read `{path}`: {source}")]
    Io { path: String, source: io::Error },
    #[error("`{path}`: {message}")]
    Invalid { path: String, message: String },
}

/// Reads a file; one that is not there is its default.
pub(super) fn load<T: DeserializeOwned + Default>(path: &Path) -> Result<T, GateFileError> {
    let shown = || path.display().to_string();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(T::default()),
        Err(source) => return Err(GateFileError::Io { path: shown(), source }),
    };
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        GateFileError::Invalid { path: shown(), message: format!("line {line}: {}", error.message()) }
    })
}

/// A basic string of TOML.
pub(super) fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
