//! Files that are complete or absent: written beside their place and renamed at the end.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

/// A file in the making. Dropped before [`Placed::persist`] it leaves nothing, and what was there stays.
pub struct Placed {
    file: NamedTempFile,
    path: PathBuf,
}

impl Placed {
    /// Opens a file beside `path`.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn create(path: &Path) -> io::Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".bilint-").tempfile_in(folder)?;
        readable(&file)?;
        Ok(Placed { file, path: path.to_owned() })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn persist(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(&self.path).map(drop).map_err(|error| error.error)
    }

    pub fn as_file(&self) -> &File {
        self.file.as_file()
    }
}

impl Write for Placed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a whole small file.
///
/// # Errors
/// When it cannot be written; what was there is still there then.
pub fn write_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = BufWriter::new(Placed::create(path)?);
    file.write_all(text.as_bytes())?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.persist()
}

/// Temporary files are private; a report is for sharing.
#[cfg(unix)]
fn readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}
