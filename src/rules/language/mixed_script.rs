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
    /// Letters or punctuation of a script that the target language is not written in: a word left in the source script, an Arabic comma in English.
    ///
    /// ## Why it matters
    ///
    /// It is unreadable, or looks foreign.
    ///
    /// ## Example
    ///
    /// "cleared 60 per cent of the ألغام". Not found: Latin names and terms in Arabic, Russian or Chinese text.
    ///
    /// ## What it cannot see
    ///
    /// A foreign word in the same script.
    MixedScript, id = "mixed-script", family = "language", severity = Major, mqm = "Linguistic conventions", scope = Pair
}

impl Rule for MixedScript {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn unavailable(&self, cx: &Context<'_>) -> Option<&'static str> {
        if cx.target_lang.is_none() {
            return Some("the target language is not known");
        }
        cx.target.scripts.is_empty().then_some("no facts about the target language's script")
    }

    fn pair(&self, pair: &Pair<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let text = pair.target_text();
        let own = |script: Script| cx.target.writes(script);
        let latin = own(Script::Latin);
        if text.is_ascii() && latin {
            return Ok(());
        }
        let mut letters = (0usize, 0usize);
        for c in text.chars().filter(|c| is_letter(*c)) {
            let owned = if c.is_ascii() { latin } else { own(script_of(c)) };
            letters = if owned { (letters.0 + 1, letters.1) } else { (letters.0, letters.1 + 1) };
        }
        // A wholly foreign sentence is another rule's.
        if letters.0 < 3 || letters.1 * 2 > letters.0 {
            return Ok(());
        }
        if letters.1 >= 2
            && let Some(span) = foreign_word(text, &own)
        {
            if pair.left_over(cx).is_some() {
                return Ok(());
            }
            let word = &text[span.clone()];
            let copied = pair.source_text().contains(word);
            // What is foreign in the source too is cited in both.
            let cited = copied && word.chars().all(|c| !is_letter(c) || !cx.source.writes(script_of(c)));
            if cited && !cx.source.scripts.is_empty() {
                return Ok(());
            }
            let confidence = if copied { 95 } else { 82 };
            out.report(
                pair.place(),
                Severity::Major,
                confidence,
                "Stray script",
                message!("“{word}” is not in the script of the translation", word),
            )
            .target_span(text, span)
            .because("stands in the source", if copied { "yes" } else { "no" });
            return Ok(());
        }
        if let Some((span, mark, right)) = foreign_mark(text, &own).filter(|_| pair.left_over(cx).is_none()) {
            out.report(pair.place(), Severity::Major, 93, "Stray script", message!("“{mark}” is a mark of another script", mark))
                .target_span(text, span)
                .suggest(right)
                .because("mark", mark);
        }
        Ok(())
    }
}

/// A word in a script that is neither the target's nor Latin, and that is not quoted or bracketed.
fn foreign_word(text: &str, own: &impl Fn(Script) -> bool) -> Option<std::ops::Range<usize>> {
    words(text).find(|span| {
        let word = &text[span.clone()];
        let foreign = word.chars().filter(|c| is_letter(*c) && !own(script_of(*c)) && script_of(*c) != Script::Latin).count();
        let before = text[..span.start].trim_end().chars().next_back();
        let after = text[span.end..].trim_start().chars().next();
        let quoted = matches!(before, Some('(' | '（' | '"' | '“' | '«' | '„' | '「' | '['))
            || matches!(after, Some(')' | '）' | '"' | '”' | '»' | '」' | ']'));
        let greek = word.chars().filter(|c| is_letter(*c)).all(|c| script_of(c) == Script::Greek) && foreign <= 2;
        foreign >= 2 && !quoted && !greek
    })
}

/// Punctuation of the Arabic script or full width in a text of another, with the mark that belongs there.
fn foreign_mark(text: &str, own: &impl Fn(Script) -> bool) -> Option<(std::ops::Range<usize>, char, &'static str)> {
    let arabic = own(Script::Arabic);
    let wide = own(Script::Han) || own(Script::Hangul) || own(Script::Hiragana);
    text.char_indices().find_map(|(at, c)| {
        let right = match c {
            '،' if !arabic => ",",
            '؛' if !arabic => ";",
            '؟' if !arabic => "?",
            '，' | '、' if !wide => ",",
            '。' if !wide => ".",
            _ => return None,
        };
        // Thaana, Syriac and others of the family use the Arabic marks.
        (!own(Script::Thaana) && !own(Script::Syriac) && !own(Script::Hebrew) || right != ",").then_some((at..at + c.len_utf8(), c, right))
    })
}

/// Byte ranges of runs of letters, marks and joiners.
fn words(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_letter)?;
        let end = text[start..]
            .char_indices()
            .find(|(_, c)| !(is_word_character(*c) || unicode_normalization::char::is_combining_mark(*c)))
            .map_or(text.len(), |(n, _)| start + n);
        at = end;
        Some(start..end)
    })
}
