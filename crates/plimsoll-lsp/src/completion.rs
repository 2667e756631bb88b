//! What can be written next, in ignores and in `plimsoll.toml`. All else is left to other servers.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionParams, Position, Range, TextEdit,
};
use plimsoll_check::completing::{self, Offer};

use crate::talk::{Answer, Talk, result};
use crate::uri;

/// Answers `textDocument/completion`.
pub(crate) fn offer(talk: &mut Talk<'_>, params: &CompletionParams) -> Answer {
    let place = &params.text_document_position_params;
    let path = uri::path_of(&place.text_document.uri).unwrap_or_default();
    let session = &talk.session;
    let Some(document) = session.documents.get(&path) else {
        return result(Vec::<CompletionItem>::new());
    };
    let encoding = session.client.encoding;
    let at = document.lines.offset(&document.text, place.position, encoding);
    let text = &document.text[..at];
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let is_configuration = path.to_string_lossy().ends_with("plimsoll.toml");
    let offers = match is_configuration {
        true => completing::in_configuration(text, &session.registry),
        false => completing::in_comment(&text[line..], &session.registry),
    };
    let Some(offers) = offers else {
        return result(Vec::<CompletionItem>::new());
    };
    let start: Position = document.lines.position(&document.text, line + offers.from, encoding);
    let range = Range::new(start, place.position);
    let items = offers.words.into_iter().map(|offer| item(offer, range));
    result(items.collect::<Vec<_>>())
}

fn item(offer: Offer, range: Range) -> CompletionItem {
    let Offer { word, about } = offer;
    CompletionItem {
        kind: Some(CompletionItemKind::Value),
        detail: Some(about),
        text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit {
            range,
            new_text: word.clone(),
        })),
        label: word,
        ..CompletionItem::default()
    }
}
