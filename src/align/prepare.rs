//! Segments as the aligner sees them: lengths, word numbers, block structure.

use super::Input;
use crate::{
    lexicon::{Vocabulary, Word},
    model::{BlockKind, Segment},
    text::tokens::tokens,
};

/// One segment.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Characters that are not blank.
    pub length: f32,
    pub words: Vec<Word>,
    pub kind: BlockKind,
    pub block: u32,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Doc {
    pub source: Vec<Line>,
    pub target: Vec<Line>,
}

/// Words of a segment that count: a segment of a megabyte is no sentence, and must not cost as one.
const MOST_WORDS: usize = 1500;

/// All documents of one language pair with their vocabularies.
#[derive(Debug, Clone, Default)]
pub(super) struct Batch {
    pub docs: Vec<Doc>,
    pub source: Vocabulary,
    pub target: Vocabulary,
}

impl Batch {
    pub fn new(inputs: &[Input<'_>]) -> Self {
        let mut batch = Batch::default();
        for input in inputs {
            let source = lines(input.source, &mut batch.source);
            let target = lines(input.target, &mut batch.target);
            batch.docs.push(Doc { source, target });
        }
        batch
    }
}

fn lines(segments: &[Segment], vocabulary: &mut Vocabulary) -> Vec<Line> {
    segments
        .iter()
        .map(|segment| Line {
            #[expect(clippy::cast_precision_loss, reason = "lengths far below 2^24")]
            length: segment.text.chars().filter(|c| !c.is_whitespace()).count() as f32,
            words: tokens(&segment.text).into_iter().take(MOST_WORDS).map(|token| vocabulary.add(token)).collect(),
            kind: segment.kind,
            block: segment.block,
        })
        .collect()
}
