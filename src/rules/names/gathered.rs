//! The names of an aligned document, gathered for every rule about them.

use std::sync::Arc;

use unicode_script::{Script, UnicodeScript};

use super::{
    batch::BatchNames,
    copied::copied,
    excuses::Excuses,
    forms::cleaned,
    stands::settle,
    suspicion::{Suspicion, suspicions},
};
use crate::{
    lang::{is_letter, is_word_character},
    model::{Arrange, Lang},
    names::{
        self, Entity, Mention, Searched, Spelling, Survey, Tongue, entities, evidence::probability, letters::native, shared,
        tables::script_of_all,
    },
    rules::{Bitext, Context},
};

/// All names of a document, and what is wrong with them.
#[derive(Debug)]
pub struct Gathered {
    pub(super) survey: Survey,
    pub(super) entities: Vec<Entity>,
    pub(super) suspicions: Vec<Suspicion>,
}

impl Gathered {
    /// The names that stand on both sides.
    pub(in crate::rules) fn mentions(&self) -> &[Mention] {
        &self.survey.mentions
    }

    /// The names that stand on both sides, those of a pair together, the pairs in order.
    pub(super) fn by_pair(&self, wanted: impl Fn(&Mention) -> bool) -> Vec<&Mention> {
        let mut mentions: Vec<&Mention> = self.survey.mentions.iter().filter(|mention| wanted(mention)).collect();
        mentions.arrange_by_key(|mention| mention.pair);
        mentions
    }

    /// Of a pair: names that stand on both sides, names of the Latin side without a counterpart, and how many names are surely lost.
    pub(in crate::rules) fn count(&self, pair: usize) -> (usize, usize, f32) {
        let survey = &self.survey;
        let strange = survey.strange.iter().filter(|word| word.pair == pair && !word.answered);
        let doubts =
            strange.clone().map(|word| word.doubt).chain(survey.lost.iter().filter(|lost| lost.pair == pair).map(|lost| lost.doubt));
        let answered = survey.mentions.iter().filter(|mention| mention.pair == pair).count();
        (answered, strange.count(), doubts.map(probability).sum())
    }
}

/// Why a document's names cannot be gathered.
pub(super) const ONE_SCRIPT: &str = "not checked: names are compared between two languages in Latin letters, or Latin letters and another \
                                     script whose letters tell their sounds, as kanji do not";

/// Pairs whose letters tell the scripts of a document.
const SAMPLE: usize = 200;

/// The texts of all pairs; those of a pair with one side only are empty.
fn texts<'b>(bitext: &'b Bitext<'_>) -> Vec<(&'b str, &'b str)> {
    let pairs = bitext.pairs.iter();
    pairs.map(|pair| if pair.is_linked() { (pair.source_text(), pair.target_text()) } else { ("", "") }).collect()
}

fn tongues<'a>(cx: &Context<'a>) -> (Tongue, Tongue) {
    (Tongue { lang: cx.source_lang, facts: cx.source }, Tongue { lang: cx.target_lang, facts: cx.target })
}

/// Looks the names of a document up, once: what other documents know is not needed for it.
pub(super) fn searched<'b>(bitext: &'b Bitext<'_>, cx: &Context<'_>) -> Option<&'b Searched> {
    let (source, target) = tongues(cx);
    bitext.searched.get_or_init(|| names::search(&texts(bitext), source, target, cx.settings.names.adapt)).as_ref()
}

/// Gathers the names, once a document; `None` when the two languages do not allow it.
pub(in crate::rules) fn gather<'b>(bitext: &'b Bitext<'_>, cx: &Context<'_>) -> Option<&'b Gathered> {
    bitext
        .names
        .get_or_init(|| {
            let texts = texts(bitext);
            let sample = |side: fn(&(&'b str, &'b str)) -> &'b str| script_of_all(texts.iter().take(SAMPLE).map(side));
            if sample(|pair| pair.0) == Some(Script::Latin) && sample(|pair| pair.1) == Some(Script::Latin) {
                return Some(copied(&texts, cx));
            }
            if only_kanji(cx.source_lang, texts.iter().map(|pair| pair.0)) || only_kanji(cx.target_lang, texts.iter().map(|pair| pair.1)) {
                return None;
            }
            let (source, target) = tongues(cx);
            let mut survey = names::judge(&texts, source, target, searched(bitext, cx)?, cx.names.map(BatchNames::batch), false);
            let mut entities = cleaned(entities(&survey.mentions), cx.target);
            let excuses = Excuses::new(&survey, cx.source, cx.target);
            let mut suspicions = suspicions(&survey, &texts, &excuses);
            settle(&mut survey, &mut suspicions);
            unite(&mut survey, &mut entities);
            if let Some(names) = cx.names {
                entities.iter_mut().for_each(|entity| names.elsewhere(entity));
            }
            Some(Gathered { survey, entities, suspicions })
        })
        .as_ref()
}

/// Whether a Japanese side has no katakana, which write foreign names by their sounds; kanji have many readings each.
fn only_kanji<'t>(lang: Option<Lang>, mut texts: impl Iterator<Item = &'t str>) -> bool {
    let katakana = |c: char| c.script() == Script::Katakana;
    lang.is_some_and(|lang| lang.language() == "ja") && !texts.any(|text| text.chars().any(katakana))
}

/// Puts the rarer spelling of a name with its usual one, where the source form alone did not.
fn unite(survey: &mut Survey, entities: &mut Vec<Entity>) {
    let variants = survey.variants.clone();
    for variant in &variants {
        let at = |pair: usize, fits: &dyn Fn(&Mention) -> bool| {
            entities.iter().position(|e| {
                e.spellings.iter().flat_map(|s| &s.mentions).any(|m| survey.mentions.get(*m).is_some_and(|m| m.pair == pair && fits(m)))
            })
        };
        let Some(home) = at(variant.usual_pair, &|m| m.target_form.ends_with(&variant.usual)) else { continue };
        let Some(own) = at(variant.pair, &|m| m.target.end == variant.span.end) else {
            if let Some(source) = &variant.other {
                Arc::make_mut(&mut survey.mentions).push(Mention {
                    pair: variant.pair,
                    source: source.clone(),
                    target: variant.span.clone(),
                    source_form: shared(&entities[home].source_form),
                    target_form: shared(&variant.form),
                    likeness: 0.5,
                    score: 0.0,
                });
                entities[home].spellings.push(Spelling { form: variant.form.clone(), mentions: vec![survey.mentions.len() - 1] });
            }
            continue;
        };
        if own == home {
            continue;
        }
        let spellings = &mut entities[own].spellings;
        if let Some(at) = spellings.iter().position(|s| s.form == variant.form) {
            let spelling = spellings.remove(at);
            match entities[home].spellings.iter_mut().find(|s| s.form == spelling.form) {
                Some(known) => known.mentions.extend(spelling.mentions),
                None => entities[home].spellings.push(spelling),
            }
        }
    }
    entities.retain(|entity| !entity.spellings.is_empty());
    for entity in entities {
        entity.spellings.arrange_by_key(|s| (std::cmp::Reverse(s.mentions.len()), s.mentions.first().copied()));
    }
}

/// A spelling as a majority would be kept: letters only, article dropped.
pub(super) fn letters(form: &str) -> String {
    let lower = form.to_lowercase();
    let cut = ["al-", "al ", "el-", "el "].iter().find_map(|article| lower.strip_prefix(article)).unwrap_or(&lower);
    cut.chars().filter(|c| is_word_character(*c)).collect()
}

/// The Arabic article of a spelling as it is written, or nothing.
pub(super) fn article(form: &str) -> Option<&str> {
    let end = form.find([' ', '-', '\u{2011}'])? + 1;
    let head = form.get(..end)?;
    matches!(head.to_lowercase().trim_end_matches([' ', '-']), "al" | "el").then_some(head)
}

/// Whether two spellings differ in a way that counts: other letters, or another way to write an article that both have.
pub(super) fn differ(one: &str, other: &str, initial: bool) -> bool {
    // Marks that writers may leave out, and two ways to encode one letter, are no other spelling.
    if !one.is_ascii() && !other.is_ascii() && (folded(one) == folded(other) || inflected(one, other)) {
        return false;
    }
    if letters(one) != letters(other) {
        return !derived(&letters(one), &letters(other));
    }
    match (article(one), article(other)) {
        // "Al-Sarraj said" at the start of a sentence is house style, not a variant.
        (Some(a), Some(b)) => a != b && !(initial && a.eq_ignore_ascii_case(b)),
        _ => false,
    }
}

/// Two forms of a word that differ in nothing but a short ending.
fn inflected(one: &str, other: &str) -> bool {
    let latin = |text: &str| text.chars().any(|c| is_letter(c) && c.script() == Script::Latin);
    if latin(one) || latin(other) {
        return false;
    }
    let (short, long) = if one.chars().count() <= other.chars().count() { (one, other) } else { (other, one) };
    let glued = long.chars().count() - short.chars().count();
    // A small word in front, as languages glue them on.
    let bare: String = long.chars().skip(glued).collect();
    if glued <= 2 && folded(&bare) == folded(short) {
        return true;
    }
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| lower(*a) == lower(*b)).count();
    let rest = |text: &str| text.chars().count() - shared;
    shared >= 3 && rest(one) <= 3 && rest(other) <= 3
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Letters without carriers and marks that writers leave out.
fn folded(text: &str) -> String {
    native(text).letters.iter().collect()
}

/// Korea and Korean, Libya and Libyans: an adjective, no other spelling.
fn derived(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let shared = short.chars().zip(long.chars()).take_while(|(a, b)| a == b).count();
    let rest = long.chars().count() - shared;
    // An ending of its own on one side at most two letters shorter: inflection or derivation.
    shared >= 4 && shared + 2 >= short.chars().count() && rest <= 4 && rest > 0 && (rest >= 2 || long.ends_with(['s', 'n', 'i']))
}
