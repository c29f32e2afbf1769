//! A language tag: language, script and region of BCP 47 (RFC 5646).

use std::{fmt, str::FromStr};

/// Language with optional script and region, such as `ar`, `zh-Hans`, `pt-BR`. Other subtags are dropped.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang {
    language: [u8; 3],
    script: Option<[u8; 4]>,
    region: Option<[u8; 3]>,
}

/// The text is not a language tag.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a language tag; write a BCP 47 tag such as `ar`, `pt-BR` or `zh-Hans`")]
pub struct LangError(pub String);

/// Three-letter and obsolete codes that have a usual shorter form (ISO 639-3 and 639-2 → ISO 639-1).
const ALIASES: &[(&str, &str)] = &[
    ("ara", "ar"),
    ("arb", "ar"),
    ("bul", "bg"),
    ("ben", "bn"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("est", "et"),
    ("fas", "fa"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("isl", "is"),
    ("ita", "it"),
    ("iw", "he"),
    ("in", "id"),
    ("ji", "yi"),
    ("jpn", "ja"),
    ("kat", "ka"),
    ("kaz", "kk"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("msa", "ms"),
    ("mya", "my"),
    ("nb", "no"),
    ("nld", "nl"),
    ("nno", "nn"),
    ("nob", "no"),
    ("nor", "no"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("prs", "fa"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("spa", "es"),
    ("sqi", "sq"),
    ("srp", "sr"),
    ("swa", "sw"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tha", "th"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("zho", "zh"),
    ("amh", "am"),
    ("zsm", "ms"),
    // ISO 639-2/B, as subtitles are named; those that are words of computing as well (`arm`, `mac`) are left out.
    ("chi", "zh"),
    ("cze", "cs"),
    ("dut", "nl"),
    ("fre", "fr"),
    ("ger", "de"),
    ("rum", "ro"),
    ("fil", "tl"),
    ("mo", "ro"),
];

impl Lang {
    /// Reads a BCP 47 tag in any usual spelling: `pt-BR`, `pt_BR`, `PT-br`, `arb`, `zh-Hant-TW`.
    ///
    /// # Errors
    /// When the text has no language subtag of two or three letters.
    pub fn parse(text: &str) -> Result<Self, LangError> {
        let error = || LangError(text.to_owned());
        let mut parts = text.trim().split(['-', '_']);
        let first = parts.next().ok_or_else(error)?.to_ascii_lowercase();
        if !(2..=3).contains(&first.len()) || !first.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(error());
        }
        let first = ALIASES.iter().find(|(from, _)| *from == first).map_or(first.as_str(), |(_, to)| to);
        let mut lang = Lang { language: pad(first.as_bytes()), script: None, region: None };
        for part in parts {
            let alphabetic = part.bytes().all(|b| b.is_ascii_alphabetic());
            match part.len() {
                0 => return Err(error()),
                4 if alphabetic && lang.script.is_none() && lang.region.is_none() => {
                    let mut script: [u8; 4] = pad(part.to_ascii_lowercase().as_bytes());
                    script[0] = script[0].to_ascii_uppercase();
                    lang.script = Some(script);
                }
                2 if alphabetic && lang.region.is_none() => {
                    lang.region = Some(pad(part.to_ascii_uppercase().as_bytes()));
                }
                3 if part.bytes().all(|b| b.is_ascii_digit()) && lang.region.is_none() => {
                    lang.region = Some(pad(part.as_bytes()));
                }
                1..=8 if part.bytes().all(|b| b.is_ascii_alphanumeric()) => {}
                _ => return Err(error()),
            }
        }
        Ok(lang)
    }

    /// The language subtag: `ar`, `zh`.
    #[must_use]
    pub fn language(&self) -> &str {
        text(&self.language)
    }

    /// The script subtag, if the tag has one: `Hans`.
    #[must_use]
    pub fn script(&self) -> Option<&str> {
        self.script.as_ref().map(|s| text(s))
    }

    /// The region subtag, if the tag has one: `BR`.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_ref().map(|s| text(s))
    }

    /// Whether both tags name the same language, whatever their script and region.
    #[must_use]
    pub fn same_language(&self, other: &Lang) -> bool {
        self.language == other.language
    }
}

fn pad<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    for (to, from) in out.iter_mut().zip(bytes) {
        *to = *from;
    }
    out
}

fn text(bytes: &[u8]) -> &str {
    let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    std::str::from_utf8(&bytes[..end]).unwrap_or_default()
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.language())?;
        for part in [self.script(), self.region()].into_iter().flatten() {
            write!(f, "-{part}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lang({self})")
    }
}

impl FromStr for Lang {
    type Err = LangError;
    fn from_str(text: &str) -> Result<Self, LangError> {
        Lang::parse(text)
    }
}

impl serde::Serialize for Lang {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Lang {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Lang::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn reads_the_usual_spellings() {
        for (text, expected) in [
            ("ar", "ar"),
            ("pt_BR", "pt-BR"),
            ("PT-br", "pt-BR"),
            ("arb", "ar"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("zho-CN", "zh-CN"),
            ("es-419", "es-419"),
            ("iw", "he"),
            ("en-US-x-private", "en-US"),
        ] {
            assert_eq!(Lang::parse(text).map(|l| l.to_string()).ok().as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_tag() {
        for text in ["", "a", "english", "e1", "en--US", "-en", "en-"] {
            assert!(Lang::parse(text).is_err(), "{text}");
        }
    }
}
