//! Texts that Compose reads as something else: booleans and numbers.

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

/// Go's `strconv.ParseFloat`, for the forms that people write.
pub(super) fn is_decimal(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_and_numbers_in_quotes() {
        assert!(is_flag("Yes") && is_flag("0") && !is_flag("maybe") && !is_flag(""));
        assert!(is_whole("-12") && !is_whole("1.5") && !is_whole("") && !is_whole("two"));
        assert!(is_decimal("0.5") && !is_decimal("half"));
    }
}
