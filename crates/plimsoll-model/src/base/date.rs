//! A calendar day, for things that end on one. The program says which day is today.

use std::fmt;

/// A calendar day. Ordered from early to late.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    pub year: u16,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
}

impl Date {
    /// The day of `YYYY-MM-DD`; none for anything else, and for days that do not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return None;
        }
        let date = Self {
            year: text[..4].parse().ok()?,
            month: text[5..7].parse().ok()?,
            day: text[8..].parse().ok()?,
        };
        (1..=days_of(date.year, date.month)).contains(&date.day).then_some(date)
    }

    /// The day this many days after 1970-01-01; at most the last one of the year 9999.
    pub fn after_1970(days: u64) -> Self {
        let first = Self {
            year: 1970,
            month: 1,
            day: 1,
        };
        first.later_by(days)
    }

    /// The day this many days later; at most the last one of the year 9999.
    pub fn later_by(self, days: u64) -> Self {
        let mut left = days.saturating_add(u64::from(self.day) - 1);
        let mut first = self.month;
        for year in self.year..=9999 {
            for month in first..=12 {
                let length = u64::from(days_of(year, month));
                if left < length {
                    // Less than the length of a month.
                    let day = left as u8 + 1;
                    return Self { year, month, day };
                }
                left -= length;
            }
            first = 1;
        }
        Self {
            year: 9999,
            month: 12,
            day: 31,
        }
    }
}

/// The number of days of a month; none if there is no such month.
fn days_of(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days_that_exist() {
        for text in ["2026-11-21", "2024-02-29", "2000-02-29", "0001-01-01"] {
            assert_eq!(Date::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "2026-04-31",
            "+026-04-01",
            "2026-04-é",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn counts_days() {
        for (days, text) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_778, "2026-11-21"),
        ] {
            assert_eq!(Date::after_1970(days).to_string(), text);
        }
        assert_eq!(Date::after_1970(u64::MAX).to_string(), "9999-12-31");
    }

    #[test]
    fn later_days_are_greater() {
        assert!(Date::parse("2026-11-30") < Date::parse("2026-12-01"));
    }
}
