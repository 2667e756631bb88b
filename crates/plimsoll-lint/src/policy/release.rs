//! Releases of plimsoll, as pages name the one that brought a rule.

/// A release, as pages write it in `since`. Ordered from early to late.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Release {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

impl Release {
    /// The release of `1.2.3`, or of `1.2`, which is its first.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        let release = Self {
            major: numbers.next()??,
            minor: numbers.next()??,
            patch: numbers.next().unwrap_or(Some(0))?,
        };
        numbers.next().is_none().then_some(release)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_numbers() {
        assert_eq!(Release::parse("1.2"), Release::parse("1.2.0"));
        for text in ["1", "1.x", "1.2.3.4", "", "v1.2"] {
            assert_eq!(Release::parse(text), None, "{text}");
        }
    }
}
