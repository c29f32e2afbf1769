//! Rows that are written as they come and read back in order: only ranks and places stay in memory, the rest on disk.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::model::Arrange;

/// Rows stay in memory up to this many bytes.
const IN_MEMORY: usize = 8 << 20;

/// Byte strings with ranks.
pub struct Spool<R> {
    file: BufWriter<SpooledTempFile>,
    entries: Vec<(R, u64, usize)>,
    end: u64,
}

impl<R: Ord> Default for Spool<R> {
    fn default() -> Self {
        Spool::new()
    }
}

impl<R: Ord> Spool<R> {
    #[must_use]
    pub fn new() -> Self {
        Spool { file: BufWriter::new(SpooledTempFile::new(IN_MEMORY)), entries: Vec::new(), end: 0 }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the disk cannot be written to.
    pub fn push(&mut self, rank: R, row: &[u8]) -> io::Result<()> {
        self.file.write_all(row)?;
        self.entries.push((rank, self.end, row.len()));
        self.end += row.len() as u64;
        Ok(())
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Hands the rows over by rank; rows of one rank in the order they came.
    ///
    /// # Errors
    /// When the disk cannot be read, or `each` fails.
    pub fn drain(self, mut each: impl FnMut(&R, &[u8]) -> io::Result<()>) -> io::Result<()> {
        let Spool { file, mut entries, .. } = self;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        entries.arrange_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let mut row = Vec::new();
        let mut at = None;
        for (rank, start, length) in entries {
            if at != Some(start) {
                file.seek(SeekFrom::Start(start))?;
            }
            row.resize(length, 0);
            file.read_exact(&mut row)?;
            at = Some(start + length as u64);
            each(&rank, &row)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_by_rank_from_memory_and_disk() {
        for size in [3usize, 200_000] {
            let mut spool = Spool::new();
            for n in 0u32..100 {
                spool.push(n * 7 % 100, &vec![u8::try_from(n).unwrap_or(0); size]).unwrap_or_else(|e| panic!("{e}"));
            }
            let mut ranks = Vec::new();
            let read = spool.drain(|rank, row| {
                assert!(row.len() == size && row.iter().all(|b| u32::from(*b) * 7 % 100 == *rank));
                ranks.push(*rank);
                Ok(())
            });
            assert!(read.is_ok() && ranks == (0..100).collect::<Vec<_>>());
        }
    }
}
