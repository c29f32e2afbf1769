//! Listings of code that stand changed in a translation: found line by line, comments and texts in quotation marks aside.

use std::{collections::BTreeMap, ops::Range};

use super::listed::{Counts, What, tokens};
use crate::{
    model::{Location, SetAside, SetAsideKind},
    text::listing::{Kind, Line, Listing},
};

/// Listings less alike than this are two, not one changed.
const SAME_LISTING: f64 = 0.5;
/// Listings are paired with those that stand so many places from where they would stand if none were missing.
const REACH: usize = 24;
/// Longer listings are compared from both ends only: so many pairs of lines.
const MOST_CELLS: usize = 40_000;
/// More lines changed than this, and than a quarter of all, are another version.
const FEW: usize = 3;

/// Lines or listings missing from more than this many, or more than one in so many, are another version.
const MOST_LOST: usize = 3;
const LOST_SHARE: usize = 4;

/// A place where a listing changed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Changed<'a> {
    pub source: Place<'a>,
    pub target: Place<'a>,
    pub what: What,
}

/// A piece of a line of a listing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub listing: &'a SetAside,
    /// Counted from the listing's first line.
    pub line: usize,
    pub text: &'a str,
    /// Bytes of the line.
    pub span: Range<usize>,
}

impl Place<'_> {
    /// Where its line begins in the file.
    pub fn start(&self) -> Location {
        let line = self.listing.at.line.saturating_add(u32::try_from(self.line).unwrap_or(u32::MAX));
        Location { line, column: if self.line == 0 { self.listing.at.column } else { 1 } }
    }
}

/// A listing with how often each of its tokens stands in it.
struct Block<'a> {
    aside: &'a SetAside,
    listing: Listing<'a>,
    counts: BTreeMap<&'a str, usize>,
    size: usize,
}

fn blocks(side: &[SetAside]) -> Vec<Block<'_>> {
    side.iter()
        .filter(|aside| aside.kind == SetAsideKind::Code)
        .map(|aside| {
            let listing = Listing::new(&aside.text);
            let mut counts = BTreeMap::new();
            let tokens =
                listing.lines.iter().flat_map(|line| &line.tokens).filter(|token| !matches!(token.kind, Kind::Quoted | Kind::Slot));
            tokens.for_each(|token| *counts.entry(token.text).or_default() += 1);
            let size = counts.values().sum();
            Block { aside, listing, counts, size }
        })
        .filter(|block| block.size > 0)
        .collect()
}

/// Whether both sides have listings.
pub(super) fn any(source: &[SetAside], target: &[SetAside]) -> bool {
    let has = |side: &[SetAside]| side.iter().any(|aside| aside.kind == SetAsideKind::Code);
    has(source) && has(target)
}

/// All places where listings of the source stand changed in the target.
pub(super) fn changed<'a>(source: &'a [SetAside], target: &'a [SetAside]) -> Vec<Changed<'a>> {
    let (mine, theirs) = (blocks(source), blocks(target));
    let all = |blocks: &[Block<'a>]| -> Counts<'a> {
        let mut all = Counts::new();
        blocks.iter().flat_map(|block| &block.counts).for_each(|(word, times)| *all.entry(word).or_default() += times);
        all
    };
    let words = (all(&mine), all(&theirs));
    let mut out = Vec::new();
    for (from, to) in paired(&mine, &theirs) {
        let (mine, theirs) = (&mine[from], &theirs[to]);
        let (lines, gone) = lines(&mine.listing.lines, &theirs.listing.lines);
        let mut found = Vec::new();
        for (from, to) in &lines {
            let (one, other) = (&mine.listing.lines[*from], &theirs.listing.lines[*to]);
            let place = |aside: &'a SetAside, line: usize, text: &'a str, span: Range<usize>| Place { listing: aside, line, text, span };
            found.extend(tokens(one, other, &mine.listing, &words).into_iter().map(|(source, target, what)| Changed {
                source: place(mine.aside, *from, one.text, source),
                target: place(theirs.aside, *to, other.text, target),
                what,
            }));
        }
        let filled = mine.listing.lines.iter().filter(|line| !line.tokens.is_empty()).count();
        if found.len() <= FEW.max(filled / 4) {
            found.extend(lost_lines(mine, theirs, &gone));
            out.append(&mut found);
        }
    }
    out
}

/// Lines of a listing that are gone, each with the line of the target behind the place where it stood. More than a few are another version.
fn lost_lines<'a>(mine: &Block<'a>, theirs: &Block<'a>, gone: &[(usize, usize)]) -> Vec<Changed<'a>> {
    let stays = |line: &Line<'_>| theirs.listing.lines.iter().any(|other| is_same(line, other));
    let lost: Vec<&(usize, usize)> = gone.iter().filter(|(at, _)| says_something(&mine.listing.lines[*at])).collect();
    if lost.len() > MOST_LOST || lost.len() * LOST_SHARE > mine.listing.lines.len() {
        return Vec::new();
    }
    let changed = |(at, to): &&(usize, usize)| {
        let line = &mine.listing.lines[*at];
        let start = line.tokens.first().map_or(0, |token| token.at);
        let source = Place { listing: mine.aside, line: *at, text: line.text, span: start..line.text.trim_end().len() };
        let text = theirs.listing.lines.get(*to).map_or("", |line| line.text);
        let target = Place { listing: theirs.aside, line: *to, text, span: 0..0 };
        Changed { source, target, what: What::Lost }
    };
    lost.iter().filter(|(at, _)| !stays(&mine.listing.lines[*at])).map(changed).collect()
}

/// Whether a line does something: a word or two, not brackets alone or a text.
fn says_something(line: &Line<'_>) -> bool {
    let names = line.tokens.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Figure | Kind::Switch));
    names.clone().count() >= 2 && names.map(|token| token.text.len()).sum::<usize>() >= 6
}

/// Listings of the source that are gone: those before and behind are there, and nothing stands between them. With each the place in the
/// target where it stood. More than a few are another version.
pub(super) fn lost<'a>(source: &'a [SetAside], target: &'a [SetAside]) -> Vec<(&'a SetAside, Location)> {
    let (mine, theirs) = (blocks(source), blocks(target));
    let pairs = paired(&mine, &theirs);
    let mut out = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    for (from, to) in pairs.iter().copied().map(Some).chain([None]).map(|pair| pair.unwrap_or((mine.len(), theirs.len()))) {
        let (start, there) = last.map_or((0, 0), |(from, to)| (from + 1, to + 1));
        if there == to {
            let at = |block: &Block<'_>| Location { line: block.aside.at.line, column: 1 };
            let place = theirs.get(there).or_else(|| theirs.last()).map_or(Location { line: 1, column: 1 }, at);
            out.extend(mine[start..from].iter().map(|block| (block, place)));
        }
        last = Some((from, to));
    }
    let whole = out.len() <= MOST_LOST.min((mine.len() / LOST_SHARE).max(1)) && pairs.len() + out.len() == mine.len();
    // A listing that stands elsewhere has moved.
    let moved = |block: &Block<'_>| theirs.iter().any(|other| likeness(block, other) >= SAME_LISTING);
    let told = |block: &Block<'_>| block.listing.lines.iter().any(says_something) && !moved(block);
    if whole { out.into_iter().filter(|(block, _)| told(block)).map(|(block, at)| (block.aside, at)).collect() } else { Vec::new() }
}

fn is_same(one: &Line<'_>, other: &Line<'_>) -> bool {
    let (one, other) = (&one.tokens, &other.tokens);
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.kind == other.kind && one.text == other.text)
}

/// How much two listings have in common, 0 to 1.
fn likeness(one: &Block<'_>, other: &Block<'_>) -> f64 {
    let common: usize = one.counts.iter().map(|(word, times)| (*times).min(other.counts.get(word).copied().unwrap_or(0))).sum();
    #[expect(clippy::cast_precision_loss, reason = "tokens of a listing")]
    let share = common as f64 / one.size.max(other.size) as f64;
    share
}

/// What the best way does at a place of the table.
#[derive(Clone, Copy)]
enum Step {
    Pair,
    SkipSource,
    SkipTarget,
}

/// Pairs of listings in their order, so that the likenesses are the most in sum.
fn paired(mine: &[Block<'_>], theirs: &[Block<'_>]) -> Vec<(usize, usize)> {
    // Columns of a row are the listings near the one that would answer it if none were missing.
    let width = 2 * REACH + 1;
    let first = |row: usize| (row * theirs.len() / mine.len().max(1)).saturating_sub(REACH);
    let slot = |row: usize, column: usize| column.saturating_sub(first(row)).min(width);
    let mut best = vec![vec![0.0_f64; width + 1]; mine.len() + 1];
    let mut steps = vec![vec![Step::SkipSource; width + 1]; mine.len()];
    for row in (0..mine.len()).rev() {
        let below = |best: &[Vec<f64>], column: usize| if row + 1 < mine.len() { best[row + 1][slot(row + 1, column)] } else { 0.0 };
        for at in (0..width.min(theirs.len().saturating_sub(first(row)))).rev() {
            let column = first(row) + at;
            let share = likeness(&mine[row], &theirs[column]);
            let mut choice = (below(&best, column), Step::SkipSource);
            if best[row][at + 1] > choice.0 {
                choice = (best[row][at + 1], Step::SkipTarget);
            }
            let taken = share + below(&best, column + 1);
            if share >= SAME_LISTING && taken >= choice.0 {
                choice = (taken, Step::Pair);
            }
            (best[row][at], steps[row][at]) = choice;
        }
    }
    let (mut row, mut column, mut out) = (0, 0, Vec::new());
    while row < mine.len() {
        column = column.max(first(row));
        match steps[row][slot(row, column)] {
            Step::Pair => {
                out.push((row, column));
                (row, column) = (row + 1, column + 1);
            }
            Step::SkipSource => row += 1,
            Step::SkipTarget => column += 1,
        }
    }
    out
}

/// A line of the source and one of the target, by their numbers.
type Numbers = Vec<(usize, usize)>;

/// Lines that answer each other though they differ, as many on each side between lines that are the same; and lines of the source between
/// which and the next the target has none, with the number of that next line.
fn lines(mine: &[Line<'_>], theirs: &[Line<'_>]) -> (Numbers, Numbers) {
    let filled = |lines: &[Line<'_>]| -> Vec<usize> { (0..lines.len()).filter(|at| !lines[*at].tokens.is_empty()).collect() };
    let (mut one, mut other) = (filled(mine), filled(theirs));
    let same = |from: usize, to: usize| is_same(&mine[from], &theirs[to]);
    let lead = one.iter().zip(&other).take_while(|(from, to)| same(**from, **to)).count();
    (one, other) = (one.split_off(lead), other.split_off(lead));
    let all = other.clone();
    let tail = one.iter().rev().zip(other.iter().rev()).take_while(|(from, to)| same(**from, **to)).count();
    one.truncate(one.len() - tail);
    other.truncate(other.len() - tail);
    // Where the target goes on behind so many of its lines that differ.
    let next = |count: usize| all.get(count).copied().unwrap_or_else(|| all.last().map_or(theirs.len().saturating_sub(1), |last| *last));
    if one.len() == other.len() {
        return (one.into_iter().zip(other).collect(), Vec::new());
    }
    if one.len() * other.len() > MOST_CELLS {
        return (Vec::new(), Vec::new());
    }
    // The longest run of equal lines in order.
    let mut longest = vec![vec![0_u32; other.len() + 1]; one.len() + 1];
    for row in (0..one.len()).rev() {
        for column in (0..other.len()).rev() {
            longest[row][column] = if same(one[row], other[column]) {
                longest[row + 1][column + 1] + 1
            } else {
                longest[row + 1][column].max(longest[row][column + 1])
            };
        }
    }
    let (mut row, mut column, mut gap, mut out) = (0, 0, (0, 0), Vec::new());
    let mut gone = Vec::new();
    while row < one.len() && column < other.len() {
        if same(one[row], other[column]) {
            if column == gap.1 {
                gone.extend((gap.0..row).map(|row| (one[row], next(column))));
            }
            if row - gap.0 == column - gap.1 {
                out.extend((gap.0..row).zip(gap.1..column).map(|(row, column)| (one[row], other[column])));
            }
            (row, column) = (row + 1, column + 1);
            gap = (row, column);
        } else if longest[row + 1][column] >= longest[row][column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    if one.len() - gap.0 == other.len() - gap.1 {
        out.extend((gap.0..one.len()).zip(gap.1..other.len()).map(|(row, column)| (one[row], other[column])));
    }
    if gap.1 == other.len() {
        gone.extend((gap.0..one.len()).map(|row| (one[row], next(other.len()))));
    }
    (out, gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(text: &str, line: u32) -> SetAside {
        SetAside { kind: SetAsideKind::Code, text: text.to_owned(), at: Location { line, column: 1 } }
    }

    /// What changed between two listings, as `source>target`.
    fn told(source: &str, target: &str) -> Vec<String> {
        let (mine, theirs) = ([listing(source, 1)], [listing(target, 1)]);
        let piece = |place: &Place<'_>| place.text[place.span.clone()].to_owned();
        changed(&mine, &theirs).iter().map(|found| format!("{}>{}", piece(&found.source), piece(&found.target))).collect()
    }

    #[test]
    fn what_is_typed_may_not_change() {
        let shell = "```bash\nquay serve --port 8080 --verbose\nquay list # boats\n```";
        for (from, to, expected) in [
            ("--port", "--ports", "--port>--ports"),
            ("8080", "8090", "8080>8090"),
            ("8080", "٨٠٨٠", "8080>٨٠٨٠"),
            ("--verbose", "—verbose", "--verbose>—verbose"),
            ("--port", "-port", "--port>-port"),
            (" --verbose", "", "--verbose>"),
            ("quay serve", "qauy serve", "quay>qauy"),
        ] {
            assert_eq!(told(shell, &shell.replace(from, to)), [expected], "{from} {to}");
        }
        let program = "```python\nimport quay\nboats = quay.open_gate(\"A\", 3)\nfor boat in boats:\n    print(boat.length)\nfor pier in piers:\n    for x in y:\n        pass\n```";
        for (from, to, expected) in [
            ("open_gate", "opne_gate", "open_gate>opne_gate"),
            ("boat.length", "boat.lenght", "length>lenght"),
            ("\"A\"", "“A”", "\"A\">“A”"),
            ("for boat", "für boat", "for>für"),
            ("3)", "4)", "3>4"),
        ] {
            assert_eq!(told(program, &program.replace(from, to)), [expected], "{from} {to}");
        }
    }

    #[test]
    fn what_is_for_a_reader_may_change() {
        for (source, target) in [
            ("```sh\nquay list # all boats\n```", "```sh\nquay list # alle Boote, 7 Stück\n```"),
            ("```js\n/* Two\n   lines 1 */\nopen('Pier')\n```", "```js\n/* Zwei\n   Zeilen 2 */\nopen('Steg')\n```"),
            ("```\nquay open <name of pier>\n```", "```\nquay open <Name des Stegs>\n```"),
            ("```jsx\n<h1>Open gate</h1>\n<b>gate</b> <i>gate</i>\n```", "```jsx\n<h1>Open Tor</h1>\n<b>gate</b> <i>gate</i>\n```"),
            ("```py\nboats = 1\nprint(boats)\n```", "```py\nboote = 1\nprint(boote)\n```"),
            ("```yaml\ntitle: Old pier\n```", "```yaml\ntitle: Alter Steg\n```"),
            ("```html\n<!-- 3 boats -->\n<p>Date</p>\n```", "```html\n<!-- 4 Boote -->\n<p>Data</p>\n```"),
            ("```js title=\"a.js\"\nopen()\n```", "```js title=\"Datei\"\nopen()\n```"),
            ("```\n12/31/2024 quay\n```", "```\n31/12/2024 quay\n```"),
            ("    quay list", "    quay  list\u{200e}"),
            ("```sh\nquay --lang en\nquay en\nquay x en\n```", "```sh\nquay --lang de\nquay en\nquay x en\n```"),
            (".. code-block:: sh\n   :caption: Page 1\n\n   quay list", ".. code-block:: sh\n   :caption: Seite 2\n\n   quay list"),
        ] {
            assert_eq!(told(source, target), [""; 0], "{target}");
        }
    }

    #[test]
    fn a_listing_of_another_version_is_not_compared() {
        let lines = |add: usize| (0..8).map(|at| format!("quay load --pier {} --berth x{at}", at + add)).collect::<Vec<_>>().join("\n");
        assert_eq!(told(&lines(0), &lines(20)).len(), 0);
        assert_eq!(told(&lines(0), &lines(0).replace("--pier 3 ", "--pier 9 ")), ["3>9"]);
    }

    #[test]
    fn listings_answer_each_other_though_some_are_missing() {
        let text = |at: usize| format!("quay{at} load{at} --boat{at}\ngate{at} open{at}");
        let mine: Vec<SetAside> = (0..60).map(|at| listing(&text(at), 10)).collect();
        let mut theirs: Vec<SetAside> = (0..60).filter(|at| ![2, 3, 30].contains(at)).map(|at| listing(&text(at), 10)).collect();
        assert_eq!(changed(&mine, &theirs), []);
        assert_eq!(paired(&blocks(&mine), &blocks(&theirs)).len(), 57);
        theirs[50].text = theirs[50].text.replace("--boat", "--boot");
        let found = changed(&mine, &theirs);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].target.listing, found[0].target.start().line), (&theirs[50], 10));
        assert_eq!(changed(&[], &theirs), []);
        assert_eq!(changed(&mine, &[]), []);
    }

    #[test]
    fn a_line_may_be_missing_beside_one_that_changed() {
        assert_eq!(told("a one\nb two\nc three\nd --four 4", "a one\nc three\nd --four 5"), ["4>5"]);
    }

    #[test]
    fn signs_of_figures_may_not_be_lost() {
        for (source, target, expected) in [
            ("quay shift -5 boats", "quay shift 5 boats", "-5>5"),
            ("x = f(a, y=-5)", "x = f(a, y=5)", "->"),
            ("quay fill 50% now", "quay fill 50 now", "%>"),
            ("quay list --all", "quay list all", "--all>all"),
        ] {
            assert_eq!(told(source, target), [expected], "{target}");
        }
        assert_eq!(told("fill 50%", "fill 50 %"), [""; 0]);
        assert_eq!(told("pages 3-5", "pages 3 5"), [""; 0]);
    }

    #[test]
    fn lines_that_are_gone_are_told() {
        let text = "quay open gate\nquay load --boat one\nquay load --boat two\nquay close gate\nquay list boats";
        assert_eq!(told(text, &text.replace("quay load --boat two\n", "")), ["quay load --boat two>"]);
        assert_eq!(told(text, &text.replace("\nquay list boats", "")), ["quay list boats>"]);
        assert_eq!(told(text, &text.replace("quay open gate\n", "")), ["quay open gate>"]);
        // One that moved, one that was put in other words, and half of all.
        assert_eq!(told(text, "quay load --boat one\nquay load --boat two\nquay close gate\nquay list boats\nquay open gate"), [""; 0]);
        assert_eq!(told(text, "quay open gate\nquay list boats"), [""; 0]);
        assert_eq!(told("{\n  a b\n}\nquay one\nquay two\nquay three", "a b\nquay one\nquay two\nquay three"), [""; 0]);
    }

    #[test]
    fn a_listing_that_is_gone_is_told() {
        let text = |at: usize| format!("quay{at} load{at} --boat{at}\ngate{at} open{at}");
        let all: Vec<SetAside> = (0..8).map(|at| listing(&text(at), u32::try_from(10 * at).unwrap_or(0))).collect();
        let without = |gone: &[usize]| -> Vec<SetAside> { (0..8).filter(|at| !gone.contains(at)).map(|at| all[at].clone()).collect() };
        let told = |target: &[SetAside]| -> Vec<u32> { lost(&all, target).into_iter().map(|(aside, _)| aside.at.line).collect() };
        assert_eq!(told(&without(&[3])), [30]);
        assert_eq!(told(&without(&[0, 7])), [0, 70]);
        assert_eq!(told(&without(&[1, 2, 3])), [0; 0]);
        // Another listing in its place is not missing; one that stands elsewhere is not either.
        let mut other = all.clone();
        other[3] = listing("something else here", 30);
        assert_eq!(told(&other), [0; 0]);
        let mut moved = without(&[3]);
        moved.push(all[3].clone());
        assert_eq!(told(&moved), [0; 0]);
        assert_eq!(lost(&all[..1], &[]).len(), 1);
    }
}
