//! What is asked of single words again and again: their letters as a key, their lower case, the hash of it.

use std::{
    cell::RefCell,
    hash::{Hash, Hasher},
    rc::Rc,
};

use rustc_hash::FxHasher;

use super::{kept::Memo, letters::native};
use crate::lang::Language;

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

/// Whether letters before a name are small words that the language glues to the next, articles among them.
#[must_use]
pub fn glued(letters: &[char], facts: &Language) -> bool {
    let words = &facts.words;
    let mut rest: String = letters.iter().collect();
    while let Some(start) =
        words.clitics.iter().chain(&words.article_prefixes).find(|small| !small.is_empty() && rest.starts_with(small.as_str()))
    {
        rest.drain(..start.len());
    }
    rest.is_empty()
}

/// Letters of a name before an ending that an apostrophe parts from it, and of that ending.
const STEM: usize = 4;
const ENDING: usize = 4;

/// A word without the ending that an apostrophe parts from it: Australia's, Volta'nın.
#[must_use]
pub fn uncased(form: &str) -> &str {
    // Most words have no apostrophe, nor a character that begins like one.
    if memchr::memchr2(b'\'', 0xe2, form.as_bytes()).is_none() {
        return form;
    }
    let parted = form.rsplit_once(['\'', '’']).filter(|(name, ending)| {
        name.chars().nth(STEM - 1).is_some() && ending.starts_with(char::is_lowercase) && ending.chars().count() <= ENDING
    });
    parted.map_or(form, |(name, _)| name)
}

/// Whether a letter is a capital; the large scripts without capitals need no search.
#[must_use]
pub fn is_capital(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_uppercase(),
        '\u{590}'..='\u{109f}' | '\u{1100}'..='\u{139f}' | '\u{3000}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}' => false,
        _ => c.is_uppercase(),
    }
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
    fn capitals_are_those_of_the_standard() {
        assert!(('\0'..=char::MAX).all(|c| is_capital(c) == c.is_uppercase()));
    }

    #[test]
    fn a_key_is_the_letters() {
        assert_eq!(&*key("السّراج"), key_of("السراج"));
    }

    #[test]
    fn an_ending_behind_an_apostrophe_is_cut_off() {
        let names = ["Volta'nın", "Australia’s", "O'Brien", "D’Angelo"].map(uncased);
        assert_eq!(names, ["Volta", "Australia", "O'Brien", "D’Angelo"]);
    }
}
