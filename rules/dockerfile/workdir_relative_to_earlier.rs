use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("workdir_relative_to_earlier.md")),
    checks: &[Check::Instruction(Kind::Workdir, check)],
};

fn check(workdir: Instruction<'_>, cx: &mut Context<'_>) {
    // Without an earlier one, the folder is not known at all, which is a different fault.
    if workdir.has_relative_path() != Some(true) || !workdir.follows_workdir() {
        return;
    }
    let Some(word) = workdir.node().words().first() else {
        return;
    };
    let text = format!("`{}` is relative to an earlier `WORKDIR`", word.as_written());
    cx.report(word.span, text)
        .help("write an absolute path, starting with `/`");
}
