//! HTML: block elements become blocks; scripts, styles, code and navigation are set aside. Entities are decoded, nothing is
//! fetched or expanded, and nesting costs no stack.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::{ReadError, ReadOptions, Reader};
use crate::model::{Anchor, Block, BlockKind, Document, Lang, Loaded, Location, SetAside, SetAsideKind};

pub(super) struct Html;

impl Reader for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm", "xhtml"]
    }

    fn read(&self, text: &str, _path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut builder = Builder::default();
        let mut lines = LineCounter::new(text);
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
                    builder.start(&name, lines.locate(tag.span.start), tag.self_closing);
                }
                Token::EndTag(tag) => builder.end(&String::from_utf8_lossy(&tag.name).to_ascii_lowercase()),
                Token::String(piece) => builder.push(&String::from_utf8_lossy(&piece.value), lines.locate(piece.span.start)),
                Token::Comment(comment) => {
                    if let Some(ignore) = ignore_comment(&format!("<!--{}-->", String::from_utf8_lossy(&comment.value))) {
                        builder.ignores.push(ignore);
                    }
                }
                _ => {}
            }
        }
        builder.close();
        Ok(Loaded::One(builder.document))
    }
}

/// Rule and reason of `<!-- bilint-ignore-next RULE: reason -->`.
pub(super) fn ignore_comment(html: &str) -> Option<(String, String)> {
    let body = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let (rule, reason) = body.strip_prefix("bilint-ignore-next")?.trim().split_once(':')?;
    let (rule, reason) = (rule.trim(), reason.trim());
    (!rule.is_empty() && !reason.is_empty()).then(|| (rule.to_owned(), reason.to_owned()))
}

/// Byte offset → line and column, for offsets that mostly ascend.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    place: Location,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str) -> Self {
        LineCounter { text, at: 0, place: Location { line: 1, column: 1 } }
    }

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
        "div" | "section" | "article" | "main" | "body" | "html" | "head" | "ul" | "ol" | "dl" | "table" | "tr" | "thead" | "tbody"
        | "header" | "figure" | "hr" | "form" | "fieldset" | "address" | "details" | "summary" | "aside" => Role::Container,
        "pre" | "script" | "style" | "template" | "svg" | "math" | "object" | "noscript" => Role::Aside(SetAsideKind::Code),
        "nav" | "footer" | "button" | "select" => Role::Aside(SetAsideKind::Furniture),
        "br" => Role::Break,
        _ => Role::Inline,
    }
}

#[derive(Default)]
struct Builder {
    document: Document,
    open: Option<Block>,
    kinds: Vec<(String, BlockKind)>,
    ignores: Vec<(String, String)>,
    /// Element that is set aside, how deep we are in elements of its name, and its text.
    aside: Option<(String, usize, SetAside)>,
}

impl Builder {
    fn start(&mut self, name: &str, at: Location, self_closing: bool) {
        if let Some((aside, depth, _)) = &mut self.aside {
            if aside == name && !self_closing {
                *depth += 1;
            }
            return;
        }
        match role(name) {
            Role::Aside(kind) if !self_closing => {
                self.close();
                self.aside = Some((name.to_owned(), 1, SetAside { kind, text: String::new(), at }));
            }
            Role::Block(kind) => {
                self.close();
                // `<p>` in a list item or quotation keeps the outer kind.
                let outer = self.kinds.last().map(|(_, kind)| *kind).filter(|_| kind == BlockKind::Paragraph);
                if !self_closing {
                    // Elements whose end tag may be left out would pile up.
                    self.kinds.retain(|(open, _)| open != name);
                    self.kinds.push((name.to_owned(), outer.unwrap_or(kind)));
                }
            }
            Role::Container => self.close(),
            Role::Break => self.push(" ", at),
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
                self.document.set_aside.push(SetAside { text: set_aside.text.trim().to_owned(), ..set_aside });
            }
            return;
        }
        match role(name) {
            Role::Block(_) => {
                self.close();
                if let Some(at) = self.kinds.iter().rposition(|(open, _)| open == name) {
                    self.kinds.remove(at);
                }
            }
            Role::Container => self.close(),
            _ => {}
        }
    }

    fn push(&mut self, piece: &str, at: Location) {
        if let Some((_, _, set_aside)) = &mut self.aside {
            set_aside.text.push_str(piece);
            return;
        }
        if self.open.is_none() {
            if piece.trim().is_empty() {
                return;
            }
            let kind = self.kinds.last().map_or(BlockKind::Paragraph, |(_, kind)| *kind);
            let ignores = std::mem::take(&mut self.ignores);
            self.open = Some(Block { kind, key: None, text: String::new(), anchors: Vec::new(), ignores });
        }
        if let Some(block) = &mut self.open {
            append(block, piece, at);
        }
    }

    fn close(&mut self) {
        if let Some(mut block) = self.open.take() {
            block.text.truncate(block.text.trim_end().len());
            if !block.text.is_empty() {
                self.document.blocks.push(block);
            }
        }
    }
}

/// Adds text with its white space folded; every line of the file gets its own anchor.
fn append(block: &mut Block, piece: &str, mut at: Location) {
    let mut fresh = true;
    for c in piece.chars() {
        // A no-break space is text, white space of the markup is not.
        if c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}') {
            if !block.text.is_empty() && !block.text.ends_with(' ') {
                block.text.push(' ');
            } else {
                fresh = true;
            }
            if c == '\n' {
                at = Location { line: at.line + 1, column: 1 };
                fresh = true;
            } else {
                at.column += 1;
            }
            continue;
        }
        if fresh {
            let offset = u32::try_from(block.text.len()).unwrap_or(u32::MAX);
            block.anchors.push(Anchor { offset, at });
            fresh = false;
        }
        block.text.push(c);
        at.column += 1;
    }
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
}
