//! Which known name somebody probably meant. It knows no names itself.

/// Longer words are not misspelt names, and comparing them would cost time for nothing.
const LONGEST: usize = 64;

/// The candidate that is nearest to `word`, if one is near enough: at most a third of the word's
/// letters may differ, and one always may. Case does not count; the first of equals wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
    let length = word.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let limit = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: String = candidate.chars().flat_map(char::to_lowercase).collect();
        let other = letters.chars().count();
        // A short word may consist of one letter: nothing is near to that.
        if other.abs_diff(length) > limit || limit >= other.max(length) {
            continue;
        }
        let distance = edit_distance(&word, &letters);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many letters were added, left out, replaced, or swapped with their neighbour, to make one word
/// of the other. It takes as long as the product of their lengths.
pub fn edit_distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_word_that_was_meant() {
        let names = ["COPY", "CMD", "WORKDIR", "ENTRYPOINT", "ENV"];
        assert_eq!(nearest("coyp", names), Some("COPY"));
        assert_eq!(nearest("WROKDIR", names), Some("WORKDIR"));
        assert_eq!(nearest("ENTRYPONIT", names), Some("ENTRYPOINT"));
        assert_eq!(nearest("copy", names), Some("COPY"));
    }

    #[test]
    fn stays_silent_when_nothing_is_near() {
        assert_eq!(nearest("apt-get", ["ARG", "ADD"]), None);
        assert_eq!(nearest("", ["a"]), None);
        assert_eq!(nearest("x", ["a"]), None);
        assert_eq!(nearest(&"x".repeat(100_000), ["xx"]), None);
    }
}
