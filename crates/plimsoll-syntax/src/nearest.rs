//! Which known name somebody probably meant. It knows no names itself.

/// Longer words are not misspelt names, and comparing them would cost time for nothing.
const LONGEST: usize = 64;

/// The candidate that is nearest to `word`, if one is near enough: at most a third of the word's
/// letters may differ, and one always may. Case does not count; the first of equals wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let limit = (word.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
        // A short word may consist of one letter: nothing is near to that.
        if letters.len().abs_diff(word.len()) > limit || limit >= letters.len().max(word.len()) {
            continue;
        }
        let distance = distance(&word, &letters);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The number of letters that were added, left out, replaced, or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
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
