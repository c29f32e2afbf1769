//! Units of measurement and currencies: what converts into what, and which cannot stand for which.

/// What a unit measures; only units of one kind convert into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Length,
    Mass,
    Volume,
    Area,
    Speed,
    Temperature,
    Time,
    Power,
    Energy,
    Data,
    Share,
    /// Money converts at no fixed rate.
    Money,
}

/// One unit: its name in the language files, what it measures, its size in the kind's base unit, and the zero point (temperature).
#[derive(Debug)]
pub struct Unit {
    pub name: &'static str,
    pub kind: Kind,
    pub size: f64,
    pub zero: f64,
}

impl Unit {
    fn contradicts(&self, other: &Unit) -> bool {
        if self.kind == other.kind {
            let scales = self.kind != Kind::Temperature || (self.name != "degree" && other.name != "degree");
            return scales && self.name != other.name && (self.kind == Kind::Temperature || (self.size / other.size).ln().abs() > 0.16);
        }
        let pair = |a: Kind, b: Kind| (self.kind, other.kind) == (a, b) || (self.kind, other.kind) == (b, a);
        pair(Kind::Length, Kind::Area) || pair(Kind::Power, Kind::Energy) || pair(Kind::Power, Kind::Temperature)
    }
}

const fn unit(name: &'static str, kind: Kind, size: f64) -> Unit {
    Unit { name, kind, size, zero: 0.0 }
}

/// Sizes: the SI Brochure (9th edition) and the international yard and pound (1959).
pub static UNITS: &[Unit] = &[
    unit("kilometre", Kind::Length, 1000.0),
    unit("metre", Kind::Length, 1.0),
    unit("centimetre", Kind::Length, 0.01),
    unit("millimetre", Kind::Length, 0.001),
    unit("mile", Kind::Length, 1609.344),
    unit("foot", Kind::Length, 0.3048),
    unit("inch", Kind::Length, 0.0254),
    unit("yard", Kind::Length, 0.9144),
    unit("nautical-mile", Kind::Length, 1852.0),
    unit("kilogram", Kind::Mass, 1.0),
    unit("gram", Kind::Mass, 0.001),
    unit("milligram", Kind::Mass, 1e-6),
    unit("pound", Kind::Mass, 0.453_592_37),
    unit("stone", Kind::Mass, 6.350_293_18),
    unit("ounce", Kind::Mass, 0.028_349_523),
    unit("ton", Kind::Mass, 907.184_74),
    unit("tonne", Kind::Mass, 1000.0),
    unit("jin", Kind::Mass, 0.5),
    unit("litre", Kind::Volume, 1.0),
    unit("millilitre", Kind::Volume, 0.001),
    unit("gallon", Kind::Volume, 3.785_411_784),
    unit("pint", Kind::Volume, 0.473_176),
    unit("fluid-ounce", Kind::Volume, 0.029_573_5),
    unit("cubic-metre", Kind::Volume, 1000.0),
    unit("hectare", Kind::Area, 10_000.0),
    unit("acre", Kind::Area, 4_046.856_4),
    unit("dunam", Kind::Area, 1000.0),
    unit("mu", Kind::Area, 666.666_7),
    unit("square-kilometre", Kind::Area, 1e6),
    unit("square-metre", Kind::Area, 1.0),
    unit("square-mile", Kind::Area, 2_589_988.1),
    unit("square-foot", Kind::Area, 0.092_903_04),
    unit("kilometre-per-hour", Kind::Speed, 1.0 / 3.6),
    unit("metre-per-second", Kind::Speed, 1.0),
    unit("mile-per-hour", Kind::Speed, 0.447_04),
    unit("knot", Kind::Speed, 0.514_444),
    unit("kilometre-per-second", Kind::Speed, 1000.0),
    unit("metre-per-hour", Kind::Speed, 1.0 / 3600.0),
    unit("mile-per-second", Kind::Speed, 1609.344),
    unit("celsius", Kind::Temperature, 1.0),
    Unit { name: "fahrenheit", kind: Kind::Temperature, size: 5.0 / 9.0, zero: 32.0 },
    unit("degree", Kind::Temperature, 1.0),
    unit("second", Kind::Time, 1.0),
    unit("minute", Kind::Time, 60.0),
    unit("hour", Kind::Time, 3600.0),
    unit("day", Kind::Time, 86_400.0),
    unit("week", Kind::Time, 604_800.0),
    unit("month", Kind::Time, 2_629_746.0),
    unit("year", Kind::Time, 31_556_952.0),
    unit("decade", Kind::Time, 315_569_520.0),
    unit("century", Kind::Time, 3_155_695_200.0),
    unit("kilowatt", Kind::Power, 1000.0),
    unit("megawatt", Kind::Power, 1e6),
    unit("watt", Kind::Power, 1.0),
    unit("gigawatt", Kind::Power, 1e9),
    unit("kilowatt-hour", Kind::Energy, 3.6e6),
    unit("joule", Kind::Energy, 1.0),
    unit("kilojoule", Kind::Energy, 1000.0),
    unit("megajoule", Kind::Energy, 1e6),
    unit("kilocalorie", Kind::Energy, 4184.0),
    unit("barrel", Kind::Volume, 158.987_295),
    unit("cubic-kilometre", Kind::Volume, 1e12),
    unit("cubic-centimetre", Kind::Volume, 0.001),
    unit("light-year", Kind::Length, 9.460_730_5e15),
    unit("kilobyte", Kind::Data, 1000.0),
    unit("terabyte", Kind::Data, 1e12),
    unit("gigabyte", Kind::Data, 1e9),
    unit("megabyte", Kind::Data, 1e6),
    unit("percent", Kind::Share, 1.0),
];

/// The currencies of the language files; bits after those of [`UNITS`].
pub static CURRENCIES: &[&str] = &[
    "dollar",
    "euro",
    "pound-sterling",
    "yen",
    "yuan",
    "rouble",
    "rupee",
    "franc",
    "won",
    "lira",
    "hryvnia",
    "shekel",
    "zloty",
    "krona",
    "krone",
    "koruna",
    "forint",
    "leu",
    "lev",
    "dinar",
    "dirham",
    "riyal",
    "baht",
    "dong",
    "rupiah",
    "ringgit",
    "peso",
    "real",
    "rand",
    "tenge",
    "som",
    "lari",
    "dram",
    "taka",
    "shilling",
    "egyptian-pound",
];

/// Currencies that share a sign or a name somewhere: one is no proof against the other.
const FAMILIES: &[&[&str]] = &[
    &["lira", "pound-sterling", "egyptian-pound"],
    &["krona", "krone", "koruna"],
    &["dollar", "peso", "real"],
    &["yen", "yuan"],
    &["leu", "lev"],
    &["riyal", "real"],
    &["rupee", "rupiah"],
    &["rupee", "taka"],
];

/// A length or an amount in a time: the unit, the time, and what both together are.
const RATES: &[(&str, &str, &str)] = &[
    ("kilometre", "hour", "kilometre-per-hour"),
    ("mile", "hour", "mile-per-hour"),
    ("metre", "second", "metre-per-second"),
    ("kilometre", "second", "kilometre-per-second"),
    ("metre", "hour", "metre-per-hour"),
    ("mile", "second", "mile-per-second"),
];

/// A set of units: what a word may name ("pound" is money or mass).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnitSet(u128);

impl UnitSet {
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub fn union(self, other: UnitSet) -> UnitSet {
        UnitSet(self.0 | other.0)
    }

    #[must_use]
    pub fn overlaps(self, other: UnitSet) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn of(name: &str) -> Option<UnitSet> {
        let at = UNITS.iter().position(|unit| unit.name == name);
        let at = at.or_else(|| CURRENCIES.iter().position(|known| *known == name).map(|at| at + UNITS.len()))?;
        (at < 128).then(|| UnitSet(1 << at))
    }

    /// The units of measurement in the set.
    pub fn units(self) -> impl Iterator<Item = &'static Unit> {
        UNITS.iter().enumerate().filter(move |(at, _)| self.0 >> at & 1 == 1).map(|(_, unit)| unit)
    }

    #[must_use]
    pub fn has(self, kind: Kind) -> bool {
        if kind == Kind::Money { self.0 >> UNITS.len() != 0 } else { self.units().any(|unit| unit.kind == kind) }
    }

    fn currencies(self) -> impl Iterator<Item = &'static str> {
        CURRENCIES.iter().enumerate().filter(move |(at, _)| self.0 >> (at + UNITS.len()) & 1 == 1).map(|(_, name)| *name)
    }

    /// What these units are in a time: kilometres in an hour. `None` where there is no such unit.
    pub(super) fn per(self, time: &str) -> Option<UnitSet> {
        let rates = RATES.iter().filter(|(unit, of, _)| *of == time && self.units().any(|known| known.name == *unit));
        rates.filter_map(|(_, _, rate)| UnitSet::of(rate)).reduce(UnitSet::union)
    }

    /// Whether no unit of the one set can stand for one of the other where the figure is the same: kilometres for miles, square metres
    /// for metres, kilowatts for kilowatt-hours. Tons and tonnes, yards and metres are too near to say.
    #[must_use]
    pub fn contradicts(self, other: UnitSet) -> bool {
        if self.is_empty() || other.is_empty() || self.overlaps(other) || self.has(Kind::Money) || other.has(Kind::Money) {
            return false;
        }
        self.units().all(|one| other.units().all(|two| one.contradicts(two)))
    }

    /// Whether both are money, and of different currencies.
    #[must_use]
    pub fn is_other_money(self, other: UnitSet) -> bool {
        let kin = |a: &str, b: &str| FAMILIES.iter().any(|family| family.contains(&a) && family.contains(&b));
        let certain = self.units().next().is_none() || other.units().next().is_none();
        self.has(Kind::Money)
            && other.has(Kind::Money)
            && certain
            && !self.overlaps(other)
            && self.currencies().all(|one| other.currencies().all(|two| !kin(one, two)))
    }

    /// Whether it may be degrees that name no scale.
    #[must_use]
    pub fn is_bare_degree(self) -> bool {
        self.units().any(|unit| unit.name == "degree")
    }

    /// Name of the first unit or currency of the set.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let at = self.0.trailing_zeros() as usize;
        UNITS.get(at).map(|unit| unit.name).or_else(|| at.checked_sub(UNITS.len()).and_then(|at| CURRENCIES.get(at)).copied())
    }
}

/// Whether `b` of `other` is what `a` of `one` converts to, as translators round.
#[must_use]
pub fn converts(a: f64, one: &Unit, b: f64, other: &Unit) -> bool {
    // "miles an hour" is often read as miles only.
    if let (Kind::Length, Kind::Speed) | (Kind::Speed, Kind::Length) = (one.kind, other.kind) {
        let an_hour = |unit: &Unit| match unit.kind {
            Kind::Length => unit.size,
            _ => unit.size * 3600.0,
        };
        return an_hour(one) >= 1000.0
            && an_hour(other) >= 1000.0
            && (an_hour(one) - an_hour(other)).abs() > 1.0
            && rounded(a * an_hour(one) / an_hour(other), b);
    }
    // "Degrees" may be of either scale.
    if one.kind != other.kind || (one.name == other.name && one.name != "degree") {
        return false;
    }
    let scaled = a * one.size / other.size;
    if one.kind == Kind::Temperature {
        // A temperature or a difference of temperatures; "degrees" may be of either scale.
        let fahrenheit = |value: f64| (value - 32.0) / 1.8;
        return [(scaled, b), (fahrenheit(a), b), (a, fahrenheit(b)), (a / 1.8, b), (a, b / 1.8)]
            .into_iter()
            .any(|(x, y)| (x - y).abs() <= 1.2_f64.max(0.03 * y.abs()));
    }
    rounded(scaled, b) || rounded(b * other.size / one.size, a)
}

/// What `a` of the one unit comes to in the other, for the first pair of units of one kind, and the name of the other.
#[must_use]
pub fn conversion(a: f64, one: UnitSet, other: UnitSet) -> Option<(f64, &'static str)> {
    one.units().find_map(|u| {
        let v = other.units().find(|v| v.kind == u.kind && v.name != u.name)?;
        let value = match (u.name, v.name) {
            ("fahrenheit", _) => (a - 32.0) / 1.8,
            (_, "fahrenheit") => a * 1.8 + 32.0,
            _ => a * u.size / v.size,
        };
        Some((value, v.name))
    })
}

/// Whether `b` is within a quarter of what `a` converts to, for units that differ: a rough conversion or a slip in it.
#[must_use]
pub fn roughly(a: f64, one: UnitSet, b: f64, other: UnitSet) -> bool {
    let near = |x: f64, y: f64| x > 0.0 && y > 0.0 && (x / y).ln().abs() <= 0.24;
    one.units().any(|u| {
        other.units().any(|v| match u.kind {
            kind if kind != v.kind => false,
            Kind::Temperature => {
                [((a - 32.0) / 1.8, b), (a, (b - 32.0) / 1.8), (a / 1.8, b), (a, b / 1.8)].into_iter().any(|(x, y)| near(x, y))
            }
            _ => u.name != v.name && near(a * u.size, b * v.size),
        })
    })
}

/// Rounding of a converted figure: 3.5 %, or half a step of the last digit that is written, at most 12 %.
fn rounded(exact: f64, written: f64) -> bool {
    if exact <= 0.0 || written <= 0.0 {
        return false;
    }
    let off = (exact - written).abs();
    off <= 0.035 * written || (off <= 0.55 * last_step(written) && off <= 0.12 * written)
}

/// Whether the coarser of two figures is the other one rounded: 25.4 and 25, 295 and 300.
#[must_use]
pub fn rounds_to(a: f64, b: f64) -> bool {
    let (fine, coarse) = if last_step(a) < last_step(b) { (a, b) } else { (b, a) };
    last_step(fine) < last_step(coarse) && (fine - coarse).abs() <= 0.55 * last_step(coarse) && (fine - coarse).abs() <= 0.06 * coarse
}

/// The place value of the last digit that is not zero: 10 for 290, 0.1 for 2.5.
fn last_step(value: f64) -> f64 {
    let mut step = 1e-3;
    while step < value {
        let next = step * 10.0;
        if ((value / next).round() - value / next).abs() > 1e-6 {
            return step;
        }
        step = next;
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> &'static Unit {
        UNITS.iter().find(|unit| unit.name == name).expect("a unit")
    }

    #[test]
    fn all_units_fit_the_set() {
        assert!(UNITS.len() + CURRENCIES.len() <= 128);
    }

    #[test]
    fn converts_as_translators_round() {
        for (a, one, b, other) in [
            (650.0, "pound", 290.0, "kilogram"),
            (10.0, "inch", 250.0, "millimetre"),
            (80.0, "degree", 27.0, "celsius"),
            (385.0, "mile", 620.0, "kilometre"),
            (76_000.0, "hectare", 760_000.0, "dunam"),
            (10.0, "mile", 16.0, "kilometre"),
        ] {
            assert!(converts(a, named(one), b, named(other)), "{a} {one} = {b} {other}");
            assert!(converts(b, named(other), a, named(one)), "{b} {other} = {a} {one}");
        }
        for (a, one, b, other) in [
            (3.0, "kilometre", 3.0, "mile"),
            (70.0, "kilometre-per-hour", 70.0, "metre-per-second"),
            (3000.0, "metre", 3000.0, "kilometre"),
        ] {
            assert!(!converts(a, named(one), b, named(other)), "{a} {one} ≠ {b} {other}");
        }
    }
}
