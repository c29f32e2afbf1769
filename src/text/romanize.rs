//! Plain romanisation, for comparing words across scripts. Not for showing: it follows no published system.

use any_ascii::any_ascii;

/// The text in lower-case ASCII letters and digits; anything else becomes one blank.
#[must_use]
pub fn romanize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in any_ascii(text).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if c != '\'' && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// What is left of a romanised word when vowels and easily confused consonants are folded: `mohammed` and `muhamad` → `mmt`.
#[must_use]
pub fn skeleton(romanized: &str) -> String {
    let mut out = String::with_capacity(romanized.len());
    for c in romanized.chars() {
        let class = match c {
            'b' | 'p' | 'f' | 'v' => 'b',
            'k' | 'q' | 'c' | 'g' | 'x' => 'k',
            's' | 'z' | 'j' => 's',
            't' | 'd' => 't',
            'l' | 'r' => 'l',
            'm' | 'n' => 'm',
            '0'..='9' => c,
            _ => continue,
        };
        if !out.ends_with(class) || class.is_ascii_digit() {
            out.push(class);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn romanizes_to_plain_letters() {
        assert_eq!(romanize("Москва, 2020!"), "moskva 2020");
        assert_eq!(romanize("Erdoğan"), "erdogan");
        assert_eq!(romanize("…"), "");
    }

    #[test]
    fn skeletons_agree_across_spellings() {
        assert_eq!(skeleton("mohammed"), skeleton("muhamad"));
        assert_eq!(skeleton("2020"), "2020");
        assert_ne!(skeleton("haftar"), skeleton("sarraj"));
    }
}
