//! Makes the word lists of `src/names/data/lists` and the letters of foreign names of `src/names/data/foreign`.
//!
//! `cargo run --profile measure --example name_lists -- DATA WORDS OUT`
//!
//! `DATA` holds `lexicon_ar.tsv.gz` and `lexicon_names.tsv.gz`, `WORDS` is a list of English words, one a line (SCOWL, its small
//! size), `OUT` is `src/names/data`. `DATA` holds `train_positives.tsv.gz` as well. The same data give the same bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use bilint::names::{
    foreign::Threes,
    letters::{Letters, latin, native},
};
use flate2::{Compression, GzBuilder, read::GzDecoder};

/// Shorter words are no evidence.
const SHORTEST: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [data, words, out] = arguments.as_slice() else { return Err("usage: name_lists DATA WORDS OUT".into()) };
    fs::create_dir_all(out.join("lists"))?;
    fs::create_dir_all(out.join("foreign"))?;
    foreign(data, out)?;
    let out = &out.join("lists");
    let mut names = BTreeSet::new();
    for (file, column, separator) in [("lexicon_ar.tsv.gz", 1, '\0'), ("lexicon_names.tsv.gz", 2, '|')] {
        for line in unpacked(&data.join(file))?.lines().skip(1) {
            for spelling in line.split('\t').nth(column).unwrap_or_default().split(separator) {
                let letters: String = latin(spelling).letters.into_iter().collect();
                let plain = letters.trim();
                if plain.len() >= SHORTEST && !plain.contains(' ') {
                    names.insert(plain.to_owned());
                }
            }
        }
    }
    forms(data, out)?;
    spelled(data, out)?;
    let words = fs::read_to_string(words)?;
    let proper = words.lines().filter(|word| word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase));
    names.extend(proper.map(|word| latin(word).letters.into_iter().collect::<String>().trim().to_owned()).filter(|w| w.len() >= SHORTEST));
    write(&out.join("attested.txt.gz"), &names)?;
    let plain = |word: &&str| word.len() >= SHORTEST && word.bytes().all(|b| b.is_ascii_lowercase());
    write(&out.join("common-en.txt.gz"), &words.lines().filter(plain).map(str::to_owned).collect())
}

/// Arabic name elements as they are written, each with its plain Latin spellings and how many people have it so.
fn forms(data: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut forms: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for line in unpacked(&data.join("lexicon_ar.tsv.gz"))?.lines().skip(1) {
        if let [source, spelling, count, ..] = line.split('\t').collect::<Vec<_>>().as_slice() {
            let letters = |letters: Letters| letters.letters.into_iter().collect::<String>().trim().to_owned();
            let (source, plain) = (letters(native(source)), letters(latin(spelling)));
            if !source.contains(' ') && !plain.contains(' ') && plain.len() >= SHORTEST {
                *forms.entry(source).or_default().entry(plain).or_default() += count.parse::<u32>()?;
            }
        }
    }
    let mut text = String::new();
    for (source, spellings) in &forms {
        text.push_str(source);
        spellings.iter().for_each(|(spelling, count)| text.push_str(&format!("\t{spelling} {count}")));
        text.push('\n');
    }
    pack(&out.join("forms-arab.tsv.gz"), &text)
}

/// Name elements of the scripts that write their vowels, each with its plain Latin spellings; how many people have it so is not known.
fn spelled(data: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let text = unpacked(&data.join("lexicon_names.tsv.gz"))?;
    let letters = |letters: Letters| letters.letters.into_iter().collect::<String>().trim().to_owned();
    for (file, lang) in [("cyrl", "cyrl"), ("grek", "el")] {
        let mut forms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in text.lines().skip(1) {
            let [of, source, spellings] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
            let source = letters(native(source));
            if of == lang && source.chars().count() > SHORTEST && !source.contains(' ') {
                let plain = spellings.split('|').map(|spelling| letters(latin(spelling))).filter(|plain| plain.len() >= SHORTEST);
                forms.entry(source).or_default().extend(plain.filter(|plain| !plain.contains(' ')));
            }
        }
        let mut text = String::new();
        for (source, spellings) in forms.iter().filter(|(_, spellings)| !spellings.is_empty()) {
            text.push_str(source);
            spellings.iter().for_each(|spelling| text.push_str(&format!("\t{spelling} 1")));
            text.push('\n');
        }
        pack(&out.join(format!("forms-{file}.tsv.gz")), &text)?;
    }
    Ok(())
}

/// Scripts without capitals, and the languages whose training names are foreign ones.
const FOREIGN: [(&str, &str, &str); 3] = [("arab", "ar", "netranslit"), ("hebr", "he", "netranslit"), ("hang", "ko", "netranslit")];

/// Counts the letters of names that were written in another script first.
fn foreign(data: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let text = unpacked(&data.join("train_positives.tsv.gz"))?;
    for (file, lang, origin) in FOREIGN {
        let mut threes = Threes::default();
        for line in text.lines().skip(1) {
            if let [of, source, _, _, from] = line.split('\t').collect::<Vec<_>>().as_slice()
                && *of == lang
                && from.starts_with(origin)
            {
                source.split_whitespace().for_each(|word| threes.add(word));
            }
        }
        pack(&out.join("foreign").join(format!("{file}.tsv.gz")), &threes.write())?;
    }
    Ok(())
}

fn unpacked(path: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path)?).read_to_string(&mut text)?;
    Ok(text)
}

/// One word a line, sorted: the letters it shares with the line before as one digit or letter, then the rest.
fn write(path: &Path, words: &BTreeSet<String>) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    let mut before = "";
    for word in words {
        let shared = before.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count().min(9);
        text.push_str(&format!("{shared}{}\n", &word[shared..]));
        before = word;
    }
    pack(path, &text)
}

fn pack(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    let mut out = GzBuilder::new().mtime(0).write(fs::File::create(path)?, Compression::best());
    out.write_all(text.as_bytes())?;
    out.finish()?;
    Ok(())
}
