//! Likeness on the surface: equal tokens, and words that sound alike once romanised. Known before any alignment.

use rustc_hash::FxHashMap;

use super::Vocabulary;
use crate::text::romanize::{romanize, skeleton};

/// Weight of an equal token; names, numbers, copied words.
const EQUAL: f32 = 0.8;
/// Weight of an equal sign (`?`, `:`): weaker, since signs recur.
const EQUAL_SIGN: f32 = 0.4;
/// Weight of the same first four romanised letters, and of the same consonant skeleton.
const PREFIX: f32 = 0.5;
const SKELETON: f32 = 0.4;
/// A form shared by more words than this says nothing about any of them.
const CROWD: usize = 12;

/// For each word the likely partners and their weights, both ways.
#[derive(Debug, Clone, Default)]
pub struct Prior {
    pub forward: Vec<Vec<(u32, f32)>>,
    pub backward: Vec<Vec<(u32, f32)>>,
}

impl Prior {
    #[must_use]
    pub fn new(source: &Vocabulary, target: &Vocabulary) -> Self {
        let (source_forms, target_forms) = (forms(source), forms(target));
        Prior { forward: partners(&source_forms, target, &target_forms), backward: partners(&target_forms, source, &source_forms) }
    }
}

struct Forms {
    exact: String,
    prefix: Option<String>,
    skeleton: Option<String>,
}

fn forms(vocabulary: &Vocabulary) -> Vec<Forms> {
    vocabulary
        .words()
        .iter()
        .map(|word| {
            let plain = romanize(word).replace(' ', "");
            let digits = plain.bytes().any(|b| b.is_ascii_digit());
            let prefix = (!digits && plain.len() >= 4).then(|| plain[..4].to_owned());
            let bones = skeleton(&plain);
            let skeleton = (!digits && bones.len() >= 3 && plain.len() >= 4).then_some(bones);
            Forms { exact: word.clone(), prefix, skeleton }
        })
        .collect()
}

fn partners(from: &[Forms], vocabulary: &Vocabulary, to: &[Forms]) -> Vec<Vec<(u32, f32)>> {
    let mut by_prefix: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    let mut by_skeleton: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    for (number, form) in (0u32..).zip(to) {
        if let Some(prefix) = &form.prefix {
            by_prefix.entry(prefix).or_default().push(number);
        }
        if let Some(skeleton) = &form.skeleton {
            by_skeleton.entry(skeleton).or_default().push(number);
        }
    }
    from.iter()
        .map(|form| {
            if let Some(number) = vocabulary.number(&form.exact) {
                let weight = if form.exact.chars().any(char::is_alphanumeric) { EQUAL } else { EQUAL_SIGN };
                return vec![(number, weight)];
            }
            let mut found: Vec<(u32, f32)> = Vec::new();
            let keys = [(form.prefix.as_deref(), &by_prefix, PREFIX), (form.skeleton.as_deref(), &by_skeleton, SKELETON)];
            for (key, index, weight) in keys {
                let Some(numbers) = key.and_then(|key| index.get(key)).filter(|numbers| numbers.len() <= CROWD) else { continue };
                #[expect(clippy::cast_precision_loss, reason = "at most CROWD")]
                let each = weight / numbers.len() as f32;
                for &number in numbers {
                    match found.iter_mut().find(|(known, _)| *known == number) {
                        Some((_, old)) => *old = old.max(each),
                        None => found.push((number, each)),
                    }
                }
            }
            found.sort_by_key(|(number, _)| *number);
            found
        })
        .collect()
}
