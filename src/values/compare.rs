//! Figures of two texts against each other: values, not digits.

use super::{
    Value,
    units::{Kind, UNITS, Unit, converts},
    value::{Form, equal},
};

/// A source figure that stands in the target with another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Index in the list of source figures.
    pub source: usize,
    /// Index in the list of target figures.
    pub target: usize,
}

/// What two lists of figures come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    pub source: Vec<Value>,
    pub target: Vec<Value>,
    pub changed: Vec<Change>,
    /// Source figures in digits that nothing in the target answers.
    pub missing: Vec<usize>,
    /// Target figures in digits that nothing in the source answers.
    pub extra: Vec<usize>,
    /// Pairs that are equal as values.
    pub equal: Vec<(usize, usize)>,
    /// Figures of each side that were matched.
    pub matched: usize,
}

/// One side while figures are matched off.
struct Side {
    values: Vec<Value>,
    open: Vec<bool>,
}

impl Side {
    fn new(values: Vec<Value>) -> Self {
        Side { open: vec![true; values.len()], values }
    }

    fn open(&self) -> impl Iterator<Item = usize> {
        (0..self.values.len()).filter(|at| self.open[*at])
    }

    fn find(&self, accept: impl Fn(&Value) -> bool) -> Option<usize> {
        self.open().find(|at| accept(&self.values[*at]))
    }

    fn left(&self, form: Form) -> Vec<usize> {
        self.open().filter(|at| self.values[*at].form == form).collect()
    }
}

/// Matches two lists of figures as multisets of values. Figures in digits are to be answered; words and hints may answer them.
#[must_use]
pub fn compare(source: Vec<Value>, target: Vec<Value>) -> Comparison {
    let (mut source, mut target) = (Side::new(source), Side::new(target));
    let mut equal = exact(&mut source, &mut target);
    equal.sort_unstable();
    let matched = equal.len();
    pieces(&mut source, &mut target);
    pieces(&mut target, &mut source);
    conversions(&mut source, &mut target);
    explained(&mut source, &target);
    explained(&mut target, &source);
    // Where a figure is left on both sides, one stands for the other, even if its value is found once more elsewhere.
    let mut changed = changes(&mut source, &mut target, &[(Form::Digits, Form::Digits)]);
    repeated(&mut source, &target);
    repeated(&mut target, &source);
    changed.extend(changes(
        &mut source,
        &mut target,
        &[(Form::Digits, Form::Words), (Form::Words, Form::Digits), (Form::Words, Form::Words)],
    ));
    changed.sort_unstable();
    let (missing, extra) = (source.left(Form::Digits), target.left(Form::Digits));
    Comparison { source: source.values, target: target.values, changed, missing, extra, equal, matched }
}

/// Which forms answer which, in order: digits with digits, words with words, then across, hints last.
const ANSWERS: [(Form, Form); 9] = [
    (Form::Digits, Form::Digits),
    (Form::Words, Form::Words),
    (Form::Words, Form::Hint),
    (Form::Hint, Form::Words),
    (Form::Digits, Form::Words),
    (Form::Words, Form::Digits),
    (Form::Hint, Form::Hint),
    (Form::Digits, Form::Hint),
    (Form::Hint, Form::Digits),
];

/// Equal values, in order, so that equal figures stay together; those that look alike before those that only are.
fn exact(source: &mut Side, target: &mut Side) -> Vec<(usize, usize)> {
    let mut matched = Vec::new();
    for (of_source, of_target) in ANSWERS {
        for alike in 0..3 {
            for i in 0..source.values.len() {
                let one = &source.values[i];
                if !source.open[i] || one.form != of_source {
                    continue;
                }
                let fits = |other: &Value| other.form == of_target && one.same(other);
                // 0 and 0.00 are equal, but not where the other side has both.
                let near = |other: &Value| fits(other) && one.unit == other.unit && one.span.len() == other.span.len();
                let found = match alike {
                    0 => target.find(near),
                    1 => target.find(|other| fits(other) && one.unit.overlaps(other.unit)),
                    _ => target.find(fits),
                };
                if let Some(j) = found {
                    source.open[i] = false;
                    target.open[j] = false;
                    matched.push((i, j));
                }
            }
        }
    }
    matched
}

/// A figure in one piece here and in several there: hour and minute, telephone numbers, feet and inches.
fn pieces(one: &mut Side, other: &mut Side) {
    for i in one.open().collect::<Vec<_>>() {
        let value = &one.values[i];
        if value.parts.is_empty() {
            continue;
        }
        let mut sorted = value.parts.clone();
        sorted.sort_by(f64::total_cmp);
        let whole = other.find(|candidate| {
            let mut theirs = candidate.parts.clone();
            theirs.sort_by(f64::total_cmp);
            theirs == sorted || (clock(value, candidate) && candidate.parts.get(1) == value.parts.get(1))
        });
        if let Some(j) = whole {
            one.open[i] = false;
            other.open[j] = false;
            continue;
        }
        let mut taken: Vec<usize> = Vec::new();
        for (at, part) in value.parts.iter().enumerate() {
            let free = |accept: &dyn Fn(&Value) -> bool| other.open().find(|j| !taken.contains(j) && accept(&other.values[*j]));
            let shifted = || if at == 0 { free(&|candidate| half_day(candidate.value(), *part)) } else { None };
            let Some(j) = free(&|candidate| candidate.may_be(*part)).or_else(shifted) else { break };
            taken.push(j);
        }
        // A full hour may go without its minutes, and half past with a word.
        let half = || other.values.iter().any(|candidate| candidate.is_hint() && candidate.may_be(0.5));
        let zeros = value.parts.iter().skip(1).all(|part| *part == 0.0 || (*part == 30.0 && half()));
        if taken.len() == value.parts.len() || (zeros && !taken.is_empty()) {
            one.open[i] = false;
            taken.into_iter().for_each(|j| other.open[j] = false);
        }
    }
}

/// Figures in other units, checked by value.
fn conversions(source: &mut Side, target: &mut Side) {
    for i in source.open().collect::<Vec<_>>() {
        let one = &source.values[i];
        if let Some(j) = target.find(|other| converted(one, other)) {
            source.open[i] = false;
            target.open[j] = false;
        }
    }
    // 300 km (180 miles): the second says the first again, unless the other side has it with another value.
    let claimed = |one: &Side, other: &Side| -> Vec<usize> {
        let alike = |i: usize| other.open().any(|j| other.values[j].is_digits() && other.values[j].unit.overlaps(one.values[i].unit));
        one.open().filter(|i| one.values[*i].is_digits() && alike(*i)).collect()
    };
    let kept = [claimed(source, target), claimed(target, source)];
    for (side, kept) in [source, target].into_iter().zip(kept) {
        for i in side.open().filter(|i| !kept.contains(i)).collect::<Vec<_>>() {
            let again = |other: &Value| {
                let one = &side.values[i];
                if one.unit.overlaps(other.unit) {
                    return false;
                }
                // €3.1 billion ($3.6bn): at the rate of the day.
                let money = one.unit.has(Kind::Money) && other.unit.has(Kind::Money);
                let pairs = |a: &'static Unit| other.unit.units().any(|b| converts(one.value(), a, other.value(), b));
                money || one.unit.units().any(pairs)
            };
            let near = [i.checked_sub(1), Some(i + 1)];
            if near.into_iter().flatten().any(|j| side.values.get(j).is_some_and(|other| !side.open[j] && again(other))) {
                side.open[i] = false;
            }
        }
    }
}

/// Whether two figures are one quantity in two units. Where only one unit is known, the other may be any that its kind converts to.
fn converted(one: &Value, other: &Value) -> bool {
    let (a, b) = (one.value(), other.value());
    let free = |unit: &Unit| !matches!(unit.kind, Kind::Time | Kind::Share | Kind::Data | Kind::Power);
    match (one.unit.is_empty(), other.unit.is_empty()) {
        (true, true) => false,
        (false, true) => one.unit.units().filter(|u| free(u)).any(|u| UNITS.iter().any(|v| converts(a, u, b, v))),
        (true, false) => other.unit.units().filter(|v| free(v)).any(|v| UNITS.iter().any(|u| converts(a, u, b, v))),
        (false, false) => one.unit.units().any(|u| other.unit.units().any(|v| converts(a, u, b, v))),
    }
}

/// Closes figures that are said twice here and once there.
fn repeated(one: &mut Side, other: &Side) {
    for i in one.open().collect::<Vec<_>>() {
        if other.values.iter().any(|candidate| one.values[i].same(candidate)) {
            one.open[i] = false;
        }
    }
}

/// Closes figures that something on the other side says in another way: years in two digits, 12 and 24 hours, "two and a half".
fn explained(one: &mut Side, other: &Side) {
    for i in one.open().collect::<Vec<_>>() {
        let value = &one.values[i];
        // A day in October is no way to say 2010, where another year stands open to be 2010 changed.
        let rival = is_year(value.value()) && other.open().any(|j| other.values[j].is_digits() && is_year(other.values[j].value()));
        let single = (0..other.values.len()).any(|j| (other.open[j] || !rival) && akin(value, &other.values[j]));
        let joint = other.values.windows(2).any(|pair| {
            let gap = pair[1].span.start.saturating_sub(pair[0].span.end);
            let (a, b) = (pair[0].value(), pair[1].value());
            gap <= 14 && !pair[0].code && pair[1].is_hint() && (value.may_be(a * b) || value.may_be(a + b))
        });
        if single || joint {
            one.open[i] = false;
        }
    }
}

/// Two ways to write one thing.
fn akin(one: &Value, other: &Value) -> bool {
    let (a, b) = (one.value(), other.value());
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    let whole = a.fract() == 0.0 && b.fract() == 0.0;
    let year = whole && is_year(large);
    // '68 and 1968, the thirties and the 1930s.
    if year && small < 100.0 && equal(large % 100.0, small) && (one.is_digits() && other.is_digits() || small % 10.0 == 0.0) {
        return true;
    }
    // The 1800s and the 19th century, the 1880s and the eighties of the 19th.
    if year && small <= 21.0 && large % 10.0 == 0.0 && equal((large / 100.0).floor(), small - 1.0) {
        return true;
    }
    if clock(one, other) {
        return true;
    }
    // Percent and permille as words, "half" for 0.5 or 50 %; a quarter of an hour.
    one.is_hint() != other.is_hint() && small > 0.0 && small < 1.0 && (equal(large, small * 100.0) || equal(large, small * 60.0))
}

fn is_year(value: f64) -> bool {
    (1000.0..2200.0).contains(&value)
}

/// 7 p.m. and 19.00, where one of the two stands beside a sign of a time of day.
fn clock(one: &Value, other: &Value) -> bool {
    let timed = |value: &Value| value.clock || value.unit.units().any(|unit| unit.name == "hour");
    (timed(one) || timed(other)) && half_day(one.value(), other.value())
}

fn half_day(a: f64, b: f64) -> bool {
    let (early, late) = if a < b { (a, b) } else { (b, a) };
    let hour = |v: f64| v.fract() < 0.6;
    (equal(late, early + 12.0) && (12.0..24.6).contains(&late) && hour(late))
        || (equal(early, 0.0) && (equal(late, 24.0) || equal(late, 12.0)))
}

/// Pairs up what is left, in the order of these forms.
fn changes(source: &mut Side, target: &mut Side, forms: &[(Form, Form)]) -> Vec<Change> {
    let mut changed = Vec::new();
    for (of_source, of_target) in forms {
        while let Some((i, j)) = closest(source, *of_source, target, *of_target) {
            source.open[i] = false;
            target.open[j] = false;
            changed.push(Change { source: i, target: j });
        }
    }
    changed
}

/// Digits in common, and likeness in size, below which a figure of three digits or more is not another that changed.
const FEW_DIGITS: f64 = 0.34;
const LONG: f64 = 100.0;
const ANOTHER_SIZE: f64 = 0.6;

/// The pair of open figures that most looks like one figure changed.
fn closest(source: &Side, of_source: Form, target: &Side, of_target: Form) -> Option<(usize, usize)> {
    let mut best: Option<(f64, usize, usize)> = None;
    for i in source.left(of_source) {
        for j in target.left(of_target) {
            let (one, other) = (&source.values[i], &target.values[j]);
            let (a, b) = (one.value(), other.value());
            let digits = strsim::normalized_levenshtein(&format!("{a}"), &format!("{b}"));
            let size = if a > 0.0 && b > 0.0 { 1.0 / (1.0 + (a / b).ln().abs()) } else { 1.0 / (1.0 + (a - b).abs().ln_1p()) };
            // 52 and 3 are two figures, not one that changed.
            if of_source == of_target && digits == 0.0 && size < 0.3 {
                continue;
            }
            // Nor is a height and the year that it was climbed: few digits in common, another size, no unit.
            let akin = one.unit.overlaps(other.unit) && !one.unit.is_empty();
            if of_source == of_target && a.min(b) >= LONG && digits < FEW_DIGITS && size < ANOTHER_SIZE && !akin {
                continue;
            }
            let unit = f64::from(u8::from(one.unit.overlaps(other.unit))) * 0.5;
            let score = digits + size + unit + f64::from(u8::from(one.code == other.code)) * 0.5;
            if best.is_none_or(|(known, ..)| score > known) {
                best = Some((score, i, j));
            }
        }
    }
    best.map(|(_, i, j)| (i, j))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lang::or_default, model::Lang, values::extract};

    fn verdict(source: (&str, &str), target: (&str, &str)) -> (usize, usize, usize) {
        let values = |(lang, text): (&str, &str)| extract(text, or_default(Lang::parse(lang).ok()));
        let found = compare(values(source), values(target));
        (found.changed.len(), found.missing.len(), found.extra.len())
    }

    #[test]
    fn ways_to_say_one_thing_are_equal() {
        for (source, target) in [
            (("en", "at 7.55am on Monday"), ("ja", "月曜日の午前7時55分に")),
            (("en", "at 7:30 p.m."), ("de", "um 19.30 Uhr")),
            (("en", "24 pages"), ("es", "veinticuatro páginas")),
            (("en", "17 pages"), ("pt", "dezassete páginas")),
            (("en", "35 pages"), ("vi", "ba mươi lăm trang")),
            (("en", "312 pages"), ("th", "สามร้อยสิบสองหน้า")),
            (("en", "25 people"), ("ko", "스물다섯 명")),
            (("en", "21 pages"), ("sl", "enaindvajset strani")),
            (("en", "68 pages"), ("ro", "șaizeci și opt de pagini")),
            (("en", "255 pages"), ("id", "dua ratus lima puluh lima halaman")),
            (("en", "20 pages"), ("te", "ఇరవై పేజీలు")),
            (("en", "1½ hours"), ("fr", "1,5 heure")),
            (("en", "15 pages"), ("sr", "petnaest strana")),
            (("en", "call 0800 555 111"), ("ar", "اتصل على 111 555 0800")),
            (("en", "a 650-pound pig"), ("de", "ein 290 Kilo schweres Schwein")),
            (("en", "1 to 4 inches of rain"), ("de", "2,5 bis 10 Zentimeter Regen")),
            (("en", "the 6-foot-6 junior"), ("ja", "198 センチの大学生")),
            (("en", "more than 300 km (180 miles)"), ("ja", "300km 以上")),
            (("en", "the 19th century"), ("ru", "в XIX веке")),
            (("en", "in the 1930s"), ("fr", "dans les années 30")),
            (("en", "two and a half years"), ("de", "2,5 Jahre")),
            (("en", "two decades"), ("ko", "20년")),
            (("en", "for £125m"), ("ko", "1억 2500만 파운드에")),
            (("en", "80 degrees"), ("it", "27 °C")),
        ] {
            assert_eq!(verdict(source, target), (0, 0, 0), "{source:?} {target:?}");
        }
    }

    #[test]
    fn changed_values_are_changed() {
        for (source, target) in [
            (("en", "100 officers"), ("fr", "1 000 officiers")),
            (("en", "10 miles away"), ("de", "9 Meilen entfernt")),
            (("zh", "三十五人"), ("en", "thirty people")),
            (("en", "77 schools"), ("ar", "٧٨ مدرسة")),
        ] {
            assert_eq!(verdict(source, target).0, 1, "{source:?} {target:?}");
        }
    }
}
