//! `bilint.toml`: every key optional, unknown keys refused with the nearest known one.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{
    house::{ArticleCase, ArticleForm, ArticleJoin, HouseStyle, Keep, Nisba, SunLetters, TaMarbuta, house_style},
    settings::{Level, ReportLanguage, RuleOverride, Settings},
};
use crate::model::{Lang, Severity};

/// Families of rules.
pub const FAMILIES: &[&str] =
    &["alignment", "language", "facts", "claims", "terms", "names", "typography", "markup", "catalogue", "subtitle"];

/// Name of the file, looked for from the working folder upwards.
pub const FILE_NAME: &str = "bilint.toml";

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read `{path}`: {source}")]
    Io { path: String, source: std::io::Error },
    #[error("`{path}`: {message}")]
    Invalid { path: String, message: String },
}

/// The file as it is written.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct File {
    pub source_lang: Option<Lang>,
    pub target_lang: Option<Lang>,
    pub encoding: Option<String>,
    pub exclude: Option<Vec<String>>,
    /// What `check` without paths checks, as on the command line.
    pub paths: Vec<String>,
    /// Folders or files that belong together.
    pub pairs: Vec<PairEntry>,
    /// Lexicons made by `bilint learn`, from the folder of the settings file.
    pub lexicon: Vec<String>,
    /// Rule → `off`, `on` or a severity.
    pub rules: BTreeMap<String, String>,
    /// Family → `off`, `on` or a severity, for all its rules.
    pub families: BTreeMap<String, String>,
    pub overrides: Vec<OverrideEntry>,
    /// Settings to start from: `news`, `docs`, `ui`, `corpus` or `legal`.
    pub profile: Option<String>,
    pub gate: GateSection,
    pub report: ReportSection,
    pub names: NamesSection,
    pub terms: TermsSection,
    pub columns: ColumnsSection,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PairEntry {
    pub source: String,
    pub target: String,
}

/// Levels that hold for one pair of languages, some paths, or both.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct OverrideEntry {
    /// `ar-en`, or `pt-BR>zh-Hans` where a tag has a hyphen.
    pub languages: Option<String>,
    /// Glob of target paths.
    pub path: Option<String>,
    pub rules: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct GateSection {
    pub fail_on: Option<String>,
    pub min_confidence: Option<u8>,
    pub max_critical: Option<u32>,
    pub max_major: Option<u32>,
    pub max_minor: Option<u32>,
    pub min_score: Option<u8>,
    pub max_new: Option<u32>,
    /// File with findings that were there before.
    pub baseline: Option<String>,
    pub strict_baseline: Option<bool>,
    /// Rule → factor for its penalty.
    pub weights: BTreeMap<String, f64>,
    pub pass_threshold: Option<u8>,
    pub allowed_points: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ReportSection {
    /// `csv`, `xlsx` or both.
    pub formats: Option<Vec<String>>,
    /// Language of issues and messages: `en` or `ar`.
    pub language: Option<String>,
    /// `comma`, `semicolon` or `tab`.
    pub csv_separator: Option<String>,
    pub bom: Option<bool>,
    pub raw: Option<bool>,
    pub bidi_isolates: Option<bool>,
    /// `severity` or `document`.
    pub sort: Option<String>,
    pub min_severity: Option<Severity>,
    pub min_confidence: Option<u8>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct NamesSection {
    /// `auto` or a preset; what stands beside it wins over the preset.
    pub style: Option<String>,
    /// Case and join in one word: `auto`, `al-hyphen-lower`, `al-space-cap` or `al-hyphen-cap`.
    pub article: Option<String>,
    pub article_form: Option<ArticleForm>,
    pub article_case: Option<ArticleCase>,
    pub article_join: Option<ArticleJoin>,
    pub sun_letters: Option<SunLetters>,
    pub second_mention: Option<Keep>,
    pub ta_marbuta: Option<TaMarbuta>,
    pub nisba: Option<Nisba>,
    pub diacritics: Option<Keep>,
    pub honorific: Option<Keep>,
    /// Whether the tables learn once more from the sure names of the batch.
    pub adapt: Option<bool>,
    /// Language → romanisation: `ru = "bgn"`.
    pub schemes: BTreeMap<String, String>,
    /// Source form → established target form.
    pub established: BTreeMap<String, String>,
}

impl NamesSection {
    /// The house's switches.
    fn style(&self) -> Result<HouseStyle, String> {
        let own = HouseStyle {
            article_form: self.article_form,
            article_case: self.article_case,
            article_join: self.article_join,
            sun_letters: self.sun_letters,
            second_mention: self.second_mention,
            ta_marbuta: self.ta_marbuta,
            nisba: self.nisba,
            diacritics: self.diacritics,
            honorific: self.honorific,
            schemes: self.schemes.clone(),
            ..HouseStyle::default()
        };
        let article = self.article.as_deref().map(parse_article).transpose()?.unwrap_or_default();
        Ok(own.over(article).over(house_style(self.style.as_deref().unwrap_or("auto"))?))
    }
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct TermsSection {
    /// Files of terms, from the folder of the settings file.
    pub glossary: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ColumnsSection {
    pub source: Option<String>,
    pub target: Option<String>,
    pub id: Option<String>,
}

/// The nearest `bilint.toml` at or above a folder.
#[must_use]
pub fn find(start: &Path) -> Option<PathBuf> {
    start.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

/// Reads a settings file. `rules` are the names that may stand under `[rules]`, each with its family.
///
/// # Errors
/// When it cannot be read, is no TOML, or holds a key, rule or value that is not known; the message says where and what is near.
pub fn load(path: &Path, rules: &[(&str, &str)]) -> Result<File, ConfigError> {
    let shown = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|source| ConfigError::Io { path: shown.clone(), source })?;
    parse(&text, rules).map_err(|message| ConfigError::Invalid { path: shown, message })
}

fn parse(text: &str, rules: &[(&str, &str)]) -> Result<File, String> {
    let file: File = toml::from_str(text).map_err(|error| explain(text, &error))?;
    let named = file.rules.keys().chain(file.overrides.iter().flat_map(|entry| entry.rules.keys())).chain(file.gate.weights.keys());
    for name in named {
        if !rules.iter().any(|(rule, _)| rule == name) {
            return Err(format!("there is no rule `{name}`{}", nearest(name, rules.iter().map(|(rule, _)| *rule))));
        }
    }
    Ok(file)
}

/// Line, column, and for an unknown key the nearest known one.
fn explain(text: &str, error: &toml::de::Error) -> String {
    let place = error.span().map_or_else(String::new, |span| {
        let before = text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("line {line}, column {column}: ")
    });
    let message = error.message();
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field")
        && let Some(unknown) = quoted.next()
    {
        return format!("{place}there is no setting `{unknown}`{}", nearest(unknown, quoted));
    }
    format!("{place}{message}")
}

/// "; did you mean `x`?" where something is near enough.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    known
        .map(|other| (strsim::jaro_winkler(word, other), other))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, other)| format!("; did you mean `{other}`?"))
}

impl File {
    /// Puts the file's answers over the defaults.
    ///
    /// # Errors
    /// When a value is none of those allowed.
    pub fn apply(&self, settings: &mut Settings, rules: &[(&str, &str)]) -> Result<(), String> {
        settings.source_lang = self.source_lang.or(settings.source_lang);
        settings.target_lang = self.target_lang.or(settings.target_lang);
        settings.encoding = self.encoding.clone().or(settings.encoding.take());
        if let Some(exclude) = &self.exclude {
            settings.exclude.clone_from(exclude);
        }
        for (family, level) in &self.families {
            let level = parse_level(level)?;
            if !FAMILIES.contains(&family.as_str()) {
                return Err(format!("there is no family `{family}`{}", nearest(family, FAMILIES.iter().copied())));
            }
            let members = rules.iter().filter(|(_, known)| known == family);
            settings.rules.extend(members.map(|(rule, _)| RuleOverride { rule: (*rule).to_owned(), level, pair: None, path: None }));
        }
        for (rule, level) in &self.rules {
            settings.rules.push(RuleOverride { rule: rule.clone(), level: parse_level(level)?, pair: None, path: None });
        }
        for entry in &self.overrides {
            let pair = entry.languages.as_deref().map(parse_languages).transpose()?;
            for (rule, level) in &entry.rules {
                settings.rules.push(RuleOverride { rule: rule.clone(), level: parse_level(level)?, pair, path: entry.path.clone() });
            }
        }
        let gate = &mut settings.gate;
        if let Some(fail_on) = &self.gate.fail_on {
            gate.fail_on = parse_fail_on(fail_on)?;
        }
        gate.min_confidence = percent("min-confidence", self.gate.min_confidence)?.unwrap_or(gate.min_confidence);
        gate.max_critical = self.gate.max_critical.or(gate.max_critical);
        gate.max_major = self.gate.max_major.or(gate.max_major);
        gate.max_minor = self.gate.max_minor.or(gate.max_minor);
        gate.min_score = percent("min-score", self.gate.min_score)?.or(gate.min_score);
        gate.max_new = self.gate.max_new.or(gate.max_new);
        gate.strict_baseline = self.gate.strict_baseline.unwrap_or(gate.strict_baseline);
        gate.pass_threshold = percent("pass-threshold", self.gate.pass_threshold)?.unwrap_or(gate.pass_threshold);
        gate.allowed_points = self.gate.allowed_points.unwrap_or(gate.allowed_points).max(1);
        for (rule, factor) in &self.gate.weights {
            if !(0.0..=1000.0).contains(factor) {
                return Err(format!("`weights`: `{rule} = {factor}`: use 0 to 1000"));
            }
            gate.weights.insert(rule.clone(), *factor);
        }
        let report = &mut settings.report;
        if let Some(formats) = &self.report.formats {
            (report.csv, report.xlsx) = parse_formats(formats)?;
        }
        if let Some(language) = &self.report.language {
            report.language = parse_language(language)?;
        }
        if let Some(separator) = &self.report.csv_separator {
            report.separator = parse_separator(separator)?;
        }
        report.bom = self.report.bom.unwrap_or(report.bom);
        report.raw = self.report.raw.unwrap_or(report.raw);
        report.bidi_isolates = self.report.bidi_isolates.unwrap_or(report.bidi_isolates);
        if let Some(sort) = &self.report.sort {
            report.document_order = match sort.as_str() {
                "document" => true,
                "severity" => false,
                other => return Err(format!("`sort = \"{other}\"`: use severity or document")),
            };
        }
        report.min_severity = self.report.min_severity.unwrap_or(report.min_severity);
        report.min_confidence = percent("min-confidence", self.report.min_confidence)?.unwrap_or(report.min_confidence);
        settings.names.style = self.names.style()?.over(std::mem::take(&mut settings.names.style));
        settings.names.adapt = self.names.adapt.unwrap_or(settings.names.adapt);
        settings.names.established.extend(self.names.established.clone());
        settings.source_column = self.columns.source.clone().or(settings.source_column.take());
        settings.target_column = self.columns.target.clone().or(settings.target_column.take());
        settings.id_column = self.columns.id.clone().or(settings.id_column.take());
        Ok(())
    }
}

fn percent(name: &str, value: Option<u8>) -> Result<Option<u8>, String> {
    match value {
        Some(value) if value > 100 => Err(format!("`{name} = {value}`: use 0 to 100")),
        value => Ok(value),
    }
}

/// `off`, `on` or a severity.
///
/// # Errors
/// When it is neither.
pub fn parse_level(text: &str) -> Result<Level, String> {
    match text {
        "off" => Ok(Level::Off),
        "on" => Ok(Level::On),
        other => other
            .parse()
            .map(Level::At)
            .map_err(|_| format!("`{other}` is no level for a rule; use off, on, critical, major, minor or info")),
    }
}

/// A severity, or `never`.
///
/// # Errors
/// When it is neither.
pub fn parse_fail_on(text: &str) -> Result<Option<Severity>, String> {
    if text == "never" {
        Ok(None)
    } else {
        text.parse().map(Some).map_err(|_| format!("`{text}`: use critical, major, minor, info or never"))
    }
}

/// `comma`, `semicolon` or `tab`.
///
/// # Errors
/// When it is none of them.
pub fn parse_separator(text: &str) -> Result<u8, String> {
    match text {
        "comma" | "," => Ok(b','),
        "semicolon" | ";" => Ok(b';'),
        "tab" | "\t" => Ok(b'\t'),
        other => Err(format!("`{other}` is no separator; use comma, semicolon or tab")),
    }
}

/// `csv`, `xlsx` or both, as two answers.
///
/// # Errors
/// When a word is neither, or there is none.
pub fn parse_formats(words: &[String]) -> Result<(bool, bool), String> {
    if let Some(other) = words.iter().find(|word| !matches!(word.as_str(), "csv" | "xlsx")) {
        return Err(format!("`{other}` is no format of reports; use csv or xlsx"));
    }
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    if words.is_empty() { Err("name csv, xlsx or both".to_owned()) } else { Ok((has("csv"), has("xlsx"))) }
}

/// A language that reports can speak.
///
/// # Errors
/// When they cannot.
pub fn parse_language(tag: &str) -> Result<ReportLanguage, String> {
    match tag.split(['-', '_']).next() {
        Some("en") => Ok(ReportLanguage::English),
        Some("ar") => Ok(ReportLanguage::Arabic),
        _ => Err(format!("reports do not speak `{tag}`; use en or ar")),
    }
}

fn parse_article(text: &str) -> Result<HouseStyle, String> {
    let (case, join) = match text {
        "auto" => return Ok(HouseStyle::default()),
        "al-hyphen-lower" => (ArticleCase::Lower, ArticleJoin::Hyphen),
        "al-space-cap" => (ArticleCase::Capital, ArticleJoin::Space),
        "al-hyphen-cap" => (ArticleCase::Capital, ArticleJoin::Hyphen),
        other => return Err(format!("`article = \"{other}\"`: use auto, al-hyphen-lower, al-space-cap or al-hyphen-cap")),
    };
    Ok(HouseStyle { article_form: Some(ArticleForm::Al), article_case: Some(case), article_join: Some(join), ..HouseStyle::default() })
}

fn parse_languages(text: &str) -> Result<(Lang, Lang), String> {
    let (source, target) = text
        .split_once('>')
        .or_else(|| text.split_once('-').filter(|_| text.matches('-').count() == 1))
        .ok_or_else(|| format!("`languages = \"{text}\"`: write two tags, as in `ar-en` or `pt-BR>zh-Hans`"))?;
    let parse = |tag: &str| Lang::parse(tag).map_err(|error| error.to_string());
    Ok((parse(source)?, parse(target)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[(&str, &str)] = &[("number-value", "facts"), ("name-policy", "names")];

    #[test]
    fn the_example_holds_every_key_and_parses() {
        let example = include_str!("../../docs/bilint.example.toml");
        let file = parse(example, RULES).unwrap_or_else(|e| panic!("{e}"));
        let mut settings = Settings::default();
        file.apply(&mut settings, RULES).unwrap_or_else(|e| panic!("{e}"));
        for key in [
            "source-lang",
            "target-lang",
            "encoding",
            "exclude",
            "paths",
            "pairs",
            "rules",
            "overrides",
            "gate",
            "fail-on",
            "min-confidence",
            "max-critical",
            "max-major",
            "max-minor",
            "min-score",
            "profile",
            "families",
            "max-new",
            "baseline",
            "strict-baseline",
            "weights",
            "pass-threshold",
            "allowed-points",
            "formats",
            "language",
            "report",
            "csv-separator",
            "bom",
            "raw",
            "bidi-isolates",
            "sort",
            "min-severity",
            "names",
            "style",
            "article",
            "article-form",
            "article-case",
            "article-join",
            "sun-letters",
            "second-mention",
            "ta-marbuta",
            "nisba",
            "diacritics",
            "honorific",
            "adapt",
            "schemes",
            "established",
            "terms",
            "glossary",
            "lexicon",
            "columns",
            "languages",
            "path",
            "source",
            "target",
            "id",
        ] {
            assert!(example.contains(key), "docs/bilint.example.toml lacks `{key}`");
        }
    }

    #[test]
    fn unknown_keys_are_refused_with_a_hint() {
        for (text, hint) in [
            ("[gate]\nfail-onn = \"major\"\n", "`fail-on`"),
            ("sourc-lang = \"ar\"\n", "`source-lang`"),
            ("[rules]\nnumber-valu = \"off\"\n", "`number-value`"),
        ] {
            let error = parse(text, RULES).err().unwrap_or_default();
            assert!(error.contains("did you mean") && error.contains(hint), "{error}");
        }
        assert!(parse("[gate]\nfail-onn = 1\n", RULES).is_err_and(|e| e.contains("line 2")));
    }

    #[test]
    fn a_style_of_names_is_a_preset_with_switches_over_it() {
        let text = "[names]\nstyle = \"bgn\"\nsun-letters = \"kept\"\n[names.schemes]\nru = \"icao\"\n";
        let mut settings = Settings::default();
        assert_eq!(parse(text, RULES).unwrap_or_default().apply(&mut settings, RULES), Ok(()));
        let style = settings.names.style;
        assert_eq!((style.article_join, style.sun_letters), (Some(ArticleJoin::Space), Some(SunLetters::Kept)));
        assert_eq!((style.schemes["ru"].as_str(), style.schemes["el"].as_str()), ("icao", "elot"));
        let wrong = |text: &str| parse(text, RULES).and_then(|file| file.apply(&mut Settings::default(), RULES)).err().unwrap_or_default();
        assert!(wrong("[names]\nstyle = \"cap-spac\"\n").contains("did you mean `cap-space`"));
        assert!(wrong("[names]\nnisba = \"ee\"\n").contains("line 2"));
    }

    #[test]
    fn later_answers_win() {
        let mut settings = Settings::default();
        let file = parse("[gate]\nfail-on = \"never\"\n[report]\nsort = \"document\"\n[rules]\nname-policy = \"off\"\n", RULES)
            .unwrap_or_default();
        assert_eq!(file.apply(&mut settings, RULES), Ok(()));
        assert_eq!(settings.gate.fail_on, None);
        assert!(settings.report.document_order);
        assert_eq!(settings.rules[0].level, Level::Off);
    }
}
