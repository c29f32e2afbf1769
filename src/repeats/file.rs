//! The file of what a corpus repeats: written in one go, and looked up where it lies, so that its size costs no memory.
//!
//! Shape, all numbers little-endian: a mark, the version, whether every sentence is kept, how sentences are told apart; the names of
//! documents and streams in the order of their bytes (length and checksum of 32 bits each, text), and where each begins; three tables in the
//! order of their keys, in blocks of a hundred entries with a checksum of 64 bits; a directory with the first key of each block; its
//! length and checksum, and a closing mark.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::{
    Langs, Otherwise,
    entry::{Entry, PAIRS, SOURCES, Sorted, TABLES, TARGETS, WIDTH},
    sketch::{Comparable, Sketch, among, fingerprint, pair_key, seed},
};
use crate::model::checksum;

/// The first byte is no text, and the line ends show whether a transfer "corrected" the file.
const MARK: &[u8; 8] = b"\x89BIREP\r\n";
const END: &[u8; 8] = b"\r\nBIEND\x89";
const VERSION: u8 = 1;
/// Mark, version, whether whole, fingerprint.
const HEAD: u64 = 8 + 1 + 1 + 8;
/// Length and checksum of the directory, closing mark.
const TAIL: u64 = 8 + 8 + 8;
/// Entries of a block.
const BLOCK: u64 = 100;
const SUM: usize = 8;
const BLOCK_BYTES: usize = BLOCK as usize * WIDTH + SUM;
/// Blocks read at a time where all are.
const RUN: u64 = 16;
/// A longer name is no path.
const LONGEST_NAME: usize = 1 << 16;
/// Numbers of the directory before the keys: pairs, names, where they begin, and begin and count of each table.
const FIELDS: usize = 3 + 2 * TABLES;

/// Why counts of sentences could not be used. The message names the file and the way out.
#[derive(Debug, thiserror::Error)]
pub enum RepeatsError {
    #[error("cannot read the counts of sentences `{path}`: {source}")]
    Io { path: String, source: io::Error },
    #[error("cannot write counts of sentences: {0}")]
    Write(io::Error),
    #[error("`{path}` holds no counts of sentences: make them with `bilint learn --repeats`")]
    NotOne { path: String },
    #[error(
        "the counts of sentences `{path}` have version {found}, this bilint reads version {VERSION}: count again with `bilint learn --repeats`"
    )]
    Version { path: String, found: u8 },
    #[error("the counts of sentences `{path}` are cut off: copy the file again")]
    Cut { path: String },
    #[error("the counts of sentences `{path}` are damaged: copy the file again, or count again with `bilint learn --repeats`")]
    Damaged { path: String },
    #[error("`{path}` was counted by a bilint that tells sentences apart otherwise: count again with `bilint learn --repeats`")]
    OtherSentences { path: String },
    #[error("`{path}` keeps only what occurs more than once, to which nothing can be added: count its parts with --partial")]
    NotPartial { path: String },
}

/// Whether a file begins as one of counts does.
#[must_use]
pub fn is_one(path: &Path) -> bool {
    let mut mark = [0; 8];
    File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut mark)).is_ok_and(|()| mark == *MARK)
}

/// Reads bytes at a place, whoever else reads.
#[cfg(unix)]
pub(super) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

/// Reads bytes at a place, whoever else reads.
#[cfg(windows)]
pub(super) fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes a file of counts: first all names in their order, then each table.
pub(super) struct Writer<W: Write> {
    out: W,
    at: u64,
    whole: bool,
    names: Vec<u64>,
    /// Begin, entries, and first keys of each table.
    tables: Vec<(u64, u64, Vec<u64>)>,
}

impl<W: Write> Writer<W> {
    /// `whole`: every sentence is kept, so that parts can be added.
    pub fn new(out: W, whole: bool) -> Result<Self, RepeatsError> {
        let mut writer = Writer { out, at: 0, whole, names: Vec::new(), tables: Vec::new() };
        writer.put(MARK)?;
        writer.put(&[VERSION, u8::from(whole)])?;
        writer.put(&fingerprint().to_le_bytes())?;
        Ok(writer)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), RepeatsError> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes).map_err(RepeatsError::Write)
    }

    /// Adds a name; the names come in the order of their bytes.
    pub fn name(&mut self, name: &str) -> Result<(), RepeatsError> {
        let end = (0..=name.len().min(LONGEST_NAME)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        let name = &name.as_bytes()[..end];
        self.names.push(self.at);
        self.put(&(name.len() as u32).to_le_bytes())?;
        self.put(&short_sum(name).to_le_bytes())?;
        self.put(name)
    }

    /// Adds the next table.
    pub fn table(&mut self, entries: impl Iterator<Item = Result<Entry, RepeatsError>>) -> Result<(), RepeatsError> {
        let (table, whole) = (self.tables.len(), self.whole);
        let (begin, mut count, mut firsts) = (self.at, 0u64, Vec::new());
        let mut block = Vec::with_capacity(BLOCK_BYTES);
        for entry in entries {
            let entry = entry?;
            if !whole && !entry.recurs(table) {
                continue;
            }
            if block.is_empty() {
                firsts.push(entry.key);
            }
            block.extend_from_slice(&entry.to_bytes());
            count += 1;
            if count % BLOCK == 0 {
                self.block(&mut block)?;
            }
        }
        if !block.is_empty() {
            self.block(&mut block)?;
        }
        self.tables.push((begin, count, firsts));
        Ok(())
    }

    fn block(&mut self, block: &mut Vec<u8>) -> Result<(), RepeatsError> {
        let sum = checksum(block);
        block.extend_from_slice(&sum.to_le_bytes());
        self.put(block)?;
        block.clear();
        Ok(())
    }

    /// Writes the directory. `pairs` is how many were counted.
    pub fn finish(mut self, pairs: u64) -> Result<(), RepeatsError> {
        let begins = self.at;
        let names = std::mem::take(&mut self.names);
        names.iter().try_for_each(|name| self.put(&name.to_le_bytes()))?;
        let mut fields = vec![pairs, names.len() as u64, begins];
        self.tables.iter().for_each(|(begin, count, _)| fields.extend([*begin, *count]));
        self.tables.iter().for_each(|(.., firsts)| fields.extend(firsts));
        let directory: Vec<u8> = fields.into_iter().flat_map(u64::to_le_bytes).collect();
        self.put(&directory)?;
        self.put(&(directory.len() as u64).to_le_bytes())?;
        self.put(&checksum(&directory).to_le_bytes())?;
        self.put(END)?;
        self.out.flush().map_err(RepeatsError::Write)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "half of the sum is kept")]
fn short_sum(bytes: &[u8]) -> u32 {
    checksum(bytes) as u32
}

/// A table of entries in a file.
#[derive(Debug, Default)]
struct Table {
    begin: u64,
    count: u64,
    /// First key of each block.
    firsts: Vec<u64>,
}

impl Table {
    /// Where a block begins, and its bytes.
    fn block(&self, block: u64) -> (u64, usize) {
        let entries = self.count.saturating_sub(block * BLOCK).min(BLOCK);
        (self.begin + block * BLOCK_BYTES as u64, entries as usize * WIDTH + SUM)
    }
}

/// What a corpus repeats, looked up in its file. Memory: eight bytes for a hundred sentences.
#[derive(Debug)]
pub struct Corpus {
    file: File,
    path: String,
    whole: bool,
    pairs: u64,
    names: u32,
    /// Where the places of the names stand.
    names_begin: u64,
    tables: [Table; TABLES],
    /// What went wrong in a look-up.
    fault: Mutex<Option<RepeatsError>>,
}

impl Corpus {
    /// Opens a file of counts.
    ///
    /// # Errors
    /// When it cannot be read or is no whole file of this version.
    pub fn open(path: &Path) -> Result<Self, RepeatsError> {
        let shown = path.to_string_lossy().replace('\\', "/");
        let io = |source| RepeatsError::Io { path: shown.clone(), source };
        let file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let mut head = [0; HEAD as usize];
        if length < HEAD || read_at(&file, &mut head, 0).is_err() || !head.starts_with(MARK) {
            return Err(RepeatsError::NotOne { path: shown });
        }
        if head[8] != VERSION {
            return Err(RepeatsError::Version { path: shown, found: head[8] });
        }
        let mut tail = [0; TAIL as usize];
        if length < HEAD + TAIL {
            return Err(RepeatsError::Cut { path: shown });
        }
        read_at(&file, &mut tail, length - TAIL).map_err(io)?;
        if !tail.ends_with(END) {
            return Err(RepeatsError::Cut { path: shown });
        }
        let damaged = || RepeatsError::Damaged { path: shown.clone() };
        let end = number(&tail, 0).and_then(|size| (length - TAIL).checked_sub(size)).filter(|end| *end >= HEAD).ok_or_else(damaged)?;
        let mut directory = vec![0; usize::try_from(length - TAIL - end).map_err(|_| damaged())?];
        read_at(&file, &mut directory, end).map_err(io)?;
        if number(&tail, 1) != Some(checksum(&directory)) {
            return Err(damaged());
        }
        if number(&head[10..], 0) != Some(fingerprint()) {
            return Err(RepeatsError::OtherSentences { path: shown });
        }
        let corpus = Corpus {
            file,
            path: shown.clone(),
            whole: head[9] != 0,
            pairs: 0,
            names: 0,
            names_begin: 0,
            tables: <[Table; TABLES]>::default(),
            fault: Mutex::new(None),
        };
        corpus.directory(&directory, end).ok_or_else(damaged)
    }

    /// Takes in the directory; `None` where its numbers fit no file that ends there.
    fn directory(mut self, directory: &[u8], end: u64) -> Option<Self> {
        let field = |at: usize| number(directory, at);
        (self.pairs, self.names, self.names_begin) = (field(0)?, u32::try_from(field(1)?).ok()?, field(2)?);
        let names_end = self.names_begin.checked_add(u64::from(self.names) * 8).filter(|last| *last <= end)?;
        let mut at = FIELDS;
        for (number, table) in self.tables.iter_mut().enumerate() {
            (table.begin, table.count) = (field(3 + 2 * number)?, field(4 + 2 * number)?);
            let blocks = table.count.div_ceil(BLOCK);
            let bytes = table.count.checked_mul(WIDTH as u64)?.checked_add(blocks * SUM as u64)?;
            table.begin.checked_add(bytes).filter(|last| *last <= names_end)?;
            let blocks = usize::try_from(blocks).ok()?;
            table.firsts = directory.get(at * 8..at.checked_add(blocks)? * 8)?.chunks_exact(8).filter_map(number_of).collect();
            at += blocks;
        }
        (at * 8 == directory.len()).then_some(self)
    }

    /// The name of the file, for messages.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How many pairs were counted.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// Sentences, or pairs of them, in the three tables: source sentences, target sentences, pairs.
    #[must_use]
    pub fn size(&self) -> [u64; TABLES] {
        std::array::from_fn(|table| self.tables[table].count)
    }

    /// That every look-up so far worked: otherwise what was said is not to be trusted.
    ///
    /// # Errors
    /// What went wrong first.
    pub fn sound(&self) -> Result<(), RepeatsError> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }

    pub(super) fn names(&self) -> u32 {
        self.names
    }

    /// That every sentence is there.
    pub(super) fn whole(&self) -> Result<(), RepeatsError> {
        if self.whole { Ok(()) } else { Err(RepeatsError::NotPartial { path: self.path.clone() }) }
    }

    fn damaged(&self) -> RepeatsError {
        RepeatsError::Damaged { path: self.path.clone() }
    }

    fn read(&self, bytes: &mut [u8], at: u64) -> Result<(), RepeatsError> {
        read_at(&self.file, bytes, at).map_err(|source| RepeatsError::Io { path: self.path.clone(), source })
    }

    /// The name with a number.
    pub(super) fn name(&self, name: u32) -> Result<String, RepeatsError> {
        let mut place = [0; 8];
        if name >= self.names {
            return Err(self.damaged());
        }
        self.read(&mut place, self.names_begin + u64::from(name) * 8)?;
        let begin = u64::from_le_bytes(place);
        if begin.checked_add(8).is_none_or(|end| end > self.names_begin) {
            return Err(self.damaged());
        }
        self.read(&mut place, begin)?;
        let [a, b, c, d, sum @ ..] = place;
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        if length > LONGEST_NAME || begin + 8 + length as u64 > self.names_begin {
            return Err(self.damaged());
        }
        let mut text = vec![0; length];
        self.read(&mut text, begin + 8)?;
        if u32::from_le_bytes(sum) != short_sum(&text) {
            return Err(self.damaged());
        }
        String::from_utf8(text).map_err(|_| self.damaged())
    }

    /// The number of a name; `None` where the corpus does not have it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stream(&self, name: &str) -> Result<Option<u32>, RepeatsError> {
        let (mut low, mut high) = (0, self.names);
        while low < high {
            let middle = low + (high - low) / 2;
            let found = self.name(middle)?;
            match found.as_bytes().cmp(name.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Ok(Some(middle)),
            }
        }
        Ok(None)
    }

    /// All entries of a table, their names renumbered.
    pub(super) fn entries<'a>(&'a self, table: usize, names: &'a [u32]) -> Sorted<'a> {
        Box::new(Entries { corpus: self, table: &self.tables[table], names, block: 0, bytes: Vec::new(), at: 0, before: None })
    }

    fn find(&self, table: usize, key: u64) -> Result<Option<Entry>, RepeatsError> {
        let table = &self.tables[table];
        let Some(block) = table.firsts.partition_point(|first| *first <= key).checked_sub(1) else { return Ok(None) };
        let mut bytes = [0; BLOCK_BYTES];
        let (begin, length) = table.block(block as u64);
        let Some(bytes) = bytes.get_mut(..length) else { return Err(self.damaged()) };
        self.read(bytes, begin)?;
        let entries = checked(bytes).ok_or_else(|| self.damaged())?;
        let at = entries.binary_search_by_key(&key, |entry| number_of(entry).unwrap_or(0));
        Ok(at.ok().map(|at| Entry::from_bytes(&entries[at])))
    }

    /// What `look_up` finds; a fault is noted, and nothing found.
    fn ask<T>(&self, look_up: impl FnOnce() -> Result<Option<T>, RepeatsError>) -> Option<T> {
        look_up().unwrap_or_else(|error| {
            self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            None
        })
    }

    /// Where a source sentence was first translated, if in other words; `None` where the corpus says nothing of it.
    pub(super) fn translated_otherwise(&self, langs: Langs, pair: &Comparable) -> Option<Option<Otherwise<'_>>> {
        self.ask(|| self.differs(SOURCES, langs, pair.source, pair.target))
    }

    /// Where a target sentence first stood for another source, if it did; `None` where the corpus says nothing of it.
    pub(super) fn used_otherwise(&self, langs: Langs, pair: &Comparable) -> Option<Option<Otherwise<'_>>> {
        self.ask(|| self.differs(TARGETS, langs, pair.target, pair.source))
    }

    fn differs(&self, table: usize, langs: Langs, own: Sketch, other: Sketch) -> Result<Option<Option<Otherwise<'_>>>, RepeatsError> {
        let Some(first) = self.find(table, among(seed(langs), own.key))? else { return Ok(None) };
        if first.other.key == other.key {
            return Ok(Some(None));
        }
        let path = Cow::Owned(self.name(first.place.name)?);
        Ok(Some(Some(Otherwise { path, line: first.place.line, likeness: first.other.likeness(other) })))
    }

    /// How often a pair occurs in the corpus, and whether `(stream, line)` is its first place. A pair that the corpus does not know occurs once.
    #[must_use]
    pub fn copies(&self, langs: Langs, source: &str, target: &str, (stream, line): (u32, u32)) -> (u32, bool) {
        let found = self.ask(|| self.find(PAIRS, pair_key(seed(langs), source, target)));
        found.map_or((1, true), |entry| (entry.count, entry.place.name == stream && entry.place.line == line))
    }
}

/// The entries of a block whose checksum is right.
fn checked(block: &[u8]) -> Option<&[[u8; WIDTH]]> {
    let (entries, sum) = block.split_last_chunk::<SUM>()?;
    let (entries, rest) = entries.as_chunks::<WIDTH>();
    (rest.is_empty() && checksum(entries.as_flattened()) == u64::from_le_bytes(*sum)).then_some(entries)
}

fn number_of(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.first_chunk()?))
}

/// One of some numbers of eight bytes.
fn number(bytes: &[u8], at: usize) -> Option<u64> {
    number_of(bytes.get(at * 8..)?)
}

/// The entries of a table, read in long runs.
struct Entries<'a> {
    corpus: &'a Corpus,
    table: &'a Table,
    names: &'a [u32],
    /// The next block to be read.
    block: u64,
    bytes: Vec<u8>,
    at: usize,
    before: Option<u64>,
}

impl Entries<'_> {
    /// Reads some blocks, their entries alone; whether there were any.
    fn more(&mut self) -> Result<bool, RepeatsError> {
        let last = self.table.count.div_ceil(BLOCK).min(self.block + RUN);
        if self.block >= last {
            return Ok(false);
        }
        let (begin, _) = self.table.block(self.block);
        let (end, length) = self.table.block(last - 1);
        let mut run = vec![0; usize::try_from(end - begin).unwrap_or(usize::MAX).saturating_add(length)];
        self.corpus.read(&mut run, begin)?;
        (self.bytes, self.at) = (Vec::with_capacity(run.len()), 0);
        for block in run.chunks(BLOCK_BYTES) {
            let entries = checked(block).ok_or_else(|| self.corpus.damaged())?;
            self.bytes.extend_from_slice(entries.as_flattened());
        }
        self.block = last;
        Ok(true)
    }

    fn entry(&mut self) -> Result<Option<Entry>, RepeatsError> {
        if self.at == self.bytes.len() && !self.more()? {
            return Ok(None);
        }
        let Some(bytes) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) else { return Err(self.corpus.damaged()) };
        let mut entry = Entry::from_bytes(bytes);
        self.at += WIDTH;
        let ordered = self.before.replace(entry.key).is_none_or(|before| before < entry.key);
        let name = self.names.get(entry.place.name as usize).filter(|_| ordered);
        entry.place.name = *name.ok_or_else(|| self.corpus.damaged())?;
        Ok(Some(entry))
    }
}

impl Iterator for Entries<'_> {
    type Item = Result<Entry, RepeatsError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.entry().transpose()
    }
}
