//! An exception in the configuration, as an edit of its file.

use lsp_types::{CreateFile, DocumentChange, Range, TextEdit, WorkspaceEdit};
use plimsoll_check::ignoring;
use plimsoll_model::files::Files;

use crate::edits::{self, Edits};
use crate::lines::Lines;
use crate::places::Place;

/// The edit that accepts a rule for the file of a place. None if the configuration would have to be made,
/// and the client makes no files.
pub(crate) fn edit(place: &Place<'_>, rule: &str) -> Option<WorkspaceEdit> {
    let (path, text) = ignoring::exception(place.live.ready(), &place.path, rule);
    let before = place.live.sources().reader().read(&path);
    let is_new = before.is_none();
    if is_new && !(place.client.creates_files && place.client.document_changes) {
        return None;
    }
    let before = before.map_or_else(String::new, |bytes| String::from_utf8_lossy(&bytes).into_owned());
    let end = Lines::of(&before).position(&before, before.len(), place.convert.encoding);
    let gap = match &*before {
        "" => "",
        before if before.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let edit = TextEdit {
        range: Range::new(end, end),
        new_text: format!("{gap}{text}"),
    };
    let mut whole = edits::together(Edits::from([(path.clone(), vec![edit])]), place)?;
    if let (true, Some(changes)) = (is_new, &mut whole.document_changes) {
        let create = CreateFile::new(place.convert.uri(&path), None, None);
        changes.insert(0, DocumentChange::CreateFile(create));
    }
    Some(whole)
}
