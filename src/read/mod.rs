//! Bytes → documents; one file per format.

mod android;
mod arb;
mod asciidoc;
mod ass;
mod bilingual;
mod bplist;
mod bytes;
mod called;
mod catalogue;
mod cues;
mod delimited;
mod docx;
mod epub;
mod escapes;
mod flow;
mod fluent;
mod front;
mod html;
mod ini;
mod json;
mod jsonl;
mod link;
mod markdown;
mod mo;
mod odt;
mod office;
mod package;
mod php;
mod places;
mod plural;
mod po;
mod properties;
mod prose;
mod qt;
mod resx;
mod rst;
mod scalar;
mod srt;
mod strings;
mod stringsdict;
mod table;
mod tbx;
mod text;
mod tmx;
mod tree;
mod ttx;
mod vtt;
mod xcstrings;
mod xliff;
mod xliff2;
mod xlsx;
mod xml;
mod yaml;

pub use bytes::{Decoded, decode};
pub use called::called;
pub use link::link;
pub use tmx::{TmxPair, tmx_pair, tmx_source_lang};

use std::{fs, io::Read, path::Path};

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
    /// A file that could hold both languages is one side of a pair of files.
    pub one_side: bool,
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
    /// Whether a file that begins so holds both languages, in formats of which only some files do.
    fn bilingual_head(&self, _head: &str) -> bool {
        false
    }
    /// Whether the start of a text is of this format, for names that say too little.
    fn sniff(&self, _head: &str) -> bool {
        false
    }
    /// Reads a file that is no text; `None` where it is.
    fn read_bytes(&self, _bytes: &[u8], _path: &str, _options: &ReadOptions) -> Option<Result<Loaded, ReadError>> {
        None
    }
    /// Reads decoded text.
    ///
    /// # Errors
    /// When the text breaks the format's rules beyond repair.
    fn read(&self, text: &str, path: &str, options: &ReadOptions) -> Result<Loaded, ReadError>;
}

/// Every format, in the order in which files are offered to them.
pub const READERS: &[&dyn Reader] = &[
    &text::Text,
    &markdown::Markdown,
    &html::Html,
    &table::Table,
    &xlsx::Xlsx,
    &jsonl::JsonLines,
    &xliff::Xliff,
    &tmx::Tmx,
    &po::Po,
    &mo::Mo,
    &qt::Qt,
    &ttx::Ttx,
    &tbx::Tbx,
    &json::JsonCatalogue,
    &arb::Arb,
    &xcstrings::XcStrings,
    &yaml::Yaml,
    &properties::Properties,
    &android::Android,
    &strings::Strings,
    &stringsdict::StringsDict,
    &resx::Resx,
    &fluent::Fluent,
    &ini::Ini,
    &php::Php,
    &srt::Srt,
    &vtt::Vtt,
    &ass::Ass,
    &docx::Docx,
    &odt::Odt,
    &epub::Epub,
    &rst::Rst,
    &asciidoc::AsciiDoc,
];

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
    let Some(reader) = by_extension(&path.to_string_lossy()) else { return false };
    if reader.bilingual() {
        return true;
    }
    let mut head = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    read.is_ok() && (reader.bilingual_head(&String::from_utf8_lossy(&head)) || other_by_head(reader, &head))
}

/// Whether the start of a file shows a bilingual format that its name does not tell: XLIFF in `.xml`.
fn other_by_head(named: &dyn Reader, head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    head.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        && !named.sniff(&head)
        && READERS.iter().any(|reader| reader.bilingual() && reader.sniff(&head))
}

/// What names of packed files end in.
const PACKED: &[&str] = &[".gz", ".zst", ".zip"];
/// Bytes of a text that tell its format.
const HEAD: usize = 4096;

/// The extension that names the format, whatever the file is packed in.
fn by_extension(path: &str) -> Option<&'static dyn Reader> {
    let path = path.to_lowercase();
    let path = PACKED.iter().find_map(|packed| path.strip_suffix(packed)).unwrap_or(&path);
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
    let named = by_extension(shown).filter(|_| !options.segmented);
    if let Some(reader) = named
        && let Some(loaded) = reader.read_bytes(&bytes, shown, options)
    {
        return loaded.map(|loaded| filled(loaded, reader.name(), None, shown));
    }
    let decoded = bytes::decode(bytes, options.encoding.as_deref(), shown)?;
    if decoded.text.trim().is_empty() {
        return Err(ReadError::Empty { path: shown.to_owned() });
    }
    let reader = if options.segmented { &text::Text } else { by_content(named, &decoded.text) };
    let loaded = reader.read(&decoded.text, shown, options)?;
    Ok(filled(loaded, reader.name(), Some(&decoded), shown))
}

/// The format that the start of a text shows, where the name leaves it open or is wrong.
fn by_content(named: Option<&'static dyn Reader>, text: &str) -> &'static dyn Reader {
    let mut end = HEAD.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    match named {
        Some(reader) if reader.sniff(head) => reader,
        Some(reader) if !head.trim_start().starts_with('<') => reader,
        _ => READERS.iter().copied().find(|reader| reader.sniff(head)).or(named).unwrap_or(&text::Text),
    }
}

/// Says of every document where it comes from.
fn filled(mut loaded: Loaded, format: &'static str, decoded: Option<&Decoded>, shown: &str) -> Loaded {
    let fill = |document: &mut Document| {
        document.path = shown.to_owned();
        document.format = format;
        document.encoding = decoded.map_or("UTF-8", |decoded| decoded.encoding);
        if let Some(decoded) = decoded.filter(|decoded| decoded.guessed) {
            document.notes.push(format!("read as {} (detected); if that is wrong, name the encoding with --encoding", decoded.encoding));
        }
    };
    match &mut loaded {
        Loaded::One(document) => fill(document),
        Loaded::Pair { source, target } => [source, target].into_iter().for_each(fill),
        Loaded::Many(many) => many.variants.iter_mut().map(|variant| &mut variant.document).for_each(fill),
    }
    loaded
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
