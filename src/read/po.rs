//! Gettext catalogues: contexts, plural forms, fuzzy marks. Obsolete entries and previous sources are left alone.

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::{Pairs, unit},
    escapes,
    flow::Flow,
    places::Places,
    plural::Rule,
};
use crate::model::{Arrange, Document, Filling, Loaded, Pairing, Plural, PluralForm, State, Unit};

pub(super) struct Po;

impl Reader for Po {
    fn name(&self) -> &'static str {
        "po"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["po", "pot"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn read(&self, text: &str, path: &str, options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut file = File { places: Places::new(text), path, pairs: Pairs::of(text), rule: None, entries: 0 };
        let mut entry = Entry::default();
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let start = offset;
            offset += line.len();
            let body = line.trim();
            if body.is_empty() {
                continue;
            }
            let at = start + line.len() - line.trim_start().len();
            if let Some(comment) = body.strip_prefix('#') {
                if comment.starts_with(['~', '|']) {
                    continue;
                }
                if entry.strings() > 0 {
                    file.close(std::mem::take(&mut entry))?;
                }
                entry.comment(comment);
                continue;
            }
            file.line(body, at, &mut entry)?;
        }
        file.close(entry)?;
        if file.entries == 0 {
            return Err(file.malformed(0, "an entry with `msgid` and `msgstr`".to_owned()));
        }
        let loaded = file.pairs.finish(path)?;
        Ok(if options.one_side { one_side(loaded) } else { loaded })
    }
}

/// A catalogue whose sources are keys, or serve as keys: its translations alone.
pub(super) fn one_side(loaded: Loaded) -> Loaded {
    let Loaded::Pair { source, target } = loaded else { return loaded };
    let named = source.blocks.into_iter().zip(target.blocks).map(|(from, mut to)| {
        let context = to.key.take().filter(|key| !key.is_empty());
        to.key = Some(context.map_or_else(|| from.text.clone(), |context| format!("{context}/{}", from.text)));
        if to.text.is_empty() { crate::model::Block { key: to.key, ..from } } else { to }
    });
    let blocks = named.collect();
    Loaded::One(Document { blocks, pairing: Pairing::Keys, declared: target.declared, notes: target.notes, ..Document::default() })
}

/// Flags of languages that mark places by per cent signs, and by braces.
const PERCENT: &[&str] = &[
    "awk",
    "boost",
    "c",
    "d",
    "elisp",
    "gcc-internal",
    "gfc-internal",
    "javascript",
    "kde",
    "kde-kuit",
    "lua",
    "objc",
    "object-pascal",
    "perl",
    "php",
    "python",
    "qt",
    "qt-plural",
    "ruby",
    "tcl",
    "ycp",
];
const BRACES: &[&str] = &["c++", "csharp", "java", "perl-brace", "python-brace", "rust", "smalltalk"];

/// How a text is filled in that has a flag such as `c-format`.
fn filling(flag: &str) -> Filling {
    match flag.trim_start_matches("possible-").strip_suffix("-format") {
        Some(language) if PERCENT.contains(&language) => Filling::Percent,
        Some(language) if BRACES.contains(&language) => Filling::Braces,
        _ => Filling::Program,
    }
}

/// Which string the next lines go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Context,
    Id,
    Plural,
    Text(usize),
}

#[derive(Debug, Default)]
struct Entry {
    parts: Vec<(Part, Flow, usize)>,
    fuzzy: bool,
    filling: Filling,
    note: String,
}

impl Entry {
    fn strings(&self) -> usize {
        self.parts.iter().filter(|(part, ..)| matches!(part, Part::Text(_))).count()
    }

    fn comment(&mut self, comment: &str) {
        if let Some(flags) = comment.strip_prefix(',') {
            for flag in flags.split(',').map(str::trim) {
                match flag {
                    "fuzzy" => self.fuzzy = true,
                    "icu-message-format" => self.filling = Filling::Icu,
                    _ if flag.ends_with("-format") && !flag.starts_with("no-") => {
                        let own = filling(flag);
                        // Two flags: either way.
                        self.filling = if [Filling::Unknown, own].contains(&self.filling) { own } else { Filling::Program };
                    }
                    _ => {}
                }
            }
        } else if let Some(note) = comment.strip_prefix('.') {
            if !self.note.is_empty() {
                self.note.push(' ');
            }
            self.note.push_str(note.trim());
        }
    }

    fn take(&mut self, wanted: Part) -> Option<(Flow, usize)> {
        let at = self.parts.iter().position(|(part, ..)| *part == wanted)?;
        let (_, flow, at) = self.parts.swap_remove(at);
        Some((flow, at))
    }
}

struct File<'t> {
    places: Places<'t>,
    path: &'t str,
    pairs: Pairs,
    rule: Option<Rule>,
    entries: usize,
}

impl File<'_> {
    fn malformed(&self, offset: usize, expected: String) -> ReadError {
        let at = self.places.at(offset);
        ReadError::Malformed { path: self.path.to_owned(), format: "PO", line: at.line, column: at.column, expected }
    }

    /// A line with a keyword and a string, or with a string that goes on.
    fn line(&mut self, body: &str, at: usize, entry: &mut Entry) -> Result<(), ReadError> {
        let quote = body.find('"').unwrap_or(body.len());
        let part = match body[..quote].trim_end() {
            "" => None,
            "msgctxt" => Some(Part::Context),
            "msgid" => Some(Part::Id),
            "msgid_plural" => Some(Part::Plural),
            "msgstr" => Some(Part::Text(0)),
            other if other == "domain" || other.starts_with("domain ") => return Ok(()),
            other => match other.strip_prefix("msgstr[").and_then(|rest| rest.strip_suffix(']')?.trim().parse().ok()) {
                Some(number) => Some(Part::Text(number)),
                None => {
                    let expected = "`msgid`, `msgstr`, a comment or a string in quotation marks".to_owned();
                    return Err(self.malformed(at, expected));
                }
            },
        };
        if matches!(part, Some(Part::Context | Part::Id)) && entry.strings() > 0 {
            self.close(std::mem::take(entry))?;
        }
        let Some(raw) = body[quote..].strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
            return Err(self.malformed(at + body.len(), "a string in quotation marks that ends on its line".to_owned()));
        };
        if let Some(part) = part {
            if let Some((_, _, first)) = entry.parts.iter().find(|(known, ..)| *known == part) {
                let line = self.places.at(*first).line;
                return Err(self.malformed(at, format!("one string of this kind an entry; the first is on line {line}")));
            }
            entry.parts.push((part, Flow::default(), at));
        }
        let Some((_, flow, _)) = entry.parts.last_mut() else {
            return Err(self.malformed(at, "`msgid` before the first string".to_owned()));
        };
        if escapes::check_c(raw).is_err() {
            return Err(self.malformed(at + quote, "escapes that C knows, and a backslash before a quotation mark".to_owned()));
        }
        flow.spell(raw, at + quote + 1, &self.places, escapes::c);
        Ok(())
    }

    /// The end of an entry.
    fn close(&mut self, mut entry: Entry) -> Result<(), ReadError> {
        let context = entry.take(Part::Context);
        let Some((id, at)) = entry.take(Part::Id) else {
            return match entry.parts.first() {
                Some((_, _, at)) => Err(self.malformed(*at, "`msgid` before this".to_owned())),
                None => Ok(()),
            };
        };
        // By custom its translation names the translators.
        if matches!(id.text.as_str(), "translator-credits" | "translator_credits" | "translation-credits") {
            self.pairs.kept += 1;
            return Ok(());
        }
        let plural = entry.take(Part::Plural);
        entry.parts.arrange_by_key(|(part, ..)| match part {
            Part::Text(number) => *number,
            _ => usize::MAX,
        });
        if entry.parts.is_empty() {
            return Err(self.malformed(at, "`msgstr` behind this `msgid`".to_owned()));
        }
        self.entries += 1;
        if id.text.is_empty() && context.is_none() {
            if let Some((_, header, _)) = entry.parts.first() {
                self.header(&header.text);
            }
            return Ok(());
        }
        let key = context.map(|(context, _)| context.text).unwrap_or_default();
        let note = Some(entry.note).filter(|note| !note.is_empty());
        let facts = Unit { filling: entry.filling, note, ..Unit::default() };
        let source = |flow: &Flow, at: usize, plural: Option<Plural>| {
            let flow = Flow { text: flow.text.clone(), anchors: flow.anchors.clone(), marks: Vec::new() };
            unit(Some(flow), Some(key.clone()), Unit { plural, ..facts.clone() }, self.places.at(at))
        };
        let of = if key.is_empty() { id.text.clone() } else { format!("{key}/{}", id.text) };
        for (part, flow, start) in entry.parts {
            let Part::Text(number) = part else { continue };
            let rule = self.rule.as_ref();
            let form = plural.as_ref().map(|_| rule.map_or(PluralForm::Other, |rule| rule.category(number)));
            let of = form.map(|form| Plural { of: of.clone(), form: Some(form), wanted: rule.map(|rule| rule.forms) });
            let singular = rule.map_or(number == 0, |rule| rule.forms > 1 && rule.singular() == number);
            let from = match plural.as_ref().filter(|_| !singular) {
                Some((plural, at)) => source(plural, *at, of.clone()),
                None => source(&id, at, of.clone()),
            };
            let state = match (flow.is_blank(), entry.fuzzy) {
                (true, _) => State::Pending,
                (_, true) => State::Draft,
                _ => State::Plain,
            };
            let facts = Unit { state, plural: of, ..facts.clone() };
            let to = unit(Some(flow), Some(key.clone()), facts, self.places.at(start));
            self.pairs.add(from, to);
        }
        Ok(())
    }

    fn header(&mut self, text: &str) {
        for line in text.lines() {
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.trim().to_ascii_lowercase().as_str() {
                "language" => self.pairs.declare(None, Some(value.trim())),
                "x-source-language" => self.pairs.declare(Some(value.trim()), None),
                "plural-forms" => self.rule = Rule::parse(value),
                _ => {}
            }
        }
    }
}
