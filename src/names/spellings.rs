//! What is measured of two Latin spellings before the trees weigh whether they are one name.
//!
//! The pooled table says how one spelling is written as the other; the tables of single origins say whether some script has a source
//! form that both may come from: u for a is usual in Korean names and another syllable, i for e is usual in Arabic ones.

use strsim::{jaro_winkler, normalized_levenshtein};

use super::{
    costs::Costs,
    features::{Bench, Facts},
    lattice::{Source, Target},
    letters::{Letters, latin},
    variants::skeleton as bones,
};
use crate::text::romanize::skeleton;

/// Tables between two Latin spellings: of all origins, then of single ones.
pub const TABLES: [&str; 4] = ["latn", "latn-arab", "latn-cyrl", "latn-hang"];
/// Facts of an alignment that every table gives, and that the pooled one adds.
const OF_TABLE: usize = 4;
const OF_POOLED: usize = 6;
const PLAIN: usize = 13;
const EDITS: usize = 10;
/// How many features there are.
pub const SPELLING_FEATURES: usize = OF_POOLED + OF_TABLE * (TABLES.len() + 1) + PLAIN + EDITS;

pub type SpellingFeatures = [f32; SPELLING_FEATURES];

/// The features of two Latin spellings, the same whichever comes first. `tables` are those of [`TABLES`].
#[must_use]
pub fn spelling_features(bench: &mut Bench, one: &str, other: &str, tables: &[&Costs]) -> SpellingFeatures {
    let (one, other) = (latin(&spelled_out(one)), latin(&spelled_out(other)));
    let mut out = [0.0; SPELLING_FEATURES];
    let mut slots = out.iter_mut();
    let mut put = |value: f32| {
        if let Some(slot) = slots.next() {
            *slot = value;
        }
    };
    let mut best = [f32::MIN; OF_TABLE];
    for (at, costs) in tables.iter().enumerate().take(TABLES.len()) {
        let there = bench.whole(&Source::new(&one, costs), &Target::new(&other, costs), costs);
        let back = bench.whole(&Source::new(&other, costs), &Target::new(&one, costs), costs);
        let both = |fact: fn(&Facts) -> f32| (fact(&there) + fact(&back)) / 2.0;
        let least = |fact: fn(&Facts) -> f32| fact(&there).min(fact(&back));
        if at == 0 {
            put(both(|f| f.total));
            put(least(|f| f.worst_word));
            put(least(|f| f.worst_source_word));
            put(least(|f| f.worst));
            put(both(|f| f.unknown));
            put(there.reordered.max(back.reordered));
        }
        for (value, best) in [both(|f| f.mean), both(|f| f.share), least(|f| f.worst_three), both(|f| f.lost)].into_iter().zip(&mut best) {
            put(value);
            *best = best.max(value);
        }
    }
    best.into_iter().for_each(&mut put);
    plain(&one, &other).into_iter().for_each(&mut put);
    edits(&one, &other).into_iter().for_each(&mut put);
    out
}

/// Letters with a mark that stand for a sound which plain spelling writes in two letters.
fn spelled_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        match c {
            'š' | 'ş' | 'ș' | 'ś' => out.push_str("sh"),
            'Š' | 'Ş' | 'Ș' | 'Ś' => out.push_str("Sh"),
            'č' | 'ć' => out.push_str("ch"),
            'Č' | 'Ć' => out.push_str("Ch"),
            'ž' | 'ż' | 'ź' => out.push_str("zh"),
            'Ž' | 'Ż' | 'Ź' => out.push_str("Zh"),
            _ => out.push(c),
        }
    }
    out
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "likenesses and lengths of names")]
fn plain(one: &Letters, other: &Letters) -> [f32; PLAIN] {
    let text = |letters: &Letters| -> String { letters.letters.iter().collect::<String>().trim().to_owned() };
    let (one, other) = (text(one), text(other));
    let (first, second) = (skeleton(&one), skeleton(&other));
    let (fine, other_fine) = (bones(&one), bones(&other));
    let joined = |text: &str| text.replace(' ', "");
    let words = |text: &str| text.split(' ').count();
    let (few, many) = if words(&one) <= words(&other) { (&one, &other) } else { (&other, &one) };
    let nearest: Vec<f64> = few.split(' ').map(|word| many.split(' ').map(|known| jaro_winkler(word, known)).fold(0.0, f64::max)).collect();
    [
        jaro_winkler(&one, &other) as f32,
        normalized_levenshtein(&one, &other) as f32,
        normalized_levenshtein(&joined(&one), &joined(&other)) as f32,
        jaro_winkler(&first, &second) as f32,
        normalized_levenshtein(&first, &second) as f32,
        normalized_levenshtein(&fine, &other_fine) as f32,
        f32::from(u8::from(fine == other_fine)),
        one.len().min(other.len()) as f32,
        one.len().abs_diff(other.len()) as f32,
        words(few) as f32,
        (words(many) - words(few)) as f32,
        nearest.iter().copied().fold(1.0, f64::min) as f32,
        (nearest.iter().sum::<f64>() / nearest.len().max(1) as f64) as f32,
    ]
}

fn vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// What the shortest way from one spelling to the other changes, by kind of letter: vowels put in or replaced, consonants put in,
/// doubled or replaced, an h more or less; and the ends of the names.
#[expect(clippy::cast_precision_loss, reason = "letters of a name")]
fn edits(one: &Letters, other: &Letters) -> [f32; EDITS] {
    let (a, b) = (&one.letters, &other.letters);
    let width = b.len() + 1;
    let mut costs = vec![0u32; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            if i == 0 && j == 0 {
                continue;
            }
            let mut best = u32::MAX;
            if i > 0 {
                best = best.min(costs[(i - 1) * width + j] + single(a[i - 1]));
            }
            if j > 0 {
                best = best.min(costs[i * width + j - 1] + single(b[j - 1]));
            }
            if i > 0 && j > 0 {
                best = best.min(costs[(i - 1) * width + j - 1] + swap(a[i - 1], b[j - 1]));
            }
            costs[i * width + j] = best;
        }
    }
    let mut counts = [0u32; 8];
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 || j > 0 {
        let here = costs[i * width + j];
        if i > 0 && j > 0 && here == costs[(i - 1) * width + j - 1] + swap(a[i - 1], b[j - 1]) {
            if a[i - 1] != b[j - 1] {
                counts[match (vowel(a[i - 1]), vowel(b[j - 1])) {
                    (true, true) if rounded(a[i - 1]) == rounded(b[j - 1]) => 0,
                    (true, true) => 1,
                    (false, false) if near(a[i - 1], b[j - 1]) => 2,
                    _ => 3,
                }] += 1;
            }
            (i, j) = (i - 1, j - 1);
            continue;
        }
        let (letters, at) = if i > 0 && here == costs[(i - 1) * width + j] + single(a[i - 1]) {
            i -= 1;
            (a, i)
        } else {
            j -= 1;
            (b, j)
        };
        let letter = letters[at];
        let doubled = at > 0 && letters[at - 1] == letter || letters.get(at + 1) == Some(&letter);
        counts[match letter {
            'h' => 4,
            _ if vowel(letter) || letter == ' ' => 5,
            _ if doubled => 6,
            _ => 7,
        }] += 1;
    }
    let end = |letters: &[char], back: usize| letters.len().checked_sub(back).and_then(|at| letters.get(at)).copied().unwrap_or(' ');
    let differ = |x: char, y: char| f32::from(u8::from(x != y)) + f32::from(u8::from(vowel(x) != vowel(y)));
    let mut out = [0.0; EDITS];
    for (slot, count) in out.iter_mut().zip(counts) {
        *slot = count as f32;
    }
    out[8] = differ(a.get(1).copied().unwrap_or(' '), b.get(1).copied().unwrap_or(' '));
    out[9] = differ(end(a, 2), end(b, 2));
    out
}

/// Cost of a letter put in or left out.
fn single(letter: char) -> u32 {
    if vowel(letter) || matches!(letter, 'h' | ' ') { 5 } else { 8 }
}

fn swap(one: char, other: char) -> u32 {
    match (vowel(one), vowel(other)) {
        _ if one == other => 0,
        (true, true) => 4,
        (false, false) if near(one, other) => 6,
        _ => 12,
    }
}

fn rounded(c: char) -> bool {
    matches!(c, 'o' | 'u')
}

/// Consonants that some romanisation writes for each other.
fn near(one: char, other: char) -> bool {
    let class = |c: char| match c {
        'b' | 'p' => 1,
        'f' | 'v' | 'w' => 2,
        'k' | 'q' | 'c' | 'g' | 'x' => 3,
        's' | 'z' => 4,
        't' | 'd' => 5,
        'j' => 6,
        'l' | 'r' => 7,
        'm' | 'n' => 8,
        _ => 0,
    };
    let (a, b) = (class(one), class(other));
    (a == b && a > 0) || matches!((one, other), ('j', 'g' | 'z') | ('g' | 'z', 'j') | ('c', 's') | ('s', 'c') | ('u', 'w') | ('w', 'u'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_told_by_kind() {
        let of = |one: &str, other: &str| edits(&latin(one), &latin(other));
        assert_eq!(of("Hussein", "Husein")[6], 1.0);
        assert_eq!(of("Jalil", "Jalal")[0], 1.0);
        assert_eq!(of("Hung", "Hang")[1], 1.0);
        assert_eq!(of("Haftar", "Hafar")[7], 1.0);
        assert_eq!(of("Fatima", "Fatimah")[4], 1.0);
        assert_eq!(of("Qadir", "Kadir")[2], 1.0);
        assert_eq!(of("Salah", "Salah"), [0.0; EDITS]);
    }

    #[test]
    fn marks_are_spelled_out() {
        assert_eq!(spelled_out("Şişli Živko"), "Shishli Zhivko");
    }
}
