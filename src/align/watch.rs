//! Who waits for an alignment.

use std::fmt::Debug;

/// Asked whether the result is still wanted, and told how far it has got. Threads call it in any order.
pub trait Watch: Debug + Sync {
    /// Whether nobody wants the result any more; once so, always so.
    fn stopped(&self) -> bool;
    /// A pass over so many lines begins, beside others or after them.
    fn begins(&self, lines: usize);
    /// So many lines of a pass are done.
    fn advances(&self, lines: usize);
}

/// An alignment that was given up because nobody wanted it any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the alignment was stopped")]
pub struct Stopped;

/// Whoever watches, if anybody does.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Watched<'a>(pub Option<&'a dyn Watch>);

impl Watched<'_> {
    pub fn go_on(self) -> Result<(), Stopped> {
        if self.unwanted() { Err(Stopped) } else { Ok(()) }
    }

    pub fn unwanted(self) -> bool {
        self.0.is_some_and(Watch::stopped)
    }

    pub fn begins(self, lines: usize) {
        if let Some(watch) = self.0 {
            watch.begins(lines);
        }
    }

    pub fn advances(self, lines: usize) {
        if let Some(watch) = self.0 {
            watch.advances(lines);
        }
    }
}
