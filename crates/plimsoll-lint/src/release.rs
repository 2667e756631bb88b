//! Releases of plimsoll, as pages name the one that brought a rule.

use std::fmt;

/// A release, as pages write it in `since`. Ordered from early to late.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Release {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

impl Release {
    /// The newest edition: the rules that are on by default, and their levels, as this program has them.
    pub const EDITION: Self = Self {
        major: 2026,
        minor: 1,
        patch: 0,
    };

    /// The name of an edition: `2026.1`.
    pub fn edition(self) -> String {
        format!("{}.{}", self.major, self.minor)
    }

    /// The release of `1.2.3`, or of `1.2`, which is its first.
    pub const fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut numbers = [0; 3];
        let (mut part, mut digits, mut index) = (0, 0, 0);
        while index < bytes.len() {
            match bytes[index] {
                b'.' if digits > 0 && part < 2 => {
                    part += 1;
                    digits = 0;
                }
                digit if digit.is_ascii_digit() && digits < 9 => {
                    numbers[part] = numbers[part] * 10 + (digit - b'0') as u32;
                    digits += 1;
                }
                _ => return None,
            }
            index += 1;
        }
        let [major, minor, patch] = numbers;
        if part == 0 || digits == 0 {
            return None;
        }
        Some(Self { major, minor, patch })
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_numbers() {
        assert_eq!(Release::parse("1.2"), Release::parse("1.2.0"));
        for text in ["1", "1.", "1..2", "1.x", "1.2.3.4", "", "v1.2"] {
            assert_eq!(Release::parse(text), None, "{text}");
        }
    }
}
