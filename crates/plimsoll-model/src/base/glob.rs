//! Patterns in which `*` stands for any text.

/// Whether a text is what a pattern says: `*.example.com`. A star stands for any text, slashes and the
/// empty one included; all else stands for itself.
///
/// Only the last star is ever gone back to, so the time stays below the product of the two lengths.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut from) = (0, 0);
    // The place behind the last star, and where the text that it stands for ends.
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        if pattern.get(at) == Some(&b'*') {
            at += 1;
            star = Some((at, from));
        } else if pattern.get(at) == Some(&text[from]) {
            (at, from) = (at + 1, from + 1);
        } else if let Some((behind, taken)) = star {
            (at, from) = (behind, taken + 1);
            star = Some((behind, taken + 1));
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text) in [
            ("a", "a"),
            ("*", ""),
            ("*", "a/b"),
            ("*.example.com", "db.example.com"),
            ("a*", "a"),
            ("a*b*c", "a-b-b-c"),
            ("ghcr.io/*", "ghcr.io/a/b"),
            ("*a*b", "xaxbb"),
            ("**", "x"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("", "a"),
            ("a", ""),
            ("a", "ab"),
            ("*.example.com", "example.com"),
            ("docker.io", "docker.io.evil"),
            ("ab*ba", "aba"),
            ("a*b*b*c", "abc"),
            ("a*b", "abc"),
            ("?", "a"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn hostile_patterns_end() {
        assert!(!matches(&"*a".repeat(2_000), &"a".repeat(1_000)));
    }
}
