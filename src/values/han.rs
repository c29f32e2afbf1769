//! East Asian numerals: 三千五百, 1億2千万, 1억 4천 2백만, 550多万.

use crate::text::tokens::digit;

/// Value of a numeral, and whether it multiplies what stands before.
pub(super) fn han(c: char) -> Option<(f64, bool)> {
    Some(match c {
        '〇' | '零' => (0.0, false),
        '一' | '壹' => (1.0, false),
        '二' | '两' | '兩' | '贰' | '弐' => (2.0, false),
        '三' | '叁' | '参' => (3.0, false),
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
        // 憶 (to remember) is the common slip for 億.
        '億' | '亿' | '억' | '憶' => (1e8, true),
        '兆' | '조' => (1e12, true),
        _ => return None,
    })
}

/// Hangul magnitude letters are syllables of ordinary words: they count only after a digit.
pub(super) fn is_hangul_magnitude(c: char) -> bool {
    matches!(c, '백' | '천' | '만' | '억' | '조')
}

/// Whether what stands before a figure makes it a number in an order: "제 1 조" is article one, not a trillion.
pub(super) fn is_ordered(before: &str) -> bool {
    let mark = before.trim_end_matches(is_blank);
    mark.strip_suffix('제').is_some_and(|rest| !rest.chars().next_back().is_some_and(char::is_alphanumeric))
}

/// "More than" between a figure and its magnitude: 550多万.
fn is_approximate(c: char) -> bool {
    matches!(c, '多' | '余' | '餘' | '几' | '幾' | '数' | '來' | '来' | '여')
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Goes on from a figure `first` that ends at `end`; the value with the magnitudes that follow, and where they end.
/// `None` where no magnitude follows.
pub(super) fn composite(text: &str, first: f64, end: usize) -> Option<(f64, usize)> {
    let mut sum = Composite { current: Some(first), ..Composite::default() };
    let mut end = end;
    let mut at = end;
    let mut multiplied = false;
    loop {
        let rest = &text[at..];
        let skipped = rest.chars().next().filter(|c| is_blank(*c)).map_or(0, char::len_utf8);
        let body = &rest[skipped..];
        let mut chars = body.chars();
        let Some(c) = chars.next() else { break };
        let next = chars.next();
        if is_approximate(c) && next.and_then(han).is_some_and(|(_, multiplies)| multiplies) {
            at += skipped + c.len_utf8();
            continue;
        }
        // 兆焦, 兆瓦, 兆字节: mega- before a unit.
        if c == '兆' && matches!(next, Some('焦' | '瓦' | '字' | '赫' | '帕' | '比' | '位' | '欧')) {
            break;
        }
        if let Some((value, multiplies)) = han(c) {
            if multiplies {
                // After a blank a hangul magnitude is a word of its own unless it ends there: "5 천 명".
                sum.multiply(value);
                multiplied = true;
            } else if multiplied && sum.current.is_none() {
                sum.current = Some(value);
            } else {
                break;
            }
            at += skipped + c.len_utf8();
            end = at;
        } else if digit(c).is_some() && multiplied && sum.current.is_none() {
            let length: usize = body.chars().take_while(|c| digit(*c).is_some() || *c == ',').map(char::len_utf8).sum();
            let number = body[..length].trim_end_matches(',');
            let Some(value) = plain(number) else { break };
            let after = body[number.len()..].trim_start_matches(is_blank).chars().next();
            let goes_on = after.and_then(han).is_some_and(|(_, multiplies)| multiplies);
            if !(value < sum.last || (goes_on && value < 1e4)) {
                break;
            }
            sum.current = Some(value);
            at += skipped + number.len();
            end = at;
        } else {
            break;
        }
    }
    multiplied.then(|| (sum.value(), end))
}

/// A run of numerals from `start`: value, end, and how many characters it has. Digits after a magnitude belong to it (百2十 does not occur).
pub(super) fn numeral(text: &str, start: usize) -> (f64, usize, usize) {
    let mut sum = Composite::default();
    let mut plain = 0.0;
    let (mut end, mut count, mut multiplied) = (start, 0, false);
    for c in text[start..].chars() {
        let Some((value, multiplies)) = han(c).filter(|_| c != '憶') else { break };
        if multiplies {
            sum.multiply(value);
            multiplied = true;
        } else {
            plain = plain * 10.0 + value;
            sum.current = Some(value);
        }
        end += c.len_utf8();
        count += 1;
    }
    (if multiplied { sum.value() } else { plain }, end, count)
}

fn plain(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect();
    digits.parse().ok()
}

/// Sections of four digits: 千百十 multiply inside, 万億兆 close a section.
#[derive(Debug, Default)]
struct Composite {
    total: f64,
    section: f64,
    current: Option<f64>,
    /// The magnitude seen last: what follows must be smaller.
    last: f64,
}

impl Composite {
    fn multiply(&mut self, value: f64) {
        if value < 1e4 {
            self.section += self.current.take().unwrap_or(1.0) * value;
        } else {
            let section = self.section + self.current.take().unwrap_or(0.0);
            self.total = if section == 0.0 && self.total > 0.0 {
                self.total * value
            } else {
                self.total + (if section == 0.0 { 1.0 } else { section }) * value
            };
            self.section = 0.0;
        }
        self.last = value;
    }

    fn value(&self) -> f64 {
        self.total + self.section + self.current.unwrap_or(0.0)
    }
}
