//! Markdown (CommonMark with tables): headings, paragraphs, list items, table cells; code and front matter are set aside, but for the texts of the latter.

use std::{borrow::Cow, collections::BTreeSet, ops::Range};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{
    ReadError, ReadOptions, Reader, front,
    html::{fragment, ignore_comment},
    places::Places,
};
use crate::model::{Anchor, Anchors, Block, BlockKind, Document, Loaded, Location, MarkKind, SetAside, SetAsideKind};

pub(super) struct Markdown;

impl Reader for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown", "mdx", "mdown"]
    }

    fn read(&self, text: &str, _path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut builder = Builder {
            document: Document::default(),
            places: Places::new(text),
            open: None,
            ignores: Vec::new(),
            kinds: Vec::new(),
            marks: Vec::new(),
            titles: BTreeSet::new(),
        };
        let body = builder.front_matter(text);
        let masked = plain_delimiters(builder.directives(text, body));
        let titles = std::mem::take(&mut builder.titles);
        let text = masked.as_ref();
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM;
        let mut skip: Option<usize> = None;
        for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
            let (start, end) = (range.start + body, range.end + body);
            match event {
                Event::Start(Tag::CodeBlock(_)) => {
                    builder.close();
                    let at = builder.places.at(start);
                    let text = text[start..end].trim_end().to_owned();
                    builder.document.set_aside.push(SetAside { kind: SetAsideKind::Code, text, at });
                    skip = Some(end);
                }
                Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => skip = None,
                _ if skip.is_some() => {}
                Event::Start(Tag::HtmlBlock) => {
                    builder.close();
                    builder.html(&text[start..end], start);
                    skip = Some(end);
                }
                Event::Start(Tag::Link { dest_url, .. }) => builder.mark(MarkKind::Link, &dest_url),
                Event::Start(tag) => builder.start(&tag),
                Event::End(tag) => builder.end(tag),
                Event::Text(piece) => builder.push(&piece, start),
                Event::Code(piece) => {
                    builder.mark(MarkKind::Code, &piece);
                    builder.code(&piece, &text[start..end], start);
                }
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
        for block in &mut builder.document.blocks {
            if block.kind == BlockKind::Heading(6) && titles.contains(&block.locate(0).line) {
                block.kind = BlockKind::Caption;
            }
        }
        Ok(Loaded::One(builder.document))
    }
}

struct Builder<'t> {
    document: Document,
    places: Places<'t>,
    open: Option<Block>,
    ignores: Vec<(String, String)>,
    /// Kinds of the containers we are in.
    kinds: Vec<BlockKind>,
    /// Links and code met before the block they stand in was opened.
    marks: Vec<(MarkKind, String)>,
    /// Lines with the title of a notice.
    titles: BTreeSet<u32>,
}

impl Builder<'_> {
    /// Sets YAML (`---`) or TOML (`+++`) front matter aside; gives the offset of the body.
    fn front_matter(&mut self, text: &str) -> usize {
        for fence in ["---", "+++"] {
            let Some(rest) = text.strip_prefix(fence).filter(|rest| rest.starts_with(['\n', '\r'])) else { continue };
            let mut at = fence.len();
            for line in rest.split_inclusive('\n') {
                at += line.len();
                if !is_setting(line) && line.trim_end() != fence {
                    break;
                }
                if line.trim_end() == fence {
                    self.set_aside(SetAsideKind::FrontMatter, &text[..at], 0);
                    self.document.fields = front::fields(&text[..at - line.len()]);
                    return at;
                }
            }
        }
        0
    }

    /// Blanks out lines that steer a site generator (`:::note`, `{{< figure >}}`, `import x from 'y'`), so that they end
    /// the paragraphs round them as a blank line would. Offsets stay as they are.
    fn directives<'t>(&mut self, text: &'t str, body: usize) -> Cow<'t, str> {
        let mut masked = Cow::Borrowed(text);
        let mut fence: Option<&str> = None;
        let mut inside: Option<usize> = None;
        // What runs over lines, and where it begins.
        let mut held: Option<(End<'_>, usize)> = None;
        let mut at = body;
        for line in text[body..].split_inclusive('\n') {
            let trimmed = line.trim();
            let indent = line.len() - line.trim_start_matches(' ').len();
            if let Some((end, start)) = held {
                // Only blanks of one byte are put in, so that offsets stay.
                let length = line.trim_end().len();
                masked.to_mut().replace_range(at..at + length, &" ".repeat(length));
                let (ends, kind) = match end {
                    End::Comment => (trimmed.contains("*/}"), SetAsideKind::Markup),
                    End::Blank => (trimmed.is_empty(), SetAsideKind::Markup),
                    End::Shortcode(name) => (opens(trimmed).is_some_and(|(found, closes)| closes && found == name), SetAsideKind::Code),
                };
                let last = at + line.len() == text.len();
                at += line.len();
                if ends || last {
                    let stop = if ends && kind == SetAsideKind::Code { at - line.len() } else { at };
                    let place = Location { column: 1, ..self.places.at(start) };
                    self.document.set_aside.push(SetAside { kind, text: text[start..stop].trim_end().to_owned(), at: place });
                    held = None;
                }
                continue;
            }
            let tick = ["```", "~~~"].into_iter().find(|tick| trimmed.starts_with(tick));
            if !trimmed.is_empty() && inside.is_some_and(|outer| indent < outer + 4) {
                inside = None;
            }
            match (fence, tick) {
                (None, _) if inside.is_some_and(|outer| indent >= outer + 4 && !trimmed.is_empty()) => {
                    // What is indented under `!!! note` is text, and a quotation to the parser.
                    let from = at + inside.unwrap_or(0);
                    masked.to_mut().replace_range(from..=from, ">");
                }
                (None, Some(tick)) => fence = Some(tick),
                (Some(open), Some(tick)) if open == tick => fence = None,
                (None, None) if is_notice(trimmed) => {
                    inside = Some(indent);
                    self.set_aside(SetAsideKind::Markup, trimmed, at);
                    self.steer(&mut masked, line, at);
                }
                (None, None) if is_directive(trimmed) || trimmed.starts_with("{/*") => {
                    self.steer(&mut masked, line, at);
                    held = match opens(trimmed) {
                        Some((name, false)) if LISTINGS.contains(&name) && is_closed(&text[at..], name) => {
                            Some((End::Shortcode(name), at + line.len()))
                        }
                        _ if trimmed.starts_with("{/*") && !trimmed.contains("*/}") => Some((End::Comment, at)),
                        _ if trimmed.starts_with(['i', 'e']) && trimmed.ends_with(['{', '[', '(']) => Some((End::Blank, at)),
                        _ => None,
                    };
                    if held.is_none_or(|(_, start)| start > at) {
                        self.set_aside(SetAsideKind::Markup, trimmed, at);
                    }
                }
                _ => {}
            }
            at += line.len();
        }
        masked
    }

    /// Blanks out a line that steers a site generator but for the title it may have, which stands as a heading: no other block ends what is
    /// before it and lets what is behind it begin.
    fn steer(&mut self, masked: &mut Cow<'_, str>, line: &str, at: usize) {
        let length = line.trim_end().len();
        let mut mask = " ".repeat(length);
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(title) = title(line).filter(|title| title.start >= indent + TITLE.len() && indent < 4) {
            mask.replace_range(indent..indent + TITLE.len(), TITLE);
            mask.replace_range(title.clone(), &line[title]);
            self.titles.insert(self.places.at(at).line);
        }
        masked.to_mut().replace_range(at..at + length, &mask);
    }

    /// A block of HTML within the text.
    fn html(&mut self, html: &str, offset: usize) {
        if let Some(ignore) = ignore_comment(html) {
            self.ignores.push(ignore);
            return;
        }
        let inner = fragment(html, self.places.at(offset));
        if inner.blocks.is_empty() && inner.set_aside.is_empty() && html.trim_start().starts_with("<!--") {
            self.set_aside(SetAsideKind::Markup, html, offset);
        }
        for mut block in inner.blocks {
            block.ignores.append(&mut self.ignores);
            self.document.blocks.push(block);
        }
        self.document.set_aside.extend(inner.set_aside);
        self.document.notes.extend(inner.notes);
    }

    fn set_aside(&mut self, kind: SetAsideKind, text: &str, offset: usize) {
        let at = Location { column: 1, ..self.places.at(offset) };
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
        let ignores = std::mem::take(&mut self.ignores).into();
        let mut block = Block { kind, key: None, text: String::new(), anchors: Anchors::new(), ignores, unit: None };
        self.marks.drain(..).for_each(|(kind, value)| block.mark(kind, value));
        self.open = Some(block);
    }

    fn mark(&mut self, kind: MarkKind, value: &str) {
        match &mut self.open {
            Some(block) => block.mark(kind, value),
            None => self.marks.push((kind, value.to_owned())),
        }
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

    fn push(&mut self, piece: &str, offset: usize) {
        if piece.is_empty() {
            return;
        }
        if self.open.is_none() {
            // Text of a tight list item stands outside any paragraph.
            let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
            self.begin(kind);
        }
        let at = self.places.at(offset);
        if let Some(block) = &mut self.open {
            block.anchors.push(Anchor { offset: u32::try_from(block.text.len()).unwrap_or(u32::MAX), at });
            block.text.push_str(piece);
        }
    }

    /// A code span: its event begins at the backticks, and its line breaks have become blanks.
    fn code(&mut self, piece: &str, raw: &str, offset: usize) {
        let mut at = raw.len() - raw.trim_start_matches('`').len();
        // One blank at each end is not part of the code.
        let inner = &raw[at..raw.len() - at.min(raw.len() - at)];
        let blank = |c: char| c == ' ' || c == '\n';
        if inner.starts_with(blank) && inner.ends_with(blank) && inner.len() == piece.len() + 2 {
            at += 1;
        }
        let (mut from, mut start) = (0, at);
        for (index, c) in piece.char_indices() {
            let Some(rest) = raw.get(at..) else { break };
            let found = rest.find(c).filter(|found| *found == 0 || rest[..*found].contains('\n'));
            match found {
                Some(0) => {}
                // A line break stands for this blank.
                None if rest.starts_with('\n') => {}
                Some(ahead) if !(c == ' ' && rest.starts_with('\n')) => {
                    self.push(&piece[from..index], offset + start);
                    (from, start) = (index, at + ahead);
                    at = start;
                }
                _ if c == ' ' => {}
                _ => break,
            }
            at += raw[at..].chars().next().map_or(1, char::len_utf8);
        }
        self.push(&piece[from..], offset + start);
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
        self.document.blocks.push(block);
    }
}

/// How something ends that is no text and runs over lines.
#[derive(Clone, Copy)]
enum End<'t> {
    /// A comment of MDX.
    Comment,
    /// What MDX imports and exports.
    Blank,
    /// A shortcode that holds a listing.
    Shortcode(&'t str),
}

/// Shortcodes of Hugo that hold a listing.
const LISTINGS: &[&str] = &["highlight", "code", "mermaid", "math", "katex"];

/// The name of the shortcode on a line, and whether the line ends it.
fn opens(line: &str) -> Option<(&str, bool)> {
    let inner = line.strip_prefix("{{<").or_else(|| line.strip_prefix("{{%"))?.trim_start();
    let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner.trim_start(), true));
    let name = inner.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    Some((name, closes))
}

/// Whether a shortcode is ended somewhere in the rest of a text.
fn is_closed(rest: &str, name: &str) -> bool {
    ["{{< /", "{{</", "{{% /", "{{%/"].iter().any(|start| rest.contains(&format!("{start}{name}")))
}

/// Whether a line begins a notice of MkDocs, whose text is indented under it: `!!! note "Mind the gap"`, `??? tip`, `=== "Tab"`.
fn is_notice(line: &str) -> bool {
    let word = |rest: &str| rest.trim_start_matches('+').trim_start().starts_with(|c: char| c.is_ascii_lowercase());
    line.strip_prefix("!!!").or_else(|| line.strip_prefix("???")).is_some_and(word) || line.starts_with("=== \"")
}

/// What the title of a notice is made of: it is put in the place of the sign and name of the notice, which are longer.
const TITLE: &str = "###### ";
/// Notices that may have a title behind their name.
const NOTICES: &[&str] =
    &["note", "tip", "info", "caution", "danger", "warning", "important", "success", "question", "secondary", "details", "hint"];

/// The bytes of the title in a line that begins a notice: `:::tip Low tide`, `:::note[Low tide]`, `!!! note "Low tide"`.
fn title(line: &str) -> Option<Range<usize>> {
    let end = line.trim_end().len();
    let whole = line.trim();
    if is_notice(whole) {
        let open = line.find('"')? + 1;
        let close = line[..end].rfind('"').filter(|close| *close > open)?;
        return Some(open..close);
    }
    let rest = whole.strip_prefix(":::")?.trim_start_matches(':').trim_start();
    let name = rest.split(|c: char| !c.is_ascii_lowercase()).next().filter(|name| NOTICES.contains(name))?;
    let behind = &rest[name.len()..];
    // Both ends are counted from the end of the line.
    let (from, to) = match behind.strip_prefix('[') {
        Some(inner) => (inner.len(), inner.len() - inner.find(']')?),
        None => {
            let title = behind.strip_prefix(' ')?.trim_start();
            let attributes = title.rfind('{').filter(|_| title.ends_with('}')).unwrap_or(title.len());
            (title.len(), title.len() - title[..attributes].trim_end().len())
        }
    };
    (from > to).then(|| end - from..end - to)
}

/// Whether a line may stand in front matter: a key, a list item, a comment, the inside of a value.
fn is_setting(line: &str) -> bool {
    let line = line.trim_end();
    let indented = line.starts_with([' ', '\t', '-', '#', ']', '}', '"', '\'']);
    line.is_empty() || indented || line.contains(": ") || line.contains('=') || line.ends_with(':') || line.contains(":\t")
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

/// Lines that steer a site generator and hold no text.
fn is_directive(line: &str) -> bool {
    line.starts_with(":::")
        || (line.ends_with([']', ')']) && line.to_ascii_lowercase().starts_with("[!include"))
        || (line.starts_with("{{") && line.ends_with("}}"))
        || (line.starts_with("{%") && line.ends_with("%}"))
        || (line.starts_with("{:") && line.ends_with('}'))
        || (line.starts_with("import ") && line.contains(['\'', '"']) && (line.contains(" from ") || line.ends_with(['\'', '"', ';'])))
        || (line.starts_with("export ") && line.contains('=') && line.ends_with([';', '{', '[', ')', '}']))
}

/// A text whose rows of hyphens under the head of a table hold blanks instead of tabs, which the parser does not take for blanks there.
fn plain_delimiters(text: Cow<'_, str>) -> Cow<'_, str> {
    let delimits = |line: &str| {
        line.contains('\t')
            && line.contains('|')
            && line.contains('-')
            && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t' | '\r' | '\n'))
    };
    if !text.contains('\t') || !text.split_inclusive('\n').any(delimits) {
        return text;
    }
    let plain = |line: &str| if delimits(line) { line.replace('\t', " ") } else { line.to_owned() };
    Cow::Owned(text.split_inclusive('\n').map(plain).collect())
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
    fn the_title_of_a_notice_is_text() {
        let text = "Before.\n:::tip Low *tide*\nText.\n:::\n\n:::note[High tide]{.x}\nMore.\n:::\n\n:::caution\nPlain.\n:::\n\n!!! warning \"Fog\"\n    Slow.\n\n::: details Show me {open}\nHere.\n:::\n:::python main.py\n";
        let document = read(text);
        let (captions, rest): (Vec<&Block>, Vec<&Block>) = document.blocks.iter().partition(|block| block.kind == BlockKind::Caption);
        let told: Vec<(&str, u32, u32)> =
            captions.iter().map(|block| (block.text.as_str(), block.locate(0).line, block.locate(0).column)).collect();
        assert_eq!(told, [("Low tide", 2, 8), ("High tide", 6, 9), ("Fog", 14, 14), ("Show me", 17, 13)]);
        let rest: Vec<&str> = rest.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(rest, ["Before.", "Text.", "More.", "Plain.", "Slow.", "Here."]);
    }

    #[test]
    fn tabs_in_the_rule_of_a_table_are_blanks() {
        let document = read("|         \t|         \t|\n|---------\t|---------\t|\n| Ada Berg \t| Ivo Kral \t|\n");
        let cells: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(cells, ["Ada Berg", "Ivo Kral"]);
        assert!(document.blocks.iter().all(|block| block.kind == BlockKind::TableCell));
        assert_eq!((document.blocks[1].locate(0).line, document.blocks[1].locate(0).column), (3, 15));
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
        assert_eq!(*document.blocks[8].ignores, [("number-value".to_owned(), "checked".to_owned())]);
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

    #[test]
    fn notices_of_mkdocs_hold_text() {
        let text = "Before\n\n!!! warning \"Gap\"\n    Mind *it*.\n\n    Second.\n\nAfter\n\n??? tip\n\n    ```\n    quay -l\n    ```\n";
        let Ok(Loaded::One(document)) = Markdown.read(text, "a.md", &ReadOptions::default()) else { panic!("read") };
        let told: Vec<(u32, &str)> = document.blocks.iter().map(|block| (block.anchors[0].at.line, block.text.as_str())).collect();
        assert_eq!(told, [(1, "Before"), (3, "Gap"), (4, "Mind it."), (6, "Second."), (8, "After")]);
        assert!(document.set_aside.iter().any(|aside| aside.kind == SetAsideKind::Code && aside.at.line == 12));
    }

    #[test]
    fn comments_exports_and_listings_that_run_over_lines_are_no_text() {
        let text = "export const meta = {\n  title: 'Hi'\n}\n\n# Title\n\n{/* one\n   two */}\n\nText.\n{: .x}\n\n{{< highlight go >}}\nfmt.Println(1)\n\nend\n{{< /highlight >}}\n\n{{< code >}}\n\nSee a/code.\n\nLast {{< x >}}.\n";
        let document = read(text);
        let told: Vec<(u32, &str)> = document.blocks.iter().map(|block| (block.anchors[0].at.line, block.text.as_str())).collect();
        assert_eq!(told, [(5, "Title"), (10, "Text."), (21, "See a/code."), (23, "Last {{< x >}}.")]);
        let code: Vec<(u32, &str)> = document
            .set_aside
            .iter()
            .filter(|aside| aside.kind == SetAsideKind::Code)
            .map(|aside| (aside.at.line, aside.text.as_str()))
            .collect();
        assert_eq!(code, [(14, "fmt.Println(1)\n\nend")]);
    }

    #[test]
    fn blanks_of_any_width_indent_nothing() {
        let document = read("!!! note\n\u{3000}\u{3000}\u{3000}Text\n\n??? tip\n  \u{3000}  More\n");
        assert_eq!(document.blocks.len(), 2);
    }
}
