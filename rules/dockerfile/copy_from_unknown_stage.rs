use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::known_image;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::{Kind, Word};
use plimsoll_syntax::nearest;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copy_from_unknown_stage.md")),
    // A trigger takes its files from the stages of another Dockerfile.
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
    let named = dockerfile.stages_named(&name);
    if named.clone().any(|s| s.index() < stage.index()) {
        return;
    }
    // Only COPY takes numbers; BuildKit v0.30, dockerfile2llb/convert_runmount.go, reads names only.
    if let Ok(number) = name.parse::<usize>() {
        if numbers && number >= stage.index() {
            let finding = cx.report(from.span, format!("there is no stage {number} before this one"));
            finding.case("no-such-number");
            finding.help("stages count from 0; a name is easier to keep right");
        }
        return;
    }
    if dockerfile.takes_context(&name) {
        return;
    }
    // BuildKit v0.30, dockerfile2llb/convert.go and convert_runmount.go: a name is looked for among all
    // stages before it is an image, and they are built in the order of the file: "cannot copy from
    // stage, it needs to be defined before current stage".
    if let Some(later) = named.clone().find(|s| s.index() > stage.index()) {
        let finding = cx.report(
            from.span,
            format!("the stage `{name}` is defined below, so nothing can be copied from it"),
        );
        finding.case("stage-below").help("move that stage above this one");
        finding.note(later.place(), "the stage");
        return;
    }
    let is_image = name.contains(['/', ':', '@', '.']) || name == "scratch";
    if is_image || known_image(&name, None).is_some() || named.clone().next().is_some() {
        return;
    }
    let finding = cx.report(
        from.span,
        format!("there is no stage `{name}`, so it is read as an image"),
    );
    // The nearest ones are enough: a file with more stages than this was written by a program.
    let earlier = dockerfile.stages().take(stage.index()).rev().take(100);
    let names = earlier.filter_map(|s| s.name()).map(|n| n.as_written());
    match nearest(&name, names) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!(
            "name an earlier stage; if an image is meant, give its tag: `{name}:…`"
        )),
    };
}
