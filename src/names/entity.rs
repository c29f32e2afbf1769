//! Mentions gathered by source form: one entity, its spellings and their counts.

use std::collections::BTreeMap;

use strsim::jaro_winkler;

use super::Mention;
use crate::{model::Arrange, text::romanize::romanize};

/// Spellings less alike than this are two names, whatever the source says.
const ALIKE: f64 = 0.75;

/// Whether two spellings are like enough to be of one name.
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    jaro_winkler(&romanize(one), &romanize(other)) >= ALIKE
}

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
    /// Spellings in the other documents of the batch, with their mentions.
    pub elsewhere: Vec<(String, usize)>,
}

impl Entity {
    /// Mentions of a spelling in the whole batch.
    #[must_use]
    pub fn times(&self, form: &str) -> usize {
        let own = self.spellings.iter().find(|s| s.form == form).map_or(0, |s| s.mentions.len());
        own + self.elsewhere.iter().find(|(known, _)| known == form).map_or(0, |(_, times)| *times)
    }

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
        match spellings.iter_mut().find(|s| *s.form == *mention.target_form) {
            Some(spelling) => spelling.mentions.push(at),
            None => spellings.push(Spelling { form: mention.target_form.to_string(), mentions: vec![at] }),
        }
    }
    order
        .into_iter()
        .filter_map(|form| {
            let mut spellings = groups.remove(form)?;
            spellings.arrange_by_key(|s| (std::cmp::Reverse(s.mentions.len()), s.mentions.first().copied()));
            let usual = romanize(&spellings.first()?.form);
            spellings.retain(|s| jaro_winkler(&usual, &romanize(&s.form)) >= ALIKE);
            Some(Entity { source_form: form.to_owned(), spellings, elsewhere: Vec::new() })
        })
        .collect()
}
