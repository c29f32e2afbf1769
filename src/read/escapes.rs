//! Escapes of strings: C's, JSON's, Java's and Apple's are cousins.

/// A backslash that begins no escape, by its byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadEscape(pub usize);

/// The text of a C string literal without its quotation marks. Unknown escapes stand for their letter.
pub(super) fn c_string(raw: &str) -> Result<String, BadEscape> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr2(b'\\', b'"', rest.as_bytes()) {
        let here = raw.len() - rest.len() + at;
        out.push_str(&rest[..at]);
        if rest.as_bytes()[at] == b'"' {
            return Err(BadEscape(here));
        }
        let tail = &rest[at + 1..];
        let Some(c) = tail.chars().next() else { return Err(BadEscape(here)) };
        let mut used = c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'a' | 'b' | 'f' | 'v' => out.push(' '),
            '0'..='7' => {
                let digits = tail.bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                let value = u32::from_str_radix(&tail[..digits], 8).ok().and_then(char::from_u32);
                out.push(value.unwrap_or('\u{fffd}'));
                used = digits;
            }
            'x' => {
                let digits = tail[1..].bytes().take(2).take_while(u8::is_ascii_hexdigit).count();
                let value = u32::from_str_radix(&tail[1..1 + digits], 16).ok().and_then(char::from_u32);
                out.push(value.unwrap_or('\u{fffd}'));
                used = 1 + digits;
            }
            other => out.push(other),
        }
        rest = &tail[used..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The text of a JSON or Java string: as in C, with `\uXXXX` and pairs of surrogates. Lone surrogates become U+FFFD.
pub(super) fn unicode_string(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let Some(c) = tail.chars().next() else { return out };
        let mut used = c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' | 'f' => out.push(' '),
            'u' | 'U' => match unit(&tail[1..]) {
                Some(high @ 0xd800..0xdc00) => {
                    used = 5;
                    let low = tail[5..].strip_prefix("\\u").or_else(|| tail[5..].strip_prefix("\\U")).and_then(unit);
                    match low.filter(|low| (0xdc00..0xe000).contains(low)) {
                        Some(low) => {
                            used = 11;
                            out.push(char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)).unwrap_or('\u{fffd}'));
                        }
                        None => out.push('\u{fffd}'),
                    }
                }
                Some(code) => {
                    used = 5;
                    out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                }
                None => out.push(c),
            },
            other => out.push(other),
        }
        rest = &tail[used..];
    }
    out.push_str(rest);
    out
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
        assert_eq!(c_string(r#"a\n\"b\" \\ \x41\101"#).as_deref(), Ok("a\n\"b\" \\ AA"));
        assert_eq!(c_string("a\"b"), Err(BadEscape(1)));
        assert_eq!(c_string("a\\"), Err(BadEscape(1)));
        assert_eq!(unicode_string(r"\u0628\ud83d\ude00 \ud83d \/"), "ب😀 \u{fffd} /");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[\\\\uUxn0-9a-fdDé\"]{0,40}") {
            let _ = c_string(&text);
            let _ = unicode_string(&text);
        }
    }
}
