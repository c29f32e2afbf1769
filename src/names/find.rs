//! Names in text without a tagger: a capitalised word of the Latin side that sounds like a word of the other side.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use super::{Vowels, sounds_like};
use crate::{lang::Language, text::romanize::romanize};

/// Likeness from which a word of one side is the name of the other.
const SOUNDS: f64 = 0.78;
/// Shorter names are like too much.
const SHORTEST: usize = 4;

/// A name that stands on both sides of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    pub pair: usize,
    pub source: Range<usize>,
    pub target: Range<usize>,
    /// The source word without glued particles.
    pub source_form: String,
    /// The target spelling, with its article.
    pub target_form: String,
    pub likeness: f64,
}

/// A word of a text.
#[derive(Debug, Clone)]
struct Word {
    span: Range<usize>,
    form: String,
    /// Romanised forms: as it stands, and without each glued particle or article.
    sounds: Vec<String>,
    initial: bool,
}

/// Finds names between a Latin side and one in another script.
pub struct Finder<'a> {
    source: &'a Language,
    target: &'a Language,
    source_is_latin: bool,
    vowels: Vowels,
    /// Lower-case words seen anywhere on the Latin side: a capital letter does not make them names.
    common: FxHashSet<String>,
}

impl<'a> Finder<'a> {
    /// `None` when the two sides are not Latin against another script.
    #[must_use]
    pub fn new(pairs: &[(&str, &str)], source: &'a Language, target: &'a Language) -> Option<Self> {
        let latin = |language: &Language| language.scripts.iter().any(|script| script == "Latn");
        let alphabetic = |language: &Language| !language.unspaced && !language.scripts.is_empty();
        if latin(source) == latin(target) || !alphabetic(source) || !alphabetic(target) {
            return None;
        }
        let source_is_latin = latin(source);
        let mut common = FxHashSet::default();
        for (from, to) in pairs {
            let text = if source_is_latin { from } else { to };
            common.extend(text.unicode_words().filter(|w| w.starts_with(char::is_lowercase)).map(str::to_owned));
        }
        let facts = if source_is_latin { source } else { target };
        let lists = facts.calendar.months.iter().chain(&facts.calendar.weekdays);
        common.extend(lists.flatten().map(|w| w.to_lowercase()));
        common.extend(facts.words.function.iter().chain(&facts.words.titles).chain(&facts.words.honorifics).map(|w| w.to_lowercase()));
        let sample = pairs.iter().map(|(from, to)| if source_is_latin { *to } else { *from });
        let vowels = if sample.clone().any(|text| Vowels::of(text) == Vowels::Unwritten) { Vowels::Unwritten } else { Vowels::Written };
        Some(Finder { source, target, source_is_latin, vowels, common })
    }

    /// The names that both sides of a pair hold.
    #[must_use]
    pub fn mentions(&self, pair: usize, source: &str, target: &str) -> Vec<Mention> {
        let (latin, other) = if self.source_is_latin { (source, target) } else { (target, source) };
        let foreign = self.foreign_words(other);
        let mut out = Vec::new();
        let mut used: FxHashMap<usize, f64> = FxHashMap::default();
        for word in self.latin_names(latin) {
            let best = foreign
                .iter()
                .enumerate()
                .map(|(at, candidate)| (self.likeness(&word, candidate), at))
                .filter(|(likeness, at)| *likeness >= SOUNDS && !used.contains_key(at))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((likeness, at)) = best else { continue };
            if word.initial && likeness < 0.9 {
                continue;
            }
            used.insert(at, likeness);
            let counterpart = &foreign[at];
            let (source_word, target_word) = if self.source_is_latin { (&word, counterpart) } else { (counterpart, &word) };
            let (source_form, target_form) = if self.source_is_latin {
                (bare(&word.form), counterpart.form.clone())
            } else {
                (counterpart.form.clone(), word.form.clone())
            };
            out.push(Mention {
                pair,
                source: source_word.span.clone(),
                target: target_word.span.clone(),
                source_form,
                target_form,
                likeness,
            });
        }
        out
    }

    /// Likeness of the best word of the target to a source form, 0 to 1.
    #[must_use]
    pub fn best_in_target(&self, source_form: &str, target: &str) -> f64 {
        let sound = romanize(source_form);
        let words = if self.source_is_latin { self.foreign_words(target) } else { self.all_latin(target) };
        words.iter().flat_map(|word| &word.sounds).map(|other| sounds_like(&sound, other, self.vowels)).fold(0.0, f64::max)
    }

    /// Source forms of a text that may be names, as `mentions` would write them.
    #[must_use]
    pub fn source_forms(&self, source: &str) -> Vec<(String, Range<usize>)> {
        if self.source_is_latin {
            self.latin_names(source).into_iter().map(|w| (bare(&w.form), w.span)).collect()
        } else {
            self.foreign_words(source).into_iter().map(|w| (w.form, w.span)).collect()
        }
    }

    /// The best likeness over the ways to read the word.
    fn likeness(&self, latin: &Word, foreign: &Word) -> f64 {
        foreign.sounds.iter().map(|sound| sounds_like(sound, &latin.sounds[0], self.vowels)).fold(0.0, f64::max)
    }

    fn all_latin(&self, text: &str) -> Vec<Word> {
        text.unicode_word_indices()
            .filter(|(_, word)| word.chars().count() >= 3)
            .map(|(at, word)| Word { span: at..at + word.len(), form: word.to_owned(), sounds: vec![romanize(word)], initial: false })
            .collect()
    }

    /// Capitalised words that are no common words, with the article before them.
    fn latin_names(&self, text: &str) -> Vec<Word> {
        let mut out = Vec::new();
        let mut initial = true;
        let mut before: Option<(usize, &str)> = None;
        for (at, word) in text.unicode_word_indices() {
            let capital = word.starts_with(char::is_uppercase);
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            let name =
                capital && letters >= SHORTEST && !self.common.contains(&stem.to_lowercase()) && !stem.chars().all(char::is_uppercase);
            if name {
                let article = before.filter(|(from, article)| is_article(article) && is_joint(&text[from + article.len()..at]));
                let start = article.map_or(at, |(from, _)| from);
                let end = at + stem.len();
                // An article makes it a name wherever it stands.
                let initial = initial && article.is_none();
                out.push(Word { span: start..end, form: text[start..end].to_owned(), sounds: vec![romanize(stem)], initial });
            }
            // After a full stop, colon or opening quotation any word is capitalised.
            let rest = text[at + word.len()..].trim_start();
            initial = rest.starts_with(['.', '!', '?', ':', '“', '"', '«', '…']) || (initial && !name && is_article(word));
            before = Some((at, word));
        }
        out
    }

    fn foreign_words(&self, text: &str) -> Vec<Word> {
        let facts = if self.source_is_latin { self.target } else { self.source };
        text.unicode_word_indices()
            .filter(|(_, word)| {
                word.chars().count() >= 3 && word.chars().next().is_some_and(|c| c.is_alphabetic() && c.script() != Script::Latin)
            })
            .map(|(at, word)| {
                let form = stripped(word, facts);
                let mut sounds = vec![romanize(word)];
                let short = romanize(form);
                if short != sounds[0] && short.len() >= 3 {
                    sounds.push(short);
                }
                Word { span: at..at + word.len(), form: form.to_owned(), sounds, initial: false }
            })
            .collect()
    }
}

/// A word without glued particles before an article, and without the article: والسراج → سراج.
fn stripped<'w>(word: &'w str, facts: &Language) -> &'w str {
    let long = |rest: &str| rest.chars().count() >= 3;
    for article in &facts.words.article_prefixes {
        if let Some(rest) = word.strip_prefix(article.as_str()).filter(|rest| long(rest)) {
            return rest;
        }
        for clitic in &facts.words.clitics {
            let rest = word.strip_prefix(clitic.as_str()).and_then(|rest| rest.strip_prefix(article.as_str())).filter(|rest| long(rest));
            if let Some(rest) = rest {
                return rest;
            }
        }
    }
    word
}

fn is_article(word: &str) -> bool {
    matches!(word, "Al" | "al" | "El" | "el" | "AL" | "EL")
}

/// What may stand between an article and its name.
fn is_joint(text: &str) -> bool {
    matches!(text, " " | "-" | "\u{2011}" | "\u{a0}" | "’")
}

/// A spelling without its article, in lower case.
fn bare(form: &str) -> String {
    let lower = form.to_lowercase();
    let cut = ["al-", "al ", "el-", "el ", "al\u{2011}"].iter().find_map(|article| lower.strip_prefix(article));
    cut.unwrap_or(&lower).to_owned()
}
