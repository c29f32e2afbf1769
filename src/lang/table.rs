//! The language files: lookup, lazy parsing, fall-backs (`sr-Latn` → `sr`, `pt-BR` → `pt`).

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use rustc_hash::FxHashSet;
use serde::Deserialize;
use unicode_script::Script;

use super::{Marker, Phrases, Variants, phrases::Finder};
use crate::model::{Lang, facts};

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// All we know about one language. Everything but the name may be absent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Language {
    /// English name: `Arabic`.
    pub name: String,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// ISO 15924 codes of the scripts it is written in; text in another script is not this language.
    pub scripts: Vec<String>,
    /// Those of the scripts that no sentence of the language does without: hiragana in Japanese.
    pub essential: Vec<String>,
    /// The letters of the language, lower-case; a text with many others is of another language. Empty where letters are too many to list.
    pub alphabet: String,
    /// whatlang's ISO 639-3 code; absent when whatlang does not know the language.
    pub whatlang: Option<String>,
    /// Codes that whatlang may answer for this language instead.
    pub confusables: Vec<String>,
    /// Plural categories of CLDR that whole numbers below a million take.
    pub plurals: Vec<String>,
    /// Written from right to left.
    pub rtl: bool,
    /// Words are not separated by blanks (Chinese, Japanese, Thai…).
    pub unspaced: bool,
    pub sentence: Sentence,
    pub numbers: Numbers,
    pub calendar: Calendar,
    /// Unit (`kilometre`, `percent`, `dollar`…, CLDR identifiers) → words and signs for it.
    pub units: BTreeMap<String, Vec<String>>,
    pub rates: Rates,
    pub limits: Limits,
    pub words: Words,
    /// Words that deny.
    pub negation: Marker,
    /// Words by which a writer leaves a claim to somebody else: allegedly, according to.
    pub hedge: Marker,
    /// Words that take sides, by kind (`terrorist`, `regime`…): `marks` to find in a translation, `answers` that may ask for one.
    pub loaded: BTreeMap<String, Marker>,
    pub speech: Speech,
    pub variants: Variants,
    pub names: NameFacts,
    pub length: Length,
    #[serde(skip)]
    finder: OnceLock<Option<Arc<Finder>>>,
    #[serde(skip)]
    script_set: OnceLock<Vec<Script>>,
    #[serde(skip)]
    letters: OnceLock<Vec<Script>>,
    #[serde(skip)]
    rivals: OnceLock<Vec<Lang>>,
}

impl Language {
    /// Whether a script is one of the language's own.
    #[must_use]
    pub fn has_script(&self, script: Script) -> bool {
        self.script_set.get_or_init(|| self.scripts.iter().filter_map(|code| Script::from_short_name(code)).collect()).contains(&script)
    }

    /// Whether letters of a script belong to the language, where a code may stand for several scripts (`Jpan`).
    #[must_use]
    pub fn writes(&self, script: Script) -> bool {
        let expand = || {
            let mut all = vec![Script::Common, Script::Inherited];
            for code in &self.scripts {
                all.extend(Script::from_short_name(code));
                all.extend_from_slice(match code.as_str() {
                    "Jpan" | "Hrkt" => &[Script::Han, Script::Hiragana, Script::Katakana],
                    "Kore" => &[Script::Han, Script::Hangul],
                    "Hans" | "Hant" => &[Script::Han],
                    _ => &[],
                });
            }
            all
        };
        self.letters.get_or_init(expand).contains(&script)
    }

    /// What looks for the phrases of its lists together.
    pub(super) fn finder(&self) -> Option<&Finder> {
        self.finder.get_or_init(|| Finder::new(self).map(Arc::new)).as_deref()
    }

    /// The languages that it is taken for, in order of tag.
    #[must_use]
    pub fn rivals(&self) -> &[Lang] {
        self.rivals.get_or_init(|| {
            let mut langs: Vec<Lang> = self.confusables.iter().filter_map(|code| Lang::parse(code).ok()).collect();
            langs.sort_unstable();
            langs.dedup();
            langs
        })
    }
}

/// How sentences end.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sentence {
    /// Characters that end a sentence beyond those of UAX #29: what real text uses, not only the textbook.
    pub terminators: Vec<String>,
    /// The language marks no sentence ends (Thai): text is cut at blanks and paragraphs, sentences are not counted.
    pub unmarked: bool,
    /// Abbreviations whose full stop does not end a sentence, without the last full stop.
    pub abbreviations: Vec<String>,
    /// Words that start a sentence even after an abbreviation.
    pub starters: Vec<String>,
    /// How a text goes on when a sentence runs on behind a closed quotation (Japanese と, Korean 라고).
    pub quote_followers: Vec<String>,
    /// A number with a full stop is an ordinal ("1. Mai").
    pub ordinal_dot: bool,
    /// Marks before which a blank is right: French `; : ! ? »`, Khmer `។`.
    pub spaced: Vec<String>,
    /// Questions and exclamations open with a mark of their own (Spanish `¿`, `¡`).
    pub inverted: bool,
    /// Endings that ask without a question mark: か, 吗, 까.
    pub asking: Vec<String>,
    /// Words of a question that is told, not asked ("he wondered whether"), and of one that goes without its mark.
    pub reported: Phrases,
    /// Opening and closing quotation marks, the usual pair first.
    pub quotes: Vec<(String, String)>,
}

/// How a text names who speaks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Speech {
    /// Verbs of saying, in the forms that stand beside a quotation.
    pub verbs: Phrases,
}

/// How numbers are written. Words are lower-case, NFC, without optional marks (harakat).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Numbers {
    /// Decimal marks in use, the usual first.
    pub decimal: Vec<String>,
    /// Grouping marks in use, the usual first. Blank kinds (U+0020, U+00A0, U+202F) are written as " ".
    pub grouping: Vec<String>,
    /// Word or run of words → value: "two thousand" is not here, "two" and "thousand" are.
    pub cardinals: BTreeMap<String, f64>,
    pub ordinals: BTreeMap<String, f64>,
    /// Words that multiply what stands before: thousand, million, lakh, 万.
    pub multipliers: BTreeMap<String, f64>,
    /// Half, quarter, dozen, decade… as values.
    pub fractions: BTreeMap<String, f64>,
    /// Words that join number words: "and", "و", "und".
    pub joiners: Vec<String>,
    /// Cardinals that are also ordinary words ("one", "un", "a"): too weak to claim a number from.
    pub weak: Vec<String>,
    /// Words that count what stands behind a cardinal (个, 人, คน), where words are not divided: a short cardinal before one is no part of
    /// another word.
    pub counters: Vec<String>,
    /// Case endings that cardinals take.
    pub endings: Vec<String>,
    /// Units come before tens inside one word (German "fünfundzwanzig"): compounds are split.
    pub compound: bool,
}

/// How "so much in a time" is said around a figure and its unit, `{0}`: `{0} per hour`, `每小时{0}`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rates {
    pub hour: Vec<String>,
    pub second: Vec<String>,
}

/// Words around a figure, `{0}`, that make it a limit: `at least {0}`, `{0}以上`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    pub least: Vec<String>,
    pub more: Vec<String>,
    pub most: Vec<String>,
    pub less: Vec<String>,
    pub about: Vec<String>,
}

/// Months and weekdays. Each entry is a list of synonyms and inflected forms, lower-case.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Calendar {
    /// January first, twelve entries.
    pub months: Vec<Vec<String>>,
    /// Monday first, seven entries.
    pub weekdays: Vec<Vec<String>>,
    /// Signs of a time of day beside a figure: "a.m.", "Uhr", "午後".
    pub clock: Vec<String>,
    /// Words for the time before noon beside a figure, and after noon.
    pub am: Vec<String>,
    pub pm: Vec<String>,
    /// These words stand before the figure (上午, सुबह, sabah).
    pub half_first: bool,
    /// Months and weekdays have a capital letter.
    pub capital: bool,
    /// Months and weekdays take case endings.
    pub inflects: bool,
    /// The day may stand behind its month without more ("July 25").
    pub month_first: bool,
    /// Names of months and weekdays that are other words as well: they answer one, and claim none.
    pub loose: Vec<String>,
    /// Calendars whose years a text may give without saying so: `solar-hijri`, `buddhist`.
    pub years: Vec<String>,
    /// Eras before a year, and the Gregorian year before their first: 令和 → 2018.
    pub eras: BTreeMap<String, f64>,
    /// Signs behind a year of the lunar Hijri calendar.
    pub hijri: Vec<String>,
    /// Months of the solar Hijri calendar, Farvardin first, and of the lunar one, Muharram first.
    pub solar_months: Vec<Vec<String>>,
    pub lunar_months: Vec<Vec<String>>,
    /// `last-year`, `this-year`, `next-year`, the same for month and week, `yesterday`, `today`, `tomorrow` → phrases.
    pub relative: BTreeMap<String, Vec<String>>,
    /// Feast (English name in small letters, joined by hyphens) → its names.
    pub feasts: BTreeMap<String, Vec<String>>,
}

/// Words the rules look for, lower-case.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// The commonest function words, most frequent first: they tell the language of a short piece.
    pub function: Vec<String>,
    /// Titles and ranks before a name: boundaries of names, never part of one.
    pub titles: Vec<String>,
    pub honorifics: Vec<String>,
    /// Words of the third person that may stand for somebody who was named: he, whose.
    pub pronouns: Vec<String>,
    /// Definite articles glued to a word: `ال`, `ה`.
    pub article_prefixes: Vec<String>,
    /// One-letter words glued to the next: `و`, `ب`, `ل`.
    pub clitics: Vec<String>,
    /// Page furniture: whole-line patterns in lower case ("read more", "photo:", "updated").
    pub furniture: Vec<String>,
    /// How a translator's credit or note begins, in lower case: what follows has no source and needs none.
    pub credits: Vec<String>,
    /// Doubling a word is grammar here (Indonesian, Hindi): one repeat is no fault.
    pub reduplicates: bool,
    /// Words that may stand twice in a row by grammar: "die die", "that that".
    pub doubled: Vec<String>,
    /// Articles, prepositions and conjunctions: a sentence that ends in one is cut off.
    pub unfinished: Vec<String>,
    /// Endings of learned words, which languages of one script share: a word that has one may be at home in each of them.
    pub learned: Vec<String>,
    /// Articles and prepositions that no mark can follow: the next word belongs to them.
    pub bound: Vec<String>,
    #[serde(skip)]
    index: OnceLock<FxHashSet<String>>,
}

/// Function words at the head of a list that no other kind of word is among.
const CORE: usize = 100;

impl Words {
    /// Whether a lower-case word is among the commonest function words.
    #[must_use]
    pub fn is_core(&self, word: &str) -> bool {
        self.function.iter().take(CORE).any(|known| known == word)
    }

    /// Whether a lower-case word is one of the function words.
    #[must_use]
    pub fn is_function(&self, word: &str) -> bool {
        self.index.get_or_init(|| self.function.iter().cloned().collect()).contains(word)
    }
}

/// What differs from plain romanisation in names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NameFacts {
    /// Corrections on top of the general romanisation.
    pub romanize: BTreeMap<String, String>,
    /// Learned cost table to use, where it is not the language's own: `fa` for Urdu.
    pub costs: Option<String>,
    /// Latin spellings that firms, papers and places of the language have chosen for themselves.
    pub own_spelling: Vec<String>,
    /// Courtesy titles by kind: `mister`, `doctor`, `sheikh`…; lower-case, as they stand beside a name.
    pub courtesy: BTreeMap<String, Vec<String>>,
    /// Small words inside names: `bin`, `von`, `أبو`.
    pub particles: Vec<String>,
    /// What God is called, in lower case and without marks: nobody whom another name could stand for.
    pub divine: Vec<String>,
    /// Names of territories beside those of CLDR, by ISO code: older ones, other ones.
    pub territories: BTreeMap<String, Vec<String>>,
    /// Parts of the words for the people of a territory and for what is theirs, by ISO code, where these are not made of its name: Dutch.
    pub peoples: BTreeMap<String, Vec<String>>,
    /// Words before or behind a territory's name that make something else of it: its language, its possessions.
    pub made_of_territories: Vec<String>,
    /// Articles as words of their own.
    pub articles: Vec<String>,
    /// Occupations and offices that stand before a name, beside the titles.
    pub roles: Vec<String>,
    /// Names that are words as well, in lower case, and what they mean in English.
    pub meanings: BTreeMap<String, Vec<String>>,
    /// Ranks and offices by kind of `src/names/data/ranks.toml`; lower-case, as they stand beside a name. `*` is an ending of a few letters.
    pub ranks: BTreeMap<String, Vec<String>>,
    /// The family name stands first: an order that translations may keep or turn.
    pub family_first: bool,
    /// Lists and forms put the family name first, sentences do not.
    pub order_varies: bool,
    /// Titles stand behind a name.
    pub title_last: bool,
    /// Words for kinds of places, as they stand before their names: city, air base, province.
    pub place_words: Vec<String>,
    /// Places whose name is a word as well, or a letter away from one.
    pub homographs: Vec<Homograph>,
}

/// A place that is easily read as a word.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Homograph {
    /// As the language writes the place.
    pub place: String,
    /// Latin spellings, the usual one first.
    pub name: Vec<String>,
    /// The word that it is taken for, where that is written otherwise.
    #[serde(default)]
    pub alike: Option<String>,
    /// What the word means in English.
    pub means: Vec<String>,
}

/// Length of a translation in this language, in characters.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Length {
    /// Natural logarithm of (characters here / characters in the English original); 0 for English.
    pub log_ratio: f64,
    /// Robust standard deviation of that logarithm for sentences of about 120 characters.
    pub deviation: f64,
}

impl Default for Length {
    fn default() -> Self {
        Length { log_ratio: 0.0, deviation: 0.22 }
    }
}

/// In boxes: an empty place that will hold the facts themselves is stored in the program.
static PARSED: [OnceLock<Box<Language>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
static UNKNOWN: OnceLock<Box<Language>> = OnceLock::new();

fn load(index: usize) -> &'static Language {
    PARSED[index].get_or_init(|| {
        // A file that does not parse is caught by the test below; at run time it counts as a language without facts.
        Box::new(facts(FILES[index].1).unwrap_or_default())
    })
}

/// The file for this tag: with script (`zh-Hant`), else by language alone.
#[must_use]
pub fn get(lang: Lang) -> Option<&'static Language> {
    if lang.script().is_none() && lang.language() != "zh" {
        return find(lang.language());
    }
    let with_script = lang.script().map(|script| format!("{}-{script}", lang.language()));
    let traditional = (lang.language() == "zh" && matches!(lang.region(), Some("TW" | "HK" | "MO"))).then(|| "zh-Hant".to_owned());
    [with_script, traditional, Some(lang.language().to_owned())].into_iter().flatten().find_map(|name| find(&name))
}

/// The file called `name`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Language> {
    static PLACES: OnceLock<Vec<Option<usize>>> = OnceLock::new();
    let place = |name: &str| FILES.binary_search_by(|(file, _)| (*file).cmp(name)).ok();
    // Each pair of texts is asked several times: names of two letters are numbers in a table.
    match *name.as_bytes() {
        [a @ b'a'..=b'z', b @ b'a'..=b'z'] => {
            let places = PLACES.get_or_init(|| {
                let letters = || 'a'..='z';
                letters().flat_map(|a| letters().map(move |b| [a, b])).map(|name| place(&String::from_iter(name))).collect()
            });
            places[usize::from(a - b'a') * 26 + usize::from(b - b'a')].map(load)
        }
        _ => place(name).map(load),
    }
}

/// The file for this tag, or facts that hold for no language in particular.
#[must_use]
pub fn or_default(lang: Option<Lang>) -> &'static Language {
    lang.and_then(get).unwrap_or_else(|| UNKNOWN.get_or_init(Box::default))
}

/// Every language that has a file, in order of tag.
pub fn all() -> impl Iterator<Item = (&'static str, &'static Language)> {
    FILES.iter().enumerate().map(|(index, (name, _))| (*name, load(index)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses_and_is_sound() {
        for (tag, packed) in FILES {
            let language: Language = facts(packed).unwrap_or_else(|e| panic!("{tag}.toml: {e}"));
            assert!(!language.name.is_empty(), "{tag}: no name");
            assert!(!language.sources.is_empty(), "{tag}: no sources");
            assert!(Lang::parse(tag).is_ok(), "{tag}: not a tag");
            assert!(matches!(language.calendar.months.len(), 0 | 12), "{tag}: months");
            assert!(matches!(language.calendar.weekdays.len(), 0 | 7), "{tag}: weekdays");
            assert!(matches!(language.variants.regions.len(), 0 | 2), "{tag}: two groups of regions");
            let letters: Vec<usize> = language.variants.letters.iter().map(|side| side.chars().count()).collect();
            assert!(matches!(letters.as_slice(), []) || (letters.len() == 2 && letters[0] == letters[1]), "{tag}: letters in pairs");
            assert!(language.loaded.values().all(|class| !class.answers.is_empty()), "{tag}: a kind of loaded word that nothing asks for");
            if let Some(code) = &language.whatlang {
                assert!(whatlang::Lang::from_code(code).is_some(), "{tag}: whatlang does not know {code}");
            }
        }
    }
}
