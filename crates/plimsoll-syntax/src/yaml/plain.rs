//! Whether a text needs quotes in YAML.

use super::is_base_60;
use super::scalar::ScalarValue;

/// Whether a text is the same string without quotes, for YAML 1.1 readers too, inside `[ ]` and
/// outside. Texts with characters that have a meaning anywhere count as needing them.
pub fn is_plain_text(text: &str) -> bool {
    let mut characters = text.chars();
    let starts_plainly = characters
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric() || "./~$_".contains(first));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "./~$_-:@+=".contains(c);
    // A colon at the end would make it a key.
    starts_plainly
        && text.chars().all(is_plain)
        && !text.ends_with(':')
        && ScalarValue::of_plain(text).is_string()
        && !is_base_60(text)
        && !["y", "n", "yes", "no", "on", "off", "~"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::is_plain_text;

    #[test]
    fn only_what_reads_the_same() {
        for text in ["data", "./a:/b:ro", "data:/var/lib/x", "~/x:/y", "$DATA/x:/y", "/a"] {
            assert!(is_plain_text(text), "{text}");
        }
        for text in [
            "", "80", "1:30", "true", "no", "~", "a: b", "a #b", "a:", "{a}", "*a", "- a", "a,b", "[a]", "C:\\x",
            "${A}/x", "null",
        ] {
            assert!(!is_plain_text(text), "{text}");
        }
    }
}
