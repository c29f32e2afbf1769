//! Figures of two texts against each other: values, not digits.

use super::Value;

/// A figure of one side that nothing on the other side answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Index in the list of source figures.
    pub source: Option<usize>,
    /// Index in the list of target figures.
    pub target: Option<usize>,
}

/// What two lists of figures come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    pub source: Vec<Value>,
    pub target: Vec<Value>,
    pub changed: Vec<(usize, usize)>,
    pub missing: Vec<usize>,
    pub extra: Vec<usize>,
    /// Figures of each side that were matched.
    pub matched: usize,
}

/// Factors between units that translators convert: mile, foot, inch, yard, pound, stone, ounce, acre, gallon, knot; both ways.
const CONVERSIONS: [f64; 14] =
    [1.609_344, 0.3048, 2.54, 0.9144, 0.453_592, 6.350_29, 28.349_5, 0.404_686, 3.785_41, 4.546_09, 1.852, 2.589_99, 10.0, 30.48];
/// Converted figures are rounded.
const ROUNDED: f64 = 0.035;

/// Matches two lists of figures as multisets of values. Figures in digits are to be answered; words and hints may answer them.
#[must_use]
pub fn compare(source: Vec<Value>, target: Vec<Value>) -> Comparison {
    let mut used_source = vec![false; source.len()];
    let mut used_target = vec![false; target.len()];
    // Exact values first, in order, so that equal figures stay together.
    for (i, one) in source.iter().enumerate() {
        let found =
            target.iter().enumerate().find(|(j, other)| !used_target[*j] && (one.digits || other.digits || !one.hint) && same(one, other));
        if let Some((j, _)) = found {
            used_source[i] = true;
            used_target[j] = true;
        }
    }
    let matched = used_source.iter().filter(|used| **used).count();
    let answers = |one: &Value, others: &[Value]| others.iter().any(|other| same(one, other) || akin(one, other));
    let open = |values: &[Value], used: &[bool], others: &[Value]| -> Vec<usize> {
        // Said twice on one side, or explained by something on the other.
        (0..values.len()).filter(|at| !used[*at] && values[*at].digits && !answers(&values[*at], others)).collect()
    };
    let mut missing = open(&source, &used_source, &target);
    let mut extra = open(&target, &used_target, &source);
    parts(&source, &mut missing, &target, &mut extra);
    // The rest in pairs: what stands in the same place or looks alike was changed.
    let mut changed = Vec::new();
    while let Some((i, j)) = closest(&source, &missing, &target, &extra) {
        missing.retain(|at| *at != i);
        extra.retain(|at| *at != j);
        if !converted(source[i].value(), target[j].value()) && !clock(&source[i], &target[j]) {
            changed.push((i, j));
        }
    }
    changed.sort_unstable();
    Comparison { source, target, changed, missing, extra, matched }
}

fn equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

fn same(one: &Value, other: &Value) -> bool {
    one.readings.iter().any(|a| other.readings.iter().any(|b| equal(*a, *b)))
}

/// Two ways to write one thing: years in two digits, decades, half a day's difference on the clock, hundreds as words.
fn akin(one: &Value, other: &Value) -> bool {
    let (a, b) = (one.value(), other.value());
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    let whole = a.fract() == 0.0 && b.fract() == 0.0;
    if whole
        && (1000.0..2200.0).contains(&large)
        && small < 100.0
        && equal(large % 100.0, small)
        && (one.digits && other.digits || small % 10.0 == 0.0)
    {
        return true;
    }
    if whole && clock(one, other) {
        return true;
    }
    // Percent and permille as words, "half" for 0.5 or 50 %.
    one.hint != other.hint && (equal(large, small * 100.0) && small < 1.0)
}

/// 7 p.m. and 19.00.
fn clock(one: &Value, other: &Value) -> bool {
    let (a, b) = (one.value(), other.value());
    let hour = |v: f64| v.fract() == 0.0 || v.fract() < 0.6;
    let (early, late) = if a < b { (a, b) } else { (b, a) };
    (equal(late, early + 12.0) && late <= 24.6 && early >= 0.0 && hour(late)) || (equal(early, 0.0) && equal(late, 24.0))
}

fn converted(a: f64, b: f64) -> bool {
    if a <= 0.0 || b <= 0.0 {
        return false;
    }
    let near = |x: f64, y: f64| (x / y - 1.0).abs() <= ROUNDED;
    CONVERSIONS[..12].iter().chain(&CONVERSIONS[13..]).any(|factor| near(a * factor, b) || near(b * factor, a))
        || near((a - 32.0) / 1.8, b)
        || near((b - 32.0) / 1.8, a)
}

/// A date or range written together on one side and apart on the other: 2019-20, 24/7, 1968/69; and sums of parts.
fn parts(source: &[Value], missing: &mut Vec<usize>, target: &[Value], extra: &mut Vec<usize>) {
    let joined = |whole: &Value, values: &[Value], open: &[usize]| {
        open.windows(2).find(|pair| equal(values[pair[0]].value() + values[pair[1]].value(), whole.value())).map(<[usize]>::to_vec)
    };
    for at in missing.clone() {
        if let Some(found) = joined(&source[at], target, extra) {
            missing.retain(|other| *other != at);
            extra.retain(|other| !found.contains(other));
        }
    }
    for at in extra.clone() {
        if let Some(found) = joined(&target[at], source, missing) {
            extra.retain(|other| *other != at);
            missing.retain(|other| !found.contains(other));
        }
    }
}

/// The pair of open figures that most looks like one figure changed.
fn closest(source: &[Value], missing: &[usize], target: &[Value], extra: &[usize]) -> Option<(usize, usize)> {
    let mut best: Option<(f64, usize, usize)> = None;
    for &i in missing {
        for &j in extra {
            let (a, b) = (source[i].value(), target[j].value());
            let digits = strsim::normalized_levenshtein(&format!("{a}"), &format!("{b}"));
            let size = if a > 0.0 && b > 0.0 { 1.0 / (1.0 + (a / b).ln().abs()) } else { 0.0 };
            let score = digits + size + f64::from(u8::from(converted(a, b))) + f64::from(u8::from(source[i].code == target[j].code)) * 0.5;
            if best.is_none_or(|(known, ..)| score > known) {
                best = Some((score, i, j));
            }
        }
    }
    best.map(|(_, i, j)| (i, j))
}
