//! Which way a text is written.

use unicode_script::{Script, UnicodeScript};

/// Whether a character is of a script written from right to left (UAX #24).
#[must_use]
pub fn is_right_to_left(c: char) -> bool {
    (c as u32) > 0x58f
        && matches!(
            c.script(),
            Script::Arabic
                | Script::Hebrew
                | Script::Syriac
                | Script::Thaana
                | Script::Nko
                | Script::Samaritan
                | Script::Mandaic
                | Script::Adlam
        )
}

/// Whether most letters of a text are written from right to left.
#[must_use]
pub fn right_to_left(letters: impl Iterator<Item = char>) -> bool {
    let count = |(right, all): (u32, u32), c| (right + u32::from(is_right_to_left(c)), all + 1);
    let (right, all) = letters.filter(|c| c.is_alphabetic()).fold((0, 0), count);
    right * 2 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_letters_tell() {
        assert!(right_to_left("فايز السراج in Tunis".chars()) && right_to_left("צפון".chars()));
        assert!(!right_to_left("Fayez al-Sarraj (السراج)".chars()) && !right_to_left("12".chars()));
    }
}
