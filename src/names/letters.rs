//! Names as letters to align: what optional marks, letter variants and writing systems add is taken away.

use any_ascii::any_ascii_char;
use unicode_normalization::{UnicodeNormalization, char::decompose_canonical};
use unicode_script::{Script, UnicodeScript};

use crate::lang::{is_letter, is_word_character};

/// The edge of a word, and of the name.
pub const EDGE: char = ' ';

/// Letters with the byte in the text each came from. Starts and ends with [`EDGE`] unless empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters {
    pub letters: Vec<char>,
    pub from: Vec<u32>,
}

impl Letters {
    fn with_room(letters: usize) -> Self {
        Letters { letters: Vec::with_capacity(letters), from: Vec::with_capacity(letters) }
    }

    fn push(&mut self, letter: char, at: usize) {
        if letter == EDGE && self.letters.last() == Some(&EDGE) {
            return;
        }
        self.letters.push(letter);
        self.from.push(u32::try_from(at).unwrap_or(u32::MAX));
    }

    fn pop(&mut self) {
        self.letters.pop();
        self.from.pop();
    }

    /// Letters that are no edges.
    #[must_use]
    pub fn count(&self) -> usize {
        self.letters.iter().filter(|c| **c != EDGE).count()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }
}

/// What a mark between letters does.
fn separates(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '·' | '・' | '•' | '_' | '/' | ',' | '\u{2010}'..='\u{2015}' | '\u{05be}' | '\u{200c}' | '\u{0964}' | '=' | '＝'
        )
}

/// The letters of a name or text in its own script.
///
/// Arabic: carriers, ya and kaf variants folded, harakat and tatweel dropped. Hebrew: finals folded, points dropped. Greek: no
/// accents. Hangul and kana: their parts. The scripts of India that share one layout (ISCII) become one. Thai and Lao: written
/// in the order of speech, without tone marks and silenced letters. Anything else: lower case. Latin letters become plain ones.
#[must_use]
pub fn native(text: &str) -> Letters {
    let mut out = Letters::with_room(text.len() + 2);
    let mut leading: Option<char> = None;
    out.push(EDGE, 0);
    for (at, c) in text.char_indices() {
        if c.is_ascii() {
            if c.is_ascii_alphabetic() {
                out.push(c.to_ascii_lowercase(), at);
            } else if c == '\'' && out.letters.last().is_some_and(|l| l.script() == Script::Hebrew) {
                out.push('׳', at);
            } else if separates(c) {
                out.push(EDGE, at);
            }
            continue;
        }
        match c {
            // Typographic apostrophes behind a Hebrew letter are a geresh as typed.
            '‘' | '’' | '´' | 'ʼ' if out.letters.last().is_some_and(|l| l.script() == Script::Hebrew) => out.push('׳', at),
            'א'..='ת' | 'ء'..='ۿ' | '׳' | '\u{591}'..='\u{5c7}' => {
                if let Some(letter) = semitic(c) {
                    out.push(letter, at);
                }
            }
            '\u{ac00}'..='\u{d7a3}' | 'ァ'..='ヺ' | 'ぁ'..='ゔ' => {
                let katakana = if ('ぁ'..='ゔ').contains(&c) { char::from_u32(c as u32 + 0x60).unwrap_or(c) } else { c };
                decompose_canonical(katakana, |part| out.push(part, at));
            }
            '\u{900}'..='\u{d7f}' => indic(c, at, &mut out),
            '\u{e00}'..='\u{eff}' => leading = thai(c, leading, at, &mut out),
            _ if separates(c) => out.push(EDGE, at),
            _ => other(c, at, &mut out),
        }
    }
    out.push(EDGE, text.len());
    out
}

fn other(c: char, at: usize, out: &mut Letters) {
    match c.script() {
        Script::Latin => plain(c, at, out),
        Script::Greek => {
            let mut base = None;
            decompose_canonical(c, |part| base = base.or(Some(part)));
            let lower = base.unwrap_or(c).to_lowercase().next().unwrap_or(c);
            out.push(if lower == 'ς' { 'σ' } else { lower }, at);
        }
        Script::Inherited | Script::Common if !matches!(c, 'ー' | '\u{3099}' | '\u{309a}') => {}
        _ if is_word_character(c) || matches!(c, 'ー' | '\u{3099}' | '\u{309a}') || mark(c) => {
            let lower = c.to_lowercase().next().unwrap_or(c);
            if !lower.is_numeric() || is_letter(lower) {
                out.push(lower, at);
            }
        }
        _ => {}
    }
}

/// Vowel signs and the like of scripts that build syllables.
fn mark(c: char) -> bool {
    matches!(c.script(), Script::Myanmar | Script::Khmer | Script::Sinhala | Script::Ethiopic | Script::Tibetan | Script::Javanese)
        && !separates(c)
}

/// A Latin letter beyond ASCII as plain letters.
fn plain(c: char, at: usize, out: &mut Letters) {
    for letter in any_ascii_char(c).chars() {
        if letter.is_ascii_alphabetic() {
            out.push(letter.to_ascii_lowercase(), at);
        }
    }
}

fn semitic(c: char) -> Option<char> {
    Some(match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ى' | 'ی' | 'ې' => 'ي',
        'ک' => 'ك',
        'ہ' | 'ھ' | 'ۀ' | 'ە' => 'ه',
        'ۃ' => 'ة',
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        'ـ' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{591}'..='\u{5c7}' => return None,
        '\u{660}'..='\u{66d}' | '\u{6f0}'..='\u{6f9}' | '\u{6d4}' => return None,
        other => other,
    })
}

/// Letters of the ISCII layout in the Devanagari block, whatever the script.
fn indic(c: char, at: usize, out: &mut Letters) {
    let code = c as u32;
    let folded = match c {
        'ൺ' => 'ण',
        'ൻ' => 'न',
        'ർ' => 'र',
        'ൽ' => 'ल',
        'ൾ' => 'ळ',
        'ൿ' => 'क',
        'ৎ' => 'त',
        'ੰ' => 'ं',
        'ੱ' => '्',
        '\u{964}' | '\u{965}' => {
            out.push(EDGE, at);
            return;
        }
        _ => char::from_u32(0x900 + (code & 0x7f)).unwrap_or(c),
    };
    if matches!(folded as u32 & 0x7f, 0x66..=0x70) {
        return;
    }
    // Letters with a dot below are composed in no normal form.
    decompose_canonical(folded, |part| out.push(part, at));
}

fn thai(c: char, leading: Option<char>, at: usize, out: &mut Letters) -> Option<char> {
    match c {
        'เ'..='ไ' | 'ເ'..='ໄ' => {
            if let Some(before) = leading {
                out.push(before, at);
            }
            return Some(c);
        }
        '\u{e47}'..='\u{e4b}' | '\u{e4d}'..='\u{e4f}' | '\u{ec8}'..='\u{ecb}' => return leading,
        // The letter before is silent.
        '\u{e4c}' | '\u{ecc}' => {
            if out.letters.len() > 1 {
                out.pop();
            }
        }
        '\u{e50}'..='\u{e5b}' | '\u{ed0}'..='\u{ed9}' | 'ฯ' | 'ๆ' => return leading,
        _ => {
            out.push(c, at);
            if let Some(before) = leading {
                out.push(before, at);
            }
        }
    }
    None
}

/// The letters of a Latin spelling, `a`–`z` and edges; of any other script, of its plain romanisation.
#[must_use]
pub fn latin(text: &str) -> Letters {
    let mut out = Letters::with_room(text.len() + 2);
    out.push(EDGE, 0);
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphabetic() {
            out.push(c.to_ascii_lowercase(), at);
        } else if separates(c) {
            out.push(EDGE, at);
        } else if !c.is_ascii() {
            for letter in any_ascii_char(c).chars() {
                if letter.is_ascii_alphabetic() {
                    out.push(letter.to_ascii_lowercase(), at);
                } else if letter == ' ' || letter == '-' {
                    out.push(EDGE, at);
                }
            }
        }
    }
    out.push(EDGE, text.len());
    out
}

/// Composed form of a text; most texts are composed already and are not copied.
#[must_use]
pub fn composed(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_ascii() || unicode_normalization::is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        std::borrow::Cow::Borrowed(text)
    } else {
        std::borrow::Cow::Owned(text.nfc().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(letters: &Letters) -> String {
        letters.letters.iter().collect()
    }

    #[test]
    fn marks_and_variants_fall_away() {
        assert_eq!(shown(&native("السّـرّاج")), " السراج ");
        assert_eq!(shown(&native("أحمدی-نژاد")), " احمدي نژاد ");
        assert_eq!(shown(&native("ג'ון לנון")), " ג׳ונ לנונ ");
        for typed in ["ג‘ון לנון", "ג’ון לנון"] {
            assert_eq!(native(typed).letters, native("ג'ון לנון").letters);
        }
        assert_eq!(shown(&native("Γιώργος")), " γιωργοσ ");
        assert_eq!(shown(&native("Чайковский")), " чайковский ");
        assert_eq!(shown(&native("ひらがな")), shown(&native("ヒラガナ")));
        assert_eq!(shown(&native("조")), " \u{110c}\u{1169} ");
    }

    #[test]
    fn scripts_of_one_layout_become_one() {
        assert_eq!(shown(&native("દિલ્હી")), shown(&native("दिल्ही")));
        assert_eq!(shown(&native("কলকাতা")), shown(&native("कलकाता")));
    }

    #[test]
    fn thai_follows_speech() {
        assert_eq!(shown(&native("เชียงใหม่")), " ชเียงหใม ");
        assert_eq!(shown(&native("จันทร์")), " จันท ");
    }

    #[test]
    fn latin_spellings_become_plain() {
        assert_eq!(shown(&latin("Al-Sarrāj, F.")), " al sarraj f ");
        assert_eq!(shown(&latin("O'Brien")), " obrien ");
        assert_eq!(shown(&latin("")), " ");
    }
}
