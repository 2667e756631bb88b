//! Fixes: edits on the user's text. Nothing is ever printed back from a tree.

use std::collections::BTreeSet;

use plimsoll_syntax::{Edit, SourceFile};

/// A change that repairs a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    pub safety: Safety,
    /// What it does, in the imperative: "use `COPY`".
    pub title: String,
    /// All of them or none; they do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied without asking.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Safety {
    /// The meaning stays the same, or the result is surely what was meant.
    Safe,
    /// Anything else; the user has to ask for it.
    Unsafe,
}

impl Safety {
    /// The name on pages and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

impl Fix {
    /// A fix that may be applied without asking.
    pub fn safe(title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self::new(Safety::Safe, title, edits)
    }

    /// A fix that the user has to ask for.
    pub fn unsafe_(title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self::new(Safety::Unsafe, title, edits)
    }

    fn new(safety: Safety, title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self {
            safety,
            title: title.into(),
            edits: edits.into_iter().collect(),
        }
    }
}

/// Applies fixes in the order of their places. Returns the new bytes of the file and the number of
/// fixes applied. It leaves out a fix that overlaps an earlier one (it waits for the next pass),
/// one that changes another file too, and one that would write the substitute for a byte that is
/// not UTF-8. Such bytes stay as they are.
pub fn apply<'a>(source: &SourceFile, fixes: impl IntoIterator<Item = &'a Fix>) -> (Vec<u8>, usize) {
    let mut fixes: Vec<Vec<&Edit>> = fixes.into_iter().map(sorted_edits).filter(|f| !f.is_empty()).collect();
    fixes.sort();
    fixes.dedup();
    let mut taken: BTreeSet<&Edit> = BTreeSet::new();
    let mut applied = 0;
    for edits in fixes {
        if edits.iter().all(|edit| is_for(source, edit)) && are_apart(&taken, &edits) {
            taken.extend(edits);
            applied += 1;
        }
    }
    let bytes = source.bytes();
    let mut result = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for edit in taken {
        result.extend_from_slice(&bytes[at..edit.span.start as usize]);
        result.extend_from_slice(edit.text.as_bytes());
        at = edit.span.end as usize;
    }
    result.extend_from_slice(&bytes[at..]);
    (result, applied)
}

fn sorted_edits(fix: &Fix) -> Vec<&Edit> {
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort();
    edits
}

/// Whether an edit belongs to this file, lies on character boundaries, and writes only permitted
/// text.
fn is_for(source: &SourceFile, edit: &Edit) -> bool {
    edit.span.file == source.id()
        && source.text().get(edit.span.range()).is_some()
        && !edit.text.contains(SourceFile::SUBSTITUTE)
}

/// Whether edits overlap neither the taken ones nor each other. Two insertions at one place
/// overlap, since their order would be a guess. The taken ones do not overlap, so an edit that is
/// apart from its neighbours is apart from all of them.
fn are_apart(taken: &BTreeSet<&Edit>, edits: &[&Edit]) -> bool {
    let apart = |a: &Edit, b: &Edit| {
        let touching = a.span.is_empty() && b.span.is_empty() && a.span == b.span;
        !touching && (a.span.end <= b.span.start || b.span.end <= a.span.start)
    };
    edits.windows(2).all(|pair| apart(pair[0], pair[1]))
        && edits.iter().all(|&e| {
            let before = taken.range::<&Edit, _>(..=e).next_back();
            let after = taken.range::<&Edit, _>(e..).next();
            before.into_iter().chain(after).all(|t| apart(e, t))
        })
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::{FileId, Span};

    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span::new(FileId(0), start, end)
    }

    fn applied(text: impl Into<Vec<u8>>, fixes: &[&Fix]) -> (Vec<u8>, usize) {
        let source = SourceFile::new(FileId(0), "f", text.into());
        apply(&source, fixes.iter().copied())
    }

    #[test]
    fn applies_what_does_not_overlap() {
        let first = Fix::safe("a", [span(0, 3).replace("COPY")]);
        let second = Fix::safe("b", [span(2, 5).replace("x")]);
        let third = Fix::safe("c", [span(6, 6).replace("!"), span(4, 5).replace("")]);
        let fixed = applied("ADD ab", &[&first, &second, &third]);
        assert_eq!(fixed, (b"COPY b!".to_vec(), 2));
    }

    #[test]
    fn insertions_at_one_place_exclude_each_other_and_leave_their_neighbours() {
        let whole = Fix::safe("a", [span(2, 4).replace("xy")]);
        let before = Fix::safe("b", [span(2, 2).replace("<")]);
        let again = Fix::safe("c", [span(2, 2).replace("(")]);
        let inside = Fix::safe("d", [span(3, 3).replace("!")]);
        let fixed = applied("012345", &[&whole, &before, &again, &inside]);
        assert_eq!(fixed, (b"01(xy45".to_vec(), 2));
    }

    #[test]
    fn equal_fixes_count_once() {
        let fix = Fix::safe("a", [span(0, 1).replace("b")]);
        assert_eq!(applied("a", &[&fix, &fix]), (b"b".to_vec(), 1));
    }

    #[test]
    fn edits_out_of_bounds_are_refused() {
        let fix = Fix::safe("a", [span(0, 9).replace("b")]);
        assert_eq!(applied("é", &[&fix]), ("é".into(), 0));
        let inside = Fix::safe("a", [span(1, 2).replace("b")]);
        assert_eq!(applied("é", &[&inside]), ("é".into(), 0));
    }

    #[test]
    fn a_fix_that_changes_another_file_is_refused_as_a_whole() {
        let elsewhere = Span::new(FileId(1), 0, 1).replace("x");
        let fix = Fix::safe("a", [span(0, 1).replace("b"), elsewhere]);
        assert_eq!(applied("a", &[&fix]), (b"a".to_vec(), 0));
    }

    #[test]
    fn bytes_that_are_no_text_stay_as_they_are() {
        let fix = Fix::safe("a", [span(0, 3).replace("COPY")]);
        assert_eq!(applied(*b"ADD \xff\xe9", &[&fix]), (b"COPY \xff\xe9".to_vec(), 1));
        let moved = Fix::safe("b", [span(0, 1).replace("\u{1a}")]);
        assert_eq!(applied(*b"a\xff", &[&moved]), (b"a\xff".to_vec(), 0));
    }
}
