//! Front matter of light markup: the texts of a page that stand above it, by their names.

use super::{ReadOptions, Reader, escapes::java, flow::Flow, places::Places, yaml::Yaml};
use crate::model::{Block, BlockKind, Loaded, Unit};

/// Names whose values people read, whatever their case and strokes; of others nobody knows.
const TITLES: &[&str] =
    &["title", "linktitle", "sidebarlabel", "sidebartitle", "navtitle", "shorttitle", "pagetitle", "headline", "subtitle"];
const TEXTS: &[&str] = &["description", "summary", "excerpt", "abstract", "tagline", "lead", "intro", "caption"];

/// The fields that hold text, from front matter in YAML (`---`) or TOML (`+++`) without its last line.
pub(super) fn fields(text: &str) -> Vec<Block> {
    let all = match text.starts_with("+++") {
        true => toml(text),
        false => match Yaml.read(text, "", &ReadOptions::default()) {
            Ok(Loaded::One(document)) => document.blocks,
            _ => Vec::new(),
        },
    };
    all.into_iter().filter_map(field).collect()
}

/// A block with what its name says it is; `None` where that is no text.
fn field(block: Block) -> Option<Block> {
    let name = block.key.as_deref()?.rsplit('.').next()?;
    let name: String = name.chars().filter(|c| !matches!(c, '_' | '-')).collect::<String>().to_lowercase();
    let kind = match name.as_str() {
        name if TITLES.contains(&name) => BlockKind::Caption,
        name if TEXTS.contains(&name) => BlockKind::Paragraph,
        _ => return None,
    };
    Some(Block { kind, unit: None, ..block }).filter(|block| !block.text.is_empty() && !block.text.contains("{{"))
}

/// Strings on one line above the first table.
fn toml(text: &str) -> Vec<Block> {
    let places = Places::new(text);
    let mut out = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.trim_start().starts_with('[') {
            break;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        let value = value.trim_start();
        let offset = start + line.len() - value.len() + 1;
        let mut flow = Flow::default();
        if let Some(raw) = value.strip_prefix('"').filter(|raw| !raw.starts_with("\"\"")) {
            let Some(end) = closing(raw) else { continue };
            flow.spell(&raw[..end], offset, &places, java);
        } else if let Some((raw, _)) = value.strip_prefix('\'').and_then(|raw| raw.split_once('\'')).filter(|(raw, _)| !raw.is_empty()) {
            flow.push(raw, offset, &places);
        } else {
            continue;
        }
        let key = key.trim().trim_matches(['"', '\'']).to_owned();
        out.push(flow.block(BlockKind::Paragraph, Some(key), Unit::default(), places.at(offset)));
    }
    out
}

/// Where a string ends whose opening quotation mark is gone.
fn closing(raw: &str) -> Option<usize> {
    let mut escaped = false;
    raw.char_indices().find_map(|(at, c)| match c {
        '"' if !escaped => Some(at),
        _ => {
            escaped = c == '\\' && !escaped;
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String, u32, u32)> {
        let place = |block: &Block| (block.locate(0).line, block.locate(0).column);
        fields(text)
            .into_iter()
            .map(|block| (block.key.clone().unwrap_or_default(), block.text.clone(), place(&block).0, place(&block).1))
            .collect()
    }

    #[test]
    fn texts_are_read_with_their_places_and_settings_are_not() {
        let yaml = "---\ntitle: \"Low \\u0074ide\"\nslug: low-tide\ndate: 2024-05-01\ndescription: >\n  The quay\n  is dry.\nhero:\n  tagline: 'Mind the gap'\ntags: [a, b]\n";
        assert_eq!(
            found(yaml),
            [
                ("title".to_owned(), "Low tide".to_owned(), 2, 9),
                ("description".to_owned(), "The quay is dry.".to_owned(), 6, 3),
                ("hero.tagline".to_owned(), "Mind the gap".to_owned(), 9, 13),
            ]
        );
        let toml = "+++\ntitle = \"Low \\\"tide\\\"\"\nweight = 3\nlinkTitle = 'Tide'\n[params]\ndescription = \"no\"\n";
        assert_eq!(
            found(toml),
            [("title".to_owned(), "Low \"tide\"".to_owned(), 2, 10), ("linkTitle".to_owned(), "Tide".to_owned(), 4, 14)]
        );
        for broken in ["---\ntitle: \"open\n", "---\n\t- x: [\n", "+++\ntitle = \"\"\"\nx\n", "+++\n=\n", "---\n"] {
            assert_eq!(found(broken), [], "{broken}");
        }
    }
}
