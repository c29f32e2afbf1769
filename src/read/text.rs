//! Plain text: paragraphs, headings, list items; or one segment a line.

use rustc_hash::FxHashSet;

use super::{ReadError, ReadOptions, Reader};
use crate::model::{Anchor, Anchors, Block, BlockKind, Document, Ignores, Loaded, Location};

pub(super) struct Text;

/// A line at least this long may have been wrapped by an editor.
const WRAP_FROM: usize = 45;
/// Columns of the widest lines that editors wrap to.
const WIDEST: usize = 120;
/// Signs that make a ruler.
const RULER: usize = 4;
/// A first line longer than this is a paragraph, not a headline.
const LONGEST_HEADING: usize = 120;

impl Reader for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "text", "asc", "log"]
    }

    fn read(&self, text: &str, _path: &str, options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut document = Document::default();
        if options.segmented {
            document.blocks =
                lines(text).map(|line| Block::new(BlockKind::Unit, line.text.trim(), Location { line: line.number, column: 1 })).collect();
        } else {
            paragraphs(text, &mut document);
        }
        Ok(Loaded::One(document))
    }
}

/// A line of a file, numbered from one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub number: u32,
    pub text: &'a str,
}

/// Lines ended by LF, CR or CRLF in any mixture; a file's last line end opens no further line.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut rest = Some(text);
    let mut number = 0;
    std::iter::from_fn(move || {
        let text = rest.filter(|text| number == 0 || !text.is_empty())?;
        number += 1;
        match text.find(['\n', '\r']) {
            Some(end) => {
                let after = &text[end..];
                let width = if after.starts_with("\r\n") { 2 } else { 1 };
                rest = Some(&after[width..]);
                Some(Line { number, text: &text[..end] })
            }
            None => {
                rest = None;
                Some(Line { number, text })
            }
        }
    })
}

fn paragraphs(text: &str, document: &mut Document) {
    let lists = Lists::of(text);
    let mut group: Vec<Line<'_>> = Vec::new();
    for line in lines(text) {
        if line.text.trim().is_empty() || is_ruler(line.text) {
            flush(&mut group, &lists, document);
        } else {
            group.push(line);
        }
    }
    flush(&mut group, &lists, document);
}

/// Whether a line is one sign over and over, drawn under a heading or between two parts.
fn is_ruler(line: &str) -> bool {
    let line = line.trim();
    let first = line.chars().next();
    matches!(first, Some('=' | '-' | '~' | '*' | '_' | '#' | '+' | '^' | '─' | '═' | '—'))
        && line.chars().nth(RULER - 1).is_some()
        && line.chars().all(|c| Some(c) == first)
}

/// Turns a run of lines without a blank one between into blocks.
fn flush(group: &mut Vec<Line<'_>>, lists: &Lists, document: &mut Document) {
    let wrapped = is_wrapped(group);
    // Where lines run on far beyond the width of a page, nobody broke them.
    let narrow = group.iter().all(|line| columns(line.text.trim_end()) <= WIDEST);
    let mut open: Vec<Line<'_>> = Vec::new();
    let first = document.blocks.is_empty();
    for (at, line) in group.iter().enumerate() {
        let starts = lists.mark(line.text).is_some()
            || !(wrapped || at.checked_sub(1).is_some_and(|before| narrow && lists.continues(&group[before], line)));
        if starts && !open.is_empty() {
            document.blocks.push(lists.block(&open, false));
            open.clear();
        }
        open.push(*line);
    }
    if !open.is_empty() {
        let alone = group.len() == 1;
        document.blocks.push(lists.block(&open, first && alone));
    }
    if first
        && group.len() > 1
        && !wrapped
        && let (Some(block), Some(line)) = (document.blocks.first_mut(), group.first())
        && lists.is_headline(line.text)
    {
        block.kind = BlockKind::Heading(1);
    }
    group.clear();
}

/// Whether an editor broke the lines: all but the last are long, most end without a full stop, and are as long as the widest line
/// lets them be. Lines that would have had room for the next word were ended on purpose.
fn is_wrapped(group: &[Line<'_>]) -> bool {
    let Some((_, body)) = group.split_last().filter(|(_, body)| !body.is_empty()) else { return false };
    let long = body.iter().filter(|line| columns(line.text.trim()) >= WRAP_FROM).count();
    let open = body.iter().filter(|line| !ends_sentence(line.text)).count();
    let most = group.iter().map(|line| columns(line.text.trim_end())).max().unwrap_or(0);
    let full = group.windows(2).filter(|pair| columns(pair[0].text.trim_end()) + room_for(pair[1].text) > most).count();
    most <= WIDEST && long * 10 >= body.len() * 8 && open * 10 >= body.len() * 5 && full * 10 >= body.len() * 8
}

/// Columns that a line takes on a screen.
fn columns(line: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(line)
}

/// Columns that the line before would need for the first word of this one: a blank and the word, or one sign of a script
/// without blanks.
fn room_for(line: &str) -> usize {
    let word = line.split_whitespace().next().unwrap_or_default();
    let wide = |c: char| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) > 1;
    match word.chars().next() {
        // A line may be a sign short, so that no closing mark begins the next one.
        Some(first) if wide(first) => 4,
        _ => 1 + columns(word),
    }
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end().trim_end_matches(['"', '”', '»', '’', '\'', ')', ']', '」', '』']);
    line.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।', '።', '։', ':', '۔', '។'])
}

/// The lists of a text. A number with a full stop begins an item where another line goes on counting from it or to it, or where it is the first;
/// "14. Januar" by itself is a date.
struct Lists {
    numbers: FxHashSet<u32>,
}

impl Lists {
    fn of(text: &str) -> Self {
        Lists { numbers: lines(text).filter_map(|line| number(line.text)).collect() }
    }

    /// Length in bytes of a list mark and the blanks after it.
    fn mark(&self, line: &str) -> Option<usize> {
        let length = list_mark(line)?;
        let counted = |number: u32| number < 2 || self.numbers.contains(&(number - 1)) || self.numbers.contains(&(number + 1));
        number(line).is_none_or(counted).then_some(length)
    }

    /// Whether a line goes on where the one before was broken off: it begins small after a long line without a full stop, or is
    /// indented under a list item.
    fn continues(&self, before: &Line<'_>, line: &Line<'_>) -> bool {
        let small = line.text.trim_start().starts_with(char::is_lowercase);
        let indent = |text: &str| text.len() - text.trim_start().len();
        let under_item = self.mark(before.text).is_some() && indent(line.text) > indent(before.text);
        let broken = before.text.trim().chars().count() >= WRAP_FROM;
        small && !ends_sentence(before.text) && (under_item || broken)
    }

    fn is_headline(&self, line: &str) -> bool {
        let line = line.trim();
        line.chars().count() <= LONGEST_HEADING && !ends_sentence(line) && self.mark(line).is_none()
    }

    fn block(&self, lines: &[Line<'_>], may_head: bool) -> Block {
        let mut text = String::new();
        let mut anchors = Anchors::with_capacity(lines.len());
        let mut kind = BlockKind::Paragraph;
        for (at, line) in lines.iter().enumerate() {
            let skip = match self.mark(line.text).filter(|_| at == 0) {
                Some(skip) => {
                    kind = BlockKind::ListItem;
                    skip
                }
                None => line.text.len() - line.text.trim_start().len(),
            };
            if at > 0 {
                text.push(' ');
            }
            let column = u32::try_from(line.text[..skip].chars().count()).unwrap_or(0) + 1;
            anchors.push(Anchor { offset: u32::try_from(text.len()).unwrap_or(u32::MAX), at: Location { line: line.number, column } });
            text.push_str(line.text[skip..].trim_end());
        }
        if may_head && lines.len() == 1 && kind == BlockKind::Paragraph && self.is_headline(&text) {
            kind = BlockKind::Heading(1);
        }
        Block { kind, key: None, text, anchors, ignores: Ignores::default(), unit: None }
    }
}

/// Length in bytes of what may be a list mark, and of the blanks after it.
fn list_mark(line: &str) -> Option<usize> {
    let text = line.trim_start();
    let lead = line.len() - text.len();
    let after = if let Some(rest) = text.strip_prefix(['-', '•', '*', '–', '·', '‣', '◦']) {
        rest
    } else {
        let digits = text.find(|c: char| !c.is_numeric()).filter(|n| (1..=4).contains(n))?;
        text[digits..].strip_prefix(['.', ')'])?
    };
    let body = after.trim_start();
    (after.len() > body.len() && !body.is_empty()).then(|| lead + text.len() - body.len())
}

/// The number before the stop that may be a list mark.
fn number(line: &str) -> Option<u32> {
    let text = line.trim_start();
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|n| (1..=4).contains(n))?;
    text[digits..].starts_with('.').then(|| text[..digits].parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(text: &str) -> Vec<(BlockKind, String, u32)> {
        match Text.read(text, "a.txt", &ReadOptions::default()) {
            Ok(Loaded::One(document)) => document.blocks.into_iter().map(|b| (b.kind, b.text, b.anchors[0].at.line)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tells_headline_paragraphs_and_lists() {
        assert_eq!(
            blocks("Harbour reopens\r\n\r\nThe quay is open.\nShips may land.\n\n- ropes\n- 3 anchors\n"),
            [
                (BlockKind::Heading(1), "Harbour reopens".into(), 1),
                (BlockKind::Paragraph, "The quay is open.".into(), 3),
                (BlockKind::Paragraph, "Ships may land.".into(), 4),
                (BlockKind::ListItem, "ropes".into(), 6),
                (BlockKind::ListItem, "3 anchors".into(), 7),
            ]
        );
    }

    #[test]
    fn a_day_at_the_beginning_of_a_line_is_no_list() {
        assert_eq!(blocks("14. Januar 2025\n\nDie Schiffe kamen.")[0].1, "14. Januar 2025");
        let found = blocks("14. Seile\n15. Anker\n");
        assert_eq!(found.iter().map(|(_, text, _)| text.as_str()).collect::<Vec<_>>(), ["Seile", "Anker"]);
        assert_eq!(blocks("1. Seile\n")[0], (BlockKind::ListItem, "Seile".into(), 1));
    }

    #[test]
    fn joins_wrapped_lines() {
        let text = "The harbour master said that the quay would stay open all\nnight, and that ships waiting in the outer roads could come\nin one by one.\n";
        let found = blocks(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.contains("all night"));
    }

    #[test]
    fn lines_with_room_left_were_ended_on_purpose() {
        let text = "The harbour master said that the quay would stay open all night\nShips waiting in the outer roads could come in\n\
                    Pilots were called from three towns along the coast and from both of the islands\nNobody knows how long that takes\n";
        assert_eq!(blocks(text).len(), 4, "{:?}", blocks(text));
        let wide = "港长说，码头将整夜开放，在外港等候的船只可以一艘一艘地进入\n引航员也已经从海岸边的三个镇和两个岛上被叫来，没有人知道\n要多久才能结束。\n";
        assert_eq!(blocks(wide).len(), 1, "{:?}", blocks(wide));
    }

    #[test]
    fn segmented_keeps_every_line() {
        let options = ReadOptions { segmented: true, ..ReadOptions::default() };
        let Ok(Loaded::One(document)) = Text.read("a\n\nb\n", "a.txt", &options) else { panic!("one document") };
        assert_eq!(document.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), ["a", "", "b"]);
    }

    #[test]
    fn counts_lines_of_every_kind() {
        let counted: Vec<(u32, &str)> = lines("a\rb\r\nc\n\nd").map(|l| (l.number, l.text)).collect();
        assert_eq!(counted, [(1, "a"), (2, "b"), (3, "c"), (4, ""), (5, "d")]);
    }

    proptest! {
        #[test]
        fn text_stands_where_its_anchor_says(text in "[a-c .\\-\\n\\r•1é]{0,120}") {
            let all: Vec<&str> = lines(&text).map(|l| l.text).collect();
            if let Ok(Loaded::One(document)) = Text.read(&text, "a.txt", &ReadOptions::default()) {
                for block in document.blocks {
                    let at = block.locate(0);
                    let line: String = all[at.line as usize - 1].chars().skip(at.column as usize - 1).collect();
                    prop_assert!(line.trim_end().starts_with(block.text.split(' ').next().unwrap_or_default()));
                }
            }
        }
    }
}
