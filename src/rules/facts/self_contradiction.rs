use super::shown::{weighs, written};
use crate::{
    declare_rule,
    lang::{Language, fold, is_letter, words_in},
    message,
    model::{BlockKind, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::ends::{End, ending},
    values::Value,
};

declare_rule! {
    /// ## What it finds
    ///
    /// A figure in the headline of the translation that its body gives otherwise for the same thing, where the source does not say it at all.
    ///
    /// ## Why it matters
    ///
    /// Readers see the headline first, and one of the two is wrong.
    ///
    /// ## Example
    ///
    /// "1,000 officers resign", and in the body "100 officers". Not found: a figure that the source or the body has anywhere, figures of two
    /// things, a headline whose own sentence of the source has the other figure (`number-value` tells that).
    ///
    /// ## What it cannot see
    ///
    /// Contradictions between two sentences of the body, and things named by two words.
    SelfContradiction, id = "self-contradiction", family = "facts", severity = Major, mqm = "Accuracy", scope = Document
}

/// Letters of a word that two forms of it share.
const STEM: usize = 4;
/// Letters that make a word where words are not separated.
const UNSPACED_STEM: usize = 2;

/// Figures of headlines that are looked for in the body: each search goes through the text, and a story has few.
const MOST_FIGURES: usize = 24;

/// Words behind a figure that may say what it counts ("100 military officers").
const NEAR: usize = 2;

/// A figure of a pair, and the beginnings of the words that say what it counts.
struct Counted<'b, 'a> {
    pair: &'b Pair<'a>,
    value: Value,
    things: Vec<String>,
}

impl Rule for SelfContradiction {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let first = bitext.pairs.iter().position(|pair| !pair.target.is_empty());
        let headline = |(at, pair): &(usize, &Pair<'_>)| {
            pair.target.iter().all(|segment| segment.kind == BlockKind::Heading(1))
                || (first == Some(*at) && ending(pair.target_text(), cx.target).end == End::Bare)
        };
        let with_target = bitext.pairs.iter().enumerate().filter(|(_, pair)| !pair.target.is_empty());
        let (heads, body): (Vec<_>, Vec<_>) = with_target.partition(headline);
        if heads.is_empty() || body.is_empty() {
            return Err("no headline beside a body");
        }
        let heads: Vec<Counted<'_, '_>> = heads.iter().flat_map(|(_, pair)| figures_of(pair, cx)).take(MOST_FIGURES).collect();
        if heads.is_empty() {
            return Ok(());
        }
        // One pass over the text for all of them: its figures are many, and not kept.
        let source_has = |wanted: &[&Value]| -> Vec<bool> {
            let mut there = vec![false; wanted.len()];
            for pair in &bitext.pairs {
                let numbers = pair.numbers(cx);
                for (there, value) in there.iter_mut().zip(wanted) {
                    *there = *there || numbers.source.iter().any(|other| other.same(value));
                }
            }
            there
        };
        let in_source = source_has(&heads.iter().map(|head| &head.value).collect::<Vec<_>>());
        let mut in_body = vec![false; heads.len()];
        // The figures of the body that count the same as a headline.
        let mut about: Vec<(usize, Counted<'_, '_>)> = Vec::new();
        for (_, pair) in &body {
            let numbers = pair.numbers(cx);
            for (there, head) in in_body.iter_mut().zip(&heads) {
                *there = *there || numbers.target.iter().any(|other| other.same(&head.value));
            }
            for (at, head) in heads.iter().enumerate().filter(|(at, _)| !in_source[*at]) {
                let same = |other: &Counted<'_, '_>| other.things.iter().any(|thing| head.things.contains(thing));
                about.extend(figures(pair, &numbers.target, cx).filter(same).map(|other| (at, other)));
            }
        }
        about.retain(|(at, _)| !in_body[*at]);
        let known = source_has(&about.iter().map(|(_, other)| &other.value).collect::<Vec<_>>());
        for (at, head) in heads.iter().enumerate() {
            let mut others = about.iter().zip(&known).filter(|((of, _), known)| *of == at && **known);
            let Some(((_, other), _)) = others.next() else { continue };
            let figure = |counted: &Counted<'_, '_>| written(counted.pair.target_text(), &counted.value).to_owned();
            let line = other.pair.target.first().map_or(0, |segment| segment.at.line);
            let message = message!(
                "Headline has {figure}, line {line} has {other}",
                figure = figure(head),
                line = line.to_string(),
                other = figure(other)
            );
            out.report(head.pair.place(), Severity::Major, 85, "Figures disagree", message)
                .target_span(head.pair.target_text(), head.value.span.clone())
                .suggest(figure(other))
                .because("figure in the body", figure(other));
        }
        Ok(())
    }
}

/// The figures of a translation that count something.
fn figures_of<'b, 'a>(pair: &'b Pair<'a>, cx: &Context<'_>) -> Vec<Counted<'b, 'a>> {
    figures(pair, &pair.numbers(cx).target, cx).collect()
}

/// Those of its figures that count something.
fn figures<'v, 'b: 'v, 'a: 'b>(pair: &'b Pair<'a>, values: &'v [Value], cx: &'v Context<'_>) -> impl Iterator<Item = Counted<'b, 'a>> + 'v {
    let values = values.iter().filter(|value| weighs(value) && !value.clock);
    let counted = values.map(move |value| Counted { pair, value: value.clone(), things: things(pair.target_text(), value, cx.target) });
    counted.filter(|counted| !counted.things.is_empty())
}

/// The beginnings of the words behind a figure that may say what it counts.
fn things(text: &str, value: &Value, language: &Language) -> Vec<String> {
    let Some(behind) = text.get(value.span.end..) else { return Vec::new() };
    if language.unspaced {
        let letters: String = behind.trim_start().chars().take_while(|c| is_letter(*c)).take(UNSPACED_STEM).collect();
        return if letters.chars().count() == UNSPACED_STEM { vec![letters] } else { Vec::new() };
    }
    let words = words_in(behind).take(NEAR).map(fold).filter(|word| !language.words.is_function(word));
    let stems = words.map(|word| word.chars().take(STEM).collect::<String>());
    stems.filter(|stem| stem.chars().count() == STEM && stem.chars().all(is_letter)).collect()
}
