//! YAML catalogues: texts by path. A language as the one key at the top, as in Rails, is the file's language.

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::{Catalogue, program},
    flow::Flow,
    places::Places,
    scalar,
};
use crate::model::{Lang, Loaded, PluralForm};

pub(super) struct Yaml;

/// Deeper nesting is no catalogue but an attack.
const DEEPEST: usize = 128;

impl Reader for Yaml {
    fn name(&self) -> &'static str {
        "yaml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["yml", "yaml"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let places = Places::new(text);
        let malformed = |line: usize, column: usize, expected: String| ReadError::Malformed {
            path: path.to_owned(),
            format: "YAML",
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            expected,
        };
        let mut bytes = Bytes { text, index: 0, at: 0 };
        let mut open: Vec<Level> = Vec::new();
        let mut texts: Vec<Text> = Vec::new();
        for event in Parser::new_from_str(text) {
            let (event, span) = event
                .map_err(|error| malformed(error.marker().line(), error.marker().col(), format!("well-formed YAML; {}", error.info())))?;
            match event {
                Event::MappingStart(..) | Event::SequenceStart(..) => {
                    if open.len() >= DEEPEST {
                        return Err(malformed(span.start.line(), span.start.col(), format!("at most {DEEPEST} nested values")));
                    }
                    let sequence = matches!(event, Event::SequenceStart(..));
                    let name = open.last_mut().and_then(Level::name);
                    open.push(Level { name, sequence, count: 0, key: None });
                }
                Event::MappingEnd | Event::SequenceEnd => drop(open.pop()),
                Event::Scalar(value, style, ..) => {
                    let Some(level) = open.last_mut() else { continue };
                    if !level.sequence && level.key.is_none() {
                        level.key = Some(value.into_owned());
                        continue;
                    }
                    let Some(name) = level.name() else { continue };
                    let (from, to) = (bytes.find(span.start.index()), bytes.find(span.end.index()));
                    if style == ScalarStyle::Plain && is_setting(&value) {
                        continue;
                    }
                    let above = open.iter().filter_map(|level| level.name.clone());
                    let path: Vec<String> = above.chain(std::iter::once(name)).collect();
                    let mut flow = Flow::default();
                    match scalar::pieces(&value, text.get(from..to).unwrap_or_default(), style, span.start.col()) {
                        Some(pieces) => pieces.iter().for_each(|(piece, at)| flow.push(piece, from + at, &places)),
                        None => flow.put(&value, places.at(from)),
                    }
                    texts.push(Text { path, flow, from });
                }
                // What an alias stands for was read where it was named.
                Event::Alias(_) => drop(open.last_mut().and_then(Level::name)),
                _ => {}
            }
        }
        Ok(catalogue(texts, &places).finish())
    }
}

/// A mapping or sequence that is open.
struct Level {
    /// What it is called in the one around it.
    name: Option<String>,
    sequence: bool,
    count: usize,
    /// The key whose value comes next.
    key: Option<String>,
}

impl Level {
    /// What the value that comes is called.
    fn name(&mut self) -> Option<String> {
        if self.sequence {
            self.count += 1;
            return Some((self.count - 1).to_string());
        }
        self.key.take()
    }
}

struct Text {
    path: Vec<String>,
    flow: Flow,
    from: usize,
}

fn catalogue(texts: Vec<Text>, places: &Places<'_>) -> Catalogue {
    let mut out = Catalogue::new();
    let root = texts.first().and_then(|text| text.path.first()).cloned().unwrap_or_default();
    let single = texts.iter().all(|text| text.path.len() > 1 && text.path[0] == root);
    let lang = Lang::parse(&root).ok().filter(|_| single && root.split(['-', '_']).next().is_some_and(|tag| tag.len() <= 3));
    out.document.declared = lang;
    let skip = usize::from(lang.is_some());
    // Mappings whose every key is a plural category.
    let others: std::collections::BTreeSet<String> = texts
        .iter()
        .filter(|text| text.path.last().is_some_and(|name| name == "other"))
        .map(|text| text.path[..text.path.len() - 1].join("."))
        .collect();
    for Text { mut path, flow, from } in texts {
        let at = places.at(from);
        let last = path.last().cloned().unwrap_or_default();
        let parent = path[..path.len() - 1].join(".");
        path.drain(..skip);
        if PluralForm::parse(&last).is_some() && others.contains(&parent) {
            path.pop();
            out.add_form(&path.join("."), &last, flow, program(), at);
        } else {
            out.add(path.join("."), flow, program(), at);
        }
    }
    out
}

/// Numbers, truth values, nothing, and Ruby's symbols: no texts.
fn is_setting(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    matches!(lower.as_str(), "" | "~" | "null" | "true" | "false" | "yes" | "no" | "on" | "off")
        || value.parse::<f64>().is_ok()
        || value.strip_prefix(':').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
}

/// Characters → bytes, forwards.
struct Bytes<'t> {
    text: &'t str,
    index: usize,
    at: usize,
}

impl Bytes<'_> {
    fn find(&mut self, index: usize) -> usize {
        if index < self.index {
            (self.index, self.at) = (0, 0);
        }
        let ahead = index - self.index;
        let rest = &self.text[self.at..];
        self.at += rest.char_indices().nth(ahead).map_or(rest.len(), |(at, _)| at);
        self.index = index;
        self.at
    }
}
