//! A listing of code as lines of tokens, in whatever language it is written: what a translator may change (comments, texts in
//! quotation marks, names to be filled in) apart from what is typed as it stands.

/// What a token is to somebody who copies the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Word,
    /// A word that holds a digit: `8080`, `v1.2`, `x86_64`.
    Figure,
    /// `-l`, `--list`.
    Switch,
    /// In quotation marks.
    Quoted,
    /// To be filled in: `<your name>`.
    Slot,
    Sign,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    pub kind: Kind,
    pub text: &'t str,
    /// Byte of the line where it begins.
    pub at: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line<'t> {
    pub text: &'t str,
    pub tokens: Vec<Token<'t>>,
}

/// A listing, cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing<'t> {
    /// The language that is named where the listing begins: `bash`.
    pub language: &'t str,
    /// All lines of the text that was given, also those without tokens.
    pub lines: Vec<Line<'t>>,
}

/// Comments and texts that may go on over lines, and how they end.
const LONG: &[(&str, &str)] = &[("/*", "*/"), ("<!--", "-->"), ("\"\"\"", "\"\"\""), ("'''", "'''")];
/// Marks that fence a listing in a light markup.
const FENCES: &[&str] = &["```", "~~~", "----", "....", ".. "];

impl<'t> Listing<'t> {
    /// Cuts a listing with the marks that fence it.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut listing = Listing::default();
        let mut until: Option<&str> = None;
        let mut options = false;
        for (number, line) in text.lines().enumerate() {
            let body = line.trim();
            let fence = FENCES.iter().find(|fence| body.starts_with(**fence));
            if number == 0
                && let Some(fence) = fence
            {
                let named = body.rsplit_once("::").filter(|_| *fence == ".. ").map_or(&body[fence.len()..], |(_, name)| name);
                let name = named.trim_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '~' | '{' | '.' | '-'));
                listing.language = name.split(|c: char| c.is_whitespace() || matches!(c, '{' | ',' | '}' | ':')).next().unwrap_or("");
                options = *fence == ".. ";
                listing.lines.push(Line { text: line, tokens: Vec::new() });
                continue;
            }
            // `:caption: Harbour lights` under a directive.
            options = options && body.starts_with(':');
            let bare = options || (fence.is_some() && body.chars().all(|c| body.starts_with(c)));
            let tokens = if bare { Vec::new() } else { tokens(line, &mut until) };
            listing.lines.push(Line { text: line, tokens });
        }
        listing
    }
}

/// The tokens of a line; `until` is how a comment ends that began before.
fn tokens<'t>(line: &'t str, until: &mut Option<&'static str>) -> Vec<Token<'t>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        if let Some(end) = *until {
            let Some(found) = rest.find(end) else { break };
            at += found + end.len();
            *until = None;
            continue;
        }
        if c.is_whitespace() || is_direction(c) {
            at += c.len_utf8();
            continue;
        }
        let before = line[..at].chars().next_back();
        let free = before.is_none_or(|c| c.is_whitespace() || matches!(c, '{' | '(' | ';' | ',' | '=' | '>'));
        if let Some((start, end)) = LONG.iter().find(|(start, _)| free && rest.starts_with(start)) {
            *until = Some(end);
            at += start.len();
            continue;
        }
        if is_remark(rest, before) {
            break;
        }
        let (kind, length) = token(rest, c, before);
        out.push(Token { kind, text: &rest[..length], at });
        at += length;
    }
    out
}

/// Whether the rest of a line is a comment.
fn is_remark(rest: &str, before: Option<char>) -> bool {
    let apart = before.is_none_or(char::is_whitespace);
    let follows = |mark: &str| rest.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    let slashes = rest.starts_with("//") && before.is_none_or(|c| c.is_whitespace() || matches!(c, ';' | ',' | '{' | '}' | ')' | '('));
    slashes || apart && ["#", "##", "--", ";", ";;", "%", "REM", "←", "//"].iter().any(|mark| follows(mark))
}

/// The kind and length of the token that a text begins with.
fn token(rest: &str, first: char, before: Option<char>) -> (Kind, usize) {
    let inside = before.is_some_and(char::is_alphanumeric);
    let close = match first {
        '"' | '`' => Some(first),
        '\'' if !inside => Some(first),
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        '‘' if !inside => Some('’'),
        _ => None,
    };
    if let Some(end) = close.and_then(|close| closing(rest, first, close)) {
        return (Kind::Quoted, end);
    }
    if first == '<'
        && let Some(end) = rest.find('>')
        && rest[1..end].starts_with(char::is_alphanumeric)
        && !rest[1..end].contains(['<', '=', '"', '/', '('])
    {
        return (Kind::Slot, end + 1);
    }
    let dashes = rest.len() - rest.trim_start_matches(['-', '–', '—']).len();
    if dashes > 0
        && before.is_none_or(|c| c.is_whitespace() || matches!(c, '[' | '(' | '|' | '"'))
        && rest[dashes..].starts_with(char::is_alphanumeric)
    {
        let name = rest[dashes..].find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len() - dashes);
        return (Kind::Switch, dashes + name);
    }
    if !is_word(first) {
        return (Kind::Sign, first.len_utf8());
    }
    let mut length = 0;
    let mut digit = false;
    for (at, c) in rest.char_indices() {
        let point = c == '.' && digit && rest[at + 1..].starts_with(|c: char| c.is_numeric());
        if !is_word(c) && !point {
            break;
        }
        digit = c.is_numeric();
        length = at + c.len_utf8();
    }
    let figure = rest[..length].contains(char::is_numeric);
    (if figure { Kind::Figure } else { Kind::Word }, length)
}

fn is_word(c: char) -> bool {
    // Marks belong to the letters before them.
    c.is_alphanumeric()
        || matches!(c, '_' | '$')
        || (!c.is_ascii() && !c.is_whitespace() && unicode_normalization::char::is_combining_mark(c))
}

/// Marks of direction that a text from right to left puts round code.
#[must_use]
pub fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The end of what is quoted on this line.
fn closing(rest: &str, open: char, close: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if open == close => escaped = true,
            c if c == close || (open == '„' && c == '“') => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<Vec<(Kind, &str)>> {
        Listing::new(text).lines.into_iter().map(|line| line.tokens.into_iter().map(|token| (token.kind, token.text)).collect()).collect()
    }

    #[test]
    fn tokens_are_told_apart() {
        use Kind::{Figure, Quoted, Sign, Slot, Switch, Word};
        assert_eq!(
            cut("quay --list=all -n 8080 <pier name> 'Old pier' v1.2;"),
            [[
                (Word, "quay"),
                (Switch, "--list"),
                (Sign, "="),
                (Word, "all"),
                (Switch, "-n"),
                (Figure, "8080"),
                (Slot, "<pier name>"),
                (Quoted, "'Old pier'"),
                (Figure, "v1.2"),
                (Sign, ";")
            ]]
        );
    }

    #[test]
    fn comments_and_fences_are_no_code() {
        let text = "```bash title=\"Boats\"\nls # all of them\n/* one\ntwo */ cd x\nget http://a.b/c // end\n```";
        let listing = Listing::new(text);
        assert_eq!(listing.language, "bash");
        let words: Vec<String> = cut(text).iter().map(|line| line.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(words, ["", "ls", "", "cd x", "get http : / / a . b / c", ""]);
        assert_eq!(Listing::new(".. code-block:: python\n   :caption: Boats\n\n   x = 1").language, "python");
    }

    #[test]
    fn quotation_marks_without_an_end_are_signs() {
        assert_eq!(cut("don't say \"x")[0].len(), 6);
    }
}
