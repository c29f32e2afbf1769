//! Spellings one slip away: a consonant replaced, left out, put in, or swapped with one nearby.

use super::costs::target_code;

/// Shorter spellings are one slip away from too many others.
const SHORTEST: usize = 4;
const LONGEST: usize = 24;

fn vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn consonant(letter: u8) -> bool {
    letter.is_ascii_lowercase() && !vowel(letter)
}

/// Calls `visit` with every spelling from which one slip makes `word`. Vowels for vowels, doubled letters and `h` are a matter of
/// romanisation, no slip.
pub fn corrections(word: &str, mut visit: impl FnMut(&[u8])) {
    let letters = word.as_bytes();
    let n = letters.len();
    if !(SHORTEST..=LONGEST).contains(&n) || !word.bytes().all(|b| b.is_ascii_lowercase() || b == b' ') {
        return;
    }
    let mut buffer: Vec<u8> = Vec::with_capacity(n + 1);
    for at in 0..=n {
        let before = at.checked_sub(1).map(|b| letters[b]);
        let here = letters.get(at).copied();
        // A consonant that was left out.
        for letter in (b'b'..=b'z').filter(|l| consonant(*l) && *l != b'h') {
            if Some(letter) != before && Some(letter) != here {
                buffer.clear();
                buffer.extend_from_slice(&letters[..at]);
                buffer.push(letter);
                buffer.extend_from_slice(&letters[at..]);
                visit(&buffer);
            }
        }
        let Some(here) = here.filter(|l| consonant(*l)) else { continue };
        // One that is another.
        buffer.clear();
        buffer.extend_from_slice(letters);
        let glide = matches!(here, b'h' | b'w' | b'y');
        for letter in (b'a'..=b'z').filter(|l| *l != here && (consonant(*l) || !glide)) {
            buffer[at] = letter;
            visit(&buffer);
        }
        // One too many.
        if here != b'h' && before != Some(here) && letters.get(at + 1) != Some(&here) {
            buffer.clear();
            buffer.extend_from_slice(&letters[..at]);
            buffer.extend_from_slice(&letters[at + 1..]);
            visit(&buffer);
        }
        // One that changed places with the next consonant, or with the letter beside it.
        let next = (at + 1..n.min(at + 4)).find(|to| consonant(letters[*to])).filter(|to| letters[*to] != here);
        for to in [next, (at + 1 < n && letters[at + 1] != b' ').then_some(at + 1)].into_iter().flatten() {
            buffer.clear();
            buffer.extend_from_slice(letters);
            buffer.swap(at, to);
            visit(&buffer);
        }
    }
}

/// Whether two plain spellings are one slip apart.
#[must_use]
pub fn one_slip(one: &str, other: &str) -> bool {
    let mut found = false;
    corrections(one, |word| found |= word == other.as_bytes());
    found
}

/// A plain spelling with capitals, as a name.
#[must_use]
pub fn capitalised(plain: &str) -> String {
    let mut edge = true;
    plain
        .chars()
        .map(|c| {
            let letter = if edge && target_code(c) != 0 { c.to_ascii_uppercase() } else { c };
            edge = c == ' ';
            letter
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_variants_are_not() {
        for (wrong, right) in [
            ("kanavaugh", "kavanaugh"),
            ("salvaor", "salvador"),
            ("susatra", "sumatra"),
            ("jemery", "jeremy"),
            ("boukzizi", "bouazizi"),
            ("grrayson", "graysson"),
        ] {
            assert_eq!(one_slip(wrong, right), wrong != "grrayson", "{wrong} {right}");
        }
        for (one, other) in [("sarraj", "serraj"), ("mohamed", "mohammed"), ("fathy", "fathi"), ("gadafi", "gadhafi")] {
            assert!(!one_slip(one, other), "{one} {other}");
        }
        assert_eq!(capitalised("al sarraj"), "Al Sarraj");
    }
}
