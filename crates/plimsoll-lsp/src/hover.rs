//! What is told about the words under the cursor: the page of a rule, what a value becomes, what is known
//! of an image.

use std::ops::Range;

use lsp_types::{Contents, Hover, HoverParams, MarkupContent, MarkupKind, Range as LspRange};
use plimsoll_check::telling;
use plimsoll_lint::Page;
use plimsoll_model::files::Files;

use crate::diagnostics;
use crate::places::Place;
use crate::talk::{Answer, Talk, result};
use crate::uri;

/// Answers `textDocument/hover`.
pub(crate) fn hover(talk: &mut Talk<'_>, params: &HoverParams) -> Answer {
    let place = &params.text_document_position_params;
    let path = uri::path_of(&place.text_document.uri).unwrap_or_default();
    let hover = talk.session.at(&path, |here| {
        let at = here
            .document
            .lines
            .offset(&here.document.text, place.position, here.convert.encoding);
        of_ignore(here, at)
            .or_else(|| of_findings(here, LspRange::new(place.position, place.position)))
            .into_iter()
            .chain(of_facts(here, at))
            .reduce(|one, other| (one.0, format!("{}\n\n---\n\n{}", one.1, other.1)))
            .map(|(range, text)| Hover {
                contents: Contents::MarkupContent(MarkupContent {
                    kind: MarkupKind::Markdown,
                    value: text,
                }),
                range: Some(here.document.lines.range(
                    &here.document.text,
                    range.start,
                    range.end,
                    here.convert.encoding,
                )),
            })
    });
    result(hover.flatten())
}

/// A range of the text, and what is told of it.
type About = (Range<usize>, String);

/// The page of the rule whose name is under the cursor in an ignore.
fn of_ignore(place: &Place<'_>, at: usize) -> Option<About> {
    let text = &place.document.text;
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next()?;
    line.contains("ignore").then_some(())?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let inside = at - start;
    let from = line[..inside].rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
    let to = line[inside..]
        .find(|c| !is_word(c))
        .map_or(line.len(), |at| inside + at);
    let word = line.get(from..to)?;
    let rule = diagnostics::rule_called(&place.live.ready().registry, word).filter(|_| line.contains('#'))?;
    Some((start + from..start + to, page(rule)))
}

/// The pages of what is found here.
fn of_findings(place: &Place<'_>, range: LspRange) -> Option<About> {
    let findings = place.findings(range);
    let range = findings.first()?.span.range();
    let mut rules: Vec<&str> = Vec::new();
    let mut pages: Vec<String> = Vec::new();
    for finding in findings {
        if !rules.contains(&finding.rule.id()) {
            rules.push(finding.rule.id());
            pages.push(page(&finding.rule));
        }
    }
    Some((range, pages.join("\n\n")))
}

/// The title of a rule, why it matters, and where to read more.
fn page(rule: &Page) -> String {
    let mut blocks = rule.body().split("\n\n").map(str::trim);
    let why = blocks
        .find(|block| !block.is_empty() && !block.starts_with('#'))
        .unwrap_or_default();
    let link = diagnostics::address(rule).map(|address| format!("\n\n[{}]({})", rule.id(), address.as_ref()));
    format!("**{}**\n\n{why}{}", rule.title(), link.unwrap_or_default())
}

/// What the model knows of the place.
fn of_facts(place: &Place<'_>, at: usize) -> Vec<About> {
    let today = place.live.ready().policy.date;
    let (workspace, report) = place.live.models(place.group);
    let mut about = Vec::new();
    if let Some((range, sentences)) = telling::image_at(&workspace, &place.path, at, today) {
        about.push((range, sentences.join("\n\n")));
    }
    let reader = place.live.sources().reader();
    let variables = telling::Variables::of(&place.path, &reader as &dyn Files);
    let variable = variables.within(&workspace, &place.path, &(at..at)).pop();
    if let Some((keys, range, merged)) = telling::merged_at(&workspace, &report, &place.path, at) {
        if let Some(variable) = variable {
            let value = variable.value.map_or_else(
                || "not set in the files".to_owned(),
                |(value, from)| format!("{}, from {}", code(&value), code(&from)),
            );
            about.push((variable.at, format!("{}: {value}", code(&variable.name))));
        }
        let line = |one: &telling::Merged| {
            let place = code(&format!("{}:{}", one.path, one.line));
            format!("- {}: {} ({place})", code(&one.variant), code(&one.value))
        };
        let lines: Vec<String> = merged.iter().map(line).collect();
        about.push((range, format!("{}\n\n{}", code(&keys), lines.join("\n"))));
    }
    about
}

/// Words of a file as code, whatever they are: none of them becomes Markdown.
fn code(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    let runs = text.split(|sign: char| sign != '`').map(str::len);
    let longest = runs.max().unwrap_or(0);
    if longest == 0 && !text.is_empty() {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}
