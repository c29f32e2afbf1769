use std::ops::Range;

use crate::{
    declare_rule,
    lang::{Language, is_letter, is_word_character, script_of},
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::code::is_code,
};

declare_rule! {
    /// ## What it finds
    ///
    /// Text in UTF-8 that was read as Latin-1 or Windows-1252: “Ã¼” for “ü”, “â€™” for an apostrophe, “Ð¿Ñ€” for Cyrillic; and signs left
    /// as references of HTML: “&quot;” for a quotation mark.
    ///
    /// ## Why it matters
    ///
    /// It cannot be read.
    ///
    /// ## Example
    ///
    /// "Die BrÃ¼cke ist offen." → “ü”. Not found: what the source has in the same form, references beside those or tags of the source, and
    /// single letters such as Ã or Å that a language uses.
    ///
    /// ## What it cannot see
    ///
    /// Wrong encodings that give plausible letters.
    Mojibake, id = "mojibake", family = "typography", severity = Critical, mqm = "Design and markup", scope = Document
}

/// Characters of Windows-1252 at the bytes 0x80 to 0x9F, where Latin-1 has controls.
const WINDOWS: &[(char, u8)] = &[
    ('€', 0x80),
    ('‚', 0x82),
    ('ƒ', 0x83),
    ('„', 0x84),
    ('…', 0x85),
    ('†', 0x86),
    ('‡', 0x87),
    ('ˆ', 0x88),
    ('‰', 0x89),
    ('Š', 0x8a),
    ('‹', 0x8b),
    ('Œ', 0x8c),
    ('Ž', 0x8e),
    ('‘', 0x91),
    ('’', 0x92),
    ('“', 0x93),
    ('”', 0x94),
    ('•', 0x95),
    ('–', 0x96),
    ('—', 0x97),
    ('˜', 0x98),
    ('™', 0x99),
    ('š', 0x9a),
    ('›', 0x9b),
    ('œ', 0x9c),
    ('ž', 0x9e),
    ('Ÿ', 0x9f),
];

impl Rule for Mojibake {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    // A broken sentence may have lost its counterpart in the alignment: every bead with a target is looked at.
    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in bitext.pairs.iter().filter(|pair| !pair.target.is_empty()) {
            look(pair, cx.target, out);
            look_for_references(pair, out);
        }
        Ok(())
    }
}

fn look(pair: &Pair<'_>, language: &Language, out: &mut Reporter<'_>) {
    let target = pair.target_text();
    if target.is_ascii() {
        return;
    }
    let found: Vec<(Range<usize>, Option<String>)> =
        sequences(target).into_iter().filter(|(span, meant)| is_plausible(&target[span.clone()], meant.as_deref(), language)).collect();
    let Some((first, meant)) = found.first() else { return };
    let piece = &target[first.clone()];
    // One place may be chance ("Å»") unless it gives a letter of the language.
    let own = |c: char| !is_letter(c) || language.alphabet.is_empty() || language.alphabet.contains(c.to_lowercase().next().unwrap_or(c));
    let chance = found.len() == 1 && meant.as_deref().and_then(|text| text.chars().next()).is_some_and(|c| !own(c));
    if chance || pair.source_text().contains(piece) {
        return;
    }
    let finding = out.report(
        pair.place(),
        Severity::Critical,
        if found.len() > 1 { 98 } else { 92 },
        "Broken characters",
        match &meant {
            Some(text) => message!("Text in the wrong encoding: “{piece}” for “{text}”", piece, text),
            None => message!("Text in the wrong encoding: “{piece}”", piece),
        },
    );
    finding.target_span(target, first.clone()).because("broken places", found.len().to_string());
    if let Some(text) = meant {
        finding.suggest(text.clone());
    }
}

/// Signs written as HTML writes them, where the source writes none so and has no tags: nobody will read them back.
fn look_for_references(pair: &Pair<'_>, out: &mut Reporter<'_>) {
    let (source, target) = (pair.source_text(), pair.target_text());
    if !target.contains('&') || is_code(target) || source.contains('<') || references(source).next().is_some() {
        return;
    }
    let mut found = references(target);
    let Some((span, sign)) = found.next() else { return };
    let more = found.count();
    let piece = &target[span.clone()];
    out.report(
        pair.place(),
        Severity::Major,
        if more > 0 { 93 } else { 88 },
        "Broken characters",
        message!("Left as HTML writes it: “{piece}” for “{text}”", piece, text = sign),
    )
    .target_span(target, span)
    .because("broken places", (more + 1).to_string())
    .suggest(sign.to_string());
}

/// Letters of the longest reference that is looked for, such as `#x1F4AD`.
const LONGEST: usize = 8;

/// References to signs that can be seen: `&quot;`, `&#39;`. A blank that may not be broken (`&nbsp;`) is written so with good reason.
fn references(text: &str) -> impl Iterator<Item = (Range<usize>, char)> {
    text.match_indices('&').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.bytes().take(LONGEST + 1).position(|b| b == b';')?;
        let name = &rest[..end];
        let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let sign = match name {
            "quot" => '"',
            "apos" => '\'',
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            _ => match name.strip_prefix('#')? {
                hex if hex.starts_with(['x', 'X']) => code(&hex[1..], 16)?,
                digits => code(digits, 10)?,
            },
        };
        let seen = sign.is_ascii_graphic() || is_word_character(sign) || matches!(sign, '‘'..='‟' | '«' | '»' | '–' | '—' | '…');
        seen.then_some((at..at + end + 2, sign))
    })
}

/// Whether the character that the signs stand for belongs into a text of this language: "é –" is no Han letter.
fn is_plausible(piece: &str, meant: Option<&str>, language: &Language) -> bool {
    let Some(c) = meant.and_then(|text| text.chars().next()) else {
        return piece.starts_with(|c: char| !matches!(c, 'É' | 'é' | 'È' | 'è'));
    };
    if !is_letter(c) {
        return piece.starts_with(['Â', 'â']) && !piece.ends_with(['»', '«', '”', '’', '“']);
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    let own = language.scripts.iter().any(|code| code == script_of(c).short_name());
    if language.alphabet.is_empty() {
        own || language.scripts.is_empty()
    } else {
        language.alphabet.contains(lower) || (own && !piece.contains('\u{a0}'))
    }
}

/// The byte that Latin-1 or Windows-1252 shows as this character.
fn byte(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0x80..=0xff => u8::try_from(code).ok(),
        _ => WINDOWS.iter().find(|(known, _)| *known == c).map(|(_, byte)| *byte),
    }
}

/// Runs that are one character of UTF-8 when taken as bytes, with that character where it is whole.
fn sequences(text: &str) -> Vec<(Range<usize>, Option<String>)> {
    // The first of them is a letter from Â to ô, with another character beyond ASCII behind it.
    let bytes = text.as_bytes();
    let begins = |at: usize| matches!(bytes.get(at + 1), Some(0x82..=0xb4)) && bytes.get(at + 2).is_some_and(|next| !next.is_ascii());
    if !memchr::memchr_iter(0xc3, bytes).any(begins) {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (start, lead) = chars[at];
        let length = match byte(lead) {
            Some(0xc2..=0xdf) if !lead.is_ascii() => 2,
            Some(0xe0..=0xef) => 3,
            Some(0xf0..=0xf4) => 4,
            _ => {
                at += 1;
                continue;
            }
        };
        let tail: Vec<u8> =
            chars[at + 1..].iter().take(length - 1).map_while(|(_, c)| byte(*c).filter(|b| (0x80..=0xbf).contains(b))).collect();
        if tail.len() < length - 1 {
            at += 1;
            continue;
        }
        let bytes: Vec<u8> = byte(lead).into_iter().chain(tail).collect();
        let end = chars.get(at + length).map_or(text.len(), |(end, _)| *end);
        // A currency sign stands where a lost control character was.
        let lost = length > 2 && bytes[1..].contains(&0xa4);
        if let Ok(meant) = String::from_utf8(bytes) {
            found.push((start..end, Some(meant).filter(|_| !lost)));
        }
        at += length;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_back() {
        let signs = |text: &str| references(text).map(|(span, sign)| (text[span].to_owned(), sign)).collect::<Vec<_>>();
        assert_eq!(signs("l&#39;eau &quot;"), [("&#39;".to_owned(), '\''), ("&quot;".to_owned(), '"')]);
        assert_eq!(signs("&#x2019; &#8230;").len(), 2);
        assert!(signs("R&D; a & b; &nbsp; &#160; &#xzz; &quot &; ?a=1&b=2;").is_empty());
    }

    #[test]
    fn bytes_are_read_back() {
        assert_eq!(sequences("BrÃ¼cke"), vec![(2..6, Some("ü".to_owned()))]);
        assert_eq!(sequences("itâ€™s").len(), 1);
        assert_eq!(sequences("Â£500"), vec![(0..4, Some("£".to_owned()))]);
        let french = crate::lang::find("fr").expect("French");
        let odd = sequences("sous-estimé » ou stockés Déploiement simplifié – Traiter");
        assert!(odd.iter().all(|(span, meant)| !is_plausible(
            &"sous-estimé » ou stockés Déploiement simplifié – Traiter"[span.clone()],
            meant.as_deref(),
            french
        )));
    }
}
