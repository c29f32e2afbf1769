//! Lists in a text: entries of one kind that follow each other, and whether they stand in the order of an alphabet.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::{lang::is_letter, model::BlockKind};

/// A line as far as lists go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub block: u32,
    pub kind: BlockKind,
    /// Its first letter, as [`initial`] has it.
    pub initial: Option<char>,
    /// Whether it is a letter and nothing more, as it stands over a part of a glossary.
    pub letter: bool,
}

impl Line {
    #[must_use]
    pub fn new(block: u32, kind: BlockKind, text: &str) -> Self {
        Line { block, kind, initial: initial(text), letter: text.chars().filter(|c| c.is_alphanumeric()).nth(1).is_none() }
    }
}

/// An entry: its lines.
pub type Item = Range<usize>;

/// Entries that follow each other; of paragraphs and plain lines only where they rise by an alphabet, since others are no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    pub items: Vec<Item>,
    /// Whether the entries, or every second, third … of them, rise by an alphabet.
    pub sorted: bool,
    /// Whether neighbours belong together: cells of a row, a term and its definition.
    pub rows: bool,
}

impl List {
    /// From the first to the last line.
    #[must_use]
    pub fn lines(&self) -> Range<usize> {
        self.items.first().map_or(0, |first| first.start)..self.items.last().map_or(0, |last| last.end)
    }
}

/// Fewer entries make no list that is worth a look.
const FEWEST: usize = 6;
/// Entries looked at round a place to see whether they are sorted, and the fewest that show it.
const WINDOW: usize = 24;
const FEWEST_SORTED: usize = 10;
/// Share of steps from entry to entry that must not fall; in a list of terms and definitions, where more ways are tried, and so many.
const RISING: f64 = 0.8;
const RISING_APART: f64 = 0.85;
const COLUMNS: usize = 5;

/// The lists of a text, ascending.
#[must_use]
pub fn lists(lines: &[Line]) -> Vec<List> {
    let mut out = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    let mut kind = None;
    let mut close = |items: &mut Vec<Item>, kind: Option<BlockKind>| {
        let items = std::mem::take(items);
        match kind {
            Some(BlockKind::ListItem | BlockKind::TableCell) if items.len() >= FEWEST => {
                let step = rises(lines, &items);
                let rows = kind == Some(BlockKind::TableCell) || step.is_some_and(|step| step > 1);
                out.push(List { items, sorted: step.is_some(), rows });
            }
            Some(BlockKind::Paragraph | BlockKind::Unit) => out.extend(sorted_stretches(lines, &items)),
            _ => {}
        }
    };
    for (at, line) in lines.iter().enumerate() {
        // The letters over the parts of a glossary do not end it.
        if line.letter && matches!(line.kind, BlockKind::Heading(_)) {
            continue;
        }
        if kind != Some(line.kind) {
            close(&mut items, kind);
            kind = Some(line.kind);
        }
        match items.last_mut().filter(|item| item.end == at && lines[item.start].block == line.block) {
            Some(item) => item.end = at + 1,
            None => items.push(at..at + 1),
        }
    }
    close(&mut items, kind);
    out
}

fn initials(lines: &[Line], items: &[Item]) -> Vec<Option<char>> {
    items.iter().map(|item| lines[item.start].initial).collect()
}

fn sorted_stretches(lines: &[Line], items: &[Item]) -> Vec<List> {
    let initials = initials(lines, items);
    let mut out: Vec<List> = Vec::new();
    let mut open = false;
    for (at, item) in items.iter().enumerate() {
        let holds = sorted(&initials, at);
        match out.last_mut().filter(|_| open && holds) {
            Some(list) => list.items.push(item.clone()),
            None if holds => out.push(List { items: vec![item.clone()], sorted: true, rows: false }),
            None => {}
        }
        open = holds;
    }
    out.retain(|list| list.items.len() >= FEWEST_SORTED);
    out
}

/// Whether all entries rise, or each second, third … one, as terms do between their definitions.
fn rises(lines: &[Line], items: &[Item]) -> Option<usize> {
    let initials = initials(lines, items);
    (1..=COLUMNS).find(|step| {
        (0..*step).any(|from| {
            let column: Vec<char> = initials.iter().copied().skip(from).step_by(*step).flatten().collect();
            rising(&column, if *step == 1 { RISING } else { RISING_APART })
        })
    })
}

/// Whether the entries round a place, before it or after it rise by an alphabet.
fn sorted(initials: &[Option<char>], at: usize) -> bool {
    let near = |before: usize, after: usize| &initials[at.saturating_sub(before).min(initials.len())..(at + after).min(initials.len())];
    let rises = |near: &[Option<char>]| rising(&near.iter().copied().flatten().collect::<Vec<char>>(), RISING);
    rises(near(WINDOW / 2, WINDOW / 2)) || rises(near(0, WINDOW)) || rises(near(WINDOW, 1))
}

fn rising(letters: &[char], share: f64) -> bool {
    let (Some(first), Some(last)) = (letters.first(), letters.last()) else { return false };
    let count = |holds: fn(&char, &char) -> bool| letters.windows(2).filter(|pair| holds(&pair[0], &pair[1])).count();
    let (up, down) = (count(|a, b| a < b), count(|a, b| a > b));
    #[expect(clippy::cast_precision_loss, reason = "entries of a list")]
    let rising = (letters.len() - 1 - down) as f64 >= share * (letters.len() - 1) as f64;
    // Entries that mostly begin alike ("A sale …", "An order …") go up and down as often.
    letters.len() >= FEWEST_SORTED && rising && first < last && up > 2 * down
}

/// The first letter of a line, without case and accent.
#[must_use]
pub fn initial(text: &str) -> Option<char> {
    let letter = text.chars().find(|c| is_letter(*c))?;
    letter.to_lowercase().next()?.nfd().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: BlockKind, entries: &[&str]) -> Vec<Line> {
        entries.iter().zip(0..).map(|(text, block)| Line::new(block, kind, text)).collect()
    }

    const TERMS: &str = "Anchor Apron Berth Bollard Buoy Capstan Crane Élan Fender Gangway Hull Keel Mast Mooring Pier Quay";

    #[test]
    fn entries_that_begin_alike_are_in_no_order() {
        let cells =
            "A sale|An order|An order|A sale|Invoice|A sale|A return|An order|An order|Invoice|A sale|A sale|Refund|A sale|An order|Total";
        let cells: Vec<&str> = cells.split('|').collect();
        assert!(lists(&of(BlockKind::TableCell, &cells)).iter().all(|list| !list.sorted));
    }

    #[test]
    fn glossaries_are_told_from_prose() {
        let initials = |text: &str| text.split(' ').map(initial).collect::<Vec<_>>();
        let glossary = initials(TERMS);
        assert!(sorted(&glossary, 3) && sorted(&glossary, 12));
        let prose = initials("The ships came late. Nobody knew why the harbour had closed until men from town told them of an old quay");
        assert!(!sorted(&prose, 5) && !sorted(&prose, 12));
        assert!(!sorted(&glossary[..8], 2), "too short to tell");
        assert!(!sorted(&[], 0));
    }

    #[test]
    fn entries_of_any_kind_make_a_list() {
        let terms: Vec<&str> = TERMS.split(' ').collect();
        for kind in [BlockKind::ListItem, BlockKind::TableCell, BlockKind::Paragraph, BlockKind::Unit] {
            let found = lists(&of(kind, &terms));
            assert!(matches!(found.as_slice(), [list] if list.sorted && list.lines() == (0..16)), "{kind:?}");
        }
        let pairs: Vec<&str> = terms.iter().flat_map(|term| [*term, "what it is"]).collect();
        assert!(lists(&of(BlockKind::TableCell, &pairs))[0].sorted, "terms and definitions in turn");
        assert!(!lists(&of(BlockKind::ListItem, &["Salt", "Ropes", "Bread", "Nails", "Paint", "Tar", "Oil", "Rum"]))[0].sorted);
        assert!(lists(&of(BlockKind::Paragraph, &["Salt", "Ropes", "Bread", "Nails", "Paint", "Tar", "Oil", "Rum"])).is_empty());
    }

    #[test]
    fn letters_between_entries_do_not_end_a_list() {
        let mut lines = of(BlockKind::ListItem, &["Anchor", "Apron", "Berth", "Bollard", "B", "Buoy", "Capstan"]);
        lines[4] = Line::new(4, BlockKind::Heading(2), "B");
        assert_eq!(lists(&lines)[0].items.len(), 6);
        lines[4] = Line::new(4, BlockKind::Heading(2), "Boats");
        assert!(lists(&lines).is_empty());
    }

    #[test]
    fn sentences_of_one_block_are_one_entry() {
        let mut lines = of(BlockKind::ListItem, &["Anchor – a hook.", "It holds.", "B", "C", "D", "E", "F"]);
        lines[1].block = 0;
        assert_eq!(lists(&lines)[0].items[0], 0..2);
    }
}
