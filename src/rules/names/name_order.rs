use std::ops::Range;

use rustc_hash::FxHashMap;

use super::gathered::{Gathered, ONE_SCRIPT, gather};
use crate::{
    declare_rule,
    lang::is_letter,
    message,
    model::{Arrange, Severity},
    names::{
        Mention,
        candidates::bare,
        lists::{attested, common},
        places::Gazetteer,
        plain,
    },
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A person's given name and family name that changed places: "Haftar Khalifa". Where one of the languages puts the family name first, either order is right, and only one name in two orders is reported.
    ///
    /// ## Why it matters
    ///
    /// The reader takes the given name for the family name, and cannot look the person up.
    ///
    /// ## Example
    ///
    /// "خليفة حفتر" → "Haftar Khalifa". Not found: "Fumio Kishida" and "Kishida Fumio" in two texts; names of three and more parts, which lists put in another order.
    ///
    /// ## What it cannot see
    ///
    /// Names of which one part is not matched.
    NameOrder, id = "name-order", family = "names", severity = Major, mqm = "Accuracy", scope = Document
}

/// How sure: turned between two languages of one order, in a language whose lists turn names, against the rest of the batch.
const TURNED: u8 = 84;
const LISTED: u8 = 60;
const MIXED: u8 = 85;
/// A part less likely than this is no name.
const NAME: f64 = 0.8;
/// Letters of a case ending.
const ENDING: usize = 2;
/// Mentions in one order before another is an exception.
const USUAL: usize = 2;

/// Two parts of a name beside each other on both sides.
struct Full<'m> {
    pair: usize,
    source: Range<usize>,
    target: Range<usize>,
    /// As the translation has them, in its order.
    parts: (&'m str, &'m str),
    turned: bool,
}

impl Rule for NameOrder {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        let names = full_names(gathered, bitext, cx);
        let first = cx.source.names.family_first || cx.target.names.family_first;
        // How often the batch has a name in each order.
        let mut orders: FxHashMap<(String, String), usize> = FxHashMap::default();
        let key = |parts: (&str, &str)| (bare(parts.0), bare(parts.1));
        for name in &names {
            *orders.entry(key(name.parts)).or_default() += 1;
        }
        let times = |parts: (&str, &str)| orders.get(&key(parts)).copied().unwrap_or(0);
        for name in &names {
            let Some(pair) = bitext.pairs.get(name.pair) else { continue };
            let (here, turned) = (times(name.parts), times((name.parts.1, name.parts.0)));
            let right = format!("{} {}", name.parts.1, name.parts.0);
            let shown = &pair.target_text()[name.target.clone()];
            let (severity, sure, message) = if first {
                if turned < USUAL || turned <= here {
                    continue;
                }
                (Severity::Minor, MIXED, message!("“{shown}” here, “{right}” {turned} times elsewhere", shown, right = right, turned))
            } else if name.turned {
                let sure = if cx.source.names.order_varies || here > turned.max(1) { LISTED } else { TURNED };
                let severity = if sure == LISTED { Severity::Info } else { Severity::Major };
                let written = &pair.source_text()[name.source.clone()];
                (severity, sure, message!("{name} is “{shown}”: its parts changed places", name = written, shown))
            } else {
                continue;
            };
            out.report(pair.place(), severity, sure, "Name parts turned", message)
                .source_span(pair.source_text(), name.source.clone())
                .target_span(pair.target_text(), name.target.clone())
                .suggest(right)
                .because("times in the other order", turned.to_string());
        }
        Ok(())
    }
}

/// Names of exactly two parts that are a person's, for all that is known.
fn full_names<'m>(gathered: &'m Gathered, bitext: &Bitext<'_>, cx: &Context<'_>) -> Vec<Full<'m>> {
    let gazetteers =
        [(cx.source_lang, cx.source), (cx.target_lang, cx.target)].map(|(lang, facts)| lang.and_then(|lang| Gazetteer::of(lang, facts)));
    let person = |mention: &Mention| {
        let latin = if mention.target_form.is_ascii() { &mention.target_form } else { &mention.source_form };
        let plain = plain(&bare(latin));
        let place = [&mention.source_form, &mention.target_form]
            .into_iter()
            .any(|form| gazetteers.iter().flatten().any(|names| names.derives_whole(form)));
        mention.likeness >= NAME && attested(&plain) && !common(cx.target_lang, &plain) && !common(cx.source_lang, &plain) && !place
    };
    let mut by_pair = gathered.by_pair(|_| true);
    let mut out = Vec::new();
    for list in by_pair.chunk_by_mut(|one, next| one.pair == next.pair) {
        let at = list[0].pair;
        let Some(pair) = bitext.pairs.get(at) else { continue };
        list.arrange_by_key(|mention| mention.target.start);
        let (source, target) = (pair.source_text(), pair.target_text());
        let joined =
            |one: &Mention, other: &Mention| between(target, &one.target, &other.target) && between(source, &one.source, &other.source);
        for n in 1..list.len() {
            let (one, other) = (list[n - 1], list[n]);
            if !joined(one, other) || !person(one) || !person(other) {
                continue;
            }
            // A piece of a longer word is no part of a name.
            let torn = |text: &str, span: &Range<usize>| torn(text, span, if cx.source.unspaced { usize::MAX } else { ENDING });
            let pieces = [(source, &one.source), (source, &other.source), (target, &one.target), (target, &other.target)];
            if pieces.into_iter().any(|(text, span)| torn(text, span)) {
                continue;
            }
            // A third part beside them: a list's order, or a longer name.
            let span = one.target.start..other.target.end;
            if named(target[..span.start].split_whitespace().next_back(), target[..span.start].ends_with(' '))
                || named(target[span.end..].split_whitespace().next(), target[span.end..].starts_with(' '))
            {
                continue;
            }
            let written = one.source.start.min(other.source.start)..one.source.end.max(other.source.end);
            out.push(Full {
                pair: at,
                source: written,
                target: span,
                parts: (&one.target_form, &other.target_form),
                turned: other.source.start < one.source.start,
            });
        }
    }
    out
}

/// Whether the word beside a name may be a part of it.
fn named(word: Option<&str>, joined: bool) -> bool {
    joined && word.is_some_and(|word| word.starts_with(char::is_uppercase) && word.chars().all(is_letter) && attested(&word.to_lowercase()))
}

/// Whether more letters than an ending has follow a piece of a text.
fn torn(text: &str, span: &Range<usize>, ending: usize) -> bool {
    text.get(span.end..).is_some_and(|rest| rest.chars().take_while(|c| is_letter(*c)).count() > ending)
}

/// Whether two words stand beside each other, in either order.
fn between(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    text.get(first.end..second.start).is_some_and(|gap| matches!(gap, " " | "" | "·" | "・" | "\u{a0}") && first.end <= second.start)
}
