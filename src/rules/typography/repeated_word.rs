use unicode_script::Script;

use crate::{
    declare_rule,
    lang::{is_letter, is_word_character, script_of},
    message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A word that stands twice in a row where the source does not repeat itself.
    ///
    /// ## Why it matters
    ///
    /// It is a slip of the hand or of the machine.
    ///
    /// ## Example
    ///
    /// "She left the the house." Not found: "die die" and "that that", which grammar allows, doubling as in Indonesian and Hindi, "no, no".
    ///
    /// ## What it cannot see
    ///
    /// Two words of one meaning side by side.
    RepeatedWord, id = "repeated-word", family = "typography", severity = Minor, mqm = "Linguistic conventions", scope = Pair
}

impl Rule for RepeatedWord {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        if cx.target.unspaced {
            return Some("the target language sets no blanks between words");
        }
        cx.target.words.reduplicates.then_some("doubling a word is grammar in the target language")
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let target = pair.target_text();
        let Some((at, word)) = twice(target, |word| cx.target.words.doubled.iter().any(|known| *known == word)) else { return Ok(()) };
        // Three times and more is a loop: another rule's. A source that doubles a word, or has it twice for a name, is followed.
        let rest = target[at + word.len()..].trim_start();
        let thrice = rest[word.len().min(rest.len())..].trim_start().to_lowercase().starts_with(&word.to_lowercase());
        if thrice || repeats(pair.source_text()) {
            return Ok(());
        }
        let end = at + (target[at..].len() - rest.len()) + word.len();
        out.report(pair.place(), Severity::Minor, 88, "Word twice", message!("“{word}” stands twice in a row", word))
            .target_span(target, at..end.min(target.len()))
            .because("in the source", "no");
        Ok(())
    }
}

/// Whether a text has one word twice in a row, whatever its case and the marks between: "select Select", "Fig. Fig. 1".
fn repeats(text: &str) -> bool {
    let mut last = String::new();
    text.split(|c: char| !is_word_character(c)).filter(|word| !word.is_empty()).any(|word| {
        let word = word.to_lowercase();
        let same = word == last && word.chars().any(is_letter);
        last = word;
        same
    })
}

/// Whether two words are the same, but for capitals in the first.
fn same(known: &str, word: &str) -> bool {
    if known.is_ascii() && word.is_ascii() {
        return known.eq_ignore_ascii_case(word) && (known == word || !word.starts_with(|c: char| c.is_ascii_uppercase()));
    }
    known == word
        || (known.chars().count() == word.chars().count()
            && !word.chars().next().is_some_and(char::is_uppercase)
            && known.to_lowercase() == word.to_lowercase())
}

/// The first word that follows itself after one blank.
fn twice(text: &str, allowed: impl Fn(&str) -> bool) -> Option<(usize, &str)> {
    let mut last: Option<(usize, &str)> = None;
    for word in text.split(' ') {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let core = word.trim_end_matches(|c: char| !is_word_character(c));
        // Short syllables are letters of an acronym read out: "سي إن إن".
        let shortest = if core.is_ascii() { 2 } else { 3 };
        let letters = || core.chars().all(is_letter) && core.chars().count() >= shortest;
        let spaced = || !core.chars().any(|c| matches!(script_of(c), Script::Han | Script::Hiragana | Script::Katakana | Script::Thai));
        if let Some((before, known)) = last
            && same(known, core)
            && letters()
            && spaced()
            && !allowed(&core.to_lowercase())
        {
            return Some((before, known));
        }
        last = (word == core && !word.is_empty()).then_some((at, word));
    }
    None
}
