//! What reports say, in the reader's language. English stands in the code; other languages stand in `data/<tag>.toml`, by the
//! English text.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::{
    config::ReportLanguage,
    model::{Finding, Severity, facts, packed_facts},
};

/// The texts of one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    /// Put before the message of a finding that a reviewer marked `fix`, with `{message}`.
    still_open: String,
    /// The sentence of a finding that holds in more places, with `{message}` and `{count}`.
    also: String,
    /// Severities by their English words.
    severities: BTreeMap<String, String>,
    issues: BTreeMap<String, String>,
    messages: BTreeMap<String, String>,
}

static ARABIC: LazyLock<Table> = LazyLock::new(|| facts(packed_facts!("report-ar")).unwrap_or_default());

/// Says things in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts(Option<&'static Table>);

impl Texts {
    pub fn new(language: ReportLanguage) -> Self {
        match language {
            ReportLanguage::English => Texts(None),
            ReportLanguage::Arabic => Texts(Some(&ARABIC)),
        }
    }

    /// A severity as a reader is told it; machines read the English word.
    pub fn severity(&self, severity: Severity) -> &'static str {
        self.0.and_then(|table| table.severities.get(severity.as_str())).map_or(severity.as_str(), String::as_str)
    }

    /// An issue in at most four plain words; English where there is no translation.
    pub fn issue<'a>(&self, english: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.0.and_then(|table| table.issues.get(english)).map_or(english, String::as_str)
    }

    /// The sentence of a finding; English where there is no translation.
    pub fn message<'a>(&self, finding: &'a Finding) -> Cow<'a, str> {
        let translated = self.0.zip(finding.template.as_ref());
        let translated = translated.and_then(|(table, template)| Some(template.fill(table.messages.get(template.english)?)));
        let message = translated.map_or(Cow::Borrowed(finding.message.as_str()), Cow::Owned);
        if finding.also == 0 {
            return message;
        }
        let frame = self.0.map_or("{message} (and in {count} more places)", |table| table.also.as_str());
        Cow::Owned(frame.replace("{message}", &message).replace("{count}", &finding.also.to_string()))
    }

    /// The sentence of a finding that was to be corrected and is still there.
    pub fn still_open<'a>(&self, message: &str) -> Cow<'a, str> {
        let frame = self.0.map_or("Still open: {message}", |table| table.still_open.as_str());
        Cow::Owned(frame.replace("{message}", message))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place).collect()
    }

    #[test]
    fn translations_have_the_places_of_their_templates() {
        let table: Table = facts(packed_facts!("report-ar")).unwrap_or_else(|e| panic!("{e}"));
        assert!(table.still_open.contains("{message}"));
        assert!(table.also.contains("{message}") && table.also.contains("{count}"));
        assert!(!table.issues.is_empty() && !table.messages.is_empty());
        for (english, arabic) in &table.messages {
            assert_eq!(places(english), places(arabic), "{english}");
        }
        for (english, arabic) in &table.issues {
            assert!(arabic.split_whitespace().count() <= 4, "{english}: {arabic}");
        }
    }

    #[test]
    fn says_it_in_arabic_where_it_can() {
        let texts = Texts::new(ReportLanguage::Arabic);
        assert_eq!(texts.issue("Number changed"), "تغيّر الرقم");
        for severity in Severity::ALL {
            assert_ne!(texts.severity(severity), severity.as_str());
        }
        assert_eq!(texts.issue("No such issue"), "No such issue");
        assert_eq!(Texts::new(ReportLanguage::English).issue("Number changed"), "Number changed");
    }
}
