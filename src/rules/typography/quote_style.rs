use crate::{
    declare_rule,
    lang::Language,
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Reporter, Rule},
    text::quotes::{Quotation, quotations},
};

declare_rule! {
    /// ## What it finds
    ///
    /// Quotation marks of two styles in one translation, told once a document and style.
    ///
    /// ## Why it matters
    ///
    /// A text in curly marks with a few straight ones looks unedited; marks of another language look foreign.
    ///
    /// ## Example
    ///
    /// Eleven “…” and three "…". Not found: marks inside other marks, a quotation that the source has with the same marks and words, a few marks
    /// of the target language in a text of straight ones, and a single odd quotation (information only).
    ///
    /// ## What it cannot see
    ///
    /// Texts with fewer than three quotations in the usual style, and single marks.
    QuoteStyle, id = "quote-style", family = "typography", severity = Minor, mqm = "Linguistic conventions", scope = Document
}

/// Quotations in the usual style that a text must have, and how many of them stand against one in another.
const USUAL: usize = 3;
/// Quotations in another style that make a habit: a single one is told for information only.
const HABIT: usize = 2;

/// What the opening mark looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Straight,
    Curly,
    Low,
    Guillemets,
    Corner,
}

impl Style {
    fn of(sign: char) -> Style {
        match sign {
            '"' | '＂' => Style::Straight,
            '„' => Style::Low,
            '«' | '»' => Style::Guillemets,
            '「' | '『' | '」' | '』' | '〝' | '〞' | '〟' => Style::Corner,
            _ => Style::Curly,
        }
    }

    /// Whether the language writes marks of this style.
    fn is_of(self, language: &Language) -> bool {
        language.sentence.quotes.iter().filter_map(|(open, _)| open.chars().next()).any(|sign| Style::of(sign) == self)
    }
}

impl Rule for QuoteStyle {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        let mut found: Vec<(Style, usize, Quotation)> = Vec::new();
        for (at, pair) in bitext.pairs.iter().enumerate().filter(|(_, pair)| pair.is_linked()) {
            let (source, target) = (pair.source_text(), pair.target_text());
            let taken_over = |quotation: &Quotation| source.contains(&target[quotation.whole()]);
            let own = quotations(target).into_iter().filter(|quotation| !taken_over(quotation));
            found.extend(own.map(|quotation| (Style::of(quotation.open.sign), at, quotation)));
        }
        let count = |style: Style| found.iter().filter(|(other, ..)| *other == style).count();
        let styles = [Style::Straight, Style::Curly, Style::Low, Style::Guillemets, Style::Corner];
        let Some(usual) = styles.into_iter().max_by_key(|style| count(*style)) else { return Ok(()) };
        let most = count(usual);
        for style in styles.into_iter().filter(|style| *style != usual) {
            let number = count(style);
            if most < USUAL || number == 0 || number * USUAL > most {
                continue;
            }
            let first = |wanted: Style| found.iter().find(|(style, ..)| *style == wanted);
            let (Some((_, at, odd)), Some((_, _, common))) = (first(style), first(usual)) else { continue };
            let Some(pair) = bitext.pairs.get(*at) else { continue };
            // What is amiss in a text of straight marks is not the proper one.
            let proper = style != Style::Straight && style.is_of(cx.target);
            let (severity, confidence) = if proper || number < HABIT { (Severity::Info, 60) } else { (Severity::Minor, 90) };
            let shown = |quotation: &Quotation| format!("{}…{}", quotation.open.sign, quotation.close.sign);
            let message = message!(
                "{most} quotations in {usual}, {number} in {found}",
                most = most.to_string(),
                usual = shown(common),
                number = number.to_string(),
                found = shown(odd)
            );
            out.report(pair.place(), severity, confidence, "Mixed quotation marks", message)
                .target_span(pair.target_text(), odd.whole())
                .suggest(shown(common))
                .because("usual marks", shown(common));
        }
        Ok(())
    }
}
