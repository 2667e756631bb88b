//! Keeps what findings say short: they quote values of files, which may be of any length. The place
//! shows the whole value.

use crate::{Finding, Report};

/// How many characters of a quoted value are shown.
const LONGEST: usize = 60;

/// Cuts long quotes in messages and notes. Secrets are redacted before: the start of one could no
/// longer be recognised.
pub(crate) fn shorten(report: &mut Report) {
    let hidden = report.suppressed.iter_mut().map(|suppressed| &mut suppressed.finding);
    for finding in report.findings.iter_mut().chain(hidden) {
        let Finding { message, notes, .. } = &mut **finding;
        let notes = notes.iter_mut().map(|note| &mut note.text);
        for text in std::iter::once(message).chain(notes) {
            if let Some(short) = shortened(text) {
                *text = short;
            }
        }
    }
}

/// The text with `…` at the end of each quote that was cut; none if there is nothing to cut.
fn shortened(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('`').collect();
    // An even number of parts: a value with a backtick in it, so nobody knows what is quoted.
    if text.len() <= LONGEST || parts.len().is_multiple_of(2) {
        return None;
    }
    let start = |index: usize| {
        let end = parts[index].char_indices().nth(LONGEST).filter(|_| index % 2 == 1)?.0;
        Some(parts[index][..end].trim_end())
    };
    let is_long = (0..parts.len()).any(|index| start(index).is_some());
    let short = (0..parts.len()).map(|index| start(index).map_or(parts[index].to_owned(), |start| format!("{start}…")));
    is_long.then(|| short.collect::<Vec<_>>().join("`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_quotes_are_cut() {
        let long = "a".repeat(80);
        let cut = format!("{}…", "a".repeat(LONGEST));
        assert_eq!(shortened("`a` has no tag"), None);
        assert_eq!(shortened(&long), None);
        assert_eq!(
            shortened(&format!("`{long}` and `b` and {long}")),
            Some(format!("`{cut}` and `b` and {long}"))
        );
        assert_eq!(shortened(&format!("`a`{long}`")), None);
    }
}
