//! Words as the language files spell them: lower case, without the marks that writers add or leave out.

use std::borrow::Cow;

/// The word in lower case, without harakat, niqqud, tatweel, zero-width signs and the dots of ё; hamza seats, Persian letters
/// and apostrophes in one form each.
#[must_use]
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    word.chars().for_each(|c| fold_into(&mut out, c));
    out
}

/// Adds what [`fold`] makes of a character.
#[inline]
pub(super) fn fold_into(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match c {
        '\u{64b}'..='\u{652}' | '\u{670}' | '\u{640}' | '\u{591}'..='\u{5c7}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{307}' => {}
        'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
        'ى' | 'ی' => out.push('ي'),
        'ک' => out.push('ك'),
        // Romanian with a comma or, as keyboards had it for long, with a cedilla.
        'ș' | 'Ș' => out.push('ş'),
        'ț' | 'Ț' => out.push('ţ'),
        'ё' | 'Ё' => out.push('е'),
        'º' | '˚' => out.push('°'),
        '’' | 'ʼ' | 'ʻ' | '‘' | '＇' => out.push('\''),
        '״' => out.push('"'),
        '\u{2010}' | '\u{2011}' => out.push('-'),
        // Letters and vowel signs of Indic scripts in two parts, which keyboards write as one or as two.
        '\u{900}'..='\u{dff}' => unicode_normalization::char::decompose_canonical(c, |part| out.push(part)),
        // The dotted capital I of Turkish; plain lower-casing leaves a combining dot behind.
        'İ' => out.push('i'),
        c if caseless(c) => out.push(c),
        _ => out.extend(c.to_lowercase()),
    }
}

/// [`fold`], which leaves most words as they are.
#[must_use]
pub fn folded(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) { Cow::Borrowed(word) } else { Cow::Owned(fold(word)) }
}

/// Bytes of a word that need no room of their own.
const SHORT: usize = 128;

/// Gives a word in lower case to a function, most words without a copy on the heap.
pub fn lowered<T>(word: &str, take: impl FnOnce(&str) -> T) -> T {
    if !word.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        return take(word);
    }
    if word.is_ascii() && word.len() <= SHORT {
        let mut room = [0u8; SHORT];
        let room = &mut room[..word.len()];
        room.copy_from_slice(word.as_bytes());
        room.make_ascii_lowercase();
        return take(std::str::from_utf8(room).unwrap_or(word));
    }
    // Most scripts have no capitals.
    if word.chars().all(caseless) { take(word) } else { take(&word.to_lowercase()) }
}

/// Letters of the large scripts without capitals.
fn caseless(c: char) -> bool {
    matches!(c, '\0'..='@' | '['..='\u{bf}' | '\u{590}'..='\u{109f}' | '\u{1100}'..='\u{139f}' | '\u{3000}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}')
}

/// [`fold`], with hyphens and blanks of all kinds as one blank: the form in which runs of words are looked up.
#[must_use]
pub fn fold_phrase(phrase: &str) -> String {
    let mut out = String::with_capacity(phrase.len());
    for c in phrase.chars() {
        match c {
            '-' | '\u{2010}' | '\u{2011}' | '\u{a0}' | '\u{202f}' => out.push(' '),
            _ => fold_into(&mut out, c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lowered_as_texts_are() {
        for word in ["Word", "word", "Äpfel", "سراج", "ΣΟΦΟΣ", "İstanbul", "Ⴀ", "ﬁN", "Москва", "東京", "Ꭰ"] {
            assert_eq!(lowered(word, str::to_owned), word.to_lowercase());
        }
        for c in ('\0'..=char::MAX).filter(|c| caseless(*c)) {
            assert_eq!(c.to_string().to_lowercase(), c.to_string());
        }
    }

    #[test]
    fn phrases_are_words_with_blanks() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert_eq!(fold_phrase(&text), fold(&text).replace(['-', '\u{a0}', '\u{202f}'], " "), "{c:?}");
        }
    }

    #[test]
    fn drops_what_writers_leave_out() {
        assert_eq!(fold("مليونًا"), "مليونا");
        assert_eq!(fold("أربعون"), fold("اربعون"));
        assert_eq!(fold("میلیون"), fold("ميليون"));
        assert_eq!(fold("П’ять"), "п'ять");
        assert_eq!(fold("İki"), "iki");
        assert_eq!(fold("Şaptesprezece"), fold("șaptesprezece"));
        assert_eq!(fold("ন\u{9df}"), fold("ন\u{9af}\u{9bc}"));
        assert_eq!(fold_phrase("Twenty-Five"), "twenty five");
    }
}
