//! How a house writes names: switches, and presets of them in `data/houses.toml`. A switch without an answer follows the majority
//! of the batch.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

/// The vowel of the Arabic article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArticleForm {
    Al,
    El,
}

/// The capital of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArticleCase {
    Lower,
    Capital,
    /// Capital where the name starts with it, lower inside a longer name.
    First,
}

/// What stands between article and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArticleJoin {
    Hyphen,
    Space,
    None,
}

/// Before t, d, r, s, n and the like the l of the article is spoken as that letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SunLetters {
    Kept,
    Assimilated,
}

/// Whether something stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    Keep,
    Drop,
}

/// The ending ة.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaMarbuta {
    A,
    Ah,
}

/// The ending ي of surnames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nisba {
    I,
    Y,
    Iyy,
}

/// The switches of a style. Absent: as the majority of the batch has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct HouseStyle {
    /// One line for people; presets only.
    pub title: String,
    /// Where the facts come from; presets only.
    pub sources: Vec<String>,
    pub article_form: Option<ArticleForm>,
    pub article_case: Option<ArticleCase>,
    pub article_join: Option<ArticleJoin>,
    pub sun_letters: Option<SunLetters>,
    pub second_mention: Option<Keep>,
    pub ta_marbuta: Option<TaMarbuta>,
    pub nisba: Option<Nisba>,
    pub diacritics: Option<Keep>,
    pub honorific: Option<Keep>,
    /// Language → romanisation.
    pub schemes: BTreeMap<String, String>,
}

impl HouseStyle {
    /// These answers, and those of another style where there are none.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        let mut schemes = other.schemes;
        schemes.extend(self.schemes);
        HouseStyle {
            title: self.title,
            sources: self.sources,
            article_form: self.article_form.or(other.article_form),
            article_case: self.article_case.or(other.article_case),
            article_join: self.article_join.or(other.article_join),
            sun_letters: self.sun_letters.or(other.sun_letters),
            second_mention: self.second_mention.or(other.second_mention),
            ta_marbuta: self.ta_marbuta.or(other.ta_marbuta),
            nisba: self.nisba.or(other.nisba),
            diacritics: self.diacritics.or(other.diacritics),
            honorific: self.honorific.or(other.honorific),
            schemes,
        }
    }

    /// Whether the house has an opinion on how an Arabic name is written.
    #[must_use]
    pub fn has_article(&self) -> bool {
        self.article_case.is_some() || self.article_join.is_some() || self.article_form.is_some() || self.sun_letters.is_some()
    }
}

fn presets() -> &'static BTreeMap<String, HouseStyle> {
    static PRESETS: OnceLock<BTreeMap<String, HouseStyle>> = OnceLock::new();
    // A file that does not parse is caught by the test below; at run time there are no presets.
    PRESETS.get_or_init(|| toml::from_str(include_str!("data/houses.toml")).unwrap_or_default())
}

/// The switches of a preset; `auto` has none.
///
/// # Errors
/// When there is no such preset; the message names those there are.
pub fn house_style(name: &str) -> Result<HouseStyle, String> {
    if name == "auto" {
        return Ok(HouseStyle::default());
    }
    presets().get(name).cloned().ok_or_else(|| {
        let names: Vec<&str> = std::iter::once("auto").chain(presets().keys().map(String::as_str)).collect();
        format!("there is no style of names `{name}`{}; there are {}", super::nearest(name, names.iter().copied()), names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_reads_and_says_where_it_comes_from() {
        let read: BTreeMap<String, HouseStyle> =
            toml::from_str(include_str!("data/houses.toml")).unwrap_or_else(|error| panic!("houses.toml: {error}"));
        for name in ["lower-hyphen", "cap-space", "cap-hyphen", "bgn", "un", "odni", "ala-lc", "ijmes", "icao", "gost", "iso9"] {
            assert!(read.get(name).is_some_and(|style| !style.sources.is_empty() && !style.title.is_empty()), "{name}");
        }
        assert!(house_style("bgnn").is_err_and(|message| message.contains("did you mean `bgn`")));
        assert_eq!(house_style("auto"), Ok(HouseStyle::default()));
    }

    #[test]
    fn single_switches_win_over_a_preset() {
        let own = HouseStyle { article_join: Some(ArticleJoin::Space), ..HouseStyle::default() };
        let style = own.over(house_style("lower-hyphen").unwrap_or_default());
        assert_eq!((style.article_join, style.article_case), (Some(ArticleJoin::Space), Some(ArticleCase::Lower)));
    }
}
