//! Cells that survive a spreadsheet: formulas neutralised, figures kept as text, nothing invisible, nothing too long.

use std::{borrow::Cow, ops::Range};

use unicode_normalization::char::is_combining_mark;

use crate::model::is_right_to_left;

/// Source and target cells are clipped to this many characters round the span; a spreadsheet shows about as many.
pub(super) const LONGEST: usize = 1000;

/// A text cell as it goes into the file.
#[must_use]
pub(super) fn text(value: &str, raw: bool) -> String {
    if raw {
        return value.to_owned();
    }
    let shown = visible(value);
    if looks_numeric(&shown) {
        return format!("“{shown}”");
    }
    if is_formula(&shown) {
        return format!("'{shown}");
    }
    shown.into_owned()
}

/// Line breaks become `⏎`; characters that only steer direction, and other controls, become their code points.
#[must_use]
pub(super) fn visible(value: &str) -> Cow<'_, str> {
    if !value.chars().any(is_hidden) {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len() + 16);
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push('⏎'),
            '\t' => out.push(' '),
            c if is_hidden(c) => out.push_str(&format!("[U+{:04X}]", c as u32)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// First characters that start a formula, also after blanks and quotation marks (CWE-1236).
fn is_formula(value: &str) -> bool {
    value
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '\u{feff}'))
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || value.starts_with(['\t', '\r', '\n'])
}

/// How the names of months begin in the languages whose spreadsheets turn them into dates, and the marks of times and powers.
const MONTHS: [&str; 40] = [
    "jan",
    "feb",
    "fév",
    "mar",
    "mär",
    "apr",
    "avr",
    "abr",
    "may",
    "mai",
    "mag",
    "jun",
    "jui",
    "giu",
    "jul",
    "lug",
    "aug",
    "aoû",
    "ago",
    "sep",
    "set",
    "oct",
    "okt",
    "ott",
    "out",
    "nov",
    "dec",
    "dez",
    "dic",
    "déc",
    "gen",
    "ene",
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "am",
    "pm",
    "e",
    "h",
];

/// Numbers, dates, times, percentages and booleans: a spreadsheet would turn them into its own idea of them.
fn looks_numeric(value: &str) -> bool {
    let value = value.trim();
    // The words for true and false of the locales that spreadsheets are used in most.
    let booleans = ["true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero"];
    if booleans.contains(&value.to_lowercase().as_str()) {
        return true;
    }
    let digits = value.chars().filter(|c| c.is_numeric()).count();
    if digits == 0 || value.chars().count() > 40 {
        return false;
    }
    let letters: String = value.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    // 12, 3-4, 1/2, 12:30, 92%, 1e5, March 5, MAR-1: at most one short word beside the figures.
    value.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "-+./,:%٪'٬٫،’$€£¥".contains(c))
        && (letters.is_empty()
            || MONTHS.iter().any(|name| letters.starts_with(name) && letters.chars().count() <= name.chars().count() + 6))
}

/// A message with every right-to-left run isolated (U+2068 … U+2069), so that `2,000 ↔ ألفي` is shown in that order.
#[must_use]
pub(super) fn isolated(message: &str) -> String {
    let mut out = String::with_capacity(message.len() + 12);
    let mut run = String::new();
    let mut held = String::new();
    for c in message.chars() {
        if is_right_to_left(c) {
            if !run.is_empty() {
                run.push_str(&held);
            } else {
                out.push_str(&held);
            }
            held.clear();
            run.push(c);
        } else if !run.is_empty() && (c == ' ' || c == '\u{a0}' || (c as u32) >= 0x300 && (c as u32) < 0x370) {
            held.push(c);
        } else {
            close(&mut run, &mut out);
            out.push_str(&held);
            held.clear();
            out.push(c);
        }
    }
    close(&mut run, &mut out);
    out.push_str(&held);
    out
}

fn close(run: &mut String, out: &mut String) {
    if !run.is_empty() {
        out.push('\u{2068}');
        out.push_str(run);
        out.push('\u{2069}');
        run.clear();
    }
}

/// At most [`LONGEST`] characters round the span, cut with `…`.
#[must_use]
pub(super) fn clipped<'a>(value: &'a str, span: Option<&Range<u32>>) -> Cow<'a, str> {
    let count = value.chars().count();
    if count <= LONGEST {
        return Cow::Borrowed(value);
    }
    let start = span.map_or(0, |span| value.get(..span.start as usize).map_or(0, |before| before.chars().count()));
    let from = start.saturating_sub(LONGEST / 3).min(count - LONGEST);
    // A cut before a mark that combines with the letter before it would put the mark on the `…`.
    let body: String = value.chars().skip(from).take(LONGEST).skip_while(|c| from > 0 && is_combining_mark(*c)).collect();
    let lead = if from > 0 { "…" } else { "" };
    let trail = if from + LONGEST < count { "…" } else { "" };
    Cow::Owned(format!("{lead}{body}{trail}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn guards_cells() {
        for (value, expected) in [
            ("plain text", "plain text"),
            ("=1+1", "'=1+1"),
            ("  =HYPERLINK(1)", "'  =HYPERLINK(1)"),
            ("\"=1", "'\"=1"),
            ("- قال المتحدث", "'- قال المتحدث"),
            ("2,000", "“2,000”"),
            ("-3", "“-3”"),
            ("March 5", "“March 5”"),
            ("12:30", "“12:30”"),
            ("92%", "“92%”"),
            ("TRUE", "“TRUE”"),
            ("falsch", "“falsch”"),
            ("5 août", "“5 août”"),
            ("1e5", "“1e5”"),
            ("3-4", "“3-4”"),
            ("2020-06-01", "“2020-06-01”"),
            ("٢٬٠٠٠", "“٢٬٠٠٠”"),
            ("+971 4 123", "“+971 4 123”"),
            ("@desk", "'@desk"),
            ("\t=1", "' =1"),
            ("\n-x", "⏎-x"),
            ("قال", "قال"),
            ("3 kilometres", "3 kilometres"),
            ("a\r\nb", "a⏎b"),
            ("a\u{202e}b", "a[U+202E]b"),
            ("", ""),
        ] {
            assert_eq!(text(value, false), expected, "{value:?}");
        }
        assert_eq!(text("=1+1", true), "=1+1");
    }

    #[test]
    fn isolates_right_to_left_runs() {
        assert_eq!(isolated("Source has 2,000 (ألفي مرتزق); target 100"), "Source has 2,000 (\u{2068}ألفي مرتزق\u{2069}); target 100");
        assert_eq!(isolated("plain"), "plain");
    }

    #[test]
    fn clips_round_the_span() {
        let long = "a".repeat(5000) + "X" + &"b".repeat(5000);
        let cell = clipped(&long, Some(&(5000..5001)));
        assert!(cell.contains('X') && cell.starts_with('…') && cell.ends_with('…'));
        assert_eq!(cell.chars().count(), LONGEST + 2);
    }

    proptest! {
        #[test]
        fn no_cell_starts_a_formula(value in "[=+@\\- \"'\\t\\r\\na-c0-9١,]{0,12}") {
            let cell = text(&value, false);
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        }
    }
}
