//! What a corpus knows of one sentence, and how what two parts know is joined.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{file::RepeatsError, sketch::Sketch};

/// Bytes of an entry.
pub(super) const WIDTH: usize = 40;
/// Entries are those of source sentences, of target sentences, and of pairs.
pub(super) const TABLES: usize = 3;
pub(super) const SOURCES: usize = 0;
pub(super) const TARGETS: usize = 1;
pub(super) const PAIRS: usize = 2;

/// A place in a corpus. Places are in the order of the names of documents and streams, by their bytes, and then of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Number of the document or stream.
    pub name: u32,
    /// Number of the pair in it.
    pub at: u32,
    pub line: u32,
}

/// A sentence, or a pair of them, and its first place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub key: u64,
    pub place: Place,
    /// What stood on the other side there; nothing for pairs.
    pub other: Sketch,
    /// How often it was met, at most 2³¹ − 1.
    pub count: u32,
    /// Whether something else stood on the other side elsewhere.
    pub differs: bool,
}

/// The top bit of the count.
const DIFFERS: u32 = 1 << 31;

impl Entry {
    /// Adds what another part knows: in any order and grouping the same comes out.
    fn join(&mut self, more: &Entry) {
        let differs = self.differs || more.differs || self.other.key != more.other.key;
        let count = self.count.saturating_add(more.count).min(DIFFERS - 1);
        if (more.place, more.other) < (self.place, self.other) {
            *self = *more;
        }
        (self.differs, self.count) = (differs, count);
    }

    /// Whether there is anything to say of it: all else is kept for the sake of other parts only.
    pub fn recurs(&self, table: usize) -> bool {
        if table == PAIRS { self.count > 1 } else { self.differs }
    }

    pub fn to_bytes(self) -> [u8; WIDTH] {
        let mut bytes = [0; WIDTH];
        let times = self.count.min(DIFFERS - 1) | if self.differs { DIFFERS } else { 0 };
        let long = [self.key, self.other.key, self.other.words];
        let short = [self.place.name, self.place.at, self.place.line, times];
        let fields = long.iter().flat_map(|field| field.to_le_bytes()).chain(short.iter().flat_map(|field| field.to_le_bytes()));
        bytes.iter_mut().zip(fields).for_each(|(byte, field)| *byte = field);
        bytes
    }

    pub fn from_bytes(bytes: &[u8; WIDTH]) -> Self {
        let long = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| bytes[at * 8 + byte]));
        let short = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| bytes[24 + at * 4 + byte]));
        Entry {
            key: long(0),
            other: Sketch { key: long(1), words: long(2) },
            place: Place { name: short(0), at: short(1), line: short(2) },
            count: short(3) & (DIFFERS - 1),
            differs: short(3) & DIFFERS != 0,
        }
    }
}

/// Entries in the order of their keys.
pub(super) type Sorted<'a> = Box<dyn Iterator<Item = Result<Entry, RepeatsError>> + 'a>;

/// Sorted entries of several parts as one, each key once.
pub(super) struct Joined<'a> {
    parts: Vec<Sorted<'a>>,
    /// The next entry of each part that has one, the lowest key first.
    heads: BinaryHeap<Reverse<(u64, usize)>>,
    entries: Vec<Option<Entry>>,
    fault: Option<RepeatsError>,
}

impl<'a> Joined<'a> {
    pub fn new(parts: Vec<Sorted<'a>>) -> Self {
        let entries = parts.iter().map(|_| None).collect();
        let mut joined = Joined { parts, heads: BinaryHeap::new(), entries, fault: None };
        (0..joined.parts.len()).for_each(|part| joined.advance(part));
        joined
    }

    /// Reads the next entry of a part.
    fn advance(&mut self, part: usize) {
        match self.parts[part].next() {
            Some(Ok(entry)) => {
                self.heads.push(Reverse((entry.key, part)));
                self.entries[part] = Some(entry);
            }
            Some(Err(error)) => self.fault = Some(error),
            None => {}
        }
    }

    fn pop(&mut self) -> Option<Entry> {
        let Reverse((_, part)) = self.heads.pop()?;
        let entry = self.entries[part].take();
        self.advance(part);
        entry
    }
}

impl Iterator for Joined<'_> {
    type Item = Result<Entry, RepeatsError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut entry = self.pop();
        while let Some(known) = &mut entry
            && self.heads.peek().is_some_and(|Reverse((key, _))| *key == known.key)
            && let Some(more) = self.pop()
        {
            known.join(&more);
        }
        match self.fault.take() {
            Some(error) => {
                self.heads.clear();
                Some(Err(error))
            }
            None => entry.map(Ok),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_from_their_bytes() {
        let place = Place { name: 7, at: 8, line: 9 };
        let other = Sketch { key: u64::MAX - 1, words: 3 };
        for (count, differs) in [(1, false), (DIFFERS - 1, true)] {
            let entry = Entry { key: 1 << 63, place, other, count, differs };
            assert_eq!(Entry::from_bytes(&entry.to_bytes()), entry);
        }
    }
}
