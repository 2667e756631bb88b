//! Texts that Compose reads as something else: booleans, numbers, durations, sizes.

/// compose-go v2, loader/interpolate.go `toBoolean`.
pub(super) fn is_flag(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "1" | "t" | "y" | "yes" | "on" | "false" | "0" | "f" | "n" | "no" | "off"
    )
}

/// Go's `strconv.Atoi`.
pub(super) fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.len() < 20 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Go's `strconv.ParseFloat`, as far as anybody writes such numbers.
pub(super) fn is_decimal(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

/// compose-go v2, types/duration.go: str2duration, which is Go's form with days and weeks.
pub(super) fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let number = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (digits, behind) = rest.split_at(number);
        if digits.parse::<f64>().is_err() {
            return false;
        }
        let units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h", "d", "w"];
        let unit = units.iter().find(|unit| behind.starts_with(**unit));
        let Some(unit) = unit else { return false };
        rest = &behind[unit.len()..];
    }
    true
}

/// go-units, size.go `RAMInBytes`: a number, perhaps a blank, perhaps a unit. -1 stands for no limit.
pub(super) fn is_size(text: &str) -> bool {
    if text == "-1" {
        return true;
    }
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.');
    let unit = text[number.len()..].trim_start_matches(' ').to_ascii_lowercase();
    let unit_fits = match unit.as_str() {
        "" | "b" => true,
        unit => {
            let tail = unit.strip_prefix(['k', 'm', 'g', 't', 'p', 'e', 'z', 'y']);
            tail.is_some_and(|tail| matches!(tail, "" | "b" | "i" | "ib"))
        }
    };
    unit_fits && number.trim_start() == number && number.parse::<f64>().is_ok_and(|size| size >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_as_go_reads_them() {
        for text in ["1s", "1m30s", "1.5h", "0", "10ms", "1w2d", "1h0m"] {
            assert!(is_duration(text), "{text}");
        }
        for text in ["", "30", "1 s", "5sec", "s", "1m 30s", "1.2.3s", "ten"] {
            assert!(!is_duration(text), "{text}");
        }
        for text in ["512m", "1g", "1.5 GB", "100", "1GiB", "64mb", "-1", "1kB"] {
            assert!(is_size(text), "{text}");
        }
        for text in ["", "m", "12 apples", "1..2g", "-5m", "g1", "1gbb"] {
            assert!(!is_size(text), "{text}");
        }
    }

    #[test]
    fn booleans_and_numbers_in_quotes() {
        assert!(is_flag("Yes") && is_flag("0") && !is_flag("maybe") && !is_flag(""));
        assert!(is_whole("-12") && !is_whole("1.5") && !is_whole("") && !is_whole("two"));
        assert!(is_decimal("0.5") && !is_decimal("half"));
    }
}
