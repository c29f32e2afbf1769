//! Words as the language files spell them: lower case, without the marks that writers add or leave out.

use std::borrow::Cow;

/// The word in lower case, without harakat, niqqud, tatweel, zero-width signs and the dots of ё; hamza seats, Persian letters
/// and apostrophes in one form each.
#[must_use]
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        match c {
            '\u{64b}'..='\u{652}' | '\u{670}' | '\u{640}' | '\u{591}'..='\u{5c7}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{307}' => {}
            'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
            'ى' | 'ی' => out.push('ي'),
            'ک' => out.push('ك'),
            'ё' | 'Ё' => out.push('е'),
            'º' | '˚' => out.push('°'),
            '’' | 'ʼ' | 'ʻ' | '‘' | '＇' => out.push('\''),
            '״' => out.push('"'),
            '\u{2010}' | '\u{2011}' => out.push('-'),
            // The dotted capital I of Turkish; plain lower-casing leaves a combining dot behind.
            'İ' => out.push('i'),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// [`fold`], which leaves most words as they are.
#[must_use]
pub fn folded(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) { Cow::Borrowed(word) } else { Cow::Owned(fold(word)) }
}

/// [`fold`], with hyphens and blanks of all kinds as one blank: the form in which runs of words are looked up.
#[must_use]
pub fn fold_phrase(phrase: &str) -> String {
    fold(phrase).replace(['-', '\u{a0}', '\u{202f}'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_what_writers_leave_out() {
        assert_eq!(fold("مليونًا"), "مليونا");
        assert_eq!(fold("أربعون"), fold("اربعون"));
        assert_eq!(fold("میلیون"), fold("ميليون"));
        assert_eq!(fold("П’ять"), "п'ять");
        assert_eq!(fold("İki"), "iki");
        assert_eq!(fold_phrase("Twenty-Five"), "twenty five");
    }
}
