use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::linux::system_directory;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("system_directory_as_workdir.md")),
    checks: &[Check::Instruction(Kind::Workdir, check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(word) = instruction.node().words().first() else {
        return;
    };
    let path = instruction.expand(word).likely();
    if let Some(directory) = path.as_deref().and_then(system_directory) {
        cx.report(
            word.span,
            format!("the working directory is in `{directory}`, which belongs to the kernel or the boot loader"),
        )
        .help("use a folder of its own, such as `/app`");
    }
}
