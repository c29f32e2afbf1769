//! A text in the making: pieces of a file put one behind the other, each knowing where it stood.

use super::{escapes::unicode_string, places::Places};
use crate::model::{Anchor, Block, BlockKind, Location, Mark, MarkKind, Unit};

/// Stands in the text for a code that is no text: a variable, an image, a tag that stands alone.
pub(super) const OBJECT: char = '\u{fffc}';

#[derive(Debug, Default)]
pub(super) struct Flow {
    pub text: String,
    pub anchors: Vec<Anchor>,
    pub marks: Vec<Mark>,
}

impl Flow {
    fn anchor(&mut self, at: Location) {
        let offset = narrow(self.text.len());
        match self.anchors.last_mut() {
            Some(last) if last.offset == offset => last.at = at,
            _ => self.anchors.push(Anchor { offset, at }),
        }
    }

    /// Adds text that stands letter by letter at a byte of the file.
    pub fn push(&mut self, text: &str, offset: usize, places: &Places<'_>) {
        let mut from = 0;
        for line in text.split_inclusive('\n') {
            self.anchor(places.at(offset + from));
            self.text.push_str(line);
            from += line.len();
        }
    }

    /// A string of JSON or Java as it stands between its quotation marks, escapes and all.
    pub fn of_string(raw: &str, offset: usize, places: &Places<'_>) -> Self {
        let mut flow = Flow::default();
        if raw.contains('\\') {
            flow.weave(&unicode_string(raw), raw, offset, places);
        } else {
            flow.push(raw, offset, places);
        }
        flow
    }

    /// Adds text for which something else stands at this place of the file.
    pub fn put(&mut self, text: &str, at: Location) {
        if !text.is_empty() {
            self.anchor(at);
            self.text.push_str(text);
        }
    }

    /// Adds text that is `raw` at a byte of the file, but for escapes and line breaks that are folded: wherever the two
    /// part and meet again, the place is noted.
    pub fn weave(&mut self, text: &str, raw: &str, offset: usize, places: &Places<'_>) {
        let mut at = 0;
        let mut run = true;
        let mut from = 0;
        self.anchor(places.at(offset));
        for (index, c) in text.char_indices() {
            let rest = raw.get(at..).unwrap_or_default();
            if rest.starts_with(c) {
                if !run || text[..index].ends_with('\n') {
                    self.text.push_str(&text[from..index]);
                    from = index;
                    self.anchor(places.at(offset + at));
                    run = true;
                }
                at += if c == '\\' { slashes(&text[index..], rest) } else { c.len_utf8() };
            } else if let Some(skip) = rest.char_indices().take(SKIP).find(|(ahead, other)| *other == c && gap(&rest[..*ahead])) {
                self.text.push_str(&text[from..index]);
                from = index;
                self.anchor(places.at(offset + at + skip.0));
                at += skip.0 + c.len_utf8();
                run = true;
            } else {
                // An escape: the character stands for what is written here, perhaps behind a folded line.
                self.text.push_str(&text[from..index]);
                from = index;
                let rest = rest.strip_prefix("\\\n").unwrap_or(rest);
                let trimmed = rest.trim_start();
                let rest = if c.is_whitespace() && !trimmed.starts_with('\\') { rest } else { trimmed };
                at = raw.len() - rest.len();
                self.anchor(places.at(offset + at));
                at += escape(rest);
                run = false;
            }
        }
        self.text.push_str(&text[from..]);
    }

    pub fn mark(&mut self, kind: MarkKind, value: impl Into<String>) {
        self.marks.push(Mark { offset: narrow(self.text.len()), kind, value: value.into() });
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The text as a block, without blanks at its ends. `at` is its place if it has no text.
    pub fn block(self, kind: BlockKind, key: Option<String>, mut unit: Unit, at: Location) -> Block {
        let lead = narrow(self.text.len() - self.text.trim_start().len());
        let end = narrow(self.text.trim().len());
        unit.marks = self.marks;
        for mark in &mut unit.marks {
            mark.offset = mark.offset.saturating_sub(lead).min(end);
        }
        unit.cues.iter_mut().for_each(|cue| cue.offset = cue.offset.saturating_sub(lead).min(end));
        let mut anchors = self.anchors;
        if anchors.first().is_none_or(|anchor| anchor.offset > 0) {
            anchors.insert(0, Anchor { offset: 0, at });
        }
        let block = Block { kind, key, text: self.text, anchors, ignores: Vec::new(), unit: Some(unit.shared()) };
        block.trimmed()
    }
}

/// Bytes of the writing that the first of some backslashes takes: two where each is escaped by another.
fn slashes(text: &str, raw: &str) -> usize {
    let run = |text: &str| text.len() - text.trim_start_matches('\\').len();
    if run(raw) >= 2 * run(text) { 2 } else { 1 }
}

/// Characters looked at for the next letter of a text behind folded blanks.
const SKIP: usize = 400;

/// Whether nothing but blanks, line breaks and what folds them stands between two letters.
fn gap(raw: &str) -> bool {
    raw.chars().all(|c| c.is_whitespace() || matches!(c, '\\' | '"' | '\''))
}

/// Bytes of the escape at the start of `raw`.
fn escape(raw: &str) -> usize {
    let mut chars = raw.chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), Some('u')) => raw.char_indices().nth(6).map_or(raw.len(), |(at, _)| at),
        (Some('\\'), Some('x')) => raw.char_indices().nth(4).map_or(raw.len(), |(at, _)| at),
        (Some('\\'), Some('U')) => {
            let digits = raw[2..].chars().take_while(char::is_ascii_hexdigit).count().min(8);
            2 + digits
        }
        (Some('\\'), Some(c)) => 1 + c.len_utf8(),
        (Some('&'), _) => raw.find(';').filter(|end| *end < 12).map_or(1, |end| end + 1),
        (Some(c), _) => c.len_utf8(),
        (None, _) => 0,
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_its_writing_meet_again_behind_an_escape() {
        let raw = "a\\n\\u0628b\\\n   c";
        let mut flow = Flow::default();
        flow.weave("a\nبbc", raw, 0, &Places::new(raw));
        let block = flow.block(BlockKind::Unit, None, Unit::default(), Location::default());
        let column = |offset| (block.locate(offset).line, block.locate(offset).column);
        assert_eq!((column(0), column(1), column(2), column(4), column(5)), ((1, 1), (1, 2), (1, 4), (1, 10), (2, 4)));
    }
}
