//! Edits of files, as the client takes them.

use std::collections::{BTreeMap, HashMap};

use lsp_types::{
    DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextDocumentIdentifier,
    TextEdit, WorkspaceEdit,
};
use plimsoll_fix::Fixed;
use plimsoll_syntax::Edit as OwnEdit;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::lines::Lines;
use crate::places::Place;

/// Edits by the paths of their files.
pub(crate) type Edits = BTreeMap<String, Vec<TextEdit>>;

/// The edits of a fix.
pub(crate) fn of_fix(edits: &[OwnEdit], place: &mut Place<'_>) -> Edits {
    let mut by_file = Edits::new();
    for edit in edits {
        let source = place.report.source(edit.span.file);
        let range = place.convert.range(source, edit.span);
        let edit = TextEdit {
            range,
            new_text: edit.text.to_string(),
        };
        by_file.entry(source.path().to_owned()).or_default().push(edit);
    }
    by_file
}

/// An edit that puts a text somewhere into the open one.
pub(crate) fn insertion(at: usize, text: String, place: &Place<'_>) -> Edits {
    let document = place.document;
    let position = document.lines.position(&document.text, at, place.convert.encoding);
    let edit = TextEdit {
        range: Range::new(position, position),
        new_text: text,
    };
    Edits::from([(place.path.clone(), vec![edit])])
}

/// The edits that make the fixed texts of the ones before, line by line.
pub(crate) fn of_fixed(fixed: &Fixed, place: &Place<'_>) -> Edits {
    let files = fixed.files.iter().map(|file| {
        let (before, after) = (file.before.source.text(), file.after.source.text());
        (file.path().to_owned(), difference(before, after, place))
    });
    files.collect()
}

fn difference(before: &str, after: &str, place: &Place<'_>) -> Vec<TextEdit> {
    let lines = Lines::of(before);
    let (old, new): (Vec<&str>, Vec<&str>) = (
        before.split_inclusive('\n').collect(),
        after.split_inclusive('\n').collect(),
    );
    let starts: Vec<usize> = starts(&old);
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let changed = ops.into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let edit = |op: DiffOp| TextEdit {
        range: lines.range(
            before,
            starts[op.old_range().start],
            starts[op.old_range().end],
            place.convert.encoding,
        ),
        new_text: new[op.new_range()].concat(),
    };
    changed.map(edit).collect()
}

/// Where each line begins, and the end.
fn starts(lines: &[&str]) -> Vec<usize> {
    let mut at = 0;
    let mut starts = vec![0];
    for line in lines {
        at += line.len();
        starts.push(at);
    }
    starts
}

/// All edits in the shape that the client takes; none if it would lose a part of them.
pub(crate) fn together(edits: Edits, place: &Place<'_>) -> Option<WorkspaceEdit> {
    let mut whole = WorkspaceEdit {
        changes: None,
        document_changes: None,
        change_annotations: None,
    };
    if place.client.document_changes {
        let change = |(path, edits): (String, Vec<TextEdit>)| {
            DocumentChange::TextDocumentEdit(TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier {
                    version: place.convert.version(&path),
                    text_document_identifier: TextDocumentIdentifier {
                        uri: place.convert.uri(&path),
                    },
                },
                edits: edits.into_iter().map(Edit::TextEdit).collect(),
            })
        };
        whole.document_changes = Some(edits.into_iter().map(change).collect());
        return Some(whole);
    }
    // Without versions, several files may change apart from each other.
    if edits.len() > 1 {
        return None;
    }
    let changes = edits.into_iter().map(|(path, edits)| (place.convert.uri(&path), edits));
    whole.changes = Some(changes.collect::<HashMap<_, _>>());
    Some(whole)
}
