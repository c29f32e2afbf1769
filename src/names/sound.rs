//! How alike two names sound: edit distance over plain romanisations in which vowels, doubled letters and letters that
//! romanisations confuse weigh little.

use unicode_script::{Script, UnicodeScript};

/// Whether both scripts of a comparison write short vowels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vowels {
    Written,
    /// One side is an abjad (Arabic, Hebrew, Syriac): a vowel it lacks says next to nothing.
    Unwritten,
}

impl Vowels {
    /// What the script of a text says of its vowels.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let abjad = |c: char| matches!(c.script(), Script::Arabic | Script::Hebrew | Script::Syriac);
        if text.chars().any(abjad) { Vowels::Unwritten } else { Vowels::Written }
    }

    fn weight(self) -> f64 {
        if self == Vowels::Unwritten { 0.12 } else { 0.25 }
    }
}

/// Weight of a letter that one side has and the other lacks.
fn weight(letter: u8, before: Option<u8>, vowels: Vowels) -> f64 {
    match letter {
        b'a' | b'e' | b'i' | b'o' | b'u' => vowels.weight(),
        _ if before == Some(letter) => 0.2,
        b'h' | b'w' | b'y' | b' ' => 0.35,
        _ => 1.0,
    }
}

/// Letters that stand for one sound in some romanisation.
fn class(letter: u8) -> u8 {
    match letter {
        b'b' | b'p' | b'f' | b'v' | b'w' => b'b',
        b'k' | b'q' | b'c' | b'g' | b'x' | b'h' => b'k',
        b's' | b'z' | b'j' => b's',
        b't' | b'd' => b't',
        b'l' | b'r' => b'l',
        b'm' | b'n' => b'm',
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' => b'a',
        other => other,
    }
}

fn replaced(one: u8, other: u8, vowels: Vowels) -> f64 {
    if one == other {
        0.0
    } else if class(one) == class(other) {
        if class(one) == b'a' { 0.6 * vowels.weight() } else { 0.35 }
    } else {
        let cheap = weight(one, None, vowels).min(weight(other, None, vowels));
        if cheap < 1.0 { 0.5 + cheap } else { 1.1 }
    }
}

/// Likeness of two romanised names, 0 to 1: one less the weighted edit distance over the mean weight of the two.
#[must_use]
pub fn sounds_like(one: &str, other: &str, vowels: Vowels) -> f64 {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let cost = |letters: &[u8], at: usize| weight(letters[at], at.checked_sub(1).map(|before| letters[before]), vowels);
    let total = |letters: &[u8]| (0..letters.len()).map(|at| cost(letters, at)).sum::<f64>();
    let mut row: Vec<f64> = Vec::with_capacity(b.len() + 1);
    row.push(0.0);
    for at in 0..b.len() {
        row.push(row[at] + cost(b, at));
    }
    for i in 0..a.len() {
        let mut diagonal = row[0];
        row[0] += cost(a, i);
        for j in 0..b.len() {
            let best = (diagonal + replaced(a[i], b[j], vowels)).min(row[j + 1] + cost(a, i)).min(row[j] + cost(b, j));
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    let mean = f64::midpoint(total(a), total(b)).max(0.5);
    (1.0 - row[b.len()] / mean).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::romanize::romanize;

    #[test]
    fn spellings_are_near_and_other_names_far() {
        let like = |one: &str, other: &str| sounds_like(&romanize(one), &romanize(other), Vowels::of(one));
        assert!(like("محمد", "Mohammed") > 0.78);
        assert!(like("حفتر", "Sarraj") < 0.5);
    }
}
