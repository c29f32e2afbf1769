//! Cuts a stream into batches of records, as fast as it can be read: nothing is understood here, only ends are found.

use std::{
    io::{self, BufRead},
    ops::Range,
};

use super::{units::Units, unpack::Stream};

/// Records that are read, learnt from and judged together, and their bytes: all that is in memory.
pub(super) const BATCH: usize = 8192;
const BATCH_BYTES: usize = 4 << 20;
/// A longer record is no pair of sentences.
pub(super) const LONGEST: usize = 4 << 20;

/// What is wrong with a record before it is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    TooLong,
    /// Bytes that are no UTF-8, where the rest of the record stands apart from them.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "lines say so when they are understood"))]
    NoText,
}

/// Where a record stands in its batch.
#[derive(Debug)]
pub(super) struct Raw {
    /// Number of its line, from 1; of its unit in TMX.
    pub number: u64,
    pub at: Range<usize>,
    /// The line of the second file, of Moses pairs.
    pub second: Range<usize>,
    pub fault: Option<Fault>,
}

/// Records that are judged together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub data: Vec<u8>,
    pub records: Vec<Raw>,
    /// Bytes of the input read so far, packed as they are.
    pub consumed: u64,
}

impl Batch {
    pub fn bytes(&self, at: &Range<usize>) -> &[u8] {
        self.data.get(at.clone()).unwrap_or_default()
    }

    fn full(&self) -> bool {
        self.records.len() >= BATCH || self.data.len() > BATCH_BYTES
    }
}

/// Why a stream ended before its end.
#[derive(Debug)]
pub(super) enum Broken {
    Io(io::Error),
    /// The second of two files, or the first, has fewer lines.
    Lines {
        number: u64,
        first_ends: bool,
    },
    /// A TMX file without its end.
    Cut(u64),
}

#[cfg(feature = "parquet")]
impl From<parquet::errors::ParquetError> for Broken {
    fn from(error: parquet::errors::ParquetError) -> Self {
        Broken::Io(error.into())
    }
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Broken::Io(error)
    }
}

/// A stream of records of one form.
pub(super) enum Records {
    Lines(Lines),
    Pairs(Lines, Lines),
    Units(Units),
    #[cfg(feature = "parquet")]
    Rows(super::rows::Rows),
}

impl Records {
    /// The next records; an empty batch at the end. Where the stream breaks, what was read before it comes too.
    pub fn next(&mut self) -> Result<Batch, (Batch, Broken)> {
        let mut batch = Batch::default();
        while !batch.full() {
            let more = match self {
                Records::Lines(lines) => lines.record(&mut batch).map_err(Broken::Io),
                Records::Pairs(first, second) => pair(first, second, &mut batch),
                Records::Units(units) => units.record(&mut batch),
                #[cfg(feature = "parquet")]
                Records::Rows(rows) => rows.record(&mut batch),
            };
            match more {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Err((batch, error)),
            }
        }
        Ok(batch)
    }

    /// Bytes of the file that were read, where a count of what came in does not tell.
    pub fn consumed(&self) -> Option<u64> {
        match self {
            #[cfg(feature = "parquet")]
            Records::Rows(rows) => Some(rows.consumed()),
            _ => None,
        }
    }

    /// What stands after the last record, of a format that has such an end.
    pub fn end(&self) -> &[u8] {
        if let Records::Units(units) = self { units.end() } else { &[] }
    }
}

/// Lines of a stream.
pub(super) struct Lines {
    input: Stream,
    number: u64,
}

impl Lines {
    pub fn new(input: Stream) -> Self {
        Lines { input, number: 0 }
    }

    /// Adds the next line, without its end, to `data`; whether it is whole. `None` at the end of the stream.
    pub fn line(&mut self, data: &mut Vec<u8>) -> io::Result<Option<Option<Fault>>> {
        let start = data.len();
        let (mut any, mut fault) = (false, None);
        loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if bytes.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', bytes);
            let piece = &bytes[..end.unwrap_or(bytes.len())];
            if data.len() - start + piece.len() > LONGEST {
                fault = Some(Fault::TooLong);
                data.truncate(start);
            } else if fault.is_none() {
                data.extend_from_slice(piece);
            }
            let used = end.map_or(bytes.len(), |end| end + 1);
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        while data.len() > start && data.last() == Some(&b'\r') {
            data.pop();
        }
        self.number += 1;
        Ok(Some(fault))
    }

    /// The bytes at hand, without taking them.
    pub fn peek(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    pub fn into_inner(self) -> Stream {
        self.input
    }

    fn record(&mut self, batch: &mut Batch) -> io::Result<bool> {
        let start = batch.data.len();
        let Some(fault) = self.line(&mut batch.data)? else { return Ok(false) };
        // Empty lines are none.
        if batch.data.len() > start || fault.is_some() {
            batch.records.push(Raw { number: self.number, at: start..batch.data.len(), second: 0..0, fault });
        }
        Ok(true)
    }
}

/// Line n of the first file with line n of the second. Empty lines are sides without text.
fn pair(first: &mut Lines, second: &mut Lines, batch: &mut Batch) -> Result<bool, Broken> {
    let start = batch.data.len();
    let one = first.line(&mut batch.data)?;
    let middle = batch.data.len();
    let two = second.line(&mut batch.data)?;
    match (one, two) {
        (Some(one), Some(two)) => {
            let end = batch.data.len();
            batch.records.push(Raw { number: first.number, at: start..middle, second: middle..end, fault: one.or(two) });
            Ok(true)
        }
        (None, None) => Ok(false),
        (one, _) => Err(Broken::Lines { number: first.number.min(second.number), first_ends: one.is_none() }),
    }
}
