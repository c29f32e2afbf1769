//! The names of an aligned document, gathered for every rule about them.

use crate::{
    names::{Entity, Finder, Mention, entities},
    rules::{Bitext, Context},
};

/// All names that both sides hold.
pub(super) struct Gathered {
    pub finder: Finder<'static>,
    pub mentions: Vec<Mention>,
    pub entities: Vec<Entity>,
}

/// Why a document's names cannot be gathered.
pub(super) const ONE_SCRIPT: &str = "names are compared between Latin and another alphabet only";

/// Gathers the names; `None` when the two languages do not allow it.
pub(super) fn gather(bitext: &Bitext<'_>, cx: &Context<'_>) -> Option<Gathered> {
    let texts: Vec<(&str, &str)> = bitext.pairs.iter().map(|pair| (pair.source_text(), pair.target_text())).collect();
    let finder = Finder::new(&texts, cx.source, cx.target)?;
    let mut mentions = Vec::new();
    for (at, (source, target)) in texts.iter().enumerate() {
        if !source.is_empty() && !target.is_empty() {
            mentions.extend(finder.mentions(at, source, target));
        }
    }
    let entities = entities(&mentions);
    Some(Gathered { finder, mentions, entities })
}

/// A spelling as a majority would be kept: letters only, article dropped.
pub(super) fn letters(form: &str) -> String {
    let lower = form.to_lowercase();
    let cut = ["al-", "al ", "el-", "el "].iter().find_map(|article| lower.strip_prefix(article)).unwrap_or(&lower);
    cut.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The Arabic article of a spelling as it is written, or nothing.
pub(super) fn article(form: &str) -> Option<&str> {
    let end = form.find([' ', '-', '\u{2011}'])? + 1;
    let head = form.get(..end)?;
    matches!(head.to_lowercase().trim_end_matches([' ', '-']), "al" | "el").then_some(head)
}

/// Whether two spellings differ in a way that counts: other letters, or another way to write an article that both have.
pub(super) fn differ(one: &str, other: &str, initial: bool) -> bool {
    if letters(one) != letters(other) {
        return !derived(&letters(one), &letters(other));
    }
    match (article(one), article(other)) {
        // "Al-Sarraj said" at the start of a sentence is house style, not a variant.
        (Some(a), Some(b)) => a != b && !(initial && a.eq_ignore_ascii_case(b)),
        _ => false,
    }
}

/// Korea and Korean, Libya and Libyans: an adjective, no other spelling.
fn derived(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let shared = short.chars().zip(long.chars()).take_while(|(a, b)| a == b).count();
    let rest = long.chars().count() - shared;
    // An ending of its own on one side at most two letters shorter: inflection or derivation.
    shared >= 4 && shared + 2 >= short.chars().count() && rest <= 4 && rest > 0 && (rest >= 2 || long.ends_with(['s', 'n', 'i']))
}
