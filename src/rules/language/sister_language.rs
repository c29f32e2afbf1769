use crate::{
    declare_rule,
    lang::{Guess, Spoken, all, close_language, is_letter, word_indices},
    message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A word with letters that the target language does not have and a close language of the same script has: ы in Ukrainian, ї in Russian, ے in Arabic.
    ///
    /// ## Why it matters
    ///
    /// The word is of the other language.
    ///
    /// ## Example
    ///
    /// "Рішення прынято одноголосно." Not found: names, words that the source has too, quotations.
    ///
    /// ## What it cannot see
    ///
    /// Words of a close language that need no letter of their own, and Latin letters with accents, which loan words keep.
    SisterLanguage, id = "sister-language", family = "language", severity = Major, mqm = "Linguistic conventions", scope = Pair
}

/// More foreign words than this are a sentence in the other language: another rule's.
const MOST: usize = 3;
/// Letters for sounds that Arabic lacks: foreign names keep them.
const NAMES: &[char] = &['پ', 'چ', 'ژ', 'گ', 'ڤ', 'ی', 'ک', 'ہ', 'ھ', 'ە', 'ي', 'ك', 'ه', 'ى', 'ة'];

impl Rule for SisterLanguage {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        let script = cx.target.scripts.first().map(String::as_str);
        (cx.target.alphabet.is_empty() || !matches!(script, Some("Cyrl" | "Arab")))
            .then_some("letters do not tell the target language from its neighbours")
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        let own = &cx.target.alphabet;
        let strange = |c: char| is_letter(c) && !c.is_ascii() && !own.contains(c) && !NAMES.contains(&c);
        let mut found = Vec::new();
        for (at, word) in word_indices(target) {
            let small = word.chars().next().is_some_and(|c| !c.is_uppercase());
            if small && word.chars().count() >= 3 && word.contains(strange) && !source.contains(word) {
                found.push((at, word));
            }
        }
        if found.is_empty()
            || found.len() > MOST
            || cx.target_lang.is_some_and(|lang| {
                Spoken::new(target, lang).is_some_and(|words| close_language(&Guess::new(target), &words, lang, false).is_some())
            })
        {
            return Ok(());
        }
        let (at, word) = found[0];
        let Some(letter) = word.chars().find(|c| strange(*c)) else { return Ok(()) };
        let same_script = |scripts: &[String]| scripts.first() == cx.target.scripts.first();
        let Some((_, other)) = all().find(|(_, other)| same_script(&other.scripts) && other.alphabet.contains(letter)) else {
            return Ok(());
        };
        let before = target[..at].chars().next_back();
        if before.is_some_and(|c| matches!(c, '"' | '«' | '“' | '„' | '(')) {
            return Ok(());
        }
        out.report(
            pair.place(),
            Severity::Major,
            85,
            "Letter of another language",
            message!(
                "“{word}” has “{letter}”, which {language} does not use; {other} does",
                word,
                letter,
                language = cx.target.name,
                other = other.name,
            ),
        )
        .target_span(target, at..at + word.len())
        .because("letter", letter.to_string());
        Ok(())
    }
}
