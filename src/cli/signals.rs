//! Ctrl-C and its kin.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set when the run is to stop.
static STOP: AtomicBool = AtomicBool::new(false);

/// A signal stops the run at the next place where nothing half-written stays; a second one stops it at once.
pub(super) fn listen() -> &'static AtomicBool {
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(2);
        }
    });
    &STOP
}
