//! How an Arabic name is written in Latin letters, switch by switch, and how a house would write it.

use std::ops::Range;

use crate::{
    config::{ArticleCase, ArticleForm, ArticleJoin, HouseStyle, Nisba, SunLetters, TaMarbuta},
    lang::is_letter,
};

/// The article, and the letters before which its l is spoken as they are.
pub(super) const ARTICLE: &str = "ال";
const SUN: &str = "تثدذرزسشصضطظلن";
/// Latin letters that an assimilated article may end in, the longest first.
const ASSIMILATED: [&str; 13] = ["sh", "th", "dh", "ch", "t", "d", "r", "z", "s", "n", "ṣ", "ṭ", "ḍ"];

/// The article as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Article {
    pub form: ArticleForm,
    pub capital: bool,
    pub join: ArticleJoin,
    pub assimilated: bool,
}

/// A name as it stands in the translation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape<'t> {
    /// Bytes of the target text, article included.
    pub span: Range<usize>,
    pub article: Option<Article>,
    /// The name without its article.
    pub name: &'t str,
    /// The source has the article, and before a letter that changes it.
    pub source_article: bool,
    pub sun: bool,
    pub ta_marbuta: bool,
    pub nisba: bool,
    /// It starts its sentence; another part of the name stands right before it.
    pub initial: bool,
    pub inner: bool,
}

impl<'t> Shape<'t> {
    /// Reads a mention: its source word, the target text and where the name stands there.
    pub fn new(source: &str, text: &'t str, span: Range<usize>) -> Option<Self> {
        let form = text.get(span.clone())?;
        let bare = source.strip_prefix(ARTICLE).filter(|rest| rest.chars().count() >= 2);
        let last = source.trim_end_matches(|c: char| !is_letter(c)).chars().next_back();
        let mut shape = Shape {
            span: span.clone(),
            article: None,
            name: form,
            source_article: bare.is_some(),
            sun: bare.and_then(|rest| rest.chars().next()).is_some_and(|first| SUN.contains(first)),
            ta_marbuta: last == Some('ة'),
            nisba: last == Some('ي') && bare.is_some(),
            initial: false,
            inner: false,
        };
        if bare.is_some() {
            shape.read_article(text, form);
        }
        let before = text.get(..shape.span.start)?;
        shape.initial = !before
            .chars()
            .rev()
            .find(|c| !c.is_whitespace() && !matches!(c, '“' | '"' | '(' | '«' | '‘'))
            .is_some_and(|c| !matches!(c, '.' | '!' | '?' | ':'));
        let word = before.rsplit(|c: char| c.is_whitespace()).nth(1).filter(|_| before.ends_with([' ', '\u{a0}'])).unwrap_or_default();
        shape.inner =
            before.ends_with([' ', '\u{a0}', '-']) && word.ends_with(is_letter) && word.chars().next().is_some_and(char::is_uppercase);
        Some(shape)
    }

    fn read_article(&mut self, text: &'t str, form: &'t str) {
        // "al-Sarraj", "El Sarraj".
        if let Some(at) = form.find([' ', '-', '\u{2011}', '\u{a0}'])
            && let Some(article) = head(&form[..at], None)
        {
            let joint = form[at..].chars().next().unwrap_or(' ');
            self.name = &form[at + joint.len_utf8()..];
            self.article = Some(Article { join: join(joint), ..article });
            return;
        }
        // "as-Sarraj", "Ash Shariqah": the article stands before the span.
        let before = text.get(..self.span.start).unwrap_or_default();
        if let Some(joint) = before.chars().next_back().filter(|c| matches!(c, ' ' | '-' | '\u{2011}' | '\u{a0}')) {
            let rest = &before[..before.len() - joint.len_utf8()];
            let start = rest.rfind(|c: char| !is_letter(c)).map_or(0, |at| at + rest[at..].chars().next().map_or(1, char::len_utf8));
            // Alone, "as" and "an" are words.
            let believed = |article: &Article| self.sun && (joint != ' ' || article.capital && start > 0);
            if let Some(article) = head(&rest[start..], Some(form)).filter(believed) {
                self.span.start = start;
                self.article = Some(Article { join: join(joint), ..article });
                return;
            }
        }
        // "Alsarraj", "ElSarraj".
        let capital = form.chars().next().is_some_and(char::is_uppercase);
        for (start, vowel) in [("al", ArticleForm::Al), ("el", ArticleForm::El)] {
            let rest = form.get(2..).unwrap_or_default();
            if form.get(..2).is_some_and(|head| head.eq_ignore_ascii_case(start)) && rest.chars().count() >= 3 {
                self.article = Some(Article { form: vowel, capital, join: ArticleJoin::None, assimilated: false });
                self.name = rest;
                return;
            }
        }
    }

    /// The name as a house writes it; switches without an answer leave it as it stands.
    pub fn styled(&self, style: &HouseStyle) -> String {
        let name = self.ending(style);
        let Some(article) = self.article else { return name };
        self.with_article(article, &name, style)
    }

    /// The name with the article that a house would give it.
    pub fn with_article(&self, article: Article, name: &str, style: &HouseStyle) -> String {
        let vowel = match style.article_form.unwrap_or(article.form) {
            ArticleForm::Al => 'a',
            ArticleForm::El => 'e',
        };
        let assimilated = style.sun_letters.map_or(article.assimilated, |sun| sun == SunLetters::Assimilated) && self.sun;
        let consonant = if assimilated { doubled(name).unwrap_or_else(|| "l".to_owned()) } else { "l".to_owned() };
        let capital = match style.article_case {
            None => article.capital,
            Some(ArticleCase::Lower) => self.initial,
            Some(ArticleCase::Capital) => true,
            Some(ArticleCase::First) => self.initial || !self.inner,
        };
        let joint = match style.article_join.unwrap_or(article.join) {
            ArticleJoin::Hyphen => "-",
            ArticleJoin::Space => " ",
            ArticleJoin::None => "",
        };
        let vowel = if capital { vowel.to_ascii_uppercase() } else { vowel };
        let name = if joint.is_empty() { name.to_owned() } else { capitalised(name) };
        format!("{vowel}{consonant}{joint}{name}")
    }

    /// The name without article, with the endings that a house gives it.
    fn ending(&self, style: &HouseStyle) -> String {
        let name = self.name;
        let swap = |old: &str, new: &str| name.strip_suffix(old).map(|stem| format!("{stem}{new}"));
        let changed = match (self.ta_marbuta.then_some(style.ta_marbuta).flatten(), self.nisba.then_some(style.nisba).flatten()) {
            (Some(TaMarbuta::Ah), _) if !name.ends_with("ah") => swap("a", "ah"),
            (Some(TaMarbuta::A), _) => swap("ah", "a"),
            (_, Some(nisba)) => {
                let new = match nisba {
                    Nisba::I => "i",
                    Nisba::Y => "y",
                    Nisba::Iyy => "iyy",
                };
                let stem = ["iyy", "i", "y"].iter().find_map(|old| name.strip_suffix(old));
                stem.filter(|stem| stem.ends_with(|c: char| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'))).map(|stem| format!("{stem}{new}"))
            }
            _ => None,
        };
        changed.unwrap_or_else(|| name.to_owned())
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn join(joint: char) -> ArticleJoin {
    if joint == '-' || joint == '\u{2011}' { ArticleJoin::Hyphen } else { ArticleJoin::Space }
}

/// An article as a word of its own: al, el, or before a name that it is spoken together with also as, ash, ar.
fn head(word: &str, before: Option<&str>) -> Option<Article> {
    let lower = word.to_lowercase();
    let mut letters = lower.chars();
    let form = match letters.next()? {
        'a' => ArticleForm::Al,
        'e' => ArticleForm::El,
        _ => return None,
    };
    let consonant = letters.as_str();
    let assimilated = match before {
        None => consonant != "l",
        Some(name) => consonant != "l" && doubled(name).is_some_and(|first| first == consonant),
    };
    let known = consonant == "l" || (before.is_some() && assimilated);
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    known.then_some(Article { form, capital, join: ArticleJoin::Space, assimilated })
}

/// The first consonant of a name, as an assimilated article repeats it.
fn doubled(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    ASSIMILATED.iter().find(|start| lower.starts_with(**start)).map(|start| (*start).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::house_style;

    fn shape<'t>(source: &str, text: &'t str, form: &str) -> Shape<'t> {
        let start = text.find(form).unwrap_or(0);
        Shape::new(source, text, start..start + form.len()).unwrap_or_else(|| panic!("{text}"))
    }

    fn styled(style: &str, source: &str, text: &str, form: &str) -> String {
        shape(source, text, form).styled(&house_style(style).unwrap_or_default())
    }

    #[test]
    fn articles_are_read_however_they_are_written() {
        let article = |text: &str, form: &str| shape("السراج", text, form).article;
        let al = Article { form: ArticleForm::Al, capital: false, join: ArticleJoin::Hyphen, assimilated: false };
        assert_eq!(article("said al-Sarraj.", "al-Sarraj"), Some(al));
        assert_eq!(article("said Al Sarraj.", "Al Sarraj"), Some(Article { capital: true, join: ArticleJoin::Space, ..al }));
        assert_eq!(article("said as-Sarraj.", "Sarraj"), Some(Article { assimilated: true, ..al }));
        assert_eq!(
            article("said Fayez As Sarraj.", "Sarraj"),
            Some(Article { capital: true, join: ArticleJoin::Space, assimilated: true, ..al })
        );
        assert_eq!(article("said Alsarraj.", "Alsarraj"), Some(Article { capital: true, join: ArticleJoin::None, ..al }));
        assert_eq!(article("just as Sarraj said", "Sarraj"), None);
        assert_eq!(shape("علي", "said Ali.", "Ali").article, None);
    }

    #[test]
    fn every_preset_has_its_way() {
        let text = "then Fayez al-Sarraj left";
        for (style, right) in [
            ("lower-hyphen", "al-Sarraj"),
            ("cap-space", "Al Sarraj"),
            ("cap-hyphen", "Al-Sarraj"),
            ("bgn", "as Sarraj"),
            ("un", "As Sarraj"),
            ("odni", "al-Sarraj"),
            ("ala-lc", "al-Sarraj"),
            ("ijmes", "al-Sarraj"),
        ] {
            assert_eq!(styled(style, "السراج", text, "al-Sarraj"), right, "{style}");
        }
        assert_eq!(styled("bgn", "الشارقة", "he left Al Shariqa today", "Al Shariqa"), "Ash Shariqah");
        assert_eq!(styled("lower-hyphen", "السراج", "He left. Al Sarraj came.", "Al Sarraj"), "Al-Sarraj");
        assert_eq!(styled("ijmes", "فاطمة", "then Fatimah left", "Fatimah"), "Fatima");
        assert_eq!(styled("odni", "المصري", "then al-Masry left", "al-Masry"), "al-Masri");
        assert_eq!(styled("odni", "القمر", "then al-Qamar left", "al-Qamar"), "al-Qamar");
    }
}
