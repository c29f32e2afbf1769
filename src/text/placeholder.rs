//! What a program fills into a text at run time: printf, ICU, .NET, Python, Ruby, i18next, Chrome, Qt.

use std::{borrow::Cow, collections::BTreeMap, ops::Range, sync::LazyLock};

use regex::Regex;

use crate::lang::is_letter;

/// A place to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    pub span: Range<usize>,
    /// What tells it from others: its name, or its number and kind.
    pub key: String,
    /// Whether only a program's text can mean it: `%s` may be a per cent sign before a word, `%(name)s` may not.
    pub sure: bool,
}

static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"(?P<mustache>\{\{[^{}\n]{1,80}\}\})",
        r"(?P<shell>\$\{[^{}\n]{1,80}\})",
        r"(?P<nest>\$t\([^()\n]{1,80}\))",
        r"(?P<chrome>\$[A-Za-z][A-Za-z0-9_]+\$)",
        r"(?P<python>%\([A-Za-z_][\w.]*\)[-+ #0]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa])",
        r"(?P<ruby>%[-+0]?\d*\{[A-Za-z_][\w.]*\}|%<[A-Za-z_]\w*>[-+0]?\d*(?:\.\d+)?[a-zA-Z])",
        r"(?P<percent>%%)",
        r"(?P<apple>%(?:\d+\$)?#@[A-Za-z_]\w*@|%arg\b)",
        r"(?P<printf>%(?:(?P<index>\d+)\$)?[-+0#']*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|q|L|z|t|j)?(?P<kind>[@diouxXeEfFgGaAcCsSp]))",
        r"(?P<qt>%L?(?P<qtindex>[1-9]\d?|n))",
        r"(?P<brace>\{\s*(?P<name>\$?-?[A-Za-z_][\w.\-]*|\d{1,2})\s*(?:[,:!][^{}\n]{0,60})?\})",
    ];
    Regex::new(&patterns.join("|")).ok()
});

/// Every placeholder of a text, in its order.
#[must_use]
pub fn placeholders(text: &str) -> Vec<Placeholder> {
    // To make the pattern costs more than a whole story.
    if !text.contains(['%', '{', '$']) {
        return Vec::new();
    }
    let Some(pattern) = PATTERN.as_ref() else { return Vec::new() };
    let mut out = Vec::new();
    let mut unnumbered = 0;
    for found in pattern.find_iter(text) {
        let (whole, span) = (found.as_str(), found.range());
        let (key, sure) = match Form::of(whole) {
            Form::Percent => continue,
            Form::Printf { index, kind } => {
                let number = index.map_or_else(
                    || {
                        unnumbered += 1;
                        unnumbered.to_string()
                    },
                    str::to_owned,
                );
                // Kinds of whole numbers do for each other.
                let kind = if matches!(kind, "i" | "u") { "d" } else { kind };
                let behind = text[span.end..].chars().next().is_some_and(is_letter);
                let before = text[..span.start].chars().next_back().is_some_and(char::is_numeric);
                (format!("%{number}{kind}"), index.is_some() || !(behind || before))
            }
            // A per cent sign stands behind its number in most languages, and before it in some.
            Form::Qt(index) => (format!("%{index}"), false),
            Form::Brace(name) => (format!("{{{name}}}"), true),
            Form::Other => (whole.chars().filter(|c| !c.is_whitespace()).collect(), true),
        };
        out.push(Placeholder { span, key, sure });
    }
    out
}

/// What kind of place to be filled in the pattern found.
#[derive(Debug, PartialEq)]
enum Form<'t> {
    Percent,
    Printf { index: Option<&'t str>, kind: &'t str },
    Qt(&'t str),
    Brace(&'t str),
    Other,
}

impl<'t> Form<'t> {
    /// Read by hand, since groups of a pattern take ten times as long as finding it. Takes what the pattern found.
    fn of(whole: &'t str) -> Self {
        if let Some(inside) = whole.strip_prefix('{') {
            // `{{name}}` has a sign of its own.
            let name = inside.trim_start();
            let end = name.find(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '!' | '}')).unwrap_or(name.len());
            return if inside.starts_with('{') { Form::Other } else { Form::Brace(&name[..end]) };
        }
        let Some(rest) = whole.strip_prefix('%') else { return Form::Other };
        if rest == "%" {
            return Form::Percent;
        }
        if rest == "arg" || rest.contains(['(', '{', '<']) || (rest.ends_with('@') && rest.contains("#@")) {
            return Form::Other;
        }
        let (head, kind) = rest.split_at(rest.len() - rest.chars().next_back().map_or(0, char::len_utf8));
        if kind.starts_with(|c: char| c.is_ascii_digit()) || kind == "n" {
            return Form::Qt(rest.strip_prefix('L').unwrap_or(rest));
        }
        let index = head.split_once('$').map(|(index, _)| index);
        Form::Printf { index, kind }
    }
}

/// A text of the same length with blanks for its placeholders, so that letters beside them start and end words.
#[must_use]
pub fn blanked(text: &str) -> Cow<'_, str> {
    let found = placeholders(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Placeholder { span, .. } in found {
        out.push_str(&text[at..span.start]);
        out.extend(std::iter::repeat_n(' ', span.len()));
        at = span.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// Letters beside the conversions of a pattern of dates, at most: "%d de %B", "%A at %H:%M".
const BESIDE: usize = 4;

/// Whether a text is nothing but a pattern of days and hours for strftime: `%A, %d %B %Y`. Each language has its own.
#[must_use]
pub fn is_date_pattern(text: &str) -> bool {
    let (mut clock, mut beside) = (false, 0);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            beside += usize::from(is_letter(c) || matches!(c, '{' | '$'));
            continue;
        }
        while chars.next_if(|c| matches!(c, '-' | '_' | '^' | '#' | 'E' | 'O')).is_some() {}
        match chars.next() {
            // What no other pattern has.
            Some('Y' | 'y' | 'm' | 'b' | 'B' | 'H' | 'I' | 'M' | 'j' | 'r' | 'R' | 'T' | 'D' | 'P' | 'k' | 'Z') => clock = true,
            Some(
                'a' | 'A' | 'c' | 'C' | 'd' | 'e' | 'F' | 'g' | 'G' | 'h' | 'l' | 'n' | 'p' | 'S' | 't' | 'u' | 'U' | 'V' | 'w' | 'W' | 'x'
                | 'X' | 'z' | '%',
            ) => {}
            _ => return false,
        }
    }
    clock && beside <= BESIDE
}

/// Placeholders that one text has and another lacks, each once.
#[must_use]
pub fn lacking<'p>(own: &'p [Placeholder], other: &[Placeholder]) -> Vec<&'p Placeholder> {
    let mut seen: BTreeMap<&str, ()> = other.iter().map(|placeholder| (placeholder.key.as_str(), ())).collect();
    own.iter().filter(|placeholder| seen.insert(&placeholder.key, ()).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same by the groups of the pattern.
    fn by_groups<'t>(found: &regex::Captures<'t>) -> Form<'t> {
        let group = |name| found.name(name).map(|group| group.as_str());
        if found.name("percent").is_some() {
            Form::Percent
        } else if found.name("printf").is_some() {
            Form::Printf { index: group("index"), kind: group("kind").unwrap_or_default() }
        } else if let Some(index) = group("qtindex") {
            Form::Qt(index)
        } else {
            group("name").map_or(Form::Other, Form::Brace)
        }
    }

    proptest! {
        #[test]
        fn forms_are_read_by_hand_as_by_pattern(text in "([%{}$#@()<> .,:!*+'0-]|[a-zA-Zé]|[1-9]|%[-+0-9.$#@a-zA-Z]{1,6}|\\{ ?[a-z0-9$-]{1,3}[,:! ]?[a-z]{0,2}\\}){0,12}") {
            let pattern = PATTERN.as_ref().expect("a pattern");
            for found in pattern.captures_iter(&text) {
                let whole = found.get(0).map_or("", |whole| whole.as_str());
                prop_assert_eq!(Form::of(whole), by_groups(&found), "{}", whole);
            }
        }
    }

    fn keys(text: &str) -> Vec<String> {
        placeholders(text).into_iter().map(|placeholder| placeholder.key).collect()
    }

    #[test]
    fn placeholders_of_many_kinds_are_found() {
        assert_eq!(keys("%s of %2$d, %.2f%% and %@"), ["%1s", "%2d", "%2f", "%3@"]);
        assert_eq!(
            keys("%(name)s %{count} {{ user }} ${x} $NAME$ $t(key)"),
            ["%(name)s", "%{count}", "{{user}}", "${x}", "$NAME$", "$t(key)"]
        );
        assert_eq!(keys("{0} {name} {n, number} {x:F2} { $boats }"), ["{0}", "{name}", "{n}", "{x}", "{$boats}"]);
        assert_eq!(keys("%1 of %L2, %n"), ["%1", "%2", "%n"]);
        assert_eq!(keys("%#@photos@ in %2$#@albums@, %arg albums, %args"), ["%#@photos@", "%2$#@albums@", "%arg", "%1a"]);
        assert_eq!(keys("100 % sure, a {long phrase in braces}"), Vec::<String>::new());
    }

    #[test]
    fn what_may_be_a_per_cent_sign_is_not_sure() {
        assert!(placeholders("5%de descuento").iter().all(|placeholder| !placeholder.sure));
        assert!(placeholders("%d boats").iter().all(|placeholder| placeholder.sure));
    }

    #[test]
    fn patterns_of_dates_are_told_from_other_texts() {
        for text in ["%d %b %Y", "%A, %B %-e", "%H:%M", "%d de %B de %Y", "%a %Ey %I:%M %p"] {
            assert!(is_date_pattern(text), "{text}");
        }
        for text in ["%d boats", "%s: %m", "%x", "100%", "{date} %H:%M {x}", "%d of %i", "Arrives at %H:%M today", "%1$d.%Y"] {
            assert!(!is_date_pattern(text), "{text}");
        }
    }

    #[test]
    fn letters_beside_a_placeholder_stand_alone() {
        assert_eq!(blanked("%sам и %1$sа {x}é"), "  ам и     а    é");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[%${}()\\[\\]sd1n@a é.]{0,60}") {
            prop_assert_eq!(blanked(&text).len(), text.len());
            let _ = is_date_pattern(&text);
            for placeholder in placeholders(&text) {
                prop_assert!(text.get(placeholder.span).is_some());
            }
        }
    }
}
