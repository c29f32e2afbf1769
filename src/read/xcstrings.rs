//! Xcode string catalogues: every language of an application in one file, with variations by number and device.

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::{Catalogue, program},
    tree::{Json, Member, Value},
};
use crate::model::{Lang, Loaded, Many, PluralForm, State, Unit, Variant};

pub(super) struct XcStrings;

impl Reader for XcStrings {
    fn name(&self) -> &'static str {
        "xcstrings"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xcstrings"]
    }

    fn bilingual(&self) -> bool {
        true
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let mut json = Json::new(text, path, "string catalogue");
        let value = json.whole()?;
        let Some(Value::Object(texts)) = value.get("strings") else { return Err(json.malformed(0, "an object with `strings`")) };
        let own = value.get("sourceLanguage").and_then(|tag| json.string(tag)).unwrap_or_else(|| "en".to_owned());
        let mut tags: Vec<String> = vec![own.clone()];
        for member in texts {
            for localization in member.value.get("localizations").map_or(&[][..], Value::members) {
                if !tags.contains(&localization.name) {
                    tags.push(localization.name.clone());
                }
            }
        }
        let mut many = Many { source: Lang::parse(&own).ok(), ..Many::default() };
        for tag in &tags {
            let Ok(lang) = Lang::parse(tag) else { continue };
            let document = language(texts, tag, *tag == own, &json);
            let document = crate::model::Document { declared: Some(lang), ..document };
            many.variants.push(Variant { document, rows: Vec::new() });
        }
        Ok(Loaded::Many(many))
    }
}

/// The catalogue of one language. In the source language a key without a text is the text.
fn language(texts: &[Member], tag: &str, own: bool, json: &Json<'_>) -> crate::model::Document {
    let mut out = Catalogue::new();
    for member in texts {
        // Null is no text either: `false` is the only value that says so.
        let kept = member.value.get("shouldTranslate").is_some_and(|value| *value == Value::Other);
        let stale = member.value.get("extractionState").and_then(|state| json.string(state)).is_some_and(|state| state == "stale");
        if kept || (stale && member.value.get("localizations").is_none()) {
            continue;
        }
        let localizations = member.value.get("localizations");
        match localizations.and_then(|all| all.get(tag)) {
            Some(localization) => variations(localization, &member.name, Of::default(), json, &mut out),
            None if own && !member.name.trim().is_empty() => {
                let flow = json.flow_at(member.from, member.to);
                out.add(member.name.clone(), flow, program(), json.places.at(member.from));
            }
            None => {}
        }
    }
    out.document
}

/// Which of several texts for one key it is.
#[derive(Clone, Copy, Default)]
struct Of<'f> {
    form: Option<&'f str>,
    /// A language may do without it.
    optional: bool,
}

fn state(unit: &Value, json: &Json<'_>) -> State {
    match unit.get("state").and_then(|state| json.string(state)).unwrap_or_default().as_str() {
        "new" | "needs_review" => State::Draft,
        "translated" => State::Final,
        _ => State::Plain,
    }
}

fn variations(value: &Value, key: &str, of: Of<'_>, json: &Json<'_>, out: &mut Catalogue) {
    // What people may say to a phone: a language has as many ways to say it as it likes.
    if let Some(set) = value.get("stringSet") {
        let Some(Value::List(texts)) = set.get("values") else { return };
        for (number, text) in texts.iter().enumerate() {
            if let Some((flow, at)) = json.flow(text) {
                let facts = Unit { state: state(set, json), optional: number > 0, ..program() };
                out.add(format!("{key}/{number}"), flow, facts, json.places.at(at));
            }
        }
    }
    if let Some(unit) = value.get("stringUnit") {
        let Some((flow, at)) = unit.get("value").and_then(|text| json.flow(text)) else { return };
        let facts = Unit { state: state(unit, json), optional: of.optional, ..program() };
        match of.form {
            Some(form) => out.add_form(key, form, flow, facts, json.places.at(at)),
            None => out.add(key.to_owned(), flow, facts, json.places.at(at)),
        }
    }
    for kind in value.get("variations").map_or(&[][..], Value::members) {
        for variation in kind.value.members() {
            match PluralForm::parse(&variation.name).filter(|_| kind.name == "plural") {
                Some(form) => variations(&variation.value, key, Of { form: Some(form.as_str()), ..of }, json, out),
                // Where a device has no text of its own, the general one serves.
                None => {
                    let optional = of.optional || (kind.name == "device" && variation.name != "other");
                    variations(&variation.value, &format!("{key}/{}", variation.name), Of { optional, ..of }, json, out);
                }
            }
        }
    }
    for substitution in value.get("substitutions").map_or(&[][..], Value::members) {
        variations(&substitution.value, &format!("{key}/{}", substitution.name), Of::default(), json, out);
    }
}
