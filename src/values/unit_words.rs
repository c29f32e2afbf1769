//! Which word of a language names which unit or currency, beside a figure.

use rustc_hash::FxHashMap;

use super::{
    beginnings::{Beginnings, is_name},
    fold_phrase, folded,
    units::{Kind, UnitSet},
};
use crate::lang::{Language, is_letter, once_a_language};

/// The unit words of one language.
#[derive(Debug, Default)]
pub struct UnitWords {
    names: FxHashMap<String, UnitSet>,
    /// What the first words of names begin with, where they begin with a letter.
    beginnings: Beginnings,
    longest: usize,
    unspaced: bool,
    rates: Vec<Rate>,
}

/// "so much in an hour", as the words before and after the figure and its unit.
#[derive(Debug)]
struct Rate {
    before: String,
    after: String,
    time: &'static str,
}

/// Signs and codes that every language takes over (SI, ISO 4217, Unicode currency signs).
const SIGNS: &[(&str, &str)] = &[
    ("%", "percent"),
    ("٪", "percent"),
    ("％", "percent"),
    ("km", "kilometre"),
    ("m", "metre"),
    ("cm", "centimetre"),
    ("mm", "millimetre"),
    ("kg", "kilogram"),
    ("mg", "milligram"),
    ("ml", "millilitre"),
    ("km/h", "kilometre-per-hour"),
    ("km/s", "kilometre-per-second"),
    ("m/s", "metre-per-second"),
    ("m/h", "metre-per-hour"),
    ("mph", "mile-per-hour"),
    ("kmph", "kilometre-per-hour"),
    ("kph", "kilometre-per-hour"),
    ("km²", "square-kilometre"),
    ("km2", "square-kilometre"),
    ("m²", "square-metre"),
    ("m2", "square-metre"),
    ("m³", "cubic-metre"),
    ("m3", "cubic-metre"),
    ("kw", "kilowatt"),
    ("kwh", "kilowatt-hour"),
    ("mw", "megawatt"),
    ("gw", "gigawatt"),
    ("°c", "celsius"),
    ("℃", "celsius"),
    ("°f", "fahrenheit"),
    ("℉", "fahrenheit"),
    ("°", "degree"),
    ("′", "foot"),
    ("″", "inch"),
    ("$", "dollar"),
    ("＄", "dollar"),
    ("€", "euro"),
    ("£", "pound-sterling"),
    ("¥", "yen"),
    ("¥", "yuan"),
    ("￥", "yen"),
    ("￥", "yuan"),
    ("₽", "rouble"),
    ("₹", "rupee"),
    ("₩", "won"),
    ("₴", "hryvnia"),
    ("₺", "lira"),
    ("₪", "shekel"),
    ("₫", "dong"),
    ("฿", "baht"),
    ("₱", "peso"),
    ("₸", "tenge"),
    ("₾", "lari"),
    ("֏", "dram"),
    ("৳", "taka"),
    ("r$", "real"),
    ("usd", "dollar"),
    ("eur", "euro"),
    ("gbp", "pound-sterling"),
    ("chf", "franc"),
    ("jpy", "yen"),
    ("cny", "yuan"),
    ("rmb", "yuan"),
    ("rub", "rouble"),
    ("inr", "rupee"),
    ("krw", "won"),
    ("try", "lira"),
    ("uah", "hryvnia"),
    ("ils", "shekel"),
    ("pln", "zloty"),
    ("sek", "krona"),
    ("nok", "krone"),
    ("dkk", "krone"),
    ("czk", "koruna"),
    ("huf", "forint"),
    ("ron", "leu"),
    ("bgn", "lev"),
    ("aed", "dirham"),
    ("sar", "riyal"),
    ("thb", "baht"),
    ("vnd", "dong"),
    ("idr", "rupiah"),
    ("myr", "ringgit"),
    ("mxn", "peso"),
    ("brl", "real"),
    ("zar", "rand"),
    ("kzt", "tenge"),
    ("egp", "egyptian-pound"),
];

/// Endings forgiven on a unit word of at least four letters: "Kilometern", "metriä".
const ENDING: usize = 4;

impl UnitWords {
    once_a_language!(UnitWords);

    fn new(language: &'static Language) -> Self {
        let mut words = UnitWords { unspaced: language.unspaced, ..UnitWords::default() };
        for (name, forms) in &language.units {
            let Some(set) = UnitSet::of(name) else { continue };
            for form in forms {
                let form = fold_phrase(form);
                // An abbreviation that is everyday grammar names nothing (Hindi से).
                if form.chars().count() <= 2 && set.has(Kind::Time) && language.words.is_core(&form) {
                    continue;
                }
                words.longest = words.longest.max(form.chars().count());
                // Keyboards have no gershayim, and word processors bend the mark that stands for it.
                let typed = ['"', '“', '”'].into_iter().filter(|_| form.contains('״')).map(|mark| form.replace('״', &mark.to_string()));
                for form in typed.collect::<Vec<_>>().into_iter().chain([form]) {
                    let known = words.names.entry(form).or_default();
                    *known = known.union(set);
                }
            }
        }
        for (sign, name) in SIGNS {
            if let Some(set) = UnitSet::of(name) {
                words.longest = words.longest.max(sign.chars().count());
                let known = words.names.entry((*sign).to_owned()).or_default();
                *known = known.union(set);
            }
        }
        words.beginnings = if language.unspaced { Beginnings::default() } else { Beginnings::of_whole_words() };
        words.names.keys().for_each(|name| words.beginnings.add(name));
        for (time, patterns) in [("hour", &language.rates.hour), ("second", &language.rates.second)] {
            for pattern in patterns {
                let Some((before, after)) = pattern.split_once("{0}") else { continue };
                words.rates.push(Rate { before: fold_phrase(before.trim()), after: fold_phrase(after.trim()), time });
            }
        }
        words
    }

    /// What a unit is where the text around the figure says "in an hour": "105 kilometres an hour", "每小时 105 公里". Gives the rate and
    /// where it ends.
    #[must_use]
    pub fn rate(&self, text: &str, figure: usize, unit: UnitSet, end: usize) -> Option<(UnitSet, usize)> {
        let blanks = [' ', '\u{a0}', '\u{202f}'];
        self.rates.iter().find_map(|rate| {
            if rate.after.is_empty() {
                let head = text[..figure].trim_end_matches(blanks);
                let from = head.char_indices().rev().take(rate.before.chars().count()).last()?.0;
                return (fold_phrase(&head[from..]) == rate.before).then(|| unit.per(rate.time)).flatten().map(|set| (set, end));
            }
            let rest = &text[end..];
            let body = rest.trim_start_matches(blanks);
            let length: usize = body.chars().take(rate.after.chars().count()).map(char::len_utf8).sum();
            let goes_on = body[length..].starts_with(is_letter) && !self.unspaced;
            let fits = rate.before.is_empty() && !goes_on && fold_phrase(&body[..length]) == rate.after;
            fits.then(|| unit.per(rate.time)).flatten().map(|set| (set, end + rest.len() - body.len() + length))
        })
    }

    /// The unit that follows a figure which ends at `end`, and where its name ends.
    #[must_use]
    pub fn after(&self, text: &str, end: usize) -> Option<(UnitSet, usize)> {
        let rest = &text[end..];
        let body = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}', '-', '\u{2011}', '\u{2010}']);
        // 300多公里: "more than" stands between the figure and its unit.
        let body = if self.unspaced { body.trim_start_matches(['多', '余', '餘']) } else { body };
        let skipped = rest.len() - body.len();
        if skipped > 4 || body.is_empty() {
            return None;
        }
        let start = end + skipped;
        if self.unspaced && !body.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            let ends: Vec<usize> = body.char_indices().take(self.longest).map(|(at, c)| at + c.len_utf8()).collect();
            return ends.into_iter().rev().find_map(|to| self.names.get(&fold_phrase(&body[..to])).map(|set| (*set, start + to)));
        }
        // Hardly a word behind a figure begins the name of a unit.
        let first = folded(body.split(char::is_whitespace).next().unwrap_or_default());
        let end = first.find(|c| !is_name(c)).unwrap_or(first.len());
        if first.starts_with(is_letter) && !self.beginnings.may_begin(&first[..end]) {
            return None;
        }
        let mut words: Vec<usize> = Vec::with_capacity(4);
        for (at, c) in body.char_indices() {
            // Hebrew abbreviates with a mark inside the word.
            let inside = matches!(c, '"' | '”') && body[at + c.len_utf8()..].starts_with(|next: char| ('א'..='ת').contains(&next));
            if inside {
                continue;
            }
            if ends_unit(c) || (self.unspaced && !c.is_ascii() && !matches!(c, '²' | '³')) {
                if words.last() != Some(&at) && at > 0 {
                    words.push(at);
                }
                if !is_blank(c) || words.len() >= 4 {
                    break;
                }
            }
            if at + c.len_utf8() == body.len() {
                words.push(body.len());
            }
        }
        let phrase = words.iter().rev().find_map(|to| self.names.get(&fold_phrase(body[..*to].trim_end())).map(|set| (*set, start + to)));
        // كم/الساعة: a unit and a rate in one word.
        let slashed = || {
            let to = *words.first()?;
            let at = body[..to].find('/')?;
            let set = *self.names.get(&fold_phrase(&body[..at]))?;
            let tail = fold_phrase(&body[at..to]);
            self.rates.iter().any(|rate| rate.after == tail).then_some((set, start + at))
        };
        phrase.or_else(slashed).or_else(|| {
            let to = *words.first()?;
            let folded = fold_phrase(&body[..to]);
            let mut cut = folded.as_str();
            for _ in 0..ENDING {
                let (at, _) = cut.char_indices().next_back()?;
                cut = &cut[..at];
                if cut.chars().count() < 4 {
                    return None;
                }
                if let Some(set) = self.names.get(cut) {
                    return Some((*set, start + to));
                }
            }
            None
        })
    }

    /// The currency sign or code right before a figure that starts at `start`, and where it starts.
    #[must_use]
    pub fn before(&self, text: &str, start: usize) -> Option<(UnitSet, usize)> {
        let head = text[..start].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        if start - head.len() > 3 {
            return None;
        }
        let last = head.chars().next_back()?;
        if is_letter(last) {
            let word_start = head.char_indices().rev().take_while(|(_, c)| c.is_ascii_uppercase()).last().map(|(at, _)| at)?;
            let set = self.names.get(&head[word_start..].to_lowercase()).copied()?;
            return (head.len() - word_start == 3 && set.has(Kind::Money)).then_some((set, word_start));
        }
        let sign = &head[head.len() - last.len_utf8()..];
        // Of the dollars only the Brazilian sign is another currency.
        let sign = if head.ends_with("R$") { "r$" } else { sign };
        let at = head.len() - sign.len();
        self.names.get(sign).copied().filter(|set| set.has(Kind::Money)).map(|set| (set, at))
    }
}

/// Whether the text between a figure and the end of its unit is more than a letter or two that may be anything: "in", "m", "г".
#[must_use]
pub fn is_sure(name: &str, unspaced: bool) -> bool {
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '-');
    let count = name.chars().count();
    let vowel = |c: char| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    unspaced && !name.is_ascii() || count >= 3 || !name.chars().all(is_letter) || (count == 2 && !name.contains(vowel))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '-' || c == '\u{2011}' || c == '\u{200c}'
}

fn ends_unit(c: char) -> bool {
    is_blank(c) || matches!(c, ',' | ';' | ':' | '!' | '?' | ')' | '(' | '"' | '”' | '»' | '…' | '،' | '؛' | '؟' | '।' | '–' | '—' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lang::or_default, model::Lang};

    #[test]
    fn finds_unit_words() {
        for (lang, text, end, expected) in [
            ("en", "10 miles away", 2, "mile"),
            ("en", "650-pound pig", 3, "pound"),
            ("de", "16 Kilometern", 2, "kilometre"),
            ("ar", "16 كيلومترا", 2, "kilometre"),
            ("ja", "16キロメートル離れた", 2, "kilometre"),
            ("zz", "12 % of", 2, "percent"),
            // What folding drops may stand inside, and a sign may count as a letter.
            ("de", "5 Me\u{ad}tern", 1, "metre"),
            ("de", "27 ºC", 2, "celsius"),
        ] {
            let words = UnitWords::of(or_default(Lang::parse(lang).ok()));
            let found = words.after(text, end).and_then(|(set, _)| set.name());
            assert_eq!(found, Some(expected), "{lang}: {text}");
        }
    }
}
