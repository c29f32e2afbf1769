//! One line on a terminal, silence elsewhere.

use std::{
    io::IsTerminal,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::check::CHUNK;

/// Lines aligned in one pass from which on it takes long enough to show.
const MANY: usize = 2000;

/// A bar on stderr; hidden when stderr is no terminal or `quiet` is asked for. It counts documents where they come in several
/// chunks, and the lines of each pass of the aligner where there is one chunk only.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    shown: bool,
    documents: bool,
    passes: AtomicUsize,
}

impl Progress {
    #[must_use]
    pub fn new(documents: usize, quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let progress = Progress { bar: ProgressBar::hidden(), shown, documents: documents > CHUNK, passes: AtomicUsize::new(0) };
        if progress.documents {
            progress.bar.set_length(documents as u64);
            progress.show("{bar:30} {pos}/{len} documents, {per_sec}, {eta} left");
        }
        progress
    }

    fn show(&self, template: &str) {
        if !self.shown || !self.bar.is_hidden() {
            return;
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        self.bar.enable_steady_tick(Duration::from_millis(250));
    }

    /// Documents are done.
    pub fn advance(&self, documents: usize) {
        if self.documents {
            self.bar.inc(documents as u64);
        }
    }

    /// The aligner begins a pass over so many lines, perhaps beside another.
    pub(super) fn pass_begins(&self, lines: usize) {
        if self.documents {
            return;
        }
        if self.bar.length().is_some_and(|length| self.bar.position() < length) {
            self.bar.inc_length(lines as u64);
        } else {
            self.bar.set_position(0);
            self.bar.set_length(lines as u64);
        }
        let pass = self.passes.fetch_add(1, Ordering::Relaxed) + 1;
        self.bar.set_message(pass.to_string());
        if lines >= MANY {
            self.show("{bar:30} aligning, pass {msg}: {percent} % of {len} lines, {elapsed}");
        }
    }

    /// Lines of a pass are done; those worked out once more beside the passes do not count.
    pub(super) fn pass_advances(&self, lines: usize) {
        if !self.documents {
            let left = self.bar.length().unwrap_or(0).saturating_sub(self.bar.position());
            self.bar.inc(left.min(lines as u64));
        }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
