use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::path;
use plimsoll_model::command::file::{OwnershipChange, ownership_change};
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::stage::copy::Placed;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("chmod_after_copy.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut placed = stage.placed().peekable();
    let mut folder = stage.first_workdir();
    let mut files: HashMap<&str, Placed<'_>> = HashMap::new();
    for instruction in stage.instructions() {
        match instruction.node().kind {
            Kind::Workdir => folder = instruction.folder_after(folder),
            Kind::Copy | Kind::Add => {
                while let Some(file) = placed.next_if(|p| p.instruction.index() <= instruction.index()) {
                    files.insert(file.path, file);
                }
            }
            Kind::Run if instruction.node().onbuild.is_none() => check_run(instruction, &files, folder.as_deref(), cx),
            _ => {}
        }
    }
}

fn check_run(run: Instruction<'_>, files: &HashMap<&str, Placed<'_>>, folder: Option<&str>, cx: &mut Context<'_>) {
    let mut steps = run.steps();
    let (Some(only), None) = (steps.next(), steps.next()) else {
        return;
    };
    let Some(change) = ownership_change(only.argv()).filter(|c| c.program == "chmod" && !c.recursive) else {
        return;
    };
    let [path] = change.paths.as_slice() else { return };
    if !path.is_literal || path.text.contains(['*', '?', '[']) {
        return;
    }
    let whole = match folder {
        _ if path.text.starts_with('/') => path::absolute(path.text, "/"),
        Some(folder) => path::absolute(path.text, folder),
        None => return,
    };
    let Some(file) = files.get(whole.as_str()).filter(|file| is_single(file)) else {
        return;
    };
    let Some(mode) = change.octal().map(str::to_owned).or_else(|| executable(&change)) else {
        return;
    };
    let keyword = file.instruction.node().kind.name();
    let finding = cx.report(
        only.span,
        format!("this adds a layer only to change the mode of `{whole}`"),
    );
    finding.note(file.source.span, "it is copied here");
    finding.help(format!("write `{keyword} --chmod={mode}`"));
    if let Some(fix) = fix(run, file, &change) {
        finding.fix(fix);
    }
}

/// Whether the instruction copies this file and nothing else.
fn is_single(file: &Placed<'_>) -> bool {
    let sources = file.instruction.copied().map_or(0, |(sources, _)| sources.len());
    let is_plain = matches!(file.kind, CopySource::Local | CopySource::Inline | CopySource::Url);
    sources == 1 && is_plain && !file.name.contains(['*', '?', '['])
}

/// The most probable result of a symbolic mode such as `u+x`: files are mostly kept with 644.
fn executable(change: &OwnershipChange<'_>) -> Option<String> {
    let (who, bits) = change.value?.text.split_once('+')?;
    let is_plain = who.bytes().all(|b| b"augo".contains(&b)) && bits.bytes().all(|b| b"rx".contains(&b));
    if !is_plain || !bits.contains('x') {
        return None;
    }
    let everybody = who.is_empty() || who.contains('a');
    let bit = |letter: char, bit: u32| if everybody || who.contains(letter) { bit } else { 0 };
    Some(format!(
        "{:o}",
        0o644 | bit('u', 0o100) | bit('g', 0o010) | bit('o', 0o001)
    ))
}

/// Only digits say for certain which mode it gets. The step is removed with its line.
fn fix(run: Instruction<'_>, file: &Placed<'_>, change: &OwnershipChange<'_>) -> Option<Fix> {
    let mode = change.octal()?;
    let text = run.dockerfile().source().text();
    let line = run.node().full_span;
    let rest = text.get(line.end as usize..)?;
    let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let has_mode = file.instruction.node().flag("chmod").is_some();
    let is_alone = rest[..end].trim().is_empty() && run.node().flags.is_empty();
    let mut gone = line;
    gone.end += end as u32;
    let edits = [
        file.instruction.keyword().insert_after(format!(" --chmod={mode}")),
        gone.replace(""),
    ];
    (is_alone && !has_mode).then(|| Fix::safe(format!("use `--chmod={mode}`"), edits))
}
