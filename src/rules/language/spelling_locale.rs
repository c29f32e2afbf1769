use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashSet;
use unicode_script::Script;

use crate::{
    declare_rule,
    lang::{Language, is_word_character, script_shares, word_indices, words_in},
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// Words or letters in the spelling of another region or script than the one that was asked for or that the text keeps to: British and US,
    /// European and Brazilian Portuguese, ß in Swiss German, simplified and traditional characters, Serbian in both alphabets.
    ///
    /// ## Why it matters
    ///
    /// Readers notice a text that changes its spelling half-way.
    ///
    /// ## Example
    ///
    /// "center" in a text with "colour", "defence" and "travelled". Not found: names ("Department of Defense"), words that the source has as well.
    ///
    /// ## What it cannot see
    ///
    /// Other words for one thing (lift, elevator), and spellings that both regions use (-ize).
    SpellingLocale, id = "spelling-locale", family = "language", severity = Minor, mqm = "Locale conventions", scope = Document
}

/// Words in the usual spelling that a text must have, and how many of them stand against one in another.
const USUAL: usize = 3;
/// The same for characters, and for letters of a sentence in another alphabet.
const USUAL_LETTERS: usize = 12;
const LETTERS: u32 = 20;

/// Something that only one side of the language writes: which pair, where, which side, and how the other side writes it.
struct Found {
    pair: usize,
    span: Range<usize>,
    side: usize,
    key: String,
    other: String,
}

impl Rule for SpellingLocale {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        let variants = &cx.target.variants;
        let known = !variants.spellings.is_empty() || !variants.letters.is_empty() || alphabets(cx.target);
        (!known).then_some("no spellings of regions for the target language")
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let region = cx.target_lang.and_then(|lang| cx.target.variants.side_of_region(lang.region()?));
        report(bitext, &words(bitext, cx.target), region, USUAL, out);
        if !cx.source_lang.is_some_and(|lang| cx.target_lang.is_some_and(|other| lang.same_language(&other))) {
            report(bitext, &letters(bitext, cx.target), script(cx), USUAL_LETTERS, out);
        }
        if alphabets(cx.target) {
            other_alphabet(bitext, out);
        }
        Ok(())
    }
}

/// The side that the tag of the target asks for by its script or region.
fn script(cx: &Context<'_>) -> Option<usize> {
    let lang = cx.target_lang?;
    let written = match (lang.script(), lang.region()) {
        (Some(script), _) => script,
        (None, Some("TW" | "HK" | "MO")) => "Hant",
        (None, Some("CN" | "SG" | "MY")) => "Hans",
        _ => return None,
    };
    cx.target.variants.scripts.iter().position(|known| known == written)
}

/// Whether the language is written in two alphabets.
fn alphabets(language: &Language) -> bool {
    let has = |code: &str| language.scripts.iter().any(|known| known == code);
    has("Latn") && has("Cyrl")
}

/// The words that regions spell differently. Capitals inside a sentence are names, and what touches a sign is code.
fn words(bitext: &Bitext<'_>, language: &Language) -> Vec<Found> {
    let mut found = Vec::new();
    if language.variants.spellings.is_empty() {
        return found;
    }
    for (pair, text) in bitext.pairs.iter().enumerate().filter(|(_, pair)| pair.is_linked()).map(|(at, pair)| (at, pair.target_text())) {
        let source = bitext.pairs[pair].source_text();
        for (at, word) in word_indices(text) {
            let lower =
                if word.bytes().all(|byte| byte.is_ascii_lowercase()) { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) };
            let first = || at == 0 || !text[..at].contains(is_word_character);
            if lower != word && !first() {
                continue;
            }
            let Some(spelt) = language.variants.find(&lower).filter(|_| !in_code(text, at..at + word.len())) else { continue };
            let Some(other) = language.variants.other(&lower, spelt) else { continue };
            // What is a name in one region and a verb in both is written alike in small letters.
            if !source.contains(word) && other != *lower {
                found.push(Found { pair, span: at..at + word.len(), side: spelt.1, key: lower.into_owned(), other });
            }
        }
    }
    found
}

fn in_code(text: &str, span: Range<usize>) -> bool {
    let sign =
        |c: Option<char>| c.is_some_and(|c| matches!(c, '_' | '/' | '\\' | '=' | '@' | '#' | '`' | '$' | '<' | '>' | '{' | '}' | '&'));
    let behind = &text[span.end..];
    let name = behind.starts_with(['.', ':', '-', '(']) && behind[1..].starts_with(is_word_character);
    sign(text[..span.start].chars().next_back()) || sign(behind.chars().next()) || name
}

/// The characters that the scripts of the language write differently, the first of each side in a sentence.
fn letters(bitext: &Bitext<'_>, language: &Language) -> Vec<Found> {
    let mut found = Vec::new();
    let [first, second] = language.variants.letters.as_slice() else { return found };
    let sides: [Vec<char>; 2] = [first, second].map(|side| side.chars().collect());
    let sets: [FxHashSet<char>; 2] = sides.clone().map(|side| side.into_iter().collect());
    for (pair, sentence) in bitext.pairs.iter().enumerate().filter(|(_, pair)| pair.is_linked()) {
        let (source, text) = (sentence.source_text(), sentence.target_text());
        for (at, c) in text.char_indices() {
            let Some(side) = sets.iter().position(|set| set.contains(&c)).filter(|_| !source.contains(c)) else { continue };
            let Some(row) = sides[side].iter().position(|known| *known == c) else { continue };
            let other = sides[1 - side].get(row).map_or(String::new(), char::to_string);
            found.push(Found { pair, span: at..at + c.len_utf8(), side, key: c.to_string(), other });
        }
    }
    found
}

/// Reports what is not spelt as asked for, or as the text does elsewhere: each spelling once.
fn report(bitext: &Bitext<'_>, found: &[Found], asked: Option<usize>, usual: usize, out: &mut Reporter<'_>) {
    let count = |side: usize| found.iter().filter(|spelling| spelling.side == side).count();
    let most = usize::from(count(1) > count(0));
    let right = asked.unwrap_or(most);
    if asked.is_none() && (count(most) < usual || count(1 - most) * USUAL > count(most)) {
        return;
    }
    let mut told = FxHashSet::default();
    for odd in found.iter().filter(|spelling| spelling.side != right) {
        let Some(pair) = bitext.pairs.get(odd.pair) else { continue };
        if !told.insert(odd.key.as_str()) {
            continue;
        }
        let written = &pair.target_text()[odd.span.clone()];
        let message =
            message!("“{found}” is the spelling of another region; here it is “{right}”", found = written, right = odd.other.clone());
        out.report(pair.place(), Severity::Minor, if asked.is_some() { 90 } else { 85 }, "Regional spelling", message)
            .target_span(pair.target_text(), odd.span.clone())
            .suggest(odd.other.clone())
            .because("spelt as in the rest", count(right).to_string());
    }
}

/// Sentences in another alphabet than the text, where the source has not the same words.
fn other_alphabet(bitext: &Bitext<'_>, out: &mut Reporter<'_>) {
    let written = |text: &str| {
        let shares = script_shares(text);
        let (script, letters) = shares.counts.first().copied()?;
        (letters >= LETTERS && letters * 10 >= shares.letters * 8).then_some(script)
    };
    let linked: Vec<_> =
        bitext.pairs.iter().filter(|pair| pair.is_linked()).filter_map(|pair| Some((pair, written(pair.target_text())?))).collect();
    let count = |script: Script| linked.iter().filter(|(_, other)| *other == script).count();
    let (cyrillic, latin) = (count(Script::Cyrillic), count(Script::Latin));
    let (usual, odd) = if cyrillic >= latin { (Script::Cyrillic, Script::Latin) } else { (Script::Latin, Script::Cyrillic) };
    if count(usual) < USUAL || count(odd) * USUAL > count(usual) {
        return;
    }
    for (pair, _) in linked.iter().filter(|(_, script)| *script == odd) {
        let (source, target) = (pair.source_text(), pair.target_text());
        let words: Vec<&str> = words_in(target).collect();
        if words.iter().filter(|word| source.contains(*word)).count() * 2 > words.len() {
            continue;
        }
        let message = message!("The sentence is in {script} letters, the text is not", script = odd.full_name());
        out.report(pair.place(), Severity::Minor, 85, "Other alphabet", message)
            .target_span(target, 0..target.len())
            .because("alphabet of the text", usual.full_name());
    }
}
