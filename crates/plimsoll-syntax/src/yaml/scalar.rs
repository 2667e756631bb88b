//! The type of a plain scalar, as compose-go decodes it.
//!
//! go-yaml v3/v4, resolve.go: YAML 1.2 booleans and nulls, octal numbers of both YAML 1.1 and 1.2,
//! no base 60. A quoted scalar is always a string, so only plain ones come here.

use std::borrow::Cow;

/// What a scalar is after decoding.
#[derive(Clone, PartialEq, Debug)]
pub enum ScalarValue {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    /// `2001-01-01` and its longer forms.
    Timestamp,
    String,
}

impl ScalarValue {
    /// What a plain scalar decodes to.
    pub fn of_plain(text: &str) -> Self {
        let first = text.bytes().next().unwrap_or(b'~');
        // Most texts are words that begin like nothing else.
        if !matches!(
            first,
            b'0'..=b'9' | b'+' | b'-' | b'.' | b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F'
        ) {
            return Self::String;
        }
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Self::Null,
            "true" | "True" | "TRUE" => return Self::Bool(true),
            "false" | "False" | "FALSE" => return Self::Bool(false),
            ".nan" | ".NaN" | ".NAN" => return Self::Float(f64::NAN),
            ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Self::Float(f64::INFINITY),
            "-.inf" | "-.Inf" | "-.INF" => return Self::Float(f64::NEG_INFINITY),
            _ => {}
        }
        if !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.') {
            return Self::String;
        }
        if is_timestamp(text) {
            return Self::Timestamp;
        }
        // `127.0.0.1:80:80`, `./config`
        let may_be_number = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-' | b'.');
        if !text.bytes().all(may_be_number) {
            return Self::String;
        }
        if let Some(value) = integer(text) {
            return value;
        }
        float(text).map_or(Self::String, Self::Float)
    }

    /// Whether it is a string.
    pub fn is_string(&self) -> bool {
        matches!(self, Self::String)
    }
}

/// Integers as Go's `strconv.ParseInt(s, 0, 64)` reads them without underscores, and `0o`.
fn integer(text: &str) -> Option<ScalarValue> {
    let plain = without_underscores(text);
    let (negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, &plain[1..]),
        b'+' => (false, &plain[1..]),
        _ => (false, &plain[..]),
    };
    // go-yaml keeps the sign of minus zero by making it a float.
    if plain == "-0" {
        return Some(ScalarValue::Float(-0.0));
    }
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|b| (b as char).is_digit(radix)) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let value = if negative { -value } else { value };
    // A number that fits neither int64 nor uint64 becomes a float there.
    (i128::from(i64::MIN)..=i128::from(u64::MAX))
        .contains(&value)
        .then_some(ScalarValue::Integer(value))
}

fn without_underscores(text: &str) -> Cow<'_, str> {
    match text.contains('_') {
        true => Cow::Owned(text.replace('_', "")),
        false => Cow::Borrowed(text),
    }
}

/// Floats as go-yaml's pattern `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$` allows them.
fn float(text: &str) -> Option<f64> {
    let plain = without_underscores(text);
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    plain.parse().ok()
}

/// `2001-01-01`, optionally followed by a time after `T`, `t` or a space.
fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits != 4 || bytes.get(4) != Some(&b'-') {
        return false;
    }
    let mut rest = &bytes[5..];
    let Some(month) = number(&mut rest) else { return false };
    if rest.first() != Some(&b'-') {
        return false;
    }
    rest = &rest[1..];
    let Some(day) = number(&mut rest) else { return false };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return false;
    }
    match rest.first() {
        None => true,
        Some(b'T' | b't' | b' ') => rest[1..].iter().filter(|&&b| b == b':').count() >= 2,
        Some(_) => false,
    }
}

/// One or two digits.
fn number(rest: &mut &[u8]) -> Option<u8> {
    let length = rest.iter().take(2).take_while(|b| b.is_ascii_digit()).count();
    let value = std::str::from_utf8(&rest[..length]).ok()?.parse().ok()?;
    *rest = &rest[length..];
    Some(value)
}

/// Whether a plain scalar is a base-60 number for YAML 1.1 readers such as PyYAML: `22:22` is 1342
/// there, and `8080:22` is a number too.
// YAML 1.1, https://yaml.org/type/int.html: [-+]?[1-9][0-9_]*(:[0-5]?[0-9])+
pub fn is_base_60(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let Some((first, rest)) = digits.split_once(':') else {
        return false;
    };
    let leads =
        first.starts_with(|c: char| matches!(c, '1'..='9')) && first.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    leads
        && rest.split(':').all(|part| match part.as_bytes() {
            [one] => one.is_ascii_digit(),
            [ten, one] => matches!(ten, b'0'..=b'5') && one.is_ascii_digit(),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_60_is_told_by_all_parts_but_the_first() {
        for text in ["22:22", "8080:22", "1:2:3", "2222:22", "-1:00"] {
            assert!(is_base_60(text), "{text}");
        }
        for text in [
            "8080:80",
            "80",
            "22:60",
            "0:22",
            "22:22/tcp",
            "1.2.3.4:22:22",
            "22:",
            ":22",
            "22:022",
            "",
        ] {
            assert!(!is_base_60(text), "{text}");
        }
    }

    #[test]
    fn types_are_those_of_compose() {
        use ScalarValue::*;
        let cases = [
            ("", Null),
            ("~", Null),
            ("yes", String),
            ("on", String),
            ("True", Bool(true)),
            ("tRue", String),
            ("0755", Integer(493)),
            ("0o755", Integer(493)),
            ("08", Float(8.0)),
            ("0x1F", Integer(31)),
            ("0b11", Integer(3)),
            ("1_000", Integer(1000)),
            ("22:22", String),
            ("-0", Float(-0.0)),
            ("0", Integer(0)),
            ("3.10", Float(3.1)),
            ("1e3", Float(1000.0)),
            (".5", Float(0.5)),
            (".", String),
            ("-", String),
            ("2001-01-01", Timestamp),
            ("2001-13-01", String),
            ("192.168.0.1", String),
            ("18446744073709551616", Float(18446744073709551616.0)),
        ];
        for (text, value) in cases {
            assert_eq!(ScalarValue::of_plain(text), value, "{text}");
        }
    }
}
