//! HTML: block elements become blocks; scripts, styles, code and navigation are set aside. Entities are decoded, nothing is
//! fetched or expanded, and nesting costs no stack.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, HtmlString, Spanned, Token, Tokenizer};

use super::{ReadError, ReadOptions, Reader};
use crate::model::{Anchor, Anchors, Block, BlockKind, Document, Lang, Loaded, Location, MarkKind, SetAside, SetAsideKind};

pub(super) struct Html;

impl Reader for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm", "xhtml"]
    }

    fn read(&self, text: &str, _path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        Ok(Loaded::One(fragment(text, Location { line: 1, column: 1 })))
    }
}

/// Reads HTML that begins at this place of its file.
pub(super) fn fragment(text: &str, from: Location) -> Document {
    let mut builder = Builder::default();
    let mut lines = LineCounter { text, at: 0, place: from };
    let whole = text;
    let text = &whole[..crowded(whole).unwrap_or(whole.len())];
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
                if name == "html"
                    && let Some(lang) = tag.attributes.get(b"lang".as_slice())
                {
                    builder.document.declared = Lang::parse(&String::from_utf8_lossy(&lang.value)).ok();
                }
                if let Some(href) = tag.attributes.get(b"href".as_slice()).filter(|_| name == "a") {
                    builder.link(&String::from_utf8_lossy(&href.value));
                }
                builder.start(&name, hidden(&tag.attributes), lines.locate(tag.span.start), tag.self_closing);
            }
            Token::EndTag(tag) => builder.end(&String::from_utf8_lossy(&tag.name).to_ascii_lowercase()),
            Token::String(piece) => builder.push(
                &String::from_utf8_lossy(&piece.value),
                text.get(piece.span.start..).unwrap_or_default(),
                lines.locate(piece.span.start),
            ),
            Token::Comment(comment) => {
                if let Some(ignore) = ignore_comment(&format!("<!--{}-->", String::from_utf8_lossy(&comment.value))) {
                    builder.ignores.push(ignore);
                }
            }
            _ => {}
        }
    }
    builder.close();
    if text.len() < whole.len() {
        let line = from.line.saturating_add(u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX));
        builder.document.notes.push(format!("line {line} has a tag of more than {MOST_VALUES} attributes: what follows it was not read"));
    }
    builder.document
}

/// A tag may have so many attributes with quoted values: the tokenizer goes one call deeper for each.
const MOST_VALUES: usize = 100;

/// Where the first tag begins that has more.
fn crowded(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..)?) {
        let start = at + open;
        at = start + 1;
        if !bytes.get(at).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/') {
            continue;
        }
        let mut values = 0;
        while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?) {
            at += found + 1;
            let mark = bytes[at - 1];
            if mark == b'>' {
                break;
            }
            // A mark behind `=` opens a value; any other is part of a name.
            if bytes[..at - 1].iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b'=') {
                values += 1;
                if values > MOST_VALUES {
                    return Some(start);
                }
                at += memchr::memchr(mark, bytes.get(at..)?)? + 1;
            }
        }
        // What a script compares is no tag.
        if let Some(raw) = ["script", "style"].into_iter().find(|raw| named(bytes, start + 1, raw)) {
            at += memchr::memmem::find_iter(bytes.get(at..)?, "</").find(|end| named(bytes, at + end + 2, raw))?;
        }
    }
    None
}

/// Whether a tag's name stands at a byte.
fn named(bytes: &[u8], at: usize, name: &str) -> bool {
    bytes.get(at..at + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        && !bytes.get(at + name.len()).is_some_and(u8::is_ascii_alphanumeric)
}

/// Rule and reason of `<!-- bilint-ignore-next RULE: reason -->`.
pub(super) fn ignore_comment(html: &str) -> Option<(String, String)> {
    let body = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let (rule, reason) = body.strip_prefix("bilint-ignore-next")?.trim().split_once(':')?;
    let (rule, reason) = (rule.trim(), reason.trim());
    (!rule.is_empty() && !reason.is_empty()).then(|| (rule.to_owned(), reason.to_owned()))
}

/// Elements that have no end tag.
const VOID: [&str; 14] = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Deeper lists, tables and quotations than this are read as if they were no deeper.
const DEEPEST: usize = 256;

/// Whether an element is not shown: the `hidden` attribute or `display: none`.
fn hidden(attributes: &BTreeMap<HtmlString, Spanned<HtmlString, usize>>) -> bool {
    let style = attributes.get(b"style".as_slice()).map(|style| String::from_utf8_lossy(&style.value).to_ascii_lowercase());
    attributes.contains_key(b"hidden".as_slice())
        || style.is_some_and(|style| style.split(';').any(|rule| rule.split_whitespace().collect::<String>() == "display:none"))
}

/// Byte offset → line and column, for offsets that mostly ascend.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    place: Location,
}

impl<'a> LineCounter<'a> {
    fn locate(&mut self, offset: usize) -> Location {
        if offset < self.at {
            return self.place;
        }
        if let Some(between) = self.text.get(self.at..offset) {
            for c in between.chars() {
                if c == '\n' {
                    self.place = Location { line: self.place.line.saturating_add(1), column: 1 };
                } else {
                    self.place.column = self.place.column.saturating_add(1);
                }
            }
            self.at = offset;
        }
        self.place
    }
}

/// What an element does to the blocks round it.
enum Role {
    Block(BlockKind),
    /// A block container without a kind of its own.
    Container,
    /// A list or table: what is open inside ends with it.
    Scope,
    Aside(SetAsideKind),
    Break,
    Inline,
}

fn role(name: &str) -> Role {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Block(BlockKind::Heading(name.as_bytes()[1] - b'0')),
        "title" => Role::Block(BlockKind::Heading(1)),
        "p" => Role::Block(BlockKind::Paragraph),
        "li" | "dt" | "dd" => Role::Block(BlockKind::ListItem),
        "td" | "th" => Role::Block(BlockKind::TableCell),
        "caption" | "figcaption" => Role::Block(BlockKind::Caption),
        "blockquote" => Role::Block(BlockKind::Quote),
        "ul" | "ol" | "dl" | "table" => Role::Scope,
        "div" | "section" | "article" | "main" | "body" | "html" | "head" | "tr" | "thead" | "tbody" | "header" | "figure" | "hr"
        | "form" | "fieldset" | "address" | "details" | "summary" | "aside" => Role::Container,
        "pre" => Role::Aside(SetAsideKind::Code),
        "script" | "style" | "template" | "svg" | "math" | "object" | "noscript" => Role::Aside(SetAsideKind::Script),
        "nav" | "footer" | "button" | "select" => Role::Aside(SetAsideKind::Furniture),
        "br" => Role::Break,
        _ => Role::Inline,
    }
}

#[derive(Default)]
struct Builder {
    document: Document,
    open: Option<Block>,
    /// Open elements that give a kind, and the scopes they stand in (without a kind of their own).
    kinds: Vec<(String, Option<BlockKind>)>,
    ignores: Vec<(String, String)>,
    /// Element that is set aside, how deep we are in elements of its name, and its text.
    aside: Option<(String, usize, SetAside)>,
    /// Links met before the block they stand in was opened.
    links: Vec<String>,
}

impl Builder {
    fn start(&mut self, name: &str, hidden: bool, at: Location, self_closing: bool) {
        if let Some((aside, depth, _)) = &mut self.aside {
            if aside == name && !self_closing {
                *depth += 1;
            }
            return;
        }
        let role = if hidden && !VOID.contains(&name) { Role::Aside(SetAsideKind::Furniture) } else { role(name) };
        match role {
            Role::Aside(kind) if !self_closing => {
                self.close();
                self.aside = Some((name.to_owned(), 1, SetAside { kind, text: String::new(), at }));
            }
            Role::Block(kind) => {
                self.close();
                // `<p>` in a list item or quotation keeps the outer kind.
                if !self_closing && self.kinds.len() < DEEPEST {
                    self.end_implied(name);
                    let outer = self.kind().filter(|_| kind == BlockKind::Paragraph);
                    self.kinds.push((name.to_owned(), Some(outer.unwrap_or(kind))));
                }
            }
            Role::Scope => {
                self.close();
                if !self_closing && self.kinds.len() < DEEPEST {
                    self.kinds.push((name.to_owned(), None));
                }
            }
            Role::Container => self.close(),
            Role::Break => self.push(" ", " ", at),
            Role::Aside(_) | Role::Inline => {}
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((aside, depth, _)) = &mut self.aside {
            if aside == name {
                *depth -= 1;
            }
            if *depth == 0
                && let Some((_, _, set_aside)) = self.aside.take()
                && !set_aside.text.trim().is_empty()
            {
                // Lines count from where the text begins.
                let lead = set_aside.text.len() - set_aside.text.trim_start().len();
                let skipped = set_aside.text[..lead].matches('\n').count();
                let text = if skipped > 0 {
                    set_aside.text[lead - set_aside.text[..lead].rsplit('\n').next().map_or(0, str::len)..].trim_end()
                } else {
                    set_aside.text.trim_end()
                };
                let line = set_aside.at.line.saturating_add(u32::try_from(skipped).unwrap_or(u32::MAX));
                let at = if skipped > 0 { Location { line, column: 1 } } else { set_aside.at };
                self.document.set_aside.push(SetAside { text: text.to_owned(), at, ..set_aside });
            }
            return;
        }
        match role(name) {
            Role::Block(_) => {
                self.close();
                let scope = self.scope();
                if let Some(at) = self.kinds[scope..].iter().rposition(|(open, _)| open == name) {
                    self.kinds.truncate(scope + at);
                }
            }
            Role::Scope => {
                self.close();
                if let Some(at) = self.kinds.iter().rposition(|(open, kind)| kind.is_none() && open == name) {
                    self.kinds.truncate(at);
                }
            }
            Role::Container => self.close(),
            _ => {}
        }
    }

    /// Where the innermost list or table begins.
    fn scope(&self) -> usize {
        self.kinds.iter().rposition(|(_, kind)| kind.is_none()).map_or(0, |at| at + 1)
    }

    /// Ends elements whose end tag may be left out: a paragraph before any block, a list item before the next one.
    fn end_implied(&mut self, name: &str) {
        let siblings: &[&str] = match name {
            "li" => &["li", "p"],
            "dt" | "dd" => &["dt", "dd", "p"],
            "td" | "th" => &["td", "th", "p"],
            _ => &["p"],
        };
        let scope = self.scope();
        if let Some(at) = self.kinds[scope..].iter().position(|(open, _)| siblings.contains(&open.as_str())) {
            self.kinds.truncate(scope + at);
        }
    }

    /// The kind of the innermost open element that has one.
    fn kind(&self) -> Option<BlockKind> {
        self.kinds.last().and_then(|(_, kind)| *kind)
    }

    fn push(&mut self, piece: &str, raw: &str, at: Location) {
        if let Some((_, _, set_aside)) = &mut self.aside {
            if set_aside.text.is_empty() {
                set_aside.at = at;
            }
            set_aside.text.push_str(piece);
            return;
        }
        if self.open.is_none() {
            if piece.trim().is_empty() {
                return;
            }
            let kind = self.kind().unwrap_or(BlockKind::Paragraph);
            let ignores = std::mem::take(&mut self.ignores).into();
            let mut block = Block { kind, key: None, text: String::new(), anchors: Anchors::new(), ignores, unit: None };
            self.links.drain(..).for_each(|link| block.mark(MarkKind::Link, link));
            self.open = Some(block);
        }
        if let Some(block) = &mut self.open {
            append(block, piece, raw, at);
        }
    }

    fn link(&mut self, href: &str) {
        match (&self.aside, &mut self.open) {
            (Some(_), _) => {}
            (None, Some(block)) => block.mark(MarkKind::Link, href),
            (None, None) => self.links.push(href.to_owned()),
        }
    }

    fn close(&mut self) {
        self.links.clear();
        if let Some(mut block) = self.open.take() {
            block.text.truncate(block.text.trim_end().len());
            if !block.text.is_empty() {
                self.document.blocks.push(block);
            }
        }
    }
}

/// Adds text with its white space folded; every line of the file, and what follows a character reference, gets its own
/// anchor. `raw` is the file from where the piece begins.
fn append(block: &mut Block, piece: &str, raw: &str, mut at: Location) {
    let mut fresh = true;
    let mut rest = raw;
    for (index, c) in piece.char_indices() {
        let here = at;
        let reference = reference(rest, &piece[index + c.len_utf8()..]).filter(|reference| !piece[index..].starts_with(reference));
        let width = match reference {
            Some(reference) => reference.len(),
            None => rest.chars().next().map_or(0, char::len_utf8),
        };
        let written = &rest[..width];
        rest = &rest[width..];
        if written == "\n" {
            at = Location { line: at.line.saturating_add(1), column: 1 };
        } else {
            at.column = at.column.saturating_add(u32::try_from(written.chars().count()).unwrap_or(1));
        }
        // A no-break space is text, white space of the markup is not.
        if c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}') {
            if !block.text.is_empty() && !block.text.ends_with(' ') {
                block.text.push(' ');
            } else {
                fresh = true;
            }
            fresh |= c == '\n';
            continue;
        }
        if fresh {
            let offset = u32::try_from(block.text.len()).unwrap_or(u32::MAX);
            block.anchors.push(Anchor { offset, at: here });
        }
        block.text.push(c);
        fresh = reference.is_some();
    }
}

/// The character reference at the beginning of HTML, `after` being the text that follows it.
fn reference<'h>(html: &'h str, after: &str) -> Option<&'h str> {
    let body = html.strip_prefix('&')?;
    let end = body.bytes().take(34).position(|b| !(b.is_ascii_alphanumeric() || b == b'#'))?;
    let longest = 1 + end + usize::from(body.as_bytes()[end] == b';');
    // Some references need no semicolon (&copy2026): what follows tells where they end.
    let near = &after[..after.bytes().take(3).take_while(u8::is_ascii_alphanumeric).count()];
    let fits = |length: &usize| html[*length..].starts_with('&') || html[*length..].starts_with(near);
    let length = (3..=longest).rev().find(fits).unwrap_or(longest);
    (end > 0).then(|| &html[..length])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Document {
        match Html.read(text, "a.html", &ReadOptions::default()) {
            Ok(Loaded::One(document)) => document,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reads_blocks_and_sets_furniture_aside() {
        let document = read(
            "<html lang='ar'><body><nav>Home</nav><h1>Quay &amp; pier</h1>\n<p>Ships <b>may</b>\n land.<br>Soon.</p><ul><li>ropes<li><p>anchors</p></ul><pre>ls</pre><table><tr><td>1<td>2</table></body>",
        );
        let found: Vec<(BlockKind, &str, u32)> = document.blocks.iter().map(|b| (b.kind, b.text.as_str(), b.locate(0).line)).collect();
        assert_eq!(
            found,
            [
                (BlockKind::Heading(1), "Quay & pier", 1),
                (BlockKind::Paragraph, "Ships may land. Soon.", 2),
                (BlockKind::ListItem, "ropes", 3),
                (BlockKind::ListItem, "anchors", 3),
                (BlockKind::TableCell, "1", 3),
                (BlockKind::TableCell, "2", 3),
            ]
        );
        assert_eq!(document.declared.map(|l| l.to_string()).as_deref(), Some("ar"));
        assert_eq!(document.set_aside.len(), 2);
    }

    #[test]
    fn ten_thousand_nested_tags_are_no_trouble() {
        let text = format!("{}deep{}", "<div><p>".repeat(10_000), "</p></div>".repeat(10_000));
        assert_eq!(read(&text).blocks.len(), 1);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[<>/a-ep &;!'\"=\\n-]{0,200}") {
            for block in read(&text).blocks {
                prop_assert!(!block.anchors.is_empty());
            }
        }
    }

    #[test]
    fn a_tag_of_endless_attributes_ends_what_is_read() {
        for many in ["k=\"1\" ".repeat(100_000), (0..60_000).map(|n| format!("k{n} = '>' ")).collect()] {
            let document = fragment(&format!("<p>One</p>\n<p>Two <b {many}>three</b></p>"), Location { line: 1, column: 1 });
            let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
            assert_eq!(texts, ["One", "Two"]);
            assert!(document.notes[0].starts_with("line 2 "), "{:?}", document.notes);
        }
        let script = format!("<SCRIPT>for(i=0;i<n;i++){{{}}}</SCRIPT><p>One</p>", "k=\"a\";".repeat(200));
        for fine in [format!("<p {}>One</p>", "k=\"<b>\" ".repeat(100)), script] {
            let fine = fragment(&fine, Location { line: 1, column: 1 });
            assert_eq!((fine.blocks.len(), fine.notes.len()), (1, 0));
        }
    }
}
