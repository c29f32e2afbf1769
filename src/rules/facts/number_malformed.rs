use super::shown::{linked, moved, written};
use crate::{
    declare_rule,
    lang::Language,
    message,
    model::{Message, Severity},
    rules::{Bitext, Context, Meta, Pair, Reporter, Rule},
    text::tokens::digit,
    values::Value,
};

declare_rule! {
    /// ## What it finds
    ///
    /// A figure whose marks say something else in the language of the translation, or nothing at all.
    ///
    /// ## Why it matters
    ///
    /// 4.700 tons are 4.7 tons to an English reader, and 550,00 is no number.
    ///
    /// ## Example
    ///
    /// "4700 Tonnen" → "4.700 tons". Not found: "4,700 tons", "4 700 tonnes" in French.
    ///
    /// ## What it cannot see
    ///
    /// Marks of languages that use both ways, and figures that are written the same way in the source.
    NumberMalformed, id = "number-malformed", family = "facts", severity = Major, mqm = "Locale conventions", scope = Near
}

impl Rule for NumberMalformed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn document(&self, bitext: &Bitext<'_>, cx: &Context<'_>, out: &mut Reporter<'_>) -> Result<(), &'static str> {
        for pair in linked(bitext)? {
            let numbers = pair.numbers(cx);
            let (source, target) = (pair.source_text(), pair.target_text());
            let mut report = |severity: Severity,
                              confidence: u8,
                              span: std::ops::Range<usize>,
                              message: Message,
                              source_span: Option<std::ops::Range<usize>>| {
                let finding = out.report(pair.place(), severity, confidence, "Number malformed", message);
                let shown = target.get(span.clone()).unwrap_or_default().to_owned();
                finding.target_span(target, span).because("figure", shown);
                if let Some(span) = source_span {
                    finding.source_span(source, span);
                }
            };
            for &(i, j) in &numbers.equal {
                let (one, other) = (&numbers.source[i], &numbers.target[j]);
                let (from, to) = (written(source, one), written(target, other));
                if !one.is_digits() || !other.is_digits() || to.is_empty() {
                    continue;
                }
                if other.readings.len() == 2
                    && decimal_only(cx.target, to)
                    && (one.value() - other.readings[1]).abs() < 1e-9
                    && (one.value() - other.value()).abs() > 1e-9
                {
                    let message =
                        message!("Target has {to}, which reads as {value} here; source has {from}", to, value = other.value(), from);
                    // Taken over as it stands: a matter of custom more than of meaning.
                    let copied = digits_with_marks(from) == digits_with_marks(to);
                    let (severity, confidence) = if copied { (Severity::Minor, 72) } else { (Severity::Major, 88) };
                    report(severity, confidence, other.span.clone(), message, Some(one.span.clone()));
                } else if digits_with_marks(from) != digits_with_marks(to)
                    && grouped_by_blank(to)
                    && !other.code
                    && !cx.target.numbers.grouping.is_empty()
                    && !cx.target.numbers.grouping.iter().any(|mark| mark == " ")
                {
                    report(Severity::Minor, 70, other.span.clone(), message!("Target groups the digits of {to} with a blank", to), None);
                }
            }
            for change in &numbers.changed {
                let (one, other) = (&numbers.source[change.source], &numbers.target[change.target]);
                if regrouped(one, other, target, cx.target) && !moved(bitext, pair, one, true, cx) {
                    let (from, to) = (written(source, one), written(target, other));
                    report(
                        Severity::Major,
                        92,
                        other.span.clone(),
                        message!("Target has {to}; source has {from}", to, from),
                        Some(one.span.clone()),
                    );
                }
            }
            for &at in &numbers.extra {
                let other = &numbers.target[at];
                if let Some(one) = numbers.source.iter().find(|one| one.is_digits() && regrouped(one, other, target, cx.target)) {
                    let (from, to) = (written(source, one), written(target, other));
                    report(
                        Severity::Major,
                        88,
                        other.span.clone(),
                        message!("Target has {to}; source has {from}", to, from),
                        Some(one.span.clone()),
                    );
                }
            }
            for span in torn(pair, &numbers.target, &numbers.source) {
                let message = message!("Target has {to}, a number torn apart", to = target.get(span.clone()).unwrap_or_default());
                report(Severity::Major, 88, span, message, None);
            }
            for span in impossible(target, &numbers.target) {
                if !source.contains(&target[span.clone()]) {
                    report(Severity::Major, 92, span.clone(), message!("Target has {to}, which is no date", to = &target[span]), None);
                }
            }
        }
        Ok(())
    }
}

/// The figure without its unit and magnitude.
fn digits_with_marks(written: &str) -> &str {
    let end = written.char_indices().rev().find(|(_, c)| digit(*c).is_some()).map_or(0, |(at, c)| at + c.len_utf8());
    &written[..end]
}

/// Whether the one mark in a figure is the decimal mark of the language, and its only one.
fn decimal_only(language: &Language, written: &str) -> bool {
    let [mark] = language.numbers.decimal.as_slice() else { return false };
    let groups = language.numbers.grouping.iter().any(|known| known == mark);
    let marks = digits_with_marks(written).chars().filter(|c| digit(*c).is_none());
    !groups && marks.map(String::from).eq([mark.clone()])
}

fn grouped_by_blank(written: &str) -> bool {
    let body = digits_with_marks(written);
    body.contains(' ') && body.chars().all(|c| c == ' ' || digit(c).is_some())
}

/// 550,00 for 55000: the digits are right, and the grouping mark stands where it groups nothing.
pub(super) fn regrouped(one: &Value, other: &Value, target: &str, language: &Language) -> bool {
    let body = digits_with_marks(written(target, other));
    let marks: Vec<char> = body.chars().filter(|c| digit(*c).is_none()).collect();
    let grouping = language.numbers.grouping.first().is_some_and(|mark| !marks.is_empty() && marks.iter().all(|c| mark.starts_with(*c)));
    // 1,050,000 is grouped well, whatever it says.
    let groups: Vec<usize> = body.split(|c: char| digit(c).is_none()).map(|group| group.chars().count()).collect();
    if groups[1..].iter().all(|width| *width == 3) {
        return false;
    }
    let whole: String = body.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect();
    grouping && whole.parse().is_ok_and(|whole: f64| one.may_be(whole))
}

/// "1, 200" for 1200.
fn torn(pair: &Pair<'_>, target: &[Value], source: &[Value]) -> Vec<std::ops::Range<usize>> {
    let text = pair.target_text();
    let two = target.windows(2).filter_map(|two| {
        let [a, b] = two else { return None };
        let gap = text.get(a.span.end..b.span.start)?;
        let three = text.get(b.span.clone())?.chars().take_while(|c| digit(*c).is_some()).count() == 3;
        let whole = a.value() * 1000.0 + b.value();
        let whole_source = source.iter().any(|value| value.is_digits() && value.may_be(whole));
        let apart = [a, b].iter().all(|piece| !source.iter().any(|value| value.same(piece)));
        (matches!(gap, ", " | ". ") && three && a.is_digits() && a.value() < 1000.0 && whole_source && apart)
            .then_some(a.span.start..b.span.end)
    });
    two.collect()
}

/// 201/07/2019: three figures and two strokes that are no date in any order.
fn impossible(text: &str, figures: &[Value]) -> Vec<std::ops::Range<usize>> {
    let three = figures.windows(3).filter_map(|three| {
        let [a, b, c] = three else { return None };
        let strokes = text.get(a.span.end..b.span.start) == Some("/") && text.get(b.span.end..c.span.start) == Some("/");
        let year =
            |figure: &Value| text.get(figure.span.clone()).is_some_and(|piece| piece.chars().count() == 4) && figure.value() >= 1000.0;
        let day = |figure: &Value| (1.0..=31.0).contains(&figure.value());
        let free = !text[..a.span.start].ends_with('/') && !text[c.span.end..].starts_with('/');
        (strokes && free && year(c) && day(b) && b.value() <= 12.0 && !day(a) && a.value() >= 100.0 && a.value() < 1000.0)
            .then_some(a.span.start..c.span.end)
    });
    three.collect()
}
