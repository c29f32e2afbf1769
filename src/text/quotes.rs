//! Double quotation marks of a text: where they stand, and whether they open or close.
//!
//! Which mark opens is a matter of language and hand (`“…”`, `„…“`, `»…«`, `”…”`), so the blanks around a mark decide, and its shape only
//! where they do not.

use std::ops::Range;

use unicode_script::Script;

use crate::lang::{is_letter, is_word_character, script_of};

/// What a mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Open,
    Close,
    /// It closes what is open, else it opens.
    Either,
}

/// A double quotation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Byte where it stands.
    pub at: usize,
    pub sign: char,
    pub role: Role,
}

/// What is left open at the end of a text and what closes without an opening in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balance {
    /// Marks that close nothing of this text.
    pub closed: usize,
    /// Marks that are never closed in this text.
    pub open: usize,
}

/// Whether a sign is a double quotation mark in some language. Single marks are apostrophes too often to judge.
#[must_use]
pub fn is_mark(sign: char) -> bool {
    matches!(sign, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '＂' | '〝' | '〞' | '〟')
}

/// Whether the bytes of some mark stand in a text, or those of a neighbour in the table of characters: most texts have none.
fn may_have_marks(text: &str) -> bool {
    let bytes = text.as_bytes();
    if memchr::memchr(b'"', bytes).is_some() {
        return true;
    }
    let begins = |at: usize| match bytes[at] {
        0xc2 => matches!(bytes.get(at + 1), Some(0xab | 0xbb)),
        0xe2 => matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x9c..=0x9f])),
        0xe3 => bytes.get(at + 1) == Some(&0x80),
        _ => bytes.get(at + 1) == Some(&0xbc),
    };
    !text.is_ascii() && (memchr::memchr2_iter(0xc2, 0xe2, bytes).any(begins) || memchr::memchr2_iter(0xe3, 0xef, bytes).any(begins))
}

/// The marks of a text in order. Inches after a figure and the gershayim inside a Hebrew abbreviation are none.
#[must_use]
pub fn marks(text: &str) -> Vec<Mark> {
    let mut found: Vec<Mark> = Vec::new();
    if !may_have_marks(text) {
        return found;
    }
    let mut before: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, sign)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        if is_mark(sign) && !(inches(before, sign) && balance(&found).open == 0) {
            match joined(before, sign, after).then(|| after_prefix(&text[..at], &text[at + sign.len_utf8()..])) {
                Some(false) => {}
                Some(true) => found.push(Mark { at, sign, role: Role::Open }),
                None => found.push(Mark { at, sign, role: role(before, sign, after) }),
            }
        }
        before = Some(sign);
    }
    found
}

/// Pairs the marks off.
#[must_use]
pub fn balance(marks: &[Mark]) -> Balance {
    let mut balance = Balance::default();
    for mark in marks {
        match mark.role {
            Role::Open => balance.open += 1,
            Role::Either if balance.open == 0 => balance.open += 1,
            Role::Close if balance.open == 0 => balance.closed += 1,
            Role::Close | Role::Either => balance.open -= 1,
        }
    }
    balance
}

/// A passage between quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// The mark that opens it.
    pub open: Mark,
    /// The mark that closes it.
    pub close: Mark,
}

impl Quotation {
    /// Bytes between the marks.
    #[must_use]
    pub fn inside(&self) -> Range<usize> {
        self.open.at + self.open.sign.len_utf8()..self.close.at
    }

    /// Bytes with the marks.
    #[must_use]
    pub fn whole(&self) -> Range<usize> {
        self.open.at..self.close.at + self.close.sign.len_utf8()
    }
}

/// The passages between marks that open and close in this text, in order; those inside others are left out.
#[must_use]
pub fn quotations(text: &str) -> Vec<Quotation> {
    let mut open: Vec<Mark> = Vec::new();
    let mut found = Vec::new();
    for mark in marks(text) {
        match mark.role {
            Role::Open => open.push(mark),
            Role::Either if open.is_empty() => open.push(mark),
            Role::Close | Role::Either => {
                if let Some(first) = open.pop()
                    && open.is_empty()
                {
                    found.push(Quotation { open: first, close: mark });
                }
            }
        }
    }
    found
}

/// Whether anything in a text may stand for quotation marks: single ones that open a word, marks of titles, the dash of a dialogue, emphasis.
#[must_use]
pub fn sets_apart(text: &str) -> bool {
    let start = text.trim_start();
    if start.starts_with(['-', '–', '—', '―', '*', '_']) || [": –", ": —", ": -"].iter().any(|dash| text.contains(dash)) {
        return true;
    }
    // A dash behind a whole sentence and before a capital: somebody begins to speak.
    let speaks = |(at, dash): (usize, &str)| {
        let (before, after) = (text[..at].trim_end(), text[at + dash.len()..].trim_start());
        before.ends_with(['.', '!', '?', '…']) && after.starts_with(char::is_uppercase)
    };
    if text.match_indices(['–', '—', '―']).any(speaks) {
        return true;
    }
    let mut before: Option<char> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let word = |c: Option<char>| c.is_some_and(is_word_character);
        let opens = matches!(c, '‘' | '’' | '‚' | '‛' | '\'' | '`' | '*' | '_' | '´') && !word(before) && word(chars.peek().copied());
        if opens || is_mark(c) || matches!(c, '‹' | '›' | '《' | '》' | '〈' | '〉' | '<' | '`') {
            return true;
        }
        before = Some(c);
    }
    false
}

fn inches(before: Option<char>, sign: char) -> bool {
    matches!(sign, '"' | '”') && before.is_some_and(char::is_numeric)
}

/// Whether a mark stands inside a Hebrew word: gershayim, or a quotation behind a prefix.
fn joined(before: Option<char>, sign: char, after: Option<char>) -> bool {
    let hebrew = |c: Option<char>| c.is_some_and(|c| script_of(c) == Script::Hebrew && is_letter(c));
    matches!(sign, '"' | '”' | '“') && hebrew(before) && hebrew(after)
}

/// Hebrew words that are written as one with the next: and, the, that, as, to, in, from.
const PREFIXES: &str = "והשכלבמ";

/// Whether a quotation begins inside a Hebrew word: nothing but prefixes before the mark, and more than the last letter of an abbreviation
/// behind it.
fn after_prefix(before: &str, after: &str) -> bool {
    let letters = |c: &char| is_letter(*c);
    let mut prefix = before.chars().rev().take_while(letters);
    let short = prefix.by_ref().take(3).all(|c| PREFIXES.contains(c)) && prefix.next().is_none();
    short && after.chars().take_while(letters).count() > 1
}

/// Whether a text ends inside a quotation between single marks: one opens before a word and none closes after it.
#[must_use]
pub fn single_left_open(text: &str) -> bool {
    let (mut open, mut before) = (false, None::<char>);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied();
        if matches!(c, '\'' | '‘' | '’' | '‚') {
            let outside = |c: Option<char>| c.is_none_or(|c| !is_word_character(c));
            if before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[') || is_mark(c)) && after.is_some_and(is_letter) {
                open = true;
            } else if before.is_some_and(|c| !c.is_whitespace()) && outside(after) {
                open = false;
            }
        }
        before = Some(c);
    }
    open
}

fn role(before: Option<char>, sign: char, after: Option<char>) -> Role {
    match sign {
        '「' | '『' | '„' | '〝' => return Role::Open,
        '」' | '』' | '〞' | '〟' => return Role::Close,
        _ => {}
    }
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let opener = |c: Option<char>| c.is_some_and(|c| matches!(c, '(' | '[' | '{' | '（' | '¿' | '¡' | '-' | '–' | '—' | '/') || is_mark(c));
    let word = |c: Option<char>| c.is_some_and(is_word_character);
    let stop = |c: Option<char>| c.is_some_and(|c| !is_word_character(c) && !c.is_whitespace() && !is_mark(c));
    match (blank(before), blank(after)) {
        (true, false) if !stop(after) || opener(after) => return Role::Open,
        (false, true) => return Role::Close,
        (false, false) if word(after) && opener(before) => return Role::Open,
        (false, false) if word(before) && stop(after) => return Role::Close,
        _ => {}
    }
    match sign {
        '«' | '“' | '‟' => Role::Open,
        '»' | '”' => Role::Close,
        _ => Role::Either,
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn the_bytes_of_all_marks_are_known() {
        for sign in ('\0'..=char::MAX).filter(|c| is_mark(*c)) {
            assert_eq!(marks(&format!("a {sign}b")).len(), 1, "{sign}");
        }
    }

    fn left(text: &str) -> (usize, usize) {
        let balance = balance(&marks(text));
        (balance.closed, balance.open)
    }

    #[test]
    fn any_style_pairs_off() {
        for text in [
            "„Die Pumpen“, sagte sie, »sind alt«.",
            "« Les pompes », dit-il, « sont vieilles. »",
            "”Pumparna är gamla”, sade hon.",
            "他说：“水泵旧了。”",
            "「ポンプは『古い』」と述べた。",
            "ראש ממשלת ארה\"ב אמר \"כן\".",
            "a 19\" screen and a 21\" one",
            "\"19\", he said",
            "(\"old\"), she said",
        ] {
            assert_eq!(left(text), (0, 0), "{text}");
        }
    }

    #[test]
    fn a_hebrew_prefix_stands_before_a_quotation_and_an_abbreviation_has_its_own_mark() {
        for text in ["הוא אמר ש“המשאבות ישנות“.", "היא דיברה על ה\"משאבות\" בארה\"ב.", "לדו\"חות ולמנכ\"לית אין מרכאות"]
        {
            assert_eq!(left(text), (0, 0), "{text}");
        }
        assert_eq!(marks("הוא אמר ש“המשאבות ישנות“.").len(), 2);
        assert_eq!(left("הוא אמר ש\"המשאבות ישנות."), (0, 1));
        assert!(marks("דו\"חות").is_empty());
    }

    #[test]
    fn single_marks_that_open_are_told_from_apostrophes() {
        assert!(single_left_open("She said: 'The pumps aren't new."));
        for text in ["She said: 'The pumps aren't new.'", "The dogs' owner can't come.", "rock 'n' roll", "It's 5 o'clock."] {
            assert!(!single_left_open(text), "{text}");
        }
    }

    #[test]
    fn passages_are_found_once() {
        let inside = |text: &str| quotations(text).iter().map(|q| text[q.inside()].to_owned()).collect::<Vec<_>>();
        assert_eq!(inside("„Die Pumpen“, sagte sie, »sind alt«."), ["Die Pumpen", "sind alt"]);
        assert_eq!(inside("「ポンプは『古い』」と述べた。"), ["ポンプは『古い』"]);
        assert!(inside("The pumps are old,\" she said.").is_empty());
    }

    #[test]
    fn other_ways_to_set_apart_are_seen() {
        for text in [
            "De pompen zijn ‘oud’.",
            "— Насосы старые, — сказала она.",
            "Она встала. — Насосы старые.",
            "她读了《水泵》。",
            "She read *The pumps*.",
        ] {
            assert!(sets_apart(text), "{text}");
        }
        for text in ["They don't know the dogs' owner.", "L’eau est froide – et claire.", "Est-elle claire ? – oui."] {
            assert!(!sets_apart(text), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_told() {
        assert_eq!(left("„Die Pumpen sind alt, sagte sie."), (0, 1));
        assert_eq!(left("Die Pumpen sind alt“, sagte sie."), (1, 0));
        assert_eq!(left("The pumps are old,\" she said. \"They are"), (1, 1));
    }
}
