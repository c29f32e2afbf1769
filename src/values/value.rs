//! A figure of a text and what it may mean.

use std::ops::Range;

use super::units::UnitSet;

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In digits: a claim of its own.
    Digits,
    /// In words that are always a number ("thirty", "zwei Millionen").
    Words,
    /// An ordinal, month, fraction, Roman numeral or weak word: answers a figure but raises none.
    Hint,
}

/// A figure and what it may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Possible values, the likeliest first: 1.234 is 1234 or 1.234.
    pub readings: Vec<f64>,
    pub form: Form,
    /// Part of a code, a version, a date, a time or a score: never called missing or extra alone.
    pub code: bool,
    /// Stands beside a sign of a time of day (`:`, a.m., Uhr, 午後).
    pub clock: bool,
    /// Pieces it may be written as: hour and minute, groups of a telephone number, feet and inches. Empty where it is one piece.
    pub parts: Vec<f64>,
    /// The units its unit word may name; empty where none follows.
    pub unit: UnitSet,
    /// The unit is named by a word or sign that means nothing else beside a figure.
    pub unit_sure: bool,
    /// Bytes of the figure with its unit.
    pub whole: Range<usize>,
}

impl Value {
    pub(super) fn new(span: Range<usize>, readings: Vec<f64>, form: Form) -> Self {
        let whole = span.clone();
        Value { span, readings, form, code: false, clock: false, parts: Vec::new(), unit: UnitSet::default(), unit_sure: false, whole }
    }

    /// The likeliest value.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.readings.first().copied().unwrap_or(0.0)
    }

    #[must_use]
    pub fn is_digits(&self) -> bool {
        self.form == Form::Digits
    }

    #[must_use]
    pub fn is_hint(&self) -> bool {
        self.form == Form::Hint
    }

    /// Whether both may mean one value.
    #[must_use]
    pub fn same(&self, other: &Value) -> bool {
        self.readings.iter().any(|a| other.readings.iter().any(|b| equal(*a, *b)))
    }

    #[must_use]
    pub fn may_be(&self, value: f64) -> bool {
        self.readings.iter().any(|reading| equal(*reading, value))
    }
}

/// Equal but for the noise of binary fractions.
pub(super) fn equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}
