//! Calendar days, for suppressions that run out.

use std::{fmt, str::FromStr};

/// A day of the Gregorian calendar, written as ISO 8601: `2027-03-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(time::Date);

impl Day {
    /// Today, in UTC. Only the expiry of suppressions looks at it.
    #[must_use]
    pub fn today() -> Self {
        Day(time::OffsetDateTime::now_utc().date())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no day; write year, month and day, as in 2027-03-01");
        let parts: Vec<&str> = text.trim().split('-').collect();
        let [year, month, day] = parts.as_slice() else { return Err(wrong()) };
        let month: u8 = month.parse().map_err(|_| wrong())?;
        let month = time::Month::try_from(month).map_err(|_| wrong())?;
        let (year, day) = (year.parse().map_err(|_| wrong())?, day.parse().map_err(|_| wrong())?);
        time::Date::from_calendar_date(year, month, day).map(Day).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days_and_refuses_others() {
        let day: Day = "2027-03-01".parse().unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(day.to_string(), "2027-03-01");
        assert!("2028-02-29".parse::<Day>().is_ok_and(|leap| leap > day));
        for wrong in ["2027-02-29", "1.3.2027", "", "2027-13-01"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }
}
