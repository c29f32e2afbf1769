use std::ops::Range;

use super::gathered::{ONE_SCRIPT, gather};
use crate::{
    declare_rule,
    lang::{Language, is_letter},
    message,
    model::Severity,
    names::ranks::{Rank, Ranks, agree, kind, words},
    rules::{Bitext, Context, Meta, Reporter, Rule},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A rank or an office beside a name that became another one: a field marshal who is a general in the translation, an interior minister who is a foreign minister.
    ///
    /// ## Why it matters
    ///
    /// It makes another man of him, and often a false statement about a government or an army.
    ///
    /// ## Example
    ///
    /// "المشير خليفة حفتر" → "General Khalifa Haftar". Not found: "General" for a major general, "Colonel" for a lieutenant colonel, a title that is left out.
    ///
    /// ## What it cannot see
    ///
    /// Titles beside names that it cannot match, and offices that the language files do not list.
    TitleRank, id = "title-rank", family = "names", severity = Major, mqm = "Accuracy/Mistranslation", scope = Document
}

const SURE: u8 = 85;
/// Words between a rank and the name behind it: the adjectives of a country, a given name.
const BEFORE: usize = 3;
/// Words between a name and the rank behind it.
const AFTER: usize = 1;
/// Letters of a given name with its dot where words have no blanks between them.
const GIVEN: usize = 8;
/// A name less likely than this is no name.
const NAME: f64 = 0.6;

/// A text, its words and its ranks.
struct Side<'t> {
    text: &'t str,
    words: Vec<Range<usize>>,
    ranks: Vec<Rank>,
    facts: &'t Language,
}

impl<'t> Side<'t> {
    fn new(text: &'t str, known: &Ranks, facts: &'t Language) -> Self {
        let ranks = known.find(text);
        let words = if ranks.is_empty() { Vec::new() } else { words(text).into_iter().map(|(span, _)| span).collect() };
        Side { text, words, ranks, facts }
    }

    /// The rank that stands beside a name: the nearest before it, else the one right behind it.
    fn beside(&self, name: &Range<usize>) -> Option<&Rank> {
        let before =
            self.ranks.iter().rev().find(|rank| rank.span.end <= name.start).filter(|_| !self.facts.names.title_last).filter(|rank| {
                // Where words have no blanks between them, what stands between a title and a name is more of the name.
                if self.facts.unspaced {
                    let between = self.text.get(rank.span.end..name.start).unwrap_or_default();
                    return between.is_empty() || between.contains(['·', '・']) && between.chars().count() <= GIVEN;
                }
                let between = self.words.iter().filter(|word| word.start >= rank.span.end && word.end <= name.start).count();
                between <= BEFORE && self.together(rank.span.end..name.start)
            });
        before.or_else(|| {
            self.ranks.iter().find(|rank| rank.span.start >= name.end).filter(|rank| {
                let between = self.words.iter().filter(|word| word.start >= name.end && word.end <= rank.span.start).count();
                between <= AFTER && self.together(name.end..rank.span.start)
            })
        })
    }

    /// Whether what stands between a rank and a name leaves them together.
    fn together(&self, between: Range<usize>) -> bool {
        self.text.get(between).is_some_and(|between| {
            between.chars().count() <= 40
                && between.chars().all(|c| is_letter(c) || matches!(c, ' ' | '-' | '\'' | '’' | '·' | '・' | '\u{a0}' | '\u{200c}'))
        })
    }
}

impl Rule for TitleRank {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (from, to) = (Ranks::of(cx.source), Ranks::of(cx.target));
        if from.is_empty() || to.is_empty() {
            return Err("not checked: no ranks and offices are known for one of the languages");
        }
        let Some(gathered) = gather(bitext, cx) else { return Err(ONE_SCRIPT) };
        let by_pair = gathered.by_pair(|mention| mention.likeness >= NAME);
        for mentions in by_pair.chunk_by(|one, next| one.pair == next.pair) {
            let Some(pair) = bitext.pairs.get(mentions[0].pair).filter(|pair| pair.is_linked()) else { continue };
            let source = Side::new(pair.source_text(), from, cx.source);
            if source.ranks.is_empty() {
                continue;
            }
            let target = Side::new(pair.target_text(), to, cx.target);
            let answered = |rank: &Rank, other: &Side<'_>| other.ranks.iter().any(|theirs| agree(rank.kind, theirs.kind));
            let mut told: Vec<Range<usize>> = Vec::new();
            for mention in mentions {
                let (Some(mine), Some(theirs)) = (source.beside(&mention.source), target.beside(&mention.target)) else { continue };
                let (Some(one), Some(other)) = (kind(mine.kind), kind(theirs.kind)) else { continue };
                // A rank that the other side has somewhere else belongs to somebody else here.
                let open = one.family == other.family && !answered(mine, &target) && !answered(theirs, &source);
                if !open || told.contains(&theirs.span) {
                    continue;
                }
                told.push(theirs.span.clone());
                let (written, shown) = (&source.text[mine.span.clone()], &target.text[theirs.span.clone()]);
                let message = message!("Source has {rank} ({called}), target “{shown}”", rank = written, called = one.name, shown);
                out.report(pair.place(), Severity::Major, SURE, "Rank changed", message)
                    .source_span(source.text, mine.span.clone())
                    .target_span(target.text, theirs.span.clone())
                    .because("name", &*mention.source_form);
            }
        }
        Ok(())
    }
}
