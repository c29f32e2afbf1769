//! What is asked of single words again and again: their letters as a key, their lower case, the hash of it.

use std::{
    cell::RefCell,
    hash::{Hash, Hasher},
    rc::Rc,
};

use rustc_hash::FxHasher;

use super::{kept::Memo, letters::native};

thread_local! {
    static KEYS: RefCell<Memo<Rc<str>>> = RefCell::default();
}

/// The letters of a span, as a key.
#[must_use]
pub fn key_of(text: &str) -> String {
    native(text).letters.iter().collect::<String>().trim().to_owned()
}

/// The same of a word, remembered.
#[must_use]
pub fn key(word: &str) -> Rc<str> {
    KEYS.with_borrow_mut(|memo| memo.get(0, word, || key_of(word).into()))
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

/// The hash of a word, by which sets of words are kept.
#[must_use]
pub fn hashed(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
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
        assert_eq!(&*key("السّراج"), key_of("السراج"));
    }
}
