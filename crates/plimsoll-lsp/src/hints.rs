//! What is shown between the words: the account that something runs as, the value of a variable; and
//! above the first line, what the file is for.

use std::ops;

use lsp_types::{
    CodeLens, CodeLensParams, Command, DocumentLink, DocumentLinkParams, InlayHint, InlayHintKind, InlayHintParams,
    Label, Position, Range, Tooltip, Uri,
};
use plimsoll_check::telling;
use plimsoll_lint::{FileReport, Suppression};
use plimsoll_model::files::Files;
use plimsoll_model::workspace::Workspace;
use serde_json::json;

use crate::commands;
use crate::places::Place;
use crate::talk::{Answer, Talk, result};
use crate::uri;

/// Answers `textDocument/inlayHint`.
pub(crate) fn inlay(talk: &mut Talk<'_>, params: &InlayHintParams) -> Answer {
    let path = uri::path_of(&params.text_document.uri).unwrap_or_default();
    let hints = talk.session.at(&path, |place| {
        let wanted = place.settings.inlay_hints;
        let (document, encoding) = (place.document, place.convert.encoding);
        let range = document.lines.offsets(&document.text, params.range, encoding);
        let mut hints: Vec<(usize, String, String)> = Vec::new();
        let workspace = (wanted.user || wanted.values).then(|| place.live.workspace(place.group));
        if let Some(workspace) = workspace.as_ref().filter(|_| wanted.user) {
            for account in telling::accounts(workspace, &place.path)
                .into_iter()
                .filter(|one| one.is_inherited)
            {
                let end = end_of_line(&document.text, account.at.end);
                let why = "what it runs as; it is not said here".to_owned();
                hints.push((end, format!("runs as {}", account.name), why));
            }
        }
        if let Some(workspace) = workspace.as_ref().filter(|_| wanted.values) {
            hints.extend(values(place, workspace, &range));
        }
        hints.retain(|(at, _, _)| range.contains(at) || *at == range.end);
        let hint = |(at, label, tooltip): (usize, String, String)| InlayHint {
            position: document.lines.position(&document.text, at, encoding),
            label: Label::String(label),
            kind: Some(InlayHintKind::Type),
            text_edits: None,
            tooltip: Some(Tooltip::String(tooltip)),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        };
        hints.into_iter().map(hint).collect::<Vec<_>>()
    });
    result(hints.unwrap_or_default())
}

/// The values of the variables in a part of a Compose file.
fn values(place: &Place<'_>, workspace: &Workspace, range: &ops::Range<usize>) -> Vec<(usize, String, String)> {
    let reader = place.live.sources().reader();
    let variables = telling::Variables::of(&place.path, &reader as &dyn Files);
    let variables = variables.within(workspace, &place.path, range).into_iter();
    let told = variables.filter_map(|variable| {
        let (value, from) = variable.value?;
        Some((variable.at.end, format!("= {value}"), format!("from {from}")))
    });
    told.collect()
}

/// Answers `textDocument/codeLens`.
pub(crate) fn lenses(talk: &mut Talk<'_>, params: &CodeLensParams) -> Answer {
    let path = uri::path_of(&params.text_document.uri).unwrap_or_default();
    let lenses = talk.session.at(&path, |place| {
        if !place.settings.code_lens {
            return Vec::new();
        }
        let own = |file: &&FileReport| place.report.source(file.file).path() == place.path;
        let verdict = place.report.files.iter().find(own).map(|file| &file.verdict);
        let mut titles = Vec::new();
        if place.settings.inlay_hints.environment {
            titles.extend(verdict.map(|verdict| format!("{} ({})", verdict.environment, verdict.reason)));
        }
        let accepted = place.report.suppressed.iter().filter(|hidden| {
            let is_here = place.report.source(hidden.finding.span.file).path() == place.path;
            is_here && matches!(hidden.by, Suppression::Exception { .. } | Suppression::Comment { .. })
        });
        match accepted.count() {
            0 => {}
            1 => titles.push("1 finding is accepted".to_owned()),
            count => titles.push(format!("{count} findings are accepted")),
        }
        let lens = |title: String| CodeLens {
            range: Range::new(Position::new(0, 0), Position::new(0, 0)),
            command: Some(Command {
                title,
                tooltip: None,
                command: commands::SHOW_MODEL.to_owned(),
                arguments: Some(vec![json!(params.text_document.uri)]),
            }),
            data: None,
        };
        titles.into_iter().map(lens).collect::<Vec<_>>()
    });
    result(lenses.unwrap_or_default())
}

/// Answers `textDocument/documentLink`.
pub(crate) fn links(talk: &mut Talk<'_>, params: &DocumentLinkParams) -> Answer {
    let path = uri::path_of(&params.text_document.uri).unwrap_or_default();
    let links = talk.session.at(&path, |place| {
        let workspace = place.live.workspace(place.group);
        let (document, encoding) = (place.document, place.convert.encoding);
        let link = |link: telling::Link| DocumentLink {
            range: document
                .lines
                .range(&document.text, link.at.start, link.at.end, encoding),
            target: Some(match link.line {
                1 => place.convert.uri(&link.path),
                line => Uri(format!("{}#L{line}", place.convert.uri(&link.path))),
            }),
            tooltip: Some(link.path),
            data: None,
        };
        telling::links(&workspace, &place.path)
            .into_iter()
            .map(link)
            .collect::<Vec<_>>()
    });
    result(links.unwrap_or_default())
}

fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end)
}
