//! How a sentence ends, in any script.

use crate::lang::{Language, is_word_character};

/// The last mark of a sentence, without closing quotation marks and brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Stop,
    Question,
    Exclamation,
    Ellipsis,
    Colon,
    Semicolon,
    Comma,
    /// A letter or figure.
    Bare,
    Other,
}

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    pub end: End,
    /// Closing quotation marks stand after it.
    pub closed: bool,
    /// Byte after the last character that is neither blank nor a closing mark.
    pub at: usize,
}

/// Signs that may stand after the last mark of a sentence.
fn closes(c: char) -> bool {
    matches!(
        c,
        '"' | '”'
            | '’'
            | '»'
            | '\''
            | ')'
            | ']'
            | '」'
            | '』'
            | '）'
            | '›'
            | '“'
            | '«'
            | '*'
            | '_'
            | '`'
            | '＂'
            | '〟'
            | '》'
            | '】'
            | '}'
            | '〉'
            | '‘'
    )
}

/// Reads the end of a text. A tag, and the blank that French sets before a closing mark, are stepped over.
#[must_use]
pub fn ending(text: &str, language: &Language) -> Ending {
    let mut bare = text.trim_end();
    let mut closed = false;
    loop {
        let shorter = bare.trim_end_matches(|c: char| c.is_whitespace() || closes(c) || is_format(c));
        closed |= bare[shorter.len()..].chars().any(|c| closes(c) && !matches!(c, ')' | ']' | '）' | '*' | '_' | '`' | '】' | '}'));
        bare = shorter;
        match bare.strip_suffix('>').and_then(|rest| rest.rfind('<').map(|at| &bare[..at])) {
            Some(rest) if bare.len() - rest.len() < 60 => bare = rest,
            _ => break,
        }
    }
    let end = bare.chars().next_back().map_or(End::Bare, |c| class(c, bare, language));
    Ending { end, closed, at: bare.len() }
}

fn is_format(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn class(c: char, text: &str, language: &Language) -> End {
    let own = |mark: char| language.sentence.terminators.iter().any(|known| known.chars().eq([mark]));
    match c {
        '.' if text.ends_with("..") => End::Ellipsis,
        '…' | '⋯' => End::Ellipsis,
        ';' | '\u{37e}' if own(';') => End::Question,
        ':' if own(':') => End::Stop,
        '.' | '。' | '।' | '॥' | '։' | '۔' | '።' | '។' | '៕' | '．' | '｡' | '|' | '᠃' | '။' | '܀' => End::Stop,
        '?' | '？' | '؟' | '՞' | '⁇' | '⸮' | '፧' => End::Question,
        '!' | '！' | '՜' => End::Exclamation,
        ':' | '：' | '፡' => End::Colon,
        ';' | '；' | '؛' => End::Semicolon,
        ',' | '，' | '、' | '،' => End::Comma,
        _ if is_word_character(c) || unicode_normalization::char::is_combining_mark(c) => End::Bare,
        _ => End::Other,
    }
}

/// Whether a text asks: it holds a question mark of any script, or the mark that the language uses for one.
#[must_use]
pub fn asks(text: &str, language: &Language) -> bool {
    if memchr::memchr(b'?', text.as_bytes()).is_some() {
        return true;
    }
    let greek = || language.sentence.terminators.iter().any(|known| known == ";");
    !text.is_ascii() && text.contains(['？', '؟', '՞', '⁇', '⸮', '፧', '\u{37e}']) || text.contains(';') && greek()
}

/// Whether a text asks by its last word, as grammar has it where no mark is needed: 吗, か, 까.
#[must_use]
pub fn asks_without_mark(text: &str, language: &Language) -> bool {
    let bare = text.trim_end_matches(|c: char| !is_word_character(c));
    language.sentence.asking.iter().any(|ending| bare.ends_with(ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::find;

    fn end(text: &str, tag: &str) -> End {
        ending(text, find(tag).unwrap_or_else(|| panic!("{tag}"))).end
    }

    #[test]
    fn marks_of_every_script_count() {
        assert_eq!(end("« Les pompes sont vieilles. »", "fr"), End::Stop);
        assert_eq!(end("Πού είναι;", "el"), End::Question);
        assert_eq!(end("Where; there", "en"), End::Bare);
        assert_eq!(end("أين؟", "ar"), End::Question);
        assert_eq!(end("他说：“泵旧了。”", "zh"), End::Stop);
        assert_eq!(end("Պոմպերը հին են:", "hy"), End::Stop);
        assert_eq!(end("<b>The pumps are old.</b>", "en"), End::Stop);
        assert_eq!(end("The pumps are old", "en"), End::Bare);
        assert!(asks("Πού είναι; είπε", find("el").expect("Greek")));
        let english = find("en").expect("English");
        assert!(asks("Where? There.", english) && asks("أين؟", english) && !asks("Where; there – here", english));
    }
}
