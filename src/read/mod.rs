//! Bytes → documents; one file per format.

mod bytes;
mod delimited;
mod html;
mod markdown;
mod table;
mod text;

pub use bytes::{Decoded, decode};

use std::{fs, path::Path};

use crate::model::{Document, Loaded};

/// Why a file could not be read. The message names file, place and way out.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("cannot read `{path}`: {source}")]
    Io { path: String, source: std::io::Error },
    #[error("cannot decode `{path}` as {encoding} at byte {offset}; name the encoding with --encoding")]
    Undecodable { path: String, encoding: String, offset: usize },
    #[error("`--encoding {label}` names no known encoding; use a WHATWG label such as utf-8 or windows-1256")]
    UnknownEncoding { label: String },
    #[error("`{path}` is not text (control bytes at byte {offset}); convert it to text first")]
    Binary { path: String, offset: usize },
    #[error("cannot read {format} `{path}` at line {line}, column {column}: {expected}")]
    Malformed { path: String, format: &'static str, line: u32, column: u32, expected: String },
    #[error("`{path}` is empty: nothing to check")]
    Empty { path: String },
    #[error("`{path}` is {what}, which bilint does not read; formats: {known}")]
    Unsupported { path: String, what: String, known: String },
}

/// What the caller knows about a file before it is read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Name of an encoding (WHATWG label) that the user demands.
    pub encoding: Option<String>,
    /// Each line is one segment already.
    pub segmented: bool,
    /// Names of the source, target and id columns of a table.
    pub source_column: Option<String>,
    pub target_column: Option<String>,
    pub id_column: Option<String>,
}

/// A file format. One implementation a file; the list below is the only other place that knows it.
pub trait Reader: Sync {
    fn name(&self) -> &'static str;
    /// Lower-case file name extensions without the dot.
    fn extensions(&self) -> &'static [&'static str];
    /// Whether both languages stand in one file of this format.
    fn bilingual(&self) -> bool {
        false
    }
    /// Reads decoded text.
    ///
    /// # Errors
    /// When the text breaks the format's rules beyond repair.
    fn read(&self, text: &str, path: &str, options: &ReadOptions) -> Result<Loaded, ReadError>;
}

/// Every format, in the order in which files are offered to them.
pub const READERS: &[&dyn Reader] = &[&text::Text, &markdown::Markdown, &html::Html, &table::Table];

/// Files larger than this are refused: a document of this size is a corpus, and `bilint score` reads those.
const LARGEST: u64 = 512 << 20;

/// Whether some reader claims the file's extension.
#[must_use]
pub fn is_supported(path: &Path) -> bool {
    by_extension(&path.to_string_lossy()).is_some()
}

/// Whether the file holds both languages.
#[must_use]
pub fn is_bilingual(path: &Path) -> bool {
    by_extension(&path.to_string_lossy()).is_some_and(|reader| reader.bilingual())
}

/// The extension that names the format, without `.gz`.
fn by_extension(path: &str) -> Option<&'static dyn Reader> {
    let path = path.to_lowercase();
    let path = path.strip_suffix(".gz").unwrap_or(&path);
    let (_, extension) = path.rsplit_once('.')?;
    READERS.iter().copied().find(|reader| reader.extensions().contains(&extension))
}

/// Reads a file. `shown` is the name that messages and reports use.
///
/// # Errors
/// When the file cannot be opened, decoded or understood.
pub fn load(path: &Path, shown: &str, options: &ReadOptions) -> Result<Loaded, ReadError> {
    let failed = |source| ReadError::Io { path: shown.to_owned(), source };
    let size = fs::metadata(path).map_err(failed)?.len();
    if size > LARGEST {
        return Err(ReadError::Unsupported {
            path: shown.to_owned(),
            what: format!("a file of {} MB", size >> 20),
            known: format!("files up to {} MB; cut it up, or use `bilint score`, which streams", LARGEST >> 20),
        });
    }
    load_bytes(fs::read(path).map_err(failed)?, shown, options)
}

/// Reads a file's bytes.
///
/// # Errors
/// As [`load`].
pub fn load_bytes(bytes: Vec<u8>, shown: &str, options: &ReadOptions) -> Result<Loaded, ReadError> {
    let bytes = bytes::unpack(bytes, shown)?;
    let decoded = bytes::decode(bytes, options.encoding.as_deref(), shown)?;
    if decoded.text.trim().is_empty() {
        return Err(ReadError::Empty { path: shown.to_owned() });
    }
    let reader: &dyn Reader = if options.segmented { &text::Text } else { by_extension(shown).unwrap_or(&text::Text) };
    let mut loaded = reader.read(&decoded.text, shown, options)?;
    let fill = |document: &mut Document| {
        document.path = shown.to_owned();
        document.format = reader.name();
        document.encoding = decoded.encoding;
        if decoded.guessed {
            document.notes.push(format!("read as {} (detected); if that is wrong, name the encoding with --encoding", decoded.encoding));
        }
    };
    match &mut loaded {
        Loaded::One(document) => fill(document),
        Loaded::Pair { source, target } => [source, target].into_iter().for_each(fill),
    }
    Ok(loaded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_readers_claim_an_extension() {
        let mut all: Vec<&str> = READERS.iter().flat_map(|reader| reader.extensions()).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
