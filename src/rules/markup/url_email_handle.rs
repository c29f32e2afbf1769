use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::{
    declare_rule,
    lang::all,
    message,
    model::Severity,
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A link or e-mail address of the source that stands changed in the translation.
    ///
    /// ## Why it matters
    ///
    /// It leads nowhere, or to somebody else.
    ///
    /// ## Example
    ///
    /// press@example.org → press@example.com. Not found: a link to the page in the other language (/en/ → /ar/), a translated hashtag, an address left out.
    ///
    /// ## What it cannot see
    ///
    /// A right address at the wrong place.
    UrlEmailHandle, id = "url-email-handle", family = "markup", severity = Major, mqm = "Design and markup", scope = Pair
}

/// Addresses less alike than this are two addresses, not one changed.
const ALIKE: f64 = 0.7;

/// Without `(?i)`, which needs a large table: the letters that fold to `s` and `k` are named.
const PATTERN: &str = concat!(
    r"(?:[Hh][Tt][Tt][Pp][Ssſ]?://|[Ww][Ww][Ww]\.)[^\s<>“”«»\x22]+",
    r"|[A-Za-zſ\u{212A}0-9._%+-]+@[A-Za-zſ\u{212A}0-9.-]+\.[A-Za-zſ\u{212A}]{2,}"
);

static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PATTERN).ok());

impl Rule for UrlEmailHandle {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn pair(&self, pair: &Pair<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        if !source.contains(['@', '/', '.']) {
            return Ok(());
        }
        let theirs = addresses(target);
        let own = addresses(source);
        for span in own.clone() {
            let address = &source[span.clone()];
            if target.contains(address) {
                continue;
            }
            if let Some(span) = broken(address, target) {
                let found = &target[span.clone()];
                out.report(
                    pair.place(),
                    Severity::Major,
                    97,
                    "Link broken",
                    message!("Source has {from}, target has {to}", from = address, to = found),
                )
                .source_span(source, source_span(source, address))
                .target_span(target, span.clone())
                .suggest(address)
                .because("found as", found.to_owned());
                continue;
            }
            let near = theirs
                .iter()
                .filter(|other| !own.iter().any(|known| source[known.clone()] == target[(*other).clone()]))
                .map(|other| (strsim::normalized_levenshtein(address, &target[other.clone()]), other))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let Some((likeness, other)) = near else { continue };
            let found = &target[other.clone()];
            let shortened = address.starts_with(found) && found.matches('/').count() >= 3 && own.len() == theirs.len();
            if (likeness < ALIKE && !shortened) || place(address) == place(found) || localised(place(address), place(found)) {
                continue;
            }
            out.report(
                pair.place(),
                Severity::Major,
                96,
                "Link changed",
                message!("Source has {from}, target has {to}", from = address, to = found),
            )
            .source_span(source, span.clone())
            .target_span(target, other.clone())
            .suggest(address)
            .because("likeness", format!("{likeness:.2}"));
        }
        Ok(())
    }
}

/// An address without what leads to the same page: `http` for `https`, `www.`, a slash at the end.
fn place(address: &str) -> &str {
    let rest = address.trim_end_matches('/');
    let rest = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://")).unwrap_or(rest);
    rest.strip_prefix("www.").unwrap_or(rest)
}

fn source_span(source: &str, address: &str) -> Range<usize> {
    let at = source.find(address).unwrap_or_default();
    at..at + address.len()
}

/// Bytes of the target where an address stands with a blank inside it, without its @, or with a slash lost.
fn broken(address: &str, target: &str) -> Option<Range<usize>> {
    let mut squeezed = String::with_capacity(target.len());
    let mut places = Vec::with_capacity(target.len() + 1);
    for (at, c) in target.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        squeezed.push(c);
        places.extend(std::iter::repeat_n(at, c.len_utf8()));
    }
    if let Some(at) = squeezed.find(address) {
        let end = *places.get(at + address.len() - 1)? + 1;
        return Some(places[at]..end);
    }
    let lost = if address.contains("://") { address.replacen("://", ":/", 1) } else { address.replacen('@', "", 1) };
    let at = target.find(&lost).filter(|_| lost.len() > 8 && lost != address)?;
    Some(at..at + lost.len())
}

/// Bytes of the addresses of a text, without the punctuation of the sentence.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let Some(pattern) = ADDRESS.as_ref() else { return Vec::new() };
    pattern
        .find_iter(text)
        .map(|found| {
            let ascii = found.as_str().find(|c: char| !c.is_ascii()).unwrap_or(found.len());
            let trimmed = found.as_str()[..ascii].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_', '`', '}', '>']);
            found.start()..found.start() + trimmed.len()
        })
        .filter(|span| span.len() > 5)
        .collect()
}

/// Whether two addresses differ only in parts that name a language or country: `/en/`, `en.`, `?hl=en`, `.co.uk`.
pub(super) fn localised(one: &str, other: &str) -> bool {
    let parts = |address: &str| -> Vec<String> {
        address.to_lowercase().split(['/', '.', '?', '=', '&', '#']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (mine, theirs) = (parts(one), parts(other));
    let tag = |part: &str| {
        let primary = part.split(['-', '_']).next().unwrap_or_default();
        primary.len() == 2 && part.len() <= 7 && primary.bytes().all(|b| b.is_ascii_lowercase())
    };
    let bare = |list: &[String]| -> Vec<String> { list.iter().filter(|part| !tag(part)).cloned().collect() };
    // The mailing list for readers of German: `help@` and `help-german@`.
    let unnamed = |address: &str| -> Vec<String> {
        let parts = address.split(['/', '.', '?', '=', '&', '#', '-', '_', '@']).filter(|part| !part.is_empty());
        parts.filter(|part| !all().any(|(_, known)| known.name.eq_ignore_ascii_case(part))).map(str::to_lowercase).collect()
    };
    !one.contains('@') && bare(&mine) == bare(&theirs) || unnamed(one) == unnamed(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_same_as_without_case(text in "([hHtTpPsSſwW]{0,3}|https?://|[wW]{3}\\.|[a-cK-Mk\u{212A}ſ@.+ %\"«0-2]){0,12}") {
            let folded = regex::Regex::new(r"(?i)(?:https?://|www\.)[^\s<>“”«»\x22]+|[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}");
            let spans = |pattern: &Regex| pattern.find_iter(&text).map(|found| found.range()).collect::<Vec<_>>();
            proptest::prop_assert_eq!(ADDRESS.as_ref().map(spans), folded.as_ref().ok().map(spans));
        }
    }
}
