use super::{
    marks::{any, changed},
    url_email_handle::localised,
};
use crate::{
    declare_rule, message,
    model::{MarkKind, Severity},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A link whose words are translated and whose address is another than in the source.
    ///
    /// ## Why it matters
    ///
    /// It leads nowhere, or to another page.
    ///
    /// ## Example
    ///
    /// "[timetable](/ferry/times)" → "[الجدول](/ferry/time)". Not found: an address in the other language (/en/ → /ar/), an anchor within a page, a file with the language in its name.
    ///
    /// ## What it cannot see
    ///
    /// A link left out with its words, and whether an address exists.
    LinkTarget, id = "link-target", family = "markup", severity = Major, mqm = "Design and markup", scope = Document
}

impl Rule for LinkTarget {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, _cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        if !any(bitext, MarkKind::Link) {
            return Err("no links on both sides");
        }
        for found in changed(bitext, MarkKind::Link, alike) {
            let text = found.pair.target_text();
            let message = message!("Source leads to {source}, target to {target}", source = found.source, target = found.target);
            out.report(found.pair.place(), Severity::Major, 85, "Link leads elsewhere", message)
                .target_span(text, 0..text.len())
                .suggest(found.source.clone())
                .because("link", found.target);
        }
        Ok(())
    }
}

/// Whether two addresses may stand for one page: they differ in a language, in the anchor, or in other letters than Latin.
fn alike(one: &str, other: &str) -> bool {
    // The ending of a page's file is the site generator's affair.
    let page = |address: &str| {
        let path = address.split(['#', '?']).next().unwrap_or_default().trim().trim_end_matches('/').to_lowercase();
        [".html", ".htm", ".md", ".mdx"].iter().find_map(|end| path.strip_suffix(end)).map_or(path.clone(), str::to_owned)
    };
    let (mine, theirs) = (page(one), page(other));
    let translated = !other.is_ascii() || other.contains('%');
    let host = |address: &str| address.split("://").nth(1).and_then(|rest| rest.split('/').next()).map(str::to_owned);
    // A page of another site in the reader's language is a choice, not a slip.
    let elsewhere = host(one) != host(other);
    mine == theirs || translated || elsewhere || localised(one, other) || strsim::normalized_levenshtein(&mine, &theirs) < 0.6
}
