//! JSON lines of ready-made pairs: `source` and `target`, a `translation` object by language, or languages as names.

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::{plain, room, unit},
    tree::{Json, Member, Value},
};
use crate::model::{Document, Lang, Loaded, Many, Unit};

pub(super) struct JsonLines;

const SOURCE: &[&str] = &["source", "src", "source_text", "original", "msgid"];
const TARGET: &[&str] = &["target", "tgt", "target_text", "translated", "mt", "msgstr"];
const ID: &[&str] = &["id", "key", "segment", "segment_id", "unit"];

impl Reader for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn read(&self, text: &str, path: &str, options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut json = Json::new(text, path, "JSON lines");
        let (mut source, mut target, mut many) = (Document::default(), Document::default(), Many::default());
        let mut row = 0;
        source.blocks.reserve(room(text));
        target.blocks.reserve(room(text));
        while let Some((value, at)) = json.next()? {
            row += 1;
            let named = |asked: &Option<String>, usual: &[&str]| match asked {
                Some(name) => value.get(name),
                None => usual.iter().find_map(|name| value.get(name)),
            };
            let place = json.places.at(at);
            let id = named(&options.id_column, ID).and_then(|id| json.string(id));
            let key = id.or_else(|| named(&options.id_column, ID).map(|_| format!("line {}", place.line))).unwrap_or_default();
            let text = |value: &Value| {
                json.flow(value).map(|(flow, from)| unit(Some(flow), Some(key.clone()), Unit::default(), json.places.at(from)))
            };
            let lang = |names: &[&str]| {
                let tag = names.iter().find_map(|name| value.get(name)).and_then(|tag| json.string(tag))?;
                Lang::parse(&tag).ok()
            };
            let found = named(&options.source_column, SOURCE).and_then(text).zip(named(&options.target_column, TARGET).and_then(text));
            if let Some((from, to)) = found {
                source.declared = source.declared.or_else(|| lang(&["src_lang", "source_lang"]));
                target.declared = target.declared.or_else(|| lang(&["tgt_lang", "target_lang"]));
                source.blocks.push(plain(from));
                target.blocks.push(plain(to));
                continue;
            }
            let texts = value.get("translation").unwrap_or(&value);
            let tagged: Vec<(Lang, &Member)> = texts.members().iter().filter_map(|member| Some((tag(&member.name)?, member))).collect();
            if tagged.len() < 2 {
                return Err(json.malformed(at, "an object with `source` and `target`, or with a text for each of two languages"));
            }
            for (lang, member) in tagged {
                many.source = many.source.or(Some(lang));
                if let Some(block) = text(&member.value) {
                    many.add(lang, row, block);
                }
            }
        }
        match (source.blocks.is_empty(), many.variants.is_empty()) {
            (true, true) => Err(ReadError::Empty { path: path.to_owned() }),
            (true, false) => Ok(Loaded::Many(many)),
            _ => Ok(Loaded::Pair { source, target }),
        }
    }
}

/// A name that can only be a language tag.
fn tag(name: &str) -> Option<Lang> {
    let primary = name.split(['-', '_']).next()?;
    let known = matches!(primary.len(), 2 | 3) && name != "id" && name != "src" && name != "tgt" && name != "url";
    known.then(|| Lang::parse(name).ok()).flatten()
}
