//! Words of a text by the rules of UAX #29, quickly where a text is made of common alphabets.
//!
//! The tables of the standard are searched for every character otherwise, and a dozen rules ask for the words of a text.

use std::{cell::RefCell, hash::Hasher, ops::Range, rc::Rc};

use rustc_hash::FxHasher;
use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

use super::letters::is_word_character;

/// The words of a text with the byte each begins at: what `unicode_word_indices` gives.
pub fn word_indices(text: &str) -> impl Iterator<Item = (usize, &str)> {
    if KEPT.contains(&text.len()) {
        let spans = KNOWN.with_borrow_mut(|known| known.of(text));
        return Words::Known { text, spans, at: 0 };
    }
    divided(text)
}

/// The same, worked out.
fn divided(text: &str) -> Words<'_> {
    if text.is_ascii() || is_plain(text) { Words::Quick(Quick { text, at: 0 }) } else { Words::Standard(text.split_word_bound_indices()) }
}

/// Whether all characters are of alphabets known here, and all marks stand on letters.
fn is_plain(text: &str) -> bool {
    let mut last = Class::Other;
    text.chars().all(|c| {
        let before = std::mem::replace(&mut last, class(c));
        match last {
            Class::Unknown => false,
            Class::Extend => matches!(before, Class::Letter | Class::Extend),
            _ => true,
        }
    })
}

/// The words of a text.
pub fn words_in(text: &str) -> impl Iterator<Item = &str> {
    word_indices(text).map(|(_, word)| word)
}

/// Texts that are remembered at a time, and their bytes: a dozen rules ask for the words of the same few texts in turn. Of shorter ones the
/// words are found as fast, and longer ones are rare.
const TEXTS: usize = 1024;
const KEPT: Range<usize> = 12..2048;

/// Where the words of a text stand.
type Spans = Rc<[(u32, u32)]>;

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// The words of some texts, each at the place that its hash gives it.
#[derive(Default)]
struct Known {
    texts: Vec<Option<(Box<str>, Spans)>>,
    /// Where spans are gathered.
    room: Vec<(u32, u32)>,
}

impl Known {
    fn of(&mut self, text: &str) -> Spans {
        let mut hasher = FxHasher::default();
        hasher.write(text.as_bytes());
        self.texts.resize(TEXTS, None);
        #[expect(clippy::cast_possible_truncation, reason = "the remainder is small")]
        let place = &mut self.texts[(hasher.finish() % TEXTS as u64) as usize];
        match place {
            Some((known, spans)) if **known == *text => Rc::clone(spans),
            _ => {
                let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                self.room.clear();
                self.room.extend(divided(text).map(|(at, word)| (small(at), small(at + word.len()))));
                let spans: Spans = self.room.as_slice().into();
                *place = Some((text.into(), Rc::clone(&spans)));
                spans
            }
        }
    }
}

enum Words<'t> {
    Known { text: &'t str, spans: Spans, at: usize },
    Quick(Quick<'t>),
    Standard(UWordBoundIndices<'t>),
}

impl<'t> Iterator for Words<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<(usize, &'t str)> {
        match self {
            Words::Known { text, spans, at } => {
                let (start, end) = *spans.get(*at)?;
                *at += 1;
                Some((start as usize, &text[start as usize..end as usize]))
            }
            Words::Quick(quick) => quick.next(),
            Words::Standard(standard) => standard.find(|(_, word)| word.chars().any(is_word_character)),
        }
    }
}

/// What a character is to the rules about words, as far as these alphabets need them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// Joins letters and digits alike: `_`.
    Join,
    /// Stands inside a word between letters (`:`, `·`), digits (`,`) or either (`.`, `'`).
    MidLetter,
    MidDigit,
    MidEither,
    /// A mark that belongs to the character before it.
    Extend,
    Other,
    /// Of no alphabet known here: the tables of the standard are asked.
    Unknown,
}

/// Where the table of classes ends: above stand signs of punctuation, and scripts that are not known here.
const TABLE_END: usize = 0x700;

static TABLE: [Class; TABLE_END] = {
    let mut table = [Class::Unknown; TABLE_END];
    let mut code = 0;
    while code < TABLE_END {
        if let Some(c) = char::from_u32(code as u32) {
            table[code] = work_out(c);
        }
        code += 1;
    }
    table
};

fn class(c: char) -> Class {
    TABLE.get(c as usize).copied().unwrap_or_else(|| work_out(c))
}

const fn work_out(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Digit,
        '_' => Class::Join,
        ':' => Class::MidLetter,
        ',' | ';' => Class::MidDigit,
        '.' | '\'' => Class::MidEither,
        '\0'..='\x7f' => Class::Other,
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{24f}' => Class::Letter,
        '«' | '»' | '¿' | '¡' | '\u{a0}' | '£' | '¥' | '§' | '°' | '©' | '®' | '×' | '÷' | '±' => Class::Other,
        '\u{388}'..='\u{38a}' | '\u{38c}' | '\u{38e}'..='\u{3a1}' | '\u{3a3}'..='\u{3ce}' => Class::Letter,
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => Class::Letter,
        '\u{60c}' => Class::MidDigit,
        '\u{61b}' | '\u{61f}' | '\u{66a}' => Class::Other,
        '\u{620}'..='\u{64a}' | '\u{671}'..='\u{6d3}' => Class::Letter,
        '\u{64b}'..='\u{652}' | '\u{670}' => Class::Extend,
        '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => Class::Digit,
        '\u{66c}' => Class::MidDigit,
        '\u{2018}' | '\u{2019}' => Class::MidEither,
        '\u{2010}'..='\u{2016}' | '\u{201a}'..='\u{2022}' | '\u{2026}' | '\u{2030}' | '\u{2039}' | '\u{203a}' | '€' | '\u{2212}' => {
            Class::Other
        }
        _ => Class::Unknown,
    }
}

struct Quick<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Quick<'t> {
    /// The class of the character at a byte, or of some letters, and the byte behind it and the marks that belong to it.
    fn read(&self, at: usize) -> Option<(Class, usize)> {
        let byte = *self.text.as_bytes().get(at)?;
        let c = if byte.is_ascii() { char::from(byte) } else { self.text[at..].chars().next()? };
        let (class_here, end) = (class(c), at + c.len_utf8());
        Some((class_here, if class_here == Class::Letter { self.letters(end) } else { end }))
    }

    /// The end of the letters and marks from a byte on: letters in a row are of one word.
    fn letters(&self, mut end: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(end) {
            if byte.is_ascii_alphabetic() {
                end += 1;
            } else if byte.is_ascii() {
                break;
            } else {
                let Some(c) = self.text[end..].chars().next().filter(|c| matches!(class(*c), Class::Letter | Class::Extend)) else { break };
                end += c.len_utf8();
            }
        }
        end
    }

    fn next(&mut self) -> Option<(usize, &'t str)> {
        loop {
            let start = self.at;
            let (mut last, mut end) = self.read(start)?;
            let mut full = matches!(last, Class::Letter | Class::Digit);
            let joins = |class: Class| matches!(class, Class::Letter | Class::Digit | Class::Join);
            // What follows is read only where it may belong to the word: reading goes over all letters in a row.
            while joins(last) {
                let Some((next, behind)) = self.read(end) else { break };
                if joins(next) {
                    (last, end) = (next, behind);
                    full |= next != Class::Join;
                    continue;
                }
                let between = match last {
                    Class::Letter => matches!(next, Class::MidLetter | Class::MidEither),
                    Class::Digit => matches!(next, Class::MidDigit | Class::MidEither),
                    _ => false,
                };
                let after = if between { self.read(behind).filter(|(after, _)| *after == last) } else { None };
                let Some((_, behind)) = after else { break };
                end = behind;
            }
            self.at = end;
            if full {
                return Some((start, &self.text[start..end]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_those_of_the_standard() {
        for text in ["it's 3,500.5 m_2 a.m. O'Neil’s naïve", "قالَت ٣٫٥ و٢٬٠٠٠، «نعم»", "А.Б: в 12:30; _x_ __ .", "北京 and ไทย", ""]
        {
            assert!(word_indices(text).eq(text.unicode_word_indices()), "{text}");
            assert!(word_indices(text).eq(text.unicode_word_indices()), "{text}, remembered");
        }
    }

    #[test]
    fn classes_are_those_of_the_standard() {
        // Each character beside letters, digits and marks on both sides behaves as in the standard.
        for c in ('\0'..='\u{3100}').filter(|c| class(*c) != Class::Unknown) {
            for text in [
                format!("a{c}b"),
                format!("1{c}2"),
                format!("a{c}1"),
                format!("{c}"),
                format!("a {c}\u{64b}b"),
                format!("{c}{c}a"),
                format!("_{c}"),
            ] {
                assert!(word_indices(&text).eq(text.unicode_word_indices()), "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_has_the_words_of_the_standard(text in "[ a-cA1-2_:,;.'’é\u{645}\u{64b}\u{662}\u{66c}\u{60c}\n-]{0,24}") {
            prop_assert!(word_indices(&text).eq(text.unicode_word_indices()), "{text:?}");
        }
    }
}
