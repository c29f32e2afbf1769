//! Finds the figures of a text: digits of any script with the marks of any locale, number words, East Asian numerals.

use std::ops::Range;

use super::words::{Meaning, NumberWords, Sum};
use crate::{lang::Language, text::tokens::digit};

/// A figure and what it may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Possible values, the likeliest first: 1.234 is 1234 or 1.234.
    pub readings: Vec<f64>,
    /// Written with digits: only such a figure is ever called missing or extra.
    pub digits: bool,
    /// Part of a code, a version, a time or a score: compared piece by piece, and never a quantity.
    pub code: bool,
    /// An ordinal, month, fraction or weak word: answers a figure but raises none.
    pub hint: bool,
}

impl Value {
    /// The likeliest value.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.readings.first().copied().unwrap_or(0.0)
    }
}

/// All figures of a text, in order.
#[must_use]
pub fn extract(text: &str, language: &'static Language) -> Vec<Value> {
    let words = NumberWords::of(language);
    let mut out = Vec::new();
    if words.is_empty() && !text.bytes().any(|b| b.is_ascii_digit() || b >= 0xd9) {
        return out;
    }
    let mut scanner = Scanner { text, words, out: &mut out, unspaced: language.unspaced };
    scanner.scan();
    out
}

struct Scanner<'a> {
    text: &'a str,
    words: &'static NumberWords,
    out: &'a mut Vec<Value>,
    unspaced: bool,
}

/// Blanks that may group digits.
fn is_thin(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}')
}

fn is_group_mark(c: char) -> bool {
    matches!(c, ',' | '.' | '\'' | '’' | '٬' | '،' | '·' | '٫' | '，')
}

/// East Asian numerals: value, and whether it multiplies.
fn han(c: char) -> Option<(f64, bool)> {
    Some(match c {
        '〇' | '零' => (0.0, false),
        '一' | '壹' => (1.0, false),
        '二' | '两' | '兩' | '贰' => (2.0, false),
        '三' | '叁' => (3.0, false),
        '四' => (4.0, false),
        '五' | '伍' => (5.0, false),
        '六' => (6.0, false),
        '七' => (7.0, false),
        '八' => (8.0, false),
        '九' => (9.0, false),
        '十' | '拾' => (10.0, true),
        '百' | '佰' | '백' => (100.0, true),
        '千' | '仟' | '천' => (1e3, true),
        '万' | '萬' | '만' => (1e4, true),
        '億' | '亿' | '억' => (1e8, true),
        '兆' | '조' => (1e12, true),
        _ => return None,
    })
}

impl Scanner<'_> {
    fn scan(&mut self) {
        let text = self.text;
        let mut at = 0;
        let mut before: Option<char> = None;
        while let Some(c) = text[at..].chars().next() {
            if digit(c).is_some() {
                let end = self.digits(at, before);
                before = text[..end].chars().next_back();
                at = end;
            } else if han(c).is_some() && (self.unspaced || !matches!(c, '백' | '천' | '만' | '억' | '조')) {
                let end = self.numeral(at);
                before = text[..end].chars().next_back();
                at = end;
            } else if c.is_alphabetic() {
                let end = self.word_run(at);
                before = text[..end].chars().next_back();
                at = end;
            } else {
                before = Some(c);
                at += c.len_utf8();
            }
        }
    }

    /// A run of digits and marks from `start`; gives its end.
    fn digits(&mut self, start: usize, before: Option<char>) -> usize {
        let text = self.text;
        let mut pieces: Vec<(usize, usize)> = Vec::new();
        let mut marks: Vec<char> = Vec::new();
        let mut at = start;
        loop {
            let from = at;
            while let Some(c) = text[at..].chars().next().filter(|c| digit(*c).is_some()) {
                at += c.len_utf8();
            }
            pieces.push((from, at));
            let mut rest = text[at..].chars();
            let (Some(mark), Some(next)) = (rest.next(), rest.next()) else { break };
            if digit(next).is_none() || !(is_group_mark(mark) || is_thin(mark) || mark == ' ') {
                break;
            }
            // Blanks group only three digits at a time, after one to three.
            if is_thin(mark) || mark == ' ' {
                let body = &text[at + mark.len_utf8()..];
                let width = body.chars().take_while(|c| digit(*c).is_some()).count();
                let first = text[pieces[0].0..pieces[0].1].chars().count();
                let behind = body.chars().nth(width);
                if width != 3
                    || first > 3
                    || marks.iter().any(|m| *m != mark)
                    || behind.is_some_and(char::is_alphabetic)
                    || text[pieces[0].0..pieces[0].1].starts_with('0')
                {
                    break;
                }
            }
            marks.push(mark);
            at += mark.len_utf8();
        }
        let glued = before.is_some_and(|c| c.is_alphabetic() && !self.unspaced && han(c).is_none()) || before == Some('_');
        let readings = read(text, &pieces, &marks);
        match readings {
            Some(readings) => {
                let (readings, end) = self.scaled(readings, at);
                let clock = matches!(before, Some(':' | '/')) || matches!(text[end..].chars().next(), Some(':' | '/'));
                let code = glued || clock || (before == Some('-') && text[..start].chars().rev().nth(1).is_some_and(char::is_alphanumeric));
                self.out.push(Value { span: start..end, readings, digits: true, code, hint: false });
                end
            }
            None => {
                for (from, to) in pieces {
                    if let Some(value) = integer(&text[from..to]) {
                        self.out.push(Value { span: from..to, readings: vec![value], digits: true, code: true, hint: false });
                    }
                }
                at
            }
        }
    }

    /// Applies magnitude words that follow: 2.5 million, 3万, 4 тыс.
    fn scaled(&self, mut readings: Vec<f64>, end: usize) -> (Vec<f64>, usize) {
        let mut end = end;
        // 1億2千万: further digits and numerals add up.
        let (mut sum, mut scaled) = (0.0, false);
        let mut group = readings.clone();
        while let Some((value, true)) = self.text[end..].chars().next().and_then(han) {
            group.iter_mut().for_each(|v| *v *= value);
            scaled = true;
            end += self.text[end..].chars().next().map_or(0, char::len_utf8);
            let rest = &self.text[end..];
            let skip = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
            let body = &rest[skip..];
            let digits: String = body.chars().take_while(|c| digit(*c).is_some() || *c == ',').collect();
            let after = body[digits.len()..].chars().next();
            if value >= 1e3
                && digits.starts_with(|c| digit(c).is_some())
                && (after.and_then(han).is_some_and(|(_, m)| m) || (value >= 1e4 && digits.chars().count() <= 5 && skip <= 1))
            {
                sum += group.first().copied().unwrap_or(0.0);
                group = integer(&digits.replace(',', "")).map_or_else(Vec::new, |v| vec![v]);
                end += skip + digits.len();
                if after.and_then(han).is_none_or(|(_, m)| !m) {
                    break;
                }
            }
        }
        if scaled {
            return (group.iter().map(|v| v + sum).collect(), end);
        }
        for _ in 0..2 {
            let rest = &self.text[end..];
            let body = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']);
            let word: String = body.chars().take_while(|c| c.is_alphabetic()).collect();
            if word.is_empty() || rest.len() - body.len() > 3 {
                break;
            }
            let Some(Meaning::Multiplier(value)) = self.words.meaning(&word.to_lowercase()) else { break };
            readings.iter_mut().for_each(|v| *v *= value);
            end += rest.len() - body.len() + word.len();
        }
        (readings, end)
    }

    /// A run of East Asian numerals.
    fn numeral(&mut self, start: usize) -> usize {
        let text = self.text;
        let mut end = start;
        let mut plain = String::new();
        let (mut total, mut section, mut current) = (0.0f64, 0.0f64, 0.0f64);
        let mut multiplied = false;
        for c in text[start..].chars() {
            let Some((value, multiplies)) = han(c) else { break };
            end += c.len_utf8();
            if !multiplies {
                plain.push(char::from(b'0' + u8::try_from(value as i64).unwrap_or(0)));
                current = value;
            } else if value < 1e4 {
                section += if current == 0.0 { value } else { current * value };
                current = 0.0;
                multiplied = true;
            } else {
                let group = section + current;
                total = if group == 0.0 && total > 0.0 { total * value } else { total + group.max(1.0) * value };
                section = 0.0;
                current = 0.0;
                multiplied = true;
            }
        }
        let count = text[start..end].chars().count();
        let value = if multiplied { total + section + current } else { plain.parse().unwrap_or(0.0) };
        // A single numeral is as often a word as a number.
        self.out.push(Value { span: start..end, readings: vec![value], digits: false, code: false, hint: count < 2 });
        end
    }

    /// A word, and the number words that follow it.
    fn word_run(&mut self, start: usize) -> usize {
        let text = self.text;
        let mut end = word_end(text, start);
        let first = text[start..end].to_lowercase();
        let Some(meaning) = self.words.meaning(&first) else { return end };
        if let Meaning::Hint(value) = meaning {
            self.out.push(Value { span: start..end, readings: vec![value], digits: false, code: false, hint: true });
            return end;
        }
        if meaning == Meaning::Joiner {
            return end;
        }
        let mut sum = Sum::default();
        let mut parts: Vec<f64> = Vec::new();
        let mut hint = self.words.is_weak(&first);
        let mut take = |meaning: Meaning| match meaning {
            Meaning::Cardinal(value) => {
                sum.add(value);
                parts.push(value);
            }
            Meaning::Multiplier(value) => sum.multiply(value),
            _ => {}
        };
        take(meaning);
        loop {
            let rest = &text[end..];
            let body = rest.trim_start_matches([' ', '\u{a0}', '-', '\u{2011}']);
            if body.len() == rest.len() || rest.len() - body.len() > 3 || !body.starts_with(char::is_alphabetic) {
                break;
            }
            let from = text.len() - body.len();
            let to = word_end(text, from);
            let word = text[from..to].to_lowercase();
            match self.words.meaning(&word) {
                Some(Meaning::Joiner) => {
                    let next = text[to..].trim_start();
                    let at = text.len() - next.len();
                    let after = text[at..word_end(text, at)].to_lowercase();
                    if !matches!(self.words.meaning(&after), Some(Meaning::Cardinal(_) | Meaning::Multiplier(_))) {
                        break;
                    }
                    end = to;
                }
                Some(meaning @ (Meaning::Cardinal(_) | Meaning::Multiplier(_))) => {
                    take(meaning);
                    hint = false;
                    end = to;
                }
                _ => break,
            }
        }
        let mut readings = vec![sum.value()];
        readings.extend(parts.iter().filter(|part| **part != sum.value()));
        self.out.push(Value { span: start..end, readings, digits: false, code: false, hint });
        end
    }
}

fn word_end(text: &str, start: usize) -> usize {
    text[start..]
        .char_indices()
        .find(|(_, c)| !(c.is_alphabetic() || *c == '\u{200c}' || unicode_normalization::char::is_combining_mark(*c)))
        .map_or(text.len(), |(at, _)| start + at)
}

fn integer(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect();
    digits.parse().ok()
}

/// Readings of digits with marks between; `None` when they are pieces of a code, date or version.
fn read(text: &str, pieces: &[(usize, usize)], marks: &[char]) -> Option<Vec<f64>> {
    let part = |at: usize| &text[pieces[at].0..pieces[at].1];
    let width = |at: usize| part(at).chars().count();
    let all: String = (0..pieces.len()).map(part).collect();
    let whole = integer(&all)?;
    let Some(last) = marks.last() else { return Some(vec![whole]) };
    let decimals = width(pieces.len() - 1);
    let scale = 10f64.powi(i32::try_from(decimals).unwrap_or(0));
    let groups = |from: usize, to: usize| (from..to).all(|at| width(at) == 3) && (1..=3).contains(&width(0));
    let indian = |to: usize| to > 1 && (1..to - 1).all(|at| width(at) == 2) && width(to - 1) == 3 && (1..=3).contains(&width(0));
    match marks.len() {
        1 if matches!(last, '٫' | '·') => Some(vec![whole / scale]),
        1 if is_thin(*last) || *last == ' ' || *last == '٬' => (decimals == 3).then(|| vec![whole]),
        1 if decimals == 3 && width(0) <= 3 && !part(0).starts_with('0') => Some(vec![whole, whole / scale]),
        1 => Some(vec![whole / scale]),
        count => {
            let same = marks[..count - 1].iter().all(|mark| *mark == marks[0]);
            if same && *last == marks[0] && (groups(1, pieces.len()) || indian(pieces.len())) {
                return Some(vec![whole]);
            }
            if same && *last != marks[0] && (groups(1, pieces.len() - 1) || indian(pieces.len() - 1)) {
                return Some(vec![whole / scale]);
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{lang::or_default, model::Lang};

    fn values(lang: &str, text: &str) -> Vec<f64> {
        extract(text, or_default(Lang::parse(lang).ok())).iter().filter(|v| !v.hint).map(Value::value).collect()
    }

    #[test]
    fn reads_figures_of_many_kinds() {
        for (lang, text, expected) in [
            ("en", "2,000 men and 1.5 million more", vec![2000.0, 1.5e6]),
            ("ar", "٢٬٠٠٠ رجل و٥٫٢ مليار", vec![2000.0, 5.2e9]),
            ("fr", "2 000 hommes, 59,6 %", vec![2000.0, 59.6]),
            ("en", "1,23,456 rupees", vec![123_456.0]),
            ("zh", "1億2千万人，三千五百只", vec![1.2e8, 3500.0]),
            ("ko", "1억 4천만", vec![1.4e8]),
            ("en", "two thousand five hundred", vec![2500.0]),
            ("fa", "74،439 نفر", vec![74_439.0]),
            ("en", "version 1.2.3", vec![1.0, 2.0, 3.0]),
        ] {
            assert_eq!(values(lang, text), expected, "{lang}: {text}");
        }
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_text(text in "[0-9.,: a-z٠-٩一三十百万億-]{0,40}", lang in prop::sample::select(vec!["en", "ar", "zh", "de", "xx"])) {
            for value in extract(&text, or_default(Lang::parse(lang).ok())) {
                prop_assert!(text.get(value.span.clone()).is_some_and(|piece| !piece.is_empty()));
                prop_assert!(!value.readings.is_empty());
            }
        }
    }
}
