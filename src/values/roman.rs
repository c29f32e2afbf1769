//! Roman numerals, in Latin capitals or in the Cyrillic letters that look like them.

/// The value of a word that is a Roman numeral up to 3999 in its one regular spelling. A lone I is a pronoun.
pub(super) fn roman(word: &str) -> Option<f64> {
    let mut values: [u32; 15] = [0; 15];
    let mut count = 0;
    for c in word.chars() {
        *values.get_mut(count)? = match c {
            'I' | 'І' => 1,
            'V' => 5,
            'X' | 'Х' => 10,
            'L' => 50,
            'C' | 'С' => 100,
            'D' => 500,
            'M' | 'М' => 1000,
            _ => return None,
        };
        count += 1;
    }
    let values = &values[..count];
    if values.is_empty() || values == [1] || values == [50] || values == [100] || values == [500] || values == [1000] {
        return None;
    }
    let total: i64 = (0..count)
        .map(|at| {
            let smaller = values.get(at + 1).is_some_and(|next| values[at] < *next);
            if smaller { -i64::from(values[at]) } else { i64::from(values[at]) }
        })
        .sum();
    let total = u32::try_from(total).ok()?;
    (spelled(total) == values).then_some(f64::from(total))
}

/// Whether a word begins with a letter of a numeral, large or small; of others all of these say nothing.
pub(super) fn begins_roman(word: &str) -> bool {
    word.starts_with(['I', 'V', 'X', 'L', 'C', 'D', 'M', 'i', 'v', 'x', 'І', 'Х', 'С', 'М'])
}

/// The numeral of a word that ends in the small letters of an ordinal: "XIXe", "IIIème", "XXIst". CVs and CDs are many, no figures.
pub(super) fn roman_part(word: &str) -> &str {
    let numeral = word.trim_end_matches(char::is_lowercase);
    let ending = &word[numeral.len()..];
    let ordinal = (1..=6).contains(&ending.len()) && ending.chars().count() <= 4 && ending != "s";
    if numeral.chars().count() >= 2 && ordinal { numeral } else { word }
}

/// The value of a small numeral up to 39, as Catalan, French and Spanish set centuries: "xvii", "xixe". Two letters that are a word somewhere
/// (vi, xi) are none.
pub(super) fn small_roman(word: &str) -> Option<f64> {
    let letters = word.find(|c| !matches!(c, 'i' | 'v' | 'x')).unwrap_or(word.len());
    let (numeral, ending) = word.split_at(letters);
    let whole = matches!(ending, "" | "e" | "è" | "ème" | "th" | "st");
    let sure = numeral.len() >= 3 || matches!(numeral, "ii" | "iv" | "ix" | "xv" | "xx");
    (whole && sure && numeral.len() <= 6).then(|| roman(&numeral.to_uppercase())).flatten()
}

fn spelled(mut value: u32) -> Vec<u32> {
    const STEPS: [(u32, &[u32]); 13] = [
        (1000, &[1000]),
        (900, &[100, 1000]),
        (500, &[500]),
        (400, &[100, 500]),
        (100, &[100]),
        (90, &[10, 100]),
        (50, &[50]),
        (40, &[10, 50]),
        (10, &[10]),
        (9, &[1, 10]),
        (5, &[5]),
        (4, &[1, 5]),
        (1, &[1]),
    ];
    let mut out = Vec::new();
    for (step, letters) in STEPS {
        while value >= step {
            out.extend_from_slice(letters);
            value -= step;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_regular_spellings_only() {
        assert_eq!(roman("XIX"), Some(19.0));
        assert_eq!(roman("ХІХ"), Some(19.0));
        assert_eq!(roman("II"), Some(2.0));
        assert_eq!(roman("MCMXCIV"), Some(1994.0));
        assert_eq!(roman(roman_part("XIXe")), Some(19.0));
        assert_eq!(roman(roman_part("IIIème")), Some(3.0));
        assert_eq!(roman(roman_part("Civil")), None);
        assert_eq!((roman(roman_part("CVs")), roman(roman_part("CDs"))), (None, None));
        assert_eq!((small_roman("xvii"), small_roman("xixe"), small_roman("xv")), (Some(17.0), Some(19.0), Some(15.0)));
        assert_eq!((small_roman("vi"), small_roman("xiixx"), small_roman("vie"), small_roman("taxi")), (None, None, None, None));
        assert_eq!(roman("I"), None);
        assert_eq!(roman("IIX"), None);
        assert_eq!(roman("MIX"), Some(1009.0));
        assert_eq!(roman("CIVIL"), None);
    }
}
