//! Counting the sentences of a part, in bounded memory: what is too much for it waits on disk, sorted.

use std::{
    cmp::Ordering,
    fs::File,
    io::{self, BufWriter, Write},
    ops::Range,
};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{
    Langs,
    entry::{Entry, Joined, PAIRS, Place, SOURCES, Sorted, TABLES, TARGETS, WIDTH},
    file::{RepeatsError, Writer, read_at},
    sketch::{Comparable, Sketch, among, pair_key, seed},
};

/// Entries of a table in memory: three times 40 bytes each.
const IN_MEMORY: usize = 500_000;
/// Bytes read at a time of what waits on disk.
const BUFFER: usize = 400 * WIDTH;

/// What a pair adds to the counts, worked out on any thread.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// The two sentences as keys among those of all languages, and what each stands beside.
    sentences: Option<[(u64, Sketch); 2]>,
    pair: u64,
}

impl Counted {
    #[must_use]
    pub fn new(langs: Langs, source: &str, target: &str) -> Self {
        let seed = seed(langs);
        let sides = |Comparable { source, target }| [(among(seed, source.key), target), (among(seed, target.key), source)];
        Counted { sentences: Comparable::new(source, target).map(sides), pair: pair_key(seed, source, target) }
    }
}

/// The sentences of a part of a corpus, and what each was translated by first.
#[derive(Debug)]
pub struct Count {
    /// Entries of a table in memory.
    most: usize,
    /// Names of documents and streams, as they came.
    names: Vec<String>,
    places: FxHashMap<String, u32>,
    tables: [Vec<Entry>; TABLES],
    waiting: Option<Waiting>,
    pairs: u64,
}

/// What waits on disk: runs of entries in the order of their keys.
#[derive(Debug)]
struct Waiting {
    file: File,
    end: u64,
    runs: [Vec<Range<u64>>; TABLES],
}

impl Default for Count {
    fn default() -> Self {
        Count::new(IN_MEMORY)
    }
}

impl Count {
    /// Counts with so many entries of a table in memory.
    pub(super) fn new(most: usize) -> Self {
        Count { most, names: Vec::new(), places: FxHashMap::default(), tables: <[Vec<Entry>; TABLES]>::default(), waiting: None, pairs: 0 }
    }

    /// The number of a document or stream.
    pub fn name(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }

    /// Pairs counted so far.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// Adds a pair that is number `at` of a document or stream and stands in this line of it.
    ///
    /// # Errors
    /// When the disk cannot be written to.
    pub fn add(&mut self, name: u32, at: u32, line: u32, counted: Counted) -> Result<(), RepeatsError> {
        let place = Place { name, at, line };
        let entry = |key, other| Entry { key, place, other, count: 1, differs: false };
        self.pairs += 1;
        self.tables[PAIRS].push(entry(counted.pair, Sketch::default()));
        if let Some([source, target]) = counted.sentences {
            self.tables[SOURCES].push(entry(source.0, source.1));
            self.tables[TARGETS].push(entry(target.0, target.1));
        }
        if self.tables[PAIRS].len() >= self.most { self.spill().map_err(RepeatsError::Write) } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut waiting = match self.waiting.take() {
            Some(waiting) => waiting,
            None => Waiting { file: tempfile::tempfile()?, end: 0, runs: <[Vec<Range<u64>>; TABLES]>::default() },
        };
        for (entries, runs) in self.tables.iter_mut().zip(&mut waiting.runs) {
            entries.par_sort_unstable_by_key(|entry| entry.key);
            let mut out = BufWriter::new(&waiting.file);
            entries.iter().try_for_each(|entry| out.write_all(&entry.to_bytes()))?;
            out.flush()?;
            let end = waiting.end + (entries.len() * WIDTH) as u64;
            runs.push(waiting.end..end);
            waiting.end = end;
            entries.clear();
        }
        self.waiting = Some(waiting);
        Ok(())
    }

    /// Writes what was counted; `whole`: every sentence, so that parts can be added up.
    ///
    /// # Errors
    /// When the disk cannot be read, or `out` not written to.
    pub fn write(mut self, out: impl Write, whole: bool) -> Result<(), RepeatsError> {
        let mut order: Vec<u32> = (0..).take(self.names.len()).collect();
        order.sort_unstable_by(|a, b| self.compare(*a, *b));
        let mut ranks = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(name, rank)| ranks[*name as usize] = rank);
        let mut writer = Writer::new(BufWriter::new(out), whole)?;
        order.iter().try_for_each(|name| writer.name(&self.names[*name as usize]))?;
        for table in 0..TABLES {
            let mut entries = std::mem::take(&mut self.tables[table]);
            entries.par_sort_unstable_by_key(|entry| entry.key);
            let ranked = |mut entry: Entry| {
                entry.place.name = ranks.get(entry.place.name as usize).copied().unwrap_or(u32::MAX);
                entry
            };
            let mut parts: Vec<Sorted<'_>> = vec![Box::new(entries.into_iter().map(|entry| Ok(ranked(entry))))];
            if let Some(Waiting { file, runs, .. }) = &self.waiting {
                let run = |run: &Range<u64>| -> Sorted<'_> {
                    let run = Run { file, at: run.start, end: run.end, bytes: Vec::new(), read: 0 };
                    Box::new(run.map(|entry| entry.map(ranked).map_err(RepeatsError::Write)))
                };
                parts.extend(runs[table].iter().map(run));
            }
            writer.table(Joined::new(parts))?;
        }
        writer.finish(self.pairs)
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        self.names[a as usize].as_bytes().cmp(self.names[b as usize].as_bytes())
    }
}

/// Entries that waited on disk.
struct Run<'a> {
    file: &'a File,
    at: u64,
    end: u64,
    bytes: Vec<u8>,
    read: usize,
}

impl Iterator for Run<'_> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.read == self.bytes.len() {
            let length = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(BUFFER);
            self.bytes.resize(length, 0);
            if let Err(error) = read_at(self.file, &mut self.bytes, self.at) {
                self.end = self.at;
                self.bytes.clear();
                self.read = 0;
                return Some(Err(error));
            }
            (self.at, self.read) = (self.at + length as u64, 0);
        }
        let bytes = self.bytes.get(self.read..)?.first_chunk()?;
        self.read += WIDTH;
        Some(Ok(Entry::from_bytes(bytes)))
    }
}
