//! Years and days of other calendars, read as Gregorian ones too: 1402 in Persian, 2566 in Thai, 令和5年, 1445 هـ.

use time::{Date, Month};

use super::{Value, beginnings::FirstCharacters, fold, fold_phrase, value::Form};
use crate::{
    lang::{Language, is_letter, once_a_language},
    model::Arrange,
};

/// What the language file says of other calendars, folded.
#[derive(Debug, Default)]
struct Eras {
    /// Word before or behind a year, and what to add to it.
    counted: Vec<(String, f64)>,
    hijri_signs: Vec<String>,
    /// Month names with the month's number: of the solar Hijri and of the lunar Hijri calendar.
    solar: Vec<(String, u8)>,
    lunar: Vec<(String, u8)>,
    months_begin: FirstCharacters,
    /// Years of a plain text that are of another calendar, as first year, last year and what to add.
    plain: Vec<(f64, f64, [f64; 2])>,
}

impl Eras {
    once_a_language!(Eras);

    fn new(language: &'static Language) -> Self {
        let calendar = &language.calendar;
        let months = |list: &Vec<Vec<String>>| {
            let mut all: Vec<(String, u8)> =
                list.iter().zip(1..).flat_map(|(forms, month)| forms.iter().map(move |form| (fold_phrase(form), month))).collect();
            all.arrange_by_key(|(form, _)| std::cmp::Reverse(form.len()));
            all
        };
        let plain = calendar.years.iter().filter_map(|system| match system.as_str() {
            "solar-hijri" => Some((1250.0, 1450.0, [621.0, 622.0])),
            "buddhist" => Some((2400.0, 2620.0, [-543.0, -543.0])),
            _ => None,
        });
        let (solar, lunar) = (months(&calendar.solar_months), months(&calendar.lunar_months));
        Eras {
            months_begin: FirstCharacters::new(solar.iter().chain(&lunar).map(|(name, _)| name.as_str())),
            counted: calendar.eras.iter().map(|(word, add)| (fold(word), *add)).collect(),
            hijri_signs: calendar.hijri.iter().map(|word| fold(word)).collect(),
            solar,
            lunar,
            plain: plain.collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.counted.is_empty() && self.hijri_signs.is_empty() && self.solar.is_empty() && self.lunar.is_empty() && self.plain.is_empty()
    }
}

/// Adds Gregorian readings to the figures that may be years or days of another calendar.
pub(super) fn gregorian(text: &str, language: &'static Language, out: &mut [Value]) {
    let eras = Eras::of(language);
    if eras.is_empty() {
        return;
    }
    for at in 0..out.len() {
        let value = out[at].value();
        if value.fract() != 0.0 || !(1.0..3000.0).contains(&value) {
            continue;
        }
        let before = text[..out[at].span.start].trim_end();
        let rest = &text[out[at].span.end..];
        let behind = || fold_phrase(&rest.chars().take(24).collect::<String>()).trim_start().to_owned();
        if value < 1000.0 {
            let era = eras.counted.iter().find(|(word, _)| before.ends_with(word.as_str()));
            if let Some((_, add)) = era {
                out[at].readings.insert(0, value + add);
                continue;
            }
        }
        if (1000.0..1600.0).contains(&value) && !eras.hijri_signs.is_empty() && starts_with_any(&behind(), &eras.hijri_signs) {
            let year = (value * 0.970_224 + 621.577).floor();
            out[at].readings.extend([year, year + 1.0]);
        }
        for (first, last, add) in &eras.plain {
            if (*first..*last).contains(&value) {
                out[at].readings.extend(add.iter().map(|add| value + add));
            }
        }
        // Hardly a figure stands before such a month.
        if value <= 31.0 && eras.months_begin.may_begin(rest) {
            let behind = behind();
            let month =
                |list: &[(String, u8)]| list.iter().find(|(name, _)| starts_word(&behind, name)).map(|(name, month)| (name.len(), *month));
            let (solar, lunar) = (month(&eras.solar), month(&eras.lunar));
            if solar.is_none() && lunar.is_none() {
                continue;
            }
            let year = out.get(at + 1).filter(|next| next.span.start - out[at].span.end <= 40 && (1000.0..1600.0).contains(&next.value()));
            let year = year.map(Value::value);
            #[allow(clippy::cast_possible_truncation)]
            let days = match (solar, lunar, year) {
                (Some((_, month)), _, Some(year)) => of_solar(year as i32, month, value as i32),
                (_, Some((_, month)), Some(year)) => of_lunar(year as i32, month, value as i32),
                _ => Vec::new(),
            };
            // Without its year the day cannot be told: it answers nothing for sure, and claims nothing.
            if days.is_empty() {
                out[at].form = Form::Hint;
            }
            out[at].readings.extend(days);
        }
    }
}

fn starts_with_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| starts_word(text, word))
}

fn starts_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(is_letter))
}

/// Days of the Gregorian month for a date of the solar Hijri calendar; its year begins on 20 or 21 March.
fn of_solar(year: i32, month: u8, day: i32) -> Vec<f64> {
    let passed = if month <= 7 { (i32::from(month) - 1) * 31 } else { 186 + (i32::from(month) - 7) * 30 } + day - 1;
    [20, 21]
        .into_iter()
        .filter_map(|start| Date::from_calendar_date(year + 621, Month::March, start).ok())
        .filter_map(|date| later(date, passed))
        .collect()
}

/// Days of the Gregorian month for a date of the lunar Hijri calendar, by the tables and a day either way for the sighting of the moon.
fn of_lunar(year: i32, month: u8, day: i32) -> Vec<f64> {
    let month = i32::from(month);
    let julian = (11 * year + 3) / 30 + 354 * year + 30 * month - (month - 1) / 2 + day + 1_948_440 - 385;
    (-1..=1).filter_map(|off| Date::from_julian_day(julian + off).ok()).map(|date| f64::from(date.day())).collect()
}

fn later(date: Date, days: i32) -> Option<f64> {
    Date::from_julian_day(date.to_julian_day() + days).ok().map(|date| f64::from(date.day()))
}

#[cfg(test)]
mod tests {
    use crate::{lang::or_default, model::Lang, values::extract};

    fn may_be(lang: &str, text: &str, wanted: f64) -> bool {
        extract(text, or_default(Lang::parse(lang).ok())).iter().any(|value| value.may_be(wanted))
    }

    #[test]
    fn years_of_other_calendars_are_gregorian_too() {
        for (lang, text, year) in [
            ("fa", "در سال ۱۴۰۲ افتتاح شد", 2023.0),
            ("th", "ในปี 2566", 2023.0),
            ("ja", "令和5年に開通した", 2023.0),
            ("ja", "昭和39年の大会", 1964.0),
            ("ar", "في عام 1445 هـ", 2024.0),
            ("zh-Hant", "民國112年", 2023.0),
        ] {
            assert!(may_be(lang, text, year), "{lang}: {text}");
        }
        assert!(!may_be("en", "in 1402", 2023.0));
    }

    #[test]
    fn days_of_other_calendars_are_gregorian_too() {
        assert!(may_be("fa", "در ۱۵ مهر ۱۴۰۲", 7.0), "7 October 2023");
        assert!(may_be("ar", "في 1 رمضان 1445", 11.0), "11 March 2024");
    }
}
