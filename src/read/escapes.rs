//! Escapes of strings: C's, JSON's, Java's, PHP's and Apple's are cousins.
//!
//! A decoder hands out its text in pieces, each with the byte of the writing where it stands: runs that stand letter by
//! letter, and escapes. So places are exact, and nobody has to guess afterwards what came from where.

/// Takes the pieces of a text in order.
pub(super) type Sink<'s> = dyn FnMut(&str, usize) + 's;

/// Resolves the escapes of a string as it stands between its quotation marks.
pub(super) type Decode = fn(&str, &mut Sink<'_>);

/// A backslash that begins no escape, or a quotation mark that wants one, by its byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadEscape(pub usize);

/// What an escape stands for, and the bytes that it takes behind its backslash.
pub(super) type Escape = (Option<char>, usize);

/// The decoded text alone.
pub(super) fn text(raw: &str, decode: Decode) -> String {
    let mut out = String::with_capacity(raw.len());
    decode(raw, &mut |piece, _| out.push_str(piece));
    out
}

/// Whether a string is one that C would read.
pub(super) fn check_c(raw: &str) -> Result<(), BadEscape> {
    let mut from = 0;
    while let Some(at) = memchr::memchr2(b'\\', b'"', &raw.as_bytes()[from..]) {
        let here = from + at;
        let behind = raw[here + 1..].chars().next();
        match behind {
            Some(c) if raw.as_bytes()[here] == b'\\' => from = here + 1 + c.len_utf8(),
            _ => return Err(BadEscape(here)),
        }
    }
    Ok(())
}

/// A C string literal. Unknown escapes stand for their letter.
pub(super) fn c(raw: &str, sink: &mut Sink<'_>) {
    walk(raw, c_escape, sink);
}

/// A string of JSON, Java or Apple: as in C, with `\uXXXX` and pairs of surrogates. Lone surrogates become U+FFFD.
pub(super) fn unicode(raw: &str, sink: &mut Sink<'_>) {
    walk(raw, |tail| Some(unicode_escape(tail)), sink);
}

/// A value of Java's properties: as in JSON, and a backslash hides the end of a line and the blanks behind it.
pub(super) fn java(raw: &str, sink: &mut Sink<'_>) {
    let escape = |tail: &str| match tail.strip_prefix('\n') {
        Some(next) => Some((None, 1 + next.len() - next.trim_start_matches([' ', '\t', '\u{c}']).len())),
        None => Some(unicode_escape(tail)),
    };
    walk(raw, escape, sink);
}

/// A PHP string in double quotation marks. What is no escape stands as it is written.
pub(super) fn php_double(raw: &str, sink: &mut Sink<'_>) {
    let escape = |tail: &str| match tail.bytes().next()? {
        b'n' | b't' | b'r' | b'f' | b'v' | b'0'..=b'7' | b'\\' | b'"' => c_escape(tail),
        b'e' => Some((Some(' '), 1)),
        b'$' => Some((Some('$'), 1)),
        b'x' if tail[1..].starts_with(|c: char| c.is_ascii_hexdigit()) => c_escape(tail),
        b'u' => {
            let digits = tail[1..].strip_prefix('{')?.split_once('}')?.0;
            let code = u32::from_str_radix(digits, 16).ok()?;
            Some((Some(char::from_u32(code).unwrap_or('\u{fffd}')), digits.len() + 3))
        }
        _ => None,
    };
    walk(raw, escape, sink);
}

/// A PHP string in single quotation marks, where only they and the backslash are escaped.
pub(super) fn php_single(raw: &str, sink: &mut Sink<'_>) {
    walk(raw, |tail| tail.chars().next().filter(|c| matches!(c, '\'' | '\\')).map(|c| (Some(c), 1)), sink);
}

/// Hands out what stands between escapes, and what they stand for. A backslash without an escape is a letter.
pub(super) fn walk(raw: &str, escape: impl Fn(&str) -> Option<Escape>, sink: &mut Sink<'_>) {
    let (mut from, mut next) = (0, 0);
    while let Some(at) = memchr::memchr(b'\\', &raw.as_bytes()[next..]) {
        let here = next + at;
        next = here + 1;
        let Some((c, used)) = escape(&raw[next..]) else { continue };
        if here > from {
            sink(&raw[from..here], from);
        }
        if let Some(c) = c {
            sink(c.encode_utf8(&mut [0; 4]), here);
        }
        next += used;
        from = next;
    }
    if from < raw.len() {
        sink(&raw[from..], from);
    }
}

fn c_escape(tail: &str) -> Option<Escape> {
    let Some(c) = tail.chars().next() else { return Some((None, 0)) };
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).unwrap_or('\u{fffd}');
    let (found, used) = match c {
        '0'..='7' => {
            let digits = tail.bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
            (number(&tail[..digits], 8), digits)
        }
        'x' => {
            let digits = tail[1..].bytes().take(2).take_while(u8::is_ascii_hexdigit).count();
            (number(&tail[1..=digits], 16), 1 + digits)
        }
        _ => (letter(c), c.len_utf8()),
    };
    Some((Some(found), used))
}

/// What the letter behind a backslash stands for. Characters that move the cursor are blanks.
fn letter(c: char) -> char {
    match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' | 'b' | 'f' | 'v' => ' ',
        other => other,
    }
}

/// The escape of JSON or Java behind a backslash. One at the end of the text stands for nothing.
pub(super) fn unicode_escape(tail: &str) -> Escape {
    let Some(c) = tail.chars().next() else { return (None, 0) };
    match c {
        'u' | 'U' => match unit(&tail[1..]) {
            Some(high @ 0xd800..0xdc00) => {
                let low = tail[5..].strip_prefix("\\u").or_else(|| tail[5..].strip_prefix("\\U")).and_then(unit);
                match low.filter(|low| (0xdc00..0xe000).contains(low)) {
                    Some(low) => (char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 11),
                    None => (Some('\u{fffd}'), 5),
                }
            }
            Some(code) => (Some(char::from_u32(code).unwrap_or('\u{fffd}')), 5),
            None => (Some(c), 1),
        },
        'a' | 'v' => (Some(c), 1),
        _ => (Some(letter(c)), c.len_utf8()),
    }
}

/// Four hexadecimal digits.
fn unit(text: &str) -> Option<u32> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_read() {
        assert_eq!(text(r#"a\n\"b\" \\ \x41\101"#, c), "a\n\"b\" \\ AA");
        assert_eq!(check_c(r#"a\n\"b\" \\ \x41\101"#), Ok(()));
        assert_eq!(check_c("a\"b"), Err(BadEscape(1)));
        assert_eq!(check_c("a\\"), Err(BadEscape(1)));
        assert_eq!(text(r"\u0628\ud83d\ude00 \ud83d \/", unicode), "ب😀 \u{fffd} /");
        assert_eq!(text("a \\\n   b\\\\\n c", java), "a b\\\n c");
        assert_eq!(text(r#"\u{1f600} \$a \q\' \\n"#, php_double), r#"😀 $a \q\' \n"#);
        assert_eq!(text(r"it\'s \\' \n", php_single), r"it's \' \n");
    }

    #[test]
    fn pieces_say_where_they_stand() {
        let mut pieces = Vec::new();
        unicode(r"Quit \U00e9e\nnow", &mut |piece, at| pieces.push((piece.to_owned(), at)));
        let wanted = [("Quit ", 0), ("é", 5), ("e", 11), ("\n", 12), ("now", 14)];
        assert_eq!(pieces, wanted.map(|(piece, at)| (piece.to_owned(), at)));
    }

    proptest! {
        #[test]
        fn pieces_are_letters_of_the_writing_or_escapes(raw in "[\\\\uUxn0-9a-f{}dDé'\"\\n $]{0,40}") {
            for decode in [c, unicode, java, php_double, php_single] {
                let mut last = 0;
                let mut all = true;
                decode(&raw, &mut |piece: &str, at: usize| {
                    all &= at >= last && (raw[at..].starts_with(piece) || raw[at..].starts_with('\\'));
                    last = at + 1;
                });
                prop_assert!(all, "{raw:?}");
            }
            let _ = check_c(&raw);
        }
    }
}
