//! Fingerprints that are unique in a run: the same fault in two files is one fingerprint to us, but consumers show only the first.

use std::collections::BTreeMap;

use crate::model::Reported;

/// Tells equal fingerprints apart by a running number.
#[derive(Debug, Default)]
pub(super) struct Unique(BTreeMap<String, u32>);

impl Unique {
    pub fn of(&mut self, reported: &Reported) -> String {
        let times = self.0.entry(reported.id.clone()).and_modify(|times| *times += 1).or_insert(0);
        if *times == 0 { reported.id.clone() } else { format!("{}-{times}", reported.id) }
    }
}
