//! Packages: ZIP files of office documents and books. Members are found by name and never written anywhere; what they
//! unpack to is measured while it is unpacked.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::ReadError;

/// All members of a package together unpack to at most this.
const LARGEST: u64 = 256 << 20;
/// A member may unpack to this many times its packed size: text packs at 10 to 1, a bomb at 1000 to 1.
const RATIO: u64 = 200;
/// Small members may have any ratio.
const SMALL: u64 = 4 << 20;
/// More members than an office document has.
const MOST_MEMBERS: usize = 20_000;

pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    path: &'b str,
    format: &'static str,
    left: u64,
}

impl<'b> Package<'b> {
    /// # Errors
    /// When the bytes are no package, or one with too many members.
    pub fn open(bytes: &'b [u8], path: &'b str, format: &'static str) -> Result<Self, ReadError> {
        let broken = |expected: String| ReadError::Malformed { path: path.to_owned(), format, line: 1, column: 1, expected };
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(format!("a ZIP package; {error}")))?;
        if archive.len() > MOST_MEMBERS {
            return Err(broken(format!("a package of at most {MOST_MEMBERS} members")));
        }
        Ok(Package { archive, path, format, left: LARGEST })
    }

    pub fn broken(&self, expected: impl Into<String>) -> ReadError {
        ReadError::Malformed { path: self.path.to_owned(), format: self.format, line: 1, column: 1, expected: expected.into() }
    }

    pub fn names(&self) -> Vec<String> {
        self.archive.file_names().filter_map(Result::ok).map(|name| name.into_owned()).collect()
    }

    /// The text of a member, as its XML declaration or mark says.
    ///
    /// # Errors
    /// As [`Package::member`], or when it cannot be decoded.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let Some(bytes) = self.member(name)? else { return Ok(None) };
        super::decode(bytes, None, self.path).map(|decoded| Some(decoded.text))
    }

    /// The bytes of a member; `None` if there is none of this name.
    ///
    /// # Errors
    /// When it is damaged, encrypted, or unpacks beyond bounds.
    pub fn member(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let (path, format) = (self.path, self.format);
        let broken = |expected: String| ReadError::Malformed { path: path.to_owned(), format, line: 1, column: 1, expected };
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let member = self.archive.by_index(index).map_err(|error| broken(format!("a readable `{name}`; {error}")))?;
        let allowed = member.compressed_size().saturating_mul(RATIO).max(SMALL).min(self.left);
        let mut out = Vec::new();
        let read = member.take(allowed + 1).read_to_end(&mut out).map_err(|error| broken(format!("a sound `{name}`; {error}")))?;
        if read as u64 > allowed {
            return Err(broken(format!("`{name}` to unpack to at most {} MB", allowed >> 20)));
        }
        self.left -= read as u64;
        Ok(Some(out))
    }
}

/// Whether every member of a package keeps within bounds, for readers that unpack by themselves. `sound` says what else is
/// wrong with a member.
///
/// # Errors
/// As [`Package::member`], and when a member is not sound.
pub(super) fn check(bytes: &[u8], path: &str, format: &'static str, sound: impl Fn(&[u8]) -> Result<(), String>) -> Result<(), ReadError> {
    let mut package = Package::open(bytes, path, format)?;
    for name in package.names().into_iter().filter(|name| name.ends_with(".xml") || name.ends_with(".rels")) {
        let member = package.member(&name)?.unwrap_or_default();
        sound(&member).map_err(|expected| package.broken(format!("{expected} in `{name}`")))?;
    }
    Ok(())
}

/// The one file of an archive that was made for sending it.
///
/// # Errors
/// When there are several, or as [`Package::member`].
pub(super) fn single(bytes: &[u8], path: &str) -> Result<Vec<u8>, ReadError> {
    let mut package = Package::open(bytes, path, "ZIP")?;
    let files: Vec<String> = package.names().into_iter().filter(|name| !name.ends_with('/')).collect();
    let [name] = files.as_slice() else { return Err(package.broken(format!("an archive of one file; it has {}", files.len()))) };
    Ok(package.member(name)?.unwrap_or_default())
}
