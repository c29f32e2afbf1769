//! Prose without what belongs to no language: links, mail addresses, placeholders, tags, identifiers, figures. Read by hand, word by word:
//! nearly every rule about language asks for it.

use std::{borrow::Cow, ops::Range};

use unicode_normalization::char::is_combining_mark;

use super::letters::is_word_character;

/// A text without links, mail addresses, placeholders, tags, identifiers and numbers, a blank for each.
///
/// Of these the first that fits at a place is taken out: `https://…` or `www.…`; an address with `@` and a full stop; `<…>`; `{…}`; `%s` or
/// `%(name)s`; `@name` or `#name`; `&entity;`; a word with a figure or `_` in it; words joined by full stops; what has a slash between words.
#[must_use]
pub fn prose(text: &str) -> Cow<'_, str> {
    if is_plain(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut reader = Reader { text, bytes: text.as_bytes(), run: Run::default() };
    let mut out = String::new();
    let (mut at, mut kept) = (0, 0);
    while at < text.len() {
        let (end, noise) = reader.step(at);
        if noise {
            out.push_str(&text[kept..at]);
            out.push(' ');
            kept = end;
        }
        at = end;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

/// Whether a text holds nothing that can be taken out: no sign that begins such a thing, no figure, and no full stop before anything but a
/// blank. Of most scripts nothing is said: a `false` is a perhaps.
fn is_plain(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b'.' if !bytes.get(at + 1).is_none_or(|next| matches!(next, b' ' | b'\n' | b'"' | b')' | b'.')) => return false,
            b'0'..=b'9' | b'<' | b'{' | b'%' | b'@' | b'#' | b'&' | b'_' | b'/' | b'\\' => return false,
            ..0x80 => 1,
            // Latin, Cyrillic and most Arabic letters, whose blocks have no figures.
            0xc3..=0xc5 | 0xd0 | 0xd1 | 0xd8 | 0xda => 2,
            0xd9 if !matches!(bytes.get(at + 1), Some(0xa0..=0xa9)) => 2,
            0xdb if !matches!(bytes.get(at + 1), Some(0xb0..=0xb9)) => 2,
            // A blank that may not be broken, and quotation marks.
            0xc2 if matches!(bytes.get(at + 1), Some(0xa0 | 0xab | 0xbb)) => 2,
            // Dashes and quotation marks.
            0xe2 if matches!((bytes.get(at + 1), bytes.get(at + 2)), (Some(0x80), Some(0x90..=0xa7))) => 3,
            _ => return false,
        };
    }
    true
}

/// A run of characters without blanks.
#[derive(Default)]
struct Run {
    bytes: Range<usize>,
    /// The last `@` with a name and a full stop behind it, and the last slash between two words.
    address: Option<usize>,
    slash: Option<usize>,
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    run: Run,
}

impl Reader<'_> {
    fn char(&self, at: usize) -> Option<char> {
        match *self.bytes.get(at)? {
            byte if byte.is_ascii() => Some(char::from(byte)),
            _ => self.text[at..].chars().next(),
        }
    }

    fn is_word(&self, at: usize) -> bool {
        self.char(at).is_some_and(is_word)
    }

    /// What begins at a byte: where it ends, and whether it is taken out.
    fn step(&mut self, at: usize) -> (usize, bool) {
        let byte = self.bytes[at];
        if byte.is_ascii_whitespace() {
            return (at + 1, false);
        }
        let (end, figure) = self.letters(at);
        let found = if end > at { self.begun(at, end, figure) } else { self.sign(at) };
        match found {
            Some(end) => (end, true),
            None if end > at => (end, false),
            None => (at + self.char(at).map_or(1, char::len_utf8), false),
        }
    }

    /// The end of the word that starts at a byte, and whether it holds a figure. Where no blanks stand between words there are none: a
    /// figure takes nothing with it.
    fn letters(&self, start: usize) -> (usize, bool) {
        let (mut end, mut figure) = (start, false);
        while let Some(&byte) = self.bytes.get(end) {
            if byte.is_ascii() {
                if !byte.is_ascii_alphanumeric() && byte != b'_' {
                    break;
                }
                figure |= !byte.is_ascii_alphabetic();
                end += 1;
            } else {
                let Some(c) = self.char(end).filter(|c| is_word(*c) && (!is_unspaced(*c) || c.is_numeric())) else { break };
                figure |= c.is_numeric();
                end += c.len_utf8();
            }
        }
        (end, figure)
    }

    /// The end of letters and figures of any kind.
    fn word(&self, start: usize) -> usize {
        self.text[start..].find(|c| !is_word(c)).map_or(self.text.len(), |length| start + length)
    }

    /// The end of what a word begins.
    fn begun(&mut self, at: usize, end: usize, figure: bool) -> Option<usize> {
        let rest = &self.bytes[at..];
        let starts = |prefix: &[u8]| rest.len() > prefix.len() && rest[..prefix.len()].eq_ignore_ascii_case(prefix);
        let free = |at: usize| !self.text[..at].chars().next_back().is_some_and(is_word);
        let link = (matches!(rest[0], b'h' | b'H' | b'w' | b'W') && free(at))
            .then(|| [&b"https://"[..], b"http://", b"www."].into_iter().find(|prefix| starts(prefix)))
            .flatten();
        self.look(at);
        if link.is_some_and(|prefix| at + prefix.len() < self.run.bytes.end) || self.run.address.is_some_and(|sign| sign > at) {
            return Some(self.run.bytes.end);
        }
        if figure {
            return Some(end);
        }
        let mut dotted = end;
        while self.bytes.get(dotted) == Some(&b'.') {
            let (next, _) = self.letters(dotted + 1);
            if next == dotted + 1 {
                break;
            }
            dotted = next;
        }
        if dotted > end {
            return Some(dotted);
        }
        self.run.slash.filter(|sign| *sign > at).map(|_| self.run.bytes.end)
    }

    /// The end of what a sign begins.
    fn sign(&mut self, at: usize) -> Option<usize> {
        let closed = |open: u8, close: u8| {
            let inside = memchr::memchr2(open, close, &self.bytes[at + 1..])?;
            (self.bytes[at + 1 + inside] == close).then_some(at + 2 + inside)
        };
        let begun = match self.bytes[at] {
            b'<' => closed(b'<', b'>'),
            b'{' => closed(b'{', b'}'),
            b'%' => self.percent(at),
            b'@' | b'#' => Some(self.word(at + 1)).filter(|end| *end > at + 1),
            b'&' => Some(self.word(at + 1)).filter(|end| *end > at + 1 && self.bytes.get(*end) == Some(&b';')).map(|end| end + 1),
            byte if !byte.is_ascii() && self.char(at).is_some_and(char::is_whitespace) => return None,
            _ => None,
        };
        self.look(at);
        if self.run.address.is_some_and(|sign| sign > at) {
            return Some(self.run.bytes.end);
        }
        begun.or_else(|| self.run.slash.filter(|sign| *sign > at).map(|_| self.run.bytes.end))
    }

    /// `%s`, `%(name)s`.
    fn percent(&self, at: usize) -> Option<usize> {
        let mut kind = at + 1;
        if self.bytes.get(kind) == Some(&b'(') {
            kind += memchr::memchr(b')', &self.bytes[kind..])? + 1;
        }
        let is_kind = matches!(self.bytes.get(kind)?.to_ascii_lowercase(), b's' | b'd' | b'i' | b'f');
        (is_kind && !self.is_word(kind + 1)).then_some(kind + 1)
    }

    /// Looks at the run that a byte stands in, once.
    fn look(&mut self, at: usize) {
        if at < self.run.bytes.end {
            return;
        }
        let end = self.text[at..].find(char::is_whitespace).map_or(self.text.len(), |length| at + length);
        let run = &self.bytes[at..end];
        let address = memchr::memrchr(b'.', run.get(..run.len().saturating_sub(1)).unwrap_or_default())
            .and_then(|stop| memchr::memrchr(b'@', &run[..stop.saturating_sub(1)]));
        let between = |sign: usize| self.is_word(sign + 1) && self.text[at..sign].chars().next_back().is_some_and(is_word);
        let slash = memchr::memrchr2_iter(b'/', b'\\', run).map(|sign| at + sign).find(|sign| between(*sign));
        self.run = Run { bytes: at..end, address: address.map(|sign| at + sign), slash };
    }
}

/// Whether a character is of a word: a letter, a figure, a mark on a letter, a low line, a joiner.
fn is_word(c: char) -> bool {
    is_word_character(c) || c == '_' || (!c.is_ascii() && (is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')))
}

/// Letters of scripts that set no blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use regex::Regex;

    use super::*;

    #[test]
    fn what_is_of_no_language_is_left_out() {
        let cases = [
            ("Um 3.50 Uhr kam v2.9 der U.S.A. an.", "Um  .  Uhr kam  .  der  . an."),
            ("snake_case und m² und 1\u{66b}5", "  und   und  \u{66b} "),
            ("Nur Wörter.", "Nur Wörter."),
            ("الساعة ٧٫٣٠ صباحا", "الساعة  ٫  صباحا"),
            ("a.b2 c", "  c"),
            ("Siehe www.example.org/a", "Siehe  "),
            ("6月に駅が5年間閉まる。", " 月に駅が 年間閉まる。"),
            ("6月に駅が5年間閉まる。{x}", " 月に駅が 年間閉まる。 "),
            ("Schreibe an (a.b@example.org), 50 % und/oder 5%", "Schreibe an     %    %"),
            ("Klicke <b>hier</b> auf %(name)s, {n} &amp; @wort", "Klicke  hier  auf  ,      "),
        ];
        for (text, plain) in cases {
            assert_eq!(prose(text), plain);
            assert_eq!(by_pattern(text), plain);
        }
    }

    /// The same as one regular expression.
    fn by_pattern(text: &str) -> String {
        let pattern = r"(?i)\b(?:https?://|www\.)\S+|\S+@\S+\.\S+|<[^<>]*>|\{[^{}]*\}|%(?:\([^)]*\))?[sdif]\b|[@#]\w+|&\w+;|W*(?:\p{N}|_)W*|W+(?:\.W+)+|\S*\w[/\\]\w\S*";
        let letter = r"[[\w--\u{e00}-\u{eff}\u{1000}-\u{109f}\u{1780}-\u{17ff}\u{3040}-\u{30ff}\u{3400}-\u{9fff}]\p{N}]";
        Regex::new(&pattern.replace('W', letter)).unwrap().replace_all(text, " ").into_owned()
    }

    proptest::proptest! {
        #[test]
        fn by_hand_as_by_pattern(text in "[awsd:ß\u{5728}\u{e01}\u{e55}\u{645}\u{663}0_ \u{a0}.@/\\\\<>{}%()#&;,-]{0,24}|(http://|www\\.|a@b\\.c|%s|<b>)[a-d ./@<_]{0,8}") {
            proptest::prop_assert_eq!(prose(&text).into_owned(), by_pattern(&text));
        }

        #[test]
        fn plain_texts_as_by_pattern(text in "[abé\u{ab}\u{a0}\u{2019}\u{2013}\u{436}\u{645}\u{663}\u{6cc}\u{6f3}.\" )w-]{0,16}") {
            proptest::prop_assert_eq!(prose(&text).into_owned(), by_pattern(&text));
        }
    }
}
