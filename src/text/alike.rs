//! Whether two texts are nearly the same, letter for letter.

/// Bins that pairs of letters are counted in. Where two share a bin, texts look more alike than they are: a bound, never a verdict.
const BINS: usize = 1 << 10;

/// Whether the Sørensen-Dice likeness of two texts (Dice, 1945; Sørensen, 1948), by pairs of letters, is at least `least`, 0 to 1.
/// Most texts are told apart by an upper bound, without the exact count.
#[must_use]
pub fn alike(one: &str, other: &str, least: f64) -> bool {
    one == other || (bound(one, other) >= least && strsim::sorensen_dice(one, other) >= least)
}

/// At least their likeness.
fn bound(one: &str, other: &str) -> f64 {
    let mut bins = [0i32; BINS];
    let mut pairs = 0u32;
    each_pair(one, |bin| {
        bins[bin] += 1;
        pairs += 1;
    });
    let mut shared = 0u32;
    each_pair(other, |bin| {
        shared += u32::from(bins[bin] > 0);
        bins[bin] -= 1;
        pairs += 1;
    });
    if pairs == 0 { 1.0 } else { 2.0 * f64::from(shared) / f64::from(pairs) }
}

fn each_pair(text: &str, mut take: impl FnMut(usize)) {
    let mut letters = text.chars().filter(|c| !c.is_whitespace()).map(|c| c as usize);
    let Some(mut before) = letters.next() else { return };
    for letter in letters {
        take((before.wrapping_mul(31) ^ letter) % BINS);
        before = letter;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_near_copies_are_alike() {
        assert!(alike("The gate is open.", "The gate  is open", 0.85));
        assert!(!alike("The gate is open.", "Das Tor ist offen.", 0.85));
        assert!(alike("", "", 0.85));
    }

    proptest! {
        #[test]
        fn the_bound_is_one(one in "[a-c é]{0,12}", other in "[a-c é]{0,12}") {
            prop_assert!(bound(&one, &other) + 1e-9 >= strsim::sorensen_dice(&one, &other));
        }
    }
}
