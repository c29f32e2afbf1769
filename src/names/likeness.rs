//! The probability that two spellings are one name: a learned cost table, a second opinion, and trees that weigh both.

use std::cell::RefCell;

use unicode_script::Script;

use super::{
    costs::Costs,
    features::{Bench, Features, features},
    lattice::{Source, Target},
    letters::{Letters, composed, latin, native},
    tables::{GENERIC, Kind, LATIN, costs, script_of, table_for, trees},
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
        (true, true) => {
            probability(&latin_pair(bench, &one, &other), Kind::Latin).max(probability(&latin_pair(bench, &other, &one), Kind::Latin))
        }
        (false, true) => across(bench, &one, from, source.lang, &other),
        (true, false) => across(bench, &other, to, target.lang, &one),
        // Two scripts, neither Latin: each against the plain romanisation of the other.
        (false, false) if one == other => 1.0,
        (false, false) => across(bench, &one, from, source.lang, &other).max(across(bench, &other, to, target.lang, &one)),
    })
}

fn probability(features: &Features, kind: Kind) -> f64 {
    f64::from(trees(kind).probability(features))
}

fn across(bench: &mut Bench, foreign: &str, script: Script, lang: Option<Lang>, spelling: &str) -> f64 {
    let table = table_for(script, lang);
    let (Some(own), Some(generic)) = (costs(table), costs(GENERIC)) else { return 0.0 };
    probability(&across_features(bench, foreign, spelling, (table != GENERIC).then_some(own), generic), Kind::Across)
}

/// The features of a name against a Latin spelling, with the script's own table if there is one.
#[must_use]
pub fn across_features(bench: &mut Bench, foreign: &str, spelling: &str, own: Option<&Costs>, generic: &Costs) -> Features {
    let (plain, target) = (latin(foreign), latin(spelling));
    let letters = if own.is_some() { native(foreign) } else { plain.clone() };
    let second = bench.whole(&Source::new(&plain, generic), &Target::new(&target, generic), generic);
    let first = own.map_or(second, |own| bench.whole(&Source::new(&letters, own), &Target::new(&target, own), own));
    features(&first, &second, own.is_none(), &letters, &plain, &target)
}

fn latin_pair(bench: &mut Bench, one: &str, other: &str) -> Features {
    let (one, other) = (latin(one), latin(other));
    match costs(LATIN) {
        Some(costs) => latin_features(bench, &one, &other, costs),
        None => features(&super::features::Facts::default(), &super::features::Facts::default(), true, &one, &one, &other),
    }
}

/// The features of two Latin spellings: the table is asked in both directions.
#[must_use]
pub fn latin_features(bench: &mut Bench, one: &Letters, other: &Letters, costs: &Costs) -> Features {
    let first = bench.whole(&Source::new(one, costs), &Target::new(other, costs), costs);
    let second = bench.whole(&Source::new(other, costs), &Target::new(one, costs), costs);
    features(&first, &second, false, one, one, other)
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
