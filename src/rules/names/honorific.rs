use std::ops::Range;

use rustc_hash::FxHashMap;

use super::gathered::{ONE_SCRIPT, gather};
use crate::{
    config::Keep,
    declare_rule,
    lang::{Language, is_letter, is_word_character},
    message,
    model::{Lang, Message, Severity},
    names::{Kept, Mention, lists::common},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A courtesy title (Mr, Dr, Sheikh…) that is not as the house has it (`[names] honorific` in bilint.toml): missing before a surname on later mention where the house keeps titles, or before a name whose source has one; standing there where the house drops "Mr" and "Ms". Where nothing is set: a person who has a title on nearly all later mentions, and not on this one.
    ///
    /// ## Why it matters
    ///
    /// "Mr Haftar" here and "Haftar" there reads as a judgement of the man.
    ///
    /// ## Example
    ///
    /// House style "Mr Al Sarraj" on later mention, found "Al Sarraj said". Not found: "President Erdogan", full names, names in quotations.
    ///
    /// ## What it cannot see
    ///
    /// Whether a man or a woman is meant, where neither text says so.
    Honorific, id = "honorific", family = "names", severity = Minor, mqm = "Style", scope = Document
}

const SET: u8 = 90;
const MAJORITY: u8 = 60;
/// Later mentions with a title before one without is an exception, and their share in hundredths.
const ENOUGH: usize = 4;
const CLEAR: usize = 80;
/// Titles of politeness that a style may do without; the others are a person's own.
const POLITE: [&str; 3] = ["mister", "mistress", "miss"];

/// What stands beside a name.
#[derive(Debug, Clone, Default, PartialEq)]
struct Beside<'t> {
    /// Kind of courtesy title, and its bytes.
    courtesy: Option<(&'static str, Range<usize>)>,
    /// A rank or office, or another part of the name.
    other: bool,
    word: &'t str,
}

/// The titles of a language, lower-case without full stop, by kind.
struct Titles {
    kinds: FxHashMap<String, &'static str>,
    facts: &'static Language,
    lang: Option<Lang>,
}

impl Titles {
    fn of(facts: &'static Language, lang: Option<Lang>) -> &'static Self {
        static ALL: Kept<Titles> = Kept::new();
        ALL.of(facts, lang, || Self::new(facts, lang))
    }

    fn new(facts: &'static Language, lang: Option<Lang>) -> Self {
        let mut kinds: FxHashMap<String, &'static str> =
            facts.words.honorifics.iter().map(|word| (word.trim_end_matches('.').to_owned(), "polite")).collect();
        for (kind, words) in &facts.names.courtesy {
            kinds.extend(words.iter().map(|word| (word.trim_end_matches('.').to_owned(), kind.as_str())));
        }
        Titles { kinds, facts, lang }
    }

    /// The kind of a word, with or without what is glued to it.
    fn kind(&self, word: &str) -> Option<&'static str> {
        let lower = word.trim_matches(|c: char| matches!(c, '.' | ',' | '(' | '"' | '“' | '«')).to_lowercase();
        self.kinds.get(&lower).copied().or_else(|| {
            let mut letters = lower.chars();
            letters.next().filter(|c| matches!(c, 'و' | 'ل' | 'ب' | 'ו' | 'ל' | 'ה'))?;
            self.kinds.get(letters.as_str()).copied()
        })
    }

    /// What stands before (or, in languages that put titles last, behind) a name.
    fn beside<'t>(&self, text: &'t str, span: &Range<usize>) -> Beside<'t> {
        let before = text.get(..span.start).unwrap_or_default();
        let trimmed = before.trim_end_matches([' ', '\u{a0}']);
        let start = trimmed.rfind(char::is_whitespace).map_or(0, |at| at + trimmed[at..].chars().next().map_or(1, char::len_utf8));
        let word = trimmed.get(start..).unwrap_or_default();
        let mut out = Beside { courtesy: self.kind(word).map(|kind| (kind, start..trimmed.len())), other: false, word };
        let after = text.get(span.end..).unwrap_or_default();
        if out.courtesy.is_none()
            && let Some((title, kind)) = self.kinds.iter().filter(|(title, _)| !title.is_ascii() && after.starts_with(title.as_str())).min()
        {
            out.courtesy = Some((kind, span.end..span.end + title.len()));
        }
        let bare = word.trim_matches(|c: char| !is_word_character(c)).to_lowercase();
        let ended = word.ends_with(['.', '!', '?', ':', ',']) && out.courtesy.is_none();
        let ordinary = self.facts.words.is_function(&bare) || (start == 0 && common(self.lang, &bare));
        let capital = word.chars().find(|c| is_letter(*c)).is_some_and(char::is_uppercase) && !ordinary;
        out.other = !ended && !bare.is_empty() && (capital || self.facts.words.titles.contains(&bare) || word.ends_with(['-', '’', '\'']));
        out
    }
}

/// Whether a place is inside a quotation, as far as marks before it tell.
fn quoted(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let open = before.matches(['“', '«', '„']).count();
    let closed = before.matches(['”', '»']).count();
    open > closed || before.matches('"').count() % 2 == 1
}

/// A later mention of a surname alone.
struct Later<'a, 't> {
    mention: &'a Mention,
    beside: Beside<'t>,
}

impl Rule for Honorific {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        if cx.target.words.honorifics.is_empty() {
            return Err("not checked: no titles are known for the language of the translation");
        }
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        let (here, there) = (Titles::of(cx.target, cx.target_lang), Titles::of(cx.source, cx.source_lang));
        let set = cx.settings.names.style.honorific;
        for entity in &gathered.entities {
            let mut all: Vec<usize> = entity.spellings.iter().flat_map(|s| s.mentions.iter().copied()).collect();
            all.sort_unstable();
            let mentions: Vec<&Mention> = all.iter().filter_map(|at| gathered.survey.mentions.get(*at)).collect();
            let mut title: Option<String> = None;
            let mut later: Vec<Later<'_, '_>> = Vec::new();
            let mut surname = false;
            for (nth, mention) in mentions.iter().enumerate() {
                let Some(pair) = bitext.pairs.get(mention.pair) else { continue };
                let text = pair.target_text();
                let beside = here.beside(text, &mention.target);
                if let Some((kind, span)) = &beside.courtesy {
                    if set == Some(Keep::Drop) && (POLITE.contains(kind) || *kind == "polite") {
                        let shown = text.get(span.start.min(mention.target.start)..span.end.max(mention.target.end)).unwrap_or_default();
                        let right = mention.target_form.to_string();
                        say(
                            bitext,
                            mention,
                            "Honorific against style",
                            message!("House style has no courtesy titles, found “{shown}”", shown),
                            Some(right),
                            SET,
                            out,
                        );
                    }
                    title.get_or_insert_with(|| text.get(span.clone()).unwrap_or_default().to_owned());
                }
                if nth == 0 && beside.other && beside.courtesy.is_none() {
                    surname = true;
                }
                // A doctor of the source who is none in the translation.
                let source = there.beside(pair.source_text(), &mention.source).courtesy;
                let own = source.filter(|(kind, _)| *kind != "polite" && !POLITE.contains(kind));
                if let (Some((kind, span)), Some(Keep::Keep), None, false) = (&own, set, &beside.courtesy, beside.other) {
                    let word = pair.source_text().get(span.clone()).unwrap_or_default();
                    let right = cx.target.names.courtesy.get(*kind).and_then(|words| words.first());
                    let right = right.map(|word| format!("{} {}", capitalised(word), mention.target_form));
                    let message =
                        message!("Source has {word} before the name, translation has “{shown}” alone", word, shown = mention.target_form);
                    say(bitext, mention, "Honorific missing", message, right, SET, out);
                    continue;
                }
                if nth > 0 && !quoted(text, mention.target.start) && (beside.courtesy.is_some() || !beside.other) {
                    later.push(Later { mention, beside });
                }
            }
            let with = later.iter().filter(|l| l.beside.courtesy.is_some()).count();
            let majority = with >= ENOUGH && with * 100 >= later.len() * CLEAR;
            // Only what had a given name before it, or a title, is a person's surname.
            let person = title.is_some() || (surname && set == Some(Keep::Keep) && gendered(&mentions, bitext, there));
            if !person || set == Some(Keep::Drop) || (set.is_none() && !majority) {
                continue;
            }
            let Some(bare) = later.iter().find(|l| l.beside.courtesy.is_none()) else { continue };
            let right = title.as_ref().map(|title| format!("{title} {}", bare.mention.target_form));
            let (message, sure) = match (&right, set) {
                (Some(right), Some(_)) => (message!("House style: “{right}” after first mention", right), SET),
                (Some(right), None) => {
                    (message!("“{right}” {with} times, “{shown}” here", right, with, shown = bare.mention.target_form), MAJORITY)
                }
                (None, _) => (message!("House style: a courtesy title after first mention"), SET - 10),
            };
            say(bitext, bare.mention, "Honorific missing", message, right, sure, out);
        }
        Ok(())
    }
}

/// Whether the source calls a name Mr or Ms anywhere.
fn gendered(mentions: &[&Mention], bitext: &Bitext<'_>, there: &Titles) -> bool {
    mentions.iter().any(|mention| {
        bitext.pairs.get(mention.pair).is_some_and(|pair| there.beside(pair.source_text(), &mention.source).courtesy.is_some())
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn say(
    bitext: &Bitext<'_>,
    mention: &Mention,
    issue: &'static str,
    message: Message,
    right: Option<String>,
    sure: u8,
    out: &mut Reporter<'_>,
) {
    let Some(pair) = bitext.pairs.get(mention.pair) else { return };
    let severity = if sure == MAJORITY { Severity::Info } else { Severity::Minor };
    let finding = out.report(pair.place(), severity, sure, issue, message);
    finding
        .source_span(pair.source_text(), mention.source.clone())
        .target_span(pair.target_text(), mention.target.clone())
        .because("name", &*mention.source_form);
    if let Some(right) = right {
        finding.suggest(right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::or_default;

    #[test]
    fn titles_are_read_before_and_behind_a_name() {
        let read = |lang: &str, text: &str, name: &str| {
            let at = text.find(name).unwrap_or(0);
            Titles::new(or_default(Lang::parse(lang).ok()), Lang::parse(lang).ok())
                .beside(text, &(at..at + name.len()))
                .courtesy
                .map(|(kind, _)| kind)
        };
        assert_eq!(read("en", "then Dr. Haftar spoke", "Haftar"), Some("doctor"));
        assert_eq!(read("en", "then Haftar spoke", "Haftar"), None);
        assert_eq!(read("ar", "قال الدكتور حفتر", "حفتر"), Some("doctor"));
        assert_eq!(read("ar", "قال والشيخ حفتر", "حفتر"), Some("sheikh"));
        assert!(read("ja", "田中さんは言った", "田中").is_some());
        assert!(quoted("he said “we saw Haftar", 18) && !quoted("“no” said Haftar", 12));
    }
}
