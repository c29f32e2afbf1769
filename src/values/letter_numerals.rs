//! Numerals written in the letters of the alphabet: סעיף טו is section 15.

use super::value::{Form, Value};
use crate::lang::{Language, is_letter};

/// Words of a text that may end in such a numeral without a sign: a longer one is a sentence.
const HEADING: usize = 3;
/// Letters of a numeral.
const LONGEST: usize = 3;

fn worth(c: char) -> Option<u32> {
    Some(match c {
        'א' => 1,
        'ב' => 2,
        'ג' => 3,
        'ד' => 4,
        'ה' => 5,
        'ו' => 6,
        'ז' => 7,
        'ח' => 8,
        'ט' => 9,
        'י' => 10,
        'כ' => 20,
        'ל' => 30,
        'מ' => 40,
        'נ' => 50,
        'ס' => 60,
        'ע' => 70,
        'פ' => 80,
        'צ' => 90,
        'ק' => 100,
        'ר' => 200,
        'ש' => 300,
        'ת' => 400,
        _ => return None,
    })
}

/// Adds the numeral at the end of a heading, as a hint: the letters are as often a word.
pub(super) fn letter_numeral(text: &str, language: &Language, out: &mut Vec<Value>) {
    if !language.scripts.iter().any(|code| code == "Hebr") || text.split_whitespace().nth(HEADING).is_some() {
        return;
    }
    let bare = text.trim_end_matches(|c: char| !is_letter(c));
    let start = bare.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let word = &bare[start..];
    let values: Option<Vec<u32>> = word.chars().filter(|c| !matches!(c, '׳' | '״' | '\'' | '"')).map(worth).collect();
    let Some(values) = values.filter(|values| start > 0 && (1..=LONGEST).contains(&values.len())) else { return };
    if values.windows(2).all(|pair| pair[0] > pair[1]) && out.iter().all(|known| known.span.end <= start) {
        out.push(Value::new(start..bare.len(), vec![f64::from(values.iter().sum::<u32>())], Form::Hint));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lang::or_default, model::Lang};

    #[test]
    fn the_letter_behind_a_section_is_its_number() {
        let hebrew = or_default(Lang::parse("he").ok());
        for (text, expected) in
            [("סעיף טו.", Some(15.0)), ("סעיף כ״ו", Some(26.0)), ("סעיף ל", Some(30.0)), ("סעיף שלום", None), ("יג", None)]
        {
            let mut out = Vec::new();
            letter_numeral(text, hebrew, &mut out);
            assert_eq!(out.first().map(Value::value), expected, "{text}");
        }
    }
}
