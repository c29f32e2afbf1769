use std::ops::Range;

use super::{
    diacritics::marks_only,
    gathered::{ONE_SCRIPT, article, differ, gather, letters},
};
use crate::{
    config::Settings,
    declare_rule,
    lang::{Language, word_indices},
    message,
    model::{Message, Severity},
    names::{
        Entity,
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
    /// One name of the source that is spelled in more than one way in the translation; one finding for each rarer spelling.
    ///
    /// ## Why it matters
    ///
    /// The reader takes Al Sarraj and al-Serraj for two people; a search finds only one of them.
    ///
    /// ## Example
    ///
    /// السراج as "Al Sarraj" five times and "al-Sarraj" once. Not found: the article dropped on later mention, "Al-" at the start of a sentence, Korea and Korean.
    ///
    /// ## What it cannot see
    ///
    /// Names between two languages of one script, and names it could not find.
    NameVariant, id = "name-variant", family = "names", severity = Minor, mqm = "Style", scope = Document
}

/// How sure a rarer spelling is that the majority speaks against, and one of two that stand once each: in clean text about every
/// second one is two people or a word and its adjective.
const OFTEN: u8 = 55;
/// Two spellings of one source form that are names both.
const TWO: u8 = 64;
const ONCE: u8 = 52;

impl Rule for NameVariant {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        let places = cx.target_lang.and_then(|lang| Gazetteer::of(lang, cx.target));
        let mut told: Vec<(usize, usize)> = Vec::new();
        for entity in &gathered.entities {
            let Some(usual) = preferred(entity, cx.settings) else { continue };
            for spelling in entity.spellings.iter().filter(|s| s.form != usual.0) {
                let Some(mention) = spelling.mentions.first().and_then(|at| gathered.survey.mentions.get(*at)) else { continue };
                let initial = mention.target.start == 0;
                if !differ(&spelling.form, &usual.0, initial) {
                    continue;
                }
                // The same letters under another article are one name, however often each stands; of two other spellings the rarer
                // one must be rare to be a slip.
                let same = letters(&spelling.form) == letters(&usual.0);
                if !same && (usual.1 < 2 || entity.times(&spelling.form) * 2 > usual.1 + 1) {
                    continue;
                }
                // The country beside its capital: المكسيك is right whatever مكسيكو سيتي is called.
                if places.is_some_and(|places| places.spells(&spelling.form)) {
                    continue;
                }
                if marks_only(&spelling.form, &usual.0) {
                    continue;
                }
                // Where the house has a style, a difference in nothing but style is name-policy's to report.
                if cx.settings.names.style.has_article() && letters(&spelling.form) == letters(&usual.0) {
                    continue;
                }
                let Some(pair) = bitext.pairs.get(mention.pair) else { continue };
                // What was found beside the usual spelling is a piece of another word; and Center and Control, France and French are words.
                let words = |form: &str| common(cx.target_lang, &plain(&bare(form)));
                let beside = gathered.survey.source_is_latin && pair.target_text().contains(usual.0.as_str());
                if beside || words(&spelling.form) && words(&usual.0) || only_articles(&spelling.form, &usual.0, cx.target) {
                    continue;
                }
                let source = pair.source_text().get(mention.source.clone()).unwrap_or_default();
                // What only sounds like the name: a piece of another word, or the translation of an ordinary one; a language or a people,
                // which is written small where names are not.
                let small = |form: &str| form.contains(char::is_lowercase) && !form.contains(char::is_uppercase);
                let adjective = small(&spelling.form) && !small(&usual.0);
                let cut = || {
                    let held = entity.spellings.iter().find(|s| s.form == usual.0)?;
                    let there = gathered.survey.mentions.get(*held.mentions.first()?)?;
                    let text = bitext.pairs.get(there.pair)?.target_text();
                    Some(torn(text, &there.target, cx.target))
                };
                let ordinary = gathered.survey.source_is_latin && common(cx.source_lang, &plain(&bare(&entity.source_form)));
                if ordinary || adjective || torn(pair.target_text(), &mention.target, cx.target) || cut() == Some(true) {
                    continue;
                }
                let message = varies(Some(source), &spelling.form, &usual.0, usual.1);
                // Rose and Rosa may be two people: where both are names, the source form alone does not tell.
                let called = |form: &str| attested(&plain(&bare(form)));
                let two = letters(&spelling.form) != letters(&usual.0) && called(&spelling.form) && called(&usual.0);
                let confidence = match (two, article(&spelling.form).is_some() || mention.likeness > 0.9) {
                    (true, _) => TWO,
                    (false, true) => 93,
                    (false, false) => 80,
                };
                out.report(pair.place(), Severity::Minor, confidence, "Name spelled two ways", message)
                    .source_span(pair.source_text(), mention.source.clone())
                    .target_span(pair.target_text(), mention.target.clone())
                    .suggest(usual.0.clone())
                    .because("mentions of this spelling", spelling.mentions.len().to_string());
                told.push((mention.pair, mention.target.end));
            }
        }
        let established = |form: &str| cx.settings.names.established.values().any(|house| house.ends_with(form));
        for variant in &gathered.survey.variants {
            let Some(pair) = bitext.pairs.get(variant.pair) else { continue };
            if told.contains(&(variant.pair, variant.span.end)) || established(&variant.form) || marks_only(&variant.form, &variant.usual) {
                continue;
            }
            if [&variant.form, &variant.usual].into_iter().all(|form| common(cx.target_lang, &plain(&bare(form)))) {
                continue;
            }
            let source = variant.other.as_ref().and_then(|span| pair.source_text().get(span.clone()));
            let message = varies(source, &variant.form, &variant.usual, variant.times);
            // One against one the majority does not speak.
            let confidence = if variant.times > variant.own { OFTEN } else { ONCE };
            let finding = out.report(pair.place(), Severity::Minor, confidence, "Name spelled two ways", message);
            if let Some(span) = &variant.other {
                finding.source_span(pair.source_text(), span.clone());
            }
            finding
                .target_span(pair.target_text(), variant.span.clone())
                .suggest(format!("{}{}", article(&variant.form).unwrap_or_default(), variant.usual))
                .because("mentions of this spelling", variant.own.to_string());
        }
        Ok(())
    }
}

/// Whether a span begins inside a word, behind more than the small words that a language glues on.
fn torn(text: &str, span: &Range<usize>, facts: &Language) -> bool {
    let around = |at: usize, word: &str| at < span.start && span.start < at + word.len();
    let Some((at, _)) = word_indices(text).find(|(at, word)| !facts.unspaced && around(*at, word)) else { return false };
    let small = || facts.words.clitics.iter().chain(&facts.words.article_prefixes).filter(|small| !small.is_empty());
    let mut rest = text.get(at..span.start).unwrap_or_default();
    while let Some(next) = small().find_map(|small| rest.strip_prefix(small.as_str())) {
        rest = next;
    }
    !rest.is_empty()
}

/// Whether two spellings differ in nothing but the article before them: "el Brexit", "al Brexit".
fn only_articles(one: &str, other: &str, facts: &Language) -> bool {
    let head = |form: &str| {
        form.split_once(' ').filter(|(head, _)| facts.words.is_function(&head.to_lowercase())).map(|(_, rest)| rest.to_owned())
    };
    let bare = |form: &str| head(form).unwrap_or_else(|| form.to_owned());
    bare(one) == bare(other)
}

/// What is said of a name that is spelled another way elsewhere.
fn varies(source: Option<&str>, shown: &str, usual: &str, times: usize) -> Message {
    match (source, times) {
        (Some(name), 1) => message!("{name} is “{shown}” here, “{usual}” once elsewhere", name, shown, usual),
        (Some(name), _) => message!("{name} is “{shown}” here, “{usual}” {times} times elsewhere", name, shown, usual, times),
        (None, 1) => message!("One name is “{shown}” here, “{usual}” once elsewhere", shown, usual),
        (None, _) => message!("One name is “{shown}” here, “{usual}” {times} times elsewhere", shown, usual, times),
    }
}

/// The spelling to hold to and its mentions: the established one, else the most frequent.
pub(super) fn preferred(entity: &Entity, settings: &Settings) -> Option<(String, usize)> {
    let house = settings.names.established.iter().find(|(source, _)| source.ends_with(&entity.source_form));
    if let Some((_, form)) = house {
        return Some((form.clone(), entity.count().max(2)));
    }
    let first = entity.spellings.first()?;
    // What other documents have outweighs this one only by far: a document may be right in its own way.
    let here = entity.times(&first.form);
    match entity.elsewhere.first() {
        Some((form, _)) if entity.times(form) > here * 2 => Some((form.clone(), entity.times(form))),
        _ => Some((first.form.clone(), here.max(first.mentions.len()))),
    }
}
