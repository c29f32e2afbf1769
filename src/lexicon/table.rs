//! The table of word pairs, row by row in one stretch of memory.

use super::Word;

/// A word of the other language with its probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Entry {
    pub target: Word,
    /// `p(target | source)`.
    pub forward: f32,
    /// `p(source | target)`.
    pub backward: f32,
}

/// For each source word its translations, ascending by number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    ends: Vec<u32>,
    entries: Vec<Entry>,
}

impl Table {
    pub(super) fn push_row(&mut self, row: impl IntoIterator<Item = Entry>) {
        self.entries.extend(row);
        self.ends.push(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
    }

    /// Translations of a source word.
    #[must_use]
    pub fn row(&self, word: Word) -> &[Entry] {
        let at = word as usize;
        let Some(end) = self.ends.get(at) else { return &[] };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.entries[start as usize..*end as usize]
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
