use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

use regex::Regex;

use crate::{
    declare_rule, message,
    model::{MarkKind, Segment, Severity},
    rules::{Context, Meta, Pair, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// Inline tags that the translation has lost or added, that close before they open, or that are never closed.
    ///
    /// ## Why it matters
    ///
    /// Links and emphasis break, and a page or program may show nothing at all.
    ///
    /// ## Example
    ///
    /// "Press <b>Save</b>." → "اضغط <b>حفظ.". Not found: tags in another order, line breaks, names in angle brackets that are no tags.
    ///
    /// ## What it cannot see
    ///
    /// A right pair of tags round the wrong words.
    Markup, id = "markup", family = "markup", severity = Major, mqm = "Design and markup", scope = Pair
}

/// A tag: what tells it from others, and where it stands.
struct Tag {
    kind: MarkKind,
    name: String,
    span: Range<usize>,
    shown: String,
}

static TAG: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?(?P<alone>/?)>"#).ok());

/// Elements of HTML that stand inside a text.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "big", "button", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6",
    "i", "img", "ins", "kbd", "label", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "table", "td", "th", "tr", "tt", "u", "ul", "var",
];
const ALONE: &[&str] = &["img"];

impl Rule for Markup {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn pair(&self, pair: &Pair<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (source, target) = (pair.source_text(), pair.target_text());
        // Codes of the format.
        let (own, theirs) = (codes(pair.source), codes(pair.target));
        if !(own.is_empty() && theirs.is_empty()) {
            // Where codes go by what they hold, tools write it differently: only their number is compared.
            let numbered = own.iter().chain(&theirs).all(|tag| tag.name.len() <= 40 && !tag.name.contains(['<', '{', '\\', '&']));
            compare(pair, &own, &theirs, numbered, 92, out);
        }
        // Tags written as text.
        if source.contains('<') || target.contains('<') {
            compare(pair, &tags(source), &tags(target), true, 90, out);
        }
        Ok(())
    }
}

fn compare(pair: &Pair<'_>, own: &[Tag], theirs: &[Tag], named: bool, confidence: u8, out: &mut Reporter<'_>) {
    let (source, target) = (pair.source_text(), pair.target_text());
    let count = |tags: &[Tag]| {
        let mut all: BTreeMap<(MarkKind, String), usize> = BTreeMap::new();
        for tag in tags {
            *all.entry((tag.kind, if named { tag.name.clone() } else { String::new() })).or_default() += 1;
        }
        all
    };
    let (mine, other) = (count(own), count(theirs));
    let less = |one: &BTreeMap<(MarkKind, String), usize>, two: &BTreeMap<(MarkKind, String), usize>, tag: &Tag| {
        let key = (tag.kind, if named { tag.name.clone() } else { String::new() });
        one.get(&key).copied().unwrap_or(0) > two.get(&key).copied().unwrap_or(0)
    };
    let lost = own.iter().find(|tag| less(&mine, &other, tag));
    let added = theirs.iter().find(|tag| less(&other, &mine, tag));
    if let Some(tag) = lost {
        out.report(pair.place(), Severity::Major, confidence, "Tag missing", message!("Source has {tag}, target has not", tag = tag.shown))
            .source_span(source, tag.span.clone())
            .because("tag", &tag.shown);
    }
    if let Some(tag) = added {
        out.report(pair.place(), Severity::Major, confidence, "Tag added", message!("Target has {tag}, source has not", tag = tag.shown))
            .target_span(target, tag.span.clone())
            .because("tag", &tag.shown);
    }
    if lost.is_none()
        && added.is_none()
        && crossed(own).is_none()
        && let Some(tag) = crossed(theirs)
    {
        out.report(
            pair.place(),
            Severity::Major,
            confidence,
            "Tags crossed",
            message!("{tag} does not close what is open", tag = tag.shown),
        )
        .target_span(target, tag.span.clone())
        .because("tag", &tag.shown);
    }
}

/// The first tag that closes something else than what was opened last, or nothing.
fn crossed(tags: &[Tag]) -> Option<&Tag> {
    let mut open: Vec<&Tag> = Vec::new();
    for tag in tags {
        match tag.kind {
            MarkKind::Open => open.push(tag),
            MarkKind::Close if open.last().is_some_and(|last| last.name == tag.name) => drop(open.pop()),
            MarkKind::Close => return Some(tag),
            _ => {}
        }
    }
    open.first().copied()
}

/// The codes of a side. Their places count in the joined text.
fn codes(segments: &[Segment]) -> Vec<Tag> {
    let mut out = Vec::new();
    let mut base = 0;
    for segment in segments {
        for (at, mark) in segment.marks().filter(|(_, mark)| matches!(mark.kind, MarkKind::Open | MarkKind::Close | MarkKind::Alone)) {
            let at = base + at.min(segment.text.len());
            let shown = match mark.kind {
                // Some formats keep a code as it was written.
                _ if mark.value.starts_with(['<', '{', '[']) => mark.value.clone(),
                MarkKind::Open => format!("<{}>", mark.value),
                MarkKind::Close => format!("</{}>", mark.value),
                _ => format!("<{}/>", mark.value),
            };
            out.push(Tag { kind: mark.kind, name: mark.value.clone(), span: at..at, shown });
        }
        base += segment.text.len() + 1;
    }
    out
}

/// Tags of HTML in a text.
fn tags(text: &str) -> Vec<Tag> {
    let Some(pattern) = TAG.as_ref() else { return Vec::new() };
    let tag = |found: regex::Captures<'_>| {
        let name = found.name("name")?.as_str().to_ascii_lowercase();
        let whole = found.get(0)?;
        if !INLINE.contains(&name.as_str()) {
            return None;
        }
        let kind = if found.name("slash").is_some_and(|slash| !slash.is_empty()) {
            MarkKind::Close
        } else if ALONE.contains(&name.as_str()) || found.name("alone").is_some_and(|alone| !alone.is_empty()) {
            MarkKind::Alone
        } else {
            MarkKind::Open
        };
        let shown = if kind == MarkKind::Close { format!("</{name}>") } else { format!("<{name}>") };
        Some(Tag { kind, name, span: whole.range(), shown })
    };
    pattern.captures_iter(text).filter_map(tag).collect()
}
