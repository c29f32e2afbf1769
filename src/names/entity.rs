//! Mentions gathered by source form: one entity, its spellings and their counts.

use std::collections::BTreeMap;

use strsim::jaro_winkler;

use super::Mention;
use crate::text::romanize::romanize;

/// Spellings less alike than this are two names, whatever the source says.
const ALIKE: f64 = 0.75;

/// One spelling of a name in the translation.
#[derive(Debug, Clone, PartialEq)]
pub struct Spelling {
    pub form: String,
    /// Mentions, by index in the list they were gathered from.
    pub mentions: Vec<usize>,
}

/// A name of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    pub source_form: String,
    /// Most frequent first; of equal ones the first in the text.
    pub spellings: Vec<Spelling>,
}

impl Entity {
    /// Mentions of all spellings.
    #[must_use]
    pub fn count(&self) -> usize {
        self.spellings.iter().map(|s| s.mentions.len()).sum()
    }
}

/// Gathers mentions into entities, in order of first mention. The source form decides what is one name.
#[must_use]
pub fn entities(mentions: &[Mention]) -> Vec<Entity> {
    let mut order: Vec<&str> = Vec::new();
    let mut groups: BTreeMap<&str, Vec<Spelling>> = BTreeMap::new();
    for (at, mention) in mentions.iter().enumerate() {
        let spellings = groups.entry(&mention.source_form).or_insert_with(|| {
            order.push(&mention.source_form);
            Vec::new()
        });
        match spellings.iter_mut().find(|s| s.form == mention.target_form) {
            Some(spelling) => spelling.mentions.push(at),
            None => spellings.push(Spelling { form: mention.target_form.clone(), mentions: vec![at] }),
        }
    }
    order
        .into_iter()
        .filter_map(|form| {
            let mut spellings = groups.remove(form)?;
            spellings.sort_by_key(|s| (std::cmp::Reverse(s.mentions.len()), s.mentions.first().copied()));
            let usual = romanize(&spellings.first()?.form);
            spellings.retain(|s| jaro_winkler(&usual, &romanize(&s.form)) >= ALIKE);
            Some(Entity { source_form: form.to_owned(), spellings })
        })
        .collect()
}
