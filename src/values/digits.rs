//! Digits with marks between: grouped, decimal, codes, telephone numbers.

use crate::{lang::is_word_character, text::tokens::digit};

/// A run of digits and what it may be.
#[derive(Debug)]
pub(super) enum Run {
    /// One number with its readings.
    Number { readings: Vec<f64>, parts: Vec<f64>, end: usize },
    /// A telephone or account number: groups.
    Telephone { groups: Vec<f64>, end: usize },
    /// Pieces of a version, a date or a code, each with its bytes.
    Pieces { pieces: Vec<(usize, usize)>, end: usize },
}

/// Blanks that may group digits.
fn is_thin(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}')
}

fn is_mark(c: char) -> bool {
    matches!(c, ',' | '.' | '\'' | '’' | '٬' | '،' | '·' | '・' | '٫' | '，' | '．')
}

pub(super) fn integer(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect();
    digits.parse().ok()
}

fn digits_end(text: &str, start: usize) -> usize {
    text[start..].char_indices().find(|(_, c)| digit(*c).is_none()).map_or(text.len(), |(at, _)| start + at)
}

fn width(text: &str, piece: (usize, usize)) -> usize {
    text[piece.0..piece.1].chars().count()
}

/// Reads the run of digits that starts at `start`.
pub(super) fn run(text: &str, start: usize, decimal_comma: bool, decimal_slash: bool) -> Run {
    if let Some((groups, end)) = telephone(text, start) {
        return Run::Telephone { groups, end };
    }
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut marks: Vec<char> = Vec::new();
    let mut at = start;
    loop {
        let from = at;
        at = digits_end(text, at);
        pieces.push((from, at));
        let mut rest = text[at..].chars();
        let (Some(mark), Some(next)) = (rest.next(), rest.next()) else { break };
        // Persian writes ۷/۵ for 7.5: one slash between its own digits, which a date has twice.
        let slash = || {
            let after = digits_end(text, at + 1);
            let twice = text[..start].ends_with('/') || text[after..].starts_with('/');
            // ۱۹۷۷/۷۸ are two years.
            let years = width(text, (from, at)) == 4 && matches!(width(text, (at + 1, after)), 2 | 4);
            !text[from..at].is_ascii() && !twice && !years
        };
        if digit(next).is_none()
            || !(is_mark(mark) || is_thin(mark) || mark == ' ' || (decimal_slash && mark == '/' && marks.is_empty() && slash()))
        {
            break;
        }
        // Where a comma divides off decimals a raised dot multiplies: 10·1024.
        if mark == '·' && decimal_comma {
            break;
        }
        // A full-width comma lists ("２，３日") unless it groups threes.
        if marks.first() == Some(&'/') {
            break;
        }
        if mark == '，' && text[at + mark.len_utf8()..].chars().take_while(|c| digit(*c).is_some()).count() != 3 {
            break;
        }
        if (is_thin(mark) || mark == ' ') && !groups_on(text, &pieces, &marks, at, mark) {
            break;
        }
        marks.push(mark);
        at += mark.len_utf8();
    }
    match read(text, &pieces, &marks, decimal_comma) {
        Some(readings) => {
            // 7.55 may be five to eight, 26.12 Boxing Day; 0430 is half past four.
            if let ([piece], [whole]) = (pieces.as_slice(), readings.as_slice())
                && width(text, *piece) == 4
                && *whole < 1000.0
                && whole % 100.0 < 60.0
            {
                return Run::Number { parts: vec![(whole / 100.0).floor(), whole % 100.0], readings, end: at };
            }
            if let ([one, other], ['/']) = (pieces.as_slice(), marks.as_slice()) {
                let parts = [one, other].into_iter().filter_map(|piece| integer(&text[piece.0..piece.1])).collect();
                return Run::Number { readings, parts, end: at };
            }
            let clock = marks.len() == 1 && width(text, pieces[1]) == 2 && width(text, pieces[0]) <= 2;
            let parts: Vec<f64> = pieces.iter().filter_map(|piece| integer(&text[piece.0..piece.1])).collect();
            let parts = if clock && parts.first().is_some_and(|hour| *hour < 32.0) && parts.get(1).is_some_and(|minute| *minute < 60.0) {
                parts
            } else {
                Vec::new()
            };
            Run::Number { readings, parts, end: at }
        }
        None => Run::Pieces { pieces, end: at },
    }
}

/// Whether a blank after the last piece joins three more digits to the number. Blanks group only threes, after one to three.
fn groups_on(text: &str, pieces: &[(usize, usize)], marks: &[char], at: usize, mark: char) -> bool {
    let body = &text[at + mark.len_utf8()..];
    let next = body.chars().take_while(|c| digit(*c).is_some()).count();
    let behind = body.chars().nth(next);
    next == 3
        && width(text, pieces[0]) <= 3
        && marks.iter().all(|m| *m == mark)
        && !behind.is_some_and(|c| c.is_ascii_alphabetic() && mark == ' ')
        && !text[pieces[0].0..].starts_with('0')
}

/// Readings of digits with marks between; `None` when they are pieces of a code, date or version.
fn read(text: &str, pieces: &[(usize, usize)], marks: &[char], decimal_comma: bool) -> Option<Vec<f64>> {
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
        1 if matches!(last, '٫' | '·' | '・' | '/') => Some(vec![whole / scale]),
        1 if is_thin(*last) || *last == ' ' || *last == '٬' => (decimals == 3).then(|| vec![whole]),
        1 if decimals == 3 && width(0) <= 3 && !part(0).starts_with('0') => {
            // A comma in a language of decimal points can only group, and the other way round; writers mix them all the same.
            let decimal_mark = if decimal_comma { ',' } else { '.' };
            Some(if *last == decimal_mark { vec![whole / scale, whole] } else { vec![whole, whole / scale] })
        }
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

/// Groups of a telephone number: a trunk zero or a plus, or the 3-3-4 of North America, also with the groups in reverse order as
/// right-to-left text shows them.
fn telephone(text: &str, start: usize) -> Option<(Vec<f64>, usize)> {
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| is_word_character(c) || matches!(c, '.' | ',' | '/' | '-' | ':')) {
        return None;
    }
    let mut groups: Vec<(usize, usize)> = Vec::new();
    let mut at = start;
    loop {
        let end = digits_end(text, at);
        groups.push((at, end));
        at = end;
        let joint = text[at..].chars().take_while(|c| matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}' | '\u{2011}')).count();
        let next: usize = text[at..].chars().take(joint).map(char::len_utf8).sum();
        if joint == 0 || joint > 2 || !text[at + next..].starts_with(|c| digit(c).is_some()) || groups.len() == 7 {
            break;
        }
        at += next;
    }
    let widths: Vec<usize> = groups.iter().map(|group| width(text, *group)).collect();
    let total: usize = widths.iter().sum();
    let zero = |group: &(usize, usize)| text[group.0..group.1].starts_with(['0', '٠', '۰']) && width(text, *group) >= 2;
    // 6 609 045 is a number grouped by blanks, however its last group begins.
    let thousands = widths.first().is_some_and(|first| *first <= 3) && widths[1..].iter().all(|width| *width == 3);
    let trunk =
        groups.first().is_some_and(zero) || (groups.len() > 2 && !thousands && groups.last().is_some_and(zero)) || before == Some('+');
    let american = matches!(widths.as_slice(), [3, 3, 4] | [1, 3, 3, 4] | [1, 3, 3] | [4, 3, 3]) && total >= 10;
    if groups.len() < 2 || !(7..=15).contains(&total) || !(trunk || american) {
        return None;
    }
    let values = groups.iter().filter_map(|group| integer(&text[group.0..group.1])).collect();
    Some((values, at))
}
