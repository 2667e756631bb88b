//! Durations and sizes as Go reads them, which is how Docker and Compose do.

const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 3_600 * SECOND;

/// The length of a duration such as `1m30s` in nanoseconds; absent if Go refuses the text. A number
/// without a unit is refused, apart from `0`.
// Go 1.24, time.ParseDuration.
pub fn go_duration(text: &str) -> Option<i64> {
    duration(text, unit_of_go)
}

/// The length of a duration of a Compose file in nanoseconds; absent if Compose refuses the text.
/// It knows days (`1d`) and weeks (`1w`) besides the units of Go.
// compose-go v2, types/duration.go, by way of go-str2duration v2.
pub fn compose_duration(text: &str) -> Option<i64> {
    duration(text, |unit| match unit {
        "d" => Some(24 * HOUR),
        "w" => Some(7 * 24 * HOUR),
        unit => unit_of_go(unit),
    })
}

fn unit_of_go(unit: &str) -> Option<i64> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => SECOND,
        "m" => 60 * SECOND,
        "h" => HOUR,
        _ => return None,
    })
}

fn duration(text: &str, unit_of: fn(&str) -> Option<i64>) -> Option<i64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned == "0" {
        return Some(0);
    }
    let mut rest = unsigned;
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let (number, behind) = rest.split_at(rest.find(|c| !is_of_number(c))?);
        let (unit, behind) = behind.split_at(behind.find(is_of_number).unwrap_or(behind.len()));
        total = total.checked_add(times(number, unit_of(unit)?)?)?;
        rest = behind;
    }
    // Nothing, or a sign alone, is no duration.
    (!unsigned.is_empty()).then_some(if text.starts_with('-') { -total } else { total })
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// A decimal number of units. Only the part behind the point is rounded.
fn times(number: &str, unit: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: f64 = format!("0.{fraction}0").parse().ok()?;
    whole.checked_mul(unit)?.checked_add((fraction * unit as f64) as i64)
}

/// A size such as `512m`, `1.5 GiB` or `1024` in bytes; absent if Docker refuses the text. All units
/// are powers of 1024.
// go-units v0.5, size.go RAMInBytes.
pub fn size(text: &str) -> Option<u64> {
    let end = text.rfind(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '))? + 1;
    let (number, unit) = text.split_at(end);
    let number: f64 = number.strip_suffix(' ').unwrap_or(number).parse().ok()?;
    let power = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 1,
        "m" | "mb" | "mib" => 2,
        "g" | "gb" | "gib" => 3,
        "t" | "tb" | "tib" => 4,
        "p" | "pb" | "pib" => 5,
        _ => return None,
    };
    (number >= 0.0).then_some((number * 1024_f64.powi(power)) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        for (text, nanoseconds) in [
            ("0", 0),
            ("0s", 0),
            ("-0", 0),
            ("30s", 30 * SECOND),
            ("1m30s", 90 * SECOND),
            ("1.5h", 5_400 * SECOND),
            (".5s", SECOND / 2),
            ("1.s", SECOND),
            ("100ms", 100_000_000),
            ("1µs", 1_000),
            ("-1s", -SECOND),
            ("+1s", SECOND),
        ] {
            assert_eq!(go_duration(text), Some(nanoseconds), "{text}");
            assert_eq!(compose_duration(text), Some(nanoseconds), "{text}");
        }
        for text in [
            "", "-", "30", "s", "1h30", "1 s", " 1s", "1y", "5sec", "1.2.3s", ".s", "--1s", "9000000h", "ten",
        ] {
            assert_eq!(go_duration(text), None, "{text}");
            assert_eq!(compose_duration(text), None, "{text}");
        }
    }

    #[test]
    fn only_compose_knows_days_and_weeks() {
        assert_eq!(compose_duration("1w2d"), Some(9 * 24 * HOUR));
        assert_eq!(go_duration("1d"), None);
        assert_eq!(go_duration("1w"), None);
    }

    #[test]
    fn sizes_are_read_as_docker_reads_them() {
        for (text, bytes) in [
            ("512", 512),
            ("0m", 0),
            ("1b", 1),
            ("1k", 1024),
            ("1 kB", 1024),
            ("64MiB", 64 << 20),
            ("1.5GB", 3 << 29),
            (".5g", 1 << 29),
            ("1p", 1 << 50),
            ("+5m", 5 << 20),
        ] {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for text in [
            "",
            "m",
            "1kilo",
            "1ki",
            "1e",
            "1gbb",
            "1  k",
            " 1k",
            "1k ",
            "-1",
            "-5m",
            "1..2g",
            "g1",
            "1g1",
            "inf",
            "nan",
            "12 apples",
        ] {
            assert_eq!(size(text), None, "{text}");
        }
    }
}
