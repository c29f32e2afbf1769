use std::ops::Range;

use super::shown::{linked, written};
use crate::{
    declare_rule, message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
    text::tokens::digit,
};

declare_rule! {
    /// ## What it finds
    ///
    /// Figures written in two ways in one text: 20000 beside 20,000, or two systems of digits.
    ///
    /// ## Why it matters
    ///
    /// A mixed text looks unedited, and a reader of ٢٠ and 20 in one line stumbles.
    ///
    /// ## Example
    ///
    /// "20,000 … 35,000 … 41,000 … 18000". Not found: years, codes, figures that the source writes in the other way too.
    ///
    /// ## What it cannot see
    ///
    /// Texts with fewer than three figures in the usual way, and figures below 10,000.
    NumberStyle, id = "number-style", family = "facts", severity = Minor, mqm = "Locale conventions", scope = Document
}

/// Figures in the usual way that a text must have, and how many of them stand against one in another.
const USUAL: usize = 3;

/// One figure: which pair, where, and how it is written.
struct Written<S> {
    pair: usize,
    span: Range<usize>,
    style: S,
}

impl Rule for NumberStyle {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let (mut systems, mut groupings) = (Vec::new(), Vec::new());
        // A source that writes large figures both ways has its reasons for each.
        let both_ways = linked(bitext)?.any(|pair| {
            let numbers = pair.numbers(cx);
            numbers.source.iter().any(|value| value.value() >= 10_000.0 && written(pair.source_text(), value).contains([',', '.']))
        });
        for pair in linked(bitext)? {
            let (text, source) = (pair.target_text(), pair.source_text());
            for value in pair.numbers(cx).target.iter().filter(|value| value.is_digits() && !value.code) {
                let figure = written(text, value);
                let at = pair.index as usize;
                if let Some(first) = figure.chars().find(|c| digit(*c).is_some()) {
                    // Latin digits that the source has as well (a telephone number, a model) are taken over on purpose.
                    if !(first.is_ascii() && source.contains(figure)) {
                        systems.push(Written { pair: at, span: value.span.clone(), style: first.is_ascii() });
                    }
                }
                let body: String = figure
                    .chars()
                    .take_while(|c| digit(*c).is_some() || matches!(c, ',' | '.' | '٬' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}'))
                    .collect();
                // Not of millions with decimals.
                let all = body.trim() == figure;
                let taken_over = |style: &char| *style == '-' && both_ways && source.contains(figure);
                if let Some(style) = grouping(body.trim())
                    .filter(|style| all && value.value() >= 10_000.0 && value.value().fract() == 0.0 && !taken_over(style))
                {
                    groupings.push(Written { pair: at, span: value.span.clone(), style });
                }
            }
        }
        // The digits of the language itself are no fault in a text that borrows others.
        report(bitext, &systems, |style| if *style { Severity::Minor } else { Severity::Info }, out);
        // A blank is the mark of the international standard, right in any language.
        report(bitext, &groupings, |mark| if *mark == ' ' { Severity::Info } else { Severity::Minor }, out);
        Ok(())
    }
}

/// Reports the figures that are not written in the usual way of the text.
fn report<S: PartialEq>(bitext: &Bitext<'_>, figures: &[Written<S>], weight: fn(&S) -> Severity, out: &mut Reporter<'_>) {
    let count = |style: &S| figures.iter().filter(|figure| figure.style == *style).count();
    let Some(usual) = figures.iter().take(50).max_by_key(|figure| count(&figure.style)) else { return };
    let most = count(&usual.style);
    let others: Vec<&Written<S>> = figures.iter().filter(|figure| figure.style != usual.style).collect();
    if most < USUAL || others.len() * USUAL > most {
        return;
    }
    let text = |figure: &Written<S>| {
        bitext.pairs.get(figure.pair).and_then(|pair| pair.target_text().get(figure.span.clone())).unwrap_or_default().trim().to_owned()
    };
    for figure in others {
        let Some(pair) = bitext.pairs.get(figure.pair) else { continue };
        let message = message!("“{found}” here, “{usual}” elsewhere", found = text(figure), usual = text(usual));
        let finding = out.report(pair.place(), weight(&figure.style), 80, "Number format", message);
        finding.target_span(pair.target_text(), figure.span.clone()).because("usual form", text(usual));
    }
}

/// The mark between groups of three digits; a blank for all kinds of blanks, `-` for none. `None` where it cannot be told.
fn grouping(figure: &str) -> Option<char> {
    let marks: Vec<char> = figure.chars().filter(|c| digit(*c).is_none()).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let digits = figure.chars().filter(|c| digit(*c).is_some()).count();
    match marks.as_slice() {
        [] if digits >= 5 => Some('-'),
        [first, rest @ ..] if rest.iter().all(|mark| mark == first) && digits >= 5 => Some(*first),
        _ => None,
    }
}
