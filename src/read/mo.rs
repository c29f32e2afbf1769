//! Compiled gettext catalogues. What is fuzzy or untranslated is not in them; a unit's line is its number in the table.

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::{Pairs, state, unit},
    bytes,
    flow::Flow,
    plural::Rule,
};
use crate::model::{Filling, Loaded, Location, Plural, Unit};

pub(super) struct Mo;

const MAGIC: u32 = 0x9504_12de;
/// More entries than a program has.
const MOST: usize = 4_000_000;

impl Reader for Mo {
    fn name(&self) -> &'static str {
        "mo"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["mo", "gmo"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn read(&self, _text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        Err(broken(path, "a compiled catalogue"))
    }

    fn read_bytes(&self, bytes: &[u8], path: &str, options: &ReadOptions) -> Option<Result<Loaded, ReadError>> {
        Some(read(bytes, path, options))
    }
}

fn broken(path: &str, expected: &str) -> ReadError {
    ReadError::Malformed { path: path.to_owned(), format: "MO", line: 1, column: 1, expected: expected.to_owned() }
}

/// A table of strings of a file.
struct Strings<'b> {
    bytes: &'b [u8],
    big: bool,
}

impl<'b> Strings<'b> {
    fn word(&self, at: usize) -> Option<usize> {
        let word: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        usize::try_from(if self.big { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }).ok()
    }

    fn string(&self, table: usize, number: usize) -> Option<&'b [u8]> {
        let at = table.checked_add(number.checked_mul(8)?)?;
        let (length, start) = (self.word(at)?, self.word(at.checked_add(4)?)?);
        self.bytes.get(start..start.checked_add(length)?)
    }
}

fn read(bytes: &[u8], path: &str, options: &ReadOptions) -> Result<Loaded, ReadError> {
    let magic = bytes.get(..4).and_then(|word| word.try_into().ok()).map_or(0, u32::from_le_bytes);
    if magic != MAGIC && magic.swap_bytes() != MAGIC {
        return Err(broken(path, "the magic number of a compiled catalogue"));
    }
    let strings = Strings { bytes, big: magic != MAGIC };
    let tables = strings.word(8).zip(strings.word(12)).zip(strings.word(16));
    let Some(((count, sources), targets)) = tables.filter(|((count, _), _)| *count <= MOST) else {
        return Err(broken(path, "a table of strings within the file"));
    };
    let mut pairs = Pairs::default();
    let mut rule = None;
    let mut label = options.encoding.clone();
    for number in 0..count {
        let sides = strings.string(sources, number).zip(strings.string(targets, number));
        let Some((source, target)) = sides else { return Err(broken(path, &format!("string {} within the file", number + 1))) };
        if source.is_empty() {
            let header = String::from_utf8_lossy(target);
            label = label.or_else(|| bytes::declared(target));
            rule = header.lines().find_map(|line| Rule::parse(line.strip_prefix("Plural-Forms:")?));
            pairs.declare(None, header.lines().find_map(|line| line.strip_prefix("Language:")).map(str::trim));
            continue;
        }
        let text = |bytes: &[u8]| bytes::decode(bytes.to_vec(), label.as_deref(), path).map(|decoded| decoded.text);
        let (source, target) = (text(source)?, text(target)?);
        let (key, source) = source.split_once('\u{4}').unwrap_or(("", &source));
        let ids: Vec<&str> = source.split('\0').collect();
        let at = Location { line: u32::try_from(number + 1).unwrap_or(u32::MAX), column: 1 };
        for (form, answer) in target.split('\0').enumerate() {
            let singular = rule.as_ref().map_or(form == 0, |rule: &Rule| rule.forms > 1 && rule.singular() == form);
            let id = ids.get(usize::from(!singular)).or(ids.first()).copied().unwrap_or_default();
            let plural = (ids.len() > 1).then(|| Plural {
                of: format!("{key}/{}", ids[0]),
                form: rule.as_ref().map(|rule| rule.category(form)),
                wanted: rule.as_ref().map(|rule| rule.forms),
            });
            let flow = |text: &str| {
                let mut flow = Flow::default();
                flow.put(text, at);
                flow
            };
            let facts = Unit { plural, filling: Filling::Program, ..Unit::default() };
            let answer = flow(answer);
            let to = Unit { state: state(Some(&answer)), ..facts.clone() };
            pairs.add(unit(Some(flow(id)), Some(key.to_owned()), facts, at), unit(Some(answer), Some(key.to_owned()), to, at));
        }
    }
    pairs.finish(path)
}
