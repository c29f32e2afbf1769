//! PHP catalogues (Laravel and others): nested arrays of texts, and `$lang['key'] = 'text';`. Code is not run: only strings,
//! arrows and brackets are looked at.

use super::{
    ReadError, ReadOptions, Reader,
    catalogue::{Catalogue, program},
    escapes::{self, Decode},
    flow::Flow,
    places::Places,
};
use crate::model::{Loaded, Location};

pub(super) struct Php;

/// Deeper nesting is no catalogue but an attack.
const DEEPEST: usize = 64;

impl Reader for Php {
    fn name(&self) -> &'static str {
        "php"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["php"]
    }

    fn read(&self, text: &str, path: &str, _options: &ReadOptions) -> Result<Loaded, ReadError> {
        let places = Places::new(text);
        let malformed = |offset: usize, expected: String| {
            let Location { line, column } = places.at(offset);
            ReadError::Malformed { path: path.to_owned(), format: "PHP", line, column, expected }
        };
        let mut scanner = Scanner { text, at: 0 };
        let mut out = Catalogue::new();
        // Names of the arrays that are open, and how many unnamed items each has had.
        let mut open: Vec<(String, usize)> = Vec::new();
        let mut held: Option<(usize, usize, char)> = None;
        let mut key: Option<String> = None;
        let mut index: Option<String> = None;
        loop {
            let token = scanner.next().map_err(|at| malformed(at, "a closing quotation mark for the one here".to_owned()))?;
            let name = |open: &mut Vec<(String, usize)>, key: &mut Option<String>| {
                key.take().unwrap_or_else(|| {
                    open.last_mut().map_or_else(String::new, |(_, count)| {
                        *count += 1;
                        (*count - 1).to_string()
                    })
                })
            };
            let below = |open: &[(String, usize)], name: &str| {
                let parts = open.iter().map(|(name, _)| name.as_str()).chain([name]);
                parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
            };
            let ends = matches!(token, Token::Comma | Token::Close | Token::Semicolon | Token::End);
            if let Some((from, to, quote)) = held.take_if(|_| ends)
                && (!open.is_empty() || key.is_some())
            {
                let name = name(&mut open, &mut key);
                let raw = &text[from..to];
                let mut flow = Flow::default();
                flow.spell(raw, from, &places, decoder(quote));
                out.add(below(&open, &name), flow, program(), places.at(from));
            }
            match token {
                Token::Text(from, to, quote) => held = Some((from, to, quote)),
                Token::Arrow => key = held.take().map(|(from, to, quote)| escapes::text(&text[from..to], decoder(quote))),
                Token::Index => index = held.take().map(|(from, to, quote)| escapes::text(&text[from..to], decoder(quote))),
                Token::Assign => key = index.take(),
                Token::Open => {
                    if open.len() >= DEEPEST {
                        return Err(malformed(scanner.at, format!("at most {DEEPEST} nested arrays")));
                    }
                    held = None;
                    let name = if open.is_empty() && key.is_none() { String::new() } else { name(&mut open, &mut key) };
                    open.push((name, 0));
                }
                Token::Close => drop(open.pop()),
                Token::Semicolon => (key, index) = (None, None),
                Token::Comma | Token::Other => {}
                Token::End => return Ok(out.finish()),
            }
        }
    }
}

fn decoder(quote: char) -> Decode {
    if quote == '"' { escapes::php_double } else { escapes::php_single }
}

enum Token {
    Text(usize, usize, char),
    Arrow,
    Assign,
    /// `]` behind the key of an assignment.
    Index,
    Open,
    Close,
    Comma,
    Semicolon,
    Other,
    End,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn next(&mut self) -> Result<Token, usize> {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        let Some(c) = trimmed.chars().next() else { return Ok(Token::End) };
        let start = self.at;
        self.at += c.len_utf8();
        let tail = &self.text[self.at..];
        Ok(match c {
            '\'' | '"' => {
                let mut escaped = false;
                for (at, next) in tail.char_indices() {
                    match next {
                        _ if escaped => escaped = false,
                        '\\' => escaped = true,
                        next if next == c => {
                            let to = self.at + at;
                            self.at = to + 1;
                            return Ok(Token::Text(start + 1, to, c));
                        }
                        _ => {}
                    }
                }
                return Err(start);
            }
            '#' => self.line(),
            '/' if tail.starts_with('/') => self.line(),
            '/' if tail.starts_with('*') => {
                self.at += tail.find("*/").map_or(tail.len(), |end| end + 2);
                Token::Other
            }
            '=' if tail.starts_with('>') => {
                self.at += 1;
                Token::Arrow
            }
            '=' => Token::Assign,
            // `$lang['key']`: the bracket of an index, not of an array.
            '[' if self.text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ']')) => Token::Other,
            '[' | '(' => Token::Open,
            ']' if tail.trim_start().starts_with('=') && !tail.trim_start().starts_with("=>") => Token::Index,
            ']' | ')' => Token::Close,
            ',' => Token::Comma,
            ';' => Token::Semicolon,
            _ => Token::Other,
        })
    }

    fn line(&mut self) -> Token {
        let tail = &self.text[self.at..];
        self.at += tail.find('\n').unwrap_or(tail.len());
        Token::Other
    }
}
