//! A user's glossary: which term is rendered how, what must not be written, what stays as it is.

mod find;
mod table;
mod tbx;

pub use find::{Found, Glossary, Term, place, share};

use std::{fs, path::Path};

use crate::model::Lang;

/// What a glossary says of one rendering of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// One of the right renderings; the first of a term is the preferred one.
    Approved,
    /// Must not be written.
    Forbidden,
    /// The term stays as it is.
    Keep,
}

/// One line of a glossary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Empty where a rendering is forbidden whatever the source says.
    pub source: String,
    pub target: String,
    pub status: Status,
    /// Languages of both sides, where the glossary names them.
    pub langs: (Option<Lang>, Option<Lang>),
}

/// Why a glossary cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GlossaryError {
    #[error("cannot read the glossary `{path}`: {source}")]
    Io { path: String, source: std::io::Error },
    #[error("cannot read the glossary `{path}` at line {line}: {expected}")]
    Malformed { path: String, line: u64, expected: String },
    #[error("the glossary `{path}` holds no term: it needs columns `source` and `target`, or two language tags, or TBX")]
    Empty { path: String },
}

/// Reads a glossary: TBX (`.tbx`, `.xml`), else CSV or TSV.
///
/// # Errors
/// When the file cannot be read, is malformed, or holds no term.
pub fn load(path: &Path) -> Result<Vec<Entry>, GlossaryError> {
    let shown = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| GlossaryError::Io { path: shown.clone(), source })?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    let entries = if matches!(extension.as_str(), "tbx" | "xml") || text.trim_start().starts_with('<') {
        tbx::read(text, &shown)?
    } else {
        table::read(text, &shown)?
    };
    if entries.is_empty() { Err(GlossaryError::Empty { path: shown }) } else { Ok(entries) }
}
