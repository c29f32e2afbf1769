//! The identity of a finding: the same while rule and texts stay the same, whatever happens to lines, paths and order.

use crate::model::{Fnv, normalised};

/// Letters of RFC 4648 base-32 in lower case; no digit pair that a spreadsheet could take for a number.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// `bl-` and eight base-32 letters from rule, source, target and span texts; `ordinal` tells identical findings apart.
#[must_use]
pub fn fingerprint(rule: &str, source: &str, target: &str, span: &str, ordinal: u32) -> String {
    let mut hash = Fnv::new();
    hash.add(rule);
    for text in [source, target, span] {
        hash.add(&normalised(text));
    }
    if ordinal > 0 {
        hash.add(&ordinal.to_string());
    }
    let mut out = String::from("bl-");
    let mut bits = hash.finish();
    for _ in 0..8 {
        out.push(char::from(ALPHABET[usize::try_from(bits & 31).unwrap_or(0)]));
        bits >>= 5;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_wrapping_and_dies_with_the_text() {
        let id = fingerprint("number-value", "at least 100 men", "1,000 men", "1,000", 0);
        assert_eq!(id.len(), 11);
        assert_eq!(id, fingerprint("number-value", "at least\n 100 men", "1,000 men", "1,000", 0));
        assert_ne!(id, fingerprint("number-value", "at least 100 men", "1,000 men", "1,000", 1));
        assert_ne!(id, fingerprint("number-value", "at least 101 men", "1,000 men", "1,000", 0));
        assert_ne!(id, fingerprint("number-extra", "at least 100 men", "1,000 men", "1,000", 0));
    }
}
