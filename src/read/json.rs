//! JSON catalogues: nested texts by path (i18next, vue-i18n, next-intl…), Chrome's messages, and Nextcloud's tables, whose
//! keys are the source texts.

use rustc_hash::FxHashSet;

use super::{
    ReadError, ReadOptions, Reader,
    bilingual::{Pairs, state, unit},
    catalogue::{Catalogue, program},
    flow::Flow,
    plural::Rule,
    tree::{Json, Member, Value},
};
use crate::model::{Filling, Loaded, Location, Plural, PluralForm, Unit};

pub(super) struct JsonCatalogue;

impl Reader for JsonCatalogue {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "json5"]
    }

    fn bilingual_head(&self, head: &str) -> bool {
        let rest = head.trim_start().strip_prefix('{').map(str::trim_start).unwrap_or_default();
        rest.starts_with("\"translations\"")
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut json = Json::new(text, path, "JSON");
        let value = json.whole()?;
        let Value::Object(members) = &value else {
            if let Value::List(_) = &value {
                let mut catalogue = Catalogue::new();
                nested(&value, "", &json, &mut catalogue);
                return Ok(catalogue.finish());
            }
            return Err(json.malformed(0, "an object of texts by key"));
        };
        if let Some(Value::Object(texts)) = value.get("translations")
            && value.members().iter().any(|member| member.name.to_lowercase().starts_with("plural"))
        {
            return by_source(texts, &value, &json, path);
        }
        let mut catalogue = Catalogue::new();
        let chrome = !members.is_empty() && members.iter().all(|member| matches!(member.value.get("message"), Some(Value::Text { .. })));
        if chrome {
            for member in members {
                let Some((flow, at)) = member.value.get("message").and_then(|value| json.flow(value)) else { continue };
                let note = member.value.get("description").and_then(|note| json.string(note));
                catalogue.add(member.name.clone(), flow, Unit { note, ..program() }, json.places.at(at));
            }
        } else {
            nested(&value, "", &json, &mut catalogue);
        }
        Ok(catalogue.finish())
    }
}

/// Texts by path, in the order of the file. The forms of a number are recognised by their names.
pub(super) fn nested(value: &Value, path: &str, json: &Json<'_>, out: &mut Catalogue) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Text { .. } => {
            if let Some((flow, at)) = json.flow(value) {
                out.add(path.to_owned(), flow, program(), json.places.at(at));
            }
        }
        Value::Other => {}
        Value::List(items) => items.iter().enumerate().for_each(|(at, item)| nested(item, &below(&at.to_string()), json, out)),
        Value::Object(members) => {
            let forms = members.iter().all(|member| PluralForm::parse(&member.name).is_some()) && value.get("other").is_some();
            let names: FxHashSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
            for member in members {
                let text = json.flow(&member.value);
                // Languages have other forms for 1st and 2nd than for one and two; all have the general one.
                let ordinal = member.name.rsplit_once("_ordinal_").and_then(|(_, form)| PluralForm::parse(form));
                if let (Some((flow, at)), Some(form)) = (json.flow(&member.value), ordinal) {
                    let facts = Unit { optional: form != PluralForm::Other, ..program() };
                    out.add(below(&member.name), flow, facts, json.places.at(at));
                    continue;
                }
                match (text, form(&member.name, &names)) {
                    (Some((flow, at)), _) if forms => out.add_form(path, &member.name, flow, program(), json.places.at(at)),
                    (Some((flow, at)), Some((base, form))) => out.add_form(&below(base), form, flow, program(), json.places.at(at)),
                    _ => nested(&member.value, &below(&member.name), json, out),
                }
            }
        }
    }
}

/// i18next: `key_one` beside `key_other`, or `key` beside `key_plural`.
fn form<'m>(name: &'m str, siblings: &FxHashSet<&str>) -> Option<(&'m str, &'static str)> {
    let has = |wanted: &str| siblings.contains(wanted);
    if let Some((base, form)) = name.rsplit_once('_')
        && let Some(form) = PluralForm::parse(form)
        && has(&format!("{base}_other"))
    {
        return Some((base, form.as_str()));
    }
    if let Some(base) = name.strip_suffix("_plural").filter(|base| has(base)) {
        return Some((base, "other"));
    }
    has(&format!("{name}_plural")).then_some((name, "one"))
}

/// Source texts as keys, translations as values; for numbers `_one_::_many_` and a list.
fn by_source(texts: &[Member], whole: &Value, json: &Json<'_>, path: &str) -> Result<Loaded, ReadError> {
    let rule = whole.get("pluralForm").and_then(|rule| json.string(rule)).and_then(|rule| Rule::parse(&rule));
    let mut pairs = Pairs::default();
    for member in texts {
        let at = json.places.at(member.from);
        let source = json.flow_at(member.from, member.to);
        match &member.value {
            Value::Text { from, to } => {
                let target = json.flow_at(*from, *to);
                add(&mut pairs, &member.name, (source, at), (target, json.places.at(*from)), program());
            }
            Value::List(items) => {
                let ids = json_forms(json, member);
                for (number, item) in items.iter().enumerate() {
                    let Value::Text { from, to } = item else { continue };
                    let singular = rule.as_ref().map_or(number == 0, |rule| rule.forms > 1 && rule.singular() == number);
                    let (start, end) = ids.get(usize::from(!singular)).or(ids.first()).copied().unwrap_or((member.from, member.to));
                    let form = Some(rule.as_ref().map_or(PluralForm::Other, |rule| rule.category(number)));
                    let plural = Some(Plural { of: member.name.clone(), form, wanted: rule.as_ref().map(|rule| rule.forms) });
                    let id = (json.flow_at(start, end), json.places.at(start));
                    let target = (json.flow_at(*from, *to), json.places.at(*from));
                    add(&mut pairs, &member.name, id, target, Unit { plural, ..program() });
                }
            }
            _ => {}
        }
    }
    pairs.finish(path)
}

/// Bytes of the singular and the plural in `_%n boat_::_%n boats_`.
fn json_forms(json: &Json<'_>, member: &Member) -> Vec<(usize, usize)> {
    let raw = json.raw(member.from, member.to);
    let Some(middle) = raw.find("_::_").filter(|_| raw.starts_with('_') && raw.ends_with('_')) else { return Vec::new() };
    if middle == 0 || middle + 5 > raw.len() {
        return Vec::new();
    }
    vec![(member.from + 1, member.from + middle), (member.from + middle + 4, member.to - 1)]
}

fn add(pairs: &mut Pairs, key: &str, source: (Flow, Location), target: (Flow, Location), facts: Unit) {
    let state = state(Some(&target.0));
    let facts = Unit { filling: Filling::Program, ..facts };
    let from = unit(Some(source.0), Some(key.to_owned()), facts.clone(), source.1);
    pairs.add(from, unit(Some(target.0), Some(key.to_owned()), Unit { state, ..facts }, target.1));
}
