//! One line on a terminal, silence elsewhere.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

pub struct Progress(ProgressBar);

impl Progress {
    /// A bar of `length` steps on stderr; hidden when stderr is no terminal or `quiet` is asked for.
    #[must_use]
    pub fn new(length: usize, quiet: bool) -> Self {
        if quiet || length < 2 || !std::io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr_with_hz(8));
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {per_sec}, {eta} left") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Progress(bar)
    }

    pub fn advance(&self, steps: usize) {
        self.0.inc(steps as u64);
    }

    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
