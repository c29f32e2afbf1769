//! Days of two texts against each other: what stands on one side only, where the other side has something else instead.

use std::ops::Range;

use crate::{
    rules::{Bitext, Context, Pair},
    values::{Date, Form, Moments, Named, Value},
};

/// Words of the calendar that the other side answers with another one, in order.
pub(super) fn replaced<'m, T: PartialEq>(source: &'m [Named<T>], target: &'m [Named<T>]) -> Vec<(&'m Named<T>, &'m Named<T>)> {
    let alone = |one: &'m [Named<T>], other: &'m [Named<T>]| {
        let answered = |name: &Named<T>| other.iter().any(|known| known.may_be.iter().any(|value| name.may_be.contains(value)));
        one.iter().filter(|name| name.sure && !answered(name)).collect::<Vec<_>>()
    };
    let (lost, new) = (alone(source, target), alone(target, source));
    lost.into_iter().zip(new).collect()
}

/// Whether a neighbouring pair speaks of the same on the given side: then the sentence was cut elsewhere.
pub(super) fn near(bitext: &Bitext<'_>, pair: &Pair<'_>, cx: &Context<'_>, in_target: bool, same: impl Fn(&Moments) -> bool) -> bool {
    let at = pair.index as usize;
    let around = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| bitext.pair(at));
    around.into_iter().any(|other| {
        let moments = other.moments(cx);
        same(if in_target { &moments.1 } else { &moments.0 })
    })
}

/// Months of a text together with those that stand as figures: 25/07, 25.7.
pub(super) fn months_with_figures(moments: &Moments, figures: &[Value]) -> Vec<Named<u8>> {
    let mut months = moments.months.clone();
    let is_day = |span: &Range<usize>| moments.dates.iter().any(|date| !date.numeric && date.day == *span);
    for figure in figures.iter().filter(|figure| figure.form == Form::Digits && !is_day(&figure.span)) {
        let numbers = figure.parts.iter().copied().chain([figure.value(), (figure.value().fract() * 100.0).round()]);
        let readings = numbers.filter(|number| number.fract() == 0.0 && (1.0..=12.0).contains(number));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let may_be: Vec<u8> = readings.map(|number| number as u8).collect();
        if !may_be.is_empty() {
            months.push(Named { span: figure.span.clone(), may_be, sure: false });
        }
    }
    months
}

/// How a date of the source stands in the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Another day of the same month.
    Day,
    /// Day and month in the order of another language.
    Order,
}

/// Dates that changed. Only where as many are left over on both sides.
pub(super) fn changed_dates<'m>(
    (source, figures): (&'m Moments, &[Value]),
    (target, other_figures): (&'m Moments, &[Value]),
    target_fixed: bool,
) -> Vec<(&'m Date, &'m Date, Fault)> {
    let main = |date: &Date| date.readings.first().copied();
    let alone = |one: &'m [Date], other: &'m [Date]| {
        let answered = |date: &Date| other.iter().any(|known| known.readings.iter().any(|reading| date.readings.contains(reading)));
        one.iter().filter(|date| !answered(date)).collect::<Vec<_>>()
    };
    // "May 10 to the 26th", "10 to 26 May": days that share a month are answered by the figure alone.
    let said =
        |date: &Date, figures: &[Value]| date.readings.iter().all(|(day, _)| figures.iter().any(|figure| figure.may_be(f64::from(*day))));
    let (lost, new) = (alone(&source.dates, &target.dates), alone(&target.dates, &source.dates));
    let mut out = Vec::new();
    if lost.len() == new.len() {
        for (one, other) in lost.into_iter().zip(new) {
            if let (Some((day, month)), Some((other_day, other_month))) = (main(one), main(other))
                && month == other_month
                && day != other_day
                && !one.numeric
                && !other.numeric
                && !said(one, other_figures)
                && !said(other, figures)
            {
                out.push((one, other, Fault::Day));
            }
        }
    }
    // One date on each side, in figures on one of them, of the same year and so of the same calendar.
    if let ([one], [other]) = (source.dates.as_slice(), target.dates.as_slice())
        && (one.numeric || other.numeric)
        && one.year.is_some()
        && one.year == other.year
        && !one.readings.iter().any(|reading| other.readings.contains(reading))
    {
        out.push((one, other, Fault::Day));
    }
    // 4 July as 7/4 where the day stands first.
    if target_fixed && let ([one], [other]) = (source.dates.as_slice(), target.dates.as_slice()) {
        let swapped = main(one).is_some_and(|(day, month)| main(other) == Some((month, day)) && day != month);
        if !one.numeric && other.numeric && swapped {
            out.push((one, other, Fault::Order));
        }
    }
    out
}
