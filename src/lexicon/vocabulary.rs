//! Words as small numbers, counted.

use rustc_hash::FxHashMap;

/// Number of a word in its vocabulary.
pub type Word = u32;

#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    numbers: FxHashMap<String, Word>,
    words: Vec<String>,
    counts: Vec<u32>,
    total: u64,
}

impl Vocabulary {
    /// Counts one occurrence and gives the word's number.
    pub fn add(&mut self, word: &str) -> Word {
        self.total += 1;
        if let Some(&number) = self.numbers.get(word) {
            self.counts[number as usize] += 1;
            return number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(word.to_owned());
        self.counts.push(1);
        self.numbers.insert(word.to_owned(), number);
        number
    }

    /// Counts another occurrence of a word.
    pub(super) fn count_again(&mut self, word: Word) {
        self.total += 1;
        self.counts[word as usize] += 1;
    }

    /// Counts so many occurrences and gives the word's number.
    pub(super) fn add_times(&mut self, word: &str, times: u32) -> Word {
        let number = match self.numbers.get(word) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
                self.words.push(word.to_owned());
                self.counts.push(0);
                self.numbers.insert(word.to_owned(), number);
                number
            }
        };
        self.total += u64::from(times);
        let count = &mut self.counts[number as usize];
        *count = count.saturating_add(times);
        number
    }

    /// Counts occurrences of words that are not kept.
    pub(super) fn add_others(&mut self, times: u64) {
        self.total = self.total.saturating_add(times);
    }

    /// How often a word occurred.
    #[must_use]
    pub fn count(&self, word: Word) -> u32 {
        self.counts[word as usize]
    }

    /// Occurrences of all words.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words in order of their numbers.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    #[must_use]
    pub fn number(&self, word: &str) -> Option<Word> {
        self.numbers.get(word).copied()
    }

    /// Share of all occurrences, smoothed.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^24 where it matters")]
    pub fn share(&self, word: Word) -> f32 {
        (self.counts[word as usize] as f32 + 0.5) / (self.total as f32 + 0.5 * self.words.len() as f32)
    }
}
