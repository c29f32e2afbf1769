//! Markdown (CommonMark with tables): headings, paragraphs, list items, table cells; code and front matter are set aside.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{ReadError, ReadOptions, Reader, html::ignore_comment};
use crate::model::{Anchor, Block, BlockKind, Document, Loaded, Location, SetAside, SetAsideKind};

pub(super) struct Markdown;

impl Reader for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown", "mdx", "mdown"]
    }

    fn read(&self, text: &str, _path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut builder =
            Builder { document: Document::default(), places: Places::new(text), open: None, ignores: Vec::new(), kinds: Vec::new() };
        let body = builder.front_matter(text);
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM;
        let mut code: Option<usize> = None;
        for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
            let (start, end) = (range.start + body, range.end + body);
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    builder.close();
                    // An indented "code block" is as often prose pushed in by an editor, but markup says code.
                    let _fenced = matches!(kind, CodeBlockKind::Fenced(_));
                    builder.set_aside(SetAsideKind::Code, &text[start..end], start);
                    code = Some(end);
                }
                Event::End(TagEnd::CodeBlock) => code = None,
                _ if code.is_some() => {}
                Event::Start(tag) => builder.start(&tag),
                Event::End(tag) => builder.end(tag),
                Event::Text(piece) | Event::Code(piece) => builder.push(&piece, start, text),
                Event::SoftBreak | Event::HardBreak => builder.blank(),
                Event::Html(html) | Event::InlineHtml(html) => {
                    if let Some(ignore) = ignore_comment(&html) {
                        builder.ignores.push(ignore);
                    } else if html.trim_start().to_ascii_lowercase().starts_with("<br") {
                        builder.blank();
                    } else if html.trim_start().starts_with("<!--") {
                        builder.set_aside(SetAsideKind::Markup, &html, start);
                    }
                }
                _ => {}
            }
        }
        builder.close();
        Ok(Loaded::One(builder.document))
    }
}

/// Byte offset → line and column.
struct Places {
    starts: Vec<usize>,
}

impl Places {
    fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        Places { starts }
    }

    fn locate(&self, offset: usize, text: &str) -> Location {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let column = text.get(start..offset).map_or(0, |before| before.chars().count());
        Location { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column + 1).unwrap_or(u32::MAX) }
    }

    fn line(&self, offset: usize) -> Location {
        Location { line: u32::try_from(self.starts.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX), column: 1 }
    }
}

struct Builder {
    document: Document,
    places: Places,
    open: Option<Block>,
    ignores: Vec<(String, String)>,
    /// Kinds of the containers we are in.
    kinds: Vec<BlockKind>,
}

impl Builder {
    /// Sets YAML (`---`) or TOML (`+++`) front matter aside; gives the offset of the body.
    fn front_matter(&mut self, text: &str) -> usize {
        for fence in ["---", "+++"] {
            let Some(rest) = text.strip_prefix(fence).filter(|rest| rest.starts_with(['\n', '\r'])) else { continue };
            let mut at = fence.len();
            for line in rest.split_inclusive('\n') {
                at += line.len();
                if line.trim_end() == fence {
                    self.set_aside(SetAsideKind::FrontMatter, &text[..at], 0);
                    return at;
                }
            }
        }
        0
    }

    fn set_aside(&mut self, kind: SetAsideKind, text: &str, offset: usize) {
        let at = self.places.line(offset);
        self.document.set_aside.push(SetAside { kind, text: text.trim_end().to_owned(), at });
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let kind = match tag {
            Tag::Heading { level, .. } => BlockKind::Heading(*level as u8),
            Tag::Item => {
                self.close();
                self.kinds.push(BlockKind::ListItem);
                return;
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.kinds.push(BlockKind::Quote);
                return;
            }
            Tag::TableCell => BlockKind::TableCell,
            Tag::Paragraph => self.kinds.last().copied().unwrap_or(BlockKind::Paragraph),
            Tag::FootnoteDefinition(_) => BlockKind::Paragraph,
            _ => return,
        };
        self.close();
        self.begin(kind);
    }

    fn begin(&mut self, kind: BlockKind) {
        let ignores = std::mem::take(&mut self.ignores);
        self.open = Some(Block { kind, key: None, text: String::new(), anchors: Vec::new(), ignores });
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.close();
                self.kinds.pop();
            }
            TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Paragraph => self.close(),
            _ => {}
        }
    }

    fn push(&mut self, piece: &str, offset: usize, file: &str) {
        if self.open.is_none() {
            // Text of a tight list item stands outside any paragraph.
            let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
            self.begin(kind);
        }
        let at = self.places.locate(offset, file);
        if let Some(block) = &mut self.open {
            block.anchors.push(Anchor { offset: u32::try_from(block.text.len()).unwrap_or(u32::MAX), at });
            block.text.push_str(piece);
        }
    }

    fn blank(&mut self) {
        if let Some(block) = &mut self.open
            && !block.text.is_empty()
        {
            block.text.push(' ');
        }
    }

    fn close(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        strip_heading_id(&mut block);
        let trimmed = block.text.trim();
        if trimmed.is_empty() {
            return;
        }
        if is_directive(trimmed) {
            let at = block.anchors.first().map(|a| a.at).unwrap_or_default();
            self.document.set_aside.push(SetAside { kind: SetAsideKind::Markup, text: trimmed.to_owned(), at });
            return;
        }
        self.document.blocks.push(block);
    }
}

/// Drops `{#id}` and `{/*id*/}` at the end of a heading.
fn strip_heading_id(block: &mut Block) {
    if let BlockKind::Heading(_) = block.kind
        && let Some(open) = block.text.rfind("{")
        && block.text.trim_end().ends_with('}')
        && block.text[open..].starts_with(['{'])
        && (block.text[open..].starts_with("{#") || block.text[open..].starts_with("{/*"))
    {
        block.text.truncate(open);
        let end = block.text.trim_end().len();
        block.text.truncate(end);
        block.anchors.retain(|anchor| anchor.offset == 0 || (anchor.offset as usize) < end);
    }
}

/// Lines that steer a site generator: `:::note`, `[!include …]`, `{{< figure >}}`, `import x from 'y'`.
fn is_directive(text: &str) -> bool {
    let one_line = !text.contains(". ");
    (text.starts_with(":::") && one_line && text.len() < 80)
        || (text.starts_with("[!") && text.ends_with(']'))
        || (text.starts_with("{{") && text.ends_with("}}"))
        || (text.starts_with("import ") && text.contains(" from ") && text.contains(['\'', '"']) && one_line)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Document {
        match Markdown.read(text, "a.md", &ReadOptions::default()) {
            Ok(Loaded::One(document)) => document,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reads_blocks_and_sets_code_aside() {
        let text = "---\ntitle: x\n---\n# Quay {#quay}\n\nShips **may** land at `pier 3`\nuntil noon.\n\n- ropes\n- anchors\n\n```sh\nls\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n<!-- bilint-ignore-next number-value: checked -->\n> Quoted.\n";
        let document = read(text);
        let found: Vec<(BlockKind, &str, u32)> = document.blocks.iter().map(|b| (b.kind, b.text.as_str(), b.locate(0).line)).collect();
        assert_eq!(
            found,
            [
                (BlockKind::Heading(1), "Quay", 4),
                (BlockKind::Paragraph, "Ships may land at pier 3 until noon.", 6),
                (BlockKind::ListItem, "ropes", 9),
                (BlockKind::ListItem, "anchors", 10),
                (BlockKind::TableCell, "a", 16),
                (BlockKind::TableCell, "b", 16),
                (BlockKind::TableCell, "c", 18),
                (BlockKind::TableCell, "d", 18),
                (BlockKind::Quote, "Quoted.", 21),
            ]
        );
        assert_eq!(document.blocks[1].locate(25), Location { line: 7, column: 1 });
        assert_eq!(document.set_aside.iter().map(|s| s.kind).collect::<Vec<_>>(), [SetAsideKind::FrontMatter, SetAsideKind::Code]);
        assert_eq!(document.blocks[8].ignores, [("number-value".to_owned(), "checked".to_owned())]);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[#*`>\\[\\](){}|<!a-c \\n\\-:+é-]{0,200}") {
            for block in read(&text).blocks {
                prop_assert!(!block.anchors.is_empty());
                prop_assert!(block.anchors.windows(2).all(|pair| pair[0].offset <= pair[1].offset));
            }
        }
    }
}
