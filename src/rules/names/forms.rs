//! Which spellings of a name are worth to be kept: what a likeness of sounds cut off, or took a neighbour's letters for, is none.

use unicode_script::{Script, UnicodeScript};

use crate::{
    lang::{Language, is_letter},
    names::{Entity, letters::native},
};

/// Letters of a name, but for the syllable signs of Chinese and Japanese, which may be a family name each.
const SHORTEST: usize = 2;
/// Letters of a name that may take an ending, and of the ending.
const STEM: usize = 4;
const ENDING: usize = 3;

/// Whether a spelling is a name as far as its signs tell: more than a letter, no punctuation, no word of grammar.
fn is_form(form: &str, facts: &Language) -> bool {
    let letters = form.chars().filter(|c| is_letter(*c)).count();
    let syllables = form.chars().any(|c| matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana));
    let parted = form.contains([',', ';', ':', '!', '?', '،', '؛', '؟', '，', '、', '。', '；', '：', '！', '？', '।']);
    letters >= SHORTEST.min(if syllables { 1 } else { SHORTEST })
        && !parted
        && (form.starts_with(char::is_uppercase) || !facts.words.is_function(form))
}

/// Whether one of two spellings is the other with letters of its neighbours, in scripts whose names have no cases.
pub(super) fn holds(one: &str, other: &str) -> bool {
    let caseless = |c: char| {
        matches!(
            c.script(),
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Arabic
                | Script::Hebrew
                | Script::Thai
                | Script::Lao
                | Script::Khmer
        )
    };
    if !one.contains(caseless) || !other.contains(caseless) {
        return false;
    }
    let key = |form: &str| native(form).letters.iter().filter(|c| is_letter(**c)).collect::<String>();
    let (one, other) = (key(one), key(other));
    one != other && (one.contains(&other) || other.contains(&one))
}

/// Keeps of each name the spellings that are some, those that hold each other as one; a name that has none left goes.
pub(super) fn cleaned(mut entities: Vec<Entity>, facts: &Language) -> Vec<Entity> {
    for entity in &mut entities {
        entity.spellings.retain(|spelling| is_form(&spelling.form, facts));
        let mut at = 1;
        while at < entity.spellings.len() {
            let home = (0..at).find(|home| holds(&entity.spellings[*home].form, &entity.spellings[at].form));
            match home {
                Some(home) => {
                    let more = entity.spellings.remove(at).mentions;
                    entity.spellings[home].mentions.extend(more);
                }
                None => at += 1,
            }
        }
    }
    entities.retain(|entity| !entity.spellings.is_empty());
    entities
}

/// The form without an ending, where that stands as well: Райдер for Райдера.
pub(super) fn base<'f>(usual: &'f str, forms: impl Iterator<Item = &'f str>) -> &'f str {
    let cased = usual.contains(|c: char| matches!(c.script(), Script::Cyrillic | Script::Greek | Script::Armenian | Script::Georgian));
    let stem = |form: &&str| {
        form.chars().count() >= STEM
            && usual
                .strip_prefix(form)
                .is_some_and(|ending| (1..=ENDING).contains(&ending.chars().count()) && ending.chars().all(is_letter))
    };
    forms.filter(|_| cased).filter(stem).min_by_key(|form| form.len()).unwrap_or(usual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lang::or_default, model::Lang, names::Spelling};

    fn facts(tag: &str) -> &'static Language {
        or_default(Lang::parse(tag).ok())
    }

    #[test]
    fn pieces_and_neighbours_are_no_spellings() {
        assert!(is_form("حفتر", facts("ar")) && !is_form("و", facts("ar")) && !is_form("است", facts("fa")));
        assert!(is_form("习", facts("zh")) && !is_form("拉结，和两", facts("zh")));
        assert!(is_form("Райдера", facts("ru")) && is_form("May", facts("en")));
        assert!(holds("挪亚整", "挪亚") && holds("يطاليا", "إيطاليا") && !holds("以扫", "以撒"));
        assert_eq!(base("Райдера", ["Райдеру", "Райдер"].into_iter()), "Райдер");
        assert_eq!(base("Мария", ["Марии"].into_iter()), "Мария");
        assert!(!holds("Райдера", "Райдер") && !holds("Hussein", "Husseini") && !holds("挪亚", "挪亚"));
    }

    #[test]
    fn one_name_has_one_spelling_then() {
        let spelling = |form: &str, mentions: &[usize]| Spelling { form: form.to_owned(), mentions: mentions.to_vec() };
        let noah = Entity {
            source_form: "noah".to_owned(),
            spellings: vec![spelling("挪亚", &[0, 2]), spelling("挪亚醒", &[1]), spelling("诺厄", &[3])],
            elsewhere: Vec::new(),
        };
        let kept = cleaned(vec![noah], facts("zh"));
        let forms: Vec<(&str, usize)> = kept[0].spellings.iter().map(|s| (s.form.as_str(), s.mentions.len())).collect();
        assert_eq!(forms, [("挪亚", 3), ("诺厄", 1)]);
    }
}
