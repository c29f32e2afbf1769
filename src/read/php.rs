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
        let mut scanner = Scanner { text, at: 0, unclosed: false };
        let mut out = Catalogue::new();
        // Names of the arrays that are open, and how many unnamed items each has had.
        let mut open: Vec<(String, usize)> = Vec::new();
        // The text at hand, in pieces where several are joined.
        let mut held: Vec<(usize, usize, char)> = Vec::new();
        let mut joined = false;
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
            let pieces = if ends { std::mem::take(&mut held) } else { Vec::new() };
            if let Some((first, ..)) = pieces.first()
                && (!open.is_empty() || key.is_some())
            {
                let name = name(&mut open, &mut key);
                let mut flow = Flow::default();
                pieces.iter().for_each(|(from, to, quote)| flow.spell(&text[*from..*to], *from, &places, decoder(*quote)));
                out.add(below(&open, &name), flow, program(), places.at(*first));
            }
            let spelt = |held: &mut Vec<(usize, usize, char)>| -> Option<String> {
                let pieces = std::mem::take(held);
                let text = pieces.iter().map(|(from, to, quote)| escapes::text(&text[*from..*to], decoder(*quote))).collect();
                (!pieces.is_empty()).then_some(text)
            };
            match token {
                Token::Text(from, to, quote) => {
                    if !std::mem::take(&mut joined) {
                        held.clear();
                    }
                    held.push((from, to, quote));
                }
                Token::Join => joined = !held.is_empty(),
                Token::Arrow => key = spelt(&mut held),
                Token::Index => index = spelt(&mut held),
                Token::Assign => key = index.take(),
                Token::Open => {
                    if open.len() >= DEEPEST {
                        return Err(malformed(scanner.at, format!("at most {DEEPEST} nested arrays")));
                    }
                    held.clear();
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
    /// The dot between two texts.
    Join,
    Semicolon,
    Other,
    End,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// A text `<<<NAME` has no end: no other is looked for.
    unclosed: bool,
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
            '<' if tail.starts_with("<<") => match self.document(start) {
                Some((from, to, quote)) => Token::Text(from, to, quote),
                None => Token::Other,
            },
            '.' => Token::Join,
            ',' => Token::Comma,
            ';' => Token::Semicolon,
            _ => Token::Other,
        })
    }

    /// A text between `<<<NAME` and a line that begins with the name.
    fn document(&mut self, start: usize) -> Option<(usize, usize, char)> {
        let (head, _) = self.text[start + 3..].split_once('\n').filter(|_| !self.unclosed)?;
        let bare = head.trim();
        let quote = if bare.starts_with('\'') { '\'' } else { '"' };
        let name = bare.trim_matches(['\'', '"']);
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let from = start + 3 + head.len() + 1;
        let mut at = from;
        for line in self.text[from..].split_inclusive('\n') {
            let body = line.trim_start();
            let ended = body.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
            if ended {
                self.at = at + line.len() - body.len() + name.len();
                // The line break before the name is none of the text.
                return Some((from, (at - 1).max(from), quote));
            }
            at += line.len();
        }
        self.unclosed = true;
        None
    }

    fn line(&mut self) -> Token {
        let tail = &self.text[self.at..];
        self.at += tail.find('\n').unwrap_or(tail.len());
        Token::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_joined_and_may_run_over_lines() {
        let text = "<?php return [\n'a' => 'Old ' . \"pier\\n\" . 'open',\n'b' => <<<EOT\n  It's \"late\" EOTX\n  now\n  EOT,\n'c' => <<<'X'\nRaw\nX\n, 'd' => 1 . 'one', 'e' => 'E'];";
        let Ok(Loaded::One(document)) = Php.read(text, "a.php", &ReadOptions::default()) else { panic!("read") };
        let all: Vec<(&str, &str)> =
            document.blocks.iter().map(|block| (block.key.as_deref().unwrap_or_default(), block.text.as_str())).collect();
        assert_eq!(all, [("a", "Old pier\nopen"), ("b", "It's \"late\" EOTX\n  now"), ("c", "Raw"), ("d", "one"), ("e", "E")]);
        assert_eq!(document.blocks[1].anchors[0].at, Location { line: 4, column: 3 });
    }
}
