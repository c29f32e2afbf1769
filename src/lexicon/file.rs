//! The saved form of a lexicon: one file, checked before anything in it is believed.
//!
//! Mark, version, length and checksum of the rest; then languages, the words of both sides in alphabetical order (each as
//! what it adds to the one before), and a row of counts a source word. All numbers are LEB128.

use std::{fs, io, path::Path};

use super::{
    Lexicon, Vocabulary,
    book::{Count, LONGEST_WORD, Words, end},
};
use crate::{
    model::{Lang, checksum},
    text::tokens::each_token,
};

/// The first byte is no text, and the line ends show whether a transfer "corrected" the file.
const MARK: &[u8; 8] = b"\x89BILEX\r\n";
const VERSION: u8 = 1;
/// Mark, version, length, checksum.
const HEAD: usize = 8 + 1 + 8 + 8;

/// Why a lexicon could not be used. The message names the file and the way out.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    #[error("cannot read the lexicon `{path}`: {source}")]
    Io { path: String, source: io::Error },
    #[error("`{path}` is no lexicon: make one with `bilint learn`")]
    NotOne { path: String },
    #[error("the lexicon `{path}` has version {found}, this bilint reads version {VERSION}: learn it again with `bilint learn`")]
    Version { path: String, found: u8 },
    #[error("the lexicon `{path}` is cut off or has something after its end ({found} bytes, not {expected}): copy it again")]
    Length { path: String, found: u64, expected: u64 },
    #[error("the lexicon `{path}` is damaged (its checksum is wrong): copy it again, or learn it again with `bilint learn`")]
    Damaged { path: String },
    #[error("the lexicon `{path}` was learnt by a bilint that cuts words otherwise: learn it again with `bilint learn`")]
    OtherWords { path: String },
    #[error("the lexicon `{path}` is of {found}, and {wanted} is wanted")]
    Languages { path: String, found: String, wanted: String },
}

impl Lexicon {
    /// The bytes of its file. `whole`: with every count, so that lexicons of parts can be added.
    #[must_use]
    pub fn to_bytes(&self, whole: bool) -> Vec<u8> {
        let sorted = self.sorted(whole);
        let mut body = Vec::new();
        body.extend(words_fingerprint().to_le_bytes());
        for lang in [sorted.langs.map(|langs| langs.0), sorted.langs.map(|langs| langs.1)] {
            let tag = lang.map_or_else(String::new, |lang| lang.to_string());
            number(&mut body, tag.len() as u64);
            body.extend(tag.as_bytes());
        }
        number(&mut body, sorted.pairs);
        for words in [&sorted.source, &sorted.target] {
            write_words(&mut body, words);
        }
        for word in 0..end(&sorted.ends) {
            let row = sorted.row(word);
            number(&mut body, row.len() as u64);
            let mut before = 0;
            for count in row {
                number(&mut body, u64::from(count.target - before));
                number(&mut body, u64::from(count.forward));
                number(&mut body, u64::from(count.backward));
                before = count.target;
            }
        }
        let mut out = Vec::with_capacity(HEAD + body.len());
        out.extend(MARK);
        out.push(VERSION);
        out.extend((body.len() as u64).to_le_bytes());
        out.extend(checksum(&body).to_le_bytes());
        out.extend(body);
        out
    }

    /// Reads the bytes of a file; `path` is for messages.
    ///
    /// # Errors
    /// When it is no whole lexicon of this version.
    pub fn from_bytes(bytes: &[u8], path: &str) -> Result<Self, LexiconError> {
        let path = || path.to_owned();
        // What a transfer in text mode makes of the mark is still recognised as a lexicon, though a damaged one.
        if bytes.len() >= 6 && bytes[1..6] == MARK[1..6] && bytes.get(..8) != Some(MARK.as_slice()) {
            return Err(LexiconError::Damaged { path: path() });
        }
        let Some(rest) = bytes.strip_prefix(MARK.as_slice()) else { return Err(LexiconError::NotOne { path: path() }) };
        if let Some(found) = rest.first().copied().filter(|found| *found != VERSION) {
            return Err(LexiconError::Version { path: path(), found });
        }
        let fixed = |from: usize| bytes.get(from..from + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
        let (Some(length), Some(sum)) = (fixed(9), fixed(17)) else {
            return Err(LexiconError::Length { path: path(), found: bytes.len() as u64, expected: HEAD as u64 });
        };
        let body = &bytes[HEAD..];
        if body.len() as u64 != length {
            let expected = length.saturating_add(HEAD as u64);
            return Err(LexiconError::Length { path: path(), found: bytes.len() as u64, expected });
        }
        if checksum(body) != sum {
            return Err(LexiconError::Damaged { path: path() });
        }
        if body.get(..8) != Some(words_fingerprint().to_le_bytes().as_slice()) {
            return Err(LexiconError::OtherWords { path: path() });
        }
        let mut rest = &body[8..];
        let lexicon = read_body(&mut rest).filter(|_| rest.is_empty());
        lexicon.ok_or_else(|| LexiconError::Damaged { path: path() })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or as [`Lexicon::from_bytes`].
    pub fn load(path: &Path) -> Result<Self, LexiconError> {
        let shown = path.to_string_lossy().replace('\\', "/");
        let bytes = fs::read(path).map_err(|source| LexiconError::Io { path: shown.clone(), source })?;
        Lexicon::from_bytes(&bytes, &shown)
    }

    /// The lexicon for these languages, turned round where it is of the other direction; `None` where it is of others.
    #[must_use]
    pub fn fitting(&self, source: Option<Lang>, target: Option<Lang>) -> Option<std::borrow::Cow<'_, Lexicon>> {
        let (from, to) = self.langs?;
        // A side of unknown language may be what the other side says.
        let same = |wanted: Option<Lang>, lang: Lang| wanted.is_none_or(|wanted| wanted.same_language(&lang));
        if source.is_none() && target.is_none() {
            None
        } else if same(source, from) && same(target, to) {
            Some(std::borrow::Cow::Borrowed(self))
        } else if same(source, to) && same(target, from) {
            Some(std::borrow::Cow::Owned(self.flipped()))
        } else {
            None
        }
    }
}

fn write_words(out: &mut Vec<u8>, words: &Words) {
    let vocabulary: &Vocabulary = &words.vocabulary;
    number(out, vocabulary.total());
    number(out, vocabulary.len() as u64);
    let mut before = "";
    for (at, word) in vocabulary.words().iter().enumerate() {
        let shared = before.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        number(out, shared as u64);
        number(out, (word.len() - shared) as u64);
        out.extend(&word.as_bytes()[shared..]);
        number(out, u64::from(vocabulary.count(u32::try_from(at).unwrap_or(u32::MAX))));
        number(out, words.linked[at]);
        number(out, u64::from(words.usual[at].0));
        number(out, u64::from(words.usual[at].1));
        before = word;
    }
}

/// Nothing is allocated by a length that the bytes at hand cannot fill.
fn read_body(rest: &mut &[u8]) -> Option<Lexicon> {
    let mut langs = [None; 2];
    for lang in &mut langs {
        let length = usize::try_from(take(rest)?).ok()?;
        let tag = std::str::from_utf8(bytes(rest, length)?).ok()?;
        *lang = if tag.is_empty() { None } else { Some(Lang::parse(tag).ok()?) };
    }
    let mut lexicon = Lexicon { langs: langs[0].zip(langs[1]), pairs: take(rest)?, ..Lexicon::default() };
    lexicon.source = read_words(rest)?;
    lexicon.target = read_words(rest)?;
    let targets = lexicon.target.vocabulary.len() as u64;
    for _ in 0..lexicon.source.vocabulary.len() {
        let mut target = 0u64;
        for at in 0..take(rest)? {
            let step = take(rest)?;
            target = target.checked_add(step).filter(|target| *target < targets && (at == 0 || step > 0))?;
            let small = |number: u64| u32::try_from(number).ok();
            lexicon.counts.push(Count { target: small(target)?, forward: small(take(rest)?)?, backward: small(take(rest)?)? });
        }
        lexicon.ends.push(u32::try_from(lexicon.counts.len()).ok()?);
    }
    Some(lexicon)
}

fn read_words(rest: &mut &[u8]) -> Option<Words> {
    let total = take(rest)?;
    let mut words = Words::default();
    let mut word: Vec<u8> = Vec::new();
    for at in 0..take(rest)? {
        let shared = usize::try_from(take(rest)?).ok().filter(|shared| *shared <= word.len())?;
        let more = usize::try_from(take(rest)?).ok().filter(|more| shared + more <= LONGEST_WORD)?;
        word.truncate(shared);
        word.extend(bytes(rest, more)?);
        let small = |number: u64| u32::try_from(number).ok();
        let (times, linked) = (small(take(rest)?)?, take(rest)?);
        let usual = (small(take(rest)?)?, small(take(rest)?)?);
        // A word that is there twice would shift all numbers after it.
        let number = words.add(std::str::from_utf8(&word).ok()?, times, linked, usual);
        if u64::from(number) != at {
            return None;
        }
    }
    words.vocabulary.add_others(total.checked_sub(words.vocabulary.total())?);
    Some(words)
}

/// Adds a number, seven bits a byte, the lowest first.
fn number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}

fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return None;
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn bytes<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// How words are cut, shown on a sample of scripts and joints: a lexicon whose words were cut otherwise fits no text.
fn words_fingerprint() -> u64 {
    const SAMPLE: &str = "Governments' re-opening of 3,500 l’école Élysée? Straßenbahnhaltestelle «правительствами» 12% Ελλάδα: \
        وبالحكومات للمدارس שהממשלה ובבית हिन्दी में भाषाओं 北京市政府はニュースを読む 대한민국에서 ประเทศไทย გამარჯობა Հայաստանում தமிழ் ગુજરાતી";
    let mut joined = Vec::new();
    each_token(SAMPLE, |token| {
        joined.extend(token.as_bytes());
        joined.push(b' ');
    });
    checksum(&joined)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lexicon::book::tests::{PAIRS, learnt};

    fn saved() -> Vec<u8> {
        learnt(&PAIRS).to_bytes(false)
    }

    #[test]
    fn what_is_saved_comes_back() {
        for whole in [true, false] {
            let bytes = learnt(&PAIRS).to_bytes(whole);
            let loaded = Lexicon::from_bytes(&bytes, "a.lex").expect("reads its own");
            assert_eq!(loaded.langs().map(|(s, t)| (s.to_string(), t.to_string())), Some(("en".to_owned(), "de".to_owned())));
            assert_eq!(loaded.pairs(), 6);
            assert_eq!(loaded.to_bytes(whole), bytes);
            assert!(loaded.size().2 > 5, "{:?}", loaded.size());
        }
    }

    #[test]
    fn the_order_of_pairs_of_one_word_each_changes_no_byte() {
        let mut pairs = [("harbour", "Hafen"), ("bridge", "Brücke"), ("market", "Markt")];
        let bytes = learnt(&pairs).to_bytes(true);
        pairs.reverse();
        assert_eq!(learnt(&pairs).to_bytes(true), bytes);
    }

    #[test]
    fn a_cut_file_is_refused_at_every_byte() {
        let bytes = saved();
        for length in 0..bytes.len() {
            let error = Lexicon::from_bytes(&bytes[..length], "a.lex").expect_err("cut");
            match length {
                0..6 => assert!(matches!(error, LexiconError::NotOne { .. }), "{length}: {error}"),
                6..8 => assert!(matches!(error, LexiconError::Damaged { .. }), "{length}: {error}"),
                _ => assert!(matches!(error, LexiconError::Length { .. }), "{length}: {error}"),
            }
        }
        let long = [bytes.as_slice(), b"x"].concat();
        assert!(matches!(Lexicon::from_bytes(&long, "a.lex"), Err(LexiconError::Length { .. })));
    }

    #[test]
    fn a_flipped_byte_is_seen_wherever_it_is() {
        let bytes = saved();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x20;
            assert!(Lexicon::from_bytes(&damaged, "a.lex").is_err(), "byte {at}");
        }
    }

    /// The file with another body and a right checksum.
    fn sealed(body: &[u8]) -> Vec<u8> {
        [MARK.as_slice(), &[VERSION], &(body.len() as u64).to_le_bytes(), &checksum(body).to_le_bytes(), body].concat()
    }

    #[test]
    fn another_version_and_other_words_are_named() {
        let mut bytes = saved();
        bytes[8] = 9;
        let error = Lexicon::from_bytes(&bytes, "a.lex").expect_err("version");
        assert_eq!(error.to_string(), "the lexicon `a.lex` has version 9, this bilint reads version 1: learn it again with `bilint learn`");
        let mut body = saved().split_off(HEAD);
        body[0] ^= 1;
        assert!(matches!(Lexicon::from_bytes(&sealed(&body), "a.lex"), Err(LexiconError::OtherWords { .. })));
    }

    #[test]
    fn lengths_that_lie_cost_nothing() {
        let mut body = words_fingerprint().to_le_bytes().to_vec();
        for value in [0, 0, 1, 5, u64::MAX] {
            number(&mut body, value);
        }
        assert!(matches!(Lexicon::from_bytes(&sealed(&body), "a.lex"), Err(LexiconError::Damaged { .. })));
    }

    #[test]
    fn fits_its_languages_either_way_round() {
        let lexicon = learnt(&PAIRS);
        let lang = |tag| Lang::parse(tag).ok();
        let fits = |source, target| lexicon.fitting(source, target).map(|found| found.langs().map(|(from, _)| from.to_string()));
        assert_eq!(fits(lang("en-GB"), lang("de")), Some(Some("en".to_owned())));
        assert_eq!(fits(lang("de"), lang("en")), Some(Some("de".to_owned())));
        assert_eq!(fits(lang("en"), lang("fr")), None);
        assert_eq!(fits(None, None), None);
    }

    proptest! {
        #[test]
        fn no_body_panics(noise in proptest::collection::vec(any::<u8>(), 0..400), at in 0usize..500) {
            let mut body = saved().split_off(HEAD);
            let at = at.min(body.len());
            body.truncate(at);
            body.extend(noise);
            let _ = Lexicon::from_bytes(&sealed(&body), "a.lex");
        }
    }
}
