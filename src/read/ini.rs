//! INI catalogues (Joomla and others): `KEY="text"` or `key = text`, in sections.

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::{Catalogue, program},
    flow::Flow,
    places::Places,
};
use crate::model::{Loaded, Location};

pub(super) struct Ini;

impl Reader for Ini {
    fn name(&self) -> &'static str {
        "ini"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ini", "lang"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let places = Places::new(text);
        let mut out = Catalogue::new();
        let mut section = String::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let (start, body) = (at, line.trim());
            at += line.len();
            let indent = start + line.len() - line.trim_start().len();
            if body.is_empty() || body.starts_with([';', '#']) || body.starts_with("//") {
                continue;
            }
            if let Some(name) = body.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = format!("{}.", name.trim());
                continue;
            }
            let Some((key, value)) = body.split_once('=') else {
                let Location { line, column } = places.at(indent);
                let expected = "`key = text`, a section in square brackets, or a comment".to_owned();
                return Err(ReadError::Malformed { path: path.to_owned(), format: "INI", line, column, expected });
            };
            let value = value.trim_start();
            let from = indent + body.len() - value.len();
            let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let (value, from) = quoted.map_or((value, from), |inner| (inner, from + 1));
            let mut flow = Flow::default();
            flow.push(value, from, &places);
            out.add(format!("{section}{}", key.trim()), flow, program(), places.at(from));
        }
        Ok(out.finish())
    }
}
