//! A sentence with places for facts: English now, any language later.

/// One sentence of facts. Written with [`message!`](crate::message), it remembers its template and facts, so that a report can say it in
/// another language; made from plain text, it is English only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The English sentence.
    pub text: String,
    pub template: Option<Template>,
}

/// An English sentence with `{places}` and what goes there. The sentence is the key to its translations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub english: &'static str,
    pub facts: Vec<(&'static str, String)>,
}

impl Template {
    /// Fills the facts into a sentence: that of the template, or its translation.
    #[must_use]
    pub fn fill(&self, sentence: &str) -> String {
        let mut out = String::with_capacity(sentence.len() + 32);
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((place, after)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match self.facts.iter().find(|(name, _)| *name == place) {
                Some((_, fact)) => out.push_str(fact),
                None => {
                    out.push('{');
                    out.push_str(place);
                    out.push('}');
                }
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

impl Message {
    #[must_use]
    pub fn new(english: &'static str, facts: Vec<(&'static str, String)>) -> Self {
        let template = Template { english, facts };
        Message { text: template.fill(english), template: Some(template) }
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Message { text, template: None }
    }
}

/// A sentence without facts is its own template.
impl From<&'static str> for Message {
    fn from(text: &'static str) -> Self {
        Message::new(text, Vec::new())
    }
}

/// A message from an English sentence and its facts: `message!("Source has {from}, target has {to}", from, to = figure)`.
#[macro_export]
macro_rules! message {
    ($english:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::model::Message::new($english, vec![$((stringify!($name), $crate::message!(@fact $name $(= $value)?))),*])
    };
    (@fact $name:ident) => { $name.to_string() };
    (@fact $name:ident = $value:expr) => { ($value).to_string() };
}

#[cfg(test)]
mod tests {

    #[test]
    fn fills_its_places() {
        let from = "100";
        let message = message!("Source has {from}, target has {to}", from, to = 1000);
        assert_eq!(message.text, "Source has 100, target has 1000");
        let template = message.template.unwrap_or_else(|| panic!("a template"));
        assert_eq!(template.fill("في الترجمة {to} وفي الأصل {from}"), "في الترجمة 1000 وفي الأصل 100");
        assert_eq!(template.fill("{from} {unknown} {open"), "100 {unknown} {open");
        // A fact that looks like a place stays a fact.
        assert_eq!(message!("{a}", a = "{a}").text, "{a}");
    }
}
