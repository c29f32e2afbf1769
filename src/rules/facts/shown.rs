//! How figures are shown and weighed by the number rules.

use std::{borrow::Cow, ops::Range};

use crate::{
    lang::is_letter,
    model::{MarkKind, Segment},
    rules::{Bitext, Context, Pair},
    values::{Change, Form, Value, conversion},
};

/// Figures up to this are as often words, and as often dropped with good reason.
const SMALL: f64 = 12.0;

/// A figure from which on it is hardly met next door by chance.
const TELLING: f64 = 100.0;

/// The figure as it is written.
pub(super) fn written<'a>(text: &'a str, value: &Value) -> &'a str {
    text.get(value.span.clone()).unwrap_or_default().trim()
}

/// The figure with its unit, as it is written; the first end of a range with the name of the unit that stands behind the second.
pub(super) fn with_unit<'a>(text: &'a str, value: &Value) -> Cow<'a, str> {
    let whole = text.get(value.whole.clone()).unwrap_or_default().trim();
    match value.unit.name() {
        Some(unit) if value.whole == value.span => format!("{whole} ({unit})").into(),
        _ => whole.into(),
    }
}

/// A number as a message shows it: no more than three figures that count.
pub(super) fn rounded(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let places = 2 - value.abs().log10().floor() as i32;
    let scale = 10f64.powi(places);
    let shown = (value * scale).round() / scale;
    format!("{shown:.*}", usize::try_from(places).unwrap_or(0)).to_owned()
}

/// Two figures of the same kind in units of which neither names the other: 650 pounds and 250 kg.
pub(super) fn other_units(one: &Value, other: &Value) -> bool {
    let scales = !one.unit.is_bare_degree() && !other.unit.is_bare_degree();
    scales && one.unit_sure && other.unit_sure && !one.unit.overlaps(other.unit) && conversion(1.0, one.unit, other.unit).is_some()
}

/// Whether a figure that stands alone on its side is worth a row: no small number, no piece of a code, no turn by so many degrees.
pub(super) fn weighs(value: &Value) -> bool {
    let turn = value.value() % 90.0 == 0.0 && value.unit.units().any(|unit| unit.name == "degree");
    value.is_digits() && !value.code && !turn && value.value() > SMALL
}

/// Whether a figure of a side of one segment stands in a code span: what changed there is the business of `code-changed`.
pub(super) fn in_code(side: &[Segment], span: &Range<usize>) -> bool {
    let [segment] = side else { return false };
    let mut codes = segment.marks().filter(|(_, mark)| mark.kind == MarkKind::Code);
    codes.any(|(at, mark)| at <= span.start && span.end <= at + mark.value.len())
}

/// "the 2000s": as often said without a figure.
pub(super) fn is_decade(text: &str, value: &Value) -> bool {
    if text[value.span.end..].starts_with("年代") || text[value.span.end..].starts_with("년대") {
        return true;
    }
    let behind = text[value.span.end..].trim_start_matches(['\'', '’']);
    value.value() % 10.0 == 0.0 && behind.starts_with('s') && !behind[1..].starts_with(is_letter)
}

/// Whether a neighbouring bead has an unanswered figure of this value on the given side: then it only moved.
pub(super) fn moved(bitext: &Bitext<'_>, pair: &Pair<'_>, value: &Value, in_target: bool, cx: &Context<'_>) -> bool {
    let at = pair.index as usize;
    let own = pair.numbers(cx);
    let side = |change: &Change, target: bool| if target { change.target } else { change.source };
    let (mine, partners) = if in_target { (&own.source, &own.target) } else { (&own.target, &own.source) };
    // What stands in its place here.
    let instead =
        own.changed.iter().find(|change| mine[side(change, !in_target)].same(value)).map(|change| &partners[side(change, in_target)]);
    let near = [at.checked_sub(2), at.checked_sub(1), Some(at + 1), Some(at + 2)];
    near.into_iter().flatten().filter_map(|at| bitext.pair(at)).any(|other| {
        let numbers = other.numbers(cx);
        let (values, open) = if in_target { (&numbers.target, &numbers.extra) } else { (&numbers.source, &numbers.missing) };
        let others = if in_target { &numbers.source } else { &numbers.target };
        // Sentences that changed places leave changed figures in both, each other's; a small one may be there by chance.
        let crossed = |change: &Change| {
            values[side(change, in_target)].same(value) && instead.is_none_or(|instead| others[side(change, !in_target)].same(instead))
        };
        open.iter().any(|index| values[*index].same(value))
            || (value.value() >= TELLING && numbers.changed.iter().any(crossed))
            || values.iter().any(|candidate| candidate.form == Form::Words && candidate.same(value))
    })
}

/// Linked pairs with their figures, or why there is nothing to compare.
pub(super) fn linked<'b, 'a>(bitext: &'b Bitext<'a>) -> Result<impl Iterator<Item = &'b Pair<'a>>, &'static str> {
    if bitext.pairs.iter().any(Pair::is_linked) {
        Ok(bitext.pairs.iter().filter(|pair| pair.is_linked()))
    } else {
        Err("no linked segments")
    }
}
