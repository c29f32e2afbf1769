//! The labelled name data, and which table is learnt from which part of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    io::Read,
    path::Path,
};

use bilint::{
    names::tables::GENERIC,
    text::romanize::{romanize, skeleton},
};
use flate2::read::GzDecoder;
use strsim::jaro_winkler;

/// Pairs of one language in the generic table.
const MOST_GENERIC: usize = 1500;
/// Consonants of a territory's two names must be this alike, or one is an exonym.
const NO_EXONYM: f64 = 0.8;
/// Spellings of one source form that are paired with each other.
const MOST_SPELLINGS: usize = 6;

pub struct Lesson {
    pub lang: String,
    pub source: String,
    pub target: String,
    pub weight: f64,
}

/// How a table is made: languages and the weight of their pairs.
pub struct Recipe {
    pub table: &'static str,
    pub languages: &'static [(&'static str, f64)],
    /// Lexicon of attested spellings, and the weight of a source form in it.
    pub lexicon: Option<(&'static str, f64)>,
    /// Letters are many: the rare ones are romanised, so romanised names are learnt from as well.
    pub romanised: bool,
}

pub fn recipes() -> Vec<Recipe> {
    let plain = |table, languages| Recipe { table, languages, lexicon: None, romanised: false };
    let with = |table, languages, lexicon, weight| Recipe { table, languages, lexicon: Some((lexicon, weight)), romanised: false };
    vec![
        with("arab", &[("ar", 1.0)], "ar", 0.5),
        with("arab-fa", &[("fa", 1.0), ("ar", 0.25), ("ur", 1.0)], "ar", 0.1),
        with("armn", &[("hy", 1.0)], "hy", 0.7),
        plain("cyrl", &[("ru", 1.0), ("uk", 0.5), ("bg", 0.5), ("be", 0.5), ("sr", 0.5), ("kk", 0.5), ("mk", 1.0)]),
        plain("cyrl-be", &[("be", 1.0), ("ru", 0.1), ("uk", 0.3)]),
        plain("cyrl-bg", &[("bg", 1.0), ("ru", 0.1), ("mk", 0.5)]),
        plain("cyrl-kk", &[("kk", 1.0), ("ru", 0.15)]),
        plain("cyrl-sr", &[("sr", 1.0), ("ru", 0.05), ("mk", 1.0)]),
        plain("cyrl-uk", &[("uk", 1.0), ("ru", 0.1), ("be", 0.2)]),
        with(
            "deva",
            &[
                ("hi", 1.0),
                ("mr", 1.0),
                ("ne", 1.0),
                ("gu", 1.0),
                ("kn", 1.0),
                ("te", 1.0),
                ("ml", 1.0),
                ("bn", 1.0),
                ("ta", 1.0),
                ("pa", 1.0),
            ],
            "hi",
            0.7,
        ),
        plain(GENERIC, &[]),
        with("grek", &[("el", 1.0)], "el", 0.5),
        with("hang", &[("ko", 1.0)], "ko", 0.5),
        Recipe { table: "hani", languages: &[("zh", 1.0), ("cjk", 0.1)], lexicon: Some(("cjk", 0.05)), romanised: true },
        Recipe { table: "hani-ja", languages: &[("cjk", 1.0), ("zh", 0.1)], lexicon: Some(("cjk", 0.5)), romanised: true },
        plain("hebr", &[("he", 1.0)]),
        with("kana", &[("ja", 1.0)], "ja", 0.3),
        plain("khmr", &[("km", 1.0)]),
        plain("mymr", &[("my", 1.0)]),
        plain("sinh", &[("si", 1.0)]),
        with("thai", &[("th", 1.0)], "th", 0.7),
    ]
}

/// The table a language of the data is measured by.
pub fn table_of(lang: &str) -> &'static str {
    match lang {
        "ar" => "arab",
        "fa" | "ur" => "arab-fa",
        "be" => "cyrl-be",
        "bg" => "cyrl-bg",
        "kk" => "cyrl-kk",
        "sr" => "cyrl-sr",
        "uk" => "cyrl-uk",
        "ru" | "mk" => "cyrl",
        "el" => "grek",
        "he" => "hebr",
        "hy" => "armn",
        "ja" => "kana",
        "cjk" => "hani-ja",
        "zh" => "hani",
        "ko" => "hang",
        "km" => "khmr",
        "my" => "mymr",
        "si" => "sinh",
        "th" => "thai",
        "gu" | "hi" | "kn" | "ml" | "mr" | "ne" | "te" | "bn" | "ta" | "pa" => "deva",
        _ => "",
    }
}

/// The group of scripts that is left out of a generic table together with a language's own.
pub fn group(lang: &str) -> usize {
    match table_of(lang).split('-').next().unwrap_or_default() {
        "arab" | "deva" | "thai" | "hang" | "khmr" => 0,
        "cyrl" | "kana" | "mymr" | "grek" => 1,
        _ => 2,
    }
}

/// The half a source form belongs to.
pub fn fold(source: &str) -> u64 {
    // Fowler–Noll–Vo, 64 bits.
    let hash = source.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 17) & 1
}

type Pairs = Vec<(String, String)>;
/// By lexicon: source form and its spellings.
type Lexicons = BTreeMap<String, Vec<(String, Vec<String>)>>;

/// A labelled pair of the development set.
pub struct Labelled {
    pub id: String,
    pub lang: String,
    pub source: String,
    pub target: String,
    pub same: bool,
    /// A right name with one wrong consonant.
    pub slip: bool,
}

pub struct Data {
    /// By language: source form and Latin spelling of one name.
    pub pairs: BTreeMap<String, Pairs>,
    lexicons: Lexicons,
    /// By lexicon: a source form and two spellings of it.
    pub spellings: BTreeMap<String, Vec<(String, String, String)>>,
    pub labelled: Vec<Labelled>,
    pub variants: Vec<(String, String, String)>,
}

fn table(path: &Path) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path).map_err(|error| format!("{}: {error}", path.display()))?).read_to_string(&mut text)?;
    Ok(text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

impl Data {
    pub fn load(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut pairs: BTreeMap<String, Pairs> = BTreeMap::new();
        for row in table(&folder.join("train_positives.tsv.gz"))? {
            pairs.entry(row[0].clone()).or_default().push((row[1].clone(), row[2].clone()));
        }
        let enough: BTreeSet<String> = pairs.iter().filter(|(_, list)| list.len() > 1000).map(|(lang, _)| lang.clone()).collect();
        let mut labelled = Vec::new();
        for row in table(&folder.join("pairs_dev.tsv.gz"))? {
            // Languages without training pairs of their own learn from the true ones of the development set.
            if row[4] == "1" && !enough.contains(&row[1]) {
                pairs.entry(row[1].clone()).or_default().push((row[2].clone(), row[3].clone()));
            }
            labelled.push(Labelled {
                id: row[0].clone(),
                lang: row[1].clone(),
                source: row[2].clone(),
                target: row[3].clone(),
                same: row[4] == "1",
                slip: row[5] == "typo",
            });
        }
        for (lang, list) in territories(&table(&folder.join("territory_names.tsv.gz"))?) {
            pairs.entry(lang).or_default().extend(list);
        }
        let lexicons = lexicons(folder)?;
        let spellings = lexicons.iter().map(|(lang, forms)| (lang.clone(), spellings(forms))).collect();
        for list in pairs.values_mut() {
            list.sort();
            list.dedup();
        }
        let variants =
            table(&folder.join("variants_dev.tsv.gz"))?.into_iter().map(|row| (row[0].clone(), row[2].clone(), row[3].clone())).collect();
        Ok(Data { pairs, lexicons, spellings, labelled, variants })
    }

    /// The attested spellings of a source form.
    pub fn forms(&self, lexicon: &str, source: &str) -> &[String] {
        let Some(list) = self.lexicons.get(lexicon) else { return &[] };
        list.binary_search_by(|(known, _)| known.as_str().cmp(source)).map_or(&[], |at| list[at].1.as_slice())
    }

    /// All pairs a recipe asks for.
    pub fn lessons(&self, recipe: &Recipe) -> Vec<Lesson> {
        let mut lessons = Vec::new();
        let mut add = |lang: &str, list: &[(String, String)], weight: f64, most: usize| {
            let step = (list.len() / most).max(1);
            lessons.extend(list.iter().step_by(step).map(|(source, target)| Lesson {
                lang: lang.to_owned(),
                source: source.clone(),
                target: target.clone(),
                weight,
            }));
        };
        match recipe.table {
            GENERIC => self.pairs.iter().for_each(|(lang, list)| add(lang, list, 1.0, MOST_GENERIC)),
            _ => {
                for (lang, weight) in recipe.languages {
                    add(lang, self.pairs.get(*lang).map_or(&[], Vec::as_slice), *weight, usize::MAX);
                }
            }
        }
        if let Some((name, weight)) = recipe.lexicon {
            for (source, forms) in self.lexicons.get(name).into_iter().flatten() {
                let each = weight / forms.len() as f64;
                let lesson =
                    |target: &String| Lesson { lang: name.to_owned(), source: source.clone(), target: target.clone(), weight: each };
                lessons.extend(forms.iter().take(MOST_SPELLINGS).map(lesson));
            }
        }
        lessons
    }
}

/// Territories whose two names sound alike.
fn territories(rows: &[Vec<String>]) -> BTreeMap<String, Pairs> {
    let english: BTreeMap<&str, &str> =
        rows.iter().filter(|row| row[1] == "en" && row[2] == "main").map(|row| (row[0].as_str(), row[3].as_str())).collect();
    let mut out: BTreeMap<String, Pairs> = BTreeMap::new();
    for row in rows.iter().filter(|row| row[2] == "main" && !row[3].is_ascii()) {
        let lang = row[1].split('-').next().unwrap_or_default();
        let Some(name) = english.get(row[0].as_str()) else { continue };
        if table_of(lang).is_empty() && !matches!(lang, "am" | "ka" | "lo") {
            continue;
        }
        let bones = |text: &str| skeleton(&romanize(text));
        if jaro_winkler(&bones(&row[3]), &bones(name)) >= NO_EXONYM {
            out.entry(lang.to_owned()).or_default().push((row[3].clone(), (*name).to_owned()));
        }
    }
    out
}

fn lexicons(folder: &Path) -> Result<Lexicons, Box<dyn Error>> {
    let mut out = Lexicons::new();
    for row in table(&folder.join("lexicon_names.tsv.gz"))? {
        out.entry(row[0].clone()).or_default().push((row[1].clone(), row[2].split('|').map(str::to_owned).collect()));
    }
    let arabic = out.entry("ar".to_owned()).or_default();
    for row in table(&folder.join("lexicon_ar.tsv.gz"))? {
        match arabic.last_mut() {
            Some((source, forms)) if *source == row[0] => forms.push(row[1].clone()),
            _ => arabic.push((row[0].clone(), vec![row[1].clone()])),
        }
    }
    out.values_mut().for_each(|list| list.sort());
    Ok(out)
}

/// Spellings of one form against each other.
fn spellings(forms: &[(String, Vec<String>)]) -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    for (source, forms) in forms {
        let few = &forms[..forms.len().min(MOST_SPELLINGS)];
        for (at, one) in few.iter().enumerate() {
            for other in &few[at + 1..] {
                if romanize(one) != romanize(other) {
                    out.push((source.clone(), one.clone(), other.clone()));
                }
            }
        }
    }
    out
}
