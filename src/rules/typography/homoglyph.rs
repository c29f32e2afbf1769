use std::ops::Range;

use unicode_script::Script;

use crate::{
    declare_rule,
    lang::{Language, is_letter, is_word_character, script_of, script_shares},
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::placeholder::blanked,
};

declare_rule! {
    /// ## What it finds
    ///
    /// A letter that only looks right: a Cyrillic letter inside a Latin word or the reverse, a Persian yeh in Arabic or an Arabic one in Persian, where the text spells it properly elsewhere.
    ///
    /// ## Why it matters
    ///
    /// Search, copying and screen readers fail on the word.
    ///
    /// ## Example
    ///
    /// "Мoscow" with a Cyrillic М. Not found: endings after a foreign stem ("PDFом"), units and formulas, a text that writes one form throughout.
    ///
    /// ## What it cannot see
    ///
    /// A whole word in look-alike letters.
    Homoglyph, id = "homoglyph", family = "typography", severity = Major, mqm = "Design and markup", scope = Document
}

/// Letters of Latin and Cyrillic that look alike.
const ALIKE: &[(char, char)] = &[
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('i', 'і'),
    ('j', 'ј'),
    ('s', 'ѕ'),
    ('h', 'һ'),
    ('d', 'ԁ'),
    ('A', 'А'),
    ('B', 'В'),
    ('E', 'Е'),
    ('K', 'К'),
    ('M', 'М'),
    ('H', 'Н'),
    ('O', 'О'),
    ('P', 'Р'),
    ('C', 'С'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
    ('I', 'І'),
    ('J', 'Ј'),
    ('S', 'Ѕ'),
];

/// Letters of the Arabic script that look alike: what languages spell with the one or the other.
const ARABIC: &[(char, char)] = &[('ی', 'ي'), ('ک', 'ك'), ('ہ', 'ه'), ('ە', 'ه'), ('ھ', 'ه')];

/// A look-alike form that stands in more than this share of places is a habit, not a slip.
const HABIT: f64 = 0.2;

impl Rule for Homoglyph {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let slips = arabic_slips(bitext, cx.target);
        for pair in bitext.pairs.iter().filter(|pair| !pair.target.is_empty()) {
            let text = pair.target_text();
            if text.is_ascii() {
                continue;
            }
            let scripts = script_shares(text).counts;
            let has = |wanted: Script| scripts.iter().any(|(script, _)| *script == wanted);
            let (latin, cyrillic) = (has(Script::Latin), has(Script::Cyrillic));
            // Within one script nothing can be mixed up but forms of one letter.
            if scripts.len() < 2 || !(latin || cyrillic) {
                if let Some(found) = foreign_form(text, &slips) {
                    report(pair, found, Severity::Minor, cx, out);
                }
                continue;
            }
            // The letter of `%s` before a word is none of the word's.
            let plain = blanked(text);
            let found = blended(&plain).or_else(|| wedged(&plain)).or_else(|| lone_letter(&plain, cx.target));
            // A form of the Arabic script that another language spells with is a habit of keyboards: it reads well and breaks search only.
            let severity = if found.is_some() { Severity::Major } else { Severity::Minor };
            if let Some(found) = found.or_else(|| foreign_form(text, &slips)) {
                report(pair, found, severity, cx, out);
            }
        }
        Ok(())
    }
}

type Found = Option<(Range<usize>, String)>;

fn report(pair: &Pair<'_>, (span, meant): (Range<usize>, String), severity: Severity, cx: &Context<'_>, out: &mut Reporter<'_>) {
    let text = pair.target_text();
    let word = &text[span.clone()];
    // A foreign stem with an ending of the language, and letters that a pattern lists (`[yYдД]`), are meant so.
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let listed = before.ends_with('[') && after.starts_with(']');
    if pair.source_text().contains(word) || listed || is_foreign_stem(word, pair.source_text(), cx.target) {
        return;
    }
    let finding = out
        .report(pair.place(), severity, 95, "Look-alike letter", message!("“{word}” holds a letter of another alphabet", word))
        .target_span(text, span)
        .because("word", word);
    if !meant.is_empty() {
        finding.suggest(meant);
    }
}

/// Letters of a foreign word before or behind letters of the language's own.
const STEM: usize = 3;

/// Whether a word is one of the source with an ending of a language that writes otherwise.
fn is_foreign_stem(word: &str, source: &str, language: &Language) -> bool {
    let own = language.scripts.first().is_some_and(|code| code != "Latn");
    own && stem(word).is_some_and(|stem| words(source).any(|span| source[span].eq_ignore_ascii_case(stem)))
}

/// The Latin part of a word whose script changes once: "lexgrogа".
fn stem(word: &str) -> Option<&str> {
    let latin = |c: char| !is_letter(c) || script_of(c) == Script::Latin;
    let from = word.find(latin)?;
    let to = word[from..].find(|c| !latin(c)).map_or(word.len(), |end| from + end);
    let once = (from == 0 || to == word.len()) && !word[..from].contains(latin) && !word[to..].contains(latin);
    (once && to - from >= STEM).then(|| &word[from..to])
}

/// A word of Latin and Cyrillic letters whose rarer letters all look like those of the other script; with the word as meant.
fn blended(text: &str) -> Found {
    words(text).find_map(|span| {
        let word = &text[span.clone()];
        let count = |script: Script| word.chars().filter(|c| script_of(*c) == script).count();
        let (latin, cyrillic) = (count(Script::Latin), count(Script::Cyrillic));
        let (rare, common) = (latin.min(cyrillic), latin.max(cyrillic));
        // An ending after a foreign stem is grammar: there, letters do not alternate and more than two differ.
        if rare == 0 || rare > 2 || common < 2 || word.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        let to_cyrillic = latin < cyrillic || (latin == cyrillic && word.chars().next().is_some_and(|c| script_of(c) == Script::Cyrillic));
        let mut meant = String::with_capacity(word.len());
        for c in word.chars() {
            let swap = match (to_cyrillic, script_of(c)) {
                (true, Script::Latin) => ALIKE.iter().find(|(latin, _)| *latin == c).map(|(_, cyrillic)| *cyrillic),
                (false, Script::Cyrillic) => ALIKE.iter().find(|(_, cyrillic)| *cyrillic == c).map(|(latin, _)| *latin),
                _ => Some(c),
            };
            meant.push(swap?);
        }
        Some((span, meant))
    })
}

/// A Latin or Cyrillic letter between two letters of a script that looks quite different, as in Arabic; what was meant is not known.
fn wedged(text: &str) -> Found {
    words(text).find_map(|span| {
        let word = &text[span.clone()];
        let mut scripts = word.chars().filter(|c| is_letter(*c)).map(script_of);
        let (first, last) = (scripts.next()?, scripts.next_back()?);
        let strange = word.chars().filter(|c| matches!(script_of(*c), Script::Latin | Script::Cyrillic)).count();
        let other = !matches!(
            first,
            Script::Latin | Script::Cyrillic | Script::Greek | Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul
        );
        (other && first == last && strange == 1).then(|| (span, String::new()))
    })
}

/// A Latin letter that stands alone among Cyrillic words where a Cyrillic one is meant: "a", "o", "i".
fn lone_letter(text: &str, language: &Language) -> Found {
    if language.scripts.first().is_none_or(|code| code != "Cyrl") {
        return None;
    }
    let all: Vec<Range<usize>> = words(text).collect();
    all.windows(3).find_map(|three| {
        let cyrillic = |span: &Range<usize>| text[span.clone()].chars().all(|c| script_of(c) == Script::Cyrillic && c.is_lowercase());
        let mut middle = text[three[1].clone()].chars();
        let (Some(c), None) = (middle.next(), middle.next()) else { return None };
        let (_, meant) = ALIKE.iter().find(|(latin, _)| *latin == c && matches!(c, 'a' | 'o' | 'i' | 'y' | 'c'))?;
        let close = text[three[0].end..three[1].start].trim_start_matches([',', ';']) == " " && &text[three[1].end..three[2].start] == " ";
        (cyrillic(&three[0]) && cyrillic(&three[2]) && close && language.words.is_function(&meant.to_string()))
            .then(|| (three[1].clone(), meant.to_string()))
    })
}

/// The look-alike letters that the text writes only now and then, with the letter it writes otherwise.
fn arabic_slips(bitext: &Bitext<'_>, language: &Language) -> Vec<(char, char)> {
    if language.scripts.first().is_none_or(|code| code != "Arab") || language.alphabet.is_empty() {
        return Vec::new();
    }
    let mut slips = Vec::new();
    for (one, other) in ARABIC.iter().copied().chain(ARABIC.iter().map(|(a, b)| (*b, *a))) {
        if language.alphabet.contains(one) || !language.alphabet.contains(other) {
            continue;
        }
        let (mut wrong, mut right) = (0u32, 0u32);
        for c in bitext.target.segments.iter().flat_map(|segment| segment.text.chars()) {
            wrong += u32::from(c == one);
            right += u32::from(c == other);
        }
        if wrong > 0 && f64::from(wrong) <= HABIT * f64::from(wrong + right) {
            slips.push((one, other));
        }
    }
    slips
}

fn foreign_form(text: &str, slips: &[(char, char)]) -> Found {
    if slips.is_empty() {
        return None;
    }
    words(text).find_map(|span| {
        let word = &text[span.clone()];
        let swap = |c: char| slips.iter().find(|(wrong, _)| *wrong == c).map_or(c, |(_, right)| *right);
        word.contains(|c| swap(c) != c).then(|| (span, word.chars().map(swap).collect()))
    })
}

/// Byte ranges of runs of letters, figures, marks.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
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
