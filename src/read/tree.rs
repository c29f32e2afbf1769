//! JSON with places: values in the order of the file, each with the bytes it is written in. Comments and trailing commas,
//! which people write into catalogues, are passed over.

use super::{
    ReadError,
    escapes::{self, unicode},
    flow::Flow,
    places::Places,
};
use crate::model::Location;

/// Deeper nesting is no catalogue but an attack.
const DEEPEST: usize = 128;

/// A value; strings by the bytes between their quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text {
        from: usize,
        to: usize,
    },
    /// A number, `true`, `false`, `null`.
    Other,
    List(Vec<Value>),
    Object(Vec<Member>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub name: String,
    /// Bytes of the name between its quotation marks.
    pub from: usize,
    pub to: usize,
    pub value: Value,
}

impl Value {
    /// The member called `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Object(members) => members.iter().find(|member| member.name == name).map(|member| &member.value),
            _ => None,
        }
    }

    pub fn members(&self) -> &[Member] {
        match self {
            Value::Object(members) => members,
            _ => &[],
        }
    }
}

pub(super) struct Json<'t> {
    text: &'t str,
    path: &'t str,
    format: &'static str,
    at: usize,
    pub places: Places<'t>,
}

impl<'t> Json<'t> {
    pub fn new(text: &'t str, path: &'t str, format: &'static str) -> Self {
        Json { text, path, format, at: 0, places: Places::new(text) }
    }

    pub fn malformed(&self, offset: usize, expected: impl Into<String>) -> ReadError {
        let Location { line, column } = self.places.at(offset);
        ReadError::Malformed { path: self.path.to_owned(), format: self.format, line, column, expected: expected.into() }
    }

    /// The one value of the file.
    pub fn whole(&mut self) -> Result<Value, ReadError> {
        let value = self.value(0)?;
        self.blank()?;
        if self.at < self.text.len() {
            return Err(self.malformed(self.at, "nothing behind the value"));
        }
        Ok(value)
    }

    /// The next of many values, one a line; `None` at the end.
    pub fn next(&mut self) -> Result<Option<(Value, usize)>, ReadError> {
        self.blank()?;
        if self.at >= self.text.len() {
            return Ok(None);
        }
        let at = self.at;
        Ok(Some((self.value(0)?, at)))
    }

    /// Bytes of the file.
    pub fn raw(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The text of a string.
    pub fn string(&self, value: &Value) -> Option<String> {
        match value {
            Value::Text { from, to } => Some(escapes::text(&self.text[*from..*to], unicode)),
            _ => None,
        }
    }

    /// The text of a string with its places.
    pub fn flow(&self, value: &Value) -> Option<(Flow, usize)> {
        let Value::Text { from, to } = value else { return None };
        Some((self.flow_at(*from, *to), *from))
    }

    pub fn flow_at(&self, from: usize, to: usize) -> Flow {
        Flow::of_string(&self.text[from..to], from, &self.places)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) -> Result<(), ReadError> {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start().len();
            let rest = &self.text[self.at..];
            if rest.starts_with("//") {
                self.at += memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            } else if let Some(inner) = rest.strip_prefix("/*") {
                let Some(end) = memchr::memmem::find(inner.as_bytes(), b"*/") else {
                    return Err(self.malformed(self.at, "`*/` for the comment that opens here"));
                };
                self.at += end + 4;
            } else {
                return Ok(());
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, ReadError> {
        self.blank()?;
        if depth > DEEPEST {
            return Err(self.malformed(self.at, format!("at most {DEEPEST} nested values")));
        }
        match self.peek() {
            Some(b'"') => {
                let (from, to) = self.quoted()?;
                Ok(Value::Text { from, to })
            }
            Some(b'{') => {
                let members = self.list(b'}', |json| {
                    if json.peek() != Some(b'"') {
                        return Err(json.malformed(json.at, "a name in quotation marks, or `}`"));
                    }
                    let (from, to) = json.quoted()?;
                    json.blank()?;
                    if json.peek() != Some(b':') {
                        return Err(json.malformed(json.at, "`:` behind the name"));
                    }
                    json.at += 1;
                    let value = json.value(depth + 1)?;
                    Ok(Member { name: escapes::text(&json.text[from..to], unicode), from, to, value })
                })?;
                Ok(Value::Object(members))
            }
            Some(b'[') => Ok(Value::List(self.list(b']', |json| json.value(depth + 1))?)),
            Some(_) => {
                let rest = &self.text[self.at..];
                let word = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'))).unwrap_or(rest.len());
                let known = matches!(&rest[..word], "true" | "false" | "null") || rest[..word].parse::<f64>().is_ok();
                if !known {
                    return Err(self.malformed(self.at, "a value: text in quotation marks, a number, `{` or `[`"));
                }
                self.at += word;
                Ok(Value::Other)
            }
            None => Err(self.malformed(self.at, "a value before the end of the file")),
        }
    }

    /// What stands between an opening bracket and its end.
    fn list<T>(&mut self, end: u8, mut item: impl FnMut(&mut Self) -> Result<T, ReadError>) -> Result<Vec<T>, ReadError> {
        let open = self.at;
        self.at += 1;
        let mut out = Vec::new();
        loop {
            self.blank()?;
            match self.peek() {
                Some(byte) if byte == end => {
                    self.at += 1;
                    return Ok(out);
                }
                None => {
                    let line = self.places.at(open).line;
                    return Err(self.malformed(self.at, format!("`{}` for the bracket opened on line {line}", char::from(end))));
                }
                Some(_) => out.push(item(self)?),
            }
            self.blank()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(byte) if byte == end => {}
                None => {}
                Some(_) => return Err(self.malformed(self.at, format!("`,` or `{}`", char::from(end)))),
            }
        }
    }

    /// Bytes of a string between its quotation marks.
    fn quoted(&mut self) -> Result<(usize, usize), ReadError> {
        let open = self.at;
        let mut at = open + 1;
        loop {
            let rest = self.text.as_bytes().get(at..).unwrap_or_default();
            match memchr::memchr3(b'"', b'\\', b'\n', rest).map(|next| (at + next, rest[next])) {
                Some((end, b'"')) => {
                    self.at = end + 1;
                    return Ok((open + 1, end));
                }
                Some((escape, b'\\')) if escape + 1 < self.text.len() => {
                    at = escape + 1 + self.text[escape + 1..].chars().next().map_or(1, char::len_utf8);
                }
                _ => return Err(self.malformed(open, "a closing quotation mark for the one here, on its line")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_know_their_places() {
        let text = "{\n  \"a\": [\"x\\ny\", 1], // note\n  \"b\": {},\n}\n";
        let mut json = Json::new(text, "a.json", "JSON");
        let value = json.whole().unwrap_or_else(|error| panic!("{error}"));
        let Some(Value::List(items)) = value.get("a") else { panic!("{value:?}") };
        assert_eq!(json.string(&items[0]).as_deref(), Some("x\ny"));
        assert_eq!(json.flow(&items[0]).map(|(_, at)| json.places.at(at)), Some(Location { line: 2, column: 10 }));
        let error = Json::new("{\"a\": tru}", "a.json", "JSON").whole().map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.contains("line 1, column 7")));
        assert!(Json::new(&"[".repeat(100_000), "a.json", "JSON").whole().is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in "[\\[\\]{}\",:\\\\/*a1u\\né -]{0,60}") {
            let _ = Json::new(&text, "a.json", "JSON").whole();
        }
    }
}
