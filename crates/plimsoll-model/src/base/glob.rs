//! Patterns in which `*` stands for any text.

/// Whether a text is what a pattern says: `*.example.com`. A star stands for any text, slashes and the
/// empty one included; all else stands for itself.
pub fn matches(pattern: &str, text: &str) -> bool {
    let is_star = |byte: &u8| *byte == b'*';
    fits(pattern.as_bytes(), text.as_bytes(), is_star, |byte, other| {
        byte == other
    })
}

/// Whether a text is what one of some patterns says.
pub fn matches_any(patterns: &[String], text: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, text))
}

/// Whether the parts of a pattern fit those of a text, each by `is`, where a star stands for any
/// number of parts.
///
/// Only the last star is ever gone back to, so the time stays below the product of the two lengths.
pub fn fits<P, T>(pattern: &[P], text: &[T], is_star: impl Fn(&P) -> bool, is: impl Fn(&P, &T) -> bool) -> bool {
    let (mut at, mut from) = (0, 0);
    // The place behind the last star, and where what it stands for ends.
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(part) if is_star(part) => {
                at += 1;
                star = Some((at, from));
            }
            Some(part) if is(part, &text[from]) => (at, from) = (at + 1, from + 1),
            _ => {
                let Some((behind, taken)) = star else {
                    return false;
                };
                (at, from) = (behind, taken + 1);
                star = Some((behind, taken + 1));
            }
        }
    }
    pattern[at..].iter().all(is_star)
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
