//! Rules about numbers, dates and units.

mod currency;
mod date_month;
mod date_relative;
mod date_value;
mod date_weekday;
mod days;
mod feast;
mod number_extra;
mod number_malformed;
mod number_missing;
mod number_qualifier;
mod number_style;
mod number_value;
mod self_contradiction;
mod shown;
mod time_value;
mod unit;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[
    &currency::Currency,
    &date_month::DateMonth,
    &date_relative::DateRelative,
    &date_value::DateValue,
    &date_weekday::DateWeekday,
    &feast::Feast,
    &number_extra::NumberExtra,
    &number_malformed::NumberMalformed,
    &number_missing::NumberMissing,
    &number_qualifier::NumberQualifier,
    &number_style::NumberStyle,
    &number_value::NumberValue,
    &self_contradiction::SelfContradiction,
    &time_value::TimeValue,
    &unit::Unit,
];
