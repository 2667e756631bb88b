//! Durations as Go writes them: `1m30s`, `0.5s`.

/// Whether HEALTHCHECK takes a duration: zero, or a millisecond and more.
// BuildKit v0.30, frontend/dockerfile/instructions.
pub(super) fn is_allowed(value: &str) -> bool {
    nanoseconds(value).is_some_and(|n| n == 0.0 || n >= 1e6)
}

/// The length of a duration in nanoseconds; absent if Go could not read it.
pub fn nanoseconds(value: &str) -> Option<f64> {
    let (negative, mut rest) = match value.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    if rest == "0" {
        return Some(0.0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let length = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let number: f64 = rest[..length].parse().ok()?;
        rest = &rest[length..];
        let length = rest
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(rest.len());
        let unit = match &rest[..length] {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            _ => return None,
        };
        rest = &rest[length..];
        total += number * unit;
    }
    Some(if negative { -total } else { total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_go_reads() {
        for value in ["0", "0s", "30s", "1m30s", "0.5s", "1h", "100ms"] {
            assert!(is_allowed(value), "{value}");
        }
        for value in ["30", "s", "1d", "-1s", "1us", "", "1.2.3s"] {
            assert!(!is_allowed(value), "{value}");
        }
    }
}
