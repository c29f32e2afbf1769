//! Application resource bundles (Flutter): ICU messages by key, metadata beside them under `@key`.

use rustc_hash::FxHashMap;

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::Catalogue,
    tree::{Json, Value},
};
use crate::model::{Filling, Loaded, Unit};

pub(super) struct Arb;

impl Reader for Arb {
    fn name(&self) -> &'static str {
        "arb"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["arb"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut json = Json::new(text, path, "ARB");
        let value = json.whole()?;
        let Value::Object(members) = &value else { return Err(json.malformed(0, "an object of messages by key")) };
        let mut catalogue = Catalogue::new();
        let about: FxHashMap<&str, &Value> =
            members.iter().filter_map(|member| Some((member.name.strip_prefix('@')?, &member.value))).collect();
        for member in members {
            if member.name == "@@locale" {
                catalogue.declare(&json.string(&member.value).unwrap_or_default());
            }
            if member.name.starts_with('@') {
                continue;
            }
            let Some((flow, at)) = json.flow(&member.value) else { continue };
            let note = about.get(member.name.as_str()).and_then(|about| about.get("description")).and_then(|note| json.string(note));
            let unit = Unit { filling: Filling::Icu, note, ..Unit::default() };
            catalogue.add(member.name.clone(), flow, unit, json.places.at(at));
        }
        Ok(catalogue.finish())
    }
}
