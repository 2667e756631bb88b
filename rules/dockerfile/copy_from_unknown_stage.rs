use plimsoll_lint::{Check, Context, Level, Rule};
use plimsoll_model::{Instruction, known_image};
use plimsoll_syntax::dockerfile::{Kind, Word};
use plimsoll_syntax::nearest;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("copy_from_unknown_stage.md"),
    checks: &[
        Check::Instruction(Kind::Copy, check_copy),
        Check::Instruction(Kind::Run, check_mounts),
    ],
};

fn check_copy(copy: Instruction<'_>, cx: &mut Context<'_>) {
    if let Some(from) = copy.node().flag("from").and_then(|f| f.value.as_ref()) {
        check(copy, from, true, cx);
    }
}

fn check_mounts(run: Instruction<'_>, cx: &mut Context<'_>) {
    for mount in run.node().flags_named("mount") {
        if let Some(from) = mount.option("from").and_then(|o| o.value.as_ref()) {
            check(run, from, false, cx);
        }
    }
}

fn check(instruction: Instruction<'_>, from: &Word, numbers: bool, cx: &mut Context<'_>) {
    let (Some(stage), Some(name)) = (instruction.stage(), from.literal()) else {
        return;
    };
    let dockerfile = instruction.dockerfile();
    let earlier = dockerfile.stages().take(stage.index());
    let has_name = |s: &plimsoll_model::Stage<'_>| s.name().is_some_and(|n| n.as_written().eq_ignore_ascii_case(&name));
    if earlier.clone().any(|s| has_name(&s)) {
        return;
    }
    // Only COPY takes numbers; BuildKit v0.30, dockerfile2llb/convert_runmount.go, reads names only.
    if let Ok(number) = name.parse::<usize>() {
        if numbers && number >= stage.index() {
            let finding = cx.report(from.span, format!("there is no stage {number} before this one"));
            finding.level(Level::Error);
            finding.help("stages count from 0; a name is easier to keep right");
        }
        return;
    }
    let is_context = |s: plimsoll_model::Service<'_>| s.passes_context(&name);
    if name.contains(['/', ':', '@', '.']) || name == "scratch" || dockerfile.services().any(is_context) {
        return;
    }
    if let Some(later) = dockerfile.stages().skip(stage.index() + 1).find(has_name) {
        let finding = cx.report(
            from.span,
            format!("the stage `{name}` stands below, so it cannot be copied from"),
        );
        finding.level(Level::Error).help("move that stage above this one");
        finding.note(later.place(), "the stage");
        return;
    }
    if known_image(&name, None).is_some() || has_name(&stage) {
        return;
    }
    let finding = cx.report(
        from.span,
        format!("there is no stage `{name}`, so it is taken for an image"),
    );
    let names = earlier.filter_map(|s| s.name()).map(|n| n.as_written());
    match nearest(&name, names) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!(
            "name an earlier stage; if an image is meant, give its tag: `{name}:…`"
        )),
    };
}
