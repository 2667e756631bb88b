//! Comparing numbers, sizes, durations and versions.

use std::cmp::Ordering;

use plimsoll_syntax::units::{compose_duration, size};

/// A value that others are compared with.
#[derive(Clone, PartialEq, Debug)]
pub enum Limit {
    /// Written without quotes: `0.5`.
    Number(f64),
    /// In bytes, written with a unit: `"512M"`.
    Size(u64),
    /// In nanoseconds: `"30s"`.
    Duration(i64),
    /// Numbers with dots between them: `"18.2"`.
    Version(Vec<u64>),
}

impl Limit {
    /// The limit that a text is. A text with a unit is a size or a duration, one with dots is a version;
    /// a letter that is both (`m`) is a size, as Compose reads `mem_limit`, unless it follows another
    /// unit of time.
    pub fn of_text(text: &str) -> Option<Self> {
        if let Some(version) = version(text).filter(|_| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
        {
            return Some(Self::Version(version));
        }
        let as_size = size(text).map(Self::Size);
        as_size.or_else(|| compose_duration(text).map(Self::Duration))
    }

    /// How a value compares with it; none if the value is of another kind.
    pub(crate) fn compare(&self, value: &str) -> Option<Ordering> {
        match self {
            Self::Number(limit) => match value.trim().parse::<f64>() {
                Ok(number) => number.partial_cmp(limit),
                // The tag `22.11-slim` against 22.
                Err(_) if limit.fract() == 0.0 && *limit >= 0.0 => by_parts(&version(value)?, &[*limit as u64]),
                Err(_) => None,
            },
            Self::Size(limit) => Some(size(value)?.cmp(limit)),
            Self::Duration(limit) => Some(compose_duration(value)?.cmp(limit)),
            Self::Version(limit) => by_parts(&version(value)?, limit),
        }
    }
}

/// The numbers at the start of a version: `v1.27.2-alpine` has 1, 27 and 2.
fn version(text: &str) -> Option<Vec<u64>> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let numbers = text[..end].trim_end_matches('.').split('.').map(str::parse);
    numbers.collect::<Result<_, _>>().ok()
}

/// Compares part by part. What one of them leaves open is not known: `22` may be any 22.
fn by_parts(value: &[u64], limit: &[u64]) -> Option<Ordering> {
    for (own, other) in value.iter().zip(limit) {
        if own != other {
            return Some(own.cmp(other));
        }
    }
    (value.len() >= limit.len()).then_some(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_compare_as_what_they_are() {
        use Ordering::{Equal, Greater, Less};
        for (limit, value, expected) in [
            ("512M", "536870912", Some(Equal)),
            ("512M", "1g", Some(Greater)),
            ("30s", "1m", Some(Greater)),
            ("1m30s", "90s", Some(Equal)),
            ("18.2", "18.10", Some(Greater)),
            ("18.2", "v18.1.9-slim", Some(Less)),
            ("18.2", "18", None),
            ("18.2", "latest", None),
            ("512M", "lots", None),
        ] {
            let compared = Limit::of_text(limit).and_then(|limit| limit.compare(value));
            assert_eq!(compared, expected, "{value} {limit}");
        }
        assert_eq!(Limit::Number(0.5).compare("0.25"), Some(Less));
        assert_eq!(Limit::Number(20.0).compare("22.11-slim"), Some(Greater));
        assert_eq!(Limit::Number(80.0).compare("80"), Some(Equal));
        assert_eq!(Limit::of_text("soon"), None);
    }
}
