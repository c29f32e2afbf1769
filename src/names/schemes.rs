//! Published romanisations as tables: what a scheme gives for a source form, and whether a spelling is that. The tables are in
//! `data/schemes.toml`, whose head describes them.

use std::sync::OnceLock;

use any_ascii::{any_ascii, any_ascii_char};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use crate::{
    lang::is_letter,
    model::{Arrange, facts, packed_facts},
};

/// The edge of a word in the contexts of rules.
const EDGE: char = '_';
/// Longer words are no names.
const LONGEST: usize = 40;

#[derive(Debug, Deserialize)]
struct File {
    scheme: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    languages: Vec<String>,
    #[allow(dead_code, reason = "for people")]
    source: String,
    #[serde(default)]
    marks: bool,
    #[serde(default)]
    habit: bool,
    over: Option<String>,
    rules: Vec<Vec<String>>,
}

#[derive(Debug)]
struct Rule {
    from: Vec<char>,
    to: String,
    after: Vec<char>,
    before: Vec<char>,
}

/// A romanisation of one language or several.
#[derive(Debug)]
pub struct Scheme {
    pub name: String,
    languages: Vec<String>,
    marks: bool,
    habit: bool,
    pinyin: bool,
    rules: Vec<Rule>,
}

/// What a scheme says of a spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It is what the scheme gives.
    Fits,
    /// It is a romanisation of the source form, and not this one; what the scheme gives.
    Departs(String),
    /// No romanisation explains it: a name of its own, or a form that the table does not cover.
    Unknown,
}

fn all() -> &'static [Scheme] {
    static ALL: OnceLock<Vec<Scheme>> = OnceLock::new();
    ALL.get_or_init(|| {
        // A file that does not parse is caught by the test below; at run time there are no schemes.
        facts::<File>(packed_facts!("schemes")).map(|file| file.scheme.into_iter().map(scheme).collect()).unwrap_or_default()
    })
}

fn scheme(entry: Entry) -> Scheme {
    let mut rules: Vec<Rule> = entry
        .rules
        .into_iter()
        .map(|cells| {
            let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
            let chars = |at: usize| cell(at).chars().collect();
            Rule { from: chars(0), to: cell(1), after: chars(2), before: chars(3) }
        })
        .collect();
    // The longest letters first, and of those a rule for a place before one for any.
    rules.arrange_by_key(|rule| (std::cmp::Reverse(rule.from.len()), rule.after.is_empty() && rule.before.is_empty()));
    Scheme { name: entry.name, languages: entry.languages, marks: entry.marks, habit: entry.habit, pinyin: entry.over.is_some(), rules }
}

/// The schemes of a language by primary tag; habits are none.
pub fn schemes_of(language: &str) -> impl Iterator<Item = &'static Scheme> {
    tables_of(language).filter(|scheme| !scheme.habit)
}

fn tables_of(language: &str) -> impl Iterator<Item = &'static Scheme> {
    all().iter().filter(move |scheme| scheme.languages.iter().any(|known| known == language))
}

/// A scheme by name.
///
/// # Errors
/// When the language has no such scheme; the message names those it has.
pub fn scheme_for(language: &str, name: &str) -> Result<&'static Scheme, String> {
    schemes_of(language).find(|scheme| scheme.name == name).ok_or_else(|| {
        let known: Vec<&str> = schemes_of(language).map(|scheme| scheme.name.as_str()).collect();
        if known.is_empty() {
            format!("there is no romanisation for `{language}`")
        } else {
            format!("there is no romanisation `{name}` for `{language}`; there are {}", known.join(", "))
        }
    })
}

impl Scheme {
    /// What the scheme gives for a word of the source, in lower case; `None` where the table does not cover it.
    #[must_use]
    pub fn spell(&self, source: &str) -> Option<String> {
        let mut out = String::new();
        for word in words(source, self.pinyin)? {
            let mut at = 1;
            while at + 1 < word.len() {
                if self.rules.is_empty() {
                    out.push(word[at]);
                    at += 1;
                    continue;
                }
                let rule = self.rules.iter().find(|rule| rule.holds(&word, at))?;
                out.push_str(&rule.to);
                at += rule.from.len();
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// Whether a spelling is what the scheme gives for a source form, and if not, whether it is a romanisation of it at all.
    #[must_use]
    pub fn judge(&self, language: &str, source: &str, spelling: &str) -> Judgement {
        let Some(expected) = self.spell(source) else { return Judgement::Unknown };
        let shown = letters(spelling);
        let folds = |text: &str| plain(text) == plain(spelling);
        let strict = self.marks && !shown.is_ascii();
        if letters(&expected) == shown || (!self.marks && folds(&expected)) || (!strict && self.writes(source, spelling)) {
            return Judgement::Fits;
        }
        // Which romanisation it is does not matter, nor whether it mixes two.
        let tables: Vec<&Scheme> = tables_of(language).collect();
        if explains(&tables, source, spelling) { Judgement::Departs(like(spelling, &expected)) } else { Judgement::Unknown }
    }

    /// Whether some reading of this scheme alone gives the spelling; marks count where the scheme needs them.
    fn writes(&self, source: &str, spelling: &str) -> bool {
        if self.marks { false } else { explains(&[self], source, spelling) }
    }
}

impl Rule {
    fn holds(&self, word: &[char], at: usize) -> bool {
        let end = at + self.from.len();
        word.get(at..end) == Some(self.from.as_slice())
            && (self.after.is_empty() || self.after.contains(&word[at - 1]))
            && (self.before.is_empty() || word.get(end).is_some_and(|next| self.before.contains(next)))
    }
}

/// The words of a source form between edges: lower case, in the parts that tables know. `None` for what no table can cover.
fn words(source: &str, pinyin: bool) -> Option<Vec<Vec<char>>> {
    if source.chars().count() > LONGEST {
        return None;
    }
    let edged = |letters: &mut dyn Iterator<Item = char>| -> Vec<char> {
        std::iter::once(EDGE).chain(letters).chain(std::iter::once(EDGE)).collect()
    };
    if pinyin {
        let syllable = |c: char| {
            (c.script() == Script::Han).then(|| edged(&mut any_ascii_char(c).to_lowercase().chars().filter(char::is_ascii_alphabetic)))
        };
        return source.chars().filter(|c| !c.is_whitespace()).map(syllable).collect();
    }
    let lower = source.to_lowercase();
    let pieces = lower.split(|c: char| c.is_whitespace() || matches!(c, '-' | '·' | '・')).filter(|piece| !piece.is_empty());
    Some(
        pieces
            .map(|piece| {
                let decomposed = matches!(piece.chars().next().map(|c| c.script()), Some(Script::Hangul | Script::Greek));
                if decomposed {
                    // Hangul: its parts; Greek: without accents, one sigma.
                    edged(&mut piece.nfd().filter(|c| is_letter(*c)).map(|c| if c == 'ς' { 'σ' } else { c }))
                } else {
                    edged(&mut piece.nfc())
                }
            })
            .collect(),
    )
}

/// Whether the rules of some schemes together give a spelling, letter by letter.
fn explains(schemes: &[&Scheme], source: &str, spelling: &str) -> bool {
    let target: Vec<char> = plain(spelling).chars().collect();
    if target.is_empty() || target.len() > LONGEST {
        return false;
    }
    let mut ends: FxHashSet<usize> = std::iter::once(0).collect();
    let pinyin = schemes.iter().any(|scheme| scheme.pinyin);
    let Some(words) = words(source, pinyin) else { return false };
    for word in words {
        let mut reach: Vec<FxHashSet<usize>> = vec![FxHashSet::default(); word.len()];
        reach[1] = ends;
        for at in 1..word.len() - 1 {
            if reach[at].is_empty() {
                continue;
            }
            let from: Vec<usize> = reach[at].iter().copied().collect();
            let mut step = |length: usize, written: &str| {
                let written: Vec<char> = plain(written).chars().collect();
                for start in &from {
                    if target[*start..].starts_with(&written) && at + length < word.len() {
                        reach[at + length].insert(start + written.len());
                    }
                }
            };
            for scheme in schemes {
                if scheme.rules.is_empty() {
                    step(1, &word[at].to_string());
                }
                for rule in scheme.rules.iter().filter(|rule| rule.holds(&word, at)) {
                    step(rule.from.len(), &rule.to);
                }
            }
        }
        ends = std::mem::take(&mut reach[word.len() - 1]);
    }
    ends.contains(&target.len())
}

/// Signs for soft letters, ayn and hamza, and joints.
fn sign(c: char) -> bool {
    matches!(c, '’' | '\'' | '‘' | '”' | '"' | 'ʹ' | 'ʺ' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '-' | '·' | ' ' | '\u{2011}')
}

/// Lower case, composed, without signs and joints.
fn letters(text: &str) -> String {
    text.to_lowercase().nfc().filter(|c| !sign(*c)).collect()
}

/// Letters without marks, signs and joints.
fn plain(text: &str) -> String {
    any_ascii(&letters(text)).chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}

/// A spelling with the capitals of another.
fn like(model: &str, spelling: &str) -> String {
    let shouted = model.chars().filter(|c| is_letter(*c)).all(char::is_uppercase);
    if shouted {
        return spelling.to_uppercase();
    }
    let mut letters = spelling.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gives(language: &str, name: &str, source: &str) -> String {
        scheme_for(language, name).unwrap_or_else(|e| panic!("{e}")).spell(source).unwrap_or_default()
    }

    fn judge(language: &str, name: &str, source: &str, spelling: &str) -> Judgement {
        scheme_for(language, name).unwrap_or_else(|e| panic!("{e}")).judge(language, source, spelling)
    }

    #[test]
    fn the_file_reads_and_every_rule_is_whole() {
        let file: File = facts(packed_facts!("schemes")).unwrap_or_else(|error| panic!("schemes.toml: {error}"));
        for entry in &file.scheme {
            assert!(entry.rules.iter().all(|rule| matches!(rule.len(), 2 | 4) && !rule[0].is_empty()), "{}", entry.name);
            assert!(!entry.source.is_empty() && !entry.languages.is_empty());
        }
        assert!(scheme_for("ru", "bgnn").is_err_and(|message| message.contains("icao")));
        assert!(scheme_for("xx", "bgn").is_err());
    }

    #[test]
    fn published_examples_come_out() {
        for (language, name, source, written) in [
            ("ru", "bgn", "Екатеринбург", "yekaterinburg"),
            ("ru", "bgn", "Хрущёв", "khrushchëv"),
            ("ru", "icao", "Юлия", "iuliia"),
            ("ru", "icao", "Юрьев", "iurev"),
            ("ru", "gost", "Щукин", "shhukin"),
            ("ru", "iso9", "Щукин", "ŝukin"),
            ("ru", "un", "Юшкин", "juškin"),
            ("uk", "national", "Згурський", "zghurskyi"),
            ("uk", "national", "Єнакієве", "yenakiieve"),
            ("bg", "streamlined", "София", "sofia"),
            ("bg", "streamlined", "Търново", "tarnovo"),
            ("sr", "gaj", "Ђоковић", "đoković"),
            ("el", "elot", "Παπανδρέου", "papandreou"),
            ("el", "elot", "Ευάγγελος", "evangelos"),
            ("el", "elot", "Μπουμπουλίνα", "boumpoulina"),
            ("ja", "hepburn", "さとう", "satō"),
            ("ja", "hepburn", "しんじ", "shinji"),
            ("ja", "kunrei", "しんじ", "sinzi"),
            ("ko", "revised", "홍길동", "honggildong"),
            ("zh", "pinyin", "邓小平", "dengxiaoping"),
        ] {
            assert_eq!(gives(language, name, source), written, "{language} {name} {source}");
        }
    }

    #[test]
    fn a_spelling_fits_departs_or_is_another_matter() {
        assert_eq!(judge("ru", "bgn", "Зеленский", "Zelenskiy"), Judgement::Fits);
        assert_eq!(judge("ru", "bgn", "Зеленский", "Zelensky"), Judgement::Departs("Zelenskiy".into()));
        assert_eq!(judge("ru", "icao", "Зеленский", "Zelenskiy"), Judgement::Departs("Zelenskii".into()));
        assert_eq!(judge("ru", "bgn", "Хрущёв", "Khrushchev"), Judgement::Fits);
        assert_eq!(judge("ru", "bgn", "Женева", "Geneva"), Judgement::Unknown);
        assert_eq!(judge("ru", "bgn", "Джон", "John"), Judgement::Unknown);
        assert_eq!(judge("ru", "iso9", "Щукин", "Shchukin"), Judgement::Departs("Ŝukin".into()));
        assert_eq!(judge("sr", "gaj", "Ђоковић", "Djokovic"), Judgement::Departs("Đoković".into()));
        assert_eq!(judge("sr", "gaj", "Ковачић", "Kovacic"), Judgement::Fits);
        assert_eq!(judge("el", "elot", "Φώτης", "Photis"), Judgement::Departs("Fotis".into()));
        assert_eq!(judge("el", "elot", "Φώτης", "FOTIS"), Judgement::Fits);
        assert_eq!(judge("ja", "hepburn", "さとう", "Sato"), Judgement::Fits);
        assert_eq!(judge("ja", "hepburn", "しんじ", "Sinzi"), Judgement::Departs("Shinji".into()));
        assert_eq!(judge("ja", "hepburn", "安倍", "Abe"), Judgement::Unknown);
        assert_eq!(judge("ko", "revised", "길동", "Gil-dong"), Judgement::Fits);
        assert_eq!(judge("ko", "revised", "길동", "Kil-dong"), Judgement::Departs("Gildong".into()));
        assert_eq!(judge("zh", "wade-giles", "小平", "Xiaoping"), Judgement::Departs("Hsiaop’ing".into()));
        assert_eq!(judge("zh", "pinyin", "小平", "Hsiao-p'ing"), Judgement::Departs("Xiaoping".into()));
        assert_eq!(judge("zh", "pinyin", "小平", "Xiaoping"), Judgement::Fits);
    }
}
