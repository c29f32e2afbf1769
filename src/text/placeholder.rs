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
    for found in pattern.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let squeezed = || whole.as_str().chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let (key, sure) = if found.name("percent").is_some() {
            continue;
        } else if found.name("printf").is_some() {
            let number = match found.name("index") {
                Some(index) => index.as_str().to_owned(),
                None => {
                    unnumbered += 1;
                    unnumbered.to_string()
                }
            };
            let kind = found.name("kind").map_or("", |kind| kind.as_str());
            // Kinds of whole numbers do for each other.
            let kind = if matches!(kind, "i" | "u") { "d" } else { kind };
            let behind = text[whole.end()..].chars().next().is_some_and(is_letter);
            let before = text[..whole.start()].chars().next_back().is_some_and(char::is_numeric);
            (format!("%{number}{kind}"), found.name("index").is_some() || !(behind || before))
        } else if let Some(index) = found.name("qtindex") {
            // A per cent sign stands behind its number in most languages, and before it in some.
            (format!("%{}", index.as_str()), false)
        } else if let Some(name) = found.name("name") {
            (format!("{{{}}}", name.as_str()), true)
        } else {
            (squeezed(), true)
        };
        out.push(Placeholder { span: whole.range(), key, sure });
    }
    out
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
