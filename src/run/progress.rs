//! One line on a terminal, silence elsewhere.

use std::{
    io::IsTerminal,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
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

/// The bar of a stream: how much of the input is read, pairs or documents a second, and the time left. Without a size of the input there
/// is no time left to tell.
#[derive(Debug)]
pub struct StreamProgress {
    bar: ProgressBar,
    start: Instant,
    /// What is counted.
    counted: &'static str,
}

impl StreamProgress {
    #[must_use]
    pub fn new(size: Option<u64>, counted: &'static str, quiet: bool) -> Self {
        let progress = StreamProgress { bar: ProgressBar::hidden(), start: Instant::now(), counted };
        if quiet || !std::io::stderr().is_terminal() {
            return progress;
        }
        let template = if size.is_some() { "{bar:30} {percent} %, {msg}, {eta} left" } else { "{msg}, {elapsed}" };
        if let Some(size) = size {
            progress.bar.set_length(size);
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            progress.bar.set_style(style);
        }
        progress.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        progress
    }

    /// So many bytes were read, and so many pairs or documents are done.
    pub(super) fn set(&self, bytes: u64, done: u64) {
        if self.bar.is_hidden() {
            return;
        }
        let milliseconds = self.start.elapsed().as_millis().max(1);
        self.bar.set_message(format!("{} {}, {} a second", grouped(done), self.counted, grouped(per_second(done, milliseconds))));
        self.bar.set_position(bytes);
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn per_second(count: u64, milliseconds: u128) -> u64 {
    u64::try_from(u128::from(count) * 1000 / milliseconds).unwrap_or(u64::MAX)
}

/// A number with its thousands set apart.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_rates_hold() {
        let all: Vec<String> = [0, 12, 999, 1000, 123_456, 1_000_000].into_iter().map(grouped).collect();
        assert_eq!(all, ["0", "12", "999", "1,000", "123,456", "1,000,000"]);
        assert_eq!(per_second(100, 2000), 50);
    }
}
