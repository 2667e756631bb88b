//! The edits of several fixes together: what they make of the files, and where they touch them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use plimsoll_lint::Fix;
use plimsoll_syntax::{Edit, FileId, SourceFile, Span};

/// The fixes that go together, of any number of files. Each is taken whole or left out.
pub struct Patch<'a> {
    sources: &'a BTreeMap<FileId, Arc<SourceFile>>,
    /// By file, in the order of their places.
    changes: BTreeMap<FileId, Vec<Change<'a>>>,
    taken: Vec<usize>,
}

/// An edit, and what it is part of.
struct Change<'a> {
    edit: &'a Edit,
    text: Cow<'a, str>,
    /// Where the text is in the new file.
    new: Range<usize>,
    /// It may change how something is written, but not what is read.
    is_style: bool,
    /// It begins or ends with a line of its own, so that what is before or after it stays as it is.
    begins_line: bool,
    ends_line: bool,
}

impl<'a> Change<'a> {
    fn new(edit: &'a Edit, source: &SourceFile, is_style: bool) -> Self {
        let text = with_line_ends(&edit.text, source);
        let written = if text.is_empty() {
            source.slice(edit.span)
        } else {
            &text
        };
        Self {
            edit,
            begins_line: written.starts_with(['\n', '\r']),
            ends_line: written.ends_with('\n'),
            text,
            new: 0..0,
            is_style,
        }
    }

    /// Whether it touches a place, so that this may be read in another way.
    fn touches(&self, place: Span) -> bool {
        self.meets(self.edit.span.range(), place.range())
    }

    /// Whether it wrote some of a place of the new file, and did not only add lines next to it.
    fn wrote(&self, place: Range<usize>) -> bool {
        self.meets(self.new.clone(), place)
    }

    fn meets(&self, own: Range<usize>, place: Range<usize>) -> bool {
        let is_after = own.start >= place.end && self.begins_line;
        let is_before = own.end <= place.start && self.ends_line;
        place.start <= own.end && own.start <= place.end && !is_after && !is_before
    }
}

impl<'a> Patch<'a> {
    /// Takes those fixes that fit together, in the order of their places: a fix that overlaps an
    /// earlier one is left out, and so is one that would write the substitute for a byte that is not
    /// UTF-8, or change a file that is none of the sources. Of equal fixes all count as taken.
    pub fn of(sources: &'a BTreeMap<FileId, Arc<SourceFile>>, fixes: &[&'a Fix]) -> Self {
        let mut sorted: Vec<(Vec<&'a Edit>, usize)> =
            fixes.iter().enumerate().map(|(at, fix)| (edits(fix), at)).collect();
        sorted.retain(|(edits, _)| !edits.is_empty());
        sorted.sort();
        let mut patch = Self {
            sources,
            changes: BTreeMap::new(),
            taken: Vec::new(),
        };
        let mut last: Option<(&[&Edit], bool)> = None;
        for (edits, at) in &sorted {
            let is_taken = match last {
                Some((same, is_taken)) if same == edits => is_taken,
                _ => patch.take(edits, fixes[*at].is_style),
            };
            last = Some((edits, is_taken));
            if is_taken {
                patch.taken.push(*at);
            }
        }
        patch.taken.sort_unstable();
        patch.find_new_places();
        patch
    }

    /// The fixes that are in it, by their places in what was given.
    pub fn taken(&self) -> &[usize] {
        &self.taken
    }

    /// The files that it changes, with their new bytes. Bytes that are not UTF-8 stay as they are.
    pub fn files(&self) -> impl Iterator<Item = (FileId, Vec<u8>)> {
        self.changes.iter().map(|(file, changes)| {
            let bytes = self.sources[file].bytes();
            let mut result = Vec::with_capacity(bytes.len());
            let mut at = 0;
            for change in changes {
                result.extend_from_slice(&bytes[at..change.edit.span.start as usize]);
                result.extend_from_slice(change.text.as_bytes());
                at = change.edit.span.end as usize;
            }
            result.extend_from_slice(&bytes[at..]);
            (*file, result)
        })
    }

    /// Where a place is in the new file, if nothing in it changes.
    pub fn moved(&self, span: Span) -> Option<Range<usize>> {
        let mut by = 0;
        for change in self.changes_of(span.file) {
            if change.touches(span) {
                return None;
            }
            if (change.edit.span.start as usize) < span.end as usize {
                by += change.text.len() as isize - change.edit.span.len() as isize;
            }
        }
        let place = span.range();
        Some(place.start.strict_add_signed(by)..place.end.strict_add_signed(by))
    }

    /// Whether something in a place of an old file changes; `beyond_style` looks only at what may
    /// change what is read.
    pub(crate) fn changes_at(&self, span: Span, beyond_style: bool) -> bool {
        let mut changes = self.changes_of(span.file).iter();
        changes.any(|change| !(beyond_style && change.is_style) && change.touches(span))
    }

    /// Whether something in a place of the new file was written; `file` is its number in the old ones.
    pub(crate) fn wrote_at(&self, file: FileId, place: Range<usize>, beyond_style: bool) -> bool {
        let mut changes = self.changes_of(file).iter();
        let meets = |new: &Range<usize>| place.start <= new.end && new.start <= place.end;
        changes.any(|change| !(beyond_style && change.is_style) && meets(&change.new))
    }

    /// Whether a place of the new file was written, and not only lines next to it.
    pub(crate) fn wrote(&self, file: FileId, place: Range<usize>) -> bool {
        let mut changes = self.changes_of(file).iter();
        changes.any(|change| change.wrote(place.clone()))
    }

    fn changes_of(&self, file: FileId) -> &[Change<'a>] {
        self.changes.get(&file).map_or(&[], |changes| changes)
    }

    fn take(&mut self, edits: &[&'a Edit], is_style: bool) -> bool {
        let fits = |edit: &Edit| self.is_allowed(edit) && self.is_apart(edit);
        if !edits.windows(2).all(|pair| are_apart(pair[0], pair[1])) || !edits.iter().all(|edit| fits(edit)) {
            return false;
        }
        for &edit in edits {
            let change = Change::new(edit, &self.sources[&edit.span.file], is_style);
            let changes = self.changes.entry(edit.span.file).or_default();
            let at = changes.partition_point(|change| change.edit < edit);
            changes.insert(at, change);
        }
        true
    }

    /// Whether an edit is of a known file, lies on character boundaries, and writes only permitted text.
    fn is_allowed(&self, edit: &Edit) -> bool {
        let source = self.sources.get(&edit.span.file);
        let replaced = source.and_then(|source| source.text().get(edit.span.range()));
        replaced.is_some() && !edit.text.contains(SourceFile::SUBSTITUTE)
    }

    /// Whether an edit overlaps none that is taken. These do not overlap, so one that is apart from its
    /// neighbours is apart from all of them.
    fn is_apart(&self, edit: &Edit) -> bool {
        let changes = self.changes_of(edit.span.file);
        let at = changes.partition_point(|change| change.edit < edit);
        let neighbours = changes[at.saturating_sub(1)..].iter().take(2);
        neighbours.into_iter().all(|change| are_apart(change.edit, edit))
    }

    fn find_new_places(&mut self) {
        for changes in self.changes.values_mut() {
            let mut by = 0;
            for change in changes {
                let start = (change.edit.span.start as usize).strict_add_signed(by);
                change.new = start..start + change.text.len();
                by += change.text.len() as isize - change.edit.span.len() as isize;
            }
        }
    }
}

fn edits(fix: &Fix) -> Vec<&Edit> {
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort();
    edits
}

/// Two insertions at one place overlap, since their order would be a guess, unless they are lines or
/// items of their own, such as keys of a service.
fn are_apart(a: &Edit, b: &Edit) -> bool {
    let begin = |edit: &Edit| edit.text.starts_with(['\n', '\r', ',']);
    let end = |edit: &Edit| edit.text.ends_with(['\n', '\r']);
    let are_lines = a.text != b.text && (begin(a) && begin(b) || end(a) && end(b));
    let (a, b) = (a.span, b.span);
    a.file != b.file || (a != b || !a.is_empty() || are_lines) && (a.end <= b.start || b.end <= a.start)
}

/// The text with the line ends that most lines of the file have.
fn with_line_ends<'t>(text: &'t str, source: &SourceFile) -> Cow<'t, str> {
    if !text.contains('\n') || text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let whole = source.text();
    let (lines, windows) = (whole.matches('\n').count(), whole.matches("\r\n").count());
    match windows * 2 > lines {
        true => Cow::Owned(text.replace('\n', "\r\n")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(text: impl Into<Vec<u8>>) -> BTreeMap<FileId, Arc<SourceFile>> {
        let files = [(0, text.into()), (1, b"other".to_vec())];
        let source = |(id, text)| (FileId(id), Arc::new(SourceFile::new(FileId(id), id.to_string(), text)));
        files.map(source).into()
    }

    fn span(start: usize, end: usize) -> Span {
        Span::new(FileId(0), start, end)
    }

    fn applied(text: impl Into<Vec<u8>>, fixes: &[&Fix]) -> (Vec<Vec<u8>>, Vec<usize>) {
        let sources = sources(text);
        let patch = Patch::of(&sources, fixes);
        (patch.files().map(|(_, bytes)| bytes).collect(), patch.taken().to_vec())
    }

    #[test]
    fn applies_what_does_not_overlap() {
        let first = Fix::safe("a", [span(0, 3).replace("COPY")]);
        let second = Fix::safe("b", [span(2, 5).replace("x")]);
        let third = Fix::safe("c", [span(6, 6).replace("!"), span(4, 5).replace("")]);
        let fixed = applied("ADD ab", &[&first, &second, &third]);
        assert_eq!(fixed, (vec![b"COPY b!".to_vec()], vec![0, 2]));
    }

    #[test]
    fn insertions_at_one_place_exclude_each_other_and_leave_their_neighbours() {
        let whole = Fix::safe("a", [span(2, 4).replace("xy")]);
        let before = Fix::safe("b", [span(2, 2).replace("<")]);
        let again = Fix::safe("c", [span(2, 2).replace("(")]);
        let inside = Fix::safe("d", [span(3, 3).replace("!")]);
        let fixed = applied("012345", &[&whole, &before, &again, &inside]);
        assert_eq!(fixed, (vec![b"01(xy45".to_vec()], vec![0, 2]));
    }

    #[test]
    fn lines_can_be_added_at_one_place() {
        let second = Fix::safe("a", [span(1, 1).replace("\n c: d")]);
        let first = Fix::safe("b", [span(1, 1).replace("\n a: b")]);
        let word = Fix::safe("c", [span(1, 1).replace("x")]);
        let fixed = applied("a\n", &[&second, &first, &word]);
        assert_eq!(fixed, (vec![b"a\n a: b\n c: d\n".to_vec()], vec![0, 1]));
    }

    #[test]
    fn equal_fixes_are_made_once() {
        let fix = Fix::safe("a", [span(0, 1).replace("b")]);
        assert_eq!(applied("a", &[&fix, &fix]), (vec![b"b".to_vec()], vec![0, 1]));
    }

    #[test]
    fn edits_out_of_bounds_are_refused() {
        for out in [span(0, 9), span(1, 2), Span::new(FileId(7), 0, 0)] {
            let fix = Fix::safe("a", [out.replace("b")]);
            assert_eq!(applied("é", &[&fix]), (vec![], vec![]));
        }
    }

    #[test]
    fn several_files_change_together_or_not_at_all() {
        let elsewhere = Span::new(FileId(1), 0, 1).replace("x");
        let both = Fix::safe("a", [span(0, 1).replace("b"), elsewhere]);
        assert_eq!(
            applied("a", &[&both]),
            (vec![b"b".to_vec(), b"xther".to_vec()], vec![0])
        );
        let before = Fix::safe("b", [span(0, 1).replace("a")]);
        assert_eq!(applied("a", &[&both, &before]).1, [1]);
    }

    #[test]
    fn bytes_that_are_no_text_stay_as_they_are() {
        let fix = Fix::safe("a", [span(0, 3).replace("COPY")]);
        assert_eq!(applied(*b"ADD \xff\xe9", &[&fix]).0, [b"COPY \xff\xe9"]);
        let moved = Fix::safe("b", [span(0, 1).replace("\u{1a}")]);
        assert_eq!(applied(*b"a\xff", &[&moved]).1, [0; 0]);
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        let fix = Fix::safe("a", [span(1, 1).replace("\nb")]);
        assert_eq!(applied("a\r\nc\r\n", &[&fix]).0, [b"a\r\nb\r\nc\r\n"]);
        assert_eq!(applied("a\nc\r\nd\n", &[&fix]).0, [b"a\nb\nc\r\nd\n"]);
    }

    #[test]
    fn places_move_with_the_text_before_them() {
        let sources = sources("ab cd\nef\n");
        let fix = Fix::safe("a", [span(0, 2).replace("abc"), span(5, 5).replace("\nx")]);
        let patch = Patch::of(&sources, &[&fix]);
        assert_eq!(patch.moved(span(3, 5)), Some(4..6));
        assert_eq!(patch.moved(span(6, 8)), Some(9..11));
        assert_eq!(patch.moved(span(0, 2)), None);
        assert!(patch.changes_at(span(0, 5), false) && !patch.changes_at(span(3, 5), false));
        assert!(patch.wrote_at(FileId(0), 7..8, false) && !patch.wrote_at(FileId(0), 9..11, false));
    }
}
