//! What readers of bilingual files share: two documents that grow side by side, and what is not translated yet.

use std::sync::Arc;

use super::{ReadError, flow::Flow};
use crate::model::{Block, BlockKind, Document, Lang, Loaded, Location, State, Unit};

/// A file with more untranslated units than one in this many is in work: that they are empty is no news.
const IN_WORK: usize = 5;

#[derive(Debug, Default)]
pub(super) struct Pairs {
    pub source: Document,
    pub target: Document,
    /// Units that are not for translation.
    pub kept: usize,
}

/// Bytes of a large file that hold a unit, at the least. Room that is not used costs nothing, and room that grows is copied: for a moment
/// there are two.
const UNIT: usize = 100;
/// Shorter files need no such care.
const LARGE: usize = 1 << 20;

/// Units to make room for in a file of this text.
pub(super) fn room(text: &str) -> usize {
    if text.len() < LARGE { 0 } else { text.len() / UNIT }
}

impl Pairs {
    /// With room for what a text of this length may hold.
    pub fn of(text: &str) -> Self {
        let mut pairs = Pairs::default();
        pairs.source.blocks.reserve(room(text));
        pairs.target.blocks.reserve(room(text));
        pairs
    }

    /// Adds a unit. Without text on either side there is nothing to compare.
    pub fn add(&mut self, source: Block, target: Block) {
        if !(source.text.is_empty() && target.text.is_empty()) {
            self.source.blocks.push(source);
            self.target.blocks.push(target);
        }
    }

    /// Notes the languages that the file names, the first time it does.
    pub fn declare(&mut self, source: Option<&str>, target: Option<&str>) {
        let parse = |tag: Option<&str>| tag.and_then(|tag| Lang::parse(tag).ok());
        self.source.declared = self.source.declared.or_else(|| parse(source));
        self.target.declared = self.target.declared.or_else(|| parse(target));
    }

    /// # Errors
    /// When the file has no units.
    pub fn finish(mut self, path: &str) -> Result<Loaded, ReadError> {
        if self.source.blocks.is_empty() && self.kept == 0 {
            return Err(ReadError::Empty { path: path.to_owned() });
        }
        settle(&mut self.target);
        if self.kept > 0 {
            self.target.notes.push(format!("{} units are not for translation", self.kept));
        }
        Ok(Loaded::Pair { source: self.source, target: self.target })
    }
}

/// A few untranslated units in a file that is otherwise done are holes; many say that the file is in work, and are counted.
pub(super) fn settle(target: &mut Document) {
    let pending = target.blocks.iter().filter(|block| block.state() == State::Pending).count();
    if pending == 0 {
        return;
    }
    if pending > 1 && pending * IN_WORK > target.blocks.len() {
        target.notes.push(format!("{pending} of {} units have no translation yet and were not compared", target.blocks.len()));
        return;
    }
    for block in target.blocks.iter_mut().filter(|block| block.state() == State::Pending) {
        let unit = block.unit.as_deref().cloned().unwrap_or_default();
        block.unit = Some(Unit { state: State::Plain, ..unit }.shared());
    }
}

/// A unit's text, or the place where it is missing.
pub(super) fn unit(flow: Option<Flow>, key: Option<String>, unit: Unit, at: Location) -> Block {
    match flow {
        Some(flow) => flow.block(BlockKind::Unit, key, unit, at),
        None => Block { key, unit: Some(unit.shared()), ..Block::new(BlockKind::Unit, "", at) },
    }
}

/// The state of a translation that the file does not judge: pending where there is none.
pub(super) fn state(flow: Option<&Flow>) -> State {
    if flow.is_none_or(Flow::is_blank) { State::Pending } else { State::Plain }
}

/// Marks blocks of readers that say nothing more about their units.
pub(super) fn plain(mut block: Block) -> Block {
    block.unit = Some(Arc::clone(&Unit::plain()));
    block
}
