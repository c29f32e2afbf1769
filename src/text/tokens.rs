//! Tokens for comparing two languages: words cut to a stem, Han and hiragana as bigrams, digits of any script as ASCII.

use std::sync::LazyLock;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_script::Script;

use crate::lang::{is_letter, script_of};

/// Letters kept of a word: enough to tell words apart, few enough to drop most endings.
const STEM: usize = 6;

/// Tokens of a text, in order. Punctuation counts only where it means something in any language (`? ! : " ( %`).
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::with_capacity(text.len() / 5);
    each_token(text, |token| out.push(token.to_owned()));
    out
}

/// Hands over every token of [`tokens`] without keeping it.
pub fn each_token(text: &str, mut out: impl FnMut(&str)) {
    let mut out = |token: &str| out(token);
    let out: &mut dyn FnMut(&str) = &mut out;
    let mut word = Word::default();
    if text.is_ascii() || text.chars().all(is_inert) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii_alphabetic() {
                let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                word.letters(&text[at..at + length], out);
                at += length;
            } else if byte.is_ascii() {
                word.take(char::from(*byte), out);
                at += 1;
            } else {
                let Some(c) = text[at..].chars().next() else { break };
                if is_caseless(c) {
                    word.take(c, out);
                } else {
                    c.to_lowercase().for_each(|c| word.take(c, out));
                }
                at += c.len_utf8();
            }
        }
    } else {
        for c in text.nfkc().flat_map(char::to_lowercase) {
            word.take(c, out);
        }
    }
    word.end(out);
}

/// Whether a token of a text may begin with a digit; a `false` is sure.
#[must_use]
pub fn has_digits(text: &str) -> bool {
    text.chars().any(|c| if c.is_ascii() { c.is_ascii_digit() } else { !is_inert(c) || digit(c).is_some() })
}

/// Characters that most text is made of, and that NFKC leaves alone whatever stands beside them.
fn is_inert(c: char) -> bool {
    matches!(c,
        '\0'..='\x7f'
        | 'À'..='\u{131}' | '\u{134}'..='\u{13e}' | '\u{141}'..='\u{148}' | '\u{14a}'..='\u{17e}'
        | '\u{388}'..='\u{3ce}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{4ff}'
        | '\u{5d0}'..='\u{5ea}' | '\u{60c}' | '\u{61b}' | '\u{61f}'..='\u{64a}' | '\u{660}'..='\u{66f}' | '\u{671}'..='\u{674}' | '\u{679}'..='\u{6d3}'
        | '\u{905}'..='\u{928}' | '\u{92a}'..='\u{930}' | '\u{932}' | '\u{933}' | '\u{935}'..='\u{939}' | '\u{964}'..='\u{96f}'
        | '\u{e01}'..='\u{e30}' | '\u{e32}' | '\u{e40}'..='\u{e46}' | '\u{e50}'..='\u{e59}'
        | '\u{2013}'..='\u{2016}' | '\u{2018}'..='\u{2022}' | '«' | '»' | '\u{3001}'..='\u{3020}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fe}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
    )
}

/// Characters of [`is_inert`] without capitals.
fn is_caseless(c: char) -> bool {
    matches!(c, '\u{5d0}'..='\u{2022}' | '\u{3001}'..='\u{d7a3}')
}

/// Where the tables of characters end; above stand Han, Hangul and rarities.
const TABLE_END: usize = 0x3100;

/// What a character is, and the letter under its marks.
fn letter(c: char) -> (Class, char, Script) {
    static TABLE: LazyLock<Vec<(Class, char, Script)>> = LazyLock::new(|| {
        (0..TABLE_END as u32).map(|code| char::from_u32(code).map_or((Class::Other, ' ', Script::Common), work_out)).collect()
    });
    match c {
        '\u{4e00}'..='\u{9fff}' => (Class::Han, c, Script::Han),
        _ => TABLE.get(c as usize).copied().unwrap_or_else(|| work_out(c)),
    }
}

/// The same without the table. Accents of Latin, Greek and Cyrillic letters are part of the character after NFKC: the base is kept.
fn work_out(c: char) -> (Class, char, Script) {
    let script = script_of(c);
    let base = if c.is_ascii() || keeps_marks(script) { c } else { c.nfd().next().unwrap_or(c) };
    (class(c), base, script)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Class {
    Letter,
    Digit(u8),
    Han,
    Katakana,
    Mark,
    Sign(char),
    Other,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' => return Class::Letter,
        '0'..='9' => return Class::Digit(c as u8 - b'0'),
        ' ' | '.' | ',' | '-' => return Class::Other,
        _ => {}
    }
    if let Some(d) = digit(c) {
        return Class::Digit(d);
    }
    match c {
        '?' | '؟' | '？' | '՞' => Class::Sign('?'),
        '!' | '！' => Class::Sign('!'),
        ':' | '：' => Class::Sign(':'),
        '(' | '（' => Class::Sign('('),
        '%' | '٪' | '％' => Class::Sign('%'),
        '"' | '“' | '”' | '«' | '»' | '„' | '「' | '」' => Class::Sign('"'),
        'ー' => Class::Katakana,
        'ـ' => Class::Mark,
        _ if is_combining_mark(c) => Class::Mark,
        _ if is_letter(c) => match script_of(c) {
            Script::Han | Script::Hiragana => Class::Han,
            Script::Katakana => Class::Katakana,
            _ => Class::Letter,
        },
        _ => Class::Other,
    }
}

/// Value of a decimal digit of any script: digits stand in runs of ten from zero up (Unicode, Nd).
#[must_use]
pub fn digit(c: char) -> Option<u8> {
    const ZEROS: &[char] = &['0', '٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '෦', '๐', '໐', '༠', '၀', '႐', '០', '᠐', '０'];
    let code = c as u32;
    let at = ZEROS.partition_point(|zero| *zero as u32 <= code);
    let zero = *ZEROS.get(at.checked_sub(1)?)? as u32;
    (code - zero < 10).then(|| u8::try_from(code - zero).unwrap_or(0))
}

fn keeps_marks(script: Script) -> bool {
    !matches!(
        script,
        Script::Latin | Script::Greek | Script::Cyrillic | Script::Arabic | Script::Hebrew | Script::Common | Script::Inherited
    )
}

struct Word {
    text: String,
    class: Option<Class>,
    script: Script,
}

impl Default for Word {
    fn default() -> Self {
        Word { text: String::new(), class: None, script: Script::Common }
    }
}

impl Word {
    fn take(&mut self, c: char, out: &mut dyn FnMut(&str)) {
        let (class, base, script) = letter(c);
        match class {
            Class::Mark => {
                // Vowel signs of Indic scripts are spelling; accents and harakat are not.
                if matches!(self.class, Some(Class::Letter)) && keeps_marks(self.script) {
                    self.text.push(c);
                }
            }
            Class::Digit(d) => self.push(char::from(b'0' + d), Class::Digit(0), Script::Common, out),
            Class::Letter => self.push(base, Class::Letter, script, out),
            Class::Han => self.push(c, Class::Han, Script::Han, out),
            Class::Katakana => self.push(c, Class::Katakana, Script::Katakana, out),
            Class::Sign(sign) => {
                self.end(out);
                out(sign.encode_utf8(&mut [0; 4]));
            }
            Class::Other => self.end(out),
        }
    }

    /// Takes letters of ASCII.
    fn letters(&mut self, letters: &str, out: &mut dyn FnMut(&str)) {
        if self.class != Some(Class::Letter) {
            self.end(out);
        }
        self.text.push_str(letters);
        let start = self.text.len() - letters.len();
        self.text[start..].make_ascii_lowercase();
        (self.class, self.script) = (Some(Class::Letter), Script::Latin);
    }

    fn push(&mut self, c: char, class: Class, script: Script, out: &mut dyn FnMut(&str)) {
        if self.class != Some(class) {
            self.end(out);
        }
        self.text.push(c);
        self.class = Some(class);
        self.script = script;
    }

    fn end(&mut self, out: &mut dyn FnMut(&str)) {
        let text = self.text.as_str();
        match self.class.take() {
            Some(Class::Han) => {
                let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
                let mut last = (0, 0);
                for (count, at) in ends.enumerate() {
                    if count >= 2 {
                        out(&text[last.0..at]);
                    }
                    last = (last.1, at);
                }
                if text.chars().nth(1).is_none() {
                    out(text);
                }
            }
            Some(Class::Letter) => out(stem(text, self.script)),
            Some(_) => out(text),
            None => {}
        }
        self.text.clear();
    }
}

/// The word without a glued Arabic article, cut to [`STEM`] letters.
fn stem(word: &str, script: Script) -> &str {
    let mut rest = word;
    if script == Script::Arabic {
        for prefix in ["وال", "بال", "فال", "كال", "لل", "ال"] {
            if let Some(cut) = word.strip_prefix(prefix)
                && cut.chars().count() >= 3
            {
                rest = cut;
                break;
            }
        }
    }
    rest.char_indices().nth(STEM).map_or(rest, |(end, _)| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_words_digits_and_signs() {
        assert_eq!(tokens("Governments met 3 times?"), ["govern", "met", "3", "times", "?"]);
        assert_eq!(tokens("والحكومة ٢٠٢٠"), ["حكومة", "2020"]);
        assert_eq!(tokens("北京市"), ["北京", "京市"]);
        assert_eq!(tokens("Élysée"), ["elysee"]);
        assert_eq!(tokens("トランプ"), ["トランプ"]);
    }

    #[test]
    fn characters_that_are_passed_over_are_left_alone_by_the_standard() {
        for c in ('\0'..=char::MAX).filter(|c| is_inert(*c)) {
            assert!(c.to_string().nfkc().eq([c]), "{c:?}");
            assert!(!is_combining_mark(c), "{c:?}");
            // None is made one with a letter before it.
            assert!(!is_caseless(c) || c.to_lowercase().eq([c]), "{c:?}");
        }
    }

    #[test]
    fn the_quick_way_gives_the_same_tokens() {
        for text in [
            "The ferry-boats' 3rd trip, at 12:30 (C3PO)",
            "Die Straße über Ærø, 12–14 «Élysée»",
            "ΑΘΗΝΑ Λόγος",
            "قالت ٢٠٢٠ للحكومة",
            "राम १२",
            "北京市トランプ ー",
            "ИСТОРИЯ ёж",
        ] {
            let mut slow = Vec::new();
            let mut word = Word::default();
            for c in text.nfkc().flat_map(char::to_lowercase) {
                word.take(c, &mut |token| slow.push(token.to_owned()));
            }
            word.end(&mut |token| slow.push(token.to_owned()));
            assert_eq!(tokens(text), slow);
        }
    }

    #[test]
    fn reads_digits_of_every_script() {
        assert_eq!("٣۳३๓３".chars().map(digit).collect::<Vec<_>>(), [Some(3); 5]);
        assert_eq!(digit('a'), None);
    }
}
