//! Which characters are letters or figures, by a table: the standard library searches ranges, five hundred steps for an Arabic letter, and
//! nearly every rule asks.

include!(concat!(env!("OUT_DIR"), "/letters.rs"));

/// Whether a character is alphabetic by the Unicode standard: what `char::is_alphabetic` says.
#[inline]
#[must_use]
pub fn is_letter(c: char) -> bool {
    let code = c as usize;
    if code < 0x80 {
        c.is_ascii_alphabetic()
    } else {
        LETTERS.get(code / 64).map_or_else(|| c.is_alphabetic(), |bits| bits >> (code % 64) & 1 == 1)
    }
}

/// Whether a character is alphabetic or numeric: what `char::is_alphanumeric` says.
#[inline]
#[must_use]
pub fn is_word_character(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_letter(c) || c.is_numeric() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_standard() {
        for c in '\0'..=char::MAX {
            assert_eq!((is_letter(c), is_word_character(c)), (c.is_alphabetic(), c.is_alphanumeric()), "{c:?}");
        }
    }
}
