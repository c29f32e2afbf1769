//! ICU MessageFormat: messages with variables, plurals and choices, as far as a checker needs them.

use std::ops::Range;

/// Deeper nesting is no message.
const DEEPEST: usize = 12;
/// More branches than a message has.
const MOST_BRANCHES: usize = 200;

/// What is wrong with a message, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IcuError {
    /// Byte of the message.
    pub at: usize,
    pub expected: String,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as it stands, and variables that are filled in as they are.
    Text(Range<usize>),
    /// `{count, plural, one {…} other {…}}`
    Choice(Choice),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The variable that chooses.
    pub name: String,
    /// `plural`, `selectordinal` or `select`.
    pub kind: String,
    pub branches: Vec<(String, Vec<Piece>)>,
    pub span: Range<usize>,
}

/// One of the texts that a message can become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// What chooses it: `one`, `=0`, `male.other`.
    pub path: String,
    /// The last choice by number on the way, if there is one.
    pub number: Option<String>,
    /// Bytes of the message, one behind the other.
    pub pieces: Vec<Range<usize>>,
}

/// Whether a text has a choice in it.
#[must_use]
pub fn is_choice(text: &str) -> bool {
    text.contains('{')
        && ["plural", "select", "selectordinal"].iter().any(|word| {
            text.match_indices(word).any(|(at, _)| {
                let before = text[..at].trim_end();
                let after = text[at + word.len()..].trim_start();
                before.ends_with(',') && after.starts_with(',') && before[..before.len() - 1].contains('{')
            })
        })
}

/// Reads a message.
///
/// # Errors
/// When brackets do not match, a choice is malformed, or it lacks its `other`.
pub fn parse(text: &str) -> Result<Vec<Piece>, IcuError> {
    let mut parser = Parser { text, at: 0, branches: 0 };
    let pieces = parser.message(0)?;
    if parser.at < text.len() {
        return Err(parser.error("`{` before this `}`"));
    }
    Ok(pieces)
}

/// Every text that a message can become; more than a handful of choices at once are not multiplied out.
#[must_use]
pub fn branches(pieces: &[Piece]) -> Vec<Branch> {
    let mut out = vec![Branch { path: String::new(), number: None, pieces: Vec::new() }];
    for piece in pieces {
        match piece {
            Piece::Text(span) => out.iter_mut().for_each(|branch| branch.pieces.push(span.clone())),
            Piece::Choice(choice) => {
                let mut next = Vec::new();
                for before in &out {
                    for (selector, inner) in &choice.branches {
                        for rest in branches(inner) {
                            let join = |a: &str, b: &str| if a.is_empty() || b.is_empty() { format!("{a}{b}") } else { format!("{a}.{b}") };
                            let counted = choice.kind != "select";
                            let own = counted.then(|| selector.clone());
                            let mut branch = before.clone();
                            branch.path = join(&join(&branch.path, selector), &rest.path);
                            branch.number = rest.number.or(own).or(branch.number);
                            branch.pieces.extend(rest.pieces);
                            next.push(branch);
                            if next.len() >= MOST_BRANCHES {
                                return next;
                            }
                        }
                    }
                }
                out = next;
            }
        }
    }
    out
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    branches: usize,
}

impl Parser<'_> {
    fn error(&self, expected: impl Into<String>) -> IcuError {
        IcuError { at: self.at.min(self.text.len()), expected: expected.into() }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn blank(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn word(&mut self) -> &str {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}')).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Text up to the bracket that closes it, or the end.
    fn message(&mut self, depth: usize) -> Result<Vec<Piece>, IcuError> {
        if depth > DEEPEST {
            return Err(self.error(format!("at most {DEEPEST} choices within each other")));
        }
        let mut pieces = Vec::new();
        let mut from = self.at;
        while let Some(c) = self.peek() {
            match c {
                '\'' => self.quoted(),
                '}' => break,
                '{' => {
                    let open = self.at;
                    if let Some(choice) = self.argument(depth)? {
                        if open > from {
                            pieces.push(Piece::Text(from..open));
                        }
                        pieces.push(Piece::Choice(choice));
                        from = self.at;
                    }
                }
                other => self.at += other.len_utf8(),
            }
        }
        if self.at > from {
            pieces.push(Piece::Text(from..self.at));
        }
        Ok(pieces)
    }

    /// An apostrophe quotes only before a bracket; anywhere else it is one.
    fn quoted(&mut self) {
        self.at += 1;
        if self.peek().is_some_and(|c| matches!(c, '{' | '}')) {
            let rest = &self.text[self.at..];
            self.at += rest.find('\'').map_or(rest.len(), |end| end + 1);
        }
    }

    /// `{name}`, `{name, number, …}` or a choice.
    fn argument(&mut self, depth: usize) -> Result<Option<Choice>, IcuError> {
        let open = self.at;
        self.at += 1;
        self.blank();
        let name = self.word().to_owned();
        self.blank();
        match self.peek() {
            Some('}') => {
                self.at += 1;
                return Ok(None);
            }
            Some(',') => self.at += 1,
            _ => return Err(IcuError { at: open, expected: "`}` for this `{`".to_owned() }),
        }
        self.blank();
        let kind = self.word().to_owned();
        self.blank();
        if !matches!(kind.as_str(), "plural" | "select" | "selectordinal") {
            // A style: everything up to the bracket.
            let mut depth = 1;
            while let Some(c) = self.peek() {
                self.at += c.len_utf8();
                depth += i32::from(c == '{') - i32::from(c == '}');
                if depth == 0 {
                    return Ok(None);
                }
            }
            return Err(IcuError { at: open, expected: "`}` for this `{`".to_owned() });
        }
        if self.peek() != Some(',') {
            return Err(self.error(format!("`,` behind `{kind}`")));
        }
        self.at += 1;
        let mut branches: Vec<(String, Vec<Piece>)> = Vec::new();
        loop {
            self.blank();
            match self.peek() {
                Some('}') => {
                    self.at += 1;
                    break;
                }
                None => return Err(IcuError { at: open, expected: "`}` for this `{`".to_owned() }),
                Some(_) => {}
            }
            let start = self.at;
            let selector = self.word().to_owned();
            if kind != "select" && branches.is_empty() && selector.starts_with("offset:") {
                continue;
            }
            self.blank();
            if selector.is_empty() || self.peek() != Some('{') {
                self.at = start;
                return Err(self.error("a word and its text in `{}`"));
            }
            let known = matches!(selector.as_str(), "zero" | "one" | "two" | "few" | "many" | "other");
            if kind != "select" && !known && selector.strip_prefix('=').is_none_or(|number| number.parse::<i64>().is_err()) {
                self.at = start;
                return Err(self.error("zero, one, two, few, many, other or =number"));
            }
            self.branches += 1;
            if self.branches > MOST_BRANCHES {
                return Err(self.error(format!("at most {MOST_BRANCHES} branches")));
            }
            let inner = self.at;
            self.at += 1;
            let pieces = self.message(depth + 1)?;
            if self.peek() != Some('}') {
                return Err(IcuError { at: inner, expected: "`}` for this `{`".to_owned() });
            }
            self.at += 1;
            branches.push((selector, pieces));
        }
        if !branches.iter().any(|(selector, _)| selector == "other") {
            return Err(IcuError { at: open, expected: "a branch `other`".to_owned() });
        }
        Ok(Some(Choice { name, kind, branches, span: open..self.at }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(message: &str) -> Vec<(String, String)> {
        let pieces = parse(message).unwrap_or_else(|error| panic!("{error:?}"));
        let text = |branch: &Branch| branch.pieces.iter().map(|span| &message[span.clone()]).collect();
        branches(&pieces).iter().map(|branch| (branch.path.clone(), text(branch))).collect()
    }

    #[test]
    fn messages_become_their_texts() {
        assert_eq!(texts("Hi {name}, it's {n, number}"), [(String::new(), "Hi {name}, it's {n, number}".to_owned())]);
        let found = texts("{n, plural, =0{No boats} one{# boat} other{{n} boats}} here");
        let wanted = [("=0", "No boats here"), ("one", "# boat here"), ("other", "{n} boats here")];
        assert_eq!(found, wanted.map(|(path, text)| (path.to_owned(), text.to_owned())));
        let nested = texts("{g, select, male {{n, plural, one {his boat} other {his boats}}} other {boats}}");
        assert_eq!(nested[1], ("male.other".to_owned(), "his boats".to_owned()));
    }

    #[test]
    fn errors_say_where_and_what() {
        for (message, at) in [
            ("{n, plural, one {a}", 0),
            ("a {name", 2),
            ("a }", 2),
            ("{n, plural, one {a} lots {b} other {c}}", 20),
            ("{n, plural, one {a}}", 0),
        ] {
            assert_eq!(parse(message).map_err(|error| error.at), Err(at), "{message}");
        }
        assert!(parse(&"{n, select, other {".repeat(5000)).is_err());
    }

    #[test]
    fn choices_are_told_from_prose() {
        assert!(is_choice("{n, plural, other {x}}") && is_choice("{VAR_SELECT, select, a {x} other {y}}"));
        assert!(!is_choice("The {noun}, plural, is easy.") || parse("The {noun}, plural, is easy.").is_ok());
        assert!(!is_choice("Please select, then go."));
    }

    proptest! {
        #[test]
        fn never_panics(text in "[{},'a=0é ]{0,20}(plural|select)?[{},#one other]{0,40}") {
            if let Ok(pieces) = parse(&text) {
                for branch in branches(&pieces) {
                    prop_assert!(branch.pieces.iter().all(|span| text.get(span.clone()).is_some()));
                }
            }
        }
    }
}
