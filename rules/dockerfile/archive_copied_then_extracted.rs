use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::extracted;
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::stage::copy::Placed;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("archive_copied_then_extracted.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut placed = stage.placed().filter(is_archive).peekable();
    let mut archives: HashMap<String, Placed<'_>> = HashMap::new();
    for instruction in stage.instructions() {
        match instruction.node().kind {
            Kind::Copy => {
                while let Some(archive) = placed.next_if(|p| p.instruction.index() <= instruction.index()) {
                    archives.insert(name_in_image(&archive), archive);
                }
            }
            Kind::Run if !archives.is_empty() => check_run(instruction, &mut archives, cx),
            _ => {}
        }
    }
}

/// ADD unpacks only files from the context.
fn is_archive(placed: &Placed<'_>) -> bool {
    let node = placed.instruction.node();
    node.kind == Kind::Copy && placed.kind == CopySource::Archive && node.flag("from").is_none()
}

/// The last part of the path: the archive may get another name on the way.
fn name_in_image(archive: &Placed<'_>) -> String {
    let last = last_part(archive.path);
    let name = if last.contains('.') { last } else { archive.name };
    last_part(name).to_owned()
}

fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn check_run(run: Instruction<'_>, archives: &mut HashMap<String, Placed<'_>>, cx: &mut Context<'_>) {
    for invocation in run.steps() {
        let Some(file) = extracted(invocation.argv()) else {
            continue;
        };
        let Some(archive) = archives.remove(last_part(file.text)) else {
            continue;
        };
        let message = format!("`{}` is copied only to be unpacked later", archive.name);
        let finding = cx.report(archive.instruction.keyword(), message);
        finding.note(invocation.span, "it is unpacked here");
        finding.help("use `ADD`, which unpacks local archives, so that the archive itself is not shipped");
    }
}
