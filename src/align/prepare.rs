//! Segments as the aligner sees them: lengths, word numbers, block structure.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    Input,
    margin::{self, Ends, NONE, Space},
    model::LONGEST,
    vectors::{Encoded, Half},
    watch::Watched,
};
use crate::{
    lexicon::{Lexicon, Vocabulary, Word},
    model::{BlockKind, Segment},
    text::{lists, tokens::each_token},
};

/// Words of a segment that count: a segment of a megabyte is no sentence, and must not cost as one.
const MOST_WORDS: usize = 1000;

/// Source lines that settle the model.
const ENOUGH: usize = 3000;
/// Source lines of a long text, of which the beginning settles the model, and where each pass looks for less.
pub(super) const LONG: usize = 2 * ENOUGH;
/// Target lines that the beginning of a document gets beyond its share: one in so many, and so many.
const SLACK: (usize, usize) = (8, 30);

/// What the first occurrence of a word counts for in the above, and after how many further ones half of what there is to say is said.
const FIRST_TELLS: f32 = 0.25;
const HALF_TELLS: f32 = 1.0;

/// One segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Characters that are not blank.
    pub length: f32,
    pub kind: BlockKind,
    pub block: u32,
    /// What tells whether it is an entry of a list.
    pub entry: lists::Line,
}

/// One side of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    pub lines: Vec<Line>,
    /// Running sum of lengths, from 0.
    pub lengths: Vec<i32>,
    /// Running count of lines that open a block.
    pub blocks: Vec<u32>,
    /// Words of all lines, by number.
    pub words: Vec<Word>,
    /// The same words, numbered within this side of this document.
    pub local: Vec<u32>,
    /// For each of the words, how much it says that nothing explains it, from 0 to 1.
    pub telling: Vec<f32>,
    /// The same, summed for each line.
    pub silence: Vec<f32>,
    /// Where each line starts in `words`; one more at the end.
    pub starts: Vec<u32>,
    /// The different words, by local number.
    pub distinct: Vec<Word>,
    /// Whether any line carries block structure.
    pub structured: bool,
    /// Vectors of the runs that end with each line; without vectors empty.
    pub vectors: Ends,
}

impl Side {
    fn new(segments: &[Segment], vocabulary: &mut Vocabulary) -> Self {
        let mut side = Side { lengths: vec![0], starts: vec![0], ..Side::default() };
        let mut numbers: FxHashMap<Word, u32> = FxHashMap::default();
        let (mut total, mut blocks) = (0i32, 0);
        for segment in segments {
            let characters = i32::try_from(segment.text.chars().filter(|c| !c.is_whitespace()).count()).unwrap_or(i32::MAX);
            #[expect(clippy::cast_precision_loss, reason = "lengths far below 2^24")]
            let length = characters as f32;
            let mut room = MOST_WORDS;
            each_token(&segment.text, |token| {
                if room > 0 {
                    room -= 1;
                    let word = vocabulary.add(token);
                    let local = *numbers.entry(word).or_insert_with(|| {
                        side.distinct.push(word);
                        small(side.distinct.len() - 1)
                    });
                    side.words.push(word);
                    side.local.push(local);
                }
            });
            total = characters.saturating_add(total);
            side.lengths.push(total);
            blocks += u32::from(side.lines.last().is_some_and(|line| line.block != segment.block));
            side.blocks.push(blocks);
            side.starts.push(small(side.words.len()));
            side.structured |= segment.kind != BlockKind::Unit;
            let entry = lists::Line::new(segment.block, segment.kind, &segment.text);
            side.lines.push(Line { length, kind: segment.kind, block: segment.block, entry });
        }
        side
    }

    /// Some of the lines, ascending.
    fn part(&self, lines: &[usize]) -> Self {
        let vectors = self.some_vectors(lines);
        let mut side = Side { lengths: vec![0], starts: vec![0], structured: self.structured, vectors, ..Side::default() };
        let mut numbers: FxHashMap<Word, u32> = FxHashMap::default();
        let mut total = 0i32;
        for line in lines {
            let range = *line..*line + 1;
            side.telling.extend_from_slice(&self.telling[self.starts[*line] as usize..self.starts[*line + 1] as usize]);
            side.silence.push(self.silence[*line]);
            for word in self.words(&range) {
                let local = *numbers.entry(*word).or_insert_with(|| {
                    side.distinct.push(*word);
                    small(side.distinct.len() - 1)
                });
                side.words.push(*word);
                side.local.push(local);
            }
            total = total.saturating_add(self.lengths[line + 1] - self.lengths[*line]);
            side.lengths.push(total);
            side.starts.push(small(side.words.len()));
            let opens = side.lines.last().is_some_and(|before| before.block != self.lines[*line].block);
            side.blocks.push(side.blocks.last().copied().unwrap_or(0) + u32::from(opens));
            side.lines.push(self.lines[*line]);
        }
        side
    }

    /// The vectors of some of the lines: runs stay runs where their lines still follow each other.
    fn some_vectors(&self, lines: &[usize]) -> Ends {
        if self.vectors.is_empty() {
            return Ends::new();
        }
        let kept = |(at, line): (usize, &usize)| {
            let mut ends = self.vectors[*line];
            for (back, end) in ends.iter_mut().enumerate() {
                if back > at || lines[at - back] + back != *line {
                    *end = NONE;
                }
            }
            ends
        };
        lines.iter().enumerate().map(kept).collect()
    }

    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The first lines alone.
    fn head(&self, lines: usize) -> Self {
        let words = self.starts[lines] as usize;
        let local = self.local[..words].to_vec();
        // Numbers are given in the order of first use.
        let distinct = local.iter().max().map_or(0, |most| *most as usize + 1);
        Side {
            lines: self.lines[..lines].to_vec(),
            lengths: self.lengths[..=lines].to_vec(),
            blocks: self.blocks[..lines].to_vec(),
            words: self.words[..words].to_vec(),
            local,
            telling: self.telling[..words].to_vec(),
            silence: self.silence[..lines].to_vec(),
            starts: self.starts[..=lines].to_vec(),
            distinct: self.distinct[..distinct].to_vec(),
            structured: self.structured,
            vectors: self.vectors.get(..lines).unwrap_or_default().to_vec(),
        }
    }

    /// Words of a run of lines.
    pub fn words(&self, lines: &std::ops::Range<usize>) -> &[Word] {
        &self.words[self.starts[lines.start] as usize..self.starts[lines.end] as usize]
    }

    /// Local numbers of the words of a line.
    pub fn local(&self, line: usize) -> &[u32] {
        &self.local[self.starts[line] as usize..self.starts[line + 1] as usize]
    }

    /// How much each word of a line says when nothing explains it.
    pub fn telling(&self, line: usize) -> &[f32] {
        &self.telling[self.starts[line] as usize..self.starts[line + 1] as usize]
    }

    /// Works out how much words say that nothing explains: next to nothing where a batch has them too seldom to teach them.
    fn listen(&mut self, counts: &[u32]) {
        self.telling = self.words.iter().map(|word| telling(counts[*word as usize])).collect();
        self.silence = (0..self.len()).map(|line| self.telling(line).iter().sum()).collect();
    }

    /// Number of words of a line.
    pub fn count(&self, line: usize) -> u32 {
        self.starts[line + 1] - self.starts[line]
    }
}

/// One document pair.
#[derive(Debug, Clone, Default)]
pub(super) struct Doc {
    pub source: Side,
    pub target: Side,
    /// Where each different target word stands: line and place in the line, ascending.
    pub postings: Vec<(u32, u16)>,
    /// Start of each word's postings; one more at the end.
    pub posted: Vec<u32>,
    /// Local number of a target word.
    pub numbers: FxHashMap<Word, u32>,
    /// Whether the text goes on behind the last lines.
    pub open: bool,
}

impl Doc {
    fn new(source: Side, target: Side) -> Self {
        let mut posted = vec![0u32; target.distinct.len() + 1];
        for word in &target.local {
            posted[*word as usize + 1] += 1;
        }
        for at in 1..posted.len() {
            posted[at] += posted[at - 1];
        }
        let mut next = posted.clone();
        let mut postings = vec![(0u32, 0u16); target.local.len()];
        for line in 0..target.len() {
            for (word, place) in target.local(line).iter().zip(0u16..) {
                let at = &mut next[*word as usize];
                postings[*at as usize] = (small(line), place);
                *at += 1;
            }
        }
        let numbers = target.distinct.iter().copied().zip(0..).collect();
        Doc { source, target, postings, posted, numbers, open: false }
    }

    /// The first source lines alone, with as much of the target and some more.
    fn head(&self, lines: usize) -> Self {
        if lines >= self.source.len() {
            return Doc::new(self.source.clone(), self.target.clone());
        }
        let all = |side: &Side| i64::from(side.lengths[side.len()]).max(1);
        let length = i64::from(self.source.lengths[lines]) * all(&self.target) / all(&self.source);
        let others = self.target.lengths.partition_point(|sum| i64::from(*sum) < length);
        let others = (others + others / SLACK.0 + SLACK.1).min(self.target.len());
        Doc { open: true, ..Doc::new(self.source.head(lines), self.target.head(others)) }
    }

    /// Some of the lines as a document of their own.
    pub fn part(&self, source: &[usize], target: &[usize]) -> Self {
        Doc::new(self.source.part(source), self.target.part(target))
    }

    /// Where a target word, by its local number, stands.
    pub fn postings(&self, word: u32) -> &[(u32, u16)] {
        &self.postings[self.posted[word as usize] as usize..self.posted[word as usize + 1] as usize]
    }
}

/// How often each word is known, from the batch and from a lexicon.
fn counts(own: &Vocabulary, known: Option<&Vocabulary>) -> Vec<u32> {
    let known = |word: &str| known.and_then(|known| Some(known.count(known.number(word)?))).unwrap_or(0);
    own.words().iter().zip(0..).map(|(word, number)| own.count(number).saturating_add(known(word))).collect()
}

/// How much it says, from 0 to 1, that nothing explains a word that a batch has so often: one that occurs once can be known by its
/// looks alone, so that a line of such words is no sign that the line was left out.
fn telling(count: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let others = count.saturating_sub(1) as f32;
    (others + FIRST_TELLS) / (others + HALF_TELLS)
}

/// The greatest common divisor.
fn divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { divisor(b, a % b) }
}

pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// All documents of one language pair with their vocabularies.
#[derive(Debug, Clone, Default)]
pub(super) struct Batch<'v> {
    pub docs: Vec<Doc>,
    pub source: Arc<Vocabulary>,
    pub target: Arc<Vocabulary>,
    /// What the vectors of lines belong to, where there are any.
    pub space: Option<Arc<Space<'v>>>,
    pub watch: Watched<'v>,
}

impl<'v> Batch<'v> {
    pub fn new(inputs: &[Input<'_>], lexicon: Option<&Lexicon>, vectors: Option<&'v dyn Encoded>, watch: Watched<'v>) -> Self {
        let (mut source, mut target) = (Vocabulary::default(), Vocabulary::default());
        let docs = inputs.iter().map(|input| Doc::new(Side::new(input.source, &mut source), Side::new(input.target, &mut target)));
        let mut docs: Vec<Doc> = docs.collect();
        let counts = [
            counts(&source, lexicon.map(|lexicon| lexicon.vocabularies().0)),
            counts(&target, lexicon.map(|lexicon| lexicon.vocabularies().1)),
        ];
        for doc in &mut docs {
            doc.source.listen(&counts[0]);
            doc.target.listen(&counts[1]);
        }
        let space = vectors.map(|encoded| {
            for (doc, input) in docs.iter_mut().zip(inputs) {
                doc.source.vectors = margin::look_up(input.source, Half::Source, encoded);
                doc.target.vectors = margin::look_up(input.target, Half::Target, encoded);
            }
            Arc::new(Space::new(encoded, &docs))
        });
        Batch { docs, source: Arc::new(source), target: Arc::new(target), space, watch }
    }

    /// The same texts, with the vectors of the target lines out of order: what vectors come to that say nothing.
    pub fn scrambled(&self) -> Self {
        let mut batch = self.clone();
        for doc in &mut batch.docs {
            let side = &mut doc.target;
            let lines = side.vectors.len();
            // Steps of the golden section reach every line once where they have no divisor in common with their number.
            let mut step = (lines * 618 / 1000).max(1);
            while divisor(step, lines) > 1 {
                step += 1;
            }
            let mut out = vec![[NONE; LONGEST]; lines];
            for (at, ends) in out.iter_mut().enumerate() {
                *ends = side.vectors[(at * step + lines / 2) % lines];
            }
            side.vectors = out;
        }
        batch
    }

    /// Source lines of all documents.
    pub fn lines(&self) -> usize {
        self.docs.iter().map(|doc| doc.source.len()).sum()
    }

    /// Source and target lines of all documents.
    pub fn line_counts(&self) -> (usize, usize) {
        self.docs.iter().fold((0, 0), |sum, doc| (sum.0 + doc.source.len(), sum.1 + doc.target.len()))
    }

    /// Different words of each side.
    pub fn sizes(&self) -> (usize, usize) {
        (self.source.len(), self.target.len())
    }

    /// Of a large batch as much as is needed to settle the model and teach the common words: the beginnings of documents
    /// spread over the batch.
    pub fn beginnings(&self) -> Option<Self> {
        let lines = self.lines();
        if lines <= LONG {
            return None;
        }
        let mut docs = Vec::new();
        // Line numbers through the whole batch of the document at hand and of the next one to be taken.
        let (mut at, mut next) = (0, 0);
        for doc in &self.docs {
            if at >= next || at + doc.source.len() > next {
                let head = doc.head(ENOUGH.min(doc.source.len()));
                next = at.max(next) + head.source.len() * lines / ENOUGH;
                docs.push(head);
            }
            at += doc.source.len();
        }
        let (source, target) = (Arc::clone(&self.source), Arc::clone(&self.target));
        Some(Batch { docs, source, target, space: self.space.clone(), watch: self.watch })
    }
}
