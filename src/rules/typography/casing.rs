use crate::{
    declare_rule,
    lang::{is_letter, is_word_character, script_of},
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::ends::{End, ending},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A sentence that begins with a small letter where the source begins with a capital, or is a whole sentence in a script without case.
    ///
    /// ## Why it matters
    ///
    /// It looks careless, or the beginning is missing.
    ///
    /// ## Example
    ///
    /// "Der Zug hält hier." → "the train stops here." Not found: names and commands that are written small (iPhone, npm), a sentence that goes on from the line before.
    ///
    /// ## What it cannot see
    ///
    /// Capitals inside a sentence.
    Casing, id = "casing", family = "typography", severity = Minor, mqm = "Linguistic conventions", scope = Document
}

impl Rule for Casing {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        let cased = cx.target.scripts.iter().any(|code| matches!(code.as_str(), "Latn" | "Cyrl" | "Grek" | "Armn"));
        (!cased).then_some("the target script has no capital letters")
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let mut before = "";
        for pair in bitext.pairs.iter().filter(|pair| !pair.target.is_empty()) {
            if pair.is_linked() && !goes_on(before) {
                judge(pair, cx, out);
            }
            before = pair.target_text();
        }
        Ok(())
    }
}

/// Whether the sentence of a line goes on in the next: it ends in a comma, colon, semicolon or dash, or in nothing after many words.
fn goes_on(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with([',', ';', ':', '–', '—', '،', '؛']) || (line.ends_with(is_word_character) && line.split_whitespace().nth(7).is_some())
}

fn judge(pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) {
    let (source, target) = (pair.source_text(), pair.target_text());
    let Some((at, first)) = opening(target) else { return };
    // An item of a list that ends in a semicolon is part of one sentence.
    if !first.is_lowercase() || target.trim_end().ends_with(';') {
        return;
    }
    let word: &str = target[at..].split(char::is_whitespace).next().unwrap_or_default();
    // Names and commands written small keep their letters; "al-Sarraj" and "d'Artagnan" carry the capital later.
    let bare = word.trim_end_matches(|c: char| !is_word_character(c));
    if bare.chars().any(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '/' | '@' | '.' | ':' | '(' | '='))
        || first_word(source) == Some(bare)
        || kept(bare, first, source, cx)
    {
        return;
    }
    let Some((_, theirs)) = opening(source) else { return };
    let whole = |text, language| matches!(ending(text, language).end, End::Stop | End::Question | End::Exclamation);
    let sentence = whole(source, cx.source) && whole(target, cx.target) && target.split_whitespace().count() >= 4;
    let cased = theirs.is_uppercase() || theirs.is_lowercase();
    if (cased && !(theirs.is_uppercase() && (sentence || target.split_whitespace().count() >= 3))) || (!cased && !sentence) {
        return;
    }
    // "XSL stylesheet" begins with a name, wherever it stands.
    if !sentence && first_word(source).is_some_and(|word| word.chars().filter(|c| c.is_uppercase() || c.is_numeric()).count() > 1) {
        return;
    }
    let suggestion: String = bare.chars().take(1).flat_map(char::to_uppercase).chain(bare.chars().skip(1)).collect();
    out.report(pair.place(), Severity::Minor, 85, "Small first letter", message!("The sentence begins with “{bare}”", bare))
        .target_span(target, at..at + bare.len())
        .suggest(suggestion)
        .because("source begins with", theirs.to_string());
}

/// Letters from which on a word that both languages write alike is a name or a command.
const NAMED: usize = 3;

/// Whether a word is a command that the source writes in the same way, wherever: it is in another script than the language, or has a mark
/// inside (v-show).
fn kept(word: &str, first: char, source: &str, cx: &Context<'_>) -> bool {
    let foreign = !cx.target.scripts.is_empty() && !cx.target.writes(script_of(first));
    let marked = word.chars().any(|c| matches!(c, '-' | '$' | '#'));
    // "gpasswd" stands in both texts as it is typed.
    let named = word.chars().count() >= NAMED && !cx.target.words.is_function(word);
    (foreign || marked || named)
        && source.split(|c: char| !is_word_character(c) && !matches!(c, '-' | '$' | '#')).any(|other| other == word)
}

/// The first word of a text: a command or name that the translation keeps.
fn first_word(text: &str) -> Option<&str> {
    text.split(char::is_whitespace).map(|word| word.trim_matches(|c: char| !is_word_character(c))).find(|word| !word.is_empty())
}

/// The first letter of a text and its byte, where nothing but opening marks stand before it.
fn opening(text: &str) -> Option<(usize, char)> {
    let (at, first) = text
        .char_indices()
        .find(|(_, c)| !(c.is_whitespace() || matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '\'' | '‘' | '¿' | '¡' | '「' | '『')))?;
    is_letter(first).then_some((at, first))
}
