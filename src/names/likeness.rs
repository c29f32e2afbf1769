//! The probability that two spellings are one name: a learned cost table, a second opinion, and trees that weigh both.

use std::{cell::RefCell, ops::Range, sync::OnceLock};

use unicode_script::Script;

use super::{
    costs::Costs,
    features::{Bench, Features, features},
    lattice::{Source, Target, Whole},
    letters::{EDGE, composed, latin, native},
    spellings::{self, spelling_features},
    tables::{GENERIC, Kind, costs, script_of, table_for, trees},
};
use crate::model::Lang;

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::default();
}

/// A name and the language it is in, if known.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    pub text: &'a str,
    pub lang: Option<Lang>,
}

/// The probability that a name and its rendering are one name, 0 to 1; any script against any other.
#[must_use]
pub fn compare(source: Named<'_>, target: Named<'_>) -> f64 {
    let (one, other) = (composed(source.text), composed(target.text));
    let (Some(from), Some(to)) = (script_of(&one), script_of(&other)) else {
        // Without letters only the same text is the same name.
        return f64::from(u8::from(!one.is_empty() && one == other));
    };
    BENCH.with_borrow_mut(|bench| match (from == Script::Latin, to == Script::Latin) {
        (true, true) => f64::from(trees(Kind::Latin).probability(&spelling_features(bench, &one, &other, latin_tables()))),
        (false, true) => across(bench, &one, from, source.lang, &other),
        (true, false) => across(bench, &other, to, target.lang, &one),
        // Two scripts, neither Latin: each against the plain romanisation of the other.
        (false, false) if one == other => 1.0,
        (false, false) => across(bench, &one, from, source.lang, &other).max(across(bench, &other, to, target.lang, &one)),
    })
}

/// The same as if no script had a table of its own: what a script that was never seen gets.
#[must_use]
pub fn compare_unseen(source: &str, target: &str) -> f64 {
    let (one, other) = (composed(source), composed(target));
    let Some(generic) = costs(GENERIC) else { return 0.0 };
    let (foreign, spelling) = if script_of(&one) == Some(Script::Latin) { (other, one) } else { (one, other) };
    BENCH.with_borrow_mut(|bench| f64::from(likely(bench, &foreign, &spelling, None, generic)))
}

fn across(bench: &mut Bench, foreign: &str, script: Script, lang: Option<Lang>, spelling: &str) -> f64 {
    let table = table_for(script, lang);
    let (Some(own), Some(generic)) = (costs(table), costs(GENERIC)) else { return 0.0 };
    f64::from(likely(bench, foreign, spelling, (table != GENERIC).then_some(own), generic))
}

/// The probability that a name and a Latin spelling are one name.
#[must_use]
pub fn likely(bench: &mut Bench, foreign: &str, spelling: &str, own: Option<&Costs>, generic: &Costs) -> f32 {
    trees(Kind::Across).probability(&across_features(bench, foreign, spelling, own, generic))
}

/// The features of a name against a Latin spelling, with the script's own table if there is one; the generic one is a second opinion.
#[must_use]
pub fn across_features(bench: &mut Bench, foreign: &str, spelling: &str, own: Option<&Costs>, generic: &Costs) -> Features {
    let (plain, target) = (latin(foreign), latin(spelling));
    let second = bench.whole(&Source::new(&plain, generic), &Target::of_word(spelling, generic), generic);
    let Some(table) = own else { return features(&second, &second, true, &plain, &plain, &target) };
    let letters = native(foreign);
    let first = bench.whole(&Source::new(&letters, table), &Target::of_word(spelling, table), table);
    features(&first, &second, false, &letters, &plain, &target)
}

/// The tables between two Latin spellings.
fn latin_tables() -> &'static [&'static Costs] {
    static TABLES: OnceLock<Vec<&'static Costs>> = OnceLock::new();
    TABLES.get_or_init(|| spellings::TABLES.iter().filter_map(|name| costs(name)).collect())
}

/// The letters of a source form that stand behind some letters of a spelling, numbered without joints; empty where the source writes
/// nothing there, `None` where the two cannot be aligned.
#[must_use]
pub fn letters_behind(source: &str, lang: Option<Lang>, spelling: &str, range: Range<usize>) -> Option<String> {
    let text = composed(source);
    let script = script_of(&text).filter(|script| *script != Script::Latin)?;
    let table = costs(table_for(script, lang))?;
    let (from, to) = (if table_for(script, lang) == GENERIC { latin(&text) } else { native(&text) }, latin(spelling));
    // Numbers of letters as numbers of codes, edges counted.
    let places: Vec<usize> = to.letters.iter().enumerate().filter(|(_, c)| **c != EDGE).map(|(at, _)| at).collect();
    let wanted = places.get(range)?;
    let (first, last) = (*wanted.first()?, *wanted.last()?);
    // A vowel that is written together with the consonant beside it has no letter of its own.
    let vowels = to.letters[first..=last].iter().all(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'));
    BENCH.with_borrow_mut(|bench| {
        let coded = Source::new(&from, table);
        bench.room.align(&coded, &Target::new(&to, table), table, &Whole(coded.symbols.len()));
        let mut found = String::new();
        for step in &bench.room.path {
            let start = step.target as usize;
            let end = start + step.target_length as usize;
            if step.target_length == 0 || start > last || end <= first || (vowels && (start < first || end > last + 1)) {
                continue;
            }
            for symbol in step.source as usize..step.source as usize + step.source_length as usize {
                let letter = coded.from.get(symbol).and_then(|at| from.letters.get(*at as usize)).filter(|letter| **letter != EDGE);
                found.extend(letter);
            }
        }
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(source: &str, lang: &str, target: &str) -> f64 {
        compare(Named { text: source, lang: Lang::parse(lang).ok() }, Named { text: target, lang: Lang::parse("en").ok() })
    }

    #[test]
    fn spellings_of_one_name_are_likely() {
        let same = [
            ("السراج", "ar", "Al Sarraj"),
            ("السراج", "ar", "el-Serraj"),
            ("محمد بوعزيزي", "ar", "Mohamed Bouazizi"),
            ("Хатаевич", "uk", "Khatayevych"),
            ("Александр Солженицын", "ru", "Aleksandr Solzhenitsyn"),
            ("אהרן אפלפלד", "he", "Aharon Appelfeld"),
            ("Γιώργος Σεφέρης", "el", "Giorgos Seferis"),
            ("クリストファー", "ja", "Christopher"),
            ("김대중", "ko", "Kim Dae-jung"),
            ("ნოდარ დუმბაძე", "ka", "Nodar Dumbadze"),
        ];
        for (source, lang, target) in same {
            assert!(likeness(source, lang, target) > 0.7, "{source} {target} {}", likeness(source, lang, target));
        }
    }

    #[test]
    fn other_names_are_not() {
        let other = [
            ("حفتر", "ar", "Sarraj"),
            ("السراج", "ar", "Al Mismari"),
            ("Женева", "ru", "Tripoli"),
            ("ნოდარ", "ka", "Giorgi"),
            ("クリストファー", "ja", "Benjamin"),
            ("Εμμανουήλ", "el", "Alexandros"),
        ];
        for (source, lang, target) in other {
            assert!(likeness(source, lang, target) < 0.3, "{source} {target} {}", likeness(source, lang, target));
        }
    }

    #[test]
    fn any_side_may_be_latin_and_none_may() {
        let english_to_arabic = compare(Named { text: "Al-Sarraj", lang: None }, Named { text: "السراج", lang: Lang::parse("ar").ok() });
        assert!(english_to_arabic > 0.7, "{english_to_arabic}");
        assert!(compare(Named { text: "Mohammed", lang: None }, Named { text: "Muhamad", lang: None }) > 0.7);
        assert!(compare(Named { text: "Kamal", lang: None }, Named { text: "Peter", lang: None }) < 0.3);
        assert!(compare(Named { text: "Москва", lang: None }, Named { text: "موسكفا", lang: None }) > 0.5);
        assert!(compare(Named { text: "", lang: None }, Named { text: "", lang: None }) < 1e-9);
        assert!((compare(Named { text: "2020", lang: None }, Named { text: "2020", lang: None }) - 1.0).abs() < 1e-9);
    }
}
