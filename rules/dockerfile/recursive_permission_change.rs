use std::collections::BTreeMap;
use std::ops::Bound;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path;
use plimsoll_model::command::file::ownership_change;
use plimsoll_model::stage::copy::Placed;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("recursive_permission_change.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    // Only whole folders are worth the trouble.
    let mut placed = stage.placed().filter(|p| !p.is_file).peekable();
    let mut trees: BTreeMap<&str, Placed<'_>> = BTreeMap::new();
    let mut folder = stage.first_workdir();
    for instruction in stage.instructions() {
        match instruction.node().kind {
            Kind::Workdir => folder = instruction.folder_after(folder),
            Kind::Copy | Kind::Add => {
                while let Some(tree) = placed.next_if(|p| p.instruction.index() <= instruction.index()) {
                    trees.insert(tree.path, tree);
                }
            }
            Kind::Run => check_run(instruction, &trees, folder.as_deref(), cx),
            _ => {}
        }
    }
}

fn check_run(run: Instruction<'_>, trees: &BTreeMap<&str, Placed<'_>>, folder: Option<&str>, cx: &mut Context<'_>) {
    let moves = run.steps().any(|invocation| matches!(invocation.name, "cd" | "pushd"));
    for invocation in run.steps() {
        let Some(change) = ownership_change(invocation.argv()).filter(|change| change.recursive) else {
            continue;
        };
        for path in change.paths.iter().filter(|path| path.is_literal) {
            let text = path.text.trim_end_matches('*');
            let whole = match folder {
                _ if text.starts_with('/') => path::absolute(text, "/"),
                Some(folder) if !moves => path::absolute(text, folder),
                _ => continue,
            };
            let Some(tree) = below(trees, &whole) else { continue };
            let flag = if change.program == "chmod" {
                "--chmod"
            } else {
                "--chown"
            };
            let message = format!("this stores all of `{}` a second time", tree.path);
            let finding = cx.report(invocation.span, message);
            finding.note(tree.source.span, "it is copied here");
            finding.help(format!("add `{flag}` to the `{}`", tree.instruction.node().kind.name()));
            return;
        }
    }
}

fn below<'t, 'a>(trees: &'t BTreeMap<&'a str, Placed<'a>>, path: &str) -> Option<&'t Placed<'a>> {
    if let Some(tree) = trees.get(path) {
        return Some(tree);
    }
    // `0` is the character after the slash.
    let (from, to) = (format!("{path}/"), format!("{path}0"));
    let inside = trees
        .range::<str, _>((Bound::Included(&*from), Bound::Excluded(&*to)))
        .next();
    inside.filter(|_| path != "/").map(|(_, tree)| tree)
}
