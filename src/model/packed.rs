//! Files that the build packs into the program. One that cannot be read is caught by the tests of what it holds.

use std::io::Read;

use flate2::read::GzDecoder;
use serde::de::DeserializeOwned;

/// The text of a packed file; empty if it cannot be read.
pub(crate) fn unpacked(packed: &[u8]) -> String {
    let mut text = String::new();
    let _ = GzDecoder::new(packed).read_to_string(&mut text);
    text
}

/// What a file of facts holds: TOML for those who write it, JSON in the program, which is read in a fraction of the time and code.
///
/// # Errors
/// The file has another shape than `T`.
pub(crate) fn facts<T: DeserializeOwned>(packed: &[u8]) -> serde_json::Result<T> {
    serde_json::from_str(&unpacked(packed))
}

/// The packed file of facts that the build makes under this name.
macro_rules! packed_facts {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/facts-", $name, ".gz"))
    };
}
pub(crate) use packed_facts;
