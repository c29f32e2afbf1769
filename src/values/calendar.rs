//! What a text says of days and hours: months, weekdays, dates, times of day, feasts, years counted from today.

use std::ops::Range;

use super::{
    calendar_words::{CalendarWords, Entry, Meaning},
    extract::head,
    fold, fold_phrase, folded,
    value::Value,
};
use crate::{
    lang::{Language, is_letter, is_word_character},
    model::Arrange,
};

/// A word of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T> {
    pub span: Range<usize>,
    /// What it may name: month or weekday by number, feast by key.
    pub may_be: Vec<T>,
    /// No everyday word and no bare abbreviation.
    pub sure: bool,
}

/// A day of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    pub span: Range<usize>,
    /// Day and month, the likeliest first: 3/4 is the third of April or the fourth of March.
    pub readings: Vec<(u8, u8)>,
    /// Written in figures only, so that the order is a matter of custom.
    pub numeric: bool,
    /// The day stands in figures.
    pub day: Range<usize>,
    /// A year in four figures that stands with it.
    pub year: Option<u16>,
}

/// A time of day whose half is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    pub span: Range<usize>,
    /// 1 to 11: noon and midnight are said in too many ways.
    pub hour: u8,
    pub minute: u8,
    pub after_noon: bool,
}

/// All of it for one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moments {
    pub months: Vec<Named<u8>>,
    pub weekdays: Vec<Named<u8>>,
    pub relative: Vec<Named<&'static str>>,
    pub feasts: Vec<Named<&'static str>>,
    pub dates: Vec<Date>,
    pub times: Vec<Time>,
}

/// Reads the calendar words of a text whose figures are known.
#[must_use]
pub fn moments(text: &str, figures: &[Value], language: &'static Language) -> Moments {
    let words = CalendarWords::of(language);
    let mut out = Moments::default();
    let mut reader = Reader { text, figures, language, words, out: &mut out };
    if !words.is_empty() {
        if language.unspaced {
            reader.unspaced();
        } else {
            reader.spaced();
        }
    }
    reader.counted_months();
    reader.neighbours();
    reader.dates();
    reader.numeric_dates();
    reader.times();
    out
}

struct Reader<'a> {
    text: &'a str,
    figures: &'a [Value],
    language: &'static Language,
    words: &'static CalendarWords,
    out: &'a mut Moments,
}

/// Bytes of a run of words beyond which it is no entry.
const LONGEST: usize = 80;

impl Reader<'_> {
    fn spaced(&mut self) {
        let text = self.text;
        let words = word_spans(text);
        let mut at = 0;
        while at < words.len() {
            let first = folded(&text[words[at].clone()]);
            if !self.words.may_mean(&first) {
                at += 1;
                continue;
            }
            // What begins no entry is asked alone, and so is each word more.
            let longest = self.words.longest.max(1).min(words.len() - at);
            let begins = |last: &usize| {
                let piece = text.get(words[at].start..words[at + last - 1].end).filter(|piece| *last == 1 || piece.len() <= LONGEST);
                piece.is_some_and(|piece| self.words.begins(&fold_phrase(piece)))
            };
            let most = (1..longest).take_while(begins).count() + 1;
            let found = (1..=most).rev().find_map(|count| {
                let span = words[at].start..words[at + count - 1].end;
                let piece = text.get(span.clone())?;
                if count > 1 && piece.len() > LONGEST {
                    return None;
                }
                let entry = if count > 1 { self.words.exact(&fold_phrase(piece)) } else { self.words.word(&fold(piece)) };
                entry.map(|entry| (count, span, entry))
            });
            let Some((count, span, entry)) = found else {
                at += 1;
                continue;
            };
            let first = text[span.clone()].chars().next();
            // "mid-May": the capital stands in the last word.
            let last = text[words[at + count - 1].start..].chars().next();
            let upper = if self.words.capital { last } else { first }.is_some_and(char::is_uppercase);
            let cased = upper || first.is_some_and(char::is_lowercase);
            // "march" and "sat" are no months where months have capitals; "Domingo" is no Sunday where they have none.
            let named = entry.meanings.iter().any(|meaning| matches!(meaning, Meaning::Month(_) | Meaning::Weekday(_)));
            let right_case = !cased || !named || upper == self.words.capital || (!self.words.capital && starts_sentence(text, span.start));
            let beside = beside_digit(text, &span);
            let sure = (right_case && !entry.loose) || (beside && (right_case || !self.words.capital));
            if right_case || !self.words.capital || beside {
                self.keep(span, entry, sure);
            }
            at += count;
        }
    }

    fn unspaced(&mut self) {
        let text = self.text;
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut at = 0;
        while at + 1 < starts.len() {
            if !self.words.may_mean(&folded(head(&text[starts[at]..]))) {
                at += 1;
                continue;
            }
            let most = self.words.longest.min(starts.len() - 1 - at);
            let found = (1..=most).rev().find_map(|count| {
                let span = starts[at]..starts[at + count];
                self.words.exact(&fold_phrase(&text[span.clone()])).map(|entry| (count, span, entry))
            });
            let Some((count, span, entry)) = found else {
                at += 1;
                continue;
            };
            // 一周一次 is "once a week", no Monday.
            let before = text[..span.start].chars().next_back();
            let after = text[span.end..].chars().next();
            let counted =
                before.is_some_and(|c| super::han::han(c).is_some() || c.is_numeric()) || matches!(after, Some('次' | '个' | '個'));
            self.keep(span, entry, !entry.loose && !counted);
            at += count;
        }
    }

    fn keep(&mut self, span: Range<usize>, entry: &Entry, sure: bool) {
        let mut months = Vec::new();
        let mut weekdays = Vec::new();
        let mut relative = Vec::new();
        let mut feasts = Vec::new();
        for meaning in &entry.meanings {
            match meaning {
                Meaning::Month(number) => months.push(*number),
                Meaning::Weekday(number) => weekdays.push(*number),
                Meaning::Relative(key) => relative.push(*key),
                Meaning::Feast(key) => feasts.push(*key),
            }
        }
        let kinds = usize::from(!months.is_empty()) + usize::from(!weekdays.is_empty());
        let sure = sure && kinds < 2;
        // A month as a figure and a sign is read with its figure below.
        if !months.is_empty() && !self.text[span.clone()].starts_with(|c: char| c.is_numeric()) {
            self.out.months.push(Named { span: span.clone(), may_be: months, sure });
        }
        for (list, may_be) in [(&mut self.out.relative, relative), (&mut self.out.feasts, feasts)] {
            if !may_be.is_empty() {
                list.push(Named { span: span.clone(), may_be, sure });
            }
        }
        if !weekdays.is_empty() {
            self.out.weekdays.push(Named { span, may_be: weekdays, sure });
        }
    }

    /// 7月, 七月, 7월: a figure and the sign of a month.
    fn counted_months(&mut self) {
        for figure in self.figures {
            let rest = self.text[figure.span.end..].trim_start_matches([' ', '\u{a0}']);
            let Some(sign) = rest.chars().next().filter(|c| matches!(c, '月' | '월')) else { continue };
            let Some(month) = whole(figure, 12) else { continue };
            let end = self.text.len() - rest.len() + sign.len_utf8();
            let span = figure.span.start..end;
            self.out.months.retain(|known| known.span.start >= span.end || known.span.end <= span.start);
            self.out.months.push(Named { span, may_be: vec![month], sure: true });
        }
        self.out.months.arrange_by_key(|month| month.span.start);
    }

    /// "Nov to Mar": a short form beside another month is a month.
    fn neighbours(&mut self) {
        for at in 1..self.out.months.len() {
            let gap = self.out.months[at].span.start.saturating_sub(self.out.months[at - 1].span.end);
            let sure = self.out.months[at - 1].sure || self.out.months[at].sure || self.words.capital;
            if gap <= 6 && sure {
                self.out.months[at - 1].sure = true;
                self.out.months[at].sure = true;
            }
        }
    }

    /// A month with its day before or after it.
    fn dates(&mut self) {
        for month in &self.out.months {
            let [number] = month.may_be.as_slice() else { continue };
            let east = self.text[month.span.clone()].ends_with(['月', '월']);
            let before = self.figures.iter().rfind(|figure| figure.span.end <= month.span.start);
            let after = self.figures.iter().find(|figure| figure.span.start >= month.span.end);
            let near = |from: usize, to: usize| {
                let gap = self.text.get(from..to).unwrap_or_default();
                gap.chars().count() <= 5 && !gap.contains([';', '(', ')', ':', '/', '–', '—']) && !gap.contains('\n')
            };
            let day_before =
                before.filter(|figure| !east && near(figure.span.end, month.span.start)).and_then(|f| whole(f, 31).map(|day| (day, f)));
            let day_after = after
                .filter(|figure| {
                    let gap = self.text.get(month.span.end..figure.span.start).unwrap_or_default();
                    gap.trim_matches([' ', '.', '\u{a0}']).is_empty() && (!east || gap.trim().is_empty())
                })
                .and_then(|f| whole(f, 31).map(|day| (day, f)));
            let sure_after = day_after.filter(|(_, f)| {
                let behind = self.text[f.span.end..].trim_start();
                if east { behind.starts_with(['日', '号', '號', '일']) } else { self.language.calendar.month_first }
            });
            let Some((day, figure)) = day_before.or(sure_after) else { continue };
            let span = figure.span.start.min(month.span.start)..figure.span.end.max(month.span.end);
            let year = self.year_beside(&span);
            self.out.dates.push(Date { span, readings: vec![(day, *number)], numeric: false, day: figure.span.clone(), year });
        }
    }

    /// The year that a date stands with: "4 July 2019", "July 4, 2019", "4 de julio de 2019", 2019年7月4日.
    fn year_beside(&self, date: &Range<usize>) -> Option<u16> {
        let near = |from: usize, to: usize| {
            let fits = |gap: &str| gap.chars().count() <= 5 && !gap.contains([';', '(', ')', ':', '.', '\n']);
            self.text.get(from..to).is_some_and(fits)
        };
        let figures = self.figures.iter().filter(|figure| figure.is_digits() && !figure.code);
        let beside = figures.filter(|figure| near(date.end, figure.span.start) || near(figure.span.end, date.start));
        let mut years = beside.filter_map(year);
        years.next().filter(|_| years.next().is_none())
    }

    /// 25/07/2019, 25.7.2019, 2019-07-25: three figures and two marks of one kind.
    fn numeric_dates(&mut self) {
        for three in self.figures.windows(3) {
            let [a, b, c] = three else { continue };
            let gap = |one: &Value, two: &Value| self.text.get(one.span.end..two.span.start).unwrap_or_default();
            let mark = gap(a, b);
            // Czech, Slovak and Korean set blanks, Arabic marks of direction.
            let sign = mark.trim_matches(|c: char| c.is_whitespace() || is_direction(c));
            if mark != gap(b, c) || !matches!(sign, "/" | "." | "-") || (sign != "." && mark.contains(char::is_whitespace)) {
                continue;
            }
            let (Some(x), Some(y)) =
                (if year(a).is_some() { whole(b, 31) } else { whole(a, 31) }, if year(a).is_some() { whole(c, 31) } else { whole(b, 31) })
            else {
                continue;
            };
            if year(a).is_none() && year(c).is_none() {
                continue;
            }
            let month_first = year(a).is_some() || (self.language.calendar.month_first && sign == "/");
            let mut readings = if month_first { vec![(y, x), (x, y)] } else { vec![(x, y), (y, x)] };
            if year(a).is_some() {
                readings.truncate(1);
            }
            readings.retain(|(day, month)| (1..=12).contains(month) && (1..=31).contains(day));
            readings.dedup();
            if !readings.is_empty() {
                let day = if year(a).is_some() { c } else { a };
                let year = year(a).or(year(c));
                self.out.dates.push(Date { span: a.span.start..c.span.end, readings, numeric: true, day: day.span.clone(), year });
            }
        }
    }

    /// Times with a word or a figure that says which half of the day it is.
    fn times(&mut self) {
        for figure in self.figures {
            let hour = figure.parts.first().copied().unwrap_or_else(|| figure.value()).trunc();
            let minute = figure.parts.get(1).copied().unwrap_or(0.0);
            let plain = figure.parts.len() == 2 || (figure.parts.is_empty() && figure.value().fract() == 0.0);
            if !plain || !(1.0..24.0).contains(&hour) || hour == 12.0 {
                continue;
            }
            let (minute, end) = self.minutes(figure, minute);
            let half = if hour > 12.0 {
                figure.clock.then_some(true)
            } else {
                self.half_before(figure.span.start).or_else(|| self.half_after(end))
            };
            let Some(after_noon) = half else { continue };
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let (hour, minute) = ((hour % 12.0) as u8, minute as u8);
            self.out.times.push(Time { span: figure.span.start..end, hour, minute, after_noon });
        }
    }

    /// The minutes that stand apart from their hour, and where the time ends: 7点19分, 9時30分.
    fn minutes(&self, figure: &Value, minute: f64) -> (f64, usize) {
        let rest = &self.text[figure.span.end..];
        let body = rest.trim_start_matches([' ', '\u{a0}']);
        let Some(sign) = body.chars().next().filter(|c| matches!(c, '点' | '點' | '时' | '時' | '시' | 'h')) else {
            return (minute, figure.span.end);
        };
        let end = self.text.len() - body.len() + sign.len_utf8();
        let next = self.figures.iter().find(|next| next.span.start >= end && next.span.start - end <= 1);
        match next.and_then(|next| whole(next, 59).map(|minute| (minute, next.span.end))) {
            Some((minute, end)) => (f64::from(minute), end),
            None => (minute, end),
        }
    }

    fn half_before(&self, start: usize) -> Option<bool> {
        // Latin "a.m." stands behind; a word before belongs to another time ("7 a.m. 12 men").
        if !self.language.calendar.half_first {
            return None;
        }
        let head = self.text[..start].trim_end_matches([' ', '\u{a0}']);
        let tail: String = head.chars().rev().take(16).collect::<Vec<_>>().into_iter().rev().collect();
        let tail = fold_phrase(&tail);
        let ends = |words: &[String]| {
            words.iter().any(|word| {
                tail.ends_with(word.as_str())
                    && word.chars().count() > 1
                    && (self.language.unspaced || !tail[..tail.len() - word.len()].ends_with(is_letter))
            })
        };
        ends(&self.words.am).then_some(false).or_else(|| ends(&self.words.pm).then_some(true))
    }

    fn half_after(&self, end: usize) -> Option<bool> {
        let blanks = [' ', '\u{a0}', '\u{202f}', '-'];
        // Hardly a figure is followed by what begins like such a word.
        if !self.words.halves.may_begin(&self.text[end..]) {
            return None;
        }
        let rest: String = self.text[end..].chars().take(32).collect();
        let rest = fold_phrase(&rest);
        let mut body = rest.trim_start_matches(blanks);
        let whole_word = |rest: &str| self.language.unspaced || !rest.starts_with(is_word_character);
        for _ in 0..2 {
            let starts = |words: &[String]| words.iter().any(|word| body.strip_prefix(word.as_str()).is_some_and(whole_word));
            if starts(&self.words.am) {
                return Some(false);
            }
            if starts(&self.words.pm) {
                return Some(true);
            }
            let sign = self.words.clock.iter().find_map(|word| body.strip_prefix(word.as_str()).filter(|rest| whole_word(rest)));
            body = sign?.trim_start_matches(blanks);
        }
        None
    }
}

/// The figure as a whole number from 1 up to `most`.
fn whole(figure: &Value, most: u16) -> Option<u8> {
    whole_up_to(figure, most).and_then(|number| u8::try_from(number).ok())
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole_up_to(figure: &Value, most: u16) -> Option<u16> {
    let value = figure.value();
    (value.fract() == 0.0 && value >= 1.0 && value <= f64::from(most)).then_some(value as u16)
}

/// A mark that says which way a text runs.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// A figure that is a year.
fn year(figure: &Value) -> Option<u16> {
    whole_up_to(figure, 2600).filter(|year| *year >= 1000)
}

/// Bytes of the words of a text, digits glued to letters included.
fn word_spans(text: &str) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::with_capacity(text.len() / 5);
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let joins = || open.is_some() && matches!(c, '\u{200c}' | '\u{200d}' | '\'' | '’' | 'ʼ' | 'ʻ');
        let inside = match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => true,
            ' ' => false,
            _ => is_word_character(c) || (!c.is_ascii() && unicode_normalization::char::is_combining_mark(c)) || joins(),
        };
        match (inside, open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                spans.push(start..at);
                open = None;
            }
            _ => {}
        }
    }
    spans.extend(open.map(|start| start..text.len()));
    spans
}

fn starts_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    before.is_empty() || before.ends_with(['.', '!', '?', ':', '"', '“', '«', '„', '(', '–', '—', '-'])
}

/// "May 5", "5 May", "Mar. 2017".
fn beside_digit(text: &str, span: &Range<usize>) -> bool {
    let numeric = |c: char| c.is_numeric();
    let after = text[span.end..].trim_start_matches(['.', ',', ' ', '\u{a0}']);
    let before = text[..span.start].trim_end_matches(['.', ' ', '\u{a0}', ',']);
    let suffix = before.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == 'º');
    // "7 de março", "14 במאי" with a particle between.
    let word = before.trim_end_matches(is_letter);
    let particle = before[word.len()..].chars().count();
    let apart = (1..=3).contains(&particle) && word.trim_end_matches([' ', '\u{a0}']).ends_with(numeric) && word.ends_with([' ', '\u{a0}']);
    apart || after.starts_with(numeric) || before.ends_with(numeric) || (before.len() - suffix.len() <= 2 && suffix.ends_with(numeric))
}
