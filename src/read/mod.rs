//! Bytes → documents; one file per format.

use crate::model::Loaded;

/// Why a file could not be read. The message names file, place and way out.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("cannot read `{path}`: {source}")]
    Io { path: String, source: std::io::Error },
    #[error("cannot decode `{path}` as {encoding} at byte {offset}; name the encoding with --encoding")]
    Undecodable { path: String, encoding: String, offset: usize },
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
