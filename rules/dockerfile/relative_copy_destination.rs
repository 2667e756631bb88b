use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::copy::{Absolute, absolute};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::{Arguments, Kind};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("relative_copy_destination.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    // The trigger of ONBUILD is relative to the folder that this image ends in.
    let node = copy.trigger_or_self();
    let Arguments::Copy {
        destination: Some(word),
        ..
    } = &node.arguments
    else {
        return;
    };
    let Some(stage) = copy.stage() else { return };
    // `~` is a different fault, with a rule of its own. Scratch has nothing below it, so the folder
    // is always `/`.
    if stage.is_from_scratch() {
        return;
    }
    let is_home = word.as_written().starts_with('~');
    let value = copy.expand(word);
    if is_home || absolute(word, &value) != Absolute::No || stage.has_folder_at(copy.index()) != Some(false) {
        return;
    }
    let sets_folder = |i: Instruction<'_>| i.node().trigger().is_some_and(|t| t.kind == Kind::Workdir);
    let mut earlier = stage.of_kind(Kind::Onbuild).take_while(|i| i.index() < copy.index());
    if copy.node().trigger().is_some() && earlier.any(sets_folder) {
        return;
    }
    let message = format!("`{}` is relative to a folder that nothing here sets", word.as_written());
    cx.report(word.span, message)
        .help("write an absolute path, or add a `WORKDIR` above");
}
