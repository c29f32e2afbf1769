use super::{
    days::changed_dates,
    number_malformed::regrouped,
    shown::{in_code, is_decade, linked, moved, other_units, written},
};
use crate::{
    declare_rule,
    lang::is_letter,
    message,
    model::Severity,
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    values::{Form, Kind, Value, roughly, rounds_to},
};

declare_rule! {
    /// ## What it finds
    ///
    /// A figure of the source that stands in the translation with another value.
    ///
    /// ## Why it matters
    ///
    /// 100 officers are not 1,000. The reader cannot notice, and the number is what gets quoted.
    ///
    /// ## Example
    ///
    /// "At least 100 officers" → "قُتل 1000 ضابط". Not found: ٢٬٠٠٠ for 2,000, "two thousand" for 2,000, 7 p.m. for 19.00, 10 miles for 16 km.
    ///
    /// ## What it cannot see
    ///
    /// Figures written as words on both sides, and two figures that changed places.
    NumberValue, id = "number-value", family = "facts", severity = Critical, mqm = "Accuracy/Mistranslation", scope = Near
}

/// Cells of a row that may have changed places.
const CELLS: usize = 4;

impl Rule for NumberValue {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let numbers = pair.numbers(cx);
            let moments = pair.moments(cx);
            let (days, other_days) = &*moments;
            let dates = if numbers.changed.is_empty() {
                Vec::new()
            } else {
                changed_dates((days, &numbers.source), (other_days, &numbers.target), false)
            };
            for change in &numbers.changed {
                let (one, other) = (&numbers.source[change.source], &numbers.target[change.target]);
                // The day of a date is the business of `date-value`.
                if dates.iter().any(|(from, to, _)| from.day == one.span && to.day == other.span) {
                    continue;
                }
                if in_code(pair.source, &one.span) && in_code(pair.target, &other.span) {
                    continue;
                }
                // Right digits with the grouping mark in the wrong place are the business of `number-malformed`.
                if regrouped(one, other, pair.target_text(), cx.target) {
                    continue;
                }
                // Measures in other units are the business of `unit`.
                if other_units(one, other) || moved(bitext, pair, one, true, cx) || moved(bitext, pair, other, false, cx) {
                    continue;
                }
                let (source, target) = (pair.source_text(), pair.target_text());
                // Cells of a table in another order, as tables from right to left have them.
                if is_cell(source) && is_cell(target) && swapped(bitext, pair, one, other, cx) {
                    continue;
                }
                let (from, to) = (written(source, one), written(target, other));
                // V2.9 of a text from left to right is often laid out as 9.2 in one from right to left.
                if one.code && cx.source.rtl != cx.target.rtl && mirrored(from, to) {
                    continue;
                }
                // A figure that is written the same in both is no change, whatever it was read as beside its neighbours; nor is one of an address.
                if from == to || in_address(source, &one.span) && in_address(target, &other.span) {
                    continue;
                }
                // A bead that may be wrong makes a figure that may be another's.
                let crowded = numbers.changed.len() > 2 || numbers.missing.len() + numbers.extra.len() > 2;
                let coded = one.code || other.code;
                let unsure = pair.bead.confidence < 0.35;
                let spelled = u8::from(one.form == Form::Words) + u8::from(other.form == Form::Words);
                let rounded = (one.unit.overlaps(other.unit) && rounds_to(one.value(), other.value()))
                    || roughly(one.value(), one.unit, other.value(), other.unit);
                // Degrees that name no scale may be of either, and may be a difference.
                let scale = one.unit.has(Kind::Temperature)
                    && other.unit.has(Kind::Temperature)
                    && (one.unit.is_bare_degree() || other.unit.is_bare_degree());
                // "in the 80s" of a weather report.
                if (is_decade(source, one) && warm(one.value(), other)) || (is_decade(target, other) && warm(other.value(), one)) {
                    continue;
                }
                let rounded = rounded || scale;
                let doubts = [(crowded, 12), (coded, 12), (unsure, 10), (rounded, 35), (spelled == 1, 9), (spelled == 2, 15)];
                let confidence = 97 - doubts.into_iter().filter(|(doubt, _)| *doubt).map(|(_, less)| less).sum::<u8>();
                let severity = match spelled {
                    _ if coded || rounded => Severity::Minor,
                    2 => Severity::Minor,
                    _ => Severity::Critical,
                };
                let finding = out.report(
                    pair.place(),
                    severity,
                    confidence,
                    "Number changed",
                    message!("Source has {from}, target has {to}", from, to),
                );
                finding.source_span(source, one.span.clone()).target_span(target, other.span.clone());
                finding.because("source value", format!("{}", one.value())).because("target value", format!("{}", other.value()));
                // The source's digits can be taken over only where both sides write them alike.
                if from.is_ascii() && to.is_ascii() && one.readings.len() == 1 {
                    finding.suggest(from);
                }
            }
        }
        Ok(())
    }
}

/// Whether a text is a figure and nothing else.
fn is_cell(text: &str) -> bool {
    !text.chars().any(is_letter)
}

/// Whether one neighbouring bead that does not fit either has the source's figure in the target, and one the target's in the source.
fn swapped(bitext: &Bitext<'_>, pair: &Pair<'_>, one: &Value, other: &Value, cx: &Context<'_>) -> bool {
    let at = pair.index as usize;
    let near = || {
        (at.saturating_sub(CELLS)..=at + CELLS)
            .filter(|near| *near != at)
            .filter_map(|near| bitext.pair(near))
            .filter(|near| !near.numbers(cx).changed.is_empty())
    };
    near().any(|near| near.numbers(cx).target.iter().any(|value| value.same(one)))
        && near().any(|near| near.numbers(cx).source.iter().any(|value| value.same(other)))
}

/// Whether a figure stands inside the address of a page or a file.
fn in_address(text: &str, span: &std::ops::Range<usize>) -> bool {
    // Blanks are of one to three bytes.
    let before = text[..span.start].rsplit(char::is_whitespace).next().unwrap_or_default();
    let piece = text[span.start - before.len()..].split(char::is_whitespace).next().unwrap_or_default();
    piece.contains("://")
}

/// Whether two figures have the same pieces in turned order.
fn mirrored(one: &str, other: &str) -> bool {
    one.contains('.') && one != other && one.split('.').rev().eq(other.split('.'))
}

/// Whether a temperature lies within ten degrees Fahrenheit from `tens` up.
fn warm(tens: f64, other: &Value) -> bool {
    let celsius = |degrees: f64| (degrees - 32.0) / 1.8;
    other.unit.has(Kind::Temperature) && (celsius(tens) - 1.0..=celsius(tens + 10.0) + 1.0).contains(&other.value())
}
