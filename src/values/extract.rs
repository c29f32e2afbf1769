//! Finds the figures of a text: digits of any script with the marks of any locale, number words, East Asian numerals, Roman numerals.

use super::{
    digits::{Run, integer, run},
    eras::gregorian,
    fold, fold_phrase, folded,
    han::{composite, han, is_hangul_magnitude, is_ordered, numeral},
    letter_numerals::letter_numeral,
    roman::{begins_roman, roman, roman_part, small_roman},
    unit_words::{UnitWords, is_sure},
    units::{Kind, UnitSet},
    value::{Form, Value},
    words::{Meaning, NumberWords, Sum},
};
use crate::{
    lang::{Language, is_letter},
    text::tokens::digit,
};

/// What languages count by that have no thousands or millions: ten thousand, lakh, crore, a hundred million.
const OTHER_MAGNITUDES: [f64; 4] = [1e4, 1e5, 1e7, 1e8];

/// Characters that tell whether an entry may begin with them, marks that folding drops among them.
const HEAD: usize = 3;

/// The value of a fraction that is one sign.
fn vulgar(c: char) -> Option<f64> {
    let (above, below) = match c {
        '½' => (1.0, 2.0),
        '⅓' => (1.0, 3.0),
        '⅔' => (2.0, 3.0),
        '¼' => (1.0, 4.0),
        '¾' => (3.0, 4.0),
        '⅕' => (1.0, 5.0),
        '⅖' => (2.0, 5.0),
        '⅗' => (3.0, 5.0),
        '⅘' => (4.0, 5.0),
        '⅙' => (1.0, 6.0),
        '⅚' => (5.0, 6.0),
        '⅛' => (1.0, 8.0),
        '⅜' => (3.0, 8.0),
        '⅝' => (5.0, 8.0),
        '⅞' => (7.0, 8.0),
        _ => return None,
    };
    Some(above / below)
}

/// The fraction behind a whole number, and its end: ½, or 1/2 with a blank before it.
fn fraction(text: &str, at: usize) -> Option<(f64, usize)> {
    let rest = &text[at..];
    let body = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}', '\u{2064}']);
    let skipped = rest.len() - body.len();
    if skipped > 3 {
        return None;
    }
    let first = body.chars().next()?;
    if let Some(part) = vulgar(first) {
        return Some((part, at + skipped + first.len_utf8()));
    }
    let mut signs = body.chars();
    let (above, slash, below) = (digit(signs.next()?)?, signs.next()?, digit(signs.next()?)?);
    let whole = skipped > 0 && matches!(slash, '/' | '⁄') && 0 < above && above < below && matches!(below, 2..=5 | 8);
    let alone = !signs.next().is_some_and(|c| digit(c).is_some() || c == '/' || is_letter(c));
    let three: usize = body.chars().take(3).map(char::len_utf8).sum();
    (whole && alone).then(|| (f64::from(above) / f64::from(below), at + skipped + three))
}

/// The first characters of a text.
pub(super) fn head(text: &str) -> &str {
    text.char_indices().nth(HEAD).map_or(text, |(end, _)| &text[..end])
}

/// All figures of a text, in order.
#[must_use]
pub fn extract(text: &str, language: &'static Language) -> Vec<Value> {
    read(text, language, false)
}

/// All figures of a text that are held against those of a text in another language. Where nothing is known of that one's words for
/// thousands and millions, the digits before such a word count as well.
#[must_use]
pub fn extract_against(text: &str, language: &'static Language, other: &Language) -> Vec<Value> {
    read(text, language, other.numbers.multipliers.is_empty())
}

fn read(text: &str, language: &'static Language, unscaled: bool) -> Vec<Value> {
    let words = NumberWords::of(language);
    let mut out = Vec::new();
    if words.is_empty() && !text.bytes().any(|b| b.is_ascii_digit() || b >= 0xd9) {
        return out;
    }
    let decimal_comma = language.numbers.decimal.first().is_some_and(|mark| mark == ",");
    let decimal_slash = language.numbers.decimal.iter().any(|mark| mark == "/");
    let mut scanner =
        Scanner { text, language, words, units: UnitWords::of(language), out: &mut out, decimal_comma, decimal_slash, unscaled };
    scanner.scan();
    units(text, language, &mut out);
    gregorian(text, language, &mut out);
    letter_numeral(text, language, &mut out);
    out
}

/// Names the unit of each figure, joins feet and inches, and lets the first end of a range take the unit of the second.
fn units(text: &str, language: &'static Language, out: &mut Vec<Value>) {
    let words = UnitWords::of(language);
    let mut at = 0;
    while at < out.len() {
        if out[at].form == Form::Hint || out[at].code {
            at += 1;
            continue;
        }
        let (mut set, mut end) = words.after(text, out[at].span.end).map_or((UnitSet::default(), None), |(set, end)| (set, Some(end)));
        if set.is_empty()
            && let Some((before, start)) = words.before(text, out[at].span.start)
        {
            (set, end) = (before, None);
            out[at].whole.start = start;
        }
        if let Some(to) = end
            && let Some((rate, to)) = words.rate(text, out[at].span.start, set, to)
        {
            (set, end) = (rate, Some(to));
        }
        out[at].unit = set;
        out[at].whole.end = end.unwrap_or(out[at].span.end);
        // A question mark right behind a sign may be what is left of a lost "²".
        out[at].unit_sure = end.is_none_or(|to| is_sure(&text[out[at].span.end..to], language.unspaced) && !text[to..].starts_with('?'));
        if let Some(end) = end
            && let Some(joined) = in_two_steps(text, words, &out[at], out.get(at + 1), end)
        {
            out[at] = joined;
            out.remove(at + 1);
        }
        at += 1;
    }
    for at in (1..out.len()).rev() {
        let gap = text.get(out[at - 1].span.end..out[at].span.start).unwrap_or_default();
        if out[at - 1].unit.is_empty() && gap.chars().count() <= 5 && !gap.contains([',', '.', ';', '،', '、', '(', '（']) {
            out[at - 1].unit = out[at].unit;
            // "from 62 to 64 by three months": times are counted of other things as well.
            out[at - 1].unit_sure = out[at].unit_sure && !out[at].unit.has(Kind::Time);
        }
    }
}

/// 6 ft 5 in, 6-foot-6, 1 м 82 см: one length in two units.
fn in_two_steps(text: &str, words: &UnitWords, one: &Value, other: Option<&Value>, end: usize) -> Option<Value> {
    let other = other.filter(|other| other.is_digits() && other.value() < 100.0)?;
    let gap = text.get(end..other.span.start)?;
    if gap.chars().count() > 2 || gap.contains(['.', ';', ':', '(']) {
        return None;
    }
    let large = one.unit.units().find(|unit| matches!(unit.name, "foot" | "metre" | "stone" | "pound"))?;
    let after = words.after(text, other.span.end);
    let wanted = match large.name {
        "foot" => "inch",
        "metre" => "centimetre",
        "stone" => "pound",
        _ => "ounce",
    };
    let small = super::units::UNITS.iter().find(|unit| unit.name == wanted)?;
    let named = after.is_some_and(|(set, _)| set.units().any(|unit| unit.name == wanted));
    if gap.contains(',') && !named {
        return None;
    }
    if !named && (after.is_some_and(|(set, _)| set.has(Kind::Length)) || large.name == "pound") {
        return None;
    }
    let value = one.value() + other.value() * small.size / large.size;
    let mut joined = Value::new(one.span.start..other.span.end, vec![value], Form::Digits);
    joined.unit = one.unit;
    joined.unit_sure = one.unit_sure;
    joined.whole.end = after.filter(|_| named).map_or(other.span.end, |(_, end)| end);
    joined.parts = vec![one.value(), other.value()];
    Some(joined)
}

struct Scanner<'a> {
    text: &'a str,
    language: &'static Language,
    words: &'static NumberWords,
    units: &'static UnitWords,
    out: &'a mut Vec<Value>,
    decimal_comma: bool,
    decimal_slash: bool,
    /// The digits before a word for a magnitude are a reading of their own.
    unscaled: bool,
}

impl Scanner<'_> {
    fn scan(&mut self) {
        let text = self.text;
        let unspaced = self.language.unspaced;
        let mut at = 0;
        let mut before: Option<char> = None;
        while let Some(c) = text[at..].chars().next() {
            // Most characters stand between words of plain letters.
            if c.is_ascii() && !c.is_ascii_alphanumeric() {
                before = Some(c);
                at += 1;
                continue;
            }
            let end = if c.is_ascii_alphabetic() {
                self.word_run(at)
            } else if digit(c).is_some() {
                self.of_a_name(at).unwrap_or_else(|| self.digits(at, before))
            } else if let Some(part) = vulgar(c) {
                let end = at + c.len_utf8();
                self.out.push(Value::new(at..end, vec![part], Form::Hint));
                end
            } else if han(c).is_some() && !is_hangul_magnitude(c) && c != '憶' {
                self.numeral(at)
            } else if is_letter(c) && unspaced && !c.is_ascii() {
                self.glued_word(at).unwrap_or(at + c.len_utf8())
            } else if is_letter(c) {
                self.word_run(at)
            } else {
                at + c.len_utf8()
            };
            before = text[..end].chars().next_back();
            at = end;
        }
    }

    /// Digits that belong to a name or a sign and count nothing: the section of a manual in `gpasswd(8)`, the width and the place of an
    /// argument in `%.255s` and `%2$s`; gives their end.
    fn of_a_name(&self, start: usize) -> Option<usize> {
        let (before, rest) = (&self.text[..start], &self.text[start..]);
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let end = start + digits;
        let after = rest.get(digits..)?;
        if let Some(name) = before.strip_suffix('(') {
            let letters = after.len() - after.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
            let section = digits == 1 && letters <= 3 && after[letters..].starts_with(')');
            return (section && name.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+'))).then_some(end);
        }
        let flags = before.trim_end_matches(['.', '-', '+', '#', '*', '0']);
        if !flags.ends_with('%') || digits == 0 {
            return None;
        }
        let after = after.strip_prefix('.').map_or(after, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        let conversion = after.trim_start_matches(['l', 'h', 'z', 'j', 't', 'q']);
        let ends = conversion.starts_with(['s', 'd', 'i', 'u', 'x', 'X', 'f', 'g', 'e', 'c', 'p', 'o', 'b'])
            && !conversion.chars().nth(1).is_some_and(is_letter);
        (after.starts_with('$') || ends).then(|| self.text.len() - after.len()).filter(|end| *end >= start + digits)
    }

    /// 7:55, 19:30 — an hour and its minutes, no score and no verse.
    fn time(&mut self, start: usize, before: Option<char>) -> Option<usize> {
        let text = self.text;
        let colon = start + text[start..].chars().take_while(|c| digit(*c).is_some()).map(char::len_utf8).sum::<usize>();
        let mark = text[colon..].chars().next().filter(|c| matches!(c, ':' | '：' | '∶'))?;
        let from = colon + mark.len_utf8();
        let end = from + text[from..].chars().take_while(|c| digit(*c).is_some()).map(char::len_utf8).sum::<usize>();
        let (hour, minute) = (integer(&text[start..colon])?, integer(&text[from..end])?);
        let two = text[from..end].chars().count() == 2 && text[start..colon].chars().count() <= 2;
        let goes_on = text[end..].starts_with([':', '：']) || before.is_some_and(|c| matches!(c, ':' | '：' | '.' | ','));
        if !two || goes_on || hour > 24.0 || minute > 59.0 {
            return None;
        }
        let mut value = Value::new(start..end, vec![hour + minute / 100.0], Form::Digits);
        value.code = true;
        value.clock = true;
        value.parts = vec![hour, minute];
        self.out.push(value);
        Some(end)
    }

    /// A run of digits and marks from `start`; gives its end.
    fn digits(&mut self, start: usize, before: Option<char>) -> usize {
        let text = self.text;
        if let Some(end) = self.time(start, before) {
            return end;
        }
        let glued = before.is_some_and(|c| is_letter(c) && !self.language.unspaced && han(c).is_none()) || before == Some('_');
        let hyphenated = before == Some('-') && text[..start].chars().rev().nth(1).is_some_and(is_letter);
        match run(text, start, self.decimal_comma, self.decimal_slash) {
            Run::Telephone { groups, end } => {
                // Without its blanks it is the same number.
                let whole = integer(&text[start..end]).unwrap_or_default();
                let mut value = Value::new(start..end, vec![whole], Form::Digits);
                value.code = true;
                value.parts = groups;
                self.out.push(value);
                end
            }
            Run::Number { mut readings, mut parts, mut end } => {
                // 1½, 1 ½ and 1 1/2.
                if let Some((part, to)) = fraction(text, end).filter(|_| !parts.is_empty() || readings.iter().all(|v| v.fract() == 0.0)) {
                    // Three signs may stand apart in the other language, the whole number by itself.
                    let apart = text[end..to].contains(['/', '⁄']).then(|| readings.clone());
                    readings.iter_mut().for_each(|value| *value += part);
                    readings.extend(apart.into_iter().flatten());
                    parts.clear();
                    end = to;
                }
                // ".08" without its zero.
                let lead = text[..start].chars().rev().nth(1);
                let free = |c: char| c.is_whitespace() || matches!(c, '(' | '<' | '>' | '=' | '~' | '–') || (is_letter(c) && !c.is_ascii());
                if before == Some('.') && lead.is_none_or(free) {
                    let scale = 10f64.powi(i32::try_from(text[start..end].chars().count()).unwrap_or(0));
                    readings.iter_mut().for_each(|v| *v /= scale);
                }
                let digits = if self.unscaled { readings.clone() } else { Vec::new() };
                let (mut readings, scaled) = self.scaled(start, readings, end);
                if scaled > end {
                    let counted = |value: f64| OTHER_MAGNITUDES.map(|magnitude| value / magnitude);
                    readings.extend(digits.first().and(readings.first()).copied().map(counted).into_iter().flatten());
                    readings.extend(digits);
                }
                let next = text[scaled..].chars().next();
                let colon = matches!(before, Some(':' | '/' | '：' | '∶')) || matches!(next, Some(':' | '/' | '：' | '∶'));
                let mut value = Value::new(start..scaled, readings, Form::Digits);
                // GMT+0100.
                let zone = before == Some('+') && scaled - start == 4;
                value.code = glued || colon || hyphenated || zone;
                value.clock = matches!(before, Some(':')) || next == Some(':') || self.beside_clock(start, scaled);
                if scaled == end {
                    value.parts = parts;
                }
                self.out.push(value);
                scaled
            }
            Run::Pieces { pieces, end } => {
                for (from, to) in pieces {
                    if let Some(number) = integer(&text[from..to]) {
                        let mut value = Value::new(from..to, vec![number], Form::Digits);
                        value.code = true;
                        self.out.push(value);
                    }
                }
                end
            }
        }
    }

    /// Whether a sign of a time of day stands right before or after.
    fn beside_clock(&self, start: usize, end: usize) -> bool {
        let after = self.text[end..].trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']);
        let before = self.text[..start].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        // A sign is spelled as folding leaves it.
        let is_sign = |part: &str, word: &str| {
            let lower = |(one, other): (u8, u8)| one.to_ascii_lowercase() == other;
            if part.is_ascii() { part.len() == word.len() && part.bytes().zip(word.bytes()).all(lower) } else { fold(part) == word }
        };
        let near = |word: &String| {
            let tail = || before.get(before.len().checked_sub(word.len())?..);
            let head = after.get(..word.len());
            let ends = |text: Option<&str>| text.is_none_or(|text| self.language.unspaced || !text.starts_with(is_letter));
            (head.is_some_and(|head| is_sign(head, word)) && ends(after.get(word.len()..)))
                || tail().is_some_and(|tail| is_sign(tail, word)) && word.chars().count() > 1
        };
        self.language.calendar.clock.iter().any(near)
    }

    /// Applies magnitudes that follow: 2.5 million, 3万, 4 тыс., £125m, 1억 4천 2백만.
    fn scaled(&self, start: usize, mut readings: Vec<f64>, end: usize) -> (Vec<f64>, usize) {
        if is_ordered(&self.text[..start]) {
            return (readings, end);
        }
        let composites: Vec<(f64, usize)> = readings.iter().filter_map(|value| composite(self.text, *value, end)).collect();
        if let Some((_, to)) = composites.first() {
            return (composites.iter().map(|(value, _)| *value).collect(), *to);
        }
        let mut end = end;
        // "بالمئة" and "per cent" have a hundred in them.
        if self.units.after(self.text, end).is_some_and(|(set, _)| set.has(Kind::Share)) {
            return (readings, end);
        }
        for step in 0..2 {
            let rest = &self.text[end..];
            let body = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}', '-', '\u{2011}']);
            let skipped = rest.len() - body.len();
            if skipped > 3 || !body.starts_with(is_letter) {
                break;
            }
            let from = end + skipped;
            if self.language.unspaced && !body.starts_with(|c: char| c.is_ascii()) {
                let Some((Meaning::Multiplier(value), to)) = self.longest_here(from) else { break };
                readings.iter_mut().for_each(|v| *v *= value);
                end = to;
                continue;
            }
            let to = self.word_end(from);
            let entry = self.entry(from, to).map(|(_, meaning, to)| (meaning, to));
            if let Some((Meaning::Multiplier(value) | Meaning::Either(_, value), to)) = entry {
                let plain = readings.clone();
                readings.iter_mut().for_each(|v| *v *= value);
                // Czech "mil" is short for millions and the plural of miles.
                if self.units.after(self.text, end).is_some_and(|(_, unit_end)| unit_end >= to) {
                    readings.extend(plain);
                }
                end = to;
                continue;
            }
            let word = fold(&self.text[from..to]);
            if let Some(value) = self.words.inflected(&word) {
                let plain = readings.clone();
                readings.iter_mut().for_each(|v| *v *= value);
                readings.extend(plain);
            } else if step == 0
                && skipped == 0
                && let Some(value) = short_magnitude(&self.text[from..to])
            {
                // "125m" is metres or millions; after a currency sign it is money.
                let plain = readings.clone();
                readings.iter_mut().for_each(|v| *v *= value);
                let money = self.units.before(self.text, start).is_some();
                if !money && to - from == 1 {
                    readings.splice(0..0, plain);
                }
            } else {
                break;
            }
            end = to;
        }
        (readings, end)
    }

    /// A run of East Asian numerals.
    fn numeral(&mut self, start: usize) -> usize {
        let (value, end, count) = numeral(self.text, start);
        let units: Vec<f64> =
            self.text[start..end].chars().filter_map(han).filter(|(_, multiplies)| !multiplies).map(|(unit, _)| unit).collect();
        // A single numeral is as often a word as a number, unless something is counted; two in a row are "two or three" (两三个, 六七十年代), or
        // a date (六四).
        let loose = (count < 2 && !self.counted(value, end))
            || (count <= 3
                && self.text[start..].chars().take(2).all(|c| han(c).is_some_and(|(unit, multiplies)| !multiplies && unit > 0.0)));
        let mut readings = vec![value];
        if loose {
            let tens = if value >= 10.0 && count == 3 { 10.0 } else { 1.0 };
            readings.extend(units.iter().map(|unit| unit * tens).filter(|unit| *unit != value));
        }
        self.out.push(Value::new(start..end, readings, if loose { Form::Hint } else { Form::Words }));
        end
    }

    /// Whether a numeral that ends here counts something; "one" may be an article.
    fn counted(&self, value: f64, end: usize) -> bool {
        value > 1.0 && self.words.counts(&self.text[end..])
    }

    /// The longest entry that starts here, where words are not separated.
    fn longest_here(&self, start: usize) -> Option<(Meaning, usize)> {
        if !self.words.may_mean(&folded(head(&self.text[start..]))) {
            return None;
        }
        let ends: Vec<usize> =
            self.text[start..].char_indices().take(self.words.longest).map(|(at, c)| start + at + c.len_utf8()).collect();
        ends.into_iter().rev().find_map(|to| self.words.exact(&fold_phrase(&self.text[start..to])).map(|meaning| (meaning, to)))
    }

    /// Number words where words are not separated; gives the end of what was read.
    fn glued_word(&mut self, start: usize) -> Option<usize> {
        let (meaning, end) = self.longest_here(start)?;
        let mut sum = Sum::default();
        let mut end = end;
        let mut count = 0;
        let mut next = Some((meaning, end));
        while let Some((meaning, to)) = next {
            match meaning {
                Meaning::Cardinal(value) => sum.add(value),
                Meaning::Multiplier(value) | Meaning::Either(_, value) => sum.multiply(value),
                Meaning::Hint(value) if count == 0 => {
                    self.out.push(Value::new(start..to, vec![value], Form::Hint));
                    return Some(to);
                }
                _ => break,
            }
            count += 1;
            end = to;
            next = self.longest_here(to);
        }
        if count > 0 {
            // One short entry inside running letters is as often part of another word, unless something is counted.
            let form = if count > 1 || self.counted(sum.value(), end) { Form::Words } else { Form::Hint };
            self.out.push(Value::new(start..end, vec![sum.value()], form));
        }
        Some(end)
    }

    /// A word, and the number words that follow it; gives the end of what was read.
    fn word_run(&mut self, start: usize) -> usize {
        let text = self.text;
        let end = self.word_end(start);
        let Some((first, meaning, mut end)) = self.entry(start, end) else {
            let word = &text[start..end];
            if begins_roman(word)
                && let Some(value) = roman(roman_part(word)).or_else(|| small_roman(word))
            {
                self.out.push(Value::new(start..end, vec![value], Form::Hint));
            }
            return end;
        };
        let mut sum = Sum::default();
        let mut parts: Vec<f64> = Vec::new();
        let mut also = None;
        let mut form = if self.words.is_weak(&first) { Form::Hint } else { Form::Words };
        match meaning {
            Meaning::Hint(value) => return self.ordinal(start, end, value),
            Meaning::Joiner => return end,
            Meaning::Cardinal(value) => {
                sum.add(value);
                parts.push(value);
            }
            Meaning::Either(value, other) => {
                sum.add(value);
                also = Some(other);
            }
            Meaning::Multiplier(value) => sum.multiply(value),
        }
        // "hundreds", "millions" and "a thousand" are no exact claim.
        if matches!(meaning, Meaning::Multiplier(_)) || self.words.has_article(&first) {
            form = Form::Hint;
        }
        let mut multiplied = matches!(meaning, Meaning::Multiplier(_));
        while let Some(from) = self.next_word(end) {
            let word_end = self.word_end(from);
            let Some((_, meaning, to)) = self.entry(from, word_end) else {
                let folded = fold(&text[from..word_end]);
                if let Some(value) = self.words.inflected(&folded) {
                    sum.multiply(value);
                    end = word_end;
                    continue;
                }
                break;
            };
            match meaning {
                Meaning::Joiner => {
                    let after = self.next_word(to).and_then(|at| self.entry(at, self.word_end(at)));
                    if !matches!(after, Some((_, Meaning::Cardinal(_) | Meaning::Multiplier(_) | Meaning::Either(..), _))) {
                        break;
                    }
                }
                Meaning::Cardinal(value) => {
                    sum.add(value);
                    parts.push(value);
                    form = Form::Words;
                }
                Meaning::Multiplier(value) | Meaning::Either(_, value) => {
                    sum.multiply(value);
                    multiplied = true;
                    form = Form::Words;
                }
                // "twenty-first": the ordinal ends the run, and the whole is one.
                Meaning::Hint(value) if (1.0..100.0).contains(&value) && value.fract() == 0.0 => {
                    if parts.last().is_some_and(|last| *last >= 20.0 && value < 10.0) || multiplied {
                        sum.add(value);
                        form = Form::Hint;
                        end = to;
                    }
                    break;
                }
                Meaning::Hint(_) => break,
            }
            end = to;
        }
        let mut readings = vec![sum.value()];
        readings.extend(also);
        // "nineteen ninety-five" is a year.
        if let ([high, low @ ..], false) = (parts.as_slice(), multiplied)
            && (10.0..=20.0).contains(high)
            && !low.is_empty()
            && (10.0..100.0).contains(&low.iter().sum::<f64>())
        {
            readings.push(high * 100.0 + low.iter().sum::<f64>());
        }
        if parts.len() > 1 && !multiplied {
            readings.extend(parts.iter().filter(|part| **part != sum.value()));
        }
        self.out.push(Value::new(start..end, readings, form));
        end
    }

    /// An ordinal and the tens that follow it: "الخامس والعشرين", "fünfter", "el cuadragésimo primero".
    fn ordinal(&mut self, start: usize, end: usize, value: f64) -> usize {
        let mut readings = vec![value];
        let mut end = end;
        if value.fract() == 0.0
            && value < 100.0
            && let Some(from) = self.next_word(end)
            && let Some((_, Meaning::Cardinal(next) | Meaning::Hint(next), to)) = self.entry(from, self.word_end(from))
            && ((value < 10.0 && (10.0..100.0).contains(&next)) || (value >= 20.0 && (1.0..10.0).contains(&next)))
        {
            readings.insert(0, value + next);
            readings.push(next);
            end = to;
        }
        self.out.push(Value::new(start..end, readings, Form::Hint));
        end
    }

    /// The longest entry that starts with the word `start..end`: the folded text, its meaning and its end.
    fn entry(&self, start: usize, end: usize) -> Option<(String, Meaning, usize)> {
        let first = folded(&self.text[start..end]);
        if !self.words.may_mean(&first) {
            return None;
        }
        let run = self.words.run(&first);
        if run > 1 {
            let mut ends = Vec::with_capacity(run);
            let mut to = end;
            for _ in 1..run {
                let Some(from) = self.next_word(to) else { break };
                to = self.word_end(from);
                ends.push(to);
            }
            for to in ends.into_iter().rev() {
                let phrase = fold_phrase(&self.text[start..to]);
                if let Some(meaning) = self.words.exact(&phrase) {
                    return Some((phrase, meaning, to));
                }
            }
        }
        self.words.meaning(&first).map(|meaning| (first.into_owned(), meaning, end))
    }

    /// Where the next word of the same run starts: after a blank or a hyphen.
    fn next_word(&self, end: usize) -> Option<usize> {
        let rest = &self.text[end..];
        let body = rest.trim_start_matches([' ', '\u{a0}', '-', '\u{2011}', '\u{2010}', '\u{202f}']);
        let skipped = rest.len() - body.len();
        (skipped > 0 && skipped <= 3 && body.starts_with(is_letter)).then_some(end + skipped)
    }

    fn word_end(&self, start: usize) -> usize {
        let text = self.text;
        // Plain letters are gone over as bytes.
        let plain = text.as_bytes()[start..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let start = start + plain;
        let mut chars = text[start..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let apostrophe = self.words.apostrophes && matches!(c, '\'' | '’' | 'ʼ' | 'ʻ' | '‘');
            let inside = is_letter(c)
                || matches!(c, '\u{200c}' | '\u{ad}')
                || unicode_normalization::char::is_combining_mark(c)
                || (apostrophe && chars.peek().is_some_and(|(_, next)| is_letter(*next)));
            if !inside || (self.language.unspaced && !c.is_ascii()) {
                return start + at;
            }
        }
        text.len()
    }
}

/// Letters that mean a magnitude only right behind digits: 125m, 7.5k, 3bn.
fn short_magnitude(word: &str) -> Option<f64> {
    Some(match word {
        "k" | "K" => 1e3,
        "m" | "M" | "mn" | "mln" => 1e6,
        "b" | "B" | "bn" | "Bn" => 1e9,
        "tn" | "trn" => 1e12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{lang::or_default, model::Lang};

    fn values(lang: &str, text: &str) -> Vec<f64> {
        extract(text, or_default(Lang::parse(lang).ok())).iter().filter(|v| !v.is_hint()).map(Value::value).collect()
    }

    #[test]
    fn reads_figures_of_many_kinds() {
        for (lang, text, expected) in [
            ("en", "2,000 men and 1.5 million more", vec![2000.0, 1.5e6]),
            ("ar", "٢٬٠٠٠ رجل و٥٫٢ مليار", vec![2000.0, 5.2e9]),
            ("ar", "142 مليونًا من أتباعه", vec![1.42e8]),
            ("fr", "2 000 hommes, 59,6 %", vec![2000.0, 59.6]),
            ("en", "1,23,456 rupees", vec![123_456.0]),
            ("en", "sold for £125m and $3.6bn", vec![1.25e8, 3.6e9]),
            ("zh", "1億2千万人，三千五百只", vec![1.2e8, 3500.0]),
            ("zh", "已有550多万人逃离", vec![5.5e6]),
            ("zh", "价值1100 万英镑", vec![1.1e7]),
            ("zh", "这是十九世纪的观点", vec![19.0]),
            ("ja", "1 万 5 千ドルの服", vec![15_000.0]),
            ("ko", "제 1 조, 제25조", vec![1.0, 25.0]),
            ("ko", "2 조 원", vec![2e12]),
            ("ko", "1억 4천만", vec![1.4e8]),
            ("ko", "1억 4천 2백만 명", vec![1.42e8]),
            ("ko", "1억 2500만 파운드", vec![1.25e8]),
            ("th", "3.5 ล้านคน", vec![3.5e6]),
            ("en", "two thousand five hundred", vec![2500.0]),
            ("de", "fünfundzwanzig Schulen", vec![25.0]),
            ("uk", "п’ять тисяч", vec![5000.0]),
            ("fa", "74،439 نفر", vec![74_439.0]),
            ("fa", "۷/۵ درصد در ۱۳۹۹/۰۲/۱۵", vec![7.5, 1399.0, 2.0, 15.0]),
            ("fa", "24/7 در ۱۹۷۷/۷۸", vec![24.0, 7.0, 1977.0, 78.0]),
            ("en", "call 0800 555 111", vec![800_555_111.0]),
            ("en", "version 1.2.3", vec![1.0, 2.0, 3.0]),
        ] {
            assert_eq!(values(lang, text), expected, "{lang}: {text}");
        }
    }

    #[test]
    fn telephone_numbers_and_lengths_are_one_figure() {
        let one = |lang: &str, text: &str| extract(text, or_default(Lang::parse(lang).ok()));
        let phone = one("en", "call 0800 555 111 now");
        assert_eq!(phone.len(), 1);
        assert_eq!(phone[0].parts, [800.0, 555.0, 111.0]);
        let height = one("en", "a 6-foot-6 junior");
        assert_eq!(height.len(), 1);
        assert!((height[0].value() - 6.5).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn spans_lie_in_the_text(text in "[0-9.,: a-zXVI٠-٩一三十百万億억천ก-ฮ+()'’-]{0,40}", lang in prop::sample::select(vec!["en", "ar", "zh", "de", "ko", "th", "uk", "xx"])) {
            for value in extract(&text, or_default(Lang::parse(lang).ok())) {
                prop_assert!(text.get(value.span.clone()).is_some_and(|piece| !piece.is_empty()));
                prop_assert!(!value.readings.is_empty());
            }
        }
    }
}
