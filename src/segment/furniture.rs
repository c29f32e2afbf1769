//! Page furniture: labels, photo credits, "Updated", "Read more". Set aside, listed, not compared.

use crate::{
    lang::{is_letter, is_word_character, or_default},
    model::{Block, BlockKind, Document, Lang, SetAside, SetAsideKind},
};

/// Furniture is a line of its own and short.
const LONGEST: usize = 90;

/// Words behind a label that make a sentence with a full stop.
const SENTENCE: usize = 5;

/// Moves blocks that are page furniture in this language to what is set aside. The patterns stand in the language file:
/// a pattern that ends in `:` is a label before other text, any other is the whole line or its beginning up to a mark.
pub fn set_aside_furniture(document: &mut Document, lang: Option<Lang>) {
    let patterns = &or_default(lang).words.furniture;
    let aside = document.blocks.extract_if(.., |block| is_furniture(block, patterns) || is_ornament(block));
    let aside = aside.map(|block| {
        let kind = if is_furniture(&block, patterns) { SetAsideKind::Furniture } else { SetAsideKind::Markup };
        SetAside { kind, at: block.locate(0), text: block.text }
    });
    document.set_aside.extend(aside);
}

/// Lines without a letter or digit, such as `* * *`, divide a text and say nothing.
fn is_ornament(block: &Block) -> bool {
    block.kind != BlockKind::Unit && !block.text.chars().any(is_word_character)
}

fn is_furniture(block: &Block, patterns: &[String]) -> bool {
    if matches!(block.kind, BlockKind::Unit | BlockKind::TableCell) || block.text.chars().count() > LONGEST {
        return false;
    }
    let text = block.text.trim().to_lowercase();
    // "Update: fetches the latest figures" in a list explains a word, as a label over a text never does.
    // So does a whole sentence behind a label.
    let sentence = |rest: &str| rest.ends_with(['.', '!', '?', '。', '؟', '।', '۔']) && rest.split_whitespace().count() >= SENTENCE;
    let explains = |rest: &str| rest.chars().any(is_letter) && (block.kind == BlockKind::ListItem || sentence(rest));
    patterns.iter().any(|pattern| match text.strip_prefix(pattern.as_str()) {
        Some("") => true,
        Some(rest) if explains(rest) => false,
        Some(rest) if pattern.ends_with([':', '：']) => !rest.trim().is_empty(),
        Some(rest) => rest.trim_start().starts_with([':', '：', '|', '–', '—', '/']) || rest.chars().all(|c| !is_letter(c)),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Location;

    #[test]
    fn takes_labels_and_leaves_sentences() {
        let patterns: Vec<String> = ["photo:", "read more", "updated"].map(str::to_owned).to_vec();
        let block = |text: &str| Block::new(BlockKind::Paragraph, text, Location { line: 1, column: 1 });
        for (text, expected) in [
            ("Photo: the quay", true),
            ("Read more", true),
            ("Read more: ships land", true),
            ("Updated 12.30", true),
            ("Read more books, the mayor said.", false),
            ("Photo", false),
            ("Photo: the quay was closed all day.", false),
        ] {
            assert_eq!(is_furniture(&block(text), &patterns), expected, "{text}");
        }
        let item = |text: &str| Block { kind: BlockKind::ListItem, ..block(text) };
        assert!(!is_furniture(&item("Updated: the day of the last change"), &patterns), "an entry of a list");
        assert!(is_furniture(&item("Read more"), &patterns));
    }
}
